//! What the machines need to know of the folded room: who is who, and what makes up the present.
//!
//! The relay folds the same room as every console. `Room` implements this trait; so does whatever
//! the simulator puts in its place.

use crate::document::{Name, ShortName};
use crate::entry::Link;
use crate::id::{EntryKey, SeatKey};
use crate::stamp::Stamp;
use crate::wire::RefusalReason;

/// What a seat may have of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No admission of this key is known: it may bring its admission, and is sent nothing.
    Unknown,
    /// A seat of the room.
    Member,
    /// Removed by this entry: it may bring what it has, and is sent nothing but its removal.
    Removed(EntryKey),
}

/// What a relay answers to an entry that it will not store whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `c(n)` is kept at a position in its place, and forwarded like an entry.
    Refuse(RefusalReason),
    /// Nothing is kept of it, and whoever brought it is told.
    TurnAway(RefusalReason),
}

/// The folded room, as far as entries are exchanged by it.
pub trait Present {
    /// Folds an entry that is stored.
    fn apply(&mut self, link: &Link);

    /// What a key may have of the room.
    fn standing(&self, seat: &SeatKey) -> Standing;

    /// What says who an author is: admission and every act on the author and on all above, those
    /// above first; the acceptance where without it the seat would not count.
    fn admission(&self, author: &SeatKey) -> Vec<EntryKey>;

    /// Flash and immediate messages not acknowledged by all to whom they go, real events.
    fn unacknowledged(&self) -> Vec<EntryKey>;

    /// What makes up the present situation: current values, all that is open. By this a copy with
    /// holes can tell a value from a conflict.
    fn situation(&self) -> Vec<EntryKey>;

    /// Every entry of membership.
    fn membership(&self) -> Vec<EntryKey>;

    /// The newest witness of every seat.
    fn witnesses(&self) -> Vec<EntryKey>;

    /// The document that a frame names, if the record has it and it was not withdrawn.
    fn document(&self, name: &ShortName) -> Option<Name>;

    /// Whether the relay is not to store an entry: expired invitations, too much without
    /// authority. Sizes are judged before.
    fn answer(&self, link: &Link, now: Stamp) -> Option<Answer>;
}
