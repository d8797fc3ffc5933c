//! What everybody sends: status reports of about 120 characters, French and English.
//!
//! The corpus has two halves without a sentence in common (`benches/corpus`). Dictionaries are
//! made from the first; here it is what was said in a room before. What is measured is of the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Outcome;

/// Characters of a report that is made of sentences.
pub(crate) const LENGTH: usize = 120;
/// What is shorter is a name or a code, no sentence.
const SENTENCE: usize = 20;
const REPORT: &str = "report";

/// The texts of a run, the same in every run.
pub(crate) struct Texts {
    /// What a room has said before anything is measured.
    pub(crate) before: Vec<String>,
    /// Reports as they are in the corpus, each one once.
    pub(crate) live: Vec<String>,
    /// As many different ones as are wanted, made of sentences.
    pub(crate) many: Vec<String>,
    /// What they are, for the reader of the figures.
    pub(crate) about: String,
}

/// Reads the corpus, one text a line (`kind|text|text`), and makes so many reports of it.
pub(crate) fn read(root: &Path, count: usize) -> Outcome<Texts> {
    let read = |half: &str| fs::read_to_string(root.join("benches/corpus").join(half));
    let (making, measuring) = (read("making.txt")?, read("measuring.txt")?);
    let before = lines(&making).flat_map(|(_, texts)| texts).filter(|t| t.len() > SENTENCE);
    let live = lines(&measuring).filter(|(kind, _)| *kind == REPORT).flat_map(|(_, texts)| texts);
    let sentences: Vec<&str> = lines(&measuring)
        .flat_map(|(_, texts)| texts)
        .flat_map(|text| text.split_inclusive(". "))
        .map(str::trim)
        .filter(|sentence| sentence.chars().count() >= SENTENCE)
        .collect();
    let live: Vec<String> = live.map(str::to_owned).collect();
    let many = compose(&sentences, count);
    let mean = |texts: &[String]| {
        texts.iter().map(String::len).sum::<usize>() as f64 / texts.len().max(1) as f64
    };
    let about = format!(
        "live: {} reports of the corpus, {:.0} bytes in the mean; in bulk: {} different reports of \
         {LENGTH} characters, {:.0} bytes in the mean, made of {} sentences",
        live.len(),
        mean(&live),
        many.len(),
        mean(&many),
        sentences.len()
    );
    Ok(Texts { before: before.map(str::to_owned).collect(), live, many, about })
}

fn lines(half: &str) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    let lines = half.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let mut fields = line.split('|');
        (fields.next().unwrap_or_default(), fields)
    })
}

/// Different reports, each of two sentences or more, with numbers of their own.
fn compose(sentences: &[&str], count: usize) -> Vec<String> {
    let (mut draw, mut known) = (Draw(0x11A1_5017), BTreeSet::new());
    let mut reports = Vec::with_capacity(count);
    let mut next = 0;
    while reports.len() < count {
        // Each sentence begins a report before one does so again; drawn ones fill it up.
        let mut text = sentences[next % sentences.len()].to_owned();
        next += 1;
        while text.chars().count() < LENGTH {
            text.push(' ');
            text.push_str(sentences[draw.below(sentences.len())]);
        }
        let numbered = |c: char| if c.is_ascii_digit() { draw.digit() } else { c };
        let report: String = text.chars().take(LENGTH).map(numbered).collect();
        if known.insert(report.clone()) {
            reports.push(report);
        }
    }
    reports
}

/// Numbers that look drawn and are the same in every run.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    fn digit(&mut self) -> char {
        char::from(b'0' + self.below(10) as u8)
    }
}
