//! A run: a stretch of one seat's entries with one signature at its end.
//!
//! The chain hash binds every entry to the one before, so that a verified signature vouches for
//! all before it, and for the `h(first-1)` that the run starts from: whether that was known or only
//! claimed by an anchor, it is proved by the run itself. Inside it are the signatures of every
//! entry that stands and of at least every 32nd.

mod cut;

pub use self::cut::{Cut, CutError, Signed};
use crate::body::kind;
use crate::entry::{Content, Link, Signature, chain_hash, verifies};
use crate::id::{Hash, RoomId, SeatId, SeatKey};

/// Entries `first`, `first + 1`, … of one seat on one branch.
///
/// `contents` is never empty, and `signatures` and `positions` have one for each of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whose entries.
    pub seat: SeatId,
    /// The number of the first.
    pub first: u32,
    /// Where the relay put each, if a relay says so.
    pub positions: Option<Vec<u64>>,
    /// What they say.
    pub contents: Vec<Content>,
    /// The signatures that travel with them; the last is always there.
    pub signatures: Vec<Option<Signature>>,
}

/// Why a run proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The last entry has no signature.
    #[error("the run has no signature at its end")]
    Unsigned,
    /// A signature does not fit: another author, another chain, or something was altered.
    #[error("the signature of entry {0} does not verify")]
    Signature(u32),
}

impl Run {
    /// The number of the last entry.
    pub fn last(&self) -> u32 {
        self.first + (self.contents.len() as u32 - 1)
    }

    /// The key that the run's own first entry introduces, if it admits a seat.
    ///
    /// It is a claim until the run is verified with it.
    pub fn introduces(&self) -> Option<SeatKey> {
        use crate::body::Body;
        if self.first != 1 {
            return None;
        }
        let key = match self.contents[0].entry()?.read()? {
            Body::RoomFounded(body) => body.key,
            Body::SeatTaken(body) => body.key,
            Body::SeatContinued(body) => body.key,
            _ => return None,
        };
        (key.seat() == self.seat).then_some(key)
    }

    /// `h(1)` of a seat whose admission this run begins with, as the run claims it.
    pub(crate) fn first_hash(&self, room: &RoomId) -> Option<Hash> {
        let author = self.introduces()?;
        Some(self.hash(room, &author, &Hash::ZERO, 1, &self.contents[0]))
    }

    /// Checks every signature of the run as entries of `author` after `previous` in `room`.
    ///
    /// # Errors
    /// When a signature does not verify, which is the only way in which an altered entry, another
    /// author or another place in the chain shows.
    pub fn verify(
        &self,
        room: &RoomId,
        author: &SeatKey,
        previous: &Hash,
    ) -> Result<Vec<Link>, RunError> {
        let mut links = Vec::with_capacity(self.contents.len());
        let mut previous = *previous;
        for (at, (content, signature)) in self.contents.iter().zip(&self.signatures).enumerate() {
            let n = self.first + at as u32;
            let h = self.hash(room, author, &previous, n, content);
            links.push(Link {
                author: *author,
                n,
                previous,
                h,
                content: content.clone(),
                signature: *signature,
            });
            previous = h;
        }
        // The last first: with a wrong author or place nothing else need be computed.
        if links.last().is_none_or(|link| link.signature.is_none()) {
            return Err(RunError::Unsigned);
        }
        for link in links.iter().rev() {
            if link.signature.is_some_and(|s| !verifies(author, &link.h, &s)) {
                return Err(RunError::Signature(link.n));
            }
        }
        Ok(links)
    }

    /// `h(n)`; inside the founding entry, whose hash it is, the room is zero.
    fn hash(&self, room: &RoomId, author: &SeatKey, previous: &Hash, n: u32, c: &Content) -> Hash {
        if n == 1 && c.entry().is_some_and(|entry| entry.kind == kind::RoomFounded) {
            let h = chain_hash(previous, &c.hash(&RoomId::default(), author, n));
            if h.0 == room.0 {
                return h;
            }
        }
        chain_hash(previous, &c.hash(room, author, n))
    }
}
