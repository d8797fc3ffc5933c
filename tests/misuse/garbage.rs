//! What is no conversation at all: garbage, oversize, silence, a proof used twice.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::net::TcpStream;

use liaison::clock::machine_time;
use liaison_core::wire::Farewell;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::at_the_relay;
use crate::support::BOUND;
use crate::support::forger::Forger;
use crate::support::rogue::{Rogue, proof};
use crate::together::Partners;

/// Somebody else writes and reads all the while.
fn others_go_on(partners: &Partners, text: &str) {
    assert_eq!(partners.customs.write(&["note", text]).1, "stored");
    let fingerprint = partners.converge();
    assert_eq!(at_the_relay(partners), (true, fingerprint));
}

#[test]
fn garbage_and_frames_too_long_end_one_connection_and_no_other() {
    let partners = Partners::new("actual");
    let port = Forger::at(&partners.port);
    let staying = Rogue::seated(&partners.relay, &port);
    for garbage in [vec![0xff; 100], vec![0x10], vec![0x10, 99, 1, 2, 3], Vec::new()] {
        let ending = Rogue::seated(&partners.relay, &port).provoke(garbage);
        assert_eq!(ending.farewell, Some(Farewell::Protocol), "{ending:?}");
        assert_eq!(ending.code, Some(CloseCode::Policy), "{ending:?}");
        assert!(!ending.reason.is_empty());
    }
    let long = Rogue::seated(&partners.relay, &port).provoke(vec![0; 300 * 1024]);
    // The relay hangs up on a frame that it has not read: the close may be lost with the rest.
    assert!(matches!(long.code, None | Some(CloseCode::Size)), "{long:?}");
    assert_eq!(long.farewell, None);
    others_go_on(&partners, "after the garbage");
    // The other connection of that very seat is as it was.
    let ending = staying.provoke(vec![0xff; 3]);
    assert_eq!(ending.farewell, Some(Farewell::Protocol), "{ending:?}");
    let logged = partners.relay.log();
    assert!(logged.contains("a frame over the limit"), "{logged}");
}

#[test]
fn connections_that_send_nothing_hold_nobody_up_and_are_dropped() {
    let mut partners = Partners::new("actual");
    partners.relay.stop();
    let config = partners.relay.dir().join("relay.toml");
    let text = fs::read_to_string(&config).expect("its configuration");
    let line = "handshake_silence_seconds = 10";
    let text = match text.contains(&format!("# {line}")) {
        true => text.replace(&format!("# {line}"), "handshake_silence_seconds = 2"),
        false => text.replace(line, "handshake_silence_seconds = 2"),
    };
    assert!(text.contains("handshake_silence_seconds = 2"), "{text}");
    fs::write(&config, text).expect("written");
    partners.relay.start();

    let silent: Vec<TcpStream> =
        (0..50).map(|_| TcpStream::connect(partners.relay.address()).expect("connected")).collect();
    let beyond_tls = Rogue::knock(&partners.relay);
    others_go_on(&partners, "while fifty say nothing");
    for mut socket in silent {
        socket.set_read_timeout(Some(BOUND)).expect("a bound");
        match socket.read(&mut [0; 16]) {
            Ok(read) => assert_eq!(read, 0, "a word to who says nothing"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
    }
    drop(beyond_tls);
    others_go_on(&partners, "after they were dropped");
}

#[test]
fn a_proof_that_was_overheard_opens_no_second_connection() {
    let partners = Partners::new("actual");
    let port = Forger::at(&partners.port);
    let mut first = Rogue::knock(&partners.relay);
    let exporter = first.exporter();
    let overheard = proof(&port, exporter, None);
    first.upgrade(&overheard).expect("its own connection");
    let passed_on = proof(&port, exporter, Some(machine_time()));
    for (proof, why) in [(overheard, "does not verify"), (passed_on, "behind a proxy")] {
        let mut second = Rogue::knock(&partners.relay);
        let (status, reason) = second.upgrade(&proof).expect_err("somebody else's connection");
        assert_eq!(status, 403);
        assert!(reason.contains(why), "{reason}");
    }
    others_go_on(&partners, "by its own proof");
}
