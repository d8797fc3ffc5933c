//! A relay in memory, and an honest console to show that it still serves.

use liaison_core::entry::Link;
use liaison_core::folded::Folded;
use liaison_core::keeper::{Connection, Keeper, Limits};
use liaison_core::pace::{Now, Tick};
use liaison_core::replica::{Replica, Store};
use liaison_core::session::{Session, Who};
use liaison_core::shelf::Placed;
use liaison_core::stamp::Stamp;
use liaison_core::wire::{EpochId, History};

use crate::disk::Disk;
use crate::partnership::{Partnership, START};

/// Rounds of exchange after which an honest console must have everything.
const ROUNDS_MAX: u64 = 4000;

/// A relay that holds the partnership's first entries.
#[derive(Debug)]
pub struct Relay {
    /// Its machine.
    pub keeper: Keeper<Folded<Disk>>,
    /// Its store.
    pub disk: Disk,
}

impl Relay {
    /// A relay with these entries stored.
    pub fn with(links: &[Link]) -> Self {
        let room = Partnership::shared().room;
        let disk = Disk::default();
        for (position, link) in (0..).zip(links) {
            disk.keep(&Placed { link: link.clone(), position: Some(position) });
        }
        let Ok(present) = Folded::new(room, disk.clone());
        let limits = Limits { body_bytes: 300, group: 8, waiting: 64, ..Limits::default() };
        let epochs = [(EpochId([0; 8]), 0)];
        let keeper = Keeper::open(disk.record(room), present, &epochs, EpochId([1; 8]), limits);
        Self { keeper, disk }
    }

    /// Takes what a session has gathered, stores it, and tells the session.
    pub fn store(&mut self, session: &mut Session, fails: bool) {
        while let Some(links) = session.poll_batch() {
            if self.keeper.offer(session.connection(), &links, START).is_err() {
                break;
            }
            while let Some(commit) = self.keeper.next_commit() {
                let verdicts = if fails {
                    self.keeper.failed()
                } else {
                    commit.placed.iter().for_each(|placed| self.disk.keep(placed));
                    for (key, signature) in &commit.signatures {
                        self.disk.sign(key, *signature);
                    }
                    self.keeper.committed()
                };
                let verdicts: Vec<_> = verdicts
                    .into_iter()
                    .filter(|(to, _)| *to == session.connection())
                    .map(|(_, verdict)| verdict)
                    .collect();
                session.handle_verdicts(&verdicts, &self.keeper);
            }
        }
    }

    /// Gives everything that the session has to say, and drops it.
    pub fn hear_out(&self, session: &mut Session, now: Now) {
        for _ in 0..ROUNDS_MAX {
            let Ok(frame) = session.poll_frame(&self.keeper, &self.disk, now) else {
                panic!("the index has what the disk has not")
            };
            if frame.is_none() {
                return;
            }
        }
        panic!("a session that never ends");
    }

    /// An honest console with nothing but the founding entry connects: it ends up with the same
    /// entries.
    pub fn serves(&mut self) {
        let partnership = Partnership::shared();
        let room = partnership.room;
        let seat = partnership.officers[0].key();
        let disk = Disk::default();
        let mut replica = Replica::open(None, disk.record(room), Vec::new());
        let mut now = at(0);
        let have = replica.connect(History::All, now);
        let mut session = Session::new(Connection(u64::MAX), Who::Seat(seat), now);
        session.handle_frame(&have, &self.keeper, now).expect("an honest have");
        for round in 1..ROUNDS_MAX {
            now = at(round * 100);
            while let Ok(Some(frame)) = session.poll_frame(&self.keeper, &self.disk, now) {
                replica.handle_frame(&frame, now).expect("an honest relay");
            }
            keep(&mut replica, &disk);
            while replica.poll_event().is_some() {}
            while let Ok(Some(frame)) = replica.poll_frame(&disk, now) {
                session.handle_frame(&frame, &self.keeper, now).expect("an honest console");
            }
            if replica.complete() == Some(History::All) {
                let (mine, theirs) = (replica.record(), self.keeper.record());
                assert_eq!(mine.fingerprint(), theirs.fingerprint(), "not the same entries");
                return;
            }
        }
        panic!("an honest console is never served all of it");
    }
}

/// Does what a replica asks to have kept.
pub fn keep(replica: &mut Replica, disk: &Disk) {
    while let Some(store) = replica.poll_store() {
        if let Store::Entries(entries) = &store {
            entries.iter().for_each(|placed| disk.keep(placed));
        }
        replica.stored(&store);
    }
}

/// So many milliseconds after the start.
pub fn at(ms: u64) -> Now {
    Now { wall: Stamp(START.0 + ms), tick: Tick(1_000_000 + ms) }
}
