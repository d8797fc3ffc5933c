//! The relay's clocks: the wall's, which is told to consoles, and one that never jumps.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use liaison_core::pace::{Now, Tick};
use liaison_core::stamp::Stamp;

/// Reads both clocks; ticks count from when it was made.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// A clock that begins now.
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// What both say.
    pub fn now(&self) -> Now {
        Now { wall: wall(), tick: self.tick() }
    }

    /// What the one that never jumps says.
    pub fn tick(&self) -> Tick {
        Tick(u64::try_from(self.origin.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    /// When a tick is, for a timer.
    pub fn instant(&self, tick: Tick) -> Instant {
        self.origin + std::time::Duration::from_millis(tick.0)
    }
}

/// The wall clock. Before 1970 it is the beginning of 1970: that clock is wrong anyway.
pub fn wall() -> Stamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Stamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
