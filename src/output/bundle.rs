//! What the commands on bundles answer.

use std::io::{self, Write};
use std::path::Path;

use liaison_core::bundle::{Damage, PartError, Refused};
use liaison_core::replica::Fault;
use liaison_core::terms::Mode;
use serde::Serialize;

use super::Paper;
use crate::desk::DeskError;
use crate::desk::bundle::{Delivered, Delivery, Outcome};

/// The most numbers that a line of text names one by one.
const NUMBERS_MAX: usize = 20;
/// The rate at which a cost is told where none was measured.
pub const RATE_BPS: u64 = 2_400;

/// A bundle that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// The files, in the order of the parts.
    pub files: Vec<String>,
    /// Whether they are text.
    pub text: bool,
    /// How many parts.
    pub parts: u64,
    /// Bytes of all parts.
    pub bytes: u64,
    /// Entries in it.
    pub entries: u64,
    /// Seats that wrote them.
    pub seats: u64,
    /// Entries left out because no signature here covers them.
    pub uncovered: u64,
    /// The rate for which `seconds` is told.
    pub rate_bps: u64,
    /// How long it takes at that rate.
    pub seconds: u64,
}

impl Exported {
    /// Prints what was written and what it costs to carry.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        paper.line(out, &paper.with("out-bundle-exported", &self.args()))?;
        paper.line(out, &paper.with("out-bundle-cost", &self.args()))?;
        if self.uncovered > 0 {
            paper.line(out, &paper.with("out-bundle-uncovered", &self.args()))?;
        }
        Ok(())
    }

    /// What was written and what it costs, in one line.
    pub fn said(&self, paper: &Paper<'_>) -> String {
        format!("{}. {}", paper.with("out-bundle-exported", &self.args()), self.cost(paper))
    }

    /// What it costs, in one sentence.
    pub fn cost(&self, paper: &Paper<'_>) -> String {
        paper.with("out-bundle-cost", &self.args())
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let file = match &self.files[..] {
            [] => String::new(),
            [only] => only.clone(),
            [first, .., last] => format!("{first} … {last}"),
        };
        vec![
            ("file", file),
            ("entries", self.entries.to_string()),
            ("seats", self.seats.to_string()),
            ("bytes", self.bytes.to_string()),
            ("parts", self.parts.to_string()),
            ("uncovered", self.uncovered.to_string()),
            ("rate", self.rate_bps.to_string()),
            ("minutes", format!("{}:{:02}", self.seconds / 60, self.seconds % 60)),
        ]
    }
}

/// What came of bringing bundles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Each bundle of which a part was brought.
    pub bundles: Vec<BundleRow>,
    /// Parts that did not come whole.
    pub damaged: Vec<DamagedRow>,
    /// Incomplete bundles whose parts are no longer kept.
    pub forgotten: Vec<String>,
}

/// One bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BundleRow {
    /// Its id.
    pub bundle: String,
    /// `imported`, `waiting` for parts, `again` (imported before), or `refused`.
    pub outcome: &'static str,
    /// What the room is called and for; none until the bundle is whole.
    pub room: Option<String>,
    /// Actual, exercise or test; likewise.
    pub mode: Option<String>,
    /// Of how many parts it is.
    pub parts: u32,
    /// The numbers of the parts that are missing.
    pub missing: Vec<u32>,
    /// New entries.
    pub new: u64,
    /// Entries that were here before.
    pub here: u64,
    /// Entries of seats that are not known here: kept, without effect.
    pub waiting: u64,
    /// New entries without effect, such as a removed seat's.
    pub without_effect: u64,
    /// What does not verify.
    pub refused: Vec<RefusedRow>,
    /// Whose entries are new.
    pub by: Vec<ByRow>,
    /// Why it was refused: `room`, `other-room`, `version`, `large`, `parts`, `damaged`, `other`.
    pub reason: Option<&'static str>,
    /// The same in the officer's language.
    #[serde(skip)]
    said: String,
}

/// Entries that were not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedRow {
    /// Whose they claim to be.
    pub seat: String,
    /// The first number.
    pub first: u32,
    /// The last number.
    pub last: u32,
    /// `signature`, `gap`, `too-much` or `form`.
    pub reason: &'static str,
}

/// Whose entries are new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByRow {
    /// The seat.
    pub seat: String,
    /// The officer's name.
    pub name: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// How many.
    pub new: u64,
}

/// A part that did not come whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DamagedRow {
    /// In which file.
    pub file: String,
    /// Its number, as far as it can be read.
    pub part: Option<u32>,
    /// Of how many.
    pub parts: Option<u32>,
    /// Lines that are altered.
    pub altered: Vec<u32>,
    /// Lines that are not there.
    pub missing: Vec<u32>,
    /// `lines`, `cut` (its end is not there), `bytes`, `version`, `foreign` or `none` (no bundle in
    /// the file).
    pub reason: &'static str,
}

impl Imported {
    /// What came of a delivery, and what was damaged on the way.
    pub fn of(delivery: &Delivery, damaged: Vec<DamagedRow>, paper: &Paper<'_>) -> Self {
        let foreign = delivery.foreign.iter().map(|(part, error)| DamagedRow {
            file: String::new(),
            part: Some(part.number),
            parts: Some(part.count),
            altered: Vec::new(),
            missing: Vec::new(),
            reason: part_reason(*error),
        });
        Self {
            bundles: delivery.bundles.iter().map(|one| BundleRow::of(one, paper)).collect(),
            damaged: damaged.into_iter().chain(foreign).collect(),
            forgotten: delivery.forgotten.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether nothing was refused or damaged.
    pub fn is_clean(&self) -> bool {
        self.damaged.is_empty()
            && self.bundles.iter().all(|b| b.refused.is_empty() && b.reason.is_none())
    }

    /// Whether data were damaged, rather than refused.
    pub fn is_damaged(&self) -> bool {
        let damaged = |b: &BundleRow| matches!(b.reason, Some("parts" | "damaged"));
        !self.damaged.is_empty() || self.bundles.iter().any(damaged)
    }

    /// Prints what came, from whom, what is missing and what was not taken.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        self.sentences(paper)
            .into_iter()
            .try_for_each(|(mode, line)| Paper { mode, ..*paper }.line(out, &line))
    }

    /// The same as sentences, each with the mode of the room that it is of.
    pub fn sentences(&self, paper: &Paper<'_>) -> Vec<(Option<Mode>, String)> {
        let mut said = Vec::new();
        for row in &self.bundles {
            let mode = row.mode.as_deref().and_then(|mode| mode.parse().ok());
            said.extend(row.sentences(paper).into_iter().map(|line| (mode, line)));
        }
        said.extend(self.damaged.iter().map(|row| (None, row.sentence(paper))));
        for bundle in &self.forgotten {
            let args = [("bundle", bundle.clone())];
            said.push((None, paper.with("out-bundle-forgotten", &args)));
        }
        said
    }
}

impl BundleRow {
    fn of(delivered: &Delivered, paper: &Paper<'_>) -> Self {
        let row = Self {
            bundle: delivered.bundle.to_string(),
            parts: delivered.count,
            missing: delivered.missing.clone(),
            ..Self::default()
        };
        match &delivered.outcome {
            Outcome::Waits => Self { outcome: "waiting", ..row },
            Outcome::Again => Self { outcome: "again", ..row },
            Outcome::Refused(error) => {
                let args = [("why", error.to_string()), ("room", other_room(error))];
                let said = paper.with(&format!("out-desk-{}", error.key()), &args);
                Self { outcome: "refused", reason: Some(reason(error)), said, ..row }
            }
            Outcome::Imported { room, mode, by, imported } => Self {
                outcome: "imported",
                room: Some(room.clone()),
                mode: Some(mode.text().to_owned()),
                new: imported.new_entries(),
                here: imported.here,
                waiting: imported.waiting,
                without_effect: imported.without_effect,
                refused: imported.refused.iter().map(RefusedRow::of).collect(),
                by: by
                    .iter()
                    .map(|by| ByRow {
                        seat: by.seat.clone(),
                        name: by.name.clone(),
                        organisation: by.organisation.clone(),
                        new: by.entries,
                    })
                    .collect(),
                ..row
            },
        }
    }

    fn sentences(&self, paper: &Paper<'_>) -> Vec<String> {
        let args = [
            ("bundle", self.bundle.clone()),
            ("room", self.room.clone().unwrap_or_default()),
            ("have", (self.parts - self.missing.len() as u32).to_string()),
            ("parts", self.parts.to_string()),
            ("missing", numbers(&self.missing)),
            ("new", self.new.to_string()),
            ("here", self.here.to_string()),
            ("waiting", self.waiting.to_string()),
            ("idle", self.without_effect.to_string()),
            ("why", self.said.clone()),
        ];
        let mut said = vec![paper.with(&format!("out-bundle-{}", self.outcome), &args)];
        for by in &self.by {
            let name = by.name.clone().unwrap_or_else(|| by.seat.clone());
            let organisation = by.organisation.clone().unwrap_or_else(|| "-".to_owned());
            let args =
                [("name", name), ("organisation", organisation), ("new", by.new.to_string())];
            said.push(paper.with("out-bundle-by", &args));
        }
        if self.waiting > 0 {
            said.push(paper.with("out-bundle-unknown", &args));
        }
        if self.without_effect > 0 {
            said.push(paper.with("out-bundle-idle", &args));
        }
        for refused in &self.refused {
            let entries = format!("{}.{}-{}", refused.seat, refused.first, refused.last);
            let args = [("entries", entries)];
            said.push(paper.with(&format!("out-bundle-bad-{}", refused.reason), &args));
        }
        said
    }
}

impl RefusedRow {
    fn of(refused: &Refused) -> Self {
        Self {
            seat: refused.seat.to_string(),
            first: refused.first,
            last: refused.last,
            reason: match refused.fault {
                Fault::Run(_) => "signature",
                Fault::Unanchored(_) => "gap",
                Fault::TooMuch => "too-much",
                Fault::Decode(_) | Fault::Unexpected(_) | Fault::Claim => "form",
            },
        }
    }
}

impl DamagedRow {
    /// What is wrong with a part in a file.
    pub fn of(file: &Path, damage: &Damage) -> Self {
        let reason = match damage.error {
            Some(error) => part_reason(error),
            None if damage.cut => "cut",
            None => "lines",
        };
        Self {
            file: file.to_string_lossy().into_owned(),
            part: damage.part.map(|(part, _)| part),
            parts: damage.part.map(|(_, parts)| parts),
            altered: damage.altered.clone(),
            missing: damage.missing.clone(),
            reason,
        }
    }

    /// A file in which there is no bundle.
    pub fn none(file: &Path) -> Self {
        let file = file.to_string_lossy().into_owned();
        let (altered, missing) = (Vec::new(), Vec::new());
        Self { file, part: None, parts: None, altered, missing, reason: "none" }
    }

    fn sentence(&self, paper: &Paper<'_>) -> String {
        let number = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
        let args = [
            ("file", self.file.clone()),
            ("part", number(self.part)),
            ("parts", number(self.parts)),
            ("altered", numbers(&self.altered)),
            ("missing", numbers(&self.missing)),
        ];
        paper.with(&format!("out-bundle-damaged-{}", self.reason), &args)
    }
}

fn part_reason(error: PartError) -> &'static str {
    match error {
        PartError::Damaged => "bytes",
        PartError::Version(_) => "version",
        PartError::Foreign => "foreign",
    }
}

fn reason(error: &DeskError) -> &'static str {
    match error.key() {
        "bundle-room" | "no-room" | "no-seat" => "room",
        "bundle-other" => "other-room",
        "bundle-version" => "version",
        "bundle-large" => "large",
        "bundle-parts" => "parts",
        "bundle" => "damaged",
        _ => "other",
    }
}

fn other_room(error: &DeskError) -> String {
    if let DeskError::BundleOther { room } = error { room.clone() } else { String::new() }
}

/// `3, 5, 6 …`; a dash where there is none.
fn numbers(numbers: &[u32]) -> String {
    if numbers.is_empty() {
        return "-".to_owned();
    }
    let named: Vec<String> = numbers.iter().take(NUMBERS_MAX).map(u32::to_string).collect();
    let more = if numbers.len() > NUMBERS_MAX { " …" } else { "" };
    named.join(", ") + more
}
