//! What goes to the relay next: what is urgent, the own seat's entries, everybody else's that the
//! relay lacks.

use std::collections::BTreeSet;

use super::Replica;
use super::link::Link;
use crate::id::{EntryKey, Hash};
use crate::pace::Now;
use crate::pack::{self, Book, Leaf, Packing, Parcel, Tail};
use crate::run::{Cut, CutError, Run, Signed};
use crate::shelf::Shelf;
use crate::wire::{Frame, Stretch};

/// How many entries one run to the relay has at most.
const RUN_ENTRIES: usize = 50;
/// How many bytes of bodies it has at most.
const RUN_BYTES: usize = 8 * 1024;
/// How far behind the relay's end a tail may be: what the relay has at hand without reading.
const BEHIND_MAX: u64 = 128;
/// What stands further than this below the newest is in no tail.
const UNREAD_BELOW_MAX: u64 = 768;
/// How many entries under way are remembered for tails.
const LEAVES_MAX: usize = 512;

impl Replica {
    /// The next message for the link.
    ///
    /// # Errors
    /// When entries that the index has cannot be read.
    pub fn poll_frame<S: Shelf>(
        &mut self,
        shelf: &S,
        now: Now,
    ) -> Result<Option<Vec<u8>>, CutError<S::Error>> {
        self.read_book(shelf)?;
        loop {
            let Some(link) = &mut self.link else { return Ok(None) };
            if link.welcome
                && let Some(key) = link.urgent.pop_front()
            {
                self.send(key, true, shelf)?;
                continue;
            }
            if let Some(frame) = link.line.poll(now) {
                return Ok(Some(frame));
            }
            if !link.welcome || !link.line.wants_more() {
                return Ok(None);
            }
            let Some(key) = link.own.pop_front().or_else(|| link.others.pop_front()) else {
                return Ok(None);
            };
            self.send(key, false, shelf)?;
        }
    }

    /// Queues all that the relay may lack, now that it has said what it holds.
    pub(super) fn queue_all(&mut self) {
        let spans = self.record.unplaced();
        let Some(link) = &mut self.link else { return };
        link.own.clear();
        link.others.clear();
        link.urgent = self.record.unplaced_urgent().into();
        let keys: Vec<EntryKey> = spans.iter().flat_map(|s| self.record.walk_down(s)).collect();
        // Admissions first: runs of a seat that is not known yet can only wait, and not for ever.
        let (first, later): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.n == 1);
        for key in first.into_iter().chain(later) {
            link.queue(key, false, self.own == Some(key.author));
        }
    }

    fn send<S: Shelf>(
        &mut self,
        key: EntryKey,
        urgent: bool,
        shelf: &S,
    ) -> Result<(), CutError<S::Error>> {
        let Some(link) = &mut self.link else { return Ok(()) };
        let record = &self.record;
        let again = link.unsigned.contains(&key);
        let wanted = |key: &EntryKey| {
            let lacking = record.node(key).is_some_and(|node| node.position.is_none());
            let open = lacking && !link.sent.contains(key) && !link.turned_away.contains(key);
            open || again && link.unsigned.contains(key)
        };
        if !wanted(&key) {
            return Ok(());
        }
        let entries = if urgent { 1 } else { RUN_ENTRIES };
        let Some(cut) = Cut::from(record, key, entries, RUN_BYTES, wanted) else { return Ok(()) };
        let signed = Signed { all: true, standing: &BTreeSet::new(), placed: false };
        let run = cut.run(record, shelf, &signed)?;
        let after = self.after(&cut.0[0], urgent);
        let Some(link) = &mut self.link else { return Ok(()) };
        let packs = link.line.packs();
        let tail = if urgent || !packs { None } else { link.tail() };
        let packing = if packs { Packing::Packed(tail.as_ref()) } else { Packing::Plain };
        for key in &cut.0 {
            link.unsigned.remove(key);
            link.sent.insert(*key);
        }
        link.remember(&cut.0, &run);
        let frame = match after {
            Some(_) => Frame::Batch(vec![Stretch { after, run }]),
            None => Frame::Run(run),
        };
        let parcel = Parcel::of(&frame, packing, self.record.room());
        if urgent {
            link.line.prompt_parcel(parcel);
        } else {
            link.line.put_parcel(parcel);
        }
        Ok(())
    }

    /// Reads the newest entries, of which the tails of this connection are made.
    fn read_book<S: Shelf>(&mut self, shelf: &S) -> Result<(), CutError<S::Error>> {
        let Some(link) = self.link.as_mut() else { return Ok(()) };
        let end = self.record.positions().last().map_or(0, |last| last + 1);
        if link.book.is_none() {
            let book = Book::read(&self.record, shelf, end).map_err(CutError::Shelf)?;
            let left = self.unfinished.as_ref().and_then(|begun| pack::tail_of(&begun.bytes));
            let p = left.and_then(|name| book.position(name));
            if let Some(p) = p {
                link.left = Some(Book::read(&self.record, shelf, p).map_err(CutError::Shelf)?);
            }
            link.beginning = Some(book.clone());
            link.book = Some(book);
        }
        while let Some((position, key)) = link.unread.pop_front() {
            if position + UNREAD_BELOW_MAX < end {
                continue;
            }
            if let Some(read) = shelf.link(&key).map_err(CutError::Shelf)? {
                link.place(position, Leaf::of(&read));
            }
        }
        Ok(())
    }

    /// The hash before a run, unless the relay is known to hold it.
    fn after(&mut self, first: &EntryKey, urgent: bool) -> Option<Hash> {
        let h = self.record.node(first)?.previous;
        let n = first.n - 1;
        if n == 0 {
            return None;
        }
        let link = self.link.as_mut()?;
        let before = EntryKey { author: first.author, n, h };
        let placed = self.record.node(&before).is_some_and(|node| node.position.is_some());
        let overtakes = urgent && !link.line.is_empty();
        let known = placed || link.sent.contains(&before) && !overtakes;
        if known {
            return None;
        }
        let new = link.anchored.insert((first.author, n, h));
        (new || overtakes).then_some(h)
    }
}

impl Link {
    /// The tail of all that is known here to stand at the relay, if the relay still has it at hand.
    fn tail(&mut self) -> Option<Tail> {
        let book = self.book.as_ref()?;
        let p = book.end();
        let near = p > 0 && self.end.saturating_sub(p) <= BEHIND_MAX;
        if near && self.line.takes_tails() { book.tail(p) } else { None }
    }

    /// Keeps of what is sent what a tail needs of it, until it is placed.
    fn remember(&mut self, keys: &[EntryKey], run: &Run) {
        for (key, content) in keys.iter().zip(&run.contents) {
            if self.leaves.len() == LEAVES_MAX {
                self.leaves.pop_first();
            }
            self.leaves.insert(*key, Leaf::of_content(key, content));
        }
    }
}
