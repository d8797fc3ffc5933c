//! Documents in output: what is here, what it costs to have, what was done.

use std::io::{self, Write};
use std::time::Duration;

use liaison_core::room::Room;
use serde::Serialize;

use super::list::List;
use super::value::who;
use super::{Paper, time};
use crate::cli::name::id_text;
use crate::document::{Cost, Document, Limits, Whereabouts};
use crate::when::Span;

/// A document, as `document list` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// The entry that shared it.
    pub id: String,
    /// What its file is called, as it would be written here.
    pub name: String,
    /// What its author takes it for.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Its label, where that is stricter than the room's.
    pub tlp: Option<String>,
    /// Who shared it.
    pub author: String,
    /// When.
    pub shared: String,
    /// Its BLAKE3 hash.
    pub hash: String,
    /// `here`, `partial`, `at-relay`, `elsewhere` or `withdrawn`.
    pub state: &'static str,
    /// How much of it is here.
    pub percent: u8,
    /// Whether all of it is known to be at the relay.
    pub at_relay: bool,
    /// Whether somebody here asked for it.
    pub wanted: bool,
    /// Whether its text is here.
    pub text: bool,
    /// Why the relay does not take it.
    pub refused: Option<String>,
    /// Bytes that fetching the rest would cost.
    pub cost_bytes: u64,
    /// Seconds at the present rate; none where no rate is known.
    pub cost_seconds: Option<u64>,
}

impl DocumentRow {
    /// A document at a rate.
    pub fn of(room: &Room, document: &Document, rate_bps: Option<u64>) -> Self {
        let missing = if document.is_here() { 0 } else { document.missing };
        let cost = Cost::of(missing, rate_bps);
        let percent = match document.whereabouts {
            Whereabouts::Here => 100,
            Whereabouts::Partial(percent) => percent,
            _ => 0,
        };
        Self {
            id: id_text(room, &document.entry),
            name: document.file_name(),
            media: document.share.media.clone(),
            size: document.name.size,
            tlp: document.share.tlp.map(|tlp| tlp.to_string()),
            author: who(room, &document.share.act.author).0,
            shared: time(document.share.act.time),
            hash: document.name.hash.0.iter().map(|byte| format!("{byte:02x}")).collect(),
            state: document.whereabouts.text(),
            percent,
            at_relay: document.at_relay,
            wanted: document.wanted,
            text: document.has_text,
            refused: document.refused.clone(),
            cost_bytes: cost.bytes,
            cost_seconds: cost.time.map(|time| time.as_secs()),
        }
    }

    /// A line, and a second one with what it would cost to have it.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let line = format!(
            "  {} {} {} {}",
            paper.cell(&self.id, 12),
            paper.cell(&self.said(paper), 22),
            paper.cell(&size_said(self.size, paper), 9),
            paper.clean(&self.name),
        );
        paper.line(out, &line)?;
        if self.state == "here" || self.state == "withdrawn" {
            return Ok(());
        }
        let cost =
            Cost { bytes: self.cost_bytes, time: self.cost_seconds.map(Duration::from_secs) };
        let args = [("cost", cost_said(cost, paper))];
        paper.line(out, &format!("               {}", paper.with("out-document-cost", &args)))
    }

    fn said(&self, paper: &Paper<'_>) -> String {
        match self.refused.as_deref().filter(|_| self.state != "withdrawn") {
            Some(reason) => {
                let reason = paper.say(&format!("out-document-refused-{reason}"));
                paper.with("out-document-refused", &[("reason", reason)])
            }
            None => {
                let args = [("percent", self.percent.to_string())];
                paper.with(&format!("out-document-{}", self.state), &args)
            }
        }
    }
}

/// A size as officers read it.
pub fn size_said(bytes: u64, paper: &Paper<'_>) -> String {
    let (number, unit) = crate::document::size_said(bytes);
    paper.with(&format!("out-unit-{unit}"), &[("n", number)])
}

/// Bytes, and how long they take at the present rate.
pub fn cost_said(cost: Cost, paper: &Paper<'_>) -> String {
    let bytes = size_said(cost.bytes, paper);
    match cost.time {
        Some(time) => {
            let time = Span::from(time).text(&paper.say("out-day"));
            paper.with("out-cost-timed", &[("bytes", bytes), ("time", time)])
        }
        None => paper.with("out-cost", &[("bytes", bytes)]),
    }
}

/// `document list`: the documents, and the space that they take.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentList {
    /// The list.
    #[serde(flatten)]
    pub list: List<DocumentRow>,
    /// Space and limits.
    pub space: SpaceRow,
}

/// The space that documents take, and how much more may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpaceRow {
    /// Bytes of this room's documents on this machine.
    pub here_bytes: u64,
    /// Bytes of the largest document that is shared from here.
    pub share_bytes_max: u64,
    /// What the relay takes, once it has said so.
    pub relay: Option<RelaySpace>,
}

/// What a relay takes of documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelaySpace {
    /// Bytes of the largest one.
    pub bytes_max: u64,
    /// Bytes that it has room for.
    pub left_bytes: u64,
    /// When it said so.
    pub as_of: String,
}

impl DocumentList {
    /// Documents of a room.
    pub fn of(room: &Room, rows: Vec<DocumentRow>, limits: Limits) -> Self {
        let relay = limits.relay.map(|(space, at)| RelaySpace {
            bytes_max: space.largest,
            left_bytes: space.left,
            as_of: time(at),
        });
        let (here_bytes, share_bytes_max) = (limits.here, limits.shared_most);
        let space = SpaceRow { here_bytes, share_bytes_max, relay };
        Self { list: List::of(room, "documents", rows), space }
    }
}

/// Space and limits in a line.
pub fn limits_said(limits: &Limits, paper: &Paper<'_>) -> String {
    let size = |bytes| size_said(bytes, paper);
    let mut args = vec![("here", size(limits.here)), ("most", size(limits.shared_most))];
    match limits.relay {
        Some((space, at)) => {
            args.extend([("largest", size(space.largest)), ("left", size(space.left))]);
            args.push(("at", crate::when::date_clock(at)));
            paper.with("out-document-space", &args)
        }
        None => paper.with("out-document-space-unknown", &args),
    }
}

/// What became of a document that was shared or fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The entry that shared it.
    pub id: String,
    /// How far the entry has come; of one that was fetched none.
    pub standing: Option<&'static str>,
    /// Why the relay refused the entry, if it did.
    pub reason: Option<String>,
    /// Where its bytes are: `here`, `at-relay`, `partial`, `elsewhere`.
    pub state: &'static str,
    /// Bytes of the document.
    pub size: u64,
    /// Bytes of the text that was taken out of it.
    pub text_bytes: Option<u64>,
    /// What it was to cost on the link.
    pub cost_bytes: u64,
    /// Seconds at the rate of then.
    pub cost_seconds: Option<u64>,
    /// Why the text of a PDF does not travel with it: `pictures`, `unreadable`.
    pub no_text: Option<&'static str>,
}

impl Moved {
    /// What became of it, in a line.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let fate = match self.standing {
            Some(_) => format!("out-document-shared-{}", self.state),
            None => format!("out-document-fetched-{}", self.state),
        };
        let standing = self.standing.map(|standing| paper.say(&format!("standing-{standing}")));
        let before = standing.map_or_else(String::new, |standing| format!("{standing}: "));
        paper.line(out, &format!("{}  {before}{}", self.id, paper.say(&fate)))
    }
}

/// A document that was written to a file, and with what it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavedFile {
    /// The entry that shared it.
    pub id: String,
    /// Where it was written.
    pub file: String,
    /// The program that was asked to open it.
    pub program: Option<String>,
}
