//! The time of a story: it stands until the story is let go, runs as many times as fast as it
//! happened from then on, and jumps over hours in which nothing happens.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use liaison_core::stamp::Stamp;

use crate::clock::Clock;

/// A story's clock.
#[derive(Debug)]
pub(super) struct StoryClock {
    speed: u32,
    hand: Mutex<Hand>,
}

/// Where the clock was, and since when it runs from there; `None` while it stands.
#[derive(Clone, Copy, Debug)]
struct Hand {
    at: Stamp,
    since: Option<Instant>,
}

impl Hand {
    fn time(self, speed: u32) -> Stamp {
        self.at + self.since.map_or(Duration::ZERO, |since| since.elapsed() * speed)
    }
}

impl StoryClock {
    /// A clock that stands at a moment of the story.
    pub(super) fn standing(at: Stamp, speed: u32) -> Self {
        Self { speed, hand: Mutex::new(Hand { at, since: None }) }
    }

    /// Lets the time run.
    pub(super) fn go(&self) {
        self.set(|now| now, true);
    }

    /// Goes forward to a moment; never back.
    pub(super) fn skip_to(&self, at: Stamp) {
        self.set(|now| at.max(now), false);
    }

    /// How long it takes until a moment of the story, once the time runs.
    pub(super) fn until(&self, at: Stamp) -> Duration {
        at.since(self.time()) / self.speed
    }

    fn set(&self, to: impl FnOnce(Stamp) -> Stamp, goes: bool) {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = goes || hand.since.is_some();
        *hand = Hand { at: to(hand.time(self.speed)), since: runs.then(Instant::now) };
    }
}

impl Clock for StoryClock {
    fn time(&self) -> Stamp {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner).time(self.speed)
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
        let clock = StoryClock::standing(Stamp(1_000_000), 1);
        clock.skip_to(Stamp(2_000_000));
        clock.skip_to(Stamp(500));
        assert!(clock.time() >= Stamp(2_000_000));
    }

    #[test]
    fn it_stands_until_it_is_let_go_and_then_runs() {
        let clock = StoryClock::standing(Stamp(1_000), 100_000);
        assert_eq!(clock.time(), Stamp(1_000));
        clock.skip_to(Stamp(2_000));
        assert_eq!(clock.time(), Stamp(2_000), "a skip alone does not let it go");
        clock.go();
        while clock.time() == Stamp(2_000) {
            std::thread::yield_now();
        }
        assert!(clock.time() > Stamp(2_000));
    }
}
