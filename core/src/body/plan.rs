//! Continuity plans, their activations, and the fallback.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::Over;
use crate::id::{EntryRef, SeatId};
use crate::stamp::Moment;
use crate::terms::{Level, PlanKind, Regime};

/// A sentence in the two languages of the console.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Bilingual {
    /// English.
    #[n(0)]
    pub en: String,
    /// French.
    #[n(1)]
    pub fr: String,
}

impl Bilingual {
    /// The sentence in a language; English where it is not French.
    pub fn in_language(&self, language: &str) -> &str {
        if language.starts_with("fr") { &self.fr } else { &self.en }
    }
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Step {
    /// Short name within the plan.
    #[n(0)]
    pub id: String,
    /// What to do.
    #[n(1)]
    pub text: Bilingual,
    /// Which function or organisation does it.
    #[n(2)]
    pub owner: Bilingual,
    /// Seconds after the activation by which it is due.
    #[n(3)]
    pub due: u32,
    /// The mildest level at which it is done.
    #[n(4)]
    pub level: Level,
}

/// A plan as published: whole, one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct PlanPublished {
    /// Stays the same over all versions.
    #[n(0)]
    pub id: String,
    /// Counted from 1.
    #[n(1)]
    pub version: u32,
    /// Activities, supply chain or leadership.
    #[n(2)]
    pub kind: PlanKind,
    /// What it is called.
    #[n(3)]
    pub title: Bilingual,
    /// What it is for.
    #[n(4)]
    pub purpose: Bilingual,
    /// When it is to be activated.
    #[n(5)]
    pub triggers: Vec<Bilingual>,
    /// What each level means, full first.
    #[n(6)]
    pub levels: Vec<(Level, Bilingual)>,
    /// Who may activate.
    #[n(7)]
    pub authority: Bilingual,
    /// Who stands in, in order.
    #[n(8)]
    pub deputies: Vec<Bilingual>,
    /// Recovery time objective, seconds.
    #[n(9)]
    pub rto: u32,
    /// Maximum tolerable period of disruption, seconds. ISO 22301.
    #[n(10)]
    pub mtpd: u32,
    /// Minimum business continuity objective.
    #[n(11)]
    pub mbco: Bilingual,
    /// Approvals wanted: 1, or 2 by officers of different organisations.
    #[n(12)]
    pub approvals: u8,
    /// What to do.
    #[n(13)]
    pub steps: Vec<Step>,
    /// Settings that the author was shown.
    #[n(14)]
    pub over: Over,
    /// Facilities it is for; empty: any.
    #[n(15)]
    pub sites: Vec<String>,
    /// Regimes it is for; empty: any.
    #[n(16)]
    pub regimes: Vec<Regime>,
    /// When it was last reviewed before it was published here.
    #[n(17)]
    pub reviewed: Option<Moment>,
}

/// The plan was read through and holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PlanReviewed {
    /// The plan's id.
    #[n(0)]
    pub plan: String,
    /// What was found.
    #[n(1)]
    pub note: Option<String>,
}

/// Proposes to put a plan into force; it is once enough have approved, its author the first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ActivationProposed {
    /// The entry that published the version activated.
    #[n(0)]
    pub plan: EntryRef,
    /// How far.
    #[n(1)]
    pub level: Level,
    /// On whose authority.
    #[n(2)]
    pub authority: String,
    /// Why.
    #[n(3)]
    pub reason: String,
    /// For which incident.
    #[n(4)]
    pub incident: Option<EntryRef>,
    /// For which facilities; empty: all of the plan.
    #[n(5)]
    pub sites: Vec<String>,
    /// For which regimes; empty: all of the plan.
    #[n(6)]
    pub regimes: Vec<Regime>,
}

/// Approves an activation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ActivationApproved {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
}

/// Escalates or eases an activation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LevelChanged {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// How far.
    #[n(2)]
    pub level: Level,
}

/// Gives a step to a seat.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StepAssigned {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// The step's id.
    #[n(2)]
    pub step: String,
    /// Who does it.
    #[n(3)]
    pub seat: SeatId,
}

/// A step is done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StepDone {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// The step's id.
    #[n(2)]
    pub step: String,
    /// What came of it.
    #[n(3)]
    pub note: Option<String>,
}

/// A step is not done, and why.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StepSkipped {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// The step's id.
    #[n(2)]
    pub step: String,
    /// Why.
    #[n(3)]
    pub reason: String,
}

/// Ends an activation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct StoodDown {
    /// The proposal.
    #[n(0)]
    pub activation: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Why.
    #[n(2)]
    pub reason: Option<String>,
}

/// A paper or e-mail procedure comes into force. EU Business Continuity Procedure: it must be
/// authorised, with reason and start.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FallbackOpened {
    /// Who authorised it.
    #[n(0)]
    pub authority: String,
    /// Why.
    #[n(1)]
    pub reason: String,
    /// From when.
    #[n(2)]
    pub start: Moment,
    /// Where.
    #[n(3)]
    pub sites: Vec<String>,
    /// For which regimes.
    #[n(4)]
    pub regimes: Vec<Regime>,
    /// Under which activation.
    #[n(5)]
    pub activation: Option<EntryRef>,
}

/// How many declarations the fallback's register holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FallbackCounted {
    /// The opening.
    #[n(0)]
    pub fallback: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// Declarations so far.
    #[n(2)]
    pub count: u32,
}

/// The fallback ends; what began under it ends under it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct FallbackClosed {
    /// The opening.
    #[n(0)]
    pub fallback: EntryRef,
    /// Settings that the author was shown.
    #[n(1)]
    pub over: Over,
    /// When.
    #[n(2)]
    pub end: Moment,
    /// Declarations entered into the electronic system afterwards.
    #[n(3)]
    pub reconciled: Option<u32>,
}
