//! Documents between officers of different organisations, with the real programs: shared, fetched,
//! saved, opened, withdrawn, refused, without a link, and with the relay killed on the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use liaison::clerk::{self, Office, SharedTime};
use liaison::clock::MachineClock;
use liaison::desk::Desk;
use liaison::document::Sharing;
use liaison::effect::Effect;
use liaison::glyph::Glyphs;
use liaison::msg::Msg;
use liaison::words::{Language, Words};
use liaison_core::wire::History;
use tokio::sync::mpsc;

use crate::support::{Home, until};
use crate::together::Partners;

/// Bytes that do not repeat.
pub(crate) fn paper(size: usize) -> Vec<u8> {
    let mut state = size as u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(size).collect()
}

/// A PDF of one page, as simple as they come.
fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842] \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        // What makes a PDF large: something that is no text.
        format!("<< /Length 20000 >>\nstream\n{}\nendstream", "A".repeat(20_000)),
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").bytes(),
    );
    bytes
}

pub(crate) fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("written");
    path.to_string_lossy().into_owned()
}

/// The only row of the list.
fn row(home: &Home) -> serde_json::Value {
    let list = home.json(&["document", "list"]);
    list["rows"][0].clone()
}

#[test]
fn a_pdf_goes_from_customs_to_the_port_its_text_first() {
    let partners = Partners::new("exercise");
    let (customs, port) = (&partners.customs, &partners.port);
    let folder = tempfile::tempdir().expect("a folder");
    let line = "Paper declarations are taken at gate 3 from 14:00Z until further notice";
    let bytes = pdf(line);
    let path = file(folder.path(), "consigne 12.pdf", &bytes);
    let shared = customs.json(&["--wait", "30", "document", "share", &path, "--tlp", "red"]);
    assert_eq!(shared["state"], "at-relay", "{shared}");
    assert_eq!(shared["standing"], "stored");
    assert!(shared["text_bytes"].as_u64().is_some_and(|bytes| bytes as usize >= line.len()));
    assert_eq!(shared["no_text"], serde_json::Value::Null);
    let space = customs.json(&["document", "list"])["space"].clone();
    assert!(space["here_bytes"].as_u64().is_some_and(|here| here > bytes.len() as u64), "{space}");
    assert_eq!(space["share_bytes_max"], 50_000_000);
    assert_eq!(space["relay"]["bytes_max"], 50_000_000, "{space}");
    assert_eq!(space["relay"]["left_bytes"], 4_999_000_000_u64, "{space}");
    // Synchronised, the port has the text and knows what the file would cost.
    port.json(&["sync"]);
    let here = row(port);
    assert_eq!(here["state"], "at-relay", "{here}");
    assert_eq!(here["text"], true, "{here}");
    assert_eq!(here["tlp"], "TLP:RED");
    assert!(here["cost_bytes"].as_u64().is_some_and(|cost| cost > bytes.len() as u64));
    let text = port.json(&["document", "text", "consigne 12.pdf"]);
    assert_eq!(text["extracted"], true);
    assert!(text["text"].as_str().is_some_and(|text| text.contains(line)), "{text}");
    let saved = folder.path().join("copies");
    fs::create_dir(&saved).expect("a folder");
    let saved_text = saved.to_string_lossy().into_owned();
    let complaint = port.refused(1, &["document", "save", "consigne 12.pdf", &saved_text]);
    assert!(complaint.contains("Fetch it first"), "{complaint}");
    let fetched = port.json(&["--wait", "30", "document", "fetch", "consigne 12.pdf"]);
    assert_eq!(fetched["state"], "here", "{fetched}");
    let written = port.json(&["document", "save", "consigne 12.pdf", &saved_text]);
    let written = PathBuf::from(written["file"].as_str().expect("a path"));
    assert_eq!(written, saved.join("consigne 12.pdf"));
    assert!(fs::read(&written).expect("written") == bytes);
    // A file that is there is not written over.
    port.refused(1, &["document", "save", "consigne 12.pdf", &saved_text]);
    // Sharing it again is refused, withdrawing it takes the bytes away from everybody.
    customs.refused(1, &["document", "share", &path]);
    customs.write(&["document", "withdraw", "consigne 12.pdf", "--reason", "wrong gate"]);
    port.json(&["sync"]);
    assert_eq!(row(port)["state"], "withdrawn");
    port.refused(1, &["document", "save", "consigne 12.pdf", &saved_text]);
    for home in [customs, port] {
        assert_eq!(home.json(&["verify"])["ok"], true);
    }
}

#[test]
fn without_a_link_it_is_shared_all_the_same_and_fetching_says_that_there_is_none() {
    let mut partners = Partners::new("actual");
    let folder = tempfile::tempdir().expect("a folder");
    partners.port.json(&["sync"]);
    partners.relay.stop();
    let path = file(folder.path(), "stock.csv", b"container;gate\nMSKU 123456-7;3\n");
    let shared = partners.customs.json(&["--wait", "0", "document", "share", &path]);
    assert_eq!((&shared["standing"], &shared["state"]), (&"saved".into(), &"here".into()));
    partners.customs.refused(1, &["document", "fetch", "nothing of that name"]);
    partners.relay.start();
    partners.customs.json(&["sync"]);
    partners.port.json(&["sync"]);
    partners.relay.stop();
    let complaint = partners.port.refused(3, &["--wait", "1", "document", "fetch", "stock.csv"]);
    assert!(complaint.contains("No link"), "{complaint}");
    assert_eq!(row(&partners.port)["wanted"], true);
    // What was asked for comes with the next link, whatever that is for.
    partners.relay.start();
    partners.port.json(&["sync"]);
    assert_eq!(row(&partners.port)["state"], "here");
}

#[test]
fn a_document_survives_the_relay_killed_again_and_again() {
    let mut partners = Partners::new("exercise");
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = paper(3_000_000);
    let path = file(folder.path(), "plan.bin", &bytes);
    partners.customs.json(&["--wait", "0", "document", "share", &path]);
    for _ in 0..3 {
        let mut sharing = partners.customs.start(&["sync"]);
        let mut fetching = partners.port.start(&["--wait", "30", "document", "fetch", "plan.bin"]);
        // Some of it is on its way, or all of it there; then the relay is gone.
        std::thread::yield_now();
        partners.relay.kill();
        drop((sharing.wait(), fetching.wait()));
        partners.relay.start();
    }
    until("it is there", || {
        partners.customs.json(&["sync"]);
        partners.port.json(&["sync"]);
        partners.port.run(&["document", "fetch", "plan.bin"]);
        (row(&partners.port)["state"] == "here").then_some(())
    });
    let out = folder.path().join("out.bin").to_string_lossy().into_owned();
    partners.port.json(&["document", "save", "plan.bin", &out]);
    assert!(fs::read(out).expect("written") == bytes);
}

#[test]
fn what_is_no_picture_and_no_page_is_not_handed_to_a_viewer() {
    let partners = Partners::new("exercise");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        ("invoice.pdf", &b"#!/bin/sh\nreboot\n"[..]),
        ("script.sh", &b"#!/bin/sh\npoweroff\n"[..]),
        ("tool.exe", &b"MZ\x90\x00\x03\x00\x00\x00"[..]),
    ] {
        let path = file(folder.path(), name, bytes);
        partners.customs.json(&["--wait", "0", "document", "share", &path]);
        let complaint = partners.customs.refused(1, &["document", "open", name]);
        assert!(complaint.contains("Save it"), "{complaint}");
    }
    // What may be looked at is handed to the platform's own program, which is not here.
    let path = file(folder.path(), "note.txt", "Portes fermées à 07h00Z\n".as_bytes());
    partners.customs.json(&["--wait", "0", "document", "share", &path]);
    let complaint = partners.customs.refused(1, &["document", "open", "note.txt"]);
    assert!(complaint.contains("cannot be started"), "{complaint}");
    // Larger than what is shared from here.
    fs::write(partners.customs.path().join("config.toml"), "document-kb = 1\n").expect("written");
    let path = file(folder.path(), "large.bin", &paper(2_000));
    let complaint = partners.customs.refused(1, &["document", "share", &path]);
    assert!(complaint.contains("1000 is the most"), "{complaint}");
}

#[test]
fn a_pdf_without_text_is_shared_and_that_is_said() {
    let partners = Partners::new("exercise");
    let folder = tempfile::tempdir().expect("a folder");
    let broken = [b"%PDF-1.4\n", &paper(2_000)[..]].concat();
    for (name, bytes, why, words) in [
        ("scan.pdf", pdf(""), "pictures", "its pages are pictures"),
        ("broken.pdf", broken, "unreadable", "could not be taken out"),
    ] {
        let path = file(folder.path(), name, &bytes);
        let output = partners.customs.run(&["--json", "--wait", "30", "document", "share", &path]);
        let shared: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(shared["state"], "at-relay", "{shared}");
        assert_eq!(shared["no_text"], why, "{shared}");
        assert_eq!(shared["text_bytes"], serde_json::Value::Null);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(complaint.contains(words), "{complaint}");
    }
    // A title is what it is called, with the ending of its file.
    let path = file(folder.path(), "a.csv", b"gate;3\n");
    partners.customs.json(&["--wait", "0", "document", "share", &path, "--title", "Gates, 14:00Z"]);
    assert_eq!(row(&partners.customs)["name"], "Gates, 14_00Z.csv");
}

#[test]
fn what_comes_by_itself_is_what_the_setting_says() {
    let partners = Partners::new("exercise");
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = pdf("Paper declarations are taken at gate 3 from 14:00Z until further notice");
    let path = file(folder.path(), "consigne.pdf", &bytes);
    let shared = partners.customs.json(&["--wait", "30", "document", "share", &path]);
    assert_eq!(shared["state"], "at-relay", "{shared}");
    for (set, text, state) in [
        ("documents = \"never\"", false, "at-relay"),
        ("metered = true", false, "at-relay"),
        ("documents = \"1 kB\"", true, "at-relay"),
        ("metered = true\ndocuments = \"100 kB\"", true, "here"),
    ] {
        fs::write(partners.port.path().join("config.toml"), set).expect("written");
        partners.port.json(&["sync"]);
        let here = row(&partners.port);
        assert_eq!((&here["text"], &here["state"]), (&text.into(), &state.into()), "{set}");
    }
}

#[test]
fn the_console_looks_shares_saves_and_refuses() {
    let partners = Partners::new("exercise");
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "gates.csv", b"gate;open\n3;no\n");
    let (to, mut told) = mpsc::channel(64);
    let (ask, from) = mpsc::channel(64);
    let home = liaison::home::Home::at(partners.customs.path());
    let clerk = std::thread::spawn(move || {
        let desk = Desk::open(&home, None, Arc::new(MachineClock)).expect("a room");
        let (words, glyphs) = (Words::new(Language::English), Glyphs::Unicode);
        let time = SharedTime::new(Arc::new(MachineClock));
        clerk::serve(desk, Office { to, from, words, glyphs, time, history: History::All })
    });
    let mut hear = |wanted: fn(Msg) -> Option<Msg>| loop {
        let msg = told.blocking_recv().expect("the clerk tells");
        if let Some(msg) = wanted(msg) {
            return msg;
        }
    };
    let send = |effect: Effect| ask.blocking_send(effect).expect("the clerk listens");
    let of = |file: &str| Sharing {
        file: PathBuf::from(file),
        title: Some("Gates".to_owned()),
        tlp: None,
        incident: None,
        text: true,
    };
    send(Effect::LookAtFile(of("/no/such/file")));
    let refused = hear(|msg| matches!(msg, Msg::FileSeen(_)).then_some(msg));
    assert!(matches!(&refused, Msg::FileSeen(Err(why)) if why.contains("/no/such")), "{refused:?}");
    send(Effect::LookAtFile(of(&path)));
    let Msg::FileSeen(Ok(seen)) = hear(|msg| matches!(msg, Msg::FileSeen(_)).then_some(msg)) else {
        panic!("it may be shared")
    };
    assert_eq!((seen.name.as_str(), seen.size, seen.no_text), ("Gates.csv", 15, None));
    assert!(seen.cost.bytes >= 15);
    send(Effect::ShareFile(seen.sharing));
    let Msg::Documents(held) = hear(|msg| {
        let shared = matches!(&msg, Msg::Documents(held) if !held.all.is_empty());
        shared.then_some(msg)
    }) else {
        unreachable!("nothing else is waited for")
    };
    assert_eq!((held.all[0].share.name.as_str(), held.limits.here), ("Gates.csv", 15));
    hear(|msg| matches!(msg, Msg::Saved).then_some(msg));
    let entry = held.all[0].entry;
    for done in [true, false] {
        send(Effect::SaveDocument { entry, file: folder.path().to_owned() });
        let said = hear(|msg| matches!(msg, Msg::Carried { .. }).then_some(msg));
        assert!(matches!(&said, Msg::Carried { done: d, .. } if *d == done), "{said:?}");
    }
    assert!(folder.path().join("Gates.csv").exists());
    drop(ask);
    clerk.join().expect("it ends").expect("with the loop");
}
