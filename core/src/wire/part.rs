//! Pieces of long frames, between which short ones can pass.
//!
//! A run of fifty entries carries one signature, but takes eight seconds of a 2,400 bit/s link. It
//! goes in pieces of half a second each, so that a flash message waits for one piece at most.

use super::code::{Reader, Writer};
use super::holding::flag;
use super::{DecodeError, FRAME_BYTES_MAX};

/// A piece of a frame. The pieces of one frame come in order; one long frame is under way at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whether this is the last piece.
    pub last: bool,
    /// The next bytes of the frame.
    pub bytes: Vec<u8>,
}

/// Puts pieces together again.
#[derive(Clone, Debug, Default)]
pub struct Assembly(Vec<u8>);

impl Part {
    /// What a piece adds to its bytes.
    pub const OVERHEAD_BYTES: usize = 3;

    pub(super) fn write(&self, w: &mut Writer) {
        w.byte(u8::from(self.last));
        w.bytes(&self.bytes);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let last = flag(r)?;
        let bytes = r.take(r.0.len())?.to_vec();
        if bytes.is_empty() {
            return Err(DecodeError::Value("an empty piece"));
        }
        Ok(Self { last, bytes })
    }
}

impl Assembly {
    /// Adds a piece; the bytes of the whole frame with the last one.
    ///
    /// # Errors
    /// When the pieces together are longer than a frame may be.
    pub fn add(&mut self, part: &Part) -> Result<Option<Vec<u8>>, DecodeError> {
        let bytes = self.0.len() + part.bytes.len();
        if bytes > FRAME_BYTES_MAX {
            return Err(DecodeError::TooLong(bytes));
        }
        self.0.extend_from_slice(&part.bytes);
        Ok(part.last.then(|| std::mem::take(&mut self.0)))
    }
}
