//! Reading a scenario from top to bottom, as it is played.

use std::collections::BTreeMap;
use std::time::Duration;

use liaison_core::authority;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Role, Tlp};

use super::{
    Basis, CAST_MAX, EVENTS_MAX, Event, Officer, Organisation, STORY_DAYS_MAX, Scenario, Source,
};
use crate::library::act::Act;
use crate::library::act::read::{Reading, find, name};
use crate::library::clock::Clock;
use crate::library::mistake::MistakeKind;
use crate::library::plan::Plan;
use crate::library::shape::{Shape, Thing};
use crate::library::sheet::{Field, Table};
use crate::library::slug::Slug;
use crate::library::stage::{Labelled, Stage};

pub(super) fn scenario(table: &Table<'_>, plans: &[Plan]) -> Option<Scenario> {
    let id = table.want("id").and_then(|f| f.slug());
    let title = table.want("title").and_then(|f| f.bilingual());
    let summary = table.want("summary").and_then(|f| f.bilingual());
    let tlp = table.may("tlp").map_or(Some(Tlp::Amber), |f| f.term());
    let clock = table.want("utc-offset").and_then(|f| Clock::read(&f));
    let start = table.want("start");
    let start = start.zip(clock).and_then(|(f, clock)| clock.local(&f));

    let mut stage = Stage::empty(plans);
    let mut names = BTreeMap::new();
    let organisations = table.want("organisations").and_then(|field| {
        few(&field, CAST_MAX)?;
        field.tables("[[organisations]]", |table| organisation(&table, &mut names, &mut stage))
    });
    let cast = table.want("cast").and_then(|field| {
        few(&field, CAST_MAX)?;
        let cast = field.tables("[[cast]]", |table| officer(&table, &mut names, &mut stage))?;
        if !cast.iter().any(|officer| officer.role == Role::Coordinator) {
            field.mistake(MistakeKind::NoCoordinator);
        }
        Some(cast)
    });
    let desk = table.want("desk").and_then(|f| stage.officer(&f));
    stage.desk.clone_from(&desk);
    let sources = table.want("sources").and_then(|field| sources(&field, &mut stage));

    let mut story = Story { stage, clock: clock.unwrap_or(Clock::UTC), start, above: None };
    let events = table.want("events").and_then(|field| story.events(&field));
    table.close();
    Some(Scenario {
        id: id?,
        title: title?,
        summary: summary?,
        tlp: tlp?,
        utc_offset_minutes: clock?.offset_minutes(),
        start: start?,
        desk: desk?,
        organisations: organisations?,
        cast: cast?,
        events: events?,
        sources: sources?,
    })
}

/// Puts down that a list is too long; it is not read then.
fn few(field: &Field<'_>, count_max: usize) -> Option<()> {
    let count = field.value().as_array().map_or(1, |list| list.len());
    if count > count_max {
        let [least, most] = [1, count_max].map(|n| n.to_string());
        field.mistake(MistakeKind::OutOfRange { found: count.to_string(), least, most });
        return None;
    }
    Some(())
}

fn organisation(
    table: &Table<'_>,
    names: &mut BTreeMap<Slug, (Thing, u32)>,
    stage: &mut Stage<'_>,
) -> Option<Organisation> {
    let id = table.want("id").and_then(|f| member(&f, Thing::Organisation, names));
    stage.organisations.extend(id.clone());
    let name = table.want("name").and_then(|f| f.bilingual());
    let kind = table.want("kind").and_then(|f| f.term());
    table.close();
    Some(Organisation { id: id?, name: name?, kind: kind? })
}

fn officer(
    table: &Table<'_>,
    names: &mut BTreeMap<Slug, (Thing, u32)>,
    stage: &mut Stage<'_>,
) -> Option<Officer> {
    let id = table.want("id").and_then(|f| member(&f, Thing::Officer, names));
    let name = table.want("name").and_then(|f| f.bilingual());
    let organisation = table.want("organisation").and_then(|f| stage.organisation(&f));
    let role = table.want("role").and_then(|f| f.term());
    if let Some(id) = &id {
        stage.officers.insert(id.clone(), role);
    }
    table.close();
    Some(Officer { id: id?, name: name?, organisation: organisation?, role: role? })
}

/// The short name of somebody who takes part: one name space for officers and organisations, and
/// none may be called as a role is, because messages are addressed to all three.
fn member(
    field: &Field<'_>,
    what: Thing,
    names: &mut BTreeMap<Slug, (Thing, u32)>,
) -> Option<Slug> {
    let name = field.slug()?;
    if let Ok(role) = name.as_str().parse::<Role>() {
        return field.malformed(role.text(), Shape::NotARole);
    }
    if let Some(&(what, line)) = names.get(&name) {
        field.mistake(MistakeKind::Duplicate { what, name: name.to_string(), line });
        return Some(name);
    }
    names.insert(name.clone(), (what, field.line()));
    Some(name)
}

/// The table of sources: a short name, and one address or several.
fn sources(field: &Field<'_>, stage: &mut Stage<'_>) -> Option<Vec<Source>> {
    let table = field.table("[sources]")?;
    let read: Vec<_> = table
        .fields()
        .take(CAST_MAX)
        .map(|source| {
            stage.sources.insert(source.key().to_owned());
            let addresses = match source.value().as_array() {
                Some(_) => source.list(|f| address(&f)),
                None => address(&source).map(|address| vec![address]),
            };
            Some(Source { id: source.key().to_owned(), addresses: addresses? })
        })
        .collect();
    if table.fields().count() > CAST_MAX {
        let [least, most] = [1, CAST_MAX].map(|n| n.to_string());
        let found = table.fields().count().to_string();
        field.mistake(MistakeKind::OutOfRange { found, least, most });
    }
    read.into_iter().collect()
}

fn address(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    if text.starts_with("https://") || text.starts_with("http://") {
        return Some(text);
    }
    field.malformed(&text, Shape::Address)
}

/// Reading the events, each against what is above it.
struct Story<'p> {
    stage: Stage<'p>,
    clock: Clock,
    start: Option<Stamp>,
    above: Option<Stamp>,
}

impl Story<'_> {
    fn events(&mut self, field: &Field<'_>) -> Option<Vec<Event>> {
        few(field, EVENTS_MAX)?;
        // Gathered first, so that a reference to a later event can be told from one to nothing.
        field.tables("[[events]]", |event| {
            if let Some(field) = event.may("id")
                && let Some(label) = field.value().as_str()
            {
                self.gather_label(&field, label);
            }
            Some(())
        });
        field.tables("[[events]]", |event| self.event(&event))
    }

    fn gather_label(&mut self, field: &Field<'_>, label: &str) {
        if let Some(&line) = self.stage.all_labels.get(label) {
            let name = label.to_owned();
            field.mistake(MistakeKind::Duplicate { what: Thing::Label, name, line });
        } else {
            self.stage.all_labels.insert(label.to_owned(), field.line());
        }
    }

    fn event(&mut self, table: &Table<'_>) -> Option<Event> {
        let at = table.want("at").and_then(|f| self.at(&f));
        let by = table.want("by").and_then(|f| self.stage.officer(&f));
        let label = table.may("id").and_then(|f| f.slug());
        let unseen = table.may("unseen").and_then(|f| self.unseen(&f, by.as_ref()));
        let basis = table.want("basis").and_then(|f| f.term());
        let sources = match table.may("sources") {
            Some(field) => field.list(|f| self.stage.source(&f)),
            None => Some(Vec::new()),
        };
        if basis == Some(Basis::Sourced) && sources.as_ref().is_some_and(Vec::is_empty) {
            table.mistake(MistakeKind::NoSource);
        }
        let act = self.act(table, at.or(self.start).unwrap_or_default(), &label, by.as_ref());
        table.close();
        Some(Event { at: at?, by: by?, label, act: act?, unseen, basis: basis?, sources: sources? })
    }

    fn act(
        &mut self,
        event: &Table<'_>,
        at: Stamp,
        label: &Option<Slug>,
        by: Option<&Slug>,
    ) -> Option<Act> {
        let (group, word, table) = find(event)?;
        let (stage, clock) = (&mut self.stage, self.clock);
        let act = Reading { table: &table, stage, clock, at, by }.act(group, word);
        if let Some(act) = &act {
            let role = by.and_then(|by| self.stage.officers.get(by).copied().flatten());
            let least = authority::least_role(act.kind());
            if let Some((role, least)) = role.zip(least).filter(|(role, least)| role < least) {
                let act = name(group, word);
                table.mistake(MistakeKind::NotAllowed { act, role, least });
            }
        }
        if let Some(label) = label {
            let (plan, duty) = match &act {
                Some(Act::PlanActivate { plan, .. }) => (Some(plan.clone()), None),
                Some(Act::DutyTake { function, .. } | Act::DutyOffer { function, .. }) => {
                    (None, Some(function.clone()))
                }
                _ => (None, None),
            };
            let act = name(group, word);
            self.stage.put_label(label.clone(), Labelled { act, by: by.cloned(), plan, duty });
        }
        act
    }

    /// The time of an event: not before the start, not before the event above it, not too late.
    fn at(&mut self, field: &Field<'_>) -> Option<Stamp> {
        let stamp = self.clock.event(field, self.start.unwrap_or_default())?;
        let at = self.clock.show(stamp);
        let above = self.above.filter(|&above| stamp < above);
        if let Some(start) = self.start {
            let days_max = STORY_DAYS_MAX;
            if stamp < start {
                let start = self.clock.show(start);
                field.mistake(MistakeKind::BeforeStart { at, start });
                return Some(stamp);
            }
            if stamp.since(start) > Duration::from_secs(days_max * 86_400) {
                field.mistake(MistakeKind::StoryTooLong { at, days_max });
                return Some(stamp);
            }
        }
        if let Some(above) = above {
            let above = self.clock.show(above);
            field.mistake(MistakeKind::OutOfOrder { at, above });
            return Some(stamp);
        }
        self.above = Some(stamp);
        Some(stamp)
    }

    /// An earlier event that the author, another officer, had not yet seen.
    fn unseen(&self, field: &Field<'_>, author: Option<&Slug>) -> Option<Slug> {
        let (label, labelled) = self.stage.label(field, None, author)?;
        if author.is_some() && labelled.by.as_ref() == author {
            field.mistake(MistakeKind::OwnUnseen { label: label.to_string() });
        }
        Some(label)
    }
}
