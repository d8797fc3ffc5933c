//! What an officer sees of the link.

use std::time::Duration;

use liaison_core::document::Name;
use liaison_core::id::EntryRef;
use liaison_core::stamp::Stamp;

use super::gauge::Spent;

/// Whether there is a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Another process of this home has it.
    Elsewhere,
    /// There is none.
    Down {
        /// What happened.
        why: String,
        /// When it is tried again.
        retry_in: Duration,
    },
    /// It is coming about.
    #[default]
    Connecting,
    /// It is up, and the present is on its way.
    CatchingUp,
    /// It is up, and the present is here.
    Current,
}

impl Phase {
    /// The word as JSON gives it and the locales key it.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Elsewhere => "elsewhere",
            Self::Down { .. } => "down",
            Self::Connecting => "connecting",
            Self::CatchingUp => "catching-up",
            Self::Current => "current",
        }
    }
}

/// The link as it was last looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkStatus {
    /// Whether there is one.
    pub phase: Phase,
    /// The measured rate towards the relay, in bits a second.
    pub rate_bps: Option<u64>,
    /// The measured rate from the relay, in bits a second.
    pub rate_down_bps: Option<u64>,
    /// Whether the connection was made with few bytes.
    pub narrow: bool,
    /// What the home's links have cost today.
    pub spent: Spent,
    /// The shortest round trip of the last minutes, in milliseconds.
    pub rtt_ms: Option<u64>,
    /// Entries that no relay has.
    pub queue: u64,
    /// When the picture was last known to be whole.
    pub current_at: Option<Stamp>,
    /// The last entry of which the relay keeps nothing, and why, as the locales key it.
    pub turned_away: Option<(EntryRef, &'static str)>,
    /// The document that is on its way.
    pub moving: Option<Moving>,
}

/// A document on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Which.
    pub name: Name,
    /// So many bytes of its stream have come or gone.
    pub at: u64,
    /// Of so many.
    pub of: u64,
    /// It comes here; else it goes to the relay.
    pub fetched: bool,
}

/// What an exchange came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// Bytes sent, as TCP carries them, TLS included.
    pub bytes_sent: u64,
    /// Bytes received, likewise.
    pub bytes_received: u64,
    /// Entries that the relay took.
    pub entries_sent: u64,
    /// Entries that were new here.
    pub entries_received: u64,
    /// Times that one end had to wait for the other.
    pub round_trips: u32,
    /// How long it took.
    pub seconds: f64,
    /// The present situation is here.
    pub current: bool,
    /// After how many seconds it was.
    pub current_after: Option<f64>,
    /// What was asked of the past is here, and the relay has everything that is here.
    pub complete: bool,
    /// Another process of this home has the link and did it: bytes and round trips are its own.
    pub by_other: bool,
}
