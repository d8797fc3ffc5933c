//! A connection to a relay that is nobody's console: it sends what it is given and hears the end.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{Bound, Claim, EXPORTER_LABEL, Exporter, PROOF_HEADER, Proof};
use liaison_core::wire::{Farewell, Frame};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::forger::Forger;
use super::unverified;
use super::{BOUND, Relay};

/// TCP and TLS to a relay, nothing said yet.
pub(crate) struct Rogue {
    runtime: Runtime,
    tls: Option<TlsStream<TcpStream>>,
    socket: Option<WebSocketStream<TlsStream<TcpStream>>>,
}

/// How a relay ended a connection.
#[derive(Debug)]
pub(crate) struct Ending {
    pub(crate) farewell: Option<Farewell>,
    pub(crate) code: Option<CloseCode>,
    pub(crate) reason: String,
}

impl Rogue {
    /// Connects and gets no further than TLS.
    pub(crate) fn knock(relay: &Relay) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let tls = runtime.block_on(bounded(async {
            let tcp = TcpStream::connect(relay.address()).await.expect("connected");
            let name = ServerName::try_from("relay.invalid").expect("a name");
            connector().connect(name, tcp).await.expect("TLS")
        }));
        Self { runtime, tls: Some(tls), socket: None }
    }

    /// Connects and proves to hold the seat of a home.
    pub(crate) fn seated(relay: &Relay, seat: &Forger) -> Self {
        let mut rogue = Self::knock(relay);
        let proof = proof(seat, rogue.exporter(), None);
        rogue.upgrade(&proof).expect("let in");
        rogue
    }

    /// What binds a proof to this connection.
    pub(crate) fn exporter(&self) -> Exporter {
        let tls = self.tls.as_ref().expect("not upgraded yet").get_ref().1;
        let exporter = tls.export_keying_material([0; 32], EXPORTER_LABEL, None);
        exporter.expect("after the handshake")
    }

    /// Asks to be let in with this proof; the status and the reason if the relay will not.
    pub(crate) fn upgrade(&mut self, proof: &str) -> Result<(), (u16, String)> {
        let mut request = "wss://relay/".into_client_request().expect("a request");
        request.headers_mut().insert(PROOF_HEADER, HeaderValue::from_str(proof).expect("plain"));
        let tls = self.tls.take().expect("not upgraded yet");
        match self.runtime.block_on(bounded(client_async(request, tls))) {
            Ok((socket, _)) => self.socket = Some(socket),
            Err(SocketError::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default();
                let reason = String::from_utf8_lossy(&body).trim().to_owned();
                return Err((answer.status().as_u16(), reason));
            }
            Err(other) => panic!("neither let in nor refused: {other}"),
        }
        Ok(())
    }

    /// Sends a binary message, and hears how the relay ends the connection for it.
    pub(crate) fn provoke(mut self, bytes: Vec<u8>) -> Ending {
        let mut socket = self.socket.take().expect("let in");
        self.runtime.block_on(bounded(async {
            // The relay may hang up before it has read it to its end.
            let _ = socket.send(Message::binary(bytes)).await;
            let mut ending = Ending { farewell: None, code: None, reason: String::new() };
            loop {
                match socket.next().await {
                    Some(Ok(Message::Binary(bytes))) => {
                        if let Ok(Frame::Bye(bye)) = Frame::decode(&bytes) {
                            ending.farewell = Some(bye.reason);
                        }
                    }
                    Some(Ok(Message::Close(Some(close)))) => {
                        ending.code = Some(close.code);
                        ending.reason = close.reason.to_string();
                        return ending;
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return ending,
                }
            }
        }))
    }
}

/// A proof that a home's seat asks, bound to a connection, which is said with the time or not.
pub(crate) fn proof(seat: &Forger, exporter: Exporter, told: Option<Stamp>) -> String {
    let (relay, room, signer) = (seat.relay(), seat.room(), seat.key());
    let bound = Bound { relay: &relay, room: &room, signer: &signer, exporter };
    let claim = Claim::Seat(room.name(), signer.seat());
    Proof::sign(seat.secret(), claim, &bound, told, Vec::new()).to_text()
}

async fn bounded<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(BOUND, what).await.expect("it does not happen")
}

/// TLS that takes any certificate.
pub(crate) fn connector() -> TlsConnector {
    TlsConnector::from(Arc::new(unverified::client()))
}
