//! Cuts at any byte of a catch-up: nothing is lost. How little is sent twice shows on a thin line,
//! with a document (`documents.rs`): here the line is fast and cut every few milliseconds.
//!
//! `LIAISON_CUTS_AT` says how many, `LIAISON_SEED` repeats the choices of a run.

use std::sync::Arc;

use liaison::clock::MachineClock;
use liaison::desk::Desk;
use liaison_core::body::log::NoteTaken;
use liaison_core::decide::Shown;

use super::slow::room;
use crate::ledger::{Chance, count};
use crate::support::Home;
use crate::together::{fingerprint, invite};

/// How far a cut may be from the connection's beginning.
const CUT_WITHIN: u64 = 4_000;
/// So many entries for each cut: the catch-up must not be over before the last.
const NOTES_A_CUT: u64 = 90;

/// Writes notes that are all different, as fast as the disk takes them.
pub(super) fn write_notes(home: &Home, notes: usize) {
    let home = liaison::home::Home::at(home.path());
    let mut desk = Desk::open(&home, None, Arc::new(MachineClock)).expect("a room");
    let mut numbers = Chance::seeded();
    for note in 0..notes {
        // Numbers of containers, which no packing makes short.
        let boxes: Vec<String> =
            (0..6).map(|_| format!("{:07}", numbers.below(10_000_000))).collect();
        let text = format!("Berth {} closed, waiting: {}", note * 7 % 41, boxes.join(" "));
        let body = NoteTaken { text, incident: None };
        desk.say(body.into(), &Shown::Now).expect("written");
    }
}

#[test]
fn a_catch_up_that_is_cut_again_and_again_is_complete_at_the_end() {
    let cuts = count("LIAISON_CUTS_AT", 12);
    let (_relay, line, customs) = room();
    let port = Home::new();
    port.json(&["join", &invite(&customs, "Port", "Port of Le Havre", "duty-officer")]);
    customs.json(&["sync"]);
    write_notes(&customs, usize::try_from(cuts * NOTES_A_CUT).expect("a number of notes"));
    let all = fingerprint(&customs);
    let (mut chance, mut made) = (Chance::seeded(), 0);
    let (before, connections) = (line.carried().total(), line.connections().len());
    while made < cuts {
        line.cut_after(chance.below(CUT_WITHIN));
        let output = port.run(&["--link", "narrow", "sync"]);
        if line.will_cut() {
            // Complete before the cut: that is all there is to cut.
            assert!(output.status.success());
            break;
        }
        made += 1;
        // A cut behind the last byte that mattered is none.
        assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    }
    line.cut_after(u64::MAX);
    port.json(&["--link", "narrow", "sync"]);
    let carried = line.carried().total() - before;
    let connections = line.connections().len() - connections;
    println!("cuts at: {made} on a fast line, {carried} bytes over {connections} connections");
    assert!(made > cuts / 2, "only {made} cuts");
    assert_eq!(fingerprint(&port), all);
}
