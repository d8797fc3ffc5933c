//! Who may say what: one table, used before an entry is offered and in every replica's fold.

use crate::body::{Kind, kind};
use crate::terms::{Mode, Role};

/// The least role whose entries of a kind have effect.
///
/// `None` for admissions, which prove themselves by a second signature, and for kinds of a newer
/// version, whose authority this version cannot judge.
pub fn least_role(kind: Kind) -> Option<Role> {
    let role = match kind {
        kind::HeadsWitnessed | kind::EntryGivenUp | kind::EntriesReissued => Role::Observer,
        kind::RealEventDeclared => Role::Observer,
        kind::Acknowledged | kind::GuidanceAcknowledged => Role::Observer,
        kind::IncidentDeclared
        | kind::IncidentRevised
        | kind::PhaseChanged
        | kind::SituationReported => Role::Liaison,
        kind::FacilityListed
        | kind::FlowReported
        | kind::RestorationPromised
        | kind::RestorationAchieved => Role::Liaison,
        kind::StepDone | kind::StepSkipped | kind::FallbackCounted => Role::Liaison,
        kind::ContactSaved | kind::ContactConfirmed | kind::ContactRemoved => Role::Liaison,
        kind::DutyTaken | kind::HandoverOffered | kind::HandoverAccepted => Role::Liaison,
        // Who did not share it needs a duty officer's role: see `Room::is_withdrawn`.
        kind::DocumentShared | kind::DocumentWithdrawn => Role::Liaison,
        kind::MessagePosted | kind::NoteTaken | kind::Corrected => Role::Liaison,
        kind::IncidentClosed | kind::IncidentReopened => Role::DutyOfficer,
        kind::PlanPublished
        | kind::PlanReviewed
        | kind::ActivationProposed
        | kind::ActivationApproved
        | kind::LevelChanged
        | kind::StepAssigned
        | kind::StoodDown
        | kind::FallbackOpened
        | kind::FallbackClosed => Role::DutyOfficer,
        kind::DecisionRecorded | kind::GuidanceIssued | kind::GuidanceWithdrawn => {
            Role::DutyOfficer
        }
        kind::InvitationIssued
        | kind::InvitationWithdrawn
        | kind::SeatAccepted
        | kind::RoleChanged
        | kind::SeatRemoved
        | kind::OrganisationListed
        | kind::RelayListed
        | kind::RelayRetired => Role::Coordinator,
        _ => return None,
    };
    Some(role)
}

/// Whether a kind has any effect in a room of a mode: a real event is declared inside an exercise,
/// and in an actual room there is nothing that it could be told apart from.
pub fn fits(kind: Kind, mode: Mode) -> bool {
    kind != kind::RealEventDeclared || mode != Mode::Actual
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_but_admissions_has_a_least_role() {
        for &kind in Kind::ALL {
            let admission =
                [kind::RoomFounded, kind::SeatTaken, kind::SeatContinued].contains(&kind);
            assert_eq!(least_role(kind).is_none(), admission, "{kind:?}");
        }
    }
}
