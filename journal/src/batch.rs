//! The relay's group commit: what many connections handed in, on disk at once.

use liaison_core::entry::Link;
use liaison_core::id::EntryKey;

use crate::fault::Result;
use crate::journal::Journal;
use crate::row::RoomNo;
use crate::write::{Added, Place};

/// Entries of one room that wait for the same commit.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The room.
    pub room: RoomNo,
    /// Verified entries, in the order in which they get their positions.
    pub links: Vec<Link>,
}

/// What became of one entry of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// On disk at this position, now or before.
    At {
        /// Its position.
        position: u64,
        /// Whether it was stored before.
        before: bool,
        /// The branch that was dropped for it.
        dropped: Option<EntryKey>,
    },
    /// Not kept: eight others at its number have a smaller h.
    Surplus,
}

impl Journal {
    /// Appends every entry of every batch in one transaction, giving positions in order.
    ///
    /// Blocks until the disk has them: call it from a thread that may. Answers in the order of
    /// the batches; if it fails, nothing was kept and nobody may be told otherwise.
    ///
    /// # Errors
    ///
    /// `DiskFull`, `Busy`, `Damaged`, `NotHere` for an unknown room.
    pub fn append_many(&mut self, batches: &[Batch]) -> Result<Vec<Vec<Placed>>> {
        self.write(|write| {
            let mut answers = Vec::with_capacity(batches.len());
            for batch in batches {
                let mut placed = Vec::with_capacity(batch.links.len());
                for link in &batch.links {
                    placed.push(write.store(batch.room, link)?);
                }
                answers.push(placed);
            }
            Ok(answers)
        })
    }
}

impl crate::write::Write<'_> {
    /// Appends one entry at the next position of its room, unless it has one.
    pub fn store(&mut self, room: RoomNo, link: &Link) -> Result<Placed> {
        let (before, dropped) = match self.append(room, link, Place::Next)? {
            Added::Surplus => return Ok(Placed::Surplus),
            Added::New(_) => (false, None),
            Added::Instead(_, dropped) => (false, Some(dropped)),
            Added::Held(_) => (true, None),
        };
        let position = match before {
            false => self.end(room)? - 1,
            true => {
                let held = self.read().entry(room, &link.key())?;
                held.and_then(|row| row.position).expect("an entry held was given a position")
            }
        };
        Ok(Placed::At { position, before, dropped })
    }
}
