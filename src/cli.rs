//! The command line: everything that the screens do, for scripts, screen readers and one-line use.
//!
//! It is a contract (design §9): names of commands, options, fields and exit codes are only ever
//! added to. The tree is written down here as types; every word of its help and of its mistakes
//! comes from the locales (`cli/help.rs`, `cli/mistake.rs`). What was parsed becomes a draft for
//! the record in `cli/draft.rs`, purely; `cli/run.rs` does it at a desk and prints what came of it.

pub mod bundle;
pub mod csv;
pub mod desk;
pub mod doctor;
pub mod document;
pub mod draft;
pub mod fault;
pub mod flow;
pub mod handover;
pub mod help;
pub mod incident;
pub mod keys;
pub mod log;
pub mod manual;
pub mod mistake;
pub mod name;
pub mod plan;
pub mod program;
#[cfg(test)]
pub(crate) mod rehearsal;
pub mod room;
pub mod roster;
pub mod run;
pub mod service;
pub mod term;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, FromArgMatches, Parser, Subcommand};

use self::fault::Exit;
use crate::words::{Language, Words};

/// Liaison from the command line.
#[derive(Clone, Debug, Parser)]
#[command(name = "liaison", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do; nothing: open the console.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Identity, journal and configuration.
    #[arg(long, global = true, value_name = "dir", env = "LIAISON_HOME", hide_env = true)]
    pub home: Option<PathBuf>,
    /// Which room.
    #[arg(long, global = true, value_name = "name")]
    pub room: Option<String>,
    /// English or French.
    #[arg(long, global = true, value_name = "lang", value_parser = ["en", "fr"])]
    pub lang: Option<String>,
    /// For scripts.
    #[arg(long, global = true)]
    pub json: bool,
    /// No sign outside ASCII.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// How long to try the link.
    #[arg(long, global = true, value_name = "seconds", default_value = "5")]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub wait: u32,
    /// How connections are made.
    #[arg(long, global = true, value_name = "link", value_parser = ["auto", "wide", "narrow"])]
    pub link: Option<String>,
    /// Help.
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Version.
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

impl Globals {
    /// How long to try the link.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.wait.into())
    }
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// See it work.
    Demo(program::Demo),
    /// Take a seat.
    Join(room::Join),
    /// Offer a seat.
    Invite(room::Invite),
    /// Seats.
    #[command(subcommand)]
    Seat(room::Seat),
    /// Rooms.
    #[command(subcommand)]
    Room(room::Room),
    /// The situation.
    Status,
    /// New lines as they come.
    Follow,
    /// Incidents.
    #[command(subcommand)]
    Incident(incident::Incident),
    /// Flows.
    #[command(subcommand)]
    Flow(flow::Flow),
    /// Facilities.
    #[command(subcommand)]
    Facility(flow::Facility),
    /// Plans and activations.
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Fallbacks.
    #[command(subcommand)]
    Fallback(plan::Fallback),
    /// A decision.
    Decide(log::Decide),
    /// The roster.
    #[command(subcommand)]
    Roster(roster::Roster),
    /// Duties.
    #[command(subcommand)]
    Duty(roster::Duty),
    /// A message.
    Post(log::Post),
    /// Acknowledges.
    Ack(log::Ack),
    /// A note.
    Note(log::Note),
    /// A correction.
    Correct(log::Correct),
    /// The log.
    Log(log::Log),
    /// Guidance.
    #[command(subcommand)]
    Guidance(log::Guidance),
    /// Documents.
    #[command(subcommand)]
    Document(document::Document),
    /// Connects, exchanges, hangs up.
    Sync(program::Sync),
    /// Files instead of a link.
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Checks the record.
    Verify,
    /// Checks this machine.
    Doctor(program::Doctor),
    /// Keys.
    Keys(program::Keys),
    /// For the shell.
    Completions(program::Completions),
    /// The manual page.
    Man(program::Man),
    /// Help on a command.
    Help(program::Help),
}

/// What came of reading the arguments.
#[derive(Debug)]
pub enum Read {
    /// A command to be done.
    Done(Box<Cli>),
    /// Help or version, to be printed on standard output.
    Print(String),
    /// Wrong usage, to be printed on standard error.
    Wrong(String),
}

impl Read {
    /// The exit code of what is only printed.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Wrong(_) => Exit::Usage,
            _ => Exit::Done,
        }
    }
}

/// Reads the arguments; the first is the program's name.
///
/// `columns` is the width of the terminal, for help.
pub fn read(arguments: &[OsString], words: &Words, columns: usize) -> Read {
    let command = help::command(words).term_width(columns);
    let matched = command.clone().try_get_matches_from(arguments);
    match matched.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Read::Done(Box::new(cli)),
        Err(error) if error.use_stderr() => Read::Wrong(mistake::say(&error, &command, words)),
        Err(error) => Read::Print(error.render().to_string()),
    }
}

/// The language that the arguments ask for, looked at before they are read, because the help and
/// the mistakes are in that language too.
pub fn asked_language(arguments: &[OsString]) -> Option<String> {
    let mut texts = arguments.iter().map(|a| a.to_string_lossy());
    while let Some(text) = texts.next() {
        if text == "--" {
            return None;
        }
        if let Some(tag) = text.strip_prefix("--lang=") {
            return Some(tag.to_owned());
        }
        if text == "--lang" {
            return texts.next().map(|tag| tag.into_owned());
        }
    }
    None
}

/// The language for these arguments in this environment.
pub fn language(
    arguments: &[OsString],
    configured: Option<&str>,
    environment: impl Fn(&str) -> Option<String>,
) -> Language {
    Language::choose(asked_language(arguments).as_deref(), configured, environment)
}

#[cfg(test)]
mod tests;
