//! Commands that write: a draft is said at the desk, then the link is tried.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use liaison_core::room::Room;

use super::super::desk::{Desk, Office};
use super::super::draft::{self, Context, Draft, DraftError};
use super::super::fault::{Exit, Fault};
use super::super::incident::Resolve;
use super::super::log::Guidance;
use super::super::name::id_text;
use super::super::plan::Plan;
use super::super::roster::Roster;
use super::super::{Command, csv};
use super::{Run, Stop, fault, print};
use crate::library;
use crate::output::answer::{Written, WrittenAll};
use crate::output::{Paper, list, refusal};

/// More than any text field of an entry has; `decide` refuses what is above its own limit.
const TEXT_BYTES_MAX: u64 = 64 * 1024;
/// Larger than any plan or roster file.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

impl<'a, O: Office> Run<'a, '_, O> {
    /// Does a command that writes.
    pub(super) fn write(&mut self, command: &Command) -> Result<Exit, Stop> {
        let command = self.with_text(command)?;
        match &command {
            Command::Roster(Roster::Import { file }) => return self.import_roster(file),
            Command::Roster(Roster::Export { file }) => return self.export_roster(file),
            _ => {}
        }
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let draft = match &command {
            Command::Plan(Plan::Import { file, resolve }) => self.plan_file(file, *resolve)?,
            other => {
                let drafted = draft::draft(other, &self.context(&desk));
                let drafted = drafted.map_err(|e| draft_fault(desk.room(), &e, &paper))?;
                drafted.expect("every command that is not done elsewhere writes one entry")
            }
        };
        let written = self.say(&mut desk, draft, &paper, true)?;
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &written, |w, out| w.print(out, &paper))?;
        if let Some(removal) = desk.removal() {
            // Learned while it was handed in: it is stored, and has no effect.
            return Err(fault(&removal, Some(desk.room()), &paper).into());
        }
        Ok(if written.standing == "refused" { Exit::Refused } else { Exit::Done })
    }

    fn context<'d>(&self, desk: &'d O::Desk) -> Context<'d>
    where
        'a: 'd,
    {
        Context {
            room: desk.room(),
            me: desk.me(),
            now: desk.now(),
            places: self.tools.places,
            words: self.tools.words,
        }
    }

    /// Saves a draft, and tries the link for it where `reach` says so.
    fn say(
        &self,
        desk: &mut O::Desk,
        draft: Draft,
        paper: &Paper<'_>,
        reach: bool,
    ) -> Result<Written, Stop> {
        let said = desk.say(draft.body, &draft.shown);
        let entry = said.map_err(|failure| fault(&failure, Some(desk.room()), paper))?;
        let patience = if reach { self.cli.globals.patience() } else { std::time::Duration::ZERO };
        let (standing, reason) = desk.reach(&entry, patience);
        let id = id_text(desk.room(), &entry);
        Ok(Written { id, standing: standing.text(), reason })
    }

    /// The command with its text read from standard input where it is `-`.
    fn with_text(&mut self, command: &Command) -> Result<Command, Stop> {
        let mut command = command.clone();
        let text = match &mut command {
            Command::Post(c) => &mut c.text,
            Command::Note(c) => &mut c.text,
            Command::Correct(c) => &mut c.text,
            Command::Guidance(Guidance::Issue { text, .. }) => text,
            _ => return Ok(command),
        };
        if text == "-" {
            let mut read = Vec::new();
            self.streams.input.take(TEXT_BYTES_MAX).read_to_end(&mut read)?;
            *text = String::from_utf8_lossy(&read).trim_end().to_owned();
        }
        Ok(command)
    }

    /// A plan from a file, or one that ships with the program by its id.
    fn plan_file(&self, file: &Path, resolve: Resolve) -> Result<Draft, Stop> {
        let name = file.to_string_lossy();
        let shipped = || library::plans().into_iter().find(|plan| plan.id.as_str() == name);
        if !file.exists()
            && let Some(plan) = shipped()
        {
            return Ok(draft::publish(&plan, resolve));
        }
        let text = self.file(file)?;
        let plan = library::Plan::parse(&name, &text).map_err(|mistakes| {
            let paper = self.paper();
            let said = mistakes.say(paper.words);
            let lines: Vec<String> = said.iter().map(|line| paper.clean(line)).collect();
            Fault::refused(format!("{}\n{}", paper.say("out-file-mistakes"), lines.join("\n")))
        })?;
        Ok(draft::publish(&plan, resolve))
    }

    /// The text of a file that an officer names.
    fn file(&self, file: &Path) -> Result<String, Stop> {
        let paper = self.paper();
        let named = |why: String| {
            let args = [("file", file.to_string_lossy().into_owned()), ("why", why)];
            Fault::refused(paper.with("out-file-unreadable", &args))
        };
        let size = fs::metadata(file).map_err(|e| named(e.to_string()))?.len();
        if size > FILE_BYTES_MAX {
            return Err(named(paper.say("out-csv-too-large")).into());
        }
        Ok(fs::read_to_string(file).map_err(|e| named(e.to_string()))?)
    }

    fn import_roster(&mut self, file: &Path) -> Result<Exit, Stop> {
        let text = self.file(file)?;
        let paper = self.paper();
        let rows = csv::read(&text).map_err(|mistakes| {
            let file = file.to_string_lossy();
            let said = mistakes.iter().map(|mistake| {
                let args = [("what", mistake.kind.what())];
                let what = paper.with(&format!("out-csv-{}", mistake.kind.key()), &args);
                paper.clean(&format!("{file}:{}: {what}", mistake.line))
            });
            let said: Vec<String> =
                std::iter::once(paper.say("out-file-mistakes")).chain(said).collect();
            Fault::refused(said.join("\n"))
        })?;
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let mut all = WrittenAll::default();
        for (i, row) in rows.iter().enumerate() {
            let drafted = draft::row(row, &self.context(&desk));
            let drafted = drafted.map_err(|e| draft_fault(desk.room(), &e, &paper))?;
            match drafted {
                // The link is tried once, for the last row: what is before it goes with it.
                Some(draft) => {
                    let last = i + 1 == rows.len();
                    all.entries.push(self.say(&mut desk, draft, &paper, last)?);
                }
                None => all.unchanged += 1,
            }
        }
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &all, |all, out| {
            let args = [
                ("written", all.entries.len().to_string()),
                ("unchanged", all.unchanged.to_string()),
            ];
            paper.line(out, &paper.with("out-roster-imported", &args))
        })?;
        Ok(Exit::Done)
    }

    fn export_roster(&mut self, file: &Path) -> Result<Exit, Stop> {
        let desk = self.open()?;
        let room = desk.room();
        let paper = self.paper_of(room);
        let rows: Vec<csv::Row> = list::contacts(room)
            .into_iter()
            .map(|c| csv::Row {
                name: c.name,
                organisation: c.organisation,
                function: c.function.unwrap_or_default(),
                primary: c.primary.unwrap_or_default(),
                alternate: c.alternate.unwrap_or_default(),
                contingency: c.contingency.unwrap_or_default(),
                emergency: c.emergency.unwrap_or_default(),
                deputy: c.deputy.unwrap_or_default(),
                languages: c.languages.unwrap_or_default(),
            })
            .collect();
        let mode = room.mode().map(|mode| paper.mode_word(mode)).unwrap_or_default();
        let text = csv::write(&rows, &mode, room.purpose());
        if file == Path::new("-") {
            self.streams.out.write_all(text.as_bytes())?;
            return Ok(Exit::Done);
        }
        fs::write(file, text).map_err(|error| {
            let args = [("file", file.to_string_lossy().into_owned()), ("why", error.to_string())];
            Fault::refused(paper.with("out-file-unwritable", &args))
        })?;
        let args = [("n", rows.len().to_string()), ("file", file.to_string_lossy().into_owned())];
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        let exported =
            serde_json::json!({ "contacts": rows.len(), "mode": room.mode().map(|m| m.text()) });
        print(as_json, out, &paper, &exported, |_, out| {
            paper.line(out, &paper.with("out-roster-exported", &args))
        })?;
        Ok(Exit::Done)
    }
}

/// A time that cannot be read is wrong usage; a name that leads to nothing is not found.
fn draft_fault(room: &Room, error: &DraftError, paper: &Paper<'_>) -> Fault {
    let said = refusal::draft(room, error, paper);
    match error {
        DraftError::When(_) | DraftError::Nothing => Fault::usage(said),
        _ => Fault::refused(said),
    }
}
