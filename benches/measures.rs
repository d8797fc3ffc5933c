//! Prints liaison's figures beside their budgets (design §11). It never fails for being slow.
//!
//! `cargo bench --bench measures` takes some minutes; with `-- --small` a minute, with smaller
//! counts, so that a figure there says only that the thing still works and about how fast.
//!
//! Everything is on one machine: relay, consoles and disk share its processors.

#![forbid(unsafe_code)]

#[path = "measures/appends.rs"]
mod appends;
#[path = "../journal/examples/appends/bare.rs"]
mod bare;
#[path = "measures/client.rs"]
mod client;
#[path = "measures/console.rs"]
mod console;
#[path = "measures/crowd.rs"]
mod crowd;
#[path = "../tests/support/emulator.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod emulator;
#[path = "measures/history.rs"]
mod history;
#[path = "measures/partnership.rs"]
mod partnership;
#[path = "measures/pen.rs"]
mod pen;
#[path = "measures/process.rs"]
mod process;
#[path = "measures/relay.rs"]
mod relay;
#[path = "measures/sample.rs"]
mod sample;
#[path = "measures/screen.rs"]
mod screen;
#[path = "measures/stragglers.rs"]
mod stragglers;
#[path = "measures/table.rs"]
mod table;
#[path = "measures/tally.rs"]
mod tally;
#[path = "../tests/support/unverified.rs"]
mod unverified;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use rustix::process::{Resource, getrlimit, setrlimit};

use self::table::Table;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Sockets of one process that are no console's connection.
const FILES_BESIDE: u64 = 200;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        // The program runs itself again for what must be a process of its own.
        [process::SCREEN, home] => screen::run(Path::new(home)),
        [process::RELAY, dir] => return relay::serve(dir),
        _ => {
            measure(words.contains(&"--small"), words.iter().find_map(|w| w.strip_prefix("only=")))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("measures: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How much of everything is measured.
struct Extent {
    rooms: &'static [usize],
    console_runs: usize,
    consoles: usize,
    paced_seconds: u64,
    saturated_seconds: u64,
    writers: &'static [usize],
    append_rounds: usize,
    append_seconds: u64,
}

const FULL: Extent = Extent {
    rooms: &[10_000, 100_000],
    console_runs: 7,
    consoles: 1_000,
    paced_seconds: 10,
    saturated_seconds: 10,
    writers: &[1, 64, 1_000],
    append_rounds: 5,
    append_seconds: 3,
};

const SMALL: Extent = Extent {
    rooms: &[10_000],
    console_runs: 3,
    consoles: 100,
    paced_seconds: 3,
    saturated_seconds: 2,
    writers: &[1, 64],
    append_rounds: 1,
    append_seconds: 1,
};

fn measure(small: bool, only: Option<&str>) -> Outcome<()> {
    let mut extent = if small { SMALL } else { FULL };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut table = Table::default();
    table.say(&process::machine(folder.path()));
    let files = raise_files(extent.consoles as u64 + FILES_BESIDE);
    let room = usize::try_from(files.saturating_sub(FILES_BESIDE)).unwrap_or(usize::MAX);
    if room < extent.consoles {
        table.say(&format!(
            "only {files} files may be open: {room} consoles, not {}",
            extent.consoles
        ));
        extent.consoles = room;
    }
    let wanted = |part| only.is_none_or(|only| only == part);
    if wanted("console") {
        for &entries in extent.rooms {
            console::measure(&mut table, folder.path(), entries, extent.console_runs)?;
        }
    }
    if wanted("crowd") {
        let seconds = (extent.paced_seconds, extent.saturated_seconds);
        crowd::measure(&mut table, folder.path(), extent.consoles, seconds)?;
    }
    // Minutes: by hand.
    if only == Some("stragglers") {
        stragglers::measure(&mut table, folder.path(), extent.consoles, extent.paced_seconds)?;
    }
    if wanted("appends") {
        for &writers in extent.writers {
            let writers = writers.min(room);
            let extent = (extent.append_rounds, extent.append_seconds);
            appends::measure(&mut table, folder.path(), writers, extent)?;
        }
    }
    table.end();
    Ok(())
}

/// Has the system let this process, and the relay that it starts, open so many files; how many it
/// lets them open now.
fn raise_files(wanted: u64) -> u64 {
    let mut limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    if limit.current.is_some_and(|now| now < wanted) {
        limit.current = Some(wanted.min(most));
        // Where it may not be raised, what is there is told.
        let _ = setrlimit(Resource::Nofile, limit);
    }
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}
