//! What frames weigh: a relay and a console exchange a story, and every message is put on the
//! scales with what TLS and WebSocket add to it.

use liaison_core::document::{Name, ShortName};
use liaison_core::entry::Link;
use liaison_core::folded::Folded;
use liaison_core::id::{EntryKey, SeatKey};
use liaison_core::keeper::{Connection, Keeper, Limits};
use liaison_core::pace::{Now, Tick};
use liaison_core::present::{Answer, Present, Standing};
use liaison_core::replica::{EpochMet, Replica};
use liaison_core::session::{Session, Who};
use liaison_core::stamp::Stamp;
use liaison_core::wire::{DecodeError, EpochId, Frame, History};

use crate::story::{Memory, Story, record};

/// A record of TLS 1.3: header, type and tag.
const TLS_BYTES: usize = 22;
const NARROW_BYTES_PER_S: u64 = 240;
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
pub(crate) struct Scales<P = Folded<Memory>> {
    pub(crate) keeper: Keeper<P>,
    pub(crate) shelf: Memory,
    pub(crate) session: Session,
    pub(crate) replica: Replica,
    pub(crate) held: Memory,
    now: Now,
    /// How many bytes of frames may still come down before the connection is cut.
    until_cut: Option<usize>,
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

    /// How many frames of a kind that is never packed.
    pub(crate) fn words(&self, kind: &str) -> usize {
        let all = self.up.iter().chain(&self.down);
        all.filter(|bytes| Frame::decode(bytes).is_ok_and(|f| f.kind().name() == kind)).count()
    }

    /// What runs that went up weigh, with the hashes before them.
    pub(crate) fn runs_up(&self, weigh: fn(usize) -> usize) -> usize {
        self.up.iter().filter(|bytes| is_of_run(bytes)).map(|bytes| weigh(bytes.len())).sum()
    }

    /// What runs that came down weigh, with the hashes before them.
    pub(crate) fn runs_down(&self, weigh: fn(usize) -> usize) -> usize {
        self.down.iter().filter(|bytes| is_of_run(bytes)).map(|bytes| weigh(bytes.len())).sum()
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

/// The present of a room in which nothing is open: all is past.
#[derive(Debug)]
pub(crate) struct Told;

impl Present for Told {
    fn apply(&mut self, _: &Link) {}

    fn standing(&self, _: &SeatKey) -> Standing {
        Standing::Member
    }

    fn admission(&self, _: &SeatKey) -> Vec<EntryKey> {
        Vec::new()
    }

    fn unacknowledged(&self) -> Vec<EntryKey> {
        Vec::new()
    }

    fn situation(&self) -> Vec<EntryKey> {
        Vec::new()
    }

    fn membership(&self) -> Vec<EntryKey> {
        Vec::new()
    }

    fn witnesses(&self) -> Vec<EntryKey> {
        Vec::new()
    }

    fn document(&self, _: &ShortName) -> Option<Name> {
        None
    }

    fn answer(&self, _: &Link, _: Stamp) -> Option<Answer> {
        None
    }
}

/// Makes the present of what a relay holds.
pub(crate) trait Folds: Present + Sized {
    fn of(story: &Story, shelf: &Memory) -> Self;
}

impl Folds for Folded<Memory> {
    fn of(story: &Story, shelf: &Memory) -> Self {
        let Ok(folded) = Self::new(story.room, shelf.clone());
        folded
    }
}

impl Folds for Told {
    fn of(_: &Story, _: &Memory) -> Self {
        Self
    }
}

impl<P: Folds> Scales<P> {
    /// A relay that holds so much of a story, and the console of an officer who holds so much.
    pub(crate) fn open(story: &Story, officer: usize, stored: usize, held: usize) -> Self {
        let mut shelf = Memory::of(&story.log[..stored]);
        let folded = P::of(story, &shelf);
        let index = record(story.room, &story.log[..stored]);
        let keeper = Keeper::open(index, folded, &[(EPOCH, 0)], EpochId([8; 8]), Limits::default());
        let met = vec![EpochMet { id: EPOCH, first: 0, end: 0 }];
        let seat = story.secrets[officer].key();
        let replica = Replica::open(Some(seat), record(story.room, &story.log[..held]), met);
        let now = Now { wall: story.log[stored - 1].entry_time(), tick: Tick(0) };
        let session = Session::new(Connection(1), Who::Seat(seat), now);
        shelf.0.extend(Memory::of(&story.log[..stored]).0);
        let held = Memory::of(&story.log[..held]);
        Self { keeper, shelf, session, replica, held, now, until_cut: None }
    }

    /// Connects; what the upgrade carries is the first frame up.
    pub(crate) fn connect(&mut self, history: History) -> Weighed {
        let have = self.replica.connect(history, self.now);
        self.session.handle_frame(&have, &self.keeper, self.now).expect("a have");
        let mut weighed = self.settle();
        weighed.up.insert(0, have);
        weighed
    }

    /// Connects again; so many bytes of frames come down, then the connection is cut. Whether it
    /// was, and how many bytes came.
    pub(crate) fn connect_until(&mut self, bytes: usize, history: History) -> (bool, usize) {
        self.replica.disconnected();
        self.keep();
        let who = Who::Seat(self.replica.own().expect("a seat"));
        self.session = Session::new(Connection(1), who, self.now);
        self.until_cut = Some(bytes);
        let weighed = self.connect(history);
        let cut = self.until_cut.take() == Some(0);
        let came = weighed.down.iter().map(Vec::len).sum();
        (cut, if cut { bytes } else { came })
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
            while let Ok(Some(frame)) = self.session.poll_frame(&self.keeper, &self.shelf, self.now)
            {
                self.pass(frame.len());
                if let Some(left) = &mut self.until_cut {
                    *left = left.saturating_sub(frame.len());
                    if *left == 0 {
                        return weighed;
                    }
                }
                self.replica.handle_frame(&frame, self.now).expect("an honest relay");
                weighed.down.push(frame);
                self.keep();
            }
            while let Ok(Some(frame)) = self.replica.poll_frame(&self.held, self.now) {
                self.pass(frame.len());
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

    /// The time that bytes take on a link of 2,400 bit/s.
    fn pass(&mut self, bytes: usize) {
        self.now.tick.0 += bytes as u64 * 1000 / NARROW_BYTES_PER_S;
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

/// Packed with a tail, or plainly a run or a hash before one.
fn is_of_run(bytes: &[u8]) -> bool {
    match Frame::decode(bytes) {
        Ok(Frame::Run(_) | Frame::Batch(_) | Frame::Part(_)) => true,
        Ok(_) => false,
        Err(error) => error == DecodeError::Dictionary,
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
