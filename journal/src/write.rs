//! Writing entries, inside one transaction.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::path::Path;

use liaison_core::entry::{Content, Link};
use liaison_core::id::{EntryKey, Hash, RoomId, SeatKey};
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};

use crate::fault::{JournalError, Result};
use crate::read::{Reader, author_no};
use crate::row::{ROOM_MAX, RoomNo, RowNo, array};

/// The most entries kept at one number: those with the smallest h, on every replica.
pub const BRANCHES_MAX: usize = 8;

/// Which position an entry gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// None yet: written here, or from a bundle.
    None,
    /// The one that the relay gave it.
    At(u64),
    /// The next of the room: this is the relay.
    Next,
}

/// What became of an entry handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New(RowNo),
    /// It is new, and the branch named was dropped for it: eight others have a smaller h.
    Instead(RowNo, EntryKey),
    /// It was held, and gained what was missing of it.
    Held(RowNo),
    /// Eight others at its number have a smaller h: it is not kept.
    Surplus,
}

/// One transaction: see [`crate::Journal::write`].
pub struct Write<'a> {
    conn: &'a Connection,
    path: &'a Path,
    rooms: BTreeMap<RoomNo, Ends>,
    authors: BTreeMap<(RoomNo, SeatKey), Author>,
    insert: Option<CachedStatement<'a>>,
}

/// Where the rows and positions of a room end, inside this transaction.
#[derive(Clone, Copy)]
struct Ends {
    row: u64,
    /// One past the last position given: positions count from 0.
    positions: u64,
    /// Whether anything of the room was lost and may come back.
    lost: bool,
}

#[derive(Clone, Copy)]
struct Author {
    no: i64,
    own: bool,
}

/// A branch at a number.
struct Branch {
    no: i64,
    slot: i64,
    h: Hash,
}

impl<'a> Write<'a> {
    pub(crate) fn new(conn: &'a Connection, path: &'a Path) -> Self {
        Self { conn, path, rooms: BTreeMap::new(), authors: BTreeMap::new(), insert: None }
    }

    /// Reads what this transaction sees: all that others committed, and its own writes.
    pub fn read(&self) -> Reader<'a> {
        Reader::new(self.conn, self.path)
    }

    /// Takes up a room by its founding entry; a room that is held keeps its number.
    pub fn add_room(&mut self, founding: &Link, place: Place) -> Result<RoomNo> {
        let id = RoomId(founding.h.0);
        if let Some(no) = self.read().room(&id)? {
            return Ok(no);
        }
        let no = self.read().number("SELECT coalesce(max(no), 0) + 1 FROM room", [])?;
        let no = u32::try_from(no).ok().filter(|no| *no <= ROOM_MAX);
        let room = RoomNo(no.ok_or(JournalError::Limit { what: "the number of rooms" })?);
        self.number_room(room, &id)?;
        self.append(room, founding, place)?;
        Ok(room)
    }

    /// Gives a room its number.
    pub(crate) fn number_room(&self, room: RoomNo, id: &RoomId) -> Result<()> {
        self.execute("INSERT INTO room (no, id) VALUES (?1, ?2)", params![room.sql(), id.0])?;
        Ok(())
    }

    /// Notes that this installation writes for a seat; its entries have a standing from then on.
    pub fn add_own_seat(&mut self, room: RoomNo, key: &SeatKey) -> Result<()> {
        let author = self.author(room, key)?;
        self.execute("UPDATE author SET own = 1 WHERE no = ?1", params![author.no])?;
        self.execute(
            "UPDATE entry SET standing = iif(place IS NULL, 0, 1)
             WHERE author = ?1 AND standing IS NULL",
            params![author.no],
        )?;
        self.authors.insert((room, *key), Author { no: author.no, own: true });
        Ok(())
    }

    /// Adds a verified entry. Idempotent: one that is held only gains what was missing of it, be
    /// it the signature, the position, or the content where only its hash was held.
    ///
    /// # Errors
    ///
    /// `PositionTaken` if another entry has the position that is to be its own.
    pub fn append(&mut self, room: RoomNo, link: &Link, place: Place) -> Result<Added> {
        let mut ends = self.ends(room)?;
        let author = self.author(room, &link.author)?;
        let row = ends.row + 1;
        let position = match place {
            Place::None => None,
            Place::At(position) => Some(position),
            Place::Next => Some(ends.positions),
        };
        let new = NewRow { no: room.at(row)?, author, link, position, slot: 0 };
        let added = if self.insert(room, &new)? {
            Added::New(RowNo(row))
        } else {
            self.append_branch(room, new, place)?
        };
        if matches!(added, Added::New(_) | Added::Instead(..)) {
            ends.row = row;
            ends.positions = ends.positions.max(position.map_or(0, |p| p + 1));
            self.rooms.insert(room, ends);
        }
        if ends.lost {
            self.execute(
                "DELETE FROM lost WHERE author = ?1 AND n = ?2",
                params![author.no, link.n],
            )?;
        }
        Ok(added)
    }

    /// Puts a content in the place of the hash that was held in its stead, as [`Self::append`]
    /// does anywhere but at a relay. Whether anything changed.
    pub fn fill(&mut self, room: RoomNo, link: &Link) -> Result<bool> {
        match self.find(room, &link.key())? {
            Some(no) => self.fill_row(room, no, link),
            None => Ok(false),
        }
    }

    /// The entry's number in the table, if it is held.
    pub(crate) fn find(&mut self, room: RoomNo, key: &EntryKey) -> Result<Option<i64>> {
        let read = self.read();
        read.run(|conn| {
            let Some(author) = author_no(conn, room, &key.author)? else { return Ok(None) };
            let sql = "SELECT no FROM entry WHERE author = ?1 AND n = ?2 AND h = ?3";
            let mut statement = conn.prepare_cached(sql)?;
            let no = statement.query_row(params![author, key.n, key.h.0], |row| row.get(0));
            Ok(no.optional()?)
        })
    }

    pub(crate) fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
        self.read().run(|conn| Ok(conn.prepare_cached(sql)?.execute(params)?))
    }

    /// Positions were given or taken by other means than [`Self::append`].
    pub(crate) fn forget_ends(&mut self, room: RoomNo) {
        self.rooms.remove(&room);
    }

    /// Notes that a row held was dropped or says something else now.
    pub(crate) fn revise(&self, room: RoomNo) -> Result<()> {
        let sql = "UPDATE room SET revision = revision + 1 WHERE no = ?1";
        self.execute(sql, params![room.sql()]).map(drop)
    }

    /// The author's number, drawn if the room had no entry of it.
    pub(crate) fn author_number(&mut self, room: RoomNo, key: &SeatKey) -> Result<i64> {
        Ok(self.author(room, key)?.no)
    }

    /// One past the last position given, in this transaction's sight.
    pub(crate) fn end(&mut self, room: RoomNo) -> Result<u64> {
        Ok(self.ends(room)?.positions)
    }

    fn ends(&mut self, room: RoomNo) -> Result<Ends> {
        if let Some(ends) = self.rooms.get(&room) {
            return Ok(*ends);
        }
        let read = self.read();
        let known = read.number("SELECT count(*) FROM room WHERE no = ?1", params![room.sql()])?;
        if known == 0 {
            return Err(JournalError::NotHere { what: "the room" });
        }
        let positions = read.end(room)?;
        let lost = read.number("SELECT EXISTS (SELECT 1 FROM lost)", [])? != 0;
        let ends = Ends { row: read.last_row(room)?.0, positions, lost };
        self.rooms.insert(room, ends);
        Ok(ends)
    }

    fn author(&mut self, room: RoomNo, key: &SeatKey) -> Result<Author> {
        let read = Reader::new(self.conn, self.path);
        match self.authors.entry((room, *key)) {
            Slot::Occupied(author) => Ok(*author.get()),
            Slot::Vacant(vacant) => {
                let author = read.run(|conn| {
                    let sql = "INSERT INTO author (room, key) VALUES (?1, ?2)
                         ON CONFLICT (room, key) DO NOTHING";
                    conn.prepare_cached(sql)?.execute(params![room.sql(), key.0])?;
                    let sql = "SELECT no, own FROM author WHERE room = ?1 AND key = ?2";
                    let mut statement = conn.prepare_cached(sql)?;
                    Ok(statement.query_row(params![room.sql(), key.0], |row| {
                        Ok(Author { no: row.get(0)?, own: row.get(1)? })
                    })?)
                })?;
                Ok(*vacant.insert(author))
            }
        }
    }

    /// Inserts the row unless its slot is taken.
    fn insert(&mut self, room: RoomNo, new: &NewRow<'_>) -> Result<bool> {
        let link = new.link;
        let place = new.position.map(|position| room.at(position)).transpose()?;
        let standing = new.author.own.then_some(i64::from(place.is_some()));
        let signature = link.signature.as_ref().map(|s| s.0);
        let (kind, time, body) = match &link.content {
            Content::Entry(entry) => {
                (Some(entry.kind.0), Some(entry.time.0.cast_signed()), &entry.body[..])
            }
            Content::Refused(hash) => (None, None, &hash.0[..]),
        };
        let mut statement = match self.insert.take() {
            Some(statement) => statement,
            None => self.conn.prepare_cached(INSERT).map_err(JournalError::from)?,
        };
        let inserted = statement.execute(params![
            new.no,
            new.author.no,
            link.n,
            new.slot,
            place,
            standing,
            kind,
            time,
            link.h.0,
            link.previous.0,
            signature,
            body
        ]);
        self.insert = Some(statement);
        let inserted = inserted.map_err(|error| JournalError::from(error).at(self.path));
        match (inserted, new.position) {
            (Err(error), Some(position)) if is_taken(&error) => {
                Err(JournalError::PositionTaken { position })
            }
            (inserted, _) => Ok(inserted? > 0),
        }
    }

    /// Something has this number already: the entry itself, or other branches.
    fn append_branch(&mut self, room: RoomNo, mut new: NewRow<'_>, place: Place) -> Result<Added> {
        let branches = self.branches(&new)?;
        if let Some(held) = branches.iter().find(|b| b.h == new.link.h) {
            self.complete(room, held.no, new.link, place)?;
            return Ok(Added::Held(RowNo(RoomNo::split(held.no).1)));
        }
        let row = RowNo(RoomNo::split(new.no).1);
        if branches.len() < BRANCHES_MAX {
            let free = (0..).find(|slot| branches.iter().all(|b| b.slot != *slot));
            new.slot = free.expect("fewer branches than slots");
            self.insert(room, &new)?;
            return Ok(Added::New(row));
        }
        let largest = branches.iter().max_by_key(|b| b.h).expect("a full number has branches");
        if new.link.h > largest.h {
            return Ok(Added::Surplus);
        }
        let dropped = EntryKey { author: new.link.author, n: new.link.n, h: largest.h };
        self.execute("DELETE FROM entry WHERE no = ?1", params![largest.no])?;
        self.execute("DELETE FROM refusal WHERE entry = ?1", params![largest.no])?;
        self.revise(room)?;
        new.slot = largest.slot;
        self.insert(room, &new)?;
        Ok(Added::Instead(row, dropped))
    }

    fn branches(&self, new: &NewRow<'_>) -> Result<Vec<Branch>> {
        self.read().run(|conn| {
            let sql = "SELECT no, branch, h FROM entry WHERE author = ?1 AND n = ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let branches = statement.query_map(params![new.author.no, new.link.n], |row| {
                Ok(Branch { no: row.get(0)?, slot: row.get(1)?, h: Hash(array(row, 2)?) })
            })?;
            Ok(branches.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Adds to a row held what it lacks: its signature, its content, its position.
    fn complete(&mut self, room: RoomNo, held: i64, link: &Link, place: Place) -> Result<()> {
        if let Some(signature) = &link.signature {
            self.execute(
                "UPDATE entry SET signature = ?2 WHERE no = ?1 AND signature IS NULL",
                params![held, signature.0],
            )?;
        }
        match place {
            // What a relay refused stays refused there: it told others so.
            Place::Next => {
                let end = self.end(room)?;
                let sql = "SELECT place IS NULL FROM entry WHERE no = ?1";
                if self.read().number(sql, params![held])? != 0 {
                    self.place(room, held, end)?;
                }
                return Ok(());
            }
            Place::At(position) => self.place(room, held, position)?,
            Place::None => {}
        }
        self.fill_row(room, held, link).map(drop)
    }

    fn fill_row(&self, room: RoomNo, no: i64, link: &Link) -> Result<bool> {
        let Content::Entry(entry) = &link.content else { return Ok(false) };
        let filled = self.execute(
            "UPDATE entry SET kind = ?2, time = ?3, body = ?4 WHERE no = ?1 AND kind IS NULL",
            params![no, entry.kind.0, entry.time.0.cast_signed(), entry.body],
        )?;
        if filled > 0 {
            self.revise(room)?;
        }
        Ok(filled > 0)
    }

    /// Gives a row its position; an own entry counts as sent from then on.
    pub(crate) fn place(&mut self, room: RoomNo, no: i64, position: u64) -> Result<()> {
        let placed = self.execute(
            "UPDATE entry SET place = ?2, standing = iif(standing = 0, 1, standing)
             WHERE no = ?1 AND place IS NOT ?2",
            params![no, room.at(position)?],
        );
        self.forget_ends(room);
        match placed {
            Err(error) if is_taken(&error) => Err(JournalError::PositionTaken { position }),
            placed => placed.map(drop),
        }
    }
}

const INSERT: &str = "INSERT INTO entry (no, author, n, branch, place, standing, kind, time, h,
    previous, signature, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (author, n, branch) DO NOTHING";

/// A row to be inserted.
struct NewRow<'a> {
    no: i64,
    author: Author,
    link: &'a Link,
    position: Option<u64>,
    slot: i64,
}

/// Whether the only unique index that an insertion does not expect to hit was hit: positions.
fn is_taken(error: &JournalError) -> bool {
    let JournalError::Store(error) = error else { return false };
    let code = error.sqlite_error().map(|failure| failure.extended_code);
    code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE)
}
