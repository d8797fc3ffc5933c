//! When an idle link is pinged, and when its silence is no longer the link's own.
//!
//! There is no fixed time-out: how long silence is no bad sign follows from what was measured
//! (`core::pace`). A link of which nothing is expected is asked at the interval that the officer has
//! set; one that owes an answer is asked once that patience is over, and lost after another.

use std::time::{Duration, Instant};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Send a ping: nothing came for long.
    Ping,
    /// Give the link up: not even the ping was answered.
    Lost,
}

/// The silence of one link.
#[derive(Debug)]
pub(super) struct Watch {
    interval: Duration,
    /// When something came last.
    heard: Instant,
    /// Since when an answer is owed.
    owed: Option<Instant>,
    /// When a ping was sent that nothing came after.
    asked: Option<Instant>,
}

impl Watch {
    /// A link that has just come about.
    pub(super) fn new(interval: Duration, now: Instant) -> Self {
        Self { interval, heard: now, owed: None, asked: None }
    }

    /// Something came; of an answer to a ping, how long it took.
    pub(super) fn heard(&mut self, now: Instant) -> Option<Duration> {
        self.heard = now;
        self.owed = None;
        self.asked.take().map(|asked| now.saturating_duration_since(asked))
    }

    /// Something was sent that the relay answers.
    pub(super) fn expects(&mut self, answer: bool, now: Instant) {
        match answer {
            true => drop(self.owed.get_or_insert(now)),
            false => self.owed = None,
        }
    }

    /// When to look again.
    pub(super) fn at(&self, patience: Duration) -> Instant {
        if let Some(asked) = self.asked {
            return asked + patience;
        }
        let quiet = self.heard + self.interval;
        self.owed.map_or(quiet, |owed| quiet.min(owed.max(self.heard) + patience))
    }

    /// What is due now.
    pub(super) fn due(&mut self, patience: Duration, now: Instant) -> Option<Due> {
        if now < self.at(patience) {
            return None;
        }
        if self.asked.is_some() {
            return Some(Due::Lost);
        }
        self.asked = Some(now);
        Some(Due::Ping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const PATIENCE: Duration = Duration::from_secs(40);

    #[test]
    fn an_idle_link_is_pinged_at_its_interval_and_lives_as_long_as_it_answers() {
        let mut now = Instant::now();
        let mut watch = Watch::new(300 * SECOND, now);
        for _ in 0..3 {
            assert_eq!(watch.at(PATIENCE), now + 300 * SECOND);
            assert_eq!(watch.due(PATIENCE, now + 299 * SECOND), None);
            now += 300 * SECOND;
            assert_eq!(watch.due(PATIENCE, now), Some(Due::Ping));
            now += 2 * SECOND;
            assert_eq!(watch.heard(now), Some(2 * SECOND));
            assert_eq!(watch.heard(now), None);
        }
    }

    #[test]
    fn a_link_that_owes_an_answer_is_asked_after_its_patience_and_lost_after_another() {
        let now = Instant::now();
        let mut watch = Watch::new(300 * SECOND, now);
        let sent = now + 5 * SECOND;
        watch.expects(true, sent);
        watch.expects(true, sent + 30 * SECOND);
        assert_eq!(watch.at(PATIENCE), sent + PATIENCE);
        assert_eq!(watch.due(PATIENCE, sent + PATIENCE), Some(Due::Ping));
        assert_eq!(watch.due(PATIENCE, sent + PATIENCE + SECOND), None);
        assert_eq!(watch.due(PATIENCE, sent + 2 * PATIENCE), Some(Due::Lost));
    }

    #[test]
    fn patience_begins_anew_with_whatever_comes() {
        let now = Instant::now();
        let mut watch = Watch::new(300 * SECOND, now);
        watch.expects(true, now);
        watch.heard(now + 30 * SECOND);
        watch.expects(true, now + 30 * SECOND);
        assert_eq!(watch.at(PATIENCE), now + 70 * SECOND);
        watch.expects(false, now + 31 * SECOND);
        assert_eq!(watch.at(PATIENCE), now + 330 * SECOND);
    }
}
