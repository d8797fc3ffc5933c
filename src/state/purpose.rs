//! What a form is for: one for each thing that an officer can put on the record.

use liaison_core::authority::least_role;
use liaison_core::body::flow::FlowName;
use liaison_core::body::{Kind, kind};
use liaison_core::id::{EntryRef, SeatId};
use liaison_core::room::Subject;
use liaison_core::terms::Role;

/// What a form is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Declares an incident.
    Declare,
    /// Changes what is said of one.
    Revise(EntryRef),
    /// Moves it to another phase.
    Phase(EntryRef),
    /// Reports on it.
    Report(EntryRef),
    /// Closes it.
    Close(EntryRef),
    /// Opens it again.
    Reopen(EntryRef),
    /// Something real inside an exercise.
    RealEvent,
    /// Lists a facility.
    Facility,
    /// Reports on a flow, old or new.
    Flow(Option<FlowName>),
    /// Promises its restoration.
    Promise(FlowName),
    /// Its system is restored.
    Restored(FlowName),
    /// Puts a plan into force, this one or one to be chosen.
    Activate(Option<String>),
    /// A plan holds.
    Reviewed(String),
    /// Approves an activation.
    Approve(EntryRef),
    /// Changes its level.
    Level(EntryRef),
    /// A step is done.
    StepDone(EntryRef, String),
    /// A step is skipped.
    StepSkip(EntryRef, String),
    /// A step is given to somebody.
    StepAssign(EntryRef, String),
    /// Ends an activation.
    StandDown(EntryRef),
    /// Opens a fallback, perhaps under an activation.
    Fallback(Option<EntryRef>),
    /// Counts its register.
    FallbackCount(EntryRef),
    /// Ends it.
    FallbackClose(EntryRef),
    /// Saves a contact, new or over an older one.
    Contact(Option<EntryRef>),
    /// Takes one off the roster.
    RemoveContact(EntryRef),
    /// Takes a duty.
    DutyTake(Option<String>),
    /// Offers one to a successor.
    DutyOffer(String),
    /// Accepts one.
    DutyAccept(EntryRef, String),
    /// Invites somebody.
    Invite,
    /// Withdraws an invitation.
    WithdrawInvitation(EntryRef),
    /// Gives a member another role.
    SeatRole(SeatId),
    /// Removes a member.
    RemoveSeat(SeatId),
    /// A message, perhaps an answer.
    Message(Option<EntryRef>),
    /// A note in the log.
    Note,
    /// A correction of an entry.
    Correct(EntryRef),
    /// A decision.
    Decision,
    /// Guidance, perhaps in place of an older bulletin.
    Guidance(Option<EntryRef>),
    /// Withdraws guidance.
    Withdraw(EntryRef),
    /// Shares a document.
    ShareDocument,
    /// Writes one to a file.
    SaveDocument(EntryRef),
    /// Has the platform show one.
    OpenDocument(EntryRef),
    /// Withdraws one.
    WithdrawDocument(EntryRef),
    /// Writes a bundle.
    ExportBundle,
    /// Takes bundles in.
    ImportBundle,
    /// Sets one value where several stand.
    Resolve(Subject, &'static str),
}

impl Purpose {
    /// The end of the form's title in the locales, `form-title-NAME`, and of its draft's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Declare => "declare",
            Self::Revise(_) => "revise",
            Self::Phase(_) => "phase",
            Self::Report(_) => "report",
            Self::Close(_) => "close",
            Self::Reopen(_) => "reopen",
            Self::RealEvent => "real-event",
            Self::Facility => "facility",
            Self::Flow(_) => "flow",
            Self::Promise(_) => "promise",
            Self::Restored(_) => "restored",
            Self::Activate(_) => "activate",
            Self::Reviewed(_) => "reviewed",
            Self::Approve(_) => "approve",
            Self::Level(_) => "level",
            Self::StepDone(..) => "step-done",
            Self::StepSkip(..) => "step-skip",
            Self::StepAssign(..) => "step-assign",
            Self::StandDown(_) => "stand-down",
            Self::Fallback(_) => "fallback",
            Self::FallbackCount(_) => "fallback-count",
            Self::FallbackClose(_) => "fallback-close",
            Self::Contact(_) => "contact",
            Self::RemoveContact(_) => "remove-contact",
            Self::DutyTake(_) => "duty-take",
            Self::DutyOffer(_) => "duty-offer",
            Self::DutyAccept(..) => "duty-accept",
            Self::Invite => "invite",
            Self::WithdrawInvitation(_) => "withdraw-invitation",
            Self::SeatRole(_) => "seat-role",
            Self::RemoveSeat(_) => "remove-seat",
            Self::Message(_) => "message",
            Self::Note => "note",
            Self::Correct(_) => "correct",
            Self::Decision => "decision",
            Self::Guidance(_) => "guidance",
            Self::Withdraw(_) => "withdraw",
            Self::ShareDocument => "share-document",
            Self::SaveDocument(_) => "save-document",
            Self::OpenDocument(_) => "open-document",
            Self::WithdrawDocument(_) => "withdraw-document",
            Self::ExportBundle => "export-bundle",
            Self::ImportBundle => "import-bundle",
            Self::Resolve(..) => "resolve",
        }
    }

    /// The kind of entry that it writes; a resolution writes that of its subject, what is for files
    /// none.
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Declare => kind::IncidentDeclared,
            Self::Revise(_) => kind::IncidentRevised,
            Self::Phase(_) => kind::PhaseChanged,
            Self::Report(_) => kind::SituationReported,
            Self::Close(_) => kind::IncidentClosed,
            Self::Reopen(_) => kind::IncidentReopened,
            Self::RealEvent => kind::RealEventDeclared,
            Self::Facility => kind::FacilityListed,
            Self::Flow(_) => kind::FlowReported,
            Self::Promise(_) => kind::RestorationPromised,
            Self::Restored(_) => kind::RestorationAchieved,
            Self::Activate(_) => kind::ActivationProposed,
            Self::Reviewed(_) => kind::PlanReviewed,
            Self::Approve(_) => kind::ActivationApproved,
            Self::Level(_) => kind::LevelChanged,
            Self::StepDone(..) => kind::StepDone,
            Self::StepSkip(..) => kind::StepSkipped,
            Self::StepAssign(..) => kind::StepAssigned,
            Self::StandDown(_) => kind::StoodDown,
            Self::Fallback(_) => kind::FallbackOpened,
            Self::FallbackCount(_) => kind::FallbackCounted,
            Self::FallbackClose(_) => kind::FallbackClosed,
            Self::Contact(_) => kind::ContactSaved,
            Self::RemoveContact(_) => kind::ContactRemoved,
            Self::DutyTake(_) => kind::DutyTaken,
            Self::DutyOffer(_) => kind::HandoverOffered,
            Self::DutyAccept(..) => kind::HandoverAccepted,
            Self::Invite => kind::InvitationIssued,
            Self::WithdrawInvitation(_) => kind::InvitationWithdrawn,
            Self::SeatRole(_) => kind::RoleChanged,
            Self::RemoveSeat(_) => kind::SeatRemoved,
            Self::Message(_) => kind::MessagePosted,
            Self::Note => kind::NoteTaken,
            Self::Correct(_) => kind::Corrected,
            Self::Decision => kind::DecisionRecorded,
            Self::Guidance(_) => kind::GuidanceIssued,
            Self::Withdraw(_) => kind::GuidanceWithdrawn,
            Self::ShareDocument => kind::DocumentShared,
            Self::WithdrawDocument(_) => kind::DocumentWithdrawn,
            Self::SaveDocument(_) | Self::OpenDocument(_) => return None,
            Self::ExportBundle | Self::ImportBundle => return None,
            Self::Resolve(subject, field) => resolving(subject, field),
        })
    }

    /// The least role that may hand it in.
    pub fn least_role(&self) -> Option<Role> {
        // Whoever sits in the room may carry it.
        self.kind().map_or(Some(Role::Observer), least_role)
    }

    /// The name of its draft: what it is for, and what it is about.
    pub fn draft_name(&self) -> String {
        let about = match self {
            Self::Revise(name)
            | Self::Phase(name)
            | Self::Report(name)
            | Self::Close(name)
            | Self::Reopen(name)
            | Self::Approve(name)
            | Self::Level(name)
            | Self::StandDown(name)
            | Self::FallbackCount(name)
            | Self::FallbackClose(name)
            | Self::RemoveContact(name)
            | Self::Correct(name)
            | Self::SaveDocument(name)
            | Self::OpenDocument(name)
            | Self::WithdrawDocument(name)
            | Self::WithdrawInvitation(name)
            | Self::Withdraw(name) => name.to_string(),
            Self::SeatRole(seat) | Self::RemoveSeat(seat) => seat.to_string(),
            Self::Fallback(name)
            | Self::Contact(name)
            | Self::Message(name)
            | Self::Guidance(name) => name.map(|name| name.to_string()).unwrap_or_default(),
            Self::StepDone(name, step)
            | Self::StepSkip(name, step)
            | Self::StepAssign(name, step)
            | Self::DutyAccept(name, step) => format!("{name} {step}"),
            Self::Flow(Some(flow)) | Self::Promise(flow) | Self::Restored(flow) => flow_text(flow),
            Self::Activate(plan) | Self::DutyTake(plan) => plan.clone().unwrap_or_default(),
            Self::Reviewed(plan) | Self::DutyOffer(plan) => plan.clone(),
            Self::Resolve(subject, field) => format!("{subject:?} {field}"),
            _ => String::new(),
        };
        format!("{} {about}", self.name()).trim_end().to_owned()
    }
}

fn flow_text(flow: &FlowName) -> String {
    let direction = flow.direction.map(|direction| format!(" {direction}")).unwrap_or_default();
    format!("{} {}{direction}", flow.facility, flow.regime)
}

/// What is written to set one value of a field in conflict.
fn resolving(subject: &Subject, field: &str) -> Kind {
    match (subject, field) {
        (Subject::Incident(_), "phase") => kind::PhaseChanged,
        (Subject::Incident(_), "open") => kind::IncidentReopened,
        (Subject::Incident(_), _) => kind::IncidentRevised,
        (Subject::Flow(_), "promised") => kind::RestorationPromised,
        (Subject::Flow(_), "restored") => kind::RestorationAchieved,
        (Subject::Flow(_), _) => kind::FlowReported,
        (Subject::Activation(_), "open") => kind::StoodDown,
        (Subject::Activation(_), _) => kind::LevelChanged,
        (Subject::Step(..), "assigned") => kind::StepAssigned,
        (Subject::Step(..), _) => kind::StepDone,
        (Subject::Contact(_), "removed") => kind::ContactRemoved,
        (Subject::Contact(_), _) => kind::ContactSaved,
        (Subject::Duty(_), _) => kind::DutyTaken,
        (Subject::Facility(_), _) => kind::FacilityListed,
        (Subject::Fallback(_), "count") => kind::FallbackCounted,
        (Subject::Fallback(_), _) => kind::FallbackClosed,
        (Subject::Organisation(_), _) => kind::OrganisationListed,
        (Subject::Plan(_), _) => kind::PlanPublished,
    }
}
