//! A screen as an SVG picture, for documents: every run of one style has its exact length, so that
//! columns stand straight in whatever font the reader has.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::clean;

const CELL_WIDTH: usize = 9;
const CELL_HEIGHT: usize = 19;
const MARGIN: usize = 12;
/// From the top of a cell to the line that letters stand on.
const BASELINE: usize = 14;
const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#e6e6e6";

/// The buffer as an SVG document.
pub fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n"
    );
    for y in 0..buffer.area.height {
        for run in runs(buffer, y) {
            draw(&mut svg, &run, usize::from(y));
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Neighbouring cells of one style.
struct Run<'a> {
    column: usize,
    cells: usize,
    text: String,
    style: &'a Cell,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut skip = 0;
    for x in 0..buffer.area.width {
        let cell = &buffer[(x, y)];
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let width = clean::width(cell.symbol()).max(1);
        skip = width - 1;
        let last = runs
            .last_mut()
            .filter(|run| run.style.fg == cell.fg && run.style.modifier == cell.modifier);
        match last {
            Some(run) => {
                run.text.push_str(cell.symbol());
                run.cells += width;
            }
            None => runs.push(Run {
                column: x.into(),
                cells: width,
                text: cell.symbol().to_owned(),
                style: cell,
            }),
        }
    }
    runs
}

fn draw(svg: &mut String, run: &Run<'_>, row: usize) {
    let reversed = run.style.modifier.contains(Modifier::REVERSED);
    let (x, y) = (MARGIN + run.column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT);
    let width = run.cells * CELL_WIDTH;
    let colour = colour(run.style.fg);
    let fill = if reversed { BACKGROUND } else { colour };
    if reversed {
        let rect = format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{colour}\"/>\n"
        );
        svg.push_str(&rect);
    }
    // Blanks at both ends are not drawn: the length belongs to what is seen.
    let trimmed = run.text.trim_start();
    let before = run.text.chars().count() - trimmed.chars().count();
    let trimmed = trimmed.trim_end();
    if trimmed.is_empty() {
        return;
    }
    let bold = run.style.modifier.contains(Modifier::BOLD);
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let (x, y) = (x + before * CELL_WIDTH, y + BASELINE);
    let length = clean::width(trimmed) * CELL_WIDTH;
    let text = escape(trimmed);
    writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" \
         fill=\"{fill}\"{weight} xml:space=\"preserve\">{text}</text>"
    )
    .expect("writing to a string cannot fail");
}

fn colour(colour: Color) -> &'static str {
    match colour {
        Color::LightRed | Color::Red => "#ff6b6b",
        Color::Yellow => "#e8c268",
        Color::Cyan => "#6cc7d9",
        _ => FOREGROUND,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn runs_have_their_length_and_text_is_escaped() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 1));
        buffer.set_string(0, 0, "a<b ", Style::new().add_modifier(Modifier::BOLD));
        buffer.set_string(4, 0, "déjà", Style::new());
        let svg = svg(&buffer);
        assert!(svg.contains("textLength=\"27\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#e6e6e6\" font-weight=\"bold\" xml:space=\"preserve\">a&lt;b</text>"), "{svg}");
        assert!(svg.contains("textLength=\"36\""), "{svg}");
    }
}
