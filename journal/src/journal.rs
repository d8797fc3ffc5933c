//! A journal's file: opened, read from, written to in transactions.
//!
//! One writer at a time across all processes (`BEGIN IMMEDIATE`), readers never wait (WAL), and a
//! commit returns only once the disk has it (`synchronous=FULL`).

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::disk;
use crate::fault::{JournalError, Result};
use crate::read::Reader;
use crate::schema;
use crate::write::Write;

/// How long a write waits for another process to finish its own.
pub const BUSY_MS_MAX: u64 = 5_000;
/// After a checkpoint the log is cut back to this size, in bytes.
const LOG_BYTES_MAX: i64 = 16 * 1024 * 1024;
/// What a connection that reads everything once keeps of it, in KiB.
const CACHE_KIB_LITTLE: i64 = 256;
/// Prepared statements kept: all that the journal has.
const STATEMENTS: usize = 128;

/// What a journal is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write; create the file if there is none.
    Create,
    /// Read and write a file that exists.
    Write,
    /// Read only: nothing of the file changes, whatever its state.
    Read,
}

/// Entries of rooms, and what a console or relay keeps beside them, in one file.
#[derive(Debug)]
pub struct Journal {
    conn: Connection,
    path: PathBuf,
    /// Opened to be written, on a disk without the little room that this takes: it is read as it
    /// is, and every write tries again to open it.
    is_cramped: bool,
}

impl Journal {
    /// Opens the journal at `path` and brings it to this version.
    ///
    /// A journal that is there opens on a full disk too: it can be read, each write says that the
    /// disk is full, and the first one after there is space again is kept as any other.
    ///
    /// # Errors
    ///
    /// `Network` on a file system where it could not keep its promises, `Missing`, `NotAJournal`,
    /// `Newer`, `Damaged` where not even the tables can be found, `DiskFull`, `Busy`.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        match access {
            Access::Create => {
                disk::refuse_network(disk::directory(path))?;
                create(path)?;
            }
            Access::Write => {
                exists(path)?;
                disk::refuse_network(disk::directory(path))?;
            }
            Access::Read => {
                exists(path)?;
                return Self::connect_to_read(path);
            }
        }
        match Self::connect_to_write(path) {
            Err(full @ JournalError::DiskFull { .. }) => {
                let journal = Self::connect_to_read(path).map_err(|_| full)?;
                Ok(Self { is_cramped: true, ..journal })
            }
            opened => opened,
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads, each call by itself: two calls may see a commit of another process between them.
    pub fn read(&self) -> Reader<'_> {
        Reader::new(&self.conn, &self.path)
    }

    /// Reads as of one moment, whatever others commit meanwhile.
    ///
    /// # Errors
    ///
    /// Those of `f`, and of the file.
    pub fn snapshot<T, E: From<JournalError>>(
        &self,
        f: impl FnOnce(Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let at = |e: rusqlite::Error| E::from(JournalError::from(e).at(&self.path));
        let tx = self.conn.unchecked_transaction().map_err(at)?;
        let done = f(Reader::new(&tx, &self.path))?;
        tx.finish().map_err(at)?;
        Ok(done)
    }

    /// One transaction: reads what is there now, decides, and writes; on disk when it returns.
    ///
    /// No other process writes meanwhile. If `f` fails nothing of it is kept.
    ///
    /// # Errors
    ///
    /// `Busy` after [`BUSY_MS_MAX`], `DiskFull`, `Damaged`, `ReadOnly`; and those of `f`.
    pub fn write<T, E: From<JournalError>>(
        &mut self,
        f: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.make_room()?;
        let at = |e: rusqlite::Error| E::from(JournalError::from(e).at(&self.path));
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        let mut write = Write::new(&tx, &self.path);
        let done = f(&mut write)?;
        drop(write);
        tx.commit().map_err(at)?;
        Ok(done)
    }

    /// Keeps entries in the order of their times as well, which [`Reader::log`] reads quickly.
    ///
    /// For consoles: a relay never reads by time. Costs something once, then nothing.
    ///
    /// # Errors
    ///
    /// Those of a write.
    pub fn keep_log(&mut self) -> Result<()> {
        self.make_room()?;
        self.conn
            .execute_batch(schema::LOG_INDEX)
            .map_err(|error| JournalError::from(error).at(&self.path))
    }

    /// Keeps little of the file in memory: for who reads all of it once, beside others.
    ///
    /// # Errors
    ///
    /// Those of the file.
    pub fn keep_little(&self) -> Result<()> {
        Ok(self.conn.pragma_update(None, "cache_size", -CACHE_KIB_LITTLE)?)
    }

    /// A number that changes when another connection commits: cheaper than looking.
    ///
    /// # Errors
    ///
    /// Those of the file.
    pub fn version(&self) -> Result<u64> {
        let version = self.conn.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0));
        version.map(i64::cast_unsigned).map_err(|e| JournalError::from(e).at(&self.path))
    }

    /// Opens the journal anew if there was no room for that so far.
    fn make_room(&mut self) -> Result<()> {
        if self.is_cramped {
            *self = Self::connect_to_write(&self.path)?;
        }
        Ok(())
    }

    fn connect_to_write(path: &Path) -> Result<Self> {
        let mut journal = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        journal.prepare().map_err(|e| e.at(path))?;
        Ok(journal)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self> {
        let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .and_then(settle);
        let conn = conn.map_err(|e| JournalError::from(e).at(path))?;
        Ok(Self { conn, path: path.to_owned(), is_cramped: false })
    }

    /// A file on a disk that can only be read has no room for the index that the log needs; with
    /// no log beside it the file can be read as it is.
    fn connect_to_read(path: &Path) -> Result<Self> {
        let journal = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let found = match schema::find(&journal.conn, path).map_err(|e| e.at(path)) {
            // What SQLite says where it cannot make the index of the log, or finds no room for it.
            Err(
                error @ (JournalError::Store(_)
                | JournalError::ReadOnly { .. }
                | JournalError::DiskFull { .. }),
            ) if !has_log(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                let whole = Self::connect(&unchanging(path), flags)?;
                let journal = Self { path: path.to_owned(), ..whole };
                let found = schema::find(&journal.conn, path).map_err(|_| error)?;
                return journal.readable(found);
            }
            found => found?,
        };
        journal.readable(found)
    }

    /// A file of an older version is read only once somebody brought it to this one.
    fn readable(self, found: schema::Found) -> Result<Self> {
        match found {
            schema::Found::Journal(schema::VERSION) => Ok(self),
            schema::Found::Journal(_) => Err(JournalError::ReadOnly { path: self.path }),
            schema::Found::Empty => Err(JournalError::NotAJournal { path: self.path }),
        }
    }

    fn prepare(&mut self) -> Result<()> {
        // First of all, so that somebody else's database is not touched.
        let found = schema::find(&self.conn, &self.path)?;
        // SQLite does not wait for a lock that turns the log on, so those who make one journal
        // wait for each other here.
        let _turn = match found {
            schema::Found::Empty => Some(disk::lock(disk::directory(&self.path))?),
            schema::Found::Journal(_) => None,
        };
        self.conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        self.conn.pragma_update(None, "synchronous", "FULL")?;
        // On macOS only this reaches the disk itself; elsewhere it changes nothing.
        self.conn.pragma_update(None, "fullfsync", true)?;
        self.conn.pragma_update(None, "checkpoint_fullfsync", true)?;
        self.conn.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES_MAX, |_| Ok(()))?;
        schema::migrate(&mut self.conn, &self.path)
    }
}

/// What every connection is set to, before anything is read.
fn settle(conn: Connection) -> rusqlite::Result<Connection> {
    conn.busy_timeout(Duration::from_millis(BUSY_MS_MAX))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // A damaged file is met with an error, not with what its pages happen to say.
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    // Checked by `check`, not at every insertion.
    conn.pragma_update(None, "foreign_keys", false)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(conn)
}

/// Creates an empty file that only this user can read; SQLite gives its log the same rights.
pub(crate) fn create(path: &Path) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => disk::flush(disk::directory(path)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            Err(JournalError::DiskFull { path: path.to_owned() })
        }
        Err(source) => Err(JournalError::Io { path: path.to_owned(), source }),
    }
}

pub(crate) fn exists(path: &Path) -> Result<()> {
    if path.exists() { Ok(()) } else { Err(JournalError::Missing { path: path.to_owned() }) }
}

fn has_log(path: &Path) -> bool {
    fs::metadata(disk::beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The name by which SQLite opens a file without locks or log.
fn unchanging(path: &Path) -> PathBuf {
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => name.push(char::from(*byte)),
            b if b.is_ascii_alphanumeric() => name.push(char::from(*b)),
            b => name.push_str(&format!("%{b:02X}")),
        }
    }
    name.push_str("?immutable=1");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_journal_is_created_once_and_only_its_user_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let missing = Journal::open(&path, Access::Write).unwrap_err();
        assert!(matches!(missing, JournalError::Missing { .. }));
        drop(Journal::open(&path, Access::Create).unwrap());
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        Journal::open(&path, Access::Write).unwrap();
        let reader = Journal::open(&path, Access::Read).unwrap();
        assert!(reader.read().rooms().unwrap().is_empty());
    }

    #[test]
    fn what_is_not_a_journal_is_left_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letter");
        fs::write(&path, "Dear colleague,\n".repeat(100)).unwrap();
        for access in [Access::Create, Access::Write, Access::Read] {
            let error = Journal::open(&path, access).unwrap_err();
            assert!(matches!(error, JournalError::NotAJournal { .. }), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "Dear colleague,\n".repeat(100));
    }

    #[test]
    fn a_journal_without_its_log_is_read_where_nothing_can_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a journal #1?");
        drop(Journal::open(&path, Access::Create).unwrap());
        let name = unchanging(&path);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let conn = Connection::open_with_flags(name, flags).unwrap();
        assert_eq!(schema::find(&conn, &path).unwrap(), schema::Found::Journal(schema::VERSION));
    }

    #[test]
    fn a_write_that_fails_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(&dir.path().join("journal"), Access::Create).unwrap();
        let failed: Result<()> = journal.write(|write| {
            write.set_setting(None, "name", b"value")?;
            Err(JournalError::NotHere { what: "a test" })
        });
        assert!(failed.is_err());
        assert_eq!(journal.read().setting(None, "name").unwrap(), None);
    }
}
