//! What commands about documents need of a desk.

use std::path::Path;
use std::time::Duration;

use liaison_core::document::Name;
use liaison_core::id::EntryRef;

use super::Failure;
use crate::desk::Offered;
use crate::document::{Document, Limits, OpenedFile, Sharing};
use crate::link::{Moving, Outcome};

/// Documents at a desk.
pub trait Documents {
    /// All of them, the newest first.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn documents(&self) -> Result<Vec<Document>, Failure>;

    /// The space that they take, and how much more may be shared.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn limits(&self) -> Result<Limits, Failure>;

    /// The rate of the newest link, in bits a second.
    fn rate(&self) -> Option<u64>;

    /// Shares a file: it is kept and on the record when this returns; `before` hears what it is
    /// before anything is written.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is refused or cannot be saved: then nothing is.
    fn share(
        &mut self,
        sharing: &Sharing,
        before: &mut dyn FnMut(&Offered),
    ) -> Result<(EntryRef, Name), Failure>;

    /// Brings a document to the relay, for at most so long.
    fn bring(&mut self, name: &Name, patience: Duration) -> Outcome;

    /// Fetches a document, as long as something comes.
    ///
    /// # Errors
    ///
    /// Where there is no link.
    fn fetch(
        &mut self,
        name: &Name,
        patience: Duration,
        progress: &dyn Fn(Moving),
    ) -> Result<Outcome, Failure>;

    /// The text of a document, if it is here.
    ///
    /// # Errors
    ///
    /// Where the journal cannot be read.
    fn text_of(&self, document: &Document) -> Result<Option<String>, Failure>;

    /// Writes a document to a file that is not there yet.
    ///
    /// # Errors
    ///
    /// Where it is not here, is damaged, or the file cannot be written.
    fn save(&mut self, document: &Document, file: &Path) -> Result<(), Failure>;

    /// Writes a document where the platform's viewer may read it.
    ///
    /// # Errors
    ///
    /// As `save`; and where what it is by its bytes is nothing to be opened.
    fn open_copy(&mut self, document: &Document) -> Result<OpenedFile, Failure>;
}
