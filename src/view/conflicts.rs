//! What officers have set differently: all values side by side, each with who said it and when.

use liaison_core::room::{ConflictingField, Subject};

use super::{flow_words, value_words};
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::{Words, arg};

/// The screen *Conflicts*: a pane for each.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    let words = state.words();
    let conflicts = desk.room.conflicts();
    if conflicts.is_empty() {
        let columns = vec![Column::rest(words.say("pane-conflicts"), 20)];
        return vec![Pane::new(columns, words.say("pane-conflicts-none"), 1)];
    }
    let pane = |(at, conflict): (usize, &ConflictingField)| {
        let columns = vec![
            Column::rest(what(state, desk, conflict), 16),
            Column::rest("", 16),
            Column::of("", ["2026-09-30 14:05Z"], 1),
        ];
        let mut pane = Pane::new(columns, "", 2);
        for (number, (act, value)) in conflict.values.iter().enumerate() {
            let cells = vec![
                Cell::toned(value_words(desk, words, value), Tone::Warn),
                Cell::plain(desk.author(&act.author)),
                Cell::plain(when::date_clock(act.time)),
            ];
            pane.row(Target::ConflictValue(at, number), cells);
        }
        pane
    };
    conflicts.iter().enumerate().map(pane).collect()
}

/// What a conflict is over: whose field, and which.
pub(super) fn what(state: &State, desk: &DeskView, conflict: &ConflictingField) -> String {
    over(state.words(), desk, &conflict.subject, conflict.field)
}

/// The same, by subject and field.
pub(crate) fn over(words: &Words, desk: &DeskView, subject: &Subject, field: &str) -> String {
    let field = words.say(&format!("conflict-field-{field}"));
    let args = [("subject", arg(self::subject(words, desk, subject))), ("field", arg(field))];
    words.with("conflict-what", &args)
}

fn subject(words: &Words, desk: &DeskView, subject: &Subject) -> String {
    let room = &desk.room;
    let language = words.language().code();
    let plan = |name| {
        let plan = room.activations().get(name).and_then(|activation| activation.plan(room));
        plan.map(|plan| clean::line(plan.title.in_language(language)).into_owned())
    };
    let said = match subject {
        Subject::Incident(name) => room
            .incidents()
            .get(name)
            .and_then(|incident| incident.title.newest())
            .map(|title| clean::line(&title.value).into_owned()),
        Subject::Flow(flow) => Some(flow_words(desk, words, flow)),
        Subject::Activation(name) => plan(name),
        Subject::Step(name, step) => {
            plan(name).map(|plan| format!("{plan}: {}", clean::line(step)))
        }
        Subject::Contact(name) => room
            .contacts()
            .get(name)
            .and_then(|contact| contact.name.newest())
            .map(|name| clean::line(&name.value).into_owned()),
        Subject::Fallback(name) => {
            room.fallbacks().get(name).map(|fallback| clean::line(&fallback.reason).into_owned())
        }
        Subject::Plan(id) => {
            room.plans().get(id).and_then(|plan| plan.current()).map(|(_, version)| {
                clean::line(version.plan.title.in_language(language)).into_owned()
            })
        }
        Subject::Duty(text) | Subject::Organisation(text) => Some(clean::line(text).into_owned()),
        Subject::Facility(id) => Some(desk.facility(id)),
    };
    said.unwrap_or_default()
}
