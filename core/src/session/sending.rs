//! What goes to the replica next.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::batch::{Batch, RUN_BYTES, RUN_ENTRIES};
use super::plan::{Plan, Step, window};
use super::{Session, Standing};
use crate::id::{EntryKey, Hash};
use crate::keeper::Keeper;
use crate::pace::Now;
use crate::pack::{Begun, Packing, Piece, Tail};
use crate::present::Present;
use crate::run::{Cut, CutError, Signed};
use crate::shelf::Shelf;
use crate::wire::{Complete, Frame, FrameId, STANDING_MAX};

/// How far below the newest that it was told a replica still has what a tail is made of.
const NEAR: u64 = 128;

/// What of the plan is next.
enum Next {
    Entry(EntryKey),
    Admission(EntryKey),
    Word(Frame),
}

/// How a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    /// Before everything else, at once.
    Urgent,
    /// With every signature, as it comes.
    Live,
    /// With the signatures that are needed.
    Past,
}

impl Session {
    /// The next message for the link.
    ///
    /// # Errors
    /// When entries that the index has cannot be read.
    pub fn poll_frame<P: Present, S: Shelf>(
        &mut self,
        keeper: &Keeper<P>,
        shelf: &S,
        now: Now,
    ) -> Result<Option<Vec<u8>>, CutError<S::Error>> {
        let press = keeper.press();
        press.open(keeper.record(), shelf).map_err(CutError::Shelf)?;
        loop {
            if !self.closing {
                self.look(keeper);
                if let Some(position) = self.urgent.pop_front()
                    && !self.told.contains(position)
                    && let Some(key) = keeper.record().at(position)
                {
                    self.send(key, Lane::Urgent, keeper, shelf)?;
                }
            }
            if let Some(frame) = self.line.poll(now) {
                return Ok(Some(frame));
            }
            let more = !self.closing && self.line.wants_more() && self.next(keeper, shelf)?;
            if !more && self.urgent.is_empty() {
                return Ok(None);
            }
        }
    }

    /// Looks at what was stored since: who may be told has perhaps changed, and what is urgent is
    /// picked out.
    fn look<P: Present>(&mut self, keeper: &Keeper<P>) {
        if self.commits == keeper.commits() && self.plan.is_some() {
            return;
        }
        self.commits = keeper.commits();
        self.refresh_standing(keeper);
        self.begin(keeper);
        if self.plan.is_none() || self.standing != Standing::Member {
            return;
        }
        let record = keeper.record();
        let proved: Vec<u64> =
            self.bare.iter().copied().filter(|&position| is_proved(keeper, position)).collect();
        if let Some(plan) = &mut self.plan
            && !proved.is_empty()
        {
            let entries = proved.iter().filter_map(|&position| record.at(position)).collect();
            plan.steps.push_front(Step::Entries(entries));
        }
        for position in proved {
            self.bare.remove(&position);
        }
        for position in self.seen..keeper.end() {
            let urgent = record.at(position).filter(|key| {
                record.node(key).is_some_and(|node| node.urgent) && !self.offered.contains(key)
            });
            if urgent.is_some() {
                self.urgent.push_back(position);
            }
        }
        self.seen = keeper.end();
    }

    /// Queues the next frame of least haste; false if there is none.
    fn next<P: Present, S: Shelf>(
        &mut self,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<bool, CutError<S::Error>> {
        if let Some(frame) = self.tell_epochs(keeper) {
            self.line.put(&frame);
            return Ok(true);
        }
        if self.plan.is_none() {
            return Ok(false);
        }
        if self.standing == Standing::Member {
            while self.live < keeper.end() {
                let position = self.live;
                self.live += 1;
                let Some(key) = keeper.record().at(position) else { continue };
                if !self.told.contains(position) && !self.offered.contains(&key) {
                    self.send(key, Lane::Live, keeper, shelf)?;
                    return Ok(true);
                }
            }
        }
        self.step(keeper, shelf)
    }

    /// Queues a batch of what is planned, and the words behind it.
    fn step<P: Present, S: Shelf>(
        &mut self,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<bool, CutError<S::Error>> {
        let mut batch = Batch::default();
        let mut word = None;
        while !batch.is_full() {
            match self.next_of_plan(keeper) {
                Some(Next::Entry(key)) => self.take_along(key, Lane::Past, &mut batch, keeper),
                Some(Next::Admission(key)) => {
                    self.vouched.insert(key.author);
                    self.take_run(key, Lane::Past, &mut batch, keeper);
                }
                Some(Next::Word(frame)) => {
                    word = Some(frame);
                    break;
                }
                None => break,
            }
        }
        let any = word.is_some() || !batch.pieces.is_empty();
        self.send_batch(&batch, Lane::Past, keeper, shelf)?;
        word.iter().for_each(|frame| self.line.put(frame));
        Ok(any)
    }

    /// The next entry or word of the plan.
    fn next_of_plan<P: Present>(&mut self, keeper: &Keeper<P>) -> Option<Next> {
        let plan = self.plan.as_mut()?;
        loop {
            let entry = match plan.steps.front_mut()? {
                Step::Entries(entries) => entries.pop_front().map(Next::Entry),
                Step::Admissions(entries) => entries.pop_front().map(Next::Admission),
                Step::Past { below, floor, window: sorted } => {
                    if sorted.is_empty() && *below > *floor {
                        (*below, *sorted) = window(keeper, &self.told, *below, *floor);
                    }
                    sorted.pop_front().map(Next::Entry)
                }
                Step::Standing | Step::Current | Step::Heads(_) | Step::Complete(_) => None,
            };
            if entry.is_some() {
                return entry;
            }
            let frame = match plan.steps.front() {
                Some(Step::Past { below, floor, .. }) if below > floor => continue,
                _ => plan.steps.pop_front(),
            };
            return Some(Next::Word(match frame {
                Some(Step::Standing) => {
                    let standing = keeper.present().situation().into_iter();
                    let place = |key| keeper.record().node(&key)?.position;
                    let mut positions: Vec<u64> = standing.filter_map(place).collect();
                    positions.sort_unstable();
                    positions.truncate(STANDING_MAX);
                    Frame::Standing(positions)
                }
                Some(Step::Heads(heads)) => Frame::Heads(heads),
                Some(Step::Current) => Frame::Current(self.live),
                Some(Step::Complete(history)) => {
                    let end = self.bare.first().map_or(self.live, |&bare| bare.min(self.live));
                    Frame::Complete(Complete { history, end })
                }
                _ => continue,
            }));
        }
    }

    /// Queues a run that begins with an entry, and before it what the replica needs to believe it.
    fn send<P: Present, S: Shelf>(
        &mut self,
        key: EntryKey,
        lane: Lane,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<(), CutError<S::Error>> {
        let mut batch = Batch::default();
        self.take_along(key, lane, &mut batch, keeper);
        self.send_batch(&batch, lane, keeper, shelf)
    }

    /// Puts an entry that was not told into a batch, after its author's admission.
    fn take_along<P: Present>(
        &mut self,
        key: EntryKey,
        lane: Lane,
        batch: &mut Batch,
        keeper: &Keeper<P>,
    ) {
        if self.vouched.insert(key.author) {
            for admission in keeper.present().admission(&key.author) {
                self.take_run(admission, lane, batch, keeper);
            }
        }
        self.take_run(key, lane, batch, keeper);
    }

    fn take_run<P: Present>(
        &mut self,
        key: EntryKey,
        lane: Lane,
        batch: &mut Batch,
        keeper: &Keeper<P>,
    ) {
        let record = keeper.record();
        let position = |key: &EntryKey| record.node(key).and_then(|node| node.position);
        let Some(first) = position(&key).filter(|p| !self.told.contains(*p)) else { return };
        let entries = if lane == Lane::Urgent { 1 } else { RUN_ENTRIES };
        let steps = self.plan.as_ref().and_then(|plan| plan.steps.front());
        let listed = match steps {
            // In the present part only what is listed goes, however near the rest may be.
            Some(Step::Entries(listed) | Step::Admissions(listed)) if lane == Lane::Past => {
                Some(listed)
            }
            _ => None,
        };
        let wanted = |key: &EntryKey| {
            let new = position(key).is_some_and(|p| !self.told.contains(p));
            new && !self.offered.contains(key) && listed.is_none_or(|l| l.contains(key))
        };
        let Some(cut) = Cut::from(record, key, entries, RUN_BYTES, wanted) else {
            // Another copy has the signature, and brings it sooner or later.
            self.bare.insert(first);
            return;
        };
        let after = self.after(&cut.0[0], lane, keeper);
        for position in cut.0.iter().filter_map(position) {
            self.told.insert(position);
        }
        batch.add(Piece { after, cut }, record);
    }

    fn send_batch<P: Present, S: Shelf>(
        &mut self,
        batch: &Batch,
        lane: Lane,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<(), CutError<S::Error>> {
        let Some(first) = batch.pieces.first().and_then(|piece| piece.cut.0.first()) else {
            return Ok(());
        };
        let packs = self.line.packs();
        let tail = match lane {
            Lane::Live if packs => match self.newest_tail(first, keeper, shelf)? {
                None => self.declared_tail(keeper, shelf)?,
                newest => newest,
            },
            Lane::Past if packs => self.declared_tail(keeper, shelf)?,
            _ => None,
        };
        let packing = if packs { Packing::Packed(tail.as_deref()) } else { Packing::Plain };
        let none = BTreeSet::new();
        let signed = Signed {
            all: lane != Lane::Past,
            standing: self.plan.as_ref().map_or(&none, |plan: &Plan| &plan.standing),
            placed: true,
        };
        let press = keeper.press();
        let parcel = press.parcel(&batch.pieces, keeper.record(), shelf, &signed, packing)?;
        if lane == Lane::Urgent {
            self.line.prompt_parcel(parcel);
        } else {
            if self.line.is_long(parcel.bytes.len()) {
                let keys = batch.pieces.iter().flat_map(|piece| &piece.cut.0);
                let nodes = keys.filter_map(|key| keeper.record().node(key));
                let positions = nodes.filter_map(|node| node.position).collect();
                let frame = FrameId::of(&parcel.bytes);
                press.begin(Begun { frame, parcel: parcel.clone(), positions });
            }
            self.line.put_parcel(parcel);
        }
        Ok(())
    }

    /// The tail of the entries just before a live one, if the replica was told all of them.
    fn newest_tail<P: Present, S: Shelf>(
        &mut self,
        first: &EntryKey,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<Option<Arc<Tail>>, CutError<S::Error>> {
        let record = keeper.record();
        let position = record.node(first).and_then(|node| node.position);
        let newest = self.told.last().unwrap_or(0);
        let near = position.filter(|p| newest.saturating_sub(*p) <= NEAR);
        // Nothing is like an empty tail, and where the one before is lacking so is the tail.
        let p = near.filter(|&p| p > 0 && self.told.contains(p - 1));
        let Some(p) = p.filter(|_| self.line.takes_tails()) else { return Ok(None) };
        let tail = keeper.press().tail(p, record, shelf).map_err(CutError::Shelf)?;
        let told = |tail: &Arc<Tail>| self.told.missing(tail.from, tail.p - 1).is_empty();
        Ok(tail.filter(told))
    }

    /// The tail of what the replica held when it came.
    fn declared_tail<P: Present, S: Shelf>(
        &mut self,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<Option<Arc<Tail>>, CutError<S::Error>> {
        let last = self.declared.last().filter(|_| self.line.takes_tails());
        let Some(last) = last else { return Ok(None) };
        let tail = keeper.press().tail(last + 1, keeper.record(), shelf);
        let declared = |tail: &Arc<Tail>| self.declared.missing(tail.from, last).is_empty();
        Ok(tail.map_err(CutError::Shelf)?.filter(declared))
    }

    /// The hash before a run, unless the replica has it from this connection or said that it does.
    fn after<P: Present>(
        &mut self,
        first: &EntryKey,
        lane: Lane,
        keeper: &Keeper<P>,
    ) -> Option<Hash> {
        let record = keeper.record();
        let h = record.node(first)?.previous;
        let n = first.n - 1;
        if n == 0 {
            return None;
        }
        let before = EntryKey { author: first.author, n, h };
        let position = record.node(&before).and_then(|node| node.position);
        // Of several branches the replica may have dropped this one; and what still waits here to
        // be sent is overtaken by what is urgent.
        let alone = record.branches(&first.author, n).len() == 1;
        let overtakes = lane == Lane::Urgent && !self.line.is_empty();
        let known = position.is_some_and(|p| self.told.contains(p)) && alone && !overtakes;
        if known {
            return None;
        }
        // Said again even if it was on this connection: should a cut leave this frame unfinished,
        // the next one does not know.
        Some(h)
    }
}

fn is_proved<P: Present>(keeper: &Keeper<P>, position: u64) -> bool {
    let key = keeper.record().at(position);
    key.is_none_or(|key| keeper.record().cover(&key).is_some())
}
