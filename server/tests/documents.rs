//! Documents at a relay, over real sockets: brought, kept, given, refused, removed.

use liaison_core::body::document::DocumentWithdrawn;
use liaison_core::document::{Name, Refused};
use liaison_core::entry::Secret;
use liaison_core::replica::Event;
use liaison_core::replica::documents::DocumentEvent;
use liaison_journal::{Access, Journal};
use liaison_relay::{RunningRelay, store};
use tempfile::TempDir;

use crate::command_line::run;
use crate::rooms::{founded, fresh, start};
use crate::support::officer::Officer;

/// Bytes that do not repeat.
fn paper(size: usize) -> Vec<u8> {
    let mut state = size as u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(size).collect()
}

/// The founder and somebody whom the founder invited, both connected.
async fn two(relay: &RunningRelay) -> (Officer, Officer) {
    let mut aiko = founded(relay).await;
    let invitation = Secret::from_seed([60; 32]);
    aiko.invite(&invitation.key());
    aiko.until_stored().await;
    let mut benoit = Officer::invited(61, aiko.room, &invitation);
    benoit.connect(relay).await;
    benoit.until_stored().await;
    (aiko, benoit)
}

fn at_relay(officer: &Officer, name: Name) -> bool {
    let whole = DocumentEvent::AtRelay(name, name.layout().stream_bytes());
    officer.events.contains(&Event::Document(whole))
}

fn refused(officer: &Officer, name: Name, why: Refused) -> bool {
    officer.events.contains(&Event::Document(DocumentEvent::Refused(name, why)))
}

/// Shares a document and brings it to the relay.
async fn brought(officer: &mut Officer, bytes: &[u8]) -> (liaison_core::id::EntryKey, Name) {
    let (entry, name) = officer.share(bytes);
    officer.until_stored().await;
    officer.document(name, false);
    officer.until(|officer| at_relay(officer, name)).await;
    (entry, name)
}

fn kept(dir: &TempDir, officer: &Officer) -> u64 {
    let journal = Journal::open(&dir.path().join(store::FILE), Access::Read).expect("opened");
    let room = journal.read().room(&officer.room).expect("read").expect("held");
    journal.read().document_bytes(Some(room)).expect("read")
}

#[tokio::test]
async fn a_document_goes_by_the_relay_which_may_start_again_in_between() {
    let (dir, relay) = fresh().await;
    let (mut aiko, mut benoit) = two(&relay).await;
    let bytes = paper(700_000);
    let (_, name) = brought(&mut aiko, &bytes).await;
    relay.stop().await;
    assert_eq!(kept(&dir, &aiko), name.layout().stream_bytes());
    let relay = start(&dir, |_| {}).await;
    benoit.connect(&relay).await;
    benoit.document(name, true);
    benoit.until(|benoit| benoit.has(&name)).await;
    let list = name.layout().list_bytes() as usize;
    assert!(benoit.kept.documents[&name].0[list..] == bytes);
}

#[tokio::test]
async fn what_was_begun_is_gone_on_with_by_somebody_else_after_a_restart() {
    let (dir, relay) = fresh().await;
    let (mut aiko, mut benoit) = two(&relay).await;
    let bytes = paper(1_000_000);
    let (_, name) = aiko.share(&bytes);
    benoit.kept.documents.insert(name, aiko.kept.documents[&name].clone());
    aiko.until_stored().await;
    aiko.document(name, false);
    // What has been sent may still lie in the socket; what was confirmed the relay has.
    let arrived = |aiko: &Officer| {
        aiko.replica.pace().is_some_and(|pace| pace.total() - pace.in_flight() > 20_000)
    };
    aiko.until(arrived).await;
    relay.stop().await;
    let begun = kept(&dir, &aiko);
    assert!(begun > 0 && begun < name.layout().stream_bytes(), "{begun} bytes were kept");
    let relay = start(&dir, |_| {}).await;
    benoit.connect(&relay).await;
    benoit.document(name, false);
    benoit.until(|benoit| at_relay(benoit, name)).await;
    assert_eq!(kept(&dir, &benoit), name.layout().stream_bytes());
}

#[tokio::test]
async fn what_is_too_large_or_has_no_space_is_refused_before_its_first_byte() {
    let dir = tempfile::tempdir().expect("a directory");
    let relay = start(&dir, |config| {
        config.limits.document_bytes = 100_000;
        config.limits.documents_bytes = 150_000;
    })
    .await;
    let (mut aiko, _benoit) = two(&relay).await;
    brought(&mut aiko, &paper(90_000)).await;
    for (size, why) in [(100_001, Refused::Size), (80_000, Refused::Quota)] {
        let (_, name) = aiko.share(&paper(size));
        aiko.until_stored().await;
        aiko.document(name, false);
        aiko.until(|aiko| refused(aiko, name, why)).await;
    }
    assert!(kept(&dir, &aiko) < 100_000);
}

#[tokio::test]
async fn what_was_withdrawn_is_removed_and_its_space_is_free() {
    let dir = tempfile::tempdir().expect("a directory");
    let relay = start(&dir, |config| config.limits.documents_bytes = 150_000).await;
    let (mut aiko, mut benoit) = two(&relay).await;
    let (shared, name) = brought(&mut aiko, &paper(90_000)).await;
    aiko.write(DocumentWithdrawn { document: shared.reference(), reason: None });
    aiko.until_stored().await;
    benoit.document(name, true);
    benoit.until(|benoit| refused(benoit, name, Refused::Unlisted)).await;
    // Only where the first one is gone is there space for the next.
    brought(&mut aiko, &paper(100_000)).await;
    let left = kept(&dir, &aiko);
    assert!(left > 100_000 && left < 110_000, "{left} bytes are kept");
}

#[tokio::test]
async fn a_damaged_piece_is_named_and_left_out_when_a_backup_is_put_back() {
    let (dir, relay) = fresh().await;
    let (mut aiko, mut benoit) = two(&relay).await;
    let bytes = paper(300_000);
    let (_, name) = brought(&mut aiko, &bytes).await;
    let (_, other) = brought(&mut aiko, &paper(5_000)).await;
    relay.stop().await;
    let store = dir.path().join(store::FILE);
    let mut file = std::fs::read(&store).expect("read");
    // A relay that was stopped leaves everything in the one file. Where a page of it ends, what
    // follows stands elsewhere: not every stretch is found.
    let place = |part: &[u8]| file.windows(part.len()).position(|window| window == part);
    let at = bytes[100_000..100_320].chunks(32).find_map(place).expect("it is there");
    file[at] ^= 1;
    std::fs::write(&store, file).expect("written");

    let held = name.layout().stream_bytes() + other.layout().stream_bytes();
    let verified = run(&["verify", "--json"], dir.path());
    assert_eq!(verified.status.code(), Some(4));
    let verdict: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("a document");
    let room = &verdict["rooms"][0];
    assert_eq!((&room["ok"], &room["bad_signatures"]), (&false.into(), &0.into()));
    assert_eq!((&room["documents"], &room["document_bytes"]), (&2.into(), &held.into()));
    let damaged = &room["damaged_documents"];
    assert_eq!(damaged[0]["size"], name.size);
    assert_eq!(damaged[0]["piece"], 100_000 / liaison_core::document::PIECE_BYTES);
    assert_eq!(damaged[1], serde_json::Value::Null);

    // Put back as it is, all but that: who has it brings it again.
    let copy = dir.path().join("copy.db");
    let copy = copy.to_str().expect("a name");
    assert!(run(&["backup", copy], dir.path()).status.success());
    let restored = run(&["restore", copy, "--json"], dir.path());
    assert!(restored.status.success(), "{restored:?}");
    let said: serde_json::Value = serde_json::from_slice(&restored.stdout).expect("a document");
    assert_eq!((&said["documents"], &said["left_out"]), (&1.into(), &1.into()));
    assert!(run(&["verify"], dir.path()).status.success());
    let relay = start(&dir, |_| {}).await;
    aiko.events.clear();
    aiko.connect(&relay).await;
    aiko.document(name, false);
    aiko.until(|aiko| at_relay(aiko, name)).await;
    benoit.connect(&relay).await;
    benoit.document(name, true);
    benoit.until(|benoit| benoit.has(&name)).await;
}
