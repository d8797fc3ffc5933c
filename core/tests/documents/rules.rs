//! Who may share and withdraw what, and what it comes to.

use liaison_core::body::Body;
use liaison_core::body::document::{DocumentShared, DocumentWithdrawn, Extract};
use liaison_core::decide::{Refusal, Shown, Thing, decide};
use liaison_core::document::{DOCUMENT_BYTES_MAX, NAME_BYTES_MAX, Name};
use liaison_core::id::{EntryRef, Hash};
use liaison_core::terms::{Mode, Role, Tlp};

use crate::office::{DAWN, Office};

fn draft(size: u64, hash: u8) -> DocumentShared {
    DocumentShared {
        name: "consigne-12.pdf".into(),
        media: "application/pdf".into(),
        size,
        hash: Hash([hash; 32]),
        tlp: None,
        incident: None,
        text: None,
    }
}

fn say(office: &Office, pen: usize, draft: impl Into<Body>) -> Result<Body, Refusal> {
    let who = office.pens[pen].key();
    decide(&office.folded(), &who, draft.into(), &Shown::Now, office.now())
}

fn withdrawal(document: EntryRef) -> DocumentWithdrawn {
    DocumentWithdrawn { document, reason: None }
}

#[test]
fn a_document_has_a_name_a_size_and_a_label_that_is_only_stricter() {
    let office = Office::found_with(Mode::Exercise, Tlp::Amber);
    let long = DocumentShared { name: "x".repeat(NAME_BYTES_MAX + 1), ..draft(1, 1) };
    let too_long = Refusal::TextTooLong { bytes: NAME_BYTES_MAX + 1, max: NAME_BYTES_MAX };
    let large = DOCUMENT_BYTES_MAX + 1;
    let too_large = Refusal::DocumentTooLarge { bytes: large, max: DOCUMENT_BYTES_MAX };
    let text = Some(Extract { size: 1, hash: Hash([9; 32]), bytes: u64::MAX });
    let cases = [
        (draft(1, 1), None),
        (DocumentShared { tlp: Some(Tlp::Red), ..draft(1, 1) }, None),
        (
            DocumentShared { tlp: Some(Tlp::Green), ..draft(1, 1) },
            Some(Refusal::TlpTooWide { room: Tlp::Amber }),
        ),
        (DocumentShared { name: " ".into(), ..draft(1, 1) }, Some(Refusal::Empty("name"))),
        (long, Some(too_long)),
        (draft(0, 1), Some(Refusal::Empty("document"))),
        (draft(large, 1), Some(too_large)),
    ];
    for (draft, wanted) in cases {
        assert_eq!(say(&office, 0, draft.clone()).err(), wanted, "{draft:?}");
    }
    let bomb = say(&office, 0, DocumentShared { text, ..draft(1, 1) });
    assert!(matches!(bomb, Err(Refusal::DocumentTooLarge { .. })), "{bomb:?}");
}

#[test]
fn shared_twice_it_is_one_and_a_lie_about_its_size_is_another() {
    let mut office = Office::found(Mode::Exercise);
    let port = office.seat(0, "Port", Role::Liaison);
    let observer = office.seat(0, "AEO", Role::Observer);
    assert!(matches!(say(&office, observer, draft(5, 1)), Err(Refusal::Role { .. })));
    office.write(0, draft(5, 1));
    let again = office.write(port, draft(5, 1)).reference();
    office.write(port, draft(6, 1));
    let room = office.folded();
    assert_eq!(room.documents().len(), 2);
    let name = Name { hash: Hash([1; 32]), size: 5 };
    assert_eq!(room.documents()[&name].shares.len(), 2);
    assert_eq!(say(&office, 0, draft(5, 1)).err(), Some(Refusal::Already(Thing::Document)));
    // One of two withdrawn, it stands; it travels once for each.
    office.write(port, withdrawal(again));
    let room = office.folded();
    assert!(room.stands(&room.documents()[&name]));
    assert_eq!(room.travels_as(&name.short()), Some(name));
    assert_eq!(room.share_of(&room.documents()[&name]).map(|(_, share)| share.act.time), {
        room.documents()[&name].shares.values().map(|share| share.act.time).min()
    });
    assert!(room.documents()[&name].shares.values().all(|share| share.act.time >= DAWN));
}

#[test]
fn only_who_shared_it_or_a_duty_officer_withdraws() {
    let mut office = Office::found(Mode::Exercise);
    let port = office.seat(0, "Port", Role::Liaison);
    let carrier = office.seat(0, "Carrier", Role::Liaison);
    let customs = office.seat(0, "Customs", Role::DutyOfficer);
    let mine = office.write(port, draft(5, 1)).reference();
    let refused = say(&office, carrier, withdrawal(mine)).err();
    assert_eq!(refused, Some(Refusal::NotYourDocument));
    let unknown = EntryRef { check: [mine.check[0] ^ 1, 0], ..mine };
    let refused = say(&office, port, withdrawal(unknown)).err();
    assert_eq!(refused, Some(Refusal::Unknown(Thing::Document)));
    // A forged console writes it all the same: it has no effect.
    office.write(carrier, withdrawal(mine));
    let stands = |office: &Office| {
        let room = office.folded();
        room.documents().values().all(|document| room.stands(document))
    };
    assert!(stands(&office));
    assert!(say(&office, port, withdrawal(mine)).is_ok());
    office.write(customs, withdrawal(mine));
    assert!(!stands(&office));
    assert_eq!(office.folded().travelling().count(), 0);
    assert_eq!(say(&office, port, withdrawal(mine)).err(), Some(Refusal::Already(Thing::Document)));
    assert!(say(&office, port, draft(5, 1)).is_ok(), "it can be shared again");
}

#[test]
fn its_text_travels_before_it_and_is_gone_with_it() {
    let mut office = Office::found(Mode::Exercise);
    let text = Extract { size: 3, hash: Hash([9; 32]), bytes: 7 };
    let shared = office.write(0, DocumentShared { text: Some(text), ..draft(5, 1) }).reference();
    let room = office.folded();
    let names: Vec<_> = room.travelling().map(|(name, _)| name.size).collect();
    assert_eq!(names, [3, 5]);
    assert!(room.present().contains(&shared));
    office.write(0, withdrawal(shared));
    assert_eq!(office.folded().travelling().count(), 0);
    assert!(!office.folded().present().contains(&shared));
}
