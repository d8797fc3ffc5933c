//! What reaches the relay before and below its protocol: silence, floods, garbage, oversize.

use std::io::ErrorKind;
use std::sync::atomic::Ordering::Relaxed;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_relay::limits::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::support::{Running, bounded, connect};

type Client = WebSocketStream<TlsStream<TcpStream>>;

async fn enter(running: &Running, word: &'static str) -> Result<Client, Error> {
    let mut request = "ws://relay.invalid/".into_client_request().expect("a request");
    request.headers_mut().insert("x-word", HeaderValue::from_static(word));
    let tls = connect(running.address).await;
    bounded(client_async(request, tls)).await.map(|(client, _)| client)
}

/// Reads until the other side ends the connection, which it must.
async fn until_closed(tls: &mut TlsStream<TcpStream>) -> Vec<u8> {
    let mut read = Vec::new();
    // Whether it ends by a close or by a reset is the kernel's business.
    let _ = bounded(tls.read_to_end(&mut read)).await;
    read
}

#[tokio::test]
async fn who_is_let_in_is_served_and_the_certificate_shows_the_identity() {
    let running = Running::start(Limits::default()).await;
    let mut client = enter(&running, "friend").await.expect("let in");
    let certificate = client.get_ref().get_ref().1.peer_certificates().expect("shown")[0].clone();
    assert_eq!(&certificate, running.identity.certificate());
    client.send(Message::binary(vec![1, 2, 3])).await.expect("sent");
    let answer = bounded(client.next()).await.expect("open").expect("a frame");
    assert_eq!(answer, Message::binary(vec![1, 2, 3]));
    assert_eq!(running.metrics.identified.load(Relaxed), 1);
}

#[tokio::test]
async fn who_is_not_is_told_why() {
    let running = Running::start(Limits::default()).await;
    match enter(&running, "foe").await {
        Err(Error::Http(answer)) => {
            assert_eq!(answer.status(), 403);
            assert_eq!(answer.body().as_deref(), Some(&b"say friend\n"[..]));
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_frame_over_the_limit_ends_the_connection_and_one_below_does_not() {
    let running = Running::start(Limits::default()).await;
    let mut client = enter(&running, "friend").await.expect("let in");
    client.send(Message::binary(vec![7; 256 * 1024])).await.expect("sent");
    assert_eq!(bounded(client.next()).await.expect("open").expect("back").len(), 256 * 1024);
    // The relay hangs up without reading it to its end, so that sending may fail already.
    let _ = bounded(client.send(Message::binary(vec![7; 300 * 1024]))).await;
    match bounded(client.next()).await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(frame.code, CloseCode::Size),
        Some(Ok(Message::Close(None)) | Err(_)) | None => {}
        Some(Ok(other)) => panic!("answered: {} bytes", other.len()),
    }
}

#[tokio::test]
async fn silence_before_identity_is_short() {
    let limits = Limits { handshake_silence_seconds: 1, ..Limits::default() };
    let running = Running::start(limits).await;
    let mut tcp = bounded(TcpStream::connect(running.address)).await.expect("connected");
    let read = bounded(tcp.read(&mut [0; 16])).await;
    assert!(read.is_ok_and(|n| n == 0), "it is closed without a word");
    let mut tls = connect(running.address).await;
    assert_eq!(until_closed(&mut tls).await, b"");
}

#[tokio::test]
async fn a_trickle_before_identity_has_an_end() {
    let limits = Limits { handshake_silence_seconds: 1, handshake_seconds: 2, ..Limits::default() };
    let running = Running::start(limits).await;
    let mut tls = connect(running.address).await;
    bounded(async {
        // A byte now and then, always in time, until the relay has had enough.
        let mut pause = tokio::time::interval(std::time::Duration::from_millis(200));
        while tls.write_all(b"G").await.is_ok() && tls.flush().await.is_ok() {
            pause.tick().await;
        }
    })
    .await;
}

#[tokio::test]
async fn headers_without_end_and_headers_too_large() {
    let running = Running::start(Limits::default()).await;
    let mut tls = connect(running.address).await;
    tls.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
    let line = [b"x-flood: ".as_slice(), &[b'a'; 1000], b"\r\n"].concat();
    let sent = bounded(async {
        let mut sent = 0;
        while sent < 10_000 && tls.write_all(&line).await.is_ok() && tls.flush().await.is_ok() {
            sent += 1;
        }
        sent
    })
    .await;
    assert!(sent < 10_000, "somebody reads it all");
    assert_eq!(running.metrics.identified.load(Relaxed), 0);
}

#[tokio::test]
async fn garbage_instead_of_tls_and_of_http() {
    let running = Running::start(Limits::default()).await;
    let mut tcp = bounded(TcpStream::connect(running.address)).await.expect("connected");
    tcp.write_all(b"GET / HTTP/1.1\r\nHost: relay\r\n\r\n").await.expect("sent");
    let mut answer = Vec::new();
    match bounded(tcp.read_to_end(&mut answer)).await {
        Ok(_) => assert!(!answer.starts_with(b"HTTP"), "no HTTP without TLS"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    let mut tls = connect(running.address).await;
    tls.write_all(&[0xff; 64]).await.expect("sent");
    tls.flush().await.expect("sent");
    assert_eq!(until_closed(&mut tls).await, b"");
}

#[tokio::test]
async fn one_address_takes_no_more_than_its_share() {
    let limits = Limits { loopback: true, unidentified_per_address: 2, ..Limits::default() };
    let running = Running::start(limits).await;
    let _first = connect(running.address).await;
    let _second = connect(running.address).await;
    let mut third = bounded(TcpStream::connect(running.address)).await.expect("connected");
    let read = bounded(third.read(&mut [0; 16])).await;
    assert!(read.is_err() || read.is_ok_and(|n| n == 0), "the third is turned away");
}

#[tokio::test]
async fn strangers_without_end_wait_outside_and_get_in_later() {
    let limits =
        Limits { connections_unidentified: 1, handshake_silence_seconds: 1, ..Limits::default() };
    let running = Running::start(limits).await;
    let _silent = bounded(TcpStream::connect(running.address)).await.expect("connected");
    let client = enter(&running, "friend").await;
    assert!(client.is_ok(), "the silent one made room after a second");
}

#[tokio::test]
async fn a_stop_ends_every_connection() {
    let running = Running::start(Limits::default()).await;
    let mut client = enter(&running, "friend").await.expect("let in");
    running.stop.cancel();
    assert!(matches!(bounded(client.next()).await, None | Some(Err(_) | Ok(Message::Close(_)))));
    running.tasks.close();
    bounded(running.tasks.wait()).await;
    assert_eq!(running.metrics.connections.load(Relaxed), 0);
}
