//! What an officer of the cast does in an event: the command line's words, with core's terms.

mod kind;
pub(super) mod read;

use liaison_core::body::flow::FlowName;
use liaison_core::body::plan::Bilingual;
use liaison_core::body::roster::Reach;
use liaison_core::stamp::Moment;
use liaison_core::terms::{
    Acceptance, Certainty, ClearanceMode, Confidence, FacilityKind, FlowStatus, IncidentKind,
    Level, Phase, Precedence, Regime, ReportVersion, Role, Severity, Tlp, Urgency,
};

use super::slug::Slug;

/// One act. Labels name earlier events of the same scenario; facilities, bulletins and plans are
/// there by earlier events too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `incident declare`
    IncidentDeclare {
        /// In a few words.
        title: Bilingual,
        /// CAP severity.
        severity: Severity,
        /// CAP urgency.
        urgency: Urgency,
        /// CAP certainty.
        certainty: Certainty,
        /// CAP category.
        kind: IncidentKind,
        /// Facilities.
        places: Vec<String>,
        /// What is known.
        text: Option<Bilingual>,
        /// When the next word is due.
        next: Option<Moment>,
    },
    /// `incident revise`: absent fields are untouched.
    IncidentRevise {
        /// Label of the declaration.
        incident: Slug,
        /// In a few words.
        title: Option<Bilingual>,
        /// CAP severity.
        severity: Option<Severity>,
        /// CAP urgency.
        urgency: Option<Urgency>,
        /// CAP certainty.
        certainty: Option<Certainty>,
        /// CAP category.
        kind: Option<IncidentKind>,
        /// Facilities.
        places: Option<Vec<String>>,
        /// What is known.
        text: Option<Bilingual>,
        /// When the next word is due.
        next: Option<Moment>,
    },
    /// `incident phase`
    IncidentPhase {
        /// Label of the declaration.
        incident: Slug,
        /// The new phase.
        phase: Phase,
    },
    /// `incident report`: its number is counted by the room.
    IncidentReport {
        /// Label of the declaration.
        incident: Slug,
        /// Initial, update or final.
        version: ReportVersion,
        /// Start of the period covered.
        from: Moment,
        /// End of the period covered.
        to: Moment,
        /// The report.
        text: Bilingual,
        /// EDXL confidence.
        confidence: Option<Confidence>,
        /// When the next report comes.
        next: Option<Moment>,
    },
    /// `incident close`
    IncidentClose {
        /// Label of the declaration.
        incident: Slug,
        /// Why.
        reason: Option<Bilingual>,
    },
    /// `incident reopen`
    IncidentReopen {
        /// Label of the declaration.
        incident: Slug,
        /// Why.
        reason: Option<Bilingual>,
    },
    /// `facility list`
    FacilityList {
        /// UN/LOCODE or an id of the room's own.
        facility: String,
        /// What officers call it.
        name: Bilingual,
        /// What it is.
        kind: FacilityKind,
        /// The facility that it is part of.
        parent: Option<String>,
    },
    /// `flow report`: mode, counterpart and capacity stay where they are absent; queue, note, source
    /// and next go with the report that they came with.
    FlowReport {
        /// Which flow.
        flow: FlowName,
        /// Whether it runs.
        status: FlowStatus,
        /// When it was true.
        as_of: Moment,
        /// How goods are cleared.
        mode: Option<ClearanceMode>,
        /// Whether the neighbour accepts the fallback.
        counterpart: Option<Acceptance>,
        /// Per cent of the usual.
        capacity: Option<u8>,
        /// What waits.
        queue: Option<Bilingual>,
        /// Anything else.
        note: Option<Bilingual>,
        /// Who says so.
        source: Option<Bilingual>,
        /// When the next word is due.
        next: Option<Moment>,
        /// Whether it resolves a conflict, having seen all the values that stand.
        resolve: bool,
    },
    /// `flow promise`
    FlowPromise {
        /// Which flow.
        flow: FlowName,
        /// Restored by when.
        by: Moment,
        /// Who says so, or why it slipped.
        note: Option<Bilingual>,
    },
    /// `flow restored`: the system; that the flow has resumed is said by a report.
    FlowRestored {
        /// Which flow.
        flow: FlowName,
        /// When.
        at: Moment,
        /// Anything else.
        note: Option<Bilingual>,
    },
    /// `plan publish`
    PlanPublish {
        /// A plan of the library.
        plan: Slug,
    },
    /// `plan activate`
    PlanActivate {
        /// A published plan.
        plan: Slug,
        /// How far.
        level: Level,
        /// On whose authority.
        authority: Bilingual,
        /// Why.
        reason: Bilingual,
        /// Label of the declaration of the incident.
        incident: Option<Slug>,
        /// For which facilities; empty: all of the plan.
        sites: Vec<String>,
        /// For which regimes; empty: all of the plan.
        regimes: Vec<Regime>,
    },
    /// `plan approve`
    PlanApprove {
        /// Label of the activation.
        activation: Slug,
    },
    /// `plan level`
    PlanLevel {
        /// Label of the activation.
        activation: Slug,
        /// How far.
        level: Level,
    },
    /// `plan step`
    PlanStep {
        /// Label of the activation.
        activation: Slug,
        /// The step's id in the plan.
        step: String,
        /// What becomes of it.
        change: StepChange,
    },
    /// `plan stand-down`
    PlanStandDown {
        /// Label of the activation.
        activation: Slug,
        /// Why.
        reason: Option<Bilingual>,
    },
    /// `fallback open`
    FallbackOpen {
        /// Who authorised it.
        authority: Bilingual,
        /// Why.
        reason: Bilingual,
        /// From when.
        start: Moment,
        /// Where.
        sites: Vec<String>,
        /// For which regimes.
        regimes: Vec<Regime>,
        /// Label of the activation that it is under.
        activation: Option<Slug>,
    },
    /// `fallback count`
    FallbackCount {
        /// Label of the opening.
        fallback: Slug,
        /// Declarations in the register so far.
        count: u32,
    },
    /// `fallback close`
    FallbackClose {
        /// Label of the opening.
        fallback: Slug,
        /// When.
        end: Moment,
        /// Declarations entered into the electronic system afterwards.
        reconciled: Option<u32>,
    },
    /// `roster save`: a new contact has a name and an organisation.
    RosterSave {
        /// Label of the event that first saved the contact; none for a new one.
        contact: Option<Slug>,
        /// Who.
        name: Option<Bilingual>,
        /// Of which organisation of the cast.
        organisation: Option<Slug>,
        /// Doing what.
        function: Option<Bilingual>,
        /// The ways to reach them.
        reach: Reach,
        /// Who stands in.
        deputy: Option<Bilingual>,
        /// Languages spoken, such as `ja, en`.
        languages: Option<String>,
        /// The officer of the cast that the contact is.
        officer: Option<Slug>,
    },
    /// `roster confirm`
    RosterConfirm {
        /// Label of the event that first saved the contact.
        contact: Slug,
    },
    /// `roster remove`
    RosterRemove {
        /// Label of the event that first saved the contact.
        contact: Slug,
    },
    /// `duty take`
    DutyTake {
        /// Which duty.
        function: Bilingual,
        /// Until when.
        until: Option<Moment>,
    },
    /// `duty offer`
    DutyOffer {
        /// Which duty, as it was taken.
        function: Bilingual,
        /// To which officer.
        to: Slug,
        /// What the successor must know.
        brief: Bilingual,
    },
    /// `duty accept`
    DutyAccept {
        /// Label of the offer.
        offer: Slug,
        /// Which duty, as it was taken.
        function: Bilingual,
    },
    /// `post`
    Post {
        /// How urgent.
        precedence: Precedence,
        /// The message.
        text: Bilingual,
        /// To whom; empty: all.
        to: Vec<To>,
        /// Whether those addressed are to acknowledge.
        ack: bool,
        /// Stricter than the room's label.
        tlp: Option<Tlp>,
        /// Label of the message that this one answers.
        reply: Option<Slug>,
        /// Label of the declaration of the incident.
        incident: Option<Slug>,
    },
    /// `ack`
    Ack {
        /// Labels of the entries.
        entries: Vec<Slug>,
    },
    /// `decide`
    Decide {
        /// What was asked.
        question: Bilingual,
        /// What was decided.
        decision: Bilingual,
        /// What else could have been.
        options: Vec<Bilingual>,
        /// Who decided, if not the author.
        decider: Option<Bilingual>,
        /// When it is looked at again.
        review: Option<Moment>,
        /// Label of the declaration of the incident.
        incident: Option<Slug>,
    },
    /// `note`
    Note {
        /// The note.
        text: Bilingual,
        /// Label of the declaration of the incident.
        incident: Option<Slug>,
    },
    /// `correct`
    Correct {
        /// Label of the entry corrected.
        entry: Slug,
        /// How it should read.
        text: Bilingual,
    },
    /// `guidance issue`
    GuidanceIssue {
        /// As officers quote it.
        number: String,
        /// What it is about.
        title: Bilingual,
        /// The bulletin.
        text: Bilingual,
        /// Numbers of the bulletins that it replaces.
        supersedes: Vec<String>,
        /// In force from.
        from: Option<Moment>,
    },
    /// `guidance withdraw`
    GuidanceWithdraw {
        /// The bulletin.
        number: String,
        /// Why.
        reason: Option<Bilingual>,
    },
    /// `guidance ack`
    GuidanceAck {
        /// The bulletin.
        number: String,
    },
}

/// What becomes of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepChange {
    /// It is done.
    Done {
        /// What came of it.
        note: Option<Bilingual>,
    },
    /// It is not done.
    Skipped {
        /// Why.
        reason: Bilingual,
    },
    /// It is given to an officer of the cast.
    Assigned(Slug),
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// One of the cast.
    Officer(Slug),
    /// Everybody with a role.
    Role(Role),
    /// Everybody of an organisation.
    Organisation(Slug),
}
