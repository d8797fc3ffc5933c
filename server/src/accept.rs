//! From a listening socket to WebSockets that were let in.
//!
//! A permit is taken before a connection is accepted, so that who is not served yet waits in the
//! kernel and costs nothing here. Each connection then has its own task: TLS, the upgrade request
//! that carries the proof of identity, the host's decision on it, and the host's service.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request};
use tokio_tungstenite::tungstenite::http::{self, HeaderName, HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::address::{Addresses, Place};
use crate::answer;
use crate::limits::Limits;
use crate::metrics::{Metrics, Open, Refused};
use crate::stream::{Patient, Stream};
use crate::tls::{Face, Faces};

/// Buffers of tungstenite: 8 KiB cost 25 KiB a connection instead of 149, and a write buffer of
/// nothing would cost fan-out fivefold (`trust.md` §3.2).
const BUFFER_BYTES: usize = 8 * 1024;
/// Frames that the kernel was given cannot be overtaken by a flash message any more.
const UNSENT_BYTES_MAX: u32 = 2 * 1024;
/// On a narrow link those would be seconds.
const UNSENT_BYTES_NARROW: u32 = 512;
/// Waiting time after the system refused to accept a connection, doubled each time.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(5), Duration::from_secs(1));

/// A WebSocket of the relay.
pub type Socket = WebSocketStream<Stream>;

/// Decides who is let in, and serves them.
pub trait Host: Send + Sync + 'static {
    /// What the decision found out about whom it let in.
    type Guest: Send + 'static;

    /// Reads the upgrade request; called once for each, between two reads, so it must not wait.
    ///
    /// # Errors
    /// The refusal that is sent instead of an upgrade.
    fn greet(&self, call: &Call<'_>) -> Result<Welcome<Self::Guest>, Refusal>;

    /// Talks to whom it let in until one of them has enough or `stop` is cancelled.
    fn serve(
        self: Arc<Self>,
        arrival: Arrival,
        guest: Self::Guest,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + Send;
}

/// An upgrade request.
#[derive(Debug)]
pub struct Call<'a> {
    /// The request itself.
    pub request: &'a Request,
    /// Who calls.
    pub address: SocketAddr,
    /// The TLS exporter value of this connection, or `None` without TLS.
    pub exporter: Option<[u8; 32]>,
    /// What TLS has shown of the relay, or `None` without TLS.
    pub face: Option<Face>,
}

/// The answer to a request that is granted.
#[derive(Debug)]
pub struct Welcome<G> {
    /// What is known of the caller.
    pub guest: G,
    /// Headers of the answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// The answer to a request that is not.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status of an error.
    pub status: StatusCode,
    /// What is wrong and what to do, in one line of English.
    pub reason: String,
    /// Headers of the answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How it is counted.
    pub counted: Refused,
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Arrival {
    /// The WebSocket.
    pub socket: Socket,
    /// Who it is.
    pub address: SocketAddr,
    claim: Claim,
    silence: Duration,
}

/// What a connection occupies; given back when dropped.
#[derive(Debug)]
struct Claim {
    place: Place,
    open: Open,
    stranger: Option<OwnedSemaphorePermit>,
    _slot: OwnedSemaphorePermit,
}

impl Arrival {
    /// The caller has proved who it is: from now on it may be silent for longer, and no longer
    /// counts among the strangers.
    pub fn identified(&mut self) {
        self.claim.stranger = None;
        self.claim.place.identified();
        self.claim.open.identified();
        self.socket.get_mut().identified(self.silence);
    }
}

/// Accepts connections for a host.
pub struct Door<H> {
    host: Arc<H>,
    tls: Option<Faces>,
    exporter_label: &'static [u8],
    limits: Limits,
    addresses: Arc<Addresses>,
    metrics: Arc<Metrics>,
    slots: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl<H: Host> Door<H> {
    /// A door to the host; without `tls`, for tests of the WebSocket alone, connections are bare.
    pub fn new(
        host: Arc<H>,
        tls: Option<Faces>,
        exporter_label: &'static [u8],
        limits: &Limits,
        addresses: Arc<Addresses>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let semaphore = |n| Arc::new(Semaphore::new(size(n).min(Semaphore::MAX_PERMITS)));
        Self {
            host,
            tls,
            exporter_label,
            limits: limits.clone(),
            addresses,
            metrics,
            slots: semaphore(limits.connections),
            strangers: semaphore(limits.connections_unidentified),
        }
    }

    /// Accepts until told to stop; connections go on in `tasks`.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken, tasks: TaskTracker) {
        let door = Arc::new(self);
        loop {
            let arrived = tokio::select! {
                () = stop.cancelled() => return,
                arrived = door.next(&listener) => arrived,
            };
            let Some((socket, address, claim)) = arrived else { continue };
            let (door, stop) = (Arc::clone(&door), stop.clone());
            tasks.spawn(async move {
                let entering = tokio::select! {
                    () = stop.cancelled() => return,
                    entering = door.admit(socket, address, claim) => entering,
                };
                match entering {
                    Ok((arrival, guest)) => {
                        Arc::clone(&door.host).serve(arrival, guest, stop).await;
                    }
                    Err((counted, reason)) => {
                        door.metrics.refused(counted);
                        tracing::info!(event = "refused", %address, ?counted, reason);
                    }
                }
            });
        }
    }

    /// The next connection with everything that it occupies; `None` if it was turned away.
    async fn next(&self, listener: &TcpListener) -> Option<(TcpStream, SocketAddr, Claim)> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.ok()?;
        let stranger = Arc::clone(&self.strangers).acquire_owned().await.ok()?;
        let (socket, address) = accept(listener).await;
        let Some(place) = self.addresses.enter(address.ip()) else {
            self.metrics.refused(Refused::Address);
            tracing::debug!(event = "refused", %address, counted = "Address");
            return None;
        };
        let open = Open::new(Arc::clone(&self.metrics));
        Some((socket, address, Claim { place, open, stranger: Some(stranger), _slot: slot }))
    }

    async fn admit(
        &self,
        socket: TcpStream,
        address: SocketAddr,
        claim: Claim,
    ) -> Result<(Arrival, H::Guest), (Refused, String)> {
        prepare(&socket).map_err(|e| (Refused::Tls, e.to_string()))?;
        let seconds = Duration::from_secs;
        let (silence, in_all) = (
            seconds(self.limits.handshake_silence_seconds),
            seconds(self.limits.handshake_seconds),
        );
        let patient = Patient::new(socket, silence, in_all);
        let request_bytes = size(self.limits.request_bytes);
        let (stream, face) = match &self.tls {
            None => (Stream::plain(patient, request_bytes), None),
            Some(tls) => {
                let shaken = tls.accept(patient).await;
                let (tls, face) = shaken.map_err(|e| (Refused::Tls, e.to_string()))?;
                if face == Face::RawKey {
                    let little = keep_unsent(tls.get_ref().0.socket(), UNSENT_BYTES_NARROW);
                    little.map_err(|e| (Refused::Tls, e.to_string()))?;
                }
                (Stream::tls(tls, request_bytes), Some(face))
            }
        };
        let (mut socket, guest) = self.upgrade(stream, address, face).await?;
        socket.get_mut().upgraded();
        let silence = seconds(self.limits.silence_seconds);
        Ok((Arrival { socket, address, claim, silence }, guest))
    }

    async fn upgrade(
        &self,
        mut stream: Stream,
        address: SocketAddr,
        face: Option<Face>,
    ) -> Result<(Socket, H::Guest), (Refused, String)> {
        let failed = |e: SocketError| (Refused::Upgrade, e.to_string());
        let (request, accept) = answer::read_request(&mut stream).await.map_err(failed)?;
        let exporter = exporter(&stream, self.exporter_label);
        let call = Call { request: &request, address, exporter, face };
        match self.host.greet(&call) {
            Ok(Welcome { guest, headers }) => {
                answer::grant(&mut stream, &accept, &headers).await.map_err(failed)?;
                let config = Some(self.settings());
                Ok((WebSocketStream::from_raw_socket(stream, Role::Server, config).await, guest))
            }
            Err(refusal) => {
                let refused = (refusal.counted, refusal.reason.clone());
                // Whether it still reads why is its own affair.
                drop(answer::refuse(&mut stream, &refusal.response()).await);
                Err(refused)
            }
        }
    }

    fn settings(&self) -> WebSocketConfig {
        let frame_bytes = Some(size(self.limits.frame_bytes));
        WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_write_buffer_size(size(self.limits.frame_bytes) + 2 * BUFFER_BYTES)
            .max_message_size(frame_bytes)
            .max_frame_size(frame_bytes)
    }
}

impl Refusal {
    fn response(self) -> ErrorResponse {
        let body = self.reason + "\n";
        let mut headers = self.headers;
        headers.push((header::CONTENT_LENGTH, HeaderValue::from(body.len())));
        headers.push((header::CONNECTION, HeaderValue::from_static("close")));
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.push((header::CONTENT_TYPE, plain));
        let mut response = with_headers(ErrorResponse::new(Some(body)), headers);
        *response.status_mut() = self.status;
        response
    }
}

fn with_headers<B>(
    mut response: http::Response<B>,
    headers: Vec<(HeaderName, HeaderValue)>,
) -> http::Response<B> {
    for (name, value) in headers {
        response.headers_mut().insert(name, value);
    }
    response
}

fn exporter(stream: &Stream, label: &[u8]) -> Option<[u8; 32]> {
    stream.tls_connection()?.export_keying_material([0; 32], label, None).ok()
}

/// Accepts one connection; where the system cannot (no descriptors left), waits and tries again.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    let (mut wait, wait_max) = BACK_OFF;
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(event = "accept_failed", %error, wait_ms = wait.as_millis() as u64);
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(wait_max);
            }
        }
    }
}

fn prepare(socket: &TcpStream) -> io::Result<()> {
    socket.set_nodelay(true)?;
    keep_unsent(socket, UNSENT_BYTES_MAX)
}

/// Has the kernel take no more than so many bytes that it cannot send yet.
fn keep_unsent(socket: &TcpStream, bytes: u32) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(socket).set_tcp_notsent_lowat(bytes)?;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (socket, bytes);
    Ok(())
}

/// A limit as a size in memory; on a machine too small for it, the largest there is.
fn size(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
