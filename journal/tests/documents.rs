//! Documents on disk: they grow from their beginning, survive whatever cuts them short, prove
//! themselves when they are read, and leave nothing behind.

use liaison_core::document::{Archive as _, Arriving, Keep, Kept, Name, Tree};
use liaison_core::pace::Tick;
use liaison_core::stamp::Stamp;
use liaison_journal::repair::repair;
use liaison_journal::{JournalError, Place};

use crate::officer::Desk;

fn paper(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 31 + at / 251) as u8).collect()
}

fn keep(desk: &mut Desk, name: Name, what: Kept) -> u64 {
    let (no, keep) = (desk.no, Keep { name, what });
    desk.journal.write(|write| write.keep_document(no, &keep)).unwrap().bytes
}

/// What a link that is cut after every so many bytes leaves on the disk, in the end.
fn receive(desk: &mut Desk, tree: &Tree, bytes: &[u8], leg: usize) {
    let stream = [&tree.list[..], bytes].concat();
    let no = desk.no;
    loop {
        desk.reopen();
        let archive = desk.journal.read().archive(no);
        let mut arriving = Arriving::resume(tree.name, &archive, Tick(0)).unwrap();
        if arriving.is_whole() {
            return;
        }
        let from = arriving.at() as usize;
        arriving.take(&stream[from..stream.len().min(from + leg)]).unwrap();
        while let Some(keep) = arriving.poll_keep(true, Tick(0)) {
            desk.journal.write(|write| write.keep_document(no, &keep)).unwrap();
        }
    }
}

#[test]
fn a_document_comes_together_over_many_links() {
    let mut desk = Desk::new(Place::Next);
    let no = desk.no;
    for (size, leg) in [(1, 1), (16_384, 5_000), (100_000, 7_777), (300_000, 40_000)] {
        let bytes = paper(size);
        let tree = Tree::of(&bytes);
        receive(&mut desk, &tree, &bytes, leg);
        let document = desk.journal.read().document(no, &tree.name).unwrap().unwrap();
        assert!(document.is_whole() && !document.is_at_relay());
        let archive = desk.journal.read().archive(no);
        let kept = archive.read(&tree.name, tree.list.len() as u64, usize::MAX).unwrap();
        assert!(kept == bytes, "{size}");
        let some = archive.read(&tree.name, tree.list.len() as u64 + size as u64 / 2, 9).unwrap();
        assert_eq!(some, bytes[size / 2..size.min(size / 2 + 9)]);
    }
    let all: u64 = desk.journal.read().documents(no).unwrap().iter().map(|d| d.held.bytes).sum();
    assert_eq!(desk.journal.read().document_bytes(Some(no)).unwrap(), all);
    assert_eq!(desk.journal.read().document_bytes(None).unwrap(), all);
    assert!(desk.journal.check().unwrap().is_empty());
}

#[test]
fn bytes_that_do_not_go_on_are_passed_over_and_what_is_kept_twice_counts_once() {
    let mut desk = Desk::new(Place::Next);
    let bytes = paper(10_000);
    let name = Tree::of(&bytes).name;
    let part = |from: usize, to: usize| Kept::Bytes {
        from: from as u64,
        bytes: bytes[from..to].to_vec(),
        checked: 0,
    };
    assert_eq!(keep(&mut desk, name, part(5, 10)), 0);
    assert_eq!(keep(&mut desk, name, part(0, 4_000)), 4_000);
    assert_eq!(keep(&mut desk, name, part(3_000, 6_000)), 6_000);
    assert_eq!(keep(&mut desk, name, part(0, 100)), 6_000);
    assert_eq!(keep(&mut desk, name, Kept::Cut(9_000)), 6_000);
    assert_eq!(keep(&mut desk, name, Kept::Cut(2_500)), 2_500);
    assert_eq!(keep(&mut desk, name, part(2_500, 10_000)), 10_000);
    let kept = desk.journal.read().archive(desk.no).read(&name, 0, usize::MAX).unwrap();
    assert_eq!(kept, bytes);
}

#[test]
fn what_is_known_of_a_document_elsewhere_is_kept_until_it_is_forgotten() {
    let mut desk = Desk::new(Place::Next);
    let (no, name) = (desk.no, Tree::of(b"consigne 12").name);
    let write = |desk: &mut Desk, at: Option<u64>, refused: Option<&str>| {
        desk.journal.write(|write| write.place_document(no, &name, at, refused)).unwrap();
    };
    desk.journal.write(|write| write.want_document(no, &name, Some(Stamp(7)))).unwrap();
    write(&mut desk, Some(11), None);
    let read = |desk: &Desk| desk.journal.read().document(no, &name).unwrap().unwrap();
    assert!(read(&desk).is_at_relay());
    assert_eq!(read(&desk).wanted, Some(Stamp(7)));
    write(&mut desk, Some(0), Some("quota"));
    assert_eq!(read(&desk).refused.as_deref(), Some("quota"));
    desk.journal.write(|write| write.unplace_documents(no)).unwrap();
    assert_eq!((read(&desk).at_relay, read(&desk).refused), (None, None));
}

#[test]
fn a_document_that_is_dropped_leaves_nothing_in_the_file() {
    let mut desk = Desk::new(Place::Next);
    let no = desk.no;
    let secret = b"the manifest of container MSKU 123456-7, not for everybody";
    let bytes = secret.repeat(2_000);
    let tree = Tree::of(&bytes);
    receive(&mut desk, &tree, &bytes, 50_000);
    desk.journal.write(|write| write.drop_document(no, &tree.name)).unwrap();
    assert_eq!(desk.journal.read().documents(no).unwrap(), []);
    assert_eq!(desk.journal.read().document_bytes(None).unwrap(), 0);
    let path = desk.path.clone();
    let Desk { journal, _dir: dir, .. } = desk;
    // Who closes the file last brings its log into it.
    drop(journal);
    let file = std::fs::read(&path).unwrap();
    assert!(!file.windows(secret.len()).any(|part| part == secret), "it is still in the file");
    drop(dir);
}

#[test]
fn a_repair_brings_over_what_verifies() {
    let mut desk = Desk::new(Place::Next);
    let no = desk.no;
    let bytes = paper(200_000);
    let tree = Tree::of(&bytes);
    receive(&mut desk, &tree, &bytes, 60_000);
    let mut proved = Vec::new();
    let whole = desk.journal.read().prove_document(no, &tree.name, &mut |keep| {
        if let Kept::Bytes { bytes, .. } = keep.what {
            proved.extend(bytes);
        }
        Ok::<_, JournalError>(())
    });
    assert_eq!(whole.unwrap(), tree.name.layout().stream_bytes());
    assert_eq!(proved, [&tree.list[..], &bytes].concat());
    // One byte of the fourth piece turns, without anything noticing.
    let wrong = Kept::Bytes { from: 60_000, bytes: vec![0; 400_000], checked: u64::MAX };
    keep(&mut desk, tree.name, Kept::Cut(60_000));
    keep(&mut desk, tree.name, wrong);
    let path = desk.path.clone();
    let Desk { journal, _dir: dir, .. } = desk;
    drop(journal);
    repair(&path).unwrap();
    let mended = crate::officer::open(&path);
    let document = mended.read().document(no, &tree.name).unwrap().unwrap();
    let layout = tree.name.layout();
    let third = layout.piece_at(layout.piece_of(60_000).unwrap());
    assert_eq!(document.held.checked, third);
    drop(dir);
}
