//! Drafts: what an officer was writing when the session dropped.

use liaison_core::stamp::Stamp;
use rusqlite::{OptionalExtension as _, params};

use crate::fault::Result;
use crate::read::Reader;
use crate::row::{HOME, RoomNo, array};
use crate::seal::{check, seal};
use crate::write::Write;

/// A text that is not on the record yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is for: the form, and what it answers.
    pub name: String,
    /// The text, or the form's fields as the console writes them.
    pub text: String,
    /// When it was kept.
    pub saved: Stamp,
}

impl Reader<'_> {
    /// The names of the drafts of a room, or (`None`) of the home, newest first.
    pub fn draft_names(&self, room: Option<RoomNo>) -> Result<Vec<String>> {
        self.run(|conn| {
            let sql = "SELECT name FROM draft WHERE room = ?1 ORDER BY saved DESC, no DESC";
            let mut statement = conn.prepare_cached(sql)?;
            let names = statement.query_map([room.map_or(HOME, RoomNo::sql)], |row| row.get(0))?;
            Ok(names.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One draft.
    ///
    /// # Errors
    ///
    /// `Damaged` if it is not what was written.
    pub fn draft(&self, room: Option<RoomNo>, name: &str) -> Result<Option<Draft>> {
        let of = room.map_or(HOME, RoomNo::sql);
        self.run(|conn| {
            let sql = "SELECT text, saved, seal FROM draft WHERE room = ?1 AND name = ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement
                .query_row(params![of, name], |row| {
                    let saved = Stamp(row.get::<_, i64>(1)?.cast_unsigned());
                    Ok((Draft { name: name.to_owned(), text: row.get(0)?, saved }, array(row, 2)?))
                })
                .optional()?;
            let Some((draft, kept)) = found else { return Ok(None) };
            check(kept, &parts(&of.to_le_bytes(), &draft, &draft.saved.0.to_le_bytes()))?;
            Ok(Some(draft))
        })
    }
}

impl Write<'_> {
    /// Keeps a draft, in place of the one of the same name.
    pub fn put_draft(&mut self, room: Option<RoomNo>, draft: &Draft) -> Result<()> {
        let of = room.map_or(HOME, RoomNo::sql);
        let seal = seal(&parts(&of.to_le_bytes(), draft, &draft.saved.0.to_le_bytes()));
        self.execute(
            "INSERT INTO draft (room, name, text, saved, seal) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (room, name) DO UPDATE
             SET text = excluded.text, saved = excluded.saved, seal = excluded.seal",
            params![of, draft.name, draft.text, draft.saved.0.cast_signed(), seal],
        )?;
        Ok(())
    }

    /// Drops a draft: in the transaction that appends the entry made of it, so that it is neither
    /// lost nor said twice.
    pub fn drop_draft(&mut self, room: Option<RoomNo>, name: &str) -> Result<()> {
        let of = room.map_or(HOME, RoomNo::sql);
        let sql = "DELETE FROM draft WHERE room = ?1 AND name = ?2";
        self.execute(sql, params![of, name]).map(drop)
    }
}

fn parts<'a>(of: &'a [u8], draft: &'a Draft, saved: &'a [u8]) -> [&'a [u8]; 4] {
    [of, draft.name.as_bytes(), draft.text.as_bytes(), saved]
}
