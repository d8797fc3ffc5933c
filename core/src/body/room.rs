//! Membership: rooms, invitations, seats, roles, relays, witnesses.

use minicbor::{Decode, Encode};

use super::Over;
use crate::entry::Signature;
use crate::id::{EntryRef, Hash, SeatId, SeatKey};
use crate::stamp::Moment;
use crate::terms::{Mode, OrganisationKind, Role, Tlp};

impl<C> Encode<C> for Signature {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Signature {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = d.bytes()?.try_into();
        bytes.map(Self).map_err(|_| minicbor::decode::Error::message("expected 64 bytes"))
    }
}

/// Entry 1 of the founder's seat. Its `h` is the room's id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RoomFounded {
    /// The founder's key, so that the entry verifies by itself.
    #[n(0)]
    pub key: SeatKey,
    /// Actual, exercise or test, for ever.
    #[n(1)]
    pub mode: Mode,
    /// What the room is called and for.
    #[n(2)]
    pub purpose: String,
    /// The founder's name.
    #[n(3)]
    pub name: String,
    /// The founder's organisation.
    #[n(4)]
    pub organisation: String,
    /// Stands above all; printed once for the safe.
    #[n(5)]
    pub recovery: SeatKey,
    /// The least label of everything in the room.
    #[n(6)]
    pub tlp: Tlp,
}

/// Offers a seat to whoever holds the invitation's key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct InvitationIssued {
    /// The key that the invitation's secret grows into.
    #[n(0)]
    pub key: SeatKey,
    /// Who is invited.
    #[n(1)]
    pub name: String,
    /// Of which organisation.
    #[n(2)]
    pub organisation: String,
    /// What the seat may do.
    #[n(3)]
    pub role: Role,
    /// Judged by the clock of the relay that stores and of the console that accepts.
    #[n(4)]
    pub expires: Moment,
    /// Where the officer is posted, if not with the own organisation.
    #[n(5)]
    pub posted_at: Option<String>,
}

/// Voids an invitation whose seat is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct InvitationWithdrawn {
    /// The invitation.
    #[n(0)]
    pub invitation: EntryRef,
}

/// Entry 1 of a new seat: the redemption of an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SeatTaken {
    /// The officer's own new key.
    #[n(0)]
    pub key: SeatKey,
    /// The invitation's key.
    #[n(1)]
    pub invitation: SeatKey,
    /// By the invitation's key, over `admission_hash`.
    #[n(2)]
    pub proof: Signature,
    /// The officer's name, if other than the invitation has it.
    #[n(3)]
    pub name: Option<String>,
}

/// The inviter, or one above, has seen the redemption; from now on only this key counts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SeatAccepted {
    /// The key that took the seat.
    #[n(0)]
    pub key: SeatKey,
    /// Its `h(1)`.
    #[n(1)]
    pub first: Hash,
}

/// Entry 1 of a fresh seat that continues another after a restored backup or a copied key, or that
/// the recovery key sets above the founder's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SeatContinued {
    /// The fresh key.
    #[n(0)]
    pub key: SeatKey,
    /// The old seat's key; the founder's where the recovery key signs.
    #[n(1)]
    pub old: SeatKey,
    /// The number of the last entry continued.
    #[n(2)]
    pub n: u32,
    /// Its `h`.
    #[n(3)]
    pub h: Hash,
    /// By the old key or the recovery key, over `admission_hash`.
    #[n(4)]
    pub proof: Signature,
}

/// How much of a seat the author of an act had seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Upto {
    /// One of the member's seats.
    #[n(0)]
    pub seat: SeatId,
    /// Its newest entry that the author held.
    #[n(1)]
    pub n: u32,
}

/// Gives a member another role, from the entries named on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RoleChanged {
    /// Each of the member's seats.
    #[n(0)]
    pub upto: Vec<Upto>,
    /// The new role.
    #[n(1)]
    pub role: Role,
    /// Acts on this member that the author was shown.
    #[n(2)]
    pub over: Over,
}

/// Removes a member, from the entries named on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SeatRemoved {
    /// Each of the member's seats.
    #[n(0)]
    pub upto: Vec<Upto>,
    /// Why.
    #[n(1)]
    pub reason: String,
    /// Acts on this member that the author was shown.
    #[n(2)]
    pub over: Over,
}

/// Says what an organisation is. Named by its name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct OrganisationListed {
    /// As seats name it.
    #[n(0)]
    pub name: String,
    /// What it is.
    #[n(1)]
    pub kind: OrganisationKind,
    /// Settings that the author was shown.
    #[n(2)]
    pub over: Over,
    /// Authorised economic operator: type and number.
    #[n(3)]
    pub aeo: Option<String>,
    /// ISO 3166 country.
    #[n(4)]
    pub country: Option<String>,
    /// Mutual recognition partner, if any.
    #[n(5)]
    pub mra: Option<String>,
}

/// Adds a relay of the room.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RelayListed {
    /// `HOST:PORT`.
    #[n(0)]
    pub address: String,
    /// The relay's identity key.
    #[n(1)]
    pub key: SeatKey,
}

/// Retires a relay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RelayRetired {
    /// The relay's identity key.
    #[n(0)]
    pub key: SeatKey,
}

/// The newest entry of a seat that a witness holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Head {
    /// Whose chain.
    #[n(0)]
    pub seat: SeatId,
    /// The newest number.
    #[n(1)]
    pub n: u32,
    /// The first 16 bytes of its `h`.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub h: [u8; 16],
}

/// Witnesses the heads of others, so that what a relay withholds shows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HeadsWitnessed {
    /// Heads that have changed since the last witness.
    #[n(0)]
    pub heads: Vec<Head>,
}

/// The author gives up entries of its own that a relay refused: they have no effect anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EntryGivenUp {
    /// The numbers given up.
    #[n(0)]
    pub numbers: Vec<u32>,
}

/// A fresh seat says which of its entries repeat entries of the old one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EntriesReissued {
    /// Old and new, pair by pair.
    #[n(0)]
    pub replaces: Vec<Replacement>,
}

/// An old entry that is issued again under a fresh seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Replacement {
    /// The old entry.
    #[n(0)]
    pub old: EntryRef,
    /// The new one.
    #[n(1)]
    pub new: EntryRef,
}
