//! Copies: made while everybody goes on, and put back.

use std::path::{Path, PathBuf};

use rusqlite::params;

use crate::aside;
use crate::disk;
use crate::fault::{JournalError, Result};
use crate::journal::{Access, Journal, create};

impl Journal {
    /// Writes a whole copy as of this moment, in one file; others go on reading and writing.
    ///
    /// The copy is on disk when this returns; if it fails there is none.
    ///
    /// # Errors
    ///
    /// `Exists`, `DiskFull` (of the copy's disk), `Damaged` if this file could not be read whole.
    pub fn backup_to(&self, path: &Path) -> Result<()> {
        if path.exists() {
            return Err(JournalError::Exists { path: path.to_owned() });
        }
        let part = disk::beside(path, ".part");
        aside::clear(&part)?;
        let copied = self.copy_to(&part).and_then(|()| {
            // Not rename: a file that somebody put there meanwhile is not ours to replace.
            aside::at(path, std::fs::hard_link(&part, path))
        });
        aside::clear(&part)?;
        copied?;
        disk::flush(disk::directory(path))
    }

    /// Copies into a file that only this user can read.
    fn copy_to(&self, path: &Path) -> Result<()> {
        create(path)?;
        let name = path.to_str().ok_or_else(|| JournalError::NotAJournal { path: path.into() })?;
        self.read()
            .run_alone(|conn| Ok(conn.prepare("VACUUM INTO ?1")?.execute(params![name])?))
            .map_err(|error| match error {
            JournalError::DiskFull { .. } => JournalError::DiskFull { path: path.to_owned() },
            error => error,
        })?;
        aside::flush(path)
    }
}

/// Puts a copy back at `path`. What was there is kept beside it; its name is returned.
///
/// Positions given since the copy are void: a relay draws a new epoch at its next start, and the
/// consoles offer what it lacks. A console whose journal is put back finds on its next connection
/// that its number was used, and takes a fresh seat.
///
/// # Errors
///
/// `Missing`, `NotAJournal` or `Damaged` if the copy is not whole; `Busy` while anybody has the
/// journal open. Nothing was changed then.
pub fn restore(copy: &Path, path: &Path) -> Result<Option<PathBuf>> {
    let source = Journal::open(copy, Access::Read)?;
    if let Some(detail) = first_finding(&source)? {
        return Err(JournalError::Damaged { path: copy.to_owned(), detail });
    }
    disk::refuse_network(disk::directory(path))?;
    if path.exists() {
        aside::settle(path)?;
    }
    let fresh = disk::beside(path, ".restore");
    aside::clear(&fresh)?;
    source.copy_to(&fresh)?;
    aside::put_in_place(&fresh, path, "before-restore")
}

/// What is wrong with a copy: with its pages, or with an entry of any room.
fn first_finding(source: &Journal) -> Result<Option<String>> {
    if let Some(finding) = source.check()?.into_iter().next() {
        return Ok(Some(finding));
    }
    for room in source.read().rooms()? {
        let verdict = source.read().verify(room.no)?;
        if !verdict.is_whole() {
            return Ok(Some(format!("{} entries of room {}", verdict.bad.len(), room.id)));
        }
    }
    Ok(None)
}
