//! Doing a command: at a desk, or without one; and printing what came of it.

mod admission;
mod bundle;
mod document;
mod read;
mod write;

use std::io::{self, Read, Write};

use liaison_core::id::RoomId;
use liaison_core::room::Room;

use super::desk::{Desk as _, Failure, Office};
use super::fault::{Exit, Fault};
use super::{Cli, Command, doctor, keys, manual};
use crate::glyph::Glyphs;
use crate::output::{Paper, json, refusal};
use crate::places::Places;
use crate::words::Words;

/// Where a command reads and prints.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Whether somebody sits there who can be asked.
    pub asks: bool,
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// Columns and rows of the terminal; none where output goes elsewhere.
    pub size: Option<(u16, u16)>,
}

/// What a command is done with, besides the home.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'a> {
    /// The officer's language.
    pub words: &'a Words,
    /// What the terminal can show.
    pub glyphs: Glyphs,
    /// UN/LOCODE.
    pub places: &'a Places,
    /// A variable of the environment.
    pub environment: fn(&str) -> Option<String>,
}

/// A command being done.
struct Run<'a, 's, O: Office> {
    cli: &'a Cli,
    office: &'a O,
    tools: Tools<'a>,
    streams: &'a mut Streams<'s>,
    /// Something was left out because it is damaged, and that was said.
    is_damaged: bool,
}

/// Does a command and prints what came of it. `None`: it is not done here, but by the console: no
/// command, or `demo`.
pub fn run<O: Office>(
    cli: &Cli,
    office: &O,
    tools: Tools<'_>,
    streams: &mut Streams<'_>,
) -> Option<Exit> {
    let command = match &cli.command {
        None | Some(Command::Demo(_)) => return None,
        Some(command) => command,
    };
    let mut run = Run { cli, office, tools, streams, is_damaged: false };
    let done = match run.dispatch(command) {
        Ok(exit) => exit,
        Err(Stop::Fault(fault)) => run.complain(&fault),
        // Who reads our output has gone away: that is no mistake of ours to tell.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(Stop::Io(error)) => run.complain(&Fault::refused(error.to_string())),
    };
    Some(done)
}

/// Why a command stops before its end.
#[derive(Debug)]
enum Stop {
    /// It was not done.
    Fault(Fault),
    /// Its output could not be written.
    Io(io::Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<'a, O: Office> Run<'a, '_, O> {
    fn dispatch(&mut self, command: &Command) -> Result<Exit, Stop> {
        match command {
            Command::Join(join) => self.join(join),
            Command::Room(room) => self.room(room),
            Command::Invite(invite) if invite.command.is_none() => self.invite(invite),
            Command::Keys(keys) => {
                let paper = self.paper();
                keys::print(self.streams.out, keys, self.cli.globals.json, &paper)?
                    .map_err(Stop::from)?;
                Ok(Exit::Done)
            }
            Command::Doctor(args) => self.doctor(args.repair),
            Command::Bundle(bundle) => self.bundle(bundle),
            Command::Completions(c) => {
                manual::completions(self.streams.out, c.shell, self.tools.words)?;
                Ok(Exit::Done)
            }
            Command::Man(man) => {
                manual::pages(self.streams.out, man.dir.as_deref(), self.tools.words)?;
                Ok(Exit::Done)
            }
            Command::Help(help) => {
                if manual::help(self.streams.out, &help.command, self.tools.words)? {
                    return Ok(Exit::Done);
                }
                let args = [("arg", help.command.join(" "))];
                Err(Fault::usage(self.paper().with("cli-mistake-command", &args)).into())
            }
            Command::Document(document) => match self.document(document)? {
                Some(exit) => Ok(exit),
                None => self.write(command),
            },
            other => match self.read(other)? {
                Some(exit) => Ok(exit),
                None => self.write(other),
            },
        }
    }

    /// Output about nothing of a room.
    fn paper(&self) -> Paper<'a> {
        Paper { words: self.tools.words, glyphs: self.tools.glyphs, mode: None }
    }

    /// Output about a room.
    fn paper_of(&self, room: &Room) -> Paper<'a> {
        Paper { mode: room.mode(), ..self.paper() }
    }

    /// A desk in the room that was named, or the only one.
    fn open(&mut self) -> Result<O::Desk, Stop> {
        let opened = self.office.open(self.cli.globals.room.as_deref());
        let desk = opened.map_err(|failure| fault(&failure, None, &self.paper()))?;
        if let Some(damage) = desk.damage() {
            self.complain(&fault(&damage, None, &self.paper()));
            self.is_damaged = true;
        }
        Ok(desk)
    }

    fn doctor(&mut self, repairs: bool) -> Result<Exit, Stop> {
        let (paper, globals) = (self.paper(), &self.cli.globals);
        let repaired = repairs.then(|| self.office.repair()).transpose();
        let repaired = repaired.map_err(|failure| fault(&failure, None, &paper))?;
        let facts = doctor::look(
            self.office,
            globals.room.as_deref(),
            self.streams.size,
            self.tools.environment,
            globals.patience(),
            &paper,
        );
        let diagnosis = doctor::judge(&facts, repaired, &paper);
        print(globals.json, self.streams.out, &paper, &diagnosis, |d, out| d.print(out))?;
        Ok(if diagnosis.ok { Exit::Done } else { Exit::Refused })
    }

    fn complain(&mut self, fault: &Fault) -> Exit {
        // Where not even standard error can be written the exit code is all that is left.
        let _ = writeln!(self.streams.err, "{}", fault.said);
        fault.exit
    }
}

/// A failure of the desk, in the officer's language.
pub(super) fn fault(failure: &Failure, room: Option<&Room>, paper: &Paper<'_>) -> Fault {
    match failure {
        Failure::Refused(refused) => {
            let empty = Room::empty(RoomId::default());
            Fault::refused(refusal::refusal(room.unwrap_or(&empty), refused, paper))
        }
        Failure::Other { exit, key, args } => {
            let said = paper.with(&format!("out-desk-{key}"), args);
            Fault { exit: *exit, said }
        }
    }
}

/// Prints JSON where it is asked for, else text.
fn print<T: serde::Serialize>(
    as_json: bool,
    out: &mut dyn Write,
    paper: &Paper<'_>,
    value: &T,
    text: impl FnOnce(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if as_json { json(out, value, paper.glyphs) } else { text(value, out) }
}

#[cfg(test)]
mod tests;
