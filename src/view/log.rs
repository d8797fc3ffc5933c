//! The main courante: who said what when, the newest first.

use liaison_core::body::{Body, kind};
use liaison_core::id::EntryRef;

use super::{sentence, status};
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target, Width, fold, wrap};
use crate::state::{DeskView, Line, State};
use crate::theme::Tone;
use crate::when;

/// Which lines a log has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All but the machinery's own.
    All,
    /// Messages alone.
    Messages,
}

/// The screens *Log* and *Messages*.
///
/// Only lines near the marker are put in words, and all of them once where a filter is to look: a
/// log may have thousands, and a key must not wait for them.
pub(super) fn panes(state: &State, desk: &DeskView, which: Which) -> Vec<Pane> {
    let walk = &state.place().walk;
    let wanted = fold(walk.filter.text());
    let has = |line: &&Line| {
        let words = || fold(&searched(state, desk, line));
        wanted.is_empty() || desk.searched.has(&line.entry, &wanted, words)
    };
    let shown = desk.lines().filter(|line| is_shown(line, which));
    let lines: Vec<&Line> = shown.filter(has).collect();
    let marked = match &walk.target {
        Some(Target::Entry(name)) => lines.iter().position(|line| line.entry == *name),
        _ => None,
    };
    let (marked, screenful) = (marked.unwrap_or(walk.row()), usize::from(state.size.1));
    let near = marked.saturating_sub(screenful)..=marked.saturating_add(screenful);
    let mut pane = empty(state);
    for (at, line) in lines.into_iter().enumerate() {
        if near.contains(&at) {
            add(state, desk, line, &mut pane);
        } else {
            pane.row(Target::Entry(line.entry), Vec::new());
        }
    }
    vec![pane]
}

/// At most so many lines, the newest first.
pub(super) fn pane(state: &State, desk: &DeskView, which: Which, most: usize) -> Pane {
    let mut pane = empty(state);
    let lines = desk.lines().filter(|line| is_shown(line, which)).take(most);
    lines.for_each(|line| add(state, desk, line, &mut pane));
    pane
}

/// What the log says of an incident.
pub(super) fn of_incident(state: &State, desk: &DeskView, incident: &EntryRef) -> Pane {
    let mut pane = empty(state);
    let about = |line: &&Line| line.entry == *incident || is_about(line, incident);
    desk.lines().filter(about).for_each(|line| add(state, desk, line, &mut pane));
    pane
}

fn empty(state: &State) -> Pane {
    let words = state.words();
    let columns = vec![
        Column { width: Width::Cells(6), ..Column::of(words.say("pane-log"), [], 0) },
        Column { width: Width::Cells(author_width(state.size.0)), ..Column::of("", [], 2) },
        Column::rest("", 20),
        Column { width: Width::Cells(12), ..Column::of("", [], 1) },
    ];
    Pane::new(columns, words.say("pane-log-none"), 3)
}

/// Three tenths of the screen, so that what was said has more.
fn author_width(screen: u16) -> usize {
    (usize::from(screen) * 3 / 10).clamp(24, 40)
}

fn add(state: &State, desk: &DeskView, line: &Line, pane: &mut Pane) {
    pane.row(Target::Entry(line.entry), cells(state, desk, line));
}

/// All that a filter looks at; a filter has one line.
fn searched(state: &State, desk: &DeskView, line: &Line) -> String {
    cells(state, desk, line).iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn cells(state: &State, desk: &DeskView, line: &Line) -> Vec<Cell> {
    let precedence = match &line.body {
        Some(Body::MessagePosted(message)) => status::precedence(state, message.precedence),
        Some(Body::RealEventDeclared(_)) => Cell::toned("", Tone::Alert),
        _ => Cell::plain(""),
    };
    let said = format!("{} {}", precedence.text, sentence::say(desk, state.words(), line));
    let corrected = !desk.room.corrections(&line.entry).is_empty();
    let mut standing = status::standing(state, desk, line);
    if corrected && standing.text.is_empty() {
        standing = Cell::plain(state.words().say("standing-corrected"));
    }
    vec![
        Cell::plain(when::clock(line.time)),
        Cell::plain(desk.author(&line.author)),
        Cell::toned(said.trim_start(), precedence.tone),
        standing,
    ]
}

fn is_shown(line: &Line, which: Which) -> bool {
    match which {
        Which::Messages => line.kind == kind::MessagePosted,
        Which::All => {
            let machinery = [
                kind::HeadsWitnessed,
                kind::SeatAccepted,
                kind::EntryGivenUp,
                kind::Acknowledged,
                kind::GuidanceAcknowledged,
            ];
            !machinery.contains(&line.kind)
        }
    }
}

fn is_about(line: &Line, incident: &EntryRef) -> bool {
    let named = match &line.body {
        Some(Body::IncidentRevised(b)) => Some(b.incident),
        Some(Body::PhaseChanged(b)) => Some(b.incident),
        Some(Body::SituationReported(b)) => Some(b.incident),
        Some(Body::IncidentClosed(b)) => Some(b.incident),
        Some(Body::IncidentReopened(b)) => Some(b.incident),
        Some(Body::MessagePosted(b)) => b.incident,
        Some(Body::NoteTaken(b)) => b.incident,
        Some(Body::DecisionRecorded(b)) => b.incident,
        Some(Body::ActivationProposed(b)) => b.incident,
        _ => None,
    };
    named.as_ref() == Some(incident)
}

/// One entry, whole: what it says, its standing, who has acknowledged it, its corrections.
pub(super) fn entry(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let width = usize::from(state.size.0).saturating_sub(4);
    let Some(line) = desk.line(name) else {
        let none = vec![Cell::plain(words.say("entry-not-here"))];
        return vec![Pane::text(words.say("pane-entry"), none, 1)];
    };
    let title = format!(
        "{}  {}  {}",
        words.say("pane-entry"),
        when::date_clock(line.time),
        desk.author(&line.author)
    );
    let mut cells = vec![Cell::plain(line.entry.id.to_string())];
    let standing = status::standing(state, desk, line);
    if !standing.text.is_empty() {
        cells.push(standing);
    }
    if let crate::state::Standing::Refused(why) = &line.standing {
        cells.push(Cell::toned(clean::line(why).into_owned(), Tone::Alert));
    }
    for text in sentence::whole(desk, words, line) {
        cells.extend(wrap(&text, width).into_iter().map(Cell::plain));
    }
    let mut panes = vec![Pane::text(title, cells, 4)];
    panes.extend(corrections(state, desk, name, width));
    panes.extend(acknowledgements(state, desk, name));
    panes
}

fn corrections(state: &State, desk: &DeskView, name: &EntryRef, width: usize) -> Option<Pane> {
    let corrections = desk.room.corrections(name);
    let mut cells = Vec::new();
    for correction in corrections {
        let act = &correction.act;
        let head = format!("{}  {}", when::date_clock(act.time), desk.author(&act.author));
        cells.push(Cell::plain(head));
        let lines = wrap(&correction.text, width.saturating_sub(2));
        cells.extend(lines.into_iter().map(|line| Cell::plain(format!("  {line}"))));
    }
    (!cells.is_empty()).then(|| Pane::text(state.words().say("pane-corrections"), cells, 2))
}

fn acknowledgements(state: &State, desk: &DeskView, name: &EntryRef) -> Option<Pane> {
    let given = desk.room.acknowledgements(name);
    let line = |(key, time): &(_, liaison_core::stamp::Stamp)| {
        Cell::plain(format!("{}  {}", when::date_clock(*time), desk.author(key)))
    };
    let cells: Vec<Cell> = given.iter().map(line).collect();
    (!cells.is_empty()).then(|| Pane::text(state.words().say("pane-acknowledged-by"), cells, 1))
}
