//! Sentences about the roster, duties, the log, guidance, and who sits in the room.

use liaison_core::body::log::Address;
use liaison_core::body::roster::ContactSaved;
use liaison_core::body::{Body, Change};
use liaison_core::id::{EntryRef, SeatId};

use super::super::value::{
    bulletin_number, contact_name, document_name, incident_title, seat_name,
};
use super::{Said, Speaker};
use crate::cli::name::id_text;

impl Speaker<'_> {
    fn ids(&self, names: &[EntryRef]) -> String {
        names.iter().map(|name| id_text(self.room, name)).collect::<Vec<_>>().join(", ")
    }

    fn numbers(&self, names: &[EntryRef]) -> String {
        names.iter().map(|name| bulletin_number(self.room, name)).collect::<Vec<_>>().join(", ")
    }

    /// Whose seat an act is on, by the first of the seats that it lists.
    fn target(&self, seat: Option<SeatId>) -> String {
        seat.map_or_else(String::new, |seat| seat_name(self.room, &seat))
    }

    pub(super) fn say_of_people(&self, body: &Body) -> Said {
        match body {
            Body::ContactSaved(b) => self.contact_saved(b),
            Body::ContactConfirmed(b) => {
                self.line("contact-confirmed", &[("name", &contact_name(self.room, &b.contact))])
            }
            Body::ContactRemoved(b) => {
                self.line("contact-removed", &[("name", &contact_name(self.room, &b.contact))])
            }
            Body::DutyTaken(b) => self
                .line("duty-taken", &[("function", &b.function)])
                .and(self.said("until", b.until.map(|m| self.at(m)).as_deref())),
            Body::HandoverOffered(b) => {
                let to = seat_name(self.room, &b.to);
                self.line("handover-offered", &[("function", &b.function), ("to", &to)])
                    .and(self.quoted(Some(&b.brief)))
            }
            Body::HandoverAccepted(b) => {
                self.line("handover-accepted", &[("function", &b.function)])
            }
            other => self.say_in_log(other),
        }
    }

    fn contact_saved(&self, b: &ContactSaved) -> Said {
        let known = b.contact.map(|name| contact_name(self.room, &name));
        let name = b.name.clone().or(known).unwrap_or_default();
        let said = |key: &str, change: Option<&Change<String>>| {
            let text = change.map(|change| match change {
                Change::Set(text) => text.clone(),
                Change::Clear => self.words.say("out-none"),
            });
            self.said(key, text.as_deref())
        };
        self.line("contact-saved", &[("name", &name)])
            .and(self.quoted(b.organisation.as_ref()))
            .and(said("function", b.function.as_ref()))
            .and(said("primary", b.primary.as_ref()))
            .and(said("alternate", b.alternate.as_ref()))
            .and(said("contingency", b.contingency.as_ref()))
            .and(said("emergency", b.emergency.as_ref()))
            .and(said("deputy", b.deputy.as_ref()))
            .and(said("languages", b.languages.as_ref()))
    }

    fn say_in_log(&self, body: &Body) -> Said {
        match body {
            Body::MessagePosted(b) => {
                let to: Vec<String> = b.to.iter().map(|to| self.address(to)).collect();
                let reply = b.reply_to.map(|name| id_text(self.room, &name));
                let incident = b.incident.map(|name| incident_title(self.room, &name));
                let ack = b.acknowledge.then(|| self.words.say("line-said-acknowledge"));
                self.line("message-posted", &[("text", &b.text)])
                    .and(self.said("to", Self::list(&to).as_deref()))
                    .and(self.said("reply-to", reply.as_deref()))
                    .and(self.said("incident", incident.as_deref()))
                    .and(ack)
                    .and(self.said("tlp", b.tlp.map(|t| t.text())))
            }
            Body::Acknowledged(b) => {
                self.line("acknowledged", &[("entries", &self.ids(&b.entries))])
            }
            Body::DecisionRecorded(b) => self
                .line("decision-recorded", &[("question", &b.question), ("decision", &b.decision)])
                .and(self.said("options", Self::list(&b.options).as_deref()))
                .and(self.said("decider", b.decider.as_deref()))
                .and(self.said("review", b.review.map(|m| self.at(m)).as_deref())),
            Body::NoteTaken(b) => {
                let incident = b.incident.map(|name| incident_title(self.room, &name));
                self.line("note-taken", &[("text", &b.text)])
                    .and(self.said("incident", incident.as_deref()))
            }
            Body::Corrected(b) => {
                let entry = id_text(self.room, &b.entry);
                self.line("corrected", &[("entry", &entry), ("text", &b.text)])
            }
            Body::GuidanceIssued(b) => {
                let supersedes = self.numbers(&b.supersedes);
                self.line("guidance-issued", &[("number", &b.number), ("title", &b.title)])
                    .and(self.said("supersedes", Some(&supersedes)))
                    .and(self.said("from", b.from.map(|m| self.at(m)).as_deref()))
                    .and(self.quoted(Some(&b.text)))
            }
            Body::GuidanceWithdrawn(b) => {
                let number = bulletin_number(self.room, &b.guidance);
                self.line("guidance-withdrawn", &[("number", &number)])
                    .and(self.quoted(b.reason.as_ref()))
            }
            Body::DocumentShared(b) => self.line("document-shared", &[("name", &b.name)]),
            Body::DocumentWithdrawn(b) => {
                let name = document_name(self.room, &b.document);
                self.line("document-withdrawn", &[("name", &name)])
                    .and(self.quoted(b.reason.as_ref()))
            }
            Body::GuidanceAcknowledged(b) => {
                self.line("guidance-acknowledged", &[("numbers", &self.numbers(&b.entries))])
            }
            other => self.say_of_seats(other),
        }
    }

    fn address(&self, to: &Address) -> String {
        match to {
            Address::Seat(seat) => seat_name(self.room, seat),
            Address::Role(role) => self.term("role", role.text()),
            Address::Organisation(name) => name.clone(),
        }
    }

    fn say_of_seats(&self, body: &Body) -> Said {
        match body {
            Body::RoomFounded(b) => {
                let mode = self.term("mode", b.mode.text());
                self.line("room-founded", &[("purpose", &b.purpose), ("mode", &mode)])
                    .and(Some(b.tlp.to_string()))
            }
            Body::InvitationIssued(b) => {
                let (role, until) = (self.term("role", b.role.text()), self.at(b.expires));
                let who = [("name", b.name.as_str()), ("org", &b.organisation), ("role", &role)];
                self.line("invitation-issued", &who).and(self.said("until", Some(&until)))
            }
            Body::InvitationWithdrawn(b) => {
                let all = self.room.membership().invitations().iter();
                let invited = all.into_iter().find(|i| i.entry == b.invitation);
                let name = invited.map_or_else(
                    || id_text(self.room, &b.invitation),
                    |invited| invited.name.clone(),
                );
                self.line("invitation-withdrawn", &[("name", &name)])
            }
            Body::SeatTaken(b) => self.line("seat-taken", &[("seat", &b.key.seat().to_string())]),
            Body::SeatAccepted(b) => {
                self.line("seat-accepted", &[("name", &seat_name(self.room, &b.key.seat()))])
            }
            Body::SeatContinued(b) => {
                self.line("seat-continued", &[("old", &b.old.seat().to_string())])
            }
            Body::RoleChanged(b) => {
                let name = self.target(b.upto.first().map(|u| u.seat));
                let role = self.term("role", b.role.text());
                self.line("role-changed", &[("name", &name), ("role", &role)])
            }
            Body::SeatRemoved(b) => {
                let name = self.target(b.upto.first().map(|u| u.seat));
                self.line("seat-removed", &[("name", &name)]).and(self.quoted(Some(&b.reason)))
            }
            other => self.say_of_the_room(other),
        }
    }

    /// What is left: organisations, relays, and what consoles write by themselves.
    fn say_of_the_room(&self, body: &Body) -> Said {
        match body {
            Body::OrganisationListed(b) => {
                let kind = self.term("organisation-kind", b.kind.text());
                self.line("organisation-listed", &[("name", &b.name), ("kind", &kind)])
                    .and(self.quoted(b.aeo.as_ref()))
                    .and(self.quoted(b.country.as_ref()))
                    .and(self.quoted(b.mra.as_ref()))
            }
            Body::RelayListed(b) => self.line("relay-listed", &[("address", &b.address)]),
            Body::RelayRetired(b) => {
                let relay = self.room.relays().get(&b.key);
                let address = relay.and_then(|r| r.listed.values().next_back());
                let address = address.map_or_else(|| b.key.seat().to_string(), String::clone);
                self.line("relay-retired", &[("address", &address)])
            }
            Body::HeadsWitnessed(b) => {
                self.line("heads-witnessed", &[("n", &b.heads.len().to_string())])
            }
            Body::EntryGivenUp(b) => {
                let numbers: Vec<String> = b.numbers.iter().map(u32::to_string).collect();
                self.line("entry-given-up", &[("numbers", &numbers.join(", "))])
            }
            Body::EntriesReissued(b) => {
                self.line("entries-reissued", &[("n", &b.replaces.len().to_string())])
            }
            _ => self.line("newer", &[]),
        }
    }
}
