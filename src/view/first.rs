//! The first run: what to do.

use crate::clean;
use crate::state::State;
use crate::state::pane::{Cell, Pane, wrap};
use crate::theme::Tone;

/// Says how to begin: with an invitation, a room of one's own, or the demonstration.
pub(super) fn panes(state: &State) -> Vec<Pane> {
    /// Below so many rows nothing is set apart: all of it must be seen.
    const ROWS_TO_SET_APART: u16 = 20;
    let words = state.words();
    let width = usize::from(state.size.0).saturating_sub(4);
    let mut lines = Vec::new();
    let mut say = |key: &str, tone, indent: &str| {
        for line in wrap(&words.say(key), width.saturating_sub(indent.len())) {
            lines.push(Cell::toned(format!("{indent}{line}"), tone));
        }
        if tone != Tone::Plain && state.size.1 >= ROWS_TO_SET_APART {
            lines.push(Cell::plain(""));
        }
    };
    say("first-what", Tone::Plain, "");
    for way in ["join", "found", "demo"] {
        say(&format!("first-{way}"), Tone::Plain, "");
        say(&format!("first-{way}-command"), Tone::Key, "  ");
    }
    say("first-help", Tone::Plain, "");
    debug_assert!(lines.iter().all(|line| clean::width(&line.text) <= width.max(8)));
    vec![Pane::text(words.say("first-title"), lines, 4)]
}
