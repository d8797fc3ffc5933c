//! Connections to what stands before relays, and what they show of the link.

use std::sync::Arc;

use liaison_core::upgrade::Binding;
use liaison_relay::identity::Identity;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request};

use super::*;

/// What stands before a relay: TLS with a certificate, and no bare keys.
fn acceptor(identity: &Identity) -> TlsAcceptor {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("it speaks 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![identity.certificate().clone()], identity.private_key().into());
    TlsAcceptor::from(Arc::new(config.expect("a certificate")))
}

/// Somebody with a seat who calls what listens there for a relay.
fn caller<'a>(
    address: &'a str,
    relay: SeatKey,
    secret: &'a Secret,
    profile: Profile,
) -> Caller<'a> {
    let room = RoomId([2; 32]);
    Caller {
        address,
        relay: Some(relay),
        room,
        claim: Claim::Key(room.name(), secret.key()),
        secret,
        time: Stamp(0),
        carried: Vec::new(),
        profile,
        meter: Meter::default(),
    }
}

#[tokio::test]
async fn what_knows_no_bare_keys_is_asked_for_a_certificate() {
    let identity = Identity::from_seed(&[7; 32]).expect("made");
    let acceptor = acceptor(&identity);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let address = listener.local_addr().expect("bound").to_string();
    let proxy = tokio::spawn(async move {
        let mut shaken = Vec::new();
        for _ in 0..2 {
            let (tcp, _) = listener.accept().await.expect("a connection");
            shaken.push(acceptor.accept(tcp).await.is_ok());
        }
        shaken
    });
    let secret = Secret::from_seed([1; 32]);
    let fault = open(caller(&address, identity.key(), &secret, Profile::Narrow)).await;
    let fault = fault.expect_err("it hangs up after the handshake");
    assert!(matches!(fault, LinkFault::Lost { .. }), "{fault}");
    assert_eq!(proxy.await.expect("its end"), [false, true]);
}

/// A proxy's certificate, and a relay behind it that finds the console's clock wrong, twice.
#[tokio::test]
async fn who_is_refused_for_time_tries_once_more_by_the_relays() {
    const RELAY_TIME: u64 = 1_700_000_000_000;
    let proxy = Identity::from_seed(&[7; 32]).expect("made");
    let acceptor = acceptor(&proxy);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
    let address = listener.local_addr().expect("bound").to_string();
    let refusing = tokio::spawn(async move {
        let mut told = Vec::new();
        for _ in 0..2 {
            let (tcp, _) = listener.accept().await.expect("a connection");
            let tls = acceptor.accept(tcp).await.expect("a handshake");
            #[expect(clippy::result_large_err, reason = "the library's own signature")]
            let refuse = |request: &Request, _| -> Result<_, ErrorResponse> {
                let proof = request.headers()[PROOF_HEADER].to_str().expect("plain");
                told.push(Proof::parse(proof).expect("a proof").binding);
                let mut refusal = ErrorResponse::new(None);
                *refusal.status_mut() = http::StatusCode::FORBIDDEN;
                refusal.headers_mut().insert(TIME_HEADER, HeaderValue::from(RELAY_TIME));
                Err(refusal)
            };
            accept_hdr_async(tls, refuse).await.expect_err("refused");
        }
        told
    });
    let (secret, relay) = (Secret::from_seed([1; 32]), Secret::from_seed([8; 32]).key());
    let fault = open(caller(&address, relay, &secret, Profile::Wide)).await;
    let fault = fault.expect_err("it is refused again");
    assert!(matches!(fault, LinkFault::Refused { .. }), "{fault}");
    let told = refusing.await.expect("its end");
    let times = told.iter().map(|binding| match binding {
        Binding::Told { time, .. } => time.0,
        Binding::Shared => panic!("a proxy does not share the relay's value"),
    });
    assert_eq!(times.collect::<Vec<_>>(), [0, RELAY_TIME]);
}

#[test]
fn setting_up_tells_a_slow_link_and_nothing_of_a_fast_one() {
    let ms = Duration::from_millis;
    let slow = Setup { trip: ms(2_000), took: ms(16_000), bytes: 3_600 };
    assert_eq!(slow.rate_bps(), Some(2_400));
    let satellite = Setup { trip: ms(600), took: ms(1_250), bytes: 3_600 };
    assert_eq!(satellite.rate_bps(), None);
    let odd = Setup { trip: ms(600), took: ms(700), bytes: 3_600 };
    assert_eq!(odd.rate_bps(), None);
}
