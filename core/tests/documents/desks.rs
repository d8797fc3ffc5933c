//! Two desks and a relay: one has a document, the other wants it.

use liaison_core::body::Body;
use liaison_core::body::document::DocumentShared;
use liaison_core::body::log::NoteTaken;
use liaison_core::document::{Keep, Kept, Name, Tree};
use liaison_core::shelf::Placed;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Role};

use crate::office::{DAWN, Office};
use crate::simulation::chance::Chance;
use crate::simulation::disk::Disk;
use crate::simulation::network::Wire;
use crate::simulation::officer::Officer;
use crate::simulation::relay::Relay;

const STEP_MS: u64 = 20;

/// A link's rate and round trip, and whether it breaks.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) bytes_per_s: u64,
    pub(super) round_trip_ms: u64,
    /// It breaks after so many bytes at most, at a random one.
    pub(super) breaks_within: Option<u64>,
}

pub(super) const FAST: Line =
    Line { bytes_per_s: 1_000_000, round_trip_ms: 20, breaks_within: None };

pub(super) struct Desks {
    pub(super) relay: Relay,
    pub(super) officers: [Officer; 2],
    pub(super) lines: [Line; 2],
    pub(super) chance: Chance,
    pub(super) now: u64,
    pub(super) cuts: u64,
    /// Bytes of frames that went into links that are gone by now.
    gone: u64,
}

impl Desks {
    /// A room with so many notes of the first desk, of which the second has only its admission.
    pub(super) fn open(seed: u64, notes: u32, lines: [Line; 2]) -> Self {
        let mut chance = Chance(seed);
        let mut office = Office::found(Mode::Exercise);
        let far = office.seat(0, "Carrier A", Role::Liaison);
        let admission = office.log.len();
        for n in 0..notes {
            let text = format!("Yard {n} is filling, trucks are turned away at the gate");
            office.write(0, NoteTaken { text, incident: None });
        }
        let disk = Disk::default();
        for (at, link) in office.log.iter().enumerate() {
            disk.keep(&Placed { link: link.clone(), position: Some(at as u64) });
        }
        let console = |pen: usize, held: usize| {
            let disk = Disk::default();
            for link in &office.log[..held] {
                disk.keep(&Placed { link: link.clone(), position: None });
            }
            disk.0.borrow_mut().seed = office.pens[pen].secret.seed();
            disk.0.borrow_mut().head = (office.pens[pen].n, office.pens[pen].h);
            Officer::start(office.id, disk)
        };
        let officers = [console(0, office.log.len()), console(far, admission)];
        let relay = Relay::start(office.id, disk, 0, &mut chance);
        Self { relay, officers, lines, chance, now: 0, cuts: 0, gone: 0 }
    }

    pub(super) fn step(&mut self) {
        self.now += STEP_MS;
        self.relay.wall = Stamp(DAWN.0 + self.now);
        let before = self.carried();
        let peers: Vec<_> = self.relay.peers.keys().copied().collect();
        self.relay.step(self.now, false, &mut self.chance);
        if peers.iter().any(|peer| !self.relay.peers.contains_key(peer)) {
            self.gone += before - self.carried().min(before);
        }
        for (officer, line) in self.officers.iter_mut().zip(self.lines) {
            officer.wall = Stamp(DAWN.0 + self.now);
            let due = officer.connection.is_none() && officer.connect_at <= self.now;
            if due && officer.replica.may_connect() {
                let mut wire = Wire::steady(line.bytes_per_s, line.round_trip_ms);
                if let Some(most) = line.breaks_within {
                    wire.breaks_after(self.chance.between(1, most));
                    self.cuts += 1;
                }
                officer.connect(&mut self.relay, wire, self.now);
            }
            officer.step(&mut self.relay, self.now, &mut self.chance);
        }
    }

    /// Steps until something holds; how long that took.
    pub(super) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> u64 {
        let start = self.now;
        while !holds(self) {
            assert!(self.now < start + 40 * 3_600_000, "not within 40 hours: {what}");
            self.step();
        }
        self.now - start
    }

    /// Bytes of frames that were ever put on a link, both ways.
    pub(super) fn sent(&self) -> u64 {
        self.gone + self.carried()
    }

    fn carried(&self) -> u64 {
        self.relay.peers.values().map(|peer| peer.wire.up.carried + peer.wire.down.carried).sum()
    }

    /// The first desk shares a document.
    pub(super) fn share(&mut self, at: usize, bytes: &[u8]) -> Name {
        let tree = Tree::of(bytes);
        let stream = [&tree.list[..], bytes].concat();
        let checked = stream.len() as u64;
        let what = Kept::Bytes { from: 0, bytes: stream, checked };
        self.officers[at].disk.keep_document(&Keep { name: tree.name, what });
        let body = shared(tree.name);
        self.until("written", |desks| desks.officers[at].may_write());
        self.officers[at].write(&body, self.now, &mut self.chance);
        tree.name
    }

    /// A desk wants a document.
    pub(super) fn want(&mut self, at: usize, name: Name) {
        self.officers[at].disk.0.borrow_mut().wanted.insert(name);
    }

    /// What a desk has of a document.
    pub(super) fn kept(&self, at: usize, name: &Name) -> Option<Vec<u8>> {
        whole(&self.officers[at].disk, name)
    }

    /// Whether the relay has all of it.
    pub(super) fn relay_has(&self, name: &Name) -> bool {
        whole(&self.relay.disk, name).is_some()
    }
}

pub(super) fn shared(name: Name) -> Body {
    DocumentShared {
        name: "consigne-12.pdf".into(),
        media: "application/pdf".into(),
        size: name.size,
        hash: name.hash,
        tlp: None,
        incident: None,
        text: None,
    }
    .into()
}

fn whole(disk: &Disk, name: &Name) -> Option<Vec<u8>> {
    let files = disk.0.borrow();
    let (stream, checked) = files.documents.get(name)?;
    let layout = name.layout();
    let list = layout.list_bytes() as usize;
    (*checked == layout.stream_bytes()).then(|| stream[list..].to_vec())
}

/// Bytes that do not repeat.
pub(super) fn paper(size: usize) -> Vec<u8> {
    let mut chance = Chance(size as u64);
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend_from_slice(&chance.next().to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}
