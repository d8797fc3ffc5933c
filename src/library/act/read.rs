//! Reading acts: which keys each has, which must be there, and what they refer to.

mod plan;
mod roster;

use liaison_core::body::flow::FlowName;
use liaison_core::body::plan::Bilingual;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Certainty, IncidentKind, Precedence, Role, UnknownTerm, Urgency};

use super::{Act, To};
use crate::library::clock::Clock;
use crate::library::mistake::MistakeKind;
use crate::library::shape::Thing;
use crate::library::sheet::{Field, Table};
use crate::library::slug::Slug;
use crate::library::stage::{Labelled, Named, Stage, unknown};

/// The acts of two words, by their first.
pub(in crate::library) const GROUPS: &[(&str, &[&str])] = &[
    ("incident", &["declare", "revise", "phase", "report", "close", "reopen"]),
    ("facility", &["list"]),
    ("flow", &["report", "promise", "restored"]),
    ("plan", &["publish", "activate", "approve", "level", "step", "stand-down"]),
    ("fallback", &["open", "count", "close"]),
    ("roster", &["save", "confirm", "remove"]),
    ("duty", &["take", "offer", "accept"]),
    ("guidance", &["issue", "withdraw", "ack"]),
];

/// The acts of one word.
pub(in crate::library) const WORDS: &[&str] = &["post", "ack", "decide", "note", "correct"];

/// Finds the one act of an event: its words and its table.
pub(crate) fn find<'a>(event: &Table<'a>) -> Option<(&'static str, &'static str, Table<'a>)> {
    let mut found = Vec::new();
    let mut heads = 0;
    for &(group, words) in GROUPS {
        let Some(field) = event.may(group) else { continue };
        heads += 1;
        let Some(table) = field.table(group) else { continue };
        let acts = words.iter().filter_map(|&word| Some((group, word, table.may(word)?)));
        let acts: Vec<_> = acts.collect();
        if acts.is_empty() && table.fields().next().is_none() {
            let (of, expected) = (group.to_owned(), words.join(", "));
            table.mistake(MistakeKind::OneOf { of, found: 0, expected });
        }
        found.extend(acts);
        table.close();
    }
    for &word in WORDS {
        let Some(field) = event.may(word) else { continue };
        heads += 1;
        found.push((word, "", field));
    }
    // A table of another name is an act mistyped, and told as an unknown key.
    let mistyped = heads == 0 && event.fields().any(|field| field.value().is_table());
    if (heads == 0 && !mistyped) || found.len() > 1 {
        let groups = GROUPS.iter().map(|&(group, _)| group);
        let expected = groups.chain(WORDS.iter().copied()).collect::<Vec<_>>().join(", ");
        let of = event.name().to_owned();
        event.mistake(MistakeKind::OneOf { of, found: found.len(), expected });
        return None;
    }
    let (group, word, field) = found.pop()?;
    let table = field.table(name(group, word))?;
    Some((group, word, table))
}

/// The words of an act in one, as messages and labels name it.
pub(crate) fn name(group: &str, word: &str) -> &'static str {
    match (group, word) {
        ("incident", "declare") => "incident declare",
        ("incident", "revise") => "incident revise",
        ("incident", "phase") => "incident phase",
        ("incident", "report") => "incident report",
        ("incident", "close") => "incident close",
        ("incident", "reopen") => "incident reopen",
        ("facility", _) => "facility list",
        ("flow", "report") => "flow report",
        ("flow", "promise") => "flow promise",
        ("flow", _) => "flow restored",
        ("plan", "publish") => "plan publish",
        ("plan", "activate") => "plan activate",
        ("plan", "approve") => "plan approve",
        ("plan", "level") => "plan level",
        ("plan", "step") => "plan step",
        ("plan", _) => "plan stand-down",
        ("fallback", "open") => "fallback open",
        ("fallback", "count") => "fallback count",
        ("fallback", _) => "fallback close",
        ("roster", "save") => "roster save",
        ("roster", "confirm") => "roster confirm",
        ("roster", _) => "roster remove",
        ("duty", "take") => "duty take",
        ("duty", "offer") => "duty offer",
        ("duty", _) => "duty accept",
        ("guidance", "issue") => "guidance issue",
        ("guidance", "withdraw") => "guidance withdraw",
        ("guidance", _) => "guidance ack",
        ("post", _) => "post",
        ("ack", _) => "ack",
        ("decide", _) => "decide",
        ("note", _) => "note",
        _ => "correct",
    }
}

/// An act under reading: its table, and what its event knows.
pub(crate) struct Reading<'r, 'a, 'p> {
    /// The act's keys.
    pub(crate) table: &'r Table<'a>,
    /// What earlier events have brought.
    pub(crate) stage: &'r mut Stage<'p>,
    /// The story's clock.
    pub(crate) clock: Clock,
    /// When the event happens.
    pub(crate) at: Stamp,
    /// Its author, where that could be read.
    pub(crate) by: Option<&'r Slug>,
}

impl<'a> Reading<'_, 'a, '_> {
    /// Reads the act of these words.
    pub(crate) fn act(&mut self, group: &str, word: &str) -> Option<Act> {
        let act = match group {
            "incident" => self.incident(word),
            "facility" => self.facility_list(),
            "flow" => self.flow(word),
            "plan" | "fallback" => plan::act(self, group, word),
            "roster" | "duty" => roster::act(self, group, word),
            "guidance" => self.guidance(word),
            "post" => self.post(),
            "ack" => {
                let by = self.by;
                let label = |f: Field<'_>| self.stage.label(&f, None, by).map(|(label, _)| label);
                let entries = self.table.want("entries").and_then(|f| f.list(label));
                entries.map(|entries| Act::Ack { entries })
            }
            "decide" => self.decide(),
            "note" => {
                let (text, incident) = (self.text("text"), self.incident_label());
                text.map(|text| Act::Note { text, incident })
            }
            _ => {
                let (entry, text) = (self.label("entry", None), self.text("text"));
                entry.zip(text).map(|(entry, text)| Act::Correct { entry, text })
            }
        };
        self.table.close();
        act
    }

    fn incident(&mut self, word: &str) -> Option<Act> {
        match word {
            "declare" => self.incident_declare(),
            "revise" => self.incident_revise(),
            "report" => self.incident_report(),
            "phase" => {
                let incident = self.label("incident", Some("incident declare"));
                let phase = self.table.want("phase").and_then(|f| f.term());
                Some(Act::IncidentPhase { incident: incident?, phase: phase? })
            }
            _ => {
                let incident = self.label("incident", Some("incident declare"));
                let reason = self.text_if_any("reason");
                Some(match word {
                    "close" => Act::IncidentClose { incident: incident?, reason },
                    _ => Act::IncidentReopen { incident: incident?, reason },
                })
            }
        }
    }

    fn incident_declare(&mut self) -> Option<Act> {
        let title = self.text("title");
        let severity = self.table.want("severity").and_then(|f| f.term());
        let urgency = self.term("urgency").unwrap_or(Urgency::Unknown);
        let certainty = self.term("certainty").unwrap_or(Certainty::Unknown);
        let kind = self.term("kind").unwrap_or(IncidentKind::Other);
        let places = self.facilities("place").unwrap_or_default();
        let (text, next) = (self.text_if_any("text"), self.moment("next"));
        let (title, severity) = (title?, severity?);
        Some(Act::IncidentDeclare { title, severity, urgency, certainty, kind, places, text, next })
    }

    fn incident_revise(&mut self) -> Option<Act> {
        let incident = self.label("incident", Some("incident declare"));
        let title = self.text_if_any("title");
        let (severity, urgency) = (self.term("severity"), self.term("urgency"));
        let (certainty, kind) = (self.term("certainty"), self.term("kind"));
        let places = self.facilities("place");
        let (text, next) = (self.text_if_any("text"), self.moment("next"));
        let incident = incident?;
        Some(Act::IncidentRevise {
            incident,
            title,
            severity,
            urgency,
            certainty,
            kind,
            places,
            text,
            next,
        })
    }

    fn incident_report(&mut self) -> Option<Act> {
        let incident = self.label("incident", Some("incident declare"));
        let version = self.table.want("version").and_then(|f| f.term());
        let from = self.table.want("from").and_then(|f| self.clock.moment(&f, self.at));
        let to = self.moment("to").unwrap_or(self.at.moment());
        let (text, confidence) = (self.text("text"), self.term("confidence"));
        let next = self.moment("next");
        let (incident, version, from, text) = (incident?, version?, from?, text?);
        Some(Act::IncidentReport { incident, version, from, to, text, confidence, next })
    }

    fn facility_list(&mut self) -> Option<Act> {
        let field = self.table.want("facility");
        let facility = field.and_then(|f| self.stage.bring(Named::Facility, &f, self.by));
        let name = self.text("name");
        let kind = self.table.want("kind").and_then(|f| f.term());
        let parent = self.table.may("parent");
        let parent = parent.and_then(|f| self.stage.named(Named::Facility, &f, self.by));
        Some(Act::FacilityList { facility: facility?, name: name?, kind: kind?, parent })
    }

    fn flow(&mut self, word: &str) -> Option<Act> {
        let field = self.table.want("facility");
        let named = |f: &Field<'_>| self.stage.named(Named::Facility, f, self.by);
        let facility = field.as_ref().and_then(named);
        let regime = self.table.want("regime").and_then(|f| f.term());
        let direction = self.term("direction");
        let flow =
            facility.zip(regime).map(|(facility, regime)| FlowName { facility, regime, direction });
        if let Some((field, flow)) = field.as_ref().zip(flow.as_ref()) {
            match word {
                "report" => self.stage.report(field, flow, self.by),
                _ => self.stage.reported(field, flow, self.by),
            }
        }
        match word {
            "report" => self.flow_report(flow),
            "promise" => {
                let by = self.table.want("by").and_then(|f| self.clock.moment(&f, self.at));
                let note = self.text_if_any("note");
                Some(Act::FlowPromise { flow: flow?, by: by?, note })
            }
            _ => {
                let at = self.moment("at").unwrap_or(self.at.moment());
                let note = self.text_if_any("note");
                Some(Act::FlowRestored { flow: flow?, at, note })
            }
        }
    }

    fn flow_report(&mut self, flow: Option<FlowName>) -> Option<Act> {
        let status = self.table.want("status").and_then(|f| f.term());
        let as_of = self.moment("as-of").unwrap_or(self.at.moment());
        let (mode, counterpart) = (self.term("mode"), self.term("counterpart"));
        let capacity = self.table.may("capacity").and_then(|f| f.number(0..=100));
        let (queue, note) = (self.text_if_any("queue"), self.text_if_any("note"));
        let (source, next) = (self.text_if_any("source"), self.moment("next"));
        let resolve = self.yes("resolve");
        let (flow, status) = (flow?, status?);
        Some(Act::FlowReport {
            flow,
            status,
            as_of,
            mode,
            counterpart,
            capacity,
            queue,
            note,
            source,
            next,
            resolve,
        })
    }

    fn guidance(&mut self, word: &str) -> Option<Act> {
        let number = self.table.want("number");
        match word {
            "issue" => {
                let title = self.text("title");
                let text = self.text("text");
                // Read before the number is brought: a bulletin does not replace itself.
                let one = |f: Field<'_>| self.stage.named(Named::Guidance, &f, self.by);
                let supersedes = self.table.may("supersedes").and_then(|f| f.list(one));
                let supersedes = supersedes.unwrap_or_default();
                let number = number.and_then(|f| self.stage.bring(Named::Guidance, &f, self.by));
                let from = self.moment("from");
                let (number, title, text) = (number?, title?, text?);
                Some(Act::GuidanceIssue { number, title, text, supersedes, from })
            }
            "withdraw" => {
                let number = number.and_then(|f| self.stage.named(Named::Guidance, &f, self.by));
                let reason = self.text_if_any("reason");
                Some(Act::GuidanceWithdraw { number: number?, reason })
            }
            _ => {
                let number = number.and_then(|f| self.stage.named(Named::Guidance, &f, self.by));
                Some(Act::GuidanceAck { number: number? })
            }
        }
    }

    fn post(&mut self) -> Option<Act> {
        let precedence = self.term("precedence").unwrap_or(Precedence::Routine);
        let text = self.text("text");
        let to = self.table.may("to").and_then(|f| f.list(|f| self.addressee(&f)));
        let (ack, tlp) = (self.yes("ack"), self.term("tlp"));
        let reply = self.label_if_any("reply", Some("post"));
        let incident = self.incident_label();
        let to = to.unwrap_or_default();
        Some(Act::Post { precedence, text: text?, to, ack, tlp, reply, incident })
    }

    fn addressee(&self, field: &Field<'_>) -> Option<To> {
        let name = field.slug()?;
        if self.stage.officers.contains_key(&name) {
            return Some(To::Officer(name));
        }
        if self.stage.organisations.contains(&name) {
            return Some(To::Organisation(name));
        }
        let UnknownTerm { expected, .. } = match name.as_str().parse::<Role>() {
            Ok(role) => return Some(To::Role(role)),
            Err(unknown) => unknown,
        };
        let people = self.stage.officers.keys().chain(&self.stage.organisations);
        let known = people.map(Slug::as_str).chain(expected.split(", "));
        unknown(field, Thing::Addressee, name.as_str(), known)
    }

    fn decide(&mut self) -> Option<Act> {
        let (question, decision) = (self.text("question"), self.text("decision"));
        let options = self.table.may("options").and_then(|f| f.list(|f| f.bilingual()));
        let options = options.unwrap_or_default();
        let (decider, review) = (self.text_if_any("decider"), self.moment("review"));
        let incident = self.incident_label();
        let (question, decision) = (question?, decision?);
        Some(Act::Decide { question, decision, options, decider, review, incident })
    }

    /// A text that must be there.
    fn text(&self, key: &'static str) -> Option<Bilingual> {
        self.table.want(key).and_then(|f| f.bilingual())
    }

    /// A text that need not be there.
    fn text_if_any(&self, key: &'static str) -> Option<Bilingual> {
        self.table.may(key).and_then(|f| f.bilingual())
    }

    /// A word of a vocabulary that need not be there.
    fn term<T: std::str::FromStr<Err = UnknownTerm>>(&self, key: &'static str) -> Option<T> {
        self.table.may(key).and_then(|f| f.term())
    }

    /// A time that need not be there.
    fn moment(&self, key: &'static str) -> Option<Moment> {
        self.table.may(key).and_then(|f| self.clock.moment(&f, self.at))
    }

    /// A switch: off where it is not there.
    fn yes(&self, key: &'static str) -> bool {
        self.table.may(key).and_then(|f| f.yes_no()).unwrap_or(false)
    }

    /// A list of listed facilities that need not be there.
    fn facilities(&self, key: &'static str) -> Option<Vec<String>> {
        let one = |f: Field<'_>| self.stage.named(Named::Facility, &f, self.by);
        self.table.may(key).and_then(|f| f.list(one))
    }

    /// The label of an earlier event that must be there.
    fn label(&self, key: &'static str, act: Option<&'static str>) -> Option<Slug> {
        self.labelled(self.table.want(key), act).map(|(label, _)| label)
    }

    /// The label of an earlier event that need not be there.
    fn label_if_any(&self, key: &'static str, act: Option<&'static str>) -> Option<Slug> {
        self.labelled(self.table.may(key), act).map(|(label, _)| label)
    }

    fn incident_label(&self) -> Option<Slug> {
        self.label_if_any("incident", Some("incident declare"))
    }

    fn labelled(
        &self,
        field: Option<Field<'a>>,
        act: Option<&'static str>,
    ) -> Option<(Slug, &Labelled)> {
        self.stage.label(&field?, act, self.by)
    }
}
