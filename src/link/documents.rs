//! Documents on the link: what the journal says of them is told to the machine, what the machine
//! hears of them is written to the journal, and who waits for one is told how far it is.

use std::time::{Duration, Instant};

use liaison_core::document::{Name, Refused};
use liaison_core::replica::documents::DocumentEvent;
use liaison_core::wire::History;

use super::running::Running;
use super::status::{LinkStatus, Moving};
use super::wake::Listener;
use super::{Until, exchange_until};
use crate::desk::{Desk, DeskError};

/// Who waits for another process to fetch something waits this long without progress.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a document that somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is where it was to go.
    Done,
    /// The relay does not have it, or not yet.
    NotThere,
    /// Time is up: it goes on by whoever has the link next.
    Later,
}

impl Running<'_> {
    /// The next message: of documents only where there is none of anything else.
    pub(super) fn next_frame(&mut self) -> Result<Option<Vec<u8>>, DeskError> {
        let now = self.now();
        let unreadable = |why: String| DeskError::Unreadable { why };
        let read = self.desk.journal().read();
        let shelf = read.shelf(self.desk.room_no());
        let polled = self.replica.poll_frame(&shelf, now);
        if let Some(frame) = polled.map_err(|e| unreadable(e.to_string()))? {
            return Ok(Some(frame));
        }
        let archive = read.archive(self.desk.room_no());
        let polled = self.replica.poll_document_frame(&archive, now);
        polled.map_err(|e| unreadable(e.to_string()))
    }

    /// Tells the machine of the room's documents, as the journal has them now.
    pub(super) fn tell_documents(&mut self) -> Result<(), DeskError> {
        let local = self.desk.local_documents(&self.replica, self.rule)?;
        self.replica.take_documents(local);
        Ok(())
    }

    /// Keeps what there is to know of a document.
    pub(super) fn hear_document(&mut self, event: DocumentEvent) -> Result<(), DeskError> {
        let no = self.desk.room_no();
        let (name, bytes, why) = match event {
            DocumentEvent::Space(space) => return self.desk.keep_space(space),
            DocumentEvent::Arrived(name) => (name, Some(name.layout().stream_bytes()), None),
            DocumentEvent::AtRelay(name, bytes) => (name, Some(bytes), None),
            DocumentEvent::Refused(name, why) => (name, None, Some(why)),
            DocumentEvent::Wrong(name, _, given_up) => {
                (name, None, given_up.then_some(Refused::Wrong))
            }
        };
        self.desk.keep(|write| {
            if let DocumentEvent::Arrived(name) = event {
                write.want_document(no, &name, None)?;
            }
            write.place_document(no, &name, bytes, why.map(Refused::text))
        })
    }

    /// How far a document is on its way.
    pub(super) fn moving(&self) -> Option<Moving> {
        let fetching = self.replica.fetching().map(|moving| (moving, true));
        let (moving, fetched) = fetching.or(self.replica.bringing().map(|m| (m, false)))?;
        let of = moving.name.layout().stream_bytes();
        Some(Moving { name: moving.name, at: moving.at, of, fetched })
    }

    /// Whether what this link was to do with documents is done.
    pub(super) fn is_done_with_documents(&self) -> Result<bool, DeskError> {
        let (read, no) = (self.desk.journal().read(), self.desk.room_no());
        Ok(match self.until {
            Until::Documents => !self.replica.has_documents_under_way(),
            Until::Fetched(name) => {
                // All that the relay has of it is here, and nobody may be bringing the rest.
                let at = self.replica.fetching().map_or(0, |moving| moving.at);
                let (there, whole) =
                    (self.replica.relay_holds(&name), name.layout().stream_bytes());
                let lacking = there.is_some_and(|there| there < whole && there <= at);
                lacking || read.document(no, &name)?.is_some_and(|kept| kept.is_whole())
            }
            Until::Brought(name) => read
                .document(no, &name)?
                .is_some_and(|kept| kept.is_at_relay() || kept.refused.is_some()),
            Until::Record | Until::Entry(_) => true,
        })
    }
}

/// Fetches a document by whichever process has the link, and calls `progress` as it comes. Lost
/// links are tried again as long as each brings something.
///
/// # Errors
///
/// `NoLink` where there is none, and those of the journal. What has come is kept.
pub fn fetch(
    desk: &mut Desk,
    name: &Name,
    wait: Duration,
    progress: &dyn Fn(Moving),
) -> Result<Outcome, DeskError> {
    loop {
        let before = held(desk, name)?;
        if before == name.layout().stream_bytes() {
            return Ok(Outcome::Done);
        }
        let Some(lock) = desk.home().take_link()? else {
            return follow(desk, name, wait, progress);
        };
        let report = |status: &LinkStatus| status.moving.into_iter().for_each(progress);
        let tried = exchange_until(desk, History::None, wait, Until::Fetched(*name), &report);
        drop(lock);
        let after = held(desk, name)?;
        match tried {
            _ if after == name.layout().stream_bytes() => return Ok(Outcome::Done),
            Ok(_) if after == before => return Ok(Outcome::NotThere),
            Err(error) if after == before => return Err(error),
            Ok(_) | Err(_) => {}
        }
    }
}

/// Brings a document to the relay by whichever process has the link, for at most `wait`.
///
/// # Errors
///
/// Those of the journal. That there is no link is none: what is here is here.
pub fn bring(desk: &mut Desk, name: &Name, wait: Duration) -> Result<Outcome, DeskError> {
    let end = Instant::now() + wait;
    loop {
        let kept = desk.journal().read().document(desk.room_no(), name)?;
        match kept {
            Some(kept) if kept.is_at_relay() => return Ok(Outcome::Done),
            Some(kept) if kept.refused.is_some() => return Ok(Outcome::NotThere),
            _ if Instant::now() >= end => return Ok(Outcome::Later),
            _ => {}
        }
        if let Some(lock) = desk.home().take_link()? {
            let left = end.saturating_duration_since(Instant::now());
            let tried = exchange_until(desk, History::None, left, Until::Brought(*name), &|_| {});
            drop(lock);
            if tried.is_err() {
                return Ok(Outcome::Later);
            }
        } else if let Some(mut listener) = Listener::wake(&desk.home().wake_path()) {
            listener.wait(end);
        } else {
            std::thread::yield_now();
        }
    }
}

/// Waits for the process that has the link, as long as something comes.
fn follow(
    desk: &mut Desk,
    name: &Name,
    wait: Duration,
    progress: &dyn Fn(Moving),
) -> Result<Outcome, DeskError> {
    let patience = wait.max(PATIENCE);
    let mut end = Instant::now() + patience;
    let Some(mut listener) = Listener::wake(&desk.home().wake_path()) else {
        std::thread::yield_now();
        return fetch(desk, name, wait, progress);
    };
    let mut seen = held(desk, name)?;
    while Instant::now() < end {
        if !listener.wait(end) {
            // Whoever had the link has gone: it is free.
            return fetch(desk, name, wait, progress);
        }
        let now = held(desk, name)?;
        if now == name.layout().stream_bytes() {
            return Ok(Outcome::Done);
        }
        if now != seen {
            (seen, end) = (now, Instant::now() + patience);
            progress(Moving {
                name: *name,
                at: now,
                of: name.layout().stream_bytes(),
                fetched: true,
            });
        }
        let kept = desk.journal().read().document(desk.room_no(), name)?;
        if kept.is_some_and(|kept| kept.refused.is_some() || kept.at_relay == Some(0)) {
            return Ok(Outcome::NotThere);
        }
    }
    Ok(Outcome::Later)
}

fn held(desk: &Desk, name: &Name) -> Result<u64, DeskError> {
    let kept = desk.journal().read().document(desk.room_no(), name)?;
    Ok(kept.map_or(0, |kept| kept.held.checked))
}
