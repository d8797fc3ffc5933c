//! What a link does with what it hears: keeps it, acts upon it, tells of itself.

use std::time::{Duration, Instant};

use liaison_core::pace::Pace;
use liaison_core::replica::Event;
use liaison_core::stamp::Stamp;
use liaison_core::wire::{Bye, History, RefusalReason};
use liaison_journal::JournalError;
use liaison_journal::head::Source;

use super::keeping;
use super::running::Running;
use super::status::Phase;
use crate::clock::Correction;
use crate::desk::DeskError;

/// A correction that differs by less than this from the one before is the link's own doing.
const CORRECTION_STEP_MS: u64 = 2_000;
/// Figures are kept once so many bytes are not in them, and so long after the last time; what is
/// lost by a kill is at most as much.
const UNKEPT_BYTES_MAX: u64 = 4 * 1024;
const KEEPING_PAUSE: Duration = Duration::from_secs(10);

impl Running<'_> {
    /// Keeps what arrived and hears what it means; the relay's farewell, if it said one.
    pub(super) fn settle(&mut self) -> Result<Option<Bye>, DeskError> {
        let mut bye = None;
        if self.settle_stores()? {
            self.desk.refresh()?;
            let taken_up = self.desk.take_up_waiting()?;
            let wrote = !self.desk.do_chores()?.is_empty();
            if taken_up || wrote {
                self.index_new()?;
            }
            self.tell_documents()?;
            self.bell.ring();
        }
        while let Some(event) = self.replica.poll_event() {
            bye = bye.or(self.hear(event)?);
            self.bell.ring();
        }
        self.keep_figures(false)?;
        self.report_status();
        Ok(bye)
    }

    /// Keeps what arrived; whether there was anything.
    pub(super) fn settle_stores(&mut self) -> Result<bool, DeskError> {
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
            Event::Unstored => self.desk.keep(|write| write.unplace_documents(no))?,
            Event::Document(event) => self.hear_document(event)?,
            // It stays here and is offered again with the next link; its author must know why.
            Event::TurnedAway(key, reason) => {
                let own = key.author == self.desk.me() && key.n == 1;
                self.turned_away |= own && reason == RefusalReason::Invitation;
                self.status.turned_away = Some((key.reference(), keeping::reason_text(reason)));
            }
            Event::Refused(key, reason) => {
                self.desk.keep(|write| keeping::refuse(write, no, &key, reason))?;
            }
            Event::OwnUnknown(_) => self.desk.want_fresh_seat()?,
            Event::Standing(names) => {
                let gone = self.replica.gone(self.desk.room().present(), &names);
                self.desk.believe(Some((&names, &gone)))?;
            }
            Event::Current => {
                self.status.current_at = Some(self.desk.now());
                self.exchange.current = true;
                let after = self.started.elapsed().as_secs_f64();
                self.exchange.current_after.get_or_insert(after);
                self.was_current = true;
                self.tell(Phase::Current);
            }
            Event::Complete(history) => {
                self.told = true;
                self.exchange.complete = history >= self.history;
                if history == History::All {
                    self.desk.believe(None)?;
                }
            }
            Event::Bye(bye) => return Ok(Some(bye)),
        }
        Ok(None)
    }

    /// Whether a flash or immediate message waits that no relay has.
    pub(super) fn has_urgent(&self) -> bool {
        !self.replica.record().unplaced_urgent().is_empty()
    }

    fn correct(&mut self, relay: Stamp) -> Result<(), DeskError> {
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

    /// Says which part of coming and going the link is in.
    pub(super) fn tell(&mut self, phase: Phase) {
        self.status.phase = phase;
        self.report_status();
    }

    /// Tells how the link is.
    pub(super) fn report_status(&mut self) {
        self.measure();
        let measured = &self.measured;
        self.status.rate_bps = measured.rate_up();
        self.status.rate_down_bps = measured.rate_down();
        self.status.rtt_ms = measured.trip_ms;
        self.status.narrow = measured.narrow;
        self.status.spent = self.spent;
        self.status.moving = self.moving();
        self.status.queue = self.desk.pending().unwrap_or(self.status.queue);
        if self.status.phase == Phase::Current {
            self.status.current_at = Some(self.desk.now());
        }
        (self.report)(&self.status);
    }

    /// Brings up to date what is known of the link and of what it has cost.
    fn measure(&mut self) {
        let measured = &mut self.measured;
        let pace = self.replica.pace();
        let up = pace.and_then(Pace::known_rate).map(|bytes| bytes.saturating_mul(8));
        measured.up_bps = up.or(measured.up_bps);
        measured.down_bps = self.gauge.rate_bps().or(measured.down_bps);
        let ms = |trip: Duration| u64::try_from(trip.as_millis()).ok();
        let trip = pace.and_then(Pace::round_trip).or(self.trip).and_then(ms);
        measured.trip_ms = trip.or(measured.trip_ms);
        measured.current_at = self.status.current_at.map(|at| at.0).or(measured.current_at);
        let (sent, received) = (self.meter.sent(), self.meter.received());
        let (sent_before, received_before) = self.counted;
        let now = self.desk.now();
        self.spent.add(sent - sent_before, received - received_before, now);
        self.counted = (sent, received);
        self.unkept += sent - sent_before + received - received_before;
    }

    /// Keeps the figures, now and then while a link lasts, and at its end.
    pub(super) fn keep_figures(&mut self, last: bool) -> Result<(), DeskError> {
        self.measure();
        let due = self.unkept >= UNKEPT_BYTES_MAX && self.kept_at.elapsed() >= KEEPING_PAUSE;
        if self.unkept == 0 || !(due || last) {
            return Ok(());
        }
        let (no, measured, spent) = (self.desk.room_no(), self.measured.clone(), self.spent);
        let kept = self.desk.keep(|write| {
            measured.keep(write, no)?;
            spent.keep(write)
        });
        (self.unkept, self.kept_at) = (0, Instant::now());
        match kept {
            // A full disk bars what is said; that it bars this as well is no reason to hang up.
            Err(DeskError::Journal(JournalError::DiskFull { .. })) => Ok(()),
            kept => kept,
        }
    }
}
