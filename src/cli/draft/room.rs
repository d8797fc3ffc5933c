//! Drafts about seats and invitations.

use liaison_core::body::room::{InvitationWithdrawn, RoleChanged, SeatAccepted, SeatRemoved, Upto};
use liaison_core::membership::Member;
use liaison_core::room::Room;

use super::{Context, Draft, DraftError};
use crate::cli::name;
use crate::cli::room::{Invite, InviteCommand, Seat};

pub(super) fn seat(command: &Seat, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Seat::Accept { seat } => {
            let taken = name::redemption(at.room, seat)?;
            Draft::now(SeatAccepted { key: taken.author, first: taken.h })
        }
        Seat::Role { seat, role } => {
            let upto = upto(at.room, name::member(at.room, seat)?);
            Draft::now(RoleChanged { upto, role: *role, over: Vec::new() })
        }
        Seat::Remove { seat, reason } => {
            let upto = upto(at.room, name::member(at.room, seat)?);
            Draft::now(SeatRemoved { upto, reason: reason.clone(), over: Vec::new() })
        }
        Seat::List => return Ok(None),
    }))
}

/// Every seat of a member with its newest entry held here: what its author wrote before still counts.
fn upto(room: &Room, member: &Member) -> Vec<Upto> {
    let newest = |key| room.chains().get(key).map_or(0, |chain| chain.head());
    member.seats.iter().map(|key| Upto { seat: key.seat(), n: newest(key) }).collect()
}

pub(super) fn invite(command: &Invite, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    let Some(InviteCommand::Withdraw { id }) = &command.command else { return Ok(None) };
    let invitation = name::invitation(at.room, id)?;
    Ok(Some(Draft::now(InvitationWithdrawn { invitation })))
}
