//! Reading what is done with plans and the fallback.

use super::Reading;
use crate::library::act::{Act, StepChange};
use crate::library::mistake::MistakeKind;
use crate::library::shape::Shape;

pub(super) fn act(reading: &mut Reading<'_, '_, '_>, group: &str, word: &str) -> Option<Act> {
    match (group, word) {
        ("plan", "publish") => {
            let plan = reading.table.want("plan");
            let plan = plan.and_then(|f| reading.stage.publish(&f, reading.by))?;
            Some(Act::PlanPublish { plan })
        }
        ("plan", "activate") => activate(reading),
        ("plan", word) => change(reading, word),
        ("fallback", "open") => open(reading),
        (_, word) => register(reading, word),
    }
}

fn activate(reading: &Reading<'_, '_, '_>) -> Option<Act> {
    let plan = reading.table.want("plan");
    let plan = plan.and_then(|f| reading.stage.published(&f, reading.by));
    let level = reading.table.want("level").and_then(|f| f.term());
    let (authority, reason) = (reading.text("authority"), reading.text("reason"));
    let incident = reading.incident_label();
    let sites = reading.facilities("sites").unwrap_or_default();
    let regimes = reading.table.may("regimes").and_then(|f| f.list(|f| f.term()));
    let regimes = regimes.unwrap_or_default();
    let (plan, level) = (plan?.id.clone(), level?);
    let (authority, reason) = (authority?, reason?);
    Some(Act::PlanActivate { plan, level, authority, reason, incident, sites, regimes })
}

/// What happens to an activation.
fn change(reading: &Reading<'_, '_, '_>, word: &str) -> Option<Act> {
    if word == "step" {
        return step(reading);
    }
    let activation = reading.label("activation", Some("plan activate"));
    match word {
        "approve" => Some(Act::PlanApprove { activation: activation? }),
        "level" => {
            let level = reading.table.want("level").and_then(|f| f.term());
            Some(Act::PlanLevel { activation: activation?, level: level? })
        }
        _ => {
            let reason = reading.text_if_any("reason");
            Some(Act::PlanStandDown { activation: activation?, reason })
        }
    }
}

/// A step is done, skipped with a reason, or assigned: one of the three.
fn step(reading: &Reading<'_, '_, '_>) -> Option<Act> {
    let table = reading.table;
    let activation = reading.labelled(table.want("activation"), Some("plan activate"));
    let labelled = activation.as_ref().map(|&(_, labelled)| labelled);
    let step = table.want("step").and_then(|f| reading.stage.step(&f, labelled));
    let keys = ["done", "skip", "assign"];
    let found = keys.iter().filter(|key| table.has(key)).count();
    if found != 1 {
        let (of, expected) = (table.name().to_owned(), keys.join(", "));
        table.mistake(MistakeKind::OneOf { of, found, expected });
    }
    let note = reading.text_if_any("note");
    let done = table.may("done").and_then(|f| match f.yes_no() {
        // `done = false` says nothing that could be played.
        Some(false) => f.malformed("false", Shape::True),
        said => said,
    });
    let done = done.map(|_| StepChange::Done { note });
    let skipped = reading.text_if_any("skip").map(|reason| StepChange::Skipped { reason });
    let assigned = table.may("assign").and_then(|f| reading.stage.officer(&f));
    let change = done.or(skipped).or(assigned.map(StepChange::Assigned));
    let (activation, _) = activation?;
    Some(Act::PlanStep { activation, step: step?, change: change? })
}

fn open(reading: &Reading<'_, '_, '_>) -> Option<Act> {
    let (authority, reason) = (reading.text("authority"), reading.text("reason"));
    let start = reading.moment("start").unwrap_or(reading.at.moment());
    let sites = reading.facilities("sites").unwrap_or_default();
    let regimes = reading.table.may("regimes").and_then(|f| f.list(|f| f.term()));
    let regimes = regimes.unwrap_or_default();
    let activation = reading.label_if_any("activation", Some("plan activate"));
    let (authority, reason) = (authority?, reason?);
    Some(Act::FallbackOpen { authority, reason, start, sites, regimes, activation })
}

/// What happens to a fallback's register.
fn register(reading: &Reading<'_, '_, '_>, word: &str) -> Option<Act> {
    let fallback = reading.label("fallback", Some("fallback open"));
    if word == "count" {
        let count = reading.table.want("count").and_then(|f| f.number(0..=u32::MAX));
        return Some(Act::FallbackCount { fallback: fallback?, count: count? });
    }
    let end = reading.moment("end").unwrap_or(reading.at.moment());
    let reconciled = reading.table.may("reconciled").and_then(|f| f.number(0..=u32::MAX));
    Some(Act::FallbackClose { fallback: fallback?, end, reconciled })
}
