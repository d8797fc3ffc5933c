//! A set of numbers held as ranges: positions told, positions held, numbers of a seat.
//!
//! A catch-up fetches the newest first, so what a copy has of a room is often a few long stretches
//! with holes between them; as ranges they cost a few bytes on the wire and in memory.

use std::collections::BTreeMap;

/// Numbers as stretches from first to last, both included, that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges(BTreeMap<u64, u64>);

impl Ranges {
    /// Adds one number; false if it was there.
    pub fn insert(&mut self, number: u64) -> bool {
        let new = !self.contains(number);
        if new {
            self.insert_range(number, number);
        }
        new
    }

    /// Adds the numbers from `first` to `last`; nothing if `last` is below `first`.
    pub fn insert_range(&mut self, first: u64, last: u64) {
        if last < first {
            return;
        }
        let (mut start, mut end) = (first, last);
        if let Some((&a, &b)) = self.0.range(..=first).next_back()
            && b.saturating_add(1) >= first
        {
            start = a;
            end = end.max(b);
        }
        while let Some((&a, &b)) = self.0.range(start..=end.saturating_add(1)).next() {
            self.0.remove(&a);
            end = end.max(b);
        }
        self.0.insert(start, end);
    }

    /// Adds all numbers of another set.
    pub fn insert_all(&mut self, other: &Self) {
        for (first, last) in other.iter() {
            self.insert_range(first, last);
        }
    }

    /// Takes one number out.
    pub fn remove(&mut self, number: u64) {
        let Some((&a, &b)) = self.0.range(..=number).next_back() else { return };
        if b < number {
            return;
        }
        self.0.remove(&a);
        if a < number {
            self.0.insert(a, number - 1);
        }
        if number < b {
            self.0.insert(number + 1, b);
        }
    }

    /// Keeps only what is below `end`.
    pub fn truncate(&mut self, end: u64) {
        self.0.split_off(&end);
        if let Some((_, last)) = self.0.iter_mut().next_back()
            && *last >= end
        {
            // `end` is above the first of this stretch, hence not zero.
            *last = end - 1;
        }
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: u64) -> bool {
        self.0.range(..=number).next_back().is_some_and(|(_, &last)| last >= number)
    }

    /// The stretches, lowest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> + '_ {
        self.0.iter().map(|(&first, &last)| (first, last))
    }

    /// The stretches between `first` and `last` that are not in the set, lowest first.
    pub fn missing(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        let mut missing = Vec::new();
        let mut next = first;
        let before = self.0.range(..first).next_back();
        for (&a, &b) in before.into_iter().chain(self.0.range(first..)) {
            if next > last || a > last {
                break;
            }
            if a > next {
                missing.push((next, a - 1));
            }
            next = next.max(b.saturating_add(1));
        }
        if next <= last {
            missing.push((next, last));
        }
        missing
    }

    /// The highest number.
    pub fn last(&self) -> Option<u64> {
        self.0.last_key_value().map(|(_, &last)| last)
    }

    /// How many numbers there are.
    pub fn count(&self) -> u64 {
        self.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// How many stretches there are.
    pub fn stretches(&self) -> usize {
        self.0.len()
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(u64, u64)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u64, u64)>>(stretches: I) -> Self {
        let mut ranges = Self::default();
        for (first, last) in stretches {
            ranges.insert_range(first, last);
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_are_the_set_that_they_stand_for(
            acts in prop::collection::vec((0u8..4, 0u64..40, 0u64..6), 0..40),
        ) {
            let (mut ranges, mut set) = (Ranges::default(), BTreeSet::new());
            for (act, at, len) in acts {
                match act {
                    0 => prop_assert_eq!(ranges.insert(at), set.insert(at)),
                    1 => {
                        ranges.insert_range(at, at + len);
                        set.extend(at..=at + len);
                    }
                    2 => {
                        ranges.remove(at);
                        set.remove(&at);
                    }
                    _ => {
                        ranges.truncate(at + 20);
                        set.retain(|&n| n < at + 20);
                    }
                }
            }
            let listed: BTreeSet<u64> = ranges.iter().flat_map(|(a, b)| a..=b).collect();
            prop_assert_eq!(&listed, &set);
            prop_assert_eq!(ranges.count(), set.len() as u64);
            let missing: BTreeSet<u64> =
                ranges.missing(3, 37).into_iter().flat_map(|(a, b)| a..=b).collect();
            prop_assert_eq!(missing, (3..=37).filter(|n| !set.contains(n)).collect::<BTreeSet<_>>());
            let stretches: Vec<_> = ranges.iter().collect();
            prop_assert!(stretches.windows(2).all(|w| w[0].1 + 1 < w[1].0));
        }
    }
}
