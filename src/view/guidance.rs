//! Guidance: the bulletins, those in force first, and one of them whole.

use std::cmp::Reverse;

use liaison_core::id::EntryRef;
use liaison_core::room::Bulletin;

use super::age;
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target, wrap};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// The screen *Guidance*.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    let (words, room) = (state.words(), &desk.room);
    let states = ["in-force", "superseded", "withdrawn", "later"];
    let states = states.map(|one| words.say(&format!("state-{one}")));
    let columns = vec![
        Column::rest(words.say("pane-guidance"), 20),
        Column::of(words.say("column-state"), states.iter().map(String::as_str), 0),
        Column::of(words.say("column-acknowledged"), ["99/99"], 2),
        Column::of(words.say("column-issued"), [age::widest(words).as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-guidance-none"), 3);
    let mut bulletins: Vec<_> =
        room.bulletins().iter().filter(|(_, b)| b.issued.is_some()).collect();
    bulletins.sort_by_key(|(name, b)| {
        (!b.is_in_force(state.now), Reverse(b.issued.as_ref().map(|act| act.time)), **name)
    });
    let members = room.membership().members();
    let present: Vec<usize> = (0..members.len()).filter(|at| members[*at].role.is_some()).collect();
    for (name, bulletin) in bulletins {
        let issued = bulletin.issued.as_ref();
        let author = issued.and_then(|act| room.membership().member_index(&act.author));
        let audience: Vec<_> = present.iter().filter(|at| Some(**at) != author).collect();
        let have = audience.iter().filter(|at| room.has_acknowledged(name, ***at)).count();
        let ago = issued.map(|act| age::since(words, act.time, state.now));
        let text = format!("{} {}", bulletin.number, bulletin.title);
        let cells = vec![
            Cell::said(&text),
            standing(state, bulletin),
            Cell::plain(format!("{have}/{}", audience.len())),
            Cell::plain(ago.unwrap_or_default()),
        ];
        pane.row(Target::Guidance(*name), cells);
    }
    vec![pane]
}

fn standing(state: &State, bulletin: &Bulletin) -> Cell {
    let words = state.words();
    if bulletin.is_in_force(state.now) {
        Cell::toned(words.say("state-in-force"), Tone::Other)
    } else if !bulletin.withdrawn.is_empty() {
        Cell::plain(words.say("state-withdrawn"))
    } else if !bulletin.superseded_by.is_empty() {
        Cell::plain(words.say("state-superseded"))
    } else {
        Cell::plain(words.say("state-later"))
    }
}

/// The screen of one bulletin.
pub(super) fn bulletin(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let (words, room) = (state.words(), &desk.room);
    let Some(bulletin) = room.bulletins().get(&room.resolve(name)) else {
        return vec![Pane::text(words.say("pane-guidance"), Vec::new(), 1)];
    };
    let width = usize::from(state.size.0).saturating_sub(4);
    let mut cells = vec![standing(state, bulletin)];
    let mut fact = |label: &str, value: String| {
        let label = words.say(&format!("field-{label}"));
        let args = [("label", arg(label)), ("value", arg(value))];
        cells.push(Cell::plain(words.with("fact", &args)));
    };
    if let Some(act) = &bulletin.issued {
        fact("issued", format!("{}  {}", when::date_clock(act.time), desk.author(&act.author)));
    }
    if let Some(from) = bulletin.from {
        fact("in-force-from", when::date_clock(from.stamp()));
    }
    let number = |name: &EntryRef| {
        let known = room.bulletins().get(name).filter(|b| b.issued.is_some());
        known.map_or_else(|| name.id.to_string(), |b| clean::line(&b.number).into_owned())
    };
    for old in &bulletin.supersedes {
        fact("supersedes", number(old));
    }
    for new in &bulletin.superseded_by {
        fact("superseded-by", number(new));
    }
    cells.extend(wrap(&bulletin.text, width).into_iter().map(Cell::plain));
    let title = format!("{} {}", clean::line(&bulletin.number), clean::line(&bulletin.title));
    let given = room.acknowledgements(name).iter();
    let given: Vec<Cell> = given
        .map(|(key, time)| {
            Cell::plain(format!("{}  {}", when::date_clock(*time), desk.author(key)))
        })
        .collect();
    vec![Pane::text(title, cells, 5), Pane::text(words.say("pane-acknowledged-by"), given, 1)]
}
