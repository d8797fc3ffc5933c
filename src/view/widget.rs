//! The few things that screens are made of. Ours and small.

pub mod form;
pub mod overlay;
pub mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::clean;
use crate::layout::Regions;
use crate::state::State;
use crate::state::text_field::TextField;
use crate::theme::Tone;

/// Writes pieces of text one after the other on the first line of an area, as far as they fit.
pub(super) fn put(state: &State, buffer: &mut Buffer, area: Rect, pieces: &[(&str, Tone)]) {
    let mut x = area.x;
    if area.height == 0 {
        return;
    }
    for (text, tone) in pieces {
        let room = usize::from(area.right().saturating_sub(x));
        if room == 0 {
            break;
        }
        let text = state.settings.glyphs.text(text);
        let style = state.settings.theme.style(*tone);
        (x, _) = buffer.set_stringn(x, area.y, text, room, style);
    }
}

/// The line with the filter, while one is typed or in force.
pub(super) fn filter(state: &State, buffer: &mut Buffer, regions: &Regions) -> Option<Position> {
    let area = regions.filter?;
    let walk = &state.place().walk;
    let label = format!("{} ", state.words().say("filter-label"));
    put(state, buffer, area, &[(&label, Tone::Key), (walk.filter.text(), Tone::Plain)]);
    let at = clean::width(&label) + cursor_column(&walk.filter);
    walk.filtering.then(|| position(area, at))
}

/// How many cells lie before the cursor on its line.
fn cursor_column(field: &TextField) -> usize {
    let before = &field.text()[..field.cursor()];
    clean::width(before.rsplit('\n').next().unwrap_or_default())
}

fn position(area: Rect, column: usize) -> Position {
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    Position::new(area.x.saturating_add(column).min(area.right().saturating_sub(1)), area.y)
}
