//! Incidents: the list, and one of them with its reports and what the log says of it.

use liaison_core::field::Field;
use liaison_core::id::EntryRef;
use liaison_core::room::Incident;
use liaison_core::terms::{Phase, Severity};

use super::{age, log, status};
use crate::clean;
use crate::glyph::Sign;
use crate::state::pane::{Cell, Column, Pane, Target, wrap};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// Which incidents a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Open ones.
    Open,
    /// All, the open ones first.
    All,
}

/// The screen *Incidents*.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    vec![pane(state, desk, Which::All)]
}

/// Incidents: late ones first, then by severity.
pub(super) fn pane(state: &State, desk: &DeskView, which: Which) -> Pane {
    let words = state.words();
    let terms = |vocabulary: &str, all: Vec<&str>| -> Vec<String> {
        all.into_iter().map(|word| words.say(&format!("{vocabulary}-{word}"))).collect()
    };
    let severities = terms("severity", Severity::ALL.iter().map(|s| s.text()).collect());
    let mut phases = terms("phase", Phase::ALL.iter().map(|p| p.text()).collect());
    phases.push(words.say("state-closed"));
    let columns = vec![
        Column::rest(words.say("pane-incidents"), 16),
        Column::of(words.say("column-severity"), severities.iter().map(String::as_str), 1),
        Column::of(words.say("column-phase"), phases.iter().map(String::as_str), 2),
        Column::of(words.say("column-next-update"), [age::widest(words).as_str()], 0),
    ];
    let mut pane = Pane::new(columns, words.say("pane-incidents-none"), 2);
    let wanted = |incident: &Incident| which == Which::All || incident.is_open();
    let mut incidents: Vec<_> =
        desk.room.incidents().iter().filter(|(_, incident)| wanted(incident)).collect();
    incidents.sort_by_key(|(name, incident)| {
        let severity = incident.severity.newest().map(|setting| setting.value);
        (
            !incident.is_open(),
            !incident.is_late(state.now),
            severity,
            incident.next_update(),
            **name,
        )
    });
    for (name, incident) in incidents {
        pane.row(Target::Incident(*name), row(state, desk, incident));
    }
    pane
}

fn row(state: &State, desk: &DeskView, incident: &Incident) -> Vec<Cell> {
    let phase = if incident.is_open() {
        status::term(state, &desk.room, "phase", &incident.phase)
    } else {
        Cell::plain(state.words().say("state-closed"))
    };
    let severity = incident.severity.value(&desk.room);
    let urgent = incident.is_open()
        && (incident.is_late(state.now) || severity.is_some_and(|s| *s <= Severity::Severe));
    let sign = if urgent { state.settings.glyphs.sign(Sign::Urgent) } else { " " };
    let next = if incident.is_open() { incident.next_update() } else { None };
    vec![
        Cell::plain(format!("{sign} {}", title(state, desk, &incident.title))),
        status::severity(state, &desk.room, &incident.severity),
        phase,
        status::due(state, next),
    ]
}

/// The title, or both where officers differ.
fn title(state: &State, desk: &DeskView, title: &Field<String>) -> String {
    let newest = title.newest().map(|setting| clean::line(&setting.value).into_owned());
    let newest = newest.unwrap_or_default();
    match title.conflict(&desk.room) {
        Some(_) => format!("{} {newest}", status::conflict(state).text),
        None => newest,
    }
}

/// The screen of one incident.
pub(super) fn one(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let Some(incident) = desk.room.incidents().get(&desk.room.resolve(name)) else {
        return vec![Pane::text(words.say("pane-incident"), Vec::new(), 1)];
    };
    vec![
        facts(state, desk, incident),
        reports(state, desk, incident),
        log::of_incident(state, desk, name),
    ]
}

fn facts(state: &State, desk: &DeskView, incident: &Incident) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let labels = [
        "severity",
        "urgency",
        "certainty",
        "kind",
        "phase",
        "next-update",
        "places",
        "declared",
        "text",
    ];
    let labels: Vec<String> =
        labels.iter().map(|label| words.say(&format!("field-{label}"))).collect();
    let title = title(state, desk, &incident.title);
    let columns = vec![
        Column::of(words.say("pane-incident"), labels.iter().map(String::as_str), 0),
        Column::rest(title, 20),
    ];
    let mut pane = Pane::new(columns, "", 4);
    let mut fact = |label: &str, cell: Cell| {
        if !cell.text.is_empty() {
            let at = pane.rows.len();
            let label = words.say(&format!("field-{label}"));
            pane.row(Target::Text(at), vec![Cell::plain(label), cell]);
        }
    };
    fact("severity", status::severity(state, room, &incident.severity));
    fact("urgency", status::term(state, room, "urgency", &incident.urgency));
    fact("certainty", status::term(state, room, "certainty", &incident.certainty));
    fact("kind", status::term(state, room, "incident-kind", &incident.kind));
    fact("phase", status::term(state, room, "phase", &incident.phase));
    let next = if incident.is_open() { incident.next_update() } else { None };
    fact("next-update", status::due(state, next));
    if let Some(places) = incident.places.newest() {
        let places: Vec<String> = places.value.iter().map(|id| desk.facility(id)).collect();
        fact("places", Cell::plain(places.join(", ")));
    }
    if let Some(declared) = &incident.declared {
        let said =
            format!("{}  {}", when::date_clock(declared.time), desk.author(&declared.author));
        fact("declared", Cell::plain(said));
    }
    if let Some(text) = incident.text.newest() {
        let width = usize::from(state.size.0).saturating_sub(18);
        for line in wrap(&text.value, width) {
            fact("text", Cell::plain(line));
        }
    }
    pane
}

fn reports(state: &State, desk: &DeskView, incident: &Incident) -> Pane {
    let words = state.words();
    let columns =
        vec![Column::rest(words.say("pane-reports"), 16), Column::of("", ["2026-09-30 14:05Z"], 1)];
    let mut pane = Pane::new(columns, words.say("pane-reports-none"), 1);
    let mut reports: Vec<_> = incident.reports.iter().collect();
    reports.sort_by_key(|(name, report)| (std::cmp::Reverse(report.number), **name));
    for (name, report) in reports {
        let version = words.say(&format!("report-version-{}", report.version));
        let args = [
            ("number", arg(report.number)),
            ("version", arg(version)),
            ("author", arg(desk.author(&report.author))),
        ];
        let said = words.with("pane-report", &args);
        let time = Cell::toned(when::date_clock(report.time), Tone::Plain);
        pane.row(Target::Entry(*name), vec![Cell::plain(said), time]);
    }
    pane
}
