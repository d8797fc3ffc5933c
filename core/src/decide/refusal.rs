//! Why something does not go on the record.

use crate::room::ConflictingField;
use crate::terms::{Role, Tlp};

/// Something that a command names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// An activation.
    Activation,
    /// A contact.
    Contact,
    /// A document.
    Document,
    /// An entry of the log.
    Entry,
    /// A fallback.
    Fallback,
    /// A flow.
    Flow,
    /// A bulletin.
    Guidance,
    /// A hand-over.
    Handover,
    /// An incident.
    Incident,
    /// An invitation.
    Invitation,
    /// A plan.
    Plan,
    /// A relay.
    Relay,
    /// A seat.
    Seat,
    /// A step.
    Step,
}

impl Thing {
    /// The word as the locales key it, and English has it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::Contact => "contact",
            Self::Document => "document",
            Self::Entry => "entry",
            Self::Fallback => "fallback",
            Self::Flow => "flow",
            Self::Guidance => "guidance",
            Self::Handover => "handover",
            Self::Incident => "incident",
            Self::Invitation => "invitation",
            Self::Plan => "plan",
            Self::Relay => "relay",
            Self::Seat => "seat",
            Self::Step => "step",
        }
    }
}

/// Why a command is refused. The text is for logs and tests; officers read `refusal-KEY`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Seats are taken by joining, not by a command.
    #[error("a seat is taken by joining, not by a command")]
    Admission,
    /// It is already so.
    #[error("the {} is already so", .0.text())]
    Already(Thing),
    /// The name fits two branches of a fork: an entry that used it would have no effect.
    #[error("the name of the {} fits two entries that stand beside each other", .0.text())]
    Ambiguous(Thing),
    /// The body is too long.
    #[error("the entry has {bytes} bytes, {max} is the most")]
    BodyTooLong {
        /// Its size in bytes.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// Officers have said different things without having seen each other's.
    #[error("{} is in conflict: resolve it knowingly", .0.field)]
    Conflict(Box<ConflictingField>),
    /// A document is larger than any may be.
    #[error("the document has {bytes} bytes, {max} is the most")]
    DocumentTooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// Something that must be said is empty.
    #[error("the {0} must not be empty")]
    Empty(&'static str),
    /// The second approval must be of another organisation, neither having invited the other.
    #[error("this approval would not count beside the first")]
    NotIndependent,
    /// Acts on a seat count only from a seat above it.
    #[error("only a seat above it may act on a seat")]
    NotAbove,
    /// A contact that is an officer's own is confirmed by that officer alone.
    #[error("a contact with a seat is confirmed by that seat alone")]
    NotOwnContact,
    /// Only who has a duty may offer it.
    #[error("only who has the duty may hand it over")]
    NotOnDuty,
    /// Somebody else shared it: withdrawing it takes a duty officer.
    #[error("another seat shared the document: only a duty officer may withdraw it")]
    NotYourDocument,
    /// Offered to somebody else.
    #[error("the hand-over is offered to another seat")]
    NotYours,
    /// A real event is declared inside an exercise.
    #[error("this is no exercise: declare an incident")]
    OnlyInExercise,
    /// It has ended.
    #[error("the {} is over", .0.text())]
    Over(Thing),
    /// TLP:RED is for named recipients, but every seat of a room can read all of it.
    #[error("TLP:RED is refused: not every seat of the room is among the recipients")]
    RedNotForAll,
    /// While part of the record is not here there may be seats that are not known here.
    #[error("TLP:RED is refused: not all of the room is here, so nobody knows who reads it")]
    RedWhileIncomplete,
    /// Controllers and evaluators are of exercises.
    #[error("this is no exercise: there is no {0} here")]
    RoleOfExercises(Role),
    /// The seat was removed.
    #[error("the seat was removed from the room")]
    Removed,
    /// The seat's role does not suffice.
    #[error("needs the role {needed}")]
    Role {
        /// The least role that may.
        needed: Role,
        /// The role that the seat has, if any.
        have: Option<Role>,
    },
    /// The founding entry is not here yet.
    #[error("the room's founding entry is not here yet")]
    RoomNotHere,
    /// A text is too long.
    #[error("a text has {bytes} bytes, {max} is the most")]
    TextTooLong {
        /// Its size in bytes.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// A label may only be stricter than the room's.
    #[error("the room is {room}: a label may only be stricter")]
    TlpTooWide {
        /// The room's label.
        room: Tlp,
    },
    /// There is none of that name here.
    #[error("there is no such {}", .0.text())]
    Unknown(Thing),
}

impl Refusal {
    /// The end of the key under which the locales say it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Admission => "admission",
            Self::Already(_) => "already",
            Self::Ambiguous(_) => "ambiguous",
            Self::BodyTooLong { .. } => "body-too-long",
            Self::Conflict(_) => "conflict",
            Self::DocumentTooLarge { .. } => "document-too-large",
            Self::Empty(_) => "empty",
            Self::NotAbove => "not-above",
            Self::NotIndependent => "not-independent",
            Self::NotOnDuty => "not-on-duty",
            Self::NotOwnContact => "not-own-contact",
            Self::NotYourDocument => "not-your-document",
            Self::NotYours => "not-yours",
            Self::OnlyInExercise => "only-in-exercise",
            Self::Over(_) => "over",
            Self::RedNotForAll => "red-not-for-all",
            Self::Removed => "removed",
            Self::RedWhileIncomplete => "red-while-incomplete",
            Self::Role { .. } => "role",
            Self::RoleOfExercises(_) => "role-of-exercises",
            Self::RoomNotHere => "room-not-here",
            Self::TextTooLong { .. } => "text-too-long",
            Self::TlpTooWide { .. } => "tlp-too-wide",
            Self::Unknown(_) => "unknown",
        }
    }
}
