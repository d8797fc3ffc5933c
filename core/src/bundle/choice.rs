//! What goes into a bundle, and in which order.

use std::collections::BTreeSet;

use super::{BundleError, BundleWriter};
use crate::id::{EntryKey, SeatKey};
use crate::record::Record;
use crate::run::{Cut, CutError, Signed};
use crate::shelf::Shelf;
use crate::wire::{Anchor, Frame};

/// How many entries one run has at most.
const RUN_ENTRIES: usize = 512;
/// How many bytes of bodies it has at most.
const RUN_BYTES: usize = 64 * 1024;

/// Which entries go into a bundle.
pub struct Choice<'a> {
    /// Those that are wanted.
    pub wanted: &'a dyn Fn(&EntryKey) -> bool,
    /// Those that the receiver is known to hold: nothing of them goes, not even what vouches for
    /// others.
    pub known: &'a dyn Fn(&EntryKey) -> bool,
    /// What admits a seat: its first entry and the acts on it and on those above it.
    pub admission: &'a dyn Fn(&SeatKey) -> Vec<EntryKey>,
    /// Entries that keep their own signatures because they stand.
    pub standing: &'a BTreeSet<EntryKey>,
}

/// A bundle, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Its body.
    pub body: Vec<u8>,
    /// Entries in it.
    pub entries: u64,
    /// Seats that wrote them.
    pub seats: u64,
    /// Entries that are wanted and left out, because no signature that is held covers them.
    pub uncovered: u64,
}

/// Why nothing was packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError<E: std::error::Error> {
    /// The entries cannot be read.
    #[error(transparent)]
    Cut(#[from] CutError<E>),
    /// It would be larger than a bundle may be.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

/// Packs what is wanted of a room: the admissions of every seat in it first, then every seat's
/// entries by their numbers.
///
/// # Errors
/// When the shelf cannot be read, or it is too much for one bundle.
pub fn pack<S: Shelf>(
    record: &Record,
    shelf: &S,
    choice: &Choice<'_>,
) -> Result<Packed, PackError<S::Error>> {
    let mut packing = Packing {
        record,
        shelf,
        choice,
        writer: BundleWriter::new(&record.room().name()),
        sent: BTreeSet::new(),
        anchored: BTreeSet::new(),
        uncovered: 0,
    };
    let chosen = packing.chosen();
    let admissions = packing.admissions(&chosen);
    let set: BTreeSet<EntryKey> = admissions.iter().copied().collect();
    for key in &admissions {
        packing.put(key, &|key| set.contains(key))?;
    }
    for key in &chosen {
        packing.put(key, choice.wanted)?;
    }
    let seats: BTreeSet<SeatKey> = packing.sent.iter().map(|key| key.author).collect();
    Ok(Packed {
        entries: packing.sent.len() as u64,
        seats: seats.len() as u64,
        uncovered: packing.uncovered,
        body: packing.writer.finish()?,
    })
}

struct Packing<'a, S> {
    record: &'a Record,
    shelf: &'a S,
    choice: &'a Choice<'a>,
    writer: BundleWriter,
    sent: BTreeSet<EntryKey>,
    anchored: BTreeSet<EntryKey>,
    uncovered: u64,
}

impl<S: Shelf> Packing<'_, S> {
    /// What is wanted and not known, seat by seat, by number.
    fn chosen(&self) -> Vec<EntryKey> {
        let mut authors = self.record.authors().to_vec();
        authors.sort_unstable();
        let mut chosen = Vec::new();
        for author in authors {
            let newest = self.record.head(&author).map_or(0, |head| head.n);
            for n in 1..=newest {
                let branches = self.record.branches(&author, n).into_iter();
                chosen.extend(
                    branches.filter(|k| (self.choice.wanted)(k) && !(self.choice.known)(k)),
                );
            }
        }
        chosen
    }

    /// What admits the seats of these entries, each once, whoever is above first.
    fn admissions(&self, chosen: &[EntryKey]) -> Vec<EntryKey> {
        let mut authors: Vec<SeatKey> = chosen.iter().map(|key| key.author).collect();
        authors.dedup();
        let mut seen = BTreeSet::new();
        let all = authors.iter().flat_map(|author| (self.choice.admission)(author));
        all.filter(|key| !(self.choice.known)(key) && seen.insert(*key)).collect()
    }

    /// Puts a run in that begins with an entry, unless it went already.
    fn put(
        &mut self,
        key: &EntryKey,
        wanted: &dyn Fn(&EntryKey) -> bool,
    ) -> Result<(), PackError<S::Error>> {
        if self.sent.contains(key) {
            return Ok(());
        }
        let fresh = |k: &EntryKey| wanted(k) && !self.sent.contains(k) && !(self.choice.known)(k);
        let Some(cut) = Cut::from(self.record, *key, RUN_ENTRIES, RUN_BYTES, fresh) else {
            self.uncovered += 1;
            return Ok(());
        };
        let signed = Signed { all: false, standing: self.choice.standing, placed: false };
        let run = cut.run(self.record, self.shelf, &signed)?;
        if let Some(anchor) = self.anchor(key) {
            self.writer.put(&Frame::Anchor(anchor));
        }
        self.writer.put(&Frame::Run(run));
        self.sent.extend(cut.0);
        Ok(())
    }

    /// The hash before a run, unless it is in this bundle or the receiver holds that entry.
    fn anchor(&mut self, first: &EntryKey) -> Option<Anchor> {
        let n = first.n - 1;
        let h = self.record.node(first)?.previous;
        let before = EntryKey { author: first.author, n, h };
        let known = n == 0 || self.sent.contains(&before) || (self.choice.known)(&before);
        let new = !known && self.anchored.insert(before);
        new.then(|| Anchor { seat: first.author.seat(), n, h })
    }
}
