//! Verifying what arrives on one connection before it is stored.
//!
//! A run names its author by four bytes and its place by a number; here the key and the hash that
//! it continues are found, among what is held, what arrived just now and what was anchored. Runs of
//! seats whose admission has not arrived wait, bounded, without effect.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::entry::{Content, Link};
use crate::id::{EntryId, EntryKey, Hash, SeatId, SeatKey};
use crate::line::Fault;
use crate::record::Record;
use crate::run::{Run, RunError};
use crate::shelf::Placed;
use crate::wire::{Anchor, Frame};

/// How many anchors are remembered on a connection.
const ANCHORS_MAX: usize = 4096;
/// How many of them may be of one number: each is tried with every run that continues it, which
/// hashes the whole run. An honest end names as many branches as are kept, and few that are not.
const ANCHORS_OF_NUMBER_MAX: usize = 32;
/// How many runs may wait for an admission.
const WAITING_RUNS_MAX: usize = 256;
/// How many entries those may have together.
const WAITING_ENTRIES_MAX: usize = 8192;
/// How many bytes of bodies those may have together.
const WAITING_BYTES_MAX: usize = 1024 * 1024;

/// What arrived on one connection and is not yet stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathering {
    anchors: BTreeMap<(SeatId, u32), BTreeSet<Hash>>,
    anchored: usize,
    /// Entries verified here, until they are stored.
    fresh: BTreeMap<(SeatKey, u32), BTreeSet<Hash>>,
    introduced: BTreeMap<SeatId, BTreeSet<SeatKey>>,
    waiting: VecDeque<Run>,
    /// Runs that continue a frame which is to come again.
    held: VecDeque<Run>,
    /// How many such frames there were at the last run.
    missing: usize,
}

/// What came of a run and of those that waited for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorted {
    /// Entries that are proved.
    pub(crate) verified: Vec<Placed>,
    /// Runs that prove nothing.
    pub(crate) refused: Vec<(Run, Fault)>,
}

impl Gathering {
    pub(crate) fn anchor(&mut self, anchor: Anchor) {
        if self.anchored >= ANCHORS_MAX {
            // The oldest are of runs that came long ago; one that is missed after all ends the
            // connection, and the next one starts from what is held.
            self.anchors.pop_first();
            self.anchored = self.anchors.values().map(BTreeSet::len).sum();
        }
        let of_number = self.anchors.entry((anchor.seat, anchor.n)).or_default();
        if of_number.len() < ANCHORS_OF_NUMBER_MAX && of_number.insert(anchor.h) {
            self.anchored += 1;
        }
    }

    /// Verifies a run, and those that waited for the admission or the entries in it. While frames
    /// are `missing`, what continues nothing known waits for them.
    ///
    /// # Errors
    /// When one of them is what no honest end sends.
    pub(crate) fn run(
        &mut self,
        run: Run,
        record: &Record,
        missing: usize,
    ) -> Result<Vec<Placed>, Fault> {
        let sorted = self.sort(run, record, missing);
        match sorted.refused.into_iter().next() {
            Some((_, fault)) => Err(fault),
            None => Ok(sorted.verified),
        }
    }

    /// Likewise, but what does not verify is told beside what does.
    pub(crate) fn sort(&mut self, run: Run, record: &Record, missing: usize) -> Sorted {
        let mut sorted = Sorted::default();
        let mut queue = VecDeque::from([run]);
        if missing < self.missing {
            queue.append(&mut self.held);
        }
        self.missing = missing;
        // What has waited for one frame may have waited for another that came after it: those that
        // continue nothing known are tried again after the others, as long as that helps.
        let mut later = Vec::new();
        while let Some(run) = queue.pop_front() {
            let authors = self.authors(&run, record);
            if authors.is_empty() {
                sorted.refused.extend(self.wait(run).err());
                continue;
            }
            let introduces = run.introduces();
            let links = match self.verify(&run, &authors, record) {
                Ok(links) => links,
                Err(fault) => {
                    later.push((run, fault));
                    continue;
                }
            };
            queue.extend(later.drain(..).map(|(run, _)| run));
            let author = links[0].author;
            if introduces == Some(author) {
                self.introduced.entry(run.seat).or_default().insert(author);
                let seat = run.seat;
                let (known, other) = self.waiting.drain(..).partition(|w: &Run| w.seat == seat);
                self.waiting = other;
                let known: VecDeque<Run> = known;
                queue.extend(known);
            }
            let positions = run.positions.unwrap_or_default();
            for (at, link) in links.into_iter().enumerate() {
                self.fresh.entry((link.author, link.n)).or_default().insert(link.h);
                sorted.verified.push(Placed { link, position: positions.get(at).copied() });
            }
        }
        for (run, fault) in later {
            if missing > 0 {
                sorted.refused.extend(self.hold(run).err());
            } else {
                sorted.refused.push((run, fault));
            }
        }
        sorted
    }

    /// The runs that wait for an admission, each after what it may continue.
    pub(crate) fn waiting(&self) -> Vec<Frame> {
        let mut frames = Vec::new();
        for run in &self.waiting {
            let n = run.first - 1;
            let hashes = self.anchors.get(&(run.seat, n)).into_iter().flatten();
            frames.extend(hashes.map(|h| Frame::Anchor(Anchor { seat: run.seat, n, h: *h })));
            frames.push(Frame::Run(run.clone()));
        }
        frames
    }

    /// Whether anything waits for an admission or for a frame to come again.
    pub(crate) fn waits(&self) -> bool {
        !self.waiting.is_empty() || !self.held.is_empty()
    }

    /// Forgets an entry that is stored now, or will not be.
    pub(crate) fn settled(&mut self, key: &EntryKey) {
        if let Some(hashes) = self.fresh.get_mut(&(key.author, key.n)) {
            hashes.remove(&key.h);
            if hashes.is_empty() {
                self.fresh.remove(&(key.author, key.n));
            }
        }
    }

    /// An entry that will not be stored; what continues it may be under way.
    pub(crate) fn turned_away(&mut self, key: &EntryKey) {
        self.settled(key);
        self.anchor(Anchor { seat: key.author.seat(), n: key.n, h: key.h });
    }

    fn authors(&self, run: &Run, record: &Record) -> Vec<SeatKey> {
        let mut authors: BTreeSet<SeatKey> = record.keys(&run.seat).iter().copied().collect();
        authors.extend(self.introduced.get(&run.seat).into_iter().flatten());
        authors.extend(run.introduces());
        authors.into_iter().collect()
    }

    fn verify(&self, run: &Run, authors: &[SeatKey], record: &Record) -> Result<Vec<Link>, Fault> {
        let before = run.first - 1;
        let mut fault = Fault::Unanchored(EntryId { seat: run.seat, n: before });
        for author in authors {
            let mut hashes: BTreeSet<Hash> = record.hashes(author, before).into_iter().collect();
            hashes.extend(self.fresh.get(&(*author, before)).into_iter().flatten());
            hashes.extend(self.anchors.get(&(run.seat, before)).into_iter().flatten());
            for previous in &hashes {
                match run.verify(&record.room(), author, previous) {
                    Ok(links) => return Ok(links),
                    Err(RunError::Unsigned) => return Err(RunError::Unsigned.into()),
                    Err(error) => fault = error.into(),
                }
            }
        }
        Err(fault)
    }

    fn hold(&mut self, run: Run) -> Result<(), (Run, Fault)> {
        let run = self.bounded(run)?;
        self.held.push_back(run);
        Ok(())
    }

    fn wait(&mut self, run: Run) -> Result<(), (Run, Fault)> {
        let run = self.bounded(run)?;
        self.waiting.push_back(run);
        Ok(())
    }

    /// A run that there is room for.
    fn bounded(&self, run: Run) -> Result<Run, (Run, Fault)> {
        let waiting = || self.waiting.iter().chain(&self.held);
        let runs = || waiting().chain([&run]);
        let entries: usize = runs().map(|run| run.contents.len()).sum();
        let contents = runs().flat_map(|run| &run.contents).filter_map(Content::entry);
        let bytes: usize = contents.map(|entry| entry.body.len()).sum();
        if waiting().count() >= WAITING_RUNS_MAX
            || entries > WAITING_ENTRIES_MAX
            || bytes > WAITING_BYTES_MAX
        {
            return Err((run, Fault::TooMuch));
        }
        Ok(run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Kind;
    use crate::entry::{Entry, Signature};
    use crate::id::RoomId;
    use crate::stamp::Stamp;

    #[test]
    fn what_waits_for_an_admission_is_bounded_in_bytes() {
        let record = Record::new(RoomId([1; 32]));
        let mut gathering = Gathering::default();
        let entry = Entry { time: Stamp(1), kind: Kind(70), body: vec![0; 200 * 1024] };
        let run = Run {
            seat: SeatId([5; 4]),
            first: 2,
            positions: None,
            contents: vec![Content::Entry(entry)],
            signatures: vec![Some(Signature([0; 64]))],
        };
        for _ in 0..5 {
            assert_eq!(gathering.run(run.clone(), &record, 0), Ok(Vec::new()));
        }
        assert_eq!(gathering.run(run, &record, 0), Err(Fault::TooMuch));
    }

    #[test]
    fn one_number_has_few_anchors() {
        let mut gathering = Gathering::default();
        for n in 0..100u8 {
            gathering.anchor(Anchor { seat: SeatId([5; 4]), n: 1, h: Hash([n; 32]) });
        }
        assert_eq!(gathering.anchored, ANCHORS_OF_NUMBER_MAX);
    }
}
