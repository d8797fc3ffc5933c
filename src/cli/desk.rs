//! What commands need of a home and of a desk in one of its rooms.
//!
//! Two small traits, so that everything the command line decides and prints is tested with a room
//! made in the test; the program's own home and desk stand behind them (`cli/service.rs`).

mod documents;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::bundle::{Packed, Part};
use liaison_core::decide::{Refusal, Shown};
use liaison_core::entry::Link;
use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Role, Tlp};

pub use self::documents::Documents;
use super::fault::Exit;
use super::program::History;
use crate::desk::bundle::{Delivery, Wanted};
use crate::desk::repair::Repaired;
use crate::output::answer::{Founded, Joined, Standing, Synced, Verified};
use crate::output::list::RoomRow;
use crate::output::status;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The room does not take it.
    Refused(Refusal),
    /// Anything else: said by `cli-desk-KEY` of the locales with its arguments.
    Other {
        /// With which code the command ends.
        exit: Exit,
        /// The end of the key.
        key: &'static str,
        /// What fills the places; others' text is cleaned where it is printed.
        args: Vec<(&'static str, String)>,
    },
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Who is to be invited, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// The officer.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// What the seat may do.
    pub role: Role,
    /// How long the invitation may be redeemed.
    pub expires: Duration,
    /// Where posted, if elsewhere.
    pub posted_at: Option<String>,
}

/// The room to found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// What it is called and for.
    pub name: String,
    /// Actual, exercise or test, for ever.
    pub mode: Mode,
    /// The least label of everything in it.
    pub tlp: Tlp,
    /// The founder's name, where it is not configured.
    pub founder: Option<String>,
    /// The founder's organisation, likewise.
    pub organisation: Option<String>,
}

/// What an invitation leads to, shown before anything is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The relay's address.
    pub relay: String,
    /// The room and its mode; none where the invitation is a relay's permit.
    pub room: Option<(String, Mode)>,
}

/// Hears of each entry with how far it has come, and says whether to go on.
pub type EachLink<'a> = dyn FnMut(&Link, Option<Standing>) -> ControlFlow<()> + 'a;

/// Likewise, with the room as it is folded then.
pub type EachFollowed<'a> = dyn FnMut(&Room, &Link, Option<Standing>) -> ControlFlow<()> + 'a;

/// One officer's desk in one room.
pub trait Desk {
    /// The room as it is folded here.
    fn room(&self) -> &Room;
    /// The key that this desk writes with.
    fn me(&self) -> SeatKey;
    /// The corrected time.
    fn now(&self) -> Stamp;

    /// Puts a draft on the record; it is saved when this returns.
    ///
    /// # Errors
    ///
    /// Where it is refused or cannot be saved: then nothing is.
    fn say(&mut self, draft: Body, shown: &Shown) -> Result<EntryRef, Failure>;

    /// Tries the link for an entry that is saved, as long as that; how far it came, and why a relay
    /// refused it.
    fn reach(&mut self, entry: &EntryRef, patience: Duration) -> (Standing, Option<String>);

    /// Calls with every entry of the log, newest first, until told to break.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn newest_first<'e>(&self, each: &'e mut EachLink<'e>) -> Result<(), Failure>;

    /// Calls with every entry that comes, until told to break or the program is ended.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn follow<'e>(&mut self, each: &'e mut EachFollowed<'e>) -> Result<(), Failure>;

    /// How the link is.
    fn link(&self) -> status::Link;

    /// Entries held that are not verified yet.
    fn pending(&self) -> u64;

    /// How far this machine's clock is off by the relay's: positive if it is slow.
    fn clock_offset_ms(&self) -> i64;

    /// The relay's address, if it can be reached.
    ///
    /// # Errors
    ///
    /// Where it cannot, and why.
    fn probe(&mut self, patience: Duration) -> Result<String, Failure>;

    /// What is left out because the disk does not give it back as it was written, if anything is.
    fn damage(&self) -> Option<Failure> {
        None
    }

    /// That this seat was removed, by whom and why, if it was.
    fn removal(&self) -> Option<Failure> {
        None
    }

    /// Checks signatures, chains and heads of everything held.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn verify(&mut self) -> Result<Verified, Failure>;

    /// Connects, exchanges, hangs up.
    ///
    /// # Errors
    ///
    /// Where there is no link.
    fn sync(&mut self, history: History, patience: Duration) -> Result<Synced, Failure>;

    /// Packs a bundle.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read, or it is more than a bundle may have.
    fn export(&mut self, wanted: &Wanted) -> Result<Packed, Failure>;

    /// Writes an invitation and hands out its text once it is stored, with its end.
    ///
    /// # Errors
    ///
    /// Where it is refused or there is no link.
    fn invite(&mut self, invitee: &Invitee, patience: Duration)
    -> Result<(String, Stamp), Failure>;

    /// Moves the room to the relay of a permit.
    ///
    /// # Errors
    ///
    /// Where it is refused or there is no link.
    fn move_room(&mut self, permit: &str, patience: Duration) -> Result<EntryRef, Failure>;
}

/// One officer's home on this machine.
pub trait Office {
    /// A desk in one of its rooms.
    type Desk: Desk + Documents;

    /// Its folder.
    fn home(&self) -> &Path;

    /// Opens a desk: in the room named, or the only one.
    ///
    /// # Errors
    ///
    /// Where there is no such room, several, or the journal cannot be opened.
    fn open(&self, room: Option<&str>) -> Result<Self::Desk, Failure>;

    /// The rooms of this home.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn rooms(&self) -> Result<Vec<RoomRow>, Failure>;

    /// Takes a seat, or keeps a relay's permit; `agrees` is asked before anything is signed.
    ///
    /// # Errors
    ///
    /// Where the invitation is wrong, the officer does not agree, or there is no link.
    fn join(
        &self,
        invitation: &str,
        name: Option<&str>,
        patience: Duration,
        agrees: &mut dyn FnMut(&Offered) -> bool,
    ) -> Result<Joined, Failure>;

    /// Founds a room at the relay whose permit is kept.
    ///
    /// # Errors
    ///
    /// Where there is no permit or no link.
    fn found(&self, founding: &Founding, patience: Duration) -> Result<Founded, Failure>;

    /// Takes in parts of bundles; with a room named, of that room alone.
    ///
    /// # Errors
    ///
    /// Where there is no such room, or the journal cannot be opened.
    fn import(&self, room: Option<&str>, parts: Vec<Part>) -> Result<Delivery, Failure>;

    /// Puts what verifies of the journal in its place; what is lost comes again by the link.
    ///
    /// # Errors
    ///
    /// Where there is no journal, another program has it open, or the disk is full: nothing was
    /// changed then.
    fn repair(&self) -> Result<Repaired, Failure>;

    /// Sets a fresh seat above the founder's with the recovery key.
    ///
    /// # Errors
    ///
    /// Where the key is not the room's.
    fn recover(&self, room: Option<&str>, key: &str) -> Result<Joined, Failure>;
}
