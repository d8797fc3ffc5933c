//! The time of a story: it runs as many times as fast as it happened, and jumps over hours in
//! which nothing happens.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use liaison_core::stamp::Stamp;

use crate::clock::Clock;

/// A story's clock.
#[derive(Debug)]
pub(super) struct StoryClock {
    speed: u32,
    hand: Mutex<(Stamp, Instant)>,
}

impl StoryClock {
    /// A clock that starts now at a moment of the story.
    pub(super) fn start(at: Stamp, speed: u32) -> Self {
        Self { speed, hand: Mutex::new((at, Instant::now())) }
    }

    /// Goes forward to a moment; never back.
    pub(super) fn skip_to(&self, at: Stamp) {
        let at = at.max(self.time());
        *self.hand.lock().unwrap_or_else(PoisonError::into_inner) = (at, Instant::now());
    }

    /// How long it takes until a moment of the story.
    pub(super) fn until(&self, at: Stamp) -> Duration {
        at.since(self.time()) / self.speed
    }
}

impl Clock for StoryClock {
    fn time(&self) -> Stamp {
        let (at, since) = *self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        at + since.elapsed() * self.speed
    }

    fn is_correctable(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back() {
        let clock = StoryClock::start(Stamp(1_000_000), 1);
        clock.skip_to(Stamp(2_000_000));
        clock.skip_to(Stamp(500));
        assert!(clock.time() >= Stamp(2_000_000));
    }
}
