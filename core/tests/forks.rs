//! Two entries with one number, fresh seats, and entries that are issued again.

use liaison_core::body::incident::IncidentClosed;
use liaison_core::body::log::Acknowledged;
use liaison_core::body::room::{EntriesReissued, Replacement};
use liaison_core::entry::{Content, Link};
use liaison_core::field::Holding;
use liaison_core::terms::{Mode, Role, Severity};

use crate::office::{Office, apply_all, fold};
use crate::samples::{incident, message, note, removal, revision};

#[test]
fn branches_beside_the_point_continued_keep_their_effect_and_what_lies_beyond_loses_it() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let n = office.pens[officer].n;
    let seen = office.say(officer, incident("Seen by all")).expect("a liaison may");
    let lost = office.say(officer, incident("Beyond the backup")).expect("a liaison may");
    office.rewind(officer, n);
    let branch = office.say(officer, incident("Beside it")).expect("a liaison may");
    assert_eq!(office.folded().incidents().len(), 3);
    assert_eq!(office.folded().chains()[&seen.author].forks().collect::<Vec<_>>(), [n + 1]);
    let fresh = office.continue_from(officer, n + 1);
    office.share();
    let open: Vec<_> = office.folded().incidents().keys().copied().collect();
    assert!(open.contains(&seen.reference()) && open.contains(&branch.reference()));
    assert!(!open.contains(&lost.reference()));
    // Both seats are one member with one role and place.
    let (old, new) = (office.pens[officer].key(), office.pens[fresh].key());
    let room = office.folded();
    assert_eq!(room.membership().member_index(&old), room.membership().member_index(&new));
    assert_eq!((room.role(&old), room.role(&new)), (None, Some(Role::Liaison)));
    // Of several continuations the one that continues most cuts.
    office.continue_from(officer, n + 2);
    office.share();
    assert!(office.folded().incidents().contains_key(&lost.reference()));
    assert_eq!(office.folded().membership().continued_at(&old), Some(n + 2));
}

#[test]
fn an_act_on_a_member_holds_for_all_its_seats_and_a_seat_not_listed_has_zero() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let n = office.pens[officer].n;
    let fresh = office.continue_from(officer, n);
    office.share();
    let said = office.say(fresh, incident("By the fresh seat")).expect("a liaison may");
    // The founder's copy lacks the fresh seat's entries; a decision would list it with what it has.
    let (old, new) = (office.pens[officer].key(), office.pens[fresh].key());
    office.write(0, removal(old, n));
    assert_eq!(office.folded().role(&new), None);
    assert!(!office.folded().incidents().contains_key(&said.reference()));
    // Decided with what is held, every seat is listed, and what was seen keeps its effect.
    office.log.pop();
    office.rewind(0, office.pens[0].n - 1);
    office.pens[0].held.pop();
    office.pens[0].room = fold(office.id, &office.pens[0].held);
    office.share();
    office.say(0, removal(old, 0)).expect("the founder is above");
    let room = office.folded();
    assert!(room.incidents().contains_key(&said.reference()));
    assert_eq!(room.role(&new), None);
}

#[test]
fn what_is_issued_again_is_one_with_the_old_and_goes_by_either_name() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::DutyOfficer);
    let n = office.pens[officer].n;
    let old = office.say(officer, incident("Waiting")).expect("may");
    let flash = office.say(officer, message("Waiting too", Vec::new(), None)).expect("may");
    let changed = office.say(officer, message("Old words", Vec::new(), None)).expect("may");
    let fresh = office.continue_from(officer, n);
    let bodies = [&old, &flash].map(|key| body_of(&office, key));
    let new = office.write(fresh, bodies[0].clone());
    let flash_again = office.write(fresh, bodies[1].clone());
    let changed_again = office.write(fresh, message("New words", Vec::new(), None));
    let pairs = [(old, new), (flash, flash_again), (changed, changed_again)];
    let replaces = pairs.map(|(o, n)| Replacement { old: o.reference(), new: n.reference() });
    office.write(fresh, EntriesReissued { replaces: replaces.to_vec() });
    office.share();
    let room = office.folded();
    assert_eq!(room, apply_all(office.id, &office.log));
    assert_eq!(room.incidents().len(), 1, "one and not none");
    assert_eq!(room.resolve(&old.reference()), room.resolve(&new.reference()));
    assert_eq!(room.messages().len(), 2);
    assert_ne!(room.resolve(&changed.reference()), room.resolve(&changed_again.reference()));
    // A reference to either is to both.
    office.say(0, Acknowledged { entries: vec![flash.reference()] }).expect("one of the two");
    office.say(0, revision(old.reference(), Severity::Minor)).expect("one of the two");
    let room = office.folded();
    let acknowledged = room.acknowledgements(&room.resolve(&flash_again.reference()));
    assert_eq!(acknowledged.len(), 1);
    let found = &room.incidents()[&room.resolve(&new.reference())];
    assert_eq!(found.severity.value(&room), Some(&Severity::Minor));
    // Closed by the other name, it is closed.
    let closed = IncidentClosed { incident: new.reference(), over: Vec::new(), reason: None };
    office.say(0, closed).expect("open");
    let room = office.folded();
    assert!(!room.incidents()[&room.resolve(&old.reference())].is_open());
}

#[test]
fn three_copies_of_one_entry_have_one_effect() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::DutyOfficer);
    let n = office.pens[officer].n;
    let old = office.say(officer, incident("Waiting")).expect("may");
    let body = body_of(&office, &old);
    for cut in [n, n + 1] {
        let fresh = office.continue_from(officer, cut);
        let new = office.write(fresh, body.clone());
        let replaces = vec![Replacement { old: old.reference(), new: new.reference() }];
        office.write(fresh, EntriesReissued { replaces });
        office.share();
        assert_eq!(office.folded().incidents().len(), 1);
        assert_eq!(office.folded(), apply_all(office.id, &office.log));
    }
}

#[test]
fn only_a_members_own_entries_are_issued_again() {
    let mut office = Office::found(Mode::Exercise);
    let (one, two) = (office.seat(0, "Port", Role::Liaison), office.seat(0, "AEO", Role::Liaison));
    let theirs = office.say(one, incident("Theirs")).expect("may");
    office.share();
    let mine = office.write(two, body_of(&office, &theirs));
    let replaces = vec![Replacement { old: theirs.reference(), new: mine.reference() }];
    office.write(two, EntriesReissued { replaces });
    assert_eq!(office.folded().incidents().len(), 2);
}

#[test]
fn a_name_that_fits_two_branches_names_neither() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::DutyOfficer);
    let one = office.say(officer, incident("One")).expect("may");
    let two = office.write_namesake(officer, &one, incident("Two").into());
    assert_eq!(one.reference(), two.reference());
    office.share();
    let room = office.folded();
    assert_eq!(room, apply_all(office.id, &office.log));
    assert!(room.is_ambiguous(&one.reference()));
    // One of them speaks, the same one everywhere; what refers to the name has no effect.
    let smaller = if one.h < two.h { "One" } else { "Two" };
    let title = room.incidents()[&one.reference()].title.value(&room).cloned();
    assert_eq!(title.as_deref(), Some(smaller));
    let revised = office.say(0, revision(one.reference(), Severity::Minor));
    assert!(matches!(revised, Err(liaison_core::decide::Refusal::Ambiguous(_))), "{revised:?}");
    office.write(0, revision(one.reference(), Severity::Minor));
    let room = office.folded();
    let severity = room.incidents()[&one.reference()].severity.value(&room);
    assert_eq!(severity, Some(&Severity::Severe));
}

#[test]
fn of_more_than_eight_branches_those_with_the_smallest_hashes_count_in_any_order() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    let n = office.pens[officer].n;
    let mut all = Vec::new();
    for i in 0..11 {
        office.rewind(officer, n);
        all.push(office.write(officer, incident(&format!("Branch {i}"))));
    }
    let room = office.folded();
    all.sort_by_key(|key| key.h);
    let mut kept: Vec<_> = all[..8].iter().map(|key| key.reference()).collect();
    kept.sort_unstable();
    assert_eq!(room.incidents().keys().copied().collect::<Vec<_>>(), kept);
    assert_eq!(room.entries(), office.log.len() as u64 - 3);
    assert!(!room.holds(&all[8].reference()));
    let mut turned = office.log.clone();
    turned.reverse();
    assert_eq!(apply_all(office.id, &turned), room);
}

#[test]
fn content_that_comes_after_its_refusal_is_no_fork() {
    let mut office = Office::found(Mode::Exercise);
    let officer = office.seat(0, "Port", Role::Liaison);
    office.say(officer, incident("Too long for the relay")).expect("may");
    let whole = office.log.pop().expect("just written");
    let hash = whole.content.hash(&office.id, &whole.author, whole.n);
    let refused = Link { content: Content::Refused(hash), ..whole.clone() };
    assert!(refused.holds(&office.id));
    let mut links = office.log.clone();
    links.push(refused);
    assert!(fold(office.id, &links).incidents().is_empty());
    // The copy holds the entry once: whole from now on.
    let mut room = fold(office.id, &links);
    assert_eq!(room.apply(&whole), liaison_core::room::Applied::FoldAnew);
    links.pop();
    links.push(whole);
    let room = fold(office.id, &links);
    assert_eq!(
        (room.incidents().len(), room.chains()[&office.pens[officer].key()].forks().count()),
        (1, 0)
    );
}

#[test]
fn numbers_begin_at_one_and_nothing_goes_before() {
    let office = Office::found(Mode::Exercise);
    let secret = crate::office::secret(99);
    let entry = crate::office::entry_of(office.now(), note("x").into());
    let some = liaison_core::id::Hash([7; 32]);
    let write = |n, previous| Link::write(&office.id, &secret, n, previous, entry.clone());
    assert!(write(1, liaison_core::id::Hash::ZERO).holds(&office.id));
    assert!(!write(1, some).holds(&office.id));
    assert!(!write(0, liaison_core::id::Hash::ZERO).holds(&office.id));
    assert!(write(2, some).holds(&office.id));
}

fn body_of(office: &Office, key: &liaison_core::id::EntryKey) -> liaison_core::body::Body {
    let link = office.log.iter().find(|l| l.key() == *key);
    link.and_then(Link::read).expect("written here")
}
