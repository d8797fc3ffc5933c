//! Documents of the program's own desk.

use std::path::Path;
use std::time::Duration;

use liaison_core::body::document::DocumentShared;
use liaison_core::decide::{Refusal, Shown, decide};
use liaison_core::document::Name;
use liaison_core::id::EntryRef;

use crate::cli::desk::{Documents, Failure, Sharing};
use crate::desk::{Desk, DeskError};
use crate::document::{Document, OpenedFile};
use crate::link::{self, Moving, Outcome};

impl Documents for Desk {
    fn documents(&self) -> Result<Vec<Document>, Failure> {
        Ok(Desk::documents(self)?)
    }

    fn rate(&self) -> Option<u64> {
        self.known_rate().ok().flatten()
    }

    fn share(
        &mut self,
        sharing: &Sharing,
        before: &mut dyn FnMut(&DocumentShared),
    ) -> Result<(EntryRef, Name), Failure> {
        let program = std::env::current_exe().ok().filter(|_| sharing.text);
        let mut offered = self.look_at_file(&sharing.file, sharing.tlp, program.as_deref())?;
        offered.draft.incident = sharing.incident;
        let config = self.home().config().map_err(DeskError::from)?;
        let most = config.document_kb.saturating_mul(1000);
        if offered.draft.size > most {
            return Err(Refusal::DocumentTooLarge { bytes: offered.draft.size, max: most }.into());
        }
        let draft = offered.draft.clone();
        decide(self.room(), &self.me(), draft.clone().into(), &Shown::Now, self.now())?;
        before(&draft);
        self.keep_file(&sharing.file, &offered)?;
        let entry = Desk::say(self, draft.clone().into(), &Shown::Now)?;
        Ok((entry, draft.travels_as()))
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
