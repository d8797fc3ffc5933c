//! What has arrived, and when the sender is told.

use std::time::Duration;

use super::{CONFIRM_BYTES, Tick};

/// What arrives unconfirmed for this long is confirmed.
const CONFIRM_AFTER: Duration = Duration::from_millis(500);
/// So much is confirmed at once, whatever the time.
const CONFIRM_BYTES_AT_ONCE: u64 = 16 * 1024;

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
