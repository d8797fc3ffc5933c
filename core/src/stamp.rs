//! Moments, handed in by the shells: this crate has no clock.

use std::ops::{Add, Sub};
use std::time::Duration;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::entry::AHEAD_MS_MAX;

/// Unix time in milliseconds.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[cbor(transparent)]
pub struct Stamp(#[n(0)] pub u64);

/// Unix time in whole seconds: what entries say of deadlines and times past.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[cbor(transparent)]
pub struct Moment(#[n(0)] pub u64);

impl Stamp {
    /// The whole second of this stamp.
    pub fn moment(self) -> Moment {
        Moment(self.0 / 1000)
    }

    /// The time of an entry written now: the later of the corrected clock and the newest time seen
    /// plus one, so that what answers something never sorts before it.
    pub fn of_next(now: Self, newest_seen: Self) -> Self {
        now.max(Self(newest_seen.0.saturating_add(1)))
    }

    /// Whether an entry of this time counts as seen at `now`: what is too far ahead is marked
    /// *clock wrong* and drags nobody's clock along.
    pub fn counts_as_seen(self, now: Self) -> bool {
        self.0 <= now.0.saturating_add(AHEAD_MS_MAX)
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Moment {
    /// The first millisecond of the second.
    pub fn stamp(self) -> Stamp {
        Stamp(self.0.saturating_mul(1000))
    }
}

impl Add<Duration> for Stamp {
    type Output = Self;

    fn add(self, by: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Stamp {
    type Output = Self;

    fn sub(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_later_than_what_was_seen_but_follows_no_wrong_clock() {
        let now = Stamp(1_000_000_000);
        assert_eq!(Stamp::of_next(now, Stamp(0)), now);
        assert_eq!(Stamp::of_next(now, now), Stamp(now.0 + 1));
        let ahead = |ms| Stamp(now.0 + ms);
        assert!(ahead(AHEAD_MS_MAX).counts_as_seen(now));
        assert!(!ahead(AHEAD_MS_MAX + 1).counts_as_seen(now));
        assert!(Stamp(0).counts_as_seen(now));
        assert_eq!(Stamp::of_next(now, Stamp(u64::MAX)), Stamp(u64::MAX));
    }
}
