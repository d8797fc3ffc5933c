//! Putting one file in another's place: the old one is kept beside it, whatever happens.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::disk;
use crate::fault::{JournalError, Result};

/// The most old files kept beside a journal.
const KEPT_MAX: u32 = 1000;

/// Folds a file's log into it, so that the file alone is all of it.
///
/// # Errors
///
/// `Busy` while anybody has it open. That it is damaged is none: the log then is moved with it.
pub(crate) fn settle(path: &Path) -> Result<()> {
    let quiet = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|conn| {
            conn.busy_timeout(Duration::ZERO)?;
            conn.pragma_update_and_check(None, "journal_mode", "DELETE", |row| {
                row.get::<_, String>(0)
            })
        })
        .map_err(|error| JournalError::from(error).at(path));
    match quiet {
        // It says which mode it is in: another one than asked for means that others have it open.
        Ok(mode) if mode == "delete" => Ok(()),
        Ok(_) => Err(JournalError::Busy { path: path.to_owned() }),
        Err(JournalError::Damaged { .. } | JournalError::NotAJournal { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Puts `fresh` at `path`, and what was there beside it under a name ending in `suffix` and a
/// number; says which. Both lie in the same directory, on disk, closed and settled.
pub(crate) fn put_in_place(fresh: &Path, path: &Path, suffix: &str) -> Result<Option<PathBuf>> {
    let mut kept = None;
    if path.exists() {
        let aside = free_name(path, suffix)?;
        // A second name first: at no moment is there no file under any name.
        at(path, fs::hard_link(path, &aside))?;
        for log in ["-wal", "-shm"] {
            let from = disk::beside(path, log);
            match fs::rename(&from, disk::beside(&aside, log)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return at(&from, Err(error));
                }
                _ => {}
            }
        }
        kept = Some(aside);
    }
    at(path, fs::rename(fresh, path))?;
    disk::flush(disk::directory(path))?;
    Ok(kept)
}

/// Removes a file of ours that is to be written anew, with its log.
pub(crate) fn clear(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let name = disk::beside(path, suffix);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return at(&name, Err(error)),
            _ => {}
        }
    }
    Ok(())
}

/// Waits until the disk has a file.
pub(crate) fn flush(path: &Path) -> Result<()> {
    at(path, File::open(path).and_then(|file| file.sync_all()))
}

/// Names the file in an error of the system.
pub(crate) fn at<T>(path: &Path, result: io::Result<T>) -> Result<T> {
    result.map_err(|source| match source.kind() {
        io::ErrorKind::StorageFull => JournalError::DiskFull { path: path.to_owned() },
        _ => JournalError::Io { path: path.to_owned(), source },
    })
}

fn free_name(path: &Path, suffix: &str) -> Result<PathBuf> {
    let names = (1..=KEPT_MAX).map(|number| disk::beside(path, &format!(".{suffix}-{number}")));
    let free = names.into_iter().find(|name| !name.exists());
    free.ok_or_else(|| JournalError::Exists { path: disk::beside(path, &format!(".{suffix}-1")) })
}
