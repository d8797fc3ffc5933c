//! Trees read from a saved fold, packed.
//!
//! A tree into which sorted keys are put one by one has nodes that are half empty: of a fold with
//! 100,000 entries that is megabytes, and a console has several copies.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// Room made for pairs before any is read: what a damaged blob says of their number is not trusted.
const RESERVED_MAX: usize = 4_096;

/// Reads a map.
pub(crate) fn map<'de, D, K, V>(from: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
{
    from.deserialize_map(Pairs(PhantomData)).map(BTreeMap::from_iter)
}

/// Reads a set.
pub(crate) fn set<'de, D, T>(from: D) -> Result<BTreeSet<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Ord,
{
    Vec::deserialize(from).map(BTreeSet::from_iter)
}

struct Pairs<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Pairs<K, V> {
    type Value = Vec<(K, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(0).min(RESERVED_MAX));
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Trees {
        #[serde(deserialize_with = "map")]
        map: BTreeMap<u32, String>,
        #[serde(deserialize_with = "set")]
        set: BTreeSet<u32>,
    }

    #[test]
    fn what_was_written_is_read() {
        let map = (0..10_000).map(|i| (i, i.to_string())).collect();
        let trees = Trees { map, set: (0..10_000).collect() };
        let blob = postcard::to_allocvec(&trees).expect("written");
        assert_eq!(postcard::from_bytes::<Trees>(&blob).expect("read"), trees);
    }
}
