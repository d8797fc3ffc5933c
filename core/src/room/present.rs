//! What makes up the present: every field in one walk, for conflicts and for the catch-up.

use std::collections::BTreeSet;

use super::{Activation, Contact, Flow, Incident, Room, StepOutcome};
use crate::body::flow::FlowName;
use crate::field::{Act, Field, Holding, Standing};
use crate::id::{EntryRef, SeatId, SeatKey};
use crate::stamp::Moment;
use crate::terms::{
    Acceptance, Certainty, ClearanceMode, FacilityKind, FlowStatus, IncidentKind, Level,
    OrganisationKind, Phase, Severity, Urgency,
};

/// What a field belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An activation.
    Activation(EntryRef),
    /// A contact.
    Contact(EntryRef),
    /// A duty.
    Duty(String),
    /// A facility.
    Facility(String),
    /// A fallback.
    Fallback(EntryRef),
    /// A flow.
    Flow(FlowName),
    /// An incident.
    Incident(EntryRef),
    /// An organisation.
    Organisation(String),
    /// A plan.
    Plan(String),
    /// A step of an activation.
    Step(EntryRef, String),
}

/// A value of any field, to be put in words by a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Cleared.
    Nothing,
    /// Text from an officer.
    Text(String),
    /// A word of a vocabulary: the vocabulary and the word.
    Term(&'static str, &'static str),
    /// A time.
    Moment(Moment),
    /// A count or a percentage.
    Number(u64),
    /// A seat.
    Seat(SeatId),
    /// An entry, such as a plan's version.
    Entry(EntryRef),
}

/// A field in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictingField {
    /// Whose field.
    pub subject: Subject,
    /// The field's name, as in `conflict-field-NAME` of the locales.
    pub field: &'static str,
    /// The values side by side, each with who set it.
    pub values: Vec<(Act, Value)>,
    /// Entries between them are not here: that they all stand is a relay's word.
    pub by_relay: bool,
}

pub(crate) trait Shown {
    fn shown(&self) -> Value;
}

macro_rules! shown_terms {
    ($($name:ident $vocabulary:literal,)+) => {
        $(impl Shown for $name {
            fn shown(&self) -> Value { Value::Term($vocabulary, self.text()) }
        })+
    };
}

shown_terms! {
    Acceptance "acceptance",
    Certainty "certainty",
    ClearanceMode "clearance-mode",
    FacilityKind "facility-kind",
    FlowStatus "flow-status",
    IncidentKind "incident-kind",
    Level "level",
    OrganisationKind "organisation-kind",
    Phase "phase",
    Severity "severity",
    Urgency "urgency",
}

impl Shown for String {
    fn shown(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Shown for Vec<String> {
    fn shown(&self) -> Value {
        Value::Text(self.join(", "))
    }
}

impl Shown for Moment {
    fn shown(&self) -> Value {
        Value::Moment(*self)
    }
}

impl Shown for u32 {
    fn shown(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl Shown for u8 {
    fn shown(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl Shown for bool {
    fn shown(&self) -> Value {
        Value::Term("state", if *self { "open" } else { "closed" })
    }
}

impl Shown for SeatId {
    fn shown(&self) -> Value {
        Value::Seat(*self)
    }
}

impl Shown for super::Holder {
    fn shown(&self) -> Value {
        Value::Seat(self.seat.seat())
    }
}

impl Shown for EntryRef {
    fn shown(&self) -> Value {
        Value::Entry(*self)
    }
}

impl Shown for StepOutcome {
    fn shown(&self) -> Value {
        match self {
            Self::Done(_) => Value::Term("step", "done"),
            Self::Skipped(_) => Value::Term("step", "skipped"),
        }
    }
}

impl Shown for (Moment, Option<u32>) {
    fn shown(&self) -> Value {
        Value::Moment(self.0)
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, Shown::shown)
    }
}

/// A field of any type, as a walk meets it.
pub(crate) trait Walked {
    fn names(&self) -> Vec<EntryRef>;
    fn conflict(&self, room: &Room) -> Option<Clash>;
}

/// Different values of a field side by side, and whether they stand by a relay's word.
pub(crate) struct Clash {
    pub(crate) values: Vec<(Act, Value)>,
    pub(crate) by_relay: bool,
}

impl<T: Shown + PartialEq> Walked for Field<T> {
    fn names(&self) -> Vec<EntryRef> {
        Field::names(self).collect()
    }

    fn conflict(&self, room: &Room) -> Option<Clash> {
        let settings = Field::conflict(self, room)?;
        let by_relay = matches!(self.standing(room), Standing::ByRelay(_));
        let values: Vec<_> =
            settings.into_iter().map(|s| (s.act.clone(), s.value.shown())).collect();
        // Two notes on one step done are no disagreement: what is shown must differ.
        let differ = values.iter().any(|(_, value)| *value != values[0].1);
        differ.then_some(Clash { values, by_relay })
    }
}

/// Whether different standing values of a field are a conflict to be resolved. Of the others the
/// earliest, the latest or all are shown: nothing is hidden either way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Resolve,
    ShowAll,
}

type Visit<'v> = &'v mut dyn FnMut(Subject, &'static str, Rule, &dyn Walked);

impl Room {
    /// The fields in conflict, in a fixed order.
    pub fn conflicts(&self) -> Vec<ConflictingField> {
        let mut conflicts = Vec::new();
        self.walk(&mut |subject, field, rule, walked| {
            if rule == Rule::Resolve
                && let Some(Clash { values, by_relay }) = walked.conflict(self)
            {
                conflicts.push(ConflictingField { subject, field, values, by_relay });
            }
        });
        conflicts
    }

    /// The entries that make up the present situation: every setting that stands of what is open,
    /// and everything that still waits for somebody.
    pub fn present(&self) -> BTreeSet<EntryRef> {
        let mut present = BTreeSet::new();
        self.walk(&mut |subject, _, _, walked| {
            if !self.is_over(&subject) {
                present.extend(walked.names());
                present.extend(subject_entry(&subject));
            }
        });
        present.extend(self.plans().values().filter_map(|p| p.current().map(|(name, _)| *name)));
        for (name, activation) in self.activations().iter().filter(|(_, a)| a.is_open()) {
            present.insert(*name);
            present.extend(activation.approvals.keys());
            present.extend(activation.proposed.as_ref().map(|p| p.plan));
        }
        for relay in self.relays().values() {
            present.extend(relay.listed.last_key_value().map(|((_, name), _)| *name));
            present.extend(relay.retired.map(|(_, name)| name));
        }
        present.extend(self.real_events().keys());
        present.extend(self.waiting_messages());
        let standing = self.bulletins().iter().filter(|(_, b)| {
            b.issued.is_some() && b.superseded_by.is_empty() && b.withdrawn.is_empty()
        });
        present.extend(standing.map(|(name, _)| *name));
        present.extend(self.decisions().iter().filter(|(_, d)| d.review.is_some()).map(|d| *d.0));
        present.extend(self.newest_documents());
        let offers = self.duties().values().flat_map(|d| d.open_offers(self));
        present.extend(offers.map(|(name, _)| *name));
        let corrected = present.iter().flat_map(|name| self.corrections(name));
        let corrections: Vec<EntryRef> = corrected.map(|c| c.act.entry).collect();
        present.extend(corrections);
        present.retain(|name| self.holds(name));
        present
    }

    /// Flash and immediate messages that somebody addressed has not acknowledged.
    pub fn urgent(&self) -> BTreeSet<EntryRef> {
        let waits = self.waiting_messages();
        waits.filter(|name| self.messages()[name].precedence.overtakes()).collect()
    }

    fn waiting_messages(&self) -> impl Iterator<Item = EntryRef> + '_ {
        let unread = self.messages().iter().filter(|(name, message)| {
            let (have, all) = self.acknowledged_of(name, message);
            message.acknowledge && have < all
        });
        unread.map(|(name, _)| *name)
    }

    fn is_over(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Incident(name) => self.incidents().get(name).is_some_and(|i| !i.is_open()),
            Subject::Activation(name) | Subject::Step(name, _) => {
                self.activations().get(name).is_some_and(|a| !a.is_open())
            }
            Subject::Fallback(name) => self.fallbacks().get(name).is_some_and(|f| !f.is_open()),
            Subject::Contact(name) => self.contacts().get(name).is_some_and(|c| !c.is_listed()),
            _ => false,
        }
    }

    fn walk(&self, visit: Visit<'_>) {
        for (name, incident) in self.incidents() {
            walk_incident(name, incident, visit);
        }
        for (name, flow) in self.flows() {
            walk_flow(name, flow, visit);
        }
        for (name, activation) in self.activations() {
            walk_activation(name, activation, visit);
        }
        for (name, fallback) in self.fallbacks() {
            let subject = || Subject::Fallback(*name);
            visit(subject(), "count", Rule::Resolve, &fallback.count);
            visit(subject(), "closed", Rule::Resolve, &fallback.closed);
        }
        for (id, plan) in self.plans() {
            visit(Subject::Plan(id.clone()), "version", Rule::Resolve, &plan.current);
        }
        for (name, contact) in self.contacts() {
            walk_contact(name, contact, visit);
        }
        for (function, duty) in self.duties() {
            visit(Subject::Duty(function.clone()), "holder", Rule::Resolve, &duty.holder);
        }
        for (id, facility) in self.facilities() {
            let subject = || Subject::Facility(id.clone());
            visit(subject(), "name", Rule::Resolve, &facility.name);
            visit(subject(), "kind", Rule::Resolve, &facility.kind);
            visit(subject(), "parent", Rule::Resolve, &facility.parent);
        }
        for (name, organisation) in self.organisations() {
            let subject = || Subject::Organisation(name.clone());
            visit(subject(), "kind", Rule::Resolve, &organisation.kind);
            visit(subject(), "aeo", Rule::Resolve, &organisation.aeo);
            visit(subject(), "country", Rule::Resolve, &organisation.country);
            visit(subject(), "mra", Rule::Resolve, &organisation.mra);
        }
    }

    /// The seats whose entries make up the present, as authors.
    pub fn present_authors(&self) -> BTreeSet<SeatKey> {
        let present = self.present();
        present.iter().filter_map(|name| self.membership().key(&name.id.seat)).collect()
    }
}

fn subject_entry(subject: &Subject) -> Option<EntryRef> {
    match subject {
        Subject::Activation(name)
        | Subject::Contact(name)
        | Subject::Fallback(name)
        | Subject::Incident(name)
        | Subject::Step(name, _) => Some(*name),
        _ => None,
    }
}

fn walk_incident(name: &EntryRef, incident: &Incident, visit: Visit<'_>) {
    let subject = || Subject::Incident(*name);
    visit(subject(), "title", Rule::Resolve, &incident.title);
    visit(subject(), "severity", Rule::Resolve, &incident.severity);
    visit(subject(), "urgency", Rule::Resolve, &incident.urgency);
    visit(subject(), "certainty", Rule::Resolve, &incident.certainty);
    visit(subject(), "kind", Rule::Resolve, &incident.kind);
    visit(subject(), "places", Rule::Resolve, &incident.places);
    visit(subject(), "text", Rule::Resolve, &incident.text);
    visit(subject(), "phase", Rule::Resolve, &incident.phase);
    visit(subject(), "open", Rule::Resolve, &incident.open);
    visit(subject(), "next-update", Rule::ShowAll, &incident.next_update);
}

fn walk_flow(name: &FlowName, flow: &Flow, visit: Visit<'_>) {
    let subject = || Subject::Flow(name.clone());
    visit(subject(), "status", Rule::Resolve, &flow.status);
    visit(subject(), "as-of", Rule::ShowAll, &flow.as_of);
    visit(subject(), "mode", Rule::Resolve, &flow.mode);
    visit(subject(), "counterpart", Rule::Resolve, &flow.counterpart);
    visit(subject(), "capacity", Rule::Resolve, &flow.capacity);
    visit(subject(), "queue", Rule::ShowAll, &flow.queue);
    visit(subject(), "note", Rule::ShowAll, &flow.note);
    visit(subject(), "source", Rule::ShowAll, &flow.source);
    visit(subject(), "next-update", Rule::ShowAll, &flow.next_update);
    visit(subject(), "promised", Rule::Resolve, &flow.promised);
    visit(subject(), "restored", Rule::Resolve, &flow.restored);
}

fn walk_activation(name: &EntryRef, activation: &Activation, visit: Visit<'_>) {
    visit(Subject::Activation(*name), "level", Rule::Resolve, &activation.level);
    visit(Subject::Activation(*name), "open", Rule::Resolve, &activation.open);
    for (step, state) in &activation.steps {
        let subject = || Subject::Step(*name, step.clone());
        visit(subject(), "assigned", Rule::Resolve, &state.assigned);
        visit(subject(), "outcome", Rule::Resolve, &state.outcome);
    }
}

fn walk_contact(name: &EntryRef, contact: &Contact, visit: Visit<'_>) {
    let subject = || Subject::Contact(*name);
    visit(subject(), "name", Rule::Resolve, &contact.name);
    visit(subject(), "organisation", Rule::Resolve, &contact.organisation);
    visit(subject(), "function", Rule::Resolve, &contact.function);
    visit(subject(), "primary", Rule::Resolve, &contact.primary);
    visit(subject(), "alternate", Rule::Resolve, &contact.alternate);
    visit(subject(), "contingency", Rule::Resolve, &contact.contingency);
    visit(subject(), "emergency", Rule::Resolve, &contact.emergency);
    visit(subject(), "deputy", Rule::Resolve, &contact.deputy);
    visit(subject(), "languages", Rule::Resolve, &contact.languages);
    visit(subject(), "seat", Rule::Resolve, &contact.seat);
    visit(subject(), "removed", Rule::Resolve, &contact.removed);
}
