//! Documents looked at again: a disk is not believed what it once was told.

use liaison_core::document::{Arriving, Keep, Name};
use liaison_core::pace::Tick;

use crate::fault::{JournalError, Result};
use crate::journal::Journal;
use crate::read::Reader;
use crate::row::RoomNo;

/// So much is read at a time, in bytes.
const READ_BYTES: usize = 256 * 1024;

impl Reader<'_> {
    /// Reads a document from its beginning and proves every piece: calls `each` with bytes that
    /// verify, and says how many bytes of the stream do. Bytes that cannot be read, or are wrong,
    /// end it.
    ///
    /// # Errors
    ///
    /// Those of `each`, and of the file but for damage.
    pub fn prove_document<E: From<JournalError>>(
        &self,
        room: RoomNo,
        name: &Name,
        each: &mut dyn FnMut(Keep) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut arriving = Arriving::new(*name);
        loop {
            let from = arriving.at();
            let bytes = match self.document_stream(room, name, from, READ_BYTES) {
                Ok(bytes) => bytes,
                Err(error) if error.is_damage() => Vec::new(),
                Err(error) => return Err(error.into()),
            };
            let wrong = bytes.is_empty() || arriving.take(&bytes).is_err();
            if let Some(keep) = arriving.poll_keep(wrong, Tick(0)) {
                each(keep)?;
            }
            if wrong || arriving.is_whole() {
                return Ok(arriving.checked());
            }
        }
    }
}

/// Brings over what verifies of a room's documents.
pub(crate) fn bring_over(old: &Journal, new: &mut Journal, room: RoomNo) -> Result<()> {
    let documents = match old.read().documents(room) {
        Ok(documents) => documents,
        // They are fetched again.
        Err(error) if error.is_damage() => Vec::new(),
        Err(error) => return Err(error),
    };
    for document in documents {
        let name = document.name;
        new.write(|write| write.want_document(room, &name, document.wanted))?;
        let mut keep = |keep: Keep| new.write(|write| write.keep_document(room, &keep).map(drop));
        old.read().prove_document(room, &name, &mut keep)?;
    }
    Ok(())
}
