//! Forms: opened, written in, kept as drafts, handed in.

mod bundle;
mod document;
mod flow;
mod guidance;
mod incident;
mod log;
mod plan;
mod resolve;
mod roster;
mod seats;
mod sheet;

use liaison_core::body::Body;
use liaison_core::decide::{Refusal, Shown, decide, shown_now};

pub(super) use self::bundle::carried;
pub(super) use self::document::file_seen;
pub(super) use self::seats::invited;
use self::sheet::Sheet;
use super::keys;
use crate::action::Action;
use crate::effect::Effect;
use crate::state::form::{Form, Input};
use crate::state::purpose::Purpose;
use crate::state::{DRAFT_AFTER, State};
use crate::view;
use crate::words::arg;

/// What an entry has beside its body, on the wire: a signature, times and names.
const ENTRY_BYTES: usize = 64 + 24;
/// What naming another entry takes.
const REFERENCE_BYTES: usize = 8;

/// Opens the form for a purpose, with its draft if there is one.
pub(super) fn open(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    let Some(desk) = &state.desk else { return Vec::new() };
    let sheet = Sheet { desk, words: state.words(), now: state.now };
    let fields = sheet.fields(&purpose);
    let probed = || sheet.probe(&purpose).map(|probe| shown_now(&desk.room, &probe));
    let seen = resolve::standing(&sheet, &purpose).or_else(probed).unwrap_or_default();
    let remarks = sheet.remarks(&purpose);
    let draft = state.drafts.get(&purpose.draft_name()).cloned();
    // What a file costs is said anew before it is shared.
    state.documents.offered = None;
    let mut form = Form { purpose, fields, focus: 0, seen, remarks, handed_in: false };
    if let Some(draft) = draft {
        form.restore(&draft);
        let said = state.words().say("form-draft-restored");
        state.say(said);
    }
    form.begin();
    state.form = Some(form);
    Vec::new()
}

/// Something was written: the draft is kept soon.
pub(super) fn written(state: &mut State) -> Vec<Effect> {
    state.draft_due = Some(state.now + DRAFT_AFTER);
    Vec::new()
}

/// Keeps what is being written, here and beyond the session.
pub(super) fn keep_draft(state: &mut State) -> Vec<Effect> {
    state.draft_due = None;
    let Some(form) = &state.form else { return Vec::new() };
    let name = form.purpose.draft_name();
    if !form.is_changed() {
        return drop_draft(state, &name);
    }
    let fields = form.draft();
    if state.drafts.get(&name) == Some(&fields) {
        return Vec::new();
    }
    state.drafts.insert(name.clone(), fields.clone());
    vec![Effect::SaveDraft { name, fields }]
}

fn drop_draft(state: &mut State, name: &str) -> Vec<Effect> {
    let dropped = state.drafts.remove(name);
    dropped.map(|_| Effect::DropDraft(name.to_owned())).into_iter().collect()
}

/// An action while a form is open.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => return back(state),
        Action::Submit => return submit(state),
        Action::Discard => return discard(state),
        Action::Accept => return accept(state),
        Action::Up | Action::Down => {
            suggest(state, action);
            return Vec::new();
        }
        _ => {}
    }
    let Some(form) = &mut state.form else { return Vec::new() };
    if form.act(action) { written(state) } else { Vec::new() }
}

/// Back to the screen; what was written is kept.
fn back(state: &mut State) -> Vec<Effect> {
    let effects = keep_draft(state);
    if state.form.take().is_some_and(|form| form.is_changed()) {
        let said = state.words().say("form-draft-kept");
        state.say(said);
    }
    effects
}

fn discard(state: &mut State) -> Vec<Effect> {
    let Some(form) = state.form.take() else { return Vec::new() };
    let name = form.purpose.draft_name();
    let effects = drop_draft(state, &name);
    open(state, form.purpose);
    let said = state.words().say("form-discarded");
    state.say(said);
    effects
}

/// Enter: takes the suggestion with the marker, goes on to the next field, or hands in.
fn accept(state: &mut State) -> Vec<Effect> {
    if keys::has_suggestion(state) {
        return take_suggestion(state);
    }
    let Some(form) = &mut state.form else { return Vec::new() };
    if form.focus == form.fields.len() {
        return submit(state);
    }
    form.act(Action::NextField);
    Vec::new()
}

fn suggest(state: &mut State, action: Action) {
    let count = state.suggestions().len();
    let Some(form) = &mut state.form else { return };
    let focus = form.focus;
    if let Some(Input::Place { at, .. }) = form.fields.get_mut(focus).map(|f| &mut f.input) {
        let moved = match (*at, action) {
            (None, Action::Down) => Some(0),
            (Some(n), Action::Down) if n + 1 < count => Some(n + 1),
            (Some(n), Action::Up) if n > 0 => Some(n - 1),
            (Some(_), Action::Up) => None,
            _ => {
                form.act(match action {
                    Action::Up => Action::PreviousField,
                    _ => Action::NextField,
                });
                return;
            }
        };
        *at = moved;
    }
}

fn take_suggestion(state: &mut State) -> Vec<Effect> {
    let suggestions = state.suggestions();
    let Some(form) = &mut state.form else { return Vec::new() };
    let focus = form.focus;
    if let Some(field) = form.fields.get_mut(focus)
        && let Input::Place { at: Some(at), .. } = field.input
        && let Some(suggestion) = suggestions.get(at)
    {
        field.take(&suggestion.code);
    }
    written(state)
}

/// Hands the form in: reads its fields, lets the room decide, asks for it to be written.
fn submit(state: &mut State) -> Vec<Effect> {
    let (Some(form), Some(desk)) = (&state.form, &state.desk) else { return Vec::new() };
    if form.handed_in {
        return Vec::new();
    }
    let sheet = Sheet { desk, words: &state.settings.words, now: state.now };
    let effect = bundle::effect(&sheet, form);
    let effect = effect.or_else(|| seats::effect(&sheet, form));
    match effect.or_else(|| document::effect(&sheet, form, state.documents.offered.as_ref())) {
        Some(Ok(effect)) => return carry(state, effect),
        Some(Err(problems)) => return show_problems(state, problems),
        None => {}
    }
    if resolve::standing(&sheet, &form.purpose).is_some_and(|standing| standing != form.seen) {
        return show_again(state);
    }
    let draft = match sheet.body(form) {
        Ok(draft) => draft,
        Err(problems) => return show_problems(state, problems),
    };
    let shown = match form.purpose {
        Purpose::Resolve(..) => Shown::Resolve,
        _ if form.seen.is_empty() => Shown::Now,
        _ => Shown::Seen(form.seen.clone()),
    };
    match decide(&desk.room, &desk.me, draft.clone(), &shown, state.now) {
        Ok(_) => {
            let mut effects = keep_draft(state);
            if let Some(form) = &mut state.form {
                form.handed_in = true;
            }
            effects.push(Effect::Write { draft: Box::new(draft), shown });
            effects
        }
        Err(refusal) => refuse(state, &refusal),
    }
}

/// Asks for what is no entry to be done, and waits for the word of it.
fn carry(state: &mut State, effect: Effect) -> Vec<Effect> {
    let mut effects = keep_draft(state);
    if let Some(form) = &mut state.form {
        form.handed_in = true;
    }
    effects.push(effect);
    effects
}

/// About how many bytes the open form would send: its body, a signature, and what frames it.
pub(super) fn cost(state: &State) -> Option<usize> {
    let (Some(form), Some(desk)) = (&state.form, &state.desk) else { return None };
    let sheet = Sheet { desk, words: &state.settings.words, now: state.now };
    let over = form.seen.len() * REFERENCE_BYTES;
    sheet.body(form).ok().map(|body| body.write().len() + over + ENTRY_BYTES)
}

/// What stands is not what was shown when the form was opened: nobody resolves unseen values.
fn show_again(state: &mut State) -> Vec<Effect> {
    let effects = keep_draft(state);
    if let Some(form) = state.form.take() {
        open(state, form.purpose);
    }
    let said = state.words().say("form-values-changed");
    state.warn(said);
    effects
}

fn show_problems(state: &mut State, problems: Vec<(&'static str, String)>) -> Vec<Effect> {
    let said = state.words().with("form-mistakes", &[("n", arg(problems.len()))]);
    if let Some(form) = &mut state.form {
        form.fields.iter_mut().for_each(|field| field.problem = None);
        for (id, what) in problems.iter().rev() {
            if let Some(at) = form.fields.iter().position(|field| field.id == *id) {
                form.fields[at].problem = Some(what.clone());
                form.focus = at;
            }
        }
    }
    state.warn(said);
    Vec::new()
}

fn refuse(state: &mut State, refusal: &Refusal) -> Vec<Effect> {
    let why = view::refusal::say(state, refusal);
    let said = state.words().with("refused", &[("why", arg(why))]);
    state.warn(said);
    Vec::new()
}

/// Writes something that needs no form.
pub(super) fn write_at_once(state: &mut State, draft: Box<Body>) -> Vec<Effect> {
    let Some(desk) = &state.desk else { return Vec::new() };
    let shown = Shown::Now;
    match decide(&desk.room, &desk.me, (*draft).clone(), &shown, state.now) {
        Ok(_) => vec![Effect::Write { draft, shown }],
        Err(refusal) => refuse(state, &refusal),
    }
}

/// What was handed in is on this machine's disk: now it is saved, and not before.
pub(super) fn saved(state: &mut State) -> Vec<Effect> {
    let said = state.words().say("notice-saved");
    let mut effects = Vec::new();
    if state.form.as_ref().is_some_and(|form| form.handed_in) {
        let name = state.form.take().map(|form| form.purpose.draft_name()).unwrap_or_default();
        state.draft_due = None;
        effects = drop_draft(state, &name);
    }
    state.say(said);
    effects
}

/// It could not be saved: the form stays as it is, its draft is kept.
pub(super) fn not_saved(state: &mut State, why: &str) -> Vec<Effect> {
    if let Some(form) = &mut state.form {
        form.handed_in = false;
    }
    let said = state.words().with("notice-not-saved", &[("why", arg(why))]);
    state.warn(said);
    keep_draft(state)
}
