//! What an officer reads whose seat was removed: by whom, what becomes of what was written, and how
//! to go on.

use crate::clean;
use crate::state::pane::{Cell, Pane, wrap};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// Above everything else of the situation; none while the officer has a seat.
pub(super) fn pane(state: &State, desk: &DeskView) -> Option<Pane> {
    if !desk.is_removed() {
        return None;
    }
    let words = state.words();
    let width = usize::from(state.size.0).saturating_sub(4);
    let mut cells = Vec::new();
    if let Some(said) = said(state, desk) {
        cells.extend(wrap(&said, width).into_iter().map(|line| Cell::toned(line, Tone::Alert)));
    }
    for key in ["removed-kept", "removed-next"] {
        cells.extend(wrap(&words.say(key), width).into_iter().map(Cell::plain));
    }
    cells.push(Cell::plain(format!("  {}", words.say("first-join-command"))));
    let least = cells.len();
    Some(Pane::text(words.say("pane-removed"), cells, least))
}

/// Who removed the seat, when and why, on one line.
pub(crate) fn said(state: &State, desk: &DeskView) -> Option<String> {
    let removal = desk.removal()?;
    let args = [
        ("time", arg(when::date_clock(removal.time))),
        ("by", arg(desk.author(&removal.by))),
        ("reason", arg(clean::line(&removal.reason).into_owned())),
    ];
    Some(state.words().with("removed-by", &args))
}
