//! The forms about incidents.

use liaison_core::body::incident::{
    IncidentClosed, IncidentDeclared, IncidentReopened, IncidentRevised, PhaseChanged,
    RealEventDeclared, SituationReported,
};
use liaison_core::body::{Body, Change};
use liaison_core::id::EntryRef;
use liaison_core::terms::{
    Certainty, Confidence, IncidentKind, Phase, ReportVersion, Severity, Urgency,
};

use super::sheet::{Problems, Sheet, newest};
use crate::state::form::FormField;
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Declare => what(sheet, None),
        Purpose::Revise(name) => what(sheet, Some(name)),
        Purpose::Phase(name) => {
            let phase = sheet.incident(name).map(|i| newest(&i.phase)).unwrap_or_default();
            let phases = sheet.terms("phase", Phase::ALL);
            vec![FormField::choice("phase", phases, Some(&phase)).wanted()]
        }
        Purpose::Report(name) => report(sheet, name),
        Purpose::Close(_) | Purpose::Reopen(_) => vec![FormField::line("reason", "")],
        Purpose::RealEvent => {
            vec![FormField::lines("text", "").wanted(), FormField::line("actual-room", "").wanted()]
        }
        _ => return None,
    })
}

fn what(sheet: &Sheet<'_>, name: Option<&EntryRef>) -> Vec<FormField> {
    let incident = name.and_then(|name| sheet.incident(name));
    let said = |of: fn(&liaison_core::room::Incident) -> String, default: &str| {
        incident.map_or_else(|| default.to_owned(), of)
    };
    let places = incident.and_then(|i| i.places.newest()).map(|s| s.value.join(", "));
    let next = incident.and_then(liaison_core::room::Incident::next_update);
    let severity = said(|i| newest(&i.severity), "");
    let urgency = said(|i| newest(&i.urgency), "Unknown");
    let certainty = said(|i| newest(&i.certainty), "Unknown");
    let kind = said(|i| newest(&i.kind), "Other");
    vec![
        FormField::line("title", &said(|i| newest(&i.title), "")).wanted(),
        FormField::choice("severity", sheet.terms("severity", Severity::ALL), Some(&severity))
            .wanted(),
        FormField::choice("urgency", sheet.terms("urgency", Urgency::ALL), Some(&urgency)).wanted(),
        FormField::choice("certainty", sheet.terms("certainty", Certainty::ALL), Some(&certainty))
            .wanted(),
        FormField::choice("kind", sheet.terms("incident-kind", IncidentKind::ALL), Some(&kind))
            .wanted(),
        FormField::places("places", &places.unwrap_or_default()),
        FormField::lines("text", &said(|i| newest(&i.text), "")),
        FormField::moment("next-update", next),
    ]
}

fn report(sheet: &Sheet<'_>, name: &EntryRef) -> Vec<FormField> {
    let incident = sheet.incident(name);
    let first = incident.is_none_or(|i| i.reports.is_empty());
    let version = if first { ReportVersion::Initial } else { ReportVersion::Update };
    let latest = incident.and_then(|i| i.reports.values().map(|report| report.to).max());
    let declared = incident.and_then(|i| i.declared.as_ref()).map(|act| act.time.moment());
    let versions = sheet.terms("report-version", ReportVersion::ALL);
    vec![
        FormField::choice("version", versions, Some(version.text())).wanted(),
        FormField::moment("from", latest.or(declared)).wanted(),
        FormField::moment("to", Some(sheet.now.moment())).wanted(),
        FormField::lines("text", "").wanted(),
        FormField::choice("confidence", sheet.terms("confidence", Confidence::ALL), None),
        FormField::moment("next-report", None),
    ]
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    let over = Vec::new();
    Some(match purpose {
        Purpose::Declare => declared(r),
        Purpose::Revise(name) => revised(*name, r),
        Purpose::Phase(name) => match r.term("phase") {
            Some(phase) => r.finish(PhaseChanged { incident: *name, over, phase }),
            None => Err(r.give_up()),
        },
        Purpose::Report(name) => reported(sheet, *name, r),
        Purpose::Close(name) => {
            let reason = r.text("reason");
            r.finish(IncidentClosed { incident: *name, over, reason })
        }
        Purpose::Reopen(name) => {
            let reason = r.text("reason");
            r.finish(IncidentReopened { incident: *name, over, reason })
        }
        Purpose::RealEvent => {
            let (text, actual_room) = (r.said("text"), r.said("actual-room"));
            r.finish(RealEventDeclared { text, actual_room })
        }
        _ => return None,
    })
}

fn declared(mut r: Reading<'_>) -> Result<Body, Problems> {
    let title = r.said("title");
    let (severity, urgency) = (r.term("severity"), r.term("urgency"));
    let (certainty, kind) = (r.term("certainty"), r.term("kind"));
    let (places, text) = (r.list("places"), r.text("text"));
    let next_update = r.moment("next-update");
    let (Some(severity), Some(urgency), Some(certainty), Some(kind)) =
        (severity, urgency, certainty, kind)
    else {
        return Err(r.give_up());
    };
    r.finish(IncidentDeclared {
        title,
        severity,
        urgency,
        certainty,
        kind,
        places,
        text,
        next_update,
    })
}

fn revised(incident: EntryRef, mut r: Reading<'_>) -> Result<Body, Problems> {
    let title = r.changed("title").flatten();
    r.said("title");
    let severity = r.is_changed("severity").then(|| r.term("severity")).flatten();
    let urgency = r.is_changed("urgency").then(|| r.term("urgency")).flatten();
    let certainty = r.is_changed("certainty").then(|| r.term("certainty")).flatten();
    let kind = r.is_changed("kind").then(|| r.term("kind")).flatten();
    let places = r.is_changed("places").then(|| r.list("places"));
    let text = r.changed("text").map(Option::unwrap_or_default);
    let next_update = r
        .is_changed("next-update")
        .then(|| r.moment("next-update").map_or(Change::Clear, Change::Set));
    r.finish(IncidentRevised {
        incident,
        over: Vec::new(),
        title,
        severity,
        urgency,
        certainty,
        kind,
        places,
        text,
        next_update,
    })
}

fn reported(sheet: &Sheet<'_>, incident: EntryRef, mut r: Reading<'_>) -> Result<Body, Problems> {
    let version = r.term("version");
    let (from, to) = (r.past("from"), r.past("to"));
    let text = r.said("text");
    let (confidence, next_report) = (r.term("confidence"), r.moment("next-report"));
    let number = sheet.incident(&incident).map_or(1, liaison_core::room::Incident::next_report);
    let (Some(version), Some(from), Some(to)) = (version, from, to) else {
        return Err(r.give_up());
    };
    r.finish(SituationReported {
        incident,
        over: Vec::new(),
        number,
        version,
        from,
        to,
        text,
        confidence,
        next_report,
    })
}

pub(super) fn probe(purpose: &Purpose) -> Option<Body> {
    let over = Vec::new();
    Some(match purpose {
        Purpose::Revise(name) => IncidentRevised {
            incident: *name,
            over,
            title: Some(String::new()),
            severity: Some(Severity::Unknown),
            urgency: Some(Urgency::Unknown),
            certainty: Some(Certainty::Unknown),
            kind: Some(IncidentKind::Other),
            places: Some(Vec::new()),
            text: Some(String::new()),
            next_update: Some(Change::Clear),
        }
        .into(),
        Purpose::Phase(name) => PhaseChanged { incident: *name, over, phase: Phase::Absorb }.into(),
        Purpose::Close(name) => IncidentClosed { incident: *name, over, reason: None }.into(),
        Purpose::Reopen(name) => IncidentReopened { incident: *name, over, reason: None }.into(),
        _ => return None,
    })
}
