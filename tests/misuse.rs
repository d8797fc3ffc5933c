//! What people do who mean harm, or whose machine does: each meets the answer of the design, by the
//! real programs, and nobody else is held up by it.

mod clock;
mod damage;
mod forgery;
mod garbage;
mod invitations;
mod observer;
mod removal;

use serde_json::Value;

use crate::support::Home;
use crate::together::{Partners, invite};

/// The lines of a home's log as it stands, oldest first.
fn log(home: &Home) -> Vec<Value> {
    let output = home.run(&["--json", "--wait", "0", "log"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("a log in UTF-8");
    said.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// The line of an entry, in full or by its seat's first characters.
fn line(home: &Home, id: &str) -> Option<Value> {
    log(home).into_iter().find(|line| line["id"] == id)
}

/// What must be known of an entry that a home holds.
fn marks(home: &Home, id: &str) -> Vec<String> {
    let line = line(home, id).unwrap_or_else(|| panic!("{id} is not in the log"));
    let marks = line["marks"].as_array().expect("marks").iter();
    marks.map(|mark| mark.as_str().expect("a word").to_owned()).collect()
}

/// What a home says of its seats: id and state.
fn seats(home: &Home) -> Vec<(String, String)> {
    let listed = home.json(&["seat", "list"]);
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = listed["rows"].as_array().expect("rows").iter();
    rows.map(|row| (text(row, "id"), text(row, "state"))).collect()
}

/// Who joins a room from an invitation of the customs' coordinator.
fn joined(partners: &Partners, name: &str, organisation: &str, role: &str) -> Home {
    let home = Home::new();
    home.json(&["join", &invite(&partners.customs, name, organisation, role)]);
    home
}

/// The relay's own proof of its only room: whether it is whole, and its fingerprint.
fn at_the_relay(partners: &Partners) -> (bool, String) {
    let held = partners.relay.json(&["verify"]);
    let fingerprint = held["rooms"][0]["fingerprint"].as_str().expect("a fingerprint");
    (held["ok"] == true, fingerprint.to_owned())
}
