//! What says who a seat is: the entries that whoever meets it first has to have.

use std::collections::BTreeSet;

use super::{IssuedInvitation, Membership};
use crate::body::Body;
use crate::id::{EntryKey, EntryRef, SeatId, SeatKey};

impl Membership {
    /// Of all membership entries those that admit an author: its own first one, the invitation and
    /// acceptance, the acts on it, and the same of all above it; whoever is above first.
    ///
    /// Of an author that has no seat, or not any more: its own, which is all that there is to say.
    pub fn admission(&self, author: &SeatKey, entries: &[(EntryKey, Body)]) -> Vec<EntryKey> {
        let Some(member) = self.member_index(author) else {
            let own = entries.iter().filter(|(key, _)| key.author == *author);
            return own.map(|(key, _)| *key).collect();
        };
        let line = self.lineage(member);
        let seats: BTreeSet<SeatKey> =
            line.iter().flat_map(|i| &self.members()[*i].seats).copied().collect();
        let ids: BTreeSet<SeatId> = seats.iter().map(SeatKey::seat).collect();
        let invited: BTreeSet<SeatKey> = self
            .invitations()
            .iter()
            .filter(|i| i.redemptions.iter().any(|r| seats.contains(&r.author)))
            .map(|i| i.key)
            .collect();
        let about = |(key, body): &&(EntryKey, Body)| match body {
            Body::RoomFounded(_) => true,
            Body::SeatTaken(_) | Body::SeatContinued(_) => seats.contains(&key.author),
            Body::InvitationIssued(b) => invited.contains(&b.key),
            Body::SeatAccepted(b) => seats.contains(&b.key),
            Body::RoleChanged(b) => b.upto.iter().any(|u| ids.contains(&u.seat)),
            Body::SeatRemoved(b) => b.upto.iter().any(|u| ids.contains(&u.seat)),
            _ => false,
        };
        let mut keys: Vec<EntryKey> = entries.iter().filter(about).map(|(key, _)| *key).collect();
        let depth = |key: &EntryKey| self.member(&key.author).map_or(u32::MAX, |m| m.depth);
        keys.sort_by_key(|key| (depth(key), *key));
        keys
    }

    /// Of an admission what an author's entries count by: an acceptance only where the seat might
    /// not count without it, because it was not the only one to redeem the invitation, or redeemed
    /// several, or the invitation was withdrawn. What is left out follows with the rest.
    pub fn introduction(&self, author: &SeatKey, entries: &[(EntryKey, Body)]) -> Vec<EntryKey> {
        let withdrawn = |invitation: &EntryRef| {
            let names = |body: &Body| matches!(body, Body::InvitationWithdrawn(b) if b.invitation == *invitation);
            entries.iter().any(|(_, body)| names(body))
        };
        let alone = |key: &SeatKey| {
            let redeemed = |i: &&IssuedInvitation| i.redemptions.iter().any(|r| r.author == *key);
            let mut of_key = self.invitations().iter().filter(redeemed);
            let only = of_key.next().filter(|_| of_key.next().is_none());
            only.is_some_and(|i| i.redemptions.len() == 1 && !withdrawn(&i.entry))
        };
        let mut keys = self.admission(author, entries);
        let needless = |(key, body): &&(EntryKey, Body)| match body {
            Body::SeatAccepted(accepted) => keys.contains(key) && alone(&accepted.key),
            _ => false,
        };
        let needless: Vec<EntryKey> =
            entries.iter().filter(needless).map(|(key, _)| *key).collect();
        keys.retain(|key| !needless.contains(key));
        keys
    }

    /// A member, those above it and whoever the recovery key has set, as indices.
    fn lineage(&self, member: usize) -> BTreeSet<usize> {
        let members = self.members();
        let mut line: BTreeSet<usize> =
            (0..members.len()).filter(|i| members[*i].recovered).collect();
        let mut at = Some(member);
        while let Some(i) = at {
            line.insert(i);
            at = members[i].inviter;
        }
        line
    }
}
