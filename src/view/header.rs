//! The first line, always: mode and room, role, time, link. In an exercise it says so at both ends
//! and in reverse video; above it stands a real event until it is acknowledged.

use liaison_core::terms::Mode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::age;
use super::widget::put;
use crate::clean;
use crate::layout::Regions;
use crate::state::{LinkPhase, State};
use crate::theme::Tone;
use crate::when;
use crate::words::{Words, arg};

/// Draws the first line, and the one above it.
pub(super) fn draw(state: &State, buffer: &mut Buffer, regions: &Regions) {
    if let Some(area) = regions.real_event {
        real_event(state, buffer, area);
    }
    let area = regions.banner;
    let width = usize::from(area.width);
    let (banner, tone) = mode(state);
    let line = line(state, &banner, tone == Tone::Banner, width);
    put(state, buffer, area, &[(&line, tone)]);
}

fn real_event(state: &State, buffer: &mut Buffer, area: Rect) {
    let event = state.desk.as_ref().and_then(|desk| desk.real_event());
    let Some((_, event)) = event else { return };
    let words = state.words();
    let room = clean::line(&event.actual_room).into_owned();
    let said = format!(
        "{}  {}",
        words.say("banner-real-event"),
        words.with("banner-real-event-room", &[("room", arg(room))])
    );
    let width = usize::from(area.width);
    let line = pad(&state.settings.glyphs.signs().fit(&said, width), width);
    put(state, buffer, area, &[(&line, Tone::RealEvent)]);
}

/// The word for the room's mode, and how it is shown.
fn mode(state: &State) -> (String, Tone) {
    match state.desk.as_ref().and_then(|desk| desk.room.mode()) {
        None => ("liaison".to_owned(), Tone::Heading),
        Some(Mode::Actual) => (state.words().say("banner-actual"), Tone::Heading),
        Some(mode) => (state.words().say(&format!("banner-{mode}")), Tone::Banner),
    }
}

/// A part of the line; those with a higher number go first where it is too long.
struct Part {
    text: String,
    spare: u8,
}

fn line(state: &State, banner: &str, at_both_ends: bool, width: usize) -> String {
    /// So much of the room's name is shown before role, label, queue and a wrong clock go.
    const NAME_CELLS_LEAST: usize = 8;
    /// So much before rate and age do. The role stays as long as there is room for anything.
    const NAME_CELLS: usize = 12;
    let part = |text: String, spare| Part { text, spare };
    let mut name = String::new();
    let mut left = Vec::new();
    let mut right = Vec::new();
    if let Some(desk) = &state.desk {
        name = clean::line(desk.room.purpose()).into_owned();
        left.push(part(desk.room.tlp().to_string(), 3));
        let role = match desk.role() {
            Some(role) => Some(format!("role-{role}")),
            None => desk.member().map(|_| "out-seat-removed".to_owned()),
        };
        let role = role.map(|key| state.words().say(&key));
        left.push(part(role.unwrap_or_default(), 2));
    }
    if let Some(off) = state.link.clock_off_ms {
        let off = age::span(state.words(), std::time::Duration::from_millis(off));
        right.push(part(state.words().with("banner-clock-off", &[("age", arg(off))]), 1));
    }
    right.push(part(when::clock(state.now), 0));
    let mut link = link(state);
    loop {
        let said = part(joined(&link, " "), 0);
        let last = at_both_ends.then(|| part(banner.to_owned(), 0));
        let end = joined(right.iter().chain([&said]).chain(&last), "  ");
        let rest = joined(&left, "  ");
        let taken = [banner, &rest, &end].map(clean::width).into_iter().filter(|cells| *cells > 0);
        let others: usize = taken.map(|cells| cells + 2).sum();
        let room = width.saturating_sub(others);
        let most = left.iter().chain(&right).chain(&link).map(|part| part.spare).max().unwrap_or(0);
        let wanted = if most > 3 { NAME_CELLS } else { NAME_CELLS_LEAST };
        if room >= clean::width(&name).min(wanted) || most == 0 {
            let name = state.settings.glyphs.signs().fit(&name, room);
            let start =
                joined([banner, &name, &rest].map(|text| part(text.to_owned(), 0)).iter(), "  ");
            let gap = width.saturating_sub(clean::width(&start) + clean::width(&end));
            return format!("{start}{}{end}", " ".repeat(gap));
        }
        for parts in [&mut left, &mut right, &mut link] {
            parts.retain(|part| part.spare < most);
        }
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a Part>, between: &str) -> String {
    let texts = parts.into_iter().map(|part| part.text.as_str()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(between)
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(clean::width(text))))
}

/// The link: its state or rate, what waits to be sent, how old the picture is.
fn link(state: &State) -> Vec<Part> {
    let (words, link) = (state.words(), &state.link);
    let phase = match (link.phase, link.rate_bps) {
        (LinkPhase::Up, Some(rate)) if !is_hand_in(state) => self::rate(words, rate),
        _ => words.say(phase_key(state)),
    };
    let runs = link.phase == LinkPhase::Up && !is_hand_in(state);
    let mut parts = vec![Part { text: phase, spare: if runs { 6 } else { 0 } }];
    if link.queue > 0 {
        let text = words.with("link-queue", &[("n", arg(link.queue))]);
        parts.push(Part { text, spare: 1 });
    }
    if let Some(at) = link.current_at {
        let age = age::short(words, at, state.now);
        parts.push(Part { text: words.with("link-age", &[("age", arg(age))]), spare: 4 });
    }
    parts
}

/// The word for what the link is doing. Who was removed may hand in what was written, and is told
/// nothing more: that is no catching up.
pub(super) fn phase_key(state: &State) -> &'static str {
    match state.link.phase {
        _ if is_hand_in(state) => "link-hand-in",
        LinkPhase::None => "link-none",
        LinkPhase::Down => "link-down",
        LinkPhase::Connecting => "link-connecting",
        LinkPhase::CatchingUp => "link-catching-up",
        LinkPhase::Up => "link-up",
    }
}

fn is_hand_in(state: &State) -> bool {
    let connected = matches!(state.link.phase, LinkPhase::CatchingUp | LinkPhase::Up);
    connected && state.desk.as_ref().is_some_and(|desk| desk.is_removed())
}

/// A rate as officers say it: `2.4k`, `9.6k`, `1.2M`.
pub(super) fn rate(words: &Words, bps: u64) -> String {
    let (whole, tenth, unit) = match bps {
        0..1_000 => (bps, 0, ""),
        1_000..1_000_000 => (bps / 1_000, bps % 1_000 / 100, "k"),
        _ => (bps / 1_000_000, bps % 1_000_000 / 100_000, "M"),
    };
    let rate = if tenth == 0 { format!("{whole}{unit}") } else { format!("{whole}.{tenth}{unit}") };
    words.with("link-rate", &[("rate", arg(rate))])
}
