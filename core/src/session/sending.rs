//! What goes to the replica next.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plan::{Plan, Step, window};
use super::{Session, Standing};
use crate::id::EntryKey;
use crate::keeper::Keeper;
use crate::pace::Now;
use crate::pack::{Packing, Tail};
use crate::present::Present;
use crate::run::{Cut, CutError, Signed};
use crate::shelf::Shelf;
use crate::wire::{Anchor, Complete, Frame, STANDING_MAX};

/// How many entries a run of the past may have: a batch that is worth compressing and does not hold
/// up a link that drops.
const RUN_ENTRIES: usize = 50;
/// How many bytes of bodies a run may have.
const RUN_BYTES: usize = 8 * 1024;

/// How far below the newest that it was told a replica still has what a tail is made of.
const NEAR: u64 = 128;

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

    fn step<P: Present, S: Shelf>(
        &mut self,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<bool, CutError<S::Error>> {
        loop {
            let Some(plan) = &mut self.plan else { return Ok(false) };
            let Some(step) = plan.steps.front_mut() else { return Ok(false) };
            let entry = match step {
                Step::Entries(entries) => entries.pop_front(),
                Step::Past { below, floor, window: sorted } => {
                    if sorted.is_empty() && *below > *floor {
                        (*below, *sorted) = window(keeper, &self.told, *below, *floor);
                    }
                    sorted.pop_front()
                }
                Step::Standing | Step::Current | Step::Complete(_) => None,
            };
            if let Some(key) = entry {
                let position = keeper.record().node(&key).and_then(|node| node.position);
                if position.is_some_and(|p| !self.told.contains(p)) {
                    self.send(key, Lane::Past, keeper, shelf)?;
                    return Ok(true);
                }
                continue;
            }
            let ended = match plan.steps.front() {
                Some(Step::Past { below, floor, .. }) if below > floor => continue,
                _ => plan.steps.pop_front(),
            };
            let frame = match ended {
                Some(Step::Standing) => {
                    let mut names = keeper.present().standing_names();
                    names.sort_unstable();
                    names.dedup();
                    names.truncate(STANDING_MAX);
                    Frame::Standing(names)
                }
                Some(Step::Current) => Frame::Current(self.live),
                Some(Step::Complete(history)) => {
                    let end = self.bare.first().map_or(self.live, |&bare| bare.min(self.live));
                    Frame::Complete(Complete { history, end })
                }
                _ => continue,
            };
            self.line.put(&frame);
            return Ok(true);
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
        if self.vouched.insert(key.author) {
            for admission in keeper.present().admission(&key.author) {
                let position = keeper.record().node(&admission).and_then(|node| node.position);
                if position.is_some_and(|p| !self.told.contains(p)) {
                    self.send_run(admission, lane, keeper, shelf)?;
                }
            }
        }
        let position = keeper.record().node(&key).and_then(|node| node.position);
        if position.is_some_and(|p| self.told.contains(p)) {
            return Ok(());
        }
        self.send_run(key, lane, keeper, shelf)
    }

    fn send_run<P: Present, S: Shelf>(
        &mut self,
        key: EntryKey,
        lane: Lane,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<(), CutError<S::Error>> {
        let record = keeper.record();
        let entries = if lane == Lane::Urgent { 1 } else { RUN_ENTRIES };
        let steps = self.plan.as_ref().and_then(|plan| plan.steps.front());
        let listed = match steps {
            // In the present part only what is listed goes, however near the rest may be.
            Some(Step::Entries(listed)) if lane == Lane::Past => Some(listed),
            _ => None,
        };
        let wanted = |key: &EntryKey| {
            let position = record.node(key).and_then(|node| node.position);
            let new = position.is_some_and(|p| !self.told.contains(p));
            new && !self.offered.contains(key) && listed.is_none_or(|l| l.contains(key))
        };
        let cut = Cut::from(record, key, entries, RUN_BYTES, wanted);
        let Some(cut) = cut else {
            // Another copy has the signature, and brings it sooner or later.
            self.bare.extend(record.node(&key).and_then(|node| node.position));
            return Ok(());
        };
        let packs = self.line.packs();
        let tail = match lane {
            Lane::Live | Lane::Past if packs => self.tail(&cut.0[0], keeper, shelf)?,
            _ => None,
        };
        let packing = if packs { Packing::Packed(tail.as_deref()) } else { Packing::Plain };
        let none = BTreeSet::new();
        let signed = Signed {
            all: lane != Lane::Past,
            standing: self.plan.as_ref().map_or(&none, |plan: &Plan| &plan.standing),
            placed: true,
        };
        let parcel = keeper.press().parcel(&cut, record, shelf, &signed, packing)?;
        let anchor = self.anchor(&cut.0[0], lane, keeper);
        for key in &cut.0 {
            if let Some(position) = record.node(key).and_then(|node| node.position) {
                self.told.insert(position);
            }
        }
        let anchor = anchor.map(Frame::Anchor);
        if lane == Lane::Urgent {
            anchor.iter().for_each(|anchor| self.line.prompt(anchor));
            self.line.prompt_parcel(parcel);
        } else {
            anchor.iter().for_each(|anchor| self.line.put(anchor));
            self.line.put_parcel(parcel);
        }
        Ok(())
    }

    /// The tail that a run is packed with: of the entries just before it, or of what the replica
    /// held when it came, if it was told all that the tail is made of.
    fn tail<P: Present, S: Shelf>(
        &mut self,
        first: &EntryKey,
        keeper: &Keeper<P>,
        shelf: &S,
    ) -> Result<Option<Arc<Tail>>, CutError<S::Error>> {
        let record = keeper.record();
        let position = record.node(first).and_then(|node| node.position);
        if !self.line.takes_tails() {
            return Ok(None);
        }
        let newest = self.told.last().unwrap_or(0);
        let near = position.filter(|p| newest.saturating_sub(*p) <= NEAR);
        for p in near.into_iter().chain([self.declared]) {
            // Nothing is like an empty tail, and where the one before is lacking so is the tail.
            if p == 0 || !self.told.contains(p - 1) {
                continue;
            }
            let tail = keeper.press().tail(p, record, shelf).map_err(CutError::Shelf)?;
            let told = |tail: &Arc<Tail>| self.told.missing(tail.from, tail.p - 1).is_empty();
            if let Some(tail) = tail.filter(told) {
                return Ok(Some(tail));
            }
        }
        Ok(None)
    }

    /// The hash before a run, unless the replica has it from this connection or said that it does.
    fn anchor<P: Present>(
        &mut self,
        first: &EntryKey,
        lane: Lane,
        keeper: &Keeper<P>,
    ) -> Option<Anchor> {
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
        let new = self.anchored.insert((first.author, n, h));
        (new || overtakes).then(|| Anchor { seat: first.author.seat(), n, h })
    }
}

fn is_proved<P: Present>(keeper: &Keeper<P>, position: u64) -> bool {
    let key = keeper.record().at(position);
    key.is_none_or(|key| keeper.record().cover(&key).is_some())
}
