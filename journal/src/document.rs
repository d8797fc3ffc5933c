//! Documents on disk: streams that grow from their beginning, and what is known of them elsewhere.
//!
//! What is kept of a stream survives whatever cuts it short, and it is gone on with from there.

pub(crate) mod check;

use liaison_core::document::{Archive, Held, Keep, Kept, Name, PIECE_BYTES};
use liaison_core::id::Hash;
use liaison_core::stamp::Stamp;
use rusqlite::{OptionalExtension as _, Row, params};

use crate::fault::{JournalError, Result};
use crate::read::Reader;
use crate::row::{RoomNo, array};
use crate::write::Write;

/// Bytes of a stream in one row.
const PART_BYTES: u64 = PIECE_BYTES;
/// Rows of a document are numbered below this.
const PARTS: i64 = 1 << 24;

/// A document as it lies on this disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub name: Name,
    /// How much of its stream is kept here.
    pub held: Held,
    /// When somebody here asked for it.
    pub wanted: Option<Stamp>,
    /// How much of its stream is at the relay, as far as is known.
    pub at_relay: Option<u64>,
    /// Why the relay does not take it.
    pub refused: Option<String>,
}

impl Document {
    /// Whether all of it is here and verified when it came.
    pub fn is_whole(&self) -> bool {
        self.held.checked == self.name.layout().stream_bytes()
    }

    /// Whether the relay is known to keep all of it.
    pub fn is_at_relay(&self) -> bool {
        self.at_relay.is_some_and(|bytes| bytes >= self.name.layout().stream_bytes())
    }
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Document> {
    let number = |at| row.get::<_, i64>(at).map(i64::cast_unsigned);
    Ok(Document {
        name: Name { hash: Hash(array(row, 0)?), size: number(1)? },
        held: Held { bytes: number(2)?, checked: number(3)? },
        wanted: row.get::<_, Option<i64>>(4)?.map(|at| Stamp(at.cast_unsigned())),
        at_relay: row.get::<_, Option<i64>>(5)?.map(i64::cast_unsigned),
        refused: row.get(6)?,
    })
}

const COLUMNS: &str = "hash, size, held, checked, wanted, at_relay, refused";

impl<'a> Reader<'a> {
    /// The documents of a room of which anything is known here.
    pub fn documents(&self, room: RoomNo) -> Result<Vec<Document>> {
        self.run(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM document WHERE room = ?1 ORDER BY no");
            let mut statement = conn.prepare_cached(&sql)?;
            let documents = statement.query_map(params![room.sql()], of_row)?;
            Ok(documents.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What is known here of one document.
    pub fn document(&self, room: RoomNo, name: &Name) -> Result<Option<Document>> {
        self.run(|conn| {
            let sql = format!(
                "SELECT {COLUMNS} FROM document WHERE room = ?1 AND hash = ?2 AND size = ?3"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let of = params![room.sql(), name.hash.0, name.size.cast_signed()];
            Ok(statement.query_row(of, of_row).optional()?)
        })
    }

    /// Bytes of a document's stream from a place on: at most so many, fewer where no more is kept.
    pub fn document_stream(
        &self,
        room: RoomNo,
        name: &Name,
        from: u64,
        most: usize,
    ) -> Result<Vec<u8>> {
        let Some((no, held)) = self.document_no(room, name)? else { return Ok(Vec::new()) };
        let end = held.min(from.saturating_add(most as u64));
        let mut bytes = Vec::new();
        self.run(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT bytes FROM document_part WHERE no = ?1")?;
            let mut at = from;
            while at < end {
                let part: Vec<u8> =
                    statement.query_row(params![part_no(no, at)], |row| row.get(0))?;
                let (first, last) = (at % PART_BYTES, (at % PART_BYTES + end - at).min(PART_BYTES));
                let found = part.get(size(first)..size(last)).ok_or_else(|| {
                    crate::row::misread(0, "a row that is shorter than what was kept in it")
                })?;
                bytes.extend_from_slice(found);
                at += last - first;
            }
            Ok(())
        })?;
        Ok(bytes)
    }

    /// The space that documents take, of a room or of all: bytes of their streams.
    pub fn document_bytes(&self, room: Option<RoomNo>) -> Result<u64> {
        self.run(|conn| {
            let sql = "SELECT coalesce(sum(held), 0) FROM document WHERE ?1 IS NULL OR room = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            let sum: i64 = statement.query_row(params![room.map(RoomNo::sql)], |row| row.get(0))?;
            Ok(sum.cast_unsigned())
        })
    }

    /// The documents of a room, as the machines read them.
    pub fn archive(self, room: RoomNo) -> RoomArchive<'a> {
        RoomArchive { read: self, room }
    }

    fn document_no(&self, room: RoomNo, name: &Name) -> Result<Option<(i64, u64)>> {
        self.run(|conn| {
            let sql = "SELECT no, held FROM document WHERE room = ?1 AND hash = ?2 AND size = ?3";
            let mut statement = conn.prepare_cached(sql)?;
            let of = params![room.sql(), name.hash.0, name.size.cast_signed()];
            let found = statement
                .query_row(of, |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned())));
            Ok(found.optional()?)
        })
    }
}

impl Write<'_> {
    /// Keeps what came of a document, and says what is kept of it now. Bytes that do not go on
    /// from there are passed over: the document was dropped meanwhile.
    pub fn keep_document(&mut self, room: RoomNo, keep: &Keep) -> Result<Held> {
        let name = &keep.name;
        match &keep.what {
            Kept::Bytes { from, bytes, checked } => {
                let (no, held) = self.take_document(room, name)?;
                let Some(new) = held.checked_sub(*from).and_then(|had| bytes.get(size(had)..))
                else {
                    return self.held_of(room, name);
                };
                self.append_parts(no, held, new)?;
                let held = held + new.len() as u64;
                let sql = "UPDATE document SET held = ?2, checked = max(checked, ?3) WHERE no = ?1";
                let checked = (*checked).min(held);
                self.execute(sql, params![no, held.cast_signed(), checked.cast_signed()])?;
            }
            Kept::Cut(from) => self.cut_document(room, name, *from)?,
        }
        self.held_of(room, name)
    }

    /// Notes that somebody here wants a document, or no longer does.
    pub fn want_document(&mut self, room: RoomNo, name: &Name, at: Option<Stamp>) -> Result<()> {
        let (no, _) = self.take_document(room, name)?;
        let at = at.map(|at| at.0.cast_signed());
        self.execute("UPDATE document SET wanted = ?2 WHERE no = ?1", params![no, at]).map(drop)
    }

    /// Notes what the relay says of a document: how much of it it keeps, or why it does not.
    pub fn place_document(
        &mut self,
        room: RoomNo,
        name: &Name,
        at_relay: Option<u64>,
        refused: Option<&str>,
    ) -> Result<()> {
        let (no, _) = self.take_document(room, name)?;
        let sql = "UPDATE document SET at_relay = ?2, refused = ?3 WHERE no = ?1";
        self.execute(sql, params![no, at_relay.map(u64::cast_signed), refused]).map(drop)
    }

    /// Forgets what is known of documents at the relay: it was set back, or another one is met.
    pub fn unplace_documents(&mut self, room: RoomNo) -> Result<()> {
        let sql = "UPDATE document SET at_relay = NULL, refused = NULL WHERE room = ?1";
        self.execute(sql, params![room.sql()]).map(drop)
    }

    /// Drops a document: its bytes are overwritten, not only forgotten.
    pub fn drop_document(&mut self, room: RoomNo, name: &Name) -> Result<()> {
        self.cut_document(room, name, 0)?;
        let sql = "DELETE FROM document WHERE room = ?1 AND hash = ?2 AND size = ?3";
        self.execute(sql, params![room.sql(), name.hash.0, name.size.cast_signed()]).map(drop)
    }

    fn held_of(&self, room: RoomNo, name: &Name) -> Result<Held> {
        Ok(self.read().document(room, name)?.map_or(Held::default(), |document| document.held))
    }

    fn take_document(&mut self, room: RoomNo, name: &Name) -> Result<(i64, u64)> {
        if let Some(found) = self.read().document_no(room, name)? {
            return Ok(found);
        }
        self.execute(
            "INSERT INTO document (room, hash, size) VALUES (?1, ?2, ?3)",
            params![room.sql(), name.hash.0, name.size.cast_signed()],
        )?;
        let made = self.read().document_no(room, name)?;
        made.ok_or(JournalError::NotHere { what: "the document" })
    }

    fn append_parts(&mut self, no: i64, mut at: u64, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let room = size(PART_BYTES - at % PART_BYTES);
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.execute(
                "INSERT INTO document_part (no, bytes) VALUES (?1, ?2)
                 ON CONFLICT (no) DO UPDATE SET bytes = CAST(bytes || excluded.bytes AS BLOB)",
                params![part_no(no, at), now],
            )?;
            at += now.len() as u64;
            bytes = later;
        }
        Ok(())
    }

    fn cut_document(&mut self, room: RoomNo, name: &Name, from: u64) -> Result<()> {
        let Some((no, held)) = self.read().document_no(room, name)? else { return Ok(()) };
        if from >= held {
            return Ok(());
        }
        // What was withdrawn is not to be found in the pages that become free.
        self.read().run(|conn| {
            Ok(conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?)
        })?;
        let first_gone = no * PARTS + from.div_ceil(PART_BYTES).cast_signed();
        self.execute(
            "DELETE FROM document_part WHERE no >= ?1 AND no < ?2",
            params![first_gone, (no + 1) * PARTS],
        )?;
        if !from.is_multiple_of(PART_BYTES) {
            self.execute(
                "UPDATE document_part SET bytes = CAST(substr(bytes, 1, ?2) AS BLOB) WHERE no = ?1",
                params![part_no(no, from), (from % PART_BYTES).cast_signed()],
            )?;
        }
        let sql = "UPDATE document SET held = ?2, checked = min(checked, ?2) WHERE no = ?1";
        self.execute(sql, params![no, from.cast_signed()]).map(drop)
    }
}

fn part_no(document: i64, at: u64) -> i64 {
    document * PARTS + (at / PART_BYTES).cast_signed()
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// The documents of a room of a journal, as the machines read them.
#[derive(Clone, Copy)]
pub struct RoomArchive<'a> {
    read: Reader<'a>,
    room: RoomNo,
}

impl Archive for RoomArchive<'_> {
    type Error = JournalError;

    fn held(&self, name: &Name) -> Result<Held> {
        let document = self.read.document(self.room, name)?;
        Ok(document.map_or(Held::default(), |document| document.held))
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>> {
        self.read.document_stream(self.room, name, from, most)
    }
}
