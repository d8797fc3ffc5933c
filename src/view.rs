//! What is on screen: pure functions of the state, drawn into a buffer of cells.

pub mod age;
pub mod conflicts;
pub mod documents;
pub mod first;
pub mod flows;
pub mod footer;
pub mod guidance;
pub mod header;
pub mod incidents;
pub mod invitation;
pub mod link;
pub mod log;
pub mod picture;
pub mod plans;
pub mod refusal;
pub mod removed;
pub mod roster;
pub mod sentence;
pub mod situation;
pub mod status;
pub mod widget;

use liaison_core::body::flow::FlowName;
use liaison_core::room::Value;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::keymap::Key;
use crate::layout::{self, Regions};
use crate::state::pane::Pane;
use crate::state::{DeskView, Screen, State};
use crate::when;
use crate::words::{Words, arg};

/// Draws the state into `buffer`. Where the cursor is to stand, if something is being typed.
pub fn draw(state: &State, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    let Some(regions) = layout::regions(state, area) else {
        let said = state.words().say("too-small");
        widget::put(state, buffer, area, &[(&said, crate::theme::Tone::Plain)]);
        return None;
    };
    header::draw(state, buffer, &regions);
    let panes = panes(state);
    let cursor = body(state, buffer, &regions, &panes);
    footer::draw(state, buffer, &regions, &panes);
    make_harmless(buffer);
    cursor
}

fn body(state: &State, buffer: &mut Buffer, regions: &Regions, panes: &[Pane]) -> Option<Position> {
    if state.overlay.is_some() {
        return widget::overlay::draw(state, buffer, regions.body);
    }
    if state.form.is_some() {
        return widget::form::draw(state, buffer, regions.body);
    }
    widget::table::draw(state, buffer, regions.body, panes);
    widget::filter(state, buffer, regions)
}

/// The panes of the present screen, filtered.
pub fn panes(state: &State) -> Vec<Pane> {
    let place = state.place();
    let panes = match (&state.desk, &place.screen) {
        (None, _) | (_, Screen::First) => first::panes(state),
        (Some(desk), Screen::Situation) => situation::panes(state, desk),
        (Some(desk), Screen::Incidents) => incidents::panes(state, desk),
        (Some(desk), Screen::Incident(name)) => incidents::one(state, desk, name),
        (Some(desk), Screen::Flows) => flows::panes(state, desk),
        (Some(desk), Screen::Plans) => plans::panes(state, desk),
        (Some(desk), Screen::Plan(id)) => plans::plan(state, desk, id),
        (Some(desk), Screen::Activation(name)) => plans::activation(state, desk, name),
        (Some(desk), Screen::Roster) => roster::panes(state, desk),
        (Some(desk), Screen::Contact(name)) => roster::contact(state, desk, name),
        (Some(desk), Screen::Invitation(name)) => invitation::page(state, desk, name),
        (Some(desk), Screen::Log) => log::panes(state, desk, log::Which::All),
        (Some(desk), Screen::Messages) => log::panes(state, desk, log::Which::Messages),
        (Some(desk), Screen::Entry(name)) => log::entry(state, desk, name),
        (Some(desk), Screen::Guidance) => guidance::panes(state, desk),
        (Some(desk), Screen::Bulletin(name)) => guidance::bulletin(state, desk, name),
        (Some(desk), Screen::Documents) => documents::panes(state, desk),
        (Some(desk), Screen::Document(name)) => documents::one(state, desk, name),
        (Some(desk), Screen::Conflicts) => conflicts::panes(state, desk),
        (Some(_), Screen::Link) => link::panes(state),
    };
    match place.screen {
        // A long log is filtered where its rows are made.
        Screen::Log | Screen::Messages => panes,
        _ => place.walk.filtered(panes),
    }
}

/// How many rows each pane shows.
pub fn heights(state: &State, panes: &[Pane]) -> Vec<usize> {
    let (columns, rows) = state.size;
    let area = Rect::new(0, 0, columns, rows);
    let height = layout::regions(state, area).map_or(0, |regions| regions.body.height);
    let selected = state.place().walk.selected(panes).map_or(0, |(pane, _)| pane);
    layout::heights(panes, selected, height.into())
}

/// Keys as officers read them: `n m`, `Ctrl-l`, `Entrée`.
pub fn keys(words: &Words, keys: &[Key]) -> String {
    keys.iter().map(|key| self::key(words, *key)).collect::<Vec<_>>().join(" ")
}

fn key(words: &Words, key: Key) -> String {
    let mut said = String::new();
    for (held, name) in [(key.ctrl, "ctrl"), (key.alt, "alt"), (key.shift, "shift")] {
        if held {
            said.push_str(&words.say(&format!("key-{name}")));
            said.push('-');
        }
    }
    let plain = Key::plain(key.stroke);
    match plain.stroke_name() {
        Some(name) => said.push_str(&words.say(&format!("key-{}", name.to_lowercase()))),
        None => said.push_str(&plain.to_string()),
    }
    said
}

/// A flow in words: facility, regime, direction.
pub fn flow_words(desk: &DeskView, words: &Words, flow: &FlowName) -> String {
    let regime = words.say(&format!("regime-{}", flow.regime));
    let direction = flow.direction.map(|d| words.say(&format!("direction-{d}")));
    let direction = direction.map(|d| format!(" {d}")).unwrap_or_default();
    format!("{} {regime}{direction}", desk.facility(&flow.facility))
}

/// A value of any field in words.
pub fn value_words(desk: &DeskView, words: &Words, value: &Value) -> String {
    match value {
        Value::Nothing => words.say("form-none"),
        Value::Text(text) => clean::line(text).into_owned(),
        Value::Term(vocabulary, word) => words.say(&format!("{vocabulary}-{word}")),
        Value::Moment(moment) => when::date_clock(moment.stamp()),
        Value::Number(number) => number.to_string(),
        Value::Seat(seat) => desk.name_of_seat(seat),
        Value::Entry(entry) => words.with("entry-named", &[("name", arg(entry.id.to_string()))]),
    }
}

/// The last line of defence: whatever a cell was given, nothing that is not harmless leaves.
fn make_harmless(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().chars().all(clean::is_harmless) {
            cell.set_symbol(" ");
        }
    }
}
