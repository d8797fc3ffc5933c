//! Drafts about incidents.

use liaison_core::body::Change;
use liaison_core::body::incident::{
    IncidentClosed, IncidentDeclared, IncidentReopened, IncidentRevised, PhaseChanged,
    RealEventDeclared, SituationReported,
};
use liaison_core::terms::{Certainty, IncidentKind, ReportVersion, Severity, Urgency};

use super::{Context, Draft, DraftError};
use crate::cli::incident::{Incident, Report, Resolve, Said};
use crate::cli::name;

pub(super) fn draft(command: &Incident, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Incident::Declare { title, severity, said } => declare(title, *severity, said, at)?,
        Incident::Revise { incident, title, severity, said, resolve } => {
            revise(incident, title.as_ref(), *severity, said, *resolve, at)?
        }
        Incident::Phase { incident, phase, resolve } => {
            let incident = name::incident(at.room, incident)?;
            Draft::set(PhaseChanged { incident, over: Vec::new(), phase: *phase }, *resolve)
        }
        Incident::Report(report) => self::report(report, at)?,
        Incident::Close(c) => {
            let incident = name::incident(at.room, &c.incident)?;
            let body = IncidentClosed { incident, over: Vec::new(), reason: c.reason.clone() };
            Draft::set(body, c.resolve)
        }
        Incident::Reopen(c) => {
            let incident = name::incident(at.room, &c.incident)?;
            let body = IncidentReopened { incident, over: Vec::new(), reason: c.reason.clone() };
            Draft::set(body, c.resolve)
        }
        Incident::RealEvent { text, actual_room } => {
            let (text, actual_room) = (text.clone(), actual_room.clone());
            Draft::now(RealEventDeclared { text, actual_room })
        }
        Incident::List | Incident::Show { .. } => return Ok(None),
    }))
}

fn declare(
    title: &str,
    severity: Severity,
    said: &Said,
    at: &Context<'_>,
) -> Result<Draft, DraftError> {
    Ok(Draft::now(IncidentDeclared {
        title: title.to_owned(),
        severity,
        urgency: said.urgency.unwrap_or(Urgency::Unknown),
        certainty: said.certainty.unwrap_or(Certainty::Unknown),
        kind: said.kind.unwrap_or(IncidentKind::Other),
        places: name::site(at.room, at.places, &said.places)?,
        text: said.text.clone(),
        next_update: at.due_if(said.next.as_ref())?,
    }))
}

fn revise(
    incident: &str,
    title: Option<&String>,
    severity: Option<Severity>,
    said: &Said,
    resolve: Resolve,
    at: &Context<'_>,
) -> Result<Draft, DraftError> {
    let places = name::site(at.room, at.places, &said.places)?;
    let next = match said.next.as_deref() {
        Some("") => Some(Change::Clear),
        Some(text) => Some(Change::Set(at.due(text)?)),
        None => None,
    };
    let body = IncidentRevised {
        incident: name::incident(at.room, incident)?,
        over: Vec::new(),
        title: title.cloned(),
        severity,
        urgency: said.urgency,
        certainty: said.certainty,
        kind: said.kind,
        places: (!places.is_empty()).then_some(places),
        text: said.text.clone(),
        next_update: next,
    };
    let says_nothing = body.title.is_none()
        && body.severity.is_none()
        && body.urgency.is_none()
        && body.certainty.is_none()
        && body.kind.is_none()
        && body.places.is_none()
        && body.text.is_none()
        && body.next_update.is_none();
    if says_nothing { Err(DraftError::Nothing) } else { Ok(Draft::set(body, resolve)) }
}

/// A report covers the time since the end of the last one, or since the incident was declared.
fn report(report: &Report, at: &Context<'_>) -> Result<Draft, DraftError> {
    let incident = name::incident(at.room, &report.incident)?;
    let known = at.room.incidents().get(&at.room.resolve(&incident));
    let number = known.map_or(1, |i| i.next_report());
    let last = known.and_then(|i| i.reports.values().map(|r| r.to).max());
    let declared = known.and_then(|i| i.declared.as_ref()).map(|act| act.time.moment());
    let to = at.past_or_now(report.to.as_ref())?;
    let from = match &report.from {
        Some(text) => at.past(text)?,
        None => last.or(declared).unwrap_or(to).min(to),
    };
    let first = if number == 1 { ReportVersion::Initial } else { ReportVersion::Update };
    Ok(Draft::now(SituationReported {
        incident,
        over: Vec::new(),
        number,
        version: report.version.unwrap_or(first),
        from,
        to,
        text: report.text.clone(),
        confidence: report.confidence,
        next_report: at.due_if(report.next.as_ref())?,
    }))
}
