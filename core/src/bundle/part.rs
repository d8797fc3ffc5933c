//! Parts: a bundle cut into numbered pieces, each with its own check, for carriers that take
//! little at a time.
//!
//! `0xB0 | version, id (4), number, count, bytes, check (4)`. The id is the first four bytes of the
//! hash of the whole, so that parts of two bundles are told apart and the whole is known to be
//! itself. A bundle that is not cut is part 1 of 1.

use std::collections::BTreeMap;
use std::fmt;

use super::armour::bytes_in_text;
use super::{BUNDLE_BYTES_MAX, BUNDLE_VERSION, BundleError};
use crate::crockford;
use crate::wire::code::{Reader, Writer};

/// The most parts that a bundle may be cut into.
pub const PARTS_MAX: u32 = 9999;
/// The smallest size of a part that is accepted, in bytes (or characters, as text).
pub const PART_BYTES_MIN: usize = 60;

const MARK: u8 = 0xb0;
const ID_CONTEXT: &str = "liaison bundle 1";
const CHECK_CONTEXT: &str = "liaison bundle part 1";

/// Names a bundle: the first four bytes of the hash of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BundleId(pub [u8; 4]);

impl BundleId {
    /// The id of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(digest(ID_CONTEXT, body))
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode(&self.0))
    }
}

/// One part of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which bundle.
    pub bundle: BundleId,
    /// Which one, from 1.
    pub number: u32,
    /// Of how many.
    pub count: u32,
    /// Its piece of the body.
    pub bytes: Vec<u8>,
}

/// Why bytes are not a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// Something was altered or lost on the way.
    #[error("the part is damaged")]
    Damaged,
    /// Made by a newer program.
    #[error("bundle version {0} is not known here, only {BUNDLE_VERSION}")]
    Version(u8),
    /// It says another count than the other parts of its bundle, or is one too many.
    #[error("the part does not belong to the others of its bundle")]
    Foreign,
}

/// Why a bundle cannot be cut to a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// Nothing fits so small a part.
    #[error("a part needs at least {PART_BYTES_MIN} bytes")]
    Small,
    /// It would be more parts than anybody could carry.
    #[error("these would be {0} parts, the limit is {PARTS_MAX}")]
    Many(u64),
}

impl Part {
    /// What a part adds to its piece of the body, with two bytes for each of its numbers.
    const OVERHEAD_BYTES: usize = 1 + 4 + 2 + 2 + 4;

    /// The bytes of the part.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.byte(MARK | BUNDLE_VERSION);
        w.bytes(&self.bundle.0);
        w.number(self.number.into());
        w.number(self.count.into());
        w.bytes(&self.bytes);
        let check = digest(CHECK_CONTEXT, &w.0);
        w.bytes(&check);
        w.0
    }

    /// Whether bytes claim to be a part and not a text: no text begins with such a byte.
    pub fn is_marked(bytes: &[u8]) -> bool {
        bytes.first().is_some_and(|byte| byte & 0xf0 == MARK)
    }

    /// Reads a part.
    ///
    /// # Errors
    /// When it is not exactly what was written.
    pub fn decode(bytes: &[u8]) -> Result<Self, PartError> {
        let (bytes, check) = bytes.split_last_chunk::<4>().ok_or(PartError::Damaged)?;
        if digest(CHECK_CONTEXT, bytes) != *check || !Self::is_marked(bytes) {
            return Err(PartError::Damaged);
        }
        let version = bytes[0] & 15;
        if version != BUNDLE_VERSION {
            return Err(PartError::Version(version));
        }
        Self::head(bytes).filter(Self::is_possible).ok_or(PartError::Damaged)
    }

    /// What the first bytes of a part say, unchecked: to name one that is damaged further on.
    pub fn head(bytes: &[u8]) -> Option<Self> {
        let mut r = Reader(bytes);
        r.byte().ok()?;
        let bundle = BundleId(r.array().ok()?);
        let (number, count) = (r.small().ok()?, r.small().ok()?);
        Some(Self { bundle, number, count, bytes: r.0.to_vec() })
    }

    fn is_possible(&self) -> bool {
        (1..=self.count).contains(&self.number)
            && self.count <= PARTS_MAX
            && (self.count == 1 || !self.bytes.is_empty())
    }
}

/// Cuts a body into parts of at most so many bytes each; into one without a size.
///
/// # Errors
/// When the size is too small for anything or for so large a body.
pub fn split(body: &[u8], part_bytes: Option<usize>) -> Result<Vec<Part>, SplitError> {
    match part_bytes {
        None => cut(body, body.len().max(1)),
        Some(bytes) if bytes < PART_BYTES_MIN => Err(SplitError::Small),
        Some(bytes) => cut(body, bytes - Part::OVERHEAD_BYTES),
    }
}

/// Likewise, so that each is at most so many characters as text.
///
/// # Errors
/// Those of [`split`].
pub fn split_text(body: &[u8], part_chars: Option<usize>) -> Result<Vec<Part>, SplitError> {
    match part_chars {
        None => split(body, None),
        Some(chars) if chars < PART_BYTES_MIN => Err(SplitError::Small),
        Some(chars) => cut(body, bytes_in_text(chars) - Part::OVERHEAD_BYTES),
    }
}

fn cut(body: &[u8], piece_bytes: usize) -> Result<Vec<Part>, SplitError> {
    let bundle = BundleId::of(body);
    let pieces = body.len().div_ceil(piece_bytes).max(1);
    let count = u32::try_from(pieces).ok().filter(|count| *count <= PARTS_MAX);
    let count = count.ok_or(SplitError::Many(pieces as u64))?;
    if count == 1 {
        return Ok(vec![Part { bundle, number: 1, count, bytes: body.to_vec() }]);
    }
    let part =
        |(number, bytes): (u32, &[u8])| Part { bundle, number, count, bytes: bytes.to_vec() };
    Ok((1..).zip(body.chunks(piece_bytes)).map(part).collect())
}

/// The parts of one bundle that have come, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheaf {
    bundle: BundleId,
    count: u32,
    parts: BTreeMap<u32, Vec<u8>>,
    bytes: usize,
}

impl Sheaf {
    /// Begins with the first part that came.
    pub fn new(part: Part) -> Self {
        let Part { bundle, number, count, bytes } = part;
        let held = bytes.len();
        Self { bundle, count, parts: BTreeMap::from([(number, bytes)]), bytes: held }
    }

    /// Which bundle.
    pub fn bundle(&self) -> BundleId {
        self.bundle
    }

    /// Of how many parts.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many have come.
    pub fn held(&self) -> u32 {
        self.parts.len() as u32
    }

    /// Adds a part; whether it says anything new. One that comes again in another form takes the
    /// place of the one before: which of the two is right shows when the whole is put together.
    ///
    /// # Errors
    /// `Foreign` if it is not of this bundle, or counts otherwise, or makes it too large.
    pub fn add(&mut self, part: Part) -> Result<bool, PartError> {
        let before = self.parts.get(&part.number).map_or(0, Vec::len);
        let bytes = self.bytes - before + part.bytes.len();
        if part.bundle != self.bundle || part.count != self.count || bytes > BUNDLE_BYTES_MAX {
            return Err(PartError::Foreign);
        }
        if self.parts.get(&part.number) == Some(&part.bytes) {
            return Ok(false);
        }
        self.bytes = bytes;
        self.parts.insert(part.number, part.bytes);
        Ok(true)
    }

    /// The parts that have come: number and piece of the body.
    pub fn parts(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.parts.iter().map(|(number, bytes)| (*number, &bytes[..]))
    }

    /// The numbers that are missing.
    pub fn missing(&self) -> Vec<u32> {
        (1..=self.count).filter(|number| !self.parts.contains_key(number)).collect()
    }

    /// The body, once all parts are here.
    ///
    /// # Errors
    /// `Parts` if together they are not what the id says.
    pub fn body(&self) -> Option<Result<Vec<u8>, BundleError>> {
        if self.parts.len() != self.count as usize {
            return None;
        }
        let body: Vec<u8> = self.parts.values().flatten().copied().collect();
        Some(if BundleId::of(&body) == self.bundle { Ok(body) } else { Err(BundleError::Parts) })
    }
}

fn digest(context: &str, bytes: &[u8]) -> [u8; 4] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(bytes);
    let mut first = [0; 4];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..4]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|i| (i * 7 % 256) as u8).collect()
    }

    #[test]
    fn parts_in_any_order_and_twice_are_the_whole() {
        let body = body(1_000);
        let mut parts = split(&body, Some(140)).unwrap();
        assert!(parts.iter().all(|part| part.encode().len() <= 140));
        assert_eq!(parts.len(), 8);
        parts.reverse();
        parts.extend_from_within(2..4);
        let mut parts = parts.into_iter().map(|part| Part::decode(&part.encode()).unwrap());
        let mut sheaf = Sheaf::new(parts.next().unwrap());
        assert_eq!(sheaf.body(), None);
        assert_eq!(sheaf.missing(), (1..=7).collect::<Vec<_>>());
        let new: Vec<bool> = parts.map(|part| sheaf.add(part).unwrap()).collect();
        assert_eq!(new.iter().filter(|new| !**new).count(), 2);
        assert_eq!(sheaf.body(), Some(Ok(body)));
    }

    #[test]
    fn every_altered_byte_is_found() {
        let part = split(&body(100), None).unwrap().remove(0).encode();
        for at in 0..part.len() {
            let mut altered = part.clone();
            altered[at] ^= 1 << (at % 8);
            assert_eq!(Part::decode(&altered), Err(PartError::Damaged), "byte {at}");
            assert_eq!(Part::decode(&part[..at]), Err(PartError::Damaged));
        }
    }

    #[test]
    fn parts_that_are_not_of_one_bundle_do_not_become_one() {
        let (one, two) = (body(300), vec![3; 300]);
        let mut sheaf = Sheaf::new(split(&one, Some(140)).unwrap().remove(0));
        let other = split(&two, Some(140)).unwrap().remove(1);
        assert_eq!(sheaf.add(other.clone()), Err(PartError::Foreign));
        // Somebody gives it the id of the first.
        let forged = Part { bundle: sheaf.bundle(), ..other.clone() };
        assert_eq!(sheaf.add(forged), Ok(true));
        let counted = Part { bundle: sheaf.bundle(), count: 4, ..other };
        assert_eq!(sheaf.add(counted), Err(PartError::Foreign));
        let rest = split(&one, Some(140)).unwrap();
        assert_eq!(sheaf.add(rest[2].clone()), Ok(true));
        assert_eq!(sheaf.body(), Some(Err(BundleError::Parts)));
        assert_eq!(sheaf.add(rest[1].clone()), Ok(true));
        assert_eq!(sheaf.body(), Some(Ok(one)));
    }

    #[test]
    fn a_size_that_makes_no_sense_is_refused() {
        assert_eq!(split(&body(10), Some(59)), Err(SplitError::Small));
        assert_eq!(split_text(&body(10), Some(12)), Err(SplitError::Small));
        assert!(matches!(split(&body(1_000_000), Some(60)), Err(SplitError::Many(_))));
    }
}
