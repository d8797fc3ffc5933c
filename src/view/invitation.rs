//! Invitations: those that are out, and one with the text that is to be passed on.

use liaison_core::id::EntryRef;
use liaison_core::membership::{InvitationState, IssuedInvitation};
use liaison_core::terms::Role;

use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target, wrap};
use crate::state::{DeskView, Standing, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// Invitations that lead to no member yet; none where there are none.
pub(super) fn pane(state: &State, desk: &DeskView) -> Option<Pane> {
    let words = state.words();
    let out: Vec<_> = desk.room.membership().invitations().iter().filter(|i| is_out(i)).collect();
    if out.is_empty() {
        return None;
    }
    let roles: Vec<String> =
        Role::ALL.iter().map(|role| words.say(&format!("role-{role}"))).collect();
    let columns = vec![
        Column::rest(words.say("pane-invitations"), 16),
        Column::rest(words.say("column-organisation"), 12),
        Column::of(words.say("column-role"), roles.iter().map(String::as_str), 1),
        Column::of(words.say("column-until"), ["2026-09-30 14:05Z"], 0),
    ];
    let mut pane = Pane::new(columns, "", 1);
    for invitation in out {
        let cells = vec![
            Cell::said(&invitation.name),
            Cell::said(&invitation.organisation),
            Cell::plain(words.say(&format!("role-{}", invitation.role))),
            how(state, invitation),
        ];
        pane.row(Target::Invitation(invitation.entry), cells);
    }
    Some(pane)
}

fn is_out(invitation: &IssuedInvitation) -> bool {
    matches!(invitation.state, InvitationState::Open | InvitationState::Contested)
}

/// Until when it can be taken, or what has become of it.
fn how(state: &State, invitation: &IssuedInvitation) -> Cell {
    let words = state.words();
    match invitation.state {
        InvitationState::Open if invitation.expires.stamp() < state.now => {
            Cell::plain(words.say("invitation-expired"))
        }
        InvitationState::Open => Cell::plain(when::date_clock(invitation.expires.stamp())),
        InvitationState::Taken => Cell::plain(words.say("out-seat-taken")),
        InvitationState::Contested => Cell::toned(words.say("out-seat-contested"), Tone::Warn),
        InvitationState::Accepted => Cell::plain(words.say("out-seat-seated")),
        InvitationState::Withdrawn => Cell::plain(words.say("state-withdrawn")),
    }
}

/// The page of one invitation: for whom, and the text with what to do with it, as long as it is
/// the one that was issued here last.
pub(super) fn page(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let title = words.say("pane-invitation");
    let Some(invitation) = desk.invitation(name) else {
        return vec![Pane::text(title, vec![Cell::plain(words.say("entry-not-here"))], 1)];
    };
    let mut cells = Vec::new();
    let mut fact = |label: &str, value: &str| {
        let args = [("label", arg(words.say(label))), ("value", arg(clean::line(value)))];
        cells.push(Cell::plain(words.with("fact", &args)));
    };
    fact("field-name", &invitation.name);
    fact("field-organisation", &invitation.organisation);
    fact("field-role", &words.say(&format!("role-{}", invitation.role)));
    fact("field-until", &when::date_clock(invitation.expires.stamp()));
    if invitation.state != InvitationState::Open {
        fact("field-status", &how(state, invitation).text);
    }
    let mut panes = Vec::new();
    if is_out(invitation) {
        panes.push(Pane::text(words.say("pane-invitation-text"), text(state, desk, invitation), 4));
    }
    panes.push(Pane::text(title, cells, 2));
    panes
}

/// What is passed on and how, line by line.
fn text(state: &State, desk: &DeskView, invitation: &IssuedInvitation) -> Vec<Cell> {
    let words = state.words();
    let width = usize::from(state.size.0).saturating_sub(4);
    let lines = |text: &str, tone| wrap(text, width).into_iter().map(move |l| Cell::toned(l, tone));
    let issued = state.invited.as_ref().filter(|(entry, _)| *entry == invitation.entry);
    let Some((_, text)) = issued else {
        return lines(&words.say("invitation-elsewhere"), Tone::Plain).collect();
    };
    let expires = when::date_clock(invitation.expires.stamp());
    let what_now = words.with("out-invite-what-now", &[("expires", arg(expires))]);
    let standing = desk.line(&invitation.entry).map(|line| &line.standing);
    let stored = standing == Some(&Standing::Stored);
    let (said, tone) = match stored {
        true => ("invitation-stored", Tone::Plain),
        false => ("invitation-not-stored", Tone::Warn),
    };
    let mut cells: Vec<Cell> = lines(text, Tone::Heading).collect();
    cells.push(Cell::plain(""));
    cells.extend(lines(&what_now, Tone::Plain));
    cells.extend(lines(&words.say("invitation-ways"), Tone::Plain));
    cells.extend(lines(&words.say(said), tone));
    cells
}
