//! Plans and activations: the library by age, and one activation with its clocks and steps.

use std::cmp::Reverse;

use liaison_core::body::plan::{ActivationApproved, Step};
use liaison_core::decide::{Shown, decide};
use liaison_core::id::EntryRef;
use liaison_core::room::{Activation, Fallback, Room, StepOutcome, StepState};
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Level, PlanKind};

use super::{age, status};
use crate::clean;
use crate::glyph::Sign;
use crate::state::pane::{Cell, Column, Pane, Target, Width, wrap};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// The screen *Plans*.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    vec![activations(state, desk, false), fallbacks(state, desk, None), library(state, desk)]
}

fn language(state: &State) -> &'static str {
    state.words().language().code()
}

fn title(state: &State, room: &Room, activation: &Activation) -> String {
    let plan = activation.plan(room).map(|plan| plan.title.in_language(language(state)));
    plan.map_or_else(
        || state.words().say("pane-plan-not-here"),
        |title| clean::line(title).into_owned(),
    )
}

/// Activations with their clocks; open ones alone where the screen is short.
pub(super) fn activations(state: &State, desk: &DeskView, open_alone: bool) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let levels: Vec<String> =
        Level::ALL.iter().map(|level| words.say(&format!("level-{level}"))).collect();
    let late = words.with("steps-late", &[("done", arg(99)), ("all", arg(99)), ("late", arg(99))]);
    let clock = age::widest(words);
    let columns = vec![
        Column::rest(words.say("pane-activations"), 14),
        Column::of(words.say("column-level"), levels.iter().map(String::as_str), 0),
        Column::of(words.say("column-rto"), [clock.as_str()], 1),
        Column::of(words.say("column-mtpd"), [clock.as_str()], 3),
        Column::of(words.say("column-steps"), [late.as_str()], 2),
    ];
    let mut pane = Pane::new(columns, words.say("pane-activations-none"), 1);
    let mut all: Vec<_> = room.activations().iter().collect();
    all.retain(|(_, a)| a.proposed.is_some() && (a.is_open() || !open_alone));
    all.sort_by_key(|(name, a)| {
        (!a.is_open(), Reverse(a.proposed.as_ref().map(|p| p.act.time)), **name)
    });
    for (name, activation) in all {
        let in_force = activation.in_force_since(room).is_some();
        let level = match (activation.is_open(), in_force) {
            (false, _) => Cell::plain(words.say("state-stood-down")),
            (true, false) => Cell::toned(words.say("state-proposed"), Tone::Warn),
            (true, true) => status::level(state, room, &activation.level),
        };
        let clock = |at: Option<Stamp>| match at {
            Some(at) if activation.is_open() => status::due(state, Some(at.moment())),
            _ => Cell::plain(""),
        };
        pane.row(
            Target::Activation(*name),
            vec![
                Cell::plain(title(state, room, activation)),
                level,
                clock(activation.rto_at(room)),
                clock(activation.mtpd_at(room)),
                progress(state, room, activation),
            ],
        );
    }
    pane
}

fn progress(state: &State, room: &Room, activation: &Activation) -> Cell {
    let (done, all) = activation.progress(room);
    let late = if activation.is_open() { activation.late_steps(room, state.now) } else { 0 };
    let args = [("done", arg(done)), ("all", arg(all)), ("late", arg(late))];
    let key = if late > 0 { "steps-late" } else { "steps" };
    let tone = if late > 0 { Tone::Alert } else { Tone::Plain };
    Cell::toned(state.words().with(key, &args), tone)
}

fn fallbacks(state: &State, desk: &DeskView, of: Option<&EntryRef>) -> Pane {
    let words = state.words();
    let columns = vec![
        Column::rest(words.say("pane-fallbacks"), 16),
        Column::of(words.say("column-since"), ["2026-09-30 14:05Z"], 1),
        Column::of(words.say("column-count"), ["99999"], 0),
        Column::of(words.say("column-state"), [words.say("state-closed").as_str()], 2),
    ];
    let mut pane = Pane::new(columns, words.say("pane-fallbacks-none"), 1);
    let wanted = |fallback: &Fallback| of.is_none() || fallback.activation.as_ref() == of;
    let mut all: Vec<_> = desk.room.fallbacks().iter().filter(|(_, f)| wanted(f)).collect();
    all.sort_by_key(|(name, f)| (!f.is_open(), Reverse(f.start), **name));
    for (name, fallback) in all {
        let sites: Vec<String> = fallback.sites.iter().map(|id| desk.facility(id)).collect();
        let what = format!(
            "{} {}",
            clean::line(&fallback.reason),
            if sites.is_empty() { String::new() } else { format!("({})", sites.join(", ")) }
        );
        let count = if fallback.count.conflict(&desk.room).is_some() {
            status::conflict(state)
        } else {
            let newest = fallback.count.newest().map(|setting| setting.value.to_string());
            Cell::plain(newest.unwrap_or_default())
        };
        let open = if fallback.is_open() { "state-open" } else { "state-closed" };
        let cells = vec![
            Cell::plain(what.trim_end()),
            Cell::plain(when::date_clock(fallback.start.stamp())),
            count,
            Cell::plain(words.say(open)),
        ];
        pane.row(Target::Fallback(*name), cells);
    }
    pane
}

fn library(state: &State, desk: &DeskView) -> Pane {
    let words = state.words();
    let kinds: Vec<String> =
        PlanKind::ALL.iter().map(|kind| words.say(&format!("plan-kind-{kind}"))).collect();
    let age = age::widest(words);
    let columns = vec![
        Column::rest(words.say("pane-plans"), 16),
        Column::of(words.say("column-kind"), kinds.iter().map(String::as_str), 2),
        Column::of(words.say("column-version"), ["99"], 3),
        Column::of(words.say("column-reviewed"), [age.as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-plans-none"), 2);
    for (id, plan) in desk.room.plans() {
        let Some((_, version)) = plan.current() else { continue };
        let reviewed = plan.reviewed.or(version.plan.reviewed.map(|at| at.stamp()));
        let reviewed = reviewed.map(|at| age::since(words, at, state.now));
        let cells = vec![
            Cell::plain(clean::line(version.plan.title.in_language(language(state)))),
            Cell::plain(words.say(&format!("plan-kind-{}", version.plan.kind))),
            Cell::plain(version.plan.version.to_string()),
            Cell::plain(reviewed.unwrap_or_else(|| words.say("state-never"))),
        ];
        pane.row(Target::Plan(id.clone()), cells);
    }
    pane
}

/// The screen of one plan, whole.
pub(super) fn plan(state: &State, desk: &DeskView, id: &str) -> Vec<Pane> {
    let words = state.words();
    let Some((_, version)) = desk.room.plans().get(id).and_then(|plan| plan.current()) else {
        let none = vec![Cell::plain(words.say("pane-plan-not-here"))];
        return vec![Pane::text(words.say("pane-plans"), none, 1)];
    };
    let plan = &version.plan;
    let width = usize::from(state.size.0).saturating_sub(4);
    let mut cells = Vec::new();
    let mut fact = |label: &str, value: &str| {
        let args = [
            ("label", arg(words.say(&format!("field-{label}")))),
            ("value", arg(clean::line(value).into_owned())),
        ];
        cells.extend(wrap(&words.with("fact", &args), width).into_iter().map(Cell::plain));
    };
    fact("purpose", plan.purpose.in_language(language(state)));
    for trigger in &plan.triggers {
        fact("trigger", trigger.in_language(language(state)));
    }
    for (level, meaning) in &plan.levels {
        let meaning = meaning.in_language(language(state));
        fact("level", &format!("{} {meaning}", words.say(&format!("level-{level}"))));
    }
    fact("authority", plan.authority.in_language(language(state)));
    for deputy in &plan.deputies {
        fact("deputy", deputy.in_language(language(state)));
    }
    let span = |seconds: u32| age::span(words, std::time::Duration::from_secs(seconds.into()));
    fact("rto", &span(plan.rto));
    fact("mtpd", &span(plan.mtpd));
    fact("mbco", plan.mbco.in_language(language(state)));
    fact("approvals", &plan.approvals.to_string());
    let title = clean::line(plan.title.in_language(language(state))).into_owned();
    let mut steps = Vec::new();
    for step in &plan.steps {
        let text = step.text.in_language(language(state));
        let owner = step.owner.in_language(language(state));
        let args = [
            ("due", arg(span(step.due))),
            ("owner", arg(clean::line(owner).into_owned())),
            ("text", arg(clean::line(text).into_owned())),
        ];
        steps.extend(wrap(&words.with("plan-step", &args), width).into_iter().map(Cell::plain));
    }
    let steps = Pane::text(words.say("pane-steps"), steps, 3);
    vec![Pane::text(title, cells, 4), steps]
}

/// The screen of one activation: authority, clocks, steps by their time, fallback.
pub(super) fn activation(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let name = &desk.room.resolve(name);
    let Some(activation) = desk.room.activations().get(name) else {
        return vec![Pane::text(words.say("pane-activations"), Vec::new(), 1)];
    };
    vec![
        facts(state, desk, activation),
        steps(state, desk, name, activation),
        fallbacks(state, desk, Some(name)),
    ]
}

fn facts(state: &State, desk: &DeskView, activation: &Activation) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let mut cells = Vec::new();
    let mut fact = |label: &str, cell: Cell| {
        let label = words.say(&format!("field-{label}"));
        let args = [("label", arg(label)), ("value", arg(cell.text))];
        cells.push(Cell::toned(words.with("fact", &args), cell.tone));
    };
    let in_force = activation.in_force_since(room);
    fact(
        "level",
        match (activation.is_open(), in_force) {
            (false, _) => Cell::plain(words.say("state-stood-down")),
            (true, None) => Cell::toned(words.say("state-proposed"), Tone::Warn),
            (true, Some(_)) => status::level(state, room, &activation.level),
        },
    );
    if let Some(proposed) = &activation.proposed {
        fact("authority", Cell::said(&proposed.authority));
        fact("reason", Cell::said(&proposed.reason));
        let said = format!(
            "{}  {}",
            when::date_clock(proposed.act.time),
            desk.author(&proposed.act.author)
        );
        fact("proposed", Cell::plain(said));
    }
    for approval in activation.approvals.values() {
        let by = desk.author(&approval.by);
        let said = format!("{}  {by}", when::date_clock(approval.time));
        fact("approved", Cell::plain(said));
    }
    for (label, at) in [("rto", activation.rto_at(room)), ("mtpd", activation.mtpd_at(room))] {
        if let Some(at) = at {
            let due = status::due(state, Some(at.moment()));
            fact(label, Cell::toned(format!("{}  {}", when::date_clock(at), due.text), due.tone));
        }
    }
    Pane::text(title(state, room, activation), cells, 4)
}

fn steps(state: &State, desk: &DeskView, name: &EntryRef, activation: &Activation) -> Pane {
    let words = state.words();
    let columns = vec![
        Column::rest(words.say("pane-steps"), 20),
        Column { width: Width::Cells(16), ..Column::of("", [], 2) },
        Column::of(words.say("column-due"), ["14:05Z"], 3),
        Column { width: Width::Cells(16), ..Column::of("", [], 0) },
    ];
    let mut pane = Pane::new(columns, words.say("pane-steps-none"), 3);
    for (step, said) in activation.steps(&desk.room) {
        let text = clean::line(step.text.in_language(language(state))).into_owned();
        let due = activation.due(&desk.room, step);
        let cells = vec![
            Cell::plain(text),
            Cell::plain(owner(state, desk, step, said)),
            Cell::plain(due.map(when::clock).unwrap_or_default()),
            outcome(state, desk, said, due),
        ];
        pane.row(Target::Step(*name, step.id.clone()), cells);
    }
    pane
}

fn owner(state: &State, desk: &DeskView, step: &Step, said: Option<&StepState>) -> String {
    let assigned = said.and_then(|said| said.assigned.newest());
    assigned.map_or_else(
        || clean::line(step.owner.in_language(language(state))).into_owned(),
        |setting| desk.name_of_seat(&setting.value),
    )
}

fn outcome(state: &State, desk: &DeskView, said: Option<&StepState>, due: Option<Stamp>) -> Cell {
    let words = state.words();
    let outcome = said.map(|said| &said.outcome);
    if outcome.is_some_and(|outcome| outcome.conflict(&desk.room).is_some()) {
        return status::conflict(state);
    }
    match outcome.and_then(|outcome| outcome.newest()).map(|setting| &setting.value) {
        Some(StepOutcome::Done(_)) => {
            status::signed(state, Sign::Done, &words.say("step-done"), Tone::Plain)
        }
        Some(StepOutcome::Skipped(_)) => {
            status::signed(state, Sign::Refused, &words.say("step-skipped"), Tone::Warn)
        }
        None => status::due(state, due.map(Stamp::moment)),
    }
}

/// Steps given to the officer that are not settled, in open activations.
pub(super) fn my_steps(state: &State, desk: &DeskView, pane: &mut Pane) {
    let (words, room) = (state.words(), &desk.room);
    let me = room.membership().member_index(&desk.me);
    for (name, activation) in room.activations().iter().filter(|(_, a)| a.is_open()) {
        for (step, said) in activation.steps(room) {
            let Some(said) = said.filter(|said| said.outcome.settings().is_empty()) else {
                continue;
            };
            let seat = said.assigned.newest().map(|setting| setting.value);
            let key = seat.and_then(|seat| room.membership().key(&seat));
            if me.is_none() || key.and_then(|key| room.membership().member_index(&key)) != me {
                continue;
            }
            let due = status::due(state, activation.due(room, step).map(Stamp::moment));
            let text = clean::line(step.text.in_language(language(state))).into_owned();
            let kind = Cell::toned(words.say("task-step"), due.tone);
            let target = Target::Step(*name, step.id.clone());
            pane.row(target, vec![kind, Cell::plain(text), due]);
        }
    }
}

/// Activations that wait for an approval that the officer may give.
pub(super) fn my_approvals(state: &State, desk: &DeskView, pane: &mut Pane) {
    let room = &desk.room;
    for (name, activation) in room.activations().iter().filter(|(_, a)| a.is_open()) {
        let approval = ActivationApproved { activation: *name }.into();
        let waits = activation.in_force_since(room).is_none();
        if waits && decide(room, &desk.me, approval, &Shown::Now, state.now).is_ok() {
            let kind = Cell::toned(state.words().say("task-approve"), Tone::Warn);
            let proposed = activation.proposed.as_ref().map(|proposed| proposed.act.time);
            let ago = proposed.map(|time| age::since(state.words(), time, state.now));
            let title = Cell::plain(title(state, room, activation));
            let cells = vec![kind, title, Cell::plain(ago.unwrap_or_default())];
            pane.row(Target::Activation(*name), cells);
        }
    }
}
