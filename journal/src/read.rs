//! Reading entries: by name, by position, by row, by time.

use std::path::Path;

use liaison_core::id::{EntryKey, Hash, RoomId, RoomName, SeatKey};
use liaison_core::stamp::Stamp;
use rusqlite::{Connection, OptionalExtension as _, Params, params};

use crate::fault::Result;
use crate::row::{Authors, HELD, Held, ROW, RoomNo, Row, RowNo, array};

/// The most rows that one page of anything has; a caller asks again from where it ended.
pub const PAGE_ROWS_MAX: u32 = 4096;

/// A room that the journal holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its number in this file.
    pub no: RoomNo,
    /// Its id everywhere.
    pub id: RoomId,
}

/// Somebody who wrote in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The seat's key.
    pub key: SeatKey,
    /// Whether this installation holds the private key.
    pub own: bool,
}

/// Where a page of the log ended, for the page before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogMark {
    /// The time of the oldest entry shown.
    pub time: Stamp,
    /// Its row.
    pub no: RowNo,
}

/// Reads from a journal.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    conn: &'a Connection,
    path: &'a Path,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(conn: &'a Connection, path: &'a Path) -> Self {
        Self { conn, path }
    }

    /// All rooms, in the order in which this file met them.
    pub fn rooms(&self) -> Result<Vec<Room>> {
        self.run(|conn| {
            let mut statement = conn.prepare_cached("SELECT no, id FROM room ORDER BY no")?;
            let rooms = statement.query_map([], |row| {
                Ok(Room { no: RoomNo(row.get(0)?), id: RoomId(array(row, 1)?) })
            })?;
            Ok(rooms.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The number of the room with this id.
    pub fn room(&self, id: &RoomId) -> Result<Option<RoomNo>> {
        self.run(|conn| {
            let mut statement = conn.prepare_cached("SELECT no FROM room WHERE id = ?1")?;
            Ok(statement.query_row(params![id.0], |row| row.get(0)).optional()?.map(RoomNo))
        })
    }

    /// The room of this name on the wire.
    pub fn room_named(&self, name: &RoomName) -> Result<Option<Room>> {
        let (mut first, mut last) = ([0; 32], [0xff; 32]);
        first[..16].copy_from_slice(&name.0);
        last[..16].copy_from_slice(&name.0);
        self.run(|conn| {
            let sql = "SELECT no, id FROM room WHERE id BETWEEN ?1 AND ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let room = statement.query_row(params![first, last], |row| {
                Ok(Room { no: RoomNo(row.get(0)?), id: RoomId(array(row, 1)?) })
            });
            Ok(room.optional()?)
        })
    }

    /// The entry that founded the room.
    pub fn founding(&self, room: RoomNo) -> Result<Option<Row>> {
        self.select(
            room,
            "WHERE author IN (SELECT no FROM author WHERE room = ?1) AND n = 1
             AND h = (SELECT id FROM room WHERE no = ?1)",
            params![room.sql()],
        )
        .map(|rows| rows.into_iter().next())
    }

    /// All who wrote in the room, in the order in which this file met them.
    pub fn authors(&self, room: RoomNo) -> Result<Vec<Author>> {
        self.run(|conn| {
            let sql = "SELECT key, own FROM author WHERE room = ?1 ORDER BY no";
            let mut statement = conn.prepare_cached(sql)?;
            let authors = statement.query_map(params![room.sql()], |row| {
                Ok(Author { key: SeatKey(array(row, 0)?), own: row.get(1)? })
            })?;
            Ok(authors.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One entry exactly.
    pub fn entry(&self, room: RoomNo, key: &EntryKey) -> Result<Option<Row>> {
        let branches = self.numbered(room, &key.author, key.n)?;
        Ok(branches.into_iter().find(|row| row.link.h == key.h))
    }

    /// All entries of an author with this number: several where the chain forks, smallest h first.
    pub fn numbered(&self, room: RoomNo, author: &SeatKey, n: u32) -> Result<Vec<Row>> {
        self.chain(room, author, n, n, 8)
    }

    /// An author's entries from `first` to `last` by number, then h; at most `limit` of them.
    pub fn chain(
        &self,
        room: RoomNo,
        author: &SeatKey,
        first: u32,
        last: u32,
        limit: u32,
    ) -> Result<Vec<Row>> {
        self.run(|conn| {
            let Some(no) = author_no(conn, room, author)? else { return Ok(Vec::new()) };
            let sql = "WHERE author = ?1 AND n BETWEEN ?2 AND ?3 ORDER BY n, h LIMIT ?4";
            let one = Authors::one(no, *author);
            rows(conn, &one, sql, params![no, first, last, limit.min(PAGE_ROWS_MAX)])
        })
    }

    /// The newest entry of an author; of several branches the one with the smallest h.
    pub fn newest(&self, room: RoomNo, author: &SeatKey) -> Result<Option<EntryKey>> {
        self.run(|conn| {
            let Some(no) = author_no(conn, room, author)? else { return Ok(None) };
            let sql = "SELECT n, h FROM entry WHERE author = ?1 ORDER BY n DESC, h LIMIT 1";
            let mut statement = conn.prepare_cached(sql)?;
            let newest = statement.query_row(params![no], |row| {
                Ok(EntryKey { author: *author, n: row.get(0)?, h: Hash(array(row, 1)?) })
            });
            Ok(newest.optional()?)
        })
    }

    /// The entries at positions `first` to `last`, in order; at most `limit` of them.
    pub fn positions(&self, room: RoomNo, first: u64, last: u64, limit: u32) -> Result<Vec<Row>> {
        let span = (room.at(first)?, room.at(last).unwrap_or(room.top()));
        self.select(
            room,
            "WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3",
            params![span.0, span.1, limit.min(PAGE_ROWS_MAX)],
        )
    }

    /// What was added after a row, by whichever process, in that order; at most `limit` of it.
    pub fn since(&self, room: RoomNo, after: RowNo, limit: u32) -> Result<Vec<Row>> {
        self.select(
            room,
            "WHERE no > ?1 AND no <= ?2 ORDER BY no LIMIT ?3",
            params![room.at(after.0)?, room.top(), limit.min(PAGE_ROWS_MAX)],
        )
    }

    /// Hands over every entry after a row, one at a time, in the order of the file.
    pub fn each_since(&self, room: RoomNo, after: RowNo, mut visit: impl FnMut(Row)) -> Result<()> {
        let sql = format!("SELECT {ROW} FROM entry WHERE no > ?1 AND no <= ?2 ORDER BY no");
        self.each(room, after, &sql, |row, authors| Row::read(row, authors).map(&mut visit))
    }

    /// Hands over what is held of every entry after a row, without the bodies.
    pub fn each_held(&self, room: RoomNo, after: RowNo, mut visit: impl FnMut(Held)) -> Result<()> {
        let sql = format!("SELECT {HELD} FROM entry WHERE no > ?1 AND no <= ?2 ORDER BY no");
        self.each(room, after, &sql, |row, authors| Held::read(row, authors).map(&mut visit))
    }

    /// A page of the log, newest first, of what is older than `before`; all of it with `None`.
    ///
    /// Quick where [`crate::Journal::keep_log`] was called once. By the times that the authors
    /// wrote: what a clock put wrong is for the fold to mark.
    pub fn log(&self, room: RoomNo, before: Option<LogMark>, limit: u32) -> Result<Vec<Row>> {
        let (time, no) = match before {
            Some(mark) => (mark.time.0.cast_signed(), room.at(mark.no.0)?),
            None => (i64::MAX, i64::MAX),
        };
        self.select(
            room,
            "WHERE no >> 40 = ?1 AND kind IS NOT NULL AND (time, no) < (?2, ?3)
             ORDER BY time DESC, no DESC LIMIT ?4",
            params![room.sql(), time, no, limit.min(PAGE_ROWS_MAX)],
        )
    }

    /// How many entries of the room are held.
    pub fn count(&self, room: RoomNo) -> Result<u64> {
        let sql = "SELECT count(*) FROM author a JOIN entry e ON e.author = a.no WHERE a.room = ?1";
        self.number(sql, params![room.sql()]).map(i64::cast_unsigned)
    }

    /// The newest row of the room; 0 if there is none.
    pub fn last_row(&self, room: RoomNo) -> Result<RowNo> {
        // Not max(no): that reads the whole room.
        let sql = "SELECT no FROM entry WHERE no BETWEEN ?1 AND ?2 ORDER BY no DESC LIMIT 1";
        Ok(RowNo(self.last(room, sql)?.unwrap_or(0)))
    }

    /// The highest position given in the room.
    pub fn last_position(&self, room: RoomNo) -> Result<Option<u64>> {
        let sql =
            "SELECT place FROM entry WHERE place BETWEEN ?1 AND ?2 ORDER BY place DESC LIMIT 1";
        self.last(room, sql)
    }

    fn last(&self, room: RoomNo, sql: &str) -> Result<Option<u64>> {
        self.run(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let no = statement.query_row(params![room.base(), room.top()], |row| row.get(0));
            Ok(no.optional()?.map(|no| RoomNo::split(no).1))
        })
    }

    /// The numbers that more than one entry has.
    pub fn forks(&self, room: RoomNo) -> Result<Vec<(SeatKey, u32)>> {
        let sql = "SELECT DISTINCT a.key, e.n FROM author a JOIN entry e ON e.author = a.no
             WHERE a.room = ?1 AND e.branch > 0 ORDER BY a.no, e.n";
        self.run(|conn| {
            let mut statement = conn.prepare_cached(sql)?;
            let forks = statement
                .query_map(params![room.sql()], |row| Ok((SeatKey(array(row, 0)?), row.get(1)?)))?;
            Ok(forks.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How often a row of the room was dropped or came to say something else: while it stays, an
    /// index built from the rows only has to read what is new.
    pub fn revision(&self, room: RoomNo) -> Result<u64> {
        let sql = "SELECT coalesce(max(revision), 0) FROM room WHERE no = ?1";
        self.number(sql, params![room.sql()]).map(i64::cast_unsigned)
    }

    /// Runs `f` on the connection and names the file in its errors. All that it reads is of one
    /// moment: an author who is new is not known to the first of two statements and met by the
    /// second.
    pub(crate) fn run<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let read = || {
            if !self.conn.is_autocommit() {
                return f(self.conn);
            }
            let moment = self.conn.unchecked_transaction()?;
            let done = f(&moment)?;
            moment.finish()?;
            Ok(done)
        };
        read().map_err(|error| error.at(self.path))
    }

    /// Runs `f` likewise where it cannot be within a transaction.
    pub(crate) fn run_alone<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        f(self.conn).map_err(|error| error.at(self.path))
    }

    /// The entries of a room that a clause selects.
    pub(crate) fn select(
        &self,
        room: RoomNo,
        clause: &str,
        params: impl Params,
    ) -> Result<Vec<Row>> {
        self.run(|conn| rows(conn, &Authors::load(conn, room)?, clause, params))
    }

    /// One integer.
    pub(crate) fn number(&self, sql: &str, params: impl Params) -> Result<i64> {
        self.run(|conn| Ok(conn.prepare_cached(sql)?.query_row(params, |row| row.get(0))?))
    }

    fn each(
        &self,
        room: RoomNo,
        after: RowNo,
        sql: &str,
        mut take: impl FnMut(&rusqlite::Row<'_>, &Authors) -> rusqlite::Result<()>,
    ) -> Result<()> {
        self.run(|conn| {
            let authors = Authors::load(conn, room)?;
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query(params![room.at(after.0)?, room.top()])?;
            while let Some(row) = rows.next()? {
                take(row, &authors)?;
            }
            Ok(())
        })
    }
}

/// The number of a room's author in this file.
pub(crate) fn author_no(conn: &Connection, room: RoomNo, key: &SeatKey) -> Result<Option<i64>> {
    let sql = "SELECT no FROM author WHERE room = ?1 AND key = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(params![room.sql(), key.0], |row| row.get(0)).optional()?)
}

fn rows(
    conn: &Connection,
    authors: &Authors,
    clause: &str,
    params: impl Params,
) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {ROW} FROM entry {clause}"))?;
    let rows = statement.query_map(params, |row| Row::read(row, authors))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
