//! The saved fold: a room folded once, so that the next start reads only what is new.
//!
//! It is only ever a shortcut. It is ignored where the format, the rows below it or its own bytes
//! are not what they were, and a fold made anew equals it.

use rusqlite::{OptionalExtension as _, params};

use crate::fault::Result;
use crate::read::Reader;
use crate::row::{RoomNo, RowNo, array};
use crate::seal::seal;
use crate::write::Write;

/// A room folded up to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFold {
    /// The last row folded: what is after it is to be folded in.
    pub upto: RowNo,
    /// The fold, as its owner writes it.
    pub blob: Vec<u8>,
}

/// What the rows below a fold were.
struct Under {
    h: [u8; 32],
    revision: i64,
}

impl Reader<'_> {
    /// The saved fold of a room, if it is of this format and the rows below it are as they were.
    pub fn fold(&self, room: RoomNo, format: u32) -> Result<Option<SavedFold>> {
        self.run(|conn| {
            let sql = "SELECT upto, h, revision, blob, seal FROM fold
                 WHERE room = ?1 AND format = ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let found = statement
                .query_row(params![room.sql(), format], |row| {
                    let upto = RowNo(row.get::<_, i64>(0)?.cast_unsigned());
                    let under = Under { h: array(row, 1)?, revision: row.get(2)? };
                    Ok((SavedFold { upto, blob: row.get(3)? }, under, array::<8>(row, 4)?))
                })
                .optional()?;
            let Some((fold, under, kept)) = found else { return Ok(None) };
            let now = self.under(room, fold.upto)?;
            let holds = now.is_some_and(|now| now.h == under.h && now.revision == under.revision)
                && kept == seal_of(room, format, &fold, &under);
            Ok(holds.then_some(fold))
        })
    }

    fn under(&self, room: RoomNo, upto: RowNo) -> Result<Option<Under>> {
        let no = room.at(upto.0)?;
        self.run(|conn| {
            let sql = "SELECT e.h, r.revision FROM entry e JOIN room r ON r.no = ?2
                 WHERE e.no = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            let under = statement.query_row(params![no, room.sql()], |row| {
                Ok(Under { h: array(row, 0)?, revision: row.get(1)? })
            });
            Ok(under.optional()?)
        })
    }
}

impl Write<'_> {
    /// Saves the fold of a room up to a row that is held. Not kept, and `false`, if a row was
    /// dropped or changed since revision `revision`: it would be of other rows than these.
    pub fn put_fold(
        &mut self,
        room: RoomNo,
        format: u32,
        revision: u64,
        fold: &SavedFold,
    ) -> Result<bool> {
        let Some(under) = self.read().under(room, fold.upto)? else { return Ok(false) };
        if under.revision.cast_unsigned() != revision {
            return Ok(false);
        }
        let seal = seal_of(room, format, fold, &under);
        self.execute(
            "INSERT OR REPLACE INTO fold (room, format, upto, h, revision, blob, seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                room.sql(),
                format,
                fold.upto.0.cast_signed(),
                under.h,
                under.revision,
                fold.blob,
                seal
            ],
        )?;
        Ok(true)
    }
}

fn seal_of(room: RoomNo, format: u32, fold: &SavedFold, under: &Under) -> [u8; 8] {
    seal(&[
        &room.sql().to_le_bytes(),
        &format.to_le_bytes(),
        &fold.upto.0.to_le_bytes(),
        &under.h,
        &under.revision.to_le_bytes(),
        &fold.blob,
    ])
}
