//! What is counted by address: open connections, and failures that fade with time.
//!
//! Failures are counted rather than connections, because a whole administration may sit behind one
//! address and must get in during a crisis; who guesses at permits or proofs is slowed down. One
//! IPv6 site has a whole /64, so that counts as one address. Loopback is left out unless the
//! operator says otherwise: a relay behind a proxy sees nothing else.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::limits::Limits;

/// So many addresses are remembered; beyond, those without open connections are forgotten.
const ADDRESSES_MAX: usize = 65_536;

/// The counts of all addresses.
#[derive(Debug)]
pub struct Addresses {
    loopback: bool,
    connections: u64,
    unidentified: u64,
    failures_per_minute: f64,
    counts: Mutex<HashMap<IpAddr, Count>>,
}

#[derive(Debug)]
struct Count {
    open: u64,
    unidentified: u64,
    /// Failures, less those that faded until `at`.
    failures: f64,
    at: Instant,
}

/// One open connection in the counts; leaves them when dropped.
#[derive(Debug)]
pub struct Place {
    addresses: Arc<Addresses>,
    address: Option<IpAddr>,
    unidentified: bool,
}

impl Addresses {
    /// Counts by these limits.
    pub fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            loopback: limits.loopback,
            connections: limits.connections_per_address,
            unidentified: limits.unidentified_per_address,
            failures_per_minute: limits.failures_per_minute as f64,
            counts: Mutex::new(HashMap::new()),
        })
    }

    /// Takes a place for a connection from this address, or `None` if it has too many.
    pub fn enter(self: &Arc<Self>, ip: IpAddr) -> Option<Place> {
        let address = self.counted(ip);
        if let Some(address) = address {
            let now = Instant::now();
            let mut counts = self.lock();
            let count = entry(&mut counts, address, now);
            if count.open >= self.connections || count.unidentified >= self.unidentified {
                return None;
            }
            count.open += 1;
            count.unidentified += 1;
        }
        Some(Place { addresses: Arc::clone(self), address, unidentified: true })
    }

    /// Counts a wrong proof, permit or invitation.
    pub fn failed(&self, ip: IpAddr) {
        if let Some(address) = self.counted(ip) {
            let now = Instant::now();
            let mut counts = self.lock();
            let count = entry(&mut counts, address, now);
            count.fade(now, self.failures_per_minute);
            // Whoever goes on failing does not wait longer and longer: two minutes at most.
            count.failures = (count.failures + 1.0).min(3.0 * self.failures_per_minute);
        }
    }

    /// How long this address has to wait before it may try again, if it failed too often.
    pub fn slowed(&self, ip: IpAddr) -> Option<Duration> {
        let address = self.counted(ip)?;
        let mut counts = self.lock();
        let count = counts.get_mut(&address)?;
        count.fade(Instant::now(), self.failures_per_minute);
        let excess = count.failures - self.failures_per_minute + 1.0;
        let seconds = excess / self.failures_per_minute * 60.0;
        (excess > 0.0).then(|| Duration::from_secs_f64(seconds.max(1.0)))
    }

    /// The address as it is counted, or `None` if it is not.
    fn counted(&self, ip: IpAddr) -> Option<IpAddr> {
        let ip = ip.to_canonical();
        if ip.is_loopback() && !self.loopback {
            return None;
        }
        Some(match ip {
            IpAddr::V4(_) => ip,
            IpAddr::V6(v6) => {
                let s = v6.segments();
                IpAddr::V6(Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0))
            }
        })
    }

    /// A panic elsewhere leaves counts that are at worst one off.
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn entry(counts: &mut HashMap<IpAddr, Count>, ip: IpAddr, now: Instant) -> &mut Count {
    if counts.len() >= ADDRESSES_MAX && !counts.contains_key(&ip) {
        counts.retain(|_, count| count.open > 0);
    }
    let fresh = || Count { open: 0, unidentified: 0, failures: 0.0, at: now };
    counts.entry(ip).or_insert_with(fresh)
}

impl Count {
    fn fade(&mut self, now: Instant, per_minute: f64) {
        let minutes = now.saturating_duration_since(self.at).as_secs_f64() / 60.0;
        self.failures = (self.failures - minutes * per_minute).max(0.0);
        self.at = now;
    }
}

impl Place {
    /// The connection has proved who it is.
    pub fn identified(&mut self) {
        if let (true, Some(ip)) = (self.unidentified, self.address)
            && let Some(count) = self.addresses.lock().get_mut(&ip)
        {
            count.unidentified = count.unidentified.saturating_sub(1);
        }
        self.unidentified = false;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.identified();
        if let Some(ip) = self.address {
            let mut counts = self.addresses.lock();
            if let Some(count) = counts.get_mut(&ip) {
                count.open = count.open.saturating_sub(1);
                if count.open == 0 && count.failures == 0.0 {
                    counts.remove(&ip);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn addresses() -> Arc<Addresses> {
        let (connections_per_address, unidentified_per_address) = (3, 2);
        let limits =
            Limits { connections_per_address, unidentified_per_address, ..Limits::default() };
        Addresses::new(&limits)
    }

    #[test]
    fn places_are_given_back() {
        let addresses = addresses();
        let mut first = addresses.enter(OFFICE).expect("room for one");
        let _second = addresses.enter(OFFICE).expect("room for two");
        assert!(addresses.enter(OFFICE).is_none(), "two strangers are enough");
        first.identified();
        let third = addresses.enter(OFFICE).expect("one is no stranger any more");
        assert!(addresses.enter(OFFICE).is_none());
        drop(third);
        assert!(addresses.enter(OFFICE).is_some());
    }

    #[test]
    fn failures_slow_an_address_down_and_no_other() {
        let addresses = addresses();
        for _ in 0..4 {
            addresses.failed(OFFICE);
        }
        assert_eq!(addresses.slowed(OFFICE), None);
        addresses.failed(OFFICE);
        assert!(addresses.slowed(OFFICE).is_some_and(|wait| wait.as_secs() <= 12));
        assert_eq!(addresses.slowed(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 8))), None);
    }

    #[test]
    fn failures_fade() {
        let now = Instant::now();
        let mut count = Count { open: 0, unidentified: 0, failures: 5.0, at: now };
        count.fade(now + Duration::from_secs(12), 5.0);
        assert!((count.failures - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_v6_site_is_one_address_and_loopback_is_none() {
        let addresses = addresses();
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(addresses.counted(ip("2001:db8::1")), addresses.counted(ip("2001:db8::2")));
        assert_ne!(addresses.counted(ip("2001:db8::1")), addresses.counted(ip("2001:db8:0:1::1")));
        assert_eq!(addresses.counted(ip("::ffff:127.0.0.1")), None);
        assert_eq!(addresses.counted(ip("::1")), None);
    }
}
