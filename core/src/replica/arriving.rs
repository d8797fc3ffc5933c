//! What comes from the relay.

use std::sync::Arc;

use super::link::range;
use super::{Event, Replica, Store};
use crate::id::{EntryKey, EntryRef};
use crate::line::Fault;
use crate::pace::Now;
use crate::pack::{Leaf, TailName};
use crate::record::{Named, Span};
use crate::shelf::Placed;
use crate::wire::{Frame, Have, History, Refusal, SeatRange, StoredRange, Stretch, Welcome};

/// How many words may wait for a frame that is to come again.
const LATE_MAX: usize = 16;

impl Replica {
    /// Takes a message from the link.
    ///
    /// # Errors
    /// When the relay breaks the protocol: send the bytes of [`Fault::bye`] and close the link.
    pub fn handle_frame(&mut self, bytes: &[u8], now: Now) -> Result<(), Fault> {
        let Some(link) = &mut self.link else { return Ok(()) };
        let (book, others) = (link.book.as_ref(), [link.beginning.as_ref(), link.left.as_ref()]);
        let tails = |name: TailName| {
            let p = book?.position(name)?;
            let mut books = book.into_iter().chain(others.into_iter().flatten());
            books.find_map(|book| book.tail(p).filter(|tail| name.is_of(tail))).map(Arc::new)
        };
        let Some(frame) = link.line.take(bytes, now, self.record.room(), tails)? else {
            return Ok(());
        };
        self.handle(frame, now)?;
        let Some(link) = &mut self.link else { return Ok(()) };
        if link.line.missing() == 0 {
            std::mem::take(&mut link.late)
                .into_iter()
                .try_for_each(|late| self.handle(late, now))?;
        }
        Ok(())
    }

    fn handle(&mut self, frame: Frame, now: Now) -> Result<(), Fault> {
        let Some(link) = &mut self.link else { return Ok(()) };
        match frame {
            // What these say holds once all that was sent before them has come.
            Frame::Standing(_) | Frame::Current(_) | Frame::Complete(_)
                if link.line.missing() > 0 =>
            {
                if link.late.len() == LATE_MAX {
                    return Err(Fault::TooMuch);
                }
                link.late.push(frame);
            }
            Frame::Welcome(welcome) => self.handle_welcome(welcome),
            Frame::Epochs(epochs) => {
                if self.find_common(&epochs) {
                    let parts = self.have_parts(crate::wire::FRAME_BYTES_MAX / 2);
                    let link = self.link.as_mut().expect("a link brought this frame");
                    parts.into_iter().for_each(|have| link.line.put(&Frame::Have(have)));
                }
            }
            Frame::Anchor(anchor) => link.gathering.anchor(anchor),
            Frame::Run(run) => self.handle_runs(vec![run.into()])?,
            Frame::Batch(stretches) => self.handle_runs(stretches)?,
            Frame::Standing(positions) => {
                let placed = positions.into_iter().filter_map(|p| self.record.at(p));
                let mut names: Vec<EntryRef> = placed.map(|key| key.reference()).collect();
                names.sort_unstable();
                self.say(Event::Standing(names));
            }
            Frame::Heads(heads) => self.say(Event::Heads(heads)),
            Frame::Current(_) => self.say(Event::Current),
            Frame::Complete(complete) => {
                // What waits for an admission is not held: to be told of it again is the only way
                // to get it once this connection is gone.
                if complete.history == History::All && !link.gathering.waits() {
                    self.store(Store::Told(complete.end));
                }
                self.say(Event::Complete(complete.history));
            }
            Frame::Stored(ranges) => {
                let answers = link.answers.as_mut();
                if let Some(answers) = answers {
                    *answers = answers.saturating_sub(1);
                }
                self.handle_stored(&ranges);
                self.open_if_answered();
            }
            Frame::Refused(refusals) => self.handle_refused(&refusals),
            Frame::DocumentAsk(ask) => self.handle_document_ask(ask),
            Frame::DocumentPiece(piece) => self.handle_document_piece(&piece, now),
            Frame::DocumentHeld(held) => self.handle_document_held(held),
            Frame::DocumentRefused(refused) => self.handle_document_refused(refused),
            Frame::DocumentSpace(space) => self.handle_document_space(space),
            Frame::Bye(bye) => self.say(Event::Bye(bye)),
            Frame::Time(time) => self.say(Event::RelayTime(time)),
            other => return Err(Fault::Unexpected(other.kind())),
        }
        Ok(())
    }

    /// Of what seems to stand here, what no longer does by the relay's word: it holds these entries
    /// and does not name them among what stands (see [`Event::Standing`]).
    ///
    /// What the relay does not hold yet is not its to judge.
    pub fn gone(
        &self,
        seems: impl IntoIterator<Item = EntryRef>,
        standing: &[EntryRef],
    ) -> Vec<EntryRef> {
        let held_there = |name: &EntryRef| match self.record.resolve(name) {
            Named::One(key) => self.record.node(&key).is_some_and(|node| node.position.is_some()),
            Named::Absent | Named::Ambiguous => false,
        };
        let named = |name: &EntryRef| standing.binary_search(name).is_ok();
        seems.into_iter().filter(|name| held_there(name) && !named(name)).collect()
    }

    fn handle_welcome(&mut self, welcome: Welcome) {
        self.meet(&welcome.epochs);
        self.say(Event::RelayTime(welcome.time));
        let Some(link) = &mut self.link else { return };
        link.end = link.end.max(welcome.end);
        if welcome.disputes.is_empty() {
            link.answers = Some(welcome.stored);
            self.open_if_answered();
            return;
        }
        let agreed = welcome.disputes.iter().filter_map(|dispute| {
            let span = end_of(&self.record, dispute)?;
            // On the relay's branch there may be a hole that is none on the branch held here.
            let first = self.record.walk_down(&span).first()?.n;
            Some(range(&Span { first, ..span }))
        });
        let unplaced = agreed.collect();
        link.line.put(&Frame::Have(Have { history: self.history, unplaced, ..Have::default() }));
    }

    /// From here on entries may be brought: all that the relay holds of them is known.
    fn open_if_answered(&mut self) {
        let Some(link) = &mut self.link else { return };
        if link.answers == Some(0) {
            link.answers = None;
            link.welcome = true;
            self.queue_all();
        }
    }

    fn handle_runs(&mut self, stretches: Vec<Stretch>) -> Result<(), Fault> {
        let Some(link) = &mut self.link else { return Ok(()) };
        let missing = link.line.missing();
        let arrived = link.gathering.take(stretches, &self.record, missing)?;
        self.handle_entries(arrived);
        Ok(())
    }

    fn handle_entries(&mut self, arrived: Vec<Placed>) {
        let mut new = Vec::new();
        let mut positions = Vec::new();
        for placed in arrived {
            let key = placed.link.key();
            if let (Some(link), Some(position)) = (&mut self.link, placed.position) {
                link.place(position, Leaf::of(&placed.link));
            }
            let Some(node) = self.record.node(&key).copied() else {
                if self.own == Some(key.author) {
                    self.say(Event::OwnUnknown(key));
                }
                new.push(placed);
                continue;
            };
            let signature = placed.link.signature.is_some() && !node.signed;
            let content = placed.link.content.entry().is_some() && node.refused;
            if signature || content {
                new.push(placed);
                continue;
            }
            if let Some(link) = &mut self.link {
                link.gathering.settled(&key);
                link.sent.remove(&key);
            }
            if let Some(position) = placed.position.filter(|p| node.position != Some(*p)) {
                self.record.place(&key, position);
                positions.push((key, position));
            }
        }
        if !positions.is_empty() {
            let keys = positions.iter().map(|(key, _)| *key).collect();
            self.store(Store::Positions(positions));
            self.say(Event::Stored(keys));
        }
        if !new.is_empty() {
            self.store(Store::Entries(new));
        }
    }

    fn handle_stored(&mut self, ranges: &[StoredRange]) {
        let mut positions = Vec::new();
        for stored in ranges {
            let Some(span) = end_of(&self.record, &stored.range) else { continue };
            let keys = self.record.walk_down(&span);
            // Where a number is missing here, the walk from the end stopped above it.
            for (key, position) in keys.iter().rev().zip(stored.positions.iter().rev()) {
                self.record.place(key, *position);
                positions.push((*key, *position));
                let Some(link) = &mut self.link else { continue };
                match link.leaves.remove(key) {
                    Some(leaf) => link.place(*position, leaf),
                    None => link.unread.push_back((*position, *key)),
                }
                link.sent.remove(key);
                if stored.signatures && link.unsigned.insert(*key) {
                    link.own.push_back(*key);
                }
            }
        }
        if positions.is_empty() {
            return;
        }
        positions.sort_unstable_by_key(|&(_, position)| position);
        let keys = positions.iter().map(|(key, _)| *key).collect();
        self.store(Store::Positions(positions));
        self.say(Event::Stored(keys));
    }

    fn handle_refused(&mut self, refusals: &[Refusal]) {
        let mut positions = Vec::new();
        for refusal in refusals {
            let Refusal { seat, n, short, reason, position } = *refusal;
            let range = SeatRange { seat, first: n, last: n, short };
            let Some(span) = end_of(&self.record, &range) else { continue };
            let key = EntryKey { author: span.author, n, h: span.h };
            if let Some(link) = &mut self.link {
                link.sent.remove(&key);
                link.leaves.remove(&key);
                match position {
                    Some(position) => link.place(position, Leaf::refused(&key)),
                    None => drop(link.turned_away.insert(key)),
                }
            }
            if let Some(position) = position {
                self.record.place(&key, position);
                positions.push((key, position));
            }
            self.say(match position {
                Some(_) => Event::Refused(key, reason),
                None => Event::TurnedAway(key, reason),
            });
        }
        if !positions.is_empty() {
            self.store(Store::Positions(positions));
        }
    }
}

/// The span held here whose end a range names.
fn end_of(record: &crate::record::Record, range: &SeatRange) -> Option<Span> {
    let branches = record.keys(&range.seat).iter().flat_map(|key| record.branches(key, range.last));
    let end = branches.into_iter().find(|key| key.h.short() == range.short)?;
    Some(Span { author: end.author, first: range.first, last: range.last, h: end.h })
}
