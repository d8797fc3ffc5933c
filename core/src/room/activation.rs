//! Plans, their activations and the fallback in a room.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Room;
use crate::body::plan::{PlanPublished, Step};
use crate::field::{Act, Field};
use crate::id::{EntryRef, SeatId, SeatKey};
use crate::stamp::{Moment, Stamp};
use crate::terms::{Level, Regime};

/// A plan with all versions that were published here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Versions by the entry that published them.
    pub versions: BTreeMap<EntryRef, PlanVersion>,
    /// The version that counts.
    pub current: Field<EntryRef>,
    /// When it was last reviewed here.
    pub reviewed: Option<Stamp>,
}

/// One version of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Who published it.
    pub act: Act,
    /// The plan, whole.
    pub plan: PlanPublished,
}

impl Plan {
    /// The version that counts; of several the newest.
    pub fn current(&self) -> Option<(&EntryRef, &PlanVersion)> {
        let newest = self.current.newest()?;
        self.versions.get_key_value(&newest.value)
    }
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepOutcome {
    /// It is done; a note says what came of it.
    Done(Option<String>),
    /// It is not done, and why.
    Skipped(String),
}

/// A step of an activation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepState {
    /// Who does it.
    pub assigned: Field<SeatId>,
    /// What became of it.
    pub outcome: Field<StepOutcome>,
}

/// A plan put into force, or proposed to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Activation {
    /// The proposal; none while only later entries are here.
    pub proposed: Option<Proposal>,
    /// Approvals beside the proposal itself, by their entry.
    pub approvals: BTreeMap<EntryRef, Approval>,
    /// How far.
    pub level: Field<Level>,
    /// Steps on which something was said.
    pub steps: BTreeMap<String, StepState>,
    /// In force, until it is stood down.
    pub open: Field<bool>,
}

/// An approval of an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who approved.
    pub by: SeatKey,
    /// When.
    pub time: Stamp,
}

/// What a proposal says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposed it, and when.
    pub act: Act,
    /// The entry that published the plan's version.
    pub plan: EntryRef,
    /// On whose authority.
    pub authority: String,
    /// Why.
    pub reason: String,
    /// For which incident.
    pub incident: Option<EntryRef>,
    /// For which facilities.
    pub sites: Vec<String>,
    /// For which regimes.
    pub regimes: Vec<Regime>,
}

impl Activation {
    /// Whether it has not been stood down; a conflict over it counts as open.
    pub fn is_open(&self) -> bool {
        self.open.settings().is_empty() || self.open.settings().iter().any(|s| s.value)
    }

    /// The plan's version, if it is here.
    pub fn plan<'a>(&self, room: &'a Room) -> Option<&'a PlanPublished> {
        let wanted = &self.proposed.as_ref()?.plan;
        if room.is_ambiguous(wanted) {
            return None;
        }
        let mut versions = room.plans.values().flat_map(|p| &p.versions);
        versions.find(|(name, _)| *name == wanted).map(|(_, v)| &v.plan)
    }

    /// Since when it is in force: when the last approval wanted was given; none while proposed.
    pub fn in_force_since(&self, room: &Room) -> Option<Stamp> {
        let proposed = self.proposed.as_ref()?;
        if self.plan(room)?.approvals <= 1 {
            return Some(proposed.act.time);
        }
        let membership = room.membership();
        let mut given: Vec<(Stamp, SeatKey)> =
            self.approvals.values().map(|a| (a.time, a.by)).collect();
        given.push((proposed.act.time, proposed.act.author));
        let paired = |(time, key): &(Stamp, SeatKey)| {
            let partner = |(earlier, other): &(Stamp, SeatKey)| {
                earlier <= time && membership.independent(key, other)
            };
            given.iter().any(partner).then_some(*time)
        };
        given.iter().filter_map(paired).min()
    }

    /// The steps that belong to the level, in the plan's order.
    pub fn steps<'a>(&'a self, room: &'a Room) -> Vec<(&'a Step, Option<&'a StepState>)> {
        let level = self.level.newest().map_or(Level::Full, |s| s.value);
        let Some(plan) = self.plan(room) else { return Vec::new() };
        let wanted = plan.steps.iter().filter(|step| step.level >= level);
        wanted.map(|step| (step, self.steps.get(&step.id))).collect()
    }

    /// Steps done or skipped, and all of them.
    pub fn progress(&self, room: &Room) -> (usize, usize) {
        let steps = self.steps(room);
        let settled = |s: &&StepState| !s.outcome.settings().is_empty();
        let done = steps.iter().filter(|(_, state)| state.as_ref().is_some_and(settled)).count();
        (done, steps.len())
    }

    /// When a step is due.
    pub fn due(&self, room: &Room, step: &Step) -> Option<Stamp> {
        Some(self.in_force_since(room)? + Duration::from_secs(step.due.into()))
    }

    /// Steps that are due and not settled.
    pub fn late_steps(&self, room: &Room, now: Stamp) -> usize {
        let open =
            |state: Option<&StepState>| state.is_none_or(|s| s.outcome.settings().is_empty());
        let late = |step: &Step| self.due(room, step).is_some_and(|due| due < now);
        let steps = self.steps(room);
        steps.iter().filter(|(step, state)| open(*state) && late(step)).count()
    }

    /// When the recovery time objective ends.
    pub fn rto_at(&self, room: &Room) -> Option<Stamp> {
        let rto = Duration::from_secs(self.plan(room)?.rto.into());
        Some(self.in_force_since(room)? + rto)
    }

    /// When the maximum tolerable period of disruption ends.
    pub fn mtpd_at(&self, room: &Room) -> Option<Stamp> {
        let mtpd = Duration::from_secs(self.plan(room)?.mtpd.into());
        Some(self.in_force_since(room)? + mtpd)
    }
}

/// A paper or e-mail procedure in force.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fallback {
    /// Who opened it; none while only later entries are here.
    pub opened: Option<Act>,
    /// Who authorised it.
    pub authority: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub start: Moment,
    /// Where.
    pub sites: Vec<String>,
    /// For which regimes.
    pub regimes: Vec<Regime>,
    /// Under which activation.
    pub activation: Option<EntryRef>,
    /// Declarations so far.
    pub count: Field<u32>,
    /// When it ended and how many declarations were reconciled.
    pub closed: Field<(Moment, Option<u32>)>,
}

impl Fallback {
    /// Whether it is in force.
    pub fn is_open(&self) -> bool {
        self.closed.settings().is_empty()
    }
}
