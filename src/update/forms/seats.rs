//! The forms about who sits in the room: inviting, withdrawing an invitation, roles, removal.

use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::body::room::{InvitationWithdrawn, RoleChanged, SeatRemoved, Upto};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::terms::{Mode, Role};

use super::drop_draft;
use super::sheet::{Problems, Sheet};
use crate::desk::admission::Invitee;
use crate::effect::Effect;
use crate::state::form::{Form, FormField};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::state::{Screen, State};
use crate::when;

/// How long an invitation holds unless another time is given.
const VALID: &str = "72h";

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Invite => vec![
            FormField::line("name", "").wanted(),
            FormField::line("organisation", "").wanted(),
            role(sheet, None),
            FormField::line("valid", VALID).wanted(),
            FormField::line("posted", ""),
        ],
        Purpose::WithdrawInvitation(_) => Vec::new(),
        Purpose::SeatRole(seat) => {
            let member = sheet.desk.room.membership().member_of(seat);
            vec![role(sheet, member.and_then(|member| member.role))]
        }
        Purpose::RemoveSeat(_) => vec![
            FormField::line("reason", "").wanted(),
            FormField::choice("sure", sheet.yes_no(), Some("no")).wanted(),
        ],
        _ => return None,
    })
}

/// The roles that this room has.
fn role(sheet: &Sheet<'_>, chosen: Option<Role>) -> FormField {
    let is_actual = sheet.desk.room.mode() == Some(Mode::Actual);
    let roles = Role::ALL.iter().copied().filter(|role| !(is_actual && role.is_for_exercises()));
    let values = sheet.terms("role", &roles.collect::<Vec<_>>());
    let chosen = chosen.map(|role| role.to_string());
    FormField::choice("role", values, chosen.as_deref()).wanted()
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    // How far each of the member's seats is held is for the decision to say.
    let upto = |seat: &SeatId| vec![Upto { seat: *seat, n: 0 }];
    let over = Vec::new();
    Some(match purpose {
        Purpose::WithdrawInvitation(name) => r.finish(InvitationWithdrawn { invitation: *name }),
        Purpose::SeatRole(seat) => match r.term("role") {
            Some(role) => r.finish(RoleChanged { upto: upto(seat), role, over }),
            None => Err(r.give_up()),
        },
        Purpose::RemoveSeat(seat) => {
            let reason = r.said("reason");
            if !r.yes("sure") {
                r.problem("sure", sheet.words.say("form-not-sure"));
            }
            r.finish(SeatRemoved { upto: upto(seat), reason, over })
        }
        _ => return None,
    })
}

/// What the form of an invitation asks for: its key is drawn where it is written.
pub(super) fn effect(sheet: &Sheet<'_>, form: &Form) -> Option<Result<Effect, Problems>> {
    if form.purpose != Purpose::Invite {
        return None;
    }
    let mut r = Reading::new(form, sheet.words, sheet.now);
    let (name, organisation) = (r.said("name"), r.said("organisation"));
    let (role, posted_at) = (r.term("role"), r.text("posted"));
    let valid = when::parse_duration(&r.said("valid")).ok().filter(|valid| !valid.is_zero());
    if valid.is_none() {
        r.problem("valid", sheet.words.say("form-not-a-duration"));
    }
    let valid = valid.unwrap_or(Duration::ZERO);
    let Some(role) = role else { return Some(Err(r.give_up())) };
    Some(r.done(Effect::Invite(Box::new(Invitee { name, organisation, role, valid, posted_at }))))
}

/// An invitation is saved: it is shown on a page of its own, in place of the one before.
pub(in crate::update) fn invited(state: &mut State, entry: EntryRef, text: String) -> Vec<Effect> {
    state.invited = Some((entry, text));
    let is_ours = |form: &Form| form.handed_in && form.purpose == Purpose::Invite;
    let mut effects = Vec::new();
    if state.form.as_ref().is_some_and(is_ours) {
        state.form = None;
        state.draft_due = None;
        effects = drop_draft(state, &Purpose::Invite.draft_name());
        state.go(Screen::Invitation(entry));
    }
    effects
}
