//! Guidance: numbered bulletins.

use minicbor::{Decode, Encode};

use crate::id::EntryRef;
use crate::stamp::Moment;

/// Issues a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct GuidanceIssued {
    /// As officers quote it, such as `DGA-012`.
    #[n(0)]
    pub number: String,
    /// What it is about.
    #[n(1)]
    pub title: String,
    /// The bulletin.
    #[n(2)]
    pub text: String,
    /// Bulletins that it replaces.
    #[n(3)]
    pub supersedes: Vec<EntryRef>,
    /// In force from.
    #[n(4)]
    pub from: Option<Moment>,
}

/// Withdraws a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct GuidanceWithdrawn {
    /// The bulletin.
    #[n(0)]
    pub guidance: EntryRef,
    /// Why.
    #[n(1)]
    pub reason: Option<String>,
}

/// Acknowledges bulletins.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct GuidanceAcknowledged {
    /// The bulletins.
    #[n(0)]
    pub entries: Vec<EntryRef>,
}
