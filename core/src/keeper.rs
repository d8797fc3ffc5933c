//! The relay's owner of one room, as a machine: it orders what sessions bring, says what to
//! store, and acknowledges once that is done.
//!
//! The shell calls `offer` for every batch, `next_commit` when its store is free, writes the commit
//! in one transaction, and then `committed` (or `failed`). Sessions only read a keeper, so that a
//! relay can hold it behind a lock that is never held while the store writes.

mod judge;

use std::collections::{BTreeMap, VecDeque};

pub use self::judge::Limits;
use crate::entry::{Link, Signature};
use crate::id::EntryKey;
use crate::pack::Press;
use crate::present::{Answer, Present};
use crate::record::{Node, Record};
use crate::shelf::Placed;
use crate::stamp::Stamp;
use crate::wire::{Epoch, EpochId, RefusalReason};

/// The number of a connection, never used again in the life of a keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection(pub u64);

/// What to store, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Entries that are not held, each with its position.
    pub placed: Vec<Placed>,
    /// Signatures of entries that are held without.
    pub signatures: Vec<(EntryKey, Signature)>,
}

/// What became of what a session brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is durably stored at this position, now or before.
    Stored(EntryKey, u64),
    /// It is refused; `c(n)` stands at the position, if anything is kept.
    Refused(EntryKey, RefusalReason, Option<u64>),
    /// It could not be stored: nothing is kept of it, and it may be offered again.
    Failed(EntryKey),
}

/// The owner of one room.
#[derive(Debug)]
pub struct Keeper<P> {
    record: Record,
    present: P,
    epochs: Vec<(EpochId, u64)>,
    next: u64,
    commits: u64,
    limits: Limits,
    waiting: VecDeque<Offer>,
    writing: Option<Writing>,
    press: Press,
}

#[derive(Debug)]
struct Offer {
    from: Connection,
    link: Link,
    at: Stamp,
}

#[derive(Debug, Default)]
struct Writing {
    commit: Commit,
    verdicts: Vec<(Connection, Verdict)>,
}

/// More is offered than may wait: whoever brings it has to wait too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many entries wait to be stored")]
pub struct Full;

impl<P: Present> Keeper<P> {
    /// Takes up a room at the start of a relay: what is stored, its fold, the epochs with their
    /// first positions (oldest first), and the id drawn for this start.
    ///
    /// The shell stores [`Keeper::epochs`] before it stores anything else, so that a relay restored
    /// from a backup gives no position that means something else to somebody.
    pub fn open(
        record: Record,
        present: P,
        epochs: &[(EpochId, u64)],
        drawn: EpochId,
        limits: Limits,
    ) -> Self {
        let next = record.positions().last().map_or(0, |last| last + 1);
        // Starts in which no position was given leave nothing to compare.
        let mut epochs: Vec<_> =
            epochs.iter().copied().filter(|&(_, first)| first < next).collect();
        epochs.push((drawn, next));
        let waiting = VecDeque::new();
        let press = Press::default();
        Self { record, present, epochs, next, commits: 0, limits, waiting, writing: None, press }
    }

    /// The index of the room.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The folded room.
    pub fn present(&self) -> &P {
        &self.present
    }

    /// The folded room, for what the shell has to do to it beside entries, such as folding anew.
    pub fn present_mut(&mut self) -> &mut P {
        &mut self.present
    }

    /// Where frames are packed, once for all sessions.
    pub(crate) fn press(&self) -> &Press {
        &self.press
    }

    /// One past the highest position given.
    pub fn end(&self) -> u64 {
        self.next
    }

    /// Goes up with every commit, also with one that only brought signatures: what the shell
    /// publishes on its `watch`.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// The epochs that gave positions, and this start's, oldest first: id and first position.
    pub fn epochs(&self) -> &[(EpochId, u64)] {
        &self.epochs
    }

    /// One epoch with its end, by its place in [`Keeper::epochs`].
    pub(crate) fn epoch(&self, at: usize) -> Epoch {
        let (id, first) = self.epochs[at];
        Epoch { id, first, end: self.epochs.get(at + 1).map_or(self.next, |&(_, next)| next) }
    }

    /// Takes entries that a session verified. They are judged and placed by `next_commit`.
    ///
    /// # Errors
    /// [`Full`] if too many wait; none of these is taken.
    pub fn offer(&mut self, from: Connection, links: &[Link], now: Stamp) -> Result<(), Full> {
        if !self.waiting.is_empty() && self.waiting.len() + links.len() > self.limits.waiting {
            return Err(Full);
        }
        let offers = links.iter().cloned().map(|link| Offer { from, link, at: now });
        self.waiting.extend(offers);
        Ok(())
    }

    /// What to store next; `None` while a commit is under way or nothing waits.
    ///
    /// A commit may be empty where everything brought is known: call `committed` all the same.
    pub fn next_commit(&mut self) -> Option<Commit> {
        if self.writing.is_some() || self.waiting.is_empty() {
            return None;
        }
        let mut writing = Writing::default();
        let mut placing = BTreeMap::new();
        let mut taken = 0;
        let mut proved = true;
        // A run is not torn: until the signature at its end is stored, nothing proves the rest.
        while taken < self.limits.group || !proved {
            let Some(offer) = self.waiting.pop_front() else { break };
            taken += 1;
            proved = offer.link.signature.is_some();
            self.place(offer, &mut placing, &mut writing);
        }
        let commit = writing.commit.clone();
        self.writing = Some(writing);
        Some(commit)
    }

    /// The commit is durable: what to tell whom. Only now is anything of it held.
    pub fn committed(&mut self) -> Vec<(Connection, Verdict)> {
        let Some(writing) = self.writing.take() else { return Vec::new() };
        for placed in &writing.commit.placed {
            self.record.add(&placed.link, placed.position);
            self.present.apply(&placed.link);
            if let Some(position) = placed.position {
                self.press.stored(position, &placed.link);
            }
        }
        for (key, _) in &writing.commit.signatures {
            self.record.sign(key);
        }
        self.next += writing.commit.placed.len() as u64;
        self.commits += 1;
        writing.verdicts
    }

    /// The commit failed: nothing of it is kept, and its positions are given again.
    pub fn failed(&mut self) -> Vec<(Connection, Verdict)> {
        let Some(writing) = self.writing.take() else { return Vec::new() };
        let failed = writing.verdicts.into_iter().map(|(to, verdict)| {
            let (Verdict::Stored(key, _) | Verdict::Refused(key, ..) | Verdict::Failed(key)) =
                verdict;
            (to, Verdict::Failed(key))
        });
        failed.collect()
    }

    fn place(
        &mut self,
        offer: Offer,
        placing: &mut BTreeMap<EntryKey, u64>,
        writing: &mut Writing,
    ) {
        let Offer { from, link, at } = offer;
        let key = link.key();
        let held = self.record.node(&key).copied();
        let known = held.and_then(|node| node.position).or_else(|| placing.get(&key).copied());
        if let Some(position) = known {
            let refused = self.judge_again(&link, held, placing, writing);
            if let (Some(signature), Some(Node { signed: false, .. })) = (link.signature, held) {
                writing.commit.signatures.push((key, signature));
            }
            let verdict = match refused {
                Some(reason) => Verdict::Refused(key, reason, Some(position)),
                None => Verdict::Stored(key, position),
            };
            writing.verdicts.push((from, verdict));
            return;
        }
        let answer = self.judge(&link, at, placing);
        if let Some(Answer::TurnAway(reason)) = answer {
            writing.verdicts.push((from, Verdict::Refused(key, reason, None)));
            return;
        }
        let position = self.next + writing.commit.placed.len() as u64;
        placing.insert(key, position);
        let (link, verdict) = match answer {
            Some(Answer::Refuse(reason)) => {
                (self.without_content(link), Verdict::Refused(key, reason, Some(position)))
            }
            _ => (link, Verdict::Stored(key, position)),
        };
        writing.commit.placed.push(Placed { link, position: Some(position) });
        writing.verdicts.push((from, verdict));
    }
}
