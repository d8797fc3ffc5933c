//! The help and the palette: actions with their keys and what they do.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{cursor_column, position, put};
use crate::action::Group;
use crate::clean;
use crate::glyph::Sign;
use crate::state::State;
use crate::state::overlay::{Listed, Overlay, OverlayKind};
use crate::theme::Tone;

/// Draws the overlay over the whole body. Where the cursor stands.
pub(in crate::view) fn draw(state: &State, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let overlay = state.overlay.as_ref()?;
    let words = state.words();
    let title = words.say(match overlay.kind {
        OverlayKind::Help => "help-title",
        OverlayKind::Palette => "palette-title",
    });
    let head = format!("{title}  ");
    let first = Rect { height: 1, ..area };
    put(state, buffer, first, &[(&head, Tone::Heading), (overlay.typed.text(), Tone::Plain)]);
    let listed = overlay.listed(state);
    let lines = lines(state, overlay, &listed, usize::from(area.width));
    let height = usize::from(area.height.saturating_sub(1));
    let marked = lines.iter().position(|line| line.marked).unwrap_or(0);
    let top = (marked + 1).saturating_sub(height);
    for (y, line) in (area.y + 1..area.bottom()).zip(lines.iter().skip(top)) {
        let pieces: Vec<_> =
            line.pieces.iter().map(|(text, tone)| (text.as_str(), *tone)).collect();
        put(state, buffer, Rect { y, height: 1, ..area }, &pieces);
    }
    Some(position(first, clean::width(&head) + cursor_column(&overlay.typed)))
}

struct Drawn {
    pieces: Vec<(String, Tone)>,
    marked: bool,
}

fn lines(state: &State, overlay: &Overlay, listed: &[Listed], width: usize) -> Vec<Drawn> {
    let words = state.words();
    let signs = state.settings.glyphs.signs();
    if listed.is_empty() {
        let none = format!("  {}", words.say("palette-none"));
        return vec![Drawn { pieces: vec![(none, Tone::Plain)], marked: false }];
    }
    let widest = |of: fn(&Listed) -> &str, most| {
        listed.iter().map(|one| clean::width(of(one))).max().unwrap_or(0).min(most)
    };
    let keys = widest(|one| &one.keys, width / 3);
    let names = widest(|one| &one.name, width / 3);
    let pad = |text: &str, cells: usize| {
        let text = signs.fit(text, cells);
        let blank = cells.saturating_sub(clean::width(&text));
        format!("{text}{}", " ".repeat(blank))
    };
    let mut lines = Vec::new();
    let mut group: Option<Group> = None;
    for (at, one) in listed.iter().enumerate() {
        let of = one.action.group();
        if overlay.typed.is_empty() && group != Some(of) {
            let heading = words.say(&format!("group-{}", of.name()));
            lines.push(Drawn { pieces: vec![(heading, Tone::Heading)], marked: false });
            group = Some(of);
        }
        let marked = at == overlay.at;
        let marker = if marked { state.settings.glyphs.sign(Sign::Marker) } else { " " };
        let tone = if marked { Tone::Selected } else { Tone::Plain };
        let used = keys + names + 6;
        let help = signs.fit(&one.help, width.saturating_sub(used));
        let pieces = vec![
            (format!("{marker} "), tone),
            (pad(&one.keys, keys), Tone::Key),
            (format!("  {}", pad(&one.name, names)), tone),
            (format!("  {help}"), Tone::Plain),
        ];
        lines.push(Drawn { pieces, marked });
    }
    lines
}
