//! Values of fields, and who set them, in words and in JSON.

use liaison_core::body::flow::FlowName;
use liaison_core::id::{EntryRef, SeatId, SeatKey};
use liaison_core::room::{ConflictingField, Room, Subject, Value};
use serde::Serialize;

use super::{Paper, moment, time};
use crate::cli::name::{flow_text, id_text};
use crate::when;

/// A field that officers set differently without having seen each other's setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What is in conflict: kind, name and field, such as `flow JPNGO/import status`.
    pub what: String,
    /// The values side by side.
    pub values: Vec<ConflictValue>,
    /// Kept for the text.
    #[serde(skip)]
    subject: Subject,
    #[serde(skip)]
    field: &'static str,
}

/// One of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConflictValue {
    /// The value, as commands take it.
    pub value: Option<String>,
    /// The entry that set it.
    pub id: String,
    /// Who set it.
    pub by: String,
    /// Of which organisation.
    pub organisation: String,
    /// When.
    pub time: String,
    #[serde(skip)]
    shown: Value,
}

impl Conflict {
    /// All conflicts of a room, in a fixed order.
    pub fn all(room: &Room) -> Vec<Self> {
        room.conflicts().into_iter().map(|conflict| Self::of(room, conflict)).collect()
    }

    /// One conflict.
    pub fn of(room: &Room, conflict: ConflictingField) -> Self {
        let what = format!("{} {}", subject(room, &conflict.subject), conflict.field);
        let values = conflict.values.into_iter().map(|(act, value)| {
            let (by, organisation) = who(room, &act.author);
            ConflictValue {
                value: value_json(room, &value),
                id: id_text(room, &act.entry),
                by,
                organisation,
                time: time(act.time),
                shown: value,
            }
        });
        let values = values.collect();
        Self { what, values, subject: conflict.subject, field: conflict.field }
    }

    /// What is in conflict, in words.
    pub fn said(&self, room: &Room, paper: &Paper<'_>) -> String {
        let field = paper.say(&format!("out-field-{}", self.field));
        paper.with(
            "conflict-what",
            &[("subject", subject_said(room, &self.subject, paper)), ("field", field)],
        )
    }

    /// The values in words, one a line.
    pub fn values_said(&self, room: &Room, paper: &Paper<'_>) -> Vec<String> {
        let said = |value: &ConflictValue| {
            paper.with(
                "out-conflict-value",
                &[
                    ("value", value_said(room, &value.shown, paper)),
                    ("by", value.by.clone()),
                    ("org", value.organisation.clone()),
                    ("id", value.id.clone()),
                ],
            )
        };
        self.values.iter().map(said).collect()
    }
}

/// Name and organisation of whoever holds a key; its seat's id where nobody is known by it.
pub fn who(room: &Room, key: &SeatKey) -> (String, String) {
    match room.membership().member(key) {
        Some(member) => (member.name.clone(), member.organisation.clone()),
        None => (key.seat().to_string(), String::new()),
    }
}

/// The name of a seat's member, else its id.
pub fn seat_name(room: &Room, seat: &SeatId) -> String {
    room.membership().member_of(seat).map_or_else(|| seat.to_string(), |m| m.name.clone())
}

/// The title of an incident, else its id.
pub fn incident_title(room: &Room, name: &EntryRef) -> String {
    let incident = room.incidents().get(&room.resolve(name));
    let title = incident.and_then(|i| i.title.newest()).map(|s| s.value.clone());
    title.unwrap_or_else(|| id_text(room, name))
}

/// The title of the plan that an activation puts into force, else the activation's id.
pub fn activation_title(room: &Room, name: &EntryRef, language: &str) -> String {
    let activation = room.activations().get(&room.resolve(name));
    let plan = activation.and_then(|a| a.plan(room));
    plan.map_or_else(|| id_text(room, name), |p| p.title.in_language(language).to_owned())
}

/// The name of a contact, else its id.
pub fn contact_name(room: &Room, name: &EntryRef) -> String {
    let contact = room.contacts().get(&room.resolve(name));
    let newest = contact.and_then(|c| c.name.newest()).map(|s| s.value.clone());
    newest.unwrap_or_else(|| id_text(room, name))
}

/// The number of a bulletin, else its id.
pub fn bulletin_number(room: &Room, name: &EntryRef) -> String {
    let bulletin = room.bulletins().get(&room.resolve(name));
    let number = bulletin.filter(|b| b.issued.is_some()).map(|b| b.number.clone());
    number.unwrap_or_else(|| id_text(room, name))
}

/// A document by what its file is called.
pub fn document_name(room: &Room, name: &EntryRef) -> String {
    let entry = room.resolve(name);
    let share = room.document(&entry).and_then(|(_, document)| document.shares.get(&entry));
    share.map_or_else(|| id_text(room, name), |share| share.name.clone())
}

/// A flow in words: the facility by its name where it is listed.
pub fn flow_said(room: &Room, flow: &FlowName, paper: &Paper<'_>) -> String {
    let mut said = facility_said(room, &flow.facility);
    said.push(' ');
    said.push_str(&paper.term("regime", flow.regime.text()));
    if let Some(direction) = flow.direction {
        said.push(' ');
        said.push_str(&paper.term("direction", direction.text()));
    }
    said
}

/// A facility: its id, and its name where it is listed.
pub fn facility_said(room: &Room, id: &str) -> String {
    let listed = room.facilities().get(id).and_then(|f| f.name.newest());
    match listed {
        Some(name) => format!("{id} {}", name.value),
        None => id.to_owned(),
    }
}

fn subject(room: &Room, subject: &Subject) -> String {
    match subject {
        Subject::Activation(name) => format!("activation {}", id_text(room, name)),
        Subject::Contact(name) => format!("contact {}", id_text(room, name)),
        Subject::Duty(function) => format!("duty {function}"),
        Subject::Facility(id) => format!("facility {id}"),
        Subject::Fallback(name) => format!("fallback {}", id_text(room, name)),
        Subject::Flow(flow) => format!("flow {}", flow_text(flow)),
        Subject::Incident(name) => format!("incident {}", id_text(room, name)),
        Subject::Organisation(name) => format!("organisation {name}"),
        Subject::Plan(id) => format!("plan {id}"),
        Subject::Step(name, step) => format!("step {} {step}", id_text(room, name)),
    }
}

fn subject_said(room: &Room, subject: &Subject, paper: &Paper<'_>) -> String {
    let language = paper.words.language().code();
    let (key, name) = match subject {
        Subject::Activation(name) => ("activation", activation_title(room, name, language)),
        Subject::Contact(name) => ("contact", contact_name(room, name)),
        Subject::Duty(function) => ("duty", function.clone()),
        Subject::Facility(id) => ("facility", facility_said(room, id)),
        Subject::Fallback(name) => ("fallback", id_text(room, name)),
        Subject::Flow(flow) => ("flow", flow_said(room, flow, paper)),
        Subject::Incident(name) => ("incident", incident_title(room, name)),
        Subject::Organisation(name) => ("organisation", name.clone()),
        Subject::Plan(id) => ("plan", id.clone()),
        Subject::Step(name, step) => {
            ("step", format!("{step}, {}", activation_title(room, name, language)))
        }
    };
    paper.with(&format!("out-subject-{key}"), &[("name", name)])
}

/// A value as commands take it; none where it is cleared.
fn value_json(room: &Room, value: &Value) -> Option<String> {
    Some(match value {
        Value::Nothing => return None,
        Value::Text(text) => text.clone(),
        Value::Term(_, word) => (*word).to_owned(),
        Value::Moment(at) => moment(*at),
        Value::Number(number) => number.to_string(),
        Value::Seat(seat) => seat.to_string(),
        Value::Entry(name) => id_text(room, name),
    })
}

/// A value in words.
pub fn value_said(room: &Room, value: &Value, paper: &Paper<'_>) -> String {
    match value {
        Value::Nothing => paper.say("out-none"),
        Value::Text(text) => paper.clean(text),
        Value::Term("state", word) => paper.say(&format!("out-state-{word}")),
        Value::Term("step", word) => paper.say(&format!("out-step-{word}")),
        Value::Term(vocabulary, word) => paper.term(vocabulary, word),
        Value::Moment(at) => when::date_clock(at.stamp()),
        Value::Number(number) => number.to_string(),
        Value::Seat(seat) => paper.clean(&seat_name(room, seat)),
        Value::Entry(name) => id_text(room, name),
    }
}
