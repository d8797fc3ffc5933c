//! Files over the counter: looked at before they are shared, written out, opened.

use std::path::Path;

use liaison_core::id::EntryRef;
use tokio::sync::mpsc;

use super::Clerk;
use crate::desk::{DeskError, Offered};
use crate::document::{Cost, Document, FileSeen, Sharing};
use crate::link::wake::Listener;
use crate::msg::Msg;
use crate::output::Paper;

/// What came of looking at a file.
pub(super) type Look = (Sharing, Result<Offered, DeskError>);

/// Files that are to be shared. Looking at one takes as long as reading all of it, and its text:
/// that is done beside the clerk, one at a time.
pub(super) struct Counter {
    to: mpsc::Sender<Look>,
    /// The file that is looked at.
    under_way: Option<Sharing>,
    /// The one to be looked at then: the officer has thought better of the other.
    next: Option<Sharing>,
    /// The one that was looked at.
    offered: Option<(Sharing, Offered)>,
}

impl Counter {
    /// One without files, and where it is heard what was looked at.
    pub(super) fn new() -> (Self, mpsc::Receiver<Look>) {
        let (to, looked) = mpsc::channel(1);
        (Self { to, under_way: None, next: None, offered: None }, looked)
    }

    fn begin(&mut self, sharing: Sharing) -> std::io::Result<()> {
        let (to, of) = (self.to.clone(), sharing.clone());
        std::thread::Builder::new().name("look".to_owned()).spawn(move || {
            let program = std::env::current_exe().ok();
            let looked = Offered::look(&of, program.as_deref());
            // Nobody waits where the console has ended.
            to.blocking_send((of, looked)).ok();
        })?;
        self.under_way = Some(sharing);
        Ok(())
    }
}

impl Clerk {
    /// Begins to look at a file.
    pub(super) fn look_at(&mut self, sharing: Sharing) {
        if self.counter.under_way.is_some() {
            self.counter.next = Some(sharing);
            return;
        }
        let file = sharing.file.clone();
        if let Err(error) = self.counter.begin(sharing) {
            let why = self.why(&DeskError::file(&file, &error));
            self.send(Msg::FileSeen(Err(why)));
        }
    }

    /// A file was looked at: whether it may be shared, and what that costs.
    pub(super) fn take_look(&mut self, look: Option<Look>) {
        // It never ends: the counter keeps its own end.
        let Some((sharing, looked)) = look else { return };
        self.counter.under_way = None;
        if let Some(next) = self.counter.next.take() {
            self.look_at(next);
            return;
        }
        let seen = looked.and_then(|offered| {
            self.desk.check_offered(&offered)?;
            Ok(offered)
        });
        let seen = match seen {
            Ok(offered) => {
                let rate = self.link.rate_bps.or(self.desk.known_rate().ok().flatten());
                let draft = &offered.draft;
                let seen = FileSeen {
                    sharing: sharing.clone(),
                    name: draft.name.clone(),
                    size: draft.size,
                    cost: Cost::of_file(draft.size, draft.text.as_ref(), rate),
                    text: draft.text.map(|text| text.bytes),
                    no_text: offered.no_text,
                };
                self.counter.offered = Some((sharing, offered));
                Ok(Box::new(seen))
            }
            Err(error) => Err(self.why(&error)),
        };
        self.send(Msg::FileSeen(seen));
    }

    /// Shares the file that was looked at.
    pub(super) fn share(&mut self, sharing: &Sharing) -> Result<(), DeskError> {
        let offered = self.counter.offered.take_if(|(of, _)| of == sharing);
        let Some((_, offered)) = offered else {
            self.look_at(sharing.clone());
            return Ok(());
        };
        match self.desk.share(&sharing.file, &offered) {
            Ok(_) => {
                self.look()?;
                self.send(Msg::Saved);
                // Whoever has the link of this home brings it; nobody is no mistake.
                drop(Listener::wake(&self.desk.home().wake_path()));
            }
            Err(error) => {
                let why = self.why(&error);
                self.send(Msg::NotSaved(why));
            }
        }
        Ok(())
    }

    /// Writes a document to a file, or into a folder.
    pub(super) fn save_document(&mut self, entry: &EntryRef, file: &Path) {
        let saved = self.known(entry).and_then(|document| {
            let file = match file.is_dir() {
                true => file.join(document.file_name()),
                false => file.to_owned(),
            };
            self.desk.save_document(&document, &file)?;
            Ok(vec![("file", file.to_string_lossy().into_owned())])
        });
        self.carried("out-document-saved", saved);
    }

    /// Has the platform show a document.
    pub(super) fn open_document(&mut self, entry: &EntryRef) {
        let copied = self.known(entry).and_then(|document| self.desk.copy_to_open(&document));
        let opened = match copied {
            Ok(opened) => opened,
            Err(error) => return self.carried("out-document-opened", Err(error)),
        };
        let mut args = vec![
            ("program", opened.program.to_owned()),
            ("file", opened.path.to_string_lossy().into_owned()),
        ];
        match opened.show() {
            Ok(()) => self.carried("out-document-opened", Ok(args)),
            Err(error) => {
                args.push(("why", error.to_string()));
                let said = self.paper().with("out-document-no-opener", &args);
                self.send(Msg::Carried { said, done: false });
            }
        }
    }

    fn known(&self, entry: &EntryRef) -> Result<Document, DeskError> {
        let found = self.desk.documents()?.into_iter().find(|document| document.entry == *entry);
        found.ok_or_else(|| DeskError::NotFetched { name: String::new() })
    }

    fn carried(&mut self, key: &str, done: Result<Vec<(&'static str, String)>, DeskError>) {
        let msg = match done {
            Ok(args) => Msg::Carried { said: self.paper().with(key, &args), done: true },
            Err(error) => Msg::Carried { said: self.why(&error), done: false },
        };
        self.send(msg);
    }

    fn paper(&self) -> Paper<'_> {
        let mode = self.desk.room().mode();
        Paper { words: &self.words, glyphs: self.paper_glyphs, mode }
    }
}
