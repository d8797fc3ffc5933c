//! Who sits in a room and what they may do: folded first, from membership entries alone.
//!
//! Seats hang in a tree: the founder at the top, each invited seat below its inviter, and a seat
//! set by the recovery key above all. Acts on a seat count only from a seat above it, so the tree
//! is folded from the top down and everything above a seat is settled before the seat is. The
//! outcome depends on the set of entries alone, never on the order of their arrival.

mod docket;
mod lineage;
mod proof;
mod rank;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::docket::Docket;
pub use self::proof::{continuation_hash, redemption_hash};
use self::tree::Tree;
use crate::authority::{fits, least_role};
use crate::body::{Body, Kind};
use crate::id::{EntryKey, EntryRef, RoomId, SeatId, SeatKey};
use crate::stamp::{Moment, Stamp};
use crate::terms::{Mode, Role, Tlp};

/// What the founding entry says of the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// The founder's key.
    pub founder: SeatKey,
    /// Actual, exercise or test, for ever.
    pub mode: Mode,
    /// What the room is called and for.
    pub purpose: String,
    /// Stands above all.
    pub recovery: SeatKey,
    /// The least label of everything in the room.
    pub tlp: Tlp,
    /// When it was founded.
    pub time: Stamp,
}

/// One officer's place: a seat and all the seats that continue it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The officer's name.
    pub name: String,
    /// The officer's organisation.
    pub organisation: String,
    /// Where posted, if not with the own organisation.
    pub posted_at: Option<String>,
    /// The member who invited this one; none for the founder and recovery seats.
    pub inviter: Option<usize>,
    /// How far below the top.
    pub depth: u32,
    /// The keys, the first one first.
    pub seats: Vec<SeatKey>,
    /// Whether one above has accepted the redemption.
    pub accepted: bool,
    /// Set by the recovery key: above everybody else.
    pub recovered: bool,
    /// Acts on this member that stand, newest last: what a further act must name.
    pub acts: Vec<EntryRef>,
    /// The role now; none once removed.
    pub role: Option<Role>,
}

impl Member {
    /// The key that the member writes with now.
    pub fn newest_key(&self) -> SeatKey {
        *self.seats.last().expect("a member has a seat")
    }

    /// Whether an organisation is the member's own; spelling it in capitals makes no other.
    pub fn is_of(&self, organisation: &str) -> bool {
        let plain = |name: &str| name.trim().to_lowercase();
        plain(&self.organisation) == plain(organisation)
    }
}

/// What a key may do, by the number of the entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Profile {
    /// Index of the member.
    member: usize,
    /// The role from each number on, the first from 1; none: without effect.
    roles: Vec<(u32, Option<Role>)>,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    /// Nobody has taken the seat.
    Open,
    /// One has, and nobody above has accepted it yet. It counts.
    Taken,
    /// Several have, and none counts until one is accepted.
    Contested,
    /// One is accepted.
    Accepted,
    /// Withdrawn before anybody was accepted.
    Withdrawn,
}

/// An invitation that its author had the authority to issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedInvitation {
    /// The entry.
    pub entry: EntryRef,
    /// Index of the inviting member.
    pub inviter: usize,
    /// The key that the invitation's secret grows into.
    pub key: SeatKey,
    /// Who is invited.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// As what.
    pub role: Role,
    /// Until when it may be redeemed.
    pub expires: Moment,
    /// How it stands.
    pub state: InvitationState,
    /// Keys that have taken the seat, with the entries by which they did.
    pub redemptions: Vec<EntryKey>,
}

/// A membership entry as it was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct MembershipEntry {
    key: EntryKey,
    time: Stamp,
    body: Body,
    /// Whether the second signature of an admission is by the key that it names. Checked once:
    /// membership is folded again with every entry that joins it.
    proven: bool,
}

impl MembershipEntry {
    /// Takes an entry in; checks the second signature of an admission.
    pub fn new(room: &RoomId, key: EntryKey, time: Stamp, body: Body) -> Self {
        let proven = proof::is_by_named_key(room, &key, &body);
        Self { key, time, body, proven }
    }

    /// Takes an entry in again whose second signature was judged before.
    pub(crate) fn judged(key: EntryKey, time: Stamp, body: Body, proven: bool) -> Self {
        Self { key, time, body, proven }
    }

    /// Whether the second signature of an admission is by the key that it names.
    pub fn is_proven(&self) -> bool {
        self.proven
    }
}

/// The folded membership of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    founding: Option<Founding>,
    members: Vec<Member>,
    invitations: Vec<IssuedInvitation>,
    profiles: BTreeMap<SeatKey, Profile>,
    by_id: BTreeMap<SeatId, SeatKey>,
    given_up: BTreeSet<(SeatKey, u32)>,
    /// A fresh seat's entries, each with an old one that it says it repeats.
    reissued: BTreeSet<(EntryRef, EntryRef)>,
    /// Keys continued by a fresh seat, with the last number continued.
    continued: BTreeMap<SeatKey, u32>,
}

impl Membership {
    /// Folds the membership entries of a room, given in any order. Names in `ambiguous` fit two
    /// branches and are names of neither.
    pub fn fold<'a>(
        room: &RoomId,
        entries: impl IntoIterator<Item = &'a MembershipEntry>,
        ambiguous: &BTreeSet<EntryRef>,
    ) -> Self {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort_by_key(|e| e.key);
        let Some(founding) = entries.iter().find_map(|e| docket::founding(room, e)) else {
            return Self::default();
        };
        let docket = Docket::read(room, &founding, &entries, ambiguous);
        // Several keys may share a seat id, and one of them counts. Without the others the tree is
        // grown again: what they said of membership is void. Each turn bars one more key.
        let mut barred = BTreeSet::new();
        loop {
            let mut tree = Tree::new(&docket, &founding, &barred);
            tree.grow();
            match tree.collision() {
                Some(key) => barred.insert(key),
                None => return tree.finish(),
            };
        }
    }

    /// What the founding entry says, once it is here.
    pub fn founding(&self) -> Option<&Founding> {
        self.founding.as_ref()
    }

    /// All members, those above before those below them; removed ones too.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Invitations issued with authority.
    pub fn invitations(&self) -> &[IssuedInvitation] {
        &self.invitations
    }

    /// The member that a key belongs to; none for unknown, contested and voided keys.
    pub fn member(&self, key: &SeatKey) -> Option<&Member> {
        self.profiles.get(key).map(|p| &self.members[p.member])
    }

    /// The index of the member that a key belongs to.
    pub fn member_index(&self, key: &SeatKey) -> Option<usize> {
        self.profiles.get(key).map(|p| p.member)
    }

    /// The one key that counts under a seat id.
    pub fn key(&self, id: &SeatId) -> Option<SeatKey> {
        self.by_id.get(id).copied()
    }

    /// The member whose seat an id names.
    pub fn member_of(&self, id: &SeatId) -> Option<&Member> {
        self.member(&self.key(id)?)
    }

    /// The role of a key's entry `n`; none without authority.
    pub fn role(&self, key: &SeatKey, n: u32) -> Option<Role> {
        let roles = &self.profiles.get(key)?.roles;
        let at = roles.partition_point(|(from, _)| *from <= n);
        roles[..at].last().and_then(|(_, role)| *role)
    }

    /// The role of a key's next entries.
    pub fn role_now(&self, key: &SeatKey) -> Option<Role> {
        self.role(key, u32::MAX)
    }

    /// Whether entry `n` of a key may say what its kind says.
    pub fn allows(&self, key: &SeatKey, n: u32, kind: Kind) -> bool {
        let Some(role) = self.role(key, n) else { return false };
        least_role(kind).is_some_and(|least| role >= least)
            && self.founding.as_ref().is_some_and(|f| fits(kind, f.mode))
            && !self.is_given_up(key, n)
    }

    /// Whether its author gave the entry up after a relay refused it.
    pub fn is_given_up(&self, key: &SeatKey, n: u32) -> bool {
        self.given_up.contains(&(*key, n))
    }

    /// A fresh seat's entries, each with an old one of the same member that it says it repeats.
    pub fn reissued(&self) -> &BTreeSet<(EntryRef, EntryRef)> {
        &self.reissued
    }

    /// The last number of a key that a fresh seat continues, if one does.
    pub fn continued_at(&self, key: &SeatKey) -> Option<u32> {
        self.continued.get(key).copied()
    }

    /// Whether acts of member `a` on member `b` count: `a` is above `b` in the tree.
    pub fn is_above(&self, a: usize, b: usize) -> bool {
        let (above, below) = (&self.members[a], &self.members[b]);
        if above.recovered || below.recovered {
            return above.recovered && !below.recovered;
        }
        let mut at = below.inviter;
        while let Some(i) = at {
            if i == a {
                return true;
            }
            at = self.members[i].inviter;
        }
        false
    }

    /// Whether a key's entries up to `n` have the same effect here as under `other`.
    pub fn agrees(&self, other: &Self, key: &SeatKey, n: u32) -> bool {
        let roles = |m: &Self| -> Vec<(u32, Option<Role>)> {
            let Some(profile) = m.profiles.get(key) else { return vec![(1, None)] };
            profile.roles.iter().filter(|(from, _)| *from <= n).copied().collect()
        };
        let gone = |m: &Self| -> Vec<u32> {
            let all = m.given_up.range((*key, 0)..=(*key, n));
            all.map(|(_, n)| *n).collect()
        };
        roles(self) == roles(other) && gone(self) == gone(other)
    }

    /// Two approvals count only from different organisations where neither invited the other.
    pub fn independent(&self, a: &SeatKey, b: &SeatKey) -> bool {
        let (Some(i), Some(j)) = (self.member_index(a), self.member_index(b)) else {
            return false;
        };
        let (first, second) = (&self.members[i], &self.members[j]);
        i != j
            && !first.is_of(&second.organisation)
            && first.inviter != Some(j)
            && second.inviter != Some(i)
    }
}
