//! One author's entries as an index: a tree of chain hashes, nearly always a single line.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::Hash;

/// How many entries of one number a copy keeps: those with the smallest `h`.
pub const BRANCHES_MAX: usize = 8;

/// What the index knows of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// `h(n-1)`.
    pub previous: Hash,
    /// Where the relay put it, if it is known.
    pub position: Option<u64>,
    /// Whether its own signature is held.
    pub signed: bool,
    /// Whether only `c(n)` is held, because a relay refused the content.
    pub refused: bool,
    /// Whether it overtakes everything on its way: a flash or immediate message, a real event.
    pub urgent: bool,
    /// The size of the body in bytes; what a frame costs is reckoned from it.
    pub bytes: u16,
}

/// The entries of one author that a copy holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    pub(super) nodes: BTreeMap<(u32, Hash), Node>,
    /// Entries without a position: what the relay may lack.
    pub(super) unplaced: BTreeSet<(u32, Hash)>,
    /// Numbers with more than one entry.
    pub(super) forks: BTreeSet<u32>,
}

impl Chain {
    /// Entries of as many numbers, in their order.
    pub(super) fn of_line(nodes: Vec<((u32, Hash), Node)>) -> Self {
        let unplaced = nodes.iter().filter(|(_, node)| node.position.is_none());
        let unplaced = unplaced.map(|(key, _)| *key).collect();
        Self { nodes: nodes.into_iter().collect(), unplaced, forks: BTreeSet::new() }
    }

    /// The entries of one number, smallest `h` first.
    pub(super) fn at(&self, n: u32) -> impl DoubleEndedIterator<Item = (Hash, &Node)> {
        self.nodes.range((n, Hash::ZERO)..=(n, Hash([255; 32]))).map(|((_, h), node)| (*h, node))
    }

    /// Adds an entry that is not held. What had to go because there are eight smaller: itself or
    /// another of its number.
    pub(super) fn insert(&mut self, n: u32, h: Hash, node: Node) -> Option<(Hash, Node)> {
        if node.position.is_none() {
            self.unplaced.insert((n, h));
        }
        self.nodes.insert((n, h), node);
        let count = self.at(n).count();
        if count > 1 {
            self.forks.insert(n);
        }
        if count <= BRANCHES_MAX {
            return None;
        }
        let (last, node) = self.at(n).next_back().map(|(h, node)| (h, *node))?;
        self.nodes.remove(&(n, last));
        self.unplaced.remove(&(n, last));
        Some((last, node))
    }

    /// Every `h(n)` that is known here: of entries held, or named as the one before by one held.
    pub(super) fn hashes(&self, n: u32) -> Vec<Hash> {
        if n == 0 {
            return vec![Hash::ZERO];
        }
        let mut hashes: Vec<Hash> = self.at(n).map(|(h, _)| h).collect();
        let named = n.checked_add(1).into_iter().flat_map(|next| self.at(next));
        hashes.extend(named.map(|(_, node)| node.previous));
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// The entry held that follows `(n, h)` and leads to a signature soonest.
    ///
    /// Where branches part, the one whose own next entry is signed is preferred; among equals the
    /// one with the smallest `h`, so that every copy walks the same way.
    pub(super) fn after(&self, n: u32, h: &Hash) -> Option<(Hash, &Node)> {
        let next = n.checked_add(1)?;
        let mut children = self.at(next).filter(|(_, node)| node.previous == *h);
        let first = children.next()?;
        if first.1.signed {
            return Some(first);
        }
        Some(children.find(|(_, node)| node.signed).unwrap_or(first))
    }
}
