//! Finding the parts in a file, whatever it is: bytes, or text with lines in it.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{Piece, pieces};
use super::{Part, PartError};

/// What a file has in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Parts that are whole, in the order of the file.
    pub parts: Vec<Part>,
    /// What was a part and is not any more.
    pub damaged: Vec<Damage>,
}

/// A part that did not come whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Which part of how many, as far as its own first line or bytes say.
    pub part: Option<(u32, u32)>,
    /// Numbers of its lines that are altered.
    pub altered: Vec<u32>,
    /// Numbers of its lines that are not there.
    pub missing: Vec<u32>,
    /// Whether its end is missing too: how many lines there were is not known.
    pub cut: bool,
    /// What the part itself says, where all its lines are there.
    pub error: Option<PartError>,
}

/// Finds the parts in a file.
pub fn find(file: &[u8]) -> Found {
    let mut found = Found::default();
    if Part::is_marked(file) {
        match Part::decode(file) {
            Ok(part) => found.parts.push(part),
            Err(error) => found.damaged.push(Damage::whole(file, error)),
        }
        return found;
    }
    let mut block = Block::default();
    for piece in pieces(&text(file)) {
        match piece {
            Piece::Begin => std::mem::take(&mut block).close(&mut found),
            Piece::Line { number, bytes, last } => {
                if !block.takes(number, &bytes, last) {
                    std::mem::take(&mut block).close(&mut found);
                }
                block.lines.insert(number, bytes);
                block.last = block.last.or(last.then_some(number));
            }
            Piece::Damaged(number) => drop(block.altered.insert(number)),
        }
    }
    block.close(&mut found);
    found
}

/// The text of a file: UTF-8, or UTF-16 as some editors save it.
fn text(file: &[u8]) -> String {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units = file[2..].as_chunks::<2>().0.iter().map(|two| of(*two));
        char::decode_utf16(units).map(|c| c.unwrap_or(' ')).collect()
    };
    match file {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(file).into_owned(),
    }
}

/// The lines of one part.
#[derive(Debug, Default)]
struct Block {
    lines: BTreeMap<u32, Vec<u8>>,
    altered: BTreeSet<u32>,
    last: Option<u32>,
}

impl Block {
    /// Whether a line can be of this part. One that came is the same when it comes again; one that
    /// was missing may follow later, said again.
    fn takes(&self, number: u32, bytes: &[u8], last: bool) -> bool {
        let fits = match self.last {
            Some(end) => number < end || number == end && last,
            None => !last || self.lines.keys().next_back().is_none_or(|n| *n <= number),
        };
        fits && self.lines.get(&number).is_none_or(|held| held == bytes)
    }

    fn close(self, found: &mut Found) {
        let Self { lines, mut altered, last } = self;
        // Without a line that is right it was other text.
        let Some(highest) = lines.keys().next_back().copied() else { return };
        altered.retain(|number| !lines.contains_key(number));
        let until = last.unwrap_or(highest);
        // Numbers that no line can have are of other text.
        altered.retain(|number| *number <= until || last.is_none() && *number == until + 1);
        let lacks = |n: &u32| !lines.contains_key(n) && !altered.contains(n);
        let missing: Vec<u32> = (1..=until).filter(lacks).take(NAMED_MAX).collect();
        if altered.is_empty() && missing.is_empty() && last.is_some() {
            let bytes: Vec<u8> = lines.values().flatten().copied().collect();
            match Part::decode(&bytes) {
                Ok(part) => found.parts.push(part),
                Err(error) => found.damaged.push(Damage::whole(&bytes, error)),
            }
            return;
        }
        found.damaged.push(Damage {
            part: lines.get(&1).and_then(|first| named(first)),
            altered: altered.into_iter().take(NAMED_MAX).collect(),
            missing,
            cut: last.is_none(),
            error: None,
        });
    }
}

/// The most lines that are named one by one.
const NAMED_MAX: usize = 1000;

impl Damage {
    fn whole(bytes: &[u8], error: PartError) -> Self {
        let (altered, missing) = (Vec::new(), Vec::new());
        Self { part: named(bytes), altered, missing, cut: false, error: Some(error) }
    }
}

/// Which part the first bytes of one name.
fn named(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = Part::head(bytes).filter(|_| Part::is_marked(bytes))?;
    (head.number <= head.count && head.count <= super::PARTS_MAX)
        .then_some((head.number, head.count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{Heading, in_text, split, split_text};
    use crate::terms::{Mode, Tlp};

    fn texts(chars: Option<usize>) -> (Vec<Part>, Vec<String>) {
        let body: Vec<u8> = (0..2_000u32).map(|i| (i * i % 253) as u8).collect();
        let parts = split_text(&body, chars).unwrap();
        let text = |part: &Part| {
            let (mode, tlp) = (Mode::Test, Tlp::Amber);
            let heading = Heading { mode, tlp, number: part.number, count: part.count };
            in_text(&part.encode(), &heading, chars)
        };
        let texts = parts.iter().map(text).collect();
        (parts, texts)
    }

    #[test]
    fn parts_are_found_in_bytes_and_in_any_text() {
        let (parts, texts) = texts(None);
        assert_eq!(find(&parts[0].encode()).parts, parts);
        assert_eq!(find(texts[0].as_bytes()).parts, parts);
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(texts[0].encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(find(&wide).parts, parts);
        assert_eq!(find(b"").parts, []);
        assert_eq!(find("Nothing: 12:30, 1:2:3".as_bytes()), Found::default());
    }

    #[test]
    fn several_parts_in_one_text_are_told_apart() {
        for chars in [160, 300, 600, 900] {
            let (parts, texts) = texts(Some(chars));
            assert!(parts.len() > 2);
            let mut all = texts.concat();
            assert_eq!(find(all.as_bytes()), Found { parts: parts.clone(), damaged: Vec::new() });
            // Without what stands between them, and the answer quotes the first below it.
            all.push_str(&texts[0].replace("\n", "\n> "));
            let bare: Vec<&str> = all.lines().filter(|l| !l.starts_with('-')).collect();
            let found = find(bare.join("\n").as_bytes());
            assert_eq!(found.damaged, []);
            assert_eq!(found.parts[..parts.len()], parts);
        }
    }

    #[test]
    fn a_lost_and_an_altered_line_are_named_and_can_be_said_again() {
        let (parts, texts) = texts(None);
        let altered = |line: &str| line.replacen('7', "8", 1);
        let lines: Vec<String> = texts[0]
            .lines()
            .filter(|line| !line.starts_with("5:"))
            .map(|line| if line.starts_with("9:") { altered(line) } else { line.to_owned() })
            .collect();
        let found = find(lines.join("\n").as_bytes());
        assert_eq!(found.parts, []);
        let [damage] = &found.damaged[..] else { panic!("{found:?}") };
        assert_eq!((damage.part, &damage.altered[..]), (Some((1, 1)), &[9][..]));
        assert_eq!((&damage.missing[..], damage.cut), (&[5][..], false));

        let again: Vec<&str> =
            texts[0].lines().filter(|l| l.starts_with("5:") || l.starts_with("9:")).collect();
        let mended = format!("{}\nsay again:\n{}", lines.join("\n"), again.join("\n"));
        assert_eq!(find(mended.as_bytes()), Found { parts, damaged: Vec::new() });
    }

    #[test]
    fn a_text_cut_short_and_bytes_altered_are_named() {
        let (parts, texts) = texts(Some(900));
        let lines: Vec<&str> = texts[1].lines().collect();
        let found = find(lines[..lines.len() - 4].join("\n").as_bytes());
        assert!(found.damaged[0].cut, "{found:?}");
        assert_eq!(found.damaged[0].part, Some((2, parts.len() as u32)));
        let mut bytes = split(&[1; 500], None).unwrap()[0].encode();
        bytes[99] ^= 1;
        let found = find(&bytes);
        assert_eq!(found.damaged[0].part, Some((1, 1)));
        assert_eq!(found.damaged[0].error, Some(PartError::Damaged));
    }
}
