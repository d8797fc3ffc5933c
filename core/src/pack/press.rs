//! Frames packed once for everybody who is sent them.
//!
//! The owner of a room has one press. Sessions ask it for the frame of a run; the first to ask
//! makes it while the others who want the same wait, and what was made lately is kept, bounded in
//! bytes. Nothing here can be told from the outside but by how long it takes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::begun::{Beginnings, Begun};
use super::{Book, Known, Leaf, Tail, TailName, pack};
use crate::entry::Link;
use crate::id::{EntryKey, Hash, RoomId};
use crate::record::Record;
use crate::run::{Cut, CutError, Signed};
use crate::shelf::Shelf;
use crate::wire::{Frame, Stretch, Unfinished};

/// How many bytes of frames a room keeps.
const KEPT_BYTES_MAX: usize = 512 * 1024;
/// How many frames.
const KEPT_MAX: usize = 2048;
/// What a frame costs beside its bytes, about.
const OVERHEAD_BYTES: usize = 256;
/// How many tails a room keeps: the newest few, and those of consoles that come back.
const TAILS_MAX: usize = 8;

/// A frame as it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    /// What goes.
    pub(crate) bytes: Arc<[u8]>,
    /// The plain frame, if these are packed with a tail: should the other end lack it.
    pub(crate) plain: Option<Arc<[u8]>>,
}

impl Parcel {
    pub(crate) fn of(frame: &Frame, packing: Packing<'_>, room: RoomId) -> Self {
        let Packing::Packed(tail) = packing else {
            return Self { bytes: frame.encode().into(), plain: None };
        };
        let bytes = pack(frame, Known { tail, room: Some(room) });
        let plain = super::has_tail(&bytes).then(|| frame.encode().into());
        Self { bytes: bytes.into(), plain }
    }

    /// A frame that is not shared: packed where that is worth while. Pieces of documents never are:
    /// what is in them is compressed already, or it would have to be guessed at byte by byte.
    pub(crate) fn own(frame: &Frame) -> Self {
        let plain = frame.encode();
        let worth = plain.len() >= WORTH_PACKING_BYTES && !matches!(frame, Frame::DocumentPiece(_));
        let bytes = if worth { pack(frame, Known::default()) } else { plain };
        Self { bytes: bytes.into(), plain: None }
    }

    pub(super) fn weight(&self) -> usize {
        self.bytes.len() + self.plain.as_ref().map_or(0, |plain| plain.len()) + OVERHEAD_BYTES
    }
}

/// Below this a frame of words gains nothing.
const WORTH_PACKING_BYTES: usize = 64;

/// Entries that go as one run, and the hash that they continue where the other end may lack it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) after: Option<Hash>,
    pub(crate) cut: Cut,
}

/// Which frame: first and last entry of each run and whether it says what it continues, which
/// signatures, which tail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Which {
    runs: Vec<(EntryKey, EntryKey, bool)>,
    signed: Vec<bool>,
    packing: (bool, Option<u64>),
}

/// How a frame goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Packing<'a> {
    /// As it is: on a link that is faster than packing.
    Plain,
    /// With what every version has, and a tail if there is one.
    Packed(Option<&'a Tail>),
}

impl Packing<'_> {
    fn name(&self) -> (bool, Option<u64>) {
        match self {
            Self::Plain => (false, None),
            Self::Packed(tail) => (true, tail.map(|tail| tail.p)),
        }
    }
}

/// One frame, made by whoever takes the lock first.
type Slot = Arc<Mutex<Option<Parcel>>>;

/// The press of one room.
#[derive(Debug, Default)]
pub(crate) struct Press(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// `None` until it was read.
    book: Option<Book>,
    tails: VecDeque<(u64, Option<Arc<Tail>>)>,
    slots: BTreeMap<Which, Slot>,
    /// In the order in which they were made, with their weight.
    order: VecDeque<(Which, usize)>,
    bytes: usize,
    begun: Beginnings,
}

impl Press {
    /// Takes up an entry that is stored now.
    pub(crate) fn stored(&mut self, position: u64, link: &Link) {
        let inner = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(book) = &mut inner.book {
            book.insert(position, Leaf::of(link));
        }
    }

    /// Reads the newest entries, if that was not done yet.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    pub(crate) fn open<S: Shelf>(&self, record: &Record, shelf: &S) -> Result<(), S::Error> {
        let mut inner = self.lock();
        if inner.book.is_none() {
            let end = record.positions().last().map_or(0, |last| last + 1);
            inner.book = Some(Book::read(record, shelf, end)?);
        }
        Ok(())
    }

    /// T(p) of a frame that was brought.
    pub(crate) fn brought(&self, name: TailName) -> Option<Arc<Tail>> {
        let mut inner = self.lock();
        let p = inner.book.as_ref()?.position(name)?;
        inner.tail(p)
    }

    /// T(p) for a frame to be sent, if every entry that it is made of can be read.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    pub(crate) fn tail<S: Shelf>(
        &self,
        p: u64,
        record: &Record,
        shelf: &S,
    ) -> Result<Option<Arc<Tail>>, S::Error> {
        self.open(record, shelf)?;
        if let Some(tail) = self.lock().tail(p) {
            return Ok(Some(tail));
        }
        if let Some((_, known)) = self.lock().tails.iter().find(|(known, _)| *known == p) {
            return Ok(known.clone());
        }
        // Far below the newest: read for this one, without holding up others.
        let tail = Book::read(record, shelf, p)?.tail(p).map(Arc::new);
        self.lock().keep_tail(p, tail.clone());
        Ok(tail)
    }

    /// The frame of runs.
    ///
    /// # Errors
    /// When the shelf cannot be read or lacks an entry.
    pub(crate) fn parcel<S: Shelf>(
        &self,
        pieces: &[Piece],
        record: &Record,
        shelf: &S,
        signed: &Signed<'_>,
        packing: Packing<'_>,
    ) -> Result<Parcel, CutError<S::Error>> {
        let keys = pieces.iter().flat_map(|piece| &piece.cut.0);
        let marks = keys.map(|key| signed.all || signed.standing.contains(key)).collect();
        let ends = |piece: &Piece| {
            Some((*piece.cut.0.first()?, *piece.cut.0.last()?, piece.after.is_some()))
        };
        let runs = pieces.iter().filter_map(ends).collect();
        let which = Which { runs, signed: marks, packing: packing.name() };
        let slot = Arc::clone(self.lock().slots.entry(which.clone()).or_default());
        let mut made = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parcel) = &*made {
            return Ok(parcel.clone());
        }
        let frame = match frame_of(pieces, record, shelf, signed) {
            Ok(frame) => frame,
            Err(error) => {
                self.lock().slots.remove(&which);
                return Err(error);
            }
        };
        let parcel = Parcel::of(&frame, packing, record.room());
        *made = Some(parcel.clone());
        drop(made);
        self.lock().keep(which, parcel.weight());
        Ok(parcel)
    }

    /// Remembers a long frame that goes to a console.
    pub(crate) fn begin(&self, begun: Begun) {
        self.lock().begun.add(begun);
    }

    /// The frame of which a console says that it has the beginning.
    pub(crate) fn begun(&self, unfinished: &Unfinished) -> Option<Begun> {
        self.lock().begun.find(unfinished)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One run that continues what the other end holds goes by itself.
fn frame_of<S: Shelf>(
    pieces: &[Piece],
    record: &Record,
    shelf: &S,
    signed: &Signed<'_>,
) -> Result<Frame, CutError<S::Error>> {
    if let [Piece { after: None, cut }] = pieces {
        return cut.run(record, shelf, signed).map(Frame::Run);
    }
    let stretch = |piece: &Piece| {
        let run = piece.cut.run(record, shelf, signed)?;
        Ok(Stretch { after: piece.after, run })
    };
    pieces.iter().map(stretch).collect::<Result<_, _>>().map(Frame::Batch)
}

impl Inner {
    /// T(p) out of the book.
    fn tail(&mut self, p: u64) -> Option<Arc<Tail>> {
        if let Some((_, Some(tail))) = self.tails.iter().find(|(known, _)| *known == p) {
            return Some(Arc::clone(tail));
        }
        let tail = Arc::new(self.book.as_ref()?.tail(p)?);
        self.keep_tail(p, Some(Arc::clone(&tail)));
        Some(tail)
    }

    fn keep_tail(&mut self, p: u64, tail: Option<Arc<Tail>>) {
        if self.tails.len() == TAILS_MAX {
            self.tails.pop_front();
        }
        self.tails.push_back((p, tail));
    }

    fn keep(&mut self, which: Which, weight: usize) {
        self.order.push_back((which, weight));
        self.bytes += weight;
        while self.bytes > KEPT_BYTES_MAX || self.order.len() > KEPT_MAX {
            let Some((oldest, weight)) = self.order.pop_front() else { break };
            self.bytes -= weight;
            self.slots.remove(&oldest);
        }
    }
}

impl Book {
    /// The newest entries below a position, as many as tails may need.
    ///
    /// # Errors
    /// When the shelf cannot be read.
    pub(crate) fn read<S: Shelf>(record: &Record, shelf: &S, end: u64) -> Result<Self, S::Error> {
        let mut book = Self::default();
        let mut below = end;
        while book.wants_more() && below > 0 {
            below -= 1;
            let Some(key) = record.at(below) else { break };
            let Some(link) = shelf.link(&key)? else { break };
            book.insert(below, Leaf::of(&link));
        }
        Ok(book)
    }
}
