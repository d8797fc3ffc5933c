//! What frames weigh: a relay and a console exchange a story, and every message is put on the
//! scales with what TLS and WebSocket add to it.

use liaison_core::entry::Link;
use liaison_core::folded::Folded;
use liaison_core::id::SeatKey;
use liaison_core::keeper::{Connection, Keeper, Limits};
use liaison_core::pace::{Now, Tick};
use liaison_core::replica::{EpochMet, Replica};
use liaison_core::session::{Session, Who};
use liaison_core::stamp::Stamp;
use liaison_core::wire::{EpochId, History};

use crate::story::{Memory, Story, record};

/// A record of TLS 1.3: header, type and tag.
const TLS_BYTES: usize = 22;
const EPOCH: EpochId = EpochId([9; 8]);

/// Bytes of a frame as TCP payload.
pub(crate) fn down(frame: usize) -> usize {
    frame + TLS_BYTES + if frame > 125 { 4 } else { 2 }
}

/// Bytes of a frame as TCP payload; what a console sends is masked.
pub(crate) fn up(frame: usize) -> usize {
    frame + TLS_BYTES + if frame > 125 { 8 } else { 6 }
}

/// A console and a relay without a link between them.
pub(crate) struct Scales {
    pub(crate) keeper: Keeper<Folded<Memory>>,
    pub(crate) shelf: Memory,
    pub(crate) session: Session,
    pub(crate) replica: Replica,
    pub(crate) held: Memory,
    now: Now,
}

/// What went each way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighed {
    pub(crate) up: Vec<Vec<u8>>,
    pub(crate) down: Vec<Vec<u8>>,
}

impl Weighed {
    pub(crate) fn add(&mut self, other: Self) {
        self.up.extend(other.up);
        self.down.extend(other.down);
    }

    /// Frames alone.
    pub(crate) fn frames(&self) -> usize {
        self.up.iter().chain(&self.down).map(Vec::len).sum()
    }

    /// With TLS and WebSocket.
    pub(crate) fn payload(&self) -> usize {
        let ups = self.up.iter().map(|frame| up(frame.len()));
        ups.chain(self.down.iter().map(|frame| down(frame.len()))).sum()
    }
}

impl Scales {
    /// A relay that holds so much of a story, and the console of an officer who holds so much.
    pub(crate) fn open(story: &Story, officer: usize, stored: usize, held: usize) -> Self {
        let mut shelf = Memory::of(&story.log[..stored]);
        let Ok(folded) = Folded::new(story.room, shelf.clone());
        let index = record(story.room, &story.log[..stored]);
        let keeper = Keeper::open(index, folded, &[(EPOCH, 0)], EpochId([8; 8]), Limits::default());
        let met = vec![EpochMet { id: EPOCH, first: 0, end: 0 }];
        let seat = story.secrets[officer].key();
        let replica = Replica::open(Some(seat), record(story.room, &story.log[..held]), met);
        let now = Now { wall: story.log[stored - 1].entry_time(), tick: Tick(0) };
        let session = Session::new(Connection(1), Who::Seat(seat), now);
        shelf.0.extend(Memory::of(&story.log[..stored]).0);
        let held = Memory::of(&story.log[..held]);
        Self { keeper, shelf, session, replica, held, now }
    }

    /// Connects; what the upgrade carries is the first frame up.
    pub(crate) fn connect(&mut self, history: History) -> Weighed {
        let have = self.replica.connect(history, self.now);
        self.session.handle_frame(&have, &self.keeper, self.now).expect("a have");
        let mut weighed = self.settle();
        weighed.up.insert(0, have);
        weighed
    }

    /// An entry of the console's own: saved here, sent, stored, told.
    pub(crate) fn write(&mut self, link: &Link) -> Weighed {
        self.go_on(link);
        self.held.0.insert(link.key(), link.clone());
        self.replica.written(link);
        self.settle()
    }

    /// An entry that somebody else has brought.
    pub(crate) fn hear(&mut self, link: &Link) -> Weighed {
        self.go_on(link);
        let links = [link.clone()];
        self.keeper.offer(Connection(0), &links, self.now.wall).expect("room for one");
        self.commit();
        self.settle()
    }

    fn go_on(&mut self, link: &Link) {
        let wall = link.entry_time();
        let passed = wall.0.saturating_sub(self.now.wall.0);
        self.now = Now { wall, tick: Tick(self.now.tick.0 + passed) };
    }

    fn commit(&mut self) {
        while let Some(commit) = self.keeper.next_commit() {
            for placed in &commit.placed {
                self.shelf.0.insert(placed.link.key(), placed.link.clone());
            }
            let verdicts = self.keeper.committed();
            let own = verdicts.into_iter().filter(|(to, _)| *to == Connection(1));
            let own: Vec<_> = own.map(|(_, verdict)| verdict).collect();
            if !own.is_empty() {
                self.session.handle_verdicts(&own, &self.keeper);
            }
        }
    }

    /// Lets both talk until they have nothing to say.
    pub(crate) fn settle(&mut self) -> Weighed {
        let mut weighed = Weighed::default();
        loop {
            let before = weighed.up.len() + weighed.down.len();
            while let Ok(Some(frame)) =
                self.session.poll_frame(&self.keeper, &self.shelf, self.now)
            {
                self.replica.handle_frame(&frame, self.now).expect("an honest relay");
                weighed.down.push(frame);
                self.keep();
            }
            while let Ok(Some(frame)) = self.replica.poll_frame(&self.held, self.now) {
                self.session.handle_frame(&frame, &self.keeper, self.now).expect("honest");
                weighed.up.push(frame);
            }
            while let Some(links) = self.session.poll_batch() {
                let from = Connection(1);
                self.keeper.offer(from, &links, self.now.wall).expect("room for it");
                self.commit();
            }
            // A round trip passes, and the half second after which is confirmed.
            self.now.tick.0 += 600;
            if before == weighed.up.len() + weighed.down.len() {
                return weighed;
            }
        }
    }

    fn keep(&mut self) {
        while let Some(store) = self.replica.poll_store() {
            if let liaison_core::replica::Store::Entries(entries) = &store {
                for placed in entries {
                    self.held.0.insert(placed.link.key(), placed.link.clone());
                }
            }
            self.replica.stored(&store);
        }
        while self.replica.poll_event().is_some() {}
    }
}

/// When an entry was written.
trait Timed {
    fn entry_time(&self) -> Stamp;
}

impl Timed for Link {
    fn entry_time(&self) -> Stamp {
        self.content.entry().map_or(Stamp(0), |entry| entry.time)
    }
}

/// Who wrote it, to tell own from others'.
pub(crate) fn is_by(link: &Link, seat: &SeatKey) -> bool {
    link.author == *seat
}
