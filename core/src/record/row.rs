//! What a journal keeps beside an entry, from which the index is built without reading bodies.

use super::Node;
use crate::body::{Body, kind};
use crate::entry::{Content, Entry, Link};
use crate::id::{EntryKey, Hash, SeatKey};

/// One entry of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who wrote it.
    pub author: SeatKey,
    /// Its number.
    pub n: u32,
    /// `h(n)`.
    pub h: Hash,
    /// `h(n-1)`.
    pub previous: Hash,
    /// Where the relay put it, if it is known.
    pub position: Option<u64>,
    /// Whether its own signature is kept.
    pub signed: bool,
    /// Whether only `c(n)` is kept.
    pub refused: bool,
    /// Whether it overtakes everything; matters only for what has no position yet.
    pub urgent: bool,
    /// The size of the body in bytes.
    pub bytes: u16,
}

impl Row {
    /// What is to be kept beside an entry.
    pub fn of(link: &Link, position: Option<u64>) -> Self {
        let entry = link.content.entry();
        Self {
            author: link.author,
            n: link.n,
            h: link.h,
            previous: link.previous,
            position,
            signed: link.signature.is_some(),
            refused: matches!(link.content, Content::Refused(_)),
            urgent: entry.is_some_and(overtakes),
            bytes: entry.map_or(32, |e| u16::try_from(e.body.len()).unwrap_or(u16::MAX)),
        }
    }

    /// Names the entry exactly.
    pub fn key(&self) -> EntryKey {
        EntryKey { author: self.author, n: self.n, h: self.h }
    }

    pub(super) fn again(key: &EntryKey, node: &Node, position: Option<u64>) -> Self {
        Self {
            author: key.author,
            n: key.n,
            h: key.h,
            previous: node.previous,
            position,
            signed: node.signed,
            refused: node.refused,
            urgent: node.urgent,
            bytes: node.bytes,
        }
    }

    pub(super) fn node(&self) -> Node {
        Node {
            previous: self.previous,
            position: self.position,
            signed: self.signed,
            refused: self.refused,
            urgent: self.urgent,
            bytes: self.bytes,
        }
    }
}

/// Whether an entry overtakes everything on its way, in both directions.
pub(crate) fn overtakes(entry: &Entry) -> bool {
    if entry.kind == kind::RealEventDeclared {
        return true;
    }
    entry.kind == kind::MessagePosted
        && matches!(entry.read(), Some(Body::MessagePosted(m)) if m.precedence.overtakes())
}
