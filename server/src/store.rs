//! Where a relay keeps its rooms: write a commit, read what was written.
//!
//! [`Store`] is what the relay needs of a store, so that several relays may one day share an
//! engine behind it; [`Disk`] is the journal in the relay's own directory. One thread writes: it
//! takes all commits that wait, of whatever rooms, and has the disk flush once for all of them.

mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use liaison_core::document::{Held, Keep, Name};
use liaison_core::entry::Link;
use liaison_core::id::{EntryKey, Hash, RoomId};
use liaison_core::keeper::Commit;
use liaison_core::record::Record;
use liaison_core::stamp::Stamp;
use liaison_journal::epoch::Epoch;
use liaison_journal::permit::{Permit, Spending};
use liaison_journal::{Access, Journal, JournalError, Reader, RoomNo};
use tokio::sync::{mpsc, oneshot};

use self::writer::Writer;
use crate::limits::Limits;
use crate::metrics::Metrics;

/// The name of the store in the relay's directory.
pub const FILE: &str = "relay.db";
/// Connections for reading that are kept open.
const READERS_KEPT: usize = 8;
/// Commits that wait for the one writer; each room has one under way at most.
const COMMITS_WAITING: usize = 256;

/// Nothing of what was asked was kept. Clones are of one failed transaction.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The journal says why.
    #[error("{0}")]
    Journal(Arc<JournalError>),
    /// A room without its founding entry, or without an epoch.
    #[error("room {0} is not whole in the store; put a backup back, consoles bring the rest")]
    Incomplete(RoomId),
    /// The relay is on its way down.
    #[error("the relay stops; nothing of this was stored, offer it again")]
    Stopped,
}

impl From<JournalError> for StoreError {
    fn from(error: JournalError) -> Self {
        Self::Journal(Arc::new(error))
    }
}

/// What became of a room that somebody wanted to found or to move here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Founded {
    /// The relay holds it from now on, and the permit is spent.
    Here,
    /// The relay held it before; the permit is not spent.
    Before,
    /// The permit does not hold, and nothing was stored.
    Not(Spending),
}

/// A room that is to be founded, or moved here.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its founding entry, verified.
    pub founding: Link,
    /// The hash of the permit.
    pub permit: Hash,
    /// When the permit is judged.
    pub now: Stamp,
    /// The epochs of its founding and of what follows.
    pub epochs: [u64; 2],
}

/// What a relay needs of a store.
pub trait Store: Send + Sync + 'static {
    /// Stores a commit of one room; durably and whole, when it returns without an error.
    fn write(
        &self,
        room: RoomId,
        commit: Arc<Commit>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes up a room by its founding entry, at position 0, and spends the permit: both or
    /// neither. The first epoch is that of position 0, the second goes on from there.
    fn found(&self, room: Fresh) -> impl Future<Output = Result<Founded, StoreError>> + Send;

    /// All rooms held.
    ///
    /// # Errors
    /// The store cannot be read.
    fn rooms(&self) -> Result<Vec<RoomId>, StoreError>;

    /// The epochs of a room, oldest first; the last is the one drawn at this start.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn epochs(&self, room: RoomId) -> Result<Vec<Epoch>, StoreError>;

    /// The index of what is held of a room, with every position that was ever given in it.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn record(&self, room: RoomId) -> Result<Record, StoreError>;

    /// The permit of this hash.
    ///
    /// # Errors
    /// The store cannot be read.
    fn permit(&self, digest: &Hash) -> Result<Option<Permit>, StoreError>;

    /// Hands over the entries of a room in the order of their positions, all of them.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn each(&self, room: RoomId, visit: &mut dyn FnMut(u64, Link)) -> Result<(), StoreError>;

    /// How much is held of each document of a room.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn documents(&self, room: RoomId) -> Result<Vec<(Name, Held)>, StoreError>;

    /// Bytes of a document's stream from a place on, at most so many.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn document_stream(
        &self,
        room: RoomId,
        name: &Name,
        from: u64,
        most: usize,
    ) -> Result<Vec<u8>, StoreError>;

    /// Keeps what came of a document, durably, and says what is held of it.
    fn keep_document(
        &self,
        room: RoomId,
        keep: Keep,
    ) -> impl Future<Output = Result<Held, StoreError>> + Send;

    /// Drops a document.
    fn drop_document(
        &self,
        room: RoomId,
        name: Name,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// One entry, if it is held.
    ///
    /// # Errors
    /// The store cannot be read, or does not hold the room.
    fn link(&self, room: RoomId, key: &EntryKey) -> Result<Option<Link>, StoreError>;
}

/// The journal in the relay's directory.
#[derive(Debug)]
pub struct Disk {
    path: PathBuf,
    readers: Mutex<Vec<Journal>>,
    /// Below the readers, so that it is dropped after them: the writer ends when this does, and
    /// whoever closes last must be able to bring the log into the file.
    work: mpsc::Sender<Work>,
}

#[derive(Debug)]
enum Work {
    Commit(Waiting),
    Found(Box<Fresh>, Answer<Founded>),
    Keep(RoomId, Keep, Answer<Held>),
    Drop(RoomId, Name, Answer<()>),
}

#[derive(Debug)]
struct Waiting {
    room: RoomId,
    commit: Arc<Commit>,
    answer: Answer<()>,
}

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

impl Disk {
    /// Opens the store in `dir` and begins an epoch of each room with `draw`.
    ///
    /// The writer's thread ends once the store is dropped and everything taken is stored.
    ///
    /// # Errors
    /// The journal's.
    pub fn open(
        dir: &Path,
        limits: &Limits,
        metrics: Arc<Metrics>,
        mut draw: impl FnMut() -> u64,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        let path = dir.join(FILE);
        let mut journal = Journal::open(&path, Access::Write)?;
        journal.write(|write| {
            for room in write.read().rooms()? {
                write.begin_epoch(room.no, draw())?;
            }
            Ok::<_, JournalError>(())
        })?;
        let size = |limit| usize::try_from(limit).unwrap_or(usize::MAX);
        let (work, waiting) = mpsc::channel(COMMITS_WAITING);
        let writer = Writer { journal, metrics, group_entries: size(limits.group_entries) };
        let thread = std::thread::Builder::new().name("store".to_owned());
        let thread = thread.spawn(move || writer.run(waiting));
        let thread = thread.map_err(|source| JournalError::Io { path: path.clone(), source })?;
        Ok((Self { path, work, readers: Mutex::new(Vec::new()) }, thread))
    }

    async fn ask<T>(&self, work: impl FnOnce(Answer<T>) -> Work) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.work.send(work(answer)).await.map_err(|_| StoreError::Stopped)?;
        answered.await.unwrap_or(Err(StoreError::Stopped))
    }

    fn read<T>(
        &self,
        f: impl FnOnce(Reader<'_>) -> Result<T, JournalError>,
    ) -> Result<T, StoreError> {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = readers.pop();
        drop(readers);
        let journal = match kept {
            Some(journal) => journal,
            None => Journal::open(&self.path, Access::Read)?,
        };
        let done = f(journal.read())?;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS_KEPT {
            readers.push(journal);
        }
        Ok(done)
    }
}

fn held(read: Reader<'_>, room: RoomId) -> Result<RoomNo, JournalError> {
    read.room(&room)?.ok_or(JournalError::NotHere { what: "the room" })
}

impl Store for Disk {
    async fn write(&self, room: RoomId, commit: Arc<Commit>) -> Result<(), StoreError> {
        self.ask(|answer| Work::Commit(Waiting { room, commit, answer })).await
    }

    async fn found(&self, room: Fresh) -> Result<Founded, StoreError> {
        self.ask(|answer| Work::Found(Box::new(room), answer)).await
    }

    fn rooms(&self) -> Result<Vec<RoomId>, StoreError> {
        self.read(|read| Ok(read.rooms()?.into_iter().map(|room| room.id).collect()))
    }

    fn epochs(&self, room: RoomId) -> Result<Vec<Epoch>, StoreError> {
        self.read(|read| read.epochs(held(read, room)?))
    }

    fn record(&self, room: RoomId) -> Result<Record, StoreError> {
        self.read(|read| {
            let no = held(read, room)?;
            let mut record = read.record(no)?;
            // A position whose entry is gone (a ninth branch) is not given again.
            if let Some(last) = read.end(no)?.checked_sub(1) {
                record.told(0, last);
            }
            Ok(record)
        })
    }

    fn permit(&self, digest: &Hash) -> Result<Option<Permit>, StoreError> {
        self.read(|read| read.permit(digest))
    }

    fn each(&self, room: RoomId, visit: &mut dyn FnMut(u64, Link)) -> Result<(), StoreError> {
        self.read(|read| {
            let no = held(read, room)?;
            let mut next = 0;
            loop {
                let page = read.positions(no, next, u64::MAX, liaison_journal::PAGE_ROWS_MAX)?;
                for row in page {
                    let Some(position) = row.position else { continue };
                    next = position + 1;
                    visit(position, row.link);
                }
                if read.last_position(no)?.is_none_or(|last| last < next) {
                    return Ok(());
                }
            }
        })
    }

    fn documents(&self, room: RoomId) -> Result<Vec<(Name, Held)>, StoreError> {
        let documents = self.read(|read| read.documents(held(read, room)?))?;
        Ok(documents.into_iter().map(|document| (document.name, document.held)).collect())
    }

    fn document_stream(
        &self,
        room: RoomId,
        name: &Name,
        from: u64,
        most: usize,
    ) -> Result<Vec<u8>, StoreError> {
        self.read(|read| read.document_stream(held(read, room)?, name, from, most))
    }

    async fn keep_document(&self, room: RoomId, keep: Keep) -> Result<Held, StoreError> {
        self.ask(|answer| Work::Keep(room, keep, answer)).await
    }

    async fn drop_document(&self, room: RoomId, name: Name) -> Result<(), StoreError> {
        self.ask(|answer| Work::Drop(room, name, answer)).await
    }

    fn link(&self, room: RoomId, key: &EntryKey) -> Result<Option<Link>, StoreError> {
        self.read(|read| Ok(read.entry(held(read, room)?, key)?.map(|row| row.link)))
    }
}
