//! Stretches of one seat's entries on one branch, as two copies tell each other of them.

use super::Record;
use crate::id::{EntryKey, Hash, SeatKey};

/// Entries `first` to `last` of one author on one branch, of which `h` is that of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whose entries.
    pub author: SeatKey,
    /// The lowest number.
    pub first: u32,
    /// The highest number.
    pub last: u32,
    /// `h` of the highest.
    pub h: Hash,
}

impl Record {
    /// The stretches of entries that have no position: what the relay may lack.
    pub fn unplaced(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for (author, chain) in self.authors.iter().zip(&self.chains) {
            let start = spans.len();
            for &(n, h) in &chain.unplaced {
                let Some(node) = chain.nodes.get(&(n, h)) else { continue };
                let open = spans[start..]
                    .iter_mut()
                    .rev()
                    .find(|span| n > 1 && span.last == n - 1 && span.h == node.previous);
                match open {
                    Some(span) => (span.last, span.h) = (n, h),
                    None => spans.push(Span { author: *author, first: n, last: n, h }),
                }
            }
        }
        spans
    }

    /// Whether there is anything that the relay may lack.
    pub fn has_unplaced(&self) -> bool {
        self.chains.iter().any(|chain| !chain.unplaced.is_empty())
    }

    /// The entries that have no position and overtake everything, in the order of their numbers.
    pub fn unplaced_urgent(&self) -> Vec<EntryKey> {
        let chains = self.authors.iter().zip(&self.chains);
        let urgent = chains.flat_map(|(author, chain)| {
            let unplaced = chain.unplaced.iter();
            let urgent = unplaced.filter(|key| chain.nodes.get(key).is_some_and(|n| n.urgent));
            urgent.map(|&(n, h)| EntryKey { author: *author, n, h })
        });
        urgent.collect()
    }

    /// The entries of a span that are held, walking down from its last; stops at a gap.
    pub fn walk_down(&self, span: &Span) -> Vec<EntryKey> {
        let mut keys = Vec::new();
        let mut next = EntryKey { author: span.author, n: span.last, h: span.h };
        while next.n >= span.first {
            let Some(node) = self.node(&next) else { break };
            keys.push(next);
            if next.n == 1 {
                break;
            }
            next = EntryKey { author: span.author, n: next.n - 1, h: node.previous };
        }
        keys.reverse();
        keys
    }
}
