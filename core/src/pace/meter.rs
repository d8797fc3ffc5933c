//! What has arrived, and when the sender is told.

use std::time::Duration;

use super::{CONFIRM_BYTES, Tick};

/// What arrives is confirmed at once, but no more often than this.
const CONFIRM_EVERY: Duration = Duration::from_millis(250);
/// So much is confirmed at once, whatever the time.
const CONFIRM_BYTES_AT_ONCE: u64 = 16 * 1024;

/// The receiving side of one connection: when to confirm.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    arrived: u64,
    confirmed: u64,
    /// When it was said last.
    last: Option<Tick>,
}

impl Meter {
    /// Notes that so many bytes have arrived.
    pub fn arrived(&mut self, bytes: usize) {
        self.arrived += bytes as u64;
    }

    /// All bytes that have arrived.
    pub fn total(&self) -> u64 {
        self.arrived
    }

    /// The total to confirm now, if it is time.
    pub fn poll(&mut self, now: Tick) -> Option<u64> {
        let waiting = self.arrived - self.confirmed;
        let paused = self.last.is_none_or(|last| now.since(last) >= CONFIRM_EVERY);
        if waiting < CONFIRM_BYTES || !(paused || waiting >= CONFIRM_BYTES_AT_ONCE) {
            return None;
        }
        self.confirmed = self.arrived;
        self.last = Some(now);
        Some(self.arrived)
    }

    /// When to ask again.
    pub fn poll_timeout(&self) -> Option<Tick> {
        let waiting = self.arrived - self.confirmed;
        self.last.filter(|_| waiting >= CONFIRM_BYTES).map(|last| last + CONFIRM_EVERY)
    }
}
