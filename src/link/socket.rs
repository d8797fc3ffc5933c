//! One connection to a relay: TCP, TLS, and the upgrade with the proof of identity in it.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::entry::Secret;
use liaison_core::id::{RoomId, SeatKey};
use liaison_core::invitation::read_address;
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{
    ANSWER_HEADER, Admittance, Bound, Claim, EXPORTER_LABEL, PROOF_HEADER, Proof, TIME_HEADER,
};
use rustls::ClientConnection;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WebSocketError, Message, http};

use super::counter::{Meter, Metered};
use super::profile::Profile;
use super::tls::{self, Shape};

/// A WebSocket to a relay.
pub(super) type Socket = WebSocketStream<TlsStream<Metered>>;

/// How long a connection may take to come about: a relay gives it as long.
const CONNECT_PATIENCE: Duration = Duration::from_secs(90);
/// The largest frame, in bytes; the wire's own limit holds within it.
const FRAME_BYTES_MAX: usize = 256 * 1024;
const BUFFER_BYTES: usize = 8 * 1024;
/// TLS takes one, the upgrade another.
const ROUND_TRIPS_AFTER_TCP: u32 = 2;
/// What is sent faster than this tells nothing of the link.
const SENDING_MS_LEAST: u64 = 300;
/// What the kernel was given cannot be overtaken by a flash message any more.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT_BYTES_MAX: u32 = 512;

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
    /// Somebody answers, but not in a way that a connection comes of.
    #[error("{address} does not shake hands: {why}")]
    Handshake {
        /// `HOST:PORT`.
        address: String,
        /// What TLS says.
        why: String,
    },
    /// Somebody answers who does not hold the relay's key.
    #[error(
        "what answers at {address} is not the relay of this room; nothing of the room was sent to it"
    )]
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
    /// How the connection is made.
    pub(super) profile: Profile,
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
    /// What came about of TLS and the upgrade.
    pub(super) setup: Setup,
}

/// What setting a connection up has shown of the link.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setup {
    /// How long TCP took: a round trip with next to no bytes.
    trip: Duration,
    /// How long everything after that took, in which all these bytes went.
    took: Duration,
    bytes: u64,
}

impl Setup {
    /// The rate that it suggests, in bits a second: three more round trips were waited for, and the
    /// rest was sending. None where sending took no time worth measuring.
    pub(super) fn rate_bps(&self) -> Option<u64> {
        let sending = self.took.checked_sub(self.trip * ROUND_TRIPS_AFTER_TCP)?;
        let ms = u64::try_from(sending.as_millis()).ok()?;
        (ms >= SENDING_MS_LEAST).then(|| self.bytes * 8 * 1_000 / ms)
    }
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

async fn connect(mut caller: Caller<'_>) -> Result<Opened, LinkFault> {
    match connect_in_profile(&caller).await {
        // Behind a proxy the relay judges by time; what it says of the time is tried once.
        Err(LinkFault::Refused { relay_time: Some(time), .. }) => {
            caller.time = time;
            connect_in_profile(&caller).await
        }
        other => other,
    }
}

async fn connect_in_profile(caller: &Caller<'_>) -> Result<Opened, LinkFault> {
    if caller.profile == Profile::Wide {
        return connect_as(caller, Shape::Wide).await;
    }
    match connect_as(caller, Shape::RawKey).await {
        // What stands before the relay may know no bare keys; what it says of that is in no
        // standard, so any handshake that fails is tried once more with a certificate.
        Err(LinkFault::Handshake { .. }) => connect_as(caller, Shape::Narrow).await,
        other => other,
    }
}

async fn connect_as(caller: &Caller<'_>, shape: Shape) -> Result<Opened, LinkFault> {
    let unreachable =
        |why: String| LinkFault::Unreachable { address: caller.address.to_owned(), why };
    let (host, port) = read_address(caller.address).map_err(|e| unreachable(e.to_string()))?;
    let (before, began) = (caller.meter.total(), Instant::now());
    let tcp = TcpStream::connect((host.as_str(), port)).await;
    let tcp = tcp.and_then(prepared).map_err(|e| unreachable(e.to_string()))?;
    let trip = began.elapsed();
    let (config, shown) = tls::client(shape).map_err(|e| unreachable(e.to_string()))?;
    let name = ServerName::try_from("relay.invalid").expect("a name in the form of a name");
    let metered = Metered::new(tcp, caller.meter.clone());
    let keep_little = |tls: &mut ClientConnection| tls.set_buffer_limit(Some(BUFFER_BYTES));
    let tls = TlsConnector::from(config).connect_with(name, metered, keep_little).await;
    let tls = tls.map_err(|e| match e.kind() {
        ErrorKind::InvalidData => {
            LinkFault::Handshake { address: caller.address.to_owned(), why: e.to_string() }
        }
        _ => unreachable(e.to_string()),
    })?;
    let exporter = tls
        .get_ref()
        .1
        .export_keying_material([0; 32], EXPORTER_LABEL, None)
        .map_err(|e| unreachable(e.to_string()))?;

    let signer = caller.secret.key();
    let bound = Bound {
        relay: &caller.relay.unwrap_or_default(),
        room: &caller.room,
        signer: &signer,
        exporter,
    };
    // A proxy shows certificates and never the relay's key. Who joins does not know that key, but
    // a bare one is a relay's.
    let direct = caller.relay.map_or(shape == Shape::RawKey, |key| shown.key() == Some(key));
    let told = (!direct).then_some(caller.time);
    let carried = caller.carried.clone();
    let proof = Proof::sign(caller.secret, caller.claim, &bound, told, carried);
    let mut request = "wss://r/".into_client_request().expect("a constant request");
    let value = HeaderValue::from_str(&proof.to_text()).expect("a proof is of plain characters");
    request.headers_mut().insert(PROOF_HEADER, value);

    let upgraded = tokio_tungstenite::client_async_with_config(request, tls, Some(settings()));
    let (socket, response) = upgraded.await.map_err(|e| refused(&e))?;
    let (took, bytes) = (began.elapsed() - trip, caller.meter.total() - before);
    let answer = header(&response, ANSWER_HEADER);
    let answer = answer.map(Admittance::parse).transpose();
    let strange = || LinkFault::NotTheRelay { address: caller.address.to_owned() };
    let answer = answer.map_err(|_| strange())?;
    // With its own key or certificate the handshake proved the relay; with another certificate its
    // signature over this connection must.
    let proved = |key: SeatKey| {
        shown.key() == Some(key)
            || answer.as_ref().is_some_and(|a| a.relay == key && a.proves(&exporter))
    };
    let relay = caller.relay.or(answer.as_ref().map(|a| a.relay));
    let relay = relay.filter(|key| proved(*key)).ok_or_else(strange)?;
    Ok(Opened { socket, answer, relay, setup: Setup { trip, took, bytes } })
}

/// A socket that sends what is small at once, because waiting for more would hold a flash message
/// up, and takes little of what it cannot send yet.
fn prepared(tcp: TcpStream) -> std::io::Result<TcpStream> {
    tcp.set_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(&tcp).set_tcp_notsent_lowat(UNSENT_BYTES_MAX)?;
    Ok(tcp)
}

/// What a socket has done.
pub(super) enum Moved {
    /// Everything that was fed is with the kernel.
    Sent(Result<(), WebSocketError>),
    /// A message, or the end.
    Came(Option<Result<Message, WebSocketError>>),
}

/// Sends on what was fed, and hears, whichever comes first.
pub(super) async fn moved(socket: &mut Socket, sending: bool) -> Moved {
    poll_fn(|context| {
        if sending && let Poll::Ready(sent) = socket.poll_flush_unpin(context) {
            return Poll::Ready(Moved::Sent(sent));
        }
        socket.poll_next_unpin(context).map(Moved::Came)
    })
    .await
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

#[cfg(test)]
mod tests;
