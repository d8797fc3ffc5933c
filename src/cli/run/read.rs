//! Commands that only read: the situation, the log, lists, one thing whole, the record's soundness.

use std::ops::ControlFlow;

use liaison_core::body::Body;
use liaison_core::entry::Link;
use liaison_core::id::EntryRef;
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use serde::Serialize;

use super::super::Command;
use super::super::desk::{Desk, Office};
use super::super::fault::{Exit, Fault};
use super::super::flow::{Facility, Flow};
use super::super::incident::Incident;
use super::super::log::{Guidance, Log};
use super::super::name::{self, NameError};
use super::super::plan::{Fallback, Plan};
use super::super::program::Sync;
use super::super::room::Seat;
use super::super::roster::{Duty, Roster};
use super::{Run, Stop, fault, print};
use crate::output::answer::Standing;
use crate::output::incident::IncidentSheet;
use crate::output::line::{Line, Shown, about};
use crate::output::list::{self, List, print_rows};
use crate::output::plan::{ActivationSheet, PlanList, PlanRow, PlanSheet};
use crate::output::row::{self, FlowRow};
use crate::output::status::Situation;
use crate::output::{Paper, json, refusal};
use crate::when;

/// Places that a search lists.
const PLACES_MAX: usize = 20;

/// A place, as `facility find` lists it.
#[derive(Serialize)]
struct PlaceRow {
    code: String,
    name: String,
    country: String,
}

/// A facility, as `facility list` lists it.
#[derive(Serialize)]
struct FacilityRow {
    id: String,
    name: String,
    kind: Option<String>,
    parent: Option<String>,
}

impl<'a, O: Office> Run<'a, '_, O> {
    /// Does the command if it is one that only reads.
    pub(super) fn read(&mut self, command: &Command) -> Result<Option<Exit>, Stop> {
        match command {
            Command::Status => self.status()?,
            Command::Follow => self.follow()?,
            Command::Log(log) => self.log(log)?,
            Command::Verify => return self.verify().map(Some),
            Command::Sync(sync) => self.sync(sync)?,
            Command::Facility(Facility::Find { text }) => self.find_places(&text.join(" "))?,
            Command::Incident(Incident::List)
            | Command::Flow(Flow::List)
            | Command::Facility(Facility::List)
            | Command::Plan(Plan::List)
            | Command::Fallback(Fallback::List)
            | Command::Roster(Roster::List)
            | Command::Duty(Duty::List)
            | Command::Guidance(Guidance::List)
            | Command::Seat(Seat::List) => self.list(command)?,
            Command::Incident(Incident::Show { incident }) => self.show_incident(incident)?,
            Command::Plan(Plan::Show { plan }) => self.show_plan(plan)?,
            _ => return Ok(None),
        }
        Ok(Some(if self.is_damaged { Exit::Damaged } else { Exit::Done }))
    }

    fn as_json(&self) -> bool {
        self.cli.globals.json
    }

    fn status(&mut self) -> Result<(), Stop> {
        let desk = self.open()?;
        let (room, me, now) = (desk.room(), desk.me(), desk.now());
        let paper = self.paper_of(room);
        let situation = Situation::of(room, &me, now, desk.link(), desk.pending());
        let out = &mut *self.streams.out;
        if self.cli.globals.json {
            return Ok(json(out, &situation, paper.glyphs)?);
        }
        Situation::print_real_events(out, room, &me, &paper)?;
        Ok(situation.print(out, room, &paper)?)
    }

    fn follow(&mut self) -> Result<(), Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let now = desk.now();
        let as_json = self.as_json();
        let out = &mut *self.streams.out;
        let mut broken = None;
        let followed = desk.follow(&mut |room, link, standing| {
            let shown = Shown { link, standing: standing.map(Standing::text) };
            let line = Line::of(room, shown, now, &paper);
            let paper = Paper { mode: room.mode(), ..paper };
            let written = print(as_json, out, &paper, &line, |line, out| line.print(out, &paper));
            match written.and_then(|()| out.flush()) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    broken = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = broken {
            return Err(error.into());
        }
        followed.map_err(|failure| fault(&failure, Some(desk.room()), &paper).into())
    }

    /// Prints the log, oldest first, so that the newest line stands last as in a book.
    fn log(&mut self, wanted: &Log) -> Result<(), Stop> {
        let desk = self.open()?;
        let (room, now) = (desk.room(), desk.now());
        let paper = self.paper_of(room);
        let since = match &wanted.since {
            Some(text) => Some(
                when::parse_past(text, now)
                    .map_err(|e| Fault::usage(refusal::time(&e, &paper)))?
                    .stamp(),
            ),
            None => None,
        };
        let incident = match &wanted.incident {
            Some(typed) => Some(name::incident(room, typed).map_err(|e| not_found(&e, &paper))?),
            None => None,
        };
        let mut lines = Vec::new();
        // What a wrong clock wrote is of the time of the entry after which it stands, which comes next.
        let mut misdated = Vec::new();
        let read = desk.newest_first(&mut |link, standing| {
            let time = link_time(link);
            let wanted = incident.is_none_or(|incident| concerns(room, link, &incident));
            let line = wanted.then(|| {
                let shown = Shown { link, standing: standing.map(Standing::text) };
                Line::of(room, shown, now, &paper)
            });
            if since.is_some() && time.is_some_and(|time| !time.counts_as_seen(now)) {
                misdated.extend(line);
                return ControlFlow::Continue(());
            }
            if time.zip(since).is_some_and(|(time, since)| time < since) {
                return ControlFlow::Break(());
            }
            lines.append(&mut misdated);
            lines.extend(line);
            ControlFlow::Continue(())
        });
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        for line in lines.iter().rev() {
            print(as_json, out, &paper, line, |line, out| line.print(out, &paper))?;
        }
        // What was left out is told after what could be read.
        let left_out = read.map_err(|failure| fault(&failure, Some(room), &paper));
        if self.is_damaged { Ok(()) } else { Ok(left_out?) }
    }

    fn verify(&mut self) -> Result<Exit, Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let verified = desk.verify();
        let verified =
            verified.map_err(|failure| Stop::from(fault(&failure, Some(desk.room()), &paper)))?;
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        print(as_json, out, &paper, &verified, |v, out| v.print(out, &paper))?;
        Ok(if verified.ok { Exit::Done } else { Exit::Damaged })
    }

    fn sync(&mut self, sync: &Sync) -> Result<(), Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let patience = std::time::Duration::from_secs(sync.timeout.into());
        let synced = desk.sync(sync.history, patience);
        let synced =
            synced.map_err(|failure| Stop::from(fault(&failure, Some(desk.room()), &paper)))?;
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        Ok(print(as_json, out, &paper, &synced, |s, out| s.print(out, &paper))?)
    }

    fn find_places(&mut self, text: &str) -> Result<(), Stop> {
        let found = self.tools.places.search(text, PLACES_MAX);
        let paper = self.paper();
        if found.is_empty() {
            let args = [("typed", text.to_owned())];
            return Err(Fault::refused(paper.with("out-name-facility", &args)).into());
        }
        let rows: Vec<PlaceRow> = found
            .into_iter()
            .map(|p| PlaceRow { code: p.code, name: p.name, country: p.country })
            .collect();
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        Ok(print(as_json, out, &paper, &rows, |rows, out| {
            rows.iter().try_for_each(|row| {
                paper.line(out, &format!("{}  {}", row.code, paper.clean(&row.name)))
            })
        })?)
    }

    fn list(&mut self, command: &Command) -> Result<(), Stop> {
        let desk = self.open()?;
        let (room, now, me) = (desk.room(), desk.now(), desk.me());
        let paper = self.paper_of(room);
        let language = self.tools.words.language().code();
        match command {
            Command::Incident(_) => {
                self.rows(room, "incidents", row::incidents(room, now), |row, out| {
                    row.print(out, now, &paper)
                })
            }
            Command::Flow(_) => {
                let rows = room.flows().iter().map(|(name, flow)| FlowRow::of(name, flow));
                self.rows(room, "flows", rows.collect(), |row, out| {
                    row.print(out, room, now, &paper)
                })
            }
            Command::Facility(_) => self.rows(room, "facilities", facilities(room), |row, out| {
                let id = paper.cell(&row.id, 18);
                paper.line(out, &format!("  {id} {}", paper.clean(&row.name)))
            }),
            Command::Plan(_) => self.plans(room, now, &paper, language),
            Command::Fallback(_) => {
                self.rows(room, "fallbacks", list::fallbacks(room), |r, out| r.print(out, &paper))
            }
            Command::Roster(_) => self
                .rows(room, "contacts", list::contacts(room), |r, out| r.print(out, now, &paper)),
            Command::Duty(_) => {
                self.rows(room, "duties", list::duties(room), |r, out| r.print(out, &paper))
            }
            Command::Guidance(_) => {
                self.rows(room, "guidance", row::bulletins(room), |r, out| r.print(out, &paper))
            }
            _ => self.rows(room, "seats", list::seats(room, &me), |r, out| r.print(out, &paper)),
        }
    }

    fn rows<T: Serialize>(
        &mut self,
        room: &Room,
        list: &'static str,
        rows: Vec<T>,
        text: impl FnMut(&T, &mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<(), Stop> {
        let paper = self.paper_of(room);
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        let list = List::of(room, list, rows);
        Ok(print(as_json, out, &paper, &list, |list, out| {
            print_rows(out, room, &paper, &list.rows, text)
        })?)
    }

    fn plans(
        &mut self,
        room: &Room,
        now: Stamp,
        paper: &Paper<'_>,
        language: &str,
    ) -> Result<(), Stop> {
        let plans = PlanList {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |m| m.text()).to_owned(),
            plans: PlanRow::all(room, language),
            activations: row::activations(room),
        };
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        Ok(print(as_json, out, paper, &plans, |plans, out| {
            print_rows(out, room, paper, &plans.plans, |row, out| row.print(out, paper))?;
            if !plans.activations.is_empty() {
                paper.heading(out, "out-status-activations")?;
            }
            plans.activations.iter().try_for_each(|row| row.print(out, room, now, paper))
        })?)
    }

    fn show_incident(&mut self, typed: &str) -> Result<(), Stop> {
        let desk = self.open()?;
        let (room, now) = (desk.room(), desk.now());
        let paper = self.paper_of(room);
        let name = name::incident(room, typed).map_err(|e| not_found(&e, &paper))?;
        let sheet = IncidentSheet::of(room, &name, now);
        let sheet = sheet.expect("a name that was found is that of an incident");
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        Ok(print(as_json, out, &paper, &sheet, |s, out| s.print(out, room, now, &paper))?)
    }

    /// Shows an activation where one is meant by its entry, else the plan.
    fn show_plan(&mut self, typed: &str) -> Result<(), Stop> {
        let desk = self.open()?;
        let (room, now) = (desk.room(), desk.now());
        let paper = self.paper_of(room);
        let language = self.tools.words.language().code();
        let (as_json, out) = (self.as_json(), &mut *self.streams.out);
        let activation = typed.contains('.').then(|| name::activation(room, typed));
        if let Some(Ok(name)) = activation
            && let Some(sheet) = ActivationSheet::of(room, &name, language)
        {
            return Ok(print(as_json, out, &paper, &sheet, |s, out| {
                s.print(out, room, now, &paper)
            })?);
        }
        let id = name::plan(room, typed).map_err(|e| not_found(&e, &paper))?;
        let sheet = PlanSheet::of(room, &id, language).ok_or_else(|| {
            let unknown = NameError::Unknown {
                thing: liaison_core::decide::Thing::Plan,
                typed: typed.to_owned(),
                known: Vec::new(),
            };
            not_found(&unknown, &paper)
        })?;
        Ok(print(as_json, out, &paper, &sheet, |s, out| s.print(out, now, &paper))?)
    }
}

fn facilities(room: &Room) -> Vec<FacilityRow> {
    let row = |(id, facility): (&String, &liaison_core::room::Facility)| FacilityRow {
        id: id.clone(),
        name: facility.name.newest().map_or("", |s| &s.value).to_owned(),
        kind: facility.kind.newest().map(|s| s.value.to_string()),
        parent: facility.parent.newest().and_then(|s| s.value.clone()),
    };
    room.facilities().iter().map(row).collect()
}

fn not_found(error: &NameError, paper: &Paper<'_>) -> Fault {
    Fault::refused(refusal::name(error, paper))
}

fn link_time(link: &Link) -> Option<Stamp> {
    link.content.entry().map(|entry| entry.time)
}

/// Whether an entry is about an incident: says so, declares it, or is about an activation for it.
fn concerns(room: &Room, link: &Link, incident: &EntryRef) -> bool {
    let body = link.read();
    if room.resolve(&link.key().reference()) == *incident {
        return true;
    }
    if let Some(name) = about(body.as_ref()) {
        return room.resolve(&name) == *incident;
    }
    let activation = match body {
        Some(Body::ActivationApproved(b)) => b.activation,
        Some(Body::LevelChanged(b)) => b.activation,
        Some(Body::StepAssigned(b)) => b.activation,
        Some(Body::StepDone(b)) => b.activation,
        Some(Body::StepSkipped(b)) => b.activation,
        Some(Body::StoodDown(b)) => b.activation,
        _ => return false,
    };
    let activation = room.activations().get(&room.resolve(&activation));
    let proposal = activation.and_then(|a| a.proposed.as_ref());
    proposal.and_then(|p| p.incident).is_some_and(|name| room.resolve(&name) == *incident)
}
