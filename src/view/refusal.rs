//! Why something was not written, in the officer's words.

use liaison_core::decide::{Refusal, Thing};

use super::conflicts;
use crate::state::State;
use crate::words::arg;

/// The refusal, with what is needed instead where there is something.
pub fn say(state: &State, refusal: &Refusal) -> String {
    let words = state.words();
    let key = format!("refusal-{}", refusal.key());
    let thing = |thing: &Thing| words.say(&format!("thing-{}", thing.text()));
    match refusal {
        Refusal::Already(what) | Refusal::Over(what) | Refusal::Unknown(what) => {
            words.with(&key, &[("thing", arg(thing(what)))])
        }
        Refusal::BodyTooLong { bytes, max } | Refusal::TextTooLong { bytes, max } => {
            words.with(&key, &[("bytes", arg(*bytes)), ("max", arg(*max))])
        }
        Refusal::DocumentTooLarge { bytes, max } => {
            words.with(&key, &[("bytes", arg(*bytes)), ("max", arg(*max))])
        }
        Refusal::Conflict(conflict) => {
            let desk = state.desk.as_ref();
            let what = desk.map(|desk| conflicts::what(state, desk, conflict)).unwrap_or_default();
            words.with(&key, &[("what", arg(what))])
        }
        Refusal::Empty(field) => {
            words.with(&key, &[("field", arg(words.say(&format!("field-{field}"))))])
        }
        Refusal::Role { needed, have } => {
            let role = |role| words.say(&format!("role-{role}"));
            let have = have.map_or_else(|| words.say("form-none"), role);
            words.with(&key, &[("needed", arg(role(*needed))), ("have", arg(have))])
        }
        Refusal::TlpTooWide { room } => words.with(&key, &[("room", arg(room.to_string()))]),
        _ => words.say(&key),
    }
}
