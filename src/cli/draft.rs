//! From parsed arguments to a draft for the record: pure, given the room and the time.
//!
//! A draft is a body whose `over` is empty, and what its author was shown; `decide` fills in the
//! rest. Names are looked up here, times are read here; nothing is written here.

mod flow;
mod incident;
mod log;
mod plan;
mod room;
mod roster;

use liaison_core::body::Body;
use liaison_core::decide::{Refusal, Shown};
use liaison_core::id::SeatKey;
use liaison_core::room::Room;
use liaison_core::stamp::{Moment, Stamp};

pub use self::plan::publish;
pub use self::roster::row;
use super::Command;
use super::incident::Resolve;
use super::name::NameError;
use crate::places::Places;
use crate::when::{self, WhenError};
use crate::words::Words;

/// What a draft is made in.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The room as it is folded here.
    pub room: &'a Room,
    /// Whose draft it is.
    pub me: SeatKey,
    /// The corrected time.
    pub now: Stamp,
    /// UN/LOCODE.
    pub places: &'a Places,
    /// The officer's language, for what a draft composes itself.
    pub words: &'a Words,
}

impl Context<'_> {
    /// A time at which something is due.
    fn due(&self, text: &str) -> Result<Moment, DraftError> {
        Ok(when::parse(text, self.now)?)
    }

    /// A time at which something was; a bare time of day is the last one.
    fn past(&self, text: &str) -> Result<Moment, DraftError> {
        Ok(when::parse_past(text, self.now)?)
    }

    fn due_if(&self, text: Option<&String>) -> Result<Option<Moment>, DraftError> {
        text.map(|text| self.due(text)).transpose()
    }

    fn past_or_now(&self, text: Option<&String>) -> Result<Moment, DraftError> {
        text.map_or_else(|| Ok(self.now.moment()), |text| self.past(text))
    }
}

/// What is to go on the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The body; its `over` is empty.
    pub body: Body,
    /// What its author was shown.
    pub shown: Shown,
}

impl Draft {
    fn now(body: impl Into<Body>) -> Self {
        Self { body: body.into(), shown: Shown::Now }
    }

    fn set(body: impl Into<Body>, resolve: Resolve) -> Self {
        let shown = if resolve.resolve { Shown::Resolve } else { Shown::Now };
        Self { body: body.into(), shown }
    }
}

/// Why arguments make no draft.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DraftError {
    /// A name that means nothing, or several things.
    #[error("{0:?}")]
    Name(NameError),
    /// A time that is none.
    #[error(transparent)]
    When(#[from] WhenError),
    /// A change that changes nothing.
    #[error("nothing is said: name at least one field")]
    Nothing,
    /// No contact on the roster is the officer's own.
    #[error("no contact on the roster is yours")]
    NoOwnContact,
    /// The room does not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<NameError> for DraftError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

/// The draft of a command that writes one entry; none for all other commands.
///
/// # Errors
///
/// Where a name or a time cannot be read.
pub fn draft(command: &Command, context: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    match command {
        Command::Incident(c) => incident::draft(c, context),
        Command::Flow(c) => flow::draft(c, context),
        Command::Facility(c) => flow::facility(c, context),
        Command::Plan(c) => plan::draft(c, context),
        Command::Fallback(c) => plan::fallback(c, context),
        Command::Roster(c) => roster::draft(c, context),
        Command::Duty(c) => roster::duty(c, context),
        Command::Seat(c) => room::seat(c, context),
        Command::Invite(c) => room::invite(c, context),
        Command::Document(c) => log::document(c, context),
        Command::Guidance(c) => log::guidance(c, context),
        Command::Post(c) => log::post(c, context).map(Some),
        Command::Ack(c) => log::ack(c, context).map(Some),
        Command::Note(c) => log::note(c, context).map(Some),
        Command::Correct(c) => log::correct(c, context).map(Some),
        Command::Decide(c) => log::decide(c, context).map(Some),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
