//! Folding membership from the founding entry down the tree of invitations.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::proof::{Signer, signer};
use super::{
    Founding, InvitationState, IssuedInvitation, Member, Membership, MembershipEntry, Profile,
};
use crate::body::Body;
use crate::body::room::{InvitationIssued, SeatAccepted, SeatContinued, SeatTaken, Upto};
use crate::id::{EntryKey, EntryRef, RoomId, SeatId, SeatKey};
use crate::terms::Role;

/// Folds entries given in any order.
pub(super) fn fold(room: &RoomId, mut entries: Vec<&MembershipEntry>) -> Membership {
    entries.sort_by_key(|e| e.key);
    let founding = entries.iter().find_map(|e| founding(room, e));
    let Some(founding) = founding else { return Membership::default() };
    let record = Record::read(room, &founding, &entries);
    // Several keys may share a seat id; the one that comes later in the order of the tree does not
    // count. Dropping a key can only take seats away below it, so this comes to an end.
    let mut barred = BTreeSet::new();
    loop {
        let mut tree = Tree::new(&record, &founding, &barred);
        tree.grow();
        match tree.collision() {
            Some(key) => barred.insert(key),
            None => return tree.finish(founding.clone()),
        };
    }
}

fn founding(room: &RoomId, entry: &MembershipEntry) -> Option<Founding> {
    let Body::RoomFounded(body) = &entry.body else { return None };
    let is_it = entry.key.h.0 == room.0 && entry.key.n == 1 && body.key == entry.key.author;
    is_it.then(|| Founding {
        founder: body.key,
        mode: body.mode,
        purpose: body.purpose.clone(),
        recovery: body.recovery,
        tlp: body.tlp,
        time: entry.time,
    })
}

/// Something done to a member from above.
struct Deed {
    key: EntryKey,
    /// The role given; none: removed.
    role: Option<Role>,
    upto: Vec<Upto>,
    over: Vec<EntryRef>,
}

impl Deed {
    fn upto(&self, seat: SeatId) -> u32 {
        self.upto.iter().filter(|u| u.seat == seat).map(|u| u.n).max().unwrap_or(0)
    }
}

/// The membership entries, sorted by what they are about. Second signatures are checked.
#[derive(Default)]
struct Record<'a> {
    founder: Option<(&'a str, &'a str)>,
    invitations: BTreeMap<SeatKey, Vec<(EntryKey, &'a InvitationIssued)>>,
    withdrawals: BTreeMap<EntryRef, Vec<EntryKey>>,
    redemptions: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatTaken)>>,
    acceptances: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatAccepted)>>,
    continuations: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatContinued)>>,
    recoveries: Vec<EntryKey>,
    deeds: BTreeMap<SeatId, Vec<Deed>>,
    given_up: Vec<(EntryKey, &'a [u32])>,
    reissued: Vec<(EntryKey, EntryRef, EntryRef)>,
}

impl<'a> Record<'a> {
    fn read(room: &RoomId, founding: &Founding, entries: &[&'a MembershipEntry]) -> Self {
        let mut record = Self::default();
        for entry in entries {
            record.sort_in(room, founding, entry);
        }
        record
    }

    fn sort_in(&mut self, room: &RoomId, founding: &Founding, entry: &'a MembershipEntry) {
        let key = entry.key;
        match &entry.body {
            Body::RoomFounded(b) if key.h.0 == room.0 => {
                self.founder = Some((&b.name, &b.organisation));
            }
            Body::InvitationIssued(b) => {
                self.invitations.entry(key.author).or_default().push((key, b));
            }
            Body::InvitationWithdrawn(b) => {
                self.withdrawals.entry(b.invitation).or_default().push(key);
            }
            Body::SeatTaken(b)
                if signer(room, entry, &founding.recovery) == Some(Signer::Named) =>
            {
                self.redemptions.entry(b.invitation).or_default().push((key, b));
            }
            Body::SeatAccepted(b) => {
                self.acceptances.entry(b.key).or_default().push((key, b));
            }
            Body::SeatContinued(b) => match signer(room, entry, &founding.recovery) {
                Some(Signer::Named) => {
                    self.continuations.entry(b.old).or_default().push((key, b));
                }
                Some(Signer::Recovery) if b.old == founding.founder => self.recoveries.push(key),
                _ => {}
            },
            Body::RoleChanged(b) => self.deed(key, Some(b.role), &b.upto, &b.over),
            Body::SeatRemoved(b) => self.deed(key, None, &b.upto, &b.over),
            Body::EntryGivenUp(b) => self.given_up.push((key, &b.numbers)),
            Body::EntriesReissued(b) => {
                let pairs = b.replaces.iter().map(|r| (key, r.old, r.new));
                self.reissued.extend(pairs);
            }
            _ => {}
        }
    }

    fn deed(&mut self, key: EntryKey, role: Option<Role>, upto: &[Upto], over: &[EntryRef]) {
        for seat in upto.iter().map(|u| u.seat).collect::<BTreeSet<_>>() {
            let deed = Deed { key, role, upto: upto.to_vec(), over: over.to_vec() };
            self.deeds.entry(seat).or_default().push(deed);
        }
    }
}

/// The tree as it grows from the top.
struct Tree<'a> {
    record: &'a Record<'a>,
    founding: &'a Founding,
    barred: &'a BTreeSet<SeatKey>,
    grown: Membership,
    waiting: VecDeque<usize>,
}

impl<'a> Tree<'a> {
    fn new(record: &'a Record<'a>, founding: &'a Founding, barred: &'a BTreeSet<SeatKey>) -> Self {
        Self { record, founding, barred, grown: Membership::default(), waiting: VecDeque::new() }
    }

    fn grow(&mut self) {
        let (name, organisation) = self.record.founder.unwrap_or_default();
        let seat = |recovered: bool| Member {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            posted_at: None,
            inviter: None,
            depth: u32::from(!recovered),
            seats: Vec::new(),
            accepted: true,
            recovered,
            acts: Vec::new(),
            role: None,
        };
        for key in &self.record.recoveries {
            self.admit(seat(true), key.author, Role::Coordinator);
        }
        self.admit(seat(false), self.founding.founder, Role::Coordinator);
        while let Some(member) = self.waiting.pop_front() {
            self.invite(member);
        }
    }

    /// Settles a member whose place is clear: its seats and, from acts above it, its roles.
    fn admit(&mut self, mut member: Member, first: SeatKey, initial: Role) {
        if self.barred.contains(&first) || self.grown.profiles.contains_key(&first) {
            return;
        }
        let index = self.grown.members.len();
        let mut cuts = BTreeMap::new();
        let mut keys = VecDeque::from([first]);
        while let Some(key) = keys.pop_front() {
            let taken = self.barred.contains(&key) || self.grown.profiles.contains_key(&key);
            if taken || member.seats.contains(&key) {
                continue;
            }
            member.seats.push(key);
            for (fresh, body) in self.record.continuations.get(&key).into_iter().flatten() {
                let cut = cuts.entry(key).or_insert(0);
                *cut = body.n.max(*cut);
                keys.push_back(fresh.author);
            }
        }
        let seats = member.seats.clone();
        self.grown.members.push(member);
        let deeds = self.counting_deeds(index, &seats);
        for key in &seats {
            let roles = roles(&deeds, key.seat(), initial, cuts.get(key).copied());
            self.grown.profiles.insert(*key, Profile { member: index, roles });
        }
        self.grown.continued.extend(cuts);
        let newest = self.grown.role_now(self.grown.members[index].seats.last().unwrap_or(&first));
        let member = &mut self.grown.members[index];
        member.role = newest;
        let named: BTreeSet<_> = deeds.iter().flat_map(|d| &d.over).copied().collect();
        let standing = deeds.iter().map(|d| d.key.reference()).filter(|r| !named.contains(r));
        member.acts = standing.collect();
        self.waiting.push_back(index);
    }

    /// Acts on a member by coordinators above it.
    fn counting_deeds(&self, member: usize, seats: &[SeatKey]) -> Vec<&'a Deed> {
        let mut seen = BTreeSet::new();
        let mut counting = Vec::new();
        for seat in seats {
            for deed in self.record.deeds.get(&seat.seat()).into_iter().flatten() {
                if self.commands(&deed.key, member) && seen.insert(deed.key) {
                    counting.push(deed);
                }
            }
        }
        counting
    }

    /// Whether an entry's author was a coordinator above a member when writing it.
    fn commands(&self, entry: &EntryKey, member: usize) -> bool {
        let author = self.grown.member_index(&entry.author);
        author.is_some_and(|a| self.grown.is_above(a, member)) && self.coordinates(entry)
    }

    fn coordinates(&self, entry: &EntryKey) -> bool {
        self.grown.role(&entry.author, entry.n) == Some(Role::Coordinator)
    }

    /// Whether an entry on an invitation of `inviter` counts: by the inviter or one above.
    fn governs(&self, entry: &EntryKey, inviter: usize) -> bool {
        let author = self.grown.member_index(&entry.author);
        author.is_some_and(|a| a == inviter || self.grown.is_above(a, inviter))
            && self.coordinates(entry)
    }

    /// Seats those whom a member invited.
    fn invite(&mut self, inviter: usize) {
        for seat in self.grown.members[inviter].seats.clone() {
            for (entry, body) in self.record.invitations.get(&seat).into_iter().flatten() {
                if self.coordinates(entry) {
                    self.redeem(inviter, entry, body);
                }
            }
        }
    }

    fn redeem(&mut self, inviter: usize, entry: &EntryKey, body: &InvitationIssued) {
        let redemptions = self.record.redemptions.get(&body.key);
        let takers: Vec<_> = redemptions.into_iter().flatten().copied().collect();
        let winner = self.accepted(inviter, &takers);
        let withdrawals = self.record.withdrawals.get(&entry.reference());
        let withdrawn = withdrawals.into_iter().flatten().any(|w| self.governs(w, inviter));
        let distinct: BTreeSet<_> = takers.iter().map(|(key, _)| key.author).collect();
        let (state, seated) = match winner {
            Some(key) => (InvitationState::Accepted, Some(key)),
            None if withdrawn => (InvitationState::Withdrawn, None),
            None => match distinct.len() {
                0 => (InvitationState::Open, None),
                1 => (InvitationState::Taken, distinct.first().copied()),
                _ => (InvitationState::Contested, None),
            },
        };
        let named = seated.and_then(|key| takers.iter().find(|(k, _)| k.author == key));
        if let Some((key, taken)) = named {
            let member = Member {
                name: taken.name.clone().unwrap_or_else(|| body.name.clone()),
                organisation: body.organisation.clone(),
                posted_at: body.posted_at.clone(),
                inviter: Some(inviter),
                depth: self.grown.members[inviter].depth + 1,
                seats: Vec::new(),
                accepted: state == InvitationState::Accepted,
                recovered: false,
                acts: Vec::new(),
                role: None,
            };
            self.admit(member, key.author, body.role);
        }
        self.grown.invitations.push(IssuedInvitation {
            entry: entry.reference(),
            inviter,
            key: body.key,
            name: body.name.clone(),
            organisation: body.organisation.clone(),
            role: body.role,
            expires: body.expires,
            state,
            redemptions: takers.iter().map(|(key, _)| *key).collect(),
        });
    }

    /// Of several acceptances that count, that of the seat higher in the tree holds, then the
    /// lower number, then the smaller hash.
    fn accepted(&self, inviter: usize, takers: &[(EntryKey, &SeatTaken)]) -> Option<SeatKey> {
        let mut best = None;
        for (taker, _) in takers {
            for (entry, body) in self.record.acceptances.get(&taker.author).into_iter().flatten() {
                if body.first != taker.h || !self.governs(entry, inviter) {
                    continue;
                }
                let author = self.grown.member_index(&entry.author).unwrap_or(usize::MAX);
                let depth = self.grown.members.get(author).map_or(u32::MAX, |m| m.depth);
                let rank = (depth, entry.n, entry.h, entry.author, taker.author);
                if best.is_none_or(|b| rank < b) {
                    best = Some(rank);
                }
            }
        }
        best.map(|(.., key)| key)
    }

    /// A key whose seat id another, better placed one has.
    fn collision(&self) -> Option<SeatKey> {
        let mut taken: BTreeMap<SeatId, SeatKey> = BTreeMap::new();
        taken.insert(self.founding.recovery.seat(), self.founding.recovery);
        let mut ranked: Vec<_> = self.grown.profiles.iter().collect();
        ranked.sort_by_key(|(key, profile)| {
            let member = &self.grown.members[profile.member];
            let founder = **key != self.founding.founder;
            let fresh = member.seats.first() != Some(key);
            (founder, !member.accepted, fresh, member.depth, profile.member, **key)
        });
        for (key, _) in ranked {
            let first = taken.entry(key.seat()).or_insert(*key);
            if first != key {
                return Some(*key);
            }
        }
        None
    }

    fn finish(mut self, founding: Founding) -> Membership {
        let grown = &mut self.grown;
        grown.by_id = grown.profiles.keys().map(|key| (key.seat(), *key)).collect();
        for (entry, numbers) in &self.record.given_up {
            // An entry may only give up what stands before it in its own chain.
            let own = numbers.iter().filter(|n| **n < entry.n);
            grown.given_up.extend(own.map(|n| (entry.author, *n)));
        }
        for (entry, old, new) in &self.record.reissued {
            let author = grown.member_index(&entry.author);
            let same = |r: &EntryRef| {
                grown.by_id.get(&r.id.seat).and_then(|k| grown.member_index(k)) == author
            };
            if author.is_some() && old.id.seat != new.id.seat && same(old) && same(new) {
                grown.reissued.insert(*new, *old);
            }
        }
        grown.founding = Some(founding);
        self.grown
    }
}

/// The role from each number on: the least of those set by acts whose author had seen less, and
/// that no other such act supersedes; removal is the least of all.
fn roles(
    deeds: &[&Deed],
    seat: SeatId,
    initial: Role,
    cut: Option<u32>,
) -> Vec<(u32, Option<Role>)> {
    let mut from: BTreeSet<u32> = deeds.iter().map(|d| d.upto(seat).saturating_add(1)).collect();
    from.insert(1);
    from.extend(cut.map(|n| n.saturating_add(1)));
    let mut roles: Vec<(u32, Option<Role>)> = Vec::new();
    for n in from {
        let role =
            if cut.is_some_and(|cut| n > cut) { None } else { role_at(deeds, seat, initial, n) };
        if roles.last().is_none_or(|(_, last)| *last != role) {
            roles.push((n, role));
        }
    }
    roles
}

fn role_at(deeds: &[&Deed], seat: SeatId, initial: Role, n: u32) -> Option<Role> {
    let counting = || deeds.iter().filter(|d| d.upto(seat) < n);
    let named: BTreeSet<_> = counting().flat_map(|d| &d.over).collect();
    let standing = counting().filter(|d| !named.contains(&d.key.reference()));
    standing.map(|d| d.role).min().unwrap_or(Some(initial))
}
