//! What a console or relay remembers by name: of one room, or of the whole home.

use rusqlite::{OptionalExtension as _, params};

use crate::fault::Result;
use crate::read::Reader;
use crate::row::{HOME, RoomNo, array};
use crate::seal::{check, seal};
use crate::write::Write;

impl Reader<'_> {
    /// The value of a name, of a room or (`None`) of the home.
    ///
    /// # Errors
    ///
    /// `Damaged` if it is not what was written.
    pub fn setting(&self, room: Option<RoomNo>, name: &str) -> Result<Option<Vec<u8>>> {
        let of = room.map_or(HOME, RoomNo::sql);
        self.run(|conn| {
            let sql = "SELECT value, seal FROM setting WHERE room = ?1 AND name = ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement
                .query_row(params![of, name], |row| Ok((row.get::<_, Vec<u8>>(0)?, array(row, 1)?)))
                .optional()?;
            let Some((value, kept)) = found else { return Ok(None) };
            check(kept, &[&of.to_le_bytes(), name.as_bytes(), &value])?;
            Ok(Some(value))
        })
    }
}

impl Write<'_> {
    /// Keeps a value under a name, in place of the one before.
    pub fn set_setting(&mut self, room: Option<RoomNo>, name: &str, value: &[u8]) -> Result<()> {
        let of = room.map_or(HOME, RoomNo::sql);
        let seal = seal(&[&of.to_le_bytes(), name.as_bytes(), value]);
        self.execute(
            "INSERT INTO setting (room, name, value, seal) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (room, name) DO UPDATE SET value = excluded.value, seal = excluded.seal",
            params![of, name, value, seal],
        )?;
        Ok(())
    }

    /// Forgets a name.
    pub fn clear_setting(&mut self, room: Option<RoomNo>, name: &str) -> Result<()> {
        let of = room.map_or(HOME, RoomNo::sql);
        let sql = "DELETE FROM setting WHERE room = ?1 AND name = ?2";
        self.execute(sql, params![of, name]).map(drop)
    }
}
