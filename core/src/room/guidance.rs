//! Guidance bulletins in a room.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Room;
use crate::field::Act;
use crate::id::{EntryRef, SeatKey};
use crate::stamp::{Moment, Stamp};

/// A bulletin; one of which only what supersedes or withdraws it is here has no issue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// By whom and when it was issued.
    pub issued: Option<Act>,
    /// As officers quote it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The bulletin.
    pub text: String,
    /// What it replaces.
    pub supersedes: Vec<EntryRef>,
    /// In force from, if not from its issue.
    pub from: Option<Moment>,
    /// Bulletins that replace it.
    pub superseded_by: BTreeSet<EntryRef>,
    /// Who withdrew it.
    pub withdrawn: BTreeSet<EntryRef>,
}

impl Bulletin {
    /// Whether it is in force.
    pub fn is_in_force(&self, now: Stamp) -> bool {
        self.issued.is_some()
            && self.superseded_by.is_empty()
            && self.withdrawn.is_empty()
            && self.from.is_none_or(|from| from.stamp() <= now)
    }
}

impl Room {
    /// Bulletins in force, the newest first.
    pub fn in_force(&self, now: Stamp) -> Vec<(&EntryRef, &Bulletin)> {
        let all = self.bulletins().iter();
        let mut standing: Vec<_> = all.filter(|(_, b)| b.is_in_force(now)).collect();
        standing.sort_by_key(|(name, b)| {
            std::cmp::Reverse((b.issued.as_ref().map(|i| i.time), **name))
        });
        standing
    }

    /// The bulletin that officers quote by a number; of several the one issued last.
    pub fn bulletin(&self, number: &str) -> Option<(&EntryRef, &Bulletin)> {
        let quoted = |b: &Bulletin| b.number.eq_ignore_ascii_case(number.trim());
        let issued = self.bulletins().iter().filter(|(_, b)| b.issued.is_some() && quoted(b));
        issued.max_by_key(|(name, b)| (b.issued.as_ref().map(|i| i.time), **name))
    }

    /// Bulletins in force that a seat has neither issued nor acknowledged.
    pub fn guidance_waiting_for(&self, seat: &SeatKey, now: Stamp) -> Vec<(&EntryRef, &Bulletin)> {
        let Some(member) = self.membership().member_index(seat) else { return Vec::new() };
        let mine = |b: &Bulletin| {
            b.issued.as_ref().and_then(|i| self.membership().member_index(&i.author))
                == Some(member)
        };
        let mut waiting = self.in_force(now);
        waiting.retain(|(name, b)| !mine(b) && !self.has_acknowledged(name, member));
        waiting
    }
}
