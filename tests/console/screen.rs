//! Keys in, screen out: text and readable style runs.

use std::fmt::Write as _;

use liaison::effect::Effect;
use liaison::keymap::Key;
use liaison::msg::Msg;
use liaison::state::State;
use liaison::update::update;
use liaison::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Strikes keys, in the notation of keymap files; `"…"` types text.
pub(crate) fn strike(state: &mut State, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (at, part) in keys.split('"').enumerate() {
        let keys: Vec<Key> = if at % 2 == 1 {
            part.chars().map(Key::char).collect()
        } else if part.trim().is_empty() {
            Vec::new()
        } else {
            Key::parse_sequence(part).expect("keys in the notation of keymap files")
        };
        for key in keys {
            effects.extend(tell(state, Msg::Key(key)));
        }
    }
    effects
}

/// Something happens, without time passing.
pub(crate) fn tell(state: &mut State, msg: Msg) -> Vec<Effect> {
    let now = state.now;
    update(state, msg, now)
}

/// The state as it is drawn.
pub(crate) fn draw(state: &State) -> Buffer {
    let (columns, rows) = state.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(state, &mut buffer);
    buffer
}

/// The screen as text, each line with its runs of style beside it.
pub(crate) fn shown(state: &State) -> String {
    let buffer = draw(state);
    let mut shown = String::new();
    for y in 0..buffer.area.height {
        let mut text = String::new();
        let mut runs: Vec<(Style, String)> = Vec::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = liaison::clean::width(cell.symbol()).saturating_sub(1);
            text.push_str(cell.symbol());
            let style = Style::new().fg(cell.fg).add_modifier(cell.modifier);
            match runs.last_mut() {
                Some((last, run)) if *last == style => run.push_str(cell.symbol()),
                _ => runs.push((style, cell.symbol().to_owned())),
            }
        }
        let named: Vec<String> = runs.iter().filter_map(|(style, run)| name(*style, run)).collect();
        let styles =
            if named.is_empty() { String::new() } else { format!("   ‹{}›", named.join(" ")) };
        writeln!(shown, "|{}|{styles}", text).expect("writing to memory");
    }
    shown
}

fn name(style: Style, run: &str) -> Option<String> {
    let mut names = Vec::new();
    if style.add_modifier.contains(Modifier::BOLD) {
        names.push("bold");
    }
    if style.add_modifier.contains(Modifier::REVERSED) {
        names.push("reverse");
    }
    match style.fg {
        Some(Color::LightRed) => names.push("red"),
        Some(Color::Yellow) => names.push("yellow"),
        Some(Color::Cyan) => names.push("cyan"),
        _ => {}
    }
    let text = run.trim();
    (!names.is_empty() && !text.is_empty()).then(|| format!("{}:{text}", names.join("+")))
}

/// The text alone.
pub(crate) fn text(state: &State) -> String {
    let buffer = draw(state);
    let width = usize::from(buffer.area.width).max(1);
    let line = |cells: &[ratatui::buffer::Cell]| {
        let line: String = cells.iter().map(|cell| cell.symbol()).collect();
        line.trim_end().to_owned()
    };
    buffer.content.chunks(width).map(line).collect::<Vec<_>>().join("\n")
}
