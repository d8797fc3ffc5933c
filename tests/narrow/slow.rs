//! Slow and long lines, and such as fall silent.

use std::io::{BufRead as _, BufReader};
use std::process::Child;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::emulator::{Conditions, Emulator, Way};
use crate::support::{BOUND, Home, Relay, until};
use crate::together::invite;

/// The worst line that must do: 2,400 bit/s and two seconds there and back.
const WORST: (u64, Duration) = (2_400, Duration::from_secs(2));

/// Lines that were printed and not looked at yet.
const LINES_WAITING: usize = 10_000;

/// A relay over a line that is clear to begin with, a room, and its coordinator.
pub(super) fn room() -> (Relay, Emulator, Home) {
    let (relay, line) = Relay::over(Conditions::default(), 3);
    let customs = Home::new();
    customs.json(&["join", &relay.permit(), "--name", "Customs coordinator"]);
    customs.json(&["room", "found", "--name", "Havre room", "--mode", "actual"]);
    (relay, line, customs)
}

/// What a console prints while it follows a room, line by line.
pub(super) struct Following {
    console: Child,
    lines: Receiver<Value>,
}

impl Following {
    pub(super) fn of(home: &Home) -> Self {
        let mut console = home.start(&["--json", "follow"]);
        let (tell, lines) = sync_channel(LINES_WAITING);
        let out = BufReader::new(console.stdout.take().expect("its output"));
        std::thread::spawn(move || {
            for line in out.lines() {
                let line = serde_json::from_str(&line.expect("a line")).expect("JSON");
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { console, lines }
    }

    /// The next line that is a message or a note.
    pub(super) fn next(&self) -> String {
        loop {
            let line = self.lines.recv_timeout(BOUND).expect("a line in time");
            let kind = line["kind"].as_str().unwrap_or_default();
            if ["message-posted", "note-taken"].contains(&kind) {
                return line["text"].as_str().expect("its text").to_owned();
            }
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.console.kill().expect("a process to kill");
        self.console.wait().expect("its end");
    }
}

#[test]
fn a_newcomer_on_the_worst_line_sees_the_present_writes_and_is_stored() {
    let (_relay, line, customs) = room();
    let declare = ["incident", "declare", "--title", "Customs IT down", "--severity", "severe"];
    customs.write(&declare);
    let invitation = invite(&customs, "Port duty officer", "Port of Le Havre", "duty-officer");
    line.set(Conditions::line(WORST.0, WORST.1));
    let port = Home::new();
    let (before, began) = (line.connections().len(), Instant::now());
    port.json(&["--wait", "120", "join", &invitation]);
    let joined = began.elapsed();
    let status = port.json(&["--wait", "0", "status"]);
    assert_eq!(status["incidents"][0]["title"], "Customs IT down");
    let (_, standing) = port.write(&["--wait", "120", "note", "Gates closed since 07:00Z"]);
    println!("joined in {joined:.1?}, written and stored after {:.1?}", began.elapsed());
    assert_eq!(standing, "stored");
    // The first connection was wide, because nothing was known of the line; it told enough.
    let connections = line.connections();
    println!("connections: {:?}", &connections[before..]);
    assert!(connections[before].total() > 3_000);
    assert!(connections[before + 1..].iter().all(|one| one.total() < 2_500));
    let link = &port.json(&["--wait", "0", "status"])["link"];
    assert_eq!(link["profile"], "narrow", "{link}");
    let rtt = link["rtt_ms"].as_u64().expect("a measured round trip");
    assert!(rtt >= 2_000, "{link}");
    assert!(link["today"]["bytes_sent"].as_u64().is_some_and(|bytes| bytes > 500), "{link}");
}

#[test]
fn a_flash_message_overtakes_a_catch_up() {
    const NOTES: usize = 300;
    let (_relay, line, customs) = room();
    let invitation = invite(&customs, "Port duty officer", "Port of Le Havre", "duty-officer");
    let port = Home::new();
    port.json(&["join", &invitation]);
    customs.json(&["sync"]);
    super::cuts::write_notes(&customs, NOTES);
    customs.json(&["sync"]);
    line.set(Conditions::line(9_600, Duration::from_millis(600)));
    let following = Following::of(&port);
    for _ in 0..20 {
        following.next();
    }
    // Only the port's line is slow.
    line.set(Conditions::default());
    let (_, standing) = customs.write(&["post", "--precedence", "flash", "Gates close at 07:00Z"]);
    assert_eq!(standing, "stored");
    let mut notes = 20;
    while !following.next().contains("Gates close at 07:00Z") {
        notes += 1;
    }
    println!("flash after {notes} of {NOTES} notes");
    assert!(notes < NOTES * 2 / 3, "the flash message waited for {notes} notes");
}

#[test]
fn silence_one_way_is_noticed_and_the_link_comes_back() {
    let (_relay, line, customs) = room();
    let invitation = invite(&customs, "Port duty officer", "Port of Le Havre", "duty-officer");
    let port = Home::new();
    port.json(&["join", &invitation]);
    std::fs::write(port.path().join("config.toml"), "ping-s = 5\n").expect("written");
    let following = Following::of(&port);
    customs.write(&["note", "before"]);
    assert!(following.next().contains("before"));
    line.silence(Way::Down);
    let before = line.connections().len();
    until("another connection", || (line.connections().len() > before).then_some(()));
    customs.write(&["note", "after"]);
    assert!(following.next().contains("after"));
}
