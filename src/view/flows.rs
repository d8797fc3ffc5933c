//! The flows: facility × regime × direction, overdue first; and under them the one with the marker.

use liaison_core::body::flow::FlowName;
use liaison_core::room::Flow;
use liaison_core::terms::{Acceptance, ClearanceMode, FlowStatus, Regime};

use super::{age, situation, status};
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// The screen *Flows*.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    let list = list(state, desk);
    let walk = &state.place().walk;
    let mut shown = walk.filtered(vec![list.clone()]);
    let marked = walk.selected(&shown).filter(|(pane, _)| *pane == 0);
    let target = marked.map(|(_, row)| shown.remove(0).rows.swap_remove(row).target);
    let mut panes = vec![list];
    if let Some(Target::Flow(name)) = target
        && let Some(flow) = desk.room.flows().get(&name)
    {
        panes.push(story(state, desk, &name, flow));
    }
    panes
}

fn list(state: &State, desk: &DeskView) -> Pane {
    let words = state.words();
    let all = |vocabulary: &str, terms: Vec<&str>| -> Vec<String> {
        terms.into_iter().map(|term| words.say(&format!("{vocabulary}-{term}"))).collect()
    };
    let statuses: Vec<String> =
        FlowStatus::ALL.iter().map(|s| status::status(state, *s).text).collect();
    let regimes = all("regime", Regime::ALL.iter().map(|r| r.text()).collect());
    let modes = all("clearance-mode", ClearanceMode::ALL.iter().map(|m| m.text()).collect());
    let accepted = all("acceptance", Acceptance::ALL.iter().map(|a| a.text()).collect());
    fn of(words: &[String]) -> impl Iterator<Item = &str> {
        words.iter().map(String::as_str)
    }
    let columns = vec![
        Column::rest(words.say("pane-flows"), 22),
        Column::of(words.say("column-regime"), of(&regimes), 0),
        Column::of(words.say("column-status"), of(&statuses), 0),
        Column::of(words.say("column-clearance"), of(&modes), 3),
        Column::of(words.say("column-neighbour"), of(&accepted), 4),
        Column::of(words.say("column-resumes"), ["18:00Z (2)"], 1),
        Column::of(words.say("column-as-of"), [age::widest(words).as_str()], 5),
    ];
    let mut pane = Pane::new(columns, words.say("pane-flows-none"), 3);
    let mut flows: Vec<_> = desk.room.flows().iter().collect();
    flows.sort_by_key(|(name, flow)| (situation::rank(flow, state.now), *name));
    for (name, flow) in flows {
        pane.row(Target::Flow(name.clone()), row(state, desk, name, flow));
    }
    pane
}

fn row(state: &State, desk: &DeskView, name: &FlowName, flow: &Flow) -> Vec<Cell> {
    let words = state.words();
    let direction = name.direction.map(|d| format!(" {}", words.say(&format!("direction-{d}"))));
    let regime = words.say(&format!("regime-{}", name.regime));
    let as_of = flow.as_of().map(|at| age::since(words, at.stamp(), state.now));
    vec![
        Cell::plain(desk.facility(&name.facility)),
        Cell::plain(format!("{regime}{}", direction.unwrap_or_default())),
        status::flow(state, &desk.room, Some(flow)),
        status::mode(state, &desk.room, &flow.mode),
        status::term(state, &desk.room, "acceptance", &flow.counterpart),
        situation::resumes(state, desk, flow),
        Cell::plain(as_of.unwrap_or_default()),
    ]
}

/// What is known of one flow: capacity, queue, notes, every promise and whether it was kept.
fn story(state: &State, desk: &DeskView, name: &FlowName, flow: &Flow) -> Pane {
    let words = state.words();
    let mut cells = Vec::new();
    for (at, promise) in flow.promises.iter().enumerate() {
        let key = if at == 0 { "promise-first" } else { "promise-revised" };
        let note = promise.note.as_deref().map(|note| clean::line(note).into_owned());
        let args = [
            ("by", arg(when::date_clock(promise.by.stamp()))),
            ("said", arg(when::clock(promise.act.time))),
            ("author", arg(desk.author(&promise.act.author))),
            ("note", arg(note.unwrap_or_default())),
        ];
        cells.push(Cell::plain(words.with(key, &args)));
    }
    for setting in flow.restored.settings() {
        let at = when::date_clock(setting.value.stamp());
        let args = [("at", arg(at)), ("author", arg(desk.author(&setting.act.author)))];
        cells.push(Cell::plain(words.with("promise-kept", &args)));
    }
    let mut fact = |label: &str, value: String| {
        let label = words.say(&format!("field-{label}"));
        cells.push(Cell::plain(words.with(
            "fact",
            &[("label", arg(label)), ("value", arg(clean::line(&value).into_owned()))],
        )));
    };
    for setting in flow.mode.settings() {
        fact("mode", words.say(&format!("clearance-mode-{}", setting.value)));
    }
    for setting in flow.counterpart.settings() {
        fact("counterpart", words.say(&format!("acceptance-{}", setting.value)));
    }
    for setting in flow.capacity.settings() {
        if let Some(capacity) = setting.value {
            fact("capacity", format!("{capacity} %"));
        }
    }
    for (label, field) in [("queue", &flow.queue), ("note", &flow.note), ("source", &flow.source)] {
        for setting in field.settings() {
            if let Some(value) = &setting.value {
                fact(label, value.clone());
            }
        }
    }
    if let Some(next) = flow.next_update() {
        fact("next-update", age::due(words, next, state.now).0);
    }
    let differ = flow.status.conflict(&desk.room);
    let tone = if differ.is_some() { Tone::Warn } else { Tone::Plain };
    let newest = || flow.status.newest().into_iter().collect();
    let who_says = differ.unwrap_or_else(newest);
    for setting in who_says.into_iter().rev() {
        let args = [
            ("author", arg(desk.author(&setting.act.author))),
            ("time", arg(when::clock(setting.act.time))),
            ("value", arg(status::status(state, setting.value).text)),
        ];
        cells.insert(0, Cell::toned(words.with("conflict-value", &args), tone));
    }
    Pane::text(super::flow_words(desk, words, name), cells, 3)
}
