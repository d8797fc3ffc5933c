//! Drafts about plans, activations and fallbacks.

use liaison_core::body::Body;
use liaison_core::body::plan::{
    ActivationApproved, ActivationProposed, FallbackClosed, FallbackCounted, FallbackOpened,
    LevelChanged, PlanReviewed, StepAssigned, StepDone, StepSkipped, StoodDown,
};

use super::{Context, Draft, DraftError};
use crate::cli::incident::Resolve;
use crate::cli::name;
use crate::cli::plan::{Activate, Fallback, Plan, Step};
use crate::library;

/// The draft that publishes a plan read from a file.
pub fn publish(plan: &library::Plan, resolve: Resolve) -> Draft {
    Draft::set(plan.publish(Vec::new()), resolve)
}

pub(super) fn draft(command: &Plan, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Plan::Reviewed { plan, note } => {
            let plan = name::plan(at.room, plan)?;
            Draft::now(PlanReviewed { plan, note: note.clone() })
        }
        Plan::Activate(activate) => self::activate(activate, at)?,
        Plan::Approve { activation } => {
            let activation = name::activation(at.room, activation)?;
            Draft::now(ActivationApproved { activation })
        }
        Plan::Level { activation, level, resolve } => {
            let activation = name::activation(at.room, activation)?;
            let body = LevelChanged { activation, over: Vec::new(), level: *level };
            Draft::set(body, *resolve)
        }
        Plan::Step(step) => self::step(step, at)?,
        Plan::StandDown { activation, reason, resolve } => {
            let activation = name::activation(at.room, activation)?;
            let body = StoodDown { activation, over: Vec::new(), reason: reason.clone() };
            Draft::set(body, *resolve)
        }
        Plan::Import { .. } | Plan::List | Plan::Show { .. } => return Ok(None),
    }))
}

fn activate(activate: &Activate, at: &Context<'_>) -> Result<Draft, DraftError> {
    let incident = activate.incident.as_ref().map(|i| name::incident(at.room, i)).transpose()?;
    Ok(Draft::now(ActivationProposed {
        plan: name::plan_version(at.room, &activate.plan)?,
        level: activate.level,
        authority: activate.authority.clone(),
        reason: activate.reason.clone(),
        incident,
        sites: name::site(at.room, at.places, &activate.sites)?,
        regimes: activate.regimes.clone(),
    }))
}

fn step(step: &Step, at: &Context<'_>) -> Result<Draft, DraftError> {
    let activation = name::activation(at.room, &step.activation)?;
    let id = name::step(at.room, &activation, &step.step)?;
    let over = Vec::new();
    let body: Body = match (&step.skip, &step.assign) {
        (Some(reason), _) => {
            StepSkipped { activation, over, step: id, reason: reason.clone() }.into()
        }
        (None, Some(seat)) => {
            let seat = name::member(at.room, seat)?.newest_key().seat();
            StepAssigned { activation, over, step: id, seat }.into()
        }
        (None, None) => StepDone { activation, over, step: id, note: step.note.clone() }.into(),
    };
    Ok(Draft::set(body, step.resolve))
}

pub(super) fn fallback(command: &Fallback, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Fallback::Open { authority, reason, start, sites, regimes, activation } => {
            let activation = activation.as_ref().map(|a| name::activation(at.room, a));
            Draft::now(FallbackOpened {
                authority: authority.clone(),
                reason: reason.clone(),
                start: at.past_or_now(start.as_ref())?,
                sites: name::site(at.room, at.places, sites)?,
                regimes: regimes.clone(),
                activation: activation.transpose()?,
            })
        }
        Fallback::Count { fallback, count, resolve } => {
            let fallback = name::fallback(at.room, fallback.as_deref())?;
            let body = FallbackCounted { fallback, over: Vec::new(), count: *count };
            Draft::set(body, *resolve)
        }
        Fallback::Close { fallback, at: end, reconciled, resolve } => {
            let fallback = name::fallback(at.room, fallback.as_deref())?;
            let end = at.past_or_now(end.as_ref())?;
            let over = Vec::new();
            let body = FallbackClosed { fallback, over, end, reconciled: *reconciled };
            Draft::set(body, *resolve)
        }
        Fallback::List => return Ok(None),
    }))
}
