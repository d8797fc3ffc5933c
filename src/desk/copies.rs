//! Documents written out of the journal: to a file that the officer names, or where the platform's
//! viewer may read them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use super::{Desk, DeskError};
use crate::document::{Document, OpenedFile, media_of, opener};

/// The folder of a home in which copies lie that were opened.
const OPENED: &str = "opened";
/// What may be handed to a viewer, by how it begins, and how its file must end. Everything else is
/// saved and opened by who knows what it is.
const VIEWED: [(&str, &[&str]); 6] = [
    ("application/pdf", &["pdf"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/gif", &["gif"]),
    ("text/plain", &["txt", "md", "csv", "log"]),
    ("application/rtf", &["rtf"]),
];

impl Desk {
    /// Writes a document to a file that is not there yet, every piece of it proved once more.
    ///
    /// # Errors
    ///
    /// `File` if it is there already or cannot be written, `NotFetched`, `Spoiled` if what is kept
    /// here is no longer what it was: then it is dropped, to be fetched again.
    pub fn save_document(&mut self, document: &Document, path: &Path) -> Result<(), DeskError> {
        if !document.is_here() {
            return Err(DeskError::NotFetched { name: document.file_name() });
        }
        let at = |error: io::Error| DeskError::file(path, &error);
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(path).map_err(at)?;
        let written = self.write_out(&document.name, &mut file);
        let written = written.and_then(|whole| file.sync_all().map(|()| whole).map_err(at));
        match written {
            Ok(true) => Ok(()),
            Ok(false) => {
                fs::remove_file(path).ok();
                let (no, name) = (self.room_no(), document.name);
                self.keep(|write| write.drop_document(no, &name))?;
                Err(DeskError::Spoiled { name: document.file_name() })
            }
            Err(error) => {
                fs::remove_file(path).ok();
                Err(error)
            }
        }
    }

    /// Writes a document where the platform's viewer may read it, if it is by its own bytes what
    /// its name says, and something that is only looked at.
    ///
    /// # Errors
    ///
    /// As [`Self::save_document`]; `NotViewed`.
    pub fn copy_to_open(&mut self, document: &Document) -> Result<OpenedFile, DeskError> {
        let name = document.file_name();
        let hash: String = document.name.hash.0[..8].iter().map(|b| format!("{b:02x}")).collect();
        let folder = self.home().dir().join(OPENED).join(hash);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|error| DeskError::file(&folder, &error))?;
        let path = folder.join(&name);
        // A copy that was opened before may have been changed since.
        fs::remove_file(&path).ok();
        self.save_document(document, &path)?;
        let mut beginning = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(512).read_to_end(&mut beginning));
        read.map_err(|error| DeskError::file(&path, &error))?;
        let media = media_of(&beginning);
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let viewed =
            |(known, ends): &(&str, &[&str])| *known == media && ends.contains(&extension.as_str());
        if !VIEWED.iter().any(viewed) {
            fs::remove_file(&path).ok();
            return Err(DeskError::NotViewed { name });
        }
        Ok(OpenedFile { path, program: opener() })
    }
}
