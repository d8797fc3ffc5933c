//! The corrected clock: this machine's, set right by the relay's within bounds.

use std::time::{SystemTime, UNIX_EPOCH};

use liaison_core::stamp::Stamp;

/// The relay's correction is applied up to a day.
pub const CORRECTION_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// A clock off by more than this is warned about.
pub const WARN_MS: u64 = 2 * 60 * 1000;

/// How far this machine's clock is off, in milliseconds: positive if it is slow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The relay's time less this machine's.
    pub offset_ms: i64,
}

impl Correction {
    /// Whether the clock is so far off that the officer must hear of it.
    pub fn is_worth_a_warning(self) -> bool {
        self.offset_ms.unsigned_abs() > WARN_MS
    }

    /// Whether the clock is too far off to be corrected.
    pub fn is_too_large(self) -> bool {
        self.offset_ms.unsigned_abs() > CORRECTION_MS_MAX
    }

    /// A time of this machine, corrected.
    pub fn apply(self, machine: Stamp) -> Stamp {
        if self.is_too_large() {
            return machine;
        }
        Stamp(machine.0.saturating_add_signed(self.offset_ms))
    }
}

/// Where the time comes from: this machine, or a story that is played faster.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The time now, uncorrected.
    fn time(&self) -> Stamp;

    /// Whether a relay's clock may correct it: a story has a time of its own.
    fn is_correctable(&self) -> bool {
        true
    }
}

/// This machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn time(&self) -> Stamp {
        machine_time()
    }
}

/// This machine's time, uncorrected.
pub fn machine_time() -> Stamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Stamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_corrected_up_to_a_day() {
        let noon = Stamp(1_700_000_000_000);
        assert_eq!(Correction { offset_ms: -5_000 }.apply(noon), Stamp(noon.0 - 5_000));
        let far = Correction { offset_ms: 2 * 86_400_000 };
        assert!(far.is_too_large());
        assert_eq!(far.apply(noon), noon);
    }
}
