//! When the next piece of a document goes: background, that gives way to whatever else there is.
//!
//! How long a frame took until it was confirmed, less its own sending and the shortest round trip,
//! it has waited behind others: by that a window grows and shrinks. So that the shortest round trip
//! stays known, a link that is never idle is let run dry every five minutes. Within the window
//! pieces go one by one, each when the link has about sent the one before.
//!
//! For what is written this would not do: where everything waits for a relay's processor, that looks
//! like a full link, and who waits for it to end is sent nothing.

use std::collections::VecDeque;
use std::time::Duration;

use super::window::{Shown, Window};
use super::{CONFIRM_BYTES, MARKS_KEPT, RATES_KEPT, SLICE_BYTES_MIN, Tick};

/// A link that was never idle for so long is let run dry: it may have become a longer one.
const CLEAR_EVERY: Duration = Duration::from_secs(300);

/// A sending, for measuring.
#[derive(Clone, Copy, Debug)]
struct Mark {
    bytes: u64,
    sent: u64,
    at: Tick,
    confirmed: u64,
    /// Since when the link has carried what lies after that.
    busy_since: Tick,
}

/// How long it took until a frame was confirmed, in milliseconds, its own sending included.
#[derive(Clone, Copy, Debug)]
struct Trip {
    at: Tick,
    took: u64,
    bytes: u64,
}

/// What goes before and between pieces of documents, and how long it waits.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    sent: u64,
    confirmed: u64,
    window: Window,
    /// When the link was idle last, or was last heard of.
    busy_since: Tick,
    /// As much is under way as was allowed.
    full: bool,
    /// Nothing is sent until the link is idle.
    clearing: bool,
    marks: VecDeque<Mark>,
    /// The shortest since the link was let run dry, by what is left without the sending.
    shortest: Option<Trip>,
    rates: VecDeque<u64>,
    /// When the link will about have sent what it was given.
    free: Tick,
    /// When the next piece of a document may be sent, if nothing else holds it up.
    piece_at: Option<Tick>,
}

impl Pieces {
    /// A connection that begins now.
    pub(super) fn new(now: Tick) -> Self {
        Self {
            sent: 0,
            confirmed: 0,
            window: Window::default(),
            busy_since: now,
            full: false,
            clearing: false,
            marks: VecDeque::new(),
            shortest: None,
            rates: VecDeque::new(),
            free: now,
            piece_at: None,
        }
    }

    /// Whether another piece of a document may be sent: it follows the one before closely enough
    /// that the link is not idle, and no closer.
    pub(super) fn may_send(&mut self, piece: u64, now: Tick) -> bool {
        self.piece_at = None;
        if self.is_full() {
            return false;
        }
        let at = self.free - Duration::from_millis(self.sending(piece) / 4);
        if at > now {
            self.piece_at = Some(at);
        }
        at <= now
    }

    /// When to ask again whether a piece may be sent, if nothing is heard before.
    pub(super) fn at(&self) -> Option<Tick> {
        self.piece_at
    }

    /// Time has passed.
    pub(super) fn passed(&mut self, now: Tick) {
        self.piece_at = self.piece_at.filter(|at| *at > now);
    }

    fn in_flight(&self) -> u64 {
        self.sent - self.confirmed
    }

    fn is_full(&self) -> bool {
        self.in_flight() >= if self.clearing { CONFIRM_BYTES } else { self.window.bytes() }
    }

    fn rate(&self) -> Option<u64> {
        self.rates.iter().max().copied()
    }

    /// Notes that so many bytes were handed to the link.
    pub(super) fn sent(&mut self, bytes: u64, now: Tick) {
        if self.in_flight() < CONFIRM_BYTES {
            // Remainders of this size are not confirmed: nothing else is under way.
            self.busy_since = now;
            if std::mem::take(&mut self.clearing) {
                self.shortest = None;
            }
        }
        self.sent += bytes;
        self.full |= self.is_full();
        let took = self.window.sooner(self.sending(bytes));
        self.free = self.free.max(now) + Duration::from_millis(took);
        if self.marks.len() == MARKS_KEPT {
            // Where small frames fill a long link, fewer of them are measured by.
            let mut kept = false;
            self.marks.retain(|_| {
                kept = !kept;
                kept
            });
        }
        self.marks.push_back(Mark {
            bytes,
            sent: self.sent,
            at: now,
            confirmed: self.confirmed,
            busy_since: self.busy_since,
        });
    }

    /// So many bytes have arrived in all; not more than were sent.
    pub(super) fn confirmed(&mut self, total: u64, now: Tick) {
        if total <= self.confirmed {
            return;
        }
        let mut newest = None;
        while self.marks.front().is_some_and(|mark| mark.sent <= total) {
            newest = self.marks.pop_front();
        }
        if let Some(mark) = newest {
            self.measure(&mark, total, now);
        }
        self.confirmed = total;
        self.busy_since = now;
        self.full = self.is_full();
    }

    fn measure(&mut self, mark: &Mark, total: u64, now: Tick) {
        self.measure_rate(mark, total, now);
        let trip = Trip { at: now, took: millis(now, mark.at), bytes: mark.bytes };
        let shortest = *self.shortest.get_or_insert(trip);
        if self.net(trip) <= self.net(shortest) {
            self.shortest = Some(trip);
        }
        self.clearing |= now.since(shortest.at) >= CLEAR_EVERY;
        self.window.follow(&Shown {
            took: trip.took,
            waited: self.net(trip).saturating_sub(self.net(shortest)),
            sending: self.sending(mark.bytes),
            under_way: mark.sent - mark.confirmed,
            slice: self.rate().map_or(0, |rate| rate / 2).max(SLICE_BYTES_MIN),
            full: self.full,
            end: mark.sent,
            sent: self.sent,
        });
    }

    /// Measures the rate at which everything has arrived since the frame was sent.
    fn measure_rate(&mut self, mark: &Mark, total: u64, now: Tick) {
        let elapsed = millis(now, mark.busy_since);
        let rate = ((total - mark.confirmed).saturating_mul(1000) / elapsed).max(1);
        if self.full || self.rate().is_none_or(|known| known < rate) {
            if self.rates.len() == RATES_KEPT {
                self.rates.pop_front();
            }
            self.rates.push_back(rate);
        }
    }

    /// How long the link takes to send so many bytes, in milliseconds.
    fn sending(&self, bytes: u64) -> u64 {
        self.rate().map_or(0, |rate| bytes.saturating_mul(1000) / rate)
    }

    fn net(&self, trip: Trip) -> u64 {
        trip.took.saturating_sub(self.sending(trip.bytes))
    }
}

/// How long after something this is, in milliseconds, at least one.
fn millis(now: Tick, then: Tick) -> u64 {
    u64::try_from(now.since(then).as_millis()).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests;
