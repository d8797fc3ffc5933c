//! The demo: a relay inside this process, partners played from a story, you at the desk.
//!
//! Nothing of it is simulated but the time and the people: every officer has a home, a key, a
//! journal and a link, and the room is an exercise like any other.

mod clock;
mod headless;
mod play;
mod script;
mod stage;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use liaison_core::stamp::Stamp;
use liaison_core::wire::History;

use self::clock::StoryClock;
use self::play::Play;
use self::script::Script;
use self::stage::{Stage, StageError};
use crate::cli::fault::Exit;
use crate::cli::program::Demo;
use crate::console::{self, ConsoleError, Wanted};
use crate::home::{Config, Home};
use crate::library::{self, Scenario};
use crate::words::{Language, Words, arg};

/// Runs the demo; the exit code.
pub fn run(demo: &Demo, language: Language, config: &Config, ascii: bool) -> ExitCode {
    let words = Words::new(language);
    let Some(scenario) = library::scenario(&demo.scenario) else {
        let names: Vec<String> = library::scenarios().iter().map(|s| s.id.to_string()).collect();
        let args = [("name", arg(demo.scenario.clone())), ("names", arg(names.join(", ")))];
        eprintln!("{}", words.with("demo-unknown", &args));
        return Exit::Refused.code().into();
    };
    let wanted = Wanted { language, ascii };
    let done = if demo.headless {
        headless::run(&scenario, demo.speed, wanted).map(|()| 0)
    } else {
        at_the_desk(&scenario, demo.speed, config, wanted)
    };
    match done {
        Ok(code) => code.into(),
        Err(error) => {
            eprintln!("{}", words.with("demo-failed", &[("why", arg(error.to_string()))]));
            Exit::Refused.code().into()
        }
    }
}

/// Why the demo ended before its time.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    /// The stage cannot be set, or somebody cannot act.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The console cannot be opened.
    #[error(transparent)]
    Console(#[from] ConsoleError),
    /// Nobody reads what is printed.
    #[error(transparent)]
    Output(#[from] std::io::Error),
}

impl From<crate::desk::DeskError> for DemoError {
    fn from(error: crate::desk::DeskError) -> Self {
        Self::Stage(error.into())
    }
}

/// The story's clock, standing a moment before its first event.
fn clock(scenario: &Scenario, speed: u32) -> Arc<StoryClock> {
    let first = scenario.events.first().map_or(scenario.start, |event| event.at);
    Arc::new(StoryClock::standing(Stamp(first.0.saturating_sub(60_000)), speed))
}

/// The console at the desk of the story, while the others are played.
fn at_the_desk(
    scenario: &Scenario,
    speed: u32,
    config: &Config,
    wanted: Wanted,
) -> Result<u8, DemoError> {
    let clock = clock(scenario, speed);
    let mut script = Script::new(scenario, library::plans(), wanted.language.code());
    let mut stage = Stage::set(scenario, &mut script, clock.clone())?;
    let officer =
        scenario.officer(&scenario.desk).expect("the reader has found the desk's officer");
    let desk = stage.seat(officer, &mut script)?;
    let home: Home = desk.home().clone();
    let environment = |name: &str| std::env::var(name).ok();
    let (settings, mistakes) = console::settings(&home, config, wanted, environment);
    let stop = Arc::new(AtomicBool::new(false));
    let mut play = Play::new(scenario, script, stage, clock.clone(), stop.clone());
    play.leave_desk(&desk)?;
    std::thread::scope(|scope| {
        let playing = scope.spawn(move || {
            let played = play.run();
            // The partners stay at their desks until the officer leaves.
            while !play.stop.load(Ordering::Relaxed) {
                std::thread::park_timeout(std::time::Duration::from_secs(1));
            }
            play.stop_players();
            played
        });
        let opened = console::open(Some(desk), settings, &mistakes, clock, History::All);
        stop.store(true, Ordering::Relaxed);
        playing.thread().unpark();
        if let Ok(played) = playing.join() {
            played?;
        }
        Ok(opened?)
    })
}
