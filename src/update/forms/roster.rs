//! The forms about contacts and duties.

use liaison_core::body::roster::{
    ContactRemoved, ContactSaved, DutyTaken, HandoverAccepted, HandoverOffered,
};
use liaison_core::body::{Body, Change};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::room::Contact;

use super::sheet::{Problems, Sheet, change, newest, newest_some};
use crate::clean;
use crate::state::form::{FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::words::arg;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Contact(name) => contact(sheet, name.as_ref()),
        Purpose::RemoveContact(_) => Vec::new(),
        Purpose::DutyTake(duty) => vec![
            FormField::line("function", duty.as_deref().unwrap_or_default()).wanted(),
            FormField::moment("until", None),
        ],
        Purpose::DutyOffer(_) => vec![
            FormField::choice("to", sheet.others(), None).wanted(),
            FormField::lines("brief", &composed(sheet)).wanted(),
        ],
        Purpose::DutyAccept(..) => Vec::new(),
        _ => return None,
    })
}

fn contact(sheet: &Sheet<'_>, name: Option<&EntryRef>) -> Vec<FormField> {
    let contact = name.and_then(|name| sheet.desk.room.contacts().get(name));
    let said = |of: fn(&Contact) -> String| contact.map(of).unwrap_or_default();
    let seat = contact.and_then(|c| c.seat.newest()?.value).map(|seat| seat.to_string());
    let mut seats = vec![Value { name: String::new(), words: sheet.words.say("form-any") }];
    seats.extend(sheet.members());
    vec![
        FormField::line("name", &said(|c| newest(&c.name))).wanted(),
        FormField::line("organisation", &said(|c| newest(&c.organisation))).wanted(),
        FormField::line("function", &said(|c| newest_some(&c.function))),
        FormField::line("primary", &said(|c| newest_some(&c.primary))),
        FormField::line("alternate", &said(|c| newest_some(&c.alternate))),
        FormField::line("contingency", &said(|c| newest_some(&c.contingency))),
        FormField::line("emergency", &said(|c| newest_some(&c.emergency))),
        FormField::line("deputy", &said(|c| newest_some(&c.deputy))),
        FormField::line("languages", &said(|c| newest_some(&c.languages))),
        FormField::choice("seat", seats, Some(&seat.unwrap_or_default())),
    ]
}

/// What a successor must know, composed from the room: what is open and due.
fn composed(sheet: &Sheet<'_>) -> String {
    let room = &sheet.desk.room;
    let mut lines = Vec::new();
    for incident in room.incidents().values().filter(|incident| incident.is_open()) {
        let title = clean::line(&newest(&incident.title)).into_owned();
        let phase = incident.phase.newest().map(|p| p.value.text()).unwrap_or_default();
        let phase = sheet.words.say(&format!("phase-{phase}"));
        let args = [("title", arg(title)), ("phase", arg(phase))];
        lines.push(sheet.words.with("handover-incident", &args));
    }
    for (name, flow) in room.flows() {
        if let Some(by) = flow.promised().filter(|_| !flow.is_open()) {
            let flow = crate::view::flow_words(sheet.desk, sheet.words, name);
            let by = crate::when::clock(by.stamp());
            lines.push(
                sheet.words.with("handover-promise", &[("flow", arg(flow)), ("by", arg(by))]),
            );
        }
    }
    for (name, activation) in room.activations().iter().filter(|(_, a)| a.is_open()) {
        let plan = super::plan::title(sheet, name).unwrap_or_default();
        let (done, all) = activation.progress(room);
        let args = [("plan", arg(plan)), ("done", arg(done)), ("all", arg(all))];
        lines.push(sheet.words.with("handover-activation", &args));
    }
    for (_, bulletin) in room.in_force(sheet.now) {
        let what = clean::line(&format!("{} {}", bulletin.number, bulletin.title)).into_owned();
        lines.push(sheet.words.with("handover-guidance", &[("what", arg(what))]));
    }
    for decision in room.decisions().values().filter(|d| d.is_open(sheet.now)) {
        let what = clean::line(&decision.question).into_owned();
        lines.push(sheet.words.with("handover-decision", &[("what", arg(what))]));
    }
    lines.join("\n")
}

/// The hand-over that is offered, for whoever is about to accept it.
pub(super) fn brief(sheet: &Sheet<'_>, offer: &EntryRef, duty: &str) -> Vec<String> {
    let offer = sheet.desk.room.duties().get(duty).and_then(|duty| duty.offers.get(offer));
    offer.map(|offer| clean::paragraphs(&offer.brief)).unwrap_or_default()
}

pub(super) fn body(
    _: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    let over = Vec::new();
    Some(match purpose {
        Purpose::Contact(contact) => saved(*contact, r),
        Purpose::RemoveContact(name) => r.finish(ContactRemoved { contact: *name, over }),
        Purpose::DutyTake(_) => {
            let (function, until) = (r.said("function"), r.moment("until"));
            r.finish(DutyTaken { function, over, until })
        }
        Purpose::DutyOffer(function) => {
            let (to, brief) = (r.term::<SeatId>("to"), r.said("brief"));
            match to {
                Some(to) => r.finish(HandoverOffered { function: function.clone(), to, brief }),
                None => Err(r.give_up()),
            }
        }
        Purpose::DutyAccept(offer, function) => {
            r.finish(HandoverAccepted { offer: *offer, over, function: function.clone() })
        }
        _ => return None,
    })
}

fn saved(contact: Option<EntryRef>, mut r: Reading<'_>) -> Result<Body, Problems> {
    let (name, organisation) = (r.changed("name").flatten(), r.changed("organisation").flatten());
    r.said("name");
    r.said("organisation");
    let mut setting = |id| change(r.changed(id));
    let (function, primary) = (setting("function"), setting("primary"));
    let (alternate, contingency) = (setting("alternate"), setting("contingency"));
    let (emergency, deputy) = (setting("emergency"), setting("deputy"));
    let languages = setting("languages");
    let seat = r.is_changed("seat").then(|| r.term("seat").map_or(Change::Clear, Change::Set));
    r.finish(ContactSaved {
        contact,
        over: Vec::new(),
        name,
        organisation,
        function,
        primary,
        alternate,
        contingency,
        emergency,
        deputy,
        languages,
        seat,
    })
}

pub(super) fn probe(purpose: &Purpose) -> Option<Body> {
    let over = Vec::new();
    let clear = || Some(Change::Clear);
    Some(match purpose {
        Purpose::Contact(Some(name)) => ContactSaved {
            contact: Some(*name),
            over,
            name: Some(String::new()),
            organisation: Some(String::new()),
            function: clear(),
            primary: clear(),
            alternate: clear(),
            contingency: clear(),
            emergency: clear(),
            deputy: clear(),
            languages: clear(),
            seat: Some(Change::Clear),
        }
        .into(),
        Purpose::RemoveContact(name) => ContactRemoved { contact: *name, over }.into(),
        Purpose::DutyTake(Some(function)) => {
            DutyTaken { function: function.clone(), over, until: None }.into()
        }
        Purpose::DutyAccept(offer, function) => {
            HandoverAccepted { offer: *offer, over, function: function.clone() }.into()
        }
        _ => return None,
    })
}
