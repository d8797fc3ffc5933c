//! How much may be under way: so little that what is urgent never waits long, so much that the
//! link is never idle.
//!
//! In flight at most: the lowest round trip of the last ten minutes × the measured rate, plus one
//! slice; a slice is half a second of link, at least 384 bytes. What lies in buffers of the kernel,
//! of modems and gateways cannot be overtaken, so the other end confirms what has arrived.
//!
//! A rate is measured where the link was full; what an idle one has carried says only that it can
//! carry as much. Where everything under way was confirmed at once and it was as much as was
//! allowed, the link has waited for us and not we for it: it is taken to be twice as fast, until it
//! shows that it is not.
//!
//! Documents give way to everything (`pieces`).

mod meter;
mod pieces;
mod window;

use std::collections::VecDeque;
use std::ops::{Add, Sub};
use std::time::Duration;

pub use self::meter::Meter;
use self::pieces::Pieces;
use crate::stamp::Stamp;

/// Milliseconds on a clock of this machine that never jumps; what it counts from means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(pub u64);

/// A moment as the shells hand it in: wall clocks jump, timers must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The wall clock.
    pub wall: Stamp,
    /// The clock that never jumps.
    pub tick: Tick,
}

impl Tick {
    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Tick {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Tick {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }
}

/// The smallest slice, in bytes: a second and a half of 2,400 bit/s. One of half a second would
/// spend a fifth of such a link on what goes around it.
pub const SLICE_BYTES_MIN: u64 = 384;
/// What may be under way before anything is known of the link, in bytes.
const START_BYTES: u64 = 1024;
/// How long a round trip counts.
const ROUND_TRIP_KEPT: Duration = Duration::from_secs(600);
/// How many measurements of the rate count; the highest of them holds.
const RATES_KEPT: usize = 12;
/// So many bytes must have arrived before anybody is told a rate.
const KNOWN_BYTES_MIN: u64 = 2 * 1024;
/// How many sendings are remembered for measuring.
const MARKS_KEPT: usize = 256;
/// Fewer bytes than this are never confirmed by themselves.
pub const CONFIRM_BYTES: u64 = 128;

/// A sending, for measuring.
#[derive(Clone, Copy, Debug)]
struct Mark {
    sent: u64,
    at: Tick,
    confirmed: u64,
    /// Since when the link has carried what lies after that.
    busy_since: Tick,
}

/// The sending side of one connection.
#[derive(Clone, Debug)]
pub struct Pace {
    sent: u64,
    confirmed: u64,
    /// When the link was idle last, or was last heard of.
    busy_since: Tick,
    /// As much is under way as was allowed.
    full: bool,
    /// Whether a full link was ever measured.
    measured: bool,
    /// A full link had more under way when it was measured last.
    was_busy: bool,
    marks: VecDeque<Mark>,
    trips: VecDeque<(Tick, Duration)>,
    rates: VecDeque<u64>,
    pieces: Pieces,
}

impl Pace {
    /// A connection that begins now.
    pub fn new(now: Tick) -> Self {
        Self {
            sent: 0,
            confirmed: 0,
            busy_since: now,
            full: false,
            measured: false,
            was_busy: false,
            marks: VecDeque::new(),
            trips: VecDeque::new(),
            rates: VecDeque::new(),
            pieces: Pieces::new(now),
        }
    }

    /// Whether another frame may be sent.
    pub fn may_send(&self) -> bool {
        self.in_flight() < self.budget()
    }

    /// Whether another piece of a document may be sent.
    pub fn may_send_piece(&mut self, now: Tick) -> bool {
        let piece = self.piece();
        self.may_send() && self.pieces.may_send(piece, now)
    }

    /// When to ask again whether a piece may be sent, if nothing is heard before.
    pub fn piece_at(&self) -> Option<Tick> {
        self.pieces.at()
    }

    /// Time has passed.
    pub fn passed(&mut self, now: Tick) {
        self.pieces.passed(now);
    }

    /// Bytes sent and not confirmed.
    pub fn in_flight(&self) -> u64 {
        self.sent - self.confirmed
    }

    /// All bytes sent.
    pub fn total(&self) -> u64 {
        self.sent
    }

    /// How many bytes may be under way.
    pub fn budget(&self) -> u64 {
        let least = if self.measured { 0 } else { START_BYTES };
        match (self.round_trip(), self.rate()) {
            (Some(trip), Some(rate)) => (bytes_in(rate, trip) + self.slice()).max(least),
            _ => START_BYTES,
        }
    }

    /// The bytes of half a second of this link: longer frames go in pieces.
    pub fn slice(&self) -> u64 {
        self.rate().map_or(START_BYTES / 2, |rate| (rate / 2).max(SLICE_BYTES_MIN))
    }

    /// The bytes of a piece of a document, for which no one waits as for what is written: less than
    /// a slice, so that less of it is under way.
    pub fn piece(&self) -> u64 {
        self.slice() * 3 / 4
    }

    /// The measured rate, in bytes a second.
    pub fn rate(&self) -> Option<u64> {
        self.rates.iter().max().copied()
    }

    /// The measured rate, in bytes a second, once so much was exchanged that it means something to
    /// an officer: the first few bytes of a connection measure anything but the link.
    pub fn known_rate(&self) -> Option<u64> {
        self.rate().filter(|_| self.confirmed >= KNOWN_BYTES_MIN)
    }

    /// The lowest round trip of the last ten minutes.
    pub fn round_trip(&self) -> Option<Duration> {
        self.trips.iter().map(|&(_, trip)| trip).min()
    }

    /// How long silence is no bad sign: follows rate, round trip and what is under way.
    pub fn patience(&self) -> Duration {
        let trip = self.round_trip().unwrap_or(Duration::from_secs(5));
        let rate = self.rate().unwrap_or(60).max(1);
        let sending = Duration::from_millis(self.in_flight().saturating_mul(1000) / rate);
        Duration::from_secs(30) + (trip + sending) * 4
    }

    /// Notes that so many bytes were handed to the link.
    pub fn sent(&mut self, bytes: usize, now: Tick) {
        self.pieces.sent(bytes as u64, now);
        if self.in_flight() < CONFIRM_BYTES {
            // Remainders of this size are not confirmed: nothing else is under way.
            self.busy_since = now;
        }
        self.sent += bytes as u64;
        self.full |= !self.may_send();
        if self.marks.len() == MARKS_KEPT {
            // Where small frames fill a long link, fewer of them are measured by.
            let mut kept = false;
            self.marks.retain(|_| {
                kept = !kept;
                kept
            });
        }
        self.marks.push_back(Mark {
            sent: self.sent,
            at: now,
            confirmed: self.confirmed,
            busy_since: self.busy_since,
        });
    }

    /// Takes the other end's word that so many bytes have arrived in all. False if that is more
    /// than was sent.
    pub fn confirmed(&mut self, total: u64, now: Tick) -> bool {
        if total > self.sent {
            return false;
        }
        if total <= self.confirmed {
            return true;
        }
        self.pieces.confirmed(total, now);
        let mut newest = None;
        while self.marks.front().is_some_and(|mark| mark.sent <= total) {
            newest = self.marks.pop_front();
        }
        if let Some(mark) = newest {
            self.measure(&mark, total, now);
        }
        self.confirmed = total;
        self.busy_since = now;
        self.full = !self.may_send();
        true
    }

    fn measure(&mut self, mark: &Mark, total: u64, now: Tick) {
        self.trips.retain(|&(at, _)| now.since(at) < ROUND_TRIP_KEPT);
        if self.trips.len() == MARKS_KEPT {
            self.trips.pop_front();
        }
        self.trips.push_back((now, now.since(mark.at).max(Duration::from_millis(1))));
        let elapsed = now.since(mark.busy_since).as_millis().max(1) as u64;
        let mut rate = (total - mark.confirmed).saturating_mul(1000) / elapsed;
        if !self.full && self.rate().is_some_and(|known| known >= rate) {
            return;
        }
        let at_once = self.sent - total < CONFIRM_BYTES;
        // Once is chance on a link that was busy until then: the other end's disk took its time.
        if self.full && at_once && !self.was_busy {
            rate = rate.saturating_mul(2);
        }
        if self.full {
            self.was_busy = !at_once;
        }
        self.measured |= self.full;
        if self.rates.len() == RATES_KEPT {
            self.rates.pop_front();
        }
        self.rates.push_back(rate.max(1));
    }
}

fn bytes_in(rate: u64, time: Duration) -> u64 {
    rate.saturating_mul(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)) / 1000
}

#[cfg(test)]
mod tests;
