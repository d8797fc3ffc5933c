//! Times and lengths of time in files: local times of a story, offsets, durations.

use std::time::Duration;

use jiff::civil;
use jiff::tz::Offset;
use liaison_core::stamp::{Moment, Stamp};
use toml::de::DeValue;
use toml::value::Datetime;

use super::mistake::MistakeKind;
use super::shape::Shape;
use super::sheet::Field;

/// The longest length of time that can be written: 366 days.
const DURATION_MAX: Duration = Duration::from_secs(366 * 86_400);

/// The clock of a story: where its local time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    offset: Offset,
}

impl Clock {
    /// Universal time.
    pub(super) const UTC: Self = Self { offset: Offset::UTC };

    /// Reads a difference from UTC, such as `+09:00`.
    pub(super) fn read(field: &Field<'_>) -> Option<Self> {
        let text = field.text()?;
        let offset = offset(&text).map(|offset| Self { offset });
        offset.or_else(|| field.malformed(&text, Shape::UtcOffset))
    }

    /// The difference from UTC in minutes, east positive.
    pub(super) fn offset_minutes(self) -> i32 {
        self.offset.seconds() / 60
    }

    /// Reads a local date and time.
    pub(super) fn local(self, field: &Field<'_>) -> Option<Stamp> {
        match field.value() {
            DeValue::Datetime(found) => self.stamp(field, found, Shape::LocalTime),
            _ => field.wrong_type(Shape::LocalTime),
        }
    }

    /// Reads when an event happens: a local date and time, or an offset from the start.
    pub(super) fn event(self, field: &Field<'_>, start: Stamp) -> Option<Stamp> {
        match field.value() {
            DeValue::Datetime(found) => self.stamp(field, found, Shape::EventTime),
            DeValue::String(found) => {
                let after = found.strip_prefix('+').and_then(duration);
                let at = after.map(|after| start + after);
                at.or_else(|| field.malformed(found, Shape::EventTime))
            }
            _ => field.wrong_type(Shape::EventTime),
        }
    }

    /// Reads a time that an officer gives at `now`: a local date and time, `18:30` (the next
    /// one), or `+2h`.
    pub(super) fn moment(self, field: &Field<'_>, now: Stamp) -> Option<Moment> {
        let stamp = match field.value() {
            DeValue::Datetime(found) => self.stamp(field, found, Shape::ActTime)?,
            DeValue::String(found) => {
                let after = found.strip_prefix('+').and_then(duration).map(|after| now + after);
                let at = after.or_else(|| self.next(found, now));
                at.or_else(|| field.malformed(found, Shape::ActTime))?
            }
            _ => return field.wrong_type(Shape::ActTime),
        };
        Some(stamp.moment())
    }

    /// The next time after `now` that the local clock shows `text`, such as `18:30`.
    fn next(self, text: &str, now: Stamp) -> Option<Stamp> {
        let (hour, minute) = text.split_once(':')?;
        let [hour, minute] =
            [hour, minute].map(|s| two_digits(s).and_then(|n| i8::try_from(n).ok()));
        let time = civil::Time::new(hour?, minute?, 0, 0).ok()?;
        let local = self.civil(now)?;
        let day = if time > local.time() { local.date() } else { local.date().tomorrow().ok()? };
        self.at(day.to_datetime(time))
    }

    /// A moment as the local clock shows it, for messages.
    pub(super) fn show(self, stamp: Stamp) -> String {
        self.civil(stamp).map(|local| local.to_string()).unwrap_or_default()
    }

    fn civil(self, stamp: Stamp) -> Option<civil::DateTime> {
        let at = jiff::Timestamp::from_millisecond(i64::try_from(stamp.0).ok()?).ok()?;
        Some(self.offset.to_datetime(at))
    }

    fn at(self, local: civil::DateTime) -> Option<Stamp> {
        let at = self.offset.to_timestamp(local).ok()?;
        u64::try_from(at.as_millisecond()).ok().map(Stamp)
    }

    /// A date with a time; with a difference from UTC of its own, where it has one.
    fn stamp(self, field: &Field<'_>, found: &Datetime, expected: Shape) -> Option<Stamp> {
        let own = found.offset.map(|own| offset(&own.to_string()));
        let stamp = found.date.zip(found.time).and_then(|(date, time)| {
            let small = |n: u8| i8::try_from(n).ok();
            let year = i16::try_from(date.year).ok()?;
            let date = civil::Date::new(year, small(date.month)?, small(date.day)?).ok()?;
            let second = small(time.second.unwrap_or(0))?;
            let time = civil::Time::new(small(time.hour)?, small(time.minute)?, second, 0).ok()?;
            let clock = own.map_or(Some(self), |own| Some(Self { offset: own? }))?;
            clock.at(date.to_datetime(time))
        });
        stamp.or_else(|| field.malformed(&found.to_string(), expected))
    }
}

/// Reads a date; it stands for its first moment in universal time.
pub(super) fn date(field: &Field<'_>) -> Option<Moment> {
    let DeValue::Datetime(found) = field.value() else { return field.wrong_type(Shape::Date) };
    if found.time.is_some() {
        return field.malformed(&found.to_string(), Shape::Date);
    }
    let midnight = format!("{found}T00:00:00").parse::<Datetime>().ok();
    let stamp = midnight.and_then(|found| Clock::UTC.stamp(field, &found, Shape::Date));
    stamp.map(Stamp::moment)
}

/// Reads a length of time, such as `4h`: at least a minute.
pub(super) fn length(field: &Field<'_>) -> Option<Duration> {
    let text = field.text()?;
    let length = duration(&text).or_else(|| field.malformed(&text, Shape::Duration))?;
    if length < Duration::from_secs(60) {
        let [least, most] = ["1min", "366d"].map(str::to_owned);
        field.mistake(MistakeKind::OutOfRange { found: text, least, most });
        return None;
    }
    Some(length)
}

/// Reads an offset after an activation, such as `+30min`.
pub(super) fn after(field: &Field<'_>) -> Option<Duration> {
    let text = field.text()?;
    let after = text.strip_prefix('+').and_then(duration);
    after.or_else(|| field.malformed(&text, Shape::Offset))
}

/// Days, hours, minutes, seconds, each at most once and in this order: `1d2h`, `90min`, `30s`.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    for (unit, seconds) in [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)] {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        if let Some(tail) = tail.strip_prefix(unit) {
            let count: u32 = number.parse().ok()?;
            total += Duration::from_secs(u64::from(count) * seconds);
            rest = tail;
        }
    }
    (rest.is_empty() && !text.is_empty() && total <= DURATION_MAX).then_some(total)
}

/// A difference from UTC: `Z`, `+09:00`, `-06:00`.
fn offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let east = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let sound = hours <= 14 && minutes < 60;
    Offset::from_seconds(east * (hours * 3600 + minutes * 60)).ok().filter(|_| sound)
}

fn two_digits(text: &str) -> Option<i32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_in_falling_units_only() {
        let seconds = |text| duration(text).map(|length| length.as_secs());
        assert_eq!(seconds("4h"), Some(14_400));
        assert_eq!(seconds("1d2h30min5s"), Some(95_405));
        assert_eq!(seconds("90min"), Some(5_400));
        for wrong in ["", "h", "4", "30min4h", "4 h", "-4h", "4m", "367d", "99999999999h"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn differences_from_utc_are_read_with_their_sign() {
        let minutes = |text| offset(text).map(|offset| offset.seconds() / 60);
        assert_eq!(minutes("+09:00"), Some(540));
        assert_eq!(minutes("-06:30"), Some(-390));
        assert_eq!(minutes("Z"), Some(0));
        for wrong in ["", "+", "9", "+9:00", "+09", "+15:00", "+09:60", "é09:00", "+é9:00"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_clock_time_is_the_next_one_there() {
        let tokyo = Clock { offset: Offset::from_seconds(9 * 3600).expect("nine hours") };
        let noon = tokyo.at(civil::date(2023, 7, 5).at(12, 0, 0, 0)).expect("after 1970");
        assert_eq!(noon, Stamp(1_688_526_000_000));
        let show = |text| tokyo.next(text, noon).map(|at| tokyo.show(at));
        assert_eq!(show("18:00").as_deref(), Some("2023-07-05T18:00:00"));
        assert_eq!(show("12:00").as_deref(), Some("2023-07-06T12:00:00"));
        assert_eq!(show("24:00"), None);
    }
}
