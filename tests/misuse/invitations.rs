//! Invitations that are wrong, used, ended, or redeemed by two.

use std::sync::Arc;

use liaison::clock::{MachineClock, machine_time};
use liaison::desk::admission::Offer;
use liaison_core::body::room::InvitationIssued;
use liaison_core::invitation::Invitation;
use liaison_core::stamp::Moment;
use liaison_core::terms::Role;

use super::{at_the_relay, joined, marks, seats};
use crate::support::Home;
use crate::support::forger::{Forger, note};
use crate::support::open::Open;
use crate::together::{Partners, common, fingerprint, invite};

#[test]
fn a_mistyped_invitation_is_found_before_anything_is_sent() {
    let mut partners = Partners::new("actual");
    let offered = invite(&partners.customs, "Broker", "Brokers", "liaison");
    partners.relay.stop();
    let last = offered.chars().next_back().expect("a code");
    let other = if last == '7' { '8' } else { '7' };
    let mistyped = format!("{}{other}", &offered[..offered.len() - 1]);
    let home = Home::new();
    // With the relay away anything that is sent would end as 3: no link.
    let said = home.refused(1, &["join", &mistyped]);
    assert!(said.contains("no valid invitation"), "{said}");
    home.refused(3, &["join", &offered]);
}

#[test]
fn an_invitation_that_nobody_gave_was_used_or_has_ended_is_refused_plainly() {
    let partners = Partners::new("actual");
    let offered = invite(&partners.customs, "Broker", "Brokers", "liaison");
    let meant = Invitation::parse(&offered).expect("an invitation");
    let (first, second) = (Home::new(), Home::new());

    let guessed = Invitation { secret: [9; 10], ..meant.clone() }.to_string();
    let said = second.refused(1, &["join", &guessed]);
    assert!(said.contains("knows no such invitation"), "{said}");

    first.json(&["join", &offered]);
    let said = second.refused(1, &["join", &offered]);
    assert!(said.contains("used already"), "{said}");
    partners.customs.json(&["sync"]);
    let said = second.refused(1, &["join", &offered]);
    assert!(said.contains("used already"), "accepted, it is used still: {said}");

    let withdrawn = invite(&partners.customs, "Carrier", "Carriers", "liaison");
    partners.customs.write(&["invite", "withdraw", "Carrier"]);
    let said = second.refused(1, &["join", &withdrawn]);
    assert!(said.contains("withdrawn"), "{said}");

    let late = Invitation { secret: [3; 10], ..meant };
    Forger::at(&partners.customs).say(InvitationIssued {
        key: late.key().key(),
        name: "Trader".to_owned(),
        organisation: "Traders".to_owned(),
        role: Role::Liaison,
        expires: Moment(machine_time().moment().0 - 60),
        posted_at: None,
    });
    partners.customs.json(&["sync"]);
    let said = second.refused(1, &["join", &late.to_string()]);
    assert!(said.contains("expired"), "{said}");

    assert!(second.json(&["room", "list"]).as_array().is_some_and(Vec::is_empty));
    partners.converge();
}

/// What the relay says of an invitation.
fn asked(invitation: &str) -> Offer {
    let home = Home::new();
    Offer::ask(&liaison::home::Home::at(home.path()), invitation, &MachineClock)
        .expect("an invitation")
}

/// Takes the seat of an invitation on this machine, and says nothing of it to anybody.
fn redeem(offer: &Offer, name: &str) -> (Home, String) {
    let home = Home::new();
    let desk = offer
        .take_seat(&liaison::home::Home::at(home.path()), Some(name), Arc::new(MachineClock))
        .expect("a seat");
    let seat = desk.me().seat().to_string();
    (home, seat)
}

#[test]
fn of_two_who_redeem_one_invitation_nobody_counts_until_one_is_accepted() {
    let partners = Partners::new("exercise");
    let witness = joined(&partners, "Witness", "Secretariat", "observer");
    let offered = invite(&partners.customs, "Broker", "Brokers", "duty-officer");
    let offer = asked(&offered);
    // Both have asked before either has told: nobody is to blame, or one has read the other's mail.
    let (ana, hers) = redeem(&offer, "Ana");
    let (bo, his) = redeem(&offer, "Bo");
    let said = [Forger::at(&ana).say(note("from Ana")), Forger::at(&bo).say(note("from Bo"))];
    for home in [&ana, &bo] {
        home.run(&["sync", "--timeout", "5"]);
    }

    fingerprint(&witness);
    for seat in [&hers, &his] {
        assert!(seats(&witness).contains(&(seat.clone(), "contested".to_owned())));
    }
    for id in &said {
        assert_eq!(marks(&witness, id), ["no-authority"], "shown, without effect");
    }
    // The coordinator learns of both at once, as from a stick: so neither is accepted unasked.
    let coordinator = Forger::at(&partners.customs);
    for home in [&ana, &bo] {
        let forger = Forger::at(home);
        forger.held(&forger.key()).iter().for_each(|link| coordinator.keep(link));
    }
    drop(coordinator);
    fingerprint(&partners.customs);
    assert!(seats(&partners.customs).contains(&(his.clone(), "contested".to_owned())));
    partners.customs.write(&["seat", "accept", &his]);

    bo.json(&["sync"]);
    let told = ana.refused(1, &["sync", "--timeout", "5"]);
    assert!(told.contains("ask whoever invited you"), "{told}");
    let all = partners.converge();
    for home in [&partners.port, &witness, &bo] {
        assert_eq!(fingerprint(home), all);
        assert!(seats(home).contains(&(his.clone(), "seated".to_owned())));
        assert!(seats(home).iter().all(|(seat, _)| *seat != hers));
        assert_eq!(marks(home, &said[0]), ["no-authority"]);
        assert_eq!(marks(home, &said[1]), [] as [&str; 0]);
        assert_eq!(common(home), common(&partners.customs));
    }
    assert_eq!(at_the_relay(&partners), (true, all));
}

#[test]
fn who_redeems_what_was_withdrawn_meanwhile_is_told() {
    let partners = Partners::new("actual");
    let offered = invite(&partners.customs, "Broker", "Brokers", "liaison");
    let offer = asked(&offered);
    partners.customs.write(&["invite", "withdraw", "Broker"]);
    let (ana, hers) = redeem(&offer, "Ana");
    let told = ana.refused(1, &["sync", "--timeout", "20"]);
    assert!(told.contains("withdrawn") && told.contains("ask whoever invited you"), "{told}");
    let all = partners.converge();
    assert!(seats(&partners.port).iter().all(|(seat, _)| *seat != hers));
    assert_eq!(at_the_relay(&partners), (true, all));
}

#[test]
fn an_invitation_issued_on_the_screens_serves_as_soon_as_they_say_so() {
    let partners = Partners::new("actual");
    let mut console = Open::at(&partners.customs, (80, 24));
    console.shows("the room", |text| text.contains("INCIDENTS"));
    console.strike(r#"n v "Lea Roux" Tab "Carrier A" Tab "l" F10"#);
    console.shows("that it serves", |text| text.contains("The relay has it"));
    let (_, offered) = console.state.invited.clone().expect("an invitation");
    let carrier = Home::new();
    carrier.json(&["join", &offered]);
    console.strike("c");
    console.shows("who has joined", |text| text.contains("Lea Roux"));
    drop(console);
    assert_eq!(carrier.write(&["note", "from the carrier"]).1, "stored");
}
