//! The link: the one connection of a home to a room's relay, and what waits for it.
//!
//! One process of a home holds the link's lock and runs it; the others write to the journal and
//! wake it. So a console that is open serves the commands typed beside it.

mod counter;
mod documents;
mod ending;
mod gauge;
mod hearing;
mod keeping;
mod profile;
mod queue;
mod running;
mod socket;
mod status;
mod stay;
mod tls;
mod visit;
pub mod wake;
mod watch;

use std::cell::Cell;
use std::time::{Duration, Instant};

use liaison_core::document::Name;
use liaison_core::id::EntryRef;
use liaison_core::wire::History;
use liaison_journal::standing::Standing;
use tokio_util::sync::CancellationToken;

pub use self::documents::{Outcome, bring, fetch};
pub use self::gauge::{Measured, Spent};
pub use self::profile::{Choice, Profile};
pub use self::queue::{Queue, Rank, tenths};
use self::running::{End, Goal, Running};
pub use self::socket::LinkFault;
pub use self::status::{Exchange, LinkStatus, Moving, Phase};
pub use self::stay::{News, Staying, stay};
pub(crate) use self::visit::{Visit, found, visit};
use self::wake::{Bell, Listener};
use crate::desk::{Desk, DeskError};

/// How often a process that has no link looks whether it may have it, at the least.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// When an exchange is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// What was asked for of the record is here, and the relay has all of it that is here.
    Record,
    /// And documents as well: those shared here and those wanted.
    Documents,
    /// This entry is settled.
    Entry(EntryRef),
    /// This document is here, or the relay does not have it.
    Fetched(Name),
    /// This document is at the relay, or it does not take it.
    Brought(Name),
}

/// Tries the link for at most `wait`, by whichever process has it; how far the entry has come.
///
/// # Errors
///
/// Those of home and journal. That there is no link is none: what is saved is saved.
pub fn reach(
    desk: &mut Desk,
    entry: &EntryRef,
    wait: Duration,
) -> Result<Option<Standing>, DeskError> {
    let end = Instant::now() + wait;
    loop {
        let standing = desk.standing(entry)?;
        let settled = !matches!(standing, Some(Standing::Saved | Standing::Sent));
        if settled {
            return Ok(standing);
        }
        if Instant::now() >= end {
            // Nobody waits here, but whoever has the link is to send it.
            drop(Listener::wake(&desk.home().wake_path()));
            return Ok(standing);
        }
        if let Some(lock) = desk.home().take_link()? {
            // What comes of it is in the journal: a fault means only that it is not stored yet.
            let left = end.saturating_duration_since(Instant::now());
            let tried = exchange_until(desk, History::None, left, Until::Entry(*entry), &|_| {});
            drop(lock);
            if tried.is_err() {
                return desk.standing(entry);
            }
        } else if let Some(mut listener) = Listener::wake(&desk.home().wake_path()) {
            while listener.wait(end) && Instant::now() < end {
                let standing = desk.standing(entry)?;
                if !matches!(standing, Some(Standing::Saved | Standing::Sent)) {
                    return Ok(standing);
                }
            }
        } else {
            std::thread::yield_now();
        }
    }
}

/// Connects, exchanges the record, hangs up, and says what it cost.
///
/// # Errors
///
/// `NoLink` where there is none, and those of home and journal.
pub fn sync(desk: &mut Desk, history: History, timeout: Duration) -> Result<Exchange, DeskError> {
    exchange(desk, history, timeout, Until::Record)
}

/// Likewise, and documents as well: those shared here and those wanted.
///
/// # Errors
///
/// As [`sync`].
pub fn sync_all(
    desk: &mut Desk,
    history: History,
    timeout: Duration,
) -> Result<Exchange, DeskError> {
    exchange(desk, history, timeout, Until::Documents)
}

fn exchange(
    desk: &mut Desk,
    history: History,
    timeout: Duration,
    until: Until,
) -> Result<Exchange, DeskError> {
    let end = Instant::now() + timeout;
    loop {
        if let Some(lock) = desk.home().take_link()? {
            let left = end.saturating_duration_since(Instant::now());
            let exchanged = exchange_until(desk, history, left, until, &|_| {});
            drop(lock);
            desk.refresh()?;
            return exchanged;
        }
        // Another process has the link and keeps it: wake it and wait until all is stored.
        let began = Instant::now();
        let (before, waited) = (desk.journal().read().last_row(desk.room_no())?, desk.pending()?);
        if let Some(mut listener) = Listener::wake(&desk.home().wake_path()) {
            while desk.pending()? > 0 && listener.wait(end) && Instant::now() < end {}
            let waits = desk.pending()?;
            let done = waits == 0;
            desk.refresh()?;
            let after = desk.journal().read().last_row(desk.room_no())?;
            return Ok(Exchange {
                entries_sent: waited.saturating_sub(waits),
                entries_received: after.0 - before.0,
                seconds: began.elapsed().as_secs_f64(),
                current: done,
                complete: done,
                by_other: true,
                ..Exchange::default()
            });
        }
        if Instant::now() >= end {
            let relay = desk.relay()?.map(|r| r.address).unwrap_or_default();
            return Err(DeskError::NoLink { relay, why: "another process has it".to_owned() });
        }
        std::thread::yield_now();
    }
}

/// One link from connecting to hanging up.
fn exchange_until(
    desk: &mut Desk,
    history: History,
    timeout: Duration,
    until: Until,
    report: &dyn Fn(&LinkStatus),
) -> Result<Exchange, DeskError> {
    let relay = desk.relay()?.ok_or(DeskError::NoRelay)?;
    let address = relay.address.clone();
    let runtime = runtime()?;
    let began = Instant::now();
    // Who waits for a document waits for a link so long, and then for as long as that holds.
    let (connected, fetching) = (Cell::new(false), matches!(until, Until::Fetched(_)));
    let told = |status: &LinkStatus| {
        connected.set(matches!(status.phase, Phase::CatchingUp | Phase::Current));
        report(status);
    };
    let ended = runtime.block_on(async {
        let bell = Bell::hang(&desk.home().wake_path()).map_err(DeskError::from)?;
        let stop = CancellationToken::new();
        let mut running = Running::new(desk, &bell, &told, history)?;
        running.until = until;
        let timed = async {
            loop {
                let end = running.run(&relay, Goal::Exchange, &stop).await?;
                let again = matches!(end, End::NewSeat)
                    || (running.as_stranger
                        && matches!(end, End::Fault(LinkFault::Refused { .. })));
                if !again {
                    return Ok::<_, DeskError>(end);
                }
            }
        };
        let time_is_up = async {
            tokio::time::sleep(timeout).await;
            if fetching && connected.get() {
                std::future::pending::<()>().await;
            }
        };
        let end = tokio::select! {
            end = timed => Some(end?),
            () = time_is_up => None,
        };
        let outside = running.outside();
        Ok::<_, DeskError>((end, outside, running.finish()?))
    });
    let (end, outside, mut exchange) = ended?;
    exchange.seconds = began.elapsed().as_secs_f64();
    let waits = matches!(until, Until::Entry(_));
    if let Some(why) = outside.filter(|_| !waits && matches!(end, Some(End::Done))) {
        return Err(match desk.removal() {
            Some((by, reason)) => DeskError::Removed { by, reason },
            None => why,
        });
    }
    match end {
        Some(End::Fault(LinkFault::Lost { why })) => Err(DeskError::NoLink { relay: address, why }),
        Some(End::Fault(fault)) => Err(fault.into()),
        Some(End::Bye(bye)) => Err(DeskError::Ended(bye.reason)),
        None if !exchange.current => {
            Err(DeskError::NoLink { relay: address, why: "no answer in time".to_owned() })
        }
        Some(End::Done | End::NewSeat) | None => Ok(exchange),
    }
}

/// A runtime for one link: a thread of its own is all that it needs.
fn runtime() -> Result<tokio::runtime::Runtime, DeskError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DeskError::from)
}

impl From<std::io::Error> for DeskError {
    fn from(error: std::io::Error) -> Self {
        Self::NoLink { relay: String::new(), why: error.to_string() }
    }
}
