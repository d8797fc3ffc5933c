//! Bundles at a desk: packing what a partner lacks, taking in what a file brings.

mod delivery;
mod file;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use liaison_core::bundle::{
    Bundle, BundleWriter, Choice, Intake, Kept, Knowledge, PackError, Packed, Refused, pack,
};
use liaison_core::entry::Link;
use liaison_core::id::{EntryKey, SeatId, SeatKey};
use liaison_core::record::Named;
use liaison_core::run::CutError;
use liaison_core::stamp::Stamp;
use liaison_core::wire::Frame;
use liaison_journal::{JournalError, Place, RowNo};

pub use self::delivery::{By, Delivered, Delivery, Outcome, deliver};
pub use self::file::{Brought, Form, Label, bounded, render, write};
use super::{Desk, DeskError};
use crate::link::wake::Listener;

/// Entries of a bundle whose seat is not known yet, of a room: the body of a bundle.
const WAITING: &str = "bundle-waiting";

/// What is to go into a bundle; without anything said, the room whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only what was written since.
    pub since: Option<Stamp>,
    /// Only what each of these may lack: the keys that the partners write with now.
    pub partners: Vec<SeatKey>,
}

/// What a bundle brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New entries, by their seats.
    pub new: BTreeMap<SeatId, u64>,
    /// Entries that were here before.
    pub here: u64,
    /// Entries of seats whose admission is not here: kept, without effect.
    pub waiting: u64,
    /// New entries that are kept and set nothing, such as a removed seat's.
    pub without_effect: u64,
    /// What does not verify.
    pub refused: Vec<Refused>,
    /// Sections of a newer program that were passed over.
    pub passed_over: usize,
}

impl Imported {
    /// How many entries are new.
    pub fn new_entries(&self) -> u64 {
        self.new.values().sum()
    }
}

impl Desk {
    /// Packs what is wanted of the room.
    ///
    /// # Errors
    ///
    /// Those of the journal; `Bundle` if it is more than a bundle may have.
    pub fn export_bundle(&mut self, wanted: &Wanted) -> Result<Packed, DeskError> {
        self.refresh()?;
        let (read, no) = (self.journal.read(), self.no);
        let record = read.record(no)?;
        let mut admissions = Vec::new();
        let mut recent = BTreeSet::new();
        let mut proved: BTreeMap<SeatKey, Knowledge> =
            wanted.partners.iter().map(|key| (*key, Knowledge::default())).collect();
        read.each_since(no, RowNo(0), |row| {
            let link = row.link;
            if let Some(known) = proved.get_mut(&link.author) {
                known.hear(&link, &record);
            }
            let Some(entry) = link.content.entry() else { return };
            if wanted.since.is_some_and(|since| entry.time >= since) {
                recent.insert(link.key());
            }
            if entry.kind.is_membership() {
                admissions.extend(entry.read().map(|body| (link.key(), body)));
            }
        })?;
        let known = proved.into_values().reduce(|a, b| a.shared(&b)).unwrap_or_default();
        let room = &self.fold.room;
        let stands = room.present().into_iter().chain(room.urgent());
        let standing: BTreeSet<EntryKey> = stands
            .filter_map(|name| match record.resolve(&name) {
                Named::One(key) => Some(key),
                Named::Absent | Named::Ambiguous => None,
            })
            .collect();
        let choice = Choice {
            wanted: &|key| wanted.since.is_none() || recent.contains(key),
            known: &|key| known.holds(key, &record),
            admission: &|author| room.membership().admission(author, &admissions),
            standing: &standing,
        };
        pack(&record, &read.shelf(no), &choice).map_err(DeskError::from)
    }

    /// Takes in the body of a bundle of this room: what verifies is kept when this returns, and
    /// whoever has the link hears of it.
    ///
    /// # Errors
    ///
    /// `Bundle` if it cannot be read; those of the journal. What was kept before stays.
    pub fn import_bundle(&mut self, body: &[u8]) -> Result<Imported, DeskError> {
        let mut intake = Intake::open(self.journal.read().record(self.no)?);
        let bundle = Bundle::read(body)?;
        let mut imported = Imported { passed_over: bundle.passed_over, ..Imported::default() };
        let mut taken = Vec::new();
        let waiting = self.journal.read().setting(Some(self.no), WAITING)?;
        for frames in waiting.iter().flat_map(|kept| waiting_frames(kept)) {
            self.take_frames(frames, &mut intake, &mut imported, &mut taken)?;
        }
        for frames in bundle.sections() {
            self.take_frames(frames?, &mut intake, &mut imported, &mut taken)?;
        }
        self.keep_waiting(&intake, waiting.as_deref())?;
        imported.waiting = intake.waiting_entries();
        if imported.new_entries() > 0 {
            self.refresh()?;
            let room = &self.fold.room;
            let idle = taken.iter().filter(|(seat, n)| room.role_at(seat, *n).is_none());
            imported.without_effect = idle.count() as u64;
            self.do_chores()?;
            // Whoever has the link of this home sends it; nobody is no mistake.
            drop(Listener::wake(&self.home.wake_path()));
        }
        Ok(imported)
    }

    /// Takes up entries of a bundle that waited for an admission, if it has come meanwhile by
    /// another way; whether there were any.
    pub(crate) fn take_up_waiting(&mut self) -> Result<bool, DeskError> {
        let Some(kept) = self.journal.read().setting(Some(self.no), WAITING)? else {
            return Ok(false);
        };
        let seats: BTreeSet<SeatId> = waiting_frames(&kept)
            .flatten()
            .filter_map(|frame| if let Frame::Run(run) = frame { Some(run.seat) } else { None })
            .collect();
        let known = self.fold.room.chains().keys().any(|key| seats.contains(&key.seat()));
        if !known {
            return Ok(false);
        }
        let nothing = BundleWriter::new(&self.fold.room.id().name()).finish()?;
        Ok(self.import_bundle(&nothing)?.new_entries() > 0)
    }

    /// Verifies some frames and keeps what they prove, in one transaction; who wrote it.
    fn take_frames(
        &mut self,
        frames: Vec<Frame>,
        intake: &mut Intake,
        imported: &mut Imported,
        taken: &mut Vec<(SeatKey, u32)>,
    ) -> Result<(), DeskError> {
        let mut links: Vec<Link> = Vec::new();
        for frame in frames {
            let mut came = intake.take(frame);
            imported.here += came.here;
            imported.refused.append(&mut came.refused);
            links.append(&mut came.new);
        }
        if links.is_empty() {
            return Ok(());
        }
        let (no, me) = (self.no, self.me());
        self.keep(|write| {
            links.iter().try_for_each(|link| write.append(no, link, Place::None).map(drop))
        })?;
        let mut own = false;
        for link in &links {
            if intake.kept(link) != Kept::New {
                continue;
            }
            *imported.new.entry(link.author.seat()).or_default() += 1;
            own |= link.author == me;
            if link.content.entry().is_some_and(|entry| !entry.kind.is_membership()) {
                taken.push((link.author, link.n));
            }
        }
        if own {
            // As from the link: this journal is older than what its seat has written.
            self.want_fresh_seat()?;
        }
        Ok(())
    }

    /// Keeps what waits for an admission in place of what waited before.
    fn keep_waiting(&mut self, intake: &Intake, before: Option<&[u8]>) -> Result<(), DeskError> {
        let frames = intake.waiting();
        let no = self.no;
        if frames.is_empty() {
            return match before {
                Some(_) => self.keep(|write| write.clear_setting(Some(no), WAITING)),
                None => Ok(()),
            };
        }
        let mut writer = BundleWriter::new(&self.fold.room.id().name());
        frames.iter().for_each(|frame| writer.put(frame));
        let body = writer.finish()?;
        if before == Some(&body[..]) {
            return Ok(());
        }
        self.keep(|write| write.set_setting(Some(no), WAITING, &body))
    }
}

/// The frames that were kept to wait; of what cannot be read nothing is missed but the bundle that
/// it came in.
fn waiting_frames(kept: &[u8]) -> impl Iterator<Item = Vec<Frame>> {
    let sections = Bundle::read(kept).map(|bundle| bundle.sections().flatten().collect());
    let sections: Vec<Vec<Frame>> = sections.unwrap_or_default();
    sections.into_iter()
}

impl From<PackError<JournalError>> for DeskError {
    fn from(error: PackError<JournalError>) -> Self {
        match error {
            PackError::Cut(CutError::Shelf(error)) => Self::Journal(error),
            PackError::Cut(error) => Self::Unreadable { why: error.to_string() },
            PackError::Bundle(error) => Self::Bundle(error),
        }
    }
}

#[cfg(test)]
mod tests;
