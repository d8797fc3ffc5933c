//! The console, put together: settings, state, the clerk at the desk, and the loop.

use std::io;
use std::sync::Arc;

use liaison_core::wire::History;
use tokio::sync::mpsc;

use crate::clerk::{self, Office, SharedTime};
use crate::clock::Clock;
use crate::desk::{Desk, DeskError};
use crate::glyph::Glyphs;
use crate::home::{Config, Home};
use crate::keymap::{Keymap, Preset};
use crate::places::Places;
use crate::runtime;
use crate::state::{Settings, State, Suggestion};
use crate::theme::{Colours, Theme};
use crate::words::{Language, Words};

/// Messages that may wait for the loop, and effects for the clerk.
const WAITING: usize = 256;

/// Why the console did not run.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The terminal cannot be used.
    #[error(transparent)]
    Terminal(#[from] io::Error),
    /// The desk cannot be used.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// What the officer has asked for on the command line, over the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The language.
    pub language: Language,
    /// ASCII only.
    pub ascii: bool,
}

/// Settings of a home, for this terminal; mistakes in the officer's keymap leave the one that ships
/// in force, and are told.
pub fn settings(
    home: &Home,
    config: &Config,
    wanted: Wanted,
    environment: impl Fn(&str) -> Option<String> + Copy,
) -> (Settings, Vec<String>) {
    let preset = Preset::named(&config.keymap).unwrap_or(Preset::Default);
    let path = home.keys_path();
    let own = std::fs::read_to_string(&path).ok();
    let name = path.display().to_string();
    let loaded = Keymap::load(preset, own.as_deref().map(|text| (name.as_str(), text)));
    let (keymap, mistakes) = match loaded {
        Ok(keymap) => (keymap, Vec::new()),
        Err(mistakes) => {
            let words = Words::new(wanted.language);
            let said = mistakes.iter().map(|mistake| mistake.say(&words)).collect();
            (Keymap::preset(preset), said)
        }
    };
    let settings = Settings {
        words: Words::new(wanted.language),
        keymap,
        preset,
        theme: Theme { colours: Colours::choose(config.theme(), environment) },
        glyphs: Glyphs::choose(wanted.ascii || config.ascii, environment),
        may_suspend: true,
        lookup: look_up,
    };
    (settings, mistakes)
}

/// Places of UN/LOCODE for what is typed.
fn look_up(typed: &str, most: usize) -> Vec<Suggestion> {
    static PLACES: std::sync::OnceLock<Places> = std::sync::OnceLock::new();
    let found = PLACES.get_or_init(Places::load).search(typed, most);
    let suggestion =
        |place: crate::places::Place| Suggestion { code: place.code, name: place.name };
    found.into_iter().map(suggestion).collect()
}

/// Opens the console at a desk, or without one, to say how to begin; the exit code.
///
/// # Errors
///
/// If the terminal or the desk cannot be used.
pub fn open(
    desk: Option<Desk>,
    settings: Settings,
    mistakes: &[String],
    clock: Arc<dyn Clock>,
    history: History,
) -> Result<u8, ConsoleError> {
    let time = SharedTime::new(clock);
    let (to_loop, messages) = mpsc::channel(WAITING);
    let (to_clerk, effects) = mpsc::channel(WAITING);
    let language = settings.words.language();
    let glyphs = settings.glyphs;
    let mut state = State::new(settings, (80, 24), time.now());
    for mistake in mistakes {
        state.warn(mistake.clone());
    }
    let serving = desk.map(|desk| {
        let office = Office {
            to: to_loop.clone(),
            from: effects,
            words: Words::new(language),
            glyphs,
            time: time.clone(),
            history,
        };
        std::thread::Builder::new()
            .name("clerk".to_owned())
            .spawn(move || clerk::serve(desk, office))
    });
    let serving = serving.transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let now = time.clone();
    let code =
        runtime
            .block_on(runtime::run(&mut state, (to_loop, messages), to_clerk, move || now.now()))?;
    if let Some(serving) = serving {
        // The loop is gone and its channels with it: the clerk finishes what it was doing.
        match serving.join() {
            Ok(served) => served?,
            Err(_) => return Err(io::Error::other("the clerk has failed").into()),
        }
    }
    Ok(code)
}
