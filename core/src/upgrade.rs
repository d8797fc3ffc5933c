//! The proof of identity in the upgrade request, and the relay's answer: bytes in, bytes out.
//!
//! It rides in one header, so that no round trip is spent on it and the first frame after the
//! upgrade is already useful. The signature binds relay, room, seat, time, nonce, what the request
//! carries, and the TLS connection (by its exporter value); so it can neither be used again nor
//! elsewhere.

mod answer;
pub mod nonce;
pub mod text;

use std::time::Duration;

pub use self::answer::{Admittance, Founding};
pub use self::nonce::Nonces;
use crate::entry::{Secret, Signature, verifies_bytes};
use crate::id::{Hash, RoomId, RoomName, SeatId, SeatKey};
use crate::stamp::Stamp;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, Have, PROTOCOL};

/// The header that carries the proof in the request.
pub const PROOF_HEADER: &str = "proof";
/// The header that carries the relay's answer.
pub const ANSWER_HEADER: &str = "liaison-answer";
/// The header that carries the relay's time (Unix milliseconds) where it refuses for time.
pub const TIME_HEADER: &str = "liaison-time";
/// How far a request's time may be from the relay's clock.
pub const SKEW_MAX: Duration = Duration::from_secs(120);
/// The label under which both ends ask TLS for the exporter value of 32 bytes.
pub const EXPORTER_LABEL: &[u8] = b"EXPORTER-liaison-upgrade";
/// The longest proof header, in characters.
pub const PROOF_CHARS_MAX: usize = 900;

const CONTEXT: &str = "liaison upgrade 1";
const CARRIED_CONTEXT: &str = "liaison upgrade carried 1";

/// What the TLS layer exports for this connection; absent behind a proxy.
pub type Exporter = Option<[u8; 32]>;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A seat that the relay should know, by its id.
    Seat(RoomName, SeatId),
    /// A seat that the relay may not know yet; its admission is in its first frames.
    Key(RoomName, SeatKey),
    /// Who holds an invitation or a permit: its key, and its 80 bits in place of the rest.
    Invited(SeatKey, [u8; 10]),
}

/// The proof as the request carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who asks.
    pub claim: Claim,
    /// By the console's clock. Zero where the exporter value is signed: that is of this connection
    /// alone, so that neither time nor nonce says more, and their bytes are saved.
    pub time: Stamp,
    /// Drawn by the console; the relay takes each once, and signs it where it must show its key.
    /// Zero as the time is.
    pub nonce: [u8; 16],
    /// Whether the exporter value was signed.
    pub exported: bool,
    /// An encoded *have* frame of at most [`Have::UPGRADE_BYTES_MAX`] bytes, or nothing.
    pub carried: Vec<u8>,
    /// Over all of it.
    pub signature: Signature,
}

/// What both ends know beside the request.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The relay's identity key. Who joins does not know it yet and leaves it zero.
    pub relay: &'a SeatKey,
    /// The room in full. Zero for who joins.
    pub room: &'a RoomId,
    /// The key that signs: the seat's or the invitation's.
    pub signer: &'a SeatKey,
    /// The exporter value of the TLS connection.
    pub exporter: Exporter,
}

/// The relay's side of a check, beside what the proof is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// The relay's clock.
    pub now: Stamp,
    /// When the relay started: nonces before that are forgotten.
    pub started: Stamp,
    /// Whether the relay is configured as behind a proxy, where there is no exporter value.
    pub behind_proxy: bool,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpgradeError {
    /// No proof that this version can read.
    #[error("the proof of identity cannot be read")]
    Unreadable,
    /// The exporter value is missing and the relay is not behind a proxy.
    #[error("the proof is not bound to this connection")]
    Unbound,
    /// The signature does not fit.
    #[error("the proof of identity does not verify")]
    Signature,
    /// Too far from the relay's clock, or from before its start; the answer carries its time.
    #[error("the proof's time is not near the relay's; the relay's is {}", relay_time.0)]
    Time {
        /// The relay's clock.
        relay_time: Stamp,
    },
    /// The nonce was used.
    #[error("the proof was used before")]
    Replayed,
    /// Too many requests are remembered just now.
    #[error("the relay is busy; try again in a minute")]
    Busy,
}

impl From<DecodeError> for UpgradeError {
    fn from(_: DecodeError) -> Self {
        Self::Unreadable
    }
}

impl Proof {
    /// Signs a request with the seat's key, or the invitation's.
    ///
    /// `carried` is an encoded *have*, or empty.
    pub fn sign(
        secret: &Secret,
        claim: Claim,
        bound: &Bound<'_>,
        time: Stamp,
        nonce: [u8; 16],
        carried: Vec<u8>,
    ) -> Self {
        let signature = Signature([0; 64]);
        let exported = bound.exporter.is_some();
        let (time, nonce) = if exported { (Stamp(0), [0; 16]) } else { (time, nonce) };
        let mut proof = Self { claim, time, nonce, exported, carried, signature };
        proof.signature = secret.sign_bytes(&proof.hash(bound).0);
        proof
    }

    /// The header's text.
    pub fn to_text(&self) -> String {
        let mut w = Writer::default();
        let claim = match self.claim {
            Claim::Seat(..) => 0,
            Claim::Key(..) => 1,
            Claim::Invited(..) => 2,
        };
        w.byte(PROTOCOL << 4 | u8::from(self.exported) << 3 | claim);
        match &self.claim {
            Claim::Seat(room, seat) => {
                w.bytes(&room.0);
                w.bytes(&seat.0);
            }
            Claim::Key(room, key) => {
                w.bytes(&room.0);
                w.bytes(&key.0);
            }
            Claim::Invited(key, digest) => {
                w.bytes(&key.0);
                w.bytes(digest);
            }
        }
        if !self.exported {
            w.number(self.time.0);
            w.bytes(&self.nonce);
        }
        w.bytes(&self.signature.0);
        w.bytes(&self.carried);
        text::write(&w.0)
    }

    /// Reads the header's text.
    ///
    /// # Errors
    /// [`UpgradeError::Unreadable`] if it is no proof of this version within its limits.
    pub fn parse(header: &str) -> Result<Self, UpgradeError> {
        if header.len() > PROOF_CHARS_MAX {
            return Err(UpgradeError::Unreadable);
        }
        let bytes = text::read(header).ok_or(UpgradeError::Unreadable)?;
        let mut r = Reader(&bytes);
        let head = r.byte()?;
        if head >> 4 != PROTOCOL {
            return Err(UpgradeError::Unreadable);
        }
        let claim = match head & 7 {
            0 => Claim::Seat(RoomName(r.array()?), SeatId(r.array()?)),
            1 => Claim::Key(RoomName(r.array()?), SeatKey(r.array()?)),
            2 => Claim::Invited(SeatKey(r.array()?), r.array()?),
            _ => return Err(UpgradeError::Unreadable),
        };
        let exported = head & 8 != 0;
        let (time, nonce) = match exported {
            true => (Stamp(0), [0; 16]),
            false => (Stamp(r.number()?), r.array()?),
        };
        let signature = Signature(r.array()?);
        if r.0.len() > Have::UPGRADE_BYTES_MAX {
            return Err(UpgradeError::Unreadable);
        }
        let carried = r.0.to_vec();
        Ok(Self { claim, time, nonce, exported, carried, signature })
    }

    /// Checks a request at the relay, and remembers its nonce.
    ///
    /// `bound` holds what the relay found by the claim: the full room and key. For who joins,
    /// `relay` and `room` in it are ignored; that the 80 bits are of this relay and a room of it is
    /// to be checked with `Invitation::matches` or its like.
    ///
    /// # Errors
    /// Why it is not let in. Of wrong signatures nothing is remembered.
    pub fn check(
        &self,
        bound: &Bound<'_>,
        door: &Door,
        nonces: &mut Nonces,
    ) -> Result<(), UpgradeError> {
        let exporter = if self.exported { bound.exporter } else { None };
        if exporter.is_none() && (self.exported || !door.behind_proxy) {
            return Err(UpgradeError::Unbound);
        }
        let hash = self.hash(&Bound { exporter, ..*bound });
        if !verifies_bytes(bound.signer, &hash.0, &self.signature) {
            return Err(UpgradeError::Signature);
        }
        if exporter.is_some() {
            // The exporter value is of this connection alone: nothing of it can be used again,
            // whatever the console's clock says, so that a wrong clock locks nobody out.
            return Ok(());
        }
        let earliest = (door.now - SKEW_MAX).max(door.started);
        if self.time < earliest || self.time > door.now + SKEW_MAX {
            return Err(UpgradeError::Time { relay_time: door.now });
        }
        nonces.take(self.nonce, self.time, door.now)
    }

    /// What is signed.
    fn hash(&self, bound: &Bound<'_>) -> Hash {
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        match &self.claim {
            Claim::Seat(..) | Claim::Key(..) => {
                hasher.update(&[0]);
                hasher.update(&bound.relay.0);
                hasher.update(&bound.room.0);
                hasher.update(&bound.signer.0);
            }
            Claim::Invited(_, digest) => {
                hasher.update(&[1]);
                hasher.update(&bound.signer.0);
                hasher.update(digest);
            }
        }
        hasher.update(&self.time.0.to_le_bytes());
        hasher.update(&self.nonce);
        hasher.update(&[u8::from(bound.exporter.is_some())]);
        hasher.update(&bound.exporter.unwrap_or_default());
        hasher.update(&blake3::derive_key(CARRIED_CONTEXT, &self.carried));
        Hash(*hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Stamp = Stamp(1_700_000_000_000);

    fn door(behind_proxy: bool) -> Door {
        Door { now: NOW, started: NOW - Duration::from_secs(600), behind_proxy }
    }

    struct Case {
        secret: Secret,
        relay: SeatKey,
        room: RoomId,
    }

    impl Case {
        fn new() -> Self {
            let relay = Secret::from_seed([9; 32]).key();
            Self { secret: Secret::from_seed([1; 32]), relay, room: RoomId([7; 32]) }
        }

        fn proof(&self, exporter: Exporter, time: Stamp) -> Proof {
            let signer = self.secret.key();
            let claim = Claim::Seat(self.room.name(), signer.seat());
            let bound = Bound { relay: &self.relay, room: &self.room, signer: &signer, exporter };
            Proof::sign(&self.secret, claim, &bound, time, [5; 16], vec![1, 2, 3])
        }

        fn check(
            &self,
            proof: &Proof,
            exporter: Exporter,
            proxy: bool,
        ) -> Result<(), UpgradeError> {
            self.check_with(proof, exporter, proxy, &mut Nonces::default())
        }

        fn check_with(
            &self,
            proof: &Proof,
            exporter: Exporter,
            proxy: bool,
            nonces: &mut Nonces,
        ) -> Result<(), UpgradeError> {
            let signer = self.secret.key();
            let bound = Bound { relay: &self.relay, room: &self.room, signer: &signer, exporter };
            proof.check(&bound, &door(proxy), nonces)
        }
    }

    #[test]
    fn a_proof_reads_back_and_is_short() {
        let proof = Case::new().proof(Some([3; 32]), NOW);
        let text = proof.to_text();
        assert!(text.len() <= 118, "{} characters", text.len());
        assert_eq!(Proof::parse(&text), Ok(proof));
    }

    #[test]
    fn with_the_exporter_value_any_time_will_do_and_nothing_else() {
        let case = Case::new();
        let proof = case.proof(Some([3; 32]), Stamp(5));
        assert_eq!(case.check(&proof, Some([3; 32]), false), Ok(()));
        assert_eq!(case.check(&proof, Some([4; 32]), false), Err(UpgradeError::Signature));
        assert_eq!(case.check(&proof, None, true), Err(UpgradeError::Unbound));
    }

    #[test]
    fn behind_a_proxy_time_and_nonce_decide() {
        let case = Case::new();
        let mut nonces = Nonces::default();
        let proof = case.proof(None, NOW - Duration::from_secs(100));
        assert_eq!(case.check(&proof, Some([3; 32]), false), Err(UpgradeError::Unbound));
        assert_eq!(case.check_with(&proof, None, true, &mut nonces), Ok(()));
        assert_eq!(case.check_with(&proof, None, true, &mut nonces), Err(UpgradeError::Replayed));
        for time in [NOW - Duration::from_secs(121), NOW + Duration::from_secs(121)] {
            let refused = Err(UpgradeError::Time { relay_time: NOW });
            assert_eq!(case.check(&case.proof(None, time), None, true), refused);
        }
    }

    #[test]
    fn every_bit_counts() {
        let case = Case::new();
        let proof = case.proof(Some([3; 32]), NOW);
        let bytes = text::read(&proof.to_text()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let Ok(read) = Proof::parse(&text::write(&flipped)) else { continue };
            if read.claim != proof.claim {
                // Another room or seat is looked up; here there is only one.
                continue;
            }
            assert!(case.check(&read, Some([3; 32]), true).is_err(), "bit {bit} does not count");
        }
    }

    #[test]
    fn who_joins_signs_the_invitation_in_place_of_relay_and_room() {
        let invitation = Secret::from_seed([4; 32]);
        let (key, zero) = (invitation.key(), RoomId::default());
        let nobody = SeatKey::default();
        let bound = Bound { relay: &nobody, room: &zero, signer: &key, exporter: Some([1; 32]) };
        let claim = Claim::Invited(key, [6; 10]);
        let proof = Proof::sign(&invitation, claim, &bound, NOW, [0; 16], Vec::new());
        let read = Proof::parse(&proof.to_text()).unwrap();
        assert_eq!(read.check(&bound, &door(false), &mut Nonces::default()), Ok(()));
        let other = Proof { claim: Claim::Invited(key, [7; 10]), ..read };
        let refused = Err(UpgradeError::Signature);
        assert_eq!(other.check(&bound, &door(false), &mut Nonces::default()), refused);
    }
}
