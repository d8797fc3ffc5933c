//! The forms of the log: messages, notes, corrections, decisions.

use liaison_core::body::Body;
use liaison_core::body::log::{Address, Corrected, DecisionRecorded, MessagePosted, NoteTaken};
use liaison_core::id::EntryRef;
use liaison_core::terms::{Precedence, Role, Tlp};

use super::sheet::{Problems, Sheet};
use crate::clean;
use crate::state::form::{FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::state::several::Several;
use crate::words::arg;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Message(reply) => message(sheet, reply.as_ref()),
        Purpose::Note => vec![FormField::lines("text", "").wanted(), sheet.incident_field(None)],
        Purpose::Correct(entry) => {
            let said = sheet.desk.line(entry).and_then(|line| match &line.body {
                Some(Body::MessagePosted(message)) => Some(message.text.clone()),
                Some(Body::NoteTaken(note)) => Some(note.text.clone()),
                _ => None,
            });
            vec![FormField::lines("text", &said.unwrap_or_default()).wanted()]
        }
        Purpose::Decision => vec![
            FormField::line("question", "").wanted(),
            FormField::line("options", ""),
            FormField::lines("decision", "").wanted(),
            FormField::line("decider", ""),
            FormField::moment("review", None),
            sheet.incident_field(None),
        ],
        _ => return None,
    })
}

fn message(sheet: &Sheet<'_>, reply: Option<&EntryRef>) -> Vec<FormField> {
    let answered = reply.and_then(|entry| sheet.desk.line(entry));
    let (precedence, to, incident) = match answered.map(|line| (line, &line.body)) {
        Some((line, Some(Body::MessagePosted(message)))) => {
            let to = line.author.seat().to_string();
            (message.precedence, to, message.incident)
        }
        _ => (Precedence::Routine, String::new(), None),
    };
    vec![
        FormField::choice(
            "precedence",
            sheet.terms("precedence", Precedence::ALL),
            Some(precedence.text()),
        )
        .wanted(),
        FormField::several("to", addressees(sheet), &to),
        FormField::lines("text", "").wanted(),
        FormField::choice("acknowledge", sheet.yes_no(), Some("no")),
        labels(sheet),
        sheet.incident_field(incident.as_ref()),
    ]
}

/// The label: the room's, or a stricter one.
pub(super) fn labels(sheet: &Sheet<'_>) -> FormField {
    let label = |tlp: &Tlp| {
        let key = format!("tlp-help-{}", tlp.text()[4..].replace('+', "-"));
        let words = format!("{tlp}  {}", sheet.words.say(&key));
        Value { name: tlp.to_string(), words }
    };
    let least = sheet.desk.room.tlp();
    let labels = Tlp::ALL.iter().filter(|tlp| **tlp >= least).map(label);
    FormField::choice("tlp", labels.collect(), Some(least.text()))
}

/// Everybody, then organisations, roles and seats of the room.
fn addressees(sheet: &Sheet<'_>) -> Vec<Value> {
    let membership = sheet.desk.room.membership();
    let present: Vec<_> = membership.members().iter().filter(|m| m.role.is_some()).collect();
    let mut values = vec![Value { name: String::new(), words: sheet.words.say("form-to-all") }];
    let mut organisations: Vec<&str> = present.iter().map(|m| m.organisation.as_str()).collect();
    organisations.sort_unstable();
    organisations.dedup();
    values.extend(organisations.into_iter().map(|name| Value {
        name: format!("organisation {name}"),
        words: clean::line(name).into_owned(),
    }));
    let held = |role: &&Role| present.iter().any(|m| m.role == Some(**role));
    values.extend(Role::ALL.iter().filter(held).map(|role| Value {
        name: format!("role {role}"),
        words: sheet.words.say(&format!("role-{role}")),
    }));
    values.extend(sheet.members());
    values
}

fn address(text: &str) -> Option<Address> {
    match text.split_once(' ') {
        Some(("organisation", name)) => Some(Address::Organisation(name.to_owned())),
        Some(("role", role)) => role.parse().ok().map(Address::Role),
        _ => text.parse().ok().map(Address::Seat),
    }
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    Some(match purpose {
        Purpose::Message(reply) => posted(sheet, *reply, r),
        Purpose::Note => {
            let (text, incident) = (r.said("text"), sheet.read_incident(&mut r));
            r.finish(NoteTaken { text, incident })
        }
        Purpose::Correct(entry) => {
            let text = r.said("text");
            r.finish(Corrected { entry: *entry, text })
        }
        Purpose::Decision => {
            let (question, decision) = (r.said("question"), r.said("decision"));
            let (options, decider) = (r.list("options"), r.text("decider"));
            let (review, incident) = (r.moment("review"), sheet.read_incident(&mut r));
            r.finish(DecisionRecorded { question, decision, options, decider, review, incident })
        }
        _ => return None,
    })
}

fn posted(
    sheet: &Sheet<'_>,
    reply_to: Option<EntryRef>,
    mut r: Reading<'_>,
) -> Result<Body, Problems> {
    let precedence = r.term("precedence");
    let to = r.text("to").unwrap_or_default();
    let to = Several::names(&to).filter_map(address).collect();
    let text = r.said("text");
    let acknowledge = r.yes("acknowledge");
    let tlp = r.term("tlp").filter(|tlp: &Tlp| *tlp > sheet.desk.room.tlp());
    let incident = sheet.read_incident(&mut r);
    let language = Some(sheet.words.language().code().to_owned());
    let Some(precedence) = precedence else { return Err(r.give_up()) };
    r.finish(MessagePosted { precedence, text, to, acknowledge, reply_to, tlp, language, incident })
}

/// What compose says: what is answered, and that *to* is an address and not a lock.
pub(super) fn remarks(sheet: &Sheet<'_>, reply: Option<&EntryRef>) -> Vec<String> {
    let mut remarks = Vec::new();
    let answered = reply.and_then(|entry| sheet.desk.line(entry));
    if let Some((line, Some(Body::MessagePosted(message)))) =
        answered.map(|line| (line, &line.body))
    {
        let args = [
            ("author", arg(sheet.desk.author(&line.author))),
            ("text", arg(clean::line(&message.text).into_owned())),
        ];
        remarks.push(sheet.words.with("form-remark-answers", &args));
    }
    let members = sheet.desk.room.membership().members().iter();
    let seats = members.filter(|m| m.role.is_some()).count();
    remarks.push(sheet.words.with("form-remark-address", &[("n", arg(seats))]));
    remarks
}

/// What is corrected, as it was said.
pub(super) fn corrected(sheet: &Sheet<'_>, entry: &EntryRef) -> Vec<String> {
    let said = sheet.desk.line(entry).map(|line| {
        let what = crate::view::sentence::say(sheet.desk, sheet.words, line);
        sheet.words.with("form-remark-corrects", &[("what", arg(what))])
    });
    said.into_iter().collect()
}
