//! The relay's socket code as an echo server, for the Autobahn test suite.
//!
//! `cargo run -p liaison-relay --example echo -- [--tls] [ADDRESS]`: the same accept loop, the same
//! watched stream and the same WebSocket settings as the relay, without identity and rooms.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_relay::accept::{Arrival, Call, Door, Host, Refusal, Welcome};
use liaison_relay::address::Addresses;
use liaison_relay::identity::Identity;
use liaison_relay::limits::Limits;
use liaison_relay::metrics::Metrics;
use liaison_relay::tls::Faces;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Says back what it is told.
struct Echo;

impl Host for Echo {
    type Guest = ();

    fn greet(&self, _: &Call<'_>) -> Result<Welcome<()>, Refusal> {
        Ok(Welcome { guest: (), headers: Vec::new() })
    }

    async fn serve(self: Arc<Self>, mut arrival: Arrival, (): (), stop: CancellationToken) {
        arrival.identified();
        loop {
            let message = tokio::select! {
                () = stop.cancelled() => return,
                message = arrival.socket.next() => message,
            };
            match message {
                Some(Ok(message)) if message.is_text() || message.is_binary() => {
                    if arrival.socket.send(message).await.is_err() {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_tls = arguments.first().is_some_and(|a| a == "--tls");
    if with_tls {
        arguments.remove(0);
    }
    let address = arguments.first().map_or("127.0.0.1:9001", String::as_str);
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    let limits = Limits::default();
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let tls = match with_tls {
        true => Some(Faces::new(&Identity::from_seed(&seed)?, None)?),
        false => None,
    };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let metrics = Arc::new(Metrics::default());
    let addresses = Addresses::new(&limits);
    let door = Door::new(Arc::new(Echo), tls, b"echo", &limits, addresses, metrics);
    door.run(listener, stop, tasks).await;
    Ok(())
}
