//! A console without a screen: a seat's key, what it holds in memory, and one link.

use std::collections::BTreeMap;
use std::convert::Infallible;

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::body::Body;
use liaison_core::body::document::DocumentShared;
use liaison_core::body::log::NoteTaken;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatTaken};
use liaison_core::document::{Archive, Held, Keep, Name, Tree};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryKey, Hash, RoomId, SeatKey};
use liaison_core::invitation::Invitation;
use liaison_core::membership::redemption_hash;
use liaison_core::record::Record;
use liaison_core::replica::documents::Local;
use liaison_core::replica::{Event, Replica, Store};
use liaison_core::run::Run;
use liaison_core::shelf::Shelf;
use liaison_core::terms::{Mode, Role, Tlp};
use liaison_core::upgrade::{Bound, Claim, EXPORTER_LABEL, PROOF_HEADER, Proof};
use liaison_core::wire::{Frame, History};
use liaison_relay::RunningRelay;
use liaison_relay::clock::{Clock, wall};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{bounded, connect};

pub(crate) type Client = WebSocketStream<TlsStream<TcpStream>>;

/// One officer with one room.
pub(crate) struct Officer {
    pub(crate) secret: Secret,
    pub(crate) room: RoomId,
    pub(crate) kept: Kept,
    pub(crate) replica: Replica,
    pub(crate) events: Vec<Event>,
    clock: Clock,
    link: Option<Client>,
    /// What the relay said when it ended the link.
    ending: Option<Message>,
}

#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) links: BTreeMap<EntryKey, Link>,
    /// Of each document what is kept of its stream, and how much of that verifies.
    pub(crate) documents: BTreeMap<Name, (Vec<u8>, u64)>,
}

impl Shelf for Kept {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.links.get(key).cloned())
    }
}

impl Archive for Kept {
    type Error = Infallible;

    fn held(&self, name: &Name) -> Result<Held, Infallible> {
        let kept = self.documents.get(name);
        let held = |(stream, checked): &(Vec<u8>, u64)| Held {
            bytes: stream.len() as u64,
            checked: *checked,
        };
        Ok(kept.map(held).unwrap_or_default())
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, Infallible> {
        let Some((stream, _)) = self.documents.get(name) else { return Ok(Vec::new()) };
        let from = stream.len().min(from as usize);
        Ok(stream[from..stream.len().min(from.saturating_add(most))].to_vec())
    }
}

impl Kept {
    /// Does with a document what a replica asks for.
    fn keep_document(&mut self, keep: &Keep) {
        let (stream, verified) = self.documents.entry(keep.name).or_default();
        match &keep.what {
            liaison_core::document::Kept::Bytes { from, bytes, checked } => {
                assert_eq!(*from, stream.len() as u64, "a stream is kept without a hole");
                stream.extend_from_slice(bytes);
                *verified = *checked;
            }
            liaison_core::document::Kept::Cut(from) => {
                stream.truncate(*from as usize);
                *verified = (*verified).min(*from);
            }
        }
    }

    /// The texts of all notes held.
    pub(crate) fn notes(&self) -> Vec<String> {
        let bodies = self.links.values().filter_map(Link::read);
        let mut notes: Vec<_> = bodies
            .filter_map(|body| match body {
                Body::NoteTaken(note) => Some(note.text),
                _ => None,
            })
            .collect();
        notes.sort();
        notes
    }
}

/// Asks a relay to be let in: what `claim` says, signed by `secret`.
pub(crate) async fn call(
    relay: &RunningRelay,
    secret: &Secret,
    claim: Claim,
    room: &RoomId,
    carried: Vec<u8>,
) -> Result<(Client, Response), Error> {
    let tls = connect(relay.address()).await;
    let exporter = tls.get_ref().1.export_keying_material([0; 32], EXPORTER_LABEL, None);
    let exporter = exporter.expect("after the handshake");
    let bound = Bound { relay: &relay.key(), room, signer: &secret.key(), exporter };
    let proof = Proof::sign(secret, claim, &bound, None, carried);
    upgrade(tls, &proof.to_text()).await
}

/// Sends an upgrade request with this proof.
pub(crate) async fn upgrade(
    tls: TlsStream<TcpStream>,
    proof: &str,
) -> Result<(Client, Response), Error> {
    let mut request = "wss://relay/".into_client_request().expect("a request");
    request.headers_mut().insert(PROOF_HEADER, HeaderValue::from_str(proof).expect("plain"));
    bounded(client_async(request, tls)).await
}

/// What a refusal says.
pub(crate) fn said(refused: Result<(Client, Response), Error>) -> (u16, String) {
    match refused {
        Err(Error::Http(answer)) => {
            let body = answer.body().clone().unwrap_or_default();
            (answer.status().as_u16(), String::from_utf8_lossy(&body).trim().to_owned())
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The frame that founds a room against a permit.
pub(crate) fn founding_frame(link: &Link) -> Vec<u8> {
    let run = Run {
        seat: link.author.seat(),
        first: 1,
        positions: None,
        contents: vec![link.content.clone()],
        signatures: vec![link.signature],
    };
    Frame::Run(run).encode()
}

impl Officer {
    /// Somebody who will found a room; nothing is sent yet.
    pub(crate) fn founder(seed: u8) -> Self {
        let secret = Secret::from_seed([seed; 32]);
        let body = Body::from(RoomFounded {
            key: secret.key(),
            mode: Mode::Exercise,
            purpose: "Nagoya".to_owned(),
            name: "Aiko".to_owned(),
            organisation: "Customs".to_owned(),
            recovery: SeatKey([seed; 32]),
            tlp: Tlp::Amber,
        });
        let entry = Entry { time: wall(), kind: body.kind(), body: body.write() };
        let link = Link::write(&RoomId::default(), &secret, 1, Hash::ZERO, entry);
        let mut officer = Self::new(secret, RoomId(link.h.0));
        officer.keep(link);
        officer
    }

    /// Somebody who takes the seat of an invitation.
    pub(crate) fn invited(seed: u8, room: RoomId, invitation: &Secret) -> Self {
        let mut officer = Self::new(Secret::from_seed([seed; 32]), room);
        let key = officer.secret.key();
        let proof = invitation.sign(&redemption_hash(&room, &key, &invitation.key()));
        officer.write(SeatTaken { key, invitation: invitation.key(), proof, name: None });
        officer
    }

    fn new(secret: Secret, room: RoomId) -> Self {
        let replica = Replica::open(Some(secret.key()), Record::new(room), Vec::new());
        let (kept, events) = (Kept::default(), Vec::new());
        Self {
            secret,
            room,
            kept,
            replica,
            events,
            clock: Clock::start(),
            link: None,
            ending: None,
        }
    }

    fn keep(&mut self, link: Link) -> EntryKey {
        let key = link.key();
        self.replica.written(&link);
        self.kept.links.insert(key, link);
        key
    }

    /// Writes an entry of this seat.
    pub(crate) fn write(&mut self, body: impl Into<Body>) -> EntryKey {
        let body = body.into();
        let own = self.kept.links.values().filter(|link| link.author == self.secret.key());
        let newest = own.max_by_key(|link| link.n);
        let (n, previous) = newest.map_or((1, Hash::ZERO), |link| (link.n + 1, link.h));
        let entry = Entry { time: wall(), kind: body.kind(), body: body.write() };
        self.keep(Link::write(&self.room, &self.secret, n, previous, entry))
    }

    pub(crate) fn note(&mut self, text: &str) -> EntryKey {
        self.write(NoteTaken { text: text.to_owned(), incident: None })
    }

    /// Shares a document: the entry, and the bytes beside it.
    pub(crate) fn share(&mut self, bytes: &[u8]) -> (EntryKey, Name) {
        let tree = Tree::of(bytes);
        let stream = [&tree.list[..], bytes].concat();
        let checked = stream.len() as u64;
        self.kept.documents.insert(tree.name, (stream, checked));
        let shared = self.write(DocumentShared {
            name: "consigne-12.pdf".to_owned(),
            media: "application/pdf".to_owned(),
            size: tree.name.size,
            hash: tree.name.hash,
            tlp: None,
            incident: None,
            text: None,
        });
        (shared, tree.name)
    }

    /// Tells the machine of one document.
    pub(crate) fn document(&mut self, name: Name, wanted: bool) {
        let whole = self.has(&name);
        let local = Local { name, whole, wanted, at_relay: false, listed: true };
        self.replica.take_documents(vec![local]);
    }

    /// Whether all of a document is here.
    pub(crate) fn has(&self, name: &Name) -> bool {
        let whole = name.layout().stream_bytes();
        self.kept.documents.get(name).is_some_and(|(_, checked)| *checked == whole)
    }

    pub(crate) fn invite(&mut self, invitation: &SeatKey) -> EntryKey {
        let expires = (wall() + std::time::Duration::from_secs(3600)).moment();
        self.write(InvitationIssued {
            key: *invitation,
            name: "Benoît".to_owned(),
            organisation: "Port".to_owned(),
            role: Role::Liaison,
            expires,
            posted_at: None,
        })
    }

    pub(crate) fn founding(&self) -> Link {
        self.kept.links.values().find(|link| link.h.0 == self.room.0).expect("held").clone()
    }

    /// Founds the room against a permit; to be told anything more it connects with its seat.
    pub(crate) async fn found(&mut self, relay: &RunningRelay, permit: &Invitation) {
        let claim = Claim::Invited(permit.key().key(), permit.digest);
        let carried = self.replica.connect(History::All, self.clock.now());
        let opened = call(relay, &permit.key(), claim, &RoomId::default(), carried).await;
        let (mut client, _) = opened.expect("let in");
        let founding = founding_frame(&self.founding());
        client.send(Message::binary(founding)).await.expect("sent");
        self.link = Some(client);
    }

    /// Connects as the holder of a seat.
    pub(crate) async fn connect(&mut self, relay: &RunningRelay) {
        self.link = None;
        self.replica.disconnected();
        let claim = Claim::Key(self.room.name(), self.secret.key());
        let carried = self.replica.connect(History::All, self.clock.now());
        let opened = call(relay, &self.secret, claim, &self.room, carried).await;
        self.link = Some(opened.expect("let in").0);
    }

    /// Goes on until `done`, which must happen.
    pub(crate) async fn until(&mut self, done: impl Fn(&Self) -> bool) {
        bounded(async {
            loop {
                self.settle();
                if done(self) {
                    return;
                }
                self.send().await;
                if !self.hear().await {
                    self.settle();
                    assert!(done(self), "the link ended: {:?}", self.ending);
                    return;
                }
            }
        })
        .await;
    }

    /// Until everything written is stored.
    pub(crate) async fn until_stored(&mut self) {
        self.until(|officer| {
            let record = officer.replica.record();
            officer
                .kept
                .links
                .keys()
                .all(|key| record.node(key).is_some_and(|n| n.position.is_some()))
        })
        .await;
    }

    async fn send(&mut self) {
        let link = self.link.as_mut().expect("connected");
        loop {
            let now = self.clock.now();
            let frame = self.replica.poll_frame(&self.kept, now).expect("what is held is there");
            let frame = match frame {
                Some(frame) => Some(frame),
                None => self.replica.poll_document_frame(&self.kept, now).expect("it is there"),
            };
            let Some(frame) = frame else { return };
            // That it is gone shows when it is read from.
            let _ = link.send(Message::binary(frame)).await;
        }
    }

    async fn hear(&mut self) -> bool {
        let link = self.link.as_mut().expect("connected");
        let due = self.replica.poll_timeout();
        let timer = async {
            match due {
                Some(tick) => tokio::time::sleep_until(self.clock.instant(tick).into()).await,
                None => std::future::pending().await,
            }
        };
        let message = tokio::select! {
            message = link.next() => message,
            () = timer => {
                self.replica.handle_timeout(self.clock.now());
                return true;
            }
        };
        match message {
            Some(Ok(Message::Binary(bytes))) => {
                self.replica.handle_frame(&bytes, self.clock.now()).expect("an honest relay");
                true
            }
            Some(Ok(close @ Message::Close(_))) => {
                self.ending = Some(close);
                false
            }
            Some(Err(_)) | None => false,
            Some(Ok(_)) => true,
        }
    }

    fn settle(&mut self) {
        while let Some(store) = self.replica.poll_store() {
            match &store {
                Store::Entries(entries) => {
                    for placed in entries {
                        self.kept.links.insert(placed.link.key(), placed.link.clone());
                    }
                }
                Store::Document(keep) => self.kept.keep_document(keep),
                _ => {}
            }
            self.replica.stored(&store);
        }
        while let Some(event) = self.replica.poll_event() {
            self.events.push(event);
        }
    }
}
