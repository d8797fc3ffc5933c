//! The program: arguments to a command, the console or the demo, and an exit code.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::desk::Failure;
use crate::cli::fault::Exit;
use crate::cli::run::{Streams, Tools, run as run_command};
use crate::cli::service::Program;
use crate::cli::{self, Cli, Command, Read};
use crate::clock::{Clock, MachineClock};
use crate::console::{self, Wanted};
use crate::desk::{Desk, DeskError};
use crate::document::extract;
use crate::glyph::Glyphs;
use crate::home::{Config, Home};
use crate::link::Choice;
use crate::output::Paper;
use crate::places::Places;
use crate::words::{Language, Words, arg};

/// The width that help is written to where there is no terminal.
const COLUMNS: u16 = 100;

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Runs the program; the first argument is its name.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    if arguments.get(1).is_some_and(|argument| argument == extract::ARGUMENT) {
        return extract::run_in_own_process();
    }
    let size = ratatui::crossterm::terminal::size().ok();
    let size = size.filter(|_| io::stdout().is_terminal());
    let words = Words::new(cli::language(&arguments, None, environment));
    let columns = size.map_or(COLUMNS, |(columns, _)| columns).into();
    match cli::read(&arguments, &words, columns) {
        Read::Done(cli) => done(&cli, &arguments, size),
        read @ Read::Print(_) | read @ Read::Wrong(_) => {
            let exit = read.exit();
            // Who asked for help and went away needs none.
            drop(match read {
                Read::Print(text) => io::stdout().write_all(text.as_bytes()),
                Read::Wrong(text) => io::stderr().write_all(text.as_bytes()),
                Read::Done(_) => Ok(()),
            });
            exit.code().into()
        }
    }
}

fn done(cli: &Cli, arguments: &[OsString], size: Option<(u16, u16)>) -> ExitCode {
    let home = match &cli.globals.home {
        Some(dir) => Ok(Home::at(dir)),
        None => Home::platform(environment),
    };
    let link = cli.globals.link.as_deref().and_then(Choice::named);
    let home = home.map(|home| home.with_link(link));
    let config = home.as_ref().ok().map_or_else(|| Ok(Config::default()), Home::config);
    let (config, broken) = match config {
        Ok(config) => (config, None),
        Err(error) => (Config::default(), Some(DeskError::Home(error))),
    };
    let configured = config.language.as_deref();
    let language = cli::language(arguments, configured, environment);
    let words = Words::new(language);
    let glyphs = Glyphs::choose(cli.globals.ascii || config.ascii, environment);
    let home = match home {
        Ok(home) => home,
        Err(error) => return complain(DeskError::Home(error), &words, glyphs),
    };
    if let Some(error) = broken {
        return complain(error, &words, glyphs);
    }
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let office = Program::new(home.clone(), clock.clone());
    let places = Places::load();
    let tools = Tools { words: &words, glyphs, places: &places, environment };
    if let Some(exit) = command(cli, &office, tools, size) {
        return exit.code().into();
    }
    if let Some(Command::Demo(demo)) = &cli.command {
        return crate::demo::run(demo, language, &config, cli.globals.ascii);
    }
    console(cli, &home, &config, language, clock)
}

/// Does a command that is no screen. The streams are locked only as long as it runs.
fn command(
    cli: &Cli,
    office: &Program,
    tools: Tools<'_>,
    size: Option<(u16, u16)>,
) -> Option<Exit> {
    let stdin = io::stdin();
    let asks = stdin.is_terminal();
    let mut streams = Streams {
        input: &mut stdin.lock(),
        asks,
        out: &mut io::stdout().lock(),
        err: &mut io::stderr().lock(),
        size,
    };
    let exit = run_command(cli, office, tools, &mut streams);
    // Who reads our output and has gone needs nothing more of it.
    drop(streams.out.flush());
    exit
}

/// The console at the home's desk; where there is none, it says how to begin.
fn console(
    cli: &Cli,
    home: &Home,
    config: &Config,
    language: Language,
    clock: Arc<dyn Clock>,
) -> ExitCode {
    let wanted = Wanted { language, ascii: cli.globals.ascii };
    let (settings, mistakes) = console::settings(home, config, wanted, environment);
    let (words, glyphs) = (Words::new(language), settings.glyphs);
    let desk = match Desk::open(home, cli.globals.room.as_deref(), clock.clone()) {
        Ok(desk) => Some(desk),
        Err(DeskError::NoRoom) if cli.globals.room.is_none() => None,
        Err(error) => return complain(error, &words, glyphs),
    };
    // A terminal that knows no sequences would show them as text.
    let is_dumb = environment("TERM").is_some_and(|term| term == "dumb");
    if is_dumb || !io::stdout().is_terminal() {
        let paper = Paper { words: &words, glyphs, mode: None };
        eprintln!("{}", paper.say("out-no-terminal"));
        return Exit::Usage.code().into();
    }
    match console::open(desk, settings, &mistakes, clock, config.extent()) {
        Ok(code) => code.into(),
        Err(console::ConsoleError::Desk(error)) => complain(error, &words, glyphs),
        Err(console::ConsoleError::Terminal(error)) => {
            eprintln!("{}", words.with("out-terminal-gone", &[("why", arg(error.to_string()))]));
            Exit::Refused.code().into()
        }
    }
}

fn complain(error: DeskError, words: &Words, glyphs: Glyphs) -> ExitCode {
    let paper = Paper { words, glyphs, mode: None };
    let exit = error.exit_code();
    let said = match Failure::from(error) {
        Failure::Other { key, args, .. } => paper.with(&format!("out-desk-{key}"), &args),
        Failure::Refused(refused) => refused.to_string(),
    };
    eprintln!("{said}");
    exit.into()
}
