//! A visit to a relay by who holds an invitation or a permit: who is there, and for which room.

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::entry::Link;
use liaison_core::id::RoomId;
use liaison_core::invitation::Invitation;
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{Claim, Founding};
use liaison_core::wire::{Frame, Have};
use liaison_journal::{JournalError, RoomNo, Write};
use tokio_tungstenite::tungstenite::{Bytes, Error as WebSocketError, Message};

use super::counter::Meter;
use super::gauge::Measured;
use super::profile::Profile;
use super::runtime;
use super::socket::{Caller, LinkFault, Opened, Setup, Socket, open};
use crate::desk::{DeskError, RelayAddress};

/// What a relay shows to who holds an invitation.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The relay, proved to be the one that the invitation names.
    pub(crate) relay: RelayAddress,
    /// The founding entry of the room; none for a permit, which founds one.
    pub(crate) founding: Option<Founding>,
    /// What it has shown of the link.
    pub(crate) measured: Measured,
}

impl Visit {
    /// Keeps what it has shown of the link to a room's relay.
    pub(crate) fn keep_figures(
        &self,
        write: &mut Write<'_>,
        room: RoomNo,
    ) -> Result<(), JournalError> {
        self.measured.keep(write, room)
    }
}

/// Asks the relay of an invitation who it is and for which room; nothing more is sent than the
/// proof that the invitation is held.
///
/// # Errors
///
/// `NoLink`, `RelayRefuses`, and `NotInvited` if what answers is not what the invitation names.
pub(crate) fn visit(
    invitation: &Invitation,
    profile: Profile,
    time: Stamp,
) -> Result<Visit, DeskError> {
    let address = address_of(invitation);
    let secret = invitation.key();
    let caller = Caller {
        address: &address,
        relay: None,
        room: RoomId::default(),
        claim: Claim::Invited(secret.key(), invitation.digest),
        secret: &secret,
        time,
        carried: Vec::new(),
        profile,
        meter: Meter::default(),
    };
    let (relay, answer, measured) = runtime()?.block_on(async {
        let Opened { relay, answer, mut socket, setup } = open(caller).await?;
        drop(socket.close(None).await);
        Ok::<_, LinkFault>((relay, answer, shown(profile, &setup)))
    })?;
    let founding = answer.and_then(|answer| answer.founding);
    let room = founding.as_ref().map(|f| f.room);
    if !invitation.matches(&relay, room.as_ref()) {
        return Err(DeskError::NotInvited);
    }
    let relay = RelayAddress { address, key: relay };
    Ok(Visit { relay, founding, measured })
}

/// Founds a room at the relay of a permit, or moves one there: the founding entry is the first
/// message, and the relay answers once it is stored.
///
/// # Errors
///
/// As [`visit`]; the permit is not spent then.
pub(crate) fn found(
    permit: &Invitation,
    founding: &Link,
    profile: Profile,
    time: Stamp,
) -> Result<Visit, DeskError> {
    let address = address_of(permit);
    let secret = permit.key();
    let caller = Caller {
        address: &address,
        relay: None,
        room: RoomId::default(),
        claim: Claim::Invited(secret.key(), permit.digest),
        secret: &secret,
        time,
        carried: Vec::new(),
        profile,
        meter: Meter::default(),
    };
    let (relay, measured) = runtime()?.block_on(async {
        let Opened { relay, mut socket, setup, .. } = open(caller).await?;
        if !permit.matches(&relay, None) {
            return Err(DeskError::NotInvited);
        }
        present(&mut socket, founding).await?;
        drop(socket.close(None).await);
        Ok((relay, shown(profile, &setup)))
    })?;
    let relay = RelayAddress { address, key: relay };
    Ok(Visit { relay, founding: None, measured })
}

fn shown(profile: Profile, setup: &Setup) -> Measured {
    let narrow = profile == Profile::Narrow;
    Measured { set_up_bps: setup.rate_bps(), narrow, ..Measured::default() }
}

/// `HOST:PORT` of an invitation.
pub(crate) fn address_of(invitation: &Invitation) -> String {
    liaison_core::invitation::write_address(&invitation.host, invitation.port)
}

/// Sends the founding entry and begins the conversation; that it is answered says that the room is
/// taken up.
async fn present(socket: &mut Socket, founding: &Link) -> Result<(), LinkFault> {
    let lost = |e: WebSocketError| LinkFault::Lost { why: e.to_string() };
    let founding = Founding { room: RoomId(founding.h.0), link: founding.clone() };
    for frame in [founding.frame(), Frame::Have(Have::default()).encode()] {
        socket.feed(Message::Binary(Bytes::from(frame))).await.map_err(lost)?;
    }
    socket.flush().await.map_err(lost)?;
    loop {
        match socket.next().await {
            Some(Ok(Message::Binary(_))) => return Ok(()),
            Some(Ok(Message::Close(close))) => {
                let reason = close.map(|close| close.reason.to_string()).unwrap_or_default();
                let reason = crate::clean::line(&reason).into_owned();
                return Err(LinkFault::Refused { reason, relay_time: None });
            }
            Some(Ok(_)) => {}
            Some(Err(e)) => return Err(lost(e)),
            None => return Err(LinkFault::Lost { why: "closed".to_owned() }),
        }
    }
}
