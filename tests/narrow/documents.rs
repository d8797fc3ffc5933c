//! Documents on bad lines: cut at any byte together with a catch-up, and overtaken both ways.
//!
//! `LIAISON_CUTS_AT` says how many cuts, `LIAISON_SEED` repeats the choices of a run. A cut costs a
//! part of what half a second carries, on every line: the figures mean something on a thin one, with
//! seconds between two cuts.

use std::time::{Duration, Instant};

use super::cuts::write_notes;
use super::slow::{Following, room};
use crate::documents::{file, paper};
use crate::ledger::{Chance, count};
use crate::support::emulator::{Carried, Conditions, Emulator};
use crate::support::{Home, until};
use crate::together::{fingerprint, invite};

/// The rate of the thin line, and its round trip.
const RATE_BPS: u64 = 9_600;
const ROUND_TRIP: Duration = Duration::from_millis(600);
/// A connection costs about so many bytes before the first that matters.
const CONNECTING: u64 = 1_100;
/// How far a cut may be from the connection's beginning.
const CUT_WITHIN: u64 = 12_000;
/// So many bytes of the document, and so many notes, for each cut: more than half of the cuts cannot
/// be enough for all of it.
const DOCUMENT_A_CUT: u64 = 7_000;
const NOTES_A_CUT: u64 = 3;

/// Somebody who fetches documents without being asked, and syncs nothing yet.
fn newcomer(customs: &Home, name: &str) -> Home {
    let home = Home::new();
    home.json(&["join", &invite(customs, name, "Port of Le Havre", "duty-officer")]);
    customs.json(&["sync"]);
    std::fs::write(home.path().join("config.toml"), "documents = \"100000 kB\"\n")
        .expect("written");
    home
}

/// The state of the only document.
fn state(home: &Home) -> String {
    let list = home.json(&["document", "list"]);
    list["rows"][0]["state"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_document_in_a_catch_up_that_is_cut_again_and_again_is_whole_at_the_end() {
    let cuts = count("LIAISON_CUTS_AT", 4);
    let (_relay, line, customs) = room();
    let (port, undisturbed) = (newcomer(&customs, "Port"), newcomer(&customs, "Depot"));
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = paper(usize::try_from(cuts * DOCUMENT_A_CUT).expect("a number of bytes"));
    let path = file(folder.path(), "plan.bin", &bytes);
    write_notes(&customs, usize::try_from(cuts * NOTES_A_CUT).expect("a number of notes"));
    let shared = customs.json(&["--wait", "60", "document", "share", &path]);
    assert_eq!(shared["state"], "at-relay", "{shared}");
    let conditions = Conditions::line(RATE_BPS, ROUND_TRIP);
    line.set(Conditions { spared: true, ..conditions });
    let first = line.connections().len();
    let beside = std::thread::spawn(move || {
        undisturbed.json(&["--link", "narrow", "sync", "--timeout", "36000"]);
        undisturbed
    });
    until("a connection that is not cut", || (line.connections().len() > first).then_some(()));
    line.set(conditions);

    let (mut chance, mut made) = (Chance::seeded(), 0);
    // There may be more to cut than there are cuts, or less.
    while made < cuts && (made == 0 || state(&port) != "here") {
        line.cut_after(chance.below(CUT_WITHIN));
        let output = port.run(&["--link", "narrow", "sync", "--timeout", "36000"]);
        if line.will_cut() {
            assert!(output.status.success());
            break;
        }
        made += 1;
        // A cut behind the last byte that mattered is none.
        assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    }
    line.cut_after(u64::MAX);
    port.json(&["--link", "narrow", "sync", "--timeout", "36000"]);
    let undisturbed = beside.join().expect("somebody who is not cut");
    assert_eq!(state(&undisturbed), "here");
    let all = line.connections().split_off(first);
    let [at_once, cut @ ..] = &all[..] else { panic!("no connection") };
    let at_once = at_once.total();
    let carried: u64 = cut.iter().map(|connection| connection.total()).sum();
    let connections = cut.len() as u64;
    let twice = carried.saturating_sub(at_once + connections.saturating_sub(1) * CONNECTING);
    println!(
        "cuts at: {made} with a document, bytes {carried} over {connections} connections, \
         {at_once} without a cut, {twice} sent twice ({} of 1000)",
        twice * 1_000 / at_once.max(1),
    );
    assert!(made > cuts / 2, "only {made} cuts");
    assert_eq!(state(&port), "here");
    let saved = folder.path().join("saved.bin").to_string_lossy().into_owned();
    port.json(&["document", "save", "plan.bin", &saved]);
    assert!(std::fs::read(saved).expect("written") == bytes);
    assert_eq!(fingerprint(&port), fingerprint(&customs));
}

/// So much of the document has passed when the flash message is written.
const UNDER_WAY: u64 = 8_000;
/// What may pass between writing it and seeing it at the other end, in bytes of such a line: a
/// second of it, two ways, and as much again for two processes on a machine that does other things.
const PASSED_MAX: u64 = RATE_BPS / 10 * 2 * 2;

/// One connection, watched.
struct Watched<'a> {
    line: &'a Emulator,
    at: usize,
    way: fn(Carried) -> u64,
}

impl Watched<'_> {
    fn passed(&self) -> u64 {
        self.line.connections().get(self.at).copied().map_or(0, self.way)
    }

    /// Posts a flash message while the document passes, and waits until it is seen.
    fn flash(&self, writer: &Home, reader: &Following) {
        until("a document on its way", || (self.passed() > UNDER_WAY).then_some(()));
        let (began, before) = (Instant::now(), self.passed());
        writer.json(&["--wait", "0", "post", "--precedence", "flash", "Gates close at 07:00Z"]);
        while !reader.next().contains("Gates close at 07:00Z") {}
        let (took, passed) = (began.elapsed(), self.passed() - before);
        println!("flash behind a document at {RATE_BPS} bit/s: {took:.1?}, {passed} bytes passed");
        assert!(passed <= PASSED_MAX, "{passed} bytes went before it");
    }
}

#[test]
fn a_flash_message_overtakes_a_document_that_is_fetched() {
    let (_relay, line, customs) = room();
    let port = newcomer(&customs, "Port");
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "plan.bin", &paper(1_000_000));
    let shared = customs.json(&["--wait", "60", "document", "share", &path]);
    assert_eq!(shared["state"], "at-relay", "{shared}");
    let _writing = Following::of(&customs);
    until("the writer's link", || (line.open() > 0).then_some(()));
    line.set(Conditions::line(RATE_BPS, ROUND_TRIP));
    let at = line.connections().len();
    let reading = Following::of(&port);
    let watched = Watched { line: &line, at, way: |carried| carried.down };
    watched.flash(&customs, &reading);
    assert_ne!(state(&port), "here");
}

#[test]
fn a_flash_message_overtakes_a_document_that_is_brought() {
    let (_relay, line, customs) = room();
    let port = newcomer(&customs, "Port");
    port.json(&["sync"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "plan.bin", &paper(1_000_000));
    port.json(&["--wait", "0", "document", "share", &path]);
    let reading = Following::of(&customs);
    until("the reader's link", || (line.open() > 0).then_some(()));
    line.set(Conditions::line(RATE_BPS, ROUND_TRIP));
    let at = line.connections().len();
    let _bringing = Following::of(&port);
    let watched = Watched { line: &line, at, way: |carried| carried.up };
    watched.flash(&port, &reading);
    assert_ne!(customs.json(&["document", "list"])["rows"][0]["state"], "at-relay");
}
