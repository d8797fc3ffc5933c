//! What a setting is written over.

use super::{Refusal, Shown};
use crate::body::room::Upto;
use crate::body::{Body, Over};
use crate::field::Field;
use crate::id::EntryRef;
use crate::room::{Chain, Clash, ConflictingField, Room, Subject, Walked};

/// A field that a draft sets.
struct Touched<'a> {
    subject: Subject,
    name: &'static str,
    field: &'a dyn Walked,
    /// Whether different values are a conflict, or all are shown.
    resolve: bool,
}

/// Fills in what the draft is written over.
pub(super) fn fill(room: &Room, mut draft: Body, shown: &Shown) -> Result<Body, Refusal> {
    let touched = touched(room, &draft);
    let names = match shown {
        Shown::Seen(names) => names.clone(),
        Shown::Resolve => names(&touched),
        Shown::Now => {
            for touched in touched.iter().filter(|t| t.resolve) {
                if let Some(Clash { values, by_relay }) = touched.field.conflict(room) {
                    let (subject, field) = (touched.subject.clone(), touched.name);
                    let conflict = ConflictingField { subject, field, values, by_relay };
                    return Err(Refusal::Conflict(Box::new(conflict)));
                }
            }
            names(&touched)
        }
    };
    if let Some(over) = over_mut(&mut draft) {
        *over = names;
    }
    match &mut draft {
        Body::RoleChanged(b) => b.upto = seen(room, &b.upto),
        Body::SeatRemoved(b) => b.upto = seen(room, &b.upto),
        _ => {}
    }
    Ok(draft)
}

/// How much is held of each seat of the member that an act is on: a seat that is not listed would
/// lose all that it ever said.
fn seen(room: &Room, upto: &[Upto]) -> Vec<Upto> {
    let member = upto.first().and_then(|u| room.membership().member_of(&u.seat));
    let seats = member.into_iter().flat_map(|m| &m.seats);
    let head = |key| room.chains().get(key).map_or(0, Chain::head);
    seats.map(|key| Upto { seat: key.seat(), n: head(key) }).collect()
}

/// The names of all settings that stand in the fields that a draft sets.
pub(super) fn standing(room: &Room, draft: &Body) -> Vec<EntryRef> {
    names(&touched(room, draft))
}

fn names(touched: &[Touched<'_>]) -> Vec<EntryRef> {
    let mut names: Vec<EntryRef> = touched.iter().flat_map(|t| t.field.names()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn over_mut(body: &mut Body) -> Option<&mut Over> {
    Some(match body {
        Body::RoleChanged(b) => &mut b.over,
        Body::SeatRemoved(b) => &mut b.over,
        Body::OrganisationListed(b) => &mut b.over,
        Body::IncidentRevised(b) => &mut b.over,
        Body::PhaseChanged(b) => &mut b.over,
        Body::SituationReported(b) => &mut b.over,
        Body::IncidentClosed(b) => &mut b.over,
        Body::IncidentReopened(b) => &mut b.over,
        Body::FacilityListed(b) => &mut b.over,
        Body::FlowReported(b) => &mut b.over,
        Body::RestorationPromised(b) => &mut b.over,
        Body::RestorationAchieved(b) => &mut b.over,
        Body::PlanPublished(b) => &mut b.over,
        Body::LevelChanged(b) => &mut b.over,
        Body::StepAssigned(b) => &mut b.over,
        Body::StepDone(b) => &mut b.over,
        Body::StepSkipped(b) => &mut b.over,
        Body::StoodDown(b) => &mut b.over,
        Body::FallbackCounted(b) => &mut b.over,
        Body::FallbackClosed(b) => &mut b.over,
        Body::ContactSaved(b) => &mut b.over,
        Body::ContactRemoved(b) => &mut b.over,
        Body::DutyTaken(b) => &mut b.over,
        Body::HandoverAccepted(b) => &mut b.over,
        _ => return None,
    })
}

/// Collects the fields that a draft sets.
struct Touch<'a> {
    subject: Subject,
    touched: Vec<Touched<'a>>,
}

impl<'a> Touch<'a> {
    fn on(subject: Subject) -> Self {
        Self { subject, touched: Vec::new() }
    }

    fn field<T>(mut self, name: &'static str, field: &'a Field<T>, is_set: bool) -> Self
    where
        Field<T>: Walked,
    {
        if is_set {
            let subject = self.subject.clone();
            self.touched.push(Touched { subject, name, field, resolve: true });
        }
        self
    }

    /// A field of which all values are shown, never a conflict.
    fn beside<T>(mut self, name: &'static str, field: &'a Field<T>, is_set: bool) -> Self
    where
        Field<T>: Walked,
    {
        if is_set {
            let subject = self.subject.clone();
            self.touched.push(Touched { subject, name, field, resolve: false });
        }
        self
    }
}

fn touched<'a>(room: &'a Room, draft: &Body) -> Vec<Touched<'a>> {
    let touch = match draft {
        Body::IncidentRevised(_)
        | Body::PhaseChanged(_)
        | Body::SituationReported(_)
        | Body::IncidentClosed(_)
        | Body::IncidentReopened(_) => of_incident(room, draft),
        Body::FacilityListed(_)
        | Body::FlowReported(_)
        | Body::RestorationPromised(_)
        | Body::RestorationAchieved(_) => of_flow(room, draft),
        Body::PlanPublished(b) => room.plans().get(&b.id).map(|plan| {
            Touch::on(Subject::Plan(b.id.clone())).field("version", &plan.current, true)
        }),
        Body::LevelChanged(_)
        | Body::StepAssigned(_)
        | Body::StepDone(_)
        | Body::StepSkipped(_)
        | Body::StoodDown(_)
        | Body::FallbackCounted(_)
        | Body::FallbackClosed(_) => of_activation(room, draft),
        _ => of_people(room, draft),
    };
    touch.map(|t| t.touched).unwrap_or_default()
}

fn of_incident<'a>(room: &'a Room, draft: &Body) -> Option<Touch<'a>> {
    let find = |name: &EntryRef| {
        let name = room.resolve(name);
        room.incidents().get(&name).map(|i| (Touch::on(Subject::Incident(name)), i))
    };
    Some(match draft {
        Body::IncidentRevised(b) => {
            let (touch, i) = find(&b.incident)?;
            touch
                .field("title", &i.title, b.title.is_some())
                .field("severity", &i.severity, b.severity.is_some())
                .field("urgency", &i.urgency, b.urgency.is_some())
                .field("certainty", &i.certainty, b.certainty.is_some())
                .field("kind", &i.kind, b.kind.is_some())
                .field("places", &i.places, b.places.is_some())
                .field("text", &i.text, b.text.is_some())
                .beside("next-update", &i.next_update, b.next_update.is_some())
        }
        Body::PhaseChanged(b) => {
            let (touch, i) = find(&b.incident)?;
            touch.field("phase", &i.phase, true)
        }
        Body::SituationReported(b) => {
            let (touch, i) = find(&b.incident)?;
            touch.beside("next-update", &i.next_update, true)
        }
        Body::IncidentClosed(b) => {
            let (touch, i) = find(&b.incident)?;
            touch.field("open", &i.open, true)
        }
        Body::IncidentReopened(b) => {
            let (touch, i) = find(&b.incident)?;
            touch.field("open", &i.open, true)
        }
        _ => return None,
    })
}

fn of_flow<'a>(room: &'a Room, draft: &Body) -> Option<Touch<'a>> {
    Some(match draft {
        Body::FacilityListed(b) => {
            let facility = room.facilities().get(&b.id)?;
            Touch::on(Subject::Facility(b.id.clone()))
                .field("name", &facility.name, true)
                .field("kind", &facility.kind, true)
                .field("parent", &facility.parent, true)
        }
        Body::FlowReported(b) => {
            let flow = room.flows().get(&b.flow)?;
            Touch::on(Subject::Flow(b.flow.clone()))
                .field("status", &flow.status, true)
                .beside("as-of", &flow.as_of, true)
                .field("mode", &flow.mode, b.mode.is_some())
                .field("counterpart", &flow.counterpart, b.counterpart.is_some())
                .field("capacity", &flow.capacity, b.capacity.is_some())
                .beside("queue", &flow.queue, b.queue.is_some())
                .beside("note", &flow.note, b.note.is_some())
                .beside("source", &flow.source, b.source.is_some())
                .beside("next-update", &flow.next_update, b.next_update.is_some())
        }
        Body::RestorationPromised(b) => {
            let flow = room.flows().get(&b.flow)?;
            Touch::on(Subject::Flow(b.flow.clone())).field("promised", &flow.promised, true)
        }
        Body::RestorationAchieved(b) => {
            let flow = room.flows().get(&b.flow)?;
            Touch::on(Subject::Flow(b.flow.clone())).field("restored", &flow.restored, true)
        }
        _ => return None,
    })
}

fn of_activation<'a>(room: &'a Room, draft: &Body) -> Option<Touch<'a>> {
    let find = |name: &EntryRef| {
        let name = room.resolve(name);
        room.activations().get(&name).map(|a| (name, a))
    };
    let step = |name: &EntryRef, step: &str| {
        let (name, activation) = find(name)?;
        let state = activation.steps.get(step)?;
        Some((Touch::on(Subject::Step(name, step.to_owned())), state))
    };
    let fallback = |name: &EntryRef| {
        let name = room.resolve(name);
        room.fallbacks().get(&name).map(|f| (Touch::on(Subject::Fallback(name)), f))
    };
    Some(match draft {
        Body::LevelChanged(b) => {
            let (name, a) = find(&b.activation)?;
            Touch::on(Subject::Activation(name)).field("level", &a.level, true)
        }
        Body::StoodDown(b) => {
            let (name, a) = find(&b.activation)?;
            Touch::on(Subject::Activation(name)).field("open", &a.open, true)
        }
        Body::StepAssigned(b) => {
            let (touch, state) = step(&b.activation, &b.step)?;
            touch.field("assigned", &state.assigned, true)
        }
        Body::StepDone(b) => {
            let (touch, state) = step(&b.activation, &b.step)?;
            touch.field("outcome", &state.outcome, true)
        }
        Body::StepSkipped(b) => {
            let (touch, state) = step(&b.activation, &b.step)?;
            touch.field("outcome", &state.outcome, true)
        }
        Body::FallbackCounted(b) => {
            let (touch, f) = fallback(&b.fallback)?;
            touch.field("count", &f.count, true)
        }
        Body::FallbackClosed(b) => {
            let (touch, f) = fallback(&b.fallback)?;
            touch.field("closed", &f.closed, true)
        }
        _ => return None,
    })
}

fn of_people<'a>(room: &'a Room, draft: &Body) -> Option<Touch<'a>> {
    Some(match draft {
        Body::ContactSaved(b) => {
            let name = room.resolve(&b.contact?);
            let c = room.contacts().get(&name)?;
            Touch::on(Subject::Contact(name))
                .field("name", &c.name, b.name.is_some())
                .field("organisation", &c.organisation, b.organisation.is_some())
                .field("function", &c.function, b.function.is_some())
                .field("primary", &c.primary, b.primary.is_some())
                .field("alternate", &c.alternate, b.alternate.is_some())
                .field("contingency", &c.contingency, b.contingency.is_some())
                .field("emergency", &c.emergency, b.emergency.is_some())
                .field("deputy", &c.deputy, b.deputy.is_some())
                .field("languages", &c.languages, b.languages.is_some())
                .field("seat", &c.seat, b.seat.is_some())
        }
        Body::ContactRemoved(b) => {
            let name = room.resolve(&b.contact);
            let c = room.contacts().get(&name)?;
            Touch::on(Subject::Contact(name)).field("removed", &c.removed, true)
        }
        Body::DutyTaken(b) => {
            let duty = room.duties().get(&b.function)?;
            Touch::on(Subject::Duty(b.function.clone())).field("holder", &duty.holder, true)
        }
        Body::HandoverAccepted(b) => {
            let duty = room.duties().get(&b.function)?;
            Touch::on(Subject::Duty(b.function.clone())).field("holder", &duty.holder, true)
        }
        Body::OrganisationListed(b) => {
            let organisation = room.organisations().get(&b.name)?;
            Touch::on(Subject::Organisation(b.name.clone()))
                .field("kind", &organisation.kind, true)
                .field("aeo", &organisation.aeo, true)
                .field("country", &organisation.country, true)
                .field("mra", &organisation.mra, true)
        }
        Body::RoleChanged(b) => of_member(room, &b.upto)?,
        Body::SeatRemoved(b) => of_member(room, &b.upto)?,
        _ => return None,
    })
}

/// Acts on a member supersede each other by name, as settings do; they are never a conflict, for
/// the least counts.
fn of_member<'a>(room: &'a Room, upto: &[Upto]) -> Option<Touch<'a>> {
    let member = room.membership().member_of(&upto.first()?.seat)?;
    let mut touch = Touch::on(Subject::Duty(String::new()));
    let subject = touch.subject.clone();
    touch.touched.push(Touched { subject, name: "acts", field: &member.acts, resolve: false });
    Some(touch)
}

impl Walked for Vec<EntryRef> {
    fn names(&self) -> Vec<EntryRef> {
        self.clone()
    }

    fn conflict(&self, _: &Room) -> Option<Clash> {
        None
    }
}
