//! Repair of a damaged home: what verifies goes to a fresh journal, the rest is fetched again.

use std::path::PathBuf;

use liaison_core::id::{EntryId, SeatKey};
use liaison_journal::repair::repair as rebuild;

use super::DeskError;
use super::seat::FRESH_WANTED;
use crate::home::Home;

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The damaged journal, under its new name.
    pub old: PathBuf,
    /// How many entries are in the fresh one.
    pub kept: u64,
    /// What is not: whoever has it gives it back.
    pub lost: Vec<EntryId>,
}

/// Puts what verifies of a home's journal in its place. Of whatever seat an own entry is lost, a
/// fresh one is taken before anything is written: the numbers are used.
///
/// # Errors
///
/// `Busy` while another program has the journal open; those of journal and home. The damaged
/// journal is at its place then.
pub fn repair(home: &Home) -> Result<Repaired, DeskError> {
    let repaired = rebuild(&home.journal_path())?;
    let mut journal = home.journal()?;
    journal.write(|write| {
        for lost in repaired.lost.iter().filter(|lost| lost.own) {
            let room = write.read().room(&lost.room)?;
            if let Some(room) = room {
                write.set_setting(Some(room), FRESH_WANTED, &[1])?;
            }
        }
        Ok::<_, DeskError>(())
    })?;
    let name = |named: Option<(SeatKey, u32)>| {
        let (key, n) = named.unwrap_or_default();
        EntryId { seat: key.seat(), n }
    };
    let lost = repaired.lost.iter().map(|lost| name(lost.name)).collect();
    Ok(Repaired { old: repaired.old, kept: repaired.kept, lost })
}
