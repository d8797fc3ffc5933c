//! Facilities and flows in a room.

use serde::{Deserialize, Serialize};

use crate::field::{Act, Field};
use crate::stamp::{Moment, Stamp};
use crate::terms::{Acceptance, ClearanceMode, FacilityKind, FlowStatus};

/// A facility as it is listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facility {
    /// What officers call it.
    pub name: Field<String>,
    /// What it is.
    pub kind: Field<FacilityKind>,
    /// What it is part of.
    pub parent: Field<Option<String>>,
}

/// A promise that a flow comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Who said so, and when.
    pub act: Act,
    /// By when.
    pub by: Moment,
    /// Why, or what else was said.
    pub note: Option<String>,
}

/// A flow: what is said of it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Whether it runs.
    pub status: Field<FlowStatus>,
    /// When a report was true; the newest that stands counts.
    pub as_of: Field<Moment>,
    /// How goods are cleared.
    pub mode: Field<ClearanceMode>,
    /// Whether the neighbour accepts the fallback.
    pub counterpart: Field<Acceptance>,
    /// Per cent of the usual.
    pub capacity: Field<Option<u8>>,
    /// What waits; said with a report and shown beside it.
    pub queue: Field<Option<String>>,
    /// Anything else; likewise.
    pub note: Field<Option<String>>,
    /// Who says so; likewise.
    pub source: Field<Option<String>>,
    /// When the next word is due.
    pub next_update: Field<Option<Moment>>,
    /// By when it is promised back.
    pub promised: Field<Moment>,
    /// When its system was restored; restored is not resumed.
    pub restored: Field<Moment>,
    /// Every promise ever made, in the order of their time: the slips are the story.
    pub promises: Vec<Promise>,
}

impl Flow {
    /// When the report that counts was true.
    pub fn as_of(&self) -> Option<Moment> {
        self.as_of.settings().iter().map(|s| s.value).max()
    }

    /// When the next word is due: the earliest that stands.
    pub fn next_update(&self) -> Option<Moment> {
        self.next_update.settings().iter().filter_map(|s| s.value).min()
    }

    /// The promise that counts while the flow is not open: the latest that stands.
    pub fn promised(&self) -> Option<Moment> {
        self.promised.settings().iter().map(|s| s.value).max()
    }

    /// Whether the flow runs fully, as far as is known.
    pub fn is_open(&self) -> bool {
        let mut all = self.status.settings().iter();
        !self.status.settings().is_empty() && all.all(|s| s.value == FlowStatus::Open)
    }

    /// Whether a promise or an update is overdue.
    pub fn is_late(&self, now: Stamp) -> bool {
        let missed = |due: Option<Moment>| due.is_some_and(|due| due.stamp() < now);
        let broken = missed(self.promised()) && self.restored.settings().is_empty();
        !self.is_open() && (broken || missed(self.next_update()))
    }

    pub(super) fn promise(&mut self, promise: Promise) {
        let at = self
            .promises
            .partition_point(|p| (p.act.time, p.act.entry) < (promise.act.time, promise.act.entry));
        self.promises.insert(at, promise);
    }
}
