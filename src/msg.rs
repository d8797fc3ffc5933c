//! Everything that can reach the console's loop. Plain data: it can be printed, compared, replayed.

use std::sync::Arc;

use liaison_core::entry::Link;
use liaison_core::id::EntryRef;
use liaison_core::room::Room;

use crate::document::{FileSeen, Holdings};
use crate::keymap::Key;
use crate::state::{Line, LinkView, Opened, Passing, Standing};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key was struck.
    Key(Key),
    /// Text was pasted; raw, as the terminal sent it.
    Pasted(String),
    /// The terminal has another size.
    Resized {
        /// Its columns.
        columns: u16,
        /// Its rows.
        rows: u16,
    },
    /// The time has come that [`crate::state::State::next_due`] asked to be woken at.
    Due,
    /// The terminal has gone away.
    HungUp,
    /// The program is asked to end.
    Terminated,
    /// The program is back from the shell.
    Resumed,
    /// The officer's keymap file, as read again; none if there is none.
    KeymapRead(Option<(String, String)>),
    /// A room is open: everything to begin with.
    Opened(Box<Opened>),
    /// Entries that were saved or have come in, in any order: already in the journal. And the room
    /// with them folded in.
    Entries(Vec<(Link, Standing)>, Arc<Room>),
    /// Older lines of the log, as asked for.
    Older(Vec<Line>),
    /// How far own entries have come now.
    Standing(Vec<(EntryRef, Standing)>),
    /// The relay keeps nothing of an entry, and why, as the locales key it: it is offered again.
    TurnedAway {
        /// The entry.
        entry: EntryRef,
        /// The end of the reason's key.
        reason: &'static str,
    },
    /// What was handed in is saved.
    Saved,
    /// An invitation is saved: its entry, and the text that is to be passed on.
    Invited(EntryRef, String),
    /// What was handed in could not be saved: why, in words of the journal.
    NotSaved(String),
    /// Entries of the journal are not as they were written: said in words.
    Damaged(String),
    /// Bundles or documents were written or taken in: what came of it, in the officer's words, and whether all
    /// of it was done.
    Carried {
        /// What came of it.
        said: String,
        /// Whether nothing is left to be done.
        done: bool,
    },
    /// How the link is.
    Link(Box<LinkView>),
    /// The documents of the room.
    Documents(Box<Holdings>),
    /// A file that is to be shared was looked at: what there is to know before it is, or why it
    /// cannot be, in the officer's words.
    FileSeen(Result<Box<FileSeen>, String>),
    /// The document that is on its way.
    Passing(Option<Passing>),
    /// The text of a document, if it is here.
    DocumentText(EntryRef, Option<String>),
    /// Drafts that were kept: name and fields.
    Drafts(Vec<(String, Vec<(String, String)>)>),
}
