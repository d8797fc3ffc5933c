//! Consoles as officers run them: the program itself, one process a command.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Outcome;
use super::channel::Channel;

/// So long without a byte means that an exchange is over, where the line is fast.
const QUIET: Duration = Duration::from_millis(400);
/// Nothing that is waited for takes longer unless it hangs.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// Lines of a log that may wait to be read here.
const LINES: usize = 20_000;

/// One officer's home.
pub(crate) struct Console {
    home: PathBuf,
}

/// A console that stays connected and tells what comes.
pub(crate) struct Following {
    child: Child,
    lines: Receiver<(Instant, Value)>,
}

/// Bytes of one line, both ways.
pub(crate) fn quiet(channel: &Channel) -> u64 {
    let all = || {
        let (up, down) = channel.counts();
        up + down
    };
    let (mut counted, mut since) = (all(), Instant::now());
    while since.elapsed() < QUIET {
        std::thread::sleep(Duration::from_millis(20));
        if all() != counted {
            (counted, since) = (all(), Instant::now());
        }
    }
    counted
}

impl Console {
    /// The console of a home that was made.
    pub(crate) fn at(home: &Path) -> Self {
        Self { home: home.to_owned() }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_liaison"));
        command.env_clear().env("LIAISON_HOME", &self.home).env("LANG", "C.UTF-8");
        command.arg("--json").args(words).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end and reads its document.
    pub(crate) fn run(&self, words: &[&str]) -> Outcome<Value> {
        let output = self.command(words).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("liaison {}: {said}", words.join(" ")).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Runs a command that writes; the entry's id. It must have been stored.
    pub(crate) fn write(&self, words: &[&str]) -> Outcome<String> {
        let document = self.run(words)?;
        if document["standing"] != "stored" {
            return Err(format!("liaison {}: {document}", words.join(" ")).into());
        }
        Ok(document["id"].as_str().unwrap_or_default().to_owned())
    }

    /// Starts a command.
    pub(crate) fn begin(&self, words: &[&str]) -> Outcome<Child> {
        Ok(self.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    }

    /// Connects, exchanges what there is, hangs up.
    pub(crate) fn sync(&self, history: &str) -> Outcome<Value> {
        self.sync_by("narrow", history)
    }

    /// The same by a link profile.
    pub(crate) fn sync_by(&self, profile: &str, history: &str) -> Outcome<Value> {
        let patience = PATIENCE.as_secs().to_string();
        let words = ["--link", profile, "sync", "--history", history, "--timeout", &patience];
        let synced = self.run(&words)?;
        if synced["current"] != true {
            return Err(format!("not current after an exchange: {synced}").into());
        }
        Ok(synced)
    }

    /// Stays connected over a line, and waits until the line is quiet.
    pub(crate) fn follow(&self, channel: &Channel) -> Outcome<Following> {
        let before = quiet(channel);
        let following = self.begin_to_follow()?;
        let began = Instant::now();
        while quiet(channel) == before {
            if began.elapsed() > Duration::from_secs(30) {
                return Err("a console does not connect".into());
            }
        }
        Ok(following)
    }

    /// Stays connected; what happens until it is current is not waited for.
    pub(crate) fn begin_to_follow(&self) -> Outcome<Following> {
        let mut child =
            self.command(&["follow"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let (tell, lines) = sync_channel(LINES);
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let Ok(document) = serde_json::from_str(&line) else { continue };
                if tell.send((Instant::now(), document)).is_err() {
                    return;
                }
            }
        });
        Ok(Following { child, lines })
    }
}

impl Following {
    /// Waits for a line that is this one; when it came.
    pub(crate) fn until(&self, wanted: impl Fn(&Value) -> bool) -> Outcome<Instant> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let (at, line) = self.lines.recv_timeout(left)?;
            if wanted(&line) {
                return Ok(at);
            }
        }
    }

    /// Waits for the line of a text.
    pub(crate) fn text(&self, text: &str) -> Outcome<Instant> {
        self.until(|line| line["text"].as_str().is_some_and(|said| said.contains(text)))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        // As a line that is cut: no word of farewell.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
