//! What officers are told when they want something said, and what counts once it is.

use liaison_core::body::incident::RealEventDeclared;
use liaison_core::body::log::{Acknowledged, Address};
use liaison_core::body::plan::ActivationApproved;
use liaison_core::body::room::Upto;
use liaison_core::body::roster::{
    ContactConfirmed, ContactSaved, DutyTaken, HandoverAccepted, HandoverOffered,
};
use liaison_core::body::{Body, Change};
use liaison_core::chores::witness;
use liaison_core::decide::{Refusal, Thing};
use liaison_core::entry::{BODY_BYTES_MAX, TEXT_BYTES_MAX};
use liaison_core::id::EntryRef;
use liaison_core::terms::{Mode, Role, Tlp};

use crate::office::{DAWN, Office, invitation};
use crate::samples::{contact, incident, message, note, plan, proposal, removal, role};

#[test]
fn tlp_red_needs_every_seat_among_its_recipients_and_a_label_is_only_stricter() {
    let mut office = Office::found_with(Mode::Exercise, Tlp::Amber);
    let port = office.seat(0, "Port", Role::Liaison);
    let aeo = office.seat(0, "AEO", Role::Observer);
    let seat = |pen: usize| Address::Seat(office.pens[pen].key().seat());
    let org = |name: &str| Address::Organisation(name.into());
    let (port, aeo) = (seat(port), seat(aeo));
    let wide = Refusal::TlpTooWide { room: Tlp::Amber };
    let red = Some(Tlp::Red);
    let cases = [
        (vec![], None, None),
        (vec![], red, None),
        (vec![port.clone()], red, Some(Refusal::RedNotForAll)),
        // The author needs no address.
        (vec![port.clone(), aeo.clone()], red, None),
        (vec![org("PORT"), Address::Role(Role::Observer)], red, None),
        (vec![org("Port")], red, Some(Refusal::RedNotForAll)),
        (vec![port], Some(Tlp::AmberStrict), None),
        (vec![aeo], Some(Tlp::Green), Some(wide)),
    ];
    for (to, tlp, wanted) in cases {
        let draft = message("Gates close", to, tlp);
        assert_eq!(office.say(0, draft.clone()).err(), wanted, "{draft:?}");
    }
    let mut office = Office::found_with(Mode::Actual, Tlp::Red);
    office.seat(0, "Port", Role::Liaison);
    let third = office.seat(0, "AEO", Role::Liaison);
    let to = vec![Address::Seat(office.pens[third].key().seat())];
    let unlabelled = office.say(0, message("x", to, None));
    assert_eq!(unlabelled, Err(Refusal::RedNotForAll), "the room's own label counts");
}

#[test]
fn tlp_red_is_refused_while_part_of_the_room_is_not_here() {
    let mut office = Office::found_with(Mode::Exercise, Tlp::Amber);
    let port = office.seat(0, "Port", Role::Liaison);
    let to = vec![Address::Seat(office.pens[port].key().seat())];
    let past = office.say(0, note("the past")).expect("a coordinator may").reference();
    office.say(0, note("the present")).expect("a coordinator may");
    let red = || message("x", to.clone(), Some(Tlp::Red));
    office.pens[0].room.believe([past], []);
    office.say(0, red()).expect("a relay has spoken, and everything is here");
    let came: Vec<_> = office.log.iter().filter(|l| l.key().reference() != past).cloned().collect();
    office.pens[0].room = crate::office::fold(office.id, &came);
    office.pens[0].room.believe([past], []);
    assert_eq!(office.say(0, red()).err(), Some(Refusal::RedWhileIncomplete));
    office.say(0, message("x", to.clone(), None)).expect("the room's own label");
}

#[test]
fn a_contact_with_a_seat_is_confirmed_by_that_seat_alone() {
    let mut office = Office::found(Mode::Exercise);
    let (one, two) = (office.seat(0, "Port", Role::Liaison), office.seat(0, "AEO", Role::Liaison));
    let seat = Some(Change::Set(office.pens[one].key().seat()));
    let saved = office.say(two, ContactSaved { seat, ..contact("Port") }).expect("a liaison may");
    let nobodys = office.say(two, contact("AEO")).expect("a liaison may").reference();
    office.share();
    let confirmed = ContactConfirmed { contact: saved.reference() };
    assert_eq!(office.say(two, confirmed.clone()).err(), Some(Refusal::NotOwnContact));
    // Under a fresh key it is the same officer.
    let fresh = office.continue_from(one, office.pens[one].n);
    office.say(fresh, confirmed).expect("the own contact");
    office.say(one, ContactConfirmed { contact: nobodys }).expect("no officer's own");
}

#[test]
fn a_real_event_is_declared_and_counts_only_where_it_could_be_taken_for_a_drill() {
    for (mode, counts) in [(Mode::Exercise, true), (Mode::Test, true), (Mode::Actual, false)] {
        let mut office = Office::found(mode);
        let observer = office.seat(0, "Port", Role::Observer);
        let text = "Fire in the yard".to_owned();
        let event = RealEventDeclared { text, actual_room: "Port".into() };
        let said = office.say(observer, event.clone());
        assert_eq!(said.is_ok(), counts, "{mode}");
        office.write(observer, event);
        assert_eq!(!office.folded().real_events().is_empty(), counts, "{mode}");
    }
}

#[test]
fn roles_of_exercises_are_given_in_exercises() {
    for (mode, role_given, allowed) in [
        (Mode::Actual, Role::Controller, false),
        (Mode::Actual, Role::Evaluator, false),
        (Mode::Actual, Role::Coordinator, true),
        (Mode::Exercise, Role::Controller, true),
    ] {
        let mut office = Office::found(mode);
        let officer = office.seat(0, "Port", Role::Liaison);
        let invited = office.draw().key();
        assert_eq!(office.say(0, invitation(invited, "Port", role_given)).is_ok(), allowed);
        let target = office.pens[officer].key();
        assert_eq!(office.say(0, role(target, 0, role_given, &[])).is_ok(), allowed);
    }
}

#[test]
fn two_approvals_are_of_different_organisations_where_neither_invited_the_other() {
    // Who proposes and who approves, by place in the room; whether the plan is in force then.
    let cases: [(usize, usize, bool); 5] = [
        (1, 2, true),
        // One organisation, however it is spelled.
        (1, 3, false),
        // Inviter and invited.
        (0, 2, false),
        (2, 4, false),
        (1, 4, true),
    ];
    for (proposer, approver, counts) in cases {
        let mut office = Office::found(Mode::Exercise);
        let seats = [
            0,
            office.seat(0, "Port of Nagoya", Role::DutyOfficer),
            office.seat(0, "Carrier A", Role::Coordinator),
            office.seat(0, "PORT of nagoya ", Role::DutyOfficer),
        ];
        let fifth = office.seat(seats[2], "Broker", Role::DutyOfficer);
        let of = |place: usize| seats.get(place).copied().unwrap_or(fifth);
        let published = office.say(0, plan("sc", 2)).expect("a coordinator may").reference();
        office.share();
        let proposed = office.say(of(proposer), proposal(published)).expect("may").reference();
        office.share();
        let in_force = |office: &Office| {
            let room = office.folded();
            room.activations()[&proposed].in_force_since(&room).is_some()
        };
        assert!(!in_force(&office), "one is not two");
        let approval = ActivationApproved { activation: proposed };
        let again = office.say(of(proposer), approval.clone());
        assert_eq!(again, Err(Refusal::Already(Thing::Activation)));
        let said = office.say(of(approver), approval.clone());
        let wanted = if counts { None } else { Some(Refusal::NotIndependent) };
        assert_eq!(said.err(), wanted, "{proposer} and {approver}");
        office.write(of(approver), approval);
        assert_eq!(in_force(&office), counts, "{proposer} and {approver}");
    }
}

#[test]
fn an_approval_counts_from_when_it_was_given_and_not_before_the_proposal() {
    let mut office = Office::found(Mode::Exercise);
    let port = office.seat(0, "Port", Role::DutyOfficer);
    let carrier = office.seat(0, "Carrier", Role::DutyOfficer);
    let published = office.say(0, plan("sc", 2)).expect("may").reference();
    office.share();
    let proposed = office.say(port, proposal(published)).expect("may").reference();
    office.share();
    office.say(carrier, ActivationApproved { activation: proposed }).expect("may");
    let room = office.folded();
    let activation = &room.activations()[&proposed];
    assert_eq!(activation.in_force_since(&room), Some(office.now()));
    assert_eq!(activation.rto_at(&room).map(|at| at.0), Some(office.now().0 + 3_600_000));
    // A newcomer who sees the present alone knows that it is in force.
    let present = room.present();
    let newcomer: Vec<_> = office
        .log
        .iter()
        .filter(|l| l.content.entry().is_some_and(|e| e.kind.is_membership()))
        .chain(office.log.iter().filter(|l| present.contains(&l.key().reference())))
        .cloned()
        .collect();
    let seen = crate::office::fold(office.id, &newcomer);
    assert!(seen.activations()[&proposed].in_force_since(&seen).is_some());
}

#[test]
fn a_hand_over_is_offered_by_who_has_the_duty_and_accepted_by_whom_it_is_offered_to() {
    let mut office = Office::found(Mode::Exercise);
    let (one, two) = (office.seat(0, "Port", Role::Liaison), office.seat(0, "AEO", Role::Liaison));
    let function = "duty officer".to_owned();
    let to = office.pens[two].key().seat();
    let offer = HandoverOffered { function: function.clone(), to, brief: "All quiet".into() };
    assert_eq!(office.say(one, offer.clone()).err(), Some(Refusal::NotOnDuty));
    let taken = DutyTaken { function: function.clone(), over: Vec::new(), until: None };
    office.say(one, taken).expect("a liaison may");
    // Under a fresh key the officer still has the duty.
    let fresh = office.continue_from(one, office.pens[one].n);
    let offer = office.say(fresh, offer).expect("has the duty").reference();
    office.share();
    let room = office.folded();
    assert_eq!(room.duties()[&function].open_offers(&room).len(), 1);
    let accepted = HandoverAccepted { offer, over: Vec::new(), function: function.clone() };
    assert_eq!(office.say(0, accepted.clone()).err(), Some(Refusal::NotYours));
    office.say(two, accepted).expect("offered to them");
    let room = office.folded();
    let duty = &room.duties()[&function];
    assert!(duty.is_held_by(&room, &office.pens[two].key()));
    assert!(duty.open_offers(&room).is_empty());
}

#[test]
fn what_is_too_long_is_refused_with_its_size_and_the_limit() {
    let mut office = Office::found(Mode::Exercise);
    office.say(0, note(&"x".repeat(TEXT_BYTES_MAX))).expect("just fits");
    let long = office.say(0, note(&"é".repeat(TEXT_BYTES_MAX / 2 + 1)));
    let (bytes, max) = (TEXT_BYTES_MAX + 2, TEXT_BYTES_MAX);
    assert_eq!(long, Err(Refusal::TextTooLong { bytes, max }));
    let mut draft = incident("x");
    draft.places = vec!["y".repeat(TEXT_BYTES_MAX); 3];
    let longer = office.say(0, draft).expect_err("three times too long");
    assert!(
        matches!(longer, Refusal::BodyTooLong { bytes, max: BODY_BYTES_MAX } if bytes > BODY_BYTES_MAX)
    );
}

#[test]
fn refusals_name_their_reason() {
    let mut office = Office::found(Mode::Exercise);
    let observer = office.seat(0, "Port", Role::Observer);
    let here = office.say(0, incident("Here")).expect("may").reference();
    let nowhere = EntryRef { check: [9, 9], ..here };
    let needed = |needed, have| Refusal::Role { needed, have: Some(have) };
    let stranger = office.pens[observer].key();
    let founder = office.pens[0].key();
    let mut past = invitation(founder, "Port", Role::Liaison);
    past.expires = DAWN.moment();
    let cases: Vec<(usize, Body, Refusal)> = vec![
        (observer, incident("x").into(), needed(Role::Liaison, Role::Observer)),
        (observer, removal(founder, 1).into(), needed(Role::Coordinator, Role::Observer)),
        (0, removal(founder, 1).into(), Refusal::NotAbove),
        (0, incident("  ").into(), Refusal::Empty("title")),
        (0, Acknowledged { entries: vec![nowhere] }.into(), Refusal::Unknown(Thing::Entry)),
        (0, proposal(here).into(), Refusal::Unknown(Thing::Plan)),
        (0, past.into(), Refusal::Over(Thing::Invitation)),
        (0, role(crate::office::secret(200).key(), 1, Role::Observer, &[]).into(), {
            Refusal::Unknown(Thing::Seat)
        }),
    ];
    for (pen, draft, wanted) in cases {
        assert_eq!(office.say(pen, draft.clone()).err(), Some(wanted), "{draft:?}");
    }
    office.say(0, removal(stranger, 0)).expect("above");
    assert_eq!(office.say(0, removal(stranger, 0)).err(), Some(Refusal::Already(Thing::Seat)));
    let nobody = office.draw();
    let pen = office.sharpen(nobody);
    assert_eq!(office.say(pen, note("x")).err(), Some(Refusal::RoomNotHere));
}

#[test]
fn an_act_on_a_seat_lists_what_is_held_of_it() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    office.say(officer, note("seen")).expect("may");
    office.share();
    office.say(officer, note("not seen")).expect("may");
    let target = office.pens[officer].key();
    office.say(0, role(target, 77, Role::Observer, &[])).expect("above");
    let written = office.log.last().and_then(|l| l.read());
    let Some(Body::RoleChanged(written)) = written else { panic!("a role change") };
    assert_eq!(written.upto, [Upto { seat: target.seat(), n: office.pens[officer].n - 1 }]);
}

#[test]
fn heads_are_witnessed_with_the_first_entry_of_a_day_and_at_moments_that_matter() {
    use liaison_core::body::kind;
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let me = office.pens[officer].key();
    let due = |office: &Office, kind, later_ms| {
        let at = liaison_core::stamp::Stamp(office.now().0 + later_ms);
        witness(&office.pens[officer].room, &me, kind, at)
    };
    let first = due(&office, kind::NoteTaken, 0).expect("never witnessed before");
    office.write(officer, first);
    assert_eq!(due(&office, kind::NoteTaken, 0), None);
    assert_eq!(due(&office, kind::HandoverOffered, 0), None, "nothing has changed");
    office.say(0, note("new")).expect("may");
    office.share();
    assert_eq!(due(&office, kind::NoteTaken, 0), None);
    assert!(due(&office, kind::HandoverOffered, 0).is_some());
    assert!(due(&office, kind::StoodDown, 0).is_some());
    assert!(due(&office, kind::NoteTaken, 24 * 3_600_000).is_some());
    for _ in 0..100 {
        office.write(officer, note("on and on"));
    }
    assert!(due(&office, kind::NoteTaken, 0).is_some());
}

#[test]
fn a_corrected_message_is_corrected_in_the_present_too() {
    let mut office = Office::found(Mode::Exercise);
    office.seat(0, "Port", Role::Liaison);
    let flash = office.say(0, message("Gates close 07:00", vec![], None)).expect("may").reference();
    let text = "Gates close 17:00".to_owned();
    let correction =
        office.say(0, liaison_core::body::log::Corrected { entry: flash, text }).expect("may");
    office.say(0, contact("Not urgent")).expect("may");
    let present = office.folded().present();
    assert!(present.contains(&flash) && present.contains(&correction.reference()));
    assert_eq!(office.folded().urgent().into_iter().collect::<Vec<_>>(), [flash]);
}
