//! A door with an echo behind it, and a client that does as it is told, however wrong.

pub(crate) mod officer;
#[path = "../../tests/support/unverified.rs"]
mod unverified;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_relay::accept::{Arrival, Call, Door, Host, Refusal, Welcome};
use liaison_relay::address::Addresses;
use liaison_relay::identity::Identity;
use liaison_relay::limits::Limits;
use liaison_relay::metrics::{Metrics, Refused};
use liaison_relay::tls::Faces;
use rustls::pki_types::ServerName;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Nothing in these tests takes that long unless it hangs.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

/// Waits for something that must happen.
pub(crate) async fn bounded<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(BOUND, what).await.expect("it does not happen")
}

/// Lets in who says `x-word: friend`, and says back what they say.
pub(crate) struct Echo;

impl Host for Echo {
    type Guest = ();

    fn greet(&self, call: &Call<'_>) -> Result<Welcome<()>, Refusal> {
        if call.request.headers().get("x-word").is_some_and(|w| w == "friend") {
            return Ok(Welcome { guest: (), headers: Vec::new() });
        }
        Err(Refusal {
            status: StatusCode::FORBIDDEN,
            reason: "say friend".to_owned(),
            headers: Vec::new(),
            counted: Refused::Proof,
        })
    }

    async fn serve(self: Arc<Self>, mut arrival: Arrival, (): (), stop: CancellationToken) {
        arrival.identified();
        while let Some(Ok(message)) = tokio::select! {
            () = stop.cancelled() => None,
            message = arrival.socket.next() => message,
        } {
            if message.is_binary() && arrival.socket.send(message).await.is_err() {
                return;
            }
        }
    }
}

/// A running door.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) identity: Identity,
}

impl Running {
    pub(crate) async fn start(limits: Limits) -> Self {
        let identity = Identity::from_seed(&[3; 32]).expect("made");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let address = listener.local_addr().expect("bound");
        let metrics = Arc::new(Metrics::default());
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let tls = Faces::new(&identity, None).expect("set up");
        let addresses = Addresses::new(&limits);
        let door =
            Door::new(Arc::new(Echo), Some(tls), b"echo", &limits, addresses, Arc::clone(&metrics));
        tokio::spawn(door.run(listener, stop.clone(), tasks.clone()));
        Self { address, metrics, stop, tasks, identity }
    }
}

/// TCP and TLS to a relay, whatever its certificate.
pub(crate) async fn connect(address: SocketAddr) -> TlsStream<TcpStream> {
    let tcp = bounded(TcpStream::connect(address)).await.expect("connected");
    bounded(connector().connect(server_name(), tcp)).await.expect("TLS")
}

/// TLS that takes any certificate and checks the handshake's signature.
pub(crate) fn connector() -> TlsConnector {
    TlsConnector::from(Arc::new(unverified::client()))
}

pub(crate) fn server_name() -> ServerName<'static> {
    ServerName::try_from("relay.invalid").expect("a name")
}
