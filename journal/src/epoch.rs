//! Epochs: how long the positions of a relay hold.
//!
//! A relay draws an epoch at every start and keeps it before it gives a position. A console keeps
//! those that it met. Positions above the end of the last epoch that both know are void.

use rusqlite::params;

use crate::fault::Result;
use crate::read::Reader;
use crate::row::RoomNo;
use crate::write::Write;

/// A span of positions given by one run of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Drawn at random by the relay.
    pub id: u64,
    /// The first position that it gives or could have given.
    pub first: u64,
    /// The last that it gave, as far as is known; `None` while it goes on.
    pub last: Option<u64>,
}

impl Reader<'_> {
    /// The epochs known, oldest first.
    pub fn epochs(&self, room: RoomNo) -> Result<Vec<Epoch>> {
        self.run(|conn| {
            let sql = "SELECT id, first, last FROM epoch WHERE room = ?1 ORDER BY no";
            let mut statement = conn.prepare_cached(sql)?;
            let epochs = statement.query_map(params![room.sql()], |row| {
                Ok(Epoch {
                    id: row.get::<_, i64>(0)?.cast_unsigned(),
                    first: row.get::<_, i64>(1)?.cast_unsigned(),
                    last: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
                })
            })?;
            Ok(epochs.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The epoch that a position belongs to.
    pub fn epoch_of(&self, room: RoomNo, position: u64) -> Result<Option<Epoch>> {
        let epochs = self.epochs(room)?;
        Ok(epochs.into_iter().rev().find(|epoch| epoch.first <= position))
    }

    /// The highest position that an epoch says was given, though its entry may be gone.
    pub(crate) fn last_of_epochs(&self, room: RoomNo) -> Result<u64> {
        let sql = "SELECT coalesce(max(max(first - 1, coalesce(last, 0))), 0)
             FROM epoch WHERE room = ?1";
        self.number(sql, params![room.sql()]).map(i64::cast_unsigned)
    }
}

impl Write<'_> {
    /// Keeps an epoch; one that is known gets this last position.
    pub fn put_epoch(&mut self, room: RoomNo, epoch: Epoch) -> Result<()> {
        room.at(epoch.first)?;
        room.at(epoch.last.unwrap_or(0))?;
        self.forget_ends(room);
        self.execute(
            "INSERT INTO epoch (room, id, first, last) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (room, id) DO UPDATE SET last = excluded.last",
            params![
                room.sql(),
                epoch.id.cast_signed(),
                epoch.first.cast_signed(),
                epoch.last.map(u64::cast_signed)
            ],
        )?;
        Ok(())
    }

    /// A relay's start: ends the epoch that went on, at the last position given, and keeps the
    /// new one from the next position on.
    pub fn begin_epoch(&mut self, room: RoomNo, id: u64) -> Result<Epoch> {
        let read = self.read();
        let given = read.last_position(room)?.unwrap_or(0).max(read.last_of_epochs(room)?);
        self.execute(
            "UPDATE epoch SET last = max(?2, first - 1) WHERE room = ?1 AND last IS NULL",
            params![room.sql(), given.cast_signed()],
        )?;
        let epoch = Epoch { id, first: given + 1, last: None };
        self.put_epoch(room, epoch)?;
        Ok(epoch)
    }

    /// Voids the positions above `limit`, and the epochs that begin above it: what was *stored*
    /// there is *sent* again, and waits in the outbox whoever wrote it. Says how many.
    pub fn void_positions(&mut self, room: RoomNo, limit: u64) -> Result<u64> {
        self.forget_ends(room);
        let voided = self.execute(
            "UPDATE entry SET place = NULL WHERE place > ?1 AND place <= ?2",
            params![room.at(limit)?, room.top()],
        )?;
        self.execute(
            "DELETE FROM epoch WHERE room = ?1 AND first > ?2",
            params![room.sql(), limit.cast_signed()],
        )?;
        self.execute(
            "UPDATE epoch SET last = min(coalesce(last, ?2), ?2) WHERE room = ?1",
            params![room.sql(), limit.cast_signed()],
        )?;
        Ok(voided as u64)
    }
}
