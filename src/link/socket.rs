//! One connection to a relay: TCP, TLS, and the upgrade with the proof of identity in it.

use std::time::Duration;

use liaison_core::entry::Secret;
use liaison_core::id::{RoomId, SeatKey};
use liaison_core::invitation::read_address;
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{
    ANSWER_HEADER, Admittance, Bound, Claim, EXPORTER_LABEL, PROOF_HEADER, Proof, TIME_HEADER,
};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WebSocketError, http};

use super::counter::{Meter, Metered};
use super::tls;

/// A WebSocket to a relay.
pub(super) type Socket = WebSocketStream<TlsStream<Metered>>;

/// How long a connection may take to come about: a relay gives it as long.
const CONNECT_PATIENCE: Duration = Duration::from_secs(90);
/// The largest frame, in bytes; the wire's own limit holds within it.
const FRAME_BYTES_MAX: usize = 256 * 1024;
const BUFFER_BYTES: usize = 8 * 1024;

/// Why there is no link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// The address cannot be reached.
    #[error("{address} cannot be reached: {why}")]
    Unreachable {
        /// `HOST:PORT`.
        address: String,
        /// What the system says.
        why: String,
    },
    /// Somebody answers who does not hold the relay's key.
    #[error("what answers at {address} is not the relay of this room; nothing was sent to it")]
    NotTheRelay {
        /// `HOST:PORT`.
        address: String,
    },
    /// The relay will not let this seat in.
    #[error("the relay refuses: {reason}")]
    Refused {
        /// What it says.
        reason: String,
        /// Its clock, where it refuses for time.
        relay_time: Option<Stamp>,
    },
    /// The connection ended.
    #[error("the link was lost: {why}")]
    Lost {
        /// What happened.
        why: String,
    },
}

/// Who asks for a connection, and for what.
#[derive(Debug)]
pub(super) struct Caller<'a> {
    /// `HOST:PORT`.
    pub(super) address: &'a str,
    /// The relay's key; not known by who joins.
    pub(super) relay: Option<SeatKey>,
    /// The room; not known by who joins.
    pub(super) room: RoomId,
    /// Who asks.
    pub(super) claim: Claim,
    /// The seat's key, or the invitation's.
    pub(super) secret: &'a Secret,
    /// The time by this machine's clock, as corrected as can be.
    pub(super) time: Stamp,
    /// What the request carries.
    pub(super) carried: Vec<u8>,
    /// Counts what the connection costs.
    pub(super) meter: Meter,
}

/// A connection that was let in.
#[derive(Debug)]
pub(super) struct Opened {
    /// The WebSocket.
    pub(super) socket: Socket,
    /// The relay's answer: who joins must hold it to the invitation before sending anything.
    pub(super) answer: Option<Admittance>,
    /// The relay's identity, as it was proved.
    pub(super) relay: SeatKey,
}

/// Opens a connection.
///
/// # Errors
///
/// Why there is none; nothing but the request was sent then.
pub(super) async fn open(caller: Caller<'_>) -> Result<Opened, LinkFault> {
    let address = caller.address.to_owned();
    let slow = |_| LinkFault::Unreachable { address, why: "no answer in time".to_owned() };
    tokio::time::timeout(CONNECT_PATIENCE, connect(caller)).await.map_err(slow)?
}

async fn connect(caller: Caller<'_>) -> Result<Opened, LinkFault> {
    let unreachable =
        |why: String| LinkFault::Unreachable { address: caller.address.to_owned(), why };
    let (host, port) = read_address(caller.address).map_err(|e| unreachable(e.to_string()))?;
    let tcp = TcpStream::connect((host.as_str(), port)).await;
    let tcp = tcp.map_err(|e| unreachable(e.to_string()))?;
    // What is small is sent at once: waiting for more would hold a flash message up.
    tcp.set_nodelay(true).map_err(|e| unreachable(e.to_string()))?;
    let (config, shown) = tls::client().map_err(|e| unreachable(e.to_string()))?;
    let name = ServerName::try_from("relay.invalid").expect("a name in the form of a name");
    let tls = TlsConnector::from(config).connect(name, Metered::new(tcp, caller.meter)).await;
    let tls = tls.map_err(|e| unreachable(e.to_string()))?;
    let exporter = tls
        .get_ref()
        .1
        .export_keying_material([0; 32], EXPORTER_LABEL, None)
        .map_err(|e| unreachable(e.to_string()))?;

    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|e| unreachable(e.to_string()))?;
    let signer = caller.secret.key();
    let bound = Bound {
        relay: &caller.relay.unwrap_or_default(),
        room: &caller.room,
        signer: &signer,
        exporter: Some(exporter),
    };
    let proof =
        Proof::sign(caller.secret, caller.claim, &bound, caller.time, nonce, caller.carried);
    let mut request = "wss://relay/".into_client_request().expect("a constant request");
    let value = HeaderValue::from_str(&proof.to_text()).expect("a proof is of plain characters");
    request.headers_mut().insert(PROOF_HEADER, value);

    let upgraded = tokio_tungstenite::client_async_with_config(request, tls, Some(settings()));
    let (socket, response) = upgraded.await.map_err(|e| refused(&e))?;
    let answer = header(&response, ANSWER_HEADER);
    let answer = answer.map(Admittance::parse).transpose();
    let strange = || LinkFault::NotTheRelay { address: caller.address.to_owned() };
    let answer = answer.map_err(|_| strange())?;
    // With its own certificate the handshake proved the relay; with another its signature over
    // this connection must.
    let proved = |key: SeatKey| {
        shown.key() == Some(key)
            || answer.as_ref().is_some_and(|a| a.relay == key && a.proves(&nonce, &Some(exporter)))
    };
    let relay = caller.relay.or(answer.as_ref().map(|a| a.relay));
    let relay = relay.filter(|key| proved(*key)).ok_or_else(strange)?;
    Ok(Opened { socket, answer, relay })
}

fn settings() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(4 * FRAME_BYTES_MAX)
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX))
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).and_then(|value| value.to_str().ok())
}

fn refused(error: &WebSocketError) -> LinkFault {
    let WebSocketError::Http(response) = error else {
        return LinkFault::Lost { why: error.to_string() };
    };
    let time = response.headers().get(TIME_HEADER).and_then(|value| value.to_str().ok());
    let relay_time = time.and_then(|time| time.parse().ok()).map(Stamp);
    let body = response.body().as_deref().unwrap_or_default();
    let said = crate::clean::line(&String::from_utf8_lossy(body)).into_owned();
    let reason = if said.is_empty() { status(response.status()) } else { said };
    LinkFault::Refused { reason, relay_time }
}

fn status(status: http::StatusCode) -> String {
    status.canonical_reason().unwrap_or("refused").to_owned()
}
