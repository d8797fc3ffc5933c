//! A full disk: said so, nothing of before is lost, and it goes on when there is space again.

use std::fs;
use std::path::Path;
use std::process::Command;

use liaison_journal::{Access, Journal, JournalError, Place};

use crate::officer::{Desk, links};

/// A small file system that is unmounted when the test ends, however it ends.
struct Small<'a>(&'a Path);

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let ended = Command::new("umount").arg("--lazy").arg(self.0).status();
        assert!(ended.is_ok_and(|status| status.success()), "not unmounted: {:?}", self.0);
    }
}

fn small(dir: &Path) -> Option<Small<'_>> {
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(dir)
        .stderr(std::process::Stdio::null())
        .status();
    mounted.is_ok_and(|status| status.success()).then_some(Small(dir))
}

#[test]
fn a_full_disk_is_told_and_costs_nothing_that_was_saved() {
    let outer = tempfile::tempdir().unwrap();
    let Some(mounted) = small(outer.path()) else {
        println!("skipped: mounting a small file system needs root");
        return;
    };
    let mut desk = Desk::within(tempfile::tempdir_in(outer.path()).unwrap(), Place::Next);
    let (room, no) = (desk.room, desk.no);
    let ballast = outer.path().join("ballast");
    fs::write(&ballast, vec![0; 512 * 1024]).unwrap();
    let mut saved = desk.links();
    // Eight KiB an entry: two megabytes are full well before a thousand of them.
    let mut refused = None;
    for i in 0..1000 {
        let link = desk.founder.branch(&room, &format!("{i} {}", "x".repeat(8000)));
        match desk.journal.write(|write| write.append(no, &link, Place::Next)) {
            Ok(_) => {
                (desk.founder.n, desk.founder.h) = (link.n, link.h);
                saved.push(link);
            }
            Err(error) => {
                refused = Some((error, link));
                break;
            }
        }
    }
    let (error, link) = refused.expect("the disk is small");
    assert!(matches!(error, JournalError::DiskFull { .. }), "{error:?}");
    assert!(error.to_string().starts_with("not saved"), "{error}");
    assert_eq!(desk.links(), saved, "reading goes on");
    let again = desk.journal.write(|write| write.append(no, &link, Place::Next));
    assert!(matches!(again, Err(JournalError::DiskFull { .. })), "and says so again");
    let copy = desk.journal.backup_to(&outer.path().join("copy")).unwrap_err();
    assert!(matches!(copy, JournalError::DiskFull { .. }), "{copy:?}");

    fs::remove_file(&ballast).unwrap();
    desk.add(&link, Place::Next);
    saved.push(link);
    desk.reopen();
    assert_eq!(desk.links(), saved);
    assert!(desk.journal.read().verify(no).unwrap().is_whole());
    assert!(desk.journal.check().unwrap().is_empty());
    drop(desk);
    drop(mounted);
}

#[test]
fn a_journal_opens_on_a_full_disk_and_writes_once_there_is_space() {
    let outer = tempfile::tempdir().unwrap();
    let Some(mounted) = small(outer.path()) else {
        println!("skipped: mounting a small file system needs root");
        return;
    };
    let mut desk = Desk::within(tempfile::tempdir_in(outer.path()).unwrap(), Place::Next);
    let (room, no) = (desk.room, desk.no);
    let mut saved = desk.links();
    desk.reopen();
    let ballast = outer.path().join("ballast");
    let path = desk.journal.path().to_owned();
    let link = desk.founder.branch(&room, "after there is space");
    // The last connection takes the log and its index with it; there is no room for new ones.
    drop(desk.journal);
    fill(&ballast);
    let mut journal = Journal::open(&path, Access::Create).unwrap();
    assert_eq!(links(&journal, no), saved, "reading goes on");
    for _ in 0..2 {
        let refused = journal.write(|write| write.append(no, &link, Place::Next));
        assert!(matches!(refused, Err(JournalError::DiskFull { .. })), "{refused:?}");
    }
    assert!(matches!(journal.keep_log(), Err(JournalError::DiskFull { .. })));

    fs::remove_file(&ballast).unwrap();
    journal.write(|write| write.append(no, &link, Place::Next)).unwrap();
    saved.push(link);
    assert_eq!(links(&journal, no), saved);
    drop(journal);
    drop(mounted);
}

/// Takes up all space that is left.
fn fill(ballast: &Path) {
    let mut file = fs::File::create(ballast).unwrap();
    while std::io::Write::write_all(&mut file, &[0; 512]).is_ok() {}
}
