//! Several measurements of one thing.

use std::time::Duration;

/// Milliseconds, or any other numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample(Vec<f64>);

impl Sample {
    /// Adds a time, in milliseconds.
    pub(crate) fn took(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    /// Adds a number.
    pub(crate) fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Adds another sample.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// The value that `share` of all are not above; of no values zero.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(0.0)
    }

    /// The value in the middle.
    pub(crate) fn median(&self) -> f64 {
        self.percentile(0.5)
    }

    /// The smallest and the largest, for saying how much they differ.
    pub(crate) fn spread(&self) -> (f64, f64) {
        (self.percentile(0.0), self.percentile(1.0))
    }
}

impl Sample {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was measured.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
