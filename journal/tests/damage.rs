//! Damaged files: found, told, mended as far as they can be, never read as if they were whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use liaison_core::entry::Link;
use liaison_core::stamp::Stamp;
use liaison_journal::backup::restore;
use liaison_journal::draft::Draft;
use liaison_journal::epoch::Epoch;
use liaison_journal::fold::SavedFold;
use liaison_journal::head::{Head, Source};
use liaison_journal::repair::repair;
use liaison_journal::standing::Standing;
use liaison_journal::verify::Wrong;
use liaison_journal::{Access, Journal, JournalError, Place, Result, RowNo};

use crate::officer::{Desk, Officer, open, scratch};

/// A room with something of everything, closed, its log folded in.
fn furnished(entries: usize) -> (Desk, Vec<Link>) {
    let mut desk = Desk::new(Place::Next);
    let (room, no) = (desk.room, desk.no);
    let own = desk.founder.key();
    let mut others = [Officer::new(2), Officer::new(3)];
    let mut links = desk.links();
    for i in 0..entries {
        let text = format!("entry {i}: {}", "trucks held at the P2 yard, ".repeat(i % 7));
        let link = match i % 3 {
            0 => desk.founder.write(&room, &text),
            other => others[other - 1].write(&room, &text),
        };
        // Every fourth carries its signature; the last of each author does.
        let signature = link.signature.filter(|_| i % 4 == 0 || i + 3 >= entries);
        links.push(Link { signature, ..link });
    }
    desk.journal
        .write(|write| {
            write.add_own_seat(no, &own)?;
            for (i, link) in links.iter().enumerate().skip(1) {
                let place = if i % 5 == 0 { Place::None } else { Place::Next };
                write.append(no, link, place)?;
            }
            let fork = others[0].branch(&room, "a branch");
            write.append(no, &fork, Place::Next)?;
            write.put_epoch(no, Epoch { id: 77, first: 0, end: None })?;
            write.put_told(no, 900, 950)?;
            let head = Head { seat: own.seat(), n: 3, half: [9; 16] };
            write.put_head(no, Source::Relay, &head)?;
            write.set_setting(None, "language", b"fr")?;
            write.set_setting(Some(no), "relay", &[7; 3000])?;
            let (name, text) = ("message".to_owned(), "Gates close".repeat(40));
            write.put_draft(Some(no), &Draft { name, text, saved: Stamp(5) })?;
            write.keep_permit("HOST-1234", Stamp(1))?;
            write.mark_refused(no, &links[1].key(), "too long", None)
        })
        .unwrap();
    let upto = desk.journal.read().last_row(no).unwrap();
    let fold = SavedFold { upto, blob: vec![6; 5000] };
    desk.journal.write(|write| write.put_fold(no, 1, 0, &fold)).unwrap();
    let links = desk.links();
    desk.reopen();
    (desk, links)
}

/// Everything that a reader can be told, as text.
fn everything(path: &Path) -> Result<String> {
    let journal = Journal::open(path, Access::Read)?;
    let read = journal.read();
    let mut all = String::new();
    for room in read.rooms()? {
        let no = room.no;
        read.each_since(no, RowNo(0), |row| all.push_str(&format!("{row:?}\n")))?;
        read.each_held(no, RowNo(0), |held| all.push_str(&format!("{held:?}\n")))?;
        let positions = read.positions(no, 0, u64::MAX, 4096)?;
        let log = read.log(no, None, 4096)?;
        let standing: Vec<Option<Standing>> = positions
            .iter()
            .map(|row| read.standing(no, &row.link.key()))
            .collect::<Result<_>>()?;
        all.push_str(&format!(
            "{room:?} {positions:?} {log:?} {standing:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            read.founding(no)?,
            read.authors(no)?,
            read.outbox(no, RowNo(0), 4096)?,
            read.refused(no)?,
            read.forks(no)?,
            read.epochs(no)?,
            read.told(no)?,
            read.heads(no, Source::Relay)?,
            read.setting(Some(no), "relay")?,
            read.draft(Some(no), "message")?,
            read.record(no)?.fingerprint(),
        ));
        // An ignored fold is no difference: it is made anew from the rows.
        let fold = read.fold(no, 1)?;
        assert!(fold.is_none_or(|fold| fold.blob == vec![6; 5000]), "a fold that nobody saved");
    }
    all.push_str(&format!("{:?} {:?}", read.setting(None, "language")?, read.kept_permits()?));
    Ok(all)
}

/// Whether anything says that the file is not as it was written.
fn is_detected(path: &Path) -> bool {
    let Ok(journal) = Journal::open(path, Access::Read) else { return true };
    if journal.check().map_or(true, |findings| !findings.is_empty()) {
        return true;
    }
    let read = journal.read();
    let Ok(rooms) = read.rooms() else { return true };
    rooms.iter().any(|room| !read.verify(room.no).is_ok_and(|verdict| verdict.is_whole()))
}

#[test]
fn a_flipped_byte_is_found_or_does_not_matter() {
    let (desk, _) = furnished(25);
    let path = desk.path.clone();
    drop(desk.journal);
    let whole = fs::read(&path).unwrap();
    let before = everything(&path).unwrap();
    assert!(!is_detected(&path), "the file is whole at first");
    let mut found = 0;
    // Every 97th byte, each time another bit: some 2,000 of them, in every page of the file.
    for (count, offset) in (0..whole.len()).step_by(97).enumerate() {
        let mut bytes = whole.clone();
        bytes[offset] ^= 1 << (count % 8);
        fs::write(&path, &bytes).unwrap();
        if is_detected(&path) {
            found += 1;
            continue;
        }
        match everything(&path) {
            Ok(after) => assert_eq!(after, before, "byte {offset} went unnoticed"),
            Err(error) => assert!(error.is_damage(), "byte {offset}: {error}"),
        }
    }
    assert!(found > 100, "only {found} were found");
}

/// Where in a file a text is.
fn position_of(bytes: &[u8], text: &[u8]) -> usize {
    bytes.windows(text.len()).position(|window| window == text).expect("it was written")
}

#[test]
fn one_tampered_entry_is_named_and_the_rest_is_kept() {
    let (desk, links) = furnished(60);
    let (path, no) = (desk.path.clone(), desk.no);
    drop(desk.journal);
    let mut bytes = fs::read(&path).unwrap();
    let at = position_of(&bytes, b"entry 31: ");
    bytes[at] = b'E';
    fs::write(&path, &bytes).unwrap();

    let victim = links.iter().find(|link| {
        link.content.entry().is_some_and(|entry| entry.body.starts_with(b"entry 31: "))
    });
    let victim = victim.unwrap();
    let journal = Journal::open(&path, Access::Read).unwrap();
    let verdict = journal.read().verify(no).unwrap();
    let wrong: Vec<_> = verdict.bad.iter().map(|bad| (bad.name, bad.wrong)).collect();
    // What only the tampered entry's place in the chain vouched for is without a signature now.
    assert!(wrong.contains(&(Some((victim.author, victim.n)), Wrong::Content)), "{wrong:?}");
    assert!(wrong.iter().all(|(name, _)| name.unwrap().0 == victim.author));
    drop(journal);

    let done = repair(&path).unwrap();
    assert_eq!(done.kept as usize + done.lost.len(), links.len());
    assert!(done.lost.iter().any(|lost| lost.name == Some((victim.author, victim.n))));
    // Its header says that its log was folded in; all else is as it was.
    assert!(fs::read(&done.old).unwrap()[100..] == bytes[100..], "the old file is kept");
    let mut journal = open(&path);
    assert!(journal.check().unwrap().is_empty());
    assert!(journal.read().verify(no).unwrap().is_whole());
    assert!(journal.read().lost(no).unwrap().contains(&(victim.author, victim.n)));
    assert_eq!(journal.read().draft_names(Some(no)).unwrap(), vec!["message"]);
    assert_eq!(journal.read().setting(None, "language").unwrap().as_deref(), Some(&b"fr"[..]));

    // Fetched again, everything is as it was.
    let room = desk.room;
    journal
        .write(|write| links.iter().try_for_each(|l| write.append(no, l, Place::None).map(drop)))
        .unwrap();
    assert!(journal.read().lost(no).unwrap().is_empty());
    let names =
        |links: &[Link]| links.iter().map(|l| (l.author, l.n, l.h)).collect::<BTreeSet<_>>();
    assert_eq!(names(&crate::officer::links(&journal, no)), names(&links));
    assert!(links.iter().all(|link| link.holds(&room)));
}

#[test]
fn a_lost_page_costs_what_was_on_it() {
    let (desk, links) = furnished(400);
    let (path, no) = (desk.path.clone(), desk.no);
    drop(desk.journal);
    let whole = fs::read(&path).unwrap();
    let page = position_of(&whole, b"entry 199: ") / 4096 * 4096;
    let mut bytes = whole.clone();
    bytes[page..page + 4096].fill(0);
    fs::write(&path, &bytes).unwrap();

    let journal = Journal::open(&path, Access::Read).unwrap();
    assert!(!journal.check().unwrap().is_empty());
    assert!(!journal.quick_check().unwrap().is_empty());
    let verdict = journal.read().verify(no).unwrap();
    let unreadable = verdict.bad.iter().filter(|bad| bad.wrong == Wrong::Unreadable);
    assert!((1..60).contains(&unreadable.count()), "{verdict:?}");
    assert!(verdict.bad.iter().all(|bad| bad.name.is_some()), "the index still names them");
    drop(journal);

    let done = repair(&path).unwrap();
    assert!(done.kept > links.len() as u64 - 100, "{}", done.kept);
    let journal = open(&path);
    assert!(journal.read().verify(no).unwrap().is_whole());
    let own: Vec<_> = done.lost.iter().filter(|lost| lost.own).collect();
    assert!(!own.is_empty(), "every third entry was our own: a fresh seat is due");
}

#[test]
fn every_page_may_be_lost_and_nothing_panics() {
    let (desk, links) = furnished(120);
    let path = desk.path.clone();
    drop(desk.journal);
    let whole = fs::read(&path).unwrap();
    let mut mended = 0;
    for page in (0..whole.len()).step_by(4096) {
        let dir = scratch();
        let path = dir.path().join("journal");
        let mut bytes = whole.clone();
        bytes[page..page + 4096].fill(0x5a);
        fs::write(&path, &bytes).unwrap();
        match repair(&path) {
            Ok(done) => {
                mended += 1;
                assert!(done.kept <= links.len() as u64);
                let journal = open(&path);
                assert!(journal.check().unwrap().is_empty());
                for room in journal.read().rooms().unwrap() {
                    assert!(journal.read().verify(room.no).unwrap().is_whole());
                }
            }
            Err(error) => {
                assert!(error.is_damage() || matches!(error, JournalError::NotAJournal { .. }));
                assert!(fs::read(&path).unwrap()[100..] == bytes[100..], "left as it was");
            }
        }
    }
    assert!(mended * 4096 >= whole.len() / 2, "{mended} of {} pages", whole.len() / 4096);
}

#[test]
fn a_copy_is_whole_and_is_put_back() {
    let (mut desk, links) = furnished(50);
    let (room, no) = (desk.room, desk.no);
    let copy = desk.path.with_file_name("copy");
    desk.journal.backup_to(&copy).unwrap();
    let exists = desk.journal.backup_to(&copy).unwrap_err();
    assert!(matches!(exists, JournalError::Exists { .. }));
    let later = desk.founder.write(&room, "after the copy");
    desk.add(&later, Place::Next);
    assert!(matches!(restore(&copy, &desk.path), Err(JournalError::Busy { .. })), "in use");

    let path = desk.path.clone();
    drop(desk.journal);
    let aside = restore(&copy, &path).unwrap().unwrap();
    let journal = open(&path);
    assert_eq!(crate::officer::links(&journal, no), links);
    let old = open(&aside);
    assert_eq!(crate::officer::links(&old, no).last(), Some(&later));

    let mut bytes = fs::read(&copy).unwrap();
    let middle = position_of(&bytes, b"entry 25: ");
    bytes[middle..middle + 8].fill(0xff);
    fs::write(&copy, bytes).unwrap();
    drop(journal);
    let refused = restore(&copy, &path).unwrap_err();
    assert!(refused.is_damage(), "{refused}");
    assert_eq!(crate::officer::links(&open(&path), no), links);
}
