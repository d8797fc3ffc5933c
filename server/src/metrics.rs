//! What the relay counts, and how Prometheus reads it.
//!
//! Plain atomics, touched from every task and read by nobody but the metrics page: no lock, no
//! registry, no label that an officer or an attacker could multiply.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of the commit histogram's buckets, in microseconds.
const COMMIT_BOUNDS_US: [u64; 10] =
    [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000];

/// Why a connection or a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Too many connections from the address.
    Address,
    /// TLS did not come about.
    Tls,
    /// No valid upgrade request in time.
    Upgrade,
    /// The proof of identity, the permit or the invitation is wrong.
    Proof,
    /// The address failed too often.
    Slowed,
    /// A frame that no console sends.
    Frame,
}

impl Refused {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Address, "address"),
        (Self::Tls, "tls"),
        (Self::Upgrade, "upgrade"),
        (Self::Proof, "proof"),
        (Self::Slowed, "slowed"),
        (Self::Frame, "frame"),
    ];
}

/// All counters of a relay.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Connections open.
    pub connections: AtomicU64,
    /// Connections open that have proved who they are.
    pub identified: AtomicU64,
    /// Connections accepted since the start.
    pub accepted: AtomicU64,
    /// Rooms held.
    pub rooms: AtomicU64,
    /// Entries stored since the start.
    pub entries: AtomicU64,
    /// Entries that were there already.
    pub duplicates: AtomicU64,
    /// Entries refused.
    pub entries_refused: AtomicU64,
    /// Bytes that documents take, those on their way in as if they were here.
    pub document_bytes: AtomicU64,
    /// Documents refused, for their size or for want of space.
    pub documents_refused: AtomicU64,
    /// Documents removed because they were withdrawn.
    pub documents_dropped: AtomicU64,
    /// Frames received.
    pub frames_in: AtomicU64,
    /// Frames sent.
    pub frames_out: AtomicU64,
    /// Bytes of frames received.
    pub bytes_in: AtomicU64,
    /// Bytes of frames sent.
    pub bytes_out: AtomicU64,
    /// Transactions that failed.
    pub commits_failed: AtomicU64,
    /// The relay is on its way down.
    pub stopping: AtomicBool,
    /// The store does not take entries at the moment.
    pub store_failing: AtomicBool,
    refused: [AtomicU64; 6],
    commits: [AtomicU64; COMMIT_BOUNDS_US.len() + 1],
    commit_us: AtomicU64,
    commit_entries: AtomicU64,
}

/// One open connection in the counts.
#[derive(Debug)]
pub(crate) struct Open {
    metrics: Arc<Metrics>,
    identified: bool,
}

impl Open {
    pub(crate) fn new(metrics: Arc<Metrics>) -> Self {
        metrics.connections.fetch_add(1, Relaxed);
        metrics.accepted.fetch_add(1, Relaxed);
        Self { metrics, identified: false }
    }

    pub(crate) fn identified(&mut self) {
        if !self.identified {
            self.identified = true;
            self.metrics.identified.fetch_add(1, Relaxed);
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.metrics.connections.fetch_sub(1, Relaxed);
        if self.identified {
            self.metrics.identified.fetch_sub(1, Relaxed);
        }
    }
}

impl Metrics {
    /// Counts a refusal.
    pub fn refused(&self, why: Refused) {
        self.refused[why as usize].fetch_add(1, Relaxed);
    }

    /// Counts a transaction that stored so many entries in that time.
    pub fn committed(&self, entries: usize, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = COMMIT_BOUNDS_US.iter().take_while(|&&bound| us > bound).count();
        self.commits[bucket].fetch_add(1, Relaxed);
        self.commit_us.fetch_add(us, Relaxed);
        self.commit_entries.fetch_add(entries as u64, Relaxed);
        self.entries.fetch_add(entries as u64, Relaxed);
    }

    /// Whether the relay takes entries; otherwise why not.
    ///
    /// # Errors
    /// The state that `/healthz` reports.
    pub fn healthy(&self) -> Result<(), &'static str> {
        if self.stopping.load(Relaxed) {
            Err("stopping")
        } else if self.store_failing.load(Relaxed) {
            Err("the store does not take entries; reading goes on")
        } else {
            Ok(())
        }
    }

    /// The page of `/metrics`, in Prometheus' text format 0.0.4.
    pub fn page(&self) -> String {
        let mut page = String::with_capacity(4096);
        for (name, about, value) in [
            ("connections", "Connections open.", &self.connections),
            ("connections_identified", "Connections open, identified.", &self.identified),
            ("rooms", "Rooms held.", &self.rooms),
            ("document_bytes", "Bytes that documents take.", &self.document_bytes),
        ] {
            row(&mut page, name, "gauge", about, value.load(Relaxed));
        }
        for (name, about, value) in [
            ("accepted_total", "Connections accepted.", &self.accepted),
            ("entries_total", "Entries stored.", &self.entries),
            ("entries_duplicate_total", "Entries that were there already.", &self.duplicates),
            ("entries_refused_total", "Entries refused.", &self.entries_refused),
            ("documents_refused_total", "Documents refused.", &self.documents_refused),
            ("documents_dropped_total", "Documents withdrawn, removed.", &self.documents_dropped),
            ("frames_received_total", "Frames received.", &self.frames_in),
            ("frames_sent_total", "Frames sent.", &self.frames_out),
            ("bytes_received_total", "Bytes of frames received.", &self.bytes_in),
            ("bytes_sent_total", "Bytes of frames sent.", &self.bytes_out),
            ("commits_failed_total", "Transactions that failed.", &self.commits_failed),
        ] {
            row(&mut page, name, "counter", about, value.load(Relaxed));
        }
        let up = u64::from(self.healthy().is_ok());
        row(&mut page, "healthy", "gauge", "1 if entries are taken.", up);
        self.refusals(&mut page);
        self.histogram(&mut page);
        page
    }

    fn refusals(&self, page: &mut String) {
        head(page, "refused_total", "counter", "Connections and requests refused.");
        for (why, name) in Refused::ALL {
            let count = self.refused[why as usize].load(Relaxed);
            writeln!(page, "liaison_relay_refused_total{{reason=\"{name}\"}} {count}")
                .expect("writing to a string");
        }
    }

    fn histogram(&self, page: &mut String) {
        let name = "liaison_relay_commit_seconds";
        head(page, "commit_seconds", "histogram", "Time of a transaction with its flush.");
        let mut sum = 0;
        let counts = self.commits.iter().map(|count| count.load(Relaxed));
        let bounds = COMMIT_BOUNDS_US.iter().map(|&us| (us as f64 / 1e6).to_string());
        for (bound, count) in bounds.chain(["+Inf".to_owned()]).zip(counts) {
            sum += count;
            writeln!(page, "{name}_bucket{{le=\"{bound}\"}} {sum}").expect("writing to a string");
        }
        let seconds = self.commit_us.load(Relaxed) as f64 / 1e6;
        writeln!(page, "{name}_sum {seconds}\n{name}_count {sum}").expect("writing to a string");
        let entries = self.commit_entries.load(Relaxed);
        let about = "Entries that transactions stored; by commit_seconds_count, the group's size.";
        row(page, "commit_entries_total", "counter", about, entries);
    }
}

fn head(page: &mut String, name: &str, kind: &str, about: &str) {
    writeln!(page, "# HELP liaison_relay_{name} {about}\n# TYPE liaison_relay_{name} {kind}")
        .expect("writing to a string");
}

fn row(page: &mut String, name: &str, kind: &str, about: &str, value: u64) {
    head(page, name, kind, about);
    writeln!(page, "liaison_relay_{name} {value}").expect("writing to a string");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_adds_up() {
        let metrics = Arc::new(Metrics::default());
        metrics.committed(3, Duration::from_micros(400));
        metrics.committed(1, Duration::from_secs(9));
        metrics.refused(Refused::Proof);
        let open = Open::new(Arc::clone(&metrics));
        let page = metrics.page();
        for line in [
            "liaison_relay_commit_seconds_bucket{le=\"0.00025\"} 0",
            "liaison_relay_commit_seconds_bucket{le=\"0.0005\"} 1",
            "liaison_relay_commit_seconds_bucket{le=\"+Inf\"} 2",
            "liaison_relay_commit_seconds_count 2",
            "liaison_relay_commit_entries_total 4",
            "liaison_relay_refused_total{reason=\"proof\"} 1",
            "liaison_relay_connections 1",
            "liaison_relay_healthy 1",
        ] {
            assert!(page.lines().any(|l| l == line), "{line} is missing in\n{page}");
        }
        drop(open);
        assert_eq!(metrics.connections.load(Relaxed), 0);
    }
}
