//! What a fold remembers of one key's chain: enough to tell names apart and to count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dense;
use crate::id::Hash;
use crate::record::BRANCHES_MAX;

/// The entries of one key that were folded in, by the first two bytes of their `h`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// By number; of several branches that with the smallest hash.
    #[serde(deserialize_with = "dense::map")]
    checks: BTreeMap<u32, [u8; 2]>,
    /// Numbers with more than one branch: their hashes, the smallest eight, smallest first.
    forks: BTreeMap<u32, Vec<Hash>>,
    /// The newest entry; of several branches that with the smallest hash.
    newest: Option<(u32, Hash)>,
}

impl Chain {
    /// The newest number folded in; 0 before the first.
    pub fn head(&self) -> u32 {
        self.newest.map_or(0, |(n, _)| n)
    }

    /// The newest number and its hash; of several branches the smallest.
    pub fn newest(&self) -> Option<(u32, Hash)> {
        self.newest
    }

    /// Whether no number below the newest is missing.
    pub fn is_whole(&self) -> bool {
        self.checks.len() == usize::try_from(self.head()).unwrap_or(usize::MAX)
    }

    /// Whether an entry with this number and check was folded in.
    pub fn has(&self, n: u32, check: [u8; 2]) -> bool {
        self.checks.get(&n) == Some(&check)
            || self.forks.get(&n).is_some_and(|all| all.iter().any(|h| h.check() == check))
    }

    /// The check of entry `n`, where one branch is held.
    pub fn check(&self, n: u32) -> Option<[u8; 2]> {
        self.checks.get(&n).copied().filter(|_| !self.forks.contains_key(&n))
    }

    /// Numbers at which more than one branch is held.
    pub fn forks(&self) -> impl Iterator<Item = u32> + '_ {
        self.forks.keys().copied()
    }

    /// How many branches of a number are held.
    pub(super) fn branches(&self, n: u32) -> u64 {
        let forked = self.forks.get(&n).map(|all| all.len() as u64);
        forked.unwrap_or_else(|| self.checks.contains_key(&n).into())
    }

    /// Whether an entry is held here: a ninth branch of a number is not.
    pub(super) fn keeps(&self, n: u32, h: &Hash) -> bool {
        self.forks.get(&n).is_none_or(|all| all.contains(h))
    }

    /// Whether an entry speaks under its name: where a name fits two branches, the one with the
    /// smallest hash does.
    pub(super) fn speaks(&self, n: u32, h: &Hash) -> bool {
        let first =
            |all: &Vec<Hash>| all.iter().find(|other| other.check() == h.check()) == Some(h);
        self.forks.get(&n).is_none_or(first)
    }

    /// Checks that two branches of a number share.
    pub(super) fn ambiguous(&self) -> impl Iterator<Item = (u32, [u8; 2])> + '_ {
        let doubles = |(n, all): (&u32, &Vec<Hash>)| {
            let (n, mut checks) = (*n, all.iter().map(Hash::check).collect::<Vec<_>>());
            checks.sort_unstable();
            let twice: Vec<_> =
                checks.windows(2).filter(|two| two[0] == two[1]).map(|two| (n, two[0])).collect();
            twice
        };
        self.forks.iter().flat_map(doubles)
    }

    /// Takes an entry in; whether its number was free.
    pub(super) fn take(&mut self, n: u32, h: Hash) -> bool {
        if self.newest.is_none_or(|(newest, _)| newest < n) {
            self.newest = Some((n, h));
        }
        let free = !self.checks.contains_key(&n);
        if free {
            self.checks.insert(n, h.check());
        }
        free
    }

    /// Takes in a branch of a number that has several, once for each of them.
    pub(super) fn branch(&mut self, n: u32, h: Hash) {
        let all = self.forks.entry(n).or_default();
        if let Err(place) = all.binary_search(&h) {
            all.insert(place, h);
            all.truncate(BRANCHES_MAX);
        }
        let smallest = all[0];
        self.checks.insert(n, smallest.check());
        if self.head() == n {
            self.newest = Some((n, smallest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(first: u8, last: u8) -> Hash {
        let mut bytes = [first; 32];
        bytes[31] = last;
        Hash(bytes)
    }

    #[test]
    fn eight_branches_with_the_smallest_hashes_are_kept_whatever_their_order() {
        let mut all: Vec<Hash> = (1..=10).map(|i| hash(i, i)).collect();
        let kept = |all: &[Hash]| {
            let mut chain = Chain::default();
            assert!(chain.take(4, all[0]) && all[1..].iter().all(|h| !chain.take(4, *h)));
            all.iter().for_each(|h| chain.branch(4, *h));
            chain
        };
        let forward = kept(&all);
        all.reverse();
        assert_eq!(forward, kept(&all));
        assert!(forward.keeps(4, &hash(8, 8)) && !forward.keeps(4, &hash(9, 9)));
        assert_eq!(forward.newest(), Some((4, hash(1, 1))));
        assert!(forward.has(4, hash(8, 8).check()) && !forward.has(4, hash(9, 9).check()));
    }

    #[test]
    fn a_name_that_fits_two_branches_is_told() {
        let mut chain = Chain::default();
        for h in [hash(1, 2), hash(1, 1), hash(2, 1)] {
            chain.take(1, h);
        }
        for h in [hash(1, 2), hash(1, 1), hash(2, 1)] {
            chain.branch(1, h);
        }
        assert_eq!(chain.ambiguous().collect::<Vec<_>>(), [(1, [1, 1])]);
        assert!(chain.speaks(1, &hash(1, 1)) && !chain.speaks(1, &hash(1, 2)));
        assert!(chain.speaks(1, &hash(2, 1)));
    }

    #[test]
    fn a_number_out_of_all_proportion_costs_no_memory() {
        let mut chain = Chain::default();
        assert!(chain.take(u32::MAX, hash(1, 1)));
        assert_eq!(chain.head(), u32::MAX);
    }
}
