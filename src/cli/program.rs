//! The program itself on the command line: trying it out, the link, keys, shell and manual.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// A relay inside the process, partners played from a scenario, you at the desk.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// Which story.
    #[arg(long, value_name = "scenario", default_value = "nagoya")]
    pub scenario: String,
    /// Prints the lines of the log instead of drawing.
    #[arg(long)]
    pub headless: bool,
    /// How many times as fast as it happened.
    #[arg(long, value_name = "number", default_value = "60")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub speed: u32,
}

/// Connects, exchanges, reports the cost, hangs up.
#[derive(Clone, Debug, Args)]
pub struct Sync {
    /// How much of the past to fetch.
    #[arg(long, value_name = "history", default_value = "all", value_enum)]
    pub history: History,
    /// How long to try, in seconds.
    #[arg(long, value_name = "seconds", default_value = "60")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub timeout: u32,
}

/// How much of the past to fetch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum History {
    /// The present alone.
    None,
    /// The recent log too.
    Recent,
    /// Everything.
    #[default]
    All,
}

/// Checks this machine.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Doctor {
    /// Puts what verifies of a damaged journal in its place.
    #[arg(long)]
    pub repair: bool,
}

/// Which key does what.
#[derive(Clone, Debug, Default, Args)]
pub struct Keys {
    /// One of the keymaps that ship with the program.
    #[arg(long, value_name = "keymap", value_parser = ["default", "azerty", "vim", "emacs"])]
    pub preset: Option<String>,
    /// Prints the keymap's file, to start one's own from.
    #[arg(long, conflicts_with = "check")]
    pub dump: bool,
    /// Tells every mistake of a keymap file.
    #[arg(long, value_name = "file")]
    pub check: Option<PathBuf>,
}

/// Completions for a shell.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "shell", value_enum)]
    pub shell: Shell,
}

/// The manual page.
#[derive(Clone, Debug, Default, Args)]
pub struct Man {
    /// Writes a page for every command into this directory.
    #[arg(long, value_name = "dir")]
    pub dir: Option<PathBuf>,
}

/// Help on a command.
#[derive(Clone, Debug, Default, Args)]
pub struct Help {
    /// The command.
    #[arg(value_name = "command", num_args = 0..)]
    pub command: Vec<String>,
}
