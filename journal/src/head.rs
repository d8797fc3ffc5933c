//! Heads that others say they saw: what `verify` holds a copy against.

use liaison_core::id::SeatId;
use rusqlite::params;

use crate::fault::Result;
use crate::read::Reader;
use crate::row::{RoomNo, array};
use crate::write::Write;

/// By whose word a head is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The relay admits that it has this: what is missing below was not fetched.
    Relay,
    /// An officer witnessed it: what the relay denies below is withheld.
    Witness,
}

/// A seat's newest entry by somebody's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub seat: SeatId,
    /// Its number.
    pub n: u32,
    /// The first half of its h.
    pub half: [u8; 16],
}

impl Source {
    fn number(self) -> u8 {
        match self {
            Self::Relay => 0,
            Self::Witness => 1,
        }
    }
}

impl Reader<'_> {
    /// The newest head of each seat by the relay's or by witnesses' word.
    pub fn heads(&self, room: RoomNo, source: Source) -> Result<Vec<Head>> {
        self.run(|conn| {
            let sql =
                "SELECT seat, n, half FROM head WHERE room = ?1 AND source = ?2 ORDER BY seat";
            let mut statement = conn.prepare_cached(sql)?;
            let heads = statement.query_map(params![room.sql(), source.number()], |row| {
                Ok(Head { seat: SeatId(array(row, 0)?), n: row.get(1)?, half: array(row, 2)? })
            })?;
            Ok(heads.collect::<rusqlite::Result<_>>()?)
        })
    }
}

impl Write<'_> {
    /// Keeps a head if it is newer than the one known by the same word.
    pub fn put_head(&mut self, room: RoomNo, source: Source, head: &Head) -> Result<()> {
        self.execute(
            "INSERT INTO head (room, source, seat, n, half) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (room, source, seat) DO UPDATE SET n = excluded.n, half = excluded.half
             WHERE excluded.n > head.n",
            params![room.sql(), source.number(), head.seat.0, head.n, head.half],
        )?;
        Ok(())
    }

    /// Forgets what a relay admitted: it came back from an older copy, or another took its place.
    pub fn clear_heads(&mut self, room: RoomNo, source: Source) -> Result<()> {
        let sql = "DELETE FROM head WHERE room = ?1 AND source = ?2";
        self.execute(sql, params![room.sql(), source.number()]).map(drop)
    }
}
