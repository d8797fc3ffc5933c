//! A console that is open at a home: everything that `liaison` runs but for the terminal, with a
//! screen that is a text.

use std::sync::Arc;
use std::thread::JoinHandle;

use liaison::clerk::{self, Office, SharedTime};
use liaison::clock::{Clock, MachineClock};
use liaison::desk::{Desk, DeskError};
use liaison::effect::Effect;
use liaison::glyph::Glyphs;
use liaison::msg::Msg;
use liaison::state::{Settings, State};
use liaison::update::update;
use liaison::words::{Language, Words};
use liaison_core::wire::History;
use tokio::sync::mpsc;

use super::screen;
use super::{Home, until};

/// As many as the console has.
const WAITING: usize = 256;

/// It is open until it is dropped.
pub(crate) struct Open {
    pub(crate) state: State,
    messages: mpsc::Receiver<Msg>,
    desk: Option<mpsc::Sender<Effect>>,
    time: SharedTime,
    serving: Option<JoinHandle<Result<(), DeskError>>>,
}

impl Open {
    /// Opens the only room of a home, in English, on a screen of this size.
    pub(crate) fn at(home: &Home, size: (u16, u16)) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(MachineClock);
        let home = liaison::home::Home::at(home.path());
        let desk = Desk::open(&home, None, clock.clone()).expect("a room");
        let time = SharedTime::new(clock);
        let (to, messages) = mpsc::channel(WAITING);
        let (to_clerk, from) = mpsc::channel(WAITING);
        let office = Office {
            to,
            from,
            words: Words::new(Language::English),
            glyphs: Glyphs::default(),
            time: time.clone(),
            history: History::All,
        };
        let serving = std::thread::spawn(move || clerk::serve(desk, office));
        let state = State::new(Settings::default(), size, time.now());
        let desk = Some(to_clerk);
        Self { state, messages, desk, time, serving: Some(serving) }
    }

    /// Takes what has come, until the screen is as it should be; the screen.
    pub(crate) fn shows(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        until(what, || {
            while let Ok(msg) = self.messages.try_recv() {
                let effects = update(&mut self.state, msg, self.time.now());
                self.perform(effects);
            }
            Some(screen::text(&self.state)).filter(|text| holds(text))
        })
    }

    /// Strikes keys, in the notation of keymap files; `"…"` types text.
    pub(crate) fn strike(&mut self, keys: &str) {
        let effects = screen::strike(&mut self.state, keys);
        self.perform(effects);
    }

    fn perform(&self, effects: Vec<Effect>) {
        let clerk = self.desk.as_ref().expect("it is open");
        for effect in effects {
            match effect {
                Effect::Quit(_) | Effect::Bell | Effect::Redraw | Effect::Suspend => {}
                effect => clerk.blocking_send(effect).expect("the clerk is there"),
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.desk = None;
        let served = self.serving.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            served.expect("it served").expect("it has not failed").expect("it went well");
        }
    }
}
