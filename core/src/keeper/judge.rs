//! What a relay does not store whole, and why.

use std::collections::BTreeMap;

use super::{Keeper, Writing};
use crate::entry::{BODY_BYTES_MAX, Content, Link};
use crate::id::{EntryKey, Hash, RoomId};
use crate::present::{Answer, Present};
use crate::record::{BRANCHES_MAX, Node};
use crate::stamp::Stamp;
use crate::wire::RefusalReason;

/// The limits of a room at a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Entries of the room.
    pub entries: u64,
    /// Entries in one commit.
    pub group: usize,
    /// Entries that may wait to be stored.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: BODY_BYTES_MAX, entries: 5_000_000, group: 512, waiting: 8192 }
    }
}

impl<P: Present> Keeper<P> {
    pub(super) fn judge(
        &self,
        link: &Link,
        at: Stamp,
        placing: &BTreeMap<EntryKey, u64>,
    ) -> Option<Answer> {
        if self.record.entries() + placing.len() as u64 >= self.limits.entries {
            return Some(Answer::TurnAway(RefusalReason::Room));
        }
        if self.branch_is_one_too_many(link, placing) {
            return Some(Answer::TurnAway(RefusalReason::Branches));
        }
        if !self.is_admitted(link, placing) {
            return Some(Answer::TurnAway(RefusalReason::Invitation));
        }
        let entry = link.content.entry()?;
        if entry.body.len() > self.limits.body_bytes {
            return Some(Answer::Refuse(RefusalReason::Size));
        }
        self.present.answer(link, at)
    }

    /// Whoever offers again what is kept as refused is told so again.
    pub(super) fn judge_again(
        &self,
        link: &Link,
        held: Option<Node>,
        placing: &BTreeMap<EntryKey, u64>,
        writing: &Writing,
    ) -> Option<RefusalReason> {
        link.content.entry()?;
        let refused_now = || {
            let position = placing.get(&link.key());
            let mut placed = writing.commit.placed.iter();
            placed.any(|p| p.position.as_ref() == position && p.link.content.entry().is_none())
        };
        if !held.map_or_else(refused_now, |node| node.refused) {
            return None;
        }
        let size = link.content.entry().is_some_and(|e| e.body.len() > self.limits.body_bytes);
        Some(if size { RefusalReason::Size } else { RefusalReason::Limit })
    }

    /// The entry as it is kept where its content is refused: the chain goes on over `c(n)`.
    pub(super) fn without_content(&self, link: Link) -> Link {
        let room =
            if link.h.0 == self.record.room().0 { RoomId::default() } else { self.record.room() };
        let hash = link.content.hash(&room, &link.author, link.n);
        Link { content: Content::Refused(hash), ..link }
    }

    /// Whether the first entry of its author is here: without it nobody else could read the rest.
    fn is_admitted(&self, link: &Link, placing: &BTreeMap<EntryKey, u64>) -> bool {
        let first = |h| EntryKey { author: link.author, n: 1, h };
        let placing = &mut placing.range(first(Hash::ZERO)..=first(Hash([255; 32])));
        link.n == 1 || !self.record.branches(&link.author, 1).is_empty() || placing.next().is_some()
    }

    fn branch_is_one_too_many(&self, link: &Link, placing: &BTreeMap<EntryKey, u64>) -> bool {
        let mut hashes: Vec<Hash> =
            self.record.branches(&link.author, link.n).iter().map(|key| key.h).collect();
        let of_number = |h: Hash| EntryKey { author: link.author, n: link.n, h };
        let placing = placing.range(of_number(Hash::ZERO)..=of_number(Hash([255; 32])));
        hashes.extend(placing.map(|(key, _)| key.h));
        hashes.iter().filter(|&&h| h < link.h).count() >= BRANCHES_MAX
    }
}
