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

/// What the TLS layer exports for a connection: the same at both ends of it, and nowhere else.
pub type Exporter = [u8; 32];

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

/// What binds a proof to a connection. The exporter value of the console's end of TLS is always
/// signed; what differs is whether it has to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// TLS has shown the relay's own key, so that its end has the same value: nothing more to say,
    /// and the bytes are saved.
    Shared,
    /// Another certificate was shown: a public authority's, which changes nothing, or a proxy's,
    /// behind which the relay has another value. There this one serves as the nonce.
    Told {
        /// By the console's clock.
        time: Stamp,
        /// The value at the console's end.
        exporter: Exporter,
    },
}

/// The proof as the request carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who asks.
    pub claim: Claim,
    /// What binds it to the connection.
    pub binding: Binding,
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
    /// The exporter value at this end of the TLS connection.
    pub exporter: Exporter,
}

/// The relay's side of a check, beside what the proof is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// The relay's clock.
    pub now: Stamp,
    /// When the relay started: nonces before that are forgotten.
    pub started: Stamp,
    /// Whether the relay is configured as behind a proxy, where the ends have different values.
    pub behind_proxy: bool,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpgradeError {
    /// No proof that this version can read.
    #[error("the proof of identity cannot be read")]
    Unreadable,
    /// Somebody between the two ends TLS, and the relay is not behind a proxy.
    #[error(
        "something between this console and the relay opens the connection, and the relay is not \
        configured as behind a proxy; ask whoever runs the relay, and until then use another network"
    )]
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
    /// `told` is the console's clock where TLS has not shown the relay's own key, else `None`;
    /// `carried` is an encoded *have*, or empty.
    pub fn sign(
        secret: &Secret,
        claim: Claim,
        bound: &Bound<'_>,
        told: Option<Stamp>,
        carried: Vec<u8>,
    ) -> Self {
        let exporter = bound.exporter;
        let binding = told.map_or(Binding::Shared, |time| Binding::Told { time, exporter });
        let mut proof = Self { claim, binding, carried, signature: Signature([0; 64]) };
        proof.signature = secret.sign_bytes(&proof.hash(bound, &exporter).0);
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
        w.byte(PROTOCOL << 4 | u8::from(self.binding == Binding::Shared) << 3 | claim);
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
        if let Binding::Told { time, exporter } = &self.binding {
            w.number(time.0);
            w.bytes(exporter);
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
        let binding = match head & 8 != 0 {
            true => Binding::Shared,
            false => Binding::Told { time: Stamp(r.number()?), exporter: r.array()? },
        };
        let signature = Signature(r.array()?);
        if r.0.len() > Have::UPGRADE_BYTES_MAX {
            return Err(UpgradeError::Unreadable);
        }
        let carried = r.0.to_vec();
        Ok(Self { claim, binding, carried, signature })
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
        let exporter = self.exporter(&bound.exporter);
        // A value of this connection alone: nothing of it can be used again, whatever the console's
        // clock says, so that a wrong clock locks nobody out.
        let shared = exporter == bound.exporter;
        if !shared && !door.behind_proxy {
            return Err(UpgradeError::Unbound);
        }
        if !verifies_bytes(bound.signer, &self.hash(bound, &exporter).0, &self.signature) {
            return Err(UpgradeError::Signature);
        }
        let Binding::Told { time, .. } = self.binding else { return Ok(()) };
        if shared {
            return Ok(());
        }
        let earliest = (door.now - SKEW_MAX).max(door.started);
        if time < earliest || time > door.now + SKEW_MAX {
            return Err(UpgradeError::Time { relay_time: door.now });
        }
        let (nonce, _) = exporter.split_first_chunk().expect("half of it");
        nonces.take(*nonce, time, door.now)
    }

    /// The exporter value at the console's end, as far as the relay knows: what it was told, or
    /// that of its own end. This is what the relay signs in its answer.
    pub fn exporter(&self, own: &Exporter) -> Exporter {
        match self.binding {
            Binding::Shared => *own,
            Binding::Told { exporter, .. } => exporter,
        }
    }

    /// What is signed.
    fn hash(&self, bound: &Bound<'_>, exporter: &Exporter) -> Hash {
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
        let (told, time) = match self.binding {
            Binding::Shared => (0, Stamp(0)),
            Binding::Told { time, .. } => (1, time),
        };
        hasher.update(&[told]);
        hasher.update(&time.0.to_le_bytes());
        hasher.update(exporter);
        hasher.update(&blake3::derive_key(CARRIED_CONTEXT, &self.carried));
        Hash(*hasher.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests;
