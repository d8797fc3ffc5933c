//! How long, in the two largest units that matter.

use std::time::Duration;

use super::{DAY_S, HOUR_S, MINUTE_S};

/// A duration as screens show it, rounded down; the words for its units come from the locale.
///
/// Seconds are shown in the last minute only, so that a countdown costs one draw a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Less than a minute: `40 s`.
    Seconds(u64),
    /// Less than an hour: `12 min`.
    Minutes(u64),
    /// Less than a day: `1 h 10`.
    Hours {
        /// Whole hours.
        hours: u64,
        /// Minutes beyond them.
        minutes: u64,
    },
    /// A day and more: `2 d 3 h`.
    Days {
        /// Whole days.
        days: u64,
        /// Hours beyond them.
        hours: u64,
    },
}

impl Span {
    /// The text, given the unit of days: `d` in English, `j` in French. The others are the same in
    /// both languages.
    pub fn text(self, day: &str) -> String {
        match self {
            Self::Seconds(seconds) => format!("{seconds} s"),
            Self::Minutes(minutes) => format!("{minutes} min"),
            Self::Hours { hours, minutes: 0 } => format!("{hours} h"),
            Self::Hours { hours, minutes } => format!("{hours} h {minutes:02}"),
            Self::Days { days, hours: 0 } => format!("{days} {day}"),
            Self::Days { days, hours } => format!("{days} {day} {hours} h"),
        }
    }
}

impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        let seconds = duration.as_secs();
        let (minutes, hours, days) = (seconds / MINUTE_S, seconds / HOUR_S, seconds / DAY_S);
        match seconds {
            ..MINUTE_S => Self::Seconds(seconds),
            MINUTE_S..HOUR_S => Self::Minutes(minutes),
            HOUR_S..DAY_S => Self::Hours { hours, minutes: minutes % 60 },
            DAY_S.. => Self::Days { days, hours: hours % 24 },
        }
    }
}
