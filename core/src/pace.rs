//! How much may be under way: so little that what is urgent never waits long, so much that the
//! link is never idle.
//!
//! In flight at most: the lowest round trip of the last ten minutes × the measured rate, plus one
//! slice; a slice is half a second of link, at least 128 bytes. What lies in buffers of the kernel,
//! of modems and gateways cannot be overtaken, so the other end confirms what has arrived.

use std::collections::VecDeque;
use std::ops::{Add, Sub};
use std::time::Duration;

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

/// The smallest slice, in bytes.
pub const SLICE_BYTES_MIN: u64 = 128;
/// What may be under way before anything is known of the link, in bytes.
const START_BYTES: u64 = 1024;
/// How long a round trip counts.
const ROUND_TRIP_KEPT: Duration = Duration::from_secs(600);
/// How many measurements of the rate count; the highest of them holds.
const RATES_KEPT: usize = 12;
/// How many sendings are remembered for measuring.
const MARKS_KEPT: usize = 256;
/// What arrives unconfirmed for this long is confirmed.
const CONFIRM_AFTER: Duration = Duration::from_millis(500);
/// Fewer bytes than this are never confirmed by themselves.
const CONFIRM_BYTES: u64 = SLICE_BYTES_MIN;
/// So much is confirmed at once, whatever the time.
const CONFIRM_BYTES_AT_ONCE: u64 = 16 * 1024;

/// A sending, for measuring.
#[derive(Clone, Copy, Debug)]
struct Mark {
    sent: u64,
    at: Tick,
    confirmed: u64,
    confirmed_at: Tick,
}

/// The sending side of one connection.
#[derive(Clone, Debug)]
pub struct Pace {
    sent: u64,
    confirmed: u64,
    confirmed_at: Tick,
    marks: VecDeque<Mark>,
    trips: VecDeque<(Tick, Duration)>,
    rates: VecDeque<u64>,
}

impl Pace {
    /// A connection that begins now.
    pub fn new(now: Tick) -> Self {
        Self {
            sent: 0,
            confirmed: 0,
            confirmed_at: now,
            marks: VecDeque::new(),
            trips: VecDeque::new(),
            rates: VecDeque::new(),
        }
    }

    /// Whether another frame may be sent.
    pub fn may_send(&self) -> bool {
        self.in_flight() < self.budget()
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
        match (self.round_trip(), self.rate()) {
            (Some(trip), Some(rate)) => bytes_in(rate, trip) + self.slice(),
            _ => START_BYTES,
        }
    }

    /// The bytes of half a second of this link: longer frames go in pieces.
    pub fn slice(&self) -> u64 {
        self.rate().map_or(START_BYTES / 2, |rate| (rate / 2).max(SLICE_BYTES_MIN))
    }

    /// The measured rate, in bytes a second.
    pub fn rate(&self) -> Option<u64> {
        self.rates.iter().max().copied()
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
        self.sent += bytes as u64;
        if self.marks.len() == MARKS_KEPT {
            self.marks.pop_front();
        }
        self.marks.push_back(Mark {
            sent: self.sent,
            at: now,
            confirmed: self.confirmed,
            confirmed_at: self.confirmed_at,
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
        self.confirmed_at = now;
        true
    }

    fn measure(&mut self, mark: &Mark, total: u64, now: Tick) {
        self.trips.retain(|&(at, _)| now.since(at) < ROUND_TRIP_KEPT);
        if self.trips.len() == MARKS_KEPT {
            self.trips.pop_front();
        }
        self.trips.push_back((now, now.since(mark.at).max(Duration::from_millis(1))));
        // From the later of the last confirmation before it was sent and, where the link was idle
        // in between, the sending itself: idle time is not the link's.
        let idle = mark.confirmed + CONFIRM_BYTES >= mark.sent.saturating_sub(CONFIRM_BYTES);
        let from = if idle { mark.at } else { mark.confirmed_at };
        let elapsed = now.since(from).as_millis().max(1) as u64;
        let rate = (total - mark.confirmed).saturating_mul(1000) / elapsed;
        if self.rates.len() == RATES_KEPT {
            self.rates.pop_front();
        }
        self.rates.push_back(rate.max(1));
    }
}

fn bytes_in(rate: u64, time: Duration) -> u64 {
    rate.saturating_mul(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)) / 1000
}

/// The receiving side of one connection: when to confirm.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    arrived: u64,
    confirmed: u64,
    since: Option<Tick>,
}

impl Meter {
    /// Notes that so many bytes have arrived.
    pub fn arrived(&mut self, bytes: usize, now: Tick) {
        self.arrived += bytes as u64;
        self.since.get_or_insert(now);
    }

    /// All bytes that have arrived.
    pub fn total(&self) -> u64 {
        self.arrived
    }

    /// The total to confirm now, if it is time.
    pub fn poll(&mut self, now: Tick) -> Option<u64> {
        let since = self.since?;
        let waiting = self.arrived - self.confirmed;
        let due = waiting >= CONFIRM_BYTES_AT_ONCE
            || waiting >= CONFIRM_BYTES && now.since(since) >= CONFIRM_AFTER;
        if !due {
            return None;
        }
        self.confirmed = self.arrived;
        self.since = None;
        Some(self.arrived)
    }

    /// When to ask again.
    pub fn poll_timeout(&self) -> Option<Tick> {
        let waiting = self.arrived - self.confirmed;
        self.since.filter(|_| waiting >= CONFIRM_BYTES).map(|since| since + CONFIRM_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of a fixed rate and round trip, kept busy; what is in flight at its end.
    fn saturate(rate: u64, trip: Duration, seconds: u64) -> Pace {
        let mut pace = Pace::new(Tick(0));
        let mut link_free = 0u64;
        let mut arriving: VecDeque<(u64, u64)> = VecDeque::new();
        let mut meter = Meter::default();
        let mut confirms: VecDeque<(u64, u64)> = VecDeque::new();
        let half = trip.as_millis() as u64 / 2;
        for now in (0..seconds * 1000).step_by(5) {
            while arriving.front().is_some_and(|a| a.0 <= now) {
                let (_, bytes) = arriving.pop_front().expect("it was there");
                meter.arrived(bytes as usize, Tick(now));
            }
            if let Some(total) = meter.poll(Tick(now)) {
                confirms.push_back((now + half, total));
            }
            while confirms.front().is_some_and(|c| c.0 <= now) {
                let (_, total) = confirms.pop_front().expect("it was there");
                assert!(pace.confirmed(total, Tick(now)));
            }
            while pace.may_send() {
                let bytes = pace.slice();
                pace.sent(bytes as usize, Tick(now));
                link_free = link_free.max(now) + bytes * 1000 / rate;
                arriving.push_back((link_free + half, bytes));
            }
        }
        pace
    }

    #[test]
    fn what_is_in_flight_follows_the_link() {
        for (rate, trip) in [(240, 2000), (1200, 300), (100_000, 40), (125_000, 600)] {
            let pace = saturate(rate, Duration::from_millis(trip), 120);
            let measured = pace.rate().expect("it was measured");
            assert!(measured * 10 >= rate * 6, "{rate}: measured only {measured}");
            assert!(measured <= rate * 2, "{rate}: measured {measured}");
            // Confirmations come half a second apart: the round trip is longer by that and by
            // the sending of a slice, and what may be in flight with it.
            let most = rate * (trip + 1500) / 1000 * 2 + SLICE_BYTES_MIN * 4;
            assert!(pace.budget() <= most, "{rate}: {} in flight", pace.budget());
        }
    }

    #[test]
    fn more_confirmed_than_sent_is_a_lie() {
        let mut pace = Pace::new(Tick(0));
        pace.sent(10, Tick(1));
        assert!(!pace.confirmed(11, Tick(2)));
        assert!(pace.confirmed(10, Tick(2)));
    }
}
