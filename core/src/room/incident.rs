//! Incidents in a room.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::{Act, Field};
use crate::id::{EntryRef, SeatKey};
use crate::stamp::{Moment, Stamp};
use crate::terms::{Certainty, IncidentKind, Phase, ReportVersion, Severity, Urgency};

/// An incident: what is said of it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// By whom and when it was declared; none while only later entries are here.
    pub declared: Option<Act>,
    /// In a few words.
    pub title: Field<String>,
    /// CAP severity.
    pub severity: Field<Severity>,
    /// CAP urgency.
    pub urgency: Field<Urgency>,
    /// CAP certainty.
    pub certainty: Field<Certainty>,
    /// CAP category.
    pub kind: Field<IncidentKind>,
    /// UN/LOCODEs or facility ids.
    pub places: Field<Vec<String>>,
    /// What is known.
    pub text: Field<String>,
    /// Anticipate to evolve; a declared incident starts at absorb.
    pub phase: Field<Phase>,
    /// Open or closed.
    pub open: Field<bool>,
    /// When the next word is due.
    pub next_update: Field<Option<Moment>>,
    /// Situation reports by their entry.
    pub reports: BTreeMap<EntryRef, Report>,
}

/// A situation report, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Counted per incident from 1.
    pub number: u32,
    /// Initial, update or final.
    pub version: ReportVersion,
    /// When it was issued.
    pub time: Stamp,
    /// By whom.
    pub author: SeatKey,
    /// End of the period covered.
    pub to: Moment,
}

impl Incident {
    /// Whether it is open; a conflict over it counts as open.
    pub fn is_open(&self) -> bool {
        self.open.settings().is_empty() || self.open.settings().iter().any(|s| s.value)
    }

    /// When the next word is due: the earliest that stands.
    pub fn next_update(&self) -> Option<Moment> {
        self.next_update.settings().iter().filter_map(|s| s.value).min()
    }

    /// Whether the next word is late.
    pub fn is_late(&self, now: Stamp) -> bool {
        self.is_open() && self.next_update().is_some_and(|due| due.stamp() < now)
    }

    /// The number of the next situation report.
    pub fn next_report(&self) -> u32 {
        self.reports.values().map(|r| r.number).max().unwrap_or(0).saturating_add(1)
    }
}

/// Something real declared inside an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealEvent {
    /// By whom and when.
    pub act: Act,
    /// What has happened.
    pub text: String,
    /// The actual room where it is handled.
    pub actual_room: String,
}
