//! Several processes at one home: what one wrote the next one sees before it writes.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use liaison_core::entry::Link;
use liaison_core::id::Hash;
use liaison_journal::{Access, Journal, JournalError, Place, RowNo};

use crate::officer::{Desk, Officer, entry, links, open};

#[test]
fn no_number_is_given_twice() {
    const WRITERS: usize = 4;
    const EACH: usize = 50;
    let desk = Desk::new(Place::None);
    let (room, no, founder) = (desk.room, desk.no, &desk.founder);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (path, secret) = (&desk.path, founder.secret.clone());
            scope.spawn(move || {
                let mut journal = open(path);
                let (mut seen, mut n, mut h) = (RowNo(0), 0, Hash::ZERO);
                for i in 0..EACH {
                    let wrote = journal.write(|write| {
                        for row in write.read().since(no, seen, 4096)? {
                            (seen, n, h) = (row.no, row.link.n, row.link.h);
                        }
                        let text = format!("{writer} says {i}");
                        let link = Link::write(&room, &secret, n + 1, h, entry(&text));
                        write.append(no, &link, Place::None)
                    });
                    // Nobody waits longer than the bound; here nobody has to.
                    wrote.unwrap_or_else(|error: JournalError| panic!("{error}"));
                }
            });
        }
    });
    let links = desk.links();
    let numbers: BTreeSet<u32> = links.iter().map(|link| link.n).collect();
    assert_eq!(links.len(), 1 + WRITERS * EACH);
    assert_eq!(numbers.len(), links.len());
    assert!(links.windows(2).all(|pair| pair[1].previous == pair[0].h));
    assert!(desk.journal.read().forks(no).unwrap().is_empty());
    assert!(desk.journal.read().verify(no).unwrap().is_whole());
}

/// An author and the author's first entry come in one commit; a reader never has the one without
/// the other.
#[test]
fn whoever_is_new_is_known_with_what_they_wrote() {
    const NEW: usize = u8::MAX as usize - 1;
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    thread::scope(|scope| {
        let path = desk.path.clone();
        let reading = scope.spawn(move || {
            let reader = open(&path);
            let mut seen = 0;
            while seen < 1 + NEW {
                seen = links(&reader, no).len();
                reader.read().since(no, RowNo(0), 4096).expect("nothing is damaged");
            }
        });
        for seed in 2..=u8::MAX {
            let mut officer = Officer::new(seed);
            let link = officer.write(&room, "here I am");
            desk.add(&link, Place::Next);
        }
        reading.join().expect("every reading is whole");
    });
}

#[test]
fn a_reader_sees_a_commit_and_nothing_before_it() {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let reader = open(&desk.path);
    let before = reader.version().unwrap();
    let link = desk.founder.write(&room, "one");
    desk.journal
        .write(|write| {
            write.append(no, &link, Place::Next)?;
            assert_eq!(links(&reader, no).len(), 1);
            assert_eq!(write.read().count(no)?, 2);
            Ok::<_, JournalError>(())
        })
        .unwrap();
    assert_ne!(reader.version().unwrap(), before);
    assert_eq!(links(&reader, no).len(), 2);
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let reader = open(&desk.path);
    reader
        .snapshot(|read| {
            assert_eq!(read.count(no)?, 1);
            let link = desk.founder.write(&room, "meanwhile");
            desk.add(&link, Place::Next);
            assert_eq!(read.count(no)?, 1);
            Ok::<_, JournalError>(())
        })
        .unwrap();
    assert_eq!(reader.read().count(no).unwrap(), 2);
}

#[test]
fn several_create_one_file() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..50 {
        let path = dir.path().join(format!("journal {round}"));
        let start = Barrier::new(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    Journal::open(&path, Access::Create).unwrap()
                });
            }
        });
        assert!(open(&path).check().unwrap().is_empty());
    }
}
