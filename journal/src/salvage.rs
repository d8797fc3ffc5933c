//! Reading a damaged file: each row by its number, and whatever the indexes still say of it.
//!
//! A table and its indexes lie on different pages, so what one page no longer says another often
//! does. Nothing read here is believed before it is proved.

use std::collections::BTreeMap;

use liaison_core::entry::{Signature, verifies};
use liaison_core::id::{Hash, RoomId, SeatKey};
use rusqlite::params;

use crate::fault::{JournalError, Result};
use crate::read::{Reader, Room};
use crate::row::{Authors, ROW, RoomNo, Row, RowNo, array};

/// More rows than fit in a page of 4096 bytes, with two hashes in each.
const ROWS_PER_PAGE_MAX: u64 = 64;

/// Whose a row is by the index alone, in few bytes: a room may have 100,000 of them.
struct Name {
    no: u64,
    /// Which of the authors, in their order.
    author: u32,
    n: u32,
}

/// One room of a file that may be damaged.
pub(crate) struct Salvage<'a> {
    read: Reader<'a>,
    room: Room,
    authors: Authors,
    own: Vec<SeatKey>,
    /// What the index says of each row, in their order.
    names: Vec<Name>,
    last: u64,
}

impl<'a> Salvage<'a> {
    /// What can be known of the room before its rows are read.
    pub(crate) fn of(read: Reader<'a>, room: RoomNo) -> Result<Self> {
        let found = rooms(read).into_iter().find(|held| held.no == room);
        let room = found.ok_or(JournalError::NotHere { what: "the room" })?;
        let (authors, own) = authors(read, room.no);
        let names = names(read, room.no, &authors);
        let last = names.last().map_or(0, |name| name.no).max(last(read, room.no));
        // A number that came of damage must not have us look for rows that cannot be.
        let pages = read.number("PRAGMA page_count", [])?.cast_unsigned();
        let last = last.min(pages * ROWS_PER_PAGE_MAX);
        Ok(Self { read, room, authors, own, names, last })
    }

    pub(crate) fn id(&self) -> RoomId {
        self.room.id
    }

    pub(crate) fn own(&self) -> &[SeatKey] {
        &self.own
    }

    pub(crate) fn is_own(&self, key: &SeatKey) -> bool {
        self.own.contains(key)
    }

    /// Whose a row is and its number, by the index alone.
    pub(crate) fn name(&self, no: RowNo) -> Option<(SeatKey, u32)> {
        let name = &self.names[self.named(no.0)?];
        let (_, key) = self.authors.iter().nth(name.author as usize)?;
        Some((key, name.n))
    }

    fn named(&self, no: u64) -> Option<usize> {
        self.names.binary_search_by_key(&no, |name| name.no).ok()
    }

    /// Hands over every row; `None` for one that was there and cannot be read.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(RowNo, Option<Row>) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("SELECT {ROW} FROM entry WHERE no = ?1");
        for no in 1..=self.last {
            let found = self.read.run(|conn| {
                let mut statement = conn.prepare_cached(&sql)?;
                let mut rows = statement.query(params![self.room.no.at(no)?])?;
                let row = rows.next()?.map(|row| Row::read(row, &self.authors));
                Ok(row.transpose()?)
            });
            match found {
                Ok(Some(row)) => visit(RowNo(no), Some(row))?,
                Ok(None) if self.named(no).is_none() => {}
                Ok(None) => visit(RowNo(no), None)?,
                Err(error) if error.is_damage() => visit(RowNo(no), None)?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// All rooms, by the table or by its index; where they differ, the id that founded an entry.
pub(crate) fn rooms(read: Reader<'_>) -> Vec<Room> {
    let by_table = "SELECT no, id FROM room NOT INDEXED ORDER BY no";
    let by_index = "SELECT no, id FROM room INDEXED BY sqlite_autoindex_room_1 WHERE id > x''";
    let mut rooms: BTreeMap<RoomNo, RoomId> = BTreeMap::new();
    for sql in [by_table, by_index] {
        partly(read, sql, params![], |row| {
            let (no, id) = (RoomNo(row.get(0)?), RoomId(array(row, 1)?));
            if rooms.get(&no).is_none_or(|known| *known != id && !founded(read, no, known)) {
                rooms.insert(no, id);
            }
            Ok(())
        });
    }
    rooms.into_iter().map(|(no, id)| Room { no, id }).collect()
}

/// Whether an entry of the room has this hash.
fn founded(read: Reader<'_>, room: RoomNo, id: &RoomId) -> bool {
    let sql = "SELECT count(*) FROM entry WHERE no BETWEEN ?1 AND ?2 AND n = 1 AND h = ?3";
    read.number(sql, params![room.base(), room.top(), id.0]).is_ok_and(|count| count > 0)
}

/// The authors of a room, by the table or by its index, and which of them are own.
fn authors(read: Reader<'_>, room: RoomNo) -> (Authors, Vec<SeatKey>) {
    let by_table = "SELECT no, key, room FROM author NOT INDEXED";
    let by_index = "SELECT no, key, room FROM author INDEXED BY sqlite_autoindex_author_1
         WHERE room > 0";
    let mut keys: BTreeMap<i64, SeatKey> = BTreeMap::new();
    for sql in [by_table, by_index] {
        partly(read, sql, params![], |row| {
            let (no, key): (i64, _) = (row.get(0)?, SeatKey(array(row, 1)?));
            let here = row.get::<_, i64>(2)? == room.sql();
            if here && keys.get(&no).is_none_or(|known| *known != key && !signed(read, no, known)) {
                keys.insert(no, key);
            }
            Ok(())
        });
    }
    let mut own = Vec::new();
    for sql in [
        "SELECT no FROM author NOT INDEXED WHERE own = 1",
        "SELECT no FROM author INDEXED BY author_own WHERE own = 1",
    ] {
        partly(read, sql, params![], |row| {
            let key = keys.get(&row.get(0)?).filter(|key| !own.contains(*key));
            own.extend(key.copied());
            Ok(())
        });
    }
    (Authors::of(keys), own)
}

/// Whether this key signed the first signed entry of the author.
fn signed(read: Reader<'_>, author: i64, key: &SeatKey) -> bool {
    let sql = "SELECT h, signature FROM entry WHERE author = ?1 AND signature IS NOT NULL LIMIT 1";
    let mut holds = false;
    partly(read, sql, params![author], |row| {
        holds = verifies(key, &Hash(array(row, 0)?), &Signature(array(row, 1)?));
        Ok(())
    });
    holds
}

/// Whose each row is and its number, from the index alone.
fn names(read: Reader<'_>, room: RoomNo, authors: &Authors) -> Vec<Name> {
    let mut names = Vec::new();
    let sql = "SELECT no, n FROM entry INDEXED BY entry_chain WHERE author = ?1";
    for (at, (author, _)) in (0..).zip(authors.iter()) {
        let held = "SELECT count(*) FROM entry INDEXED BY entry_chain WHERE author = ?1";
        let held = read.number(held, params![author]).unwrap_or(0);
        names.reserve_exact(usize::try_from(held).unwrap_or(0));
        partly(read, sql, params![author], |row| {
            let (of, no) = RoomNo::split(row.get(0)?);
            if of == room {
                names.push(Name { no, author: at, n: row.get(1)? });
            }
            Ok(())
        });
    }
    names.sort_unstable_by_key(|name| name.no);
    names.dedup_by_key(|name| name.no);
    names
}

/// The room's last row by the table and by the indexes of places.
fn last(read: Reader<'_>, room: RoomNo) -> u64 {
    let mut last = read.last_row(room).map_or(0, |no| no.0);
    for sql in [
        "SELECT no FROM entry INDEXED BY entry_place WHERE place BETWEEN ?1 AND ?2",
        "SELECT no FROM entry INDEXED BY entry_unplaced WHERE place IS NULL
         AND no BETWEEN ?1 AND ?2",
    ] {
        partly(read, sql, params![room.base(), room.top()], |row| {
            let (of, no) = RoomNo::split(row.get(0)?);
            if of == room {
                last = last.max(no);
            }
            Ok(())
        });
    }
    last
}

/// Reads rows as far as they can be read; where they break off, what was read stands.
pub(crate) fn partly(
    read: Reader<'_>,
    sql: &str,
    params: impl rusqlite::Params,
    mut take: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
) {
    let _broken_off = read.run(|conn| {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            // A row that makes no sense says nothing of the next.
            let _unread = take(row);
        }
        Ok(())
    });
}
