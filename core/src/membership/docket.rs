//! The membership entries of a room, sorted by what they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::is_by_recovery;
use super::{Founding, MembershipEntry};
use crate::body::Body;
use crate::body::room::{InvitationIssued, SeatAccepted, SeatContinued, SeatTaken, Upto};
use crate::id::{EntryKey, EntryRef, RoomId, SeatId, SeatKey};
use crate::terms::Role;

/// What the founding entry says, if this is the room's.
pub(super) fn founding(room: &RoomId, entry: &MembershipEntry) -> Option<Founding> {
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
pub(super) struct Deed {
    pub(super) key: EntryKey,
    /// The role given; none: removed.
    role: Option<Role>,
    upto: Vec<Upto>,
    pub(super) over: Vec<EntryRef>,
}

impl Deed {
    /// How much of a seat the author had seen; a seat not listed was not known.
    fn upto(&self, seat: SeatId) -> u32 {
        self.upto.iter().filter(|u| u.seat == seat).map(|u| u.n).max().unwrap_or(0)
    }
}

/// The entries as the tree asks for them, each list in the order of the entries' keys. Second
/// signatures are checked, authority is not.
#[derive(Default)]
pub(super) struct Docket<'a> {
    /// The founder's name and organisation.
    pub(super) founder: (&'a str, &'a str),
    /// By the author's key.
    pub(super) invitations: BTreeMap<SeatKey, Vec<(EntryKey, &'a InvitationIssued)>>,
    /// By the invitation withdrawn.
    pub(super) withdrawals: BTreeMap<EntryRef, Vec<EntryKey>>,
    /// By the invitation's key.
    pub(super) redemptions: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatTaken)>>,
    /// By the key accepted.
    pub(super) acceptances: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatAccepted)>>,
    /// By the old key.
    pub(super) continuations: BTreeMap<SeatKey, Vec<(EntryKey, &'a SeatContinued)>>,
    /// Fresh seats that the recovery key sets.
    pub(super) recoveries: Vec<EntryKey>,
    /// By each seat that they name.
    pub(super) deeds: BTreeMap<SeatId, Vec<Deed>>,
    /// By the author's key: the number of the entry and the numbers that it gives up.
    pub(super) given_up: BTreeMap<SeatKey, Vec<(u32, &'a [u32])>>,
    /// The entry that says so, the new one and the old one.
    pub(super) reissued: Vec<(EntryKey, EntryRef, EntryRef)>,
}

impl<'a> Docket<'a> {
    pub(super) fn read(
        room: &RoomId,
        founding: &Founding,
        entries: &[&'a MembershipEntry],
        ambiguous: &BTreeSet<EntryRef>,
    ) -> Self {
        let mut docket = Self::default();
        for entry in entries {
            docket.sort_in(room, founding, entry, ambiguous);
        }
        docket
    }

    fn sort_in(
        &mut self,
        room: &RoomId,
        founding: &Founding,
        entry: &'a MembershipEntry,
        ambiguous: &BTreeSet<EntryRef>,
    ) {
        let key = entry.key;
        match &entry.body {
            Body::RoomFounded(b) if key.h.0 == room.0 => {
                self.founder = (&b.name, &b.organisation);
            }
            Body::InvitationIssued(b) => {
                self.invitations.entry(key.author).or_default().push((key, b));
            }
            Body::InvitationWithdrawn(b) if !ambiguous.contains(&b.invitation) => {
                self.withdrawals.entry(b.invitation).or_default().push(key);
            }
            Body::SeatTaken(b) if entry.proven => {
                self.redemptions.entry(b.invitation).or_default().push((key, b));
            }
            Body::SeatAccepted(b) => {
                self.acceptances.entry(b.key).or_default().push((key, b));
            }
            Body::SeatContinued(b) if entry.proven => {
                self.continuations.entry(b.old).or_default().push((key, b));
            }
            Body::SeatContinued(b)
                if b.old == founding.founder
                    && is_by_recovery(room, &key, b, &founding.recovery) =>
            {
                self.recoveries.push(key);
            }
            Body::RoleChanged(b) => self.deed(key, Some(b.role), &b.upto, &b.over, ambiguous),
            Body::SeatRemoved(b) => self.deed(key, None, &b.upto, &b.over, ambiguous),
            Body::EntryGivenUp(b) => {
                self.given_up.entry(key.author).or_default().push((key.n, &b.numbers));
            }
            Body::EntriesReissued(b) => {
                self.reissued.extend(b.replaces.iter().map(|r| (key, r.new, r.old)));
            }
            _ => {}
        }
    }

    fn deed(
        &mut self,
        key: EntryKey,
        role: Option<Role>,
        upto: &[Upto],
        over: &[EntryRef],
        ambiguous: &BTreeSet<EntryRef>,
    ) {
        let over: Vec<_> = over.iter().filter(|o| !ambiguous.contains(o)).copied().collect();
        for seat in upto.iter().map(|u| u.seat).collect::<BTreeSet<_>>() {
            let deed = Deed { key, role, upto: upto.to_vec(), over: over.clone() };
            self.deeds.entry(seat).or_default().push(deed);
        }
    }
}

/// The role from each number on: the least of those set by acts whose author had seen less, and
/// that no other such act supersedes; removal is the least of all. Beyond `cut`, the last number
/// that a fresh seat continues, there is none.
pub(super) fn roles(
    deeds: &[&Deed],
    seat: SeatId,
    initial: Role,
    cut: Option<u32>,
) -> Vec<(u32, Option<Role>)> {
    // Numbers go up to `u32::MAX`: an act or a cut at that number changes nothing after it.
    let mut from: BTreeSet<u32> =
        deeds.iter().filter_map(|d| d.upto(seat).checked_add(1)).collect();
    from.insert(1);
    from.extend(cut.and_then(|n| n.checked_add(1)));
    let mut roles: Vec<(u32, Option<Role>)> = Vec::new();
    for n in from {
        let beyond = cut.is_some_and(|cut| n > cut);
        let role = if beyond { None } else { role_at(deeds, seat, initial, n) };
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
