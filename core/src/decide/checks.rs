//! What must hold of a draft beyond its author's role.

use super::{Refusal, Thing, documents};
use crate::body::Body;
use crate::body::log::{Address, MessagePosted};
use crate::body::room::Upto;
use crate::field::Holding;
use crate::id::{EntryKey, EntryRef, SeatKey};
use crate::membership::{InvitationState, Member};
use crate::room::{Activation, Room};
use crate::stamp::Stamp;
use crate::terms::{Mode, Role, Tlp};

/// Checks what a draft names and whether it makes sense now.
pub(super) fn check(room: &Room, who: &SeatKey, draft: &Body, now: Stamp) -> Result<(), Refusal> {
    match draft {
        Body::IncidentDeclared(b) => said("title", &b.title),
        Body::IncidentRevised(b) => {
            incident(room, &b.incident)?;
            b.title.as_ref().map_or(Ok(()), |title| said("title", title))
        }
        Body::PhaseChanged(b) => incident(room, &b.incident).map(drop),
        Body::SituationReported(b) => {
            incident(room, &b.incident)?;
            said("text", &b.text)
        }
        Body::IncidentClosed(b) => {
            let open = incident(room, &b.incident)?;
            if open { Ok(()) } else { Err(Refusal::Already(Thing::Incident)) }
        }
        Body::IncidentReopened(b) => {
            let open = incident(room, &b.incident)?;
            if open { Err(Refusal::Already(Thing::Incident)) } else { Ok(()) }
        }
        Body::RealEventDeclared(b) => {
            if room.mode() == Some(Mode::Actual) {
                return Err(Refusal::OnlyInExercise);
            }
            said("text", &b.text)
        }
        Body::FacilityListed(b) => said("id", &b.id).and_then(|()| said("name", &b.name)),
        Body::FlowReported(b) => said("facility", &b.flow.facility),
        Body::RestorationPromised(b) => known(room.flows().contains_key(&b.flow), Thing::Flow),
        Body::RestorationAchieved(b) => known(room.flows().contains_key(&b.flow), Thing::Flow),
        Body::PlanPublished(b) => said("id", &b.id),
        Body::PlanReviewed(b) => known(room.plans().contains_key(&b.plan), Thing::Plan),
        Body::MessagePosted(b) => message(room, who, b),
        Body::Acknowledged(b) => acknowledge(room, who, &b.entries, Thing::Entry),
        Body::GuidanceAcknowledged(b) => acknowledge(room, who, &b.entries, Thing::Guidance),
        Body::DecisionRecorded(b) => {
            said("question", &b.question)?;
            said("decision", &b.decision)
        }
        Body::NoteTaken(b) => said("text", &b.text),
        Body::Corrected(b) => {
            let name = named(room, &b.entry, Thing::Entry)?;
            known(room.holds(&name), Thing::Entry)?;
            said("text", &b.text)
        }
        Body::GuidanceIssued(b) => {
            for old in &b.supersedes {
                let name = named(room, old, Thing::Guidance)?;
                known(room.bulletins().contains_key(&name), Thing::Guidance)?;
            }
            said("number", &b.number).and_then(|()| said("title", &b.title))
        }
        Body::GuidanceWithdrawn(b) => {
            let bulletin = room.bulletins().get(&named(room, &b.guidance, Thing::Guidance)?);
            match bulletin.filter(|b| b.issued.is_some()) {
                None => Err(Refusal::Unknown(Thing::Guidance)),
                Some(b) if !b.withdrawn.is_empty() => Err(Refusal::Already(Thing::Guidance)),
                Some(_) => Ok(()),
            }
        }
        Body::DocumentShared(b) => documents::share(room, b),
        Body::DocumentWithdrawn(b) => documents::withdraw(room, who, b),
        Body::ContactSaved(_) | Body::ContactConfirmed(_) | Body::ContactRemoved(_) => {
            contact(room, who, draft)
        }
        Body::DutyTaken(_) | Body::HandoverOffered(_) | Body::HandoverAccepted(_) => {
            duty(room, who, draft)
        }
        other => check_activations(room, who, other, now),
    }
}

fn check_activations(room: &Room, who: &SeatKey, draft: &Body, now: Stamp) -> Result<(), Refusal> {
    match draft {
        Body::ActivationProposed(b) => {
            said("authority", &b.authority)?;
            said("reason", &b.reason)?;
            let plan = named(room, &b.plan, Thing::Plan)?;
            let mut versions = room.plans().values().flat_map(|p| p.versions.keys());
            known(versions.any(|v| *v == plan), Thing::Plan)?;
            b.incident.map_or(Ok(()), |i| incident(room, &i).map(drop))
        }
        Body::ActivationApproved(b) => approve(room, who, &b.activation),
        Body::LevelChanged(b) => activation(room, &b.activation).map(drop),
        Body::StepAssigned(b) => {
            let seat = room.membership().key(&b.seat);
            known(seat.is_some(), Thing::Seat)?;
            step(room, &b.activation, &b.step)
        }
        Body::StepDone(b) => step(room, &b.activation, &b.step),
        Body::StepSkipped(b) => {
            step(room, &b.activation, &b.step)?;
            said("reason", &b.reason)
        }
        Body::StoodDown(b) => activation(room, &b.activation).map(drop),
        Body::FallbackOpened(b) => {
            said("authority", &b.authority).and_then(|()| said("reason", &b.reason))
        }
        Body::FallbackCounted(b) => fallback(room, &b.fallback),
        Body::FallbackClosed(b) => fallback(room, &b.fallback),
        other => check_membership(room, who, other, now),
    }
}

fn check_membership(room: &Room, who: &SeatKey, draft: &Body, now: Stamp) -> Result<(), Refusal> {
    match draft {
        Body::InvitationIssued(b) => {
            if b.expires.stamp() <= now {
                return Err(Refusal::Over(Thing::Invitation));
            }
            role_exists(room, b.role)?;
            said("name", &b.name).and_then(|()| said("organisation", &b.organisation))
        }
        Body::InvitationWithdrawn(b) => {
            let all = room.membership().invitations();
            let invitation = all.iter().find(|i| i.entry == b.invitation);
            let invitation = invitation.ok_or(Refusal::Unknown(Thing::Invitation))?;
            governs(room, who, invitation.inviter)?;
            match invitation.state {
                InvitationState::Accepted => Err(Refusal::Over(Thing::Invitation)),
                InvitationState::Withdrawn => Err(Refusal::Already(Thing::Invitation)),
                _ => Ok(()),
            }
        }
        Body::SeatAccepted(b) => {
            let all = room.membership().invitations();
            let meant = |r: &EntryKey| r.author == b.key && r.h == b.first;
            let taken = all.iter().find(|i| i.redemptions.iter().any(meant));
            let taken = taken.ok_or(Refusal::Unknown(Thing::Seat))?;
            governs(room, who, taken.inviter)?;
            match taken.state {
                InvitationState::Accepted => Err(Refusal::Already(Thing::Seat)),
                InvitationState::Withdrawn => Err(Refusal::Over(Thing::Invitation)),
                _ => Ok(()),
            }
        }
        Body::RoleChanged(b) => {
            role_exists(room, b.role)?;
            act_on(room, who, &b.upto).map(drop)
        }
        Body::SeatRemoved(b) => {
            if act_on(room, who, &b.upto)?.role.is_none() {
                return Err(Refusal::Already(Thing::Seat));
            }
            said("reason", &b.reason)
        }
        Body::OrganisationListed(b) => said("name", &b.name),
        Body::RelayListed(b) => said("address", &b.address),
        Body::RelayRetired(b) => known(room.relays().contains_key(&b.key), Thing::Relay),
        _ => Ok(()),
    }
}

pub(super) fn said(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::Empty(field)) } else { Ok(()) }
}

pub(super) fn known(is: bool, thing: Thing) -> Result<(), Refusal> {
    if is { Ok(()) } else { Err(Refusal::Unknown(thing)) }
}

/// The name under which what a draft refers to counts.
pub(super) fn named(room: &Room, name: &EntryRef, thing: Thing) -> Result<EntryRef, Refusal> {
    if room.is_ambiguous(name) { Err(Refusal::Ambiguous(thing)) } else { Ok(room.resolve(name)) }
}

/// Controllers and evaluators are of exercises.
fn role_exists(room: &Room, role: Role) -> Result<(), Refusal> {
    if role.is_for_exercises() && room.mode() == Some(Mode::Actual) {
        return Err(Refusal::RoleOfExercises(role));
    }
    Ok(())
}

/// Whether the incident is open.
pub(super) fn incident(room: &Room, name: &EntryRef) -> Result<bool, Refusal> {
    let incident = room.incidents().get(&named(room, name, Thing::Incident)?);
    let declared = incident.filter(|i| i.declared.is_some());
    declared.map(|i| i.is_open()).ok_or(Refusal::Unknown(Thing::Incident))
}

fn activation<'a>(room: &'a Room, name: &EntryRef) -> Result<&'a Activation, Refusal> {
    let activation = room.activations().get(&named(room, name, Thing::Activation)?);
    let proposed = activation.filter(|a| a.proposed.is_some());
    let proposed = proposed.ok_or(Refusal::Unknown(Thing::Activation))?;
    if proposed.is_open() { Ok(proposed) } else { Err(Refusal::Over(Thing::Activation)) }
}

fn step(room: &Room, name: &EntryRef, step: &str) -> Result<(), Refusal> {
    let plan = activation(room, name)?.plan(room);
    let has = plan.is_some_and(|p| p.steps.iter().any(|s| s.id == step));
    known(has, Thing::Step)
}

fn approve(room: &Room, who: &SeatKey, name: &EntryRef) -> Result<(), Refusal> {
    let activation = activation(room, name)?;
    let proposer = activation.proposed.as_ref().map(|p| p.act.author);
    let me = room.membership().member_index(who);
    let given = activation.approvals.values().map(|a| &a.by).chain(proposer.as_ref());
    if given.clone().any(|key| room.membership().member_index(key) == me) {
        return Err(Refusal::Already(Thing::Activation));
    }
    let wanted = activation.plan(room).map_or(1, |p| p.approvals);
    let counts = wanted <= 1 || given.clone().any(|key| room.membership().independent(who, key));
    if counts { Ok(()) } else { Err(Refusal::NotIndependent) }
}

fn fallback(room: &Room, name: &EntryRef) -> Result<(), Refusal> {
    let fallback = room.fallbacks().get(&named(room, name, Thing::Fallback)?);
    match fallback.filter(|f| f.opened.is_some()) {
        None => Err(Refusal::Unknown(Thing::Fallback)),
        Some(f) if !f.is_open() => Err(Refusal::Over(Thing::Fallback)),
        Some(_) => Ok(()),
    }
}

fn contact(room: &Room, who: &SeatKey, draft: &Body) -> Result<(), Refusal> {
    let listed = |name: &EntryRef| {
        let contact = room.contacts().get(&named(room, name, Thing::Contact)?);
        known(contact.is_some_and(|c| !c.name.settings().is_empty()), Thing::Contact)
    };
    match draft {
        Body::ContactSaved(b) => match &b.contact {
            Some(name) => listed(name),
            None => {
                said("name", b.name.as_deref().unwrap_or_default())?;
                said("organisation", b.organisation.as_deref().unwrap_or_default())
            }
        },
        Body::ContactConfirmed(b) => listed(&b.contact).and_then(|()| own(room, who, &b.contact)),
        Body::ContactRemoved(b) => listed(&b.contact),
        _ => Ok(()),
    }
}

/// Whether a contact is the officer's own; of one that is no seat's anybody may say that it holds.
fn own(room: &Room, who: &SeatKey, name: &EntryRef) -> Result<(), Refusal> {
    let contact = room.contacts().get(&room.resolve(name));
    let mut seats = contact.into_iter().flat_map(|c| c.seat.settings()).filter_map(|s| s.value);
    let membership = room.membership();
    let me = membership.member_index(who);
    let is_mine = |seat| membership.key(&seat).and_then(|key| membership.member_index(&key)) == me;
    let owned = seats.clone().next().is_some();
    if !owned || seats.any(is_mine) { Ok(()) } else { Err(Refusal::NotOwnContact) }
}

fn duty(room: &Room, who: &SeatKey, draft: &Body) -> Result<(), Refusal> {
    match draft {
        Body::DutyTaken(b) => said("function", &b.function),
        Body::HandoverOffered(b) => {
            said("function", &b.function)?;
            known(room.membership().member_of(&b.to).is_some(), Thing::Seat)?;
            let duty = room.duties().get(&b.function);
            let has = duty.is_some_and(|duty| duty.is_held_by(room, who));
            if has { Ok(()) } else { Err(Refusal::NotOnDuty) }
        }
        Body::HandoverAccepted(b) => {
            let name = named(room, &b.offer, Thing::Handover)?;
            let offer = room.duties().get(&b.function).and_then(|d| d.offers.get(&name));
            let offer = offer.ok_or(Refusal::Unknown(Thing::Handover))?;
            let to = room.membership().key(&offer.to);
            let mine = to.and_then(|key| room.membership().member_index(&key))
                == room.membership().member_index(who);
            if mine { Ok(()) } else { Err(Refusal::NotYours) }
        }
        _ => Ok(()),
    }
}

fn message(room: &Room, who: &SeatKey, b: &MessagePosted) -> Result<(), Refusal> {
    said("text", &b.text)?;
    if let Some(reply_to) = &b.reply_to {
        known(room.holds(reply_to), Thing::Entry)?;
    }
    for to in &b.to {
        if let Address::Seat(seat) = to {
            known(room.membership().key(seat).is_some(), Thing::Seat)?;
        }
    }
    if b.tlp.is_some_and(|tlp| tlp < room.tlp()) {
        return Err(Refusal::TlpTooWide { room: room.tlp() });
    }
    // Addressed to nobody in particular it is addressed to all.
    let red = b.tlp.unwrap_or(room.tlp()) == Tlp::Red;
    if red && !room.is_whole() {
        return Err(Refusal::RedWhileIncomplete);
    }
    if red && !b.to.is_empty() && !all_others_are_addressed(room, who, b) {
        return Err(Refusal::RedNotForAll);
    }
    Ok(())
}

/// Every seat of a room can read all of it: whether all but the author are among the recipients.
fn all_others_are_addressed(room: &Room, who: &SeatKey, b: &MessagePosted) -> bool {
    let members = room.membership().members().iter();
    let mut others = members.filter(|m| m.role.is_some() && !m.seats.contains(who));
    others.all(|member| {
        b.to.iter().any(|to| match to {
            Address::Seat(seat) => member.seats.iter().any(|key| key.seat() == *seat),
            Address::Role(role) => member.role == Some(*role),
            Address::Organisation(name) => member.is_of(name),
        })
    })
}

fn acknowledge(
    room: &Room,
    who: &SeatKey,
    entries: &[EntryRef],
    thing: Thing,
) -> Result<(), Refusal> {
    if entries.is_empty() {
        return Err(Refusal::Unknown(thing));
    }
    let me = room.membership().member_index(who);
    for entry in entries {
        let name = named(room, entry, thing)?;
        known(room.holds(&name), thing)?;
        if me.is_some_and(|me| room.has_acknowledged(&name, me)) {
            return Err(Refusal::Already(thing));
        }
    }
    Ok(())
}

/// Whether a seat is the inviter or one above.
fn governs(room: &Room, who: &SeatKey, inviter: usize) -> Result<(), Refusal> {
    let me = room.membership().member_index(who).ok_or(Refusal::NotAbove)?;
    if me == inviter || room.membership().is_above(me, inviter) {
        Ok(())
    } else {
        Err(Refusal::NotAbove)
    }
}

/// The member that a draft acts on, by any of its seats.
fn act_on<'a>(room: &'a Room, who: &SeatKey, upto: &[Upto]) -> Result<&'a Member, Refusal> {
    let membership = room.membership();
    let me = membership.member_index(who).ok_or(Refusal::NotAbove)?;
    let seat = upto.first().map(|u| u.seat).ok_or(Refusal::Unknown(Thing::Seat))?;
    let key = membership.key(&seat).ok_or(Refusal::Unknown(Thing::Seat))?;
    let target = membership.member_index(&key).ok_or(Refusal::Unknown(Thing::Seat))?;
    if !membership.is_above(me, target) {
        return Err(Refusal::NotAbove);
    }
    Ok(&membership.members()[target])
}
