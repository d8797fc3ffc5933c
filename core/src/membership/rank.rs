//! Which of several keys with one seat id counts.
//!
//! A seat id is 32 bits of a hash: whoever tries long enough finds a key with the id of another.
//! One of them counts and the others have no effect, so that a name leads to one key.

use std::collections::BTreeMap;

use crate::id::{Hash, SeatId, SeatKey};

/// How well a key holds its seat id; the least holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The room's founder and its recovery key.
    Founding,
    /// A seat that one above has accepted, in the order in which acceptances count.
    Accepted(Acceptance),
    /// A seat that continues another or that the recovery key set.
    Fresh,
    /// A seat that nobody has accepted yet.
    Taken,
}

/// The order of several acceptances: that of the seat higher in the tree, then the lower number,
/// then the smaller hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Acceptance {
    pub(super) depth: u32,
    pub(super) n: u32,
    pub(super) h: Hash,
}

/// The best placed of the keys that another, better placed key of the same id keeps out; of equals
/// the smaller key is better placed.
///
/// `id` is [`SeatKey::seat`], but for the tests of this rule.
pub(super) fn kept_out(
    ranked: impl IntoIterator<Item = (Rank, SeatKey)>,
    id: impl Fn(&SeatKey) -> SeatId,
) -> Option<SeatKey> {
    let mut ranked: Vec<_> = ranked.into_iter().collect();
    ranked.sort_unstable();
    let mut holders = BTreeMap::new();
    ranked.iter().map(|(_, key)| *key).find(|key| *holders.entry(id(key)).or_insert(*key) != *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SeatKey {
        SeatKey([byte; 32])
    }

    fn accepted(depth: u32, n: u32, h: u8) -> Rank {
        Rank::Accepted(Acceptance { depth, n, h: Hash([h; 32]) })
    }

    #[test]
    fn the_better_placed_of_two_keys_with_one_id_counts() {
        // From the best placed to the worst, with keys that would sort the other way.
        let order = [
            (Rank::Founding, key(9)),
            (accepted(0, 7, 7), key(8)),
            (accepted(1, 3, 7), key(7)),
            (accepted(1, 4, 1), key(6)),
            (accepted(1, 4, 2), key(5)),
            (Rank::Fresh, key(4)),
            (Rank::Taken, key(2)),
            (Rank::Taken, key(3)),
        ];
        for (i, better) in order.iter().enumerate() {
            for worse in &order[i + 1..] {
                for pair in [[*better, *worse], [*worse, *better]] {
                    assert_eq!(kept_out(pair, |_| SeatId([1; 4])), Some(worse.1), "{pair:?}");
                }
            }
        }
        assert_eq!(kept_out(order, SeatKey::seat), None, "the ids differ");
    }
}
