//! Refusals and errors in the officer's language: what happened, what is safe, what to do next.

use liaison_core::decide::{Refusal, Thing};
use liaison_core::room::Room;

use super::Paper;
use super::value::Conflict;
use crate::cli::draft::DraftError;
use crate::cli::name::NameError;
use crate::when::{self, WhenError};

/// A refusal, as a sentence or two; a conflict with its values.
pub fn refusal(room: &Room, refusal: &Refusal, paper: &Paper<'_>) -> String {
    let key = format!("out-refusal-{}", refusal.key());
    match refusal {
        Refusal::Already(thing) | Refusal::Over(thing) | Refusal::Unknown(thing) => {
            paper.with(&key, &[("thing", self::thing(*thing, paper))])
        }
        Refusal::BodyTooLong { bytes, max } | Refusal::TextTooLong { bytes, max } => {
            paper.with(&key, &[("bytes", bytes.to_string()), ("max", max.to_string())])
        }
        Refusal::DocumentTooLarge { bytes, max } => {
            paper.with(&key, &[("bytes", bytes.to_string()), ("max", max.to_string())])
        }
        Refusal::Conflict(field) => {
            let conflict = Conflict::of(room, field.as_ref().clone());
            let what = conflict.said(room, paper);
            let mut lines = vec![paper.with(&key, &[("what", what)])];
            let values = conflict.values_said(room, paper);
            lines.extend(values.into_iter().map(|value| format!("  {value}")));
            lines.join("\n")
        }
        Refusal::Empty(field) => {
            let field = paper.say(&format!("out-field-{field}"));
            paper.with(&key, &[("field", field)])
        }
        Refusal::Role { needed, have } => {
            let have = have.map_or_else(
                || paper.say("standing-no-authority"),
                |role| paper.term("role", role.text()),
            );
            paper.with(&key, &[("needed", paper.term("role", needed.text())), ("have", have)])
        }
        Refusal::TlpTooWide { room } => paper.with(&key, &[("room", room.to_string())]),
        _ => paper.say(&key),
    }
}

/// The word for a thing that a command names.
pub fn thing(thing: Thing, paper: &Paper<'_>) -> String {
    paper.say(&format!("out-thing-{}", thing.text()))
}

/// Why a name led to nothing, with what there is.
pub fn name(error: &NameError, paper: &Paper<'_>) -> String {
    let (key, typed, listed) = match error {
        NameError::Unknown { thing, typed, known } => {
            let key = if typed.is_empty() { "out-name-none" } else { "out-name-unknown" };
            let args = [("thing", self::thing(*thing, paper)), ("typed", typed.clone())];
            (paper.with(key, &args), "out-name-known", known)
        }
        NameError::Ambiguous { thing, typed, candidates } => {
            let key = if typed.is_empty() { "out-name-which" } else { "out-name-ambiguous" };
            let args = [("thing", self::thing(*thing, paper)), ("typed", typed.clone())];
            (paper.with(key, &args), "out-name-candidates", candidates)
        }
        NameError::Facility { typed, near } => {
            (paper.with("out-name-facility", &[("typed", typed.clone())]), "out-name-near", near)
        }
    };
    let mut lines = vec![key];
    if !listed.is_empty() {
        lines.push(paper.say(typed));
        lines.extend(listed.iter().map(|one| format!("  {}", paper.clean(one))));
    }
    lines.join("\n")
}

/// Why a text is no time or no duration, with the forms that are.
pub fn time(error: &WhenError, paper: &Paper<'_>) -> String {
    let (key, typed, forms) = match error {
        WhenError::Form(typed) => ("out-time-form", typed, when::FORMS),
        WhenError::Duration(typed) => ("out-time-duration", typed, when::DURATION_FORMS),
        WhenError::Range(typed) => ("out-time-range", typed, when::FORMS),
    };
    paper.with(key, &[("typed", typed.clone()), ("forms", forms.to_owned())])
}

/// Why arguments make no draft. Nothing was written.
pub fn draft(room: &Room, error: &DraftError, paper: &Paper<'_>) -> String {
    match error {
        DraftError::Name(error) => name(error, paper),
        DraftError::When(error) => time(error, paper),
        DraftError::Nothing => paper.say("out-draft-nothing"),
        DraftError::NoOwnContact => paper.say("out-draft-no-own-contact"),
        DraftError::Refused(refusal) => self::refusal(room, refusal, paper),
    }
}
