//! The forms about plans, activations and the fallback.

use liaison_core::body::Body;
use liaison_core::body::plan::{
    ActivationApproved, ActivationProposed, FallbackClosed, FallbackCounted, FallbackOpened,
    LevelChanged, PlanReviewed, StepAssigned, StepDone, StepSkipped, StoodDown,
};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::stamp::Moment;
use liaison_core::terms::{Level, Regime};

use super::sheet::{Problems, Sheet, newest};
use crate::clean;
use crate::state::form::{FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    let level = |chosen: &str| {
        FormField::choice("level", sheet.terms("level", Level::ALL), Some(chosen)).wanted()
    };
    Some(match purpose {
        Purpose::Activate(plan) => vec![
            FormField::choice("plan", plans(sheet), plan.as_deref()).wanted(),
            level(""),
            FormField::line("authority", "").wanted(),
            FormField::lines("reason", "").wanted(),
            sheet.incident_field(None),
            FormField::places("sites", ""),
            FormField::line("regimes", ""),
        ],
        Purpose::Reviewed(_) => vec![FormField::line("note", "")],
        Purpose::Approve(_) => Vec::new(),
        Purpose::Level(name) => {
            let activation = sheet.desk.room.activations().get(name);
            vec![level(&activation.map(|a| newest(&a.level)).unwrap_or_default())]
        }
        Purpose::StepDone(..) => vec![FormField::line("note", "")],
        Purpose::StepSkip(..) => vec![FormField::line("reason", "").wanted()],
        Purpose::StepAssign(..) => {
            vec![FormField::choice("seat", sheet.members(), None).wanted()]
        }
        Purpose::StandDown(_) => vec![FormField::line("reason", "")],
        Purpose::Fallback(_) => vec![
            FormField::line("authority", "").wanted(),
            FormField::lines("reason", "").wanted(),
            FormField::moment("start", Some(sheet.now.moment())).wanted(),
            FormField::places("sites", ""),
            FormField::line("regimes", ""),
        ],
        Purpose::FallbackCount(_) => vec![FormField::line("count", "").wanted()],
        Purpose::FallbackClose(_) => vec![
            FormField::moment("end", Some(sheet.now.moment())).wanted(),
            FormField::line("reconciled", ""),
        ],
        _ => return None,
    })
}

fn plans(sheet: &Sheet<'_>) -> Vec<Value> {
    let language = sheet.words.language().code();
    let plans = sheet.desk.room.plans().iter();
    let value = |(id, plan): (&String, &liaison_core::room::Plan)| {
        let (_, version) = plan.current()?;
        let words = clean::line(version.plan.title.in_language(language)).into_owned();
        Some(Value { name: id.clone(), words })
    };
    plans.filter_map(value).collect()
}

/// The title of an activation's plan, cleaned.
pub(super) fn title(sheet: &Sheet<'_>, name: &EntryRef) -> Option<String> {
    let plan = sheet.desk.room.activations().get(name)?.plan(&sheet.desk.room)?;
    Some(clean::line(plan.title.in_language(sheet.words.language().code())).into_owned())
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    let over = Vec::new();
    Some(match purpose {
        Purpose::Activate(_) => proposed(sheet, r),
        Purpose::Reviewed(plan) => {
            let note = r.text("note");
            r.finish(PlanReviewed { plan: plan.clone(), note })
        }
        Purpose::Approve(name) => r.finish(ActivationApproved { activation: *name }),
        Purpose::Level(name) => match r.term("level") {
            Some(level) => r.finish(LevelChanged { activation: *name, over, level }),
            None => Err(r.give_up()),
        },
        Purpose::StepDone(name, step) => {
            let note = r.text("note");
            r.finish(StepDone { activation: *name, over, step: step.clone(), note })
        }
        Purpose::StepSkip(name, step) => {
            let reason = r.said("reason");
            r.finish(StepSkipped { activation: *name, over, step: step.clone(), reason })
        }
        Purpose::StepAssign(name, step) => match r.term::<SeatId>("seat") {
            Some(seat) => {
                r.finish(StepAssigned { activation: *name, over, step: step.clone(), seat })
            }
            None => Err(r.give_up()),
        },
        Purpose::StandDown(name) => {
            let reason = r.text("reason");
            r.finish(StoodDown { activation: *name, over, reason })
        }
        Purpose::Fallback(activation) => opened(sheet, *activation, r),
        Purpose::FallbackCount(name) => match r.number("count", 0, u32::MAX) {
            Some(count) => r.finish(FallbackCounted { fallback: *name, over, count }),
            None => Err(r.give_up()),
        },
        Purpose::FallbackClose(name) => {
            let (end, reconciled) = (r.past("end"), r.number("reconciled", 0, u32::MAX));
            match end {
                Some(end) => r.finish(FallbackClosed { fallback: *name, over, end, reconciled }),
                None => Err(r.give_up()),
            }
        }
        _ => return None,
    })
}

fn proposed(sheet: &Sheet<'_>, mut r: Reading<'_>) -> Result<Body, Problems> {
    let plan = r.text("plan");
    let level = r.term("level");
    let (authority, reason) = (r.said("authority"), r.said("reason"));
    let incident = sheet.read_incident(&mut r);
    let (sites, regimes) = (r.list("sites"), regimes(sheet, &mut r));
    let plan = plan.and_then(|id| sheet.desk.room.plans().get(&id)?.current().map(|(n, _)| *n));
    let (Some(plan), Some(level)) = (plan, level) else { return Err(r.give_up()) };
    r.finish(ActivationProposed { plan, level, authority, reason, incident, sites, regimes })
}

fn opened(
    sheet: &Sheet<'_>,
    activation: Option<EntryRef>,
    mut r: Reading<'_>,
) -> Result<Body, Problems> {
    let (authority, reason) = (r.said("authority"), r.said("reason"));
    let start = r.past("start");
    let (sites, regimes) = (r.list("sites"), regimes(sheet, &mut r));
    let Some(start) = start else { return Err(r.give_up()) };
    r.finish(FallbackOpened { authority, reason, start, sites, regimes, activation })
}

/// Regimes by their words in either language, separated by commas.
fn regimes(sheet: &Sheet<'_>, r: &mut Reading<'_>) -> Vec<Regime> {
    let typed = r.list("regimes");
    let mut found = Vec::new();
    for word in &typed {
        let said = |regime: &&Regime| {
            let local = sheet.words.say(&format!("regime-{regime}"));
            local.eq_ignore_ascii_case(word) || regime.text().eq_ignore_ascii_case(word)
        };
        match Regime::ALL.iter().find(said) {
            Some(regime) => found.push(*regime),
            None => {
                let all = Regime::ALL.iter().map(|r| sheet.words.say(&format!("regime-{r}")));
                r.problem("regimes", all.collect::<Vec<_>>().join(", "));
            }
        }
    }
    found
}

pub(super) fn probe(purpose: &Purpose) -> Option<Body> {
    let over = Vec::new();
    let note = None;
    Some(match purpose {
        Purpose::Level(name) => LevelChanged { activation: *name, over, level: Level::Full }.into(),
        Purpose::StepDone(name, step) | Purpose::StepSkip(name, step) => {
            StepDone { activation: *name, over, step: step.clone(), note }.into()
        }
        Purpose::StepAssign(name, step) => {
            let seat = SeatId::default();
            StepAssigned { activation: *name, over, step: step.clone(), seat }.into()
        }
        Purpose::StandDown(name) => StoodDown { activation: *name, over, reason: None }.into(),
        Purpose::FallbackCount(name) => FallbackCounted { fallback: *name, over, count: 0 }.into(),
        Purpose::FallbackClose(name) => {
            let end = Moment::default();
            FallbackClosed { fallback: *name, over, end, reconciled: None }.into()
        }
        _ => return None,
    })
}
