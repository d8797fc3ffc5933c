//! The only loop, and the only place where effects happen.
//!
//! Two phases: all messages that are there, then one frame. No tick, no frame rate: where nothing
//! happens nothing is drawn, and where nothing changed nothing is sent to the terminal.

use std::io;

use liaison_core::stamp::Stamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tokio::select;
use tokio::sync::mpsc;

use crate::effect::Effect;
use crate::msg::Msg;
use crate::state::State;
use crate::terminal::{self, Taken};
use crate::update::update;
use crate::view;

/// Messages taken before a frame is drawn all the same.
const MESSAGES_PER_FRAME_MAX: usize = 1_000;
/// The longest wait for the next minute, so that a clock that was set shows soon.
const WAIT_MS_MAX: u64 = 60_000;

/// What the loop runs on.
#[derive(Debug)]
pub struct Runtime<B: Backend, C, T> {
    /// Where frames go.
    pub terminal: Terminal<B>,
    /// Takes the terminal back from us, and gives it again.
    pub console: C,
    /// What has happened: keys, hang-ups, and what the desk says.
    pub messages: mpsc::Receiver<Msg>,
    /// What others are to do: write, read, keep drafts.
    pub desk: mpsc::Sender<Effect>,
    /// The corrected time.
    pub clock: T,
}

/// What the loop does to the terminal beyond drawing.
pub trait Console {
    /// Stops the program until the shell goes on with it.
    ///
    /// # Errors
    ///
    /// If the terminal has gone.
    fn suspend(&mut self) -> io::Result<()>;

    /// Sounds the bell.
    ///
    /// # Errors
    ///
    /// If the terminal has gone.
    fn bell(&mut self) -> io::Result<()>;
}

/// Runs the console in this process's terminal until it ends; the exit code.
///
/// `send` is the other end of `messages`: the terminal's input, its going away and signals go
/// there, beside what the desk sends. Effects given to `desk` before the end, the last draft among
/// them, are still in the channel: whoever performs them goes on until it is closed and empty.
///
/// # Errors
///
/// If standard output is no terminal, or cannot be drawn on any more.
pub async fn run(
    state: &mut State,
    (send, messages): (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
    desk: mpsc::Sender<Effect>,
    clock: impl Fn() -> Stamp,
) -> io::Result<u8> {
    let console = Taken::take()?;
    let backend = terminal::backend();
    let terminal = Terminal::new(backend)?;
    let size = terminal.size()?;
    state.size = (size.width, size.height);
    terminal::watch(send.clone())?;
    terminal::read_input(send.clone())?;
    let signals = terminal::read_signals(send)?;
    let code = Runtime { terminal, console, messages, desk, clock }.run(state).await;
    signals.abort();
    code
}

/// What was drawn last.
#[derive(Debug, Default)]
struct Frame {
    buffer: Buffer,
    cursor: Option<Position>,
}

impl<B, C, T> Runtime<B, C, T>
where
    T: Fn() -> Stamp,
    B: Backend,
    B::Error: Send + Sync + 'static,
    C: Console,
{
    /// Runs until an effect ends it; the exit code.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be drawn on.
    pub async fn run(mut self, state: &mut State) -> io::Result<u8> {
        let mut drawn = Frame::default();
        loop {
            self.draw(state, &mut drawn)?;
            let mut next = Some(self.wait(state).await);
            let mut taken = 0;
            while let Some(msg) = next {
                for effect in update(state, msg, (self.clock)()) {
                    if let Some(code) = self.perform(effect, state, &mut drawn).await? {
                        return Ok(code);
                    }
                }
                taken += 1;
                next = if taken < MESSAGES_PER_FRAME_MAX {
                    self.messages.try_recv().ok()
                } else {
                    None
                };
            }
        }
    }

    /// The next message, or that something is due by time alone.
    async fn wait(&mut self, state: &State) -> Msg {
        let until = state.next_due().since((self.clock)());
        let until = until.min(std::time::Duration::from_millis(WAIT_MS_MAX));
        select! {
            // What has happened goes before the clock.
            biased;
            msg = self.messages.recv() => msg.unwrap_or(Msg::Terminated),
            () = tokio::time::sleep(until) => Msg::Due,
        }
    }

    /// Does what is to be done. The exit code, if it was to end.
    async fn perform(
        &mut self,
        effect: Effect,
        state: &mut State,
        drawn: &mut Frame,
    ) -> io::Result<Option<u8>> {
        match effect {
            Effect::Quit(code) => return Ok(Some(code)),
            Effect::Bell => self.console.bell()?,
            Effect::Redraw => self.redraw(state, drawn)?,
            Effect::Suspend => {
                self.console.suspend()?;
                update(state, Msg::Resumed, (self.clock)());
                self.redraw(state, drawn)?;
            }
            effect => {
                // Where nobody is left to do it the console is ending; drafts are with the desk.
                let _ = self.desk.send(effect).await;
            }
        }
        Ok(None)
    }

    /// Everything afresh at the next frame. `Terminal::clear` would ask the terminal where its
    /// cursor is and wait up to two seconds for the answer.
    fn redraw(&mut self, state: &State, drawn: &mut Frame) -> io::Result<()> {
        let (columns, rows) = state.size;
        self.terminal.resize(Rect::new(0, 0, columns, rows)).map_err(io::Error::other)?;
        *drawn = Frame::default();
        Ok(())
    }

    fn draw(&mut self, state: &State, drawn: &mut Frame) -> io::Result<()> {
        let (columns, rows) = state.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let cursor = view::draw(state, &mut buffer);
        if buffer == drawn.buffer && cursor == drawn.cursor {
            return Ok(());
        }
        let put = |frame: &mut ratatui::Frame<'_>| {
            let area = frame.area().intersection(buffer.area);
            for position in area.positions() {
                frame.buffer_mut()[position] = buffer[position].clone();
            }
            if let Some(cursor) = cursor.filter(|cursor| area.contains(*cursor)) {
                frame.set_cursor_position(cursor);
            }
        };
        self.terminal.draw(put).map_err(io::Error::other)?;
        *drawn = Frame { buffer, cursor };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::keymap::Key;
    use crate::state::Settings;

    #[derive(Debug, Default)]
    struct Silent;

    impl Console for Silent {
        fn suspend(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn bell(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn runtime(
        messages: mpsc::Receiver<Msg>,
        desk: mpsc::Sender<Effect>,
    ) -> Runtime<TestBackend, Silent, fn() -> Stamp> {
        let terminal = Terminal::new(TestBackend::new(80, 24)).expect("a terminal in memory");
        let clock: fn() -> Stamp = || Stamp(1_700_000_000_000);
        Runtime { terminal, console: Silent, messages, desk, clock }
    }

    #[tokio::test]
    async fn keys_are_taken_frames_are_drawn_and_the_end_has_its_code() {
        let (send, messages) = mpsc::channel(8);
        let (desk, mut effects) = mpsc::channel(8);
        let mut state = State::new(Settings::default(), (80, 24), Stamp(0));
        for msg in [Msg::Key(Key::char('?')), Msg::Key(Key::ctrl('l')), Msg::HungUp] {
            send.send(msg).await.expect("the loop has not begun");
        }
        let code = runtime(messages, desk).run(&mut state).await.expect("drawn in memory");
        assert_eq!(code, 129);
        assert!(state.overlay.is_some());
        assert!(effects.recv().await.is_none(), "nothing was to be kept");
    }

    #[tokio::test]
    async fn the_loop_ends_when_nobody_can_say_anything_any_more() {
        let (send, messages) = mpsc::channel(8);
        let (desk, _effects) = mpsc::channel(8);
        drop(send);
        let mut state = State::new(Settings::default(), (80, 24), Stamp(0));
        let code = runtime(messages, desk).run(&mut state).await.expect("drawn in memory");
        assert_eq!(code, 143);
    }
}
