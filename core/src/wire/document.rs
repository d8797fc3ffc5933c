//! Frames of documents: who holds what, what is asked for, and the bytes.

use super::DecodeError;
use super::code::{Reader, Writer};
use super::word::decode_number;
use crate::document::{Refused, ShortName, Space};

/// How many documents a frame may name.
pub const DOCUMENTS_MAX: usize = 1024;

/// Asks for bytes of a stream: whatever was asked for before is no longer wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentAsk {
    /// The number by which the pieces are told from those of an earlier asking.
    pub stream: u32,
    /// The document.
    pub name: ShortName,
    /// From this place in the stream.
    pub from: u64,
    /// To this one, which is not sent any more.
    pub to: u64,
}

/// The next bytes of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentPiece {
    /// Of which asking.
    pub stream: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// How much of a document's stream one end keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentHeld {
    /// The document.
    pub name: ShortName,
    /// So many bytes of its stream that verify.
    pub bytes: u64,
}

/// A document that a relay does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRefused {
    /// The document.
    pub name: ShortName,
    /// Why.
    pub reason: Refused,
}

impl DocumentAsk {
    pub(super) fn write(&self, w: &mut Writer) {
        w.number(self.stream.into());
        w.bytes(&self.name.0);
        w.number(self.from);
        w.number(self.to - self.from);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (stream, name) = (r.small()?, ShortName(r.array()?));
        let from = decode_number(r)?;
        let to = from.checked_add(decode_number(r)?);
        let to = to.ok_or(DecodeError::Value("a range ends beyond everything"))?;
        Ok(Self { stream, name, from, to })
    }
}

impl DocumentPiece {
    /// What a piece adds to its bytes, at most.
    pub(crate) const OVERHEAD_BYTES: usize = 7;

    pub(super) fn write(&self, w: &mut Writer) {
        w.number(self.stream.into());
        w.bytes(&self.bytes);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let stream = r.small()?;
        let bytes = r.take(r.0.len())?.to_vec();
        if bytes.is_empty() {
            return Err(DecodeError::Value("an empty piece"));
        }
        Ok(Self { stream, bytes })
    }
}

impl DocumentHeld {
    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.name.0);
        w.number(self.bytes);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { name: ShortName(r.array()?), bytes: decode_number(r)? })
    }
}

impl DocumentRefused {
    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.name.0);
        w.byte(self.reason as u8);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let name = ShortName(r.array()?);
        let reason = Refused::ALL.get(usize::from(r.byte()?)).copied();
        let reason = reason.ok_or(DecodeError::Value("no such reason to refuse a document"))?;
        Ok(Self { name, reason })
    }
}

pub(super) fn write_space(space: &Space, w: &mut Writer) {
    w.number(space.largest);
    w.number(space.left);
}

pub(super) fn decode_space(r: &mut Reader<'_>) -> Result<Space, DecodeError> {
    Ok(Space { largest: decode_number(r)?, left: decode_number(r)? })
}

pub(super) fn write_look(names: &[ShortName], w: &mut Writer) {
    w.count(names.len());
    names.iter().for_each(|name| w.bytes(&name.0));
}

pub(super) fn decode_look(r: &mut Reader<'_>) -> Result<Vec<ShortName>, DecodeError> {
    let count = r.count(DOCUMENTS_MAX, 8)?;
    (0..count).map(|_| r.array().map(ShortName)).collect()
}

pub(super) fn write_offer(name: &ShortName, w: &mut Writer) {
    w.bytes(&name.0);
}

pub(super) fn decode_offer(r: &mut Reader<'_>) -> Result<ShortName, DecodeError> {
    r.array().map(ShortName)
}
