//! Who sits in the room, by the screens: inviting, withdrawing, roles, removal.

use liaison::desk::admission::Invitee;
use liaison::effect::Effect;
use liaison::msg::Msg;
use liaison::state::{Screen, Standing, State};
use liaison::words::Language;
use liaison_core::body::Body;
use liaison_core::body::room::{InvitationIssued, SeatRemoved, Upto};
use liaison_core::entry::Secret;
use liaison_core::id::EntryRef;
use liaison_core::terms::{Mode, Role};

use crate::screen::{shown, strike, tell, text};
use crate::world::{World, at};

const USUAL: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 12);
const COORDINATOR: usize = 0;
const TEXT: &str = "relay.example.org/Z8Y4-2CNX-2P4X-FWFQ-B28N-BVV5-BM8B-H5BC-PD";

/// A coordinator, an officer of the port and an invitation that nobody has taken.
fn world() -> (World, usize, EntryRef) {
    let mut world = World::founded(Mode::Exercise, "Port drill", "Ana Solís", "Customs");
    let port = world.at(6, 10).join("Ken Mori", "Port authority", Role::DutyOfficer);
    let issued = InvitationIssued {
        key: Secret::from_seed([77; 32]).key(),
        name: "Lea Roux".to_owned(),
        organisation: "Carrier A".to_owned(),
        role: Role::Liaison,
        expires: at(30, 0),
        posted_at: None,
    };
    let invitation = world.at(6, 20).say(COORDINATOR, issued);
    (world, port, invitation)
}

/// Snapshots of what keys lead to for the coordinator, in both languages.
fn check(name: &str, sizes: &[(u16, u16)], keys: &str, and: impl Fn(&mut State)) {
    let (world, ..) = world();
    for language in Language::ALL {
        for size in sizes {
            let mut state = world.console(COORDINATOR, *language, *size);
            strike(&mut state, keys);
            and(&mut state);
            let name = format!("{name}-{}-{}x{}", language.code(), size.0, size.1);
            insta::assert_snapshot!(name, shown(&state));
        }
    }
}

/// The only effect that puts something on the record.
fn written(effects: Vec<Effect>) -> Body {
    let mut drafts = effects.into_iter().filter_map(|effect| match effect {
        Effect::Write { draft, .. } => Some(*draft),
        _ => None,
    });
    drafts.next().expect("something is written")
}

#[test]
fn the_roster_lists_invitations_and_forms_are_as_they_look() {
    let nothing = |_: &mut State| {};
    check("seats-roster", &[USUAL], "c G Down", nothing);
    check("seats-invite", &[USUAL], "n v", nothing);
    check("seats-remove", &[USUAL], "c G E", nothing);
}

#[test]
fn an_invitation_is_issued_and_shown_on_a_page_of_its_own() {
    let (world, _, invitation) = world();
    let mut state = world.console(COORDINATOR, Language::English, USUAL);
    let effects = strike(&mut state, r#"n v "Lea Roux" Tab "Carrier A" Tab "l" F10"#);
    let asked = Invitee {
        name: "Lea Roux".to_owned(),
        organisation: "Carrier A".to_owned(),
        role: Role::Liaison,
        valid: std::time::Duration::from_secs(72 * 3600),
        posted_at: None,
    };
    assert!(effects.contains(&Effect::Invite(Box::new(asked))), "{effects:?}");
    tell(&mut state, Msg::Invited(invitation, TEXT.to_owned()));
    assert_eq!(state.place().screen, Screen::Invitation(invitation));
    assert!(text(&state).contains(TEXT));
    // One at a time: the next takes its place, and the page of this one no longer has it.
    tell(&mut state, Msg::Invited(world.links[0].key().reference(), "another".to_owned()));
    assert!(!text(&state).contains(TEXT));

    check("seats-invitation", &[USUAL, SMALL], "", |state| {
        strike(state, r#"n v "Lea Roux" Tab "Carrier A" Tab Right Right Right F10"#);
        tell(state, Msg::Standing(vec![(invitation, Standing::Saved)]));
        tell(state, Msg::Invited(invitation, TEXT.to_owned()));
    });
    tell(&mut state, Msg::Invited(invitation, TEXT.to_owned()));
    assert!(text(&state).contains("The relay has it"), "{}", text(&state));
}

#[test]
fn what_is_wrong_with_an_invitation_stands_beside_the_field() {
    let (world, ..) = world();
    let mut state = world.console(COORDINATOR, Language::English, USUAL);
    let effects = strike(&mut state, r#"n v "Lea" Tab Tab Tab End Backspace "x" F10"#);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Invite(_))));
    let shown = text(&state);
    assert!(shown.contains("72h, 45m or 3d") && shown.contains("wanted"), "{shown}");
}

#[test]
fn an_invitation_is_withdrawn_from_its_line_and_from_its_page() {
    let (world, _, invitation) = world();
    for keys in ["c G Down W F10", "c G Down Enter W F10"] {
        let mut state = world.console(COORDINATOR, Language::English, USUAL);
        let body = written(strike(&mut state, keys));
        assert!(matches!(body, Body::InvitationWithdrawn(b) if b.invitation == invitation));
    }
}

#[test]
fn a_role_is_changed_and_a_seat_removed_only_by_who_is_sure() {
    let (world, port, _) = world();
    let seat = world.key(port).seat();
    let mut state = world.console(COORDINATOR, Language::English, USUAL);
    let Body::RoleChanged(changed) = written(strike(&mut state, r#"c G R "o" F10"#)) else {
        panic!("another entry")
    };
    assert_eq!((changed.role, changed.upto[0].seat), (Role::Observer, seat));

    let mut state = world.console(COORDINATOR, Language::English, USUAL);
    let effects = strike(&mut state, r#"c G E "Laptop stolen" F10"#);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Write { .. })));
    assert!(text(&state).contains("choose yes"), "{}", text(&state));
    let Body::SeatRemoved(removed) = written(strike(&mut state, r#""y" F10"#)) else {
        panic!("another entry")
    };
    assert_eq!((removed.reason.as_str(), removed.upto[0].seat), ("Laptop stolen", seat));
}

#[test]
fn who_may_not_is_not_offered_it() {
    let (world, port, _) = world();
    let mut state = world.console(port, Language::English, USUAL);
    strike(&mut state, "c G");
    for keys in ["E", "R", "W", "n v"] {
        let effects = strike(&mut state, keys);
        assert!(effects.is_empty() && state.form.is_none(), "{keys}");
    }
    let mut state = world.console(COORDINATOR, Language::English, USUAL);
    strike(&mut state, "c G Up E");
    assert!(state.form.is_none(), "nobody removes themselves");
}

#[test]
fn a_removed_officer_reads_by_whom_what_stays_and_how_to_go_on() {
    let (mut world, port, _) = world();
    let upto = vec![Upto { seat: world.key(port).seat(), n: 0 }];
    let reason = "Laptop stolen".to_owned();
    world.at(7, 0).say(COORDINATOR, SeatRemoved { upto, reason, over: Vec::new() });
    for language in Language::ALL {
        let state = world.console(port, *language, USUAL);
        insta::assert_snapshot!(format!("removed-{}-80x24", language.code()), shown(&state));
    }
}
