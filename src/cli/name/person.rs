//! Seats, contacts, invitations and hand-overs by id or by whose they are.

use liaison_core::body::log::Address;
use liaison_core::decide::Thing;
use liaison_core::id::{EntryKey, EntryRef, SeatKey};
use liaison_core::membership::{InvitationState, Member};
use liaison_core::room::{Offer, Room};
use liaison_core::terms::Role;

use super::{Candidate, NameError, folded, named, only, pick};

/// The member that a seat's id or a name means.
///
/// # Errors
///
/// Where nobody fits or several do.
pub fn member<'a>(room: &'a Room, typed: &str) -> Result<&'a Member, NameError> {
    let all = room.membership().members().iter();
    let candidates = all.map(|member| Candidate {
        is: member,
        id: seat_id(member, typed),
        names: vec![format!("{}, {}", member.name, member.organisation), member.name.clone()],
    });
    pick(Thing::Seat, typed, candidates.collect())
}

/// The id under which a member's seat was typed, else that of the newest.
fn seat_id(member: &Member, typed: &str) -> String {
    let typed = super::spelled(typed).unwrap_or_default();
    let ids = member.seats.iter().rev().map(|key| key.seat().to_string());
    let meant = ids.clone().find(|id| !typed.is_empty() && id.starts_with(&typed));
    meant.or_else(|| ids.into_iter().next()).unwrap_or_default()
}

/// To whom a message goes: a role, an organisation or a seat.
///
/// Roles and whole names of organisations come first, so that what is typed in full is never taken
/// for the part of an officer's name.
///
/// # Errors
///
/// Where none fits or several do.
pub fn address(room: &Room, typed: &str) -> Result<Address, NameError> {
    if let Ok(role) = typed.trim().parse::<Role>() {
        return Ok(Address::Role(role));
    }
    let members = room.membership().members();
    let wanted = folded(typed);
    if let Some(member) = members.iter().find(|m| folded(&m.organisation) == wanted) {
        return Ok(Address::Organisation(member.organisation.clone()));
    }
    if let Some(listed) = room.organisations().keys().find(|name| folded(name) == wanted) {
        return Ok(Address::Organisation(listed.clone()));
    }
    member(room, typed).map(|m| Address::Seat(m.newest_key().seat()))
}

/// The contact that an id or a name means, among those on the roster.
///
/// # Errors
///
/// Where none fits or several do.
pub fn contact(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let listed = room.contacts().iter().filter(|(_, c)| c.is_listed());
    let candidates = listed.map(|(name, contact)| {
        let organisation = contact.organisation.newest().map_or("", |s| &s.value);
        let names = contact.name.settings().iter();
        let names = names.flat_map(|s| [format!("{}, {organisation}", s.value), s.value.clone()]);
        named(room, name, *name, names.collect())
    });
    pick(Thing::Contact, typed, candidates.collect())
}

/// The contact on the roster with exactly this name and organisation, accents and case apart.
pub fn contact_named(room: &Room, name: &str, organisation: &str) -> Option<EntryRef> {
    let (name, organisation) = (folded(name), folded(organisation));
    let mut listed = room.contacts().iter().filter(|(_, c)| {
        c.is_listed()
            && c.name.settings().iter().any(|s| folded(&s.value) == name)
            && c.organisation.settings().iter().any(|s| folded(&s.value) == organisation)
    });
    listed.next().map(|(entry, _)| *entry)
}

/// The invitation that an id or the name of who is invited means.
///
/// # Errors
///
/// Where none fits or several do.
pub fn invitation(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let all = room.membership().invitations().iter();
    let open =
        all.filter(|i| !matches!(i.state, InvitationState::Accepted | InvitationState::Withdrawn));
    let candidates = open.map(|i| {
        let names = vec![format!("{}, {}", i.name, i.organisation), i.name.clone()];
        named(room, &i.entry, i.entry, names)
    });
    pick(Thing::Invitation, typed, candidates.collect())
}

/// The redemption of a contested or not yet accepted invitation, by the id of the seat that it took.
///
/// # Errors
///
/// Where none fits or several do.
pub fn redemption(room: &Room, typed: &str) -> Result<EntryKey, NameError> {
    let all = room.membership().invitations().iter();
    let candidates = all.flat_map(|i| {
        i.redemptions.iter().map(|r| Candidate {
            is: *r,
            id: r.author.seat().to_string(),
            names: vec![format!("{}, {}", i.name, i.organisation), i.name.clone()],
        })
    });
    pick(Thing::Seat, typed, candidates.collect())
}

/// The hand-over offered to a seat, by id or duty; the only one where the name is left out.
///
/// # Errors
///
/// Where none fits or several do.
pub fn offer(
    room: &Room,
    me: &SeatKey,
    typed: Option<&str>,
) -> Result<(EntryRef, String), NameError> {
    let member = room.membership().member_index(me);
    let mine = |offer: &Offer| {
        let to = room.membership().key(&offer.to);
        member.is_some() && to.and_then(|key| room.membership().member_index(&key)) == member
    };
    let mut candidates = Vec::new();
    for (function, duty) in room.duties() {
        let offers = duty.open_offers(room);
        // Of several offers of one duty only the last one stands for the choice.
        let newest = offers.into_iter().rfind(|(_, offer)| mine(offer));
        let is = newest.map(|(name, _)| (*name, function.clone()));
        candidates.extend(is.map(|is| named(room, &is.0.clone(), is, vec![function.clone()])));
    }
    match typed {
        Some(typed) => pick(Thing::Handover, typed, candidates),
        None => only(Thing::Handover, candidates),
    }
}
