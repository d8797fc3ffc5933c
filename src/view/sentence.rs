//! An entry as a sentence of the log: one per kind, `says-KIND` in the locales.

use liaison_core::body::Body;
use liaison_core::body::flow::FlowName;
use liaison_core::body::log::Address;
use liaison_core::id::EntryRef;
use liaison_core::stamp::Moment;

use super::flow_words;
use crate::clean;
use crate::output::sentence::kind_name;
use crate::state::{DeskView, Line};
use crate::when;
use crate::words::{Words, arg};

/// The entry on one line.
pub fn say(desk: &DeskView, words: &Words, line: &Line) -> String {
    let Some(body) = &line.body else {
        let known = line.kind.name().is_some();
        let key = if known { "says-unreadable" } else { "says-newer" };
        return words.with(key, &[("kind", arg(line.kind.0))]);
    };
    let speech = Speech { desk, words };
    let args = speech.args(body);
    let args: Vec<_> = args.into_iter().map(|(name, text)| (name, arg(text))).collect();
    words.with(&format!("says-{}", kind_name(line.kind.name().unwrap_or_default())), &args)
}

/// The entry whole: its sentence, and the text that the sentence cuts short.
pub fn whole(desk: &DeskView, words: &Words, line: &Line) -> Vec<String> {
    let text = match &line.body {
        Some(Body::MessagePosted(b)) => {
            let to: Vec<String> = b.to.iter().map(|to| address(desk, words, to)).collect();
            let everybody = || words.say("form-to-all");
            let to = if to.is_empty() { everybody() } else { to.join(", ") };
            let precedence = words.say(&format!("precedence-{}", b.precedence));
            let label = b.tlp.map(|tlp| format!("  {tlp}")).unwrap_or_default();
            let head = words.with(
                "entry-message-to",
                &[("precedence", arg(precedence)), ("to", arg(to)), ("label", arg(label))],
            );
            return vec![head, b.text.clone()];
        }
        Some(Body::SituationReported(b)) => &b.text,
        Some(Body::GuidanceIssued(b)) => &b.text,
        Some(Body::HandoverOffered(b)) => &b.brief,
        Some(Body::IncidentDeclared(b)) => b.text.as_deref().unwrap_or_default(),
        _ => "",
    };
    let mut all = vec![say(desk, words, line)];
    if !text.is_empty() {
        all.push(text.to_owned());
    }
    all
}

/// To whom a message goes, in words.
fn address(desk: &DeskView, words: &Words, to: &Address) -> String {
    match to {
        Address::Seat(seat) => desk.name_of_seat(seat),
        Address::Role(role) => words.say(&format!("role-{role}")),
        Address::Organisation(name) => clean::line(name).into_owned(),
    }
}

type Args = Vec<(&'static str, String)>;

struct Speech<'a> {
    desk: &'a DeskView,
    words: &'a Words,
}

impl Speech<'_> {
    fn args(&self, body: &Body) -> Args {
        self.of_room(body)
            .or_else(|| self.of_incidents(body))
            .or_else(|| self.of_flows(body))
            .or_else(|| self.of_plans(body))
            .or_else(|| self.of_people(body))
            .or_else(|| self.of_log(body))
            .unwrap_or_default()
    }

    fn of_room(&self, body: &Body) -> Option<Args> {
        Some(match body {
            Body::RoomFounded(b) => {
                vec![("room", text(&b.purpose)), ("mode", self.term("mode", b.mode))]
            }
            Body::InvitationIssued(b) => vec![
                ("name", text(&b.name)),
                ("organisation", text(&b.organisation)),
                ("role", self.term("role", b.role)),
            ],
            Body::RoleChanged(b) => {
                let seat = b.upto.first().map(|upto| self.desk.name_of_seat(&upto.seat));
                vec![("name", seat.unwrap_or_default()), ("role", self.term("role", b.role))]
            }
            Body::SeatRemoved(b) => {
                let seat = b.upto.first().map(|upto| self.desk.name_of_seat(&upto.seat));
                vec![("name", seat.unwrap_or_default()), ("reason", text(&b.reason))]
            }
            Body::SeatAccepted(b) => vec![("name", self.desk.name_of(&b.key))],
            Body::SeatTaken(b) => vec![("name", self.desk.author(&b.key))],
            Body::SeatContinued(b) => vec![("name", self.desk.author(&b.key))],
            Body::OrganisationListed(b) => {
                vec![("name", text(&b.name)), ("kind", self.term("organisation-kind", b.kind))]
            }
            Body::RelayListed(b) => vec![("address", text(&b.address))],
            _ => return None,
        })
    }

    fn of_incidents(&self, body: &Body) -> Option<Args> {
        Some(match body {
            Body::IncidentDeclared(b) => {
                vec![("title", text(&b.title)), ("severity", self.term("severity", b.severity))]
            }
            Body::IncidentRevised(b) => vec![("title", self.incident(&b.incident))],
            Body::PhaseChanged(b) => {
                vec![("title", self.incident(&b.incident)), ("phase", self.term("phase", b.phase))]
            }
            Body::SituationReported(b) => vec![
                ("title", self.incident(&b.incident)),
                ("number", b.number.to_string()),
                ("version", self.term("report-version", b.version)),
                ("text", text(&b.text)),
            ],
            Body::IncidentClosed(b) => {
                vec![("title", self.incident(&b.incident)), ("reason", some(b.reason.as_ref()))]
            }
            Body::IncidentReopened(b) => {
                vec![("title", self.incident(&b.incident)), ("reason", some(b.reason.as_ref()))]
            }
            Body::RealEventDeclared(b) => {
                vec![("text", text(&b.text)), ("room", text(&b.actual_room))]
            }
            _ => return None,
        })
    }

    fn of_flows(&self, body: &Body) -> Option<Args> {
        Some(match body {
            Body::FacilityListed(b) => vec![
                ("id", text(&b.id)),
                ("name", text(&b.name)),
                ("kind", self.term("facility-kind", b.kind)),
            ],
            Body::FlowReported(b) => {
                let mode = b.mode.map(|mode| self.term("clearance-mode", mode));
                let note = b.note.clone().and_then(|note| note.value());
                vec![
                    ("flow", self.flow(&b.flow)),
                    ("status", self.term("flow-status", b.status)),
                    ("mode", mode.map(|mode| format!(" · {mode}")).unwrap_or_default()),
                    ("note", note.map(|note| format!(" · {}", text(&note))).unwrap_or_default()),
                ]
            }
            Body::RestorationPromised(b) => vec![
                ("flow", self.flow(&b.flow)),
                ("by", moment(b.by)),
                ("note", some(b.note.as_ref())),
            ],
            Body::RestorationAchieved(b) => vec![
                ("flow", self.flow(&b.flow)),
                ("at", moment(b.at)),
                ("note", some(b.note.as_ref())),
            ],
            _ => return None,
        })
    }

    fn of_plans(&self, body: &Body) -> Option<Args> {
        let language = self.words.language().code();
        Some(match body {
            Body::PlanPublished(b) => vec![
                ("plan", text(b.title.in_language(language))),
                ("version", b.version.to_string()),
            ],
            Body::PlanReviewed(b) => vec![("plan", self.plan_by_id(&b.plan))],
            Body::ActivationProposed(b) => vec![
                ("plan", self.plan_by_version(&b.plan)),
                ("level", self.term("level", b.level)),
                ("reason", text(&b.reason)),
                ("authority", text(&b.authority)),
            ],
            Body::ActivationApproved(b) => vec![("plan", self.plan(&b.activation))],
            Body::LevelChanged(b) => {
                vec![("plan", self.plan(&b.activation)), ("level", self.term("level", b.level))]
            }
            Body::StepAssigned(b) => vec![
                ("step", self.step(&b.activation, &b.step)),
                ("name", self.desk.name_of_seat(&b.seat)),
            ],
            Body::StepDone(b) => {
                vec![("step", self.step(&b.activation, &b.step)), ("note", some(b.note.as_ref()))]
            }
            Body::StepSkipped(b) => {
                vec![("step", self.step(&b.activation, &b.step)), ("reason", text(&b.reason))]
            }
            Body::StoodDown(b) => {
                vec![("plan", self.plan(&b.activation)), ("reason", some(b.reason.as_ref()))]
            }
            Body::FallbackOpened(b) => {
                vec![("reason", text(&b.reason)), ("authority", text(&b.authority))]
            }
            Body::FallbackCounted(b) => vec![("count", b.count.to_string())],
            Body::FallbackClosed(b) => vec![("end", moment(b.end))],
            _ => return None,
        })
    }

    fn of_people(&self, body: &Body) -> Option<Args> {
        Some(match body {
            Body::ContactSaved(b) => {
                let known = b.contact.as_ref().map(|name| self.contact(name));
                vec![("name", b.name.as_deref().map(text).or(known).unwrap_or_default())]
            }
            Body::ContactConfirmed(b) => vec![("name", self.contact(&b.contact))],
            Body::ContactRemoved(b) => vec![("name", self.contact(&b.contact))],
            Body::DutyTaken(b) => vec![("function", text(&b.function))],
            Body::HandoverOffered(b) => {
                vec![("function", text(&b.function)), ("name", self.desk.name_of_seat(&b.to))]
            }
            Body::HandoverAccepted(b) => vec![("function", text(&b.function))],
            _ => return None,
        })
    }

    fn of_log(&self, body: &Body) -> Option<Args> {
        Some(match body {
            Body::MessagePosted(b) => vec![("text", text(&b.text))],
            Body::Acknowledged(b) => vec![("n", b.entries.len().to_string())],
            Body::DecisionRecorded(b) => {
                vec![("question", text(&b.question)), ("decision", text(&b.decision))]
            }
            Body::NoteTaken(b) => vec![("text", text(&b.text))],
            Body::Corrected(b) => {
                vec![("entry", b.entry.id.to_string()), ("text", text(&b.text))]
            }
            Body::GuidanceIssued(b) => {
                vec![("number", text(&b.number)), ("title", text(&b.title))]
            }
            Body::DocumentShared(b) => vec![("name", text(&b.name))],
            Body::DocumentWithdrawn(b) => {
                vec![(
                    "name",
                    text(&crate::output::value::document_name(&self.desk.room, &b.document)),
                )]
            }
            Body::GuidanceWithdrawn(b) => vec![("number", self.bulletin(&b.guidance))],
            Body::GuidanceAcknowledged(b) => {
                let all: Vec<String> = b.entries.iter().map(|name| self.bulletin(name)).collect();
                vec![("number", all.join(", "))]
            }
            _ => return None,
        })
    }

    fn term(&self, vocabulary: &str, word: impl std::fmt::Display) -> String {
        self.words.say(&format!("{vocabulary}-{word}"))
    }

    fn flow(&self, flow: &FlowName) -> String {
        flow_words(self.desk, self.words, flow)
    }

    fn incident(&self, name: &EntryRef) -> String {
        let incidents = self.desk.room.incidents();
        let incident = incidents.get(&self.desk.room.resolve(name));
        let title = incident.and_then(|incident| incident.title.newest());
        title.map_or_else(|| name.id.to_string(), |title| text(&title.value))
    }

    fn plan(&self, activation: &EntryRef) -> String {
        let room = &self.desk.room;
        let activation = room.activations().get(&room.resolve(activation));
        let proposed = activation.and_then(|activation| activation.proposed.as_ref());
        proposed.map(|proposed| self.plan_by_version(&proposed.plan)).unwrap_or_default()
    }

    fn plan_by_version(&self, version: &EntryRef) -> String {
        let mut versions = self.desk.room.plans().values().flat_map(|plan| &plan.versions);
        let plan = versions.find(|(name, _)| *name == version).map(|(_, version)| &version.plan);
        let language = self.words.language().code();
        plan.map(|plan| text(plan.title.in_language(language))).unwrap_or_default()
    }

    fn plan_by_id(&self, id: &str) -> String {
        let current = self.desk.room.plans().get(id).and_then(|plan| plan.current());
        let language = self.words.language().code();
        current
            .map_or_else(|| text(id), |(_, version)| text(version.plan.title.in_language(language)))
    }

    fn step(&self, activation: &EntryRef, id: &str) -> String {
        let room = &self.desk.room;
        let plan = room.activations().get(&room.resolve(activation)).and_then(|a| a.plan(room));
        let step = plan.and_then(|plan| plan.steps.iter().find(|step| step.id == id));
        let language = self.words.language().code();
        step.map_or_else(|| text(id), |step| text(step.text.in_language(language)))
    }

    fn contact(&self, name: &EntryRef) -> String {
        let contact = self.desk.room.contacts().get(&self.desk.room.resolve(name));
        let name = contact.and_then(|contact| contact.name.newest());
        name.map(|name| text(&name.value)).unwrap_or_default()
    }

    fn bulletin(&self, name: &EntryRef) -> String {
        let bulletin = self.desk.room.bulletins().get(&self.desk.room.resolve(name));
        bulletin.map(|bulletin| text(&bulletin.number)).unwrap_or_default()
    }
}

fn text(text: &str) -> String {
    clean::line(text).into_owned()
}

/// An optional remark, set off from what goes before it.
fn some(remark: Option<&String>) -> String {
    remark.map(|remark| format!(" · {}", text(remark))).unwrap_or_default()
}

fn moment(moment: Moment) -> String {
    when::clock(moment.stamp())
}

#[cfg(test)]
mod tests {
    use liaison_core::body::Kind;

    use super::*;
    use crate::words::Language;

    #[test]
    fn every_kind_has_a_sentence_in_both_languages() {
        for language in Language::ALL {
            let words = Words::new(*language);
            for kind in Kind::ALL {
                let key = format!("says-{}", kind_name(kind.name().expect("a name")));
                assert!(words.has(&key), "{key} in {language:?}");
            }
        }
    }
}
