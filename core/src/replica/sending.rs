//! What goes to the relay next: what is urgent, the own seat's entries, everybody else's that the
//! relay lacks.

use std::collections::BTreeSet;

use super::Replica;
use crate::id::EntryKey;
use crate::pace::Now;
use crate::run::{Cut, CutError, Signed};
use crate::shelf::Shelf;
use crate::wire::{Anchor, Frame};

/// How many entries one run to the relay has at most.
const RUN_ENTRIES: usize = 50;
/// How many bytes of bodies it has at most.
const RUN_BYTES: usize = 8 * 1024;

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
        let anchor = self.anchor(&cut.0[0], urgent);
        let Some(link) = &mut self.link else { return Ok(()) };
        for key in &cut.0 {
            link.unsigned.remove(key);
            link.sent.insert(*key);
        }
        for frame in anchor.map(Frame::Anchor).into_iter().chain([Frame::Run(run)]) {
            if urgent {
                link.line.prompt(&frame);
            } else {
                link.line.put(&frame);
            }
        }
        Ok(())
    }

    /// The hash before a run, unless the relay is known to hold it.
    fn anchor(&mut self, first: &EntryKey, urgent: bool) -> Option<Anchor> {
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
        (new || overtakes).then(|| Anchor { seat: first.author.seat(), n, h })
    }
}
