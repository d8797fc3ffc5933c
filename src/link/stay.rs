//! A link that stays: a thread of its own that connects, and connects again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use liaison_core::wire::History;
use tokio_util::sync::CancellationToken;

use super::running::{End, Goal, Running};
use super::status::{LinkStatus, Phase};
use super::wake::{Bell, Listener};
use super::{LOOK_AGAIN, runtime};
use crate::desk::{Beside, Desk, DeskError};

/// The first pause after a link was lost; it doubles, with a random part, up to the last.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_LAST: Duration = Duration::from_secs(60);

/// How long a link that is to end may take to say goodbye to the relay.
const FAREWELL: Duration = Duration::from_millis(200);
/// How long whoever drops a link waits for it; a disk or a resolver that hangs must hold up nobody.
const LEAVE_WITHIN: Duration = Duration::from_millis(500);

/// What the link has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// How it is.
    Status(Box<LinkStatus>),
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
    /// Nothing comes out of it; it closes when the thread has ended.
    ended: Receiver<()>,
}

impl Staying {
    /// Says that the link is to end, without waiting for it: who has several ends them together.
    pub fn leave(&self) {
        self.stop.cancel();
    }
}

impl Drop for Staying {
    fn drop(&mut self) {
        self.leave();
        let waited = self.ended.recv_timeout(LEAVE_WITHIN);
        if waited != Err(RecvTimeoutError::Timeout)
            && let Some(thread) = self.thread.take()
        {
            // Everything promised is in the journal: a thread that died has lost nothing, nor has
            // one that is left behind to end by itself.
            drop(thread.join());
        }
    }
}

/// Starts a link that stays, beside a desk; `tell` is called from the link's thread.
///
/// # Errors
///
/// If no thread can be started.
pub fn stay(
    beside: Beside,
    history: History,
    tell: impl Fn(News) + Send + 'static,
) -> std::io::Result<Staying> {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let (running, ended) = sync_channel(0);
    let thread = std::thread::Builder::new().name("link".to_owned()).spawn(move || {
        let ran = beside.sit().and_then(|mut desk| run(&mut desk, history, &tell, &stopped));
        if let Err(error) = ran {
            tell(News::Broken(error.to_string()));
        }
        drop(running);
    })?;
    Ok(Staying { stop, thread: Some(thread), ended })
}

fn run(
    desk: &mut Desk,
    history: History,
    tell: &(impl Fn(News) + Send + 'static),
    stop: &CancellationToken,
) -> Result<(), DeskError> {
    while !stop.is_cancelled() {
        if let Some(lock) = desk.home().take_link()? {
            let runtime = runtime()?;
            let held = runtime.block_on(hold(desk, history, tell, stop));
            // To look up a name cannot be called off, and whoever leaves does not wait for it.
            runtime.shutdown_background();
            drop(lock);
            held?;
        } else {
            let elsewhere = LinkStatus { phase: Phase::Elsewhere, ..LinkStatus::default() };
            tell(News::Status(Box::new(elsewhere)));
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
    let report = |status: &LinkStatus| {
        tell(News::Status(Box::new(status.clone())));
        tell(News::Changed);
    };
    let mut running = Running::new(desk, &bell, &report, history)?;
    // A link that is paid for is not tried more often than it would be pinged.
    let last = PAUSE_LAST.max(running.ping);
    let mut pause = PAUSE_FIRST;
    while !stop.is_cancelled() {
        let Some(relay) = running.desk.relay()? else { return Err(DeskError::NoRelay) };
        let held = running.exchange.entries_received;
        let ran = {
            let run = running.run(&relay, Goal::Stay, stop);
            tokio::select! {
                ended = run => Some(ended?),
                () = overdue(stop) => None,
            }
        };
        let Some(end) = ran else { return running.finish().map(drop) };
        let (why, wanted) = match end {
            End::Done => return Ok(()),
            End::NewSeat => continue,
            End::Bye(bye) => (format!("{:?}", bye.reason).to_lowercase(), bye.retry_after),
            End::Fault(fault) => (fault.to_string(), Duration::ZERO),
        };
        // A link that brought something is worth having again at once, however short it was.
        if running.was_current || running.exchange.entries_received > held {
            pause = PAUSE_FIRST;
        }
        running.was_current = false;
        let retry_in = jittered(pause).max(wanted);
        pause = (pause * 2).min(last);
        running.status.phase = Phase::Down { why, retry_in };
        running.report_status();
        let end = tokio::time::Instant::now() + retry_in;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(end) => break,
                () = bell.woken() => {
                    running.take_written()?;
                    // What is urgent does not wait for the pause to be over.
                    if running.has_urgent() {
                        break;
                    }
                }
                () = stop.cancelled() => return Ok(()),
            }
        }
    }
    Ok(())
}

/// Ends when the link should have ended and a farewell on a link that takes nothing is in the way.
async fn overdue(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(FAREWELL).await;
}

/// Half to all of a pause, so that those who lost the relay together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let mut byte = [128];
    // Without randomness every pause is three quarters: nothing depends on it.
    getrandom::fill(&mut byte).ok();
    pause / 2 + pause * u32::from(byte[0]) / 512
}
