//! What each character of a text from others becomes.

use std::iter::Peekable;
use std::str::Chars;

use unicode_normalization::char::is_combining_mark;

/// More marks than any living orthography needs on one base.
const MARKS_MAX: u8 = 4;
const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// What a character, or a run of them, becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Char(char),
    Tab,
    /// A line ends, by whatever characters.
    Break,
    /// Once for a whole run.
    Removed,
}

/// Goes through a text in normal form C.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces { chars: text.chars().peekable(), before: None, marks: None, removing: false }
}

/// Whether a character, taken by itself, may reach a terminal.
///
/// Marks and joiners may; how many and where depends on what stands around them.
pub fn is_harmless(c: char) -> bool {
    matches!(c, JOINER | NON_JOINER) || !(c.is_control() || is_format(c) || is_never_text(c))
}

pub(super) struct Pieces<'a> {
    chars: Peekable<Chars<'a>>,
    /// The character before, if it stayed.
    before: Option<char>,
    /// Marks on the present base; `None` where there is no base to carry any.
    marks: Option<u8>,
    removing: bool,
}

impl Pieces<'_> {
    fn judge(&mut self, c: char) -> Piece {
        match c {
            '\t' => Piece::Tab,
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Piece::Break,
            '\r' => {
                self.chars.next_if_eq(&'\n');
                Piece::Break
            }
            '\u{1b}' | '\u{9b}' => {
                self.skip_control_sequence(c);
                Piece::Removed
            }
            JOINER | NON_JOINER if !self.joins() => Piece::Removed,
            c if !is_harmless(c) => Piece::Removed,
            c if is_combining_mark(c) && self.marks.is_none_or(|m| m >= MARKS_MAX) => {
                Piece::Removed
            }
            c => Piece::Char(c),
        }
    }

    /// Parameters, intermediates and the final character of a control sequence (ECMA-48 §5.4).
    fn skip_control_sequence(&mut self, introducer: char) {
        if introducer == '\u{1b}' && self.chars.next_if_eq(&'[').is_none() {
            return;
        }
        while self.chars.next_if(|c| matches!(c, '0'..='?')).is_some() {}
        while self.chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
        self.chars.next_if(|c| matches!(c, '@'..='~'));
    }

    /// Whether a joiner here stands between letters of scripts that need it.
    fn joins(&mut self) -> bool {
        let is_of_word = |c: char| c.is_alphabetic() || is_combining_mark(c);
        self.before.is_some_and(|c| needs_joiners(c) && is_of_word(c))
            && self.chars.peek().is_some_and(|&c| {
                // A mark too many will be removed, and a joiner before nothing joins nothing.
                let stays = !is_combining_mark(c) || self.marks.is_some_and(|m| m < MARKS_MAX);
                needs_joiners(c) && c.is_alphabetic() && stays && is_harmless(c)
            })
    }

    /// Keeps count of the marks on a base. A removed character is no base and ends none, so that
    /// removed characters between marks are no way around the limit.
    fn count(&mut self, piece: Piece) {
        self.marks = match piece {
            Piece::Char(JOINER | NON_JOINER) | Piece::Removed => self.marks,
            Piece::Char(c) if is_combining_mark(c) => self.marks.map(|marks| marks + 1),
            Piece::Char(_) | Piece::Tab => Some(0),
            Piece::Break => None,
        };
        self.before = match piece {
            Piece::Char(c) => Some(c),
            Piece::Tab | Piece::Break | Piece::Removed => None,
        };
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let c = self.chars.next()?;
            let piece = self.judge(c);
            self.count(piece);
            let in_run = std::mem::replace(&mut self.removing, piece == Piece::Removed);
            if !(in_run && self.removing) {
                return Some(piece);
            }
        }
    }
}

/// Whether a character belongs to a script that is misspelt without joiners: Arabic and its
/// neighbours, the scripts of India and South-East Asia, Mongolian, Adlam.
fn needs_joiners(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}'
        | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10a00}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}')
}

/// General category Cf of Unicode 17, the separators of lines and paragraphs, and the blocks of
/// specials and tags with what is reserved in them.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Noncharacters, private use, and the Hangul fillers: letters that look like nothing, as in a
/// blank name.
fn is_never_text(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}')
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
        || u32::from(c) & 0xfffe == 0xfffe
}
