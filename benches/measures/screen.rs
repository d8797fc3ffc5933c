//! A console in a process of its own: everything that `liaison` does up to the first screen and
//! while keys are struck, but for the terminal.
//!
//! It prints one figure a line; the first when the first screen is drawn.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use liaison::clerk::{self, Office, SharedTime};
use liaison::clock::{Clock, MachineClock};
use liaison::console::{self, Wanted};
use liaison::desk::Desk;
use liaison::effect::Effect;
use liaison::home::Home;
use liaison::keymap::Key;
use liaison::msg::Msg;
use liaison::state::State;
use liaison::update::update;
use liaison::view;
use liaison::words::{Language, Words};
use liaison_core::wire::History;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::mpsc;

use super::Outcome;
use super::process;
use super::sample::Sample;

const SIZE: (u16, u16) = (80, 24);
/// As many as the console has.
const WAITING: usize = 256;
/// What an officer does: walks every screen, pages the log beyond what is loaded, filters it,
/// opens an entry, writes a message and leaves it.
const KEYS: &str = "Down Down Down Up l Down Down Down PageDown PageDown PageDown PageDown \
    PageDown PageDown PageDown PageDown End PageDown PageDown Home / p a p e r Esc Enter Esc Esc \
    i Down Enter Down Esc Esc f Down Down Esc p Enter Down Down Esc Esc c Down Enter Esc Esc \
    n m a b c d e f Esc Esc Esc";
/// How often all of it.
const ROUNDS: usize = 5;

/// The loop of a console whose screen is a buffer.
struct Loop {
    state: State,
    messages: mpsc::Receiver<Msg>,
    desk: mpsc::Sender<Effect>,
    time: SharedTime,
}

/// Opens a home, draws, strikes keys, prints the figures.
pub(crate) fn run(dir: &Path) -> Outcome<()> {
    let home = Home::at(dir);
    let config = home.config()?;
    let wanted = Wanted { language: Language::English, ascii: false };
    let environment = |name: &str| std::env::var(name).ok();
    let (settings, _) = console::settings(&home, &config, wanted, environment);
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let began = Instant::now();
    let desk = Desk::open(&home, None, clock.clone())?;
    let opening = began.elapsed();
    let time = SharedTime::new(clock);
    let (to_loop, messages) = mpsc::channel(WAITING);
    let (to_clerk, effects) = mpsc::channel(WAITING);
    let office = Office {
        to: to_loop,
        from: effects,
        words: Words::new(Language::English),
        glyphs: settings.glyphs,
        time: time.clone(),
        history: History::All,
    };
    let state = State::new(settings, SIZE, time.now());
    let serving = std::thread::spawn(move || clerk::serve(desk, office));
    let mut console = Loop { state, messages, desk: to_clerk, time };
    let shown = console.open().and_then(|()| {
        println!("drawn {}", opening.as_secs_f64() * 1e3);
        console.strike()
    });
    if let Some(memory) = process::memory(std::process::id()) {
        println!("resident {}\npeak {}", memory.resident, memory.peak);
    }
    drop(console);
    // Why the clerk has ended says more than that it is gone.
    serving.join().map_err(|_| "the clerk has failed")??;
    shown
}

impl Loop {
    /// Takes messages until the room is open, and draws it.
    fn open(&mut self) -> Outcome<()> {
        loop {
            let msg = self.messages.blocking_recv().ok_or("the clerk is gone")?;
            let opened = matches!(msg, Msg::Opened(_));
            self.take(msg)?;
            if opened {
                self.draw();
                return Ok(());
            }
        }
    }

    /// Strikes all keys and prints how long each took to the screen.
    fn strike(&mut self) -> Outcome<()> {
        let (mut all, mut slowest) = (Sample::default(), Vec::new());
        for _ in 0..ROUNDS {
            for name in KEYS.split_whitespace() {
                let key = Key::parse(name).map_err(|_| format!("no key {name}"))?;
                let screen = format!("{:?}", self.state.place().screen);
                let began = Instant::now();
                self.take(Msg::Key(key))?;
                self.draw();
                let took = began.elapsed();
                all.took(took);
                slowest.push((took, format!("{name} on {screen}")));
                while let Ok(msg) = self.messages.try_recv() {
                    self.take(msg)?;
                }
            }
        }
        println!("key-median {}\nkey-p99 {}", all.median(), all.percentile(0.99));
        println!("key-worst {}", all.spread().1);
        slowest.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
        slowest.truncate(3);
        let said = slowest.iter().map(|(took, key)| {
            let screen = key.split('(').next().unwrap_or(key);
            format!("{screen} {:.1} ms", took.as_secs_f64() * 1e3)
        });
        println!("slowest {}", said.collect::<Vec<_>>().join(", "));
        Ok(())
    }

    fn take(&mut self, msg: Msg) -> Outcome<()> {
        for effect in update(&mut self.state, msg, self.time.now()) {
            match effect {
                Effect::Quit(_) => return Err("a key ended the console".into()),
                Effect::Bell | Effect::Redraw | Effect::Suspend => {}
                effect => self.desk.blocking_send(effect)?,
            }
        }
        Ok(())
    }

    fn draw(&self) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        std::hint::black_box(view::draw(&self.state, &mut buffer));
        std::hint::black_box(&buffer);
    }
}
