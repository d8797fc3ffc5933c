//! The roster: on duty now, contacts by organisation with how to reach them, members of the room.

use liaison_core::field::Field;
use liaison_core::id::EntryRef;
use liaison_core::room::Contact;
use liaison_core::terms::{Role, Tier};

use super::{age, invitation, status};
use crate::clean;
use crate::state::pane::{Cell, Column, Pane, Target};
use crate::state::{DeskView, State};
use crate::theme::Tone;
use crate::when;
use crate::words::arg;

/// The screen *Roster*.
pub(super) fn panes(state: &State, desk: &DeskView) -> Vec<Pane> {
    let mut panes = vec![duties(state, desk), contacts(state, desk), members(state, desk)];
    panes.extend(invitation::pane(state, desk));
    panes
}

fn duties(state: &State, desk: &DeskView) -> Pane {
    let (words, room) = (state.words(), &desk.room);
    let columns = vec![
        Column::rest(words.say("pane-duties"), 14),
        Column::rest("", 16),
        Column::of(words.say("column-until"), ["2026-09-30 14:05Z"], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-duties-none"), 1);
    for (function, duty) in room.duties() {
        let name = Cell::said(function);
        if duty.holder.conflict(room).is_some() {
            let holders = duty.holder.settings().iter();
            let holders: Vec<String> =
                holders.map(|setting| desk.name_of(&setting.value.seat)).collect();
            let said = format!("{} {}", status::conflict(state).text, holders.join(", "));
            let cells = vec![name, Cell::toned(said, Tone::Warn), Cell::plain("")];
            pane.row(Target::Duty(function.clone()), cells);
        } else if let Some(setting) = duty.holder.newest() {
            let until = setting.value.until.map(|until| when::date_clock(until.stamp()));
            let cells = vec![
                name,
                Cell::plain(desk.author(&setting.value.seat)),
                Cell::plain(until.unwrap_or_default()),
            ];
            pane.row(Target::Duty(function.clone()), cells);
        }
        for (offer, offered) in duty.open_offers(room) {
            let args = [("to", arg(desk.name_of_seat(&offered.to)))];
            let cells = vec![
                Cell::plain(""),
                Cell::toned(words.with("duty-offered", &args), Tone::Warn),
                Cell::plain(""),
            ];
            pane.row(Target::Offer(*offer, function.clone()), cells);
        }
    }
    pane
}

fn contacts(state: &State, desk: &DeskView) -> Pane {
    let words = state.words();
    let age = age::widest(words);
    let columns = vec![
        Column::rest(words.say("pane-contacts"), 14),
        Column::rest(words.say("column-organisation"), 12),
        Column { spare: 2, ..Column::rest(words.say("column-reach"), 14) },
        Column::of(words.say("column-confirmed"), [age.as_str()], 1),
    ];
    let mut pane = Pane::new(columns, words.say("pane-contacts-none"), 3);
    let text = |field: &Field<String>| field.newest().map(|s| s.value.clone()).unwrap_or_default();
    let mut contacts: Vec<_> =
        desk.room.contacts().iter().filter(|(_, contact)| contact.is_listed()).collect();
    contacts.sort_by_key(|(name, contact)| {
        (text(&contact.organisation).to_lowercase(), text(&contact.name).to_lowercase(), **name)
    });
    for (name, contact) in contacts {
        let said = |field: &Field<String>| match field.conflict(&desk.room) {
            Some(_) => status::conflict(state),
            None => Cell::said(&text(field)),
        };
        let reach = optional(&contact.primary).or_else(|| optional(&contact.alternate));
        let confirmed = contact.confirmed.map(|at| age::since(words, at, state.now));
        let cells = vec![
            said(&contact.name),
            said(&contact.organisation),
            Cell::said(&reach.unwrap_or_default()),
            Cell::plain(confirmed.unwrap_or_else(|| words.say("state-never"))),
        ];
        pane.row(Target::Contact(*name), cells);
    }
    pane
}

fn optional(field: &Field<Option<String>>) -> Option<String> {
    field.newest().and_then(|setting| setting.value.clone())
}

fn members(state: &State, desk: &DeskView) -> Pane {
    let words = state.words();
    let roles: Vec<String> =
        Role::ALL.iter().map(|role| words.say(&format!("role-{role}"))).collect();
    let columns = vec![
        Column::rest(words.say("pane-members"), 16),
        Column::rest(words.say("column-organisation"), 12),
        Column::of(words.say("column-role"), roles.iter().map(String::as_str), 0),
    ];
    let mut pane = Pane::new(columns, "", 1);
    for member in desk.room.membership().members() {
        let Some(role) = member.role else { continue };
        let cells = vec![
            Cell::said(&member.name),
            Cell::said(&member.organisation),
            Cell::plain(words.say(&format!("role-{role}"))),
        ];
        pane.row(Target::Member(member.newest_key().seat()), cells);
    }
    pane
}

/// The screen of one contact: every way to reach it, in the order in which they are tried.
pub(super) fn contact(state: &State, desk: &DeskView, name: &EntryRef) -> Vec<Pane> {
    let words = state.words();
    let Some(contact) = desk.room.contacts().get(&desk.room.resolve(name)) else {
        return vec![Pane::text(words.say("pane-contacts"), Vec::new(), 1)];
    };
    let title = contact.name.newest().map(|name| clean::line(&name.value).into_owned());
    let mut cells = Vec::new();
    let mut fact = |label: String, value: String| {
        let value = clean::line(&value).into_owned();
        let args = [("label", arg(label)), ("value", arg(value))];
        cells.push(Cell::plain(words.with("fact", &args)));
    };
    for setting in contact.organisation.settings() {
        fact(words.say("field-organisation"), setting.value.clone());
    }
    for (label, field) in others(contact) {
        for value in field.settings().iter().filter_map(|setting| setting.value.clone()) {
            fact(words.say(&format!("field-{label}")), value);
        }
    }
    for (tier, field) in tiers(contact) {
        for value in field.settings().iter().filter_map(|setting| setting.value.clone()) {
            fact(words.say(&format!("tier-{tier}")), value);
        }
    }
    if let Some(seat) = contact.seat.newest().and_then(|setting| setting.value) {
        fact(words.say("field-seat"), desk.name_of_seat(&seat));
    }
    let confirmed = contact.confirmed.map(when::date_clock);
    fact(words.say("field-confirmed"), confirmed.unwrap_or_else(|| words.say("state-never")));
    vec![Pane::text(title.unwrap_or_default(), cells, 4)]
}

fn tiers(contact: &Contact) -> [(Tier, &Field<Option<String>>); 4] {
    [
        (Tier::Primary, &contact.primary),
        (Tier::Alternate, &contact.alternate),
        (Tier::Contingency, &contact.contingency),
        (Tier::Emergency, &contact.emergency),
    ]
}

fn others(contact: &Contact) -> [(&'static str, &Field<Option<String>>); 3] {
    [
        ("function", &contact.function),
        ("deputy", &contact.deputy),
        ("languages", &contact.languages),
    ]
}
