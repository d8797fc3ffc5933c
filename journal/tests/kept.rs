//! What lies beside the entries: standing, epochs, the saved fold, permits, drafts, settings.

use liaison_core::id::{Hash, SeatId};
use liaison_core::shelf::Shelf as _;
use liaison_core::stamp::Stamp;
use liaison_journal::batch::{Batch, Placed};
use liaison_journal::draft::Draft;
use liaison_journal::epoch::Epoch;
use liaison_journal::fold::SavedFold;
use liaison_journal::head::{Head, Source};
use liaison_journal::permit::Spending;
use liaison_journal::standing::Standing;
use liaison_journal::{Added, BRANCHES_MAX, JournalError, Place, RowNo};

use crate::officer::{Desk, Officer, refused};

#[test]
fn an_own_entry_comes_further_and_falls_back() {
    let mut desk = Desk::new(Place::None);
    let (room, no, own) = (desk.room, desk.no, desk.founder.key());
    desk.journal.write(|write| write.add_own_seat(no, &own)).unwrap();
    let link = desk.founder.write(&room, "gates close at 07:00");
    desk.add(&link, Place::None);
    let key = link.key();
    let standing = |desk: &Desk| desk.journal.read().standing(no, &key).unwrap().unwrap();
    assert_eq!(standing(&desk), Standing::Saved);
    desk.journal.write(|write| write.mark_sent(no, &[key])).unwrap();
    assert_eq!(standing(&desk), Standing::Sent);
    desk.journal.write(|write| write.mark_stored(no, &[(key, 7)])).unwrap();
    assert_eq!(standing(&desk), Standing::Stored { position: 7 });
    assert_eq!(desk.journal.read().outbox_count(no).unwrap(), 1, "the founding entry waits");
    let voided = desk.journal.write(|write| write.void_positions(no, 7)).unwrap();
    assert_eq!((voided, standing(&desk)), (1, Standing::Sent));
    assert_eq!(desk.journal.read().outbox(no, RowNo(0), 10).unwrap().len(), 2);
    let refusal =
        |write: &mut liaison_journal::Write<'_>| write.mark_refused(no, &key, "too long", Some(9));
    desk.journal.write(refusal).unwrap();
    let reason = "too long".to_owned();
    assert_eq!(standing(&desk), Standing::Refused { reason, position: Some(9) });
    assert_eq!(desk.journal.read().refused(no).unwrap().len(), 1);
    assert_eq!(desk.journal.read().entry(no, &key).unwrap().unwrap().link, link, "text kept");
    desk.journal.write(|write| write.mark_given_up(no, &key)).unwrap();
    assert_eq!(standing(&desk), Standing::GivenUp);
}

#[test]
fn a_position_has_one_entry() {
    let mut desk = Desk::new(Place::At(0));
    let (room, no) = (desk.room, desk.no);
    let (one, two) = (desk.founder.write(&room, "one"), desk.founder.write(&room, "two"));
    desk.add(&one, Place::At(4));
    let taken = desk.journal.write(|write| write.append(no, &two, Place::At(4)));
    assert!(matches!(taken, Err(JournalError::PositionTaken { position: 4 })));
    assert_eq!(desk.links().len(), 2, "nothing of that write was kept");
    assert_eq!(desk.journal.read().end(no).unwrap(), 5);
}

#[test]
fn a_relay_gives_positions_in_order_and_once() {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let epoch = desk.journal.write(|write| write.begin_epoch(no, 11)).unwrap();
    assert_eq!((epoch.first, epoch.end), (1, None));
    let links: Vec<_> = (0..3).map(|i| desk.founder.write(&room, &format!("{i}"))).collect();
    let batch = Batch { room: no, links: links.clone() };
    let placed = desk.journal.append_many(std::slice::from_ref(&batch)).unwrap();
    let at = |position, before| Placed::At { position, before, dropped: None };
    assert_eq!(placed, vec![vec![at(1, false), at(2, false), at(3, false)]]);
    let again = desk.journal.append_many(&[batch]).unwrap();
    assert_eq!(again, vec![vec![at(1, true), at(2, true), at(3, true)]]);
    let next = desk.journal.write(|write| write.begin_epoch(no, 12)).unwrap();
    let epochs = desk.journal.read().epochs(no).unwrap();
    assert_eq!((epochs[0].id, epochs[0].end, next.first), (11, Some(4), 4));
    assert_eq!(desk.journal.read().epoch_of(no, 3).unwrap().map(|e| e.id), Some(11));
    assert_eq!(desk.journal.read().epoch_of(no, 4).unwrap().map(|e| e.id), Some(12));
    assert_eq!(
        desk.journal.read().shelf(no).link(&links[1].key()).unwrap(),
        Some(links[1].clone())
    );
}

#[test]
fn epochs_met_are_as_they_were_told_last() {
    let mut desk = Desk::new(Place::At(0));
    let no = desk.no;
    let epoch = |id, first, end| Epoch { id, first, end };
    let met = [epoch(1, 0, Some(5)), epoch(2, 5, Some(5)), epoch(3, 5, None)];
    desk.journal.write(|write| write.set_epochs(no, &met)).unwrap();
    assert_eq!(desk.journal.read().epochs(no).unwrap(), met);
    desk.journal.write(|write| write.void_positions(no, 3)).unwrap();
    assert_eq!(desk.journal.read().epochs(no).unwrap(), [epoch(1, 0, Some(3))]);
    desk.journal.write(|write| write.set_epochs(no, &met[1..])).unwrap();
    assert_eq!(desk.journal.read().epochs(no).unwrap(), met[1..]);
}

#[test]
fn a_position_is_not_given_again_though_its_entry_was_dropped() {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let mut branches: Vec<_> =
        (0..=BRANCHES_MAX).map(|i| desk.founder.branch(&room, &format!("{i}"))).collect();
    branches.sort_by_key(|link| std::cmp::Reverse(link.h));
    let placed = desk.journal.append_many(&[Batch { room: no, links: branches.clone() }]).unwrap();
    let last = placed[0].last().unwrap();
    assert!(
        matches!(last, Placed::At { position: 9, dropped: Some(key), .. } if key.h == branches[0].h)
    );
    desk.reopen();
    assert_eq!(desk.journal.read().end(no).unwrap(), 10);
}

#[test]
fn what_a_relay_refused_stays_refused_there_and_is_filled_elsewhere() {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let whole = desk.founder.write(&room, "too long for the relay");
    let hash = refused(&room, &whole);
    desk.add(&hash, Place::Next);
    desk.journal.write(|write| write.mark_refused(no, &whole.key(), "size", None)).unwrap();
    assert_eq!(desk.journal.read().refusal(no, &whole.key()).unwrap().as_deref(), Some("size"));
    desk.add(&whole, Place::Next);
    assert_eq!(desk.links()[1], hash);
    let revision = desk.journal.read().revision(no).unwrap();
    assert!(matches!(desk.add(&whole, Place::None), Added::Held(_)));
    assert_eq!(desk.links()[1], whole);
    assert_eq!(desk.journal.read().revision(no).unwrap(), revision + 1);
}

#[test]
fn a_saved_fold_is_ignored_where_anything_below_it_changed() {
    let mut desk = Desk::new(Place::None);
    let (room, no) = (desk.room, desk.no);
    let upto = desk.journal.read().last_row(no).unwrap();
    let fold = SavedFold { upto, blob: vec![1, 2, 3] };
    assert!(desk.journal.write(|write| write.put_fold(no, 1, 0, &fold)).unwrap());
    assert_eq!(desk.journal.read().fold(no, 1).unwrap(), Some(fold.clone()));
    assert_eq!(desk.journal.read().fold(no, 2).unwrap(), None, "another format");

    let mut other = Officer::new(9);
    let hash = other.write_refused(&room, "later");
    desk.add(&hash, Place::None);
    assert_eq!(desk.journal.read().fold(no, 1).unwrap(), Some(fold.clone()), "only more above");

    let whole = Officer::new(9).write(&room, "later");
    desk.add(&whole, Place::None);
    assert_eq!(desk.journal.read().fold(no, 1).unwrap(), None, "a row says something else");
    assert!(!desk.journal.write(|write| write.put_fold(no, 1, 0, &fold)).unwrap());
    assert!(desk.journal.write(|write| write.put_fold(no, 1, 1, &fold)).unwrap());
    assert_eq!(desk.journal.read().fold(no, 1).unwrap(), Some(fold));
    let absent = SavedFold { upto: RowNo(99), blob: Vec::new() };
    assert!(!desk.journal.write(|write| write.put_fold(no, 1, 1, &absent)).unwrap());
}

#[test]
fn a_permit_is_spent_once() {
    let mut desk = Desk::new(Place::Next);
    let (digest, other) = (Hash([4; 32]), Hash([5; 32]));
    desk.journal.write(|write| write.give_permit(&digest, Stamp(1_000))).unwrap();
    let mut spend = |digest: Hash, now| {
        desk.journal.write(|write| write.spend_permit(&digest, Stamp(now))).unwrap()
    };
    assert_eq!(spend(other, 1), Spending::Unknown);
    assert_eq!(spend(digest, 1_000), Spending::Expired);
    assert_eq!(spend(digest, 999), Spending::Spent);
    assert_eq!(spend(digest, 999), Spending::Used);
    desk.journal.write(|write| write.keep_permit("HOST-1234", Stamp(1))).unwrap();
    assert_eq!(desk.journal.read().kept_permits().unwrap(), vec!["HOST-1234"]);
    desk.journal.write(|write| write.drop_permit("HOST-1234")).unwrap();
    assert!(desk.journal.read().kept_permits().unwrap().is_empty());
}

#[test]
fn drafts_settings_and_heads_are_as_they_were_last() {
    let mut desk = Desk::new(Place::Next);
    let no = desk.no;
    let draft = |text: &str, saved| Draft {
        name: "message".to_owned(),
        text: text.to_owned(),
        saved: Stamp(saved),
    };
    let head = |n| Head { seat: SeatId([1; 4]), n, half: [7; 16] };
    desk.journal
        .write(|write| {
            write.put_draft(Some(no), &draft("Gates cl", 1))?;
            write.put_draft(Some(no), &draft("Gates close", 2))?;
            write.set_setting(None, "language", b"en")?;
            write.set_setting(None, "language", b"fr")?;
            write.set_setting(Some(no), "language", b"en")?;
            write.put_head(no, Source::Witness, &head(5))?;
            write.put_head(no, Source::Witness, &head(4))?;
            write.put_told(no, 3, 5)?;
            write.put_told(no, 6, 8)
        })
        .unwrap();
    desk.reopen();
    let read = desk.journal.read();
    assert_eq!(read.draft(Some(no), "message").unwrap(), Some(draft("Gates close", 2)));
    assert_eq!(read.draft_names(Some(no)).unwrap(), vec!["message"]);
    assert_eq!(read.setting(None, "language").unwrap().as_deref(), Some(&b"fr"[..]));
    assert_eq!(read.setting(Some(no), "language").unwrap().as_deref(), Some(&b"en"[..]));
    assert_eq!(read.heads(no, Source::Witness).unwrap(), vec![head(5)]);
    assert_eq!(read.told(no).unwrap().iter().collect::<Vec<_>>(), vec![(3, 8)]);
    assert_eq!(
        read.record(no).unwrap().positions().iter().collect::<Vec<_>>(),
        vec![(0, 0), (3, 8)]
    );
    assert_eq!(read.room_named(&desk.room.name()).unwrap().map(|room| room.no), Some(no));
    assert_eq!(read.founding(no).unwrap().map(|row| row.link.h.0), Some(desk.room.0));
    desk.journal.write(|write| write.drop_draft(Some(no), "message")).unwrap();
    assert_eq!(desk.journal.read().draft(Some(no), "message").unwrap(), None);
}
