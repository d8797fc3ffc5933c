//! What single commands answer: what was written, the record's soundness, the cost of an exchange.

use std::io::{self, Write};

use liaison_core::stamp::Stamp;
use serde::Serialize;

use super::{Paper, time};

/// How far an entry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On this machine's disk.
    Saved,
    /// Handed to a link; no answer yet.
    Sent,
    /// On the relay's disk.
    Stored,
    /// The relay keeps only its hash.
    Refused,
    /// Refused, and given up by its author.
    GivenUp,
}

impl Standing {
    /// The word as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Sent => "sent",
            Self::Stored => "stored",
            Self::Refused => "refused",
            Self::GivenUp => "given-up",
        }
    }
}

/// What a command that writes answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The entry.
    pub id: String,
    /// How far it has come: `saved`, `sent`, `stored`, `refused`.
    pub standing: &'static str,
    /// Why the relay refused it, if it did.
    pub reason: Option<String>,
}

impl Written {
    /// Prints what was written and how far it has come.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let standing = paper.say(&format!("standing-{}", self.standing));
        let hint = match (self.standing, &self.reason) {
            ("saved", _) => format!(": {}", paper.say("out-written-saved")),
            ("sent", _) => format!(": {}", paper.say("out-written-sent")),
            (_, Some(reason)) => format!(": {}", self::reason(reason, paper)),
            _ => String::new(),
        };
        paper.line(out, &format!("{}  {standing}{hint}", self.id))
    }
}

/// Why the relay refused an entry, in the officer's language where it is one of ours.
fn reason(reason: &str, paper: &Paper<'_>) -> String {
    let key = format!("relay-reason-{reason}");
    if paper.words.has(&key) { paper.say(&key) } else { paper.clean(reason) }
}

/// What a command that writes several entries answers: the roster's import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WrittenAll {
    /// What was written.
    pub entries: Vec<Written>,
    /// Rows that said nothing new.
    pub unchanged: usize,
}

/// Signatures, chains, heads and fingerprint of a room's record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// Entries held.
    pub entries: u64,
    /// Seats that wrote them.
    pub seats: u64,
    /// Entries of which a relay keeps only the hash.
    pub refused: u64,
    /// Entries known of and not fetched yet.
    pub not_fetched: u64,
    /// Entries that a witness has seen and no relay gives out.
    pub withheld: u64,
    /// Numbers at which a seat has written more than one entry, as ids.
    pub forks: Vec<String>,
    /// Entries whose signature or hash does not verify, as ids.
    pub bad_signatures: Vec<String>,
    /// The same on every copy with the same entries.
    pub fingerprint: String,
    /// Whether everything held verifies.
    pub ok: bool,
}

impl Verified {
    /// Prints the outcome.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let counts = [
            ("entries", self.entries.to_string()),
            ("seats", self.seats.to_string()),
            ("refused", self.refused.to_string()),
            ("missing", self.not_fetched.to_string()),
            ("withheld", self.withheld.to_string()),
        ];
        paper.line(out, &paper.clean(&self.room))?;
        paper.line(out, &paper.with("out-verify-counts", &counts))?;
        paper.line(
            out,
            &paper.with("out-verify-fingerprint", &[("value", self.fingerprint.clone())]),
        )?;
        for (key, ids) in
            [("out-verify-fork", &self.forks), ("out-verify-bad", &self.bad_signatures)]
        {
            for id in ids {
                paper.line(out, &paper.with(key, &[("id", id.clone())]))?;
            }
        }
        paper.line(out, &paper.say(if self.ok { "out-verify-ok" } else { "out-verify-not-ok" }))
    }
}

/// What an exchange with the relay cost and brought.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Synced {
    /// As TCP payload.
    pub bytes_sent: u64,
    /// As TCP payload.
    pub bytes_received: u64,
    /// Entries handed to the relay.
    pub entries_sent: u64,
    /// Entries that came.
    pub entries_received: u64,
    /// How often one side waited for the other.
    pub round_trips: u64,
    /// How long it took.
    pub seconds: f64,
    /// Whether the present situation is here.
    pub current: bool,
    /// Whether all that was asked for is here and all that waited is stored.
    pub complete: bool,
    /// Whether a console that is open did it: its bytes and round trips are not counted here.
    pub by_console: bool,
}

impl Synced {
    /// Prints the cost.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let args = [
            ("out", self.bytes_sent.to_string()),
            ("in", self.bytes_received.to_string()),
            ("sent", self.entries_sent.to_string()),
            ("received", self.entries_received.to_string()),
            ("trips", self.round_trips.to_string()),
            ("seconds", format!("{:.1}", self.seconds)),
        ];
        paper.line(out, &paper.with("out-sync-entries", &args))?;
        let cost = if self.by_console { "out-sync-by-console" } else { "out-sync-cost" };
        paper.line(out, &paper.with(cost, &args))?;
        let key = match (self.current, self.complete) {
            (_, true) => "out-sync-complete",
            (true, false) => "out-sync-current",
            (false, false) => "out-sync-incomplete",
        };
        paper.line(out, &paper.say(key))
    }
}

/// An invitation, to be handed to one officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// The text that `join` takes.
    pub invitation: String,
    /// Until when.
    pub expires: String,
}

impl Invited {
    /// An invitation with its end.
    pub fn new(invitation: String, expires: Stamp) -> Self {
        Self { invitation, expires: time(expires) }
    }

    /// Prints the invitation alone on its line, then what to do with it.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        writeln!(out, "{}", self.invitation)?;
        let args = [("expires", self.expires.clone())];
        writeln!(out, "{}", paper.with("out-invite-what-now", &args))
    }
}

/// A room that was founded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Founded {
    /// What it is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// The recovery key: for the safe, printed once.
    pub recovery: String,
}

impl Founded {
    /// Prints the room and its recovery key.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        paper.line(out, &paper.with("out-found-done", &[("room", self.room.clone())]))?;
        writeln!(out, "{}", paper.say("out-found-recovery"))?;
        writeln!(out, "{}", self.recovery)?;
        writeln!(out, "{}", paper.say("out-found-what-now"))
    }
}

/// What taking a seat, or keeping a permit, came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// What the room is called and for; none where a relay's permit was kept.
    pub room: Option<String>,
    /// Actual, exercise or test; likewise.
    pub mode: Option<String>,
    /// The relay's address.
    pub relay: String,
    /// The seat that was taken; likewise.
    pub seat: Option<String>,
}

impl Joined {
    /// Prints where a seat was taken, and what to do next.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let args = [
            ("room", self.room.clone().unwrap_or_default()),
            ("relay", self.relay.clone()),
            ("seat", self.seat.clone().unwrap_or_default()),
        ];
        let key = if self.room.is_some() { "out-join-done" } else { "out-join-permit" };
        paper.line(out, &paper.with(key, &args))
    }
}
