//! Documents: bytes beside the record, addressed by their hash, brought in pieces that verify.
//!
//! A document is BLAKE3's own tree cut at pieces of [`PIECE_BYTES`]. What travels is its *stream*:
//! first the list of the pieces' chaining values, which come together to the hash that the record
//! has, then the bytes themselves. Each piece verifies by itself as soon as it is whole; who has
//! so many bytes of a stream goes on from there, whatever happened in between. A place in a stream
//! is all that has to be remembered.

mod arriving;
mod digest;
mod layout;
mod outgoing;

use serde::{Deserialize, Serialize};

pub use self::arriving::{Arriving, Keep, Kept, Wrong};
pub use self::digest::{Digest, Tree};
pub use self::layout::{LIST_ENTRY_BYTES, Layout, PIECE_BYTES};
pub(crate) use self::outgoing::Outgoing;
use crate::id::Hash;

/// The largest document that can be put on the record, in bytes: what a list of pieces stays small
/// for. Relays and consoles have limits of their own below it.
pub const DOCUMENT_BYTES_MAX: u64 = 1 << 30;
/// The longest name of a document, in bytes: what file systems take.
pub const NAME_BYTES_MAX: usize = 255;
/// The most bytes of text that are taken out of a document.
pub const EXTRACT_BYTES_MAX: u64 = 2 << 20;

/// Which bytes: their hash and how many there are. Somebody who lies about the size has named
/// other bytes, and hurts nobody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// The BLAKE3 hash.
    pub hash: Hash,
    /// How many bytes.
    pub size: u64,
}

/// A name as frames carry it: what it stands for, the record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShortName(pub [u8; 8]);

impl Name {
    /// How frames name it.
    pub fn short(&self) -> ShortName {
        let mut hasher = blake3::Hasher::new_derive_key("liaison document name 1");
        hasher.update(&self.hash.0).update(&self.size.to_le_bytes());
        let mut short = [0; 8];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        ShortName(short)
    }

    /// How its bytes travel.
    pub fn layout(&self) -> Layout {
        Layout::new(self.size)
    }
}

/// How much of a stream is kept somewhere, from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// So many bytes of the stream.
    pub bytes: u64,
    /// So many of them belong to pieces that are whole and verify.
    pub checked: u64,
}

/// Why a relay does not take a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// It is larger than the relay takes.
    Size,
    /// The relay's space for documents is used up.
    Quota,
    /// The record does not have it, or it was withdrawn.
    Unlisted,
    /// The disk did not take it.
    Storage,
    /// Its pieces did not verify, and did not when they came again.
    Wrong,
}

impl Refused {
    /// All of them, in the order of the wire.
    pub const ALL: [Self; 5] =
        [Self::Size, Self::Quota, Self::Unlisted, Self::Storage, Self::Wrong];

    /// The word as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Quota => "quota",
            Self::Unlisted => "unlisted",
            Self::Storage => "storage",
            Self::Wrong => "wrong",
        }
    }
}

/// Where streams are kept: the journal, a relay's store, the simulator's memory.
pub trait Archive {
    /// Why reading failed.
    type Error: std::error::Error;

    /// How much of a stream is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    fn held(&self, name: &Name) -> Result<Held, Self::Error>;

    /// Bytes of a stream from a place on, at most so many; fewer where the stream ends or no more
    /// is kept.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, Self::Error>;
}

/// What a relay takes of documents, as it tells whoever has to do with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// Bytes of the largest document that it takes.
    pub largest: u64,
    /// Bytes of streams that it still has room for, in all its rooms together.
    pub left: u64,
}

/// What a relay answers to somebody who would bring a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Bring it.
    Bring,
    /// Somebody else is bringing it: wait.
    Wait,
    /// It is not taken.
    Refused(Refused),
}

/// A relay's archive, which several connections fill.
pub trait SharedArchive: Archive {
    /// Goes up whenever something that it keeps has changed.
    fn version(&self) -> u64;

    /// What it takes.
    fn space(&self) -> Space;

    /// Whether a connection may bring a document. Once it may, nobody else does until it is done
    /// or gone.
    fn admit(&self, connection: crate::keeper::Connection, name: &Name) -> Admission;
}
