//! What has arrived, and when the sender is told.

use std::time::Duration;

use super::{CONFIRM_BYTES, Tick};

/// What arrives unconfirmed for this long is confirmed.
const CONFIRM_AFTER: Duration = Duration::from_millis(500);
/// So much is confirmed at once, whatever the time.
const CONFIRM_BYTES_AT_ONCE: u64 = 16 * 1024;
/// A frame of so many bytes is confirmed at once, if nothing was for a while: what is sent next of a
/// document depends on it.
const LONG_BYTES: usize = 256;
const LONG_AFTER: Duration = Duration::from_millis(250);

/// The receiving side of one connection: when to confirm.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    arrived: u64,
    confirmed: u64,
    since: Option<Tick>,
    /// When it was confirmed last.
    last: Tick,
    /// Something long is among what is not confirmed.
    long: bool,
}

impl Meter {
    /// Notes that so many bytes have arrived.
    pub fn arrived(&mut self, bytes: usize, now: Tick) {
        self.arrived += bytes as u64;
        self.since.get_or_insert(now);
        self.long |= bytes >= LONG_BYTES;
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
            || waiting >= CONFIRM_BYTES && now.since(since) >= CONFIRM_AFTER
            || self.long && now.since(self.last) >= LONG_AFTER;
        if !due {
            return None;
        }
        self.confirmed = self.arrived;
        (self.since, self.long, self.last) = (None, false, now);
        Some(self.arrived)
    }

    /// When to ask again.
    pub fn poll_timeout(&self) -> Option<Tick> {
        let waiting = self.arrived - self.confirmed;
        self.since.filter(|_| waiting >= CONFIRM_BYTES).map(|since| since + CONFIRM_AFTER)
    }
}
