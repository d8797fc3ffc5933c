//! The situation at a glance: incidents, flows, activations, what waits for me and what I wait
//! for, guidance in force, open decisions, the newest of the log.

use std::collections::BTreeMap;

use liaison_core::body::flow::FlowName;
use liaison_core::field::Holding;
use liaison_core::room::Flow;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{ClearanceMode, FlowStatus, Regime};

use super::{age, incidents, log, plans, removed, status};
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target};
use crate::state::{DeskView, Screen, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// The pane of what waits for the officer.
const TASKS_PANE: usize = 3;
/// Below so many columns the worst flow of a facility stands for all its regimes.
const NARROW_COLUMNS: u16 = 60;
/// Lines of the log at the bottom; the log itself has all.
const LOG_LINES: usize = 50;

/// The panes, the most pressing first.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    let mut panes: Vec<Pane> = removed::pane(state, desk).into_iter().collect();
    panes.extend([
        incidents::pane(state, desk, incidents::Which::Open),
        flows(state, desk),
        plans::activations(state, desk, true),
    ]);
    if panes.len() == TASKS_PANE {
        // Nothing waits for who was removed, nor can who was removed wait for anybody.
        panes.extend([for_me(state, desk), i_wait_for(state, desk)]);
    }
    panes.extend([in_force(state, desk), log::pane(state, desk, log::Which::All, LOG_LINES)]);
    panes
}

/// Puts the marker on the first thing that waits for the officer.
pub(crate) fn mark_tasks(state: &mut State) {
    let panes = super::panes(state);
    let heights = super::heights(state, &panes);
    if waits(state, &panes) {
        state.place_mut().walk.put(&panes, &heights, TASKS_PANE, 0);
    }
}

/// Whether something waits for the officer on this screen and the marker is not on it.
pub(super) fn has_tasks(state: &State, panes: &[Pane]) -> bool {
    let marked = state.place().walk.selected(panes).map(|(pane, _)| pane);
    state.place().screen == Screen::Situation && marked != Some(TASKS_PANE) && waits(state, panes)
}

fn waits(state: &State, panes: &[Pane]) -> bool {
    let seated = state.desk.as_ref().is_some_and(|desk| !desk.is_removed());
    seated && panes.get(TASKS_PANE).is_some_and(|pane| !pane.rows.is_empty())
}

/// Facilities with all their regimes on one line: the flow that is worst off stands for them.
fn flows(state: &State, desk: &DeskView) -> Pane {
    let words = state.words();
    let statuses: Vec<String> =
        FlowStatus::ALL.iter().map(|s| status::status(state, *s).text).collect();
    let is_narrow = state.size.0 < NARROW_COLUMNS;
    let mut columns = vec![Column::rest(words.say("pane-flows"), if is_narrow { 10 } else { 14 })];
    let regimes: Vec<Regime> = Regime::ALL
        .iter()
        .copied()
        .filter(|regime| {
            *regime != Regime::Passengers
                || desk.room.flows().keys().any(|flow| flow.regime == *regime)
        })
        .collect();
    let short = |regime: &Regime| words.say(&format!("regime-short-{regime}"));
    let names: Vec<String> = regimes.iter().map(short).collect();
    let status_words = || statuses.iter().map(String::as_str);
    if is_narrow {
        columns.push(Column::of(words.say("column-status"), status_words(), 0));
        let names = names.iter().map(String::as_str);
        columns.push(Column::of(words.say("column-regime"), names, 0));
    } else {
        let titles = names.into_iter().zip(0u8..);
        columns.extend(titles.map(|(t, spare)| Column::of(t, status_words(), spare.min(3))));
    }
    let modes: Vec<String> =
        ClearanceMode::ALL.iter().map(|m| words.say(&format!("clearance-mode-{m}"))).collect();
    columns.push(Column::of(words.say("column-clearance"), modes.iter().map(String::as_str), 4));
    columns.push(Column::of(words.say("column-resumes"), ["18:00Z (2)"], 3));
    let mut pane = Pane::new(columns, words.say("pane-flows-none"), 2);
    let mut by_facility: BTreeMap<&str, Vec<(&FlowName, &Flow)>> = BTreeMap::new();
    for (name, flow) in desk.room.flows() {
        by_facility.entry(&name.facility).or_default().push((name, flow));
    }
    let mut rows: Vec<_> = by_facility
        .into_iter()
        .filter_map(|(facility, flows)| {
            let worst = flows.iter().min_by_key(|(_, flow)| rank(flow, state.now))?;
            let order = rank(worst.1, state.now);
            let target = Target::Flow(worst.0.clone());
            let (regime, worst) = (worst.0.regime, worst.1);
            let mut cells = vec![Cell::plain(desk.facility(facility))];
            if is_narrow {
                cells.push(status::flow(state, &desk.room, Some(worst)));
                cells.push(Cell::plain(short(&regime)));
            }
            for regime in regimes.iter().filter(|_| !is_narrow) {
                let of = flows.iter().filter(|(name, _)| name.regime == *regime);
                let flow = of.min_by_key(|(_, flow)| rank(flow, state.now)).map(|(_, flow)| *flow);
                cells.push(status::flow(state, &desk.room, flow));
            }
            cells.push(status::term(state, &desk.room, "clearance-mode", &worst.mode));
            cells.push(resumes(state, desk, worst));
            Some((order, target, cells))
        })
        .collect();
    rows.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    rows.into_iter().for_each(|(_, target, cells)| pane.row(target, cells));
    pane
}

/// Overdue first, then closed, restricted, unknown, open.
pub(super) fn rank(flow: &Flow, now: Stamp) -> (bool, u8) {
    let newest = flow.status.newest().map_or(FlowStatus::Unknown, |setting| setting.value);
    let severity = match newest {
        FlowStatus::Closed => 0,
        FlowStatus::Restricted => 1,
        FlowStatus::Unknown => 2,
        FlowStatus::Open => 3,
    };
    (!flow.is_late(now), severity)
}

/// By when a flow is promised back, and how often that was said.
pub(super) fn resumes(state: &State, desk: &DeskView, flow: &Flow) -> Cell {
    if flow.promised.conflict(&desk.room).is_some() {
        return status::conflict(state);
    }
    let Some(by) = flow.promised().filter(|_| !flow.is_open()) else { return Cell::plain("") };
    let times = flow.promises.len();
    let times = if times > 1 { format!(" ({times})") } else { String::new() };
    let late = by.stamp() < state.now && flow.restored.settings().is_empty();
    let tone = if late { Tone::Alert } else { Tone::Plain };
    Cell::toned(format!("{}{times}", when::clock(by.stamp())), tone)
}

fn for_me(state: &State, desk: &DeskView) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let kinds = ["task-ack", "task-step", "task-accept", "task-approve", "task-conflict"];
    let kinds = kinds.map(|key| words.say(key));
    let columns = vec![
        Column::of(words.say("pane-for-me"), kinds.iter().map(String::as_str), 0),
        Column::rest("", 20),
        Column::of("", [age::widest(words).as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-for-me-none"), 1);
    let said = |text: &str| Cell::plain(clean::line(text));
    let ago = |time| Cell::plain(age::since(words, time, state.now));
    if let Some((name, event)) = desk.real_event() {
        let kind = Cell::toned(words.say("task-ack"), Tone::Alert);
        pane.row(Target::RealEvent(*name), vec![kind, said(&event.text), ago(event.act.time)]);
    }
    for (name, message) in room.waiting_for(&desk.me) {
        let kind = Cell::plain(words.say("task-ack"));
        let precedence = status::precedence(state, message.precedence);
        // The organisation alone: what is said must be seen, and who says it is one key away.
        let author = desk.speaks_for(&message.act.author);
        let text = format!("{} {author}: {}", precedence.text, clean::line(&message.text));
        let text = Cell::toned(text.trim_start().to_owned(), precedence.tone);
        pane.row(Target::Entry(*name), vec![kind, text, ago(message.act.time)]);
    }
    for (name, bulletin) in room.guidance_waiting_for(&desk.me, state.now) {
        let text = said(&format!("{} {}", bulletin.number, bulletin.title));
        let kind = Cell::plain(words.say("task-ack"));
        let time = bulletin.issued.as_ref().map(|act| act.time).unwrap_or_default();
        pane.row(Target::Guidance(*name), vec![kind, text, ago(time)]);
    }
    plans::my_steps(state, desk, &mut pane);
    plans::my_approvals(state, desk, &mut pane);
    let me = room.membership().member_index(&desk.me);
    for (duty, offer, name) in room.duties().iter().flat_map(|(duty, of)| {
        of.open_offers(room).into_iter().map(move |(name, offer)| (duty, offer, name))
    }) {
        let to = room.membership().key(&offer.to);
        if me.is_some() && to.and_then(|key| room.membership().member_index(&key)) == me {
            let kind = Cell::plain(words.say("task-accept"));
            let target = Target::Offer(*name, duty.clone());
            pane.row(target, vec![kind, said(duty), ago(offer.act.time)]);
        }
    }
    for (at, conflict) in room.conflicts().iter().enumerate() {
        let kind = Cell::toned(words.say("task-conflict"), Tone::Warn);
        let what = super::conflicts::what(state, desk, conflict);
        pane.row(Target::Conflict(at), vec![kind, Cell::plain(what), Cell::plain("")]);
    }
    pane
}

/// What others have not answered: acknowledgements of my messages, of my guidance.
fn i_wait_for(state: &State, desk: &DeskView) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let widest = words.with("standing-acknowledged", &[("n", arg(99)), ("m", arg(99))]);
    let columns = vec![
        Column::rest(words.say("pane-i-wait-for"), 20),
        Column::of("", [widest.as_str()], 0),
        Column::of("", [age::widest(words).as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-i-wait-for-none"), 1);
    let me = room.membership().member_index(&desk.me);
    let mine = |author| me.is_some() && room.membership().member_index(author) == me;
    for (name, message) in room.messages() {
        if !message.acknowledge || !mine(&message.act.author) || !room.holds(name) {
            continue;
        }
        let (n, m) = room.acknowledged_of(name, message);
        if n < m {
            let said = words.with("standing-acknowledged", &[("n", arg(n)), ("m", arg(m))]);
            let ago = age::since(words, message.act.time, state.now);
            let text = Cell::plain(clean::line(&message.text));
            pane.row(Target::Entry(*name), vec![text, Cell::plain(said), Cell::plain(ago)]);
        }
    }
    pane
}

/// Guidance in force, and decisions that are to be looked at again.
fn in_force(state: &State, desk: &DeskView) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let columns = vec![
        Column::rest(words.say("pane-in-force"), 20),
        Column::of("", [age::widest(words).as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-in-force-none"), 1);
    for (name, bulletin) in room.in_force(state.now) {
        let text = clean::line(&format!("{} {}", bulletin.number, bulletin.title)).into_owned();
        pane.row(Target::Guidance(*name), vec![Cell::plain(text), Cell::plain("")]);
    }
    for (name, decision) in room.decisions().iter().filter(|(_, d)| d.is_open(state.now)) {
        let args = [("question", arg(clean::line(&decision.question).into_owned()))];
        let text = words.with("pane-decision", &args);
        let due = status::due(state, decision.review);
        pane.row(Target::Decision(*name), vec![Cell::plain(text), due]);
    }
    pane
}
