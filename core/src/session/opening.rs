//! The first exchange: what the replica says it holds, and the relay's answer.

use super::{Plan, Session};
use crate::id::EntryKey;
use crate::keeper::Keeper;
use crate::line::Fault;
use crate::pace::Now;
use crate::pack::Begun;
use crate::present::{Present, Standing};
use crate::ranges::Ranges;
use crate::record::Span;
use crate::wire::{
    EPOCHS_MAX, EpochId, Epochs, Frame, FrameKind, Have, History, RANGES_MAX, SeatRange, Welcome,
};

/// How many ranges a replica may name in all the parts of its *have*.
const NAMED_MAX: usize = 4 * RANGES_MAX;

/// Where the first exchange stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    pub(super) history: History,
    stage: Stage,
    epoch: Option<EpochId>,
    positions: Ranges,
    named: Vec<SeatRange>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// The *have* comes, in one or several parts.
    #[default]
    Gathering,
    /// The relay tells its epochs, from this place on downwards, until the replica knows one.
    Searching(usize),
    /// The *have* is answered; another one names what agrees of what was disputed.
    Answered,
}

impl Session {
    pub(super) fn handle_have<P: Present>(
        &mut self,
        have: Have,
        keeper: &Keeper<P>,
        now: Now,
    ) -> Result<(), Fault> {
        let again = self.opening.stage == Stage::Answered;
        if again && (have.epoch.is_some() || !have.positions.is_empty()) {
            return Err(Fault::Unexpected(FrameKind::Have));
        }
        if matches!(self.opening.stage, Stage::Searching(_)) {
            // Nothing of the earlier one holds: its positions were of a line that ended.
            self.opening = Opening::default();
        }
        let opening = &mut self.opening;
        opening.history = have.history;
        opening.epoch = have.epoch.or(opening.epoch);
        opening.positions.insert_all(&have.positions);
        opening.named.extend(have.unplaced);
        if opening.named.len() > NAMED_MAX || opening.positions.stretches() > NAMED_MAX {
            return Err(Fault::TooMuch);
        }
        if let Some(unfinished) = &have.unfinished {
            let begun = keeper.press().begun(unfinished);
            self.resuming = begun.map(|begun| (begun, unfinished.bytes as usize));
        }
        if have.more {
            return Ok(());
        }
        if !again && !self.epoch_holds(keeper)? {
            self.opening.stage = Stage::Searching(keeper.epochs().len());
            return Ok(());
        }
        self.answer(keeper, now);
        Ok(())
    }

    /// The next few epochs, while the replica looks for one that it knows.
    pub(super) fn tell_epochs<P: Present>(&mut self, keeper: &Keeper<P>) -> Option<Frame> {
        let Stage::Searching(above) = self.opening.stage else { return None };
        if above == 0 {
            return None;
        }
        let from = above.saturating_sub(EPOCHS_MAX);
        let epochs = (from..above).rev().map(|at| keeper.epoch(at)).collect();
        self.opening.stage = Stage::Searching(from);
        Some(Frame::Epochs(Epochs { complete: from == 0, epochs }))
    }

    /// Whether the positions that the replica names mean the same here.
    fn epoch_holds<P: Present>(&self, keeper: &Keeper<P>) -> Result<bool, Fault> {
        let Some(highest) = self.opening.positions.last() else { return Ok(true) };
        let named = self.opening.epoch.ok_or(Fault::Claim)?;
        let at = keeper.epochs().iter().position(|&(id, _)| id == named);
        Ok(at.is_some_and(|at| highest < keeper.epoch(at).end))
    }

    fn answer<P: Present>(&mut self, keeper: &Keeper<P>, now: Now) {
        let opening = std::mem::take(&mut self.opening);
        let first = opening.stage != Stage::Answered;
        self.told.insert_all(&opening.positions);
        self.declared.insert_all(&opening.positions);
        let mut disputes = Vec::new();
        let mut stored = Vec::new();
        for range in &opening.named {
            match held(range, keeper) {
                Some(keys) => stored.extend(keys),
                // What was disputed once is exchanged both ways, whatever agrees of it.
                None if first => disputes.extend(highest_common(range, keeper)),
                None => {}
            }
        }
        for (_, position) in &stored {
            self.told.insert(*position);
        }
        let stored = in_bounds(self.ranges_of(&stored, keeper));
        disputes.truncate(RANGES_MAX);
        self.refresh_standing(keeper);
        let welcome = Welcome {
            time: now.wall,
            end: keeper.end(),
            stored: stored.len() as u32,
            epochs: newer_epochs(&opening, keeper),
            disputes,
        };
        let settled = welcome.disputes.is_empty();
        self.line.prompt(&Frame::Welcome(welcome));
        for ranges in stored {
            self.line.prompt(&Frame::Stored(ranges));
        }
        self.opening =
            Opening { history: opening.history, stage: Stage::Answered, ..Opening::default() };
        if settled {
            self.begin(keeper);
        }
    }

    /// Starts telling, if it is not under way and the seat may be told.
    pub(super) fn begin<P: Present>(&mut self, keeper: &Keeper<P>) {
        if self.plan.is_some() || self.opening.stage != Stage::Answered {
            return;
        }
        if self.standing == Standing::Member {
            self.live = keeper.end();
            self.seen = self.live;
            self.resume();
            self.plan = Some(Plan::new(self.opening.history, keeper, &self.told));
        }
        let admitted = |key| !keeper.record().branches(key, 1).is_empty();
        if self.standing == Standing::Unknown && self.seat().as_ref().is_some_and(admitted) {
            self.plan = Some(Plan::nothing());
        }
    }

    /// Goes on with the frame that the connection before left unfinished, if something in it is new.
    fn resume(&mut self) {
        let Some((Begun { parcel, positions, .. }, from)) = self.resuming.take() else { return };
        if positions.iter().all(|position| self.told.contains(*position)) {
            return;
        }
        for position in positions {
            self.told.insert(position);
        }
        self.line.resume(parcel, from);
    }

    /// Asks the room what this seat may have, and has it told where that has changed.
    pub(super) fn refresh_standing<P: Present>(&mut self, keeper: &Keeper<P>) {
        let standing =
            self.seat().map_or(Standing::Unknown, |seat| keeper.present().standing(&seat));
        if standing == self.standing {
            return;
        }
        self.standing = standing;
        // What is stored meanwhile is planned anew should it be a member again: acts on a seat are
        // themselves voided now and then.
        self.urgent.clear();
        self.plan = match standing {
            Standing::Removed(act) => Some(Plan::removal(&act, keeper)),
            Standing::Member | Standing::Unknown => None,
        };
    }
}

/// The entries of a range that both ends hold, if its end agrees with a branch held here.
fn held<P: Present>(range: &SeatRange, keeper: &Keeper<P>) -> Option<Vec<(EntryKey, u64)>> {
    let record = keeper.record();
    let branches = record.keys(&range.seat).iter().flat_map(|k| record.branches(k, range.last));
    let end = branches.into_iter().find(|key| key.h.short() == range.short)?;
    let span = Span { author: end.author, first: range.first, last: end.n, h: end.h };
    let keys = record.walk_down(&span).into_iter();
    Some(keys.filter_map(|key| Some((key, record.node(&key)?.position?))).collect())
}

/// The relay's entries at the highest number of a range that it holds, where that is below the end.
fn highest_common<P: Present>(range: &SeatRange, keeper: &Keeper<P>) -> Vec<SeatRange> {
    let record = keeper.record();
    let mut common = Vec::new();
    for author in record.keys(&range.seat) {
        let Some(head) = record.head(author) else { continue };
        let Some(n) = (range.first..=head.n.min(range.last))
            .rev()
            .find(|&n| !record.branches(author, n).is_empty())
        else {
            continue;
        };
        if n < range.last {
            let branches = record.branches(author, n).into_iter();
            common.extend(branches.map(|key| SeatRange {
                seat: range.seat,
                first: range.first,
                last: n,
                short: key.h.short(),
            }));
        }
    }
    common
}

/// The epochs after the one that the replica named; of very many the newest.
fn newer_epochs<P: Present>(opening: &Opening, keeper: &Keeper<P>) -> Vec<(EpochId, u64)> {
    let epochs = keeper.epochs();
    let known = opening.epoch.and_then(|named| epochs.iter().position(|&(id, _)| id == named));
    // Who has no positions needs no epoch but this one.
    let from = known.map_or(epochs.len() - 1, |at| at + 1);
    epochs[from.max(epochs.len().saturating_sub(EPOCHS_MAX))..].to_vec()
}

/// Frames whose ranges span no more entries together than a reader takes.
fn in_bounds(ranges: Vec<crate::wire::StoredRange>) -> Vec<Vec<crate::wire::StoredRange>> {
    let mut frames: Vec<Vec<_>> = Vec::new();
    let mut entries = usize::MAX;
    for range in ranges {
        entries = entries.saturating_add(range.positions.len());
        if entries > 8 * crate::wire::ENTRIES_MAX {
            frames.push(Vec::new());
            entries = range.positions.len();
        }
        if let Some(last) = frames.last_mut() {
            last.push(range);
        }
    }
    frames
}
