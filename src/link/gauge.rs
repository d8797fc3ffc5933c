//! What was measured of a link, and what it has cost today: kept in the journal, so that it holds
//! over restarts and every process of a home can tell.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use liaison_core::stamp::Stamp;
use liaison_journal::{Journal, JournalError, RoomNo, Write};
use serde::{Deserialize, Serialize};

/// The settings of the journal under which the figures are kept, of a room and of the home.
const MEASURED: &str = "link-measured";
const SPENT: &str = "link-spent";
const DAY_MS: u64 = 24 * 3_600 * 1_000;
/// A measurement takes so long and so many bytes at least.
const WINDOW: Duration = Duration::from_secs(1);
const WINDOW_BYTES: u64 = 256;
/// Nothing for so long, and the next bytes begin another measurement.
const GAP: Duration = Duration::from_secs(3);
/// How many measurements count; the highest of them holds.
const KEPT: usize = 12;

/// What was last measured of the link to a room's relay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// By setting a connection up, both ways together, in bits a second; none where that went too
    /// fast to tell.
    pub set_up_bps: Option<u64>,
    /// Towards the relay, in bits a second.
    pub up_bps: Option<u64>,
    /// From the relay, in bits a second.
    pub down_bps: Option<u64>,
    /// The shortest round trip of the last minutes, in milliseconds.
    pub trip_ms: Option<u64>,
    /// Whether the last connection was narrow.
    pub narrow: bool,
    /// When the picture was last known to be whole, in Unix milliseconds.
    pub current_at: Option<u64>,
}

/// What the links of a home have cost on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Days since 1970, in UTC.
    day: u64,
    /// Bytes sent, as TCP carries them, TLS included.
    pub sent: u64,
    /// Bytes received, likewise.
    pub received: u64,
}

impl Measured {
    /// The rate towards the relay, in bits a second. A link that has carried little was never seen
    /// at its full rate; what setting it up has shown is then the better word.
    pub fn rate_up(&self) -> Option<u64> {
        self.up_bps.max(self.set_up_bps)
    }

    /// The rate from the relay, likewise.
    pub fn rate_down(&self) -> Option<u64> {
        self.down_bps.max(self.set_up_bps)
    }

    /// What is kept of a room's link.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn read(journal: &Journal, room: RoomNo) -> Result<Self, JournalError> {
        let kept = journal.read().setting(Some(room), MEASURED)?;
        // Of another version: measured anew with the next connection.
        Ok(kept.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default())
    }

    /// Keeps it.
    pub(super) fn keep(&self, write: &mut Write<'_>, room: RoomNo) -> Result<(), JournalError> {
        match postcard::to_allocvec(self) {
            Ok(bytes) => write.set_setting(Some(room), MEASURED, &bytes),
            Err(_) => Ok(()),
        }
    }
}

impl Spent {
    /// What a home has spent today.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn today(journal: &Journal, now: Stamp) -> Result<Self, JournalError> {
        let kept = journal.read().setting(None, SPENT)?;
        let kept: Option<Self> = kept.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        let blank = Self { day: now.0 / DAY_MS, ..Self::default() };
        Ok(kept.filter(|kept| kept.day == blank.day).unwrap_or(blank))
    }

    /// Adds what a connection has cost since it was last added.
    pub(super) fn add(&mut self, sent: u64, received: u64, now: Stamp) {
        let day = now.0 / DAY_MS;
        if day != self.day {
            *self = Self { day, ..Self::default() };
        }
        self.sent += sent;
        self.received += received;
    }

    /// Keeps it.
    pub(super) fn keep(&self, write: &mut Write<'_>) -> Result<(), JournalError> {
        match postcard::to_allocvec(self) {
            Ok(bytes) => write.set_setting(None, SPENT, &bytes),
            Err(_) => Ok(()),
        }
    }
}

/// Measures how fast bytes come while more of them wait at the relay.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    /// When the measurement under way began, with how many bytes, and when bytes came last.
    window: Option<(Instant, u64, Instant)>,
    rates: VecDeque<u64>,
}

impl Gauge {
    /// So many bytes have arrived in all; `busy` says that more wait at the relay, without which
    /// the rate is that of the officers and not the link's.
    pub(super) fn arrived(&mut self, total: u64, busy: bool, now: Instant) {
        let window = self.window.filter(|&(_, _, last)| busy && now - last < GAP);
        let Some((from, before, _)) = window else {
            // When the first of these bytes was sent is not known.
            self.window = busy.then_some((now, total, now));
            return;
        };
        let (elapsed, bytes) = (now - from, total.saturating_sub(before));
        if elapsed < WINDOW || bytes < WINDOW_BYTES {
            self.window = Some((from, before, now));
            return;
        }
        let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        if self.rates.len() == KEPT {
            self.rates.pop_front();
        }
        self.rates.push_back((bytes * 8).saturating_mul(1_000) / ms.max(1));
        self.window = Some((now, total, now));
    }

    /// The measured rate, in bits a second.
    pub(super) fn rate_bps(&self) -> Option<u64> {
        self.rates.iter().max().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_link_and_not_of_the_officers() {
        let (start, mut gauge) = (Instant::now(), Gauge::default());
        for tenth in 0..100 {
            gauge.arrived(tenth * 24, true, start + Duration::from_millis(tenth * 100));
        }
        assert_eq!(gauge.rate_bps(), Some(24 * 10 * 8));
        let mut gauge = Gauge::default();
        for second in 0..100 {
            gauge.arrived(second * 300, false, start + Duration::from_secs(second));
        }
        assert_eq!(gauge.rate_bps(), None);
        // A pause is nobody's rate either.
        gauge.arrived(1_000, true, start);
        gauge.arrived(2_000, true, start + Duration::from_secs(60));
        assert_eq!(gauge.rate_bps(), None);
    }

    #[test]
    fn what_was_spent_is_of_one_day() {
        let (day, mut spent) = (Stamp(20_000 * DAY_MS + 7), Spent::default());
        spent.add(100, 20, day);
        spent.add(1, 2, day);
        assert_eq!((spent.sent, spent.received), (101, 22));
        spent.add(5, 6, Stamp(20_001 * DAY_MS));
        assert_eq!((spent.sent, spent.received), (5, 6));
    }

    #[test]
    fn what_was_measured_and_spent_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let mut journal = Journal::open(&path, liaison_journal::Access::Create).unwrap();
        let now = Stamp(20_000 * DAY_MS);
        assert_eq!(Spent::today(&journal, now).unwrap().sent, 0);
        let mut spent = Spent::default();
        spent.add(3, 4, now);
        journal.write(|write| spent.keep(write)).unwrap();
        assert_eq!(Spent::today(&journal, now).unwrap(), spent);
        let tomorrow = Stamp(now.0 + DAY_MS);
        assert_eq!(Spent::today(&journal, tomorrow).unwrap().sent, 0);
    }
}
