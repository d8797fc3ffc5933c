//! Everything that the console may do to the world. Plain data: `update` asks, the runtime does.

use std::path::PathBuf;

use liaison_core::body::Body;
use liaison_core::decide::Shown;
use liaison_core::id::EntryRef;

use crate::desk::admission::Invitee;
use crate::desk::bundle::{Form, Wanted};
use crate::document::Sharing;

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ends the program with this exit code.
    Quit(u8),
    /// Gives the terminal back to the shell until the program is resumed.
    Suspend,
    /// Draws the whole screen afresh.
    Redraw,
    /// Sounds the terminal's bell, once.
    Bell,
    /// Reads the officer's keymap file again.
    ReadKeymap,
    /// Puts something on the record; [`crate::msg::Msg::Saved`] or `NotSaved` comes back.
    Write {
        /// What is to be said, without what it is written over.
        draft: Box<Body>,
        /// What its author was shown.
        shown: Shown,
    },
    /// Issues an invitation; [`crate::msg::Msg::Invited`] or `NotSaved` comes back.
    Invite(Box<Invitee>),
    /// Keeps a draft, so that it outlives the session.
    SaveDraft {
        /// What it is for.
        name: String,
        /// Its fields.
        fields: Vec<(String, String)>,
    },
    /// Forgets a draft.
    DropDraft(String),
    /// Reads older lines of the log; [`crate::msg::Msg::Older`] comes back.
    ReadOlder,
    /// Has a document fetched, or leaves it.
    Want {
        /// The entry that shared it.
        entry: EntryRef,
        /// Whether it is wanted.
        wanted: bool,
    },
    /// Looks at a file that is to be shared; [`crate::msg::Msg::FileSeen`] comes back.
    LookAtFile(Sharing),
    /// Shares the file that was looked at; [`crate::msg::Msg::Saved`] or `NotSaved` comes back.
    ShareFile(Sharing),
    /// Writes a document to a file; [`crate::msg::Msg::Carried`] comes back.
    SaveDocument {
        /// The entry that shared it.
        entry: EntryRef,
        /// The file, or a folder.
        file: PathBuf,
    },
    /// Has the platform show a document; [`crate::msg::Msg::Carried`] comes back.
    OpenDocument(EntryRef),
    /// Reads the text of a document; [`crate::msg::Msg::DocumentText`] comes back.
    ReadText(EntryRef),
    /// Writes a bundle; [`crate::msg::Msg::Carried`] comes back.
    ExportBundle {
        /// The file, or what the parts' files are named after.
        file: PathBuf,
        /// How it is written.
        form: Form,
        /// What goes into it.
        wanted: Wanted,
    },
    /// Takes bundles in from these files; [`crate::msg::Msg::Carried`] comes back.
    ImportBundle(Vec<String>),
}
