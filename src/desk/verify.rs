//! Proving a room again, offline: signatures, chains, heads, and what others say there is.

use std::collections::BTreeSet;

use liaison_core::entry::Content;
use liaison_core::field::Holding as _;
use liaison_core::id::{EntryId, Hash, RoomId};
use liaison_core::record::Record;
use liaison_core::terms::Mode;
use liaison_journal::head::Source;
use liaison_journal::verify::BadRow;
use liaison_journal::{Access, Journal, RoomNo, RowNo};

use super::{Desk, DeskError};
use crate::home::Home;

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
/// How many entries a sentence names.
const SAID_MAX: usize = 20;

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
        let (mut not_fetched, withheld) = self.missing(&record)?;
        let gaps = missing_between(&record);
        if self.is_removed() {
            // It was sent its removal and not what its author wrote before.
            not_fetched = not_fetched.into_iter().chain(gaps.iter().copied()).collect();
            not_fetched.sort_unstable();
            not_fetched.dedup();
        }
        let forks = record.forks();
        let continued = |fork: &EntryId| {
            let key = self.room().membership().key(&fork.seat);
            key.and_then(|k| self.room().membership().continued_at(&k)).is_some_and(|n| fork.n <= n)
        };
        let explained: BTreeSet<EntryId> = not_fetched.iter().chain(&withheld).copied().collect();
        let lost = verdict.bad.iter().filter(|bad| bad.wrong.loses());
        let bad: Vec<EntryId> = lost.map(name).collect();
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

/// Proves all of a room in a home again, beside whoever works there: what is lost of it. Takes its
/// time: the price of a signature for every signed entry.
///
/// # Errors
///
/// Those of the journal; damage is what it tells.
pub fn lost_entries(home: &Home, room: RoomNo) -> Result<Vec<EntryId>, DeskError> {
    let journal = Journal::open(&home.journal_path(), Access::Read)?;
    journal.keep_little()?;
    let verdict = journal.read().verify(room)?;
    Ok(verdict.bad.iter().filter(|bad| bad.wrong.loses()).map(name).collect())
}

/// The first of some entries, as a sentence has them; `verify` names all.
pub fn named(entries: &[EntryId]) -> String {
    let ids: Vec<String> = entries.iter().take(SAID_MAX).map(ToString::to_string).collect();
    let more = if entries.len() > SAID_MAX { ", …" } else { "" };
    format!("{}{more}", ids.join(", "))
}

fn name(bad: &BadRow) -> EntryId {
    let (key, n) = bad.name.unwrap_or_default();
    EntryId { seat: key.seat(), n }
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
