//! What is on stage at a moment of a scenario: the cast, and what earlier events have brought.
//!
//! A reference is checked against the events above it, because that is the order in which they
//! are played.

use std::collections::{BTreeMap, BTreeSet};

use liaison_core::body::flow::FlowName;
use liaison_core::body::plan::Bilingual;
use liaison_core::terms::Role;

use super::mistake::{MistakeKind, nearest};
use super::plan::Plan;
use super::shape::Thing;
use super::sheet::Field;
use super::slug::Slug;

/// What an event can refer to.
pub(super) struct Stage<'p> {
    plans: &'p [Plan],
    /// Who sits at the desk, if the file says so.
    pub(super) desk: Option<Slug>,
    /// The cast, with the role of each where it could be read.
    pub(super) officers: BTreeMap<Slug, Option<Role>>,
    /// The organisations.
    pub(super) organisations: BTreeSet<Slug>,
    /// The short names of the sources.
    pub(super) sources: BTreeSet<String>,
    /// Lines of all labels of the file, of later events too.
    pub(super) all_labels: BTreeMap<String, u32>,
    labels: BTreeMap<Slug, Labelled>,
    facilities: BTreeMap<String, Brought>,
    bulletins: BTreeMap<String, Brought>,
    flows: BTreeMap<FlowName, Brought>,
    published: BTreeMap<Slug, Brought>,
}

/// An event with a label.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    /// What it does.
    pub(super) act: &'static str,
    /// Who does it, where that could be read.
    pub(super) by: Option<Slug>,
    /// The plan of an activation.
    pub(super) plan: Option<Slug>,
    /// The duty taken or offered.
    pub(super) duty: Option<Bilingual>,
}

/// Something that an event has brought.
struct Brought {
    by: Option<Slug>,
    line: u32,
}

/// What can be brought under a name of its own.
#[derive(Clone, Copy)]
pub(super) enum Named {
    /// A facility, by its id.
    Facility,
    /// A bulletin, by its number.
    Guidance,
}

impl<'p> Stage<'p> {
    /// Nothing on stage; `plans` is the library.
    pub(super) fn empty(plans: &'p [Plan]) -> Self {
        Self {
            plans,
            desk: None,
            officers: BTreeMap::new(),
            organisations: BTreeSet::new(),
            sources: BTreeSet::new(),
            all_labels: BTreeMap::new(),
            labels: BTreeMap::new(),
            facilities: BTreeMap::new(),
            bulletins: BTreeMap::new(),
            flows: BTreeMap::new(),
            published: BTreeMap::new(),
        }
    }

    /// An officer of the cast.
    pub(super) fn officer(&self, field: &Field<'_>) -> Option<Slug> {
        let name = field.slug()?;
        if self.officers.contains_key(&name) {
            return Some(name);
        }
        unknown(field, Thing::Officer, name.as_str(), self.officers.keys().map(Slug::as_str))
    }

    /// An organisation of the cast.
    pub(super) fn organisation(&self, field: &Field<'_>) -> Option<Slug> {
        let name = field.slug()?;
        if self.organisations.contains(&name) {
            return Some(name);
        }
        let known = self.organisations.iter().map(Slug::as_str);
        unknown(field, Thing::Organisation, name.as_str(), known)
    }

    /// A source of facts.
    pub(super) fn source(&self, field: &Field<'_>) -> Option<String> {
        let name = field.text()?;
        if self.sources.contains(&name) {
            return Some(name);
        }
        unknown(field, Thing::Source, &name, self.sources.iter().map(String::as_str))
    }

    /// The label of an earlier event; of one that does `act`, where that matters.
    pub(super) fn label(
        &self,
        field: &Field<'_>,
        act: Option<&'static str>,
        author: Option<&Slug>,
    ) -> Option<(Slug, &Labelled)> {
        let label = field.slug()?;
        let Some((_, labelled)) = self.labels.get_key_value(&label) else {
            let what = Thing::Label;
            let Some(&line) = self.all_labels.get(label.as_str()) else {
                let known = self.all_labels.keys().map(String::as_str);
                return unknown(field, what, label.as_str(), known);
            };
            field.mistake(MistakeKind::NotYet { what, name: label.to_string(), line });
            return None;
        };
        if let Some(expected) = act.filter(|&act| act != labelled.act) {
            let (label, act) = (label.to_string(), labelled.act);
            field.mistake(MistakeKind::WrongAct { label, act, expected });
            return None;
        }
        self.not_by_desk(field, label.as_str(), labelled.by.as_ref(), author);
        Some((label, labelled))
    }

    /// Puts an event on stage under its label. What is wrong with the label itself is said where
    /// all labels are gathered.
    pub(super) fn put_label(&mut self, label: Slug, labelled: Labelled) {
        self.labels.entry(label).or_insert(labelled);
    }

    /// A facility or bulletin that an earlier event has brought.
    pub(super) fn named(
        &self,
        named: Named,
        field: &Field<'_>,
        author: Option<&Slug>,
    ) -> Option<String> {
        let (name, known, what) = match named {
            Named::Facility => (field.facility_id()?, &self.facilities, Thing::Facility),
            Named::Guidance => (field.text()?, &self.bulletins, Thing::Guidance),
        };
        let Some(brought) = known.get(&name) else {
            return unknown(field, what, &name, known.keys().map(String::as_str));
        };
        self.not_by_desk(field, &name, brought.by.as_ref(), author);
        Some(name)
    }

    /// Brings a facility or bulletin, once.
    pub(super) fn bring(
        &mut self,
        named: Named,
        field: &Field<'_>,
        author: Option<&Slug>,
    ) -> Option<String> {
        let (name, known, what) = match named {
            Named::Facility => (field.facility_id()?, &mut self.facilities, Thing::Facility),
            Named::Guidance => (field.text()?, &mut self.bulletins, Thing::Guidance),
        };
        if let Some(Brought { line, .. }) = known.get(&name) {
            let (name, line) = (name.clone(), *line);
            field.mistake(MistakeKind::Duplicate { what, name, line });
        } else {
            known.insert(name.clone(), Brought { by: author.cloned(), line: field.line() });
        }
        Some(name)
    }

    /// Brings a flow by a report on it.
    pub(super) fn report(&mut self, field: &Field<'_>, flow: &FlowName, author: Option<&Slug>) {
        let brought = Brought { by: author.cloned(), line: field.line() };
        self.flows.entry(flow.clone()).or_insert(brought);
    }

    /// Checks that an earlier event reports on a flow.
    pub(super) fn reported(&self, field: &Field<'_>, flow: &FlowName, author: Option<&Slug>) {
        let FlowName { facility, regime, direction } = flow;
        let way = direction.map(|direction| format!(" {direction}")).unwrap_or_default();
        let name = format!("{facility} {regime}{way}");
        match self.flows.get(flow) {
            Some(brought) => self.not_by_desk(field, &name, brought.by.as_ref(), author),
            None => unknown::<()>(field, Thing::Flow, &name, []).unwrap_or_default(),
        }
    }

    /// A plan of the library.
    pub(super) fn plan(&self, field: &Field<'_>) -> Option<&'p Plan> {
        let id = field.slug()?;
        let found = self.plans.iter().find(|plan| plan.id == id);
        let known = self.plans.iter().map(|plan| plan.id.as_str());
        found.or_else(|| unknown(field, Thing::Plan, id.as_str(), known))
    }

    /// A plan that an earlier event has published.
    pub(super) fn published(&self, field: &Field<'_>, author: Option<&Slug>) -> Option<&'p Plan> {
        let plan = self.plan(field)?;
        let Some(brought) = self.published.get(&plan.id) else {
            let known = self.published.keys().map(Slug::as_str);
            return unknown(field, Thing::PublishedPlan, plan.id.as_str(), known);
        };
        self.not_by_desk(field, plan.id.as_str(), brought.by.as_ref(), author);
        Some(plan)
    }

    /// Publishes a plan of the library, once.
    pub(super) fn publish(&mut self, field: &Field<'_>, author: Option<&Slug>) -> Option<Slug> {
        let plan = self.plan(field)?;
        if let Some(&Brought { line, .. }) = self.published.get(&plan.id) {
            let (what, name) = (Thing::PublishedPlan, plan.id.to_string());
            field.mistake(MistakeKind::Duplicate { what, name, line });
        } else {
            let brought = Brought { by: author.cloned(), line: field.line() };
            self.published.insert(plan.id.clone(), brought);
        }
        Some(plan.id.clone())
    }

    /// A step of the plan of an activation, where the plan could be read.
    pub(super) fn step(&self, field: &Field<'_>, activation: Option<&Labelled>) -> Option<String> {
        let step = field.slug()?.to_string();
        let id = activation.and_then(|activation| activation.plan.as_ref());
        let Some(plan) = self.plans.iter().find(|plan| Some(&plan.id) == id) else {
            return Some(step);
        };
        if plan.step(&step).is_none() {
            let known = plan.steps.iter().map(|step| step.id.as_str());
            return unknown(field, Thing::Step, &step, known);
        }
        Some(step)
    }

    /// What the desk does is up to the officer there, so nothing by others may need it.
    fn not_by_desk(&self, field: &Field<'_>, name: &str, by: Option<&Slug>, author: Option<&Slug>) {
        if by.is_some() && by == self.desk.as_ref() && author != by {
            field.mistake(MistakeKind::DependsOnDesk { name: name.to_owned() });
        }
    }
}

/// Puts down that a name names nothing.
pub(super) fn unknown<'a, T>(
    field: &Field<'_>,
    what: Thing,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<T> {
    let nearest = nearest(name, known);
    field.mistake(MistakeKind::UnknownName { what, name: name.to_owned(), nearest });
    None
}
