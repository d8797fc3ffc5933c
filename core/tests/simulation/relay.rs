//! The relay: a keeper, its sessions, a disk that takes its time.

use std::collections::BTreeMap;

use liaison_core::entry::Link;
use liaison_core::folded::Folded;
use liaison_core::id::{RoomId, SeatKey};
use liaison_core::keeper::{Commit, Connection, Keeper, Limits, Verdict};
use liaison_core::pace::{Now, Tick};
use liaison_core::present::{Present, Standing};
use liaison_core::session::{Session, Who};
use liaison_core::stamp::Stamp;
use liaison_core::wire::EpochId;

use super::chance::Chance;
use super::disk::{Disk, Files};
use super::dock::Dock;
use super::network::Wire;

/// Bodies above this are refused here, so that refusals happen.
pub(crate) const BODY_BYTES: usize = 400;

/// Version and encoding of a frame that comes again.
const AGAIN: u8 = 0x15;

/// One connection, and what of it waits for the keeper.
pub(crate) struct Peer {
    session: Session,
    pub(crate) wire: Wire,
    held: Option<Vec<Link>>,
}

pub(crate) struct Relay {
    pub(crate) room: RoomId,
    pub(crate) disk: Disk,
    pub(crate) keeper: Keeper<Folded<Disk>>,
    pub(crate) peers: BTreeMap<Connection, Peer>,
    pub(crate) dock: Dock,
    pub(crate) wall: Stamp,
    /// Frames that came again, because they were packed with what the other end lacked.
    pub(crate) again: u64,
    committing: Option<(u64, Commit)>,
    next: u64,
}

impl Relay {
    pub(crate) fn start(room: RoomId, disk: Disk, next: u64, chance: &mut Chance) -> Self {
        let present = match Folded::new(room, disk.clone()) {
            Ok(present) => present,
            Err(never) => match never {},
        };
        let limits = Limits { body_bytes: BODY_BYTES, group: 8, waiting: 64, ..Limits::default() };
        let epochs = disk.0.borrow().epochs.clone();
        let drawn = EpochId(chance.bytes());
        let keeper = Keeper::open(disk.record(room), present, &epochs, drawn, limits);
        disk.0.borrow_mut().epochs = keeper.epochs().to_vec();
        let peers = BTreeMap::new();
        let dock = Dock::new(disk.clone());
        Self { room, disk, keeper, peers, dock, wall: Stamp(0), again: 0, committing: None, next }
    }

    /// The process dies, before or after its commit, and starts again.
    pub(crate) fn crash(&mut self, chance: &mut Chance) {
        if let Some((_, commit)) = self.committing.take()
            && chance.once_in(2)
        {
            keep(&self.disk, &commit);
        }
        let again = self.again;
        *self = Self::start(self.room, self.disk.clone(), self.next, chance);
        self.again = again;
    }

    /// The machine is put back to an older copy of its disk; what was being written is gone.
    pub(crate) fn restore(&mut self, files: Files, chance: &mut Chance) {
        self.committing = None;
        *self.disk.0.borrow_mut() = files;
        self.crash(chance);
    }

    pub(crate) fn accept(
        &mut self,
        seat: SeatKey,
        have: &[u8],
        wire: Wire,
        now: u64,
    ) -> Connection {
        self.next += 1;
        let connection = Connection(self.next);
        let now = self.now(now);
        let mut session = Session::new(connection, Who::Seat(seat), now);
        session.handle_frame(have, &self.keeper, now).expect("a console's have is a frame");
        self.peers.insert(connection, Peer { session, wire, held: None });
        connection
    }

    pub(crate) fn standing(&self, seat: &SeatKey) -> Standing {
        self.keeper.present().standing(seat)
    }

    /// Whether nothing is under way here.
    pub(crate) fn is_idle(&self) -> bool {
        self.committing.is_none() && self.peers.values().all(|peer| peer.held.is_none())
    }

    pub(crate) fn step(&mut self, now: u64, failing: bool, chance: &mut Chance) {
        self.hear(now);
        self.commit(now, failing, chance);
        let moment = self.now(now);
        for Peer { session, wire, .. } in self.peers.values_mut() {
            let gone = session.handle_timeout(moment);
            loop {
                let frame = session.poll_frame(&self.keeper, &self.disk, moment);
                let frame = match frame.expect("memory can be read") {
                    Some(frame) => Some(frame),
                    None => session
                        .poll_document_frame(&self.keeper, &self.dock, moment)
                        .expect("memory can be read"),
                };
                let Some(frame) = frame else { break };
                self.again += u64::from(frame.first() == Some(&AGAIN));
                if wire.noticed_at.is_none() && !wire.down.send(frame, now) {
                    wire.noticed_at = Some(now);
                }
            }
            if gone || session.is_closing() {
                wire.noticed_at.get_or_insert(now + 5_000);
            }
        }
        let dock = &mut self.dock;
        self.peers.retain(|connection, Peer { session, wire, .. }| {
            let stays = wire.noticed_at.is_none_or(|at| at > now);
            if !stays {
                session.flush_documents(moment);
                keep_documents(session, dock);
                dock.gone(*connection);
            }
            stays
        });
    }

    fn hear(&mut self, now: u64) {
        let moment = self.now(now);
        for Peer { session, wire, held } in self.peers.values_mut() {
            loop {
                while held.is_none() {
                    *held = session.poll_batch();
                    if held.is_some() {
                        break;
                    }
                    let Some(message) = wire.up.receive(now) else { break };
                    self.again += u64::from(message.first() == Some(&AGAIN));
                    let heard = session.handle_frame(&message, &self.keeper, moment);
                    heard.unwrap_or_else(|fault| panic!("an honest console's frame: {fault}"));
                    keep_documents(session, &mut self.dock);
                }
                let Some(links) = held.take() else { break };
                if self.keeper.offer(session.connection(), &links, self.wall).is_err() {
                    // Whoever brings too much is not read until there is room.
                    *held = Some(links);
                    break;
                }
            }
        }
    }

    fn commit(&mut self, now: u64, failing: bool, chance: &mut Chance) {
        if let Some((at, commit)) = self.committing.take() {
            if at > now {
                self.committing = Some((at, commit));
                return;
            }
            let verdicts = if failing {
                self.keeper.failed()
            } else {
                keep(&self.disk, &commit);
                self.keeper.committed()
            };
            self.tell(verdicts);
        }
        if let Some(commit) = self.keeper.next_commit() {
            self.committing = Some((now + chance.between(0, 300), commit));
        }
    }

    fn tell(&mut self, verdicts: Vec<(Connection, Verdict)>) {
        let mut by_connection: BTreeMap<Connection, Vec<Verdict>> = BTreeMap::new();
        for (to, verdict) in verdicts {
            by_connection.entry(to).or_default().push(verdict);
        }
        for (to, verdicts) in by_connection {
            if let Some(peer) = self.peers.get_mut(&to) {
                peer.session.handle_verdicts(&verdicts, &self.keeper);
            }
        }
    }

    fn now(&self, now: u64) -> Now {
        Now { wall: self.wall, tick: Tick(now) }
    }
}

fn keep_documents(session: &mut Session, dock: &mut Dock) {
    while let Some(keep) = session.poll_document_keep() {
        dock.keep(&keep);
        session.document_kept(&keep.name, Ok(()));
    }
}

fn keep(disk: &Disk, commit: &Commit) {
    commit.placed.iter().for_each(|placed| disk.keep(placed));
    commit.signatures.iter().for_each(|(key, signature)| disk.sign(key, *signature));
}
