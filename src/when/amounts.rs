//! Amounts of time in text: `1d 2h`, `+90min`, and counted from now as in `J+1 H+2 M-5`.

use super::{DAY_S, HOUR_S, MINUTE_S};

/// Nobody counts further; it keeps every sum within 64 bits.
const DIGITS_MAX: usize = 9;

/// Seconds of `1d 2h`, `90min`, `1h30`, `1 h 10`, `2 j 3 h`: the larger unit first, each once.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (mut rest, mut sum, mut smallest) = (text, 0u64, u64::MAX);
    while !rest.is_empty() {
        let digits = take(&mut rest, |c| c.is_ascii_digit());
        let name = take(&mut rest, |c| c.is_alphabetic());
        let unit = match name {
            "" if smallest == HOUR_S && rest.is_empty() && digits.len() == 2 => MINUTE_S,
            name => unit(name)?,
        };
        let amount = number(digits)?;
        if unit >= smallest || (name.is_empty() && amount >= 60) {
            return None;
        }
        smallest = unit;
        sum = sum.checked_add(amount.checked_mul(unit)?)?;
    }
    (smallest != u64::MAX).then_some(sum)
}

/// Seconds from now of `+2h` or `-1d 2h`.
pub(super) fn signed_seconds(text: &str) -> Option<i64> {
    let (sign, amounts) = split_sign(text)?;
    Some(sign * i64::try_from(seconds(amounts.trim_start())?).ok()?)
}

/// Seconds from now of `H+2`, `J+1 H+2 M-5`, `D+1`: each letter once, in any order.
pub(super) fn counted_seconds(text: &str) -> Option<i64> {
    let (mut sum, mut seen) = (0, vec![]);
    for word in text.split_whitespace() {
        let unit = match word.chars().next()?.to_ascii_uppercase() {
            'J' | 'D' => DAY_S,
            'H' => HOUR_S,
            'M' => MINUTE_S,
            _ => return None,
        };
        if seen.contains(&unit) {
            return None;
        }
        seen.push(unit);
        let (sign, digits) = split_sign(&word[1..])?;
        sum += sign * (number(digits)? * unit).cast_signed();
    }
    (!seen.is_empty()).then_some(sum)
}

fn split_sign(text: &str) -> Option<(i64, &str)> {
    let plus = text.strip_prefix('+').map(|rest| (1, rest));
    plus.or_else(|| text.strip_prefix(['-', '\u{2212}']).map(|rest| (-1, rest)))
}

/// The number that digits alone spell.
pub(super) fn number(digits: &str) -> Option<u64> {
    let is_number =
        (1..=DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// Takes what belongs together off the front, and the spaces after it.
fn take<'a>(rest: &mut &'a str, belongs: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at(end);
    *rest = left.trim_start();
    taken
}

/// Seconds of a unit, in English and French.
fn unit(name: &str) -> Option<u64> {
    Some(match name.to_ascii_lowercase().as_str() {
        "w" | "sem" => 7 * DAY_S,
        "d" | "j" => DAY_S,
        "h" => HOUR_S,
        "min" | "mn" | "m" => MINUTE_S,
        "s" => 1,
        _ => return None,
    })
}
