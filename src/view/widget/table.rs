//! Panes of rows: a heading, a marker and bold for the row with the marker, columns whose widths
//! come from the catalogue.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::put;
use crate::glyph::Sign;
use crate::layout;
use crate::state::State;
use crate::state::pane::{Column, Pane, Row, Width};
use crate::theme::Tone;

/// The marker and a space.
const MARKER_CELLS: usize = 2;
/// Between two columns.
const GAP_CELLS: usize = 2;

/// Draws panes one under the other.
pub(in crate::view) fn draw(state: &State, buffer: &mut Buffer, area: Rect, panes: &[Pane]) {
    let walk = &state.place().walk;
    let selected = walk.selected(panes);
    let with_marker = selected.map_or(0, |(pane, _)| pane);
    let heights = layout::heights(panes, with_marker, area.height.into());
    let mut y = area.y;
    for (at, (pane, height)) in panes.iter().zip(heights).enumerate() {
        let lines = u16::try_from(height + 1).unwrap_or(u16::MAX);
        if height == 0 || y + lines > area.bottom() {
            continue;
        }
        let row = selected.and_then(|(pane, row)| (pane == at).then_some(row));
        let top = walk.top(at, row, height, pane.rows.len());
        draw_pane(state, buffer, Rect { y, height: lines, ..area }, pane, row, top);
        y += lines;
    }
}

fn draw_pane(
    state: &State,
    buffer: &mut Buffer,
    area: Rect,
    pane: &Pane,
    selected: Option<usize>,
    top: usize,
) {
    let widths = widths(&pane.columns, usize::from(area.width));
    let titles = pane.columns.iter().map(|column| (column.title.as_str(), Tone::Heading));
    let heading = Rect { height: 1, ..area };
    if pane.columns.iter().skip(1).all(|column| column.title.is_empty()) {
        // Nothing stands beside it: the title has the whole line.
        draw_cells(state, buffer, heading, 0, titles.take(1), &[usize::from(area.width)]);
    } else {
        draw_cells(state, buffer, heading, 0, titles, &widths);
    }
    let line = |at: u16| Rect { y: area.y + 1 + at, height: 1, ..area };
    if pane.rows.is_empty() {
        put(state, buffer, line(0), &[("  ", Tone::Plain), (&pane.empty, Tone::Plain)]);
    }
    let shown = pane.rows.iter().enumerate().skip(top);
    for (at, (number, row)) in (0..area.height.saturating_sub(1)).zip(shown) {
        draw_row(state, buffer, line(at), row, Some(number) == selected, &widths);
    }
}

fn draw_row(
    state: &State,
    buffer: &mut Buffer,
    area: Rect,
    row: &Row,
    is_selected: bool,
    widths: &[usize],
) {
    if is_selected {
        let marker = state.settings.glyphs.sign(Sign::Marker);
        put(state, buffer, area, &[(marker, Tone::Selected)]);
    }
    // Bold on the first cell alone: a whole row in another style is a whole row of bytes.
    let cells = row.cells.iter().enumerate().map(|(at, cell)| {
        let tone = match cell.tone {
            Tone::Plain if is_selected && at == 0 => Tone::Selected,
            tone => tone,
        };
        (cell.text.as_str(), tone)
    });
    draw_cells(state, buffer, area, MARKER_CELLS, cells, widths);
}

fn draw_cells<'a>(
    state: &State,
    buffer: &mut Buffer,
    area: Rect,
    indent: usize,
    cells: impl Iterator<Item = (&'a str, Tone)>,
    widths: &[usize],
) {
    let signs = state.settings.glyphs.signs();
    let mut x = indent;
    for (at, ((text, tone), width)) in cells.zip(widths).enumerate() {
        if *width == 0 {
            continue;
        }
        // The heading of the first column begins at the very left, over the marker.
        let width = if indent == 0 && at == 0 { width + MARKER_CELLS } else { *width };
        let left = area.x + u16::try_from(x).unwrap_or(u16::MAX);
        let right = area.right().saturating_sub(left);
        let cell = Rect { x: left.min(area.right()), width: right, ..area };
        let text = signs.fit(&state.settings.glyphs.text(text), width);
        put(state, buffer, cell, &[(&text, tone)]);
        x += width + GAP_CELLS;
    }
}

/// How wide each column is in `total` cells; 0 for those that had to go.
fn widths(columns: &[Column], total: usize) -> Vec<usize> {
    let total = total.saturating_sub(MARKER_CELLS);
    let mut spare = columns.iter().map(|column| column.spare).max().unwrap_or(0);
    loop {
        let kept = |column: &&Column| column.spare <= spare;
        let gaps = columns.iter().filter(kept).count().saturating_sub(1) * GAP_CELLS;
        let fixed: usize = columns
            .iter()
            .filter(kept)
            .map(|column| match column.width {
                Width::Cells(cells) => cells,
                Width::Rest(_) => 0,
            })
            .sum();
        let rest: Vec<usize> = columns
            .iter()
            .filter_map(|column| match column.width {
                Width::Rest(least) if column.spare <= spare => Some(least),
                _ => None,
            })
            .collect();
        let left = total.saturating_sub(fixed + gaps);
        if left >= rest.iter().sum() || spare == 0 {
            let each = left / rest.len().max(1);
            return columns
                .iter()
                .map(|column| match column.width {
                    _ if column.spare > spare => 0,
                    Width::Cells(cells) => cells,
                    Width::Rest(_) => each,
                })
                .collect();
        }
        spare -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_where_the_screen_is_narrow() {
        let columns = [
            Column::rest("what", 20),
            Column::of("severity", ["Moderate"], 0),
            Column::of("phase", ["anticipate"], 1),
            Column::of("next", ["LATE 23 h 59"], 2),
        ];
        assert_eq!(widths(&columns, 80), [42, 8, 10, 12]);
        assert_eq!(widths(&columns, 48), [24, 8, 10, 0]);
        assert_eq!(widths(&columns, 40), [28, 8, 0, 0]);
        assert_eq!(widths(&columns, 20), [8, 8, 0, 0]);
    }
}
