//! What a search goes through: every name, folded, with its code, in one text.

use std::cmp::Reverse;

use super::fold::{fold_elided_into, fold_into, has_elision};
use super::function::{Function, Functions};
use super::packed::Packed;

/// Made once, on the first search. A hundred thousand names are 1.8 MB: going through all of them
/// takes a fraction of a frame, so there is no cleverer structure to keep.
#[derive(Debug)]
pub(super) struct Index {
    /// Of each place a line ` jpngo nagoya aichi`: every word has a space before it. Words that an
    /// apostrophe parts follow once more in one piece, behind [`ELIDED`].
    text: String,
    /// Where the line of each place begins.
    starts: Vec<u32>,
}

/// Ends the name proper where more follows.
const ELIDED: char = '\u{1f}';
/// About as long as a line is on average, so that the text grows at most once.
const LINE_BYTES: usize = 19;
/// A space and the five characters of the code.
const CODE_BYTES: usize = 6;

/// How well a place fits, the best first; then its most important function, how many it has (the
/// main port of two with one name has more), whether an authority approved it, the shorter name.
type Rank = (Fit, u8, Reverse<usize>, Reverse<bool>, usize, usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    NameIs,
    NameBegins,
    CodeBegins,
    Words,
}

impl Index {
    pub(super) fn of(packed: &Packed<'_>) -> Self {
        let mut text = String::with_capacity(packed.len() * LINE_BYTES);
        let mut starts = Vec::with_capacity(packed.len());
        packed.each(|code, name| {
            let start = text.len();
            starts.push(start as u32);
            text.push(' ');
            text.push_str(code);
            text[start..].make_ascii_lowercase();
            fold_into(&mut text, name);
            if has_elision(name) {
                text.push(ELIDED);
                fold_elided_into(&mut text, name);
            }
            text.push('\n');
        });
        Self { text, starts }
    }

    /// Positions of at most `limit` places, the best first.
    pub(super) fn search(&self, packed: &Packed<'_>, text: &str, limit: usize) -> Vec<usize> {
        let mut wanted = String::new();
        fold_into(&mut wanted, text);
        let mut words: Vec<String> = wanted.split_whitespace().map(|w| format!(" {w}")).collect();
        words.sort_by_key(|word| Reverse(word.len()));
        let Some((longest, others)) = words.split_first() else {
            return vec![];
        };
        let mut ranks: Vec<Rank> = vec![];
        let mut position = 0;
        for (at, _) in self.text.match_indices(longest.as_str()) {
            if at < self.start(position) {
                continue; // Once more in the line before, which is done.
            }
            while self.start(position + 1) <= at {
                position += 1;
            }
            let line = self.line(position);
            if others.iter().all(|word| line.contains(word.as_str())) {
                ranks.push(self.rank(packed, position, &wanted));
            }
            position += 1;
        }
        if ranks.len() > limit {
            ranks.select_nth_unstable(limit);
            ranks.truncate(limit);
        }
        ranks.sort_unstable();
        ranks.into_iter().map(|(.., position)| position).collect()
    }

    fn rank(&self, packed: &Packed<'_>, position: usize, wanted: &str) -> Rank {
        let (code, name) = self.line(position).split_at(CODE_BYTES);
        let fit = match name.strip_prefix(wanted) {
            Some(rest) if rest.starts_with(['\n', ELIDED]) => Fit::NameIs,
            Some(_) => Fit::NameBegins,
            None if code.starts_with(wanted) => Fit::CodeBegins,
            None => Fit::Words,
        };
        let (functions, approved) = packed.traits(position);
        let many = Reverse(functions.iter().count());
        (fit, importance(functions), many, Reverse(approved), name.len(), position)
    }

    fn line(&self, position: usize) -> &str {
        &self.text[self.start(position)..self.start(position + 1)]
    }

    /// Where the line of a place begins; after the last, where the text ends.
    fn start(&self, position: usize) -> usize {
        self.starts.get(position).map_or(self.text.len(), |&start| start as usize)
    }
}

/// What customs officers look for first, as the smaller number.
fn importance(functions: Functions) -> u8 {
    const ORDER: [Function; 6] = [
        Function::SeaPort,
        Function::Airport,
        Function::BorderCrossing,
        Function::InlandDepot,
        Function::InlandPort,
        Function::Rail,
    ];
    let first = ORDER.iter().position(|&function| functions.has(function));
    first.unwrap_or(ORDER.len()) as u8
}
