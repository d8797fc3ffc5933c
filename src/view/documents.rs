//! Documents: what is here or at the relay, what fetching costs, and one of them with its text.

use liaison_core::id::EntryRef;

use super::age;
use crate::clean;
use crate::document::{Cost, Document, Limits, Whereabouts, size_said};
use crate::state::pane::{Cell, Column, Pane, Target, wrap};
use crate::state::{DeskView, Passing, State};
use crate::theme::Tone;
use crate::when::{self, Span};
use crate::words::{Words, arg};

/// The screen *Documents*.
pub(super) fn panes(state: &State, _desk: &DeskView) -> Vec<Pane> {
    let words = state.words();
    let states = ["here", "withdrawn", "at-relay", "elsewhere", "refused", "wanted"];
    let mut states = states.map(|one| words.say(&format!("document-{one}"))).to_vec();
    states.push(words.with("document-partial", &[("percent", arg(99))]));
    let columns = vec![
        Column::rest(words.say("pane-documents"), 20),
        Column::of(words.say("column-state"), states.iter().map(String::as_str), 0),
        Column::of(words.say("column-size"), [size_words(words, 99_900_000).as_str()], 1),
        Column::of(words.say("column-cost"), ["99 h 59"], 0),
        Column::of(words.say("column-shared"), [age::widest(words).as_str()], 2),
    ];
    let mut pane = Pane::new(columns, words.say("pane-documents-none"), 3);
    for document in &state.documents.holdings.all {
        let cost = state.documents.cost(document);
        let cells = vec![
            Cell::said(&document.file_name()),
            standing(state, document),
            Cell::plain(size_words(words, document.name.size)),
            Cell::plain(seconds(state, document, cost)),
            Cell::plain(age::since(words, document.share.act.time, state.now)),
        ];
        pane.row(Target::Document(document.entry), cells);
    }
    let limits = Cell::plain(limits_words(words, &state.documents.holdings.limits));
    vec![pane, Pane::text(words.say("pane-document-space"), vec![limits], 2)]
}

/// The space that documents take and may take, in a line.
fn limits_words(words: &Words, limits: &Limits) -> String {
    let size = |bytes| arg(size_words(words, bytes));
    let mut args = vec![("here", size(limits.here)), ("most", size(limits.most()))];
    match limits.relay {
        Some((space, _)) => {
            args.push(("left", size(space.left)));
            words.with("document-space", &args)
        }
        None => words.with("document-space-unknown", &args),
    }
}

/// Where a document is, in a few words.
fn standing(state: &State, document: &Document) -> Cell {
    let words = state.words();
    if let Some(passing) = state.documents.passing(document) {
        let key = if passing.fetched { "document-coming" } else { "document-going" };
        let args = [("percent", arg(passing.percent()))];
        return Cell::toned(words.with(key, &args), Tone::Other);
    }
    match document.whereabouts {
        Whereabouts::Here if document.refused.is_some() => {
            Cell::toned(words.say("document-refused"), Tone::Other)
        }
        Whereabouts::Here => Cell::plain(words.say("document-here")),
        Whereabouts::Withdrawn => Cell::plain(words.say("document-withdrawn")),
        _ if document.wanted => Cell::toned(words.say("document-wanted"), Tone::Other),
        Whereabouts::Partial(percent) => {
            Cell::plain(words.with("document-partial", &[("percent", arg(percent))]))
        }
        Whereabouts::AtRelay => Cell::plain(words.say("document-at-relay")),
        Whereabouts::Elsewhere => Cell::plain(words.say("document-elsewhere")),
    }
}

/// How long fetching takes, or the rest of what is on its way; nothing where there is nothing to
/// fetch.
fn seconds(state: &State, document: &Document, cost: Cost) -> String {
    let words = state.words();
    if let Some(left) = state.documents.passing(document).and_then(Passing::time_left) {
        return Span::from(left).text(&words.say("out-day"));
    }
    match document.whereabouts {
        Whereabouts::Here | Whereabouts::Withdrawn => String::new(),
        _ => cost.time.map_or_else(
            || words.say("document-no-rate"),
            |time| Span::from(time).text(&words.say("out-day")),
        ),
    }
}

/// A size as officers read it.
pub(crate) fn size_words(words: &Words, bytes: u64) -> String {
    let (number, unit) = size_said(bytes);
    words.with(&format!("out-unit-{unit}"), &[("n", arg(number))])
}

/// Bytes and seconds, as the line before fetching says them.
pub(crate) fn cost_words(words: &Words, cost: Cost) -> String {
    let bytes = size_words(words, cost.bytes);
    match cost.time {
        Some(time) => {
            let time = Span::from(time).text(&words.say("out-day"));
            words.with("out-cost-timed", &[("bytes", arg(bytes)), ("time", arg(time))])
        }
        None => words.with("out-cost", &[("bytes", arg(bytes))]),
    }
}

/// The screen of one document: what is known of it, and its text.
pub(super) fn one(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let Some(document) = state.documents.of(name) else {
        return vec![Pane::text(words.say("pane-documents"), Vec::new(), 1)];
    };
    let mut cells = vec![standing(state, document)];
    let mut fact = |label: &str, value: String| {
        let label = words.say(&format!("field-{label}"));
        let args = [("label", arg(label)), ("value", arg(value))];
        cells.push(Cell::plain(words.with("fact", &args)));
    };
    let share = &document.share;
    let author = desk.author(&share.act.author);
    fact("shared", format!("{}  {author}", when::date_clock(share.act.time)));
    fact("size", size_words(words, document.name.size));
    fact("media", clean::line(&share.media).into_owned());
    if let Some(tlp) = share.tlp {
        fact("tlp", tlp.to_string());
    }
    if let Some(passing) = state.documents.passing(document) {
        fact("progress", progress(words, passing));
    } else if !document.is_here() && document.whereabouts != Whereabouts::Withdrawn {
        fact("to-fetch", cost_words(words, state.documents.cost(document)));
    }
    if document.waits_to_be_sent() && state.documents.passing(document).is_none() {
        let stream = document.name.layout().stream_bytes();
        let cost = Cost::of(stream, state.documents.holdings.rate_bps);
        fact("to-send", cost_words(words, cost));
    }
    if let Some(reason) = &document.refused {
        fact("refused", words.say(&format!("out-document-refused-{reason}")));
    }
    let hash: String = document.name.hash.0[..8].iter().map(|b| format!("{b:02x}")).collect();
    fact("hash", hash);
    let title = clean::line(&document.file_name()).into_owned();
    let width = usize::from(state.size.0).saturating_sub(4);
    vec![Pane::text(title, cells, 5), text(state, document, width)]
}

/// How far a document is, how fast it goes and how long it still takes, once that is known.
fn progress(words: &Words, passing: &Passing) -> String {
    let percent = ("percent", arg(passing.percent()));
    match passing.bytes_per_s.zip(passing.time_left()) {
        Some((rate, left)) => {
            let left = Span::from(left).text(&words.say("out-day"));
            let rate = ("rate", arg(size_words(words, rate)));
            words.with("document-progress", &[percent, rate, ("left", arg(left))])
        }
        None => words.with("document-progress-begun", &[percent]),
    }
}

fn text(state: &State, document: &Document, width: usize) -> Pane {
    let words = state.words();
    let read = state.documents.text.as_ref().filter(|(entry, _)| *entry == document.entry);
    let lines = match read {
        Some((_, Some(text))) => wrap(text, width).into_iter().map(Cell::plain).collect(),
        _ => {
            let key = match document.share.text {
                Some(_) => "out-document-text-not-here",
                None => "out-document-no-text",
            };
            vec![Cell::plain(words.say(key))]
        }
    };
    Pane::text(words.say("pane-document-text"), lines, 3)
}
