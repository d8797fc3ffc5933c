//! How much may be under way: so little that what is urgent never waits long, so much that the
//! link is never idle.
//!
//! What lies in buffers of the kernel, of modems and gateways cannot be overtaken, so the other end
//! confirms what has arrived. How long a frame took until it was confirmed, less its own sending and
//! the shortest round trip, it has waited behind others: by that the window grows and shrinks.
//! So that the shortest round trip stays known, a link that is never idle is let run dry every five
//! minutes. Pieces of a document are handed over one by one besides, each when the link has about
//! sent the one before.
//!
//! A rate is measured where the link was full; what an idle one has carried says only that it can
//! carry as much.

mod meter;
mod window;

use std::collections::VecDeque;
use std::ops::{Add, Sub};
use std::time::Duration;

pub use self::meter::Meter;
use self::window::{Shown, Window};
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
/// A slice before anything is known of the link, in bytes.
const SLICE_BYTES_FIRST: u64 = 512;
/// A link that was never idle for so long is let run dry: it may have become a longer one.
const CLEAR_EVERY: Duration = Duration::from_secs(300);
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

/// The sending side of one connection.
#[derive(Clone, Debug)]
pub struct Pace {
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
    /// The shortest as it was, in milliseconds.
    quickest: Option<u64>,
    rates: VecDeque<u64>,
    /// When the link will about have sent what it was given.
    free: Tick,
    /// When the next piece of a document may be sent, if nothing else holds it up.
    piece_at: Option<Tick>,
}

impl Pace {
    /// A connection that begins now.
    pub fn new(now: Tick) -> Self {
        Self {
            sent: 0,
            confirmed: 0,
            window: Window::default(),
            busy_since: now,
            full: false,
            clearing: false,
            marks: VecDeque::new(),
            shortest: None,
            quickest: None,
            rates: VecDeque::new(),
            free: now,
            piece_at: None,
        }
    }

    /// Whether another frame may be sent.
    pub fn may_send(&self) -> bool {
        self.in_flight() < self.budget()
    }

    /// Whether another piece of a document may be sent: it follows the one before closely enough
    /// that the link is not idle, and no closer.
    pub fn may_send_piece(&mut self, now: Tick) -> bool {
        self.piece_at = None;
        if !self.may_send() {
            return false;
        }
        let at = self.free - Duration::from_millis(self.sending(self.piece()) / 4);
        if at > now {
            self.piece_at = Some(at);
        }
        at <= now
    }

    /// When to ask again whether a piece may be sent, if nothing is heard before.
    pub fn piece_at(&self) -> Option<Tick> {
        self.piece_at
    }

    /// Time has passed.
    pub fn passed(&mut self, now: Tick) {
        self.piece_at = self.piece_at.filter(|at| *at > now);
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
        if self.clearing { CONFIRM_BYTES } else { self.window.bytes() }
    }

    /// The bytes of half a second of this link: longer frames go in pieces.
    pub fn slice(&self) -> u64 {
        self.rate().map_or(SLICE_BYTES_FIRST, |rate| (rate / 2).max(SLICE_BYTES_MIN))
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

    /// The shortest round trip since the link was let run dry, the sending of what it was measured by
    /// included: never less than it is, as it may be with a rate that is not known well.
    pub fn round_trip(&self) -> Option<Duration> {
        self.quickest.map(Duration::from_millis)
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
        if self.in_flight() < CONFIRM_BYTES {
            // Remainders of this size are not confirmed: nothing else is under way.
            self.busy_since = now;
            if std::mem::take(&mut self.clearing) {
                (self.shortest, self.quickest) = (None, None);
            }
        }
        let bytes = bytes as u64;
        self.sent += bytes;
        self.full |= !self.may_send();
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

    /// Takes the other end's word that so many bytes have arrived in all. False if that is more
    /// than was sent.
    pub fn confirmed(&mut self, total: u64, now: Tick) -> bool {
        if total > self.sent {
            return false;
        }
        if total <= self.confirmed {
            return true;
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
        self.full = !self.may_send();
        true
    }

    fn measure(&mut self, mark: &Mark, total: u64, now: Tick) {
        self.measure_rate(mark, total, now);
        let trip = Trip { at: now, took: millis(now, mark.at), bytes: mark.bytes };
        let shortest = *self.shortest.get_or_insert(trip);
        if self.net(trip) <= self.net(shortest) {
            self.shortest = Some(trip);
        }
        self.quickest = Some(self.quickest.map_or(trip.took, |took| took.min(trip.took)));
        self.clearing |= now.since(shortest.at) >= CLEAR_EVERY;
        self.window.follow(&Shown {
            took: trip.took,
            waited: self.net(trip).saturating_sub(self.net(shortest)),
            sending: self.sending(mark.bytes),
            under_way: mark.sent - mark.confirmed,
            slice: self.slice(),
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
