//! The least that a durable store of numbered entries can be, for comparison: a table with a number
//! and the bytes of a row, found again by author and number.

use std::path::Path;

use rusqlite::{Connection, params};

/// The length of a body: one status report of 120 characters with its fields.
pub(crate) const BODY_BYTES: usize = 160;
/// What a row of the journal has besides the body: two hashes, a signature, five small numbers.
const ROW_BYTES: usize = 32 + 32 + 64 + 24;

/// A bare SQLite log.
#[derive(Debug)]
pub(crate) struct Bare {
    conn: Connection,
    authors: usize,
    row: usize,
}

impl Bare {
    /// Makes the log, as durable as the journal is, for so many authors who write in turn.
    pub(crate) fn open(path: &Path, authors: usize) -> rusqlite::Result<Self> {
        let conn = Connection::open(path)?;
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.execute_batch(
            "CREATE TABLE log (no INTEGER PRIMARY KEY, author INTEGER, n INTEGER, data BLOB);
             CREATE UNIQUE INDEX chain ON log (author, n)",
        )?;
        Ok(Self { conn, authors, row: 0 })
    }

    /// Appends so many rows in one transaction.
    pub(crate) fn commit(&mut self, rows: usize) -> rusqlite::Result<()> {
        let data = [7_u8; ROW_BYTES + BODY_BYTES];
        let tx = self.conn.transaction()?;
        let sql = "INSERT INTO log (author, n, data) VALUES (?1, ?2, ?3)";
        let mut statement = tx.prepare_cached(sql)?;
        for _ in 0..rows {
            self.row += 1;
            let (author, n) = ((self.row % self.authors) as i64, (self.row / self.authors) as i64);
            statement.execute(params![author, n, data])?;
        }
        drop(statement);
        tx.commit()
    }
}
