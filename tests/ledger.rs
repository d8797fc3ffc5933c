//! What officers were told: which entries were called saved, and which stored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::home::command_at;

/// A number from the environment, such as how many times something is to be done.
pub(crate) fn count(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).unwrap_or_default();
    text.parse().unwrap_or(default)
}

/// Chance that can be repeated: all of it comes from one seed.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The seed of `LIAISON_SEED`, or another one every time; either way it is printed.
    pub(crate) fn seeded() -> Self {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.subsec_nanos());
        let seed = count("LIAISON_SEED", u64::from(clock));
        println!("LIAISON_SEED={seed}");
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % end
    }

    /// Lets some of a span go by: nothing is waited for, it is the moment at which things break.
    pub(crate) fn moment(&mut self, span: Duration) {
        let micros = self.below(u64::try_from(span.as_micros()).unwrap_or(u64::MAX));
        let start = std::time::Instant::now();
        while start.elapsed() < Duration::from_micros(micros) {
            std::thread::park_timeout(Duration::from_micros(micros) - start.elapsed());
        }
    }
}

/// What was promised in the homes of a test.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    saved: BTreeMap<String, (usize, String)>,
    stored: BTreeSet<String>,
}

impl Ledger {
    /// Notes what a command that wrote `text` in a home said before it ended, or was ended.
    pub(crate) fn note(&mut self, home: usize, text: &str, said: &[u8]) {
        let Ok(document) = serde_json::from_slice::<Value>(said) else { return };
        let id = document["id"].as_str().expect("a written entry's id").to_owned();
        let standing = document["standing"].as_str().expect("a written entry's standing");
        assert!(["saved", "sent", "stored"].contains(&standing), "{document}");
        if standing == "stored" {
            self.stored.insert(id.clone());
        }
        let before = self.saved.insert(id.clone(), (home, text.to_owned()));
        assert_eq!(before, None, "{id} was given twice");
    }

    /// Notes what a command said that nobody disturbed: it must have worked.
    pub(crate) fn note_whole(&mut self, home: usize, text: &str, output: &Output) {
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "not written: {:?} {complaint}", output.status);
        self.note(home, text, &output.stdout);
    }

    /// How many entries were called saved.
    pub(crate) fn saved(&self) -> usize {
        self.saved.len()
    }

    /// How many of them were called stored.
    pub(crate) fn stored(&self) -> usize {
        self.stored.len()
    }

    /// Everything that was called saved in a home is there, word for word.
    pub(crate) fn check_saved(&self, home: usize, path: &Path) {
        let held = held(path);
        for (id, (_, text)) in self.saved.iter().filter(|(_, (of, _))| *of == home) {
            assert!(held.get(id).is_some_and(|h| says(h, text)), "{id} was saved and is missing");
        }
    }

    /// Everything that was called stored is in this copy, which came from the relay alone.
    pub(crate) fn check_stored(&self, path: &Path) {
        let held = held(path);
        for id in &self.stored {
            let (_, text) = &self.saved[id];
            assert!(held.get(id).is_some_and(|h| says(h, text)), "{id} was stored and is missing");
        }
    }
}

/// Whether a line of the log is this note: `note: TEXT`.
fn says(line: &str, text: &str) -> bool {
    line.strip_prefix("note: ") == Some(text)
}

/// The lines that a home's log has, by id.
fn held(path: &Path) -> BTreeMap<String, String> {
    let output = command_at(path, &["--json", "--wait", "0", "log"]).output();
    let output = output.expect("the console runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the log cannot be read: {complaint}");
    let said = String::from_utf8(output.stdout).expect("a log in UTF-8");
    let lines = said.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let text = |name: &str| line[name].as_str().expect("a field of a line").to_owned();
        (text("id"), text("text"))
    });
    lines.collect()
}
