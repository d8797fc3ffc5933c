//! What forms are made from: which fields a purpose has, and which body its form comes to.

use std::fmt::Display;

use liaison_core::body::Body;
use liaison_core::id::EntryRef;
use liaison_core::room::Incident;
use liaison_core::stamp::Stamp;

use super::{bundle, document, flow, guidance, incident, log, plan, resolve, roster, seats};
use crate::clean;
use crate::state::DeskView;
use crate::state::form::{Form, FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::words::{Words, arg};

/// What is wrong with a form, by field.
pub(super) type Problems = Vec<(&'static str, String)>;

/// What a form is filled in over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet<'a> {
    /// The room.
    pub(super) desk: &'a DeskView,
    /// The officer's language.
    pub(super) words: &'a Words,
    /// The corrected time.
    pub(super) now: Stamp,
}

impl<'a> Sheet<'a> {
    /// The fields of a form, with what is known already.
    pub(super) fn fields(&self, purpose: &Purpose) -> Vec<FormField> {
        incident::fields(self, purpose)
            .or_else(|| flow::fields(self, purpose))
            .or_else(|| plan::fields(self, purpose))
            .or_else(|| roster::fields(self, purpose))
            .or_else(|| seats::fields(self, purpose))
            .or_else(|| log::fields(self, purpose))
            .or_else(|| guidance::fields(self, purpose))
            .or_else(|| document::fields(self, purpose))
            .or_else(|| bundle::fields(self, purpose))
            .or_else(|| resolve::fields(self, purpose))
            .unwrap_or_default()
    }

    /// The body that a form comes to, or what is wrong with it.
    pub(super) fn body(&self, form: &Form) -> Result<Body, Problems> {
        let read = || Reading::new(form, self.words, self.now);
        let purpose = &form.purpose;
        incident::body(self, purpose, read())
            .or_else(|| flow::body(self, purpose, read()))
            .or_else(|| plan::body(self, purpose, read()))
            .or_else(|| roster::body(self, purpose, read()))
            .or_else(|| seats::body(self, purpose, read()))
            .or_else(|| log::body(self, purpose, read()))
            .or_else(|| guidance::body(self, purpose, read()))
            .or_else(|| document::body(purpose, read()))
            .or_else(|| resolve::body(self, purpose, read()))
            .unwrap_or_else(|| Err(Vec::new()))
    }

    /// A body that sets every field that the form could set: what stands under it is what its
    /// author is shown.
    pub(super) fn probe(&self, purpose: &Purpose) -> Option<Body> {
        incident::probe(purpose)
            .or_else(|| flow::probe(self, purpose))
            .or_else(|| plan::probe(purpose))
            .or_else(|| roster::probe(purpose))
    }

    /// What is said above the line that hands in.
    pub(super) fn remarks(&self, purpose: &Purpose) -> Vec<String> {
        match purpose {
            Purpose::Message(reply) => log::remarks(self, reply.as_ref()),
            Purpose::Correct(entry) => log::corrected(self, entry),
            Purpose::DutyAccept(offer, duty) => roster::brief(self, offer, duty),
            Purpose::ShareDocument => vec![self.words.say("form-remark-share-document")],
            Purpose::OpenDocument(name) => document::opened(self, name),
            Purpose::ExportBundle => vec![self.words.say("form-remark-export-bundle")],
            Purpose::ImportBundle => vec![self.words.say("form-remark-import-bundle")],
            Purpose::RealEvent => vec![self.words.say("form-remark-real-event")],
            Purpose::Restored(_) => vec![self.words.say("form-remark-restored")],
            Purpose::StandDown(_) => vec![self.words.say("form-remark-stand-down")],
            Purpose::Resolve(subject, field) => resolve::remarks(self, subject, field),
            Purpose::Invite => vec![self.words.say("form-remark-invite")],
            Purpose::RemoveSeat(_) => {
                let removal = self.words.say("form-remark-remove-seat");
                self.about(purpose).into_iter().chain([removal]).collect()
            }
            purpose => self.about(purpose).into_iter().collect(),
        }
    }

    /// Names what a form is about, where its fields do not.
    fn about(&self, purpose: &Purpose) -> Option<String> {
        let what = match purpose {
            Purpose::Phase(name)
            | Purpose::Report(name)
            | Purpose::Close(name)
            | Purpose::Reopen(name) => self.incident_title(name)?,
            Purpose::Promise(flow) => crate::view::flow_words(self.desk, self.words, flow),
            Purpose::StepDone(name, step)
            | Purpose::StepSkip(name, step)
            | Purpose::StepAssign(name, step) => self.step_text(name, step)?,
            Purpose::Approve(name) | Purpose::Level(name) => plan::title(self, name)?,
            Purpose::RemoveContact(name) => {
                let contact = self.desk.room.contacts().get(name)?;
                clean::line(&contact.name.newest()?.value).into_owned()
            }
            Purpose::SaveDocument(name) | Purpose::WithdrawDocument(name) => {
                document::file_name(self, name)?
            }
            Purpose::SeatRole(seat) | Purpose::RemoveSeat(seat) => {
                self.desk.author(&self.desk.room.membership().key(seat)?)
            }
            Purpose::WithdrawInvitation(name) => {
                let invitation = self.desk.invitation(name)?;
                clean::line(&format!("{}, {}", invitation.name, invitation.organisation))
                    .into_owned()
            }
            Purpose::Withdraw(name) => {
                let bulletin = self.desk.room.bulletins().get(name)?;
                clean::line(&format!("{} {}", bulletin.number, bulletin.title)).into_owned()
            }
            _ => return None,
        };
        Some(self.words.with("form-remark-about", &[("what", arg(what))]))
    }

    fn step_text(&self, name: &EntryRef, step: &str) -> Option<String> {
        let plan = self.desk.room.activations().get(name)?.plan(&self.desk.room)?;
        let step = plan.steps.iter().find(|one| one.id == step)?;
        let text = step.text.in_language(self.words.language().code());
        Some(clean::line(text).into_owned())
    }

    /// The incident's title, cleaned.
    pub(super) fn incident_title(&self, name: &EntryRef) -> Option<String> {
        let title = &self.incident(name)?.title.newest()?.value;
        Some(clean::line(title).into_owned())
    }

    /// The incident as the room has it.
    pub(super) fn incident(&self, name: &EntryRef) -> Option<&'a Incident> {
        self.desk.room.incidents().get(&self.desk.room.resolve(name))
    }

    /// The values of a vocabulary, in the officer's words.
    pub(super) fn terms<T: Display>(&self, vocabulary: &str, all: &[T]) -> Vec<Value> {
        let value = |term: &T| Value {
            name: term.to_string(),
            words: self.words.say(&format!("{vocabulary}-{term}")),
        };
        all.iter().map(value).collect()
    }

    /// No and yes.
    pub(super) fn yes_no(&self) -> Vec<Value> {
        ["no", "yes"]
            .map(|name| Value {
                name: name.to_owned(),
                words: self.words.say(&format!("form-{name}")),
            })
            .to_vec()
    }

    /// A field for the incident that an entry is about, if it is about one: the open ones.
    pub(super) fn incident_field(&self, chosen: Option<&EntryRef>) -> FormField {
        let open = self.desk.room.incidents().iter().filter(|(_, incident)| incident.is_open());
        let value = |(name, incident): (&EntryRef, &Incident)| {
            let title = incident.title.newest()?;
            let words = clean::line(&title.value).into_owned();
            Some(Value { name: name.to_string(), words })
        };
        let mut values = vec![Value { name: String::new(), words: self.words.say("form-any") }];
        values.extend(open.filter_map(value));
        let chosen = chosen.map(|name| name.to_string()).unwrap_or_default();
        FormField::choice("incident", values, Some(&chosen))
    }

    /// The incident chosen in [`Sheet::incident_field`].
    pub(super) fn read_incident(&self, reading: &mut Reading<'_>) -> Option<EntryRef> {
        let chosen = reading.text("incident")?;
        self.desk.room.incidents().keys().find(|name| name.to_string() == chosen).copied()
    }

    /// A choice of the room's members, by seat.
    pub(super) fn members(&self) -> Vec<Value> {
        let members = self.desk.room.membership().members().iter();
        let present = members.filter(|member| member.role.is_some());
        let value = |key: liaison_core::id::SeatKey| Value {
            name: key.seat().to_string(),
            words: self.desk.author(&key),
        };
        present.map(|member| value(member.newest_key())).collect()
    }

    /// The others who have a seat: nobody hands over to themselves.
    pub(super) fn others(&self) -> Vec<Value> {
        let me = self.desk.member().map(|me| me.newest_key().seat().to_string());
        let mut others = self.members();
        others.retain(|other| Some(&other.name) != me.as_ref());
        others
    }
}

/// The value of a field as text, the newest where several stand.
pub(super) fn newest<T: PartialEq + Display>(field: &liaison_core::field::Field<T>) -> String {
    field.newest().map(|setting| setting.value.to_string()).unwrap_or_default()
}

/// The same of a field whose value may have been cleared.
pub(super) fn newest_some<T: PartialEq + Display>(
    field: &liaison_core::field::Field<Option<T>>,
) -> String {
    let newest = field.newest().and_then(|setting| setting.value.as_ref());
    newest.map(T::to_string).unwrap_or_default()
}

/// A changed optional text as a setting: absent if untouched, a clearing if emptied.
pub(super) fn change(
    changed: Option<Option<String>>,
) -> Option<liaison_core::body::Change<String>> {
    use liaison_core::body::Change;
    changed.map(|text| text.map_or(Change::Clear, Change::Set))
}
