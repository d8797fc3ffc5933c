//! What a console writes by itself: acceptances, withdrawals of what came too late, witnesses.
//!
//! Nobody asks for these entries, and each has one reason to be written. They are pure answers to
//! the room as it is; the shell writes them in the same way as what officers say.

use crate::body::Body;
use crate::body::room::{Head, HeadsWitnessed, InvitationWithdrawn, SeatAccepted};
use crate::body::{Kind, kind};
use crate::id::{EntryKey, SeatKey};
use crate::membership::InvitationState;
use crate::room::Room;
use crate::stamp::Stamp;
use crate::terms::Role;

/// A console witnesses heads at least once in so many of its own entries.
pub const WITNESS_EVERY: u32 = 100;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Acceptances of seats that were taken, and withdrawals of invitations redeemed too late, that
/// are this console's to write: its seat invited them or stands above who did.
///
/// `in_time` says whether a relay that judged the redemption by its own clock has stored it; one
/// that came by another way is judged by this console's clock. A contested seat waits for a person.
pub fn admissions(
    room: &Room,
    me: &SeatKey,
    now: Stamp,
    in_time: impl Fn(&EntryKey) -> bool,
) -> Vec<Body> {
    let membership = room.membership();
    let Some(mine) = membership.member_index(me) else { return Vec::new() };
    if room.role(me) != Some(Role::Coordinator) {
        return Vec::new();
    }
    let ours = |inviter: usize| mine == inviter || membership.is_above(mine, inviter);
    let taken = membership
        .invitations()
        .iter()
        .filter(|i| i.state == InvitationState::Taken && ours(i.inviter));
    let answer = |i: &crate::membership::IssuedInvitation| {
        let redemption = i.redemptions.first()?;
        Some(if in_time(redemption) || now <= i.expires.stamp() {
            SeatAccepted { key: redemption.author, first: redemption.h }.into()
        } else {
            InvitationWithdrawn { invitation: i.entry }.into()
        })
    };
    taken.filter_map(answer).collect()
}

/// The heads of others that have changed since this seat last witnessed them, if a witness is due
/// before an entry of `next` kind: with the first entry of a day, at hand-over, at stand-down and
/// at least every hundred entries.
pub fn witness(room: &Room, me: &SeatKey, next: Kind, now: Stamp) -> Option<Body> {
    room.role(me)?;
    let written = room.chains().get(me).map_or(0, super::room::Chain::head);
    let due = match room.last_witness(me) {
        None => true,
        Some((n, time)) => {
            time.0 / DAY_MS != now.0 / DAY_MS || written.saturating_sub(n) >= WITNESS_EVERY
        }
    };
    let moment = [kind::HandoverOffered, kind::HandoverAccepted, kind::StoodDown].contains(&next);
    if !due && !moment {
        return None;
    }
    let stated: std::collections::BTreeMap<_, _> = room
        .witnessed()
        .filter(|((witness, _), _)| witness == me)
        .map(|((_, seat), head)| (*seat, *head))
        .collect();
    let mut heads = Vec::new();
    for (key, chain) in room.chains() {
        let Some((n, h)) = chain.newest() else { continue };
        let seat = key.seat();
        let counts = key != me && room.membership().key(&seat) == Some(*key);
        if counts && stated.get(&seat) != Some(&(n, h.half())) {
            heads.push(Head { seat, n, h: h.half() });
        }
    }
    (!heads.is_empty()).then(|| HeadsWitnessed { heads }.into())
}
