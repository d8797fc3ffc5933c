//! Rooms at a relay, by consoles that speak the real protocol over real sockets.

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::entry::Secret;
use liaison_core::id::RoomId;
use liaison_core::invitation::Invitation;
use liaison_core::replica::Event;
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{ANSWER_HEADER, Admittance, Bound, Claim, Proof, TIME_HEADER};
use liaison_core::wire::{Farewell, Frame};
use liaison_journal::{Access, Journal};
use liaison_relay::clock::wall;
use liaison_relay::config::Config;
use liaison_relay::{Relay, RunningRelay, permit, relay, store, verdict};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::officer::{Client, Officer, call, founding_frame, said, upgrade};
use crate::support::{bounded, connect};

pub(crate) async fn start(dir: &TempDir, change: impl FnOnce(&mut Config)) -> RunningRelay {
    let mut config = Config::new("Test", "127.0.0.1:0");
    if !dir.path().join("relay.toml").exists() {
        relay::make(dir.path(), &config).expect("made");
    }
    change(&mut config);
    Relay::start(dir.path(), config).await.expect("started")
}

pub(crate) async fn fresh() -> (TempDir, RunningRelay) {
    let dir = tempfile::tempdir().expect("a directory");
    let relay = start(&dir, |_| {}).await;
    (dir, relay)
}

fn permit_of(relay: &RunningRelay) -> Invitation {
    relay.give_permit().expect("given").invitation
}

pub(crate) async fn founded(relay: &RunningRelay) -> Officer {
    let mut founder = Officer::founder(1);
    founder.found(relay, &permit_of(relay)).await;
    founder.until_stored().await;
    founder.connect(relay).await;
    founder
}

fn permit_claim(permit: &Invitation) -> Claim {
    Claim::Invited(permit.key().key(), permit.digest)
}

/// The reason with which a relay ends a connection.
async fn ending(client: &mut Client) -> (Option<Farewell>, Option<CloseCode>) {
    bounded(async {
        let mut bye = None;
        loop {
            match client.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    if let Ok(Frame::Bye(b)) = Frame::decode(&bytes) {
                        bye = Some(b.reason);
                    }
                }
                Some(Ok(Message::Close(frame))) => return (bye, frame.map(|f| f.code)),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (bye, None),
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_room_is_founded_by_a_permit_once_and_everything_is_on_disk() {
    let (dir, relay) = fresh().await;
    let permit = permit_of(&relay);
    let mut founder = Officer::founder(1);
    founder.found(&relay, &permit).await;
    founder.note("first");
    founder.until_stored().await;
    let mut again = Officer::founder(2);
    let refused =
        call(&relay, &permit.key(), permit_claim(&permit), &RoomId::default(), Vec::new()).await;
    let (status, reason) = said(refused);
    assert_eq!(status, 403);
    assert!(reason.contains("used already"), "{reason}");
    again.note("never sent");
    relay.stop().await;
    let journal = Journal::open(&dir.path().join(store::FILE), Access::Read).expect("opened");
    let verdict = verdict::verify(&journal).expect("read");
    assert!(verdict.ok(), "{verdict:?}");
    assert_eq!(verdict.rooms[0].entries, 2);
    assert_eq!(verdict.rooms[0].fingerprint, founder.replica.record().fingerprint());
}

#[tokio::test]
async fn wrong_and_expired_permits_are_told_plainly() {
    let (dir, relay) = fresh().await;
    let wrong = Invitation { secret: [9; 10], ..permit_of(&relay) };
    let refused =
        call(&relay, &wrong.key(), permit_claim(&wrong), &RoomId::default(), Vec::new()).await;
    assert!(said(refused).1.contains("no such permit"));
    let expired = permit_of(&relay);
    let digest = permit::digest(&Secret::from_seed([5; 32]).key());
    let mut journal = Journal::open(&dir.path().join(store::FILE), Access::Write).expect("opened");
    journal.write(|write| write.give_permit(&digest, Stamp(1))).expect("given");
    let claim = Claim::Invited(Secret::from_seed([5; 32]).key(), expired.digest);
    let secret = Secret::from_seed([5; 32]);
    let refused = call(&relay, &secret, claim, &RoomId::default(), Vec::new()).await;
    assert!(said(refused).1.contains("expired"));
}

#[tokio::test]
async fn what_is_no_founding_entry_spends_no_permit() {
    let (_dir, relay) = fresh().await;
    let permit = permit_of(&relay);
    let opened =
        call(&relay, &permit.key(), permit_claim(&permit), &RoomId::default(), Vec::new()).await;
    let (mut client, _) = opened.expect("let in");
    client.send(Message::binary(vec![0x10, 5, 1, 2, 3])).await.expect("sent");
    assert_eq!(ending(&mut client).await.1, Some(CloseCode::Policy));
    let mut founder = Officer::founder(1);
    founder.found(&relay, &permit).await;
    founder.until_stored().await;
}

#[tokio::test]
async fn two_officers_see_each_other_and_a_restart_loses_nothing() {
    let (dir, relay) = fresh().await;
    let mut aiko = founded(&relay).await;
    let invitation = Secret::from_seed([40; 32]);
    aiko.invite(&invitation.key());
    aiko.until_stored().await;
    let mut benoit = Officer::invited(2, aiko.room, &invitation);
    benoit.connect(&relay).await;
    benoit.note("from the port");
    benoit.until_stored().await;
    aiko.until(|aiko| aiko.kept.notes() == ["from the port"]).await;
    relay.stop().await;

    let relay = start(&dir, |_| {}).await;
    aiko.connect(&relay).await;
    aiko.note("after the restart");
    aiko.until_stored().await;
    benoit.connect(&relay).await;
    benoit.until(|benoit| benoit.kept.notes() == ["after the restart", "from the port"]).await;
    let same = |a: &Officer, b: &Officer| {
        a.replica.record().fingerprint() == b.replica.record().fingerprint()
    };
    aiko.until(|aiko| same(aiko, &benoit)).await;
    // The second start's epoch, beside the one in which the room was founded.
    assert!(aiko.replica.epochs().len() >= 2, "{:?}", aiko.replica.epochs());
}

#[tokio::test]
async fn an_invitation_leads_to_its_room_and_serves_once() {
    let (_dir, relay) = fresh().await;
    let mut aiko = founded(&relay).await;
    let invitation = Secret::from_seed([41; 32]);
    let digest = Invitation::digest_for(&relay.key(), Some(&aiko.room));
    let claim = Claim::Invited(invitation.key(), digest);
    let nowhere = RoomId::default();
    let refused = call(&relay, &invitation, claim, &nowhere, Vec::new()).await;
    assert!(said(refused).1.contains("no such invitation"));
    aiko.invite(&invitation.key());
    aiko.until_stored().await;
    let (_client, response) =
        call(&relay, &invitation, claim, &nowhere, Vec::new()).await.expect("let in");
    let answer = response.headers().get(ANSWER_HEADER).expect("an answer");
    let answer = Admittance::parse(answer.to_str().expect("text")).expect("readable");
    assert_eq!(answer.relay, relay.key());
    assert_eq!(answer.founding.expect("a room").room, aiko.room);
    let mut benoit = Officer::invited(2, aiko.room, &invitation);
    benoit.connect(&relay).await;
    benoit.until_stored().await;
    let refused = call(&relay, &invitation, claim, &nowhere, Vec::new()).await;
    assert!(said(refused).1.contains("used already"));
}

#[tokio::test]
async fn an_invited_console_cannot_pass_for_the_founder() {
    let (_dir, relay) = fresh().await;
    let mut aiko = founded(&relay).await;
    let invitation = Secret::from_seed([42; 32]);
    aiko.invite(&invitation.key());
    aiko.until_stored().await;
    let digest = Invitation::digest_for(&relay.key(), Some(&aiko.room));
    let claim = Claim::Invited(invitation.key(), digest);
    let opened = call(&relay, &invitation, claim, &RoomId::default(), Vec::new()).await;
    let (mut client, _) = opened.expect("let in");
    client.send(Message::binary(founding_frame(&aiko.founding()))).await.expect("sent");
    let (_, code) = ending(&mut client).await;
    assert_eq!(code, Some(CloseCode::Policy));
}

#[tokio::test]
async fn unknown_rooms_seats_and_forged_proofs_are_refused() {
    let (_dir, relay) = fresh().await;
    let aiko = founded(&relay).await;
    let stranger = Secret::from_seed([50; 32]);
    let elsewhere = RoomId([1; 32]);
    let claim = Claim::Key(elsewhere.name(), stranger.key());
    let (status, _) = said(call(&relay, &stranger, claim, &elsewhere, Vec::new()).await);
    assert_eq!(status, 404);
    let claim = Claim::Seat(aiko.room.name(), stranger.key().seat());
    let (status, reason) = said(call(&relay, &stranger, claim, &aiko.room, Vec::new()).await);
    assert_eq!((status, reason.as_str()), (403, "this room has no such seat"));
    let forged = Claim::Seat(aiko.room.name(), aiko.secret.key().seat());
    let (status, reason) = said(call(&relay, &stranger, forged, &aiko.room, Vec::new()).await);
    assert_eq!(status, 403);
    assert!(reason.contains("does not verify"), "{reason}");
}

#[tokio::test]
async fn a_proof_serves_on_its_own_connection_alone() {
    let (_dir, relay) = fresh().await;
    let aiko = founded(&relay).await;
    let proof = |exporter, told| {
        let (relay, signer) = (relay.key(), aiko.secret.key());
        let bound = Bound { relay: &relay, room: &aiko.room, signer: &signer, exporter };
        let claim = Claim::Seat(aiko.room.name(), signer.seat());
        Proof::sign(&aiko.secret, claim, &bound, told, Vec::new()).to_text()
    };
    let elsewhere = proof([1; 32], None);
    assert_eq!(said(upgrade(connect(relay.address()).await, &elsewhere).await).0, 403);
    let passed_on = proof([1; 32], Some(wall()));
    let (_, reason) = said(upgrade(connect(relay.address()).await, &passed_on).await);
    assert!(reason.contains("not configured as behind a proxy"), "{reason}");
}

#[tokio::test]
async fn behind_a_proxy_a_proof_serves_once_and_not_at_any_time() {
    let dir = tempfile::tempdir().expect("a directory");
    let relay = start(&dir, |config| config.behind_proxy = true).await;
    let aiko = founded(&relay).await;
    let proof = |time, exporter| {
        let (relay, signer) = (relay.key(), aiko.secret.key());
        let bound = Bound { relay: &relay, room: &aiko.room, signer: &signer, exporter };
        let claim = Claim::Seat(aiko.room.name(), signer.seat());
        Proof::sign(&aiko.secret, claim, &bound, Some(time), Vec::new()).to_text()
    };
    let once = proof(wall(), [1; 32]);
    let (_client, response) = upgrade(connect(relay.address()).await, &once).await.expect("let in");
    let answer = response.headers().get(ANSWER_HEADER).and_then(|answer| answer.to_str().ok());
    let answer = Admittance::parse(answer.expect("an answer")).expect("that reads");
    assert!(answer.relay == relay.key() && answer.proves(&[1; 32]), "the relay shows its key");
    let (_, reason) = said(upgrade(connect(relay.address()).await, &once).await);
    assert!(reason.contains("used before"), "{reason}");
    let late = proof(Stamp(1), [2; 32]);
    match upgrade(connect(relay.address()).await, &late).await {
        Err(Error::Http(answer)) => assert!(answer.headers().contains_key(TIME_HEADER)),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn garbage_and_frames_too_long_end_a_connection_with_a_reason() {
    let (_dir, relay) = fresh().await;
    let aiko = founded(&relay).await;
    let claim = Claim::Seat(aiko.room.name(), aiko.secret.key().seat());
    let open = || call(&relay, &aiko.secret, claim, &aiko.room, Vec::new());
    let (mut client, _) = open().await.expect("let in");
    client.send(Message::binary(vec![0xff; 100])).await.expect("sent");
    assert_eq!(ending(&mut client).await, (Some(Farewell::Protocol), Some(CloseCode::Policy)));
    let (mut client, _) = open().await.expect("let in");
    let _ = client.send(Message::binary(vec![0; 300 * 1024])).await;
    let (_, code) = ending(&mut client).await;
    assert!(matches!(code, None | Some(CloseCode::Size)), "{code:?}");
    let (mut client, _) = open().await.expect("let in");
    client.send(Message::text("hello")).await.expect("sent");
    assert_eq!(ending(&mut client).await.1, Some(CloseCode::Policy));
}

#[tokio::test]
async fn five_wrong_codes_from_an_address_and_it_waits_but_a_seat_does_not() {
    let dir = tempfile::tempdir().expect("a directory");
    let relay = start(&dir, |config| config.limits.loopback = true).await;
    let mut aiko = founded(&relay).await;
    let wrong = Invitation { secret: [9; 10], ..permit_of(&relay) };
    let key = wrong.key();
    let nowhere = RoomId::default();
    let attempt = || call(&relay, &key, permit_claim(&wrong), &nowhere, Vec::new());
    for _ in 0..5 {
        assert_eq!(said(attempt().await).0, 403);
    }
    let (status, reason) = said(attempt().await);
    assert_eq!(status, 429);
    assert!(reason.contains("try again in"), "{reason}");
    aiko.connect(&relay).await;
    aiko.note("still here");
    aiko.until_stored().await;
}

#[tokio::test]
async fn consoles_are_told_that_the_relay_stops() {
    let (_dir, relay) = fresh().await;
    let mut aiko = founded(&relay).await;
    let stopping = tokio::spawn(relay.stop());
    aiko.until(|aiko| {
        aiko.events.iter().any(|e| matches!(e, Event::Bye(b) if b.reason == Farewell::Stopping))
    })
    .await;
    drop(aiko);
    bounded(stopping).await.expect("it stopped");
}
