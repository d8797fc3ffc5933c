//! Growing the tree of invitations from the founding entry down.
//!
//! Everything above a seat is settled before the seat is, so that whether an act on it counts is
//! known when it is reached.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::docket::{Deed, Docket, roles};
use super::rank::{Acceptance, Rank, kept_out};
use super::{Founding, InvitationState, IssuedInvitation, Member, Membership, Profile};
use crate::body::room::{InvitationIssued, SeatTaken};
use crate::id::{EntryKey, SeatKey};
use crate::terms::Role;

/// The tree as it grows from the top.
pub(super) struct Tree<'a> {
    docket: &'a Docket<'a>,
    founding: &'a Founding,
    /// Keys that are out because a better placed one has their seat id.
    barred: &'a BTreeSet<SeatKey>,
    grown: Membership,
    /// How the first seat of each member holds its id.
    ranks: Vec<Rank>,
    waiting: VecDeque<usize>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        docket: &'a Docket<'a>,
        founding: &'a Founding,
        barred: &'a BTreeSet<SeatKey>,
    ) -> Self {
        let (grown, ranks, waiting) = (Membership::default(), Vec::new(), VecDeque::new());
        Self { docket, founding, barred, grown, ranks, waiting }
    }

    pub(super) fn grow(&mut self) {
        let (name, organisation) = self.docket.founder;
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
        for key in &self.docket.recoveries {
            self.admit(seat(true), Rank::Fresh, key.author, Role::Coordinator);
        }
        self.admit(seat(false), Rank::Founding, self.founding.founder, Role::Coordinator);
        while let Some(member) = self.waiting.pop_front() {
            self.invite(member);
        }
    }

    /// Settles a member whose place is clear: its seats and, from acts above it, its roles.
    fn admit(&mut self, mut member: Member, rank: Rank, first: SeatKey, initial: Role) {
        if self.is_out(&first) {
            return;
        }
        let index = self.grown.members.len();
        let (seats, cuts) = self.continued(first);
        member.seats.clone_from(&seats);
        self.grown.members.push(member);
        self.ranks.push(rank);
        let deeds = self.counting_deeds(index, &seats);
        for key in &seats {
            let roles = roles(&deeds, key.seat(), initial, cuts.get(key).copied());
            self.grown.profiles.insert(*key, Profile { member: index, roles });
            self.give_up(key);
        }
        self.grown.continued.extend(cuts);
        let named: BTreeSet<_> = deeds.iter().flat_map(|d| &d.over).copied().collect();
        let acts = deeds.iter().map(|d| d.key.reference()).filter(|r| !named.contains(r));
        let role = seats.iter().map(|key| self.grown.role_now(key)).max().flatten();
        let member = &mut self.grown.members[index];
        member.acts = acts.collect();
        member.role = role;
        self.waiting.push_back(index);
    }

    /// Whether a key sits elsewhere, or another key has its seat id.
    fn is_out(&self, key: &SeatKey) -> bool {
        self.barred.contains(key) || self.grown.profiles.contains_key(key)
    }

    /// A seat and all that continue it, and the last number of each that is continued: the largest
    /// where several continue it.
    fn continued(&self, first: SeatKey) -> (Vec<SeatKey>, BTreeMap<SeatKey, u32>) {
        let mut seats = vec![first];
        let mut cuts = BTreeMap::new();
        let mut at = 0;
        while let Some(&old) = seats.get(at) {
            for (fresh, body) in self.docket.continuations.get(&old).into_iter().flatten() {
                let key = fresh.author;
                if self.is_out(&key) || key == first {
                    continue;
                }
                let cut = cuts.entry(old).or_insert(0);
                *cut = body.n.max(*cut);
                if !seats.contains(&key) {
                    seats.push(key);
                }
            }
            at += 1;
        }
        (seats, cuts)
    }

    /// What a key gives up of its own: by entries with authority that it has not given up later.
    fn give_up(&mut self, key: &SeatKey) {
        for (n, numbers) in self.docket.given_up.get(key).into_iter().flatten().rev() {
            if self.grown.role(key, *n).is_some() && !self.grown.is_given_up(key, *n) {
                let before = numbers.iter().filter(|number| **number < *n);
                self.grown.given_up.extend(before.map(|number| (*key, *number)));
            }
        }
    }

    /// Acts on a member by coordinators above it.
    fn counting_deeds(&self, member: usize, seats: &[SeatKey]) -> Vec<&'a Deed> {
        let mut seen = BTreeSet::new();
        let mut counting = Vec::new();
        for seat in seats {
            for deed in self.docket.deeds.get(&seat.seat()).into_iter().flatten() {
                let author = self.grown.member_index(&deed.key.author);
                let above = author.is_some_and(|a| self.grown.is_above(a, member));
                if above && self.coordinates(&deed.key) && seen.insert(deed.key) {
                    counting.push(deed);
                }
            }
        }
        counting
    }

    /// Whether an entry's author was a coordinator when writing it, and has not given it up.
    fn coordinates(&self, entry: &EntryKey) -> bool {
        self.grown.role(&entry.author, entry.n) == Some(Role::Coordinator)
            && !self.grown.is_given_up(&entry.author, entry.n)
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
            for (entry, body) in self.docket.invitations.get(&seat).into_iter().flatten() {
                if self.coordinates(entry) {
                    self.redeem(inviter, entry, body);
                }
            }
        }
    }

    fn redeem(&mut self, inviter: usize, entry: &EntryKey, body: &InvitationIssued) {
        let takers = self.docket.redemptions.get(&body.key).map_or(&[][..], Vec::as_slice);
        let withdrawals = self.docket.withdrawals.get(&entry.reference());
        let withdrawn = || withdrawals.into_iter().flatten().any(|w| self.governs(w, inviter));
        let first = takers.first();
        let (state, seated) = if let Some((rank, taker)) = self.accepted(inviter, takers) {
            (InvitationState::Accepted, Some((Rank::Accepted(rank), taker)))
        } else if withdrawn() {
            (InvitationState::Withdrawn, None)
        } else if takers.iter().any(|(key, _)| Some(key.author) != first.map(|f| f.0.author)) {
            (InvitationState::Contested, None)
        } else if let Some(first) = first {
            (InvitationState::Taken, Some((Rank::Taken, *first)))
        } else {
            (InvitationState::Open, None)
        };
        if let Some((rank, (key, taken))) = seated {
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
            self.admit(member, rank, key.author, body.role);
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

    /// The redemption that is accepted, by the acceptance that holds of those that count.
    fn accepted(
        &self,
        inviter: usize,
        takers: &[(EntryKey, &'a SeatTaken)],
    ) -> Option<(Acceptance, (EntryKey, &'a SeatTaken))> {
        let mut best: Option<(Acceptance, (EntryKey, &SeatTaken))> = None;
        for taker in takers {
            let of_key = self.docket.acceptances.get(&taker.0.author).into_iter().flatten();
            for (entry, body) in of_key {
                if body.first != taker.0.h || !self.governs(entry, inviter) {
                    continue;
                }
                let Some(author) = self.grown.member(&entry.author) else { continue };
                let rank = Acceptance { depth: author.depth, n: entry.n, h: entry.h };
                if best.is_none_or(|(holds, _)| rank < holds) {
                    best = Some((rank, *taker));
                }
            }
        }
        best
    }

    /// A key whose seat id another, better placed one has.
    pub(super) fn collision(&self) -> Option<SeatKey> {
        let recovery = (Rank::Founding, self.founding.recovery);
        let seated = self.grown.profiles.iter().map(|(key, profile)| {
            let is_first = self.grown.members[profile.member].seats.first() == Some(key);
            (if is_first { self.ranks[profile.member] } else { Rank::Fresh }, *key)
        });
        kept_out(seated.chain([recovery]), SeatKey::seat)
    }

    pub(super) fn finish(mut self) -> Membership {
        let grown = &mut self.grown;
        grown.by_id = grown.profiles.keys().map(|key| (key.seat(), *key)).collect();
        for (entry, new, old) in &self.docket.reissued {
            let (author, n) = (&entry.author, entry.n);
            let counts = grown.role(author, n).is_some() && !grown.is_given_up(author, n);
            let member = grown.member_index(author);
            let of_member =
                |seat| grown.key(&seat).and_then(|key| grown.member_index(&key)) == member;
            let two_seats = old.id.seat != new.id.seat;
            if counts && two_seats && of_member(old.id.seat) && of_member(new.id.seat) {
                grown.reissued.insert((*new, *old));
            }
        }
        grown.founding = Some(self.founding.clone());
        self.grown
    }
}
