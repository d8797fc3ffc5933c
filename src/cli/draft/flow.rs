//! Drafts about flows and facilities.

use liaison_core::body::Change;
use liaison_core::body::flow::{
    FacilityListed, FlowName, FlowReported, RestorationAchieved, RestorationPromised,
};
use liaison_core::stamp::Moment;

use super::{Context, Draft, DraftError};
use crate::cli::flow::{Facility, Flow, Report};
use crate::cli::name;

pub(super) fn draft(command: &Flow, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Flow::Report(report) => self::report(report, at)?,
        Flow::Promise { flow, by, note, resolve } => {
            let flow = name::flow(at.room, flow)?;
            let by = at.due(by)?;
            let body = RestorationPromised { flow, over: Vec::new(), by, note: note.clone() };
            Draft::set(body, *resolve)
        }
        Flow::Restored { flow, at: when, note, resolve } => {
            let flow = name::flow(at.room, flow)?;
            let when = at.past_or_now(when.as_ref())?;
            let body = RestorationAchieved { flow, over: Vec::new(), at: when, note: note.clone() };
            Draft::set(body, *resolve)
        }
        Flow::List => return Ok(None),
    }))
}

fn report(report: &Report, at: &Context<'_>) -> Result<Draft, DraftError> {
    let facility = name::facility(at.room, at.places, &report.facility)?;
    let flow = FlowName { facility, regime: report.regime, direction: report.direction };
    let next: Option<Change<Moment>> = match report.next.as_deref() {
        Some("") => Some(Change::Clear),
        Some(text) => Some(Change::Set(at.due(text)?)),
        None => None,
    };
    let body = FlowReported {
        flow,
        over: Vec::new(),
        as_of: at.past_or_now(report.as_of.as_ref())?,
        status: report.status,
        mode: report.mode,
        counterpart: report.counterpart,
        capacity: report.capacity.map(Change::Set),
        queue: change(report.queue.as_ref()),
        note: change(report.note.as_ref()),
        source: change(report.source.as_ref()),
        next_update: next,
    };
    Ok(Draft::set(body, report.resolve))
}

/// A text is set; an empty one is cleared; one that is not given is untouched.
pub(super) fn change(text: Option<&String>) -> Option<Change<String>> {
    text.map(|text| if text.trim().is_empty() { Change::Clear } else { Change::Set(text.clone()) })
}

pub(super) fn facility(command: &Facility, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    let Facility::Add { id, name, kind, parent, resolve } = command else { return Ok(None) };
    let parent = parent.as_ref().map(|p| name::facility(at.room, at.places, p)).transpose()?;
    let body = FacilityListed {
        id: id.trim().to_uppercase(),
        name: name.clone(),
        kind: *kind,
        over: Vec::new(),
        parent,
    };
    Ok(Some(Draft::set(body, *resolve)))
}
