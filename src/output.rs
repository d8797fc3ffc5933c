//! What commands print: text for people, JSON for scripts, from the same values.
//!
//! Each value is a plain struct made from the folded room; its fields are those of
//! `docs/json.md`, in that order, and only ever added to. The text of each is made from the same
//! struct, so that the two never disagree. Text from others is cleaned here, by [`Paper`], and
//! every line that shows anything of a room begins with the room's mode in words: what is cut out
//! of a terminal and pasted elsewhere still says that it is an exercise.

pub mod answer;
pub mod bundle;
pub mod document;
pub mod incident;
pub mod line;
pub mod list;
pub mod plan;
pub mod refusal;
pub mod row;
pub mod sentence;
pub mod status;
pub mod value;

use std::io::{self, Write};

use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::Mode;
use serde::Serialize;

use crate::clean::is_harmless;
use crate::glyph::Glyphs;
use crate::when::{self, Span};
use crate::words::{Words, arg};

/// How output is written: in which language, with which signs, of a room of which mode.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    /// The officer's language.
    pub words: &'a Words,
    /// What the terminal can show.
    pub glyphs: Glyphs,
    /// The mode of the room that is shown; none where nothing of a room is.
    pub mode: Option<Mode>,
}

impl Paper<'_> {
    /// Text on one line, harmless and showable here.
    pub fn clean(&self, text: &str) -> String {
        self.glyphs.text(&self.glyphs.signs().line(text))
    }

    /// Text line by line, likewise.
    pub fn paragraphs(&self, text: &str) -> Vec<String> {
        let lines = self.glyphs.signs().paragraphs(text);
        lines.iter().map(|line| self.glyphs.text(line)).collect()
    }

    /// Text in exactly so many cells: cut or filled up.
    pub fn cell(&self, text: &str, cells: usize) -> String {
        let text = self.glyphs.text(&self.glyphs.signs().fit(text, cells));
        let width = crate::clean::width(&text);
        format!("{text}{}", " ".repeat(cells.saturating_sub(width)))
    }

    /// A line of a room: the mode in words before it.
    pub fn line(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        match self.mode {
            Some(mode) => {
                writeln!(out, "{}", format!("{}  {text}", self.mode_word(mode)).trim_end())
            }
            None => writeln!(out, "{}", text.trim_end()),
        }
    }

    /// A heading of a room, in capitals where the language has it so.
    pub fn heading(&self, out: &mut dyn Write, key: &str) -> io::Result<()> {
        self.line(out, &self.glyphs.text(&self.words.say(key)))
    }

    /// The mode as lines say it: `EXERCISE`.
    pub fn mode_word(&self, mode: Mode) -> String {
        self.glyphs.text(&self.words.say(&format!("banner-{mode}")))
    }

    /// A word of the program.
    pub fn say(&self, key: &str) -> String {
        self.glyphs.text(&self.words.say(key))
    }

    /// A sentence of the program with somebody's text in it.
    pub fn with(&self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<_> = args.iter().map(|(name, text)| (*name, arg(text.as_str()))).collect();
        self.clean(&self.words.with(key, &args))
    }

    /// A word of a vocabulary: `severity`, `Severe`.
    pub fn term(&self, vocabulary: &str, word: &str) -> String {
        self.say(&format!("{vocabulary}-{word}"))
    }

    /// When something is due, seen from now: `in 12 min`, `LATE 5 min`; a dash where nothing is.
    pub fn due(&self, due: Option<Stamp>, now: Stamp) -> String {
        let Some(due) = due else { return "-".to_owned() };
        let day = self.words.say("out-day");
        let (key, length) =
            if due < now { ("due-late", now.since(due)) } else { ("due-in", due.since(now)) };
        self.with(key, &[("age", Span::from(length).text(&day))])
    }
}

/// A time in JSON.
pub(crate) fn time(stamp: Stamp) -> String {
    when::rfc3339(stamp)
}

/// A time of whole seconds in JSON.
pub(crate) fn moment(moment: Moment) -> String {
    when::rfc3339(moment.stamp())
}

/// Writes a value as one line of JSON.
///
/// Nothing is lost and nothing can harm a terminal that shows it: what [`crate::clean`] would remove
/// is escaped, as is everything outside ASCII where `glyphs` has no more.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn json(out: &mut dyn Write, value: &impl Serialize, glyphs: Glyphs) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Harmless(glyphs));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// Writes JSON compactly, what could harm a terminal as escapes.
struct Harmless(Glyphs);

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let ascii = self.0 == Glyphs::Ascii;
        let mut rest = fragment;
        let escaped = |c: char| !is_harmless(c) || (ascii && !c.is_ascii());
        while let Some(at) = rest.find(escaped) {
            let (plain, from) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut chars = from.chars();
            let mut units = [0; 2];
            for unit in chars.next().into_iter().flat_map(|c| c.encode_utf16(&mut units).to_vec()) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
pub(crate) mod tests;
