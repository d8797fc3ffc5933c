//! The tables, and how an older file becomes a newer one.
//!
//! Migrations are append-only: one that was released is never edited, the next one follows it.
//! Each runs in a transaction of its own, so a cut leaves the file at one version or the next.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::fault::{JournalError, Result};

/// "liai" in ASCII: tells a journal from any other SQLite file.
pub(crate) const APPLICATION_ID: i32 = 0x6c69_6169;

/// What makes version n out of version n - 1; the first makes an empty file version 1.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub(crate) const VERSION: u32 = MIGRATIONS.len() as u32;

/// What a console's log is read by. A relay never reads by time and spares itself the cost.
pub(crate) const LOG_INDEX: &str = "CREATE INDEX IF NOT EXISTS entry_time
    ON entry (no >> 40, time) WHERE kind IS NOT NULL";

/// All that tells what a file is, in one statement: between two another process may have made a
/// journal of an empty file.
const HEADER: &str = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
    FROM pragma_application_id, pragma_user_version";

/// What a file is, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing was ever written to it.
    Empty,
    /// A journal of this version.
    Journal(u32),
}

/// Reads what kind of file this is; refuses what is not a journal, or a later version's.
pub(crate) fn find(conn: &Connection, path: &Path) -> Result<Found> {
    let (application, version, tables) = conn.query_row(HEADER, [], |row| {
        Ok((row.get::<_, i32>(0)?, row.get::<_, i32>(1)?, row.get::<_, i64>(2)?))
    })?;
    let found = u32::try_from(version).unwrap_or(u32::MAX);
    if application == 0 && found == 0 && tables == 0 {
        return Ok(Found::Empty);
    }
    if application != APPLICATION_ID || found == 0 {
        return Err(JournalError::NotAJournal { path: path.to_owned() });
    }
    if found > VERSION {
        return Err(JournalError::Newer { path: path.to_owned(), found, known: VERSION });
    }
    Ok(Found::Journal(found))
}

/// Brings the file to this program's version.
pub(crate) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    loop {
        let done = match find(conn, path)? {
            Found::Empty => 0,
            Found::Journal(VERSION) => return Ok(()),
            Found::Journal(version) => version,
        };
        step(conn, path, done)?;
    }
}

/// One migration, unless another process was faster.
fn step(conn: &mut Connection, path: &Path, done: u32) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = match find(&tx, path)? {
        Found::Empty => 0,
        Found::Journal(version) => version,
    };
    if now == done {
        tx.execute_batch(MIGRATIONS[done as usize])?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", done + 1)?;
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_becomes_a_journal_once() {
        let path = Path::new(":memory:");
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(find(&conn, path).unwrap(), Found::Empty);
        migrate(&mut conn, path).unwrap();
        migrate(&mut conn, path).unwrap();
        assert_eq!(find(&conn, path).unwrap(), Found::Journal(VERSION));
    }

    #[test]
    fn a_file_of_an_older_version_becomes_one_of_this_and_keeps_what_it_has() {
        let path = Path::new(":memory:");
        let mut conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(MIGRATIONS[0]).unwrap();
        conn.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        conn.pragma_update(None, "user_version", 1).unwrap();
        conn.execute("INSERT INTO room (id) VALUES (zeroblob(32))", []).unwrap();
        migrate(&mut conn, path).unwrap();
        assert_eq!(find(&conn, path).unwrap(), Found::Journal(VERSION));
        let rooms: i64 = conn.query_row("SELECT count(*) FROM room", [], |row| row.get(0)).unwrap();
        assert_eq!(rooms, 1);
        conn.execute("INSERT INTO document (room, hash, size) VALUES (1, zeroblob(32), 5)", [])
            .unwrap();
    }

    #[test]
    fn a_newer_file_and_somebody_elses_are_left_alone() {
        let path = Path::new(":memory:");
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, path).unwrap();
        conn.pragma_update(None, "user_version", VERSION + 1).unwrap();
        let newer = migrate(&mut conn, path).unwrap_err();
        assert!(matches!(newer, JournalError::Newer { found, .. } if found == VERSION + 1));

        let mut other = Connection::open_in_memory().unwrap();
        other.execute_batch("CREATE TABLE cat (name TEXT)").unwrap();
        let refused = migrate(&mut other, path).unwrap_err();
        assert!(matches!(refused, JournalError::NotAJournal { .. }));
    }
}
