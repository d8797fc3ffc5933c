//! What all consoles together have heard: how long each entry took to each of them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use liaison_core::id::SeatId;
use tokio::sync::Notify;

use super::Outcome;
use super::client::Heard;
use super::sample::Sample;

/// Nothing that is waited for takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Shared by the consoles of one thread.
#[derive(Clone, Default)]
pub(crate) struct Tally(Rc<Shared>);

#[derive(Default)]
struct Shared {
    counts: RefCell<Counts>,
    changed: Notify,
}

/// The figures.
#[derive(Default)]
pub(crate) struct Counts {
    /// Consoles that are current.
    pub(crate) current: usize,
    /// Entries that came to a console.
    pub(crate) delivered: u64,
    /// Entries that came to all consoles but their author's.
    pub(crate) whole: u64,
    /// From writing to each console, in milliseconds.
    pub(crate) each: Sample,
    /// From writing to the last console, in milliseconds.
    pub(crate) last: Sample,
    /// From writing to each console, console by console.
    consoles: Vec<Sample>,
    /// Why a console's connection ended.
    failed: Option<String>,
    /// To how many an entry must come.
    receivers: u32,
    authors: HashMap<SeatId, Author>,
}

/// What one officer has written since the tally began.
#[derive(Default)]
struct Author {
    first: u32,
    entries: Vec<(Instant, u32)>,
}

impl Tally {
    /// Begins anew: entries are to come to so many consoles each.
    pub(crate) fn begin(&self, receivers: usize) {
        let mut counts = self.0.counts.borrow_mut();
        let current = counts.current;
        *counts = Counts { current, receivers: receivers as u32, ..Counts::default() };
    }

    /// An entry is about to be written now: its seat and number.
    pub(crate) fn writing(&self, seat: SeatId, n: u32, at: Instant) {
        let mut counts = self.0.counts.borrow_mut();
        let author = counts.authors.entry(seat).or_insert(Author { first: n, entries: Vec::new() });
        author.entries.push((at, 0));
    }

    /// A console heard something.
    pub(crate) fn heard(&self, console: usize, heard: Heard) {
        let mut counts = self.0.counts.borrow_mut();
        match heard {
            Heard::Current => counts.current += 1,
            Heard::Stored(..) => return,
            Heard::Entries(seat, first, count) => {
                let whole = counts.whole;
                counts.entries(console, (seat, first, count));
                if counts.whole == whole {
                    return;
                }
            }
        }
        drop(counts);
        self.0.changed.notify_one();
    }

    /// A console's connection has ended.
    pub(crate) fn failed(&self, why: String) {
        self.0.counts.borrow_mut().failed.get_or_insert(why);
        self.0.changed.notify_one();
    }

    /// Waits until it is so, which must happen soon.
    pub(crate) async fn until(&self, done: impl Fn(&Counts) -> bool) -> Outcome<()> {
        self.within(PATIENCE, done).await
    }

    /// Waits until it is so, which must happen within a time.
    pub(crate) async fn within(
        &self,
        patience: Duration,
        done: impl Fn(&Counts) -> bool,
    ) -> Outcome<()> {
        let waited = tokio::time::timeout(patience, async {
            loop {
                let changed = self.0.changed.notified();
                if let Some(why) = &self.0.counts.borrow().failed {
                    return Err(format!("a console has lost its link: {why}"));
                }
                if done(&self.0.counts.borrow()) {
                    return Ok(());
                }
                changed.await;
            }
        });
        let Ok(waited) = waited.await else {
            let counts = self.0.counts.borrow();
            let (current, whole) = (counts.current, counts.whole);
            let why = format!("not within {patience:?}: {current} current, {whole} to all");
            return Err(why.into());
        };
        Ok(waited?)
    }

    /// Looks at the figures.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Counts) -> T) -> T {
        look(&self.0.counts.borrow())
    }
}

impl Counts {
    /// Consoles of which the median is above a time in milliseconds, with their medians.
    pub(crate) fn behind(&self, most: f64) -> Vec<(usize, f64)> {
        let medians = self.consoles.iter().map(Sample::median).enumerate();
        medians.filter(|(_, median)| *median > most).collect()
    }

    /// From writing to each of these consoles, in milliseconds.
    pub(crate) fn of(&self, consoles: std::ops::Range<usize>) -> Sample {
        let mut all = Sample::default();
        self.consoles.iter().skip(consoles.start).take(consoles.len()).for_each(|one| all.add(one));
        all
    }

    fn entries(&mut self, console: usize, (seat, first, count): (SeatId, u32, u32)) {
        if self.consoles.len() <= console {
            self.consoles.resize(console + 1, Sample::default());
        }
        let Some(author) = self.authors.get_mut(&seat) else { return };
        let now = Instant::now();
        for n in first..first + count {
            // What was written before the tally began is not counted.
            let Some(at) = n.checked_sub(author.first) else { continue };
            let Some((written, reached)) = author.entries.get_mut(at as usize) else { continue };
            let took = now - *written;
            *reached += 1;
            self.delivered += 1;
            self.each.took(took);
            self.consoles[console].took(took);
            if *reached == self.receivers {
                self.whole += 1;
                self.last.took(took);
            }
        }
    }
}
