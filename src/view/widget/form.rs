//! A form: label and value on a line, what is wrong under it, suggestions under a place.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{cursor_column, position, put};
use crate::clean;
use crate::glyph::Sign;
use crate::state::State;
use crate::state::form::{Form, FormField, Input};
use crate::state::pane::wrap;
use crate::state::purpose::Purpose;
use crate::theme::Tone;
use crate::update;
use crate::view::header;
use crate::words::arg;

/// One line of a form, ready to draw.
struct Drawn {
    pieces: Vec<(String, Tone)>,
    /// The column of the cursor, if it stands on this line.
    cursor: Option<usize>,
    /// Whether it belongs to the field in focus.
    focused: bool,
}

/// Draws the open form. Where the cursor stands.
pub(in crate::view) fn draw(state: &State, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let form = state.form.as_ref()?;
    let title = state.words().say(&format!("form-title-{}", form.purpose.name()));
    put(state, buffer, Rect { height: 1, ..area }, &[(&title, Tone::Heading)]);
    let lines = lines(state, form, usize::from(area.width));
    let height = usize::from(area.height.saturating_sub(1));
    let first = first_shown(&lines, height);
    let mut cursor = None;
    for (y, line) in (area.y + 1..area.bottom()).zip(lines.iter().skip(first)) {
        let row = Rect { y, height: 1, ..area };
        let pieces: Vec<_> =
            line.pieces.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
        put(state, buffer, row, &pieces);
        if let Some(column) = line.cursor {
            cursor = Some(position(row, column));
        }
    }
    cursor
}

/// Scrolled as little as shows the field in focus whole, or its cursor.
fn first_shown(lines: &[Drawn], height: usize) -> usize {
    let last = lines.iter().rposition(|line| line.focused).unwrap_or(0);
    let cursor = lines.iter().position(|line| line.cursor.is_some()).unwrap_or(last);
    let first = (last + 1).saturating_sub(height);
    first.min(cursor)
}

fn lines(state: &State, form: &Form, width: usize) -> Vec<Drawn> {
    let words = state.words();
    let label = |field: &FormField| words.say(&format!("field-{}", field.id));
    let labels = form.fields.iter().map(|field| clean::width(&label(field))).max().unwrap_or(0);
    let labels = labels.min(width / 2);
    let mut lines = Vec::new();
    for (at, field) in form.fields.iter().enumerate() {
        let focused = at == form.focus;
        let start = lines.len();
        field_lines(state, field, focused, &label(field), labels, width, &mut lines);
        lines[start..].iter_mut().for_each(|line| line.focused = focused);
    }
    for remark in form.remarks.iter().chain(&cost(state)) {
        for line in wrap(remark, width.saturating_sub(2)) {
            let pieces = vec![(format!("  {line}"), Tone::Plain)];
            lines.push(Drawn { pieces, cursor: None, focused: false });
        }
    }
    let focused = form.focus >= form.fields.len();
    let marker = if focused { state.settings.glyphs.sign(Sign::Marker) } else { " " };
    let tone = if focused { Tone::Selected } else { Tone::Plain };
    let submit = match form.purpose {
        Purpose::ShareDocument => "form-submit-share",
        Purpose::OpenDocument(_) => "form-submit-open",
        _ => "form-submit",
    };
    let submit = format!("{marker} [ {} ]", words.say(submit));
    lines.push(Drawn { pieces: vec![(submit, tone)], cursor: None, focused });
    lines
}

/// What it will cost to send, before it is sent.
fn cost(state: &State) -> Option<String> {
    let words = state.words();
    let bytes = update::cost(state)?;
    let Some(bps) = state.link.rate_bps.filter(|rate| *rate > 0) else {
        return Some(words.with("form-cost", &[("bytes", arg(bytes))]));
    };
    let tenths = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_mul(80) / bps;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    let rate = header::rate(words, bps);
    let args = [("bytes", arg(bytes)), ("seconds", arg(seconds)), ("rate", arg(rate))];
    Some(words.with("form-cost-seconds", &args))
}

fn field_lines(
    state: &State,
    field: &FormField,
    focused: bool,
    label: &str,
    labels: usize,
    width: usize,
    lines: &mut Vec<Drawn>,
) {
    let marker = if focused { state.settings.glyphs.sign(Sign::Marker) } else { " " };
    let wanted = if field.wanted { "*" } else { " " };
    let pad = " ".repeat(labels.saturating_sub(clean::width(label)));
    let head = format!("{marker} {label}{pad}{wanted} ");
    let indent = clean::width(&head);
    let tone = if focused { Tone::Selected } else { Tone::Plain };
    let room = width.saturating_sub(indent).max(4);
    let (values, cursor) = value_lines(state, field, room);
    for (at, value) in values.into_iter().enumerate() {
        let head = if at == 0 { head.clone() } else { " ".repeat(indent) };
        let cursor = cursor.filter(|(line, _)| focused && *line == at);
        let cursor = cursor.map(|(_, column)| indent + column);
        lines.push(Drawn { pieces: vec![(head, tone), (value, Tone::Plain)], cursor, focused });
    }
    let under = |text: String, tone| Drawn {
        pieces: vec![(format!("{}{text}", " ".repeat(indent)), tone)],
        cursor: None,
        focused,
    };
    if focused && let Input::Place { at, .. } = &field.input {
        for (number, place) in state.suggestions().iter().enumerate() {
            let marked = *at == Some(number);
            let marker = if marked { state.settings.glyphs.sign(Sign::Marker) } else { " " };
            let tone = if marked { Tone::Selected } else { Tone::Plain };
            lines.push(under(format!("{marker} {}  {}", place.code, place.name), tone));
        }
    }
    if focused && matches!(field.input, Input::Several(_)) {
        lines.push(under(state.words().say("form-several-hint"), Tone::Plain));
    }
    if let Some(problem) = &field.problem {
        let sign = state.settings.glyphs.sign(Sign::Refused);
        lines.push(under(format!("{sign} {problem}"), Tone::Alert));
    }
}

/// The value of a field line by line, and the line and column of the cursor.
fn value_lines(
    state: &State,
    field: &FormField,
    room: usize,
) -> (Vec<String>, Option<(usize, usize)>) {
    match &field.input {
        Input::Choice { values, at } => {
            let chosen = at.and_then(|at| values.get(at)).map(|value| value.words.as_str());
            let place = format!("{}/{}", at.map_or(0, |at| at + 1), values.len());
            let text = format!("< {} >  {place}", chosen.unwrap_or("-"));
            (vec![state.settings.glyphs.signs().fit(&text, room)], None)
        }
        Input::Several(several) => {
            let shown = several.at.and_then(|at| several.values.get(at));
            let added = several.at.is_some_and(|at| several.chosen.contains(&at));
            let sign = if added { "+ " } else { "" };
            let place = format!("{}/{}", several.at.map_or(0, |at| at + 1), several.values.len());
            let shown = shown.map_or("-", |value| value.words.as_str());
            let mut lines = vec![format!("< {sign}{shown} >  {place}")];
            if !several.chosen.is_empty() {
                let added: Vec<&str> = several.counted().map(|v| v.words.as_str()).collect();
                lines.push(format!("+ {}", added.join(", ")));
            }
            let signs = state.settings.glyphs.signs();
            (lines.iter().map(|line| signs.fit(line, room)).collect(), None)
        }
        Input::Text(text) | Input::Place { text, .. } | Input::Moment(text) => {
            let mut lines = Vec::new();
            let mut cursor = None;
            let mut start = 0;
            for line in text.text().split('\n') {
                let end = start + line.len();
                if (start..=end).contains(&text.cursor()) && cursor.is_none() {
                    let (pieces, at) = scrolled(line, cursor_column(text), room);
                    cursor = Some((lines.len() + at.0, at.1));
                    lines.extend(pieces);
                } else {
                    lines.extend(scrolled(line, 0, room).0);
                }
                start = end + 1;
            }
            (lines, cursor)
        }
    }
}

/// A line cut into pieces of at most `room` cells, and where a column of it comes to lie.
fn scrolled(line: &str, column: usize, room: usize) -> (Vec<String>, (usize, usize)) {
    use unicode_segmentation::UnicodeSegmentation;
    let mut pieces = vec![String::new()];
    let (mut used, mut passed, mut at) = (0, 0, (0, 0));
    for grapheme in line.graphemes(true) {
        let width = clean::width(grapheme);
        if used + width >= room {
            pieces.push(String::new());
            used = 0;
        }
        if passed <= column {
            at = (pieces.len() - 1, used);
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(grapheme);
        }
        used += width;
        passed += width;
    }
    if passed <= column {
        at = (pieces.len() - 1, used);
    }
    (pieces, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_break_and_the_cursor_goes_along() {
        assert_eq!(scrolled("abcdef", 6, 5), (vec!["abcd".into(), "ef".into()], (1, 2)));
        assert_eq!(scrolled("abcdef", 3, 5), (vec!["abcd".into(), "ef".into()], (0, 3)));
        assert_eq!(scrolled("", 0, 5), (vec![String::new()], (0, 0)));
    }
}
