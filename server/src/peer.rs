//! One connection: frames in and out, and a session between them.
//!
//! The session decides what goes next from its own place in the record; this task only moves bytes
//! and waits, on whichever comes first: a frame, an answer of the room's owner, news of the room,
//! a free socket, a timer, the stop. Small frames are fed, then flushed together. Whoever reads
//! slowly falls behind here and nowhere else; whoever brings faster than the store writes is read
//! more slowly.

mod allowance;
mod documents;
mod ending;

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::Poll;
use std::time::Duration;

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use liaison_core::entry::Link;
use liaison_core::id::SeatKey;
use liaison_core::keeper::Verdict;
use liaison_core::present::{Present as _, Standing};
use liaison_core::session::{Fault, Session, Who};
use liaison_core::wire::{Farewell, Frame};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_util::sync::CancellationToken;

use self::allowance::Allowance;
use self::ending::{CLOSE_TIME_MAX, End, close, close_time};
use crate::accept::{Arrival, Socket};
use crate::clock::Clock;
use crate::founding;
use crate::gate::{Guest, To};
use crate::limits::Limits;
use crate::metrics::{Metrics, Refused};
use crate::registry::Registry;
use crate::room::{ANSWERS, Intake, RoomHandle};
use crate::store::Store;

/// Entries of one connection that wait for the room's owner or its answer; a batch more at most.
const OUTSTANDING_MAX: usize = 1_024;
/// When the relay stops, consoles come back after so many seconds, spread by connection.
const RETRY_SECONDS: std::ops::Range<u64> = 1..6;
/// While the socket takes nothing, timers are looked at no more often than this.
const BLOCKED_PAUSE: Duration = Duration::from_secs(1);

/// Serves a connection that was let in, until it ends.
pub(crate) async fn serve<S: Store>(
    registry: &Arc<Registry<S>>,
    clock: Clock,
    metrics: &Arc<Metrics>,
    limits: &Limits,
    mut arrival: Arrival,
    guest: Guest<S>,
    stop: CancellationToken,
) {
    let address = arrival.address;
    let (room, who, invitation) = match guest.to {
        To::Room { room, who, invitation } => (room, who, invitation),
        To::Fresh { permit } => {
            match founding::found(registry, &mut arrival, permit, &stop).await {
                Ok(room) => (room, Who::Invited, None),
                Err(reason) => {
                    tracing::info!(event = "not_founded", %address, reason);
                    metrics.refused(Refused::Proof);
                    return close(arrival.socket, CloseCode::Policy, &reason, CLOSE_TIME_MAX).await;
                }
            }
        }
    };
    let connection = registry.connection();
    tracing::info!(event = "connected", %address, room = %room.id(), connection = connection.0);
    let (answers_to, answers) = mpsc::channel(ANSWERS);
    let session = Session::new(connection, who, clock.now());
    let peer = Peer {
        session,
        invitation,
        end: room.watch(),
        documents: room.dock().watch(),
        room,
        clock,
        metrics: Arc::clone(metrics),
        answers,
        answers_to,
        waiting: None,
        outstanding: 0,
        allowance: Allowance::new(limits, address.ip()),
        identified: false,
        dirty: false,
        blocked: false,
    };
    let why = peer.run(arrival, guest.carried, &stop).await;
    tracing::info!(event = "disconnected", %address, connection = connection.0, %why);
}

struct Peer<S: Store> {
    session: Session,
    /// The key of the invitation that this connection was let in by.
    invitation: Option<SeatKey>,
    room: Arc<RoomHandle<S>>,
    end: watch::Receiver<u64>,
    documents: watch::Receiver<u64>,
    clock: Clock,
    metrics: Arc<Metrics>,
    answers: mpsc::Receiver<Vec<Verdict>>,
    answers_to: mpsc::Sender<Vec<Verdict>>,
    /// A batch that the owner has not taken yet; nothing is read meanwhile.
    waiting: Option<Vec<Link>>,
    /// Entries handed to the owner and not answered.
    outstanding: usize,
    allowance: Allowance,
    identified: bool,
    /// Something was fed and not flushed.
    dirty: bool,
    /// The socket takes nothing at the moment.
    blocked: bool,
}

/// What woke the task.
enum Woken {
    Message(Option<Result<Message, SocketError>>),
    Verdicts(Vec<Verdict>),
    Flushed(Result<(), SocketError>),
    Handed(usize),
    News,
    Timer,
    Stop,
}

impl<S: Store> Peer<S> {
    async fn run(
        mut self,
        mut arrival: Arrival,
        carried: Vec<u8>,
        stop: &CancellationToken,
    ) -> End {
        self.note_identity(&mut arrival).await;
        let end = match carried.is_empty() {
            true => self.converse(&mut arrival, stop).await,
            false => match self.take(&carried).await {
                Ok(()) => self.converse(&mut arrival, stop).await,
                Err(fault) => End::Fault(fault.to_string()),
            },
        };
        self.leave_documents().await;
        // The owner need not wait for somebody who does not listen any more.
        self.answers.close();
        let (socket, wait) = (arrival.socket, close_time(self.session.pace()));
        match &end {
            End::Stopped => {
                let spread = RETRY_SECONDS.end - RETRY_SECONDS.start;
                let seconds = RETRY_SECONDS.start + self.session.connection().0 % spread;
                let socket = self.farewell(socket, Farewell::Stopping, seconds).await;
                close(socket, CloseCode::Restart, "the relay stops", CLOSE_TIME_MAX).await;
            }
            End::Store(_) => {
                let socket = self.farewell(socket, Farewell::Storage, 30).await;
                close(socket, CloseCode::Error, "the store cannot be read", wait).await;
            }
            End::Fault(reason) => {
                self.metrics.refused(Refused::Frame);
                close(socket, CloseCode::Policy, reason, wait).await;
            }
            End::TooLong => {
                self.metrics.refused(Refused::Frame);
                close(socket, CloseCode::Size, "the frame is longer than the limit", wait).await;
            }
            End::Done => close(socket, CloseCode::Normal, "", wait).await,
            End::Silent | End::Socket(_) => {}
        }
        end
    }

    async fn converse(&mut self, arrival: &mut Arrival, stop: &CancellationToken) -> End {
        loop {
            if let Err(end) = self.fill(&mut arrival.socket).await {
                return end;
            }
            if self.session.is_closing() && !self.dirty {
                return End::Done;
            }
            if self.waiting.is_none() && self.outstanding < OUTSTANDING_MAX {
                self.waiting = self.session.poll_batch();
            }
            let ended = match self.wait(&mut arrival.socket, stop).await {
                Woken::Stop => Some(End::Stopped),
                Woken::Message(message) => self.message(message, arrival).await,
                Woken::Verdicts(verdicts) => self.verdicts(&verdicts, arrival).await,
                Woken::Flushed(Ok(())) => {
                    (self.dirty, self.blocked) = (false, false);
                    None
                }
                Woken::Flushed(Err(error)) => Some(End::Socket(error.to_string())),
                Woken::Handed(entries) => {
                    self.waiting = None;
                    self.outstanding += entries;
                    None
                }
                Woken::News => None,
                Woken::Timer => self.timer(),
            };
            if let Some(end) = ended {
                return end;
            }
        }
    }

    /// Feeds frames until the session has none or the socket takes none.
    async fn fill(&mut self, socket: &mut Socket) -> Result<(), End> {
        let mut fed = 0;
        loop {
            // What is flushed together is one record of TLS, and nothing until all of it has come:
            // on a slow link, and as long as nothing is known of it, that is a slice at most.
            if fed >= self.session.pace().slice() {
                fed = 0;
                match poll_fn(|cx| socket.poll_flush_unpin(cx)).now_or_never() {
                    Some(Ok(())) => self.dirty = false,
                    Some(Err(error)) => return Err(End::Socket(error.to_string())),
                    None => {
                        self.blocked = true;
                        return Ok(());
                    }
                }
            }
            match poll_fn(|cx| socket.poll_ready_unpin(cx)).now_or_never() {
                Some(Ok(())) => self.blocked = false,
                Some(Err(error)) => return Err(End::Socket(error.to_string())),
                None => {
                    // The flush that goes on wakes the task again.
                    (self.blocked, self.dirty) = (true, true);
                    return Ok(());
                }
            }
            match self.next_frame().await? {
                Some(frame) => {
                    self.metrics.frames_out.fetch_add(1, Relaxed);
                    self.metrics.bytes_out.fetch_add(frame.len() as u64, Relaxed);
                    self.dirty = true;
                    let slice = self.session.pace().slice();
                    fed += if self.session.overtook() { slice } else { frame.len() as u64 };
                    if let Err(error) = socket.start_send_unpin(Message::binary(frame)) {
                        return Err(End::Socket(error.to_string()));
                    }
                }
                None => return Ok(()),
            }
        }
    }

    async fn wait(&mut self, socket: &mut Socket, stop: &CancellationToken) -> Woken {
        let reading = self.waiting.is_none();
        let (dirty, room) = (self.dirty, &self.room);
        let moved = poll_fn(|cx| {
            if dirty && let Poll::Ready(flushed) = socket.poll_flush_unpin(cx) {
                return Poll::Ready(Woken::Flushed(flushed));
            }
            match reading.then(|| socket.poll_next_unpin(cx)) {
                Some(Poll::Ready(message)) => Poll::Ready(Woken::Message(message)),
                _ => Poll::Pending,
            }
        });
        let allowed = self.allowance.ready_at();
        let hand = async {
            sleep_until(allowed).await;
            room.intake().reserve().await
        };
        let at = self.session.poll_timeout().map(|tick| Instant::from(self.clock.instant(tick)));
        let at = match self.blocked {
            true => at.map(|at| at.max(Instant::now() + BLOCKED_PAUSE)),
            false => at,
        };
        tokio::select! {
            () = stop.cancelled() => Woken::Stop,
            Some(verdicts) = self.answers.recv() => Woken::Verdicts(verdicts),
            woken = moved => woken,
            Ok(()) = self.end.changed() => Woken::News,
            Ok(()) = self.documents.changed() => Woken::News,
            Ok(place) = hand, if self.waiting.is_some() => {
                let links = self.waiting.take().unwrap_or_default();
                let entries = links.len();
                self.allowance.spend(entries);
                let from = self.session.connection();
                place.send(Intake { from, links, answers: self.answers_to.clone() });
                Woken::Handed(entries)
            }
            () = sleep_until(at.unwrap_or_else(Instant::now)), if at.is_some() => Woken::Timer,
        }
    }

    async fn message(
        &mut self,
        message: Option<Result<Message, SocketError>>,
        arrival: &mut Arrival,
    ) -> Option<End> {
        match message {
            Some(Ok(Message::Binary(bytes))) => match self.take(&bytes).await {
                Ok(()) => None,
                Err(fault) => {
                    let bye = Frame::Bye(fault.bye()).encode();
                    // Whether it still reads this is its own affair.
                    let sent = arrival.socket.send(Message::binary(bye));
                    let _ = timeout(close_time(self.session.pace()), sent).await;
                    Some(End::Fault(fault.to_string()))
                }
            },
            Some(Ok(Message::Text(_))) => Some(End::Fault("a text frame".to_owned())),
            Some(Ok(Message::Close(_))) | None => Some(End::Done),
            Some(Ok(_)) => None,
            Some(Err(SocketError::Capacity(_))) => Some(End::TooLong),
            Some(Err(error)) => Some(End::Socket(error.to_string())),
        }
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.metrics.frames_in.fetch_add(1, Relaxed);
        self.metrics.bytes_in.fetch_add(bytes.len() as u64, Relaxed);
        let state = self.room.read().await;
        self.session.handle_frame(bytes, &state.keeper, self.clock.now())?;
        drop(state);
        self.keep_documents().await;
        Ok(())
    }

    async fn verdicts(&mut self, verdicts: &[Verdict], arrival: &mut Arrival) -> Option<End> {
        self.outstanding = self.outstanding.saturating_sub(verdicts.len());
        {
            let state = self.room.read().await;
            self.session.handle_verdicts(verdicts, &state.keeper);
        }
        if !self.is_invited_seat().await {
            return Some(End::Fault("the invitation is for another seat".to_owned()));
        }
        self.note_identity(arrival).await;
        None
    }

    /// Whether the seat that an invited console has come to is the one that its invitation gave:
    /// who brings somebody else's admission must not be taken for them.
    async fn is_invited_seat(&self) -> bool {
        let (Some(invitation), Some(seat)) = (self.invitation, self.session.seat()) else {
            return true;
        };
        let state = self.room.read().await;
        let invitations = state.keeper.present().room().membership().invitations();
        let mut own = invitations.iter().filter(|issued| issued.key == invitation);
        own.any(|issued| issued.redemptions.iter().any(|key| key.author == seat))
    }

    async fn note_identity(&mut self, arrival: &mut Arrival) {
        let Some(seat) = self.session.seat().filter(|_| !self.identified) else { return };
        let state = self.room.read().await;
        if state.keeper.present().standing(&seat) != Standing::Unknown {
            self.identified = true;
            arrival.identified();
            tracing::info!(
                event = "identified",
                room = %self.room.id(),
                connection = self.session.connection().0,
                seat = %seat.seat(),
            );
        }
    }

    fn timer(&mut self) -> Option<End> {
        let closing = self.session.is_closing();
        let lost = self.session.handle_timeout(self.clock.now());
        (lost && !closing).then_some(End::Silent)
    }

    /// Says the last frame, if the socket still takes it within a moment.
    async fn farewell(&mut self, mut socket: Socket, why: Farewell, seconds: u64) -> Socket {
        self.session.say_farewell(why, Duration::from_secs(seconds));
        let said = async {
            self.fill(&mut socket).await.ok()?;
            socket.flush().await.ok()
        };
        // A socket that takes nothing is closed without it.
        let _ = timeout(CLOSE_TIME_MAX, said).await;
        socket
    }
}
