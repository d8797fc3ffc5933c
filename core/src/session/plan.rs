//! What a replica is told, in what order: the present before the past, the newest past first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::id::{EntryKey, SeatId, SeatKey};
use crate::keeper::Keeper;
use crate::present::Present;
use crate::ranges::Ranges;
use crate::wire::{HEADS_MAX, History};

/// A replica that lacks no more than this gets it as it came: sorting out the present would cost
/// more than it saves.
const FEW: u64 = 32;
/// How many positions below the end are the recent log.
const RECENT: u64 = 256;
/// How many positions of the past are sorted by seat at a time: larger means fewer signatures,
/// smaller means a truer order from the newest.
const WINDOW: u64 = 1024;

/// What is still to be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: VecDeque<Step>,
    /// Entries that stand: inside a run they keep their signatures.
    pub(super) standing: BTreeSet<EntryKey>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// These entries, each with the shortest run that proves it.
    Entries(VecDeque<EntryKey>),
    /// What says who the authors of the next step are, in this order.
    Admissions(VecDeque<EntryKey>),
    /// The positions of what stands by then.
    Standing,
    /// The present part is told.
    Current,
    /// The newest number of every seat of which something is lacking.
    Heads(Vec<(SeatId, u32)>),
    /// All between two positions, newest first: the next window ends below the first of them.
    Past { below: u64, floor: u64, window: VecDeque<EntryKey> },
    /// What was asked of the past is told.
    Complete(History),
}

impl Plan {
    /// For a member that was told this much.
    pub(super) fn new<P: Present>(history: History, keeper: &Keeper<P>, told: &Ranges) -> Self {
        let heads = heads(keeper, told);
        let (record, present) = (keeper.record(), keeper.present());
        let missing: u64 =
            told.missing(0, keeper.end().saturating_sub(1)).iter().map(|(a, b)| b - a + 1).sum();
        let missing = if keeper.end() == 0 { 0 } else { missing };
        let urgent = present.unacknowledged();
        let situation = present.situation();
        let standing = urgent.iter().chain(&situation).copied().collect();
        let mut steps = VecDeque::new();
        if missing > 0 {
            steps.push_back(Step::Entries(urgent.into()));
        }
        if missing > FEW {
            // The admissions of all who wrote it stand together in few logs.
            let authors: BTreeSet<SeatKey> = situation.iter().map(|entry| entry.author).collect();
            let admissions = authors.iter().flat_map(|author| present.admission(author));
            steps.push_back(Step::Admissions(guests_first(in_runs(admissions.collect()))));
            steps.push_back(Step::Entries(in_runs(situation)));
            steps.push_back(Step::Standing);
        } else if missing > 0 {
            let lacking = told.missing(0, keeper.end() - 1).into_iter().flat_map(|(a, b)| a..=b);
            let lacking = lacking.filter_map(|position| record.at(position));
            steps.push_back(Step::Entries(in_runs(lacking.collect())));
        }
        steps.push_back(Step::Current);
        if !heads.is_empty() {
            steps.push_back(Step::Heads(heads));
        }
        let known = present.witnesses().into_iter().chain(present.membership());
        steps.push_back(Step::Entries(in_runs(known.collect())));
        steps.extend(past(history, keeper.end()));
        Self { steps, standing }
    }

    /// Goes on with another extent of the past.
    pub(super) fn change_history(&mut self, history: History, end: u64) {
        self.steps.retain(|step| !matches!(step, Step::Past { .. } | Step::Complete(_)));
        self.steps.extend(past(history, end));
    }

    /// For a removed seat: its removal, and what says that it counts; then that this is all.
    pub(super) fn removal<P: Present>(act: &EntryKey, keeper: &Keeper<P>) -> Self {
        let mut entries: VecDeque<EntryKey> = keeper.present().admission(&act.author).into();
        entries.push_back(*act);
        let steps = [Step::Entries(entries), Step::Complete(History::None)].into();
        Self { steps, standing: BTreeSet::new() }
    }

    /// For a key whose admission is held and gives it no seat: that nothing will be told.
    pub(super) fn nothing() -> Self {
        let steps = [Step::Complete(History::None)].into();
        Self { steps, standing: BTreeSet::new() }
    }
}

/// The newest number of every seat of which the replica lacks something.
fn heads<P: Present>(keeper: &Keeper<P>, told: &Ranges) -> Vec<(SeatId, u32)> {
    let record = keeper.record();
    let mut lacking: BTreeMap<SeatId, u32> = BTreeMap::new();
    for key in record.heads() {
        let position = record.node(&key).and_then(|node| node.position);
        if position.is_some_and(|p| !told.contains(p)) {
            let newest = lacking.entry(key.author.seat()).or_default();
            *newest = key.n.max(*newest);
        }
    }
    lacking.into_iter().take(HEADS_MAX).collect()
}

/// The next window of the past: entries that were not told, sorted by seat.
pub(super) fn window<P: Present>(
    keeper: &Keeper<P>,
    told: &Ranges,
    below: u64,
    floor: u64,
) -> (u64, VecDeque<EntryKey>) {
    let mut entries = Vec::new();
    let mut wanted = WINDOW;
    if below == floor {
        return (floor, VecDeque::new());
    }
    for (first, last) in told.missing(floor, below - 1).into_iter().rev() {
        let from = first.max(last.saturating_sub(wanted - 1));
        entries.extend((from..=last).filter_map(|position| keeper.record().at(position)));
        wanted -= last - from + 1;
        if wanted == 0 {
            return (from, in_runs(entries));
        }
    }
    // Nothing is left below the last hole.
    (floor, in_runs(entries))
}

fn past(history: History, end: u64) -> Vec<Step> {
    let floor = match history {
        History::None => end,
        History::Recent => end.saturating_sub(RECENT),
        History::All => 0,
    };
    let past = Step::Past { below: end, floor, window: VecDeque::new() };
    vec![past, Step::Complete(history)]
}

/// By author and number, so that neighbours share a run; authors in the order in which they first
/// appear.
fn in_runs(entries: Vec<EntryKey>) -> VecDeque<EntryKey> {
    let mut order: Vec<SeatKey> = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in &entries {
        if seen.insert(entry.author) {
            order.push(entry.author);
        }
    }
    let place: BTreeMap<SeatKey, usize> =
        order.into_iter().enumerate().map(|(at, author)| (author, at)).collect();
    let mut entries = entries;
    entries.sort_by_key(|entry| (place.get(&entry.author).copied(), entry.n, entry.h));
    entries.dedup();
    entries.into()
}

/// Whoever invited others goes behind them: an acceptance names `h(1)` of the seat, which need not
/// be told behind that entry.
fn guests_first(admissions: VecDeque<EntryKey>) -> VecDeque<EntryKey> {
    let mut entries: BTreeMap<SeatKey, usize> = BTreeMap::new();
    for entry in &admissions {
        *entries.entry(entry.author).or_default() += 1;
    }
    let mut ordered = Vec::from(admissions);
    ordered.sort_by_key(|entry| entries.get(&entry.author) > Some(&1));
    ordered.into()
}
