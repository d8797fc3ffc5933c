//! The command line of the relay, and what its exit codes mean.
//!
//! 0 done; 1 refused or not found, with the reason on standard error; 2 wrong usage or a
//! configuration with mistakes; 4 damaged data.

mod serve;
mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use liaison_core::stamp::Stamp;
use liaison_journal::JournalError;

use crate::config::{self, Config, ConfigError};
use crate::identity::Identity;
use crate::relay::{self, StartError};
use crate::store::StoreError;

/// The relay of liaison: takes, stores and passes on the entries of crisis rooms.
#[derive(Debug, Parser)]
#[command(name = "liaison-relay", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a relay: its identity key, its configuration and its empty store.
    Init(Init),
    /// Run the relay until it is told to stop (SIGTERM or SIGINT; a second one ends it at once).
    Serve(serve::Serve),
    /// Print a permit, by which one room can be founded here or moved here, once.
    Invite(Place),
    /// Say what the relay holds.
    Status(Place),
    /// Check every chain and every signature.
    Verify(Place),
    /// Copy the store into a new file, while the relay serves or not.
    Backup(store::Backup),
    /// Put a copy in the place of the store, which is moved aside; the relay must not run.
    Restore(store::Restore),
}

#[derive(Debug, Args)]
struct Init {
    /// The relay's directory; it is made, readable by you alone.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// What the relay is called, shown to those who join.
    #[arg(long)]
    name: String,
    /// The address that invitations carry.
    #[arg(long, value_name = "HOST:PORT", default_value = "localhost:7411")]
    host: String,
}

/// Which relay, and how to answer.
#[derive(Clone, Debug, Args)]
struct Place {
    /// The relay's directory.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
struct Failure {
    code: u8,
    reason: String,
}

impl Failure {
    fn refused(reason: impl ToString) -> Self {
        Self { code: 1, reason: reason.to_string() }
    }

    fn usage(reason: impl ToString) -> Self {
        Self { code: 2, reason: reason.to_string() }
    }

    fn damaged(reason: impl ToString) -> Self {
        Self { code: 4, reason: reason.to_string() }
    }

    fn at(path: &Path, error: impl ToString) -> Self {
        Self::refused(format!("{}: {}", path.display(), error.to_string()))
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Read { .. } => Self::refused(error),
            ConfigError::Mistakes { .. } => Self::usage(error),
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        if is_damage(&error) { Self::damaged(error) } else { Self::refused(error) }
    }
}

/// A store that is no journal any more is as damaged as one that does not verify.
fn is_damage(error: &JournalError) -> bool {
    error.is_damage() || matches!(error, JournalError::NotAJournal { .. })
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let damaged = match &error {
            StoreError::Journal(journal) => is_damage(journal),
            StoreError::Incomplete(_) => true,
            StoreError::Stopped => false,
        };
        if damaged { Self::damaged(error) } else { Self::refused(error) }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Config(error) => error.into(),
            StartError::Store(error) => error.into(),
            other => Self::refused(other),
        }
    }
}

/// Does what the arguments say.
pub fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Init(arguments) => init(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Invite(place) => invite(&place),
        Command::Status(place) => store::status(&place),
        Command::Verify(place) => store::verify(&place),
        Command::Backup(arguments) => store::backup(&arguments),
        Command::Restore(arguments) => store::restore(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.reason);
            ExitCode::from(failure.code)
        }
    }
}

fn init(arguments: &Init) -> Result<(), Failure> {
    let host = config::invited_to(&arguments.host).map_err(Failure::usage)?;
    if arguments.name.trim().is_empty() || arguments.name.len() > 200 {
        return Err(Failure::usage("--name takes 1 to 200 bytes of text"));
    }
    let config = Config::new(&arguments.name, &host);
    let identity = relay::make(&arguments.dir, &config)?;
    println!("relay {:?} made in {}", config.name, arguments.dir.display());
    println!("identity {}", liaison_core::crockford::encode(&identity.key().0));
    Ok(())
}

fn invite(place: &Place) -> Result<(), Failure> {
    let config = Config::load(&place.dir)?;
    let identity = Identity::load(&place.dir).map_err(Failure::refused)?;
    let permit =
        relay::give_permit(&place.dir, &config, &identity.key()).map_err(Failure::refused)?;
    let (text, expires) = (permit.invitation.to_string(), written(permit.expires)?);
    if place.json {
        print_json(&serde_json::json!({ "invitation": text, "expires": expires }));
    } else {
        println!("{text}");
        eprintln!("founds or moves here one room, once, until {expires}");
    }
    Ok(())
}

fn print_json(document: &serde_json::Value) {
    println!("{document}");
}

/// A moment by RFC 3339, in UTC and whole seconds.
fn written(stamp: Stamp) -> Result<String, Failure> {
    let seconds = i64::try_from(stamp.moment().0).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map(|t| t.to_string()).map_err(Failure::refused)
}
