//! The status reports that everybody sends: 120 characters of real sentences, French and English.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;

/// Characters of a report.
pub(crate) const LENGTH: usize = 120;
/// Where the corpus of sentences is, one a line, in as many files as there are.
const CORPUS: &str = "benches/corpus";
/// Where sentences are found as long as there is no corpus.
const SCENARIOS: &str = "library/scenarios";
/// What is shorter is a name or a code, no sentence.
const SENTENCE: usize = 30;

/// As many different reports as are wanted, the same in every run, and where they are from.
pub(crate) fn reports(root: &Path, count: usize) -> Outcome<(Vec<String>, String)> {
    let (place, sentences) = match corpus(&root.join(CORPUS))? {
        found if found.is_empty() => (SCENARIOS, scenarios(&root.join(SCENARIOS))?),
        found => (CORPUS, found),
    };
    let source = format!("{} sentences of {place}", sentences.len());
    let mut reports = Vec::with_capacity(count);
    let mut known = BTreeSet::new();
    let mut draw = Draw(0x11A1_5017);
    let mut next = 0;
    while reports.len() < count {
        // Each sentence begins a report before one does so again; others fill it up.
        let mut text = sentences[next % sentences.len()].clone();
        next += 1;
        while text.chars().count() < LENGTH {
            text.push(' ');
            text.push_str(&sentences[draw.below(sentences.len())]);
        }
        let mut report: String = text.chars().take(LENGTH).collect();
        if next > sentences.len() && !known.insert(report.clone()) {
            // A long sentence fills a report alone: it is begun later, at a word.
            let skip = draw.below(text.len().saturating_sub(LENGTH) + 1);
            let from = text.char_indices().map(|(at, _)| at).find(|at| *at >= skip).unwrap_or(0);
            let from = text[from..].find(' ').map_or(0, |word| from + word + 1);
            let filled = format!("{} {}", &text[from..], sentences[draw.below(sentences.len())]);
            report = filled.chars().take(LENGTH).collect();
            if report.chars().count() < LENGTH || !known.insert(report.clone()) {
                continue;
            }
        } else {
            known.insert(report.clone());
        }
        reports.push(report);
    }
    Ok((reports, source))
}

/// Every line of every file that can be read as text; comments and headings are none.
fn corpus(folder: &Path) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut sentences = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        sentences.extend(text.lines().filter(|line| !line.starts_with('#')).filter_map(sentence));
    }
    Ok(sentences)
}

fn scenarios(folder: &Path) -> Outcome<Vec<String>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    let mut sentences = Vec::new();
    for file in files {
        let whole: toml::Table = toml::from_str(&fs::read_to_string(&file)?)?;
        strings(&toml::Value::Table(whole), &mut sentences);
    }
    Ok(sentences)
}

fn strings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.extend(sentence(text)),
        toml::Value::Array(values) => values.iter().for_each(|v| strings(v, found)),
        toml::Value::Table(table) => table.values().for_each(|v| strings(v, found)),
        _ => {}
    }
}

fn sentence(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (text.chars().count() >= SENTENCE && text.contains(' ')).then_some(text)
}

/// Numbers that look drawn and are the same in every run.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}
