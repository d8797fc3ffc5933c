//! The last line: the keys that work here, from the keymap. Above it what was last said, or what
//! may follow the keys struck so far.

use ratatui::buffer::Buffer;

use super::keys;
use super::widget::put;
use crate::action::{Action, Scope};
use crate::clean;
use crate::layout::Regions;
use crate::state::State;
use crate::state::pane::Pane;
use crate::theme::Tone;

/// Draws the last lines.
pub(super) fn draw(state: &State, buffer: &mut Buffer, regions: &Regions, panes: &[Pane]) {
    if let Some(area) = regions.notice {
        if !state.pending.is_empty() {
            strip(state, buffer, area);
        } else if let Some(notice) = &state.notice {
            let tone = if notice.is_alert { Tone::Alert } else { Tone::Plain };
            let said = state.settings.glyphs.signs().fit(&notice.text, area.width.into());
            put(state, buffer, area, &[(&said, tone)]);
        }
    }
    let mut line = Line::new(usize::from(regions.footer.width));
    for action in actions(state, panes) {
        let Some(keys) = key_for(state, action) else { continue };
        line.add(keys, state.words().say(&format!("action-{action}")));
    }
    // Help is always named, whatever else must go.
    if let Some(keys) = key_for(state, Action::Help) {
        line.add_always(keys, state.words().say("action-help"));
    }
    put(state, buffer, regions.footer, &line.pieces());
}

/// What the footer names, the most needed first.
fn actions(state: &State, panes: &[Pane]) -> Vec<Action> {
    if state.overlay.is_some() {
        return vec![Action::Open, Action::Back];
    }
    if state.form.is_some() {
        let moves = [Action::NextField, Action::PreviousField];
        return [Action::Submit, Action::Back]
            .into_iter()
            .chain(moves)
            .chain([Action::Discard])
            .collect();
    }
    if state.place().walk.filtering {
        return vec![Action::Open, Action::Back];
    }
    if state.desk.is_none() {
        // Without a room there is nothing to go to.
        return vec![Action::Quit];
    }
    let mut actions = state.offers_on(state.target_in(panes).as_ref());
    actions.truncate(8);
    if super::situation::has_tasks(state, panes) {
        actions.insert(0, Action::Tasks);
    }
    let always = [Action::Filter, Action::Palette];
    let screens = [Action::Situation, Action::Flows, Action::Plans, Action::Roster, Action::Log];
    let here = state.place().screen.scope();
    let other = screens.into_iter().filter(|action| action.name() != here.name());
    actions.extend(other.chain(always));
    actions
}

fn key_for(state: &State, action: Action) -> Option<String> {
    let (scopes, text) = state.scopes();
    let keymap = &state.settings.keymap;
    let typed = |keys: &&Vec<crate::keymap::Key>| {
        text && keys.first().is_some_and(|key| key.text().is_some())
    };
    let found = keymap.sequences(&scopes, action).into_iter().find(|keys| !typed(keys))?;
    Some(keys(state.words(), found))
}

/// Keys and words, as many as fit.
struct Line {
    width: usize,
    used: usize,
    hints: Vec<(String, String)>,
}

impl Line {
    fn new(width: usize) -> Self {
        Self { width, used: 0, hints: Vec::new() }
    }

    fn width_of(keys: &str, words: &str) -> usize {
        clean::width(keys) + 1 + clean::width(words) + 2
    }

    fn add(&mut self, keys: String, words: String) {
        let width = Self::width_of(&keys, &words);
        if self.used + width <= self.width {
            self.used += width;
            self.hints.push((keys, words));
        }
    }

    fn add_always(&mut self, keys: String, words: String) {
        let width = Self::width_of(&keys, &words).saturating_sub(2);
        while self.used + width > self.width {
            let Some((keys, words)) = self.hints.pop() else { break };
            self.used -= Self::width_of(&keys, &words);
        }
        self.hints.push((keys, words));
    }

    fn pieces(&self) -> Vec<(&str, Tone)> {
        let mut pieces = Vec::new();
        for (at, (keys, words)) in self.hints.iter().enumerate() {
            if at > 0 {
                pieces.push(("  ", Tone::Plain));
            }
            pieces.extend([(keys.as_str(), Tone::Key), (" ", Tone::Plain)]);
            pieces.push((words.as_str(), Tone::Plain));
        }
        pieces
    }
}

/// What may follow: a strip of a few lines, because a box in the middle would cost a kilobyte.
fn strip(state: &State, buffer: &mut Buffer, area: ratatui::layout::Rect) {
    let (scopes, _): (Vec<Scope>, bool) = state.scopes();
    let words = state.words();
    let prefix = keys(words, &state.pending);
    let mut lines: Vec<Line> = (0..area.height).map(|_| Line::new(area.width.into())).collect();
    let indent = clean::width(&prefix) + 2;
    lines.iter_mut().for_each(|line| line.used = indent);
    for hint in state.settings.keymap.hints(&scopes, &state.pending) {
        let what = match hint.action {
            Some(action) => words.say(&format!("action-{action}")),
            None => words.say("hints-more"),
        };
        let key = keys(words, &[hint.key]);
        let width = Line::width_of(&key, &what);
        if let Some(line) = lines.iter_mut().find(|line| line.used + width <= line.width) {
            line.add(key, what);
        }
    }
    for (at, line) in (0u16..).zip(&lines) {
        let row = ratatui::layout::Rect { y: area.y + at, height: 1, ..area };
        let first = if at == 0 { prefix.clone() } else { " ".repeat(clean::width(&prefix)) };
        let mut pieces = vec![(first.as_str(), Tone::Key), ("  ", Tone::Plain)];
        pieces.extend(line.pieces());
        put(state, buffer, row, &pieces);
    }
}
