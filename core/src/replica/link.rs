//! What a replica remembers of one connection.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Replica;
use crate::gathering::Gathering;
use crate::id::{EntryKey, Hash, SeatKey};
use crate::line::Line;
use crate::pace::Now;
use crate::pack::{Book, Leaf};
use crate::record::Span;
use crate::wire::{Beginning, Frame, Have, History, RANGES_MAX, SeatRange};

/// One connection.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) line: Line,
    pub(super) gathering: Gathering,
    /// The relay has answered what is held: entries may be brought.
    pub(super) welcome: bool,
    /// How many *stored* frames belong to the answer and are still to come, once nothing is
    /// disputed.
    pub(super) answers: Option<u32>,
    pub(super) current: bool,
    pub(super) complete: Option<History>,
    /// Flash and immediate, to be sent at once.
    pub(super) urgent: VecDeque<EntryKey>,
    /// The own seat's entries.
    pub(super) own: VecDeque<EntryKey>,
    /// Everybody else's that the relay may lack.
    pub(super) others: VecDeque<EntryKey>,
    /// Held by the relay without their signatures.
    pub(super) unsigned: BTreeSet<EntryKey>,
    /// Sent on this connection and not yet answered.
    pub(super) sent: BTreeSet<EntryKey>,
    /// Not wanted by the relay at all: not to be offered again on this connection.
    pub(super) turned_away: BTreeSet<EntryKey>,
    /// Hashes that went ahead of a run on this connection.
    pub(super) anchored: BTreeSet<(SeatKey, u32, Hash)>,
    /// The newest entries by position; `None` until they were read.
    pub(super) book: Option<Book>,
    /// The same as it was when the connection began: what the past is packed with.
    pub(super) beginning: Option<Book>,
    /// What the frame is packed with that another connection left unfinished.
    pub(super) left: Option<Book>,
    /// Placed by the relay's word, and to be read before the book is whole.
    pub(super) unread: VecDeque<(u64, EntryKey)>,
    /// What was sent and is not placed yet, as the book will have it.
    pub(super) leaves: BTreeMap<EntryKey, Leaf>,
    /// How many positions the relay has given, as far as is known.
    pub(super) end: u64,
    /// Words that wait until every frame has come that was sent before them.
    pub(super) late: Vec<Frame>,
}

impl Link {
    fn new(left: Option<Beginning>, now: Now) -> Self {
        Self {
            line: Line::after(left, now),
            gathering: Gathering::default(),
            welcome: false,
            answers: None,
            current: false,
            complete: None,
            urgent: VecDeque::new(),
            own: VecDeque::new(),
            others: VecDeque::new(),
            unsigned: BTreeSet::new(),
            sent: BTreeSet::new(),
            turned_away: BTreeSet::new(),
            anchored: BTreeSet::new(),
            book: None,
            beginning: None,
            left: None,
            unread: VecDeque::new(),
            leaves: BTreeMap::new(),
            end: 0,
            late: Vec::new(),
        }
    }

    /// Notes where an entry stands, for the tails that are made of what stands there.
    pub(super) fn place(&mut self, position: u64, leaf: Leaf) {
        self.end = self.end.max(position + 1);
        if let Some(book) = &mut self.book {
            book.insert(position, leaf);
        }
    }

    /// Puts an entry where it will be sent from.
    pub(super) fn queue(&mut self, key: EntryKey, urgent: bool, own: bool) {
        match (urgent, own) {
            (true, _) => self.urgent.push_back(key),
            (false, true) => self.own.push_back(key),
            (false, false) => self.others.push_back(key),
        }
    }
}

impl Replica {
    /// Whether everything handed out by `poll_store` is confirmed: only then may a link be opened,
    /// because what arrived on the one before has positions of the line that it belonged to.
    pub fn may_connect(&self) -> bool {
        self.link.is_none() && self.stores_made == self.stores_done
    }

    /// A link is about to be opened: the encoded *have* that the upgrade request carries, of at
    /// most [`Have::UPGRADE_BYTES_MAX`] bytes. What does not fit follows in the first frames.
    pub fn connect(&mut self, history: History, now: Now) -> Vec<u8> {
        self.history = history;
        let mut link = Link::new(self.unfinished.clone(), now);
        self.documents_connected();
        let mut parts = self.have_parts(Have::UPGRADE_BYTES_MAX);
        let mut first = parts.pop_front().unwrap_or_default();
        first.unfinished = self.unfinished.as_ref().map(Beginning::unfinished);
        for part in parts {
            link.line.put(&Frame::Have(part));
        }
        let first = Frame::Have(first).encode();
        link.line.went_ahead(first.len(), now);
        self.link = Some(link);
        first
    }

    /// Asks for another extent of the past.
    pub fn ask_history(&mut self, history: History) {
        self.history = history;
        if let Some(link) = &mut self.link {
            link.complete = None;
            link.line.put(&Frame::History(history));
        }
    }

    /// What is held, in frames of which the first has at most so many bytes.
    pub(super) fn have_parts(&self, first_bytes: usize) -> VecDeque<Have> {
        let epoch = self.epochs.last().map(|epoch| epoch.id);
        let positions = self.record.positions();
        let blank = Have { history: self.history, more: true, ..Have::default() };
        let mut parts = VecDeque::from([Have {
            epoch: epoch.filter(|_| !positions.is_empty()),
            ..blank.clone()
        }]);
        // Two numbers of at most ten bytes each, and 22 for a seat's range, are never exceeded; so
        // what is counted here is at least what will be written.
        let mut room = first_bytes.saturating_sub(56);
        let mut ranges = 0;
        let mut next = 0;
        let mut fit = |bytes: usize, parts: &mut VecDeque<Have>| {
            if room < bytes || ranges >= RANGES_MAX {
                parts.push_back(blank.clone());
                (room, ranges) = (64 * 1024, 0);
            }
            room -= bytes;
            ranges += 1;
        };
        for (from, to) in positions.iter() {
            fit(number_bytes(from - next) + number_bytes(to - from), &mut parts);
            // The first range of another part is told from zero.
            if let Some(part) = parts.back_mut() {
                next = if part.positions.is_empty() { 0 } else { to + 1 };
                part.positions.insert_range(from, to);
            }
        }
        for span in self.record.unplaced() {
            fit(22, &mut parts);
            if let Some(part) = parts.back_mut() {
                part.unplaced.push(range(&span));
            }
        }
        if let Some(last) = parts.back_mut() {
            last.more = false;
        }
        parts
    }
}

/// A span as the wire has it.
pub(super) fn range(span: &Span) -> SeatRange {
    let seat = span.author.seat();
    SeatRange { seat, first: span.first, last: span.last, short: span.h.short() }
}

fn number_bytes(number: u64) -> usize {
    (64 - number.leading_zeros() as usize).div_ceil(7).max(1)
}
