//! Lines of the log: one for each entry, as text and as JSON.

use std::io::{self, Write};

use liaison_core::body::{Body, kind};
use liaison_core::entry::{Content, Link};
use liaison_core::id::EntryRef;
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_core::terms::Precedence;
use serde::Serialize;

use super::sentence::{kind_name, sentence};
use super::value::who;
use super::{Paper, time};
use crate::cli::name::id_text;
use crate::when;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The entry.
    pub id: String,
    /// When its author wrote it.
    pub time: String,
    /// What kind of entry, such as `flow-reported`; none for a kind of a newer version.
    pub kind: Option<String>,
    /// How urgent, of messages.
    pub precedence: Option<String>,
    /// Who wrote it.
    pub who: String,
    /// Of which organisation.
    pub organisation: String,
    /// What it says, in the language asked for.
    pub text: String,
    /// The incident that it is about.
    pub incident: Option<String>,
    /// How far it has come, of entries written here.
    pub standing: Option<String>,
    /// What must be known of it: see `docs/json.md`.
    pub marks: Vec<&'static str>,
    /// How it should read, by whom, oldest first.
    pub corrections: Vec<Correction>,
    /// Actual, exercise or test.
    pub mode: String,
    #[serde(skip)]
    stamp: Stamp,
}

/// A correction beside the entry that it corrects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The correcting entry.
    pub id: String,
    /// Who wrote it.
    pub by: String,
    /// How the entry should read.
    pub text: String,
}

/// An entry that is shown, and what is known of it beyond the record.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The entry.
    pub link: &'a Link,
    /// How far it has come, where it was written here.
    pub standing: Option<&'a str>,
}

impl Line {
    /// The line of an entry, as it is seen at `now`.
    pub fn of(room: &Room, shown: Shown<'_>, now: Stamp, paper: &Paper<'_>) -> Self {
        let link = shown.link;
        let name = link.key().reference();
        let entry = match &link.content {
            Content::Entry(entry) => Some(entry),
            Content::Refused(_) => None,
        };
        let body = link.read();
        let stamp = entry.map_or(Stamp(0), |e| e.time);
        let (who, organisation) = who_wrote(room, link, body.as_ref());
        let corrections = room.corrections(&room.resolve(&name)).iter();
        Self {
            id: id_text(room, &name),
            time: time(stamp),
            kind: entry.and_then(|e| e.kind.name()).map(kind_name),
            precedence: precedence(body.as_ref()).map(|p| p.text().to_owned()),
            who,
            organisation,
            text: match entry {
                Some(_) => sentence(room, paper.words, stamp, body.as_ref()),
                None => paper.words.say("line-refused"),
            },
            incident: about(body.as_ref()).map(|name| id_text(room, &room.resolve(&name))),
            standing: shown.standing.map(str::to_owned),
            marks: marks(room, link, body.as_ref(), stamp, now),
            corrections: corrections.map(|c| Correction::of(room, c)).collect(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            stamp,
        }
    }

    /// Prints the line. A real event inside an exercise has a line of its own above it.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        if self.marks.contains(&"real-event") {
            writeln!(out, "{}", paper.say("banner-real-event"))?;
        }
        let precedence = self.precedence.as_deref().filter(|p| *p != "routine");
        let precedence =
            precedence.map(|p| format!("{} ", paper.term("precedence", p))).unwrap_or_default();
        let who = match self.organisation.as_str() {
            "" => self.who.clone(),
            organisation => format!("{}, {organisation}", self.who),
        };
        let mut said = format!(
            "{}  {precedence}{}: {}",
            when::date_clock(self.stamp),
            paper.clean(&who),
            paper.clean(&self.text)
        );
        let marks = self.marks.iter().filter(|mark| **mark != "real-event");
        let marks = marks.map(|mark| match *mark {
            "newer" => paper.say("out-mark-newer"),
            mark => paper.say(&format!("standing-{mark}")),
        });
        let standing = self.standing.as_deref().filter(|s| *s != "stored");
        let standing = standing.map(|s| paper.say(&format!("standing-{s}")));
        let notes: Vec<String> =
            std::iter::once(self.id.clone()).chain(standing).chain(marks).collect();
        said.push_str(&format!("  [{}]", notes.join(", ")));
        paper.line(out, &said)?;
        for correction in &self.corrections {
            let args = [("text", correction.text.clone()), ("by", correction.by.clone())];
            paper.line(out, &format!("    {}", paper.with("line-correction", &args)))?;
        }
        Ok(())
    }
}

impl Correction {
    fn of(room: &Room, correction: &liaison_core::room::Correction) -> Self {
        Self {
            id: id_text(room, &correction.act.entry),
            by: who(room, &correction.act.author).0,
            text: correction.text.clone(),
        }
    }
}

/// Who wrote an entry; whoever just took a seat and is not a member yet is known by the entry.
fn who_wrote(room: &Room, link: &Link, body: Option<&Body>) -> (String, String) {
    match (room.membership().member(&link.author), body) {
        (None, Some(Body::SeatTaken(taken))) => {
            let invited = room.membership().invitations().iter();
            let invited = invited.into_iter().find(|i| i.key == taken.invitation);
            let name = taken.name.clone().or_else(|| invited.map(|i| i.name.clone()));
            let organisation = invited.map(|i| i.organisation.clone()).unwrap_or_default();
            (name.unwrap_or_else(|| link.author.seat().to_string()), organisation)
        }
        _ => who(room, &link.author),
    }
}

fn precedence(body: Option<&Body>) -> Option<Precedence> {
    match body {
        Some(Body::MessagePosted(message)) => Some(message.precedence),
        _ => None,
    }
}

/// What must be known of an entry beyond what it says.
fn marks(
    room: &Room,
    link: &Link,
    body: Option<&Body>,
    stamp: Stamp,
    now: Stamp,
) -> Vec<&'static str> {
    let name = link.key().reference();
    let mut marks = Vec::new();
    let Content::Entry(entry) = &link.content else { return vec!["refused"] };
    let given_up = room.membership().is_given_up(&link.author, link.n);
    let admission = [kind::RoomFounded, kind::SeatTaken, kind::SeatContinued].contains(&entry.kind);
    let counts = if admission {
        room.membership().member(&link.author).is_some()
    } else {
        room.membership().allows(&link.author, link.n, entry.kind)
    };
    if matches!(body, Some(Body::RealEventDeclared(_))) {
        marks.push("real-event");
    }
    if given_up {
        marks.push("given-up");
    } else if body.is_some() && !counts {
        marks.push("no-authority");
    }
    if body.is_none() {
        marks.push("newer");
    }
    if !stamp.counts_as_seen(now) {
        marks.push("clock-wrong");
    }
    if !room.corrections(&room.resolve(&name)).is_empty() {
        marks.push("corrected");
    }
    if room.is_ambiguous(&name) {
        marks.push("ambiguous");
    }
    marks
}

/// The incident that an entry is about.
pub fn about(body: Option<&Body>) -> Option<EntryRef> {
    match body? {
        Body::IncidentRevised(b) => Some(b.incident),
        Body::PhaseChanged(b) => Some(b.incident),
        Body::SituationReported(b) => Some(b.incident),
        Body::IncidentClosed(b) => Some(b.incident),
        Body::IncidentReopened(b) => Some(b.incident),
        Body::ActivationProposed(b) => b.incident,
        Body::MessagePosted(b) => b.incident,
        Body::DecisionRecorded(b) => b.incident,
        Body::NoteTaken(b) => b.incident,
        _ => None,
    }
}
