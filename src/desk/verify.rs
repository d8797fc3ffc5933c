//! Proving a room again, offline: signatures, chains, heads, and what others say there is.

use std::collections::BTreeSet;

use liaison_core::entry::Content;
use liaison_core::field::Holding as _;
use liaison_core::id::{EntryId, Hash, RoomId};
use liaison_core::record::Record;
use liaison_core::terms::Mode;
use liaison_journal::RowNo;
use liaison_journal::head::Source;
use liaison_journal::verify::BadRow;

use super::{Desk, DeskError};

/// What came of proving a room again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The room.
    pub room: RoomId,
    /// Its mode, if the founding entry is here.
    pub mode: Option<Mode>,
    /// Entries held.
    pub entries: u64,
    /// Keys that wrote them.
    pub seats: usize,
    /// Entries of which only the hash is held, because a relay refused the content.
    pub refused: u64,
    /// Entries below a head that the relay admits, not fetched yet.
    pub not_fetched: Vec<EntryId>,
    /// Entries that a witness or a reference names and the relay denies.
    pub withheld: Vec<EntryId>,
    /// Numbers with more than one branch.
    pub forks: Vec<EntryId>,
    /// Entries that do not verify, as far as they can still be named.
    pub bad: Vec<EntryId>,
    /// The same on all replicas that hold the same entries.
    pub fingerprint: Hash,
    /// Nothing is bad, missing without a reason, or forked and not continued.
    pub ok: bool,
}

/// The most missing entries that are named one by one.
const NAMED_MAX: usize = 1000;

impl Desk {
    /// Proves everything that is held of the room again.
    ///
    /// # Errors
    ///
    /// Those of the journal; damage is what it tells.
    pub fn verify(&mut self) -> Result<Verification, DeskError> {
        self.refresh()?;
        let (read, no) = (self.journal().read(), self.room_no());
        let verdict = read.verify(no)?;
        let record = read.record(no)?;
        let mut refused = 0;
        read.each_since(no, RowNo(0), |row| {
            refused += u64::from(matches!(row.link.content, Content::Refused(_)));
        })?;
        let (not_fetched, withheld) = self.missing(&record)?;
        let gaps = missing_between(&record);
        let forks = record.forks();
        let continued = |fork: &EntryId| {
            let key = self.room().membership().key(&fork.seat);
            key.and_then(|k| self.room().membership().continued_at(&k)).is_some_and(|n| fork.n <= n)
        };
        let explained: BTreeSet<EntryId> = not_fetched.iter().chain(&withheld).copied().collect();
        let lost = verdict.bad.iter().filter(|bad| bad.wrong.loses());
        let named = |bad: &BadRow| {
            let (key, n) = bad.name.unwrap_or_default();
            EntryId { seat: key.seat(), n }
        };
        let bad: Vec<EntryId> = lost.map(named).collect();
        Ok(Verification {
            room: self.room().id(),
            mode: self.room().mode(),
            entries: record.entries(),
            seats: record.authors().len(),
            refused,
            ok: bad.is_empty()
                && withheld.is_empty()
                && forks.iter().all(continued)
                && gaps.iter().all(|gap| explained.contains(gap)),
            not_fetched,
            withheld,
            forks,
            bad,
            fingerprint: record.fingerprint(),
        })
    }

    /// What is missing below heads that the relay admits, and what witnesses name beyond them.
    fn missing(&self, record: &Record) -> Result<(Vec<EntryId>, Vec<EntryId>), DeskError> {
        let (read, no) = (self.journal().read(), self.room_no());
        let admitted = read.heads(no, Source::Relay)?;
        let mut not_fetched = BTreeSet::new();
        for head in &admitted {
            let keys = record.keys(&head.seat);
            let have = |n: u32| keys.iter().any(|key| !record.hashes(key, n).is_empty());
            let lacking = (1..=head.n).filter(|n| !have(*n));
            for n in lacking.take(NAMED_MAX) {
                not_fetched.insert(EntryId { seat: head.seat, n });
            }
        }
        let mut withheld = BTreeSet::new();
        for ((_, seat), (n, half)) in self.room().witnessed() {
            let id = EntryId { seat: *seat, n: *n };
            let keys = record.keys(seat);
            let held =
                keys.iter().flat_map(|key| record.hashes(key, *n)).any(|h| h.half() == *half);
            let admits = admitted.iter().any(|head| head.seat == *seat && head.n >= *n);
            if !held && !admits {
                withheld.insert(id);
            }
        }
        for reference in self.room().present() {
            if !self.room().holds(&reference) && !not_fetched.contains(&reference.id) {
                withheld.insert(reference.id);
            }
        }
        Ok((not_fetched.into_iter().collect(), withheld.into_iter().collect()))
    }
}

/// Numbers that are missing below a key's newest entry.
fn missing_between(record: &Record) -> Vec<EntryId> {
    let mut missing = Vec::new();
    for key in record.authors() {
        for (first, last) in record.gaps(key) {
            let gap = (first..=last).map(|n| EntryId { seat: key.seat(), n });
            missing.extend(gap.take(NAMED_MAX));
        }
    }
    missing
}
