//! The terminal: taken over and given back, its input read, its going away noticed.
//!
//! Promises: whatever ends the program, the shell gets its terminal back; an arrow key torn in two
//! by the link is still an arrow key; a terminal that goes away ends the program.

mod join;
mod watch;

use std::io::{self, BufWriter, Stdout, Write};
use std::panic;
use std::sync::Once;
use std::thread;
use std::time::Instant;

use ratatui::crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use ratatui::crossterm::style::force_color_output;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};
use ratatui::prelude::CrosstermBackend;
use rustix::process::{Signal, kill_current_process_group};
use tokio::select;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use self::join::Joiner;
pub use self::watch::watch;
use crate::keymap::Key;
use crate::msg::Msg;
use crate::runtime::Console;

/// A whole screen fits, so that a frame is one write.
const FRAME_BYTES: usize = 64 * 1024;

/// What frames are written to.
pub type Output = BufWriter<Stdout>;

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Taken(());

impl Taken {
    /// Takes the terminal over: raw, on a screen of its own, pasted text marked as such.
    ///
    /// # Errors
    ///
    /// If standard output is no terminal.
    pub fn take() -> io::Result<Self> {
        restore_on_panic();
        // NO_COLOR is honoured by the theme; crossterm's own way resets styles amid a line.
        force_color_output(true);
        enter()?;
        Ok(Self(()))
    }
}

impl Console for Taken {
    /// Gives the terminal back, stops the process group as the shell's job control expects, and
    /// takes the terminal again when the shell goes on with it.
    fn suspend(&mut self) -> io::Result<()> {
        leave()?;
        kill_current_process_group(Signal::TSTP)?;
        enter()
    }

    fn bell(&mut self) -> io::Result<()> {
        io::stdout().write_all(b"\x07")?;
        io::stdout().flush()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        // If the terminal has gone there is nobody to tell.
        let _ = leave();
    }
}

/// Where frames go: one buffered write each.
pub fn backend() -> CrosstermBackend<Output> {
    CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout()))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
}

fn leave() -> io::Result<()> {
    let given = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    disable_raw_mode()?;
    io::stdout().flush()?;
    given
}

/// A panic's message would be lost on the alternate screen, and the shell left in raw mode.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let _ = leave();
            before(info);
        }));
    });
}

/// Hands signals on until the task is aborted: SIGTERM and SIGINT end the console, SIGHUP says that
/// the terminal has gone, SIGCONT that it must be drawn afresh.
///
/// # Errors
///
/// If the signals cannot be listened to.
pub fn read_signals(to: mpsc::Sender<Msg>) -> io::Result<JoinHandle<()>> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let mut hup = signal(SignalKind::hangup())?;
    let mut cont = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    Ok(tokio::spawn(async move {
        loop {
            let msg = select! {
                _ = term.recv() => Msg::Terminated,
                _ = int.recv() => Msg::Terminated,
                _ = hup.recv() => Msg::HungUp,
                _ = cont.recv() => Msg::Resumed,
            };
            if to.send(msg).await.is_err() {
                return;
            }
        }
    }))
}

/// Reads the terminal's input until nobody listens any more.
///
/// A thread of its own: reading a terminal blocks, and the loop must not.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn read_input(to: mpsc::Sender<Msg>) -> io::Result<()> {
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        // An error means that the terminal has gone; the watch says so.
        let _ = pump(&to);
    })?;
    Ok(())
}

fn pump(to: &mpsc::Sender<Msg>) -> io::Result<()> {
    let mut joiner = Joiner::default();
    loop {
        let ready = match joiner.deadline() {
            Some(at) => event::poll(at.saturating_duration_since(Instant::now()))?,
            None => true,
        };
        let msgs = if ready {
            match event::read()? {
                Event::Key(key) => match Key::from_terminal(key) {
                    Some(key) => keys(joiner.key(key, Instant::now())),
                    None => Vec::new(),
                },
                other => {
                    let mut msgs = keys(joiner.flush());
                    msgs.extend(message(other));
                    msgs
                }
            }
        } else {
            keys(joiner.flush())
        };
        for msg in msgs {
            if to.blocking_send(msg).is_err() {
                return Ok(());
            }
        }
    }
}

fn keys(keys: Vec<Key>) -> Vec<Msg> {
    keys.into_iter().map(Msg::Key).collect()
}

fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Paste(text) => Some(Msg::Pasted(text)),
        Event::Resize(columns, rows) => Some(Msg::Resized { columns, rows }),
        _ => None,
    }
}
