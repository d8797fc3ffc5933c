//! The nonces that a relay remembers: each is taken once, and the memory is bounded.

use std::collections::{BTreeMap, BTreeSet};

use super::{SKEW_MAX, UpgradeError};
use crate::stamp::Stamp;

/// How many nonces are remembered at most.
pub const NONCES_MAX: usize = 65_536;

/// Nonces of requests whose time is still acceptable.
#[derive(Clone, Debug, Default)]
pub struct Nonces {
    taken: BTreeSet<[u8; 16]>,
    by_time: BTreeMap<Stamp, Vec<[u8; 16]>>,
}

impl Nonces {
    /// Takes a nonce of a request of that time.
    ///
    /// # Errors
    /// If it was taken before, or too many are remembered.
    pub(super) fn take(
        &mut self,
        nonce: [u8; 16],
        time: Stamp,
        now: Stamp,
    ) -> Result<(), UpgradeError> {
        self.forget_before(now - SKEW_MAX);
        if self.taken.contains(&nonce) {
            return Err(UpgradeError::Replayed);
        }
        if self.taken.len() >= NONCES_MAX {
            return Err(UpgradeError::Busy);
        }
        self.taken.insert(nonce);
        self.by_time.entry(time).or_default().push(nonce);
        Ok(())
    }

    /// What is older would be refused for its time. A clock set back brings nothing back: only
    /// what is refused either way is forgotten.
    fn forget_before(&mut self, earliest: Stamp) {
        let kept = self.by_time.split_off(&earliest);
        for nonce in std::mem::replace(&mut self.by_time, kept).into_values().flatten() {
            self.taken.remove(&nonce);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_is_bounded_and_empties_with_time() {
        let mut nonces = Nonces::default();
        let now = Stamp(1_000_000);
        for i in 0..NONCES_MAX as u128 {
            assert_eq!(nonces.take(i.to_le_bytes(), now, now), Ok(()));
        }
        assert_eq!(nonces.take([255; 16], now, now), Err(UpgradeError::Busy));
        let later = now + SKEW_MAX + std::time::Duration::from_millis(1);
        assert_eq!(nonces.take([255; 16], later, later), Ok(()));
        assert_eq!(nonces.taken.len(), 1);
    }
}
