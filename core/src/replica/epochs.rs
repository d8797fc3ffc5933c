//! Which positions still mean what they meant: epochs of the relay that this replica met.

use super::{Event, Replica, Store};
use crate::wire::{EpochId, Epochs};

/// An epoch of which this replica was told positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EpochMet {
    /// Its id.
    pub id: EpochId,
    /// Its first position.
    pub first: u64,
    /// Up to where positions are known to be of it or of earlier ones; of the newest the end is
    /// open, and this is its first.
    pub end: u64,
}

impl Replica {
    /// Notes epochs newer than the newest met, oldest first.
    ///
    /// The relay may have left some out between. So the one before ends with what was told of it:
    /// too early an end costs a few bytes, too late a one would believe positions of another line.
    pub(super) fn meet(&mut self, newer: &[(EpochId, u64)]) {
        if newer.is_empty() {
            return;
        }
        for &(id, first) in newer {
            let told = self.told_end();
            if let Some(last) = self.epochs.last_mut() {
                last.end = told.min(first).max(last.first);
            }
            self.epochs.retain(|epoch| epoch.id != id);
            self.epochs.push(EpochMet { id, first, end: first });
        }
        self.store(Store::Epochs(self.epochs.clone()));
    }

    /// Looks for a common epoch among the relay's. True once the search is over.
    pub(super) fn find_common(&mut self, theirs: &Epochs) -> bool {
        let told = self.told_end();
        let newest = self.epochs.len().checked_sub(1);
        for epoch in &theirs.epochs {
            let Some(at) = self.epochs.iter().position(|met| met.id == epoch.id) else { continue };
            let mine = if Some(at) == newest { told } else { self.epochs[at].end };
            self.epochs.truncate(at + 1);
            self.void(mine.min(epoch.end));
            return true;
        }
        if theirs.complete {
            self.epochs.clear();
            self.void(0);
        }
        theirs.complete
    }

    fn void(&mut self, end: u64) {
        if self.record.positions().last().is_some_and(|last| last >= end) {
            self.record.void_positions(end);
            self.store(Store::Void(end));
            self.say(Event::Unstored);
        }
        if let Some(book) = self.link.as_mut().and_then(|link| link.book.as_mut()) {
            book.truncate(end);
        }
        self.store(Store::Epochs(self.epochs.clone()));
    }

    fn told_end(&self) -> u64 {
        self.record.positions().last().map_or(0, |last| last + 1)
    }
}
