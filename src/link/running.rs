//! One link, from connecting to its end: what arrives is kept, then claimed; what was written is
//! offered; what nobody asks for is written.

use std::future::poll_fn;
use std::time::{Duration, Instant};

use futures_util::{FutureExt as _, SinkExt as _};
use liaison_core::id::EntryKey;
use liaison_core::pace::{Now, Pace, Tick};
use liaison_core::replica::Replica;
use liaison_core::upgrade::Claim;
use liaison_core::wire::{Bye, History};
use liaison_journal::RowNo;
use tokio_tungstenite::tungstenite::{Bytes, Error as WebSocketError, Message};
use tokio_util::sync::CancellationToken;

use super::counter::Meter;
use super::gauge::{Gauge, Measured, Spent};
use super::profile::{Choice, Profile};
use super::socket::{Caller, LinkFault, Moved, Opened, Socket, moved, open};
use super::status::{Exchange, LinkStatus, Phase};
use super::wake::Bell;
use super::watch::{Due, Watch};
use super::{Until, keeping};
use crate::desk::{Desk, DeskError, RelayAddress};
use crate::document::Rule;

/// The most that is handed over at a time, however fast the link.
const FED_BYTES_MAX: u64 = 16 * 1024;

/// Why a link ended.
#[derive(Debug)]
pub(super) enum End {
    /// What it was for is done, or nobody wants it any more.
    Done,
    /// The officer's seat has changed: the next link is opened by the new one.
    NewSeat,
    /// The relay ended it, and says when to come again.
    Bye(Bye),
    /// It was lost, or never came about.
    Fault(LinkFault),
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// To stay.
    Stay,
    /// To exchange everything and hang up.
    Exchange,
}

/// A room's link and what it needs beside the desk.
pub(super) struct Running<'a> {
    pub(super) desk: &'a mut Desk,
    pub(super) replica: Replica,
    pub(super) bell: &'a Bell,
    pub(super) history: History,
    pub(super) ping: Duration,
    pub(super) report: &'a dyn Fn(&LinkStatus),
    pub(super) status: LinkStatus,
    pub(super) exchange: Exchange,
    /// The last row of the journal that the machine knows of.
    pub(super) indexed: RowNo,
    pub(super) started: Instant,
    pub(super) meter: Meter,
    /// Ask as a seat that the relay may not know.
    pub(super) as_stranger: bool,
    /// The present was complete on the link that ended last.
    pub(super) was_current: bool,
    /// When the exchange is over.
    pub(super) until: Until,
    /// Which documents are fetched without anybody asking.
    pub(super) rule: Rule,
    /// The relay did not take the admission of this seat.
    pub(super) turned_away: bool,
    /// The relay has said that it has no more to tell.
    pub(super) told: bool,
    /// What the officer says about how connections are made.
    pub(super) choice: Choice,
    /// What was measured of the link, as it is kept.
    pub(super) measured: Measured,
    /// What the home has spent today, as it is kept.
    pub(super) spent: Spent,
    /// How many bytes of the meter, sent and received, are in that.
    pub(super) counted: (u64, u64),
    /// How many bytes are not in what the journal has.
    pub(super) unkept: u64,
    pub(super) kept_at: Instant,
    /// Measures what comes.
    pub(super) gauge: Gauge,
    /// How long the last ping took.
    pub(super) trip: Option<Duration>,
}

impl<'a> Running<'a> {
    /// A link for a desk, not connected yet.
    pub(super) fn new(
        desk: &'a mut Desk,
        bell: &'a Bell,
        report: &'a dyn Fn(&LinkStatus),
        history: History,
    ) -> Result<Self, DeskError> {
        let config = desk.home().config()?;
        let (read, no) = (desk.journal().read(), desk.room_no());
        let measured = Measured::read(desk.journal(), no)?;
        let spent = Spent::today(desk.journal(), desk.now())?;
        let indexed = read.last_row(no)?;
        let record = read.record(no)?;
        let epochs = keeping::met(&read.epochs(no)?);
        let mut replica = Replica::open(Some(desk.me()), record, epochs);
        replica.go_on_with(keeping::unfinished(read, no)?);
        Ok(Self {
            desk,
            replica,
            bell,
            history,
            ping: config.ping(),
            report,
            status: LinkStatus::default(),
            exchange: Exchange::default(),
            indexed,
            started: Instant::now(),
            meter: Meter::default(),
            as_stranger: false,
            was_current: false,
            until: Until::Record,
            rule: config.documents(),
            turned_away: false,
            told: false,
            choice: config.profile(),
            measured,
            spent,
            counted: (0, 0),
            unkept: 0,
            kept_at: Instant::now(),
            gauge: Gauge::default(),
            trip: None,
        })
    }

    pub(super) fn now(&self) -> Now {
        let tick = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Now { wall: self.desk.now(), tick: Tick(tick) }
    }

    /// Connects and stays until the goal is reached, the link is lost or nobody wants it.
    pub(super) async fn run(
        &mut self,
        relay: &RelayAddress,
        goal: Goal,
        stop: &CancellationToken,
    ) -> Result<End, DeskError> {
        self.tell(Phase::Connecting);
        self.told = false;
        self.index_new()?;
        self.replica.take_seat(self.desk.me());
        if !self.replica.may_connect() {
            self.settle_stores()?;
        }
        self.tell_documents()?;
        let carried = self.replica.connect(self.history, self.now());
        let room = self.desk.room().id();
        let seat = self.desk.secret().clone();
        let claim = if self.as_stranger || !keeping::is_known(self.desk)? {
            Claim::Key(room.name(), seat.key())
        } else {
            Claim::Seat(room.name(), seat.key().seat())
        };
        let profile = self.choice.profile(self.measured.set_up_bps);
        self.measured.narrow = profile == Profile::Narrow;
        let caller = Caller {
            address: &relay.address,
            relay: Some(relay.key),
            room,
            claim,
            secret: &seat,
            time: self.desk.now(),
            carried,
            profile,
            meter: self.meter.clone(),
        };
        let opened = tokio::select! {
            opened = open(caller) => opened,
            () = stop.cancelled() => return self.ended(End::Done),
        };
        let end = match opened {
            Ok(Opened { socket, setup, .. }) => {
                self.measured.set_up_bps = setup.rate_bps();
                self.converse(socket, goal, stop).await?
            }
            Err(fault) => {
                // A relay put back from an older copy may not know the seat any more.
                self.as_stranger = matches!(fault, LinkFault::Refused { .. }) && !self.as_stranger;
                End::Fault(fault)
            }
        };
        self.ended(end)
    }

    fn ended(&mut self, end: End) -> Result<End, DeskError> {
        let unanswered: Vec<EntryKey> = self.replica.under_way().copied().collect();
        self.replica.disconnected();
        self.settle_stores()?;
        if !unanswered.is_empty() {
            let no = self.desk.room_no();
            self.desk.keep(|write| write.mark_sent(no, &unanswered))?;
            self.bell.ring();
        }
        self.keep_figures(true)?;
        self.exchange.bytes_sent = self.meter.sent();
        self.exchange.bytes_received = self.meter.received();
        Ok(end)
    }

    async fn converse(
        &mut self,
        mut socket: Socket,
        goal: Goal,
        stop: &CancellationToken,
    ) -> Result<End, DeskError> {
        self.exchange.round_trips = 3;
        self.tell(Phase::CatchingUp);
        let mut watch = Watch::new(self.ping, Instant::now());
        let (mut sending, mut heard) = (false, true);
        loop {
            let mut bye = self.settle()?;
            if !sending {
                sending = match self.feed(&mut socket, &mut bye)? {
                    Ok(fed) => fed,
                    Err(e) => return Ok(lost(e.to_string())),
                };
                self.exchange.round_trips += u32::from(sending && heard);
                heard &= !sending;
            }
            if let Some(end) = self.is_over(bye, goal, sending)? {
                if matches!(end, End::Done) {
                    drop(socket.close(None).await);
                }
                return Ok(end);
            }
            watch.expects(self.replica.under_way().next().is_some(), Instant::now());
            let patience = self.replica.pace().map_or(self.ping, Pace::patience);
            let tick = self.now().tick;
            let at = self.replica.poll_timeout().map(|at| Instant::now() + at.since(tick));
            let at = at.map_or(watch.at(patience), |at| at.min(watch.at(patience)));
            tokio::select! {
                moved = moved(&mut socket, sending) => match moved {
                    Moved::Sent(Ok(())) => sending = false,
                    Moved::Sent(Err(e)) => return Ok(lost(e.to_string())),
                    Moved::Came(Some(Ok(message))) => {
                        heard = true;
                        let trip = watch.heard(Instant::now());
                        self.trip = trip.or(self.trip);
                        if let Err(end) = self.take(message) {
                            drop(socket.close(None).await);
                            return Ok(end);
                        }
                    }
                    Moved::Came(Some(Err(e))) => return Ok(lost(e.to_string())),
                    Moved::Came(None) => return Ok(lost("closed".to_owned())),
                },
                () = self.bell.woken() => self.take_written()?,
                () = tokio::time::sleep_until(at.into()) => {
                    let silent = self.replica.handle_timeout(self.now());
                    let due = watch.due(patience, Instant::now());
                    if silent || due == Some(Due::Lost) {
                        return Ok(lost("the relay is silent".to_owned()));
                    }
                    if due == Some(Due::Ping) {
                        // What cannot be sent is not answered either.
                        drop(socket.start_send_unpin(Message::Ping(Bytes::new())));
                        sending = true;
                    }
                }
                () = stop.cancelled() => {
                    drop(socket.close(None).await);
                    return Ok(End::Done);
                }
            }
        }
    }

    /// Hands over what goes next, half a second of link at most, so that what is written meanwhile
    /// finds nothing before it that it could have overtaken. Whether there was anything.
    fn feed(
        &mut self,
        socket: &mut Socket,
        bye: &mut Option<Bye>,
    ) -> Result<Result<bool, WebSocketError>, DeskError> {
        let slice = self.replica.pace().map_or(0, Pace::slice).min(FED_BYTES_MAX);
        let mut fed = 0;
        while fed < slice {
            match poll_fn(|context| socket.poll_ready_unpin(context)).now_or_never() {
                Some(Ok(())) => {}
                Some(Err(e)) => return Ok(Err(e)),
                // What waits below goes first.
                None => return Ok(Ok(true)),
            }
            let Some(frame) = self.next_frame()? else { break };
            fed += if self.replica.overtook() { slice } else { frame.len() as u64 };
            if let Err(e) = socket.start_send_unpin(Message::Binary(Bytes::from(frame))) {
                return Ok(Err(e));
            }
            *bye = bye.take().or(self.settle()?);
        }
        Ok(Ok(fed > 0))
    }

    /// Takes what came; how the link ends where it must.
    fn take(&mut self, message: Message) -> Result<(), End> {
        let busy = self.status.phase == Phase::CatchingUp;
        self.gauge.arrived(self.meter.received(), busy, Instant::now());
        match message {
            Message::Binary(bytes) => {
                let now = self.now();
                self.replica.handle_frame(&bytes, now).map_err(|fault| lost(fault.to_string()))
            }
            Message::Close(_) => Err(lost("closed".to_owned())),
            _ => Ok(()),
        }
    }

    /// How the link ends, if it is over by what was said or reached.
    fn is_over(
        &self,
        bye: Option<Bye>,
        goal: Goal,
        sending: bool,
    ) -> Result<Option<End>, DeskError> {
        if let Some(bye) = bye {
            return Ok(Some(End::Bye(bye)));
        }
        if self.desk.me() != self.replica.own().unwrap_or_default() {
            return Ok(Some(End::NewSeat));
        }
        let reached = goal == Goal::Exchange && !sending && self.is_exchanged()?;
        Ok(reached.then_some(End::Done))
    }

    /// What came of it.
    pub(super) fn finish(mut self) -> Result<Exchange, DeskError> {
        self.ended(End::Done)?;
        Ok(self.exchange)
    }

    /// Another process of this home has written.
    pub(super) fn take_written(&mut self) -> Result<(), DeskError> {
        self.desk.refresh()?;
        self.index_new()?;
        self.tell_documents()?;
        self.bell.ring();
        self.report_status();
        Ok(())
    }

    /// Tells the machine of rows that did not come by the link.
    pub(super) fn index_new(&mut self) -> Result<(), DeskError> {
        self.desk.reload_seat()?;
        let (read, no) = (self.desk.journal().read(), self.desk.room_no());
        let (replica, indexed) = (&mut self.replica, &mut self.indexed);
        let mut keys = Vec::new();
        read.each_since(no, *indexed, |row| {
            *indexed = row.no;
            if row.position.is_none() && !replica.record().holds(&row.link.key()) {
                keys.push(row.link);
            }
        })?;
        keys.iter().for_each(|link| replica.written(link));
        Ok(())
    }
}

fn lost(why: String) -> End {
    End::Fault(LinkFault::Lost { why })
}
