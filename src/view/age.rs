//! How long ago and how long still, in minutes: a clock of seconds would cost the link bytes.

use std::time::Duration;

use liaison_core::stamp::{Moment, Stamp};

use crate::words::{Words, arg};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A stretch of time: `12 min`, `1 h 05`, `3 d`.
pub fn span(words: &Words, span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..MINUTE => words.with("age-minutes", &[("n", arg(0))]),
        MINUTE..HOUR => words.with("age-minutes", &[("n", arg(seconds / MINUTE))]),
        HOUR..DAY => {
            let minutes = format!("{:02}", seconds % HOUR / MINUTE);
            words.with("age-hours", &[("h", arg(seconds / HOUR)), ("m", arg(minutes))])
        }
        _ => words.with("age-days", &[("n", arg(seconds / DAY))]),
    }
}

/// How long ago, in as few cells as can be: `1m`, `3h`, `2d`.
pub fn short(words: &Words, then: Stamp, now: Stamp) -> String {
    let seconds = now.since(then).as_secs();
    let (unit, n) = match seconds {
        0..HOUR => ("minutes", seconds / MINUTE),
        HOUR..DAY => ("hours", seconds / HOUR),
        _ => ("days", seconds / DAY),
    };
    words.with(&format!("age-short-{unit}"), &[("n", arg(n))])
}

/// How long ago.
pub fn since(words: &Words, then: Stamp, now: Stamp) -> String {
    span(words, now.since(then))
}

/// How long still, or how late; and whether it is late.
pub fn due(words: &Words, at: Moment, now: Stamp) -> (String, bool) {
    let (at, now) = (at.stamp(), now.moment().stamp());
    let late = at < now;
    let between = if late { now.since(at) } else { at.since(now) };
    let key = if late { "due-late" } else { "due-in" };
    (words.with(key, &[("age", arg(span(words, between)))]), late)
}

/// The widest that [`due`] says, for columns.
pub fn widest(words: &Words) -> String {
    const WIDE: Duration = Duration::from_secs(23 * HOUR + 59 * MINUTE);
    words.with("due-late", &[("age", arg(span(words, WIDE)))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn minutes_hours_days() {
        let words = Words::new(Language::English);
        let said = |seconds| span(&words, Duration::from_secs(seconds));
        assert_eq!(said(59), "0 min");
        assert_eq!(said(12 * MINUTE + 5), "12 min");
        assert_eq!(said(HOUR + 5 * MINUTE), "1 h 05");
        assert_eq!(said(3 * DAY), "3 d");
    }

    #[test]
    fn late_is_said() {
        let words = Words::new(Language::French);
        let now = Stamp(1_000_000_000);
        let (said, late) = due(&words, Moment(1_000_000 - 300), now);
        assert!(late && said == "RETARD 5 min", "{said}");
        assert_eq!(due(&words, Moment(1_000_720), now), ("dans 12 min".to_owned(), false));
    }
}
