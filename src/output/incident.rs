//! One incident, whole: `liaison incident show`.

use std::io::{self, Write};

use liaison_core::id::EntryRef;
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use serde::Serialize;

use super::value::{facility_said, who};
use super::{Paper, moment, time};
use crate::cli::name::id_text;
use crate::when;

/// One incident, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IncidentSheet {
    /// What the room is called and for.
    pub room: String,
    /// Actual, exercise or test.
    pub mode: String,
    /// The declaration.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// CAP severity.
    pub severity: String,
    /// CAP urgency.
    pub urgency: String,
    /// CAP certainty.
    pub certainty: String,
    /// CAP category.
    pub kind: String,
    /// UN/LOCODEs or facility ids.
    pub places: Vec<String>,
    /// What is known.
    pub text: Option<String>,
    /// Anticipate to evolve.
    pub phase: String,
    /// When the next word is due.
    pub next_update: Option<String>,
    /// Whether it is late.
    pub late: bool,
    /// Whether it is open.
    pub open: bool,
    /// Who declared it.
    pub declared_by: String,
    /// When.
    pub declared_at: Option<String>,
    /// Situation reports, by number.
    pub reports: Vec<ReportRow>,
    #[serde(skip)]
    due: Option<Stamp>,
}

/// A situation report, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportRow {
    /// The entry.
    pub id: String,
    /// Counted per incident from 1.
    pub number: u32,
    /// Initial, update or final.
    pub version: String,
    /// When it was issued.
    pub time: String,
    /// End of the period covered.
    pub to: String,
    /// By whom.
    pub by: String,
}

impl IncidentSheet {
    /// The incident of a declaration; none where there is none of that name.
    pub fn of(room: &Room, name: &EntryRef, now: Stamp) -> Option<Self> {
        let name = room.resolve(name);
        let incident = room.incidents().get(&name)?;
        let unknown = || "Unknown".to_owned();
        let mut reports: Vec<_> = incident.reports.iter().collect();
        reports.sort_by_key(|(name, report)| (report.number, report.time, **name));
        let declared = incident.declared.as_ref();
        Some(Self {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            id: id_text(room, &name),
            title: incident.title.newest().map_or("", |s| &s.value).to_owned(),
            severity: incident.severity.newest().map_or_else(unknown, |s| s.value.to_string()),
            urgency: incident.urgency.newest().map_or_else(unknown, |s| s.value.to_string()),
            certainty: incident.certainty.newest().map_or_else(unknown, |s| s.value.to_string()),
            kind: incident.kind.newest().map_or("Other", |s| s.value.text()).to_owned(),
            places: incident.places.newest().map(|s| s.value.clone()).unwrap_or_default(),
            text: incident.text.newest().map(|s| s.value.clone()),
            phase: incident.phase.newest().map_or("absorb", |s| s.value.text()).to_owned(),
            next_update: incident.next_update().map(moment),
            late: incident.is_late(now),
            open: incident.is_open(),
            declared_by: declared.map(|act| who(room, &act.author).0).unwrap_or_default(),
            declared_at: declared.map(|act| time(act.time)),
            reports: reports.into_iter().map(|(name, r)| ReportRow::of(room, name, r)).collect(),
            due: incident.next_update().map(|m| m.stamp()),
        })
    }

    /// Prints the incident.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(
        &self,
        out: &mut dyn Write,
        room: &Room,
        now: Stamp,
        paper: &Paper<'_>,
    ) -> io::Result<()> {
        paper.line(out, &format!("{}  {}", self.id, paper.clean(&self.title)))?;
        let places: Vec<String> = self.places.iter().map(|p| facility_said(room, p)).collect();
        let state = if self.open { "out-state-open" } else { "out-state-closed" };
        let declared = self.declared_at.clone().unwrap_or_default();
        let rows = [
            ("state", paper.say(state)),
            ("severity", paper.term("severity", &self.severity)),
            ("urgency", paper.term("urgency", &self.urgency)),
            ("certainty", paper.term("certainty", &self.certainty)),
            ("kind", paper.term("incident-kind", &self.kind)),
            ("phase", paper.term("phase", &self.phase)),
            ("places", places.join(", ")),
            ("next-update", paper.due(self.due, now)),
            ("declared", format!("{declared} {}", self.declared_by)),
        ];
        for (field, value) in rows {
            let field = paper.cell(&paper.say(&format!("out-field-{field}")), 22);
            paper.line(out, &format!("  {field} {}", paper.clean(&value)))?;
        }
        for text in self.text.iter().flat_map(|text| paper.paragraphs(text)) {
            paper.line(out, &format!("  {text}"))?;
        }
        for report in &self.reports {
            let args = [
                ("number", report.number.to_string()),
                ("version", paper.term("report-version", &report.version)),
                ("to", report.to.clone()),
                ("by", report.by.clone()),
                ("id", report.id.clone()),
            ];
            paper.line(out, &format!("  {}", paper.with("out-show-report", &args)))?;
        }
        Ok(())
    }
}

impl ReportRow {
    fn of(room: &Room, name: &EntryRef, report: &liaison_core::room::Report) -> Self {
        Self {
            id: id_text(room, name),
            number: report.number,
            version: report.version.to_string(),
            time: time(report.time),
            to: when::rfc3339(report.to.stamp()),
            by: who(room, &report.author).0,
        }
    }
}
