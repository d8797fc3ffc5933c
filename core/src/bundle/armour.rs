//! A part as lines of text, for e-mail and radio.
//!
//! A line is `NUMBER:DATA:CHECK`, the last one of a part `NUMBER:DATA.CHECK`: the number in decimal
//! from 1, the data in Crockford base32 (upper case, read in any), four characters of check over
//! both. No blanks inside, so that whatever wraps it can be put together again; no character that
//! e-mail encodes. Long parts stand between a line that begins and one that ends them, which only
//! people need.

use std::fmt::Write as _;

use crate::crockford;
use crate::terms::{Mode, Tlp};

/// The longest line of a long part, in characters: what every e-mail program leaves whole.
pub const LINE_CHARS_MAX: usize = 76;
/// Bytes of data on each line of a long part: 64 characters.
const LINE_BYTES: usize = 40;
/// The longest line of a part that goes as one line without anything around it, such as a text
/// message.
pub(super) const SHORT_CHARS_MAX: usize = 480;
/// From this size on a part is lines with something around them.
const LONG_CHARS_MIN: usize = 760;

const CHECK_CONTEXT: &str = "liaison bundle line 1";
/// Characters of the check.
pub(super) const CHECK_CHARS: usize = 4;
/// What ends the data of a line, and that of the last line.
pub(super) const MORE: char = ':';
/// See [`MORE`].
pub(super) const LAST: char = '.';

/// What stands over a long part for people to read; nothing of it is read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Actual, exercise or test.
    pub mode: Mode,
    /// The least label of everything in the room.
    pub tlp: Tlp,
    /// Which part.
    pub number: u32,
    /// Of how many.
    pub count: u32,
}

/// An encoded part as text of at most `chars` characters if a size is given, else as long as it is.
pub fn in_text(part: &[u8], heading: &Heading, chars: Option<usize>) -> String {
    if chars.is_some_and(|chars| chars < LONG_CHARS_MIN) {
        return line(1, part, LAST) + "\n";
    }
    let Heading { mode, tlp, number, count } = heading;
    let of = if *count == 1 { String::new() } else { format!(" {number}/{count}") };
    let mut text = format!("-----BEGIN LIAISON BUNDLE{of}-----\n");
    writeln!(text, "Mode: {}\n{}\n", mode.text().to_uppercase(), tlp.text())
        .expect("writing to memory cannot fail");
    let lines = part.len().div_ceil(LINE_BYTES);
    for (number, bytes) in (1..).zip(part.chunks(LINE_BYTES)) {
        let end = if number as usize == lines { LAST } else { MORE };
        text.push_str(&line(number, bytes, end));
        text.push('\n');
    }
    text.push_str(&format!("-----END LIAISON BUNDLE{of}-----\n"));
    text
}

/// How many bytes an encoded part may have so that its text has at most so many characters.
pub fn bytes_in_text(chars: usize) -> usize {
    if chars < LONG_CHARS_MIN {
        // Number, two separators, check and the end of the line.
        return chars.min(SHORT_CHARS_MAX).saturating_sub(1 + 2 + CHECK_CHARS + 1) * 5 / 8;
    }
    // What stands around the lines has at most 140 characters.
    let lines = chars.saturating_sub(140) / (LINE_CHARS_MAX + 1);
    lines * LINE_BYTES
}

fn line(number: u32, bytes: &[u8], end: char) -> String {
    let data = crockford::encode(bytes);
    let values = crockford::values(&data).expect("what was just written as base32");
    format!("{number}{MORE}{data}{end}{}", check(number, &values, end))
}

/// The check of a line, over the values of its characters: case and look-alikes do not matter.
pub(super) fn check(number: u32, values: &[u8], end: char) -> String {
    let mut hasher = blake3::Hasher::new_derive_key(CHECK_CONTEXT);
    hasher.update(&number.to_le_bytes());
    hasher.update(&[u8::from(end == LAST)]);
    hasher.update(values);
    let mut text = crockford::encode(&hasher.finalize().as_bytes()[..3]);
    text.truncate(CHECK_CHARS);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_size_is_a_text_of_that_size() {
        let heading = Heading { mode: Mode::Exercise, tlp: Tlp::Amber, number: 9999, count: 9999 };
        for chars in [60, 160, 306, 480, 481, 759, 760, 1_000, 4_000, 100_000] {
            let part = vec![0xa5; bytes_in_text(chars)];
            let text = in_text(&part, &heading, Some(chars));
            assert!(text.len() <= chars, "{} of {chars}", text.len());
            let longest = text.lines().map(str::len).max().unwrap_or(0);
            assert!(longest <= if chars < 760 { 480 } else { LINE_CHARS_MAX }, "{longest}");
            // And not much less: what is paid for is used.
            let least = if chars < 760 { chars.min(480) - 2 } else { chars * 9 / 10 - 130 };
            assert!(text.len() >= least, "{} of {chars}", text.len());
        }
    }
}
