//! `verify`: every chain and signature of the store proved again, every piece of every document, and
//! what each room comes to.

use std::collections::BTreeMap;

use liaison_core::document::Name;
use liaison_core::entry::Link;
use liaison_core::id::{Hash, RoomId, SeatId, SeatKey};
use liaison_core::record::{Record, Row as Held};
use liaison_core::room::{Entries, Room};
use liaison_core::terms::Mode;
use liaison_journal::document::Document;
use liaison_journal::{Journal, JournalError, Reader, Room as Known, RoomNo, RowNo};

/// What came of proving one room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomVerdict {
    /// The room, as its names are written.
    pub room: String,
    /// Its mode; `None` where not even the founding entry can be read.
    pub mode: Option<Mode>,
    /// Entries held.
    pub entries: u64,
    /// Keys that wrote in it.
    pub seats: usize,
    /// Entries of which only the hash is held, because the relay refused them.
    pub refused: usize,
    /// Numbers below a seat's newest that nobody has brought yet.
    pub not_fetched: u64,
    /// Entries that a witness saw and that are not here: the store was set back.
    pub withheld: u64,
    /// Numbers that more than one entry has.
    pub forks: usize,
    /// Rows that do not verify.
    pub bad_signatures: usize,
    /// Equal on every copy with the same entries.
    pub fingerprint: Hash,
    /// No bad signature, nothing withheld, no fork that no fresh seat has continued.
    pub record_ok: bool,
    /// Documents of which anything is held.
    pub documents: usize,
    /// Bytes of their streams that are held.
    pub document_bytes: u64,
    /// Those that are no longer what they were when they came.
    pub damaged: Vec<DamagedDocument>,
}

impl RoomVerdict {
    /// Whether the record is whole, and every document.
    pub fn ok(&self) -> bool {
        self.record_ok && self.damaged.is_empty()
    }
}

/// A document of which a piece does not verify any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedDocument {
    /// The room.
    pub room: RoomId,
    /// Which.
    pub name: Name,
    /// The first piece that does not verify; none for the list of the pieces.
    pub piece: Option<u64>,
}

/// What came of proving all of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its rooms.
    pub rooms: Vec<RoomVerdict>,
    /// What is wrong with the file itself, in words.
    pub file: Vec<String>,
}

impl Verdict {
    /// Whether the file and every room are whole.
    pub fn ok(&self) -> bool {
        self.record_ok() && self.damaged().next().is_none()
    }

    /// Whether all but documents is whole: these can be brought again by whoever has them.
    pub fn record_ok(&self) -> bool {
        self.file.is_empty() && self.rooms.iter().all(|room| room.record_ok)
    }

    /// Documents that do not verify.
    pub fn damaged(&self) -> impl Iterator<Item = &DamagedDocument> {
        self.rooms.iter().flat_map(|room| &room.damaged)
    }
}

/// Proves all of a store, as of one moment.
///
/// # Errors
/// Errors that are not damage; damage is what it tells.
pub fn verify(journal: &Journal) -> Result<Verdict, JournalError> {
    let file = journal.check()?;
    let rooms = journal.snapshot(|read| {
        let rooms = read.rooms()?;
        rooms.into_iter().map(|room| prove(read, room)).collect::<Result<_, JournalError>>()
    })?;
    Ok(Verdict { rooms, file })
}

fn prove(read: Reader<'_>, known: Known) -> Result<RoomVerdict, JournalError> {
    let verdict = read.verify(known.no)?;
    let mut record = Record::new(known.id);
    let stored = Stored { read, room: known.no };
    let mut refused = 0;
    stored.visit(&mut |link| {
        let row = Held::of(link, None);
        refused += usize::from(row.refused);
        record.restore(&row);
    })?;
    let room = Room::fold(known.id, &stored)?;
    let gaps = |author: &SeatKey| -> u64 {
        let gaps = record.gaps(author).into_iter();
        gaps.map(|(first, last)| u64::from(last - first) + 1).sum()
    };
    let forks = record.forks();
    let continued = |seat: &SeatId| {
        record.keys(seat).iter().all(|key| room.membership().continued_at(key).is_some())
    };
    let withheld = withheld(&room, &record);
    let healed = forks.iter().all(|id| continued(&id.seat));
    let documents = read.documents(known.no)?;
    Ok(RoomVerdict {
        room: known.id.to_string(),
        mode: room.mode(),
        entries: record.entries(),
        seats: record.authors().len(),
        refused,
        not_fetched: record.authors().iter().map(gaps).sum(),
        withheld,
        forks: forks.len(),
        bad_signatures: verdict.bad.len(),
        fingerprint: record.fingerprint(),
        record_ok: verdict.is_whole() && withheld == 0 && healed,
        documents: documents.iter().filter(|document| document.held.bytes > 0).count(),
        document_bytes: documents.iter().map(|document| document.held.bytes).sum(),
        damaged: damaged(read, &known, &documents)?,
    })
}

/// Documents of which less verifies than did when it came.
fn damaged(
    read: Reader<'_>,
    known: &Known,
    documents: &[Document],
) -> Result<Vec<DamagedDocument>, JournalError> {
    let mut damaged = Vec::new();
    for Document { name, held, .. } in documents {
        let proved = read.prove_document(known.no, name, &mut |_| Ok::<(), JournalError>(()))?;
        if proved < held.checked {
            let (room, piece) = (known.id, name.layout().piece_of(proved));
            damaged.push(DamagedDocument { room, name: *name, piece });
        }
    }
    Ok(damaged)
}

/// How many entries witnesses saw above what is held of each seat.
fn withheld(room: &Room, record: &Record) -> u64 {
    let mut seen = BTreeMap::new();
    for ((_, seat), (n, _)) in room.witnessed() {
        let newest = seen.entry(*seat).or_insert(*n);
        *newest = (*newest).max(*n);
    }
    let missing = seen.into_iter().map(|(seat, n)| {
        let heads = record.keys(&seat).iter().filter_map(|key| record.head(key));
        let held = heads.map(|head| head.n).max().unwrap_or(0);
        u64::from(n.saturating_sub(held))
    });
    missing.sum()
}

/// The entries of one room of an open journal.
struct Stored<'a> {
    read: Reader<'a>,
    room: RoomNo,
}

impl Entries for Stored<'_> {
    type Error = JournalError;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), JournalError> {
        self.read.each_since(self.room, RowNo::default(), |row| each(&row.link))
    }
}
