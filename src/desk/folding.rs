//! Keeping the fold of a desk at what the journal holds.
//!
//! What the disk gives back otherwise than it was written is left out, and told: a fold is of what
//! was written, or of less.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use liaison_core::entry::Link;
use liaison_core::id::{EntryId, EntryRef, RoomId};
use liaison_core::room::{Applied, Entries, FOLD_FORMAT, Room};
use liaison_core::stamp::Stamp;
use liaison_journal::fold::SavedFold;
use liaison_journal::{JournalError, Reader, RoomNo, RowNo};

use super::{Desk, DeskError};

/// What stands by the relay's word, while history is missing here.
const RELAY_SAYS: &str = "relay-says";
/// A fold is saved again once so many rows were folded in since.
const SAVE_EVERY: u64 = 500;

/// Everything the journal holds of a room, read as often as a fold needs it.
struct Held<'a> {
    read: Reader<'a>,
    no: RoomNo,
    room: RoomId,
    upto: RowNo,
    damaged: RefCell<BTreeSet<EntryId>>,
}

impl Entries for Held<'_> {
    type Error = JournalError;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), JournalError> {
        self.read.each_since(self.no, RowNo(0), |row| {
            if row.no > self.upto {
                return;
            }
            if row.link.is_whole(&self.room) {
                each(&row.link);
            } else {
                self.damaged.borrow_mut().insert(row.link.key().reference().id);
            }
        })
    }
}

/// A room folded up to a row of the journal.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    /// The room; others in this process may look at it as well.
    pub(super) room: Arc<Room>,
    /// The newest time of an entry that is not too far ahead to be believed.
    pub(super) newest: Stamp,
    /// Entries that are not as they were written; what a saved fold has was whole when it was saved.
    pub(super) damaged: BTreeSet<EntryId>,
    /// The last row folded in.
    upto: RowNo,
    /// The journal's count of rows that were dropped or changed.
    revision: u64,
}

impl Fold {
    pub(super) fn empty(room: Room) -> Self {
        let damaged = BTreeSet::new();
        Self { room: Arc::new(room), newest: Stamp(0), damaged, upto: RowNo(0), revision: 0 }
    }

    /// Folds in what lies after the last row; whether there was anything.
    pub(super) fn catch_up(
        &mut self,
        read: &Reader<'_>,
        no: RoomNo,
        now: Stamp,
    ) -> Result<bool, DeskError> {
        let (last, revision) = (read.last_row(no)?, read.revision(no)?);
        if (last, revision) == (self.upto, self.revision) {
            return Ok(false);
        }
        let mut anew = self.upto == RowNo(0) || revision != self.revision;
        if !anew {
            let (room, newest, damaged) = (&mut self.room, &mut self.newest, &mut self.damaged);
            read.each_since(no, self.upto, |row| {
                if !row.link.is_whole(&room.id()) {
                    damaged.insert(row.link.key().reference().id);
                    return;
                }
                *newest = believe(*newest, &row.link, now);
                anew = anew || Arc::make_mut(room).apply(&row.link) == Applied::FoldAnew;
            })?;
        }
        if anew {
            let (room, damaged) = (self.room.id(), RefCell::default());
            let held = Held { read: *read, no, room, upto: last, damaged };
            self.room = Arc::new(self.room.fold_anew(&held)?);
            held.visit(&mut |link| self.newest = believe(self.newest, link, now))?;
            self.damaged = held.damaged.into_inner();
        }
        (self.upto, self.revision) = (last, revision);
        Ok(true)
    }
}

fn believe(newest: Stamp, link: &Link, now: Stamp) -> Stamp {
    let time = link.content.entry().map_or(Stamp(0), |e| e.time);
    if time.counts_as_seen(now) { newest.max(time) } else { newest }
}

impl Desk {
    /// Folds in what was added to the journal since, by whichever process; whether there was any.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn refresh(&mut self) -> Result<bool, DeskError> {
        let mut new = false;
        loop {
            new |= self.take_up();
            let now = self.now();
            if !self.fold.catch_up(&self.journal.read(), self.no, now)? {
                return Ok(new);
            }
            new = true;
            self.hear_the_relay()?;
            if self.shared.publish(&mut self.version, &self.fold) {
                return Ok(new);
            }
        }
    }

    /// Takes up what another desk of this process has folded; whether there was anything.
    pub(super) fn take_up(&mut self) -> bool {
        match self.shared.newer(&mut self.version) {
            Some(newer) => self.fold = newer,
            None => return false,
        }
        true
    }

    /// Takes the relay's word on which settings stand and which of those here no longer do, or
    /// forgets it once the history is here.
    pub(crate) fn believe(
        &mut self,
        said: Option<(&[EntryRef], &[EntryRef])>,
    ) -> Result<(), DeskError> {
        let no = self.no;
        let kept = self.journal.read().setting(Some(no), RELAY_SAYS)?;
        match (said, kept) {
            (None, None) => return Ok(()),
            (None, Some(_)) => self.keep(|write| write.clear_setting(Some(no), RELAY_SAYS))?,
            (Some((standing, gone)), kept) => {
                let known = kept.and_then(|bytes| postcard::from_bytes(&bytes).ok());
                let mut all: BTreeMap<EntryRef, bool> = known.unwrap_or_default();
                all.extend(gone.iter().map(|name| (*name, false)));
                all.extend(standing.iter().map(|name| (*name, true)));
                if let Ok(bytes) = postcard::to_allocvec(&all) {
                    self.keep(|write| write.set_setting(Some(no), RELAY_SAYS, &bytes))?;
                }
            }
        }
        loop {
            self.take_up();
            self.hear_the_relay()?;
            if self.shared.publish(&mut self.version, &self.fold) {
                return Ok(());
            }
        }
    }

    /// Brings the fold to what the relay says, as any process of this home has kept it.
    fn hear_the_relay(&mut self) -> Result<(), DeskError> {
        let kept = self.journal.read().setting(Some(self.no), RELAY_SAYS)?;
        let names = kept.and_then(|bytes| postcard::from_bytes::<BTreeMap<_, bool>>(&bytes).ok());
        match names {
            Some(names) => {
                let said = |stands| names.iter().filter(move |(_, s)| **s == stands);
                let names = |stands| said(stands).map(|(name, _)| *name);
                Arc::make_mut(&mut self.fold.room).believe(names(true), names(false));
            }
            None if self.fold.room.is_told() => Arc::make_mut(&mut self.fold.room).disbelieve(),
            None => {}
        }
        Ok(())
    }

    /// Opens on the saved fold, or folds everything.
    pub(super) fn load(&mut self) -> Result<(), DeskError> {
        if self.take_up() {
            return self.refresh().map(drop);
        }
        let saved = self.journal.read().fold(self.no, FOLD_FORMAT)?;
        let mut from = RowNo(0);
        if let Some(saved) = saved
            && let Ok((room, newest)) = postcard::from_bytes(&saved.blob)
        {
            let revision = self.journal.read().revision(self.no)?;
            let damaged = BTreeSet::new();
            let room = Arc::new(room);
            self.fold = Fold { room, newest, damaged, upto: saved.upto, revision };
            from = saved.upto;
        }
        self.shared.publish(&mut self.version, &self.fold);
        self.refresh()?;
        if self.fold.upto.0 >= from.0 + SAVE_EVERY {
            self.save_fold()?;
        }
        Ok(())
    }

    /// Saves the fold for a fast start.
    ///
    /// # Errors
    ///
    /// Those of the journal; a full disk is none, for the fold is only a shortcut.
    pub fn save_fold(&mut self) -> Result<(), DeskError> {
        if !self.fold.damaged.is_empty() {
            // It would hide what is left out of it.
            return Ok(());
        }
        let blob = postcard::to_allocvec(&(&*self.fold.room, self.fold.newest));
        let Ok(blob) = blob else { return Ok(()) };
        let saved = SavedFold { upto: self.fold.upto, blob };
        let (no, revision) = (self.no, self.fold.revision);
        match self.journal.write(|w| w.put_fold(no, FOLD_FORMAT, revision, &saved)) {
            Ok(_) | Err(JournalError::DiskFull { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
