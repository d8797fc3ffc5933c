//! Taking a bundle in: every frame is verified as from the link, and what does not verify is
//! refused by itself, so that the rest is kept.

use super::Bundle;
use crate::entry::{BODY_BYTES_MAX, Content, Link};
use crate::gathering::Gathering;
use crate::id::{RoomId, SeatId};
use crate::line::Fault;
use crate::record::Record;
use crate::run::Run;
use crate::wire::Frame;

/// Takes frames of a bundle in, in their order.
#[derive(Debug)]
pub struct Intake {
    record: Record,
    gathering: Gathering,
}

/// What came of one frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Entries that verify and are not held, or gain what was missing of them: to be kept, and
    /// then confirmed by [`Intake::kept`].
    pub new: Vec<Link>,
    /// How many verify and were held before.
    pub here: u64,
    /// What does not verify.
    pub refused: Vec<Refused>,
}

/// A run that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Whose entries it claims to be.
    pub seat: SeatId,
    /// The first number.
    pub first: u32,
    /// The last number.
    pub last: u32,
    /// Why.
    pub fault: Fault,
}

/// What an entry was that is now kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// New to this copy.
    New,
    /// Held before, and gained its signature or content.
    Gained,
    /// Not kept after all: eight others of its number have a smaller h.
    Surplus,
}

impl Intake {
    /// Begins with the index of what is held.
    pub fn open(record: Record) -> Self {
        Self { record, gathering: Gathering::default() }
    }

    /// Whether a bundle is of this room.
    pub fn is_of(&self, bundle: &Bundle<'_>) -> bool {
        bundle.room == self.record.room().name()
    }

    /// The index of what is held, with all that was confirmed.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Takes a frame.
    pub fn take(&mut self, frame: Frame) -> Taken {
        let mut taken = Taken::default();
        match frame {
            Frame::Anchor(anchor) => self.gathering.anchor(anchor),
            Frame::Run(run) => {
                let sorted = self.gathering.sort(self.bounded(run), &self.record, 0);
                for placed in sorted.verified {
                    let link = placed.link;
                    let key = link.key();
                    let gains = self.record.node(&key).is_none_or(|node| {
                        let signature = link.signature.is_some() && !node.signed;
                        signature || node.refused && link.content.entry().is_some()
                    });
                    if gains {
                        taken.new.push(link);
                    } else {
                        self.gathering.settled(&key);
                        taken.here += 1;
                    }
                }
                taken.refused.extend(sorted.refused.into_iter().map(|(run, fault)| Refused {
                    seat: run.seat,
                    first: run.first,
                    last: run.last(),
                    fault,
                }));
            }
            // No program puts another frame in: it has no seat to name.
            other => taken.refused.push(Refused {
                seat: SeatId::default(),
                first: 0,
                last: 0,
                fault: Fault::Unexpected(other.kind()),
            }),
        }
        taken
    }

    /// An entry is durably kept now.
    pub fn kept(&mut self, link: &Link) -> Kept {
        let added = self.record.add(link, None);
        self.gathering.settled(&link.key());
        match added {
            added if added.new => Kept::New,
            added if added.dropped.is_some() => Kept::Surplus,
            _ => Kept::Gained,
        }
    }

    /// Frames of seats whose admission has not come, to be taken again when more has: bounded.
    pub fn waiting(&self) -> Vec<Frame> {
        self.gathering.waiting()
    }

    /// How many entries wait.
    pub fn waiting_entries(&self) -> u64 {
        let runs = self.gathering.waiting().into_iter();
        let entries = runs.map(|frame| match frame {
            Frame::Run(run) => run.contents.len() as u64,
            _ => 0,
        });
        entries.sum()
    }

    /// The run without contents that are larger than a body may be: as a relay does, `c(n)` is kept
    /// in their place, and the chain goes on over it. Positions are a relay's word, not a bundle's.
    fn bounded(&self, run: Run) -> Run {
        let room = self.record.room();
        let (seat, introduced) = (run.seat, run.introduces());
        let author = introduced.or_else(|| self.record.keys(&seat).first().copied());
        let numbered = (run.first..).zip(run.contents);
        let contents = numbered.map(|(n, content)| match (&content, author) {
            (Content::Entry(entry), Some(author)) if entry.body.len() > BODY_BYTES_MAX => {
                Content::Refused(entry.content_hash(&room_inside(&room, n, entry), &author, n))
            }
            _ => content,
        });
        Run { positions: None, contents: contents.collect(), ..run }
    }
}

/// The room as the content hash has it: zero in the founding entry, which is never that large.
fn room_inside(room: &RoomId, n: u32, entry: &crate::entry::Entry) -> RoomId {
    let founding = n == 1 && entry.kind == crate::body::kind::RoomFounded;
    if founding { RoomId::default() } else { *room }
}
