//! The form that sets one value where several stand: one of those that officers have set.

use liaison_core::body::flow::{
    FacilityListed, FlowReported, RestorationAchieved, RestorationPromised,
};
use liaison_core::body::incident::{
    IncidentClosed, IncidentReopened, IncidentRevised, PhaseChanged,
};
use liaison_core::body::plan::{
    FallbackClosed, FallbackCounted, LevelChanged, StepAssigned, StepDone, StepSkipped, StoodDown,
};
use liaison_core::body::room::OrganisationListed;
use liaison_core::body::roster::{ContactRemoved, ContactSaved, DutyTaken};
use liaison_core::body::{Body, Change};
use liaison_core::id::EntryRef;
use liaison_core::room::{ConflictingField, StepOutcome, Subject, Value};
use liaison_core::terms::{FacilityKind, FlowStatus, OrganisationKind};

use super::sheet::{Problems, Sheet};
use crate::state::form::{FormField, Value as Choice};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::when;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    let Purpose::Resolve(subject, field) = purpose else { return None };
    let conflict = find(sheet, subject, field);
    let values = conflict.map(|conflict| conflict.values).unwrap_or_default();
    // By entry, not by place: another value may come in between the others while this is open.
    let choice = |(act, value): &(liaison_core::field::Act, Value)| Choice {
        name: act.entry.to_string(),
        words: format!(
            "{}  ({}, {})",
            crate::view::value_words(sheet.desk, sheet.words, value),
            sheet.desk.author(&act.author),
            when::clock(act.time)
        ),
    };
    let values = values.iter().map(choice).collect();
    Some(vec![FormField::choice("value", values, None).wanted()])
}

/// What the conflict is over, and what choosing does.
pub(super) fn remarks(sheet: &Sheet<'_>, subject: &Subject, field: &str) -> Vec<String> {
    let what = crate::view::conflicts::over(sheet.words, sheet.desk, subject, field);
    let about = sheet.words.with("form-remark-about", &[("what", crate::words::arg(what))]);
    vec![about, sheet.words.say("form-remark-resolve")]
}

/// The entries that set the values of the conflict to be resolved, as they stand now.
pub(super) fn standing(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<EntryRef>> {
    let Purpose::Resolve(subject, field) = purpose else { return None };
    let values = find(sheet, subject, field).map(|conflict| conflict.values).unwrap_or_default();
    Some(values.into_iter().map(|(act, _)| act.entry).collect())
}

fn find(sheet: &Sheet<'_>, subject: &Subject, field: &str) -> Option<ConflictingField> {
    let mut all = sheet.desk.room.conflicts().into_iter();
    all.find(|conflict| conflict.subject == *subject && conflict.field == field)
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    let Purpose::Resolve(subject, field) = purpose else { return None };
    let chosen = r.said("value");
    let values = find(sheet, subject, field).map(|conflict| conflict.values).unwrap_or_default();
    let Some((act, value)) = values.into_iter().find(|(act, _)| act.entry.to_string() == chosen)
    else {
        return Some(Err(r.give_up()));
    };
    let body = match subject {
        Subject::Incident(name) => incident(*name, field, &value),
        Subject::Flow(_) => flow(sheet, subject, field, &value),
        Subject::Contact(name) => contact(*name, field, &value),
        Subject::Facility(id) => facility(sheet, id, field, &value),
        Subject::Organisation(name) => organisation(sheet, name, field, &value),
        Subject::Duty(function) => {
            let duty = sheet.desk.room.duties().get(function);
            let settings = duty.map(|duty| duty.holder.settings()).unwrap_or_default();
            let setting = settings.iter().find(|setting| setting.act.entry == act.entry);
            let until = setting.and_then(|setting| setting.value.until);
            // A duty can only be taken for oneself: it settles who has it by taking it.
            Some(DutyTaken { function: function.clone(), over: Vec::new(), until }.into())
        }
        _ => plan(sheet, subject, field, &value, &act.entry),
    };
    Some(body.ok_or_else(|| r.give_up()))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Term(_, word) => (*word).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Nothing | Value::Moment(_) | Value::Seat(_) | Value::Entry(_) => String::new(),
    }
}

fn change(value: &Value) -> Option<Change<String>> {
    Some(match value {
        Value::Nothing => Change::Clear,
        value => Change::Set(text(value)),
    })
}

fn incident(incident: EntryRef, field: &str, value: &Value) -> Option<Body> {
    let over = Vec::new();
    let reason = None;
    match field {
        "phase" => {
            return Some(PhaseChanged { incident, over, phase: text(value).parse().ok()? }.into());
        }
        "open" if text(value) == "open" => {
            return Some(IncidentReopened { incident, over, reason }.into());
        }
        "open" => return Some(IncidentClosed { incident, over, reason }.into()),
        _ => {}
    }
    let is = |name| field == name;
    let list = || text(value).split(", ").map(str::to_owned).collect();
    Some(
        IncidentRevised {
            incident,
            over,
            title: is("title").then(|| text(value)),
            severity: if is("severity") { text(value).parse().ok() } else { None },
            urgency: if is("urgency") { text(value).parse().ok() } else { None },
            certainty: if is("certainty") { text(value).parse().ok() } else { None },
            kind: if is("kind") { text(value).parse().ok() } else { None },
            places: is("places").then(list),
            text: is("text").then(|| text(value)),
            next_update: None,
        }
        .into(),
    )
}

fn flow(sheet: &Sheet<'_>, subject: &Subject, field: &str, value: &Value) -> Option<Body> {
    let Subject::Flow(name) = subject else { return None };
    let (flow, over, note) = (name.clone(), Vec::new(), None);
    match (field, value) {
        ("promised", Value::Moment(by)) => {
            return Some(RestorationPromised { flow, over, by: *by, note }.into());
        }
        ("restored", Value::Moment(at)) => {
            return Some(RestorationAchieved { flow, over, at: *at, note }.into());
        }
        _ => {}
    }
    let is = |name| field == name;
    let known = sheet.desk.room.flows().get(name)?;
    // A report always says the status: where another field is settled, the newest one stays.
    let status = if is("status") {
        text(value).parse().ok()?
    } else {
        known.status.newest().map_or(FlowStatus::Unknown, |setting| setting.value)
    };
    let capacity = is("capacity").then(|| match value {
        Value::Number(percent) => u8::try_from(*percent).map_or(Change::Clear, Change::Set),
        _ => Change::Clear,
    });
    Some(
        FlowReported {
            flow,
            over,
            as_of: sheet.now.moment(),
            status,
            mode: if is("mode") { text(value).parse().ok() } else { None },
            counterpart: if is("counterpart") { text(value).parse().ok() } else { None },
            capacity,
            queue: None,
            note: None,
            source: None,
            next_update: None,
        }
        .into(),
    )
}

fn plan(
    sheet: &Sheet<'_>,
    subject: &Subject,
    field: &str,
    value: &Value,
    chosen: &EntryRef,
) -> Option<Body> {
    let over = Vec::new();
    Some(match (subject, field, value) {
        (Subject::Activation(name), "level", value) => {
            LevelChanged { activation: *name, over, level: text(value).parse().ok()? }.into()
        }
        (Subject::Activation(name), "open", _) => {
            StoodDown { activation: *name, over, reason: None }.into()
        }
        (Subject::Step(name, step), "assigned", Value::Seat(seat)) => {
            StepAssigned { activation: *name, over, step: step.clone(), seat: *seat }.into()
        }
        (Subject::Step(name, step), ..) => {
            let state = sheet.desk.room.activations().get(name)?.steps.get(step)?;
            let mut settings = state.outcome.settings().iter();
            let outcome = settings.find(|setting| setting.act.entry == *chosen)?.value.clone();
            let (activation, step) = (*name, step.clone());
            match outcome {
                StepOutcome::Done(note) => StepDone { activation, over, step, note }.into(),
                StepOutcome::Skipped(reason) => {
                    StepSkipped { activation, over, step, reason }.into()
                }
            }
        }
        (Subject::Fallback(name), "count", Value::Number(count)) => {
            FallbackCounted { fallback: *name, over, count: u32::try_from(*count).ok()? }.into()
        }
        (Subject::Fallback(name), ..) => {
            let fallback = sheet.desk.room.fallbacks().get(name)?;
            let mut settings = fallback.closed.settings().iter();
            let (end, reconciled) = settings.find(|setting| setting.act.entry == *chosen)?.value;
            FallbackClosed { fallback: *name, over, end, reconciled }.into()
        }
        (Subject::Plan(id), ..) => {
            let plan = sheet.desk.room.plans().get(id)?;
            let Value::Entry(version) = value else { return None };
            plan.versions.get(version)?.plan.clone().into()
        }
        _ => return None,
    })
}

fn contact(contact: EntryRef, field: &str, value: &Value) -> Option<Body> {
    let over = Vec::new();
    if field == "removed" {
        return Some(ContactRemoved { contact, over }.into());
    }
    let of = |name: &str| (field == name).then(|| change(value)).flatten();
    let seat = (field == "seat").then_some(match value {
        Value::Seat(seat) => Change::Set(*seat),
        _ => Change::Clear,
    });
    Some(
        ContactSaved {
            contact: Some(contact),
            over,
            name: (field == "name").then(|| text(value)),
            organisation: (field == "organisation").then(|| text(value)),
            function: of("function"),
            primary: of("primary"),
            alternate: of("alternate"),
            contingency: of("contingency"),
            emergency: of("emergency"),
            deputy: of("deputy"),
            languages: of("languages"),
            seat,
        }
        .into(),
    )
}

/// A facility is listed whole: what is not settled here stays as it was set last.
fn facility(sheet: &Sheet<'_>, id: &str, field: &str, value: &Value) -> Option<Body> {
    let known = sheet.desk.room.facilities().get(id)?;
    let is = |name| field == name;
    let name = if is("name") { text(value) } else { known.name.newest()?.value.clone() };
    let kind: FacilityKind =
        if is("kind") { text(value).parse().ok()? } else { known.kind.newest()?.value };
    let parent = if is("parent") {
        Some(text(value)).filter(|parent| !parent.is_empty())
    } else {
        known.parent.newest().and_then(|setting| setting.value.clone())
    };
    Some(FacilityListed { id: id.to_owned(), name, kind, over: Vec::new(), parent }.into())
}

fn organisation(sheet: &Sheet<'_>, name: &str, field: &str, value: &Value) -> Option<Body> {
    let known = sheet.desk.room.organisations().get(name)?;
    let kind: OrganisationKind =
        if field == "kind" { text(value).parse().ok()? } else { known.kind.newest()?.value };
    let some = |of: &liaison_core::field::Field<Option<String>>, id: &str| {
        if field == id {
            Some(text(value)).filter(|text| !text.is_empty())
        } else {
            of.newest().and_then(|setting| setting.value.clone())
        }
    };
    let (aeo, country) = (some(&known.aeo, "aeo"), some(&known.country, "country"));
    let mra = some(&known.mra, "mra");
    let (name, over) = (name.to_owned(), Vec::new());
    Some(OrganisationListed { name, kind, over, aeo, country, mra }.into())
}
