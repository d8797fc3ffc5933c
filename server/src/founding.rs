//! A room taken up against a permit, at the beginning of a connection.
//!
//! The first message on a connection that was let in by a permit is a *run* frame with the
//! founding entry alone. It is not part of the conversation that follows (nothing confirms it, and
//! it is offered again there like every entry): it only tells which room this is about. The relay
//! verifies it, stores it and spends the permit in one transaction, and then answers what the
//! connection says it holds. Who moves a room here need not be its founder and has proved no seat:
//! to be told what others bring, it comes back with the proof of its own.

use std::sync::Arc;

use futures_util::StreamExt as _;
use liaison_core::body::kind;
use liaison_core::entry::{Link, chain_hash};
use liaison_core::id::{Hash, RoomId};
use liaison_core::wire::Frame;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use crate::accept::Arrival;
use crate::registry::{FoundError, Registry};
use crate::room::RoomHandle;
use crate::store::Store;

/// Reads the founding entry and takes up its room; otherwise why not, in one line.
///
/// The time that a connection has to prove who it is bounds this too.
pub(crate) async fn found<S: Store>(
    registry: &Arc<Registry<S>>,
    arrival: &mut Arrival,
    permit: Hash,
    stop: &CancellationToken,
) -> Result<Arc<RoomHandle<S>>, String> {
    let message = loop {
        let message = tokio::select! {
            () = stop.cancelled() => return Err("the relay stops".to_owned()),
            message = arrival.socket.next() => message,
        };
        match message {
            Some(Ok(Message::Binary(bytes))) => break bytes,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(_)) | None => return Err("no founding entry came".to_owned()),
            Some(Err(error)) => return Err(error.to_string()),
        }
    };
    let founding = read(&message).ok_or("this is not the founding entry of a room")?;
    registry.found(founding, permit).await.map_err(|error| {
        if let FoundError::Store(error) = &error {
            tracing::error!(event = "room_not_stored", %error);
        }
        error.to_string()
    })
}

/// The founding entry of a frame, verified by itself: the room is its own hash.
fn read(bytes: &[u8]) -> Option<Link> {
    let Frame::Run(run) = Frame::decode(bytes).ok()? else { return None };
    let founder = run.introduces().filter(|_| run.contents.len() == 1)?;
    let entry = run.contents[0].entry().filter(|entry| entry.kind == kind::RoomFounded)?;
    let content = entry.content_hash(&RoomId::default(), &founder, 1);
    let room = RoomId(chain_hash(&Hash::ZERO, &content).0);
    let link = run.verify(&room, &founder, &Hash::ZERO).ok()?.pop()?;
    (link.h.0 == room.0).then_some(link)
}
