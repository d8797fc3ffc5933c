//! Words with their signs: a status, a severity, a standing. The sign never stands alone.

use liaison_core::field::{Field, Standing as FieldStanding};
use liaison_core::room::{Flow, Room};
use liaison_core::terms::{ClearanceMode, FlowStatus, Level, Precedence, Severity};

use super::age;
use crate::glyph::Sign;
use crate::state::pane::Cell;
use crate::state::{DeskView, Line, Standing, State};
use crate::theme::Tone;
use crate::words::arg;

/// A sign and its word.
pub(super) fn signed(state: &State, sign: Sign, word: &str, tone: Tone) -> Cell {
    Cell::toned(format!("{} {word}", state.settings.glyphs.sign(sign)), tone)
}

/// A field's value as `shown` puts it, marked where it stands by the relay's word alone; or that
/// officers differ, or that too little of it is here.
fn field<T: PartialEq>(
    state: &State,
    room: &Room,
    field: &Field<T>,
    shown: impl Fn(&T) -> Cell,
) -> Cell {
    let words = state.words();
    if field.conflict(room).is_some() {
        return conflict(state);
    }
    match (field.standing(room), field.value(room)) {
        (FieldStanding::Unset, _) => Cell::plain(""),
        (FieldStanding::ByRelay(_), Some(value)) => {
            let Cell { text, tone } = shown(value);
            let args = [("value", arg(text))];
            Cell { text: words.with("standing-relay-value", &args), tone }
        }
        (_, Some(value)) => shown(value),
        (_, None) => signed(state, Sign::Unknown, &words.say("standing-incomplete"), Tone::Warn),
    }
}

/// The status of a flow, or that officers differ on it.
pub(super) fn flow(state: &State, room: &Room, flow: Option<&Flow>) -> Cell {
    let Some(flow) = flow else { return Cell::plain("") };
    field(state, room, &flow.status, |value| status(state, *value))
}

/// A status with its sign.
pub(super) fn status(state: &State, status: FlowStatus) -> Cell {
    let word = state.words().say(&format!("flow-status-{status}"));
    let (sign, tone) = match status {
        FlowStatus::Open => (Sign::Open, Tone::Plain),
        FlowStatus::Restricted => (Sign::Restricted, Tone::Warn),
        FlowStatus::Closed => (Sign::Closed, Tone::Alert),
        FlowStatus::Unknown => (Sign::Unknown, Tone::Plain),
    };
    signed(state, sign, &word, tone)
}

/// That officers have set something differently.
pub(super) fn conflict(state: &State) -> Cell {
    signed(state, Sign::Conflict, &state.words().say("standing-conflict"), Tone::Warn)
}

/// A term's word, or that officers differ on it.
pub(super) fn term<T: PartialEq + std::fmt::Display>(
    state: &State,
    room: &Room,
    vocabulary: &str,
    of: &Field<T>,
) -> Cell {
    field(state, room, of, |value| Cell::plain(state.words().say(&format!("{vocabulary}-{value}"))))
}

/// A severity: what is severe and worse must not be overlooked.
pub(super) fn severity(state: &State, room: &Room, field: &Field<Severity>) -> Cell {
    let mut cell = term(state, room, "severity", field);
    if field.value(room).is_some_and(|severity| *severity <= Severity::Severe) {
        cell.tone = Tone::Alert;
    }
    cell
}

/// How goods are cleared: the fallback has a sign of its own.
pub(super) fn mode(state: &State, room: &Room, field: &Field<ClearanceMode>) -> Cell {
    let cell = term(state, room, "clearance-mode", field);
    match field.value(room) {
        Some(ClearanceMode::Fallback) => signed(state, Sign::Fallback, &cell.text, Tone::Other),
        Some(ClearanceMode::Suspended) => Cell { tone: Tone::Alert, ..cell },
        _ => cell,
    }
}

/// The level of an activation.
pub(super) fn level(state: &State, room: &Room, field: &Field<Level>) -> Cell {
    term(state, room, "level", field)
}

/// A precedence: routine goes without saying.
pub(super) fn precedence(state: &State, precedence: Precedence) -> Cell {
    if precedence == Precedence::Routine {
        return Cell::plain("");
    }
    let word = state.words().say(&format!("precedence-{precedence}"));
    let tone = if precedence.overtakes() { Tone::Alert } else { Tone::Plain };
    Cell::toned(word, tone)
}

/// When something is due, in minutes; late first of all.
pub(super) fn due(state: &State, at: Option<liaison_core::stamp::Moment>) -> Cell {
    let Some(at) = at else { return Cell::plain("") };
    let (said, late) = age::due(state.words(), at, state.now);
    Cell::toned(said, if late { Tone::Alert } else { Tone::Plain })
}

/// How far an entry has come, as sign and word.
pub(super) fn standing(state: &State, desk: &DeskView, line: &Line) -> Cell {
    let words = state.words();
    let say = |sign, key: &str, tone| signed(state, sign, &words.say(key), tone);
    if !desk.has_authority(line) {
        return say(Sign::Refused, "standing-no-authority", Tone::Warn);
    }
    if desk.room.is_ambiguous(&line.entry) {
        return say(Sign::Conflict, "standing-ambiguous", Tone::Warn);
    }
    if line.clock_wrong {
        return say(Sign::Unknown, "standing-clock-wrong", Tone::Warn);
    }
    let acknowledged = desk.room.messages().get(&line.entry).filter(|m| m.acknowledge);
    if let (Some(message), Standing::Stored | Standing::Theirs) = (acknowledged, &line.standing) {
        let (n, m) = desk.room.acknowledged_of(&line.entry, message);
        let said = words.with("standing-acknowledged", &[("n", arg(n)), ("m", arg(m))]);
        let sign = if n == m { Sign::Acknowledged } else { Sign::Pending };
        return signed(state, sign, &said, Tone::Plain);
    }
    match &line.standing {
        Standing::Theirs => Cell::plain(""),
        Standing::Pending => say(Sign::Pending, "standing-pending", Tone::Warn),
        Standing::Saved => say(Sign::Saved, "standing-saved", Tone::Plain),
        Standing::Sent => say(Sign::Sent, "standing-sent", Tone::Plain),
        Standing::Stored => say(Sign::Stored, "standing-stored", Tone::Plain),
        Standing::Refused(_) => say(Sign::Refused, "standing-refused", Tone::Alert),
        Standing::GivenUp => say(Sign::Refused, "standing-given-up", Tone::Plain),
    }
}
