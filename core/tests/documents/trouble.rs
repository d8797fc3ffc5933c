//! What goes wrong: crashes, lies, limits, second thoughts.

use liaison_core::body::document::DocumentWithdrawn;
use liaison_core::document::{Name, Refused};
use liaison_core::replica::documents::DocumentEvent;

use super::desks::{Desks, FAST, Line, paper, shared};
use crate::simulation::dock::DOCUMENT_BYTES;

#[test]
fn crashes_of_both_ends_and_of_the_relay_lose_next_to_nothing() {
    for seed in 0..8 {
        let bytes = paper(250_000);
        let line = Line { bytes_per_s: 10_000, round_trip_ms: 200, breaks_within: Some(60_000) };
        let mut desks = Desks::open(seed, 20, [line, line]);
        let name = desks.share(0, &bytes);
        desks.until("saved", |desks| !desks.officers[0].saved.is_empty());
        desks.want(1, name);
        let mut crashes = 0;
        while desks.kept(1, &name).is_none() {
            assert!(desks.now < 3_600_000, "not within an hour");
            desks.step();
            let (now, chance) = (desks.now, &mut desks.chance);
            match chance.below(500) {
                0 => desks.relay.crash(chance),
                at @ 1..=2 => desks.officers[at as usize - 1].crash(&mut desks.relay, now, chance),
                _ => continue,
            }
            crashes += 1;
        }
        assert!(crashes > 5, "only {crashes} crashes");
        assert_eq!(desks.kept(1, &name), Some(bytes));
    }
}

#[test]
fn a_wrong_piece_is_refused_named_asked_for_again_and_left_in_the_end() {
    let bytes = paper(100_000);
    let mut desks = Desks::open(1, 3, [FAST, FAST]);
    let name = desks.share(0, &bytes);
    desks.until("at the relay", |desks| desks.relay_has(&name));
    let turn = |desks: &Desks| {
        let mut files = desks.relay.disk.0.borrow_mut();
        let (stream, _) = files.documents.get_mut(&name).expect("it is there");
        stream[60_000] ^= 1;
    };
    turn(&desks);
    desks.want(1, name);
    let wrong = |desks: &Desks| {
        let heard = desks.officers[1].heard.iter();
        heard.filter(|event| matches!(event, DocumentEvent::Wrong(..))).count()
    };
    desks.until("given up", |desks| wrong(desks) == 3);
    for _ in 0..500 {
        desks.step();
    }
    assert_eq!(wrong(&desks), 3, "asked again without end");
    let mut heard = desks.officers[1].heard.iter().rev();
    let last = heard.find(|event| matches!(event, DocumentEvent::Wrong(..)));
    let Some(DocumentEvent::Wrong(_, at, true)) = last else { panic!("{last:?}") };
    assert_eq!(at.piece, Some(3), "the piece is named");
    let kept = desks.officers[1].disk.0.borrow().documents[&name].clone();
    assert_eq!(kept.1, at.from, "what came before it stands");
    // The relay's copy is mended; on another connection the rest is fetched.
    turn(&desks);
    let officer = &mut desks.officers[1];
    officer.hang_up(&mut desks.relay, desks.now, &mut desks.chance);
    desks.until("fetched", |desks| desks.kept(1, &name).is_some());
    assert_eq!(desks.kept(1, &name), Some(bytes));
}

#[test]
fn what_a_console_brings_wrong_is_refused_and_nothing_of_it_is_kept() {
    let bytes = paper(100_000);
    let mut desks = Desks::open(1, 3, [FAST, FAST]);
    let name = desks.share(0, &bytes);
    {
        let mut files = desks.officers[0].disk.0.borrow_mut();
        let (stream, _) = files.documents.get_mut(&name).expect("it is there");
        stream[60_000] ^= 1;
    }
    let refused = DocumentEvent::Refused(name, Refused::Wrong);
    desks.until("refused", |desks| desks.officers[0].heard.contains(&refused));
    let files = desks.relay.disk.0.borrow();
    let (stream, checked) = &files.documents[&name];
    assert_eq!(stream.len() as u64, *checked, "what does not verify is not kept");
    assert!(*checked < 60_000);
}

#[test]
fn what_is_too_large_or_has_no_room_is_refused_before_the_first_byte() {
    let bytes = paper(50_000);
    let mut desks = Desks::open(1, 3, [FAST, FAST]);
    desks.relay.dock.quota = 10_000;
    let name = desks.share(0, &bytes);
    let refused = DocumentEvent::Refused(name, Refused::Quota);
    desks.until("refused", |desks| desks.officers[0].heard.contains(&refused));
    let large = Name { size: DOCUMENT_BYTES + 1, ..name };
    let stream = vec![0; large.layout().stream_bytes() as usize];
    let checked = stream.len() as u64;
    desks.officers[0].disk.0.borrow_mut().documents.insert(large, (stream, checked));
    desks.until("written", |desks| desks.officers[0].may_write());
    desks.officers[0].write(&shared(large), desks.now, &mut desks.chance);
    let refused = DocumentEvent::Refused(large, Refused::Size);
    desks.until("refused", |desks| desks.officers[0].heard.contains(&refused));
    assert!(desks.relay.disk.0.borrow().documents.is_empty());
    assert!(desks.sent() < 5_000, "{} bytes went", desks.sent());
}

#[test]
fn who_has_the_same_document_does_not_bring_it_again() {
    let bytes = paper(200_000);
    let slow = Line { bytes_per_s: 20_000, ..FAST };
    let mut desks = Desks::open(1, 3, [slow, slow]);
    let name = desks.share(0, &bytes);
    let again = desks.share(1, &bytes);
    assert_eq!(name, again);
    desks.until("known", |desks| {
        desks.officers.iter().all(|o| o.disk.0.borrow().at_relay.contains(&name))
    });
    assert!(desks.sent() < 230_000, "{} bytes went", desks.sent());
    let room = &desks.officers[0].room;
    assert_eq!(room.documents().len(), 1);
}

#[test]
fn what_was_withdrawn_is_neither_brought_nor_given() {
    let bytes = paper(100_000);
    let mut desks = Desks::open(1, 3, [FAST, FAST]);
    let name = desks.share(0, &bytes);
    desks.until("at the relay", |desks| desks.relay_has(&name));
    let room = &desks.officers[0].room;
    let document = *room.documents()[&name].shares.keys().next().expect("a share");
    desks.officers[0].write(
        &DocumentWithdrawn { document, reason: None }.into(),
        desks.now,
        &mut desks.chance,
    );
    desks.until("withdrawn", |desks| {
        let room = &desks.officers[1].room;
        room.documents().get(&name).is_some_and(|document| !room.stands(document))
    });
    desks.want(1, name);
    for _ in 0..500 {
        desks.step();
    }
    assert!(desks.kept(1, &name).is_none());
}
