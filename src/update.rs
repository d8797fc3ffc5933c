//! The only function that changes the state: what has happened comes in, what is to be done goes
//! out.

mod forms;
mod keys;

use std::sync::Arc;

use liaison_core::body::Body;
use liaison_core::entry::Link;
use liaison_core::id::EntryRef;
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;

use crate::clean;
use crate::effect::Effect;
use crate::keymap::Keymap;
use crate::msg::Msg;
use crate::state::{DeskView, Opened, Screen, Standing, State};
use crate::view;
use crate::words::arg;

/// Exit code after the terminal has gone away: 128 + SIGHUP.
pub const EXIT_HUNG_UP: u8 = 129;
/// Exit code after SIGTERM: 128 + SIGTERM.
pub const EXIT_TERMINATED: u8 = 143;

/// Takes in what has happened at `now` (corrected), and says what is to be done about it.
pub fn update(state: &mut State, msg: Msg, now: Stamp) -> Vec<Effect> {
    state.now = now;
    let mut effects = due(state);
    let was_removed = is_removed(state);
    effects.extend(match msg {
        Msg::Key(key) => keys::strike(state, key),
        Msg::Pasted(text) => keys::paste(state, &text),
        Msg::Resized { columns, rows } => {
            state.size = (columns, rows);
            vec![Effect::Redraw]
        }
        Msg::Due => Vec::new(),
        Msg::HungUp => leave(state, EXIT_HUNG_UP),
        Msg::Terminated => leave(state, EXIT_TERMINATED),
        Msg::Resumed => vec![Effect::Redraw],
        Msg::KeymapRead(own) => read_keymap(state, own),
        Msg::Opened(opened) => open(state, *opened),
        Msg::Entries(arrivals, room) => take(state, arrivals, room),
        Msg::Older(lines) => of_desk(state, |desk| desk.take_older(lines)),
        Msg::Standing(changes) => take_standings(state, changes),
        Msg::TurnedAway { entry, reason } => {
            warn_of(state, "notice-turned-away", &entry, reason);
            Vec::new()
        }
        Msg::Carried { said, done } => forms::carried(state, said, done),
        Msg::Saved => forms::saved(state),
        Msg::Invited(entry, text) => forms::invited(state, entry, text),
        Msg::Damaged(said) => {
            state.warn(said);
            Vec::new()
        }
        Msg::NotSaved(why) => forms::not_saved(state, &why),
        Msg::Link(link) => {
            state.link = *link;
            Vec::new()
        }
        Msg::Documents(holdings) => {
            state.documents.holdings = *holdings;
            read_text_again(state)
        }
        Msg::FileSeen(seen) => forms::file_seen(state, seen),
        Msg::Passing(passing) => {
            state.documents.passing = passing;
            Vec::new()
        }
        Msg::DocumentText(entry, text) => {
            state.documents.text = Some((entry, text));
            Vec::new()
        }
        Msg::Drafts(drafts) => {
            state.drafts.extend(drafts);
            Vec::new()
        }
    });
    if !was_removed && is_removed(state) {
        let said = state.desk.as_ref().and_then(|desk| view::removed::said(state, desk));
        state.warn(said.unwrap_or_else(|| state.words().say("pane-removed")));
    }
    effects
}

/// The text of the document that is looked at may have come meanwhile.
fn read_text_again(state: &State) -> Vec<Effect> {
    let Screen::Document(entry) = state.place().screen else { return Vec::new() };
    let read =
        state.documents.text.as_ref().is_some_and(|(of, text)| *of == entry && text.is_some());
    if read { Vec::new() } else { vec![Effect::ReadText(entry)] }
}

fn is_removed(state: &State) -> bool {
    state.desk.as_ref().is_some_and(DeskView::is_removed)
}

/// About how many bytes the open form would send; none while something is wrong with it.
pub fn cost(state: &State) -> Option<usize> {
    forms::cost(state)
}

/// What is due by time alone.
fn due(state: &mut State) -> Vec<Effect> {
    let now = state.now;
    if state.notice.as_ref().is_some_and(|notice| notice.until <= now) {
        state.notice = None;
    }
    if state.draft_due.is_some_and(|due| due <= now) { forms::keep_draft(state) } else { vec![] }
}

/// Leaves with nothing lost: what is being written is kept first.
fn leave(state: &mut State, code: u8) -> Vec<Effect> {
    let mut effects = forms::keep_draft(state);
    effects.push(Effect::Quit(code));
    effects
}

fn of_desk(state: &mut State, change: impl FnOnce(&mut DeskView)) -> Vec<Effect> {
    if let Some(desk) = &mut state.desk {
        change(desk);
    }
    Vec::new()
}

fn take_standings(state: &mut State, changes: Vec<(EntryRef, Standing)>) -> Vec<Effect> {
    for (entry, standing) in changes {
        if let Standing::Refused(reason) = &standing {
            warn_of(state, "notice-refused-by-relay", &entry, reason);
        }
        if let Some(desk) = &mut state.desk {
            desk.set_standing(&entry, standing);
        }
    }
    Vec::new()
}

/// Warns of what the relay does not take, with its reason in the officer's words.
fn warn_of(state: &mut State, message: &str, entry: &EntryRef, reason: &str) {
    let key = format!("relay-reason-{reason}");
    let words = state.words();
    let why = if words.has(&key) { words.say(&key) } else { clean::line(reason).into_owned() };
    let args = [("entry", arg(entry.id.to_string())), ("why", arg(why))];
    let said = words.with(message, &args);
    state.warn(said);
}

fn open(state: &mut State, opened: Opened) -> Vec<Effect> {
    // The same room opened again, after a long catch-up, must not throw anybody off a screen.
    let same = state.desk.as_ref().is_some_and(|desk| desk.room.id() == opened.room.id());
    state.desk = Some(DeskView::new(opened));
    if !same {
        state.start_at(Screen::Situation);
        state.form = None;
    }
    Vec::new()
}

fn take(state: &mut State, arrivals: Vec<(Link, Standing)>, room: Arc<Room>) -> Vec<Effect> {
    let Some(desk) = &mut state.desk else { return Vec::new() };
    desk.take_room(room);
    let mut effects = Vec::new();
    for (link, standing) in arrivals {
        let known = desk.line(&link.key().reference()).is_some();
        let urgent = !known && link.author != desk.me && is_urgent(&link);
        if urgent && !effects.contains(&Effect::Bell) {
            effects.push(Effect::Bell);
        }
        desk.arrive(&link, standing, state.now);
    }
    effects
}

/// Whether an entry is worth a sound: flash, immediate and real events.
fn is_urgent(link: &Link) -> bool {
    match link.read() {
        Some(Body::MessagePosted(message)) => message.precedence.overtakes(),
        Some(Body::RealEventDeclared(_)) => true,
        _ => false,
    }
}

fn read_keymap(state: &mut State, own: Option<(String, String)>) -> Vec<Effect> {
    let own = own.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
    match Keymap::load(state.settings.preset, own) {
        Ok(keymap) => {
            state.settings.keymap = keymap;
            let said = state.words().say("notice-keys-read");
            state.say(said);
        }
        Err(mistakes) => {
            let words = state.words();
            let said = words.with("notice-keys-mistakes", &[("n", arg(mistakes.len()))]);
            let first = mistakes.first().map(|mistake| mistake.say(words)).unwrap_or_default();
            state.warn(format!("{said}. {first}"));
        }
    }
    Vec::new()
}
