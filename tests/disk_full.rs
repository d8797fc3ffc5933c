//! A full disk, at an officer's and at the relay: it is said, nothing of before is lost, reading
//! goes on, and so does everything once there is space again. Needs root for small file systems.

use std::collections::BTreeSet;
use std::fs;

use tempfile::TempDir;

use crate::mounts::Mount;
use crate::support::{Home, Relay, until};
use crate::together::{Partners, fingerprint, invite};

/// A text near its limit, so that little space is soon used up.
fn long_text(number: usize) -> String {
    format!("{number} {}", "full disk ".repeat(780))
}

/// How many long notes more than fill the file systems here.
const NOTES_MAX: usize = 4000;

fn small(size: &str) -> Option<Mount> {
    let mount = Mount::memory(TempDir::new().expect("a folder"), size);
    if mount.is_none() {
        println!("disk full: skipped, mounting needs root");
    }
    mount
}

/// The ids of the log of a home.
fn ids(home: &Home) -> BTreeSet<String> {
    let output = home.run(&["--json", "--wait", "0", "log"]);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the log cannot be read: {complaint}");
    let said = String::from_utf8(output.stdout).expect("a log in UTF-8");
    let id = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of the log");
        line["id"].as_str().expect("its id").to_owned()
    };
    said.lines().map(id).collect()
}

#[test]
fn an_officers_disk_is_full() {
    let Some(mount) = small("size=24m") else { return };
    let partners = Partners::new("test");
    let home = Home::within(mount.path());
    home.json(&["join", &invite(&partners.customs, "Small", "Carrier", "liaison")]);
    let mut saved = BTreeSet::from([home.write(&["note", "before the disk is full"]).0]);
    let ballast = mount.fill();
    // A note or two may still find room in what the journal holds already.
    let refusal = (0..NOTES_MAX).find_map(|number| {
        let output = home.run(&["--json", "--wait", "0", "note", &long_text(number)]);
        if output.status.success() {
            let document: serde_json::Value =
                serde_json::from_slice(&output.stdout).expect("a document");
            saved.insert(document["id"].as_str().expect("an id").to_owned());
            return None;
        }
        Some(output)
    });
    let refusal = refusal.expect("a full disk");
    let said = String::from_utf8_lossy(&refusal.stderr).to_lowercase();
    assert_eq!(refusal.status.code(), Some(1), "{said}");
    assert!(said.contains("not saved"), "{said}");

    assert!(ids(&home).is_superset(&saved), "reading goes on");
    let verified = home.json(&["verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
    home.json(&["--wait", "0", "status"]);

    fs::remove_file(ballast).expect("the ballast");
    let (id, standing) = home.write(&["note", "after there is space again"]);
    assert_eq!(standing, "stored");
    saved.insert(id);
    assert!(ids(&home).is_superset(&saved));
    until("the same on both", || {
        (fingerprint(&home) == fingerprint(&partners.customs)).then_some(())
    });
    println!("disk full at an officer: {} saved, 0 missing", saved.len());
}

#[test]
fn the_relays_disk_is_full() {
    let Some(mount) = small("size=24m") else { return };
    let relay = Relay::within(mount.path());
    let (home, other) = (Home::new(), Home::new());
    home.json(&["join", &relay.permit(), "--name", "Coordinator"]);
    home.json(&["room", "found", "--name", "Full", "--mode", "test"]);
    other.json(&["join", &invite(&home, "Other", "Port", "liaison")]);
    let (before, standing) = home.write(&["note", "before the disk is full"]);
    assert_eq!(standing, "stored");
    let ballast = mount.fill();
    let mut stored = BTreeSet::from([before]);
    let unstored = (0..NOTES_MAX).find_map(|number| {
        let (id, standing) = home.write(&["--wait", "3", "note", &long_text(number)]);
        if standing == "stored" {
            stored.insert(id);
            return None;
        }
        Some((id, standing))
    });
    let (unstored, standing) = unstored.expect("a full disk");
    assert!(["saved", "sent"].contains(&&*standing), "{standing}");

    // It goes on reading and serving.
    other.json(&["sync"]);
    let held = ids(&other);
    assert!(held.is_superset(&stored), "what was stored is served");
    assert!(!held.contains(&unstored), "what was not stored is not passed on");
    assert_eq!(relay.json(&["verify"])["ok"], true);

    fs::remove_file(ballast).expect("the ballast");
    until("everything stored once there is space", || {
        home.json(&["sync"]);
        (home.json(&["--wait", "0", "status"])["pending"] == 0).then_some(())
    });
    let all = fingerprint(&home);
    until("the same on both", || (fingerprint(&other) == all).then_some(()));
    assert_eq!(relay.json(&["verify"])["rooms"][0]["fingerprint"], all.as_str());
    assert!(ids(&other).contains(&unstored));
    println!("disk full at a relay: {} stored, 0 missing", stored.len() + 1);
}
