//! The roster as a file: CSV (RFC 4180) with named columns, for spreadsheets.
//!
//! The first line names the columns, in any order; unknown ones are ignored, so that a file with
//! more in it can be read. `name` and `organisation` must be there. All mistakes are told at once.

use std::fmt;

/// More than any roster has, in bytes.
pub const ROSTER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most contacts of one file.
pub const ROWS_MAX: usize = 5_000;

/// The columns in the order in which they are written.
const COLUMNS: [&str; 9] = [
    "name",
    "organisation",
    "function",
    "primary",
    "alternate",
    "contingency",
    "emergency",
    "deputy",
    "languages",
];

/// One contact of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// Doing what.
    pub function: String,
    /// The usual way to reach them.
    pub primary: String,
    /// The second way.
    pub alternate: String,
    /// The third way.
    pub contingency: String,
    /// The last way.
    pub emergency: String,
    /// Who stands in.
    pub deputy: String,
    /// Languages spoken.
    pub languages: String,
}

impl Row {
    fn cells(&self) -> [&String; COLUMNS.len()] {
        [
            &self.name,
            &self.organisation,
            &self.function,
            &self.primary,
            &self.alternate,
            &self.contingency,
            &self.emergency,
            &self.deputy,
            &self.languages,
        ]
    }

    fn cells_mut(&mut self) -> [&mut String; COLUMNS.len()] {
        [
            &mut self.name,
            &mut self.organisation,
            &mut self.function,
            &mut self.primary,
            &mut self.alternate,
            &mut self.contingency,
            &mut self.emergency,
            &mut self.deputy,
            &mut self.languages,
        ]
    }
}

/// What is wrong with a line of a roster file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong: the end of the key `csv-…` in the locales.
    pub kind: MistakeKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// Larger than any roster.
    TooLarge,
    /// The first line lacks the column `name` or `organisation`.
    NoColumn(&'static str),
    /// The contact has none.
    Empty(&'static str),
    /// A quotation mark that is not closed.
    OpenQuote,
    /// A name and organisation that another line has.
    Twice(usize),
}

impl MistakeKind {
    /// The end of the key under which the locales say it.
    pub fn key(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::NoColumn(_) => "no-column",
            Self::Empty(_) => "empty",
            Self::OpenQuote => "open-quote",
            Self::Twice(_) => "twice",
        }
    }

    /// What fills the place in its sentence.
    pub fn what(self) -> String {
        match self {
            Self::NoColumn(name) | Self::Empty(name) => name.to_owned(),
            Self::Twice(line) => line.to_string(),
            Self::TooLarge | Self::OpenQuote => String::new(),
        }
    }
}

/// The contacts of a file.
///
/// # Errors
///
/// All its mistakes.
pub fn read(text: &str) -> Result<Vec<Row>, Vec<Mistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > ROSTER_BYTES_MAX {
        return Err(vec![Mistake { line: 1, kind: MistakeKind::TooLarge }]);
    }
    let (records, mut mistakes) = records(text);
    let mut records = records.into_iter();
    let heading = records.next().map(|(_, cells)| cells).unwrap_or_default();
    let heading: Vec<String> = heading.iter().map(|c| c.trim().to_lowercase()).collect();
    for wanted in &COLUMNS[..2] {
        if !heading.iter().any(|h| h == wanted) {
            mistakes.push(Mistake { line: 1, kind: MistakeKind::NoColumn(wanted) });
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (line, cells) in records {
        let mut row = Row::default();
        for (column, cell) in COLUMNS.iter().zip(row.cells_mut()) {
            let at = heading.iter().position(|h| h == column);
            *cell = at.and_then(|at| cells.get(at)).map_or("", |c| c.trim()).to_owned();
        }
        for (column, cell) in COLUMNS[..2].iter().zip(row.cells()) {
            if cell.is_empty() {
                mistakes.push(Mistake { line, kind: MistakeKind::Empty(column) });
            }
        }
        let same = |(_, other): &&(usize, Row)| {
            other.name == row.name && other.organisation == row.organisation
        };
        if let Some((first, _)) = rows.iter().find(same) {
            mistakes.push(Mistake { line, kind: MistakeKind::Twice(*first) });
        }
        rows.push((line, row));
        if rows.len() > ROWS_MAX {
            mistakes.push(Mistake { line, kind: MistakeKind::TooLarge });
            break;
        }
    }
    if mistakes.is_empty() {
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    } else {
        Err(mistakes)
    }
}

/// Lines with their numbers, cell by cell; blank ones are left out.
fn records(text: &str) -> (Vec<(usize, Vec<String>)>, Vec<Mistake>) {
    let separator = separator(text);
    let mut records = Vec::new();
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut line, mut start, mut quoted) = (1, 1, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quoted) {
            ('"', Some(_)) if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            ('"', Some(_)) => quoted = None,
            ('"', None) if cell.trim().is_empty() => {
                cell.clear();
                quoted = Some(line);
            }
            ('\n', None) => {
                cells.push(std::mem::take(&mut cell));
                records.push((start, std::mem::take(&mut cells)));
                line += 1;
                start = line;
            }
            ('\r', None) => {}
            (c, None) if c == separator => cells.push(std::mem::take(&mut cell)),
            (c, _) => {
                line += usize::from(c == '\n');
                cell.push(c);
            }
        }
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        records.push((start, cells));
    }
    records.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let open = quoted.map(|line| Mistake { line, kind: MistakeKind::OpenQuote });
    (records, open.into_iter().collect())
}

/// A comma, or the semicolon that French spreadsheets write.
fn separator(text: &str) -> char {
    let heading = text.lines().next().unwrap_or_default();
    if heading.matches(';').count() > heading.matches(',').count() { ';' } else { ',' }
}

/// A file of contacts; every line says the mode and the room that it comes from.
pub fn write(rows: &[Row], mode: &str, room: &str) -> String {
    let mut text = String::new();
    let mut heading: Vec<String> = COLUMNS.iter().map(|c| (*c).to_owned()).collect();
    heading.extend(["mode".to_owned(), "room".to_owned()]);
    push(&mut text, &heading);
    for row in rows {
        let mut cells: Vec<String> = row.cells().into_iter().cloned().collect();
        cells.extend([mode.to_owned(), room.to_owned()]);
        push(&mut text, &cells);
    }
    text
}

fn push(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '"', '\n', '\r']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// `line N: what` is put in words by the caller; this is for logs and tests.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.line, self.kind.key(), self.kind.what())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let odd = Row {
            name: "Solís, \"Ana\"".into(),
            organisation: "Aduanas".into(),
            primary: "+506 2522\n9000".into(),
            ..Row::default()
        };
        let plain = Row { name: "B".into(), organisation: "C; D".into(), ..Row::default() };
        let rows = vec![odd, plain];
        assert_eq!(read(&write(&rows, "EXERCISE", "Room")), Ok(rows));
        assert!(write(&[], "EXERCISE", "Room").starts_with("name,organisation,"));
    }

    #[test]
    fn french_spreadsheets_and_their_order_are_read() {
        let rows = read("\u{feff}Organisation;NAME;color\r\nDouanes;Ngo;red\r\n\r\n");
        let wanted = Row { name: "Ngo".into(), organisation: "Douanes".into(), ..Row::default() };
        assert_eq!(rows, Ok(vec![wanted]));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let said = |text: &str| {
            read(text).expect_err("mistakes").iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(said("phone\n1"), ["1: no-column name", "1: no-column organisation"]);
        let text = "name,organisation\nA,\n,B\nC,D\nC,D\n";
        assert_eq!(said(text), ["2: empty organisation", "3: empty name", "5: twice 4"]);
        assert_eq!(said("name,organisation\nA,\"B\n"), ["2: open-quote "]);
    }
}
