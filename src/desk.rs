//! The desk: one officer's seat in one room of a home, between journal, fold and link.
//!
//! Several processes may sit at the same desk. What one writes the others read from the journal:
//! [`Desk::refresh`] folds in what was added since, and [`Desk::say`] does so inside the one
//! writer's transaction, so that a number is never given twice and `over` is what is there now.

pub mod admission;
pub mod bundle;
mod copies;
mod documents;
mod fault;
mod folding;
mod log;
mod offered;
pub mod repair;
mod seat;
mod shared;
mod verify;
mod write;

use std::sync::Arc;

use liaison_core::entry::Secret;
use liaison_core::id::{EntryId, EntryRef, RoomId, SeatKey};
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_core::terms::Mode;
use liaison_journal::standing::Standing;
use liaison_journal::{Journal, JournalError, LogMark, RoomNo, Row, Write};

pub use self::fault::DeskError;
use self::folding::Fold;
pub use self::offered::Offered;
pub use self::shared::Beside;
use self::shared::Shared;
pub use self::verify::{Verification, lost_entries, named};
use crate::clock::{Clock, Correction};
use crate::home::Home;

const SEAT: &str = "seat";
const RELAY: &str = "relay";
const MARK: &str = "mark";
const OFFSET: &str = "clock-offset";

/// A room of a home, as lists of rooms have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomSummary {
    /// Its id.
    pub id: RoomId,
    /// What it is called and for.
    pub purpose: String,
    /// Actual, exercise or test.
    pub mode: Mode,
}

/// The relay of a room: where it is and by what it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayAddress {
    /// `HOST:PORT`.
    pub address: String,
    /// Its identity key.
    pub key: SeatKey,
}

impl RelayAddress {
    fn write(&self) -> Vec<u8> {
        [&self.key.0[..], self.address.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (key, address) = bytes.split_first_chunk::<32>()?;
        Some(Self { key: SeatKey(*key), address: String::from_utf8(address.to_vec()).ok()? })
    }
}

/// One officer's place in one room, opened.
#[derive(Debug)]
pub struct Desk {
    home: Home,
    journal: Journal,
    no: RoomNo,
    fold: Fold,
    shared: Shared,
    /// Which of the folds in `shared` this one was last.
    version: u64,
    seat: Secret,
    clock: Arc<dyn Clock>,
    correction: Correction,
}

/// The rooms of a home.
///
/// # Errors
///
/// Those of the journal.
pub fn rooms(journal: &Journal) -> Result<Vec<RoomSummary>, DeskError> {
    let mut rooms = Vec::new();
    for held in journal.read().rooms()? {
        let founding = journal.read().founding(held.no)?;
        let body = founding.and_then(|row| row.link.read());
        if let Some(liaison_core::body::Body::RoomFounded(founded)) = body {
            rooms.push(RoomSummary { id: held.id, purpose: founded.purpose, mode: founded.mode });
        }
    }
    Ok(rooms)
}

/// The room that a name means: its purpose or the beginning of its id, in any case.
fn choose(rooms: &[RoomSummary], name: Option<&str>) -> Result<RoomId, DeskError> {
    let Some(name) = name else {
        return match rooms {
            [] => Err(DeskError::NoRoom),
            [only] => Ok(only.id),
            several => Err(DeskError::WhichRoom { rooms: names(several) }),
        };
    };
    let wanted = name.trim().to_lowercase();
    let exact = |room: &&RoomSummary| room.purpose.to_lowercase() == wanted;
    let begins = |room: &&RoomSummary| {
        room.purpose.to_lowercase().contains(&wanted)
            || room.id.to_string().to_lowercase().starts_with(&wanted)
    };
    let mut found: Vec<_> = rooms.iter().filter(exact).collect();
    if found.is_empty() {
        found = rooms.iter().filter(begins).collect();
    }
    match found[..] {
        [] => Err(DeskError::UnknownRoom { name: name.to_owned(), rooms: names(rooms) }),
        [only] => Ok(only.id),
        _ => Err(DeskError::WhichRoom { rooms: found.into_iter().map(name_of).collect() }),
    }
}

fn names(rooms: &[RoomSummary]) -> Vec<String> {
    rooms.iter().map(name_of).collect()
}

fn name_of(room: &RoomSummary) -> String {
    format!("{} ({})", room.purpose, room.mode)
}

impl Desk {
    /// Opens a room of a home; the only one if `room` names none.
    ///
    /// # Errors
    ///
    /// `NoRoom`, `UnknownRoom`, `WhichRoom`, `NoSeat`, and those of home and journal.
    pub fn open(home: &Home, room: Option<&str>, clock: Arc<dyn Clock>) -> Result<Self, DeskError> {
        if !home.exists() {
            return Err(DeskError::NoRoom);
        }
        let journal = home.journal()?;
        let id = choose(&rooms(&journal)?, room)?;
        Self::open_room(home, journal, id, clock)
    }

    /// Opens the room of this id.
    ///
    /// # Errors
    ///
    /// `NoRoom`, `NoSeat`, and those of home and journal.
    pub fn open_room(
        home: &Home,
        journal: Journal,
        id: RoomId,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DeskError> {
        Self::open_shared(home, journal, id, clock, Shared::default())
    }

    fn open_shared(
        home: &Home,
        journal: Journal,
        id: RoomId,
        clock: Arc<dyn Clock>,
        shared: Shared,
    ) -> Result<Self, DeskError> {
        let no = journal.read().room(&id)?.ok_or(DeskError::NoRoom)?;
        let key = journal.read().setting(Some(no), SEAT)?;
        let key = key.and_then(|bytes| bytes.try_into().ok()).map(SeatKey);
        let key = key.ok_or(DeskError::NoSeat)?;
        let seat = home.keyring().secret(&key)?.ok_or(DeskError::NoSeat)?;
        let offset = journal.read().setting(None, OFFSET)?;
        let offset = offset.and_then(|bytes| bytes.try_into().ok()).map(i64::from_le_bytes);
        let mut desk = Self {
            home: home.clone(),
            journal,
            no,
            fold: Fold::empty(Room::empty(id)),
            shared,
            version: 0,
            seat,
            clock,
            correction: Correction { offset_ms: offset.unwrap_or(0) },
        };
        desk.load()?;
        Ok(desk)
    }

    /// The room as it is folded here; [`Self::refresh`] brings in what others have added.
    pub fn room(&self) -> &Arc<Room> {
        &self.fold.room
    }

    /// The home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Gives the journal back.
    pub(crate) fn into_journal(self) -> Journal {
        self.journal
    }

    /// The room's number in the journal.
    pub fn room_no(&self) -> RoomNo {
        self.no
    }

    /// The key that this desk writes with.
    pub fn me(&self) -> SeatKey {
        self.seat.key()
    }

    /// The private key that this desk writes with.
    pub fn secret(&self) -> &Secret {
        &self.seat
    }

    /// The corrected time.
    pub fn now(&self) -> Stamp {
        self.correction.apply(self.clock.time())
    }

    /// How far this machine's clock is off.
    pub fn correction(&self) -> Correction {
        self.correction
    }

    /// Where the time comes from.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Keeps how far this machine's clock is off by the relay's.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn correct_clock(&mut self, correction: Correction) -> Result<(), DeskError> {
        if correction != self.correction {
            let bytes = correction.offset_ms.to_le_bytes();
            self.journal.write(|write| write.set_setting(None, OFFSET, &bytes))?;
            self.correction = correction;
        }
        Ok(())
    }

    /// Keeps something in the journal, in one transaction.
    ///
    /// # Errors
    ///
    /// Those of the journal: then nothing of it is kept.
    pub(crate) fn keep<T>(
        &mut self,
        f: impl FnOnce(&mut Write<'_>) -> Result<T, JournalError>,
    ) -> Result<T, DeskError> {
        Ok(self.journal.write(f)?)
    }

    /// Whether an entry's time is too far ahead to be believed.
    pub fn is_clock_wrong(&self, time: Stamp) -> bool {
        !time.counts_as_seen(self.now())
    }

    /// The relay of the room: the one listed last in the record, or that of the invitation.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn relay(&self) -> Result<Option<RelayAddress>, DeskError> {
        let kept = self.journal.read().setting(Some(self.no), RELAY)?;
        let kept = kept.and_then(|bytes| RelayAddress::read(&bytes));
        let relays = self.fold.room.relays();
        let retired =
            |relay: &RelayAddress| relays.get(&relay.key).is_some_and(|r| r.address().is_none());
        if let Some(kept) = kept.filter(|relay| !retired(relay)) {
            let listed = relays.get(&kept.key).and_then(|r| r.address());
            let address = listed.map_or(kept.address, str::to_owned);
            return Ok(Some(RelayAddress { address, key: kept.key }));
        }
        let listed = relays.iter().filter_map(|(key, relay)| {
            Some(RelayAddress { address: relay.address()?.to_owned(), key: *key })
        });
        Ok(listed.into_iter().next_back())
    }

    /// How far one of this desk's entries has come; `None` for others' entries.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn standing(&self, entry: &EntryRef) -> Result<Option<Standing>, DeskError> {
        let Some(row) = self.entry(entry)? else { return Ok(None) };
        Ok(self.journal.read().standing(self.no, &row.link.key())?)
    }

    /// An entry by its name; of an ambiguous one the branch with the smallest hash.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn entry(&self, entry: &EntryRef) -> Result<Option<Row>, DeskError> {
        let key = self.fold.room.membership().key(&entry.id.seat);
        let key = key.or_else(|| {
            let mut written = self.fold.room.chains().keys();
            written.find(|key| key.seat() == entry.id.seat).copied()
        });
        let Some(key) = key else { return Ok(None) };
        let branches = self.journal.read().numbered(self.no, &key, entry.id.n)?;
        Ok(branches.into_iter().find(|row| row.link.h.check() == entry.check))
    }

    /// A page of the log, newest first.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn page(&self, before: Option<LogMark>, limit: u32) -> Result<Vec<Row>, DeskError> {
        Ok(self.journal.read().log(self.no, before, limit)?)
    }

    /// Entries that the fold leaves out, because the disk does not give them back as they were
    /// written. What a saved fold has is proved by [`Self::verify`] alone.
    pub fn damage(&self) -> impl Iterator<Item = EntryId> {
        self.fold.damaged.iter().copied()
    }

    /// How many entries no relay has.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn pending(&self) -> Result<u64, DeskError> {
        Ok(self.journal.read().outbox_count(self.no)?)
    }
}
