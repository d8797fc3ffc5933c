//! The machines' view of a room: its [`Record`] built from the rows, and the shelf it reads from.

use liaison_core::entry::Link;
use liaison_core::id::{EntryKey, RoomId};
use liaison_core::record::{Loading, Record, Row as Line};
use liaison_core::shelf::Shelf;
use rusqlite::params;

use crate::fault::{JournalError, Result};
use crate::read::Reader;
use crate::row::{Authors, Held, RoomNo, RowNo, array};

impl<'a> Reader<'a> {
    /// The index of everything that is held of a room, without reading bodies, but for those of
    /// the few entries that no relay has.
    ///
    /// # Errors
    ///
    /// `NotHere` for an unknown room, and those of the file.
    pub fn record(&self, room: RoomNo) -> Result<Record> {
        let mut loading = Loading::new(self.id(room)?);
        let mut all = 0;
        for (author, key) in self.run(|conn| Authors::load(conn, room))?.iter() {
            let held = "SELECT count(*) FROM entry INDEXED BY entry_chain WHERE author = ?1";
            let held = usize::try_from(self.number(held, params![author])?).unwrap_or(0);
            if held > 0 {
                loading.expect(&key, held);
                all += held;
            }
        }
        loading.expect_placed(all);
        let mut unplaced = Vec::new();
        self.each_held(room, RowNo(0), |held| match held.position {
            Some(_) => loading.add(&line(&held)),
            None => unplaced.push(held.no),
        })?;
        for no in unplaced {
            let after = RowNo(no.0 - 1);
            for row in self.since(room, after, 1)? {
                loading.add(&Line::of(&row.link, row.position));
            }
        }
        let mut record = loading.finish();
        for (first, last) in self.told(room)?.iter() {
            record.told(first, last);
        }
        Ok(record)
    }

    /// The entries of a room, one by one as the machines ask for them.
    pub fn shelf(self, room: RoomNo) -> RoomShelf<'a> {
        RoomShelf { read: self, room }
    }

    /// The id of a room.
    pub fn id(&self, room: RoomNo) -> Result<RoomId> {
        self.run(|conn| {
            let mut statement = conn.prepare_cached("SELECT id FROM room WHERE no = ?1")?;
            let mut rows = statement.query(params![room.sql()])?;
            match rows.next()? {
                Some(row) => Ok(RoomId(array(row, 0)?)),
                None => Err(JournalError::NotHere { what: "the room" }),
            }
        })
    }
}

/// What of a row the index wants. Whether it overtakes matters only without a position.
fn line(held: &Held) -> Line {
    Line {
        author: held.key.author,
        n: held.key.n,
        h: held.key.h,
        previous: held.previous,
        position: held.position,
        signed: held.signed,
        refused: held.kind.is_none(),
        urgent: false,
        bytes: u16::try_from(held.bytes).unwrap_or(u16::MAX),
    }
}

/// A room of a journal, as the machines read it.
#[derive(Clone, Copy)]
pub struct RoomShelf<'a> {
    read: Reader<'a>,
    room: RoomNo,
}

impl Shelf for RoomShelf<'_> {
    type Error = JournalError;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>> {
        Ok(self.read.entry(self.room, key)?.map(|row| row.link))
    }
}
