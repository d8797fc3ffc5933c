//! Drafts about seats and invitations.

use liaison_core::body::room::{InvitationWithdrawn, RoleChanged, SeatAccepted, SeatRemoved, Upto};
use liaison_core::membership::Member;

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
            let upto = seat_of(name::member(at.room, seat)?);
            Draft::now(RoleChanged { upto, role: *role, over: Vec::new() })
        }
        Seat::Remove { seat, reason } => {
            let upto = seat_of(name::member(at.room, seat)?);
            Draft::now(SeatRemoved { upto, reason: reason.clone(), over: Vec::new() })
        }
        Seat::List => return Ok(None),
    }))
}

/// Names the member of an act; how far each of its seats is held is for the decision to say.
fn seat_of(member: &Member) -> Vec<Upto> {
    vec![Upto { seat: member.newest_key().seat(), n: 0 }]
}

pub(super) fn invite(command: &Invite, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    let Some(InviteCommand::Withdraw { id }) = &command.command else { return Ok(None) };
    let invitation = name::invitation(at.room, id)?;
    Ok(Some(Draft::now(InvitationWithdrawn { invitation })))
}
