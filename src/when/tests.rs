use proptest::prelude::*;

use super::*;

/// Wednesday 30 September 2026, 06:42:17.250 UTC.
const NOW: Stamp = Stamp(1_790_750_537_250);
/// 9999-12-30T22:00:00Z, the last second that jiff can hold whatever the zone.
const END_MS: u64 = 253_402_207_200_000;

fn read_as(text: &str) -> String {
    parse(text, NOW).map_or_else(|error| error.to_string(), |moment| rfc3339(moment.stamp()))
}

#[test]
fn every_form_is_read() {
    for (text, time) in [
        ("2026-09-30T14:05:00Z", "2026-09-30T14:05:00Z"),
        ("2026-09-30t14:05:09.75z", "2026-09-30T14:05:09Z"),
        ("2026-09-30T14:05:00+02:00", "2026-09-30T12:05:00Z"),
        ("2026-09-30 14:05Z", "2026-09-30T14:05:00Z"),
        ("2026-09-30 14:05", "2026-09-30T14:05:00Z"),
        ("14:05", "2026-09-30T14:05:00Z"),
        (" 14:05Z ", "2026-09-30T14:05:00Z"),
        ("6:43", "2026-09-30T06:43:00Z"),
        ("06:42", "2026-10-01T06:42:00Z"),
        ("00:00", "2026-10-01T00:00:00Z"),
        ("09h00", "2026-09-30T09:00:00Z"),
        ("6H00", "2026-10-01T06:00:00Z"),
        ("+2h", "2026-09-30T08:42:17Z"),
        ("+ 2 h", "2026-09-30T08:42:17Z"),
        ("+90min", "2026-09-30T08:12:17Z"),
        ("+90 mn", "2026-09-30T08:12:17Z"),
        ("+1h30", "2026-09-30T08:12:17Z"),
        ("+1d 2h", "2026-10-01T08:42:17Z"),
        ("+1j2h", "2026-10-01T08:42:17Z"),
        ("+1w", "2026-10-07T06:42:17Z"),
        ("-30min", "2026-09-30T06:12:17Z"),
        ("H+2", "2026-09-30T08:42:17Z"),
        ("h-1", "2026-09-30T05:42:17Z"),
        ("J+1", "2026-10-01T06:42:17Z"),
        ("D+1", "2026-10-01T06:42:17Z"),
        ("J+1 09h00", "2026-10-01T09:00:00Z"),
        ("J+0 05h00", "2026-09-30T05:00:00Z"),
        ("J-1 23:59Z", "2026-09-29T23:59:00Z"),
        ("J+1 H+2 M-5", "2026-10-01T08:37:17Z"),
    ] {
        assert_eq!(read_as(text), time, "{text}");
    }
}

#[test]
fn what_is_no_time_is_told_with_the_forms() {
    for text in [
        "",
        "soon",
        "24:00",
        "12:60",
        "1:2",
        "12:5",
        "123:00",
        "12",
        "2h",
        "9h",
        "+",
        "+2",
        "+h",
        "+2x",
        "+1h 2h",
        "+2h 1d",
        "+1h99",
        "+-2h",
        "+2h +3h",
        "H",
        "H+",
        "H+x",
        "H2",
        "J+1 J+2",
        "J+1 9h",
        "H+2 09h00",
        "09h00 J+1",
        "2026-09-30",
        "2026-13-01T00:00Z",
        "30.09.2026 14:05",
        "é+1",
        "12:00:00",
        "-9999999999h",
    ] {
        let error = parse(text, NOW).expect_err(text);
        assert_eq!(error, WhenError::Form(text.to_owned()));
        assert!(error.to_string().contains("J+1 09h00"), "{error}");
    }
}

#[test]
fn what_is_too_far_is_told() {
    for text in ["+999999999d", "-999999999h", "J+999999999 09h00", "1969-12-31T23:59:59Z"] {
        assert_eq!(parse(text, NOW), Err(WhenError::Range(text.to_owned())));
    }
    assert_eq!(parse("00:00", Stamp(u64::MAX)), Err(WhenError::Range("00:00".to_owned())));
    assert_eq!(parse_past("00:01", Stamp(0)), Err(WhenError::Range("00:01".to_owned())));
}

#[test]
fn a_time_of_day_in_the_past_is_the_last_one() {
    let read = |text| parse_past(text, NOW).map(|moment| date_clock(moment.stamp()));
    assert_eq!(read("06:42"), Ok("2026-09-30 06:42Z".to_owned()));
    assert_eq!(read("06:43"), Ok("2026-09-29 06:43Z".to_owned()));
    assert_eq!(read("-2h"), Ok("2026-09-30 04:42Z".to_owned()));
}

#[test]
fn durations_are_read() {
    let minutes = |m: u64| Ok(Duration::from_secs(m * 60));
    assert_eq!(parse_duration("72h"), minutes(72 * 60));
    assert_eq!(parse_duration("30min"), minutes(30));
    assert_eq!(parse_duration(" 1h30 "), minutes(90));
    assert_eq!(parse_duration("1 h 05"), minutes(65));
    assert_eq!(parse_duration("2 j 3 h"), minutes(51 * 60));
    assert_eq!(parse_duration("1 sem"), minutes(7 * 24 * 60));
    for text in ["", "h", "72", "72 hours", "-1h", "1h 2h", "1 h 5", "9999999999h", "1,5h"] {
        assert_eq!(parse_duration(text), Err(WhenError::Duration(text.to_owned())));
    }
}

#[test]
fn times_and_spans_are_written_for_screens() {
    assert_eq!(clock(NOW), "06:42Z");
    assert_eq!(date_clock(NOW), "2026-09-30 06:42Z");
    assert_eq!(rfc3339(NOW), "2026-09-30T06:42:17.25Z");
    assert_eq!(date_clock(Stamp(u64::MAX)), date_clock(Stamp(END_MS)));
    let span = |seconds, day| Span::from(Duration::from_secs(seconds)).text(day);
    assert_eq!(span(0, "d"), "0 s");
    assert_eq!(span(59, "d"), "59 s");
    assert_eq!(span(12 * 60 + 59, "d"), "12 min");
    assert_eq!(span(3600, "d"), "1 h");
    assert_eq!(span(4200, "d"), "1 h 10");
    assert_eq!(span(3900, "d"), "1 h 05");
    assert_eq!(span(51 * 3600, "d"), "2 d 3 h");
    assert_eq!(span(51 * 3600, "j"), "2 j 3 h");
    assert_eq!(span(48 * 3600, "j"), "2 j");
}

proptest! {
    #[test]
    fn what_is_written_is_read(ms in 0..END_MS, now in 0..END_MS, ago in 1..86_400_000u64) {
        let (stamp, now) = (Stamp(ms), Stamp(now));
        let minute = Moment(ms / 60_000 * 60);
        prop_assert_eq!(parse(&rfc3339(stamp), now), Ok(stamp.moment()));
        prop_assert_eq!(parse(&date_clock(stamp), now), Ok(minute));
        let before = Stamp(minute.stamp().0.saturating_sub(ago));
        prop_assert_eq!(parse(&clock(stamp), before), Ok(minute));
        let after = minute.stamp() + Duration::from_millis(ago - 1);
        prop_assert_eq!(parse_past(&clock(stamp), after), Ok(minute));
    }

    #[test]
    fn a_time_of_day_is_within_the_next_and_the_last_day(now in 86_400_000..END_MS, h in 0u64..24, m in 0u64..60) {
        let text = format!("{h:02}h{m:02}");
        if let Ok(next) = parse(&text, Stamp(now)) {
            prop_assert!(next.stamp() > Stamp(now) && next.stamp().0 <= now + 86_400_000);
        }
        let last = parse_past(&text, Stamp(now)).map(Moment::stamp);
        prop_assert!(last.is_ok_and(|last| last.0 <= now && last.0 + 86_400_000 > now));
    }

    #[test]
    fn spans_are_read_as_what_they_show(seconds in 0..400_000_000u64, french: bool) {
        let span = Span::from(Duration::from_secs(seconds));
        let read = parse_duration(&span.text(if french { "j" } else { "d" }));
        let read = read.expect("written from a span");
        prop_assert_eq!(Span::from(read), span);
        prop_assert!(read.as_secs() <= seconds);
    }

    #[test]
    fn counts_add_up(days in -99i64..99, hours in -99i64..99, minutes in -99i64..99) {
        let text = format!("M{minutes:+} J{days:+} H{hours:+}");
        let read = parse(&text, NOW).expect("not far away").0.cast_signed();
        let offset = days * 86_400 + hours * 3_600 + minutes * 60;
        prop_assert_eq!(read - NOW.moment().0.cast_signed(), offset);
    }

    #[test]
    fn garbage_never_panics(text: String, close in "[-+JHMDhj:Z0-9 min]{0,14}", now: u64) {
        for text in [text, close] {
            let _ = (parse(&text, Stamp(now)), parse_past(&text, NOW), parse_duration(&text));
        }
        let _ = (clock(Stamp(now)), date_clock(Stamp(now)), rfc3339(Stamp(now)));
    }
}
