//! One signed line of the record, and the chain that binds a seat's lines together.
//!
//! What is signed is bytes: `c(n)` hashes the content with fixed widths, `h(n)` chains the
//! contents, and an Ed25519 signature covers `h(n)`. So the newest verified signature of a seat
//! vouches for everything before it, and a body that this version cannot read is kept, verified
//! and passed on byte for byte.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::body::{Body, Kind};
use crate::id::{EntryKey, Hash, RoomId, SeatKey};
use crate::stamp::Stamp;

/// The most that a body may have, in bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
/// The most that one text field of a body may have, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;
/// At least every so many entries of a run carry their signature.
pub const SIGNATURE_EVERY: u32 = 32;
/// How far ahead of the corrected clock an entry's time may be before it is marked wrong.
pub const AHEAD_MS_MAX: u64 = 15 * 60 * 1000;

const CONTENT_CONTEXT: &str = "liaison content 1";
const CHAIN_CONTEXT: &str = "liaison chain 1";

/// What an officer's console wrote, without its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When its author wrote it.
    pub time: Stamp,
    /// What it says.
    pub kind: Kind,
    /// How it says it: CBOR, kept as it came.
    pub body: Vec<u8>,
}

impl Entry {
    /// `c(n)`: the hash of this content as entry `n` of `author` in `room`.
    ///
    /// `room` is all zero inside the founding entry itself.
    pub fn content_hash(&self, room: &RoomId, author: &SeatKey, n: u32) -> Hash {
        let mut hasher = blake3::Hasher::new_derive_key(CONTENT_CONTEXT);
        hasher.update(&room.0);
        hasher.update(&author.0);
        hasher.update(&n.to_le_bytes());
        hasher.update(&self.time.0.to_le_bytes());
        hasher.update(&self.kind.0.to_le_bytes());
        hasher.update(&self.body);
        Hash(*hasher.finalize().as_bytes())
    }

    /// The body, if this version knows its kind and can read it.
    pub fn read(&self) -> Option<Body> {
        Body::read(self.kind, &self.body)
    }
}

/// `h(n)`: the chain up to and with a content.
pub fn chain_hash(previous: &Hash, content: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(CHAIN_CONTEXT);
    hasher.update(&previous.0);
    hasher.update(&content.0);
    Hash(*hasher.finalize().as_bytes())
}

/// An Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// Checks a signature over a chain hash, strictly (no malleable or small-order forms).
pub fn verifies(author: &SeatKey, h: &Hash, signature: &Signature) -> bool {
    verifies_bytes(author, &h.0, signature)
}

/// Checks a signature over any bytes, strictly.
pub fn verifies_bytes(key: &SeatKey, bytes: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0).is_ok_and(|k| k.verify_strict(bytes, &signature).is_ok())
}

/// A seat's private key (or an invitation's, or the recovery key). Wiped when dropped.
#[derive(Clone)]
pub struct Secret(SigningKey);

impl Secret {
    /// The key grown from 32 random bytes that the shell drew.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The seed, to be kept where only the officer can read it.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    pub fn key(&self) -> SeatKey {
        SeatKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a chain hash.
    pub fn sign(&self, h: &Hash) -> Signature {
        self.sign_bytes(&h.0)
    }

    /// Signs any bytes; the caller separates domains by hashing under its own context.
    pub fn sign_bytes(&self, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(bytes).to_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret(of {:?})", self.key())
    }
}

/// What stands at a place of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// An entry, whole.
    Entry(Entry),
    /// Only `c(n)`: a relay refused the content, and the chain goes on over it.
    Refused(Hash),
}

impl Content {
    /// `c(n)` of this content at its place.
    pub fn hash(&self, room: &RoomId, author: &SeatKey, n: u32) -> Hash {
        match self {
            Self::Entry(entry) => entry.content_hash(room, author, n),
            Self::Refused(hash) => *hash,
        }
    }

    /// The entry, unless a relay refused it.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Refused(_) => None,
        }
    }
}

/// An entry at its place in its author's chain, covered by a signature that was checked: its own
/// or one of a later entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Who wrote it.
    pub author: SeatKey,
    /// Its number, from 1.
    pub n: u32,
    /// `h(n-1)`.
    pub previous: Hash,
    /// `h(n)`.
    pub h: Hash,
    /// What it says.
    pub content: Content,
    /// Its own signature, if it came with it.
    pub signature: Option<Signature>,
}

impl Link {
    /// Writes entry `n` of the secret's seat after `previous`, and signs it.
    ///
    /// `room` is all zero for the founding entry, whose `h` is the room's id.
    pub fn write(room: &RoomId, secret: &Secret, n: u32, previous: Hash, entry: Entry) -> Self {
        let author = secret.key();
        let h = chain_hash(&previous, &entry.content_hash(room, &author, n));
        let signature = Some(secret.sign(&h));
        Self { author, n, previous, h, content: Content::Entry(entry), signature }
    }

    /// Names this entry exactly.
    pub fn key(&self) -> EntryKey {
        EntryKey { author: self.author, n: self.n, h: self.h }
    }

    /// The body, if this version can read it.
    pub fn read(&self) -> Option<Body> {
        self.content.entry()?.read()
    }

    /// Whether `h` follows from `previous` and the content, and the signature, if any, from `h`;
    /// numbers begin at 1, and nothing goes before 1.
    pub fn holds(&self, room: &RoomId) -> bool {
        self.is_whole(room) && self.signature.is_none_or(|s| verifies(&self.author, &self.h, &s))
    }

    /// Whether `h` follows from `previous` and the content: what the disk gave back is what was
    /// written, as far as that shows without the price of a signature.
    pub fn is_whole(&self, room: &RoomId) -> bool {
        if self.n == 0 || (self.n == 1 && self.previous != Hash::ZERO) {
            return false;
        }
        let content = self.content.hash(&self.room_inside(room), &self.author, self.n);
        self.h == chain_hash(&self.previous, &content)
    }

    /// The room as the content hash has it: zero inside the founding entry.
    fn room_inside(&self, room: &RoomId) -> RoomId {
        if self.h.0 == room.0 { RoomId::default() } else { *room }
    }
}
