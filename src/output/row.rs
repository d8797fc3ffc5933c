//! Incidents, flows, activations and bulletins in short: one row each, in the situation and in lists.

use std::io::{self, Write};

use liaison_core::body::flow::FlowName;
use liaison_core::id::EntryRef;
use liaison_core::room::{Activation, Bulletin, Flow, Incident, Room};
use liaison_core::stamp::Stamp;
use serde::Serialize;

use super::value::flow_said;
use super::{Paper, moment, time};
use crate::cli::name::id_text;

/// An incident, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IncidentRow {
    /// The declaration.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// CAP severity.
    pub severity: String,
    /// Anticipate to evolve.
    pub phase: String,
    /// When the next word is due.
    pub next_update: Option<String>,
    /// Whether it is late.
    pub late: bool,
    /// Whether it is open.
    pub open: bool,
    #[serde(skip)]
    due: Option<Stamp>,
}

/// A flow, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// UN/LOCODE or the room's own id.
    pub facility: String,
    /// Import, export, transit or passengers.
    pub regime: String,
    /// In, out, or neither.
    pub direction: Option<String>,
    /// Open, restricted, closed or unknown.
    pub status: String,
    /// Electronic, fallback or suspended.
    pub mode: Option<String>,
    /// Whether the neighbour accepts the fallback.
    pub counterpart: Option<String>,
    /// By when it is promised back.
    pub promised: Option<String>,
    /// When the report that counts was true.
    pub as_of: Option<String>,
    #[serde(skip)]
    name: FlowName,
    #[serde(skip)]
    due: Option<Stamp>,
}

/// An activation, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActivationRow {
    /// The proposal.
    pub id: String,
    /// The plan's id.
    pub plan: Option<String>,
    /// Full, partial or monitor.
    pub level: String,
    /// On whose authority.
    pub authority: String,
    /// When the recovery time objective ends; none until it is in force.
    pub rto_at: Option<String>,
    /// When the maximum tolerable period of disruption ends; likewise.
    pub mtpd_at: Option<String>,
    /// Steps done or skipped.
    pub steps_done: usize,
    /// Steps of the level.
    pub steps: usize,
    /// Whether it has not been stood down.
    pub open: bool,
    #[serde(skip)]
    name: EntryRef,
    #[serde(skip)]
    rto: Option<Stamp>,
    #[serde(skip)]
    mtpd: Option<Stamp>,
}

/// A bulletin, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuidanceRow {
    /// Its issue.
    pub id: String,
    /// As officers quote it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// When it was issued.
    pub issued: String,
    /// In force from; none: from its issue.
    pub from: Option<String>,
    /// Numbers of the bulletins that it replaces.
    pub supersedes: Vec<String>,
    /// Members who have acknowledged it.
    pub acknowledged: usize,
}

/// Incidents in the order in which they were declared.
pub fn incidents(room: &Room, now: Stamp) -> Vec<IncidentRow> {
    let declared = room.incidents().iter().filter(|(_, i)| i.declared.is_some());
    let mut rows: Vec<_> = declared
        .map(|(name, incident)| {
            let time = incident.declared.as_ref().map(|act| act.time);
            ((time, *name), IncidentRow::of(room, name, incident, now))
        })
        .collect();
    rows.sort_by_key(|(order, _)| *order);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Activations in the order in which they were proposed.
pub fn activations(room: &Room) -> Vec<ActivationRow> {
    let mut proposed: Vec<_> = room
        .activations()
        .iter()
        .filter_map(|(name, a)| Some((a.proposed.as_ref()?.act.time, name, a)))
        .collect();
    proposed.sort_by_key(|(time, name, _)| (*time, **name));
    proposed.into_iter().map(|(_, name, a)| ActivationRow::of(room, name, a)).collect()
}

/// Bulletins neither superseded nor withdrawn, in the order of their issue. Whether one is in force
/// already is for its reader to see from the time: the clock does not decide what is listed.
pub fn guidance(room: &Room) -> Vec<GuidanceRow> {
    let stands = |b: &Bulletin| b.superseded_by.is_empty() && b.withdrawn.is_empty();
    let mut standing: Vec<_> = room
        .bulletins()
        .iter()
        .filter_map(|(name, b)| Some((b.issued.as_ref()?.time, name, b)))
        .filter(|(_, _, b)| stands(b))
        .collect();
    standing.sort_by_key(|(time, name, _)| (*time, **name));
    standing.into_iter().map(|(issued, name, b)| GuidanceRow::of(room, name, b, issued)).collect()
}

impl IncidentRow {
    fn of(room: &Room, name: &EntryRef, incident: &Incident, now: Stamp) -> Self {
        Self {
            id: id_text(room, name),
            title: incident.title.newest().map_or("", |s| &s.value).to_owned(),
            severity: incident.severity.newest().map_or("Unknown", |s| s.value.text()).to_owned(),
            phase: incident.phase.newest().map_or("absorb", |s| s.value.text()).to_owned(),
            next_update: incident.next_update().map(moment),
            late: incident.is_late(now),
            open: incident.is_open(),
            due: incident.next_update().map(|m| m.stamp()),
        }
    }

    /// One line of a list.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, now: Stamp, paper: &Paper<'_>) -> io::Result<()> {
        let state =
            if self.open { paper.due(self.due, now) } else { paper.say("out-state-closed") };
        let line = format!(
            "  {} {} {} {} {}",
            paper.cell(&self.id, 12),
            paper.cell(&paper.term("severity", &self.severity), 9),
            paper.cell(&paper.term("phase", &self.phase), 13),
            paper.cell(&state, 14),
            paper.clean(&self.title),
        );
        paper.line(out, &line)
    }
}

impl FlowRow {
    /// A flow, in short.
    pub fn of(name: &FlowName, flow: &Flow) -> Self {
        let text = |word: &'static str| word.to_owned();
        Self {
            facility: name.facility.clone(),
            regime: name.regime.to_string(),
            direction: name.direction.map(|d| text(d.text())),
            status: flow.status.newest().map_or("unknown", |s| s.value.text()).to_owned(),
            mode: flow.mode.newest().map(|s| text(s.value.text())),
            counterpart: flow.counterpart.newest().map(|s| text(s.value.text())),
            promised: flow.promised().map(moment),
            as_of: flow.as_of().map(moment),
            name: name.clone(),
            due: flow.promised().filter(|_| !flow.is_open()).map(|m| m.stamp()),
        }
    }

    /// One line of a list.
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
        let or_dash = |vocabulary: &str, word: &Option<String>| {
            word.as_ref().map_or_else(|| "-".to_owned(), |word| paper.term(vocabulary, word))
        };
        let line = format!(
            "  {} {} {} {} {}",
            paper.cell(&flow_said(room, &self.name, paper), 34),
            paper.cell(&paper.term("flow-status", &self.status), 11),
            paper.cell(&or_dash("clearance-mode", &self.mode), 12),
            paper.cell(&or_dash("acceptance", &self.counterpart), 10),
            paper.due(self.due, now),
        );
        paper.line(out, &line)
    }
}

impl ActivationRow {
    /// An activation, in short.
    pub fn of(room: &Room, name: &EntryRef, activation: &Activation) -> Self {
        let (steps_done, steps) = activation.progress(room);
        let proposal = activation.proposed.as_ref();
        Self {
            id: id_text(room, name),
            plan: activation.plan(room).map(|p| p.id.clone()),
            level: activation.level.newest().map_or("full", |s| s.value.text()).to_owned(),
            authority: proposal.map_or("", |p| &p.authority).to_owned(),
            rto_at: activation.rto_at(room).map(time),
            mtpd_at: activation.mtpd_at(room).map(time),
            steps_done,
            steps,
            open: activation.is_open(),
            name: *name,
            rto: activation.rto_at(room),
            mtpd: activation.mtpd_at(room),
        }
    }

    /// One line of a list.
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
        let language = paper.words.language().code();
        let title = super::value::activation_title(room, &self.name, language);
        let clock = |at: Option<Stamp>| match at {
            Some(at) => paper.due(Some(at), now),
            None => paper.say("out-status-proposed"),
        };
        let said = [
            ("rto", clock(self.rto)),
            ("mtpd", clock(self.mtpd)),
            ("done", self.steps_done.to_string()),
            ("steps", self.steps.to_string()),
        ];
        let line = format!(
            "  {} {} {}  {}",
            paper.cell(&self.id, 12),
            paper.cell(&title, 30),
            paper.cell(&paper.term("level", &self.level), 12),
            paper.with("out-status-clocks", &said),
        );
        paper.line(out, &line)
    }
}

impl GuidanceRow {
    fn of(room: &Room, name: &EntryRef, bulletin: &Bulletin, issued: Stamp) -> Self {
        let numbers = bulletin.supersedes.iter();
        Self {
            id: id_text(room, name),
            number: bulletin.number.clone(),
            title: bulletin.title.clone(),
            issued: time(issued),
            from: bulletin.from.map(moment),
            supersedes: numbers.map(|old| super::value::bulletin_number(room, old)).collect(),
            acknowledged: acknowledged(room, name),
        }
    }
}

/// A bulletin with what became of it: `liaison guidance list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulletinRow {
    /// Its issue.
    pub id: String,
    /// As officers quote it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The bulletin.
    pub text: String,
    /// When it was issued.
    pub issued: String,
    /// In force from; none: from its issue.
    pub from: Option<String>,
    /// Numbers of the bulletins that it replaces.
    pub supersedes: Vec<String>,
    /// Numbers of the bulletins that replace it.
    pub superseded_by: Vec<String>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Members who have acknowledged it.
    pub acknowledged: usize,
}

/// All bulletins in the order of their issue.
pub fn bulletins(room: &Room) -> Vec<BulletinRow> {
    let mut issued: Vec<_> = room
        .bulletins()
        .iter()
        .filter_map(|(name, b)| Some((b.issued.as_ref()?.time, name, b)))
        .collect();
    issued.sort_by_key(|(time, name, _)| (*time, **name));
    let numbers = |names: &mut dyn Iterator<Item = &EntryRef>| {
        names.map(|name| super::value::bulletin_number(room, name)).collect::<Vec<_>>()
    };
    let row = |(at, name, b): (Stamp, &EntryRef, &Bulletin)| BulletinRow {
        id: id_text(room, name),
        number: b.number.clone(),
        title: b.title.clone(),
        text: b.text.clone(),
        issued: time(at),
        from: b.from.map(moment),
        supersedes: numbers(&mut b.supersedes.iter()),
        superseded_by: numbers(&mut b.superseded_by.iter()),
        withdrawn: !b.withdrawn.is_empty(),
        acknowledged: acknowledged(room, name),
    };
    issued.into_iter().map(row).collect()
}

impl BulletinRow {
    /// The bulletin with its text.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write, paper: &Paper<'_>) -> io::Result<()> {
        let state = match (self.withdrawn, self.superseded_by.is_empty()) {
            (true, _) => paper.say("out-guidance-withdrawn-word"),
            (false, true) => paper.say("out-guidance-standing-word"),
            (false, false) => {
                let by = self.superseded_by.join(", ");
                paper.with("out-guidance-superseded-word", &[("by", by)])
            }
        };
        let line = format!(
            "  {} {} {}  [{state}]",
            paper.cell(&self.id, 12),
            paper.cell(&self.number, 10),
            paper.clean(&self.title),
        );
        paper.line(out, &line)?;
        paper
            .paragraphs(&self.text)
            .iter()
            .try_for_each(|text| paper.line(out, &format!("      {text}")))
    }
}

/// How many members have acknowledged an entry; one with several keys counts once.
pub(super) fn acknowledged(room: &Room, name: &EntryRef) -> usize {
    let members = 0..room.membership().members().len();
    members.filter(|member| room.has_acknowledged(name, *member)).count()
}
