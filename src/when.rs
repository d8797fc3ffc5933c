//! Times as officers type and read them: always UTC, relative to a `now` that is handed in.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use liaison_core::stamp::{Moment, Stamp};

mod amounts;
mod span;

pub use self::span::Span;

/// The forms of a time, as errors and `--help` show them.
pub const FORMS: &str = "2026-09-30T14:05Z, 14:05 (the next one, UTC), 09h00, +2h, +90min, \
                         +1d 2h, H+2, J+1 09h00, J+1 H+2 M-5";
/// The forms of a duration, likewise.
pub const DURATION_FORMS: &str = "72h, 30min, 1h30, 1d 2h, 2 j 3 h";

const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 60 * MINUTE_S;
const DAY_S: u64 = 24 * HOUR_S;

/// Why a text is no time or no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// It has none of the forms of a time.
    #[error("{0:?} is no time; write it as one of: {FORMS}")]
    Form(String),
    /// It has none of the forms of a duration.
    #[error("{0:?} is no duration; write it as one of: {DURATION_FORMS}")]
    Duration(String),
    /// It has a right form, but lies before 1970 or after 9999.
    #[error("{0:?} is before the year 1970 or after 9999; write it as one of: {FORMS}")]
    Range(String),
}

/// Which one a time of day means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearest {
    /// The first after now.
    Next,
    /// The newest that is not after now.
    Last,
}

/// Reads a time at which something is due; a time of day is the next one after `now`.
///
/// # Errors
///
/// [`WhenError::Form`] or [`WhenError::Range`].
pub fn parse(text: &str, now: Stamp) -> Result<Moment, WhenError> {
    read(text, now, Nearest::Next)
}

/// Reads a time since which something is wanted; a time of day is the last one until `now`.
///
/// # Errors
///
/// [`WhenError::Form`] or [`WhenError::Range`].
pub fn parse_past(text: &str, now: Stamp) -> Result<Moment, WhenError> {
    read(text, now, Nearest::Last)
}

/// Reads a duration.
///
/// # Errors
///
/// [`WhenError::Duration`].
pub fn parse_duration(text: &str) -> Result<Duration, WhenError> {
    let seconds = amounts::seconds(text.trim());
    seconds.map(Duration::from_secs).ok_or_else(|| WhenError::Duration(text.to_owned()))
}

/// The time of day: `14:05Z`.
pub fn clock(stamp: Stamp) -> String {
    timestamp(stamp).strftime("%H:%MZ").to_string()
}

/// Date and time of day: `2026-09-30 14:05Z`.
pub fn date_clock(stamp: Stamp) -> String {
    timestamp(stamp).strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// RFC 3339 for JSON: `2026-09-30T14:05:00Z`, with milliseconds where there are any.
pub fn rfc3339(stamp: Stamp) -> String {
    timestamp(stamp).to_string()
}

/// What jiff can hold of a stamp. Entries may say any time; one beyond the year 9999, which is
/// marked as *clock wrong* elsewhere, shows as the last time that jiff has.
fn timestamp(stamp: Stamp) -> Timestamp {
    i64::try_from(stamp.0)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .unwrap_or(Timestamp::MAX)
}

fn read(text: &str, now: Stamp, nearest: Nearest) -> Result<Moment, WhenError> {
    let out_of_range = || WhenError::Range(text.to_owned());
    let trimmed = text.trim();
    let now_s = i64::try_from(now.moment().0).map_err(|_| out_of_range())?;
    let seconds = if let Some(time) = time_of_day(trimmed) {
        near(now, time, nearest)
    } else if let Some(offset) = amounts::signed_seconds(trimmed) {
        now_s.checked_add(offset)
    } else if let Some((days, time)) = day_and_time(trimmed) {
        let midnight = now_s - now_s.rem_euclid(DAY_S.cast_signed());
        midnight.checked_add(days).and_then(|day| day.checked_add(time.cast_signed()))
    } else if let Some(offset) = amounts::counted_seconds(trimmed) {
        now_s.checked_add(offset)
    } else {
        Some(date(trimmed).ok_or_else(|| WhenError::Form(text.to_owned()))?.as_second())
    };
    let seconds = seconds.filter(|&s| s >= 0 && Timestamp::from_second(s).is_ok());
    seconds.map(|s| Moment(s.unsigned_abs())).ok_or_else(out_of_range)
}

/// The first time of day after now, or the last until now, in seconds of Unix time.
fn near(now: Stamp, time: u64, nearest: Nearest) -> Option<i64> {
    let now_s = now.moment().0;
    let today = now_s - now_s % DAY_S + time;
    let seconds = match nearest {
        Nearest::Next if today > now_s => Some(today),
        Nearest::Next => today.checked_add(DAY_S),
        Nearest::Last if today <= now_s => Some(today),
        Nearest::Last => today.checked_sub(DAY_S),
    };
    seconds.and_then(|s| i64::try_from(s).ok())
}

/// `HH:MM` or `HHhMM`, with or without `Z`, in seconds of the day.
fn time_of_day(text: &str) -> Option<u64> {
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let (hours, minutes) = text.split_once([':', 'h', 'H'])?;
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 {
        return None;
    }
    let hours = amounts::number(hours).filter(|&h| h < 24)?;
    let minutes = amounts::number(minutes).filter(|&m| m < 60)?;
    Some(hours * HOUR_S + minutes * MINUTE_S)
}

/// `J+1 09h00`: seconds of whole days from today, and the time on that day.
fn day_and_time(text: &str) -> Option<(i64, u64)> {
    let (day, time) = text.split_once(char::is_whitespace)?;
    let days = amounts::counted_seconds(day).filter(|_| day.starts_with(['J', 'j', 'D', 'd']))?;
    Some((days, time_of_day(time.trim_start())?))
}

/// A date with a time of day: RFC 3339, or UTC where no zone is given.
fn date(text: &str) -> Option<Timestamp> {
    if !text.contains(':') || !text.bytes().take(4).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let in_utc = || TimeZone::UTC.to_timestamp(text.parse::<civil::DateTime>().ok()?).ok();
    text.parse().ok().or_else(in_utc)
}

#[cfg(test)]
mod tests;
