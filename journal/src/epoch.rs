//! Epochs: how long the positions of a relay hold. Positions count from 0.
//!
//! A relay draws an epoch at every start and keeps it before it gives a position. A console keeps
//! those that it met. Positions from the end of the last epoch that both know on are void.

use liaison_core::ranges::Ranges;
use rusqlite::params;

use crate::fault::Result;
use crate::read::Reader;
use crate::row::RoomNo;
use crate::write::Write;

/// A span of positions given by one run of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Drawn at random by the relay; the wire's eight bytes, little-endian.
    pub id: u64,
    /// The first position that it gives or could have given.
    pub first: u64,
    /// One past the last that it gave, as far as is known; `None` while it goes on.
    pub end: Option<u64>,
}

impl Reader<'_> {
    /// The epochs known, oldest first.
    pub fn epochs(&self, room: RoomNo) -> Result<Vec<Epoch>> {
        self.run(|conn| {
            let sql = "SELECT id, first, \"end\" FROM epoch WHERE room = ?1 ORDER BY first, no";
            let mut statement = conn.prepare_cached(sql)?;
            let epochs = statement.query_map(params![room.sql()], |row| {
                Ok(Epoch {
                    id: row.get::<_, i64>(0)?.cast_unsigned(),
                    first: row.get::<_, i64>(1)?.cast_unsigned(),
                    end: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
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

    /// One past the last position given, though its entry may be gone: a position is never given
    /// twice in one epoch.
    pub fn end(&self, room: RoomNo) -> Result<u64> {
        let sql = "SELECT coalesce(max(max(first, coalesce(\"end\", 0))), 0)
             FROM epoch WHERE room = ?1";
        let end = self.number(sql, params![room.sql()])?.cast_unsigned();
        Ok(end.max(self.last_position(room)?.map_or(0, |last| last + 1)))
    }

    /// The positions of which everything was told; besides them, those of all entries held.
    pub fn told(&self, room: RoomNo) -> Result<Ranges> {
        self.run(|conn| {
            let sql = "SELECT first, last FROM told WHERE room = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query(params![room.sql()])?;
            let mut told = Ranges::default();
            while let Some(row) = rows.next()? {
                let (first, last): (i64, i64) = (row.get(0)?, row.get(1)?);
                told.insert_range(first.cast_unsigned(), last.cast_unsigned());
            }
            Ok(told)
        })
    }
}

impl Write<'_> {
    /// Keeps an epoch; one that is known gets this end.
    pub fn put_epoch(&mut self, room: RoomNo, epoch: Epoch) -> Result<()> {
        room.at(epoch.first)?;
        room.at(epoch.end.unwrap_or(0))?;
        self.forget_ends(room);
        self.execute(
            "INSERT INTO epoch (room, id, first, \"end\") VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (room, id) DO UPDATE SET \"end\" = excluded.\"end\"",
            params![
                room.sql(),
                epoch.id.cast_signed(),
                epoch.first.cast_signed(),
                epoch.end.map(u64::cast_signed)
            ],
        )?;
        Ok(())
    }

    /// Keeps these epochs, oldest first, in place of all that were kept.
    pub fn set_epochs(&mut self, room: RoomNo, epochs: &[Epoch]) -> Result<()> {
        self.execute("DELETE FROM epoch WHERE room = ?1", params![room.sql()])?;
        epochs.iter().try_for_each(|epoch| self.put_epoch(room, *epoch))
    }

    /// A relay's start: ends the epoch that went on, where the positions given end, and keeps the
    /// new one from there on.
    pub fn begin_epoch(&mut self, room: RoomNo, id: u64) -> Result<Epoch> {
        let first = self.read().end(room)?;
        self.execute(
            "UPDATE epoch SET \"end\" = ?2 WHERE room = ?1 AND \"end\" IS NULL",
            params![room.sql(), first.cast_signed()],
        )?;
        let epoch = Epoch { id, first, end: None };
        self.put_epoch(room, epoch)?;
        Ok(epoch)
    }

    /// Everything at positions `first` to `last` was told: what is not held there never will be.
    pub fn put_told(&mut self, room: RoomNo, first: u64, last: u64) -> Result<()> {
        room.at(last)?;
        let mut told = self.read().told(room)?;
        told.insert_range(first, last);
        self.write_told(room, &told)
    }

    /// Voids the positions from `end` on, and the epochs that begin above it: what was *stored*
    /// there is *sent* again, and waits in the outbox whoever wrote it. Says how many.
    pub fn void_positions(&mut self, room: RoomNo, end: u64) -> Result<u64> {
        let voided = self.execute(
            "UPDATE entry SET place = NULL WHERE place BETWEEN ?1 AND ?2",
            params![room.at(end)?, room.top()],
        )?;
        let cut = params![room.sql(), end.cast_signed()];
        self.execute("DELETE FROM epoch WHERE room = ?1 AND first > ?2", cut)?;
        self.execute(
            "UPDATE epoch SET \"end\" = min(coalesce(\"end\", ?2), ?2) WHERE room = ?1",
            cut,
        )?;
        let mut told = self.read().told(room)?;
        told.truncate(end);
        self.write_told(room, &told)?;
        self.forget_ends(room);
        Ok(voided as u64)
    }

    /// A few long stretches: written whole.
    fn write_told(&mut self, room: RoomNo, told: &Ranges) -> Result<()> {
        self.execute("DELETE FROM told WHERE room = ?1", params![room.sql()])?;
        for (first, last) in told.iter() {
            self.execute(
                "INSERT INTO told (room, first, last) VALUES (?1, ?2, ?3)",
                params![room.sql(), first.cast_signed(), last.cast_signed()],
            )?;
        }
        Ok(())
    }
}
