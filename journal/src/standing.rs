//! How far an own entry has come, and what still waits to be offered.

use liaison_core::id::EntryKey;
use rusqlite::{OptionalExtension as _, params};

use crate::fault::Result;
use crate::read::{PAGE_ROWS_MAX, Reader};
use crate::row::{RoomNo, Row, RowNo};
use crate::write::Write;

/// How far an own entry has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On this machine's disk.
    Saved,
    /// Handed to a link; no answer yet, or the relay that answered no longer has it.
    Sent,
    /// On the relay's disk.
    Stored {
        /// Its position there.
        position: u64,
    },
    /// The relay keeps only its hash.
    Refused {
        /// What the relay said.
        reason: String,
        /// Where it keeps the hash.
        position: Option<u64>,
    },
    /// Refused, and named as given up by a later entry of its author.
    GivenUp,
}

const SAVED: u8 = 0;
const SENT: u8 = 1;
const REFUSED: u8 = 2;
const GIVEN_UP: u8 = 3;

impl Reader<'_> {
    /// The standing of an own entry; `None` for one of somebody else or one not held.
    pub fn standing(&self, room: RoomNo, key: &EntryKey) -> Result<Option<Standing>> {
        let sql = "SELECT e.standing, e.place, r.reason FROM author a
             JOIN entry e ON e.author = a.no LEFT JOIN refusal r ON r.entry = e.no
             WHERE a.room = ?1 AND a.key = ?2 AND e.n = ?3 AND e.h = ?4 AND standing IS NOT NULL";
        self.run(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement
                .query_row(params![room.sql(), key.author.0, key.n, key.h.0], |row| {
                    let place: Option<i64> = row.get(1)?;
                    Ok((row.get(0)?, place, row.get::<_, Option<String>>(2)?))
                })
                .optional()?;
            Ok(found.map(|(standing, place, reason)| {
                let position = place.map(|place| RoomNo::split(place).1);
                match (standing, position) {
                    (REFUSED, position) => {
                        Standing::Refused { reason: reason.unwrap_or_default(), position }
                    }
                    (GIVEN_UP, _) => Standing::GivenUp,
                    (_, Some(position)) => Standing::Stored { position },
                    (SAVED, None) => Standing::Saved,
                    (_, None) => Standing::Sent,
                }
            }))
        })
    }

    /// Entries that no relay has, whoever wrote them, in the order in which they were taken up.
    pub fn outbox(&self, room: RoomNo, after: RowNo, limit: u32) -> Result<Vec<Row>> {
        self.select(
            room,
            "INDEXED BY entry_unplaced WHERE no > ?1 AND no <= ?2 AND place IS NULL
             AND coalesce(standing, 0) < 2 ORDER BY no LIMIT ?3",
            params![room.at(after.0)?, room.top(), limit.min(PAGE_ROWS_MAX)],
        )
    }

    /// How many entries no relay has.
    pub fn outbox_count(&self, room: RoomNo) -> Result<u64> {
        let sql = "SELECT count(*) FROM entry INDEXED BY entry_unplaced
             WHERE no > ?1 AND no <= ?2 AND place IS NULL AND coalesce(standing, 0) < 2";
        self.number(sql, params![room.base(), room.top()]).map(i64::cast_unsigned)
    }

    /// Own entries that a relay refused and no later entry gave up.
    pub fn refused(&self, room: RoomNo) -> Result<Vec<Row>> {
        self.select(
            room,
            "INDEXED BY entry_own WHERE no > ?1 AND no <= ?2 AND standing = ?3 ORDER BY no",
            params![room.base(), room.top(), REFUSED],
        )
    }

    /// Why the content of this entry was refused, if it was.
    pub fn refusal(&self, room: RoomNo, key: &EntryKey) -> Result<Option<String>> {
        let sql = "SELECT r.reason FROM author a JOIN entry e ON e.author = a.no
             JOIN refusal r ON r.entry = e.no
             WHERE a.room = ?1 AND a.key = ?2 AND e.n = ?3 AND e.h = ?4";
        self.run(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let key = params![room.sql(), key.author.0, key.n, key.h.0];
            Ok(statement.query_row(key, |row| row.get(0)).optional()?)
        })
    }
}

impl Write<'_> {
    /// Own entries were handed to the link. Those that came further stay there.
    pub fn mark_sent(&mut self, room: RoomNo, keys: &[EntryKey]) -> Result<()> {
        for key in keys {
            let Some(no) = self.find(room, key)? else { continue };
            self.execute(
                "UPDATE entry SET standing = ?2 WHERE no = ?1 AND standing = ?3",
                params![no, SENT, SAVED],
            )?;
        }
        Ok(())
    }

    /// The relay stored these, each at its position. False if one is not held here.
    ///
    /// # Errors
    ///
    /// `PositionTaken` if another entry has the position.
    pub fn mark_stored(&mut self, room: RoomNo, stored: &[(EntryKey, u64)]) -> Result<bool> {
        let mut all = true;
        for (key, position) in stored {
            match self.find(room, key)? {
                Some(no) => self.place(room, no, *position)?,
                None => all = false,
            }
        }
        Ok(all)
    }

    /// A relay refused the content of an entry. The content is kept, for its author to correct.
    ///
    /// On the relay itself, this keeps the reason for whoever offers the content again.
    pub fn mark_refused(
        &mut self,
        room: RoomNo,
        key: &EntryKey,
        reason: &str,
        position: Option<u64>,
    ) -> Result<bool> {
        let Some(no) = self.find(room, key)? else { return Ok(false) };
        if let Some(position) = position {
            self.place(room, no, position)?;
        }
        self.execute(
            "UPDATE entry SET standing = ?2 WHERE no = ?1 AND standing < ?2",
            params![no, REFUSED],
        )?;
        self.execute(
            "INSERT INTO refusal (entry, reason) VALUES (?1, ?2)
             ON CONFLICT (entry) DO UPDATE SET reason = excluded.reason",
            params![no, reason],
        )?;
        Ok(true)
    }

    /// A later entry of its author names this one given up.
    pub fn mark_given_up(&mut self, room: RoomNo, key: &EntryKey) -> Result<bool> {
        let Some(no) = self.find(room, key)? else { return Ok(false) };
        let sql = "UPDATE entry SET standing = ?2 WHERE no = ?1 AND standing IS NOT NULL";
        Ok(self.execute(sql, params![no, GIVEN_UP])? > 0)
    }
}
