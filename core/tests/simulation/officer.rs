//! A console: a replica, a folded room, a disk that takes its time, and somebody who writes.

use std::collections::BTreeSet;

use liaison_core::body::Body;
use liaison_core::body::room::{EntryGivenUp, SeatContinued};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryKey, Hash, RoomId, SeatKey};
use liaison_core::membership::continuation_hash;
use liaison_core::pace::{Now, Tick};
use liaison_core::record::Named;
use liaison_core::replica::documents::{DocumentEvent, Local};
use liaison_core::replica::{Event, Replica, Store};
use liaison_core::room::{Applied, Room};
use liaison_core::stamp::Stamp;
use liaison_core::wire::History;

use super::chance::Chance;
use super::disk::{Disk, Files};
use super::network::Wire;
use super::relay::{Peer, Relay};
use crate::office::fold;

pub(crate) struct Officer {
    pub(crate) disk: Disk,
    pub(crate) secret: Secret,
    pub(crate) room: Room,
    pub(crate) replica: Replica,
    pub(crate) connection: Option<liaison_core::keeper::Connection>,
    pub(crate) connect_at: u64,
    /// What the console called saved.
    pub(crate) saved: BTreeSet<EntryKey>,
    /// What the console called stored, since the relay was last set back.
    pub(crate) stored: BTreeSet<EntryKey>,
    /// The relay was set back since this console last spoke to it: what it heard before is void,
    /// though it may come to know that it did only now.
    pub(crate) hears_of_the_past: bool,
    pub(crate) fresh_seats: u32,
    pub(crate) wall: Stamp,
    /// What was said of documents since the start.
    pub(crate) heard: Vec<DocumentEvent>,
    storing: Option<(u64, Store)>,
    writing: Option<(u64, Link)>,
    own_unknown: bool,
    give_up: BTreeSet<u32>,
}

impl Officer {
    pub(crate) fn start(room: RoomId, disk: Disk) -> Self {
        let secret = Secret::from_seed(disk.0.borrow().seed);
        let met = disk.0.borrow().met.clone();
        let mut replica = Replica::open(Some(secret.key()), disk.record(room), met);
        replica.go_on_with(disk.0.borrow().unfinished.clone());
        // A journal that came to hold entries of its own seat that it did not write, and died
        // before it took a fresh one.
        let (head, own) = (disk.0.borrow().head, secret.key());
        let beyond = replica.record().head(&own).is_some_and(|newest| newest.n > head.0);
        let beside = replica.record().branches(&own, head.0).len() > 1;
        let own_unknown = beyond || beside;
        Self {
            room: fold(room, &disk.links()),
            replica,
            secret,
            disk,
            connection: None,
            connect_at: 0,
            saved: BTreeSet::new(),
            stored: BTreeSet::new(),
            hears_of_the_past: false,
            fresh_seats: 0,
            wall: Stamp(0),
            heard: Vec::new(),
            storing: None,
            writing: None,
            own_unknown,
            give_up: BTreeSet::new(),
        }
    }

    pub(crate) fn key(&self) -> SeatKey {
        self.secret.key()
    }

    /// The process dies, before or after its fsync, and starts again.
    pub(crate) fn crash(&mut self, relay: &mut Relay, now: u64, chance: &mut Chance) {
        self.hang_up(relay, now, chance);
        if let Some((_, store)) = self.storing.take()
            && chance.once_in(2)
        {
            self.disk.store(&store);
        }
        if let Some((_, link)) = self.writing.take()
            && chance.once_in(2)
        {
            self.keep_own(&link);
        }
        self.restart(chance);
    }

    /// The machine is put back to an older copy of its disk.
    pub(crate) fn restore(&mut self, files: Files, chance: &mut Chance) {
        *self.disk.0.borrow_mut() = files;
        self.writing = None;
        self.storing = None;
        let kept = self.saved.iter().copied().filter(|key| self.disk.holds(key)).collect();
        self.saved = kept;
        self.restart(chance);
    }

    fn restart(&mut self, chance: &mut Chance) {
        let again = Self::start(self.room.id(), self.disk.clone());
        let (saved, stored) = (std::mem::take(&mut self.saved), std::mem::take(&mut self.stored));
        let (fresh_seats, wall, at) = (self.fresh_seats, self.wall, self.connect_at);
        let connect_at = at + chance.between(100, 4_000);
        let hears_of_the_past = self.hears_of_the_past;
        *self = Self { saved, stored, hears_of_the_past, fresh_seats, wall, connect_at, ..again };
    }

    pub(crate) fn hang_up(&mut self, relay: &mut Relay, now: u64, chance: &mut Chance) {
        self.replica.disconnected();
        if let Some(connection) = self.connection.take()
            && let Some(peer) = relay.peers.get_mut(&connection)
        {
            peer.wire.noticed_at.get_or_insert(now + chance.between(0, 6_000));
        }
        self.connect_at = now + chance.between(50, 3_000);
    }

    /// Whether another entry can be written now.
    pub(crate) fn may_write(&self) -> bool {
        self.writing.is_none() && !self.own_unknown
    }

    /// Writes an entry: saved once the disk has it.
    pub(crate) fn write(&mut self, body: &Body, now: u64, chance: &mut Chance) {
        let (n, h) = self.disk.0.borrow().head;
        let entry = Entry { time: self.wall, kind: body.kind(), body: body.write() };
        let link = Link::write(&self.room.id(), &self.secret, n + 1, h, entry);
        self.writing = Some((now + chance.between(0, 200), link));
    }

    pub(crate) fn connect(&mut self, relay: &mut Relay, wire: Wire, now: u64) {
        self.hears_of_the_past = false;
        let have = self.replica.connect(History::All, self.now(now));
        self.connection = Some(relay.accept(self.key(), &have, wire, now));
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.writing.is_none() && self.storing.is_none() && !self.own_unknown
    }

    pub(crate) fn step(&mut self, relay: &mut Relay, now: u64, chance: &mut Chance) {
        self.hear(relay, now);
        self.sync(now, chance);
        self.learn();
        self.tell_documents();
        self.chores(now, chance);
        let moment = self.now(now);
        let Some(connection) = self.connection else { return };
        let Some(Peer { wire, .. }) = relay.peers.get_mut(&connection) else {
            self.hang_up(relay, now, chance);
            return;
        };
        let mut broken = self.replica.handle_timeout(moment);
        while !broken {
            let frame = self.replica.poll_frame(&self.disk, moment).expect("memory can be read");
            let frame = match frame {
                Some(frame) => Some(frame),
                None => self
                    .replica
                    .poll_document_frame(&self.disk, moment)
                    .expect("memory can be read"),
            };
            let Some(frame) = frame else { break };
            broken = !wire.up.send(frame, now);
        }
        if broken || wire.noticed_at.is_some() && wire.down.is_empty() {
            self.hang_up(relay, now, chance);
        }
    }

    fn hear(&mut self, relay: &mut Relay, now: u64) {
        let moment = self.now(now);
        let Some(connection) = self.connection else { return };
        let Some(Peer { wire, .. }) = relay.peers.get_mut(&connection) else { return };
        while let Some(message) = wire.down.receive(now) {
            let heard = self.replica.handle_frame(&message, moment);
            heard.unwrap_or_else(|fault| panic!("an honest relay's frame: {fault}"));
        }
    }

    fn sync(&mut self, now: u64, chance: &mut Chance) {
        if let Some((_, store)) = self.storing.take_if(|(at, _)| *at <= now) {
            self.disk.store(&store);
            self.replica.stored(&store);
            if let Store::Entries(entries) = &store {
                let links: Vec<Link> = entries.iter().map(|placed| placed.link.clone()).collect();
                links.iter().for_each(|link| self.fold_in(link));
            }
        }
        if self.storing.is_none() {
            let store = self.replica.poll_store();
            self.storing = store.map(|store| (now + chance.between(0, 200), store));
        }
        if let Some((_, link)) = self.writing.take_if(|(at, _)| *at <= now) {
            self.keep_own(&link);
            self.saved.insert(link.key());
            self.fold_in(&link);
            self.replica.take_seat(link.author);
            self.replica.written(&link);
        }
    }

    fn learn(&mut self) {
        while let Some(event) = self.replica.poll_event() {
            match event {
                Event::Stored(keys) if !self.hears_of_the_past => self.stored.extend(keys),
                Event::OwnUnknown(key) => self.own_unknown |= key.author == self.key(),
                Event::Refused(key, _) if key.author == self.key() => {
                    self.give_up.insert(key.n);
                }
                Event::Standing(names) => {
                    let gone = self.replica.gone(self.room.present(), &names);
                    self.room.believe(names, gone);
                }
                Event::Complete(History::All) => self.room.disbelieve(),
                Event::Unstored => self.disk.0.borrow_mut().at_relay.clear(),
                Event::Document(event) => {
                    if let DocumentEvent::AtRelay(name, bytes) = event
                        && bytes == name.layout().stream_bytes()
                    {
                        self.disk.0.borrow_mut().at_relay.insert(name);
                    }
                    self.heard.push(event);
                }
                _ => {}
            }
        }
    }

    /// What a console does by itself: a fresh seat, giving up what was refused.
    fn chores(&mut self, now: u64, chance: &mut Chance) {
        if self.writing.is_some() {
            return;
        }
        if self.own_unknown {
            self.take_fresh_seat(now, chance);
        } else if !self.give_up.is_empty() {
            let numbers = std::mem::take(&mut self.give_up).into_iter().collect();
            self.write(&EntryGivenUp { numbers }.into(), now, chance);
        }
    }

    fn take_fresh_seat(&mut self, now: u64, chance: &mut Chance) {
        let (n, h) = self.disk.0.borrow().head;
        let (old, fresh) = (self.secret.clone(), Secret::from_seed(chance.bytes()));
        let key = fresh.key();
        let hash = continuation_hash(&self.room.id(), &key, &old.key(), n, &h);
        let proof = old.sign_bytes(&hash.0);
        let body = Body::from(SeatContinued { key, old: old.key(), n, h, proof });
        let entry = Entry { time: self.wall, kind: body.kind(), body: body.write() };
        let link = Link::write(&self.room.id(), &fresh, 1, Hash::ZERO, entry);
        self.secret = fresh;
        self.own_unknown = false;
        self.give_up.clear();
        self.fresh_seats += 1;
        self.writing = Some((now + chance.between(0, 200), link));
    }

    /// Tells the machine of the room's documents, as the journal has them.
    fn tell_documents(&mut self) {
        let files = self.disk.0.borrow();
        let local = self.room.travelling().map(|(name, entry)| {
            let kept = files.documents.get(&name).map_or(0, |(_, checked)| *checked);
            let stored = |key: EntryKey| self.replica.record().node(&key)?.position;
            let key = match self.replica.record().resolve(entry) {
                Named::One(key) => Some(key),
                Named::Absent | Named::Ambiguous => None,
            };
            Local {
                name,
                whole: kept == name.layout().stream_bytes(),
                wanted: files.wanted.contains(&name),
                at_relay: files.at_relay.contains(&name),
                listed: key.and_then(stored).is_some(),
            }
        });
        let local = local.collect();
        drop(files);
        self.replica.take_documents(local);
    }

    fn keep_own(&mut self, link: &Link) {
        let placed = liaison_core::shelf::Placed { link: link.clone(), position: None };
        self.disk.keep(&placed);
        let mut files = self.disk.0.borrow_mut();
        files.head = (link.n, link.h);
        files.seed = self.secret.seed();
    }

    fn fold_in(&mut self, link: &Link) {
        if self.room.apply(link) == Applied::FoldAnew {
            self.room = fold(self.room.id(), &self.disk.links());
        }
    }

    fn now(&self, now: u64) -> Now {
        Now { wall: self.wall, tick: Tick(now) }
    }
}
