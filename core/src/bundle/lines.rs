//! Finding armoured lines in text that people and programs have had in their hands.
//!
//! Whatever stands around them is passed over; marks of quoting, line ends, blanks that do not
//! break, the encoding of e-mail and the wrapping of long lines are undone. Every line proves itself
//! by its check, so that trying is safe.

use super::armour::{CHECK_CHARS, LAST, MORE, SHORT_CHARS_MAX, check};
use crate::crockford;

/// Into how many pieces a line may have been wrapped.
const PIECES_MAX: usize = 24;
/// Digits of a line's number.
const DIGITS_MAX: usize = 7;
/// So many characters of data behind a number and its separator are no accident: a damaged line.
const DAMAGED_CHARS_MIN: usize = 4;

/// What was found, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The line that begins or ends a part; nothing depends on it.
    Begin,
    /// A line whose check is right.
    Line {
        /// Its number in the part.
        number: u32,
        /// What it holds.
        bytes: Vec<u8>,
        /// Whether it says that it is the last one.
        last: bool,
    },
    /// What begins as a line does and is none.
    Damaged(u32),
}

/// Everything in a text that is a line or was one.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let text = plain(text);
    let words: Vec<&str> =
        text.split_whitespace().map(unquoted).filter(|w| !w.is_empty()).collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = words[at];
        if word.starts_with('-') && word.contains("BEGIN") {
            pieces.push(Piece::Begin);
        }
        let (piece, used) = line_from(&words[at..]);
        pieces.extend(piece);
        at += used;
    }
    pieces
}

/// The line that begins with the first word, and how many words it takes.
fn line_from(words: &[&str]) -> (Option<Piece>, usize) {
    let mut joined = String::new();
    for (used, word) in (1..=PIECES_MAX).zip(words) {
        joined.push_str(word);
        match Shape::of(&joined) {
            Shape::Other => break,
            Shape::Begun => {}
            Shape::Whole { number, data, end, said } => {
                let values = crockford::values(data).unwrap_or_default();
                if crockford::values(said) == crockford::values(&check(number, &values, end)) {
                    let bytes = crockford::pack(&values);
                    return (Some(Piece::Line { number, bytes, last: end == LAST }), used);
                }
                break;
            }
        }
    }
    (damaged(words[0]).map(Piece::Damaged), 1)
}

/// What a text is, seen as the beginning of a line.
enum Shape<'a> {
    /// None.
    Other,
    /// It may become one with what follows.
    Begun,
    /// It has everything that a line has.
    Whole { number: u32, data: &'a str, end: char, said: &'a str },
}

impl<'a> Shape<'a> {
    fn of(text: &'a str) -> Self {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 || digits > DIGITS_MAX {
            return Self::Other;
        }
        let (number, rest) = text.split_at(digits);
        let Some(rest) = rest.strip_prefix(MORE) else {
            return if rest.is_empty() { Self::Begun } else { Self::Other };
        };
        let data = rest.len() - rest.trim_start_matches(is_data).len();
        let (data, rest) = rest.split_at(data);
        if data.len() > SHORT_CHARS_MAX {
            return Self::Other;
        }
        let Some(end) = rest.chars().next() else { return Self::Begun };
        let said = &rest[end.len_utf8()..];
        if !matches!(end, MORE | LAST) || data.is_empty() || said.len() > CHECK_CHARS {
            return Self::Other;
        }
        if !said.chars().all(is_data) {
            return Self::Other;
        }
        match number.parse() {
            Ok(number) if said.len() == CHECK_CHARS && number > 0 => {
                Self::Whole { number, data, end, said }
            }
            Ok(_) => Self::Begun,
            Err(_) => Self::Other,
        }
    }
}

fn is_data(c: char) -> bool {
    crockford::value(c).is_some()
}

/// The number of what looks like the beginning of a line.
fn damaged(word: &str) -> Option<u32> {
    let (number, rest) = word.split_once(MORE)?;
    let data = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).count();
    let is_number = (1..=DIGITS_MAX).contains(&number.len());
    let is_number = is_number && number.chars().all(|c| c.is_ascii_digit());
    (is_number && data >= DAMAGED_CHARS_MIN).then(|| number.parse().ok()).flatten()
}

/// A word without the marks of quoting before it.
fn unquoted(word: &str) -> &str {
    word.trim_start_matches(['>', '|', '»'])
}

/// The text without what e-mail programs put in: soft line breaks and encoded characters, entities,
/// characters that nobody sees.
fn plain(text: &str) -> String {
    let text = text.replace("&gt;", ">").replace("&nbsp;", " ");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            // No line has this character, so that undoing it harms none.
            '=' => {
                let behind = rest.trim_start_matches([' ', '\t', '\r']);
                if let Some(next) = behind.strip_prefix('\n') {
                    rest = next;
                } else if let Some(byte) = rest.get(..2).and_then(hex) {
                    rest = &rest[2..];
                    let is_sign = (0x21..0x7f).contains(&byte);
                    plain.push(if is_sign { char::from(byte) } else { ' ' });
                } else {
                    plain.push(c);
                }
            }
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ => plain.push(c),
        }
    }
    plain
}

fn hex(digits: &str) -> Option<u8> {
    let is_hex = digits.chars().all(|c| c.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::armour::{Heading, in_text};
    use crate::terms::{Mode, Tlp};

    fn armoured(bytes: usize) -> (Vec<u8>, String) {
        let part: Vec<u8> = (0..bytes).map(|i| (i * 31 % 256) as u8).collect();
        let heading = Heading { mode: Mode::Actual, tlp: Tlp::Green, number: 1, count: 1 };
        let text = in_text(&part, &heading, None);
        (part, text)
    }

    /// The bytes of all lines, if each came once and none is damaged.
    fn read(text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for (i, piece) in pieces(text).into_iter().filter(|p| *p != Piece::Begin).enumerate() {
            let Piece::Line { number, bytes: more, .. } = piece else { return None };
            assert_eq!(number as usize, i + 1);
            bytes.extend(more);
        }
        Some(bytes)
    }

    #[test]
    fn lines_survive_what_carriers_do() {
        let (part, text) = armoured(333);
        assert_eq!(read(&text), Some(part.clone()));
        let quoted = text.replace('\n', "\r\n> > ");
        let soft: String =
            text.lines().map(|l| format!("{}=20=\n\n", l.replace(':', "=3A"))).collect();
        let halves = |width: usize, glue: &str| -> String {
            let lines = text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit()));
            let cut = lines.map(|l| {
                let pieces: Vec<&str> =
                    l.as_bytes().chunks(width).map(|c| std::str::from_utf8(c).unwrap()).collect();
                pieces.join(glue)
            });
            cut.collect::<Vec<_>>().join("\n>")
        };
        let ways = [
            quoted,
            soft,
            text.replace('\n', "\u{a0} \u{200b}\r\n"),
            text.replace('\n', " "),
            text.to_lowercase().replace('0', "o").replace("\n", "\n\n"),
            format!("Le 12:30, 14 août:\n{text}\n-- \n2026: fin. 17:45"),
            halves(40, "\n"),
            halves(9, "\n>> "),
            halves(20, "=\r\n"),
            halves(4, " "),
            text.replace('\n', "\n&gt;&nbsp;"),
        ];
        for (i, way) in ways.iter().enumerate() {
            // Lower case makes o of the zeros of numbers too: only data may be written so.
            let way = if i == 4 { &text.to_lowercase() } else { way };
            assert_eq!(read(way), Some(part.clone()), "way {i}:\n{way}");
        }
    }

    #[test]
    fn a_damaged_line_is_named() {
        let (_, text) = armoured(333);
        let line = text.lines().find(|l| l.starts_with("4:")).unwrap();
        let altered = line.replacen(|c| is_data(c) && c != '4' && c != 'Q', "Q", 1);
        assert_ne!(line, altered);
        let found = pieces(&text.replace(line, &altered));
        assert!(found.contains(&Piece::Damaged(4)), "{found:?}");
        assert_eq!(found.iter().filter(|p| matches!(p, Piece::Line { .. })).count(), 8);
    }

    #[test]
    fn ordinary_text_has_no_lines() {
        let text = "Bonjour, le 12:30 à 14:45, 3 conteneurs. 1:ABCD:0000 http://a.b:8080/ 7:X";
        let found = pieces(text);
        assert!(found.iter().all(|p| matches!(p, Piece::Damaged(_))), "{found:?}");
    }
}
