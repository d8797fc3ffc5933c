//! What officers of a story say in the log and by bulletin, as drafts.

use liaison_core::body::{Body, guidance, log};
use liaison_core::room::Room;

use super::Script;
use crate::library::Act;

impl Script<'_> {
    pub(super) fn draft_of_log(&self, room: &Room, act: &Act) -> Option<Body> {
        Some(match act {
            Act::Post { precedence, text, to, ack, tlp, reply, incident } => log::MessagePosted {
                precedence: *precedence,
                text: self.say(text),
                to: to.iter().map(|to| self.address(to)).collect::<Option<_>>()?,
                acknowledge: *ack,
                reply_to: self.maybe_entry(reply),
                tlp: *tlp,
                language: Some(self.language.to_owned()),
                incident: self.maybe_entry(incident),
            }
            .into(),
            Act::Ack { entries } => {
                let entries = entries.iter().map(|e| self.entry(e)).collect::<Option<_>>()?;
                log::Acknowledged { entries }.into()
            }
            Act::Decide { question, decision, options, decider, review, incident } => {
                log::DecisionRecorded {
                    question: self.say(question),
                    decision: self.say(decision),
                    options: options.iter().map(|o| self.say(o)).collect(),
                    decider: self.maybe(decider),
                    review: *review,
                    incident: self.maybe_entry(incident),
                }
                .into()
            }
            Act::Note { text, incident } => {
                log::NoteTaken { text: self.say(text), incident: self.maybe_entry(incident) }.into()
            }
            Act::Correct { entry, text } => {
                log::Corrected { entry: self.entry(entry)?, text: self.say(text) }.into()
            }
            Act::GuidanceIssue { number, title, text, supersedes, from } => {
                let old = supersedes.iter().map(|n| room.bulletin(n).map(|(name, _)| *name));
                guidance::GuidanceIssued {
                    number: number.clone(),
                    title: self.say(title),
                    text: self.say(text),
                    supersedes: old.collect::<Option<_>>()?,
                    from: *from,
                }
                .into()
            }
            Act::GuidanceWithdraw { number, reason } => guidance::GuidanceWithdrawn {
                guidance: *room.bulletin(number)?.0,
                reason: self.maybe(reason),
            }
            .into(),
            Act::GuidanceAck { number } => {
                guidance::GuidanceAcknowledged { entries: vec![*room.bulletin(number)?.0] }.into()
            }
            _ => return None,
        })
    }
}
