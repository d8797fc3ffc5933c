//! Building the index of a room from everything that a journal keeps of it.
//!
//! One after the other, 100,000 entries leave the index's trees half empty, and each costs a search;
//! all at once they are sorted and packed, in half the time and nearly half the memory.

use super::chain::Chain;
use super::{Node, Place, Record, Row};
use crate::id::{EntryKey, Hash, RoomId, SeatKey};

/// An index that is being built.
#[derive(Debug)]
pub struct Loading {
    record: Record,
    chains: Vec<Vec<((u32, Hash), Node)>>,
    placed: Vec<(u64, Place)>,
}

impl Loading {
    /// The index of a room, of which nothing was read yet.
    pub fn new(room: RoomId) -> Self {
        Self { record: Record::new(room), chains: Vec::new(), placed: Vec::new() }
    }

    /// Makes room for so many entries of an author, that what is built grows in no steps.
    pub fn expect(&mut self, author: &SeatKey, entries: usize) {
        let author = self.record.author_number(author);
        self.chains.resize(self.record.chains.len(), Vec::new());
        self.chains[author as usize].reserve_exact(entries);
    }

    /// Makes room for so many entries with a position, of all authors together.
    pub fn expect_placed(&mut self, entries: usize) {
        self.placed.reserve_exact(entries);
    }

    /// Adds what was kept beside an entry.
    pub fn add(&mut self, row: &Row) {
        let author = self.record.author_number(&row.author);
        self.chains.resize(self.record.chains.len(), Vec::new());
        self.chains[author as usize].push(((row.n, row.h), row.node()));
        if let Some(position) = row.position {
            self.record.positions.insert(position);
            self.placed.push((position, Place { author, n: row.n, short: row.h.short() }));
        }
    }

    /// The index of all that was added: the same as if each had been restored by itself.
    pub fn finish(self) -> Record {
        let Self { mut record, chains, placed } = self;
        record.placed = placed.into_iter().collect();
        for (author, mut nodes) in chains.into_iter().enumerate() {
            nodes.sort_by_key(|(key, _)| *key);
            if nodes.is_sorted_by(|(one, _), (next, _)| one.0 < next.0) {
                record.entries += nodes.len() as u64;
                record.chains[author] = Chain::of_line(nodes);
                continue;
            }
            // A fork: what is kept of it depends on all of its branches.
            let author = record.authors[author];
            for ((n, h), node) in nodes {
                let key = EntryKey { author, n, h };
                record.restore(&Row::again(&key, &node, node.position));
            }
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(author: u8, n: u32, branch: u8, position: Option<u64>) -> Row {
        let h = |n: u32| {
            let mut h = [branch; 32];
            h[4..8].copy_from_slice(&n.to_be_bytes());
            Hash(h)
        };
        Row {
            author: SeatKey([author; 32]),
            n,
            h: h(n),
            previous: if n == 1 { Hash::ZERO } else { h(n - 1) },
            position,
            signed: !n.is_multiple_of(3),
            refused: false,
            urgent: n.is_multiple_of(5),
            bytes: 100,
        }
    }

    fn both(rows: &[Row]) -> (Record, Record) {
        let (mut one_by_one, mut loading) =
            (Record::new(RoomId::default()), Loading::new(RoomId::default()));
        for row in rows {
            one_by_one.restore(row);
            loading.add(row);
        }
        (one_by_one, loading.finish())
    }

    fn assert_same(rows: &[Row]) {
        let (one_by_one, loaded) = both(rows);
        assert_eq!(format!("{one_by_one:?}"), format!("{loaded:?}"));
        assert_eq!(one_by_one.fingerprint(), loaded.fingerprint());
    }

    #[test]
    fn is_what_restoring_one_by_one_is() {
        let mut rows = Vec::new();
        for n in 1..=200 {
            for author in 1..=5 {
                let place = u64::from(n) * 5 + u64::from(author);
                rows.push(row(author, n, author, (!place.is_multiple_of(7)).then_some(place)));
            }
        }
        assert_same(&rows);
        rows.reverse();
        assert_same(&rows);
    }

    #[test]
    fn a_fork_of_nine_keeps_eight_as_it_does_one_by_one() {
        let mut rows: Vec<Row> = (1..=20).map(|n| row(1, n, 1, Some(u64::from(n)))).collect();
        for branch in (2..=9).rev() {
            rows.push(row(1, 7, branch, Some(u64::from(branch) + 100)));
        }
        let (one_by_one, loaded) = both(&rows);
        assert_eq!(loaded.branches(&SeatKey([1; 32]), 7).len(), 8);
        assert_eq!(one_by_one.entries(), loaded.entries());
        assert_same(&rows);
    }
}
