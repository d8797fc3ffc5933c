//! What an act comes to: the kind of its entry, and the officers whom it names.

use liaison_core::body::{Kind, kind};

use super::{Act, Slug, StepChange, To};

impl Act {
    /// The kind of entry that it becomes.
    pub fn kind(&self) -> Kind {
        match self {
            Self::IncidentDeclare { .. } => kind::IncidentDeclared,
            Self::IncidentRevise { .. } => kind::IncidentRevised,
            Self::IncidentPhase { .. } => kind::PhaseChanged,
            Self::IncidentReport { .. } => kind::SituationReported,
            Self::IncidentClose { .. } => kind::IncidentClosed,
            Self::IncidentReopen { .. } => kind::IncidentReopened,
            Self::FacilityList { .. } => kind::FacilityListed,
            Self::FlowReport { .. } => kind::FlowReported,
            Self::FlowPromise { .. } => kind::RestorationPromised,
            Self::FlowRestored { .. } => kind::RestorationAchieved,
            Self::PlanPublish { .. } => kind::PlanPublished,
            Self::PlanActivate { .. } => kind::ActivationProposed,
            Self::PlanApprove { .. } => kind::ActivationApproved,
            Self::PlanLevel { .. } => kind::LevelChanged,
            Self::PlanStep { change, .. } => match change {
                StepChange::Done { .. } => kind::StepDone,
                StepChange::Skipped { .. } => kind::StepSkipped,
                StepChange::Assigned(_) => kind::StepAssigned,
            },
            Self::PlanStandDown { .. } => kind::StoodDown,
            Self::FallbackOpen { .. } => kind::FallbackOpened,
            Self::FallbackCount { .. } => kind::FallbackCounted,
            Self::FallbackClose { .. } => kind::FallbackClosed,
            Self::RosterSave { .. } => kind::ContactSaved,
            Self::RosterConfirm { .. } => kind::ContactConfirmed,
            Self::RosterRemove { .. } => kind::ContactRemoved,
            Self::DutyTake { .. } => kind::DutyTaken,
            Self::DutyOffer { .. } => kind::HandoverOffered,
            Self::DutyAccept { .. } => kind::HandoverAccepted,
            Self::Post { .. } => kind::MessagePosted,
            Self::Ack { .. } => kind::Acknowledged,
            Self::Decide { .. } => kind::DecisionRecorded,
            Self::Note { .. } => kind::NoteTaken,
            Self::Correct { .. } => kind::Corrected,
            Self::GuidanceIssue { .. } => kind::GuidanceIssued,
            Self::GuidanceWithdraw { .. } => kind::GuidanceWithdrawn,
            Self::GuidanceAck { .. } => kind::GuidanceAcknowledged,
        }
    }

    /// The officers of the cast whom it names, who must have a seat for it.
    pub fn officers(&self) -> Vec<&Slug> {
        match self {
            Self::PlanStep { change: StepChange::Assigned(officer), .. } => vec![officer],
            Self::RosterSave { officer, .. } => officer.iter().collect(),
            Self::DutyOffer { to, .. } => vec![to],
            Self::Post { to, .. } => {
                let named = to.iter().filter_map(|to| match to {
                    To::Officer(officer) => Some(officer),
                    To::Role(_) | To::Organisation(_) => None,
                });
                named.collect()
            }
            _ => Vec::new(),
        }
    }
}
