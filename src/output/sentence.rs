//! One sentence for every entry kind: what the log says happened, in either language.
//!
//! `line-KIND` in the locales is the sentence; `said-FIELD` are what may follow it, each where the
//! entry says it. Names of other things (an incident's title, a plan's, a person's) are those of
//! the room as it is folded now. What comes back is not cleaned yet: that is done once, where the
//! line is printed.

mod people;
mod work;

use liaison_core::body::Body;
use liaison_core::room::Room;
use liaison_core::stamp::{Moment, Stamp};

use super::value::incident_title;
use crate::when;
use crate::words::{Words, arg};

/// What a sentence is made with.
pub(super) struct Speaker<'a> {
    pub(super) room: &'a Room,
    pub(super) words: &'a Words,
    /// When the entry was written: times of that day are said without their date.
    pub(super) time: Stamp,
}

/// A sentence in the making: the first part and what follows.
pub(super) struct Said {
    parts: Vec<String>,
}

/// The sentence of an entry; of one that this version cannot read it says so.
pub fn sentence(room: &Room, words: &Words, time: Stamp, body: Option<&Body>) -> String {
    let speaker = Speaker { room, words, time };
    let Some(body) = body else { return words.say("line-newer") };
    speaker.say_of_incidents(body).parts.join("; ")
}

/// The name of a kind as JSON and locales have it: `flow-reported`.
pub fn kind_name(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

impl Said {
    /// Adds a part, if there is something to say.
    pub(super) fn and(mut self, part: Option<String>) -> Self {
        self.parts.extend(part);
        self
    }
}

impl Speaker<'_> {
    /// The first part: `line-KEY` with its arguments.
    pub(super) fn line(&self, key: &str, args: &[(&str, &str)]) -> Said {
        let args: Vec<_> = args.iter().map(|(name, text)| (*name, arg(*text))).collect();
        Said { parts: vec![self.words.with(&format!("line-{key}"), &args)] }
    }

    /// A part that follows: `said-KEY` with one value, where there is one.
    pub(super) fn said(&self, key: &str, value: Option<&str>) -> Option<String> {
        let value = value.filter(|text| !text.trim().is_empty())?;
        Some(self.words.with(&format!("line-said-{key}"), &[("value", arg(value))]))
    }

    /// Somebody's own words, without anything of ours.
    pub(super) fn quoted(&self, text: Option<&String>) -> Option<String> {
        text.filter(|text| !text.trim().is_empty()).cloned()
    }

    /// A time: without its date on the day of the entry.
    pub(super) fn at(&self, moment: Moment) -> String {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        let stamp = moment.stamp();
        if stamp.0 / DAY_MS == self.time.0 / DAY_MS {
            when::clock(stamp)
        } else {
            when::date_clock(stamp)
        }
    }

    pub(super) fn term(&self, vocabulary: &str, word: &str) -> String {
        self.words.say(&format!("{vocabulary}-{word}"))
    }

    /// A duration as plans have them.
    pub(super) fn list(items: &[String]) -> Option<String> {
        (!items.is_empty()).then(|| items.join(", "))
    }

    fn say_of_incidents(&self, body: &Body) -> Said {
        let title = |name| incident_title(self.room, name);
        match body {
            Body::IncidentDeclared(b) => self
                .line(
                    "incident-declared",
                    &[("title", &b.title), ("severity", &self.term("severity", b.severity.text()))],
                )
                .and(self.said("places", Self::list(&b.places).as_deref()))
                .and(self.quoted(b.text.as_ref()))
                .and(self.said("next-update", b.next_update.map(|m| self.at(m)).as_deref())),
            Body::IncidentRevised(b) => self.revised(b),
            Body::PhaseChanged(b) => {
                let phase = self.term("phase", b.phase.text());
                self.line("phase-changed", &[("title", &title(&b.incident)), ("phase", &phase)])
            }
            Body::SituationReported(b) => {
                let version = self.term("report-version", b.version.text());
                let confidence = b.confidence.map(|c| self.term("confidence", c.text()));
                self.line(
                    "situation-reported",
                    &[
                        ("title", &title(&b.incident)),
                        ("number", &b.number.to_string()),
                        ("version", &version),
                        ("from", &self.at(b.from)),
                        ("to", &self.at(b.to)),
                    ],
                )
                .and(self.quoted(Some(&b.text)))
                .and(self.said("confidence", confidence.as_deref()))
                .and(self.said("next-report", b.next_report.map(|m| self.at(m)).as_deref()))
            }
            Body::IncidentClosed(b) => self
                .line("incident-closed", &[("title", &title(&b.incident))])
                .and(self.quoted(b.reason.as_ref())),
            Body::IncidentReopened(b) => self
                .line("incident-reopened", &[("title", &title(&b.incident))])
                .and(self.quoted(b.reason.as_ref())),
            Body::RealEventDeclared(b) => {
                self.line("real-event-declared", &[("text", &b.text), ("room", &b.actual_room)])
            }
            other => self.say_of_flows(other),
        }
    }

    fn revised(&self, b: &liaison_core::body::incident::IncidentRevised) -> Said {
        use liaison_core::body::Change;
        let title = incident_title(self.room, &b.incident);
        let severity = b.severity.map(|t| self.term("severity", t.text()));
        let urgency = b.urgency.map(|t| self.term("urgency", t.text()));
        let certainty = b.certainty.map(|t| self.term("certainty", t.text()));
        let kind = b.kind.map(|t| self.term("incident-kind", t.text()));
        let places = b.places.as_ref().and_then(|p| Self::list(p));
        let next = b.next_update.as_ref().map(|change| match change {
            Change::Set(moment) => self.at(*moment),
            Change::Clear => self.words.say("out-none"),
        });
        self.line("incident-revised", &[("title", &title)])
            .and(self.said("title", b.title.as_deref()))
            .and(self.said("severity", severity.as_deref()))
            .and(self.said("urgency", urgency.as_deref()))
            .and(self.said("certainty", certainty.as_deref()))
            .and(self.said("category", kind.as_deref()))
            .and(self.said("places", places.as_deref()))
            .and(self.quoted(b.text.as_ref()))
            .and(self.said("next-update", next.as_deref()))
    }
}
