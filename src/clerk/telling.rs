//! What the clerk tells the loop of itself: damage, what was turned away, how the link is.

use liaison_core::id::EntryId;

use super::Clerk;
use crate::desk::{DeskError, named};
use crate::link::wake::Listener;
use crate::link::{LinkStatus, Phase, Queue};
use crate::msg::Msg;
use crate::output::{Paper, refusal};
use crate::state::{LinkPhase, LinkView};

impl Clerk {
    /// Says which entries are not as they were written, if there are any.
    pub(super) fn tell_damage(&mut self, entries: &[EntryId]) {
        if !entries.is_empty() {
            let paper = Paper {
                words: &self.words,
                glyphs: self.paper_glyphs,
                mode: self.desk.room().mode(),
            };
            let said = paper.with("out-desk-damage", &[("entries", named(entries))]);
            self.send(Msg::Damaged(said));
        }
    }

    /// Tells that the relay keeps nothing of an entry, once each time.
    pub(super) fn tell_turned_away(&mut self, before: &LinkStatus) {
        if let Some((entry, reason)) = self.link.turned_away
            && before.turned_away != self.link.turned_away
        {
            self.send(Msg::TurnedAway { entry, reason });
        }
    }

    pub(super) fn tell_link(&mut self) -> Result<(), DeskError> {
        let queue = self.desk.pending()?;
        if queue != self.queue {
            self.waiting = Queue::of(self.desk.journal(), self.desk.room_no())?;
        }
        self.queue = queue;
        let status = &self.link;
        let correction = self.desk.correction();
        let off = correction.is_worth_a_warning().then(|| correction.offset_ms.unsigned_abs());
        let phase = match status.phase {
            _ if self.desk.relay()?.is_none() => LinkPhase::None,
            Phase::Down { .. } => LinkPhase::Down,
            Phase::Connecting => LinkPhase::Connecting,
            Phase::CatchingUp => LinkPhase::CatchingUp,
            Phase::Current | Phase::Elsewhere => LinkPhase::Up,
        };
        let view = LinkView {
            phase,
            rate_bps: status.rate_bps,
            rate_down_bps: status.rate_down_bps,
            rtt_ms: status.rtt_ms,
            narrow: status.narrow,
            spent: status.spent,
            waiting: self.waiting,
            config: self.config.clone(),
            queue: u32::try_from(self.queue).unwrap_or(u32::MAX),
            current_at: status.current_at,
            clock_off_ms: off,
        };
        self.send(Msg::Link(Box::new(view)));
        Ok(())
    }

    /// Whoever has the link of this home sends what was written; nobody is no mistake.
    pub(super) fn wake_link(&self) {
        drop(Listener::wake(&self.desk.home().wake_path()));
    }

    /// Says that what was handed in is not saved, and why.
    pub(super) fn tell_not_saved(&mut self, error: &DeskError) {
        let why = self.why(error);
        self.send(Msg::NotSaved(why));
    }

    /// Why something was not saved, in the officer's words.
    pub(super) fn why(&self, error: &DeskError) -> String {
        let paper =
            Paper { words: &self.words, glyphs: self.paper_glyphs, mode: self.desk.room().mode() };
        match error {
            DeskError::Refused(refused) => refusal::refusal(self.desk.room(), refused, &paper),
            other => {
                paper.with(&format!("out-desk-{}", other.key()), &[("why", other.to_string())])
            }
        }
    }
}
