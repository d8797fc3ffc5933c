//! How fast one connection may bring entries.
//!
//! Who is over it is not refused but read more slowly: a console that comes back after a week
//! offline has much to say, and nothing of it may be lost.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::Limits;

/// A minute's entries at once, then as many a minute.
#[derive(Debug)]
pub(super) struct Allowance {
    per_minute: Option<f64>,
    /// What may be brought, as of `at`; below zero it has to be waited for.
    left: f64,
    at: Instant,
}

impl Allowance {
    pub(super) fn new(limits: &Limits, ip: IpAddr) -> Self {
        let counted = limits.loopback || !ip.to_canonical().is_loopback();
        let per_minute = counted.then_some(limits.entries_per_minute as f64);
        Self { per_minute, left: per_minute.unwrap_or(0.0), at: Instant::now() }
    }

    /// When the next batch may be handed over.
    pub(super) fn ready_at(&self) -> Instant {
        match self.per_minute {
            Some(per_minute) if self.left < 0.0 => {
                self.at + Duration::from_secs_f64(-self.left / per_minute * 60.0)
            }
            _ => self.at,
        }
    }

    /// A batch of so many entries was handed over.
    pub(super) fn spend(&mut self, entries: usize) {
        let Some(per_minute) = self.per_minute else { return };
        let now = Instant::now();
        let minutes = now.saturating_duration_since(self.at).as_secs_f64() / 60.0;
        self.left = (self.left + minutes * per_minute).min(per_minute) - entries as f64;
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_minute_at_once_then_it_takes_time() {
        let limits = Limits { entries_per_minute: 60, ..Limits::default() };
        let mut office = Allowance::new(&limits, IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)));
        office.spend(60);
        assert!(office.ready_at() <= Instant::now() + Duration::from_millis(1));
        office.spend(30);
        let wait = office.ready_at() - Instant::now();
        assert!(wait > Duration::from_secs(29) && wait <= Duration::from_secs(30), "{wait:?}");
        let mut local = Allowance::new(&limits, IpAddr::V4(Ipv4Addr::LOCALHOST));
        local.spend(1_000_000);
        assert!(local.ready_at() <= Instant::now());
    }
}
