//! From keys to what they mean, and what that does on screens and overlays.

use super::forms;
use crate::action::Action;
use crate::effect::Effect;
use crate::keymap::{Key, Resolution, Stroke};
use crate::state::form::Input;
use crate::state::offer::Intent;
use crate::state::overlay::{Overlay, OverlayKind};
use crate::state::pane::Target;
use crate::state::{Screen, State};
use crate::view;
use crate::words::arg;

/// A key was struck.
pub(super) fn strike(state: &mut State, key: Key) -> Vec<Effect> {
    let (scopes, text) = state.scopes();
    let pending = std::mem::take(&mut state.pending);
    match state.settings.keymap.resolve(&scopes, text, &pending, key) {
        Resolution::Matched(action) => act(state, action),
        Resolution::Edit(char) => insert(state, char),
        Resolution::Pending => {
            state.pending = pending;
            state.pending.push(key);
            Vec::new()
        }
        Resolution::Split(rest) => {
            let mut effects = strike(state, Key::plain(Stroke::Esc));
            effects.extend(strike(state, rest));
            effects
        }
        Resolution::Cancelled | Resolution::NotFound => Vec::new(),
    }
}

/// Text was pasted. Outside of fields it is nothing: it must not be taken for keys.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    if let Some(overlay) = &mut state.overlay {
        overlay.typed.paste(text);
        overlay.at = 0;
    } else if let Some(form) = &mut state.form {
        if !form.paste(text) {
            let max = crate::state::text_field::FIELD_BYTES_MAX;
            let args = [("n", arg(text.len())), ("max", arg(max))];
            let said = state.words().with("form-too-long", &args);
            state.warn(said);
        }
        return forms::written(state);
    } else if state.place().walk.filtering {
        state.place_mut().walk.filter.paste(text);
    }
    Vec::new()
}

fn insert(state: &mut State, char: char) -> Vec<Effect> {
    if let Some(overlay) = &mut state.overlay {
        overlay.typed.insert(char);
        overlay.at = 0;
        return Vec::new();
    }
    if let Some(form) = &mut state.form {
        form.insert(char);
        return forms::written(state);
    }
    state.place_mut().walk.filter.insert(char);
    Vec::new()
}

/// Carries out an action.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Quit => return super::leave(state, 0),
        Action::Redraw => return vec![Effect::Redraw],
        Action::ReloadKeys => return vec![Effect::ReadKeymap],
        Action::Suspend if state.settings.may_suspend => return vec![Effect::Suspend],
        Action::Suspend => return Vec::new(),
        Action::Help | Action::Palette => return open_overlay(state, action),
        _ => {}
    }
    if state.overlay.is_some() {
        return in_overlay(state, action);
    }
    if state.form.is_some() {
        return forms::act(state, action);
    }
    on_screen(state, action)
}

fn open_overlay(state: &mut State, action: Action) -> Vec<Effect> {
    let kind = if action == Action::Help { OverlayKind::Help } else { OverlayKind::Palette };
    let scopes = match &state.overlay {
        Some(overlay) => overlay.scopes.clone(),
        None => state.scopes().0,
    };
    state.overlay = Some(Overlay::new(kind, scopes));
    Vec::new()
}

fn in_overlay(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(overlay) = &state.overlay else { return Vec::new() };
    let listed = overlay.listed(state);
    let page = usize::from(state.size.1).saturating_sub(4).max(1);
    let last = listed.len().saturating_sub(1);
    let chosen = listed.get(overlay.at).map(|listed| listed.action);
    let Some(overlay) = &mut state.overlay else { return Vec::new() };
    match action {
        Action::Back => state.overlay = None,
        Action::Up => overlay.at = overlay.at.saturating_sub(1),
        Action::Down => overlay.at = (overlay.at + 1).min(last),
        Action::PageUp => overlay.at = overlay.at.saturating_sub(page),
        Action::PageDown => overlay.at = (overlay.at + page).min(last),
        Action::Open => {
            state.overlay = None;
            return chosen.map_or_else(Vec::new, |chosen| act(state, chosen));
        }
        action => {
            if overlay.typed.edit(action) {
                overlay.at = 0;
            }
        }
    }
    Vec::new()
}

fn on_screen(state: &mut State, action: Action) -> Vec<Effect> {
    if state.place().walk.filtering && filter(state, action) {
        return Vec::new();
    }
    match action {
        Action::Back => back(state),
        Action::Filter => {
            state.place_mut().walk.filtering = true;
            Vec::new()
        }
        _ => {
            if walk(state, action) {
                return older(state);
            }
            match state.intent(action) {
                Some(intent) => carry_out(state, action, intent),
                None => cannot(state, action),
            }
        }
    }
}

/// An action while the filter is typed; whether it was one for it.
fn filter(state: &mut State, action: Action) -> bool {
    let walk = &mut state.place_mut().walk;
    match action {
        Action::Open => walk.filtering = false,
        Action::Back => {
            walk.filtering = false;
            walk.filter.clear();
        }
        Action::Up | Action::Down | Action::PageUp | Action::PageDown => return false,
        action => return walk.filter.edit(action),
    }
    true
}

/// One level back: the filter first, then the screen. On the first screen it says how to leave.
fn back(state: &mut State) -> Vec<Effect> {
    state.notice = None;
    if !state.place().walk.filter.is_empty() {
        state.place_mut().walk.filter.clear();
    } else if !state.go_back() {
        let keys = key_of(state, Action::Quit);
        let said = state.words().with("notice-leave", &[("keys", arg(keys))]);
        state.say(said);
    }
    Vec::new()
}

fn key_of(state: &State, action: Action) -> String {
    let (scopes, _) = state.scopes();
    let keys = state.settings.keymap.first(&scopes, action);
    keys.map(|keys| view::keys(state.words(), keys)).unwrap_or_default()
}

fn walk(state: &mut State, action: Action) -> bool {
    let panes = view::panes(state);
    let heights = view::heights(state, &panes);
    state.place_mut().walk.go(action, &panes, &heights)
}

/// At the end of the log, older lines are asked for.
fn older(state: &State) -> Vec<Effect> {
    let in_log = matches!(state.place().screen, Screen::Log | Screen::Messages);
    let has_older = state.desk.as_ref().is_some_and(|desk| desk.has_older);
    if !in_log || !has_older {
        return Vec::new();
    }
    let panes = view::panes(state);
    let at_end =
        state.place().walk.selected(&panes).is_some_and(|(pane, row)| {
            pane + 1 == panes.len() && row + 1 == panes[pane].rows.len()
        });
    if at_end { vec![Effect::ReadOlder] } else { Vec::new() }
}

fn carry_out(state: &mut State, action: Action, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Go(screen) => {
            let from = if action == Action::Open { state.target() } else { None };
            // What was said of another screen is not true of this one; an alert stays its time.
            state.notice.take_if(|notice| !notice.is_alert);
            let read = match &screen {
                Screen::Document(entry) => vec![Effect::ReadText(*entry)],
                _ => Vec::new(),
            };
            state.go(screen);
            mark(state, from);
            if action == Action::Tasks {
                view::situation::mark_tasks(state);
            }
            read
        }
        Intent::Do(effect) => {
            say_cost(state, &effect);
            vec![effect]
        }
        Intent::Form(purpose) => forms::open(state, purpose),
        Intent::Write(draft) => forms::write_at_once(state, draft),
    }
}

/// What fetching will cost is said as it begins.
fn say_cost(state: &mut State, effect: &Effect) {
    let Effect::Want { entry, wanted } = effect else { return };
    let Some(document) = state.documents.of(entry) else { return };
    let words = state.words();
    let name = arg(crate::clean::line(&document.file_name()).into_owned());
    let cost = view::documents::cost_words(words, state.documents.cost(document));
    let key = if *wanted { "notice-fetching" } else { "notice-left" };
    let said = words.with(key, &[("name", name), ("cost", arg(cost))]);
    state.say(said);
}

/// Puts the marker on what was opened, where its screen is a list that has it.
fn mark(state: &mut State, opened: Option<Target>) {
    let (pane, target) = match opened {
        Some(target @ (Target::Flow(_) | Target::Duty(_) | Target::Offer(..))) => (0, target),
        Some(target @ Target::Step(..)) => (1, target),
        Some(Target::Conflict(at)) => (at, Target::ConflictValue(at, 0)),
        _ => return,
    };
    state.place_mut().walk.mark(pane, target);
}

fn cannot(state: &mut State, action: Action) -> Vec<Effect> {
    let name = state.words().say(&format!("action-{action}"));
    let said = state.words().with("notice-nothing-for", &[("action", arg(name))]);
    state.say(said);
    Vec::new()
}

/// Whether the field in focus has suggestions under it and one has the marker.
pub(super) fn has_suggestion(state: &State) -> bool {
    let focused = state.form.as_ref().and_then(|form| form.focused());
    focused.is_some_and(|field| matches!(field.input, Input::Place { at: Some(_), .. }))
}
