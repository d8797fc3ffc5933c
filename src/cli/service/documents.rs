//! Documents of the program's own desk.

use std::path::Path;
use std::time::Duration;

use liaison_core::document::Name;
use liaison_core::id::EntryRef;

use crate::cli::desk::{Documents, Failure};
use crate::desk::{Desk, Offered};
use crate::document::{Document, Limits, OpenedFile, Sharing};
use crate::link::{self, Moving, Outcome};

impl Documents for Desk {
    fn documents(&self) -> Result<Vec<Document>, Failure> {
        Ok(Desk::documents(self)?)
    }

    fn limits(&self) -> Result<Limits, Failure> {
        Ok(self.document_limits()?)
    }

    fn rate(&self) -> Option<u64> {
        self.known_rate().ok().flatten()
    }

    fn share(
        &mut self,
        sharing: &Sharing,
        before: &mut dyn FnMut(&Offered),
    ) -> Result<(EntryRef, Name), Failure> {
        let program = std::env::current_exe().ok();
        let offered = Offered::look(sharing, program.as_deref())?;
        self.check_offered(&offered)?;
        before(&offered);
        let entry = Desk::share(self, &sharing.file, &offered)?;
        Ok((entry, offered.draft.travels_as()))
    }

    fn bring(&mut self, name: &Name, patience: Duration) -> Outcome {
        // What cannot be told is told as what is certain: it is here.
        link::bring(self, name, patience).unwrap_or(Outcome::Later)
    }

    fn fetch(
        &mut self,
        name: &Name,
        patience: Duration,
        progress: &dyn Fn(Moving),
    ) -> Result<Outcome, Failure> {
        self.want(name, true)?;
        Ok(link::fetch(self, name, patience, progress)?)
    }

    fn text_of(&self, document: &Document) -> Result<Option<String>, Failure> {
        Ok(Desk::text_of(self, document)?)
    }

    fn save(&mut self, document: &Document, file: &Path) -> Result<(), Failure> {
        Ok(self.save_document(document, file)?)
    }

    fn open_copy(&mut self, document: &Document) -> Result<OpenedFile, Failure> {
        Ok(self.copy_to_open(document)?)
    }
}
