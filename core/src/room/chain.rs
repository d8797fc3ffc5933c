//! What a fold remembers of one key's chain: enough to tell names apart and to count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::Hash;

/// The entries of one key that were folded in, by the first two bytes of their `h`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// By number from 1; none where the entry is not held.
    first: Vec<Option<[u8; 2]>>,
    /// Numbers with more than one branch: all hashes, smallest first.
    forks: BTreeMap<u32, Vec<Hash>>,
    /// The hash at numbers with one branch, for the newest only.
    newest: Option<(u32, Hash)>,
}

/// What an entry did to its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Took {
    /// Its number was free.
    Alone,
    /// Another branch stands at its number, with another check.
    Beside,
    /// Another branch stands at its number and its name fits both.
    Ambiguous,
}

impl Chain {
    /// The newest number folded in.
    pub fn head(&self) -> u32 {
        u32::try_from(self.first.len()).unwrap_or(u32::MAX)
    }

    /// The newest number and its hash.
    pub fn newest(&self) -> Option<(u32, Hash)> {
        self.newest
    }

    /// Whether an entry with this number and check was folded in.
    pub fn has(&self, n: u32, check: [u8; 2]) -> bool {
        let first = (n as usize).checked_sub(1).and_then(|i| self.first.get(i)).copied();
        first.flatten() == Some(check)
            || self.forks.get(&n).is_some_and(|all| all.iter().any(|h| h.check() == check))
    }

    /// The check of entry `n`, where one branch is held.
    pub fn check(&self, n: u32) -> Option<[u8; 2]> {
        let first = (n as usize).checked_sub(1).and_then(|i| self.first.get(i)).copied();
        first.flatten().filter(|_| !self.forks.contains_key(&n))
    }

    /// Numbers at which more than one branch is held.
    pub fn forks(&self) -> impl Iterator<Item = u32> + '_ {
        self.forks.keys().copied()
    }

    pub(super) fn take(&mut self, n: u32, h: Hash) -> Took {
        let at = n.saturating_sub(1) as usize;
        if self.first.len() <= at {
            self.first.resize(at + 1, None);
        }
        if self.newest.is_none_or(|(newest, held)| (newest, held) < (n, h)) {
            self.newest = Some((n, h));
        }
        let Some(check) = self.first[at] else {
            self.first[at] = Some(h.check());
            return Took::Alone;
        };
        let all = self.forks.entry(n).or_default();
        let same = check == h.check() || all.iter().any(|other| other.check() == h.check());
        let place = all.partition_point(|other| *other < h);
        all.insert(place, h);
        if same { Took::Ambiguous } else { Took::Beside }
    }
}
