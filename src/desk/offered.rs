//! A file that is to be shared: looked at, then kept, then on the record.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use liaison_core::body::document::{DocumentShared, Extract};
use liaison_core::decide::{Refusal, Shown, decide};
use liaison_core::document::{Arriving, Digest, Keep, Kept, Name, Tree};
use liaison_core::id::EntryRef;
use liaison_core::pace::Tick;

use super::{Desk, DeskError};
use crate::document::extract::{self, NoText};
use crate::document::{Sharing, media_of};

/// So much of a file is read, and kept, at a time.
const READ_BYTES: usize = 1 << 20;
/// So much of it says what it is.
const BEGINNING_BYTES: usize = 512;

/// A file that is to be shared: looked at, nothing of it kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What goes on the record.
    pub draft: DocumentShared,
    /// Why the text of a PDF, though asked for, does not travel with it.
    pub no_text: Option<NoText>,
    list: Vec<u8>,
    text: Option<Vec<u8>>,
}

impl Offered {
    /// Looks at a file: its hash, what it is, and of a PDF the text, which `program` (this one)
    /// takes out in a process of its own.
    ///
    /// # Errors
    ///
    /// `File` if it cannot be read.
    pub fn look(sharing: &Sharing, program: Option<&Path>) -> Result<Self, DeskError> {
        let path = &sharing.file;
        let unreadable = |error: io::Error| DeskError::file(path, &error);
        let mut file = File::open(path).map_err(unreadable)?;
        if !file.metadata().map_err(unreadable)?.is_file() {
            return Err(DeskError::file(path, &io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let (mut digest, mut beginning) = (Digest::default(), Vec::new());
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let count = file.read(&mut buffer).map_err(unreadable)?;
            if count == 0 {
                break;
            }
            if beginning.is_empty() {
                beginning.extend_from_slice(&buffer[..count.min(BEGINNING_BYTES)]);
            }
            digest.update(&buffer[..count]);
        }
        let Tree { name, list } = digest.finish();
        let media = media_of(&beginning);
        let taken = program
            .filter(|_| sharing.text && media == "application/pdf")
            .map(|program| packed_text(program, path));
        let no_text = taken.as_ref().and_then(|taken| taken.as_ref().err().copied());
        // A text that is no smaller than its document is no help.
        let helps = |(_, packed): &(u64, Vec<u8>)| (packed.len() as u64) < name.size / 2;
        let text = taken.and_then(Result::ok).filter(helps);
        let draft = DocumentShared {
            name: sharing.name(),
            media: media.to_owned(),
            size: name.size,
            hash: name.hash,
            tlp: sharing.tlp,
            incident: sharing.incident,
            text: text.as_ref().map(|(bytes, packed)| {
                let of = Tree::of(packed).name;
                Extract { size: of.size, hash: of.hash, bytes: *bytes }
            }),
        };
        Ok(Self { draft, no_text, list, text: text.map(|(_, packed)| packed) })
    }
}

/// The text of a PDF as it travels, and its bytes once it is unpacked.
fn packed_text(program: &Path, path: &Path) -> Result<(u64, Vec<u8>), NoText> {
    let text = extract::text_of_file(program, path)?;
    let packed = extract::pack(&text).map_err(|_| NoText::Unreadable)?;
    Ok((text.len() as u64, packed))
}

impl Desk {
    /// Whether what was looked at may be shared.
    ///
    /// # Errors
    ///
    /// `Refused` by its size or by the room; those of home and journal.
    pub fn check_offered(&self, offered: &Offered) -> Result<(), DeskError> {
        let (bytes, max) = (offered.draft.size, self.document_limits()?.most());
        if bytes > max {
            return Err(Refusal::DocumentTooLarge { bytes, max }.into());
        }
        let draft = offered.draft.clone().into();
        decide(self.room(), &self.me(), draft, &Shown::Now, self.now()).map(drop)?;
        Ok(())
    }

    /// Shares what was looked at: kept, and then on the record, so that nothing is promised that is
    /// not here.
    ///
    /// # Errors
    ///
    /// As [`Self::check_offered`]; `File` if the file cannot be read or has changed meanwhile.
    pub fn share(&mut self, path: &Path, offered: &Offered) -> Result<EntryRef, DeskError> {
        self.check_offered(offered)?;
        if let (Some(packed), Some(extract)) = (&offered.text, &offered.draft.text) {
            self.keep_stream(extract.travels_as(), &mut packed.as_slice(), path)?;
        }
        let mut file = File::open(path).map_err(|error| DeskError::file(path, &error))?;
        let mut stream = offered.list.as_slice().chain(&mut file);
        self.keep_stream(offered.draft.travels_as(), &mut stream, path)?;
        self.say(offered.draft.clone().into(), &Shown::Now)
    }

    fn keep_stream(
        &mut self,
        name: Name,
        stream: &mut dyn io::Read,
        path: &Path,
    ) -> Result<(), DeskError> {
        let no = self.no;
        if self.journal.read().document(no, &name)?.is_some_and(|kept| kept.is_whole()) {
            return Ok(());
        }
        let mut arriving = Arriving::new(name);
        let cut = Keep { name, what: Kept::Cut(0) };
        self.keep(|write| write.keep_document(no, &cut))?;
        let mut buffer = vec![0; READ_BYTES];
        while !arriving.is_whole() {
            let count = stream.read(&mut buffer).map_err(|error| DeskError::file(path, &error))?;
            if count == 0 || arriving.take(&buffer[..count]).is_err() {
                let changed = io::Error::other("the file has changed meanwhile");
                return Err(DeskError::file(path, &changed));
            }
            while let Some(keep) = arriving.poll_keep(true, Tick(0)) {
                self.keep(|write| write.keep_document(no, &keep))?;
            }
        }
        Ok(())
    }
}
