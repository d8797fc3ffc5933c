//! What can go wrong with a journal, said so that an officer knows what is safe and what to do.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::disk;

/// A journal's answer where it cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Nothing of the write was kept, everything before it was.
    #[error(
        "not saved: the disk of {path} is full; what was saved before is safe and can be read; \
         free some space and save again"
    )]
    DiskFull {
        /// The journal's file.
        path: PathBuf,
    },
    /// Bytes on disk are not what was written.
    #[error(
        "{path} is damaged ({detail}); what still verifies can be read; \
         verify says what is lost, repair writes the rest to a fresh file and keeps this one"
    )]
    Damaged {
        /// The journal's file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Another process held the journal for longer than this one is ready to wait.
    #[error("not done: another program is using {path}; nothing was changed; try again")]
    Busy {
        /// The journal's file.
        path: PathBuf,
    },
    /// Written by a later version of this program.
    #[error(
        "{path} was written by a newer version of this program (format {found}, this one knows \
         {known}); it was not touched; install the newer version"
    )]
    Newer {
        /// The journal's file.
        path: PathBuf,
        /// The format of the file.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// A database, but not one of ours, or no database at all.
    #[error("{path} is not a journal; it was not touched; name another file")]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("there is no journal at {path}; nothing was created")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is a file already where one was to be written.
    #[error("{path} exists already and was not touched; move it away or name another file")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Locks and flushes cannot be relied upon there.
    #[error(
        "{path} is on a network file system ({kind}), where saved could not mean saved; \
         nothing was created; choose a directory on this machine's own disk"
    )]
    Network {
        /// The directory.
        path: PathBuf,
        /// The kind of the file system.
        kind: &'static str,
    },
    /// The journal was opened for reading, or its disk is read-only.
    #[error("not saved: {path} can only be read")]
    ReadOnly {
        /// The journal's file.
        path: PathBuf,
    },
    /// The room, or the entry, that was named is not held.
    #[error("not held here: {what}")]
    NotHere {
        /// What was asked for.
        what: &'static str,
    },
    /// Two entries cannot have one position.
    #[error("position {position} is taken by another entry; nothing was changed")]
    PositionTaken {
        /// The position.
        position: u64,
    },
    /// A number is beyond what the journal counts to.
    #[error("{what} is beyond the journal's limit; nothing was changed")]
    Limit {
        /// What was to be counted.
        what: &'static str,
    },
    /// The file system refused something.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The store said something that none of the above covers.
    #[error("the journal's store failed: {0}; nothing of this write was kept")]
    Store(rusqlite::Error),
}

/// A result of the journal.
pub type Result<T, E = JournalError> = std::result::Result<T, E>;

/// Until the reader or writer that met it names the file.
impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

impl JournalError {
    /// What a store's error means for the journal at `path`.
    pub(crate) fn at(self, path: &Path) -> Self {
        let Self::Store(error) = self else { return self };
        let path = path.to_owned();
        let detail = error.to_string();
        if let rusqlite::Error::SqlInputError { .. } = error {
            // All that is asked is written in this crate: where it does not fit the tables, these
            // are not as they were made.
            return Self::Damaged { path, detail };
        }
        match error.sqlite_error() {
            Some(failure) => match failure.code {
                ErrorCode::DiskFull => Self::DiskFull { path },
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy { path },
                ErrorCode::DatabaseCorrupt => Self::Damaged { path, detail },
                ErrorCode::NotADatabase => Self::NotAJournal { path },
                ErrorCode::ReadOnly => Self::ReadOnly { path },
                ErrorCode::SystemIoFailure | ErrorCode::CannotOpen if disk::is_full(&path) => {
                    Self::DiskFull { path }
                }
                ErrorCode::SystemIoFailure
                    if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ =>
                {
                    Self::Damaged { path, detail }
                }
                // A table that the schema says exists and the file does not have.
                ErrorCode::Unknown if failure.extended_code == ffi::SQLITE_ERROR => {
                    Self::Damaged { path, detail }
                }
                _ => Self::Store(error),
            },
            // A column of another type or length than what is written there.
            None if is_misread(&error) => Self::Damaged { path, detail },
            None => Self::Store(error),
        }
    }

    /// Whether bytes on disk are not what was written.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}

/// Whether an error comes of a value read that nobody wrote.
fn is_misread(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
    };
    matches!(
        error,
        FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | Utf8Error(..)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(code: i32) -> JournalError {
        JournalError::Store(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
    }

    #[test]
    fn a_store_error_says_what_it_means_for_the_officer() {
        let path = Path::new("/nowhere/journal");
        let text = store(ffi::SQLITE_FULL).at(path).to_string();
        assert!(text.starts_with("not saved"), "{text}");
        assert!(matches!(store(ffi::SQLITE_BUSY).at(path), JournalError::Busy { .. }));
        assert!(store(ffi::SQLITE_CORRUPT_VTAB).at(path).is_damage());
        assert!(matches!(store(ffi::SQLITE_NOTADB).at(path), JournalError::NotAJournal { .. }));
        assert!(matches!(store(ffi::SQLITE_MISUSE).at(path), JournalError::Store(_)));
    }
}
