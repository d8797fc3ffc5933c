//! Incidents: what happened and what is being done.

use minicbor::{Decode, Encode};

use super::{Change, Over};
use crate::id::EntryRef;
use crate::stamp::Moment;
use crate::terms::{Certainty, Confidence, IncidentKind, Phase, ReportVersion, Severity, Urgency};

/// Declares an incident; the entry's name is the incident's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IncidentDeclared {
    /// In a few words.
    #[n(0)]
    pub title: String,
    /// CAP severity.
    #[n(1)]
    pub severity: Severity,
    /// CAP urgency.
    #[n(2)]
    pub urgency: Urgency,
    /// CAP certainty.
    #[n(3)]
    pub certainty: Certainty,
    /// CAP category.
    #[n(4)]
    pub kind: IncidentKind,
    /// UN/LOCODEs or facility ids.
    #[n(5)]
    pub places: Vec<String>,
    /// What is known.
    #[n(6)]
    pub text: Option<String>,
    /// When the next word on it is due.
    #[n(7)]
    pub next_update: Option<Moment>,
}

/// Changes what is said of an incident; absent fields are untouched.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IncidentRevised {
    /// The declaration.
    #[n(0)]
    pub incident: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// In a few words.
    #[n(2)]
    pub title: Option<String>,
    /// CAP severity.
    #[n(3)]
    pub severity: Option<Severity>,
    /// CAP urgency.
    #[n(4)]
    pub urgency: Option<Urgency>,
    /// CAP certainty.
    #[n(5)]
    pub certainty: Option<Certainty>,
    /// CAP category.
    #[n(6)]
    pub kind: Option<IncidentKind>,
    /// UN/LOCODEs or facility ids.
    #[n(7)]
    pub places: Option<Vec<String>>,
    /// What is known.
    #[n(8)]
    pub text: Option<String>,
    /// When the next word on it is due.
    #[n(9)]
    pub next_update: Option<Change<Moment>>,
}

/// Moves an incident to another phase.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PhaseChanged {
    /// The declaration.
    #[n(0)]
    pub incident: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// The new phase.
    #[n(2)]
    pub phase: Phase,
}

/// A numbered situation report; it also promises the next.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SituationReported {
    /// The declaration.
    #[n(0)]
    pub incident: EntryRef,
    /// Settings of *next update* that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Counted per incident from 1.
    #[n(2)]
    pub number: u32,
    /// Initial, update or final.
    #[n(3)]
    pub version: ReportVersion,
    /// Start of the period covered.
    #[n(4)]
    pub from: Moment,
    /// End of the period covered.
    #[n(5)]
    pub to: Moment,
    /// The report.
    #[n(6)]
    pub text: String,
    /// EDXL confidence.
    #[n(7)]
    pub confidence: Option<Confidence>,
    /// When the next report comes.
    #[n(8)]
    pub next_report: Option<Moment>,
}

/// Closes an incident.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IncidentClosed {
    /// The declaration.
    #[n(0)]
    pub incident: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Why.
    #[n(2)]
    pub reason: Option<String>,
}

/// Opens a closed incident again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct IncidentReopened {
    /// The declaration.
    #[n(0)]
    pub incident: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Why.
    #[n(2)]
    pub reason: Option<String>,
}

/// "NO DUFF": something real has happened during an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RealEventDeclared {
    /// What has happened.
    #[n(0)]
    pub text: String,
    /// The name of the actual room where it is handled.
    #[n(1)]
    pub actual_room: String,
}
