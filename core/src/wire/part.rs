//! Pieces of long frames, between which short ones can pass.
//!
//! A run of fifty entries carries one signature, but takes eight seconds of a 2,400 bit/s link. It
//! goes in pieces of half a second each, so that a flash message waits for one piece at most.

use super::code::{Reader, Writer};
use super::{DecodeError, FRAME_BYTES_MAX};

const CONTEXT: &str = "liaison long frame 1";

/// A long frame by the first bytes of its hash: so that after a cut it goes on where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameId(pub [u8; 4]);

/// Which piece of its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The first.
    First(FrameId),
    /// Any other.
    Next,
    /// The first on this connection of a frame that another left unfinished.
    Resumed,
}

/// A piece of a frame. The pieces of one frame come in order; one long frame is under way at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether this is the last piece.
    pub last: bool,
    /// Which it is otherwise.
    pub piece: Piece,
    /// The next bytes of the frame.
    pub bytes: Vec<u8>,
}

/// What is there of a frame that is not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Of which frame.
    pub frame: FrameId,
    /// All that came of it.
    pub bytes: Vec<u8>,
}

/// The frame that a connection left unfinished, as a *have* says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub frame: FrameId,
    /// How many bytes of it came.
    pub bytes: u32,
}

/// Puts pieces together again.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    here: Option<Beginning>,
    /// What an earlier connection left, until a piece says whether it goes on.
    left: Option<Beginning>,
}

impl FrameId {
    /// The identity of a frame of these bytes.
    pub fn of(frame: &[u8]) -> Self {
        let [a, b, c, d, ..] = blake3::derive_key(CONTEXT, frame);
        Self([a, b, c, d])
    }
}

impl Part {
    /// What a piece but the first adds to its bytes.
    pub const OVERHEAD_BYTES: usize = 3;

    pub(super) fn write(&self, w: &mut Writer) {
        let (piece, frame) = match self.piece {
            Piece::First(frame) => (1, Some(frame)),
            Piece::Next => (0, None),
            Piece::Resumed => (2, None),
        };
        w.byte(u8::from(self.last) | piece << 1);
        if let Some(frame) = frame {
            w.bytes(&frame.0);
        }
        w.bytes(&self.bytes);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let flags = r.byte()?;
        let piece = match flags >> 1 {
            0 => Piece::Next,
            1 => Piece::First(FrameId(r.array()?)),
            2 => Piece::Resumed,
            _ => return Err(DecodeError::Value("unknown flags")),
        };
        let bytes = r.take(r.0.len())?.to_vec();
        if bytes.is_empty() {
            return Err(DecodeError::Value("an empty piece"));
        }
        Ok(Self { last: flags & 1 != 0, piece, bytes })
    }
}

impl Beginning {
    /// How a *have* says it.
    pub fn unfinished(&self) -> Unfinished {
        let bytes = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        Unfinished { frame: self.frame, bytes }
    }

    /// The bytes as they are kept.
    pub fn write(&self) -> Vec<u8> {
        [&self.frame.0[..], &self.bytes].concat()
    }

    /// Reads what was kept; `None` if it is none.
    pub fn read(kept: &[u8]) -> Option<Self> {
        let (frame, bytes) = kept.split_first_chunk::<4>()?;
        let none = bytes.is_empty() || bytes.len() > FRAME_BYTES_MAX;
        (!none).then(|| Self { frame: FrameId(*frame), bytes: bytes.to_vec() })
    }
}

impl Unfinished {
    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.frame.0);
        w.number(u64::from(self.bytes));
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { frame: FrameId(r.array()?), bytes: r.small()? })
    }
}

impl Assembly {
    /// After a connection that left this of a frame.
    pub fn after(left: Option<Beginning>) -> Self {
        Self { here: None, left }
    }

    /// What is there of a frame that is not whole.
    pub fn unfinished(&self) -> Option<&Beginning> {
        self.here.as_ref().or(self.left.as_ref())
    }

    /// Adds a piece; the bytes of the whole frame with the last one.
    ///
    /// # Errors
    /// When the pieces together are longer than a frame may be, or are not of one frame.
    pub fn add(&mut self, part: &Part) -> Result<Option<Vec<u8>>, DecodeError> {
        let left = self.left.take();
        let begun = match (part.piece, self.here.take()) {
            (Piece::First(frame), None) => Some(Beginning { frame, bytes: Vec::new() }),
            (Piece::Next, here) => here,
            (Piece::Resumed, None) => left,
            _ => None,
        };
        let mut here = begun.ok_or(DecodeError::Value("a piece that goes on with nothing"))?;
        let bytes = here.bytes.len() + part.bytes.len();
        if bytes > FRAME_BYTES_MAX {
            return Err(DecodeError::TooLong(bytes));
        }
        here.bytes.extend_from_slice(&part.bytes);
        if !part.last {
            self.here = Some(here);
            return Ok(None);
        }
        if FrameId::of(&here.bytes) != here.frame {
            return Err(DecodeError::Value("pieces that are not of one frame"));
        }
        Ok(Some(here.bytes))
    }
}
