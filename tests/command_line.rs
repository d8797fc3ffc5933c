//! The command line as a contract (design §9): flags, exit codes, what goes where, `--json`.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use serde_json::Value;

use crate::support::{Home, Relay};
use crate::together::Partners;

fn said(output: &Output) -> String {
    // French sets a space that does not break before a colon.
    String::from_utf8_lossy(&output.stdout).replace('\u{a0}', " ")
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The names of a document's fields.
fn names(document: &Value) -> BTreeSet<&str> {
    let fields = document.as_object().unwrap_or_else(|| panic!("an object: {document}"));
    fields.keys().map(String::as_str).collect()
}

/// Fields are only ever added to: those of the contract are there.
fn has(document: &Value, fields: &[&str]) {
    let present = names(document);
    for field in fields {
        assert!(present.contains(field), "{field} is not in {document}");
    }
}

/// A home whose officer founded a room at a relay.
fn founder(relay: &Relay, mode: &str, room: &str) -> Home {
    let home = Home::new();
    found(&home, relay, mode, room);
    home
}

fn found(home: &Home, relay: &Relay, mode: &str, room: &str) -> Value {
    home.json(&["join", &relay.permit(), "--name", "Coordinator"]);
    home.json(&["room", "found", "--name", room, "--mode", mode])
}

#[test]
fn help_is_in_both_languages_and_goes_to_standard_output() {
    let home = Home::new();
    for (language, word) in [("en", "Usage:"), ("fr", "Usage :")] {
        for command in [&["--help"][..], &["invite", "--help"], &["flow", "report", "--help"]] {
            let output = home.run(&[&["--lang", language], command].concat());
            assert_eq!(output.status.code(), Some(0), "{command:?}");
            assert!(said(&output).contains(word), "{command:?}: {}", said(&output));
            assert_eq!(complained(&output), "");
        }
    }
    // Without the option it is the environment's; `C` is English.
    for (locale, word) in [("fr_FR.UTF-8", "La coordination"), ("C", "Crisis coordination")] {
        let output = home.command(&["--help"]).env("LANG", locale).output().expect("it runs");
        assert!(said(&output).starts_with(word), "{locale}: {}", said(&output));
    }
    let version = home.run(&["--version"]);
    assert_eq!(said(&version), format!("liaison {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_2_says_why_on_standard_error_and_does_nothing() {
    let home = Home::new();
    let wrong: &[(&[&str], &str)] = &[
        (&["nonsense"], "nonsense"),
        (&["join"], "INVITATION"),
        (&["status", "--colour"], "--colour"),
        (&["completions", "nosuch"], "nosuch"),
        (&["incident", "declare", "--title", "T", "--severity", "bad"], "Severe"),
        (&["plan", "activate", "p", "--level", "half"], "partial"),
        (&["--wait", "soon", "status"], "soon"),
    ];
    for (command, reason) in wrong {
        let output = home.run(command);
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert_eq!(said(&output), "", "{command:?}");
        assert!(complained(&output).contains(reason), "{command:?}: {}", complained(&output));
    }
    let french = home.refused(2, &["--lang", "fr", "nonsense"]);
    assert!(french.contains("nonsense") && !french.contains("There is"), "{french}");
    assert_eq!(fs::read_dir(home.path()).expect("the home").count(), 0, "nothing was made");
}

#[test]
fn without_a_room_it_says_how_to_begin() {
    let home = Home::new();
    for command in [&["status"][..], &["note", "T"], &["log"], &["verify"], &["sync"]] {
        let complaint = home.refused(1, command);
        assert!(complaint.contains("liaison join"), "{command:?}: {complaint}");
    }
    // The console needs a terminal, and this is none; nor is one that knows no sequences.
    let complaint = home.refused(2, &[]);
    assert!(complaint.contains("liaison status"), "{complaint}");
}

#[test]
fn an_invitation_that_is_none_is_refused_and_one_without_a_relay_is_3() {
    let mut relay = Relay::new();
    let permit = relay.permit();
    let home = Home::new();
    let complaint = home.refused(1, &["join", "garbage"]);
    assert!(complaint.contains("invitation"), "{complaint}");
    // One character of the code differs: it is told from the text alone.
    let (start, last) = permit.split_at(permit.len() - 1);
    let mistyped = format!("{start}{}", if last == "7" { "8" } else { "7" });
    home.refused(1, &["join", &mistyped, "--name", "N"]);
    relay.stop();
    home.refused(3, &["join", &permit, "--name", "N", "--wait", "1"]);
    relay.start();
    home.json(&["join", &permit, "--name", "N"]);
    relay.stop();
    home.refused(3, &["--wait", "1", "room", "found", "--name", "R", "--mode", "test"]);
}

#[test]
fn without_a_link_what_writes_is_saved_and_done_and_what_needs_one_is_3() {
    let mut relay = Relay::new();
    let home = founder(&relay, "actual", "Room");
    relay.stop();
    let (id, standing) = home.write(&["--wait", "0", "note", "no link"]);
    assert_eq!(standing, "saved");
    assert!(id.contains('.'), "{id}");
    home.refused(3, &["sync", "--timeout", "1"]);
    let status = home.json(&["--wait", "0", "status"]);
    assert_eq!(status["link"]["queue"], 1, "waits for the link: {status}");
    let log = home.run(&["log"]);
    assert!(said(&log).contains("no link"));
}

#[test]
fn what_is_not_found_or_not_allowed_is_1_with_nothing_written() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    let entries = customs.json(&["verify"])["entries"].clone();
    for command in [
        &["ack", "ZZZZ.1"][..],
        &["incident", "close", "ZZZZ.1"],
        &["plan", "show", "nowhere"],
        &["guidance", "ack", "99"],
        &["--room", "Elsewhere", "status"],
        &["plan", "import", "/nowhere/plan.toml"],
    ] {
        customs.refused(1, command);
    }
    let complaint = port.refused(1, &["seat", "remove", "ZZZZ", "--reason", "T"]);
    assert!(complaint.contains("ZZZZ"), "{complaint}");
    port.refused(1, &["invite", "--name", "N", "--org", "O", "--role", "observer"]);
    assert_eq!(customs.json(&["verify"])["entries"], entries);
}

#[test]
fn in_a_home_with_rooms_of_two_modes_a_writer_must_name_its_room() {
    let relay = Relay::new();
    let home = founder(&relay, "exercise", "Drill");
    home.json(&["note", "one room needs no name"]);
    found(&home, &relay, "actual", "Havre");
    let complaint = home.refused(2, &["note", "which?"]);
    assert!(complaint.contains("Drill") && complaint.contains("Havre"), "{complaint}");
    let drill = home.run(&["--room", "Drill", "note", "in the drill"]);
    assert!(said(&drill).starts_with("EXERCISE  "), "{}", said(&drill));
    let actual = home.run(&["--room", "Havre", "note", "in earnest"]);
    assert!(said(&actual).starts_with("ACTUAL  "), "{}", said(&actual));
    let log = said(&home.run(&["--room", "Havre", "log"]));
    assert!(!log.contains("which?") && !log.contains("in the drill"), "{log}");
    let rooms = home.json(&["room", "list"]);
    let modes: Vec<_> = rooms.as_array().expect("rooms").iter().map(|r| &r["mode"]).collect();
    assert_eq!(modes, ["exercise", "actual"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one document, field by field")]
fn documents_have_the_fields_of_the_contract() {
    let relay = Relay::new();
    let home = Home::new();
    let founded = found(&home, &relay, "exercise", "Room");
    has(&founded, &["room", "mode", "recovery"]);
    let offered =
        home.json(&["invite", "--name", "N", "--org", "O", "--role", "liaison", "--expires", "1h"]);
    has(&offered, &["invitation", "expires"]);
    has(&relay.json(&["invite"]), &["invitation", "expires"]);
    let written = home.json(&["incident", "declare", "--title", "T", "--severity", "severe"]);
    has(&written, &["id", "standing", "reason"]);
    assert_eq!(written["standing"], "stored");
    assert!(written["reason"].is_null());
    let (seat, n) = written["id"].as_str().and_then(|id| id.split_once('.')).expect("an id");
    assert_eq!(seat.len(), 7, "the seat's id in full");
    n.parse::<u32>().expect("a number");
    home.json(&["flow", "report", "--facility", "FRLEH", "--regime", "import", "--status", "open"]);
    let status = home.json(&["status"]);
    has(
        &status,
        &[
            "room",
            "mode",
            "tlp",
            "as_of",
            "link",
            "pending",
            "conflicts",
            "incidents",
            "flows",
            "activations",
            "guidance",
            "roster",
            "unacknowledged",
            "overdue",
        ],
    );
    has(&status["link"], &["state", "rate_bps", "rtt_ms", "queue"]);
    let incident = ["id", "title", "severity", "phase", "next_update", "late", "open"];
    has(&status["incidents"][0], &incident);
    let flow =
        ["facility", "regime", "direction", "status", "mode", "counterpart", "promised", "as_of"];
    has(&status["flows"][0], &flow);
    let verified = home.json(&["verify"]);
    let fields = [
        "room",
        "mode",
        "entries",
        "seats",
        "refused",
        "not_fetched",
        "withheld",
        "forks",
        "bad_signatures",
        "fingerprint",
        "ok",
    ];
    has(&verified, &fields);
    let synced = home.json(&["sync"]);
    let fields = [
        "bytes_sent",
        "bytes_received",
        "entries_sent",
        "entries_received",
        "round_trips",
        "seconds",
        "current",
        "complete",
        "by_console",
    ];
    has(&synced, &fields);
    let log = home.run(&["--json", "log"]);
    for line in said(&log).lines() {
        let line: Value = serde_json::from_str(line).expect("a document a line");
        has(&line, &["id", "time", "kind", "text", "standing", "mode"]);
    }
}

#[test]
fn every_line_of_an_exercise_says_so() {
    let relay = Relay::new();
    let home = founder(&relay, "exercise", "Room");
    home.json(&["incident", "declare", "--title", "T", "--severity", "minor"]);
    for (language, word) in [("en", "EXERCISE"), ("fr", "EXERCICE")] {
        for command in [&["status"][..], &["log"], &["incident", "list"], &["seat", "list"]] {
            let output = said(&home.run(&[&["--lang", language], command].concat()));
            assert!(!output.is_empty(), "{command:?}");
            for line in output.lines() {
                assert!(line.starts_with(word), "{command:?}: {line}");
            }
        }
    }
    let ascii = said(&home.run(&["--ascii", "--lang", "fr", "status"]));
    assert!(ascii.is_ascii(), "{ascii}");
}

#[test]
fn all_mistakes_of_a_configuration_are_told_at_once() {
    let home = Home::new();
    let text = "keymap = \"qwertz\"\nhistory = \"some\"\ncolour = true\nping-s = \"often\"\n";
    fs::write(home.path().join("config.toml"), text).expect("a file");
    let output = home.run(&["status"]);
    assert_ne!(output.status.code(), Some(0));
    for line in ["config.toml:1:", "config.toml:2:", "config.toml:3:", "config.toml:4:"] {
        assert!(complained(&output).contains(line), "{line}: {}", complained(&output));
    }
}

#[test]
fn all_mistakes_of_a_keymap_are_told_at_once() {
    let home = Home::new();
    let file = home.path().join("keys.toml");
    let text = "[global]\nhelp = [\"Ctrl-\"]\nnope = [\"y\"]\n[form]\nsubmit = 3\n";
    fs::write(&file, text).expect("a file");
    let file = file.to_string_lossy().into_owned();
    let complaint = home.refused(1, &["keys", "--check", &file]);
    for place in ["keys.toml:2:", "keys.toml:3:", "keys.toml:5:"] {
        assert!(complaint.contains(place), "{place}: {complaint}");
    }
    fs::write(&file, "[global]\nhelp = [\"F1\"]\n").expect("a file");
    assert_eq!(home.run(&["keys", "--check", &file]).status.code(), Some(0));
    home.refused(1, &["keys", "--check", "/nowhere/keys.toml"]);
}

#[test]
fn keys_completions_manual_and_doctor() {
    let home = Home::new();
    for preset in ["default", "azerty", "vim", "emacs"] {
        let dumped = said(&home.run(&["keys", "--preset", preset, "--dump"]));
        let file = home.path().join(preset);
        fs::write(&file, dumped).expect("a file");
        let file = file.to_string_lossy().into_owned();
        assert_eq!(home.run(&["keys", "--check", &file]).status.code(), Some(0), "{preset}");
    }
    let keys = home.json(&["keys"]);
    has(&keys[0], &["scope", "keys", "action", "what"]);
    assert!(said(&home.run(&["keys"])).contains("[global]"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = said(&home.run(&["completions", shell]));
        assert!(script.contains("liaison") && script.contains("incident"), "{shell}");
    }
    assert!(said(&home.run(&["man"])).contains(".TH liaison"));
}

#[test]
fn doctor_says_what_must_be_put_right() {
    let home = Home::new();
    let allow = |bits| {
        fs::set_permissions(home.path(), Permissions::from_mode(bits)).expect("an own folder");
    };
    allow(0o700);
    let healthy = home.json(&["doctor"]);
    assert_eq!(healthy["ok"], true, "{healthy}");
    has(&healthy["checks"][0], &["check", "health", "said"]);
    allow(0o755);
    let output = home.run(&["doctor"]);
    assert!(said(&output).contains("!!"), "a folder that others can read: {}", said(&output));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn doctor_looks_at_every_room_and_wrong_usage_shows_the_commands_own_line() {
    let relay = Relay::new();
    let home = founder(&relay, "exercise", "Drill");
    found(&home, &relay, "actual", "Border");
    let doctor = home.json(&["doctor"]);
    assert_eq!(doctor["ok"], true, "{doctor}");
    let checks = doctor["checks"].as_array().expect("checks").iter();
    let rooms: BTreeSet<&str> = checks.filter_map(|check| check["room"].as_str()).collect();
    assert_eq!(rooms.len(), 2, "{doctor}");
    let complaint = home.refused(2, &["--room", "Drill", "incident", "phase"]);
    assert!(complaint.contains("liaison incident phase [OPTIONS] <ID> <PHASE>"), "{complaint}");
}

#[test]
fn a_damaged_journal_is_4() {
    let relay = Relay::new();
    let home = founder(&relay, "actual", "Room");
    for n in 0..20 {
        home.write(&["--wait", "0", "note", &format!("before the damage {n} {}", "x".repeat(500))]);
    }
    // What one of the notes says is changed behind the journal's back, wherever it lies.
    let mut changed = 0;
    for file in ["journal", "journal-wal"] {
        let path = home.path().join(file);
        let Ok(bytes) = fs::read(&path) else { continue };
        let needle = b"before the damage 7";
        let mut file = fs::OpenOptions::new().write(true).open(&path).expect("the journal");
        for at in 0..bytes.len().saturating_sub(needle.len()) {
            if bytes[at..].starts_with(needle) {
                file.seek(SeekFrom::Start(at as u64)).expect("a place in it");
                file.write_all(b"BEFORE").expect("to be changed");
                changed += 1;
            }
        }
    }
    assert!(changed > 0, "the note is somewhere");
    let output = home.run(&["--json", "verify"]);
    assert_eq!(output.status.code(), Some(4), "{}{}", said(&output), complained(&output));
}
