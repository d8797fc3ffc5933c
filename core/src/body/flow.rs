//! Flows: facility × regime × direction, and when they come back.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::{Change, Over};
use crate::stamp::Moment;
use crate::terms::{Acceptance, ClearanceMode, Direction, FacilityKind, FlowStatus, Regime};

/// Names a flow.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(array)]
pub struct FlowName {
    /// UN/LOCODE or the id that the facility was listed under, upper case.
    #[n(0)]
    pub facility: String,
    /// Import, export, transit or passengers.
    #[n(1)]
    pub regime: Regime,
    /// Where the regime has two ways.
    #[n(2)]
    pub direction: Option<Direction>,
}

/// Lists a facility under a UN/LOCODE or an id of the room's own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FacilityListed {
    /// UN/LOCODE or own id, upper case.
    #[n(0)]
    pub id: String,
    /// What officers call it.
    #[n(1)]
    pub name: String,
    /// What it is.
    #[n(2)]
    pub kind: FacilityKind,
    /// Settings that the author was shown.
    #[n(3)]
    pub over: Over,
    /// The facility that it is part of.
    #[n(4)]
    pub parent: Option<String>,
}

/// Reports on a flow; absent fields are untouched.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FlowReported {
    /// Which flow.
    #[n(0)]
    pub flow: FlowName,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// When the report was true.
    #[n(2)]
    pub as_of: Moment,
    /// Whether it runs.
    #[n(3)]
    pub status: FlowStatus,
    /// How goods are cleared.
    #[n(4)]
    pub mode: Option<ClearanceMode>,
    /// Whether the neighbour accepts the fallback.
    #[n(5)]
    pub counterpart: Option<Acceptance>,
    /// Per cent of the usual.
    #[n(6)]
    pub capacity: Option<Change<u8>>,
    /// What waits, in words or a count.
    #[n(7)]
    pub queue: Option<Change<String>>,
    /// Anything else.
    #[n(8)]
    pub note: Option<Change<String>>,
    /// Who says so.
    #[n(9)]
    pub source: Option<Change<String>>,
    /// When the next word is due.
    #[n(10)]
    pub next_update: Option<Change<Moment>>,
}

/// Promises that a flow is restored by a time; a later promise revises it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RestorationPromised {
    /// Which flow.
    #[n(0)]
    pub flow: FlowName,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// By when.
    #[n(2)]
    pub by: Moment,
    /// Who says so, or why it slipped.
    #[n(3)]
    pub note: Option<String>,
}

/// A system is restored; that the flow has resumed is said by a report.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RestorationAchieved {
    /// Which flow.
    #[n(0)]
    pub flow: FlowName,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// When.
    #[n(2)]
    pub at: Moment,
    /// Anything else.
    #[n(3)]
    pub note: Option<String>,
}
