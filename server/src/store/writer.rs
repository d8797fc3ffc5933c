//! The one thread that writes: all commits that wait, of whatever rooms, in one transaction, and
//! what belongs in one of its own between them.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use liaison_core::entry::Link;
use liaison_core::id::RoomId;
use liaison_core::keeper::Commit;
use liaison_journal::permit::Spending;
use liaison_journal::{Journal, JournalError, Place, RoomNo, Write};
use tokio::sync::mpsc;

use super::{Founded, Fresh, StoreError, Waiting, Work, held};
use crate::metrics::Metrics;

/// The one that writes.
pub(super) struct Writer {
    pub(super) journal: Journal,
    pub(super) metrics: Arc<Metrics>,
    pub(super) group_entries: usize,
}

impl Writer {
    pub(super) fn run(mut self, mut waiting: mpsc::Receiver<Work>) {
        while let Some(work) = waiting.blocking_recv() {
            let mut group = Vec::new();
            let mut next = Some(work);
            let mut entries = 0;
            while let Some(work) = next.take() {
                match work {
                    Work::Commit(commit) => {
                        entries += commit.commit.placed.len();
                        group.push(commit);
                    }
                    Work::Found(room, answer) => {
                        self.commit(std::mem::take(&mut group));
                        entries = 0;
                        // Who asked may be gone; the room is founded all the same.
                        let _ = answer.send(self.found(&room));
                    }
                    Work::Keep(room, keep, answer) => {
                        self.commit(std::mem::take(&mut group));
                        entries = 0;
                        // Who brought it may be gone; what came of it is kept all the same.
                        let _ =
                            answer.send(self.one(room, |write, no| write.keep_document(no, &keep)));
                    }
                    Work::Drop(room, name, answer) => {
                        self.commit(std::mem::take(&mut group));
                        entries = 0;
                        let _ =
                            answer.send(self.one(room, |write, no| write.drop_document(no, &name)));
                    }
                }
                if entries < self.group_entries {
                    next = waiting.try_recv().ok();
                }
            }
            self.commit(group);
        }
    }

    fn commit(&mut self, group: Vec<Waiting>) {
        if group.is_empty() {
            return;
        }
        let began = Instant::now();
        let done = self.journal.write(|write| {
            for waiting in &group {
                let room = held(write.read(), waiting.room)?;
                put(write, room, &waiting.commit)?;
            }
            Ok::<_, JournalError>(())
        });
        let answer = match done {
            Ok(()) => {
                let entries = group.iter().map(|waiting| waiting.commit.placed.len()).sum();
                self.metrics.committed(entries, began.elapsed());
                self.recovered();
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        };
        for waiting in group {
            // A room whose owner is gone needs no answer.
            let _ = waiting.answer.send(answer.clone());
        }
    }

    /// One thing done to one room, in a transaction of its own.
    fn one<T>(
        &mut self,
        room: RoomId,
        f: impl FnOnce(&mut Write<'_>, RoomNo) -> Result<T, JournalError>,
    ) -> Result<T, StoreError> {
        let done = self.journal.write(|write| {
            let no = held(write.read(), room)?;
            f(write, no)
        });
        match done {
            Ok(done) => {
                self.recovered();
                Ok(done)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn found(&mut self, fresh: &Fresh) -> Result<Founded, StoreError> {
        let began = Instant::now();
        let done = self.journal.write(|write| {
            if write.read().room(&RoomId(fresh.founding.h.0))?.is_some() {
                return Ok(Founded::Before);
            }
            match write.spend_permit(&fresh.permit, fresh.now)? {
                Spending::Spent => {}
                other => return Ok(Founded::Not(other)),
            }
            let room = write.add_room(&fresh.founding, Place::None)?;
            // An epoch is kept before the first position that is given in it.
            write.begin_epoch(room, fresh.epochs[0])?;
            write.append(room, &fresh.founding, Place::At(0))?;
            write.begin_epoch(room, fresh.epochs[1])?;
            Ok(Founded::Here)
        });
        match done {
            Ok(founded) => {
                self.metrics.committed(usize::from(founded == Founded::Here), began.elapsed());
                self.recovered();
                Ok(founded)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn recovered(&self) {
        if self.metrics.store_failing.swap(false, Relaxed) {
            tracing::info!(event = "store_recovered");
        }
    }

    fn failed(&self, error: JournalError) -> StoreError {
        self.metrics.commits_failed.fetch_add(1, Relaxed);
        if !self.metrics.store_failing.swap(true, Relaxed) {
            tracing::error!(event = "store_failing", %error);
        }
        error.into()
    }
}

fn put(write: &mut Write<'_>, room: RoomNo, commit: &Commit) -> Result<(), JournalError> {
    for placed in &commit.placed {
        write.append(room, &placed.link, placed.position.map_or(Place::None, Place::At))?;
    }
    for (key, signature) in &commit.signatures {
        if let Some(row) = write.read().entry(room, key)? {
            let signed = Link { signature: Some(*signature), ..row.link };
            write.append(room, &signed, Place::None)?;
        }
    }
    Ok(())
}
