//! Bundles between real homes: level without a link, through what e-mail does to text; a removed
//! seat's late entries; a console open beside an import.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::{Home, until};
use crate::together::{Partners, fingerprint, invite};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// Exports and gives the document.
fn export(home: &Home, file: &Path, options: &[&str]) -> Value {
    home.json(&[&["bundle", "export", path(file)], options].concat())
}

/// Imports files; exit code and document.
fn import(home: &Home, files: &[PathBuf]) -> (i32, Value) {
    let mut arguments = vec!["--json", "bundle", "import"];
    arguments.extend(files.iter().map(|file| path(file)));
    let output = home.run(&arguments);
    (output.status.code().expect("an end"), document(&output))
}

fn document(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&said).unwrap_or_else(|e| panic!("{e}: {said}{complaint}"))
}

/// The fingerprint of what is held, without any link.
fn held(home: &Home) -> String {
    home.json(&["verify"])["fingerprint"].as_str().expect("a fingerprint").to_owned()
}

fn files(exported: &Value) -> Vec<PathBuf> {
    let files = exported["files"].as_array().expect("files");
    files.iter().map(|file| PathBuf::from(file.as_str().expect("a name"))).collect()
}

/// What carriers do: quoted twice, wrapped in the middle of lines, CRLF, words around it.
fn mangle(file: &Path) {
    let text = fs::read_to_string(file).expect("text");
    let mut mangled = String::from("Le 14 août à 12:30, Ana a écrit :\r\n\r\n");
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        for piece in chars.chunks(50) {
            mangled.push_str("> > ");
            mangled.extend(piece);
            mangled.push_str(" \u{a0}\r\n");
        }
    }
    mangled.push_str("> -- \r\n> Port of Le Havre, tel. 02:32:74\r\n");
    fs::write(file, mangled).expect("written");
}

#[test]
fn two_homes_become_level_by_bundles_alone() {
    let mut partners = Partners::new("exercise");
    partners.converge();
    partners.relay.stop();
    let (customs, port) = (&partners.customs, &partners.port);
    let declared =
        ["--wait", "0", "incident", "declare", "--title", "Server room", "--severity", "severe"];
    customs.write(&declared);
    for n in 0..6 {
        let text = format!("Berth {n}: paper declarations from 0{n}:00 on, lane {n} open.");
        customs.write(&["--wait", "0", "note", &text]);
        port.write(&["--wait", "0", "post", "--precedence", "flash", &format!("port {n}")]);
    }
    let dir = tempfile::tempdir().expect("a folder");

    // One way as text in parts, mangled, in any order, one damaged.
    let file = dir.path().join("mail.txt");
    let exported =
        export(customs, &file, &["--text", "--for", "Port of Le Havre", "--part-size", "500"]);
    assert_eq!(exported["mode"], "exercise");
    assert!(exported["seconds"].as_u64().is_some_and(|s| s > 0), "{exported}");
    let mut parts = files(&exported);
    assert!(parts.len() > 2, "{exported}");
    parts.iter().for_each(|part| mangle(part));
    let kept = fs::read_to_string(&parts[1]).expect("text");
    let altered = kept.replacen("ZZ", "ZY", 1).replacen('8', "9", 3);
    fs::write(&parts[1], &altered).expect("written");
    parts.rotate_left(2);
    parts.push(parts[0].clone());
    let (exit, document) = import(port, &parts);
    assert_eq!(exit, 4, "{document}");
    assert_eq!(document["damaged"][0]["file"], path(&parts[parts.len() - 2]), "{document}");
    assert_eq!(document["bundles"][0]["outcome"], "waiting");
    assert_eq!(document["bundles"][0]["missing"], serde_json::json!([2]));
    let before = held(port);

    // The damaged one comes again another day: the others were kept.
    fs::write(dir.path().join("again.txt"), &kept).expect("written");
    let (exit, document) = import(port, &[dir.path().join("again.txt")]);
    assert_eq!(exit, 0, "{document}");
    let row = &document["bundles"][0];
    assert_eq!(
        (row["outcome"].as_str(), row["mode"].as_str()),
        (Some("imported"), Some("exercise"))
    );
    assert!(row["new"].as_u64().is_some_and(|n| n >= 7), "{row}");
    assert_eq!(row["by"][0]["name"], "Customs coordinator");
    assert_ne!(held(port), before);
    let (exit, document) = import(port, &parts[..1]);
    assert_eq!((exit, document["bundles"][0]["outcome"].as_str()), (0, Some("again")));

    // The other way as bytes, whole, through standard output and input; twice is once.
    let output = port.run(&["bundle", "export", "-"]);
    assert!(output.status.success());
    for new in [true, false] {
        let mut command = customs.command(&["--json", "bundle", "import", "-"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        child.stdin.take().expect("its input").write_all(&output.stdout).expect("taken");
        let output = child.wait_with_output().expect("its end");
        let row = &self::document(&output)["bundles"][0];
        assert_eq!(row["new"].as_u64().is_some_and(|n| n >= 6), new, "{row}");
    }
    assert_eq!(held(customs), held(port));

    // And the relay gets everything from either of them.
    partners.relay.start();
    let all = fingerprint(&partners.port);
    assert_eq!(fingerprint(&partners.customs), all);
}

#[test]
fn what_a_removed_seat_goes_on_writing_is_kept_without_effect() {
    let mut partners = Partners::new("actual");
    let carrier = Home::new();
    let invitation = invite(&partners.customs, "Carrier", "Line A", "duty-officer");
    carrier.json(&["join", &invitation]);
    carrier.write(&["note", "seen by everybody"]);
    fingerprint(&partners.customs);
    partners.relay.stop();
    let customs = &partners.customs;

    // Offline both: the carrier goes on, customs removes it.
    let declared =
        ["--wait", "0", "incident", "declare", "--title", "False alarm", "--severity", "extreme"];
    carrier.write(&declared);
    carrier.write(&["--wait", "0", "post", "--precedence", "flash", "too late"]);
    customs.write(&[
        "--wait",
        "0",
        "seat",
        "remove",
        "Carrier",
        "--reason",
        "left the partnership",
    ]);

    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("late.bundle");
    export(&carrier, &file, &[]);
    let (exit, document) = import(customs, std::slice::from_ref(&file));
    let row = &document["bundles"][0];
    assert_eq!((exit, row["new"].as_u64()), (0, Some(2)), "{document}");
    assert_eq!(row["without_effect"], 2, "{document}");
    let nothing_declared = |home: &Home| {
        let status = home.json(&["--wait", "0", "status"]);
        assert_eq!(status["incidents"], serde_json::json!([]), "{status}");
        assert_eq!(status["unacknowledged"], 0);
    };
    nothing_declared(customs);

    // It is kept all the same, stored by the relay and without effect everywhere.
    partners.relay.start();
    let all = fingerprint(&partners.customs);
    assert_eq!(fingerprint(&partners.port), all);
    nothing_declared(&partners.port);
    let log = partners.port.run(&["log"]);
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    assert!(log.contains("too late"), "{log}");
}

#[test]
fn a_console_open_beside_an_import_shows_it_at_once_and_hands_it_on() {
    let partners = Partners::new("actual");
    partners.converge();
    let (customs, port) = (&partners.customs, &partners.port);
    let mut follower = customs.start(&["--json", "follow"]);
    let mut lines = BufReader::new(follower.stdout.take().expect("its output")).lines();

    // The port writes without its link and goes on a stick.
    port.write(&["--wait", "0", "note", "by courier"]);
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("stick.bundle");
    export(port, &file, &["--since", "2020-01-01T00:00:00Z"]);
    // Whoever follows has the link once a command says so.
    until("the link", || {
        let status = customs.json(&["--wait", "0", "status"]);
        (status["link"]["state"] == "up").then_some(())
    });
    let (exit, document) = import(customs, &[file]);
    assert_eq!(exit, 0, "{document}");
    let shown = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("by courier")));
    assert!(shown.is_some());
    let queue = |home: &Home| home.json(&["--wait", "0", "status"])["link"]["queue"].as_u64();
    until("the relay to store it", || (queue(customs) == Some(0)).then_some(()));
    follower.kill().expect("a process to kill");
    follower.wait().expect("its end");
    partners.converge();
}

#[test]
fn what_cannot_be_imported_says_why_and_changes_nothing() {
    let partners = Partners::new("actual");
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("whole.bundle");
    export(&partners.customs, &file, &[]);

    let nobody = Home::new();
    assert!(nobody.refused(1, &["bundle", "import", path(&file)]).contains("liaison join"));
    let other = Partners::new("test");
    let (exit, document) = import(&other.customs, std::slice::from_ref(&file));
    assert_eq!((exit, document["bundles"][0]["reason"].as_str()), (1, Some("room")), "{document}");

    let before = held(&partners.port);
    let mut bytes = fs::read(&file).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = dir.path().join("damaged.bundle");
    fs::write(&damaged, &bytes).expect("written");
    let letter = dir.path().join("letter.txt");
    fs::write(&letter, "Dear colleagues, it is attached. 12:30").expect("written");
    let (exit, document) = import(&partners.port, &[damaged, letter]);
    assert_eq!(exit, 4, "{document}");
    assert_eq!(document["damaged"][0]["reason"], "bytes");
    assert_eq!(document["damaged"][1]["reason"], "none");
    assert_eq!(held(&partners.port), before);
    partners.port.refused(1, &["bundle", "import", "/nowhere/at/all"]);
    partners.port.refused(2, &["bundle", "export", "x", "--part-size", "20"]);
    partners.port.refused(1, &["bundle", "export", "x", "--for", "Nobody at all"]);
}
