//! What can go wrong at a desk.

use std::io;
use std::path::Path;

use liaison_core::bundle::BundleError;
use liaison_core::decide::Refusal;
use liaison_core::invitation::InvitationError;
use liaison_core::wire::Farewell;
use liaison_journal::JournalError;

use crate::home::HomeError;
use crate::link::LinkFault;

/// Why something was not done. Officers read `desk-KEY` of the locales.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The home has no room.
    #[error("no room is held here: take a seat with join, or found one")]
    NoRoom,
    /// No room of the home has this name.
    #[error("no room {name:?} is held here; there is {}", rooms.join(", "))]
    UnknownRoom {
        /// What was asked for.
        name: String,
        /// What there is.
        rooms: Vec<String>,
    },
    /// The home holds several rooms and none was named.
    #[error("several rooms are held here: name one with --room: {}", rooms.join(", "))]
    WhichRoom {
        /// What there is.
        rooms: Vec<String>,
    },
    /// The room is held, but the key of the seat is not.
    #[error("the key of this seat is not in this home")]
    NoSeat,
    /// The room does not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The home cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Entries that the journal holds cannot be read.
    #[error("entries cannot be read: {why}; nothing was changed")]
    Unreadable {
        /// What happened.
        why: String,
    },
    /// A file cannot be read or written.
    #[error("{file}: {why}; nothing was changed")]
    File {
        /// Which.
        file: String,
        /// What the system said.
        why: String,
    },
    /// A document is not here.
    #[error("{name} is not here: fetch it first")]
    NotFetched {
        /// What it is called.
        name: String,
    },
    /// What is kept of a document is no longer what it was.
    #[error("{name} was damaged on this disk and is dropped: fetch it again")]
    Spoiled {
        /// What it is called.
        name: String,
    },
    /// A document is not handed to a viewer.
    #[error(
        "{name} is nothing that is only looked at: save it, and open it if you know what it is"
    )]
    NotViewed {
        /// What it is called.
        name: String,
    },
    /// The invitation is for another relay or another room than what answers.
    #[error("what answers is not what this invitation is for; nothing was sent to it")]
    NotInvited,
    /// The room is held here already.
    #[error("a seat in this room is held here already")]
    AlreadySeated,
    /// What was saved could not be brought to the relay in time.
    #[error("saved, but the relay has not stored it yet: it is handed out once it is stored")]
    NotStored,
    /// The invitation does not read.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// A link was needed and there is none.
    #[error("there is no link to {relay}: {why}; nothing was lost")]
    NoLink {
        /// The relay's address.
        relay: String,
        /// What happened.
        why: String,
    },
    /// The relay answered that it will not.
    #[error("the relay refuses: {reason}")]
    RelayRefuses {
        /// What it said.
        reason: String,
    },
    /// The relay ended the link, and said why.
    #[error("the relay has ended the link: {0:?}")]
    Ended(Farewell),
    /// The seat was removed: what was written is handed in, and nothing more is sent.
    #[error("the seat was removed from the room by {by}: {reason}")]
    Removed {
        /// Who removed it.
        by: String,
        /// Why.
        reason: String,
    },
    /// The relay holds the seat's admission, which gives it no seat.
    #[error("the seat is not accepted, or somebody else has used the invitation")]
    NotSeated,
    /// The relay did not take the seat's admission.
    #[error("the invitation has expired or was withdrawn")]
    TurnedAway,
    /// No relay is known for the room.
    #[error(
        "no relay is known for this room: ask a coordinator for an invitation, or import a bundle"
    )]
    NoRelay,
    /// A bundle cannot be read or made.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A bundle is of a room that is not held here.
    #[error("this bundle is of a room in which no seat is held here; nothing of it was kept")]
    BundleRoom,
    /// A bundle is of another room than the one that was named.
    #[error("this bundle is of another room, {room}; nothing of it was kept")]
    BundleOther {
        /// Of which.
        room: String,
    },
    /// No permit of a relay is kept here.
    #[error("no permit to found a room is kept here: join with the relay's permit first")]
    NoPermit,
}

impl From<LinkFault> for DeskError {
    fn from(fault: LinkFault) -> Self {
        match fault {
            LinkFault::Refused { reason, .. } => Self::RelayRefuses { reason },
            LinkFault::Unreachable { address, why } | LinkFault::Handshake { address, why } => {
                Self::NoLink { relay: address, why }
            }
            LinkFault::NotTheRelay { ref address } => {
                Self::NoLink { relay: address.clone(), why: fault.to_string() }
            }
            LinkFault::Lost { why } => Self::NoLink { relay: String::new(), why },
        }
    }
}

impl DeskError {
    /// A file that cannot be read or written.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File { file: path.to_string_lossy().into_owned(), why: error.to_string() }
    }

    /// Output that cannot be written.
    pub(crate) fn output(error: io::Error) -> Self {
        Self::File { file: String::new(), why: error.to_string() }
    }

    /// The exit code that a command ends with: 1 refused or not found, 2 wrong usage, 3 no link,
    /// 4 damaged data.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::WhichRoom { .. } => 2,
            Self::Home(HomeError::Config { .. } | HomeError::NoFolder) => 2,
            Self::NoLink { .. } | Self::NotStored => 3,
            Self::Spoiled { .. } => 4,
            Self::Ended(Farewell::Stopping | Farewell::Storage) => 3,
            Self::Bundle(e) if !matches!(e, BundleError::Version(_) | BundleError::TooLarge) => 4,
            Self::Journal(e) | Self::Home(HomeError::Journal(e)) if is_damaged(e) => 4,
            _ => 1,
        }
    }

    /// The end of the key under which the locales say it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoRoom => "no-room",
            Self::UnknownRoom { .. } => "unknown-room",
            Self::WhichRoom { .. } => "which-room",
            Self::NoSeat => "no-seat",
            Self::Refused(_) => "refused",
            Self::Home(HomeError::Journal(e)) | Self::Journal(e) => journal_key(e),
            Self::Home(HomeError::NoFolder) => "no-folder",
            Self::Home(HomeError::NotAKey { .. }) => "not-a-key",
            Self::Home(HomeError::Config { .. }) => "configuration",
            Self::Home(HomeError::Io { .. }) => "home",
            Self::Unreadable { .. } => "unreadable",
            Self::File { .. } => "file",
            Self::NotFetched { .. } => "not-fetched",
            Self::Spoiled { .. } => "spoiled",
            Self::NotViewed { .. } => "not-viewed",
            Self::NotInvited => "not-invited",
            Self::AlreadySeated => "already-seated",
            Self::NotStored => "not-stored",
            Self::Invitation(_) => "invitation",
            Self::NoLink { .. } => "no-link",
            Self::RelayRefuses { .. } => "relay-refuses",
            Self::Ended(Farewell::Stopping) => "ended-stopping",
            Self::Ended(Farewell::Storage) => "ended-storage",
            Self::Ended(Farewell::Protocol) => "ended-protocol",
            Self::Ended(Farewell::Limit) => "ended-limit",
            Self::Ended(Farewell::Done | Farewell::Removed) => "ended",
            Self::Removed { .. } => "removed",
            Self::NotSeated => "not-seated",
            Self::TurnedAway => "turned-away",
            Self::NoRelay => "no-relay",
            Self::Bundle(BundleError::Version(_)) => "bundle-version",
            Self::Bundle(BundleError::TooLarge) => "bundle-large",
            Self::Bundle(BundleError::Parts) => "bundle-parts",
            Self::Bundle(_) => "bundle",
            Self::BundleRoom => "bundle-room",
            Self::BundleOther { .. } => "bundle-other",
            Self::NoPermit => "no-permit",
        }
    }
}

/// A home's journal that is no journal was one, or there would be no home.
fn is_damaged(error: &JournalError) -> bool {
    error.is_damage() || matches!(error, JournalError::NotAJournal { .. })
}

fn journal_key(error: &JournalError) -> &'static str {
    match error {
        JournalError::NotAJournal { .. } => "not-a-journal",
        JournalError::DiskFull { .. } => "disk-full",
        JournalError::Damaged { .. } => "damaged",
        JournalError::Busy { .. } => "busy",
        JournalError::Newer { .. } => "newer",
        _ => "journal",
    }
}
