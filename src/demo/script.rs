//! From what an officer of a story does to a draft for the record: labels become names of entries,
//! officers become seats, and every text is said in one language.

mod said;

use std::collections::BTreeMap;

use liaison_core::body::log::Address;
use liaison_core::body::{Body, Change, flow, incident, plan, roster};
use liaison_core::decide::{Shown, shown_now};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::room::Room;

use crate::library::{Act, Bilingual, Plan, Scenario, Slug, StepChange, To};

/// What a story has come to so far: what its labels and officers are in the room.
#[derive(Debug)]
pub(super) struct Script<'a> {
    scenario: &'a Scenario,
    plans: Vec<Plan>,
    language: &'a str,
    /// Entries by the label of the event that wrote them.
    pub(super) entries: BTreeMap<Slug, EntryRef>,
    /// Seats by officer.
    pub(super) seats: BTreeMap<Slug, SeatId>,
}

impl<'a> Script<'a> {
    pub(super) fn new(scenario: &'a Scenario, plans: Vec<Plan>, language: &'a str) -> Self {
        let (entries, seats) = (BTreeMap::new(), BTreeMap::new());
        Self { scenario, plans, language, entries, seats }
    }

    /// The name of an organisation of the story.
    pub(super) fn organisation(&self, id: &Slug) -> String {
        let organisation = self.scenario.organisations.iter().find(|o| o.id == *id);
        organisation.map_or_else(|| id.to_string(), |o| self.say(&o.name))
    }

    /// What the author of an act was shown: all that stands, but for an entry not yet seen, in
    /// whose place stands what it was written over.
    pub(super) fn shown(&self, room: &Room, draft: &Body, unseen: Option<&Unseen>) -> Shown {
        let Some(unseen) = unseen else { return Shown::Now };
        let mut names = shown_now(room, draft);
        names.retain(|name| *name != unseen.entry);
        names.extend(&unseen.over);
        Shown::Seen(names)
    }

    /// The draft of an act; `None` if something that it names was never written.
    pub(super) fn draft(&self, room: &Room, act: &Act) -> Option<Body> {
        Some(match act {
            Act::IncidentDeclare {
                title,
                severity,
                urgency,
                certainty,
                kind,
                places,
                text,
                next,
            } => incident::IncidentDeclared {
                title: self.say(title),
                severity: *severity,
                urgency: *urgency,
                certainty: *certainty,
                kind: *kind,
                places: places.clone(),
                text: self.maybe(text),
                next_update: *next,
            }
            .into(),
            Act::IncidentRevise {
                incident,
                title,
                severity,
                urgency,
                certainty,
                kind,
                places,
                text,
                next,
            } => incident::IncidentRevised {
                incident: self.entry(incident)?,
                over: Vec::new(),
                title: self.maybe(title),
                severity: *severity,
                urgency: *urgency,
                certainty: *certainty,
                kind: *kind,
                places: places.clone(),
                text: self.maybe(text),
                next_update: next.map(Change::Set),
            }
            .into(),
            Act::IncidentPhase { incident, phase } => incident::PhaseChanged {
                incident: self.entry(incident)?,
                over: Vec::new(),
                phase: *phase,
            }
            .into(),
            other => {
                return self
                    .draft_of_report(room, other)
                    .or_else(|| self.draft_of_flow(other))
                    .or_else(|| self.draft_of_plan(room, other));
            }
        })
    }

    fn draft_of_report(&self, room: &Room, act: &Act) -> Option<Body> {
        Some(match act {
            Act::IncidentReport { incident, version, from, to, text, confidence, next } => {
                let incident = self.entry(incident)?;
                incident::SituationReported {
                    number: room.incidents().get(&incident)?.next_report(),
                    incident,
                    over: Vec::new(),
                    version: *version,
                    from: *from,
                    to: *to,
                    text: self.say(text),
                    confidence: *confidence,
                    next_report: *next,
                }
                .into()
            }
            Act::IncidentClose { incident, reason } => incident::IncidentClosed {
                incident: self.entry(incident)?,
                over: Vec::new(),
                reason: self.maybe(reason),
            }
            .into(),
            Act::IncidentReopen { incident, reason } => incident::IncidentReopened {
                incident: self.entry(incident)?,
                over: Vec::new(),
                reason: self.maybe(reason),
            }
            .into(),
            _ => return None,
        })
    }

    fn draft_of_flow(&self, act: &Act) -> Option<Body> {
        Some(match act {
            Act::FacilityList { facility, name, kind, parent } => flow::FacilityListed {
                id: facility.clone(),
                name: self.say(name),
                kind: *kind,
                over: Vec::new(),
                parent: parent.clone(),
            }
            .into(),
            Act::FlowReport {
                flow,
                status,
                as_of,
                mode,
                counterpart,
                capacity,
                queue,
                note,
                source,
                next,
                resolve: _,
            } => flow::FlowReported {
                flow: flow.clone(),
                over: Vec::new(),
                as_of: *as_of,
                status: *status,
                mode: *mode,
                counterpart: *counterpart,
                capacity: capacity.map(Change::Set),
                queue: Some(self.change(queue)),
                note: Some(self.change(note)),
                source: Some(self.change(source)),
                next_update: Some(next.map_or(Change::Clear, Change::Set)),
            }
            .into(),
            Act::FlowPromise { flow, by, note } => flow::RestorationPromised {
                flow: flow.clone(),
                over: Vec::new(),
                by: *by,
                note: self.maybe(note),
            }
            .into(),
            Act::FlowRestored { flow, at, note } => flow::RestorationAchieved {
                flow: flow.clone(),
                over: Vec::new(),
                at: *at,
                note: self.maybe(note),
            }
            .into(),
            _ => return None,
        })
    }

    fn draft_of_plan(&self, room: &Room, act: &Act) -> Option<Body> {
        Some(match act {
            Act::PlanPublish { plan } => {
                self.plans.iter().find(|p| p.id == *plan)?.publish(Vec::new()).into()
            }
            Act::PlanActivate { plan, level, authority, reason, incident, sites, regimes } => {
                let (version, _) = room.plans().get(plan.as_str())?.current()?;
                plan::ActivationProposed {
                    plan: *version,
                    level: *level,
                    authority: self.say(authority),
                    reason: self.say(reason),
                    incident: self.maybe_entry(incident),
                    sites: sites.clone(),
                    regimes: regimes.clone(),
                }
                .into()
            }
            Act::PlanApprove { activation } => {
                plan::ActivationApproved { activation: self.entry(activation)? }.into()
            }
            Act::PlanLevel { activation, level } => plan::LevelChanged {
                activation: self.entry(activation)?,
                over: Vec::new(),
                level: *level,
            }
            .into(),
            Act::PlanStep { activation, step, change } => {
                self.draft_of_step(self.entry(activation)?, step, change)?
            }
            Act::PlanStandDown { activation, reason } => plan::StoodDown {
                activation: self.entry(activation)?,
                over: Vec::new(),
                reason: self.maybe(reason),
            }
            .into(),
            Act::FallbackOpen { authority, reason, start, sites, regimes, activation } => {
                plan::FallbackOpened {
                    authority: self.say(authority),
                    reason: self.say(reason),
                    start: *start,
                    sites: sites.clone(),
                    regimes: regimes.clone(),
                    activation: self.maybe_entry(activation),
                }
                .into()
            }
            Act::FallbackCount { fallback, count } => plan::FallbackCounted {
                fallback: self.entry(fallback)?,
                over: Vec::new(),
                count: *count,
            }
            .into(),
            Act::FallbackClose { fallback, end, reconciled } => plan::FallbackClosed {
                fallback: self.entry(fallback)?,
                over: Vec::new(),
                end: *end,
                reconciled: *reconciled,
            }
            .into(),
            other => return self.draft_of_roster(other).or_else(|| self.draft_of_log(room, other)),
        })
    }

    fn draft_of_step(&self, activation: EntryRef, step: &str, change: &StepChange) -> Option<Body> {
        let (over, step) = (Vec::new(), step.to_owned());
        Some(match change {
            StepChange::Done { note } => {
                plan::StepDone { activation, over, step, note: self.maybe(note) }.into()
            }
            StepChange::Skipped { reason } => {
                plan::StepSkipped { activation, over, step, reason: self.say(reason) }.into()
            }
            StepChange::Assigned(officer) => {
                let seat = *self.seats.get(officer)?;
                plan::StepAssigned { activation, over, step, seat }.into()
            }
        })
    }

    fn draft_of_roster(&self, act: &Act) -> Option<Body> {
        Some(match act {
            Act::RosterSave {
                contact,
                name,
                organisation,
                function,
                reach,
                deputy,
                languages,
                officer,
            } => roster::ContactSaved {
                contact: self.maybe_entry(contact),
                over: Vec::new(),
                name: self.maybe(name),
                organisation: organisation.as_ref().map(|o| self.organisation(o)),
                function: self.maybe(function).map(Change::Set),
                primary: reach.primary.clone().map(Change::Set),
                alternate: reach.alternate.clone().map(Change::Set),
                contingency: reach.contingency.clone().map(Change::Set),
                emergency: reach.emergency.clone().map(Change::Set),
                deputy: self.maybe(deputy).map(Change::Set),
                languages: languages.clone().map(Change::Set),
                seat: officer.as_ref().and_then(|o| self.seats.get(o)).map(|s| Change::Set(*s)),
            }
            .into(),
            Act::RosterConfirm { contact } => {
                roster::ContactConfirmed { contact: self.entry(contact)? }.into()
            }
            Act::RosterRemove { contact } => {
                roster::ContactRemoved { contact: self.entry(contact)?, over: Vec::new() }.into()
            }
            Act::DutyTake { function, until } => {
                roster::DutyTaken { function: self.say(function), over: Vec::new(), until: *until }
                    .into()
            }
            Act::DutyOffer { function, to, brief } => roster::HandoverOffered {
                function: self.say(function),
                to: *self.seats.get(to)?,
                brief: self.say(brief),
            }
            .into(),
            Act::DutyAccept { offer, function } => roster::HandoverAccepted {
                offer: self.entry(offer)?,
                over: Vec::new(),
                function: self.say(function),
            }
            .into(),
            _ => return None,
        })
    }

    fn address(&self, to: &To) -> Option<Address> {
        Some(match to {
            To::Officer(officer) => Address::Seat(*self.seats.get(officer)?),
            To::Role(role) => Address::Role(*role),
            To::Organisation(id) => Address::Organisation(self.organisation(id)),
        })
    }

    fn entry(&self, label: &Slug) -> Option<EntryRef> {
        self.entries.get(label).copied()
    }

    fn maybe_entry(&self, label: &Option<Slug>) -> Option<EntryRef> {
        label.as_ref().and_then(|label| self.entry(label))
    }

    /// A text in the story's language.
    pub(super) fn say(&self, text: &Bilingual) -> String {
        text.in_language(self.language).to_owned()
    }

    fn maybe(&self, text: &Option<Bilingual>) -> Option<String> {
        text.as_ref().map(|text| self.say(text))
    }

    fn change(&self, text: &Option<Bilingual>) -> Change<String> {
        self.maybe(text).map_or(Change::Clear, Change::Set)
    }
}

/// An entry that the author of an act had not yet seen.
#[derive(Clone, Debug)]
pub(super) struct Unseen {
    /// The entry.
    pub(super) entry: EntryRef,
    /// What it was written over, which its author had seen in its place.
    pub(super) over: Vec<EntryRef>,
}
