//! Who is let in: the proof of identity in the upgrade request, checked and answered.
//!
//! Who holds a seat's key proves it at any time. Who brings a permit or an invitation is told
//! plainly what is wrong with it, and after a few wrong ones from an address waits; so does who
//! fails a proof. A seat behind the same address that proves itself does not: an office must not
//! be locked out by one mistyped invitation.

use std::sync::{Arc, Mutex, PoisonError};

use liaison_core::id::{Hash, RoomId, RoomName, SeatKey};
use liaison_core::invitation::Invitation;
use liaison_core::membership::InvitationState;
use liaison_core::session::Who;
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{
    ANSWER_HEADER, Admittance, Bound, Claim, Door, Exporter, Founding, Nonces, PROOF_HEADER, Proof,
    TIME_HEADER, UpgradeError,
};
use liaison_journal::permit::Spending;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, StatusCode, header};
use tokio_util::sync::CancellationToken;

use crate::accept::{Arrival, Call, Host, Refusal, Welcome};
use crate::address::Addresses;
use crate::clock::Clock;
use crate::config::Config;
use crate::identity::Identity;
use crate::limits::Limits;
use crate::metrics::{Metrics, Refused};
use crate::peer;
use crate::permit;
use crate::registry::Registry;
use crate::room::RoomHandle;
use crate::store::Store;
use crate::tls::Face;

/// The relay's decision on every connection.
#[derive(Debug)]
pub struct Gate<S: Store> {
    identity: Identity,
    /// Whether the certificate is another one than the identity's own, so that the answer must
    /// show that the relay holds its key.
    shows_key: bool,
    behind_proxy: bool,
    started: Stamp,
    limits: Limits,
    registry: Arc<Registry<S>>,
    clock: Clock,
    addresses: Arc<Addresses>,
    metrics: Arc<Metrics>,
    nonces: Mutex<Nonces>,
}

/// Who was let in, and where to.
#[derive(Debug)]
pub struct Guest<S: Store> {
    pub(crate) to: To<S>,
    /// The *have* that the request carried.
    pub(crate) carried: Vec<u8>,
}

#[derive(Debug)]
pub(crate) enum To<S: Store> {
    /// A room that the relay holds.
    Room { room: Arc<RoomHandle<S>>, who: Who, invitation: Option<SeatKey> },
    /// One that is to be founded or moved here, against the permit of this hash.
    Fresh { permit: Hash },
}

impl<S: Store> Gate<S> {
    /// A gate before these rooms.
    pub fn new(
        identity: Identity,
        config: &Config,
        registry: Arc<Registry<S>>,
        clock: Clock,
        addresses: &Arc<Addresses>,
        metrics: &Arc<Metrics>,
    ) -> Self {
        Self {
            identity,
            shows_key: config.certificate.is_some() || config.behind_proxy,
            behind_proxy: config.behind_proxy,
            started: clock.now().wall,
            limits: config.limits.clone(),
            registry,
            clock,
            addresses: Arc::clone(addresses),
            metrics: Arc::clone(metrics),
            nonces: Mutex::default(),
        }
    }

    fn decide(&self, call: &Call<'_>) -> Result<Welcome<Guest<S>>, Refusal> {
        let proof = call.request.headers().get(PROOF_HEADER).and_then(|value| value.to_str().ok());
        let Some(proof) = proof else {
            return Err(refusal(
                StatusCode::BAD_REQUEST,
                "this is a liaison relay; a console \
                connects to it with a proof of identity",
            ));
        };
        let proof = Proof::parse(proof).map_err(|error| unproved(&error))?;
        let (to, founding) = match proof.claim {
            Claim::Seat(name, seat) => {
                let room = self.room(&name)?;
                let keys = room.keys(&seat);
                let unknown = || refusal(StatusCode::FORBIDDEN, "this room has no such seat");
                let mut checked = Err(unknown());
                for key in keys {
                    checked = self.check(&proof, call, &room.id(), &key).map(|()| key);
                    if checked.is_ok() {
                        break;
                    }
                }
                (To::Room { room, who: Who::Seat(checked?), invitation: None }, None)
            }
            Claim::Key(name, key) => {
                let room = self.room(&name)?;
                self.check(&proof, call, &room.id(), &key)?;
                (To::Room { room, who: Who::Seat(key), invitation: None }, None)
            }
            Claim::Invited(key, digest) => {
                self.check(&proof, call, &RoomId::default(), &key)?;
                if digest == Invitation::digest_for(&self.identity.key(), None) {
                    (To::Fresh { permit: self.permit(&key)? }, None)
                } else {
                    let room = self.invited(&key, &digest)?;
                    let founding = Founding { room: room.id(), link: room.founding().clone() };
                    let to = To::Room { room, who: Who::Invited, invitation: Some(key) };
                    (to, Some(founding))
                }
            }
        };
        let joins = matches!(proof.claim, Claim::Invited(..));
        let headers = self.answer(&proof, call, joins, founding)?;
        Ok(Welcome { guest: Guest { to, carried: proof.carried }, headers })
    }

    fn room(&self, name: &RoomName) -> Result<Arc<RoomHandle<S>>, Refusal> {
        let what = "this relay does not hold the room; it is moved here with a permit";
        self.registry.room(name).ok_or_else(|| refusal(StatusCode::NOT_FOUND, what))
    }

    fn check(
        &self,
        proof: &Proof,
        call: &Call<'_>,
        room: &RoomId,
        signer: &SeatKey,
    ) -> Result<(), Refusal> {
        let relay = self.identity.key();
        let bound = Bound { relay: &relay, room, signer, exporter: exporter(call)? };
        let now = self.clock.now().wall;
        let door = Door { now, started: self.started, behind_proxy: self.behind_proxy };
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        proof.check(&bound, &door, &mut nonces).map_err(|error| unproved(&error))
    }

    /// The permit's hash, if it holds at this moment; it is spent only with the room.
    fn permit(&self, key: &SeatKey) -> Result<Hash, Refusal> {
        let digest = permit::digest(key);
        let known = self.registry.permit(&digest).map_err(|error| {
            tracing::error!(event = "permit_unread", %error);
            refusal(StatusCode::SERVICE_UNAVAILABLE, "the relay's store cannot be read just now")
        })?;
        let wrong = match known {
            None => Spending::Unknown,
            Some(permit) if permit.spent.is_some() => Spending::Used,
            Some(permit) if permit.expires <= self.clock.now().wall => Spending::Expired,
            Some(_) => return Ok(digest),
        };
        Err(refusal(StatusCode::FORBIDDEN, permit::reason(wrong)))
    }

    /// The room of an invitation that can still be redeemed.
    fn invited(&self, key: &SeatKey, digest: &[u8; 10]) -> Result<Arc<RoomHandle<S>>, Refusal> {
        let wrong = |what| refusal(StatusCode::FORBIDDEN, what);
        let unknown = "this relay knows no such invitation; compare it with what you were given, \
            or ask whoever invited you whether it is stored yet";
        let room = self.registry.invited_to(digest).ok_or_else(|| wrong(unknown))?;
        let (state, expires) = room.invitation(key).ok_or_else(|| wrong(unknown))?;
        match state {
            InvitationState::Open if expires < self.clock.now().wall => {
                Err(wrong("this invitation has expired; ask for another one"))
            }
            InvitationState::Open => Ok(room),
            InvitationState::Taken | InvitationState::Contested | InvitationState::Accepted => {
                Err(wrong("this invitation was used already; ask for another one"))
            }
            InvitationState::Withdrawn => {
                Err(wrong("this invitation was withdrawn; ask whoever invited you"))
            }
        }
    }

    fn answer(
        &self,
        proof: &Proof,
        call: &Call<'_>,
        joins: bool,
        founding: Option<Founding>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Refusal> {
        // Where TLS has shown the identity key there is nothing left to prove.
        let shows_key = self.shows_key && call.face != Some(Face::RawKey);
        if !joins && !shows_key {
            return Ok(Vec::new());
        }
        let exporter = proof.exporter(&exporter(call)?);
        let secret = self.identity.secret();
        let signature = shows_key.then(|| Admittance::sign(secret, &exporter));
        let answer = Admittance { relay: secret.key(), signature, founding };
        let value = HeaderValue::from_str(&answer.to_text()).map_err(|_| {
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "the answer cannot be written")
        })?;
        Ok(vec![(HeaderName::from_static(ANSWER_HEADER), value)])
    }
}

fn refusal(status: StatusCode, reason: &str) -> Refusal {
    Refusal { status, reason: reason.to_owned(), headers: Vec::new(), counted: Refused::Proof }
}

/// What binds a proof to the connection.
fn exporter(call: &Call<'_>) -> Result<Exporter, Refusal> {
    call.exporter
        .ok_or_else(|| refusal(StatusCode::FORBIDDEN, "this relay is reached by TLS alone"))
}

fn unproved(error: &UpgradeError) -> Refusal {
    let status = match error {
        UpgradeError::Unreadable => StatusCode::BAD_REQUEST,
        UpgradeError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        UpgradeError::Unbound
        | UpgradeError::Signature
        | UpgradeError::Time { .. }
        | UpgradeError::Replayed => StatusCode::FORBIDDEN,
    };
    let mut refusal = refusal(status, &error.to_string());
    if let UpgradeError::Time { relay_time } = error {
        let name = HeaderName::from_static(TIME_HEADER);
        refusal.headers.push((name, HeaderValue::from(relay_time.0)));
    }
    refusal
}

impl<S: Store> Host for Gate<S> {
    type Guest = Guest<S>;

    fn greet(&self, call: &Call<'_>) -> Result<Welcome<Guest<S>>, Refusal> {
        let ip = call.address.ip();
        let decided = self.decide(call);
        let by_code = match &decided {
            Ok(welcome) => match &welcome.guest.to {
                To::Room { invitation, .. } => invitation.is_some(),
                To::Fresh { .. } => true,
            },
            Err(_) => true,
        };
        // A known seat gets in whatever its neighbours did; a right code among many wrong ones
        // waits as the wrong ones do, or guessing would not be slowed down at all.
        if by_code && let Some(wait) = self.addresses.slowed(ip) {
            let seconds = wait.as_secs().max(1);
            let reason =
                format!("too many wrong tries from your address; try again in {seconds} s");
            let headers = vec![(header::RETRY_AFTER, HeaderValue::from(seconds))];
            let (status, counted) = (StatusCode::TOO_MANY_REQUESTS, Refused::Slowed);
            return Err(Refusal { status, reason, headers, counted });
        }
        if decided.is_err() {
            self.addresses.failed(ip);
        }
        decided
    }

    async fn serve(self: Arc<Self>, arrival: Arrival, guest: Guest<S>, stop: CancellationToken) {
        peer::serve(&self.registry, self.clock, &self.metrics, &self.limits, arrival, guest, stop)
            .await;
    }
}
