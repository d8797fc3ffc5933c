//! A link that stays: a thread of its own that connects, and connects again.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use liaison_core::id::RoomId;
use liaison_core::wire::History;
use tokio_util::sync::CancellationToken;

use super::running::{End, Goal, Running};
use super::status::{LinkStatus, Phase};
use super::wake::{Bell, Listener};
use super::{LOOK_AGAIN, runtime};
use crate::clock::Clock;
use crate::desk::{Desk, DeskError};
use crate::home::Home;

/// The first pause after a link was lost; it doubles, with a random part, up to the last.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_LAST: Duration = Duration::from_secs(60);

/// What the link has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// How it is.
    Status(LinkStatus),
    /// The journal has changed: look again.
    Changed,
    /// It cannot go on.
    Broken(String),
}

/// A link that stays until this is dropped.
#[derive(Debug)]
pub struct Staying {
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Staying {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // Everything promised is in the journal: a thread that died has lost nothing.
            drop(thread.join());
        }
    }
}

/// Starts a link that stays, for a room of a home; `tell` is called from the link's thread.
///
/// # Errors
///
/// If no thread can be started.
pub fn stay(
    home: Home,
    room: RoomId,
    clock: Arc<dyn Clock>,
    history: History,
    tell: impl Fn(News) + Send + 'static,
) -> std::io::Result<Staying> {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let thread = std::thread::Builder::new().name("link".to_owned()).spawn(move || {
        let opened = home.journal().map_err(DeskError::from);
        let desk = opened.and_then(|journal| Desk::open_room(&home, journal, room, clock));
        let ran = desk.and_then(|mut desk| run(&mut desk, history, &tell, &stopped));
        if let Err(error) = ran {
            tell(News::Broken(error.to_string()));
        }
    })?;
    Ok(Staying { stop, thread: Some(thread) })
}

fn run(
    desk: &mut Desk,
    history: History,
    tell: &(impl Fn(News) + Send + 'static),
    stop: &CancellationToken,
) -> Result<(), DeskError> {
    while !stop.is_cancelled() {
        if let Some(lock) = desk.home().take_link()? {
            runtime()?.block_on(hold(desk, history, tell, stop))?;
            drop(lock);
        } else {
            tell(News::Status(LinkStatus { phase: Phase::Elsewhere, ..LinkStatus::default() }));
            follow(desk, tell, stop);
        }
    }
    Ok(())
}

/// Hears of changes from the process that has the link, until it is gone.
fn follow(desk: &Desk, tell: &impl Fn(News), stop: &CancellationToken) {
    let Some(mut listener) = Listener::wake(&desk.home().wake_path()) else {
        std::thread::yield_now();
        return;
    };
    let mut version = 0;
    while !stop.is_cancelled() && listener.wait(Instant::now() + LOOK_AGAIN.min(PAUSE_FIRST)) {
        let now = desk.journal().version().unwrap_or(version);
        if now != version {
            version = now;
            tell(News::Changed);
        }
    }
}

/// Holds the link: connects, and connects again.
async fn hold(
    desk: &mut Desk,
    history: History,
    tell: &(impl Fn(News) + Send + 'static),
    stop: &CancellationToken,
) -> Result<(), DeskError> {
    let bell = Bell::hang(&desk.home().wake_path()).map_err(DeskError::from)?;
    let ping = desk.home().config()?.ping();
    let report = |status: &LinkStatus| {
        tell(News::Status(status.clone()));
        tell(News::Changed);
    };
    let mut running = Running::new(desk, &bell, &report, history, ping)?;
    running.rule = running.desk.home().config()?.documents();
    let mut pause = PAUSE_FIRST;
    while !stop.is_cancelled() {
        let Some(relay) = running.desk.relay()? else { return Err(DeskError::NoRelay) };
        let (why, wanted) = match running.run(&relay, Goal::Stay, stop).await? {
            End::Done => return Ok(()),
            End::NewSeat => continue,
            End::Bye(bye) => (format!("{:?}", bye.reason).to_lowercase(), bye.retry_after),
            End::Fault(fault) => (fault.to_string(), Duration::ZERO),
        };
        if running.status.current_at.is_some() && running.was_current {
            pause = PAUSE_FIRST;
        }
        running.was_current = false;
        let retry_in = jittered(pause).max(wanted);
        pause = (pause * 2).min(PAUSE_LAST);
        running.status.phase = Phase::Down { why, retry_in };
        running.report_status();
        let end = tokio::time::Instant::now() + retry_in;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(end) => break,
                () = bell.woken() => running.take_written()?,
                () = stop.cancelled() => return Ok(()),
            }
        }
    }
    Ok(())
}

/// Half to all of a pause, so that those who lost the relay together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness every pause is three quarters: nothing depends on it.
    getrandom::fill(&mut byte).ok();
    pause / 2 + pause * u32::from(byte[0]) / 512
}
