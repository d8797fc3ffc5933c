//! Bodies of every kind from a source of bytes, so that whatever a test finds shrinks by itself.

use liaison_core::body::{
    Body, Change, Kind, document, flow, guidance, incident, log, plan, room, roster,
};
use liaison_core::entry::Signature;
use liaison_core::id::{EntryId, EntryRef, Hash, SeatId, SeatKey};
use liaison_core::stamp::Moment;
use liaison_core::terms;

/// Bytes to draw from; zero once they are used up.
pub(crate) struct Draws<'a> {
    bytes: &'a [u8],
}

impl<'a> Draws<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    /// A number below `count`, which is not zero.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    pub(crate) fn one<T: Make>(&mut self) -> T {
        T::make(self)
    }
}

/// What can be drawn.
pub(crate) trait Make {
    fn make(d: &mut Draws<'_>) -> Self;
}

impl Make for String {
    fn make(d: &mut Draws<'_>) -> Self {
        const SOME: [char; 8] = ['a', 'Z', '0', ' ', 'é', '名', '\u{1f6a2}', '\u{1b}'];
        (0..d.below(12)).map(|_| SOME[d.below(SOME.len())]).collect()
    }
}

impl Make for u8 {
    fn make(d: &mut Draws<'_>) -> Self {
        d.byte()
    }
}

impl Make for bool {
    fn make(d: &mut Draws<'_>) -> Self {
        d.byte() & 1 == 1
    }
}

impl Make for u32 {
    /// Small and large ones.
    fn make(d: &mut Draws<'_>) -> Self {
        let shift = d.below(4) * 8;
        u32::from_le_bytes(d.array()) >> shift
    }
}

impl Make for u64 {
    fn make(d: &mut Draws<'_>) -> Self {
        u32::make(d).into()
    }
}

impl Make for Moment {
    fn make(d: &mut Draws<'_>) -> Self {
        Self(u64::from(u32::make(d)) << (d.byte() % 32))
    }
}

impl Make for SeatId {
    fn make(d: &mut Draws<'_>) -> Self {
        Self(d.array())
    }
}

impl Make for SeatKey {
    fn make(d: &mut Draws<'_>) -> Self {
        Self(d.array())
    }
}

impl Make for Hash {
    fn make(d: &mut Draws<'_>) -> Self {
        Self(d.array())
    }
}

impl Make for [u8; 16] {
    fn make(d: &mut Draws<'_>) -> Self {
        d.array()
    }
}

impl Make for Signature {
    fn make(d: &mut Draws<'_>) -> Self {
        Self(d.array())
    }
}

impl Make for EntryRef {
    fn make(d: &mut Draws<'_>) -> Self {
        let id = EntryId { seat: d.one(), n: u32::make(d).max(1) };
        Self { id, check: d.array() }
    }
}

impl<T: Make> Make for Option<T> {
    fn make(d: &mut Draws<'_>) -> Self {
        bool::make(d).then(|| d.one())
    }
}

impl<T: Make> Make for Vec<T> {
    fn make(d: &mut Draws<'_>) -> Self {
        (0..d.below(4)).map(|_| d.one()).collect()
    }
}

impl<A: Make, B: Make> Make for (A, B) {
    fn make(d: &mut Draws<'_>) -> Self {
        (d.one(), d.one())
    }
}

impl<T: Make> Make for Change<T> {
    fn make(d: &mut Draws<'_>) -> Self {
        if d.one() { Self::Set(d.one()) } else { Self::Clear }
    }
}

impl Make for log::Address {
    fn make(d: &mut Draws<'_>) -> Self {
        match d.below(3) {
            0 => Self::Seat(d.one()),
            1 => Self::Role(d.one()),
            _ => Self::Organisation(d.one()),
        }
    }
}

macro_rules! terms {
    ($($name:ident)+) => {
        $(impl Make for terms::$name {
            fn make(d: &mut Draws<'_>) -> Self {
                Self::ALL[d.below(Self::ALL.len())]
            }
        })+
    };
}

terms! {
    Acceptance Certainty ClearanceMode Confidence Direction FacilityKind FlowStatus IncidentKind
    Level Mode OrganisationKind Phase PlanKind Precedence Regime ReportVersion Role Severity Tlp
    Urgency
}

macro_rules! bodies {
    ($($module:ident::$name:ident { $($field:ident)* })+) => {
        $(impl Make for $module::$name {
            fn make(d: &mut Draws<'_>) -> Self {
                Self { $($field: d.one(),)* }
            }
        })+
    };
}

bodies! {
    room::RoomFounded { key mode purpose name organisation recovery tlp }
    room::InvitationIssued { key name organisation role expires posted_at }
    room::InvitationWithdrawn { invitation }
    room::SeatTaken { key invitation proof name }
    room::SeatAccepted { key first }
    room::SeatContinued { key old n h proof }
    room::Upto { seat n }
    room::RoleChanged { upto role over }
    room::SeatRemoved { upto reason over }
    room::OrganisationListed { name kind over aeo country mra }
    room::RelayListed { address key }
    room::RelayRetired { key }
    room::Head { seat n h }
    room::HeadsWitnessed { heads }
    room::EntryGivenUp { numbers }
    room::EntriesReissued { replaces }
    room::Replacement { old new }
    incident::IncidentDeclared { title severity urgency certainty kind places text next_update }
    incident::IncidentRevised {
        incident over title severity urgency certainty kind places text next_update
    }
    incident::PhaseChanged { incident over phase }
    incident::SituationReported { incident over number version from to text confidence next_report }
    incident::IncidentClosed { incident over reason }
    incident::IncidentReopened { incident over reason }
    incident::RealEventDeclared { text actual_room }
    flow::FlowName { facility regime direction }
    flow::FacilityListed { id name kind over parent }
    flow::FlowReported {
        flow over as_of status mode counterpart capacity queue note source next_update
    }
    flow::RestorationPromised { flow over by note }
    flow::RestorationAchieved { flow over at note }
    plan::Bilingual { en fr }
    plan::Step { id text owner due level }
    plan::PlanPublished {
        id version kind title purpose triggers levels authority deputies rto mtpd mbco approvals
        steps over sites regimes reviewed
    }
    plan::PlanReviewed { plan note }
    plan::ActivationProposed { plan level authority reason incident sites regimes }
    plan::ActivationApproved { activation }
    plan::LevelChanged { activation over level }
    plan::StepAssigned { activation over step seat }
    plan::StepDone { activation over step note }
    plan::StepSkipped { activation over step reason }
    plan::StoodDown { activation over reason }
    plan::FallbackOpened { authority reason start sites regimes activation }
    plan::FallbackCounted { fallback over count }
    plan::FallbackClosed { fallback over end reconciled }
    roster::ContactSaved {
        contact over name organisation function primary alternate contingency emergency deputy
        languages seat
    }
    roster::ContactConfirmed { contact }
    roster::ContactRemoved { contact over }
    roster::DutyTaken { function over until }
    roster::HandoverOffered { function to brief }
    roster::HandoverAccepted { offer over function }
    log::MessagePosted { precedence text to acknowledge reply_to tlp language incident }
    log::Acknowledged { entries }
    log::DecisionRecorded { question decision options decider review incident }
    log::NoteTaken { text incident }
    log::Corrected { entry text }
    guidance::GuidanceIssued { number title text supersedes from }
    guidance::GuidanceWithdrawn { guidance reason }
    guidance::GuidanceAcknowledged { entries }
    document::Extract { size hash bytes }
    document::DocumentShared { name media size hash tlp incident text }
    document::DocumentWithdrawn { document reason }
}

/// A body of a kind; none for a kind that this version does not know.
pub(crate) fn body(kind: Kind, d: &mut Draws<'_>) -> Option<Body> {
    use liaison_core::body::kind as k;
    Some(match kind {
        k::RoomFounded => Body::RoomFounded(d.one()),
        k::InvitationIssued => Body::InvitationIssued(d.one()),
        k::InvitationWithdrawn => Body::InvitationWithdrawn(d.one()),
        k::SeatTaken => Body::SeatTaken(d.one()),
        k::SeatAccepted => Body::SeatAccepted(d.one()),
        k::SeatContinued => Body::SeatContinued(d.one()),
        k::RoleChanged => Body::RoleChanged(d.one()),
        k::SeatRemoved => Body::SeatRemoved(d.one()),
        k::OrganisationListed => Body::OrganisationListed(d.one()),
        k::RelayListed => Body::RelayListed(d.one()),
        k::RelayRetired => Body::RelayRetired(d.one()),
        k::HeadsWitnessed => Body::HeadsWitnessed(d.one()),
        k::EntryGivenUp => Body::EntryGivenUp(d.one()),
        k::EntriesReissued => Body::EntriesReissued(d.one()),
        k::IncidentDeclared => Body::IncidentDeclared(d.one()),
        k::IncidentRevised => Body::IncidentRevised(d.one()),
        k::PhaseChanged => Body::PhaseChanged(d.one()),
        k::SituationReported => Body::SituationReported(d.one()),
        k::IncidentClosed => Body::IncidentClosed(d.one()),
        k::IncidentReopened => Body::IncidentReopened(d.one()),
        k::RealEventDeclared => Body::RealEventDeclared(d.one()),
        k::FacilityListed => Body::FacilityListed(d.one()),
        k::FlowReported => Body::FlowReported(d.one()),
        k::RestorationPromised => Body::RestorationPromised(d.one()),
        k::RestorationAchieved => Body::RestorationAchieved(d.one()),
        k::PlanPublished => Body::PlanPublished(d.one()),
        k::PlanReviewed => Body::PlanReviewed(d.one()),
        k::ActivationProposed => Body::ActivationProposed(d.one()),
        k::ActivationApproved => Body::ActivationApproved(d.one()),
        k::LevelChanged => Body::LevelChanged(d.one()),
        k::StepAssigned => Body::StepAssigned(d.one()),
        k::StepDone => Body::StepDone(d.one()),
        k::StepSkipped => Body::StepSkipped(d.one()),
        k::StoodDown => Body::StoodDown(d.one()),
        k::FallbackOpened => Body::FallbackOpened(d.one()),
        k::FallbackCounted => Body::FallbackCounted(d.one()),
        k::FallbackClosed => Body::FallbackClosed(d.one()),
        k::ContactSaved => Body::ContactSaved(d.one()),
        k::ContactConfirmed => Body::ContactConfirmed(d.one()),
        k::ContactRemoved => Body::ContactRemoved(d.one()),
        k::DutyTaken => Body::DutyTaken(d.one()),
        k::HandoverOffered => Body::HandoverOffered(d.one()),
        k::HandoverAccepted => Body::HandoverAccepted(d.one()),
        k::MessagePosted => Body::MessagePosted(d.one()),
        k::Acknowledged => Body::Acknowledged(d.one()),
        k::DecisionRecorded => Body::DecisionRecorded(d.one()),
        k::NoteTaken => Body::NoteTaken(d.one()),
        k::Corrected => Body::Corrected(d.one()),
        k::GuidanceIssued => Body::GuidanceIssued(d.one()),
        k::GuidanceWithdrawn => Body::GuidanceWithdrawn(d.one()),
        k::GuidanceAcknowledged => Body::GuidanceAcknowledged(d.one()),
        k::DocumentShared => Body::DocumentShared(d.one()),
        k::DocumentWithdrawn => Body::DocumentWithdrawn(d.one()),
        _ => return None,
    })
}
