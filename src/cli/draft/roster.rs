//! Drafts about the roster and duties.

use liaison_core::body::Change;
use liaison_core::body::roster::{
    ContactConfirmed, ContactRemoved, ContactSaved, DutyTaken, HandoverAccepted, HandoverOffered,
};
use liaison_core::id::EntryRef;

use super::flow::change;
use super::{Context, Draft, DraftError};
use crate::cli::csv::Row;
use crate::cli::handover;
use crate::cli::name;
use crate::cli::roster::{Duty, Roster, Save};

pub(super) fn draft(command: &Roster, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Roster::Save(save) => self::save(save, at)?,
        Roster::Confirm { contact } => {
            let contact = match contact {
                Some(typed) => name::contact(at.room, typed)?,
                None => own_contact(at).ok_or(DraftError::NoOwnContact)?,
            };
            Draft::now(ContactConfirmed { contact })
        }
        Roster::Remove { contact, resolve } => {
            let contact = name::contact(at.room, contact)?;
            Draft::set(ContactRemoved { contact, over: Vec::new() }, *resolve)
        }
        Roster::List | Roster::Import { .. } | Roster::Export { .. } => return Ok(None),
    }))
}

/// The contact of the officer's own seat, else the one with the officer's name and organisation.
fn own_contact(at: &Context<'_>) -> Option<EntryRef> {
    let me = at.room.membership().member(&at.me)?;
    let mine = |seat: Option<liaison_core::id::SeatId>| {
        seat.is_some_and(|id| me.seats.iter().any(|key| key.seat() == id))
    };
    let mut listed = at.room.contacts().iter().filter(|(_, c)| c.is_listed());
    let by_seat = listed.find(|(_, c)| c.seat.settings().iter().any(|s| mine(s.value)));
    let by_seat = by_seat.map(|(name, _)| *name);
    by_seat.or_else(|| name::contact_named(at.room, &me.name, &me.organisation))
}

fn save(save: &Save, at: &Context<'_>) -> Result<Draft, DraftError> {
    let contact = match &save.contact {
        Some(typed) => Some(name::contact(at.room, typed)?),
        None => {
            let (name, org) = (save.name.as_deref(), save.org.as_deref());
            name::contact_named(at.room, name.unwrap_or_default(), org.unwrap_or_default())
        }
    };
    // Found by its name, a contact keeps the spelling that it has.
    let renames = save.contact.is_some() || contact.is_none();
    let seat = match save.seat.as_deref() {
        Some("") => Some(Change::Clear),
        Some(typed) => Some(Change::Set(name::member(at.room, typed)?.newest_key().seat())),
        None => None,
    };
    let body = ContactSaved {
        contact,
        over: Vec::new(),
        name: save.name.clone().filter(|_| renames),
        organisation: save.org.clone().filter(|_| renames),
        function: change(save.function.as_ref()),
        primary: change(save.primary.as_ref()),
        alternate: change(save.alternate.as_ref()),
        contingency: change(save.contingency.as_ref()),
        emergency: change(save.emergency.as_ref()),
        deputy: change(save.deputy.as_ref()),
        languages: change(save.languages.as_ref()),
        seat,
    };
    let says_nothing = body.contact.is_some() && body == only_named(&body);
    if says_nothing { Err(DraftError::Nothing) } else { Ok(Draft::set(body, save.resolve)) }
}

/// The same contact with nothing said of it.
fn only_named(of: &ContactSaved) -> ContactSaved {
    ContactSaved {
        contact: of.contact,
        over: Vec::new(),
        name: None,
        organisation: None,
        function: None,
        primary: None,
        alternate: None,
        contingency: None,
        emergency: None,
        deputy: None,
        languages: None,
        seat: None,
    }
}

/// The draft of one row of a roster file: new, or over the contact of that name and organisation.
/// An empty cell leaves what is there; a row that changes nothing is none.
///
/// # Errors
///
/// As [`super::draft`].
pub fn row(row: &Row, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    let said = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    let mut wanted = Save {
        name: Some(row.name.clone()),
        org: Some(row.organisation.clone()),
        function: said(&row.function),
        primary: said(&row.primary),
        alternate: said(&row.alternate),
        contingency: said(&row.contingency),
        emergency: said(&row.emergency),
        deputy: said(&row.deputy),
        languages: said(&row.languages),
        ..Save::default()
    };
    if let Some(name) = name::contact_named(at.room, &row.name, &row.organisation)
        && let Some(contact) = at.room.contacts().get(&name)
    {
        let same = |said: &mut Option<String>, is: &liaison_core::field::Field<Option<String>>| {
            if is.value(at.room).is_some_and(|value| value == said) {
                *said = None;
            }
        };
        same(&mut wanted.function, &contact.function);
        same(&mut wanted.primary, &contact.primary);
        same(&mut wanted.alternate, &contact.alternate);
        same(&mut wanted.contingency, &contact.contingency);
        same(&mut wanted.emergency, &contact.emergency);
        same(&mut wanted.deputy, &contact.deputy);
        same(&mut wanted.languages, &contact.languages);
    }
    match save(&wanted, at) {
        Err(DraftError::Nothing) => Ok(None),
        other => other.map(Some),
    }
}

pub(super) fn duty(command: &Duty, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Duty::Take { function, until, resolve } => {
            let until = at.due_if(until.as_ref())?;
            let body = DutyTaken { function: function.clone(), over: Vec::new(), until };
            Draft::set(body, *resolve)
        }
        Duty::Offer { to, function, words } => {
            let function = name::own_duty(at.room, &at.me, function.as_deref())?;
            let to = name::member(at.room, to)?.newest_key().seat();
            let brief = handover::brief(at, words.as_deref());
            Draft::now(HandoverOffered { function, to, brief })
        }
        Duty::Accept { offer, resolve } => {
            let (offer, function) = name::offer(at.room, &at.me, offer.as_deref())?;
            Draft::set(HandoverAccepted { offer, over: Vec::new(), function }, *resolve)
        }
        Duty::List => return Ok(None),
    }))
}
