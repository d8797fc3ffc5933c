//! What entries say: one kind per sentence an officer can put on the record.
//!
//! A body is a CBOR array with optional trailing fields. A field is added at the end or in a new
//! kind, never changed; a kind's number is never used again. What this version cannot read stays
//! in the record byte for byte and is shown as "entry of a newer version".
//!
//! Every kind that sets something carries `over`: the entries whose values its author was shown.

pub mod document;
pub mod flow;
pub mod guidance;
pub mod incident;
pub mod log;
pub mod plan;
pub mod room;
pub mod roster;

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::EntryRef;

/// The number of an entry kind on the wire.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(transparent)]
pub struct Kind(#[n(0)] pub u16);

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Kind({})", self.0),
        }
    }
}

/// A setting of an optional value: set, or explicitly cleared. Absent means untouched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    /// There is none any more.
    Clear,
    /// It is this.
    Set(T),
}

impl<T> Change<T> {
    /// The value set, if it is not a clearing.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// An array: empty to clear, with one element to set.
impl<C, T: Encode<C>> Encode<C> for Change<T> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Clear => e.array(0)?.ok(),
            Self::Set(value) => {
                e.array(1)?;
                value.encode(e, ctx)
            }
        }
    }
}

impl<'b, C, T: Decode<'b, C>> Decode<'b, C> for Change<T> {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        match d.array()? {
            Some(0) => Ok(Self::Clear),
            Some(1) => Ok(Self::Set(T::decode(d, ctx)?)),
            _ => Err(minicbor::decode::Error::message("expected a clearing or one value")),
        }
    }
}

macro_rules! bodies {
    ($($number:literal $name:ident($path:path),)+) => {
        /// A body that this version can read.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Body {
            $(#[doc = concat!("Kind ", $number, ".")] $name($path),)+
        }

        impl Body {
            /// Reads a body, if the kind is known and the bytes are of it.
            pub fn read(kind: Kind, bytes: &[u8]) -> Option<Self> {
                match kind.0 {
                    $($number => minicbor::decode(bytes).ok().map(Self::$name),)+
                    _ => None,
                }
            }

            /// The number of this body's kind.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind($number),)+ }
            }

            /// The bytes of this body, as entries carry them.
            pub fn write(&self) -> Vec<u8> {
                let written = match self { $(Self::$name(body) => minicbor::to_vec(body),)+ };
                written.expect("writing CBOR to memory cannot fail")
            }
        }

        impl Kind {
            /// All kinds of this version, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self($number),)+];

            /// The name of the kind, if this version knows it.
            pub fn name(self) -> Option<&'static str> {
                match self.0 { $($number => Some(stringify!($name)),)+ _ => None }
            }
        }

        $(impl From<$path> for Body {
            fn from(body: $path) -> Self { Self::$name(body) }
        })+

        /// The kinds by name.
        #[expect(non_upper_case_globals, reason = "kinds are written as their bodies are")]
        pub mod kind {
            use super::Kind;
            $(#[doc = concat!("The kind of `", stringify!($name), "`.")]
            pub const $name: Kind = Kind($number);)+
        }
    };
}

bodies! {
    1 RoomFounded(room::RoomFounded),
    2 InvitationIssued(room::InvitationIssued),
    3 InvitationWithdrawn(room::InvitationWithdrawn),
    4 SeatTaken(room::SeatTaken),
    5 SeatAccepted(room::SeatAccepted),
    6 SeatContinued(room::SeatContinued),
    7 RoleChanged(room::RoleChanged),
    8 SeatRemoved(room::SeatRemoved),
    9 OrganisationListed(room::OrganisationListed),
    10 RelayListed(room::RelayListed),
    11 RelayRetired(room::RelayRetired),
    12 HeadsWitnessed(room::HeadsWitnessed),
    13 EntryGivenUp(room::EntryGivenUp),
    14 EntriesReissued(room::EntriesReissued),
    20 IncidentDeclared(incident::IncidentDeclared),
    21 IncidentRevised(incident::IncidentRevised),
    22 PhaseChanged(incident::PhaseChanged),
    23 SituationReported(incident::SituationReported),
    24 IncidentClosed(incident::IncidentClosed),
    25 IncidentReopened(incident::IncidentReopened),
    26 RealEventDeclared(incident::RealEventDeclared),
    30 FacilityListed(flow::FacilityListed),
    31 FlowReported(flow::FlowReported),
    32 RestorationPromised(flow::RestorationPromised),
    33 RestorationAchieved(flow::RestorationAchieved),
    40 PlanPublished(plan::PlanPublished),
    41 PlanReviewed(plan::PlanReviewed),
    42 ActivationProposed(plan::ActivationProposed),
    43 ActivationApproved(plan::ActivationApproved),
    44 LevelChanged(plan::LevelChanged),
    45 StepAssigned(plan::StepAssigned),
    46 StepDone(plan::StepDone),
    47 StepSkipped(plan::StepSkipped),
    48 StoodDown(plan::StoodDown),
    49 FallbackOpened(plan::FallbackOpened),
    50 FallbackCounted(plan::FallbackCounted),
    51 FallbackClosed(plan::FallbackClosed),
    60 ContactSaved(roster::ContactSaved),
    61 ContactConfirmed(roster::ContactConfirmed),
    62 ContactRemoved(roster::ContactRemoved),
    63 DutyTaken(roster::DutyTaken),
    64 HandoverOffered(roster::HandoverOffered),
    65 HandoverAccepted(roster::HandoverAccepted),
    70 MessagePosted(log::MessagePosted),
    71 Acknowledged(log::Acknowledged),
    72 DecisionRecorded(log::DecisionRecorded),
    73 NoteTaken(log::NoteTaken),
    74 Corrected(log::Corrected),
    80 GuidanceIssued(guidance::GuidanceIssued),
    81 GuidanceWithdrawn(guidance::GuidanceWithdrawn),
    82 GuidanceAcknowledged(guidance::GuidanceAcknowledged),
    100 DocumentShared(document::DocumentShared),
    101 DocumentWithdrawn(document::DocumentWithdrawn),
}

impl Kind {
    /// Whether entries of this kind are folded into who may do what, before all others.
    pub fn is_membership(self) -> bool {
        (kind::RoomFounded.0..=kind::SeatRemoved.0).contains(&self.0)
            || self == kind::EntryGivenUp
            || self == kind::EntriesReissued
    }
}

/// The settings that an entry's author was shown.
pub type Over = Vec<EntryRef>;
