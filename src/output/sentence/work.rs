//! Sentences about flows, plans, activations and fallbacks.

use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::plan::{ActivationProposed, FallbackOpened, PlanPublished};
use liaison_core::body::{Body, Change};
use liaison_core::id::EntryRef;

use super::super::value::{activation_title, facility_said, incident_title, seat_name};
use super::{Said, Speaker};
use crate::when;

impl Speaker<'_> {
    fn flow(&self, flow: &FlowName) -> String {
        let mut said = facility_said(self.room, &flow.facility);
        said.push(' ');
        said.push_str(&self.term("regime", flow.regime.text()));
        if let Some(direction) = flow.direction {
            said.push(' ');
            said.push_str(&self.term("direction", direction.text()));
        }
        said
    }

    fn activation(&self, name: &EntryRef) -> String {
        activation_title(self.room, name, self.words.language().code())
    }

    /// What a step says, else its id.
    fn step(&self, activation: &EntryRef, id: &str) -> String {
        let name = self.room.resolve(activation);
        let plan = self.room.activations().get(&name).and_then(|a| a.plan(self.room));
        let step = plan.and_then(|p| p.steps.iter().find(|s| s.id == id));
        let language = self.words.language().code();
        step.map_or_else(|| id.to_owned(), |s| s.text.in_language(language).to_owned())
    }

    fn changed(&self, change: Option<&Change<String>>) -> Option<String> {
        change.map(|change| match change {
            Change::Set(text) => text.clone(),
            Change::Clear => self.words.say("out-none"),
        })
    }

    pub(super) fn say_of_flows(&self, body: &Body) -> Said {
        match body {
            Body::FacilityListed(b) => {
                let kind = self.term("facility-kind", b.kind.text());
                self.line("facility-listed", &[("id", &b.id), ("name", &b.name), ("kind", &kind)])
                    .and(self.said("parent", b.parent.as_deref()))
            }
            Body::FlowReported(b) => self.reported(b),
            Body::RestorationPromised(b) => self
                .line(
                    "restoration-promised",
                    &[("flow", &self.flow(&b.flow)), ("by", &self.at(b.by))],
                )
                .and(self.quoted(b.note.as_ref())),
            Body::RestorationAchieved(b) => self
                .line(
                    "restoration-achieved",
                    &[("flow", &self.flow(&b.flow)), ("at", &self.at(b.at))],
                )
                .and(self.quoted(b.note.as_ref())),
            other => self.say_of_plans(other),
        }
    }

    fn reported(&self, b: &FlowReported) -> Said {
        let status = self.term("flow-status", b.status.text());
        let mode = b.mode.map(|t| self.term("clearance-mode", t.text()));
        let counterpart = b.counterpart.map(|t| self.term("acceptance", t.text()));
        let capacity = b.capacity.as_ref().map(|change| match change {
            Change::Set(percent) => percent.to_string(),
            Change::Clear => self.words.say("out-none"),
        });
        let next = b.next_update.as_ref().map(|change| match change {
            Change::Set(moment) => self.at(*moment),
            Change::Clear => self.words.say("out-none"),
        });
        // A report of just now does not say so; an older one says when it was true.
        let minute = |ms: u64| ms / 60_000;
        let earlier = minute(b.as_of.stamp().0) != minute(self.time.0);
        let as_of = earlier.then(|| self.at(b.as_of));
        self.line("flow-reported", &[("flow", &self.flow(&b.flow)), ("status", &status)])
            .and(self.said("as-of", as_of.as_deref()))
            .and(self.said("clearance", mode.as_deref()))
            .and(self.said("counterpart", counterpart.as_deref()))
            .and(self.said("capacity", capacity.as_deref()))
            .and(self.said("queue", self.changed(b.queue.as_ref()).as_deref()))
            .and(self.said("note", self.changed(b.note.as_ref()).as_deref()))
            .and(self.said("source", self.changed(b.source.as_ref()).as_deref()))
            .and(self.said("next-update", next.as_deref()))
    }

    fn say_of_plans(&self, body: &Body) -> Said {
        match body {
            Body::PlanPublished(b) => self.published(b),
            Body::PlanReviewed(b) => self
                .line("plan-reviewed", &[("plan", &self.plan(&b.plan))])
                .and(self.quoted(b.note.as_ref())),
            Body::ActivationProposed(b) => self.proposed(b),
            Body::ActivationApproved(b) => {
                self.line("activation-approved", &[("plan", &self.activation(&b.activation))])
            }
            Body::LevelChanged(b) => {
                let (plan, level) = (self.activation(&b.activation), b.level.text());
                let level = self.term("level", level);
                self.line("level-changed", &[("plan", &plan), ("level", &level)])
            }
            Body::StepAssigned(b) => {
                let step = self.step(&b.activation, &b.step);
                let seat = seat_name(self.room, &b.seat);
                self.line("step-assigned", &[("step", &step), ("seat", &seat)])
            }
            Body::StepDone(b) => self
                .line("step-done", &[("step", &self.step(&b.activation, &b.step))])
                .and(self.quoted(b.note.as_ref())),
            Body::StepSkipped(b) => self
                .line("step-skipped", &[("step", &self.step(&b.activation, &b.step))])
                .and(self.quoted(Some(&b.reason))),
            Body::StoodDown(b) => self
                .line("stood-down", &[("plan", &self.activation(&b.activation))])
                .and(self.quoted(b.reason.as_ref())),
            other => self.say_of_fallbacks(other),
        }
    }

    /// A plan's title, else its id.
    fn plan(&self, id: &str) -> String {
        let plan = self.room.plans().get(id).and_then(|p| p.current());
        let language = self.words.language().code();
        plan.map_or_else(|| id.to_owned(), |(_, v)| v.plan.title.in_language(language).to_owned())
    }

    fn published(&self, b: &PlanPublished) -> Said {
        let title = b.title.in_language(self.words.language().code());
        let (version, kind) = (b.version.to_string(), self.term("plan-kind", b.kind.text()));
        self.line("plan-published", &[("plan", title), ("version", &version), ("kind", &kind)])
    }

    fn proposed(&self, b: &ActivationProposed) -> Said {
        let mut versions = self.room.plans().values().flat_map(|p| &p.versions);
        let plan = versions.find(|(name, _)| **name == b.plan).map(|(_, v)| &v.plan);
        let language = self.words.language().code();
        let title = plan.map_or_else(
            || b.plan.id.to_string(),
            |plan| plan.title.in_language(language).to_owned(),
        );
        // A plan that wants two approvals is proposed; one that wants none besides is in force.
        let wants_more = plan.is_none_or(|p| p.approvals > 1);
        let key = if wants_more { "activation-proposed" } else { "activation-in-force" };
        let level = self.term("level", b.level.text());
        let incident = b.incident.map(|name| incident_title(self.room, &name));
        let regimes: Vec<String> =
            b.regimes.iter().map(|r| self.term("regime", r.text())).collect();
        self.line(key, &[("plan", &title), ("level", &level)])
            .and(self.said("authority", Some(&b.authority)))
            .and(self.said("reason", Some(&b.reason)))
            .and(self.said("incident", incident.as_deref()))
            .and(self.said("places", Self::list(&b.sites).as_deref()))
            .and(self.said("regimes", Self::list(&regimes).as_deref()))
    }

    fn say_of_fallbacks(&self, body: &Body) -> Said {
        match body {
            Body::FallbackOpened(b) => self.fallback(b),
            Body::FallbackCounted(b) => {
                let reason = self.fallback_reason(&b.fallback);
                self.line("fallback-counted", &[("count", &b.count.to_string())])
                    .and(self.said("reason", reason.as_deref()))
            }
            Body::FallbackClosed(b) => {
                let reconciled = b.reconciled.map(|n| n.to_string());
                self.line("fallback-closed", &[("at", &self.at(b.end))])
                    .and(self.said("reconciled", reconciled.as_deref()))
            }
            other => self.say_of_people(other),
        }
    }

    fn fallback(&self, b: &FallbackOpened) -> Said {
        let regimes: Vec<String> =
            b.regimes.iter().map(|r| self.term("regime", r.text())).collect();
        self.line("fallback-opened", &[("start", &when::date_clock(b.start.stamp()))])
            .and(self.said("authority", Some(&b.authority)))
            .and(self.said("reason", Some(&b.reason)))
            .and(self.said("places", Self::list(&b.sites).as_deref()))
            .and(self.said("regimes", Self::list(&regimes).as_deref()))
    }

    fn fallback_reason(&self, name: &EntryRef) -> Option<String> {
        let fallback = self.room.fallbacks().get(&self.room.resolve(name));
        fallback.filter(|f| f.opened.is_some()).map(|f| f.reason.clone())
    }
}
