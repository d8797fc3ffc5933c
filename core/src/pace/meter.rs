//! What has arrived, and when the sender is told.

use std::time::Duration;

use super::{CONFIRM_BYTES, Tick};

/// What arrives unconfirmed for this long is confirmed.
const CONFIRM_AFTER: Duration = Duration::from_millis(500);
/// As much as came in this time is confirmed at once, in milliseconds.
const CONFIRM_AT_ONCE_MS: u64 = 250;
/// So much is confirmed at once, whatever the time.
const CONFIRM_BYTES_AT_ONCE: u64 = 16 * 1024;

/// The receiving side of one connection: when to confirm.
///
/// A sender tells by the confirmations how long its frames wait, and sends the next ones by them:
/// four times a second on a link that is full, with every frame on one that is slow.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    arrived: u64,
    confirmed: u64,
    /// When the first of what is not confirmed came.
    since: Option<Tick>,
    /// When it was confirmed last.
    last: Tick,
    /// So much is confirmed without waiting for more.
    at_once: u64,
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
        let at_once = self.at_once.clamp(CONFIRM_BYTES, CONFIRM_BYTES_AT_ONCE);
        let late = waiting >= CONFIRM_BYTES && now.since(since) >= CONFIRM_AFTER;
        if waiting < at_once && !late {
            return None;
        }
        // Twice as much as this time at the most: what came at once may have been all.
        let elapsed = super::millis(now, self.last).max(CONFIRM_AT_ONCE_MS / 2);
        self.at_once = waiting.saturating_mul(CONFIRM_AT_ONCE_MS) / elapsed;
        self.last = now;
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
