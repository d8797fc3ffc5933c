//! What waits to be sent, by precedence, and how long that will take.

use liaison_core::body::Body;
use liaison_core::terms::Precedence;
use liaison_journal::{Journal, JournalError, RoomNo, RowNo};

/// So many entries are looked at; where more wait, the rest counts like these on average.
const LOOKED_AT: u32 = 500;
/// What an entry costs beside its body, in bytes: signature, numbers, frame, record.
const BESIDE_BYTES: u64 = 64 + 24;

/// What waits, in the order in which it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Flash messages and real events.
    Flash,
    /// Immediate messages.
    Immediate,
    /// Priority messages.
    Priority,
    /// Routine messages.
    Routine,
    /// Everything that is no message.
    Other,
}

impl Rank {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 5] =
        [Self::Flash, Self::Immediate, Self::Priority, Self::Routine, Self::Other];

    /// The name as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Flash => "flash",
            Self::Immediate => "immediate",
            Self::Priority => "priority",
            Self::Routine => "routine",
            Self::Other => "other",
        }
    }

    fn of(body: Option<&Body>) -> Self {
        match body {
            Some(Body::RealEventDeclared(_)) => Self::Flash,
            Some(Body::MessagePosted(message)) => match message.precedence {
                Precedence::Flash => Self::Flash,
                Precedence::Immediate => Self::Immediate,
                Precedence::Priority => Self::Priority,
                Precedence::Routine => Self::Routine,
            },
            _ => Self::Other,
        }
    }
}

/// Entries that no relay has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    counts: [u64; 5],
    bytes: [u64; 5],
}

impl Queue {
    /// What waits in a room.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn of(journal: &Journal, room: RoomNo) -> Result<Self, JournalError> {
        let (mut queue, mut looked_at, mut after) = (Self::default(), 0, RowNo(0));
        while looked_at < LOOKED_AT {
            let rows = journal.read().outbox(room, after, LOOKED_AT - looked_at)?;
            let Some(last) = rows.last() else { break };
            (after, looked_at) = (last.no, looked_at + u32::try_from(rows.len()).unwrap_or(0));
            for row in &rows {
                let body = row.link.content.entry().map_or(0, |entry| entry.body.len());
                queue.add(Rank::of(row.link.read().as_ref()), body as u64 + BESIDE_BYTES);
            }
        }
        let (all, seen) = (journal.read().outbox_count(room)?, queue.count());
        if seen > 0 && all > seen {
            let rest = all - seen;
            queue.counts[Rank::Other as usize] += rest;
            queue.bytes[Rank::Other as usize] += queue.total_bytes() / seen * rest;
        }
        Ok(queue)
    }

    /// Adds an entry of so many bytes.
    pub fn add(&mut self, rank: Rank, bytes: u64) {
        self.counts[rank as usize] += 1;
        self.bytes[rank as usize] += bytes;
    }

    /// How many entries wait.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many bytes that is, about.
    pub fn total_bytes(&self) -> u64 {
        self.bytes.iter().sum()
    }

    /// How many of a rank wait, how many bytes they are, and after how many tenths of a second the
    /// last of them is sent at a rate in bits a second: all that goes before them included.
    pub fn rank(&self, rank: Rank, bps: Option<u64>) -> (u64, u64, Option<u64>) {
        let at = rank as usize;
        let before: u64 = self.bytes[..=at].iter().sum();
        (self.counts[at], self.bytes[at], bps.map(|bps| tenths(before, bps)))
    }
}

/// How many tenths of a second so many bytes take at a rate in bits a second.
pub fn tenths(bytes: u64, bps: u64) -> u64 {
    bytes.saturating_mul(80) / bps.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_urgent_is_counted_before_the_rest() {
        let mut queue = Queue::default();
        queue.add(Rank::Other, 600);
        queue.add(Rank::Flash, 150);
        queue.add(Rank::Other, 600);
        assert_eq!((queue.count(), queue.total_bytes()), (3, 1_350));
        assert_eq!(queue.rank(Rank::Flash, Some(2_400)), (1, 150, Some(5)));
        assert_eq!(queue.rank(Rank::Routine, Some(2_400)), (0, 0, Some(5)));
        assert_eq!(queue.rank(Rank::Other, Some(2_400)), (2, 1_200, Some(45)));
        assert_eq!(queue.rank(Rank::Other, None), (2, 1_200, None));
    }
}
