//! What must hold of a draft beyond its author's role.

use super::{Refusal, Thing};
use crate::body::Body;
use crate::body::log::{Address, MessagePosted};
use crate::body::room::Upto;
use crate::field::Holding;
use crate::id::{EntryRef, SeatKey};
use crate::membership::InvitationState;
use crate::room::{Activation, Room};
use crate::stamp::Stamp;
use crate::terms::{Mode, Tlp};

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
        Body::MessagePosted(b) => message(room, b),
        Body::Acknowledged(b) => acknowledge(room, who, &b.entries, Thing::Entry),
        Body::GuidanceAcknowledged(b) => acknowledge(room, who, &b.entries, Thing::Guidance),
        Body::DecisionRecorded(b) => {
            said("question", &b.question)?;
            said("decision", &b.decision)
        }
        Body::NoteTaken(b) => said("text", &b.text),
        Body::Corrected(b) => {
            known(room.holds(&b.entry), Thing::Entry)?;
            said("text", &b.text)
        }
        Body::GuidanceIssued(b) => {
            for old in &b.supersedes {
                known(room.bulletins().contains_key(&room.resolve(old)), Thing::Guidance)?;
            }
            said("number", &b.number).and_then(|()| said("title", &b.title))
        }
        Body::GuidanceWithdrawn(b) => {
            let bulletin = room.bulletins().get(&room.resolve(&b.guidance));
            match bulletin.filter(|b| b.issued.is_some()) {
                None => Err(Refusal::Unknown(Thing::Guidance)),
                Some(b) if !b.withdrawn.is_empty() => Err(Refusal::Already(Thing::Guidance)),
                Some(_) => Ok(()),
            }
        }
        Body::ContactSaved(_) | Body::ContactConfirmed(_) | Body::ContactRemoved(_) => {
            contact(room, draft)
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
            let mut versions = room.plans().values().flat_map(|p| p.versions.keys());
            known(versions.any(|v| *v == b.plan), Thing::Plan)?;
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

fn check_membership(room: &Room, who: &SeatKey, draft: &Body, _now: Stamp) -> Result<(), Refusal> {
    match draft {
        Body::InvitationIssued(b) => {
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
            let taken = all.iter().find(|i| i.redemptions.iter().any(|r| r.author == b.key));
            let taken = taken.ok_or(Refusal::Unknown(Thing::Seat))?;
            governs(room, who, taken.inviter)?;
            match taken.state {
                InvitationState::Accepted => Err(Refusal::Already(Thing::Seat)),
                InvitationState::Withdrawn => Err(Refusal::Over(Thing::Invitation)),
                _ => Ok(()),
            }
        }
        Body::RoleChanged(b) => act_on(room, who, &b.upto),
        Body::SeatRemoved(b) => {
            act_on(room, who, &b.upto)?;
            said("reason", &b.reason)
        }
        Body::OrganisationListed(b) => said("name", &b.name),
        Body::RelayListed(b) => said("address", &b.address),
        Body::RelayRetired(b) => known(room.relays().contains_key(&b.key), Thing::Relay),
        _ => Ok(()),
    }
}

fn said(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::Empty(field)) } else { Ok(()) }
}

fn known(is: bool, thing: Thing) -> Result<(), Refusal> {
    if is { Ok(()) } else { Err(Refusal::Unknown(thing)) }
}

/// Whether the incident is open.
fn incident(room: &Room, name: &EntryRef) -> Result<bool, Refusal> {
    let incident = room.incidents().get(&room.resolve(name));
    let declared = incident.filter(|i| i.declared.is_some());
    declared.map(|i| i.is_open()).ok_or(Refusal::Unknown(Thing::Incident))
}

fn activation<'a>(room: &'a Room, name: &EntryRef) -> Result<&'a Activation, Refusal> {
    let activation = room.activations().get(&room.resolve(name));
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
    let given = activation.approvals.keys().chain(proposer.as_ref());
    if given.clone().any(|key| room.membership().member_index(key) == me) {
        return Err(Refusal::Already(Thing::Activation));
    }
    let wanted = activation.plan(room).map_or(1, |p| p.approvals);
    let counts = wanted <= 1 || given.clone().any(|key| room.membership().independent(who, key));
    if counts { Ok(()) } else { Err(Refusal::NotIndependent) }
}

fn fallback(room: &Room, name: &EntryRef) -> Result<(), Refusal> {
    let fallback = room.fallbacks().get(&room.resolve(name)).filter(|f| f.opened.is_some());
    match fallback {
        None => Err(Refusal::Unknown(Thing::Fallback)),
        Some(f) if !f.is_open() => Err(Refusal::Over(Thing::Fallback)),
        Some(_) => Ok(()),
    }
}

fn contact(room: &Room, draft: &Body) -> Result<(), Refusal> {
    let listed = |name: &EntryRef| {
        let contact = room.contacts().get(&room.resolve(name));
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
        Body::ContactConfirmed(b) => listed(&b.contact),
        Body::ContactRemoved(b) => listed(&b.contact),
        _ => Ok(()),
    }
}

fn duty(room: &Room, who: &SeatKey, draft: &Body) -> Result<(), Refusal> {
    match draft {
        Body::DutyTaken(b) => said("function", &b.function),
        Body::HandoverOffered(b) => {
            known(room.membership().member_of(&b.to).is_some(), Thing::Seat)?;
            said("function", &b.function)
        }
        Body::HandoverAccepted(b) => {
            let duty = room.duties().get(&b.function);
            let offer = duty.and_then(|d| d.offers.get(&room.resolve(&b.offer)));
            let offer = offer.ok_or(Refusal::Unknown(Thing::Handover))?;
            let to = room.membership().key(&offer.to);
            let mine = to.and_then(|key| room.membership().member_index(&key))
                == room.membership().member_index(who);
            if mine { Ok(()) } else { Err(Refusal::NotYours) }
        }
        _ => Ok(()),
    }
}

fn message(room: &Room, b: &MessagePosted) -> Result<(), Refusal> {
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
    let red = b.tlp.unwrap_or(room.tlp()) == Tlp::Red;
    // To nobody in particular names no recipients; and whoever holds a seat can read it anyway.
    if red && !b.to.is_empty() && !everybody_is_addressed(room, b) {
        return Err(Refusal::RedNotForAll);
    }
    Ok(())
}

fn everybody_is_addressed(room: &Room, b: &MessagePosted) -> bool {
    let members = room.membership().members().iter().filter(|m| m.role.is_some());
    members.into_iter().all(|member| {
        b.to.iter().any(|to| match to {
            Address::Seat(seat) => member.seats.iter().any(|key| key.seat() == *seat),
            Address::Role(role) => member.role == Some(*role),
            Address::Organisation(name) => member.organisation.eq_ignore_ascii_case(name),
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
        known(room.holds(entry) && !room.is_ambiguous(entry), thing)?;
        let name = room.resolve(entry);
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

fn act_on(room: &Room, who: &SeatKey, upto: &[Upto]) -> Result<(), Refusal> {
    let membership = room.membership();
    let me = membership.member_index(who).ok_or(Refusal::NotAbove)?;
    let first = upto.first().ok_or(Refusal::Unknown(Thing::Seat))?;
    let key = membership.key(&first.seat).ok_or(Refusal::Unknown(Thing::Seat))?;
    let target = membership.member_index(&key).ok_or(Refusal::Unknown(Thing::Seat))?;
    if membership.is_above(me, target) { Ok(()) } else { Err(Refusal::NotAbove) }
}
