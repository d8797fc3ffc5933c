//! Bundles: a room's entries in a file, for when there is no link.
//!
//! A bundle is made of the same frames as the wire (`wire`): anchors and runs, the admissions of
//! every seat in it first. Nothing in it is believed for having been in it: whoever imports one
//! verifies as from the link (`intake`). The body is compressed by sections, and travels as one
//! part or as many numbered ones (`part`), each as bytes or as lines of text (`armour`).
//! `docs/bundles.md` describes every byte.

mod armour;
mod choice;
mod intake;
mod knowledge;
mod lines;
mod part;
mod reading;
mod squeeze;

use self::squeeze::{inflate, squeeze};
use crate::id::RoomName;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, Frame};

pub use self::armour::{Heading, LINE_CHARS_MAX, bytes_in_text, in_text};
pub use self::choice::{Choice, PackError, Packed, pack};
pub use self::intake::{Intake, Kept, Refused, Taken};
pub use self::knowledge::Knowledge;
pub use self::part::{
    BundleId, PART_BYTES_MIN, PARTS_MAX, Part, PartError, Sheaf, SplitError, split, split_text,
};
pub use self::reading::{Damage, Found, find};

/// The version of the body that this program writes, and the only one that it reads.
pub const BUNDLE_VERSION: u8 = 1;
/// The most that a bundle may have, compressed, in bytes.
pub const BUNDLE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most that a bundle may come to when it is inflated, in bytes: a room of a million entries.
pub const INFLATED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most that one section may come to when it is inflated: what a reader holds at one time.
pub const SECTION_BYTES_MAX: usize = 1024 * 1024;
/// A section is closed once it has so many bytes; one frame more still fits the limit.
const SECTION_BYTES: usize = 512 * 1024;

/// A section of frames. Others are of a newer version and are passed over.
const FRAMES: u8 = 1;

/// Why bytes are not a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Made by a newer program.
    #[error("bundle version {0} is not known here, only {BUNDLE_VERSION}")]
    Version(u8),
    /// It is larger than any bundle may be, or would be once inflated.
    #[error("the bundle is larger than a bundle may be")]
    TooLarge,
    /// A section does not inflate to what it says.
    #[error("a section of the bundle does not inflate to what it says")]
    Section,
    /// It does not read.
    #[error("the bundle cannot be read: {0}")]
    Decode(#[from] DecodeError),
    /// Its parts are not of one bundle: one of them is another's, or altered.
    #[error("the parts do not fit together")]
    Parts,
}

/// Writes the body of a bundle, frame by frame.
#[derive(Debug)]
pub struct BundleWriter {
    body: Writer,
    section: Vec<u8>,
}

impl BundleWriter {
    /// A bundle of a room, empty yet.
    pub fn new(room: &RoomName) -> Self {
        let mut body = Writer::default();
        body.byte(BUNDLE_VERSION);
        body.bytes(&room.0);
        Self { body, section: Vec::new() }
    }

    /// Adds a frame.
    pub fn put(&mut self, frame: &Frame) {
        let bytes = frame.encode();
        let mut w = Writer::default();
        w.count(bytes.len());
        self.section.extend_from_slice(&w.0);
        self.section.extend_from_slice(&bytes);
        if self.section.len() >= SECTION_BYTES {
            self.close();
        }
    }

    /// The body.
    ///
    /// # Errors
    /// `TooLarge`: export less.
    pub fn finish(mut self) -> Result<Vec<u8>, BundleError> {
        self.close();
        if self.body.0.len() > BUNDLE_BYTES_MAX {
            return Err(BundleError::TooLarge);
        }
        Ok(self.body.0)
    }

    fn close(&mut self) {
        let section = std::mem::take(&mut self.section);
        if section.is_empty() {
            return;
        }
        let squeezed = squeeze(&section);
        self.body.byte(FRAMES);
        self.body.count(section.len());
        self.body.count(squeezed.len());
        self.body.bytes(&squeezed);
    }
}

/// A bundle as it came, not inflated yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle<'a> {
    /// Of which room.
    pub room: RoomName,
    /// How many sections a newer program has put in that are passed over here.
    pub passed_over: usize,
    sections: Vec<Section<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Section<'a> {
    inflated: usize,
    squeezed: &'a [u8],
}

impl<'a> Bundle<'a> {
    /// Reads the body of a bundle without inflating anything.
    ///
    /// # Errors
    /// When it is another version, too large, or cut short.
    pub fn read(body: &'a [u8]) -> Result<Self, BundleError> {
        if body.len() > BUNDLE_BYTES_MAX {
            return Err(BundleError::TooLarge);
        }
        let mut r = Reader(body);
        let version = r.byte()?;
        if version != BUNDLE_VERSION {
            return Err(BundleError::Version(version));
        }
        let room = RoomName(r.array()?);
        let mut bundle = Self { room, passed_over: 0, sections: Vec::new() };
        let mut total = 0u64;
        while !r.0.is_empty() {
            let kind = r.byte()?;
            let inflated = r.count_of(SECTION_BYTES_MAX)?;
            let bytes = r.count_of(BUNDLE_BYTES_MAX)?;
            let squeezed = r.take(bytes)?;
            if kind != FRAMES {
                bundle.passed_over += 1;
                continue;
            }
            total += inflated as u64;
            if total > INFLATED_BYTES_MAX {
                return Err(BundleError::TooLarge);
            }
            bundle.sections.push(Section { inflated, squeezed });
        }
        Ok(bundle)
    }

    /// The frames of each section in turn; one section is inflated at a time.
    pub fn sections(&self) -> impl Iterator<Item = Result<Vec<Frame>, BundleError>> + '_ {
        self.sections.iter().map(Section::frames)
    }
}

impl Section<'_> {
    fn frames(&self) -> Result<Vec<Frame>, BundleError> {
        let bytes = inflate(self.squeezed, self.inflated)?;
        let mut r = Reader(&bytes);
        let mut frames = Vec::new();
        while !r.0.is_empty() {
            let length = r.count_of(SECTION_BYTES_MAX)?;
            frames.push(Frame::decode(r.take(length)?)?);
        }
        Ok(frames)
    }
}

impl Reader<'_> {
    /// A length, bounded; that so many bytes follow is `take`'s to find.
    fn count_of(&mut self, most: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count > most { Err(DecodeError::Count { count, most }) } else { Ok(count) }
    }
}

#[cfg(test)]
mod tests;
