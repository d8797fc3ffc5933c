//! Text being written: a line or several, edited by graphemes.
//!
//! The cursor never stands inside a character as the officer sees it: an accent typed after its
//! letter, a flag or a family is deleted and passed over as one.

use unicode_segmentation::UnicodeSegmentation;

use crate::action::Action;
use crate::clean;

/// The most that a text field of an entry may have, in bytes.
pub const FIELD_BYTES_MAX: usize = 8 * 1024;

/// Text with a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextField {
    text: String,
    /// A byte offset on a grapheme boundary.
    cursor: usize,
    several_lines: bool,
}

impl TextField {
    /// An empty field of one line.
    pub const EMPTY: Self = Self { text: String::new(), cursor: 0, several_lines: false };

    /// An empty field of one line.
    pub fn line() -> Self {
        Self::default()
    }

    /// An empty field of several lines.
    pub fn lines() -> Self {
        Self { several_lines: true, ..Self::default() }
    }

    /// The field with a text, the cursor at its end.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.text.clear();
        self.cursor = 0;
        self.paste(text);
        self
    }

    /// What is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it has several lines.
    pub fn has_several_lines(&self) -> bool {
        self.several_lines
    }

    /// Where the cursor stands, as a byte offset.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Writes a typed character. Whether it was taken: a field that is full takes no more.
    pub fn insert(&mut self, char: char) -> bool {
        let fits = clean::is_harmless(char) || (char == '\n' && self.several_lines);
        if !fits {
            return false;
        }
        let mut buffer = [0; 4];
        self.insert_text(char.encode_utf8(&mut buffer))
    }

    /// Writes pasted text, without what no key types; as much of it as fits.
    pub fn paste(&mut self, text: &str) -> bool {
        let text = clean::pasted(text, self.several_lines);
        let room = FIELD_BYTES_MAX - self.text.len();
        let fits = text.grapheme_indices(true).map(|(at, g)| at + g.len());
        let end = fits.take_while(|end| *end <= room).last().unwrap_or(0);
        self.insert_text(&text[..end]) && end == text.len()
    }

    fn insert_text(&mut self, text: &str) -> bool {
        if self.text.len() + text.len() > FIELD_BYTES_MAX {
            return false;
        }
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        self.settle();
        true
    }

    /// Carries out an editing action. Whether it was one for this field.
    pub fn edit(&mut self, action: Action) -> bool {
        match action {
            Action::CursorLeft => self.cursor = self.before(),
            Action::CursorRight => self.cursor = self.after(),
            Action::WordLeft => self.cursor = self.word_before(),
            Action::WordRight => self.cursor = self.word_after(),
            Action::LineStart => self.cursor = self.start_of_line(),
            Action::LineEnd => self.cursor = self.end_of_line(),
            Action::LineUp if self.several_lines => return self.line_up(),
            Action::LineDown if self.several_lines => return self.line_down(),
            Action::NewLine if self.several_lines => return self.insert('\n'),
            Action::DeleteBack => self.delete(self.before(), self.cursor),
            Action::DeleteForward => self.delete(self.cursor, self.after()),
            Action::DeleteWord => self.delete(self.word_before(), self.cursor),
            Action::DeleteToStart => self.delete(self.start_of_line(), self.cursor),
            Action::DeleteToEnd => self.delete(self.cursor, self.end_of_line()),
            _ => return false,
        }
        true
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
        self.settle();
    }

    /// What was typed or deleted may have joined graphemes; the cursor goes behind the joint one.
    fn settle(&mut self) {
        let mut ends = self.text.grapheme_indices(true).map(|(at, _)| at);
        self.cursor = ends.find(|at| *at >= self.cursor).unwrap_or(self.text.len());
    }

    fn before(&self) -> usize {
        let mut graphemes = self.text[..self.cursor].grapheme_indices(true);
        graphemes.next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let next = self.text[self.cursor..].graphemes(true).next();
        self.cursor + next.map_or(0, str::len)
    }

    fn word_before(&self) -> usize {
        let mut words = self.text[..self.cursor].unicode_word_indices();
        let word = words.next_back().map_or(0, |(at, _)| at);
        // A word may begin inside what is one character to the eye.
        let mut starts = self.text.grapheme_indices(true).rev();
        starts.find(|(at, _)| *at <= word).map_or(0, |(at, _)| at)
    }

    fn word_after(&self) -> usize {
        let next = self.text[self.cursor..].unicode_word_indices().next();
        let end = next.map_or(self.text.len(), |(at, word)| self.cursor + at + word.len());
        let mut starts = self.text.grapheme_indices(true);
        starts.find(|(at, _)| *at >= end).map_or(self.text.len(), |(at, _)| at)
    }

    fn start_of_line(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn end_of_line(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    /// Whether there was a line above; where there is none the form goes to the field before.
    fn line_up(&mut self) -> bool {
        let start = self.start_of_line();
        if start == 0 {
            return false;
        }
        let above = self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        self.cursor = self.same_column(start, above, start - 1);
        true
    }

    fn line_down(&mut self) -> bool {
        let end = self.end_of_line();
        if end == self.text.len() {
            return false;
        }
        let below = end + 1;
        let end_below = self.text[below..].find('\n').map_or(self.text.len(), |at| below + at);
        self.cursor = self.same_column(self.start_of_line(), below, end_below);
        true
    }

    fn same_column(&self, start: usize, other: usize, other_end: usize) -> usize {
        let column = self.text[start..self.cursor].graphemes(true).count();
        let mut graphemes = self.text[other..other_end].grapheme_indices(true);
        graphemes.nth(column).map_or(other_end, |(at, _)| other + at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EDITS: &[Action] = &[
        Action::CursorLeft,
        Action::CursorRight,
        Action::WordLeft,
        Action::WordRight,
        Action::LineStart,
        Action::LineEnd,
        Action::LineUp,
        Action::LineDown,
        Action::NewLine,
        Action::DeleteBack,
        Action::DeleteForward,
        Action::DeleteWord,
        Action::DeleteToStart,
        Action::DeleteToEnd,
    ];

    /// The text with `|` where the cursor stands.
    fn shown(field: &TextField) -> String {
        let (before, after) = field.text.split_at(field.cursor);
        format!("{before}|{after}")
    }

    fn edited(text: &str, edits: &[Action]) -> String {
        let mut field = TextField::lines().with_text(text);
        edits.iter().for_each(|edit| {
            field.edit(*edit);
        });
        shown(&field)
    }

    #[test]
    fn edits_by_what_the_officer_sees() {
        assert_eq!(edited("déjà", &[Action::DeleteBack]), "déj|");
        assert_eq!(edited("de\u{301}", &[Action::DeleteBack]), "d|");
        assert_eq!(edited("a🇫🇷b", &[Action::CursorLeft, Action::DeleteBack]), "a|b");
        assert_eq!(edited("gates close", &[Action::DeleteWord]), "gates |");
        assert_eq!(edited("one\ntwo", &[Action::LineUp, Action::LineStart]), "|one\ntwo");
        assert_eq!(edited("a b", &[Action::WordLeft, Action::DeleteToStart]), "|b");
        assert_eq!(edited("¡\u{eb3}", &[Action::WordLeft]), "|¡\u{eb3}");
    }

    #[test]
    fn one_line_stays_one_line_and_a_full_field_takes_no_more() {
        let mut field = TextField::line();
        assert!(!field.insert('\n') && !field.insert('\u{1b}'));
        assert!(field.paste("a\nb\u{1b}[31mc"));
        assert_eq!(field.text(), "a bc");
        assert!(!field.paste(&"é".repeat(FIELD_BYTES_MAX)));
        assert!(field.text().len() <= FIELD_BYTES_MAX);
        assert!(!field.insert('é'));
    }

    proptest! {
        #[test]
        fn whatever_is_done_the_text_stays_whole(
            start in any::<String>(),
            steps in prop::collection::vec((any::<char>(), prop::sample::select(EDITS)), 0..40),
            several: bool,
        ) {
            let mut field = if several { TextField::lines() } else { TextField::line() };
            field.paste(&start);
            for (char, edit) in steps {
                field.insert(char);
                field.edit(edit);
                prop_assert!(field.text.is_char_boundary(field.cursor));
                let ends = field.text.grapheme_indices(true).map(|(at, _)| at);
                prop_assert!(ends.chain([field.text.len()]).any(|at| at == field.cursor));
                prop_assert!(field.text.len() <= FIELD_BYTES_MAX);
                prop_assert!(several || !field.text.contains('\n'));
                let harmless = |c: char| clean::is_harmless(c) || c == '\n';
                prop_assert!(field.text.chars().all(harmless));
            }
        }
    }
}
