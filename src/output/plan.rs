//! Plans and activations: the list, one plan, one activation with its steps and clocks.

use std::io::{self, Write};

use liaison_core::body::plan::PlanPublished;
use liaison_core::id::EntryRef;
use liaison_core::room::{Room, StepOutcome};
use liaison_core::stamp::Stamp;
use serde::Serialize;

use super::row::ActivationRow;
use super::value::{seat_name, who};
use super::{Paper, time};
use crate::when::Span;

/// A plan, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanRow {
    /// The plan's id.
    pub id: String,
    /// The version that counts.
    pub version: u32,
    /// Activities, supply chain or leadership.
    pub kind: String,
    /// What it is called, in the language asked for.
    pub title: String,
    /// Recovery time objective, seconds.
    pub rto_s: u32,
    /// Maximum tolerable period of disruption, seconds.
    pub mtpd_s: u32,
    /// Approvals wanted.
    pub approvals: u8,
    /// Steps in all.
    pub steps: usize,
    /// When it was last reviewed.
    pub reviewed: Option<String>,
}

impl PlanRow {
    /// Plans by id.
    pub fn all(room: &Room, language: &str) -> Vec<Self> {
        let current = room.plans().values().filter_map(|p| Some((p, &p.current()?.1.plan)));
        current.map(|(known, plan)| Self::of(plan, known.reviewed, language)).collect()
    }

    fn of(plan: &PlanPublished, reviewed: Option<Stamp>, language: &str) -> Self {
        let before = plan.reviewed.map(|moment| moment.stamp());
        Self {
            id: plan.id.clone(),
            version: plan.version,
            kind: plan.kind.to_string(),
            title: plan.title.in_language(language).to_owned(),
            rto_s: plan.rto,
            mtpd_s: plan.mtpd,
            approvals: plan.approvals,
            steps: plan.steps.len(),
            reviewed: reviewed.max(before).map(time),
        }
    }

    /// One line.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let line = format!(
            "  {} v{} {}  {}",
            paper.cell(&self.id, 22),
            self.version,
            paper.clean(&self.title),
            paper.term("plan-kind", &self.kind),
        );
        paper.line(out, &line)
    }
}

/// Plans and activations, as one JSON document.
#[derive(Clone, Debug, Serialize)]
pub struct PlanList {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// Plans by id.
    pub plans: Vec<PlanRow>,
    /// Activations in the order in which they were proposed.
    pub activations: Vec<ActivationRow>,
}

/// A step of a plan or an activation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepRow {
    /// Its id within the plan.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Which function or organisation does it.
    pub owner: String,
    /// The mildest level at which it is done.
    pub level: String,
    /// Seconds after the activation by which it is due.
    pub due_s: u32,
    /// When it is due; none for a plan, and until the activation is in force.
    pub due_at: Option<String>,
    /// Who does it.
    pub assigned: Option<String>,
    /// `done`, `skipped` or none.
    pub outcome: Option<&'static str>,
    /// What came of it, or why it was skipped.
    pub note: Option<String>,
    #[serde(skip)]
    due: Option<Stamp>,
}

/// One plan, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanSheet {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// In short.
    pub plan: PlanRow,
    /// What it is for.
    pub purpose: String,
    /// When it is to be activated.
    pub triggers: Vec<String>,
    /// What each level means.
    pub levels: Vec<(String, String)>,
    /// Who may activate.
    pub authority: String,
    /// Who stands in, in order.
    pub deputies: Vec<String>,
    /// Minimum business continuity objective.
    pub mbco: String,
    /// Facilities it is for.
    pub sites: Vec<String>,
    /// Regimes it is for.
    pub regimes: Vec<String>,
    /// What to do.
    pub steps: Vec<StepRow>,
}

/// One activation, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActivationSheet {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// In short.
    pub activation: ActivationRow,
    /// The plan's title, in the language asked for.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: String,
    /// Who approved it besides.
    pub approved_by: Vec<String>,
    /// Since when it is in force.
    pub in_force_since: Option<String>,
    /// For which facilities.
    pub sites: Vec<String>,
    /// For which regimes.
    pub regimes: Vec<String>,
    /// The steps of its level.
    pub steps: Vec<StepRow>,
}

impl PlanSheet {
    /// The version of a plan that counts; none where there is no plan of that id.
    pub fn of(room: &Room, id: &str, language: &str) -> Option<Self> {
        let known = room.plans().get(id)?;
        let plan = &known.current()?.1.plan;
        let said =
            |text: &liaison_core::body::plan::Bilingual| text.in_language(language).to_owned();
        let steps = plan.steps.iter().map(|step| StepRow {
            id: step.id.clone(),
            text: said(&step.text),
            owner: said(&step.owner),
            level: step.level.to_string(),
            due_s: step.due,
            due_at: None,
            assigned: None,
            outcome: None,
            note: None,
            due: None,
        });
        Some(Self {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            plan: PlanRow::of(plan, known.reviewed, language),
            purpose: said(&plan.purpose),
            triggers: plan.triggers.iter().map(said).collect(),
            levels: plan.levels.iter().map(|(l, text)| (l.to_string(), said(text))).collect(),
            authority: said(&plan.authority),
            deputies: plan.deputies.iter().map(said).collect(),
            mbco: said(&plan.mbco),
            sites: plan.sites.clone(),
            regimes: plan.regimes.iter().map(ToString::to_string).collect(),
            steps: steps.collect(),
        })
    }

    /// Prints the plan.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, now: Stamp, paper: &Paper<'_>) -> io::Result<()> {
        self.plan.print(out, paper)?;
        paper.line(out, &format!("  {}", paper.clean(&self.purpose)))?;
        let day = paper.words.say("out-day");
        let length = |s: u32| Span::from(std::time::Duration::from_secs(s.into())).text(&day);
        let rows = [
            ("authority", self.authority.clone()),
            ("deputies", self.deputies.join(" / ")),
            ("rto", length(self.plan.rto_s)),
            ("mtpd", length(self.plan.mtpd_s)),
            ("mbco", self.mbco.clone()),
            ("approvals", self.plan.approvals.to_string()),
            ("sites", self.sites.join(", ")),
        ];
        for (field, value) in rows {
            let field = paper.cell(&paper.say(&format!("out-field-{field}")), 22);
            paper.line(out, &format!("  {field} {}", paper.clean(&value)))?;
        }
        for trigger in &self.triggers {
            let args = [("value", trigger.clone())];
            paper.line(out, &format!("  {}", paper.with("out-plan-trigger", &args)))?;
        }
        for (level, text) in &self.levels {
            let level = paper.cell(&paper.term("level", level), 22);
            paper.line(out, &format!("  {level} {}", paper.clean(text)))?;
        }
        self.steps.iter().try_for_each(|step| step.print(out, now, paper))
    }
}

impl ActivationSheet {
    /// An activation; none where there is none of that name.
    pub fn of(room: &Room, name: &EntryRef, language: &str) -> Option<Self> {
        let name = room.resolve(name);
        let activation = room.activations().get(&name)?;
        let proposal = activation.proposed.as_ref()?;
        let said =
            |text: &liaison_core::body::plan::Bilingual| text.in_language(language).to_owned();
        let steps = activation.steps(room).into_iter().map(|(step, state)| {
            let outcome = state.and_then(|s| s.outcome.newest()).map(|s| &s.value);
            let assigned = state.and_then(|s| s.assigned.newest()).map(|s| s.value);
            let due = activation.due(room, step);
            StepRow {
                id: step.id.clone(),
                text: said(&step.text),
                owner: said(&step.owner),
                level: step.level.to_string(),
                due_s: step.due,
                due_at: due.map(time),
                assigned: assigned.map(|seat| seat_name(room, &seat)),
                outcome: outcome.map(|o| match o {
                    StepOutcome::Done(_) => "done",
                    StepOutcome::Skipped(_) => "skipped",
                }),
                note: outcome.and_then(|o| match o {
                    StepOutcome::Done(note) => note.clone(),
                    StepOutcome::Skipped(reason) => Some(reason.clone()),
                }),
                due,
            }
        });
        let title = super::value::activation_title(room, &name, language);
        Some(Self {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            activation: ActivationRow::of(room, &name, activation),
            title,
            reason: proposal.reason.clone(),
            proposed_by: who(room, &proposal.act.author).0,
            proposed_at: time(proposal.act.time),
            approved_by: activation.approvals.values().map(|a| who(room, &a.by).0).collect(),
            in_force_since: activation.in_force_since(room).map(time),
            sites: proposal.sites.clone(),
            regimes: proposal.regimes.iter().map(ToString::to_string).collect(),
            steps: steps.collect(),
        })
    }

    /// Prints the activation.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(
        &self,
        out: &mut dyn Write,
        room: &Room,
        now: Stamp,
        paper: &Paper<'_>,
    ) -> io::Result<()> {
        self.activation.print(out, room, now, paper)?;
        let rows = [
            ("authority", self.activation.authority.clone()),
            ("reason", self.reason.clone()),
            ("proposed", format!("{} {}", self.proposed_at, self.proposed_by)),
            ("approved", self.approved_by.join(", ")),
            ("sites", self.sites.join(", ")),
        ];
        for (field, value) in rows {
            let field = paper.cell(&paper.say(&format!("out-field-{field}")), 22);
            paper.line(out, &format!("  {field} {}", paper.clean(&value)))?;
        }
        self.steps.iter().try_for_each(|step| step.print(out, now, paper))
    }
}

impl StepRow {
    fn print(&self, out: &mut dyn Write, now: Stamp, paper: &Paper<'_>) -> io::Result<()> {
        let state = match self.outcome {
            Some(outcome) => paper.say(&format!("out-step-{outcome}")),
            None if self.due.is_some() => paper.due(self.due, now),
            None => {
                let day = paper.words.say("out-day");
                let after = std::time::Duration::from_secs(self.due_s.into());
                format!("+{}", Span::from(after).text(&day))
            }
        };
        let who = self.assigned.as_ref().unwrap_or(&self.owner);
        let note = self.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
        let line = format!(
            "    {} {} {}",
            paper.cell(&self.id, 18),
            paper.cell(&state, 14),
            paper.clean(&format!("{who}: {}{note}", self.text)),
        );
        paper.line(out, &line)
    }
}
