//! Who is who, how to reach them, and who is on duty.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Change, Over};
use crate::id::{EntryRef, SeatId};
use crate::stamp::Moment;

/// The ways to reach a contact: PACE.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Reach {
    /// The usual way.
    #[n(0)]
    pub primary: Option<String>,
    /// The second way.
    #[n(1)]
    pub alternate: Option<String>,
    /// The third way.
    #[n(2)]
    pub contingency: Option<String>,
    /// The last way.
    #[n(3)]
    pub emergency: Option<String>,
}

/// Saves a contact, new or over an older one; absent fields are untouched.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ContactSaved {
    /// The entry that first saved the contact; none for a new one.
    #[n(0)]
    pub contact: Option<EntryRef>,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Who.
    #[n(2)]
    pub name: Option<String>,
    /// Of which organisation.
    #[n(3)]
    pub organisation: Option<String>,
    /// Doing what.
    #[n(4)]
    pub function: Option<Change<String>>,
    /// The usual way to reach them.
    #[n(5)]
    pub primary: Option<Change<String>>,
    /// The second way.
    #[n(6)]
    pub alternate: Option<Change<String>>,
    /// The third way.
    #[n(7)]
    pub contingency: Option<Change<String>>,
    /// The last way.
    #[n(8)]
    pub emergency: Option<Change<String>>,
    /// Who stands in.
    #[n(9)]
    pub deputy: Option<Change<String>>,
    /// Languages spoken.
    #[n(10)]
    pub languages: Option<Change<String>>,
    /// The officer's own seat, if the contact has one.
    #[n(11)]
    pub seat: Option<Change<SeatId>>,
}

/// The contact is right as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ContactConfirmed {
    /// The entry that first saved the contact.
    #[n(0)]
    pub contact: EntryRef,
}

/// Takes a contact off the roster.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ContactRemoved {
    /// The entry that first saved the contact.
    #[n(0)]
    pub contact: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
}

/// Takes a duty.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DutyTaken {
    /// Which duty.
    #[n(0)]
    pub function: String,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Until when.
    #[n(2)]
    pub until: Option<Moment>,
}

/// Offers a duty to a successor, who must accept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HandoverOffered {
    /// Which duty.
    #[n(0)]
    pub function: String,
    /// To whom.
    #[n(1)]
    pub to: SeatId,
    /// Composed from the log: open promises, requests, activations; and last words.
    #[n(2)]
    pub brief: String,
}

/// Accepts a hand-over: the duty is the successor's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HandoverAccepted {
    /// The offer.
    #[n(0)]
    pub offer: EntryRef,
    /// Settings of the duty that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Which duty, as the offer names it.
    #[n(2)]
    pub function: String,
}
