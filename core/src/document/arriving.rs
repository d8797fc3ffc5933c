//! A stream on its way in: what comes is checked piece by piece, and handed on to be kept.
//!
//! Both ends receive by this machine. It keeps no more than the list and one piece.

use std::time::Duration;

use super::digest::{list_holds, piece_holds};
use super::layout::Layout;
use super::{Archive, Held, Name};
use crate::pace::Tick;

/// So much is gathered before it is kept, unless it takes longer than [`KEEP_AFTER`].
const KEEP_BYTES: usize = 256 * 1024;
/// Less than this is kept only when the link is lost: what a crash may cost.
const KEEP_BYTES_MIN: usize = 4 * 1024;
/// What has come is kept after this long.
const KEEP_AFTER: Duration = Duration::from_secs(2);

/// What to keep of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Whose.
    pub name: Name,
    /// What.
    pub what: Kept,
}

/// Bytes to keep, or to drop again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The next bytes of the stream.
    Bytes {
        /// Where in the stream they begin: exactly what is kept already ends there.
        from: u64,
        /// The bytes.
        bytes: Vec<u8>,
        /// So much of the stream verifies once they are kept.
        checked: u64,
    },
    /// What is kept from here on is wrong, or another document's.
    Cut(u64),
}

/// A piece, or the list, that does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where in the stream it begins: to be asked for again from here.
    pub from: u64,
    /// Which piece; `None` for the list.
    pub piece: Option<u64>,
}

/// One document on its way in.
#[derive(Clone, Debug)]
pub struct Arriving {
    name: Name,
    layout: Layout,
    list: Vec<u8>,
    /// What has come of the piece that is not whole yet.
    piece: Vec<u8>,
    /// So much of the stream has come.
    at: u64,
    /// So much of it verifies.
    checked: u64,
    /// So much of it was handed on to be kept.
    kept: u64,
    /// What was not.
    fresh: Vec<u8>,
    since: Tick,
}

impl Arriving {
    /// Of which nothing has come.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            layout: name.layout(),
            list: Vec::new(),
            piece: Vec::new(),
            at: 0,
            checked: 0,
            kept: 0,
            fresh: Vec::new(),
            since: Tick::default(),
        }
    }

    /// Goes on from what an archive has.
    ///
    /// # Errors
    /// The archive's.
    pub fn resume<A: Archive>(name: Name, archive: &A, now: Tick) -> Result<Self, A::Error> {
        let layout = name.layout();
        let Held { bytes, .. } = archive.held(&name)?;
        let bytes = bytes.min(layout.stream_bytes());
        let mut arriving = Self { kept: bytes, since: now, ..Self::new(name) };
        let list = archive.read(&name, 0, size(bytes.min(layout.list_bytes())))?;
        // A list that the disk has changed is fetched again, and everything after it.
        if list.len() as u64 == layout.list_bytes() && !list.is_empty() && !list_holds(&name, &list)
        {
            return Ok(arriving);
        }
        arriving.at = list.len() as u64;
        arriving.list = list;
        if bytes > layout.list_bytes() {
            let piece = layout.piece_of(bytes).unwrap_or(layout.pieces());
            let from = layout.piece_at(piece).min(layout.stream_bytes());
            arriving.piece = archive.read(&name, from, size(bytes - from))?;
            arriving.at = from + arriving.piece.len() as u64;
            arriving.checked = from;
        } else if arriving.at == layout.list_bytes() {
            arriving.checked = arriving.at;
        }
        Ok(arriving)
    }

    /// Which document.
    pub fn name(&self) -> Name {
        self.name
    }

    /// The place in the stream that is to come next.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// So much of the stream verifies.
    pub fn checked(&self) -> u64 {
        self.checked
    }

    /// Whether all of it has come and verifies.
    pub fn is_whole(&self) -> bool {
        self.checked == self.layout.stream_bytes()
    }

    /// Takes the next bytes of the stream; beyond its end they are passed over.
    ///
    /// # Errors
    /// [`Wrong`] for what does not verify; all before it stands, and is handed on as ever.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<(), Wrong> {
        while !bytes.is_empty() && self.at < self.layout.stream_bytes() {
            let taken = match self.layout.piece_of(self.at) {
                None => self.take_list(bytes)?,
                Some(piece) => self.take_piece(piece, bytes)?,
            };
            bytes = &bytes[taken..];
        }
        Ok(())
    }

    fn take_list(&mut self, bytes: &[u8]) -> Result<usize, Wrong> {
        let room = size(self.layout.list_bytes() - self.at);
        let taken = bytes.len().min(room);
        self.list.extend_from_slice(&bytes[..taken]);
        self.fresh.extend_from_slice(&bytes[..taken]);
        self.at += taken as u64;
        if taken < room {
            return Ok(taken);
        }
        if !list_holds(&self.name, &self.list) {
            self.list.clear();
            return Err(self.go_back(0, None));
        }
        self.checked = self.at;
        Ok(taken)
    }

    fn take_piece(&mut self, piece: u64, bytes: &[u8]) -> Result<usize, Wrong> {
        let room = size(self.layout.piece_bytes(piece)) - self.piece.len();
        let taken = bytes.len().min(room);
        self.piece.extend_from_slice(&bytes[..taken]);
        self.fresh.extend_from_slice(&bytes[..taken]);
        self.at += taken as u64;
        if taken < room {
            return Ok(taken);
        }
        let holds = piece_holds(&self.name, &self.list, piece, &self.piece);
        self.piece.clear();
        if !holds {
            return Err(self.go_back(self.layout.piece_at(piece), Some(piece)));
        }
        self.checked = self.at;
        Ok(taken)
    }

    fn go_back(&mut self, from: u64, piece: Option<u64>) -> Wrong {
        self.at = from;
        let right = from.saturating_sub(self.kept);
        self.fresh.truncate(size(right));
        Wrong { from, piece }
    }

    /// What is to be kept now; everything that has come, if `all`.
    pub fn poll_keep(&mut self, all: bool, now: Tick) -> Option<Keep> {
        if self.kept > self.at {
            (self.kept, self.since) = (self.at, now);
            return Some(Keep { name: self.name, what: Kept::Cut(self.at) });
        }
        if self.fresh.is_empty() {
            self.since = now;
            return None;
        }
        let enough = self.fresh.len() >= KEEP_BYTES
            || self.fresh.len() >= KEEP_BYTES_MIN && now.since(self.since) >= KEEP_AFTER;
        if !all && !enough && !self.is_whole() {
            return None;
        }
        let (from, bytes) = (self.kept, std::mem::take(&mut self.fresh));
        (self.kept, self.since) = (self.at, now);
        let what = Kept::Bytes { from, bytes, checked: self.checked };
        Some(Keep { name: self.name, what })
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
