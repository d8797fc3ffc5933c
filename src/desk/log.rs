//! The log as officers read it, newest first: by time, but for what a wrong clock wrote, which
//! stands after its seat's previous entry; and without what the disk does not give back as it was
//! written.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use liaison_core::id::{EntryId, SeatKey};
use liaison_core::stamp::Stamp;
use liaison_journal::{LogMark, Row};

use super::{Desk, DeskError};

/// How many entries are read at a time.
const PAGE: u32 = 500;

/// Entries dated further ahead than clocks may differ, until it shows where they belong.
#[derive(Debug, Default)]
struct Misdated {
    /// By the entry of the same seat before them.
    after: BTreeMap<(SeatKey, u32), Vec<Row>>,
    /// Those without one: they stand after what was here before they came.
    alone: Vec<Row>,
}

impl Misdated {
    fn is_empty(&self) -> bool {
        self.after.is_empty() && self.alone.is_empty()
    }

    /// An entry, and all that stands right after it, in the order of the log.
    fn with(&mut self, row: Row) -> Vec<Row> {
        let mut run = vec![row];
        let mut at = 0;
        while let Some(row) = run.get(at) {
            let next = self.after.remove(&(row.link.author, row.link.n));
            run.extend(next.into_iter().flatten());
            at += 1;
        }
        run
    }

    /// What stands between an entry and the one before it in the log that has no other place.
    fn alone_after(&mut self, row: &Row) -> Vec<Row> {
        let (come, rest) = self.alone.drain(..).partition(|alone| alone.no > row.no);
        self.alone = rest;
        come
    }
}

impl Desk {
    /// Calls with every entry of the log, newest first, until told to break; what was left out
    /// because it is not as it was written.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn newest_first(
        &self,
        mut each: impl FnMut(&Row) -> ControlFlow<()>,
    ) -> Result<Vec<EntryId>, DeskError> {
        let (room, mut damaged) = (self.room().id(), Vec::new());
        let mut misdated = Misdated::default();
        let mut before: Option<LogMark> = None;
        loop {
            let page = self.page(before, PAGE)?;
            let Some(last) = page.last() else { break };
            before = Some(LogMark { time: time_of(last), no: last.no });
            for row in page {
                if !row.link.is_whole(&room) {
                    damaged.push(row.link.key().reference().id);
                    continue;
                }
                if self.is_clock_wrong(time_of(&row)) {
                    self.put_off(row, &mut misdated)?;
                    continue;
                }
                let rows = if misdated.is_empty() {
                    vec![row]
                } else {
                    let alone = misdated.alone_after(&row);
                    let mut rows = misdated.with(row);
                    alone.into_iter().rev().for_each(|row| rows.extend(misdated.with(row)));
                    rows
                };
                if rows.iter().rev().any(|row| each(row).is_break()) {
                    return Ok(damaged);
                }
            }
        }
        let rest = std::mem::take(&mut misdated.alone).into_iter().rev();
        let rest: Vec<Row> = rest.flat_map(|row| misdated.with(row)).collect();
        let broken = rest.iter().rev().any(|row| each(row).is_break());
        debug_assert!(broken || misdated.is_empty(), "an entry is after one that is here");
        Ok(damaged)
    }

    fn put_off(&self, row: Row, misdated: &mut Misdated) -> Result<(), DeskError> {
        let (author, room) = (row.link.author, self.room().id());
        let n = row.link.n - 1;
        let before = self.journal.read().numbered(self.no, &author, n)?;
        let stands = |row: &Row| row.link.content.entry().is_some() && row.link.is_whole(&room);
        if before.iter().any(stands) {
            misdated.after.entry((author, n)).or_default().push(row);
        } else {
            misdated.alone.push(row);
        }
        Ok(())
    }
}

fn time_of(row: &Row) -> Stamp {
    row.link.content.entry().map_or(Stamp(0), |entry| entry.time)
}
