//! The command line of the relay, and what its exit codes mean.
//!
//! 0 done; 1 refused or not found, with the reason on standard error; 2 wrong usage or a
//! configuration with mistakes; 4 damaged data.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{self, Config};
use crate::identity::Identity;

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
}

/// Does what the arguments say.
pub fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Init(arguments) => init(&arguments),
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
    if !config::is_host(&arguments.host) {
        return Err(Failure::usage(format!("{:?} is not HOST:PORT", arguments.host)));
    }
    if arguments.name.trim().is_empty() || arguments.name.len() > 200 {
        return Err(Failure::usage("--name takes 1 to 200 bytes of text"));
    }
    let config = Config::new(&arguments.name, &arguments.host);
    let dir = &arguments.dir;
    make_dir(dir).map_err(|e| Failure::refused(format!("{}: {e}", dir.display())))?;
    let file = dir.join(config::FILE);
    if file.exists() {
        let what = "there is a relay here already; nothing was changed";
        return Err(Failure::refused(format!("{}: {what}", dir.display())));
    }
    let identity = Identity::create(dir).map_err(Failure::refused)?;
    fs::write(&file, config.written())
        .map_err(|e| Failure::refused(format!("{}: {e}", file.display())))?;
    println!("relay {:?} made in {}", config.name, dir.display());
    println!("identity {}", liaison_core::crockford::encode(&identity.key().0));
    Ok(())
}

fn make_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}
