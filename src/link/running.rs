//! One link, from connecting to its end: what arrives is kept, then claimed; what was written is
//! offered; what nobody asks for is written.

use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use liaison_core::id::EntryKey;
use liaison_core::pace::{Now, Tick};
use liaison_core::replica::{Event, Replica};
use liaison_core::upgrade::Claim;
use liaison_core::wire::{Bye, History};
use liaison_journal::RowNo;
use liaison_journal::head::Source;
use liaison_journal::standing::Standing;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_util::sync::CancellationToken;

use super::counter::Meter;
use super::socket::{Caller, LinkFault, Opened, Socket, open};
use super::status::{Exchange, LinkStatus, Phase};
use super::wake::Bell;
use super::{Until, keeping};
use crate::clock::Correction;
use crate::desk::{Desk, DeskError, RelayAddress};
use crate::document::Rule;

/// A correction that differs by less than this from the one before is the link's own doing.
const CORRECTION_STEP_MS: u64 = 2_000;

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
}

impl<'a> Running<'a> {
    /// A link for a desk, not connected yet.
    pub(super) fn new(
        desk: &'a mut Desk,
        bell: &'a Bell,
        report: &'a dyn Fn(&LinkStatus),
        history: History,
        ping: Duration,
    ) -> Result<Self, DeskError> {
        let (read, no) = (desk.journal().read(), desk.room_no());
        let indexed = read.last_row(no)?;
        let record = read.record(no)?;
        let epochs = keeping::met(&read.epochs(no)?);
        let replica = Replica::open(Some(desk.me()), record, epochs);
        Ok(Self {
            desk,
            replica,
            bell,
            history,
            ping,
            report,
            status: LinkStatus::default(),
            exchange: Exchange::default(),
            indexed,
            started: Instant::now(),
            meter: Meter::default(),
            as_stranger: false,
            was_current: false,
            until: Until::Record,
            rule: Rule::Never,
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
        self.index_new()?;
        self.replica.take_seat(self.desk.me());
        self.tell_documents()?;
        let carried = self.replica.connect(self.history, self.now());
        let room = self.desk.room().id();
        let seat = self.desk.secret().clone();
        let claim = if self.as_stranger || !self.is_known()? {
            Claim::Key(room.name(), seat.key())
        } else {
            Claim::Seat(room.name(), seat.key().seat())
        };
        let caller = Caller {
            address: &relay.address,
            relay: Some(relay.key),
            room,
            claim,
            secret: &seat,
            time: self.desk.now(),
            carried,
            meter: self.meter.clone(),
        };
        let opened = tokio::select! {
            opened = open(caller) => opened,
            () = stop.cancelled() => return self.ended(End::Done),
        };
        let end = match opened {
            Ok(Opened { socket, .. }) => self.converse(socket, goal, stop).await?,
            Err(fault) => {
                // A relay put back from an older copy may not know the seat any more.
                self.as_stranger = matches!(fault, LinkFault::Refused { .. }) && !self.as_stranger;
                End::Fault(fault)
            }
        };
        self.ended(end)
    }

    /// Whether the relay has stored the seat's admission, as far as is known here.
    fn is_known(&self) -> Result<bool, DeskError> {
        let (read, no) = (self.desk.journal().read(), self.desk.room_no());
        let first = read.numbered(no, &self.desk.me(), 1)?;
        Ok(first.iter().any(|row| row.position.is_some()))
    }

    fn ended(&mut self, end: End) -> Result<End, DeskError> {
        let unanswered: Vec<EntryKey> = self.replica.under_way().copied().collect();
        self.remember_rate()?;
        self.replica.disconnected();
        self.settle_stores()?;
        if !unanswered.is_empty() {
            let no = self.desk.room_no();
            self.desk.keep(|write| write.mark_sent(no, &unanswered))?;
            self.bell.ring();
        }
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
        let mut heard = true;
        loop {
            let mut bye = self.settle()?;
            let mut sent = false;
            while let Some(frame) = self.next_frame()? {
                sent = true;
                if let Err(e) = socket.feed(Message::Binary(Bytes::from(frame))).await {
                    return Ok(lost(e.to_string()));
                }
                bye = bye.or(self.settle()?);
            }
            self.exchange.round_trips += u32::from(sent && heard);
            heard = false;
            if let Err(e) = socket.flush().await {
                return Ok(lost(e.to_string()));
            }
            if let Some(bye) = bye {
                return Ok(End::Bye(bye));
            }
            if self.desk.me() != self.replica.own().unwrap_or_default() {
                return Ok(End::NewSeat);
            }
            if goal == Goal::Exchange && self.is_exchanged()? {
                drop(socket.close(None).await);
                return Ok(End::Done);
            }
            let now = self.now();
            let pause = self.replica.poll_timeout().map(|at| at.since(now.tick));
            let pause = pause.map_or(self.ping, |pause| pause.max(Duration::from_millis(1)));
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        heard = true;
                        let now = self.now();
                        if let Err(fault) = self.replica.handle_frame(&bytes, now) {
                            drop(socket.close(None).await);
                            return Ok(lost(fault.to_string()));
                        }
                    }
                    Some(Ok(Message::Close(_))) | None => return Ok(lost("closed".to_owned())),
                    Some(Ok(_)) => {}
                    Some(Err(e)) => return Ok(lost(e.to_string())),
                },
                () = self.bell.woken() => self.take_written()?,
                () = tokio::time::sleep(pause) => {
                    let now = self.now();
                    if self.replica.handle_timeout(now) {
                        return Ok(lost("the relay is silent".to_owned()));
                    }
                    if pause >= self.ping {
                        drop(socket.feed(Message::Ping(Bytes::new())).await);
                    }
                }
                () = stop.cancelled() => {
                    drop(socket.close(None).await);
                    return Ok(End::Done);
                }
            }
        }
    }

    /// What came of it.
    pub(super) fn finish(mut self) -> Result<Exchange, DeskError> {
        self.ended(End::Done)?;
        Ok(self.exchange)
    }

    /// Whether everything asked for is here and everything here is there.
    fn is_exchanged(&self) -> Result<bool, DeskError> {
        if let Until::Entry(entry) = &self.until {
            let standing = self.desk.standing(entry)?;
            return Ok(!matches!(standing, Some(Standing::Saved | Standing::Sent)));
        }
        let complete = self.replica.complete().is_some_and(|c| c >= self.history);
        Ok(complete && self.desk.pending()? == 0 && self.is_done_with_documents()?)
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
    fn index_new(&mut self) -> Result<(), DeskError> {
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

    /// Keeps what arrived and hears what it means; the relay's farewell, if it said one.
    fn settle(&mut self) -> Result<Option<Bye>, DeskError> {
        let mut bye = None;
        if self.settle_stores()? {
            self.desk.refresh()?;
            if !self.desk.do_chores()?.is_empty() {
                self.index_new()?;
            }
            self.tell_documents()?;
            self.bell.ring();
        }
        while let Some(event) = self.replica.poll_event() {
            bye = bye.or(self.hear(event)?);
            self.bell.ring();
        }
        self.report_status();
        Ok(bye)
    }

    /// Keeps what arrived; whether there was anything.
    fn settle_stores(&mut self) -> Result<bool, DeskError> {
        let mut kept = false;
        while let Some(store) = self.replica.poll_store() {
            let no = self.desk.room_no();
            let new = self.desk.keep(|write| keeping::keep(write, no, &store))?;
            self.replica.stored(&store);
            self.exchange.entries_received += new;
            kept = true;
        }
        Ok(kept)
    }

    fn hear(&mut self, event: Event) -> Result<Option<Bye>, DeskError> {
        let no = self.desk.room_no();
        match event {
            Event::RelayTime(time) => self.correct(time)?,
            Event::Heads(heads) => {
                let mut records = Vec::new();
                for (seat, n) in heads {
                    records.push(liaison_journal::head::Head { seat, n, half: [0; 16] });
                }
                self.desk.keep(|write| {
                    write.clear_heads(no, Source::Relay)?;
                    records.iter().try_for_each(|head| write.put_head(no, Source::Relay, head))
                })?;
            }
            Event::Stored(keys) => self.exchange.entries_sent += keys.len() as u64,
            // What is turned away stays here and is offered again with the next link.
            Event::TurnedAway(..) => {}
            Event::Unstored => self.desk.keep(|write| write.unplace_documents(no))?,
            Event::Document(event) => self.hear_document(event)?,
            Event::Refused(key, reason) => {
                self.desk.keep(|write| keeping::refuse(write, no, &key, reason))?;
            }
            Event::OwnUnknown(_) => self.desk.want_fresh_seat()?,
            Event::Standing(names) => self.desk.believe(Some(&names))?,
            Event::Current => {
                self.status.current_at = Some(self.desk.now());
                self.exchange.current = true;
                self.was_current = true;
                self.tell(Phase::Current);
            }
            Event::Complete(history) => {
                self.exchange.complete = history >= self.history;
                if history == History::All {
                    self.desk.believe(None)?;
                }
            }
            Event::Bye(bye) => return Ok(Some(bye)),
        }
        Ok(None)
    }

    fn correct(&mut self, relay: liaison_core::stamp::Stamp) -> Result<(), DeskError> {
        if !self.desk.clock().is_correctable() {
            return Ok(());
        }
        let machine = self.desk.clock().time();
        let offset_ms = relay.0.cast_signed().saturating_sub(machine.0.cast_signed());
        let known = self.desk.correction().offset_ms;
        if offset_ms.abs_diff(known) >= CORRECTION_STEP_MS {
            self.desk.correct_clock(Correction { offset_ms })?;
        }
        Ok(())
    }

    fn tell(&mut self, phase: Phase) {
        self.status.phase = phase;
        self.report_status();
    }

    pub(super) fn report_status(&mut self) {
        let pace = self.replica.pace();
        self.status.rate_bps = pace.and_then(|p| p.rate()).map(|bytes| bytes * 8);
        let trip = pace.and_then(|p| p.round_trip());
        self.status.rtt_ms = trip.and_then(|trip| u64::try_from(trip.as_millis()).ok());
        self.status.moving = self.moving();
        self.status.queue = self.desk.pending().unwrap_or(self.status.queue);
        if self.status.phase == Phase::Current {
            self.status.current_at = Some(self.desk.now());
        }
        (self.report)(&self.status);
    }
}

fn lost(why: String) -> End {
    End::Fault(LinkFault::Lost { why })
}
