//! The link: how fast, how long, what waits, what it has cost today, and what is set.

use std::time::Duration;

use super::{age, header};
use crate::document::Rule;
use crate::link::{Rank, tenths};
use crate::state::State;
use crate::state::pane::{Cell, Column, Pane, Target};
use crate::theme::Tone;
use crate::words::arg;

/// So many bytes are a page of text: what they take says more than a rate.
const PAGE_BYTES: u64 = 1_000;
const SECONDS_IN_TENTHS: u64 = 60;

/// The screen *Link*.
pub(super) fn panes(state: &State) -> Vec<Pane> {
    vec![figures(state), waiting(state), settings(state)]
}

fn figures(state: &State) -> Pane {
    let (words, link) = (state.words(), &state.link);
    let unknown = || words.say("link-unknown");
    let rate = |bps: Option<u64>| {
        let Some(bps) = bps else { return unknown() };
        let seconds = seconds(state, tenths(PAGE_BYTES, bps));
        let args = [("rate", arg(header::rate(words, bps))), ("seconds", arg(seconds))];
        words.with("link-rate-page", &args)
    };
    let profile = words.say(if link.narrow { "link-narrow" } else { "link-wide" });
    let trip =
        link.rtt_ms.map(|ms| words.with("link-trip", &[("seconds", arg(decimal(ms / 100)))]));
    let picture = link.current_at.map(|at| age::since(words, at, state.now));
    let today = [
        ("sent", arg(size(state, link.spent.sent))),
        ("received", arg(size(state, link.spent.received))),
    ];
    let facts = [
        ("link-field-state", words.say(header::phase_key(state))),
        ("link-field-profile", profile),
        ("link-field-up", rate(link.rate_bps)),
        ("link-field-down", rate(link.rate_down_bps)),
        ("link-field-trip", trip.unwrap_or_else(unknown)),
        ("link-field-picture", picture.unwrap_or_else(unknown)),
        ("link-field-today", words.with("link-today", &today)),
    ];
    table(state, "pane-link", &facts)
}

fn waiting(state: &State) -> Pane {
    let (words, link) = (state.words(), &state.link);
    let ranks = Rank::ALL.map(|rank| words.say(&format!("link-rank-{}", rank.text())));
    let widest = [999, 999_900].map(|bytes| size(state, bytes));
    let columns = vec![
        Column::rest(words.say("pane-link-waiting"), 12),
        Column::of(words.say("column-entries"), ["99999"], 0),
        Column::of(words.say("column-bytes"), widest.iter().map(String::as_str), 0),
        Column::of(words.say("column-sent-in"), [age::widest(words).as_str()], 0),
    ];
    let mut pane = Pane::new(columns, words.say("pane-link-waiting-none"), 2);
    for (rank, name) in Rank::ALL.into_iter().zip(ranks) {
        let (count, bytes, tenths) = link.waiting.rank(rank, link.rate_bps);
        if count == 0 {
            continue;
        }
        let urgent = matches!(rank, Rank::Flash | Rank::Immediate);
        let took =
            tenths.map_or_else(|| words.say("link-unknown"), |tenths| seconds(state, tenths));
        let cells = vec![
            Cell::toned(name, if urgent { Tone::Alert } else { Tone::Plain }),
            Cell::plain(count.to_string()),
            Cell::plain(size(state, bytes)),
            Cell::plain(took),
        ];
        pane.row(Target::Text(rank as usize), cells);
    }
    pane
}

fn settings(state: &State) -> Pane {
    let (words, set) = (state.words(), &state.link.config);
    let documents = match set.documents() {
        Rule::Never => words.say("link-documents-never"),
        Rule::Ask => words.say("link-documents-ask"),
        Rule::Below(most) => words.with("link-documents-below", &[("kb", arg(most / 1_000))]),
    };
    let ping = words.with("link-ping-every", &[("seconds", arg(set.ping().as_secs()))]);
    let metered = if set.metered { "link-yes" } else { "link-no" };
    let facts = [
        ("link-set-metered", words.say(metered)),
        ("link-set-profile", words.say(&format!("link-choice-{}", set.profile().name()))),
        ("link-set-history", words.say(&format!("link-history-{}", set.extent_name()))),
        ("link-set-documents", documents),
        ("link-set-ping", ping),
    ];
    table(state, "pane-link-settings", &facts)
}

fn table(state: &State, title: &str, facts: &[(&str, String)]) -> Pane {
    let words = state.words();
    let names: Vec<String> = facts.iter().map(|(key, _)| words.say(key)).collect();
    let name = Column::of(words.say(title), names.iter().map(String::as_str), 0);
    let mut pane = Pane::new(vec![name, Column::rest("", 20)], "", facts.len() + 1);
    for (at, ((_, value), name)) in facts.iter().zip(&names).enumerate() {
        pane.row(Target::Text(at), vec![Cell::plain(name), Cell::plain(value)]);
    }
    pane
}

/// Tenths of a second as officers read them: with the tenth below a minute, in minutes above.
fn seconds(state: &State, tenths: u64) -> String {
    if tenths < SECONDS_IN_TENTHS * 10 {
        return state.words().with("link-seconds", &[("seconds", arg(decimal(tenths)))]);
    }
    age::span(state.words(), Duration::from_secs(tenths / 10))
}

/// Bytes as officers read them: `870`, `1.2 kB`, `3.4 MB`.
fn size(state: &State, bytes: u64) -> String {
    let words = state.words();
    let said = |unit: &str, n: String| words.with(&format!("link-size-{unit}"), &[("n", arg(n))]);
    match bytes {
        0..1_000 => said("b", bytes.to_string()),
        1_000..1_000_000 => said("kb", decimal(bytes / 100)),
        _ => said("mb", decimal(bytes / 100_000)),
    }
}

fn decimal(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
