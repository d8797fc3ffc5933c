//! The main courante: messages, acknowledgements, decisions, notes, corrections.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::{EntryRef, SeatId};
use crate::stamp::Moment;
use crate::terms::{Precedence, Role, Tlp};

/// To whom a message goes. It is an address, not a lock: every seat can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
pub enum Address {
    /// One seat.
    #[n(0)]
    Seat(#[n(0)] SeatId),
    /// Everybody with a role.
    #[n(1)]
    Role(#[n(0)] Role),
    /// Everybody of an organisation.
    #[n(2)]
    Organisation(#[n(0)] String),
}

/// Text with a precedence.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MessagePosted {
    /// How urgent.
    #[n(0)]
    pub precedence: Precedence,
    /// The message.
    #[n(1)]
    pub text: String,
    /// To whom; empty: all.
    #[n(2)]
    pub to: Vec<Address>,
    /// Whether those addressed are to acknowledge.
    #[n(3)]
    pub acknowledge: bool,
    /// The message that this one answers.
    #[n(4)]
    pub reply_to: Option<EntryRef>,
    /// Stricter than the room's label.
    #[n(5)]
    pub tlp: Option<Tlp>,
    /// Language of the text, such as `fr`.
    #[n(6)]
    pub language: Option<String>,
    /// The incident that it is about.
    #[n(7)]
    pub incident: Option<EntryRef>,
}

/// Acknowledges entries: read and understood.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Acknowledged {
    /// What is acknowledged.
    #[n(0)]
    pub entries: Vec<EntryRef>,
}

/// A decision: question, who decided, what, and when it is looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DecisionRecorded {
    /// What was asked.
    #[n(0)]
    pub question: String,
    /// What was decided.
    #[n(1)]
    pub decision: String,
    /// What else could have been.
    #[n(2)]
    pub options: Vec<String>,
    /// Who decided, if not the author.
    #[n(3)]
    pub decider: Option<String>,
    /// When it is looked at again; until then the decision is open.
    #[n(4)]
    pub review: Option<Moment>,
    /// The incident that it is about.
    #[n(5)]
    pub incident: Option<EntryRef>,
}

/// A line for the log.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct NoteTaken {
    /// The note.
    #[n(0)]
    pub text: String,
    /// The incident that it is about.
    #[n(1)]
    pub incident: Option<EntryRef>,
}

/// Corrects an older entry; never an edit of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Corrected {
    /// The entry corrected.
    #[n(0)]
    pub entry: EntryRef,
    /// How it should read.
    #[n(1)]
    pub text: String,
}
