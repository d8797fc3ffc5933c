//! What a screen shows, before it is drawn: panes of rows, each row with what it stands for.
//!
//! Panes are built by pure functions of the state; keys act on the same rows that are drawn.

use liaison_core::body::flow::FlowName;
use liaison_core::id::{EntryRef, SeatId};

use crate::clean;
use crate::theme::Tone;

/// What a row stands for, and keys act on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Text only: the line so many.
    Text(usize),
    /// An incident.
    Incident(EntryRef),
    /// A flow.
    Flow(FlowName),
    /// A plan.
    Plan(String),
    /// An activation.
    Activation(EntryRef),
    /// A step of an activation.
    Step(EntryRef, String),
    /// A fallback.
    Fallback(EntryRef),
    /// A contact.
    Contact(EntryRef),
    /// A duty.
    Duty(String),
    /// A hand-over of a duty, offered.
    Offer(EntryRef, String),
    /// A member of the room.
    Member(SeatId),
    /// An invitation.
    Invitation(EntryRef),
    /// A bulletin.
    Guidance(EntryRef),
    /// A document.
    Document(EntryRef),
    /// A decision.
    Decision(EntryRef),
    /// A line of the log.
    Entry(EntryRef),
    /// A real event inside an exercise.
    RealEvent(EntryRef),
    /// The conflict so many, in the order of the room.
    Conflict(usize),
    /// The value so many of the conflict so many.
    ConflictValue(usize, usize),
}

/// A piece of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The words, cleaned.
    pub text: String,
    /// What they are.
    pub tone: Tone,
}

impl Cell {
    /// Words of ours.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }

    /// Words of ours with a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// Words of an officer, cleaned.
    pub fn said(text: &str) -> Self {
        Self::plain(clean::line(text))
    }
}

/// A row of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub target: Target,
    /// Its cells, one for each column.
    pub cells: Vec<Cell>,
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// As wide as its widest word, which comes from the catalogue.
    Cells(usize),
    /// What is left over, at least so much.
    Rest(usize),
}

/// A column of a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// How wide it is.
    pub width: Width,
    /// Columns with a higher number go first where the screen is narrow; 0 never goes.
    pub spare: u8,
}

impl Column {
    /// A column as wide as its heading and the widest of `words`.
    pub fn of<'a>(
        title: impl Into<String>,
        words: impl IntoIterator<Item = &'a str>,
        spare: u8,
    ) -> Self {
        let title = title.into();
        let widest = words.into_iter().map(clean::width).max().unwrap_or(0);
        Self { width: Width::Cells(widest.max(clean::width(&title))), title, spare }
    }

    /// The column that takes what is left over.
    pub fn rest(title: impl Into<String>, least: usize) -> Self {
        Self { title: title.into(), width: Width::Rest(least), spare: 0 }
    }
}

/// A part of a screen, at full width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pane {
    /// Its columns; the first one's heading is the pane's title.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Said where there are no rows.
    pub empty: String,
    /// How many rows it gives up last, where the screen is low.
    pub least: usize,
}

impl Pane {
    /// A pane without rows yet.
    pub fn new(columns: Vec<Column>, empty: impl Into<String>, least: usize) -> Self {
        Self { columns, rows: Vec::new(), empty: empty.into(), least }
    }

    /// Adds a row.
    pub fn row(&mut self, target: Target, cells: Vec<Cell>) {
        self.rows.push(Row { target, cells });
    }

    /// A pane of running text under a title.
    pub fn text(title: impl Into<String>, lines: Vec<Cell>, least: usize) -> Self {
        let mut pane = Self::new(vec![Column::rest(title, 10)], "", least);
        for (at, line) in lines.into_iter().enumerate() {
            pane.row(Target::Text(at), vec![line]);
        }
        pane
    }

    /// Keeps only rows of which some cell has the text, in any case and without accents.
    pub fn filter(&mut self, text: &str) {
        let wanted = fold(text);
        let has = |row: &Row| row.cells.iter().any(|cell| fold(&cell.text).contains(&wanted));
        self.rows.retain(has);
    }

    /// The height that shows all of it: the heading and the rows, or the word for none.
    pub fn full_height(&self) -> usize {
        1 + self.rows.len().max(1)
    }
}

/// Lower case without accents, for comparing what officers type.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let marks = unicode_normalization::char::is_combining_mark;
    let mut folded = String::with_capacity(text.len());
    for char in text.chars() {
        // Nearly every one, and a filter looks at all of a long log at each key.
        if char.is_ascii() {
            folded.push(char.to_ascii_lowercase());
            continue;
        }
        let parts = std::iter::once(char).nfd().filter(|part| !marks(*part));
        folded.extend(parts.flat_map(char::to_lowercase));
    }
    folded
}

/// Text cut into lines of at most so many cells, at spaces where there are any.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(8);
    let mut lines = Vec::new();
    for paragraph in clean::paragraphs(text) {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let mut word = word.to_owned();
            let used = clean::width(&line);
            if used > 0 && used + 1 + clean::width(&word) > cells {
                lines.push(std::mem::take(&mut line));
            }
            while clean::width(&word) > cells {
                let head = head(&word, cells);
                word.replace_range(..head.len(), "");
                lines.push(head);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

/// The graphemes of a text that fit into so many cells; at least one.
fn head(text: &str, cells: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let mut head = String::new();
    for grapheme in text.graphemes(true) {
        if !head.is_empty() && clean::width(&head) + clean::width(grapheme) > cells {
            break;
        }
        head.push_str(grapheme);
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_without_case_and_accents() {
        let lines = ["Port du Havre", "Port de Séville"].map(Cell::plain).to_vec();
        let mut pane = Pane::text("", lines, 1);
        pane.filter("SEV");
        assert_eq!(pane.rows.len(), 1);
        assert_eq!(fold("Œuvre ÉTÉ"), "œuvre ete");
    }

    #[test]
    fn wraps_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("trucks held at the yard", 12), ["trucks held", "at the yard"]);
        assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
    }
}
