//! Numbers of rooms and rows, and how a row of the table becomes an entry again.

use std::collections::BTreeMap;

use liaison_core::body::Kind;
use liaison_core::entry::{Content, Entry, Link, Signature};
use liaison_core::id::{EntryKey, Hash, SeatKey};
use liaison_core::stamp::Stamp;
use rusqlite::types::{FromSqlError, ValueRef};
use rusqlite::{Connection, params};

use crate::fault::{JournalError, Result};

/// How many bits of an entry's number count the rows of its room.
const ROW_BITS: u32 = 40;
/// The highest row or position of a room.
const ROW_MAX: u64 = (1 << ROW_BITS) - 1;
/// The highest number of a room: with it an entry's number is still a positive integer.
pub(crate) const ROOM_MAX: u32 = (1 << 23) - 1;

/// A room's number in this file. Means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomNo(pub(crate) u32);

/// The home itself, for what belongs to no room.
pub(crate) const HOME: i64 = 0;

impl RoomNo {
    /// The number that the row or position of this room has in the table.
    pub(crate) fn at(self, count: u64) -> Result<i64> {
        if count > ROW_MAX {
            return Err(JournalError::Limit { what: "a position" });
        }
        Ok(self.base() | count.cast_signed())
    }

    /// Below the room's first row.
    pub(crate) fn base(self) -> i64 {
        i64::from(self.0) << ROW_BITS
    }

    /// The room's highest possible row.
    pub(crate) fn top(self) -> i64 {
        self.base() | ROW_MAX.cast_signed()
    }

    /// The room's number in other tables.
    pub(crate) fn sql(self) -> i64 {
        i64::from(self.0)
    }

    /// The room of a number of the entry table, and the row in it.
    pub(crate) fn split(no: i64) -> (Self, u64) {
        let room = u32::try_from(no >> ROW_BITS).unwrap_or(0);
        (Self(room), no.cast_unsigned() & ROW_MAX)
    }
}

/// The order in which a file took up the entries of a room, from 1; 0 is before the first.
///
/// What other processes added is what lies after the last row seen. A row's number is never used
/// again, and a repaired or restored file counts anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowNo(pub u64);

/// An entry as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When this file took it up.
    pub no: RowNo,
    /// The entry at its place in its author's chain.
    pub link: Link,
    /// Where the relay stored it.
    pub position: Option<u64>,
}

/// What the journal holds of an entry, without its body: for an index in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// When this file took it up.
    pub no: RowNo,
    /// Which entry.
    pub key: EntryKey,
    /// `h(n-1)`.
    pub previous: Hash,
    /// Its kind; `None` where a relay refused the content and only its hash is held.
    pub kind: Option<Kind>,
    /// When its author wrote it; zero where the content is not held.
    pub time: Stamp,
    /// Whether its own signature is held.
    pub signed: bool,
    /// Where the relay stored it.
    pub position: Option<u64>,
    /// The size of the body in bytes; 32 where only its hash is held.
    pub bytes: u32,
}

/// The columns that [`Held`] is read from, in the order in which it expects them.
pub(crate) const HELD: &str =
    "no, author, n, place, kind, time, h, previous, signature, length(body)";
/// The columns that [`Row`] is read from.
pub(crate) const ROW: &str = "no, author, n, place, kind, time, h, previous, signature, body";

/// The keys of a room's authors by their number in the file.
pub(crate) struct Authors(BTreeMap<i64, SeatKey>);

impl Authors {
    pub(crate) fn load(conn: &Connection, room: RoomNo) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT no, key FROM author WHERE room = ?1")?;
        let rows = statement
            .query_map(params![room.sql()], |row| Ok((row.get(0)?, SeatKey(array(row, 1)?))))?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    pub(crate) fn one(no: i64, key: SeatKey) -> Self {
        Self(BTreeMap::from([(no, key)]))
    }

    pub(crate) fn of(keys: BTreeMap<i64, SeatKey>) -> Self {
        Self(keys)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, SeatKey)> + '_ {
        self.0.iter().map(|(no, key)| (*no, *key))
    }

    fn get(&self, no: i64) -> Option<SeatKey> {
        self.0.get(&no).copied()
    }

    fn key(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<SeatKey> {
        let no = row.get(1)?;
        self.get(no).ok_or_else(|| misread(1, "an entry of an unknown author"))
    }
}

impl Held {
    pub(crate) fn read(row: &rusqlite::Row<'_>, authors: &Authors) -> rusqlite::Result<Self> {
        let author = authors.key(row)?;
        let key = EntryKey { author, n: row.get(2)?, h: Hash(array(row, 6)?) };
        Ok(Self {
            no: RowNo(RoomNo::split(row.get(0)?).1),
            key,
            previous: Hash(array(row, 7)?),
            kind: row.get::<_, Option<u16>>(4)?.map(Kind),
            time: time(row)?,
            signed: row.get_ref(8)? != ValueRef::Null,
            position: position(row)?,
            bytes: row.get(9)?,
        })
    }
}

impl Row {
    pub(crate) fn read(row: &rusqlite::Row<'_>, authors: &Authors) -> rusqlite::Result<Self> {
        let content = match row.get::<_, Option<u16>>(4)? {
            None => Content::Refused(Hash(array(row, 9)?)),
            Some(kind) => {
                let body = row.get_ref(9)?.as_blob().map_err(|e| wrong_type(9, e))?.to_vec();
                Content::Entry(Entry { time: time(row)?, kind: Kind(kind), body })
            }
        };
        let signature = match row.get_ref(8)? {
            ValueRef::Null => None,
            _ => Some(Signature(array(row, 8)?)),
        };
        let link = Link {
            author: authors.key(row)?,
            n: row.get(2)?,
            previous: Hash(array(row, 7)?),
            h: Hash(array(row, 6)?),
            content,
            signature,
        };
        let no = RowNo(RoomNo::split(row.get(0)?).1);
        Ok(Self { no, link, position: position(row)? })
    }
}

/// Times are kept bit for bit: one that a liar wrote beyond the year 292 million is negative here.
fn time(row: &rusqlite::Row<'_>) -> rusqlite::Result<Stamp> {
    Ok(Stamp(row.get::<_, Option<i64>>(5)?.unwrap_or(0).cast_unsigned()))
}

fn position(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(3)?.map(|place| RoomNo::split(place).1))
}

/// Bytes of a fixed number.
pub(crate) fn array<const N: usize>(
    row: &rusqlite::Row<'_>,
    index: usize,
) -> rusqlite::Result<[u8; N]> {
    let bytes = row.get_ref(index)?.as_blob().map_err(|e| wrong_type(index, e))?;
    bytes.try_into().map_err(|_| misread(index, "bytes of another length"))
}

fn wrong_type(index: usize, error: FromSqlError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Blob, Box::new(error))
}

/// An error for a value that nobody wrote.
pub(crate) fn misread(index: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Blob, what.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_and_row_share_one_positive_number() {
        for room in [1, 7, ROOM_MAX] {
            for row in [0, 1, ROW_MAX] {
                let no = RoomNo(room).at(row).unwrap();
                assert!(no > 0);
                assert_eq!(RoomNo::split(no), (RoomNo(room), row));
                assert!(no >= RoomNo(room).base() && no <= RoomNo(room).top());
            }
        }
        assert!(RoomNo(1).at(ROW_MAX + 1).is_err());
    }
}
