//! The one place where text from others is made harmless.
//!
//! What an officer writes is stored and sent as it is. Before any of it reaches a terminal, a log,
//! a title, a notification or plain output it passes through here, whoever it came from: a name
//! that moves the cursor, a title that reads backwards or a note that stacks a hundred accents
//! must not be able to change what the screen says. The rule (trust.md §5.7):
//!
//! - controls and format characters are removed, bidirectional overrides, isolates and marks and
//!   tag characters included; joiners stay between letters of scripts that need them;
//! - so are noncharacters, characters for private use, fillers that look like nothing, marks beyond
//!   the fourth on one base, and marks without a base, which would land on our own text before them;
//! - what stays is in normal form C;
//! - a run of removed characters leaves one visible sign, so that nothing disappears silently; of a
//!   control sequence (`ESC [ 3 1 m`) its parameters go with it.
//!
//! Cleaning what is clean changes nothing.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use self::piece::{Piece, pieces};

mod piece;

pub use self::piece::is_harmless;

/// Columns that a tab becomes in a text of several lines.
const TAB: &str = "    ";

/// The signs that cleaning itself writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// In place of a run of removed characters.
    pub removed: char,
    /// In place of line breaks, where there is one line only.
    pub line_break: &'static str,
    /// Where a text is cut.
    pub ellipsis: &'static str,
}

impl Signs {
    /// For terminals that can show more than ASCII.
    pub const UNICODE: Self = Self { removed: '\u{fffd}', line_break: " ¶ ", ellipsis: "…" };
    /// For `--ascii`.
    pub const ASCII: Self = Self { removed: '?', line_break: " / ", ellipsis: "..." };

    /// The text on one line: line breaks become a visible sign, tabs a space.
    ///
    /// Breaks at the beginning and the end are dropped. Clean text is borrowed.
    pub fn line(self, text: &str) -> Cow<'_, str> {
        if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return Cow::Borrowed(text);
        }
        let normal = normal(text);
        if matches!(normal, Cow::Borrowed(_)) && pieces(text).all(|p| matches!(p, Piece::Char(_))) {
            return Cow::Borrowed(text);
        }
        let mut line = String::with_capacity(normal.len());
        let mut broken = false;
        for piece in pieces(&normal) {
            let sign = match piece {
                Piece::Char(c) => c,
                Piece::Tab => ' ',
                Piece::Removed => self.removed,
                Piece::Break => {
                    broken = !line.is_empty();
                    continue;
                }
            };
            if std::mem::take(&mut broken) {
                line.push_str(self.line_break);
            }
            line.push(sign);
        }
        Cow::Owned(line)
    }

    /// The text line by line; tabs become four spaces.
    ///
    /// Of several blank lines one stays, of those at the beginning and the end none, so that a
    /// thousand of them cannot push what matters off the screen.
    pub fn paragraphs(self, text: &str) -> Vec<String> {
        let mut lines = vec![];
        let mut line = String::new();
        for piece in pieces(&normal(text)) {
            match piece {
                Piece::Char(c) => line.push(c),
                Piece::Tab => line.push_str(TAB),
                Piece::Removed => line.push(self.removed),
                Piece::Break => push_line(&mut lines, std::mem::take(&mut line)),
            }
        }
        push_line(&mut lines, line);
        if lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    /// The text on one line of at most so many cells, cut between graphemes with an ellipsis.
    pub fn fit(self, text: &str, cells: usize) -> String {
        let line = self.line(text);
        if width(&line) <= cells {
            return line.into_owned();
        }
        let room = cells.saturating_sub(width(self.ellipsis));
        let mut used = 0;
        let mut fitted = String::new();
        for grapheme in line.graphemes(true) {
            used += grapheme.width();
            if used > room {
                break;
            }
            fitted.push_str(grapheme);
        }
        fitted.truncate(fitted.trim_end().len());
        fitted.extend(self.ellipsis.chars().take(cells));
        fitted
    }
}

/// The text on one line, with Unicode signs; see [`Signs::line`].
pub fn line(text: &str) -> Cow<'_, str> {
    Signs::UNICODE.line(text)
}

/// The text line by line, with Unicode signs; see [`Signs::paragraphs`].
pub fn paragraphs(text: &str) -> Vec<String> {
    Signs::UNICODE.paragraphs(text)
}

/// The text in several lines, for what wants one string; see [`Signs::paragraphs`].
pub fn lines(text: &str) -> String {
    paragraphs(text).join("\n")
}

/// The text on one line of at most so many cells, with Unicode signs; see [`Signs::fit`].
pub fn fit(text: &str, cells: usize) -> String {
    Signs::UNICODE.fit(text, cells)
}

/// What was pasted into a field: only what could have been typed there, without any sign.
///
/// Line ends stay if the field has several lines, otherwise they become spaces, as tabs do.
pub fn pasted(text: &str, several_lines: bool) -> String {
    let line_end = if several_lines { '\n' } else { ' ' };
    let normal = normal(text);
    let typed = |piece| match piece {
        Piece::Char(c) => Some(c),
        Piece::Tab => Some(' '),
        Piece::Break => Some(line_end),
        Piece::Removed => None,
    };
    pieces(&normal).filter_map(typed).collect()
}

/// How many cells a clean text takes, drawn grapheme by grapheme.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

fn normal(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Adds a line, unless it is blank after another blank one or at the beginning.
fn push_line(lines: &mut Vec<String>, line: String) {
    if !line.trim().is_empty() {
        lines.push(line);
    } else if lines.last().is_some_and(|last| !last.is_empty()) {
        lines.push(String::new());
    }
}

#[cfg(test)]
mod tests;
