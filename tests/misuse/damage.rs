//! A tampered byte, in a console's journal and in a relay's, and a journal that is none any more.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use serde_json::Value;

use super::log;
use crate::support::Home;
use crate::together::{Partners, fingerprint};

/// Changes what is written of a text in a journal, wherever it lies; the text stays as long.
fn tamper(journal: &Path, said: &str, forged: &str) {
    assert_eq!(said.len(), forged.len());
    let mut changed = 0;
    for beside in ["", "-wal"] {
        let path = format!("{}{beside}", journal.display());
        let Ok(bytes) = fs::read(&path) else { continue };
        let file = fs::OpenOptions::new().write(true).open(&path).expect("the journal");
        for (at, window) in bytes.windows(said.len()).enumerate() {
            if window == said.as_bytes() {
                file.write_all_at(forged.as_bytes(), at as u64).expect("changed");
                changed += 1;
            }
        }
    }
    assert!(changed > 0, "{said:?} is nowhere");
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
    tamper(&port.path().join("journal"), "two containers are held", "six containers are held");

    let verified = damaged(port, &["verify"]);
    assert_eq!(verified["ok"], false);
    assert!(verified["bad_signatures"].to_string().contains(&tampered), "{verified}");
    let printed = port.run(&["verify"]);
    assert_eq!(printed.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&printed.stdout).contains(&tampered));

    let read = port.run(&["--wait", "0", "log"]);
    assert!(read.status.success(), "what verifies is read");
    let shown = String::from_utf8_lossy(&read.stdout).into_owned();
    assert!(shown.contains("the yard is full") && shown.contains("the gate is closed"), "{shown}");
    assert!(!shown.contains("six containers"), "{shown}");
    let warned = String::from_utf8_lossy(&read.stderr).into_owned();
    assert!(warned.contains("damaged") && warned.contains(&tampered), "{warned}");
    assert!(log(port).iter().any(|line| line["id"] == kept.as_str()));

    let refused = port.refused(4, &["--wait", "0", "note", "signed over it"]);
    assert!(refused.contains("damaged"), "{refused}");
    assert!(log(port).iter().all(|line| !line.to_string().contains("signed over it")));

    assert_eq!(fingerprint(customs), whole, "nobody else is touched by it");
    customs.write(&["note", "and goes on"]);
}

#[test]
fn a_tampered_entry_of_a_relay_is_named_by_its_own_proof_and_by_no_console_taken() {
    let mut partners = Partners::new("actual");
    partners.port.write(&["note", "two containers are held"]);
    let whole = partners.converge();
    partners.relay.stop();
    let store = partners.relay.dir().join("relay.db");
    tamper(&store, "two containers are held", "six containers are held");

    let output = partners.relay.run(&["verify", "--json"]);
    assert_eq!(output.status.code(), Some(4));
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
    assert!(log(&newcomer).iter().all(|line| !line.to_string().contains("six containers")));
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
