//! A tampered byte, in a console's journal and in a relay's, and a journal that is none any more.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

use liaison::clock::MachineClock;
use liaison::desk::Desk;
use serde_json::Value;

use super::{at_the_relay, log};
use crate::support::Home;
use crate::support::forger::Forger;
use crate::support::open::Open;
use crate::together::{Partners, fingerprint};

/// Changes what is written in a journal that nobody has open, wherever it lies; it stays as long.
fn tamper(journal: &Path, said: impl AsRef<[u8]>, forged: impl AsRef<[u8]>) {
    let (said, forged) = (said.as_ref(), forged.as_ref());
    assert_eq!(said.len(), forged.len());
    // What still lies in the log is moved to the file first: a log with a changed byte ends before
    // it, as after a power cut.
    let conn = rusqlite::Connection::open(journal).expect("a journal");
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("moved");
    conn.close().expect("closed");
    let bytes = fs::read(journal).expect("the journal");
    let file = fs::OpenOptions::new().write(true).open(journal).expect("the journal");
    let places = bytes.windows(said.len()).enumerate().filter(|(_, window)| *window == said);
    let places: Vec<u64> = places.map(|(at, _)| at as u64).collect();
    assert!(!places.is_empty(), "it is nowhere");
    for at in places {
        file.write_all_at(forged, at).expect("changed");
    }
}

fn damaged(home: &Home, args: &[&str]) -> Value {
    let output = home.run(&[&["--json"], args].concat());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{args:?}: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

#[test]
fn a_tampered_entry_of_a_console_is_named_not_shown_and_not_signed_over() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    customs.write(&["note", "the gate is closed"]);
    let (tampered, _) = port.write(&["note", "two containers are held"]);
    let (kept, _) = port.write(&["note", "the yard is full"]);
    let whole = partners.converge();
    tamper(&port.path().join("journal"), "two containers are held", "ten containers are held");

    let verified = damaged(port, &["verify"]);
    assert_eq!(verified["ok"], false);
    assert!(verified["bad_signatures"].to_string().contains(&tampered), "{verified}");
    let printed = port.run(&["verify"]);
    assert_eq!(printed.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&printed.stdout).contains(&tampered));

    let read = port.run(&["--wait", "0", "log"]);
    assert_eq!(read.status.code(), Some(4), "what verifies is read, and that this is not all");
    let shown = String::from_utf8_lossy(&read.stdout).into_owned();
    assert!(shown.contains("the yard is full") && shown.contains("the gate is closed"), "{shown}");
    assert!(!shown.contains("ten containers"), "{shown}");
    let warned = String::from_utf8_lossy(&read.stderr).into_owned();
    assert!(warned.contains("DAMAGED") && warned.contains(&tampered), "{warned}");
    assert!(shown.contains(&kept), "{shown}");
    damaged(port, &["status"]);

    // Its hash is as it was signed: the chain goes on over what it was, and its author hears of it.
    let written = port.run(&["note", "the yard empties"]);
    let warned = String::from_utf8_lossy(&written.stderr).into_owned();
    assert!(written.status.success() && warned.contains(&tampered), "{warned}");
    assert_eq!(at_the_relay(&partners).1, fingerprint(customs), "nobody else is touched by it");
    assert_ne!(fingerprint(customs), whole);
    let theirs = customs.run(&["log"]);
    assert!(String::from_utf8_lossy(&theirs.stdout).contains("two containers"));

    let diagnosis = port.json(&["doctor", "--repair"]);
    assert!(diagnosis["repaired"]["lost"].to_string().contains(&tampered), "{diagnosis}");
    port.json(&["sync"]);
    let proved = port.run(&["--json", "verify"]);
    assert!(proved.status.success(), "{}", String::from_utf8_lossy(&proved.stdout));
    let read = port.run(&["log"]);
    assert!(read.status.success(), "{read:?}");
    assert!(String::from_utf8_lossy(&read.stdout).contains("two containers"));
    port.write(&["note", "the yard is empty"]);
    partners.converge();
}

#[test]
fn a_console_that_opens_on_its_saved_fold_warns_of_damage_once_it_is_proved() {
    let partners = Partners::new("actual");
    let port = &partners.port;
    let (tampered, _) = port.write(&["note", "two containers are held"]);
    partners.converge();
    let home = liaison::home::Home::at(port.path());
    let mut desk = Desk::open(&home, None, Arc::new(MachineClock)).expect("a room");
    desk.save_fold().expect("saved");
    drop(desk);
    tamper(&port.path().join("journal"), "two containers are held", "ten containers are held");
    let desk = Desk::open(&home, None, Arc::new(MachineClock)).expect("the saved fold is whole");
    assert_eq!(desk.damage().count(), 0, "opening proves nothing");
    drop(desk);

    let mut console = Open::at(port, (200, 24));
    let warned = console.shows("the warning", |text| text.contains("DAMAGED"));
    assert!(warned.contains(&tampered), "{warned}");
    console.strike("l");
    let log = console.shows("the log", |text| text.contains("LOG"));
    assert!(!log.contains("ten containers"), "{log}");
}

#[test]
fn nothing_is_signed_over_a_hash_that_nobody_signed() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    port.write(&["note", "two containers are held"]);
    let whole = partners.converge();
    let newest = Forger::at(port).held(&Forger::at(port).key()).pop().expect("an entry");
    let mut forged = newest.h.0;
    forged[0] ^= 1;
    tamper(&port.path().join("journal"), newest.h.0, forged);
    for args in [&["note", "signed over it"][..], &["incident", "list"]] {
        let said = port.refused(4, args);
        assert!(said.contains("DAMAGED") || said.contains("damaged"), "{said}");
    }
    assert_eq!(fingerprint(customs), whole);
}

#[test]
fn a_tampered_entry_of_a_relay_is_named_by_its_own_proof_and_by_no_console_taken() {
    let mut partners = Partners::new("actual");
    partners.port.write(&["note", "two containers are held"]);
    let whole = partners.converge();
    partners.relay.stop();
    let store = partners.relay.dir().join("relay.db");
    tamper(&store, "two containers are held", "ten containers are held");

    let output = partners.relay.run(&["verify", "--json"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(4), "{said}");
    let verified: Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(verified["ok"], false);
    assert_eq!(verified["rooms"][0]["ok"], false);
    assert_eq!(verified["rooms"][0]["bad_signatures"], 1, "{verified}");

    // What it would tell a newcomer does not verify, and nobody takes it for true.
    partners.relay.start();
    let newcomer = Home::new();
    let offered = crate::together::invite(&partners.customs, "Broker", "Brokers", "observer");
    newcomer.run(&["join", &offered]);
    newcomer.run(&["sync", "--history", "all", "--timeout", "10"]);
    assert!(log(&newcomer).iter().all(|line| !line.to_string().contains("ten containers")));
    assert_ne!(whole, "");
}

#[test]
fn a_journal_of_garbage_is_damaged_data() {
    let partners = Partners::new("actual");
    let port = &partners.port;
    let journal = port.path().join("journal");
    let length = fs::metadata(&journal).expect("a journal").len();
    for name in ["journal-wal", "journal-shm"] {
        // There may be none; what is left of it would mend the file.
        let _ = fs::remove_file(port.path().join(name));
    }
    let garbage = vec![0xa5; usize::try_from(length).expect("a length")];
    fs::write(&journal, &garbage).expect("written");
    for args in [&["verify"][..], &["status"], &["log"], &["sync"], &["note", "unsaid"]] {
        let said = port.refused(4, args);
        assert!(said.contains("journal"), "{said}");
    }
    assert_eq!(fs::read(&journal).expect("read"), garbage, "it is left as it was");
    assert_eq!(partners.customs.write(&["note", "others go on"]).1, "stored");
}
