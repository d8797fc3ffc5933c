//! Who sits in a room and what they may do: one rule a test.

use liaison_core::body::room::{EntryGivenUp, InvitationWithdrawn, SeatTaken};
use liaison_core::chores::admissions;
use liaison_core::entry::Link;
use liaison_core::id::SeatKey;
use liaison_core::membership::InvitationState;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Role};

use crate::office::{Office, no_signature};
use crate::samples::{incident, note, removal, report, role};
use liaison_core::terms::FlowStatus;

fn state(office: &Office, invitation: usize) -> InvitationState {
    let (room, key) = (office.folded(), office.invitations[invitation].key());
    let found = room.membership().invitations().iter().find(|i| i.key == key);
    found.expect("the invitation is issued").state
}

fn key(office: &Office, pen: usize) -> SeatKey {
    office.pens[pen].key()
}

#[test]
fn the_only_redemption_counts_at_once_and_two_count_for_nobody_until_one_is_accepted() {
    let mut office = Office::found(Mode::Exercise);
    let (_, invitation) = office.invite(0, "Port", Role::Liaison);
    assert_eq!(state(&office, invitation), InvitationState::Open);
    let first = office.redeem(invitation);
    assert_eq!(state(&office, invitation), InvitationState::Taken);
    assert_eq!(office.folded().role(&key(&office, first)), Some(Role::Liaison));
    let second = office.redeem(invitation);
    assert_eq!(state(&office, invitation), InvitationState::Contested);
    assert_eq!(office.folded().role(&key(&office, first)), None);
    office.accept(0, second);
    assert_eq!(state(&office, invitation), InvitationState::Accepted);
    assert_eq!(office.folded().role(&key(&office, first)), None);
    assert_eq!(office.folded().role(&key(&office, second)), Some(Role::Liaison));
    office.redeem(invitation);
    assert_eq!(office.folded().role(&key(&office, second)), Some(Role::Liaison));
}

#[test]
fn an_acceptance_introduces_a_seat_only_where_it_would_not_count_without() {
    let introduced = |office: &Office, pen: usize, acceptance| {
        let read = |link: &Link| Some((link.key(), link.read()?));
        let entries: Vec<_> = office.log.iter().filter_map(read).collect();
        let room = office.folded();
        room.membership().introduction(&key(office, pen), &entries).contains(&acceptance)
    };
    let mut office = Office::found(Mode::Exercise);
    let (_, alone) = office.invite(0, "Port", Role::Liaison);
    let officer = office.redeem(alone);
    let acceptance = office.accept(0, officer);
    assert!(!introduced(&office, officer, acceptance));
    office.redeem(alone);
    assert!(introduced(&office, officer, acceptance), "somebody else redeemed it too");

    let (invited, withdrawn) = office.invite(0, "Port", Role::Liaison);
    let officer = office.redeem(withdrawn);
    let acceptance = office.accept(0, officer);
    office.write(0, InvitationWithdrawn { invitation: invited.reference() });
    assert!(introduced(&office, officer, acceptance), "it was withdrawn");
}

#[test]
fn a_seat_is_not_taken_without_the_invitations_signature() {
    let mut office = Office::found(Mode::Exercise);
    let (_, invitation) = office.invite(0, "Port", Role::Liaison);
    let secret = office.draw();
    let thief = office.sharpen(secret);
    let (key, of) = (office.pens[thief].key(), office.invitations[invitation].key());
    let taken = SeatTaken { key, invitation: of, proof: no_signature(), name: None };
    office.write(thief, taken);
    assert_eq!(state(&office, invitation), InvitationState::Open);
    // Nor in a second entry of a key, nor for another key.
    let (_, other) = office.invite(0, "Port", Role::Liaison);
    office.redeem_as(other, thief);
    assert_eq!(state(&office, other), InvitationState::Open);
}

#[test]
fn of_several_acceptances_that_of_the_seat_higher_in_the_tree_holds_then_the_lower_number() {
    let mut office = Office::found(Mode::Exercise);
    let deputy = office.seat(0, "Customs", Role::Coordinator);
    let (_, invitation) = office.invite(deputy, "Port", Role::Liaison);
    let (one, two) = (office.redeem(invitation), office.redeem(invitation));
    office.share();
    office.accept(deputy, one);
    assert_eq!(office.folded().role(&key(&office, one)), Some(Role::Liaison));
    office.accept(0, two);
    assert_eq!(office.folded().role(&key(&office, two)), Some(Role::Liaison));
    assert_eq!(office.folded().role(&key(&office, one)), None);
    // The same author's lower number.
    office.accept(0, one);
    assert_eq!(office.folded().role(&key(&office, two)), Some(Role::Liaison));
}

#[test]
fn an_acceptance_voided_by_its_authors_removal_is_as_if_never_written() {
    let mut office = Office::found(Mode::Exercise);
    let deputy = office.seat(0, "Customs", Role::Coordinator);
    let (_, invitation) = office.invite(deputy, "Port", Role::Liaison);
    office.share();
    let seen = office.pens[deputy].n;
    let officer = office.redeem(invitation);
    office.accept(deputy, officer);
    assert_eq!(state(&office, invitation), InvitationState::Accepted);
    let gone = key(&office, deputy);
    office.write(0, removal(gone, seen));
    assert_eq!(state(&office, invitation), InvitationState::Taken);
    // One above writes it again, by itself.
    office.share();
    let (room, founder) = (&office.pens[0].room, key(&office, 0));
    let chores = admissions(room, &founder, office.now(), |_| false);
    assert_eq!(chores.len(), 1);
    office.write(0, chores[0].clone());
    assert_eq!(state(&office, invitation), InvitationState::Accepted);
    office.share();
    assert!(admissions(&office.pens[0].room, &founder, office.now(), |_| true).is_empty());
}

#[test]
fn a_withdrawal_voids_what_is_not_accepted_and_nothing_else() {
    let mut office = Office::found(Mode::Exercise);
    let stranger = office.seat(0, "Port", Role::Coordinator);
    for accepted in [false, true] {
        let (invited, invitation) = office.invite(0, "Port", Role::Liaison);
        let officer = office.redeem(invitation);
        if accepted {
            office.accept(0, officer);
        }
        let withdrawal = InvitationWithdrawn { invitation: invited.reference() };
        office.write(stranger, withdrawal.clone());
        assert!(office.folded().role(&key(&office, officer)).is_some(), "not from above");
        office.write(0, withdrawal);
        assert_eq!(office.folded().role(&key(&office, officer)).is_some(), accepted);
    }
}

#[test]
fn what_was_redeemed_too_late_is_withdrawn_by_the_console_that_finds_it() {
    let mut office = Office::found(Mode::Exercise);
    let (_, invitation) = office.invite(0, "Port", Role::Liaison);
    let officer = office.redeem(invitation);
    office.share();
    let (room, founder) = (&office.pens[0].room, key(&office, 0));
    let late = Stamp(room.membership().invitations()[0].expires.stamp().0 + 1);
    let chores = |now, in_time| admissions(room, &founder, now, |_| in_time);
    assert!(matches!(chores(late, true)[..], [liaison_core::body::Body::SeatAccepted(_)]));
    assert!(matches!(chores(office.now(), false)[..], [liaison_core::body::Body::SeatAccepted(_)]));
    let withdrawals = chores(late, false);
    assert!(matches!(withdrawals[..], [liaison_core::body::Body::InvitationWithdrawn(_)]));
    office.write(0, withdrawals[0].clone());
    assert_eq!(office.folded().role(&key(&office, officer)), None);
}

#[test]
fn acts_on_a_seat_count_only_from_above_it() {
    let mut office = Office::found(Mode::Exercise);
    let upper = office.seat(0, "Customs", Role::Coordinator);
    let lower = office.seat(upper, "Customs", Role::Coordinator);
    let beside = office.seat(0, "Port", Role::Coordinator);
    // (who acts, on whom, whether it counts)
    let cases = [
        (0, upper, true),
        (0, lower, true),
        (upper, lower, true),
        (lower, upper, false),
        (beside, lower, false),
        (upper, beside, false),
        (upper, upper, false),
        (lower, 0, false),
    ];
    for (who, whom, counts) in cases {
        let target = key(&office, whom);
        let mut tried = office.log.clone();
        let act = office.write(who, role(target, 9, Role::Observer, &[]));
        let now = office.folded().role(&target);
        assert_eq!(now == Some(Role::Observer), counts, "{who} on {whom}");
        office.rewind(who, act.n - 1);
        std::mem::swap(&mut tried, &mut office.log);
    }
}

#[test]
fn the_role_is_the_least_of_those_set_whatever_the_time_and_removal_is_the_least_of_all() {
    let mut office = Office::found(Mode::Exercise);
    let deputy = office.seat(0, "Customs", Role::Coordinator);
    let officer = office.seat(deputy, "Port", Role::Liaison);
    let (target, n) = (key(&office, officer), office.pens[officer].n);
    // Concurrent: neither supersedes the other.
    let raise = office.write(0, role(target, n + 5, Role::DutyOfficer, &[]));
    let lower = office.write(deputy, role(target, n + 2, Role::Observer, &[]));
    let roles = |office: &Office| {
        let room = office.folded();
        [n, n + 2, n + 3, n + 5, n + 6].map(|n| room.role_at(&target, n))
    };
    let (liaison, observer) = (Some(Role::Liaison), Some(Role::Observer));
    assert_eq!(roles(&office), [liaison, liaison, observer, observer, observer]);
    // One that names both supersedes both from where it counts.
    let over = [raise.reference(), lower.reference()];
    office.write(0, role(target, n + 5, Role::DutyOfficer, &over));
    let duty = Some(Role::DutyOfficer);
    assert_eq!(roles(&office), [liaison, liaison, observer, observer, duty]);
    office.write(deputy, removal(target, n + 4));
    assert_eq!(roles(&office), [liaison, liaison, observer, None, None]);
}

#[test]
fn a_removed_seats_later_entries_have_no_effect_and_its_earlier_ones_keep_it() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let before = office.say(officer, incident("Before")).expect("a liaison may");
    let unseen = office.say(officer, incident("Not seen by who removed")).expect("a liaison may");
    office.write(0, removal(key(&office, officer), before.n));
    office.say(officer, incident("Not knowing")).expect("the copy does not know");
    office.share();
    let room = office.folded();
    assert_eq!(room.incidents().keys().collect::<Vec<_>>(), [&before.reference()]);
    assert!(room.chains()[&unseen.author].has(unseen.n, unseen.h.check()), "kept all the same");
    assert!(office.say(officer, incident("Knowing")).is_err());
}

#[test]
fn two_coordinators_above_one_another_are_judged_from_the_top() {
    let mut office = Office::found(Mode::Exercise);
    let upper = office.seat(0, "Customs", Role::Coordinator);
    let lower = office.seat(upper, "Customs", Role::Coordinator);
    let officer = office.seat(lower, "Port", Role::Liaison);
    let (upper_key, lower_key) = (key(&office, upper), key(&office, lower));
    let (n_upper, n_lower) = (office.pens[upper].n, office.pens[lower].n);
    // Each removes below itself, having seen nothing of the other's act.
    office.write(lower, removal(key(&office, officer), office.pens[officer].n));
    office.write(upper, removal(lower_key, n_lower));
    office.write(0, removal(upper_key, n_upper));
    let room = office.folded();
    assert_eq!(room.role(&upper_key), None);
    // The act of `upper` came after what the founder had seen of it: void, so `lower` stays, and
    // with it the removal that it wrote.
    assert_eq!(room.role(&lower_key), Some(Role::Coordinator));
    assert_eq!(room.role(&key(&office, officer)), None);
}

#[test]
fn the_recovery_key_sets_a_seat_above_the_founder() {
    let mut office = Office::found(Mode::Exercise);
    let saved = office.recover();
    office.share();
    let founder = key(&office, 0);
    assert_eq!(office.folded().role(&key(&office, saved)), Some(Role::Coordinator));
    assert_eq!(office.folded().role(&founder), Some(Role::Coordinator));
    office.write(0, removal(key(&office, saved), 1));
    assert_eq!(office.folded().role(&key(&office, saved)), Some(Role::Coordinator));
    let body = removal(founder, 0);
    office.say(saved, body).expect("above the founder");
    office.share();
    assert_eq!(office.folded().role(&founder), None);
    // What it had seen of the founder keeps its effect: the room is still the founder's.
    assert_eq!(office.folded().role_at(&founder, 1), Some(Role::Coordinator));
}

#[test]
fn what_an_officer_gives_up_has_no_effect_where_its_content_is_held() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let flow = office.say(officer, report("JPNGO", FlowStatus::Closed)).expect("a liaison may");
    office.write(officer, EntryGivenUp { numbers: vec![flow.n, 99] });
    assert!(office.folded().flows().is_empty());
    assert!(!office.folded().membership().is_given_up(&flow.author, 99), "only what went before");
    // What is given up gives nothing up.
    let other = office.write(officer, note("kept"));
    let given = office.write(officer, EntryGivenUp { numbers: vec![other.n] });
    office.write(officer, EntryGivenUp { numbers: vec![given.n] });
    assert!(!office.folded().membership().is_given_up(&other.author, other.n));
    // An act on a seat is given up like anything else; another's entry cannot be.
    let target = key(&office, officer);
    let act = office.write(0, role(target, 99, Role::Observer, &[]));
    assert_eq!(office.folded().role(&target), Some(Role::Observer));
    office.write(officer, EntryGivenUp { numbers: vec![act.n] });
    assert_eq!(office.folded().role(&target), Some(Role::Observer));
    office.write(0, EntryGivenUp { numbers: vec![act.n] });
    assert_eq!(office.folded().role(&target), Some(Role::Liaison));
}

#[test]
fn a_removed_officer_gives_up_nothing_and_repeats_nothing() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let said = office.say(officer, incident("Said")).expect("a liaison may");
    office.write(0, removal(key(&office, officer), said.n));
    office.write(officer, EntryGivenUp { numbers: vec![said.n] });
    assert!(office.folded().incidents().contains_key(&said.reference()));
}

#[test]
fn the_accepted_redemption_names_the_seat_where_its_key_wrote_two() {
    let mut office = Office::found(Mode::Exercise);
    let (_, invitation) = office.invite(0, "Port", Role::Liaison);
    let officer = office.redeem(invitation);
    let (key, of) = (office.pens[officer].key(), office.invitations[invitation].key());
    let hash = liaison_core::membership::redemption_hash(&office.id, &key, &of);
    let proof = office.invitations[invitation].sign_bytes(&hash.0);
    for name in ["Ana", "Bob", "Cleo"] {
        office.rewind(officer, 0);
        let name = Some(name.to_owned());
        office.write(officer, SeatTaken { key, invitation: of, proof, name });
    }
    assert_eq!(state(&office, invitation), InvitationState::Taken, "one key is one taker");
    let branches: Vec<_> = office.log.iter().filter(|l| l.author == key).cloned().collect();
    for link in &branches[1..] {
        let first = link.h;
        let n = office.pens[0].n;
        office.write(0, liaison_core::body::room::SeatAccepted { key, first });
        let name = match link.read() {
            Some(liaison_core::body::Body::SeatTaken(taken)) => taken.name,
            _ => None,
        };
        let room = office.folded();
        assert_eq!(room.membership().member(&key).map(|m| m.name.clone()), name);
        office.log.pop();
        office.rewind(0, n);
    }
}
