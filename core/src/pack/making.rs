//! How the dictionary is made from texts, for `examples/dictionary.rs`. Programs only use what came
//! of it.

use std::collections::BTreeSet;

use super::tail::Leaf;
use crate::entry::Link;

/// Entries that say less than this are left out: what people tick is soon in the room's own tail.
const LEAST_BYTES: usize = 16;

/// A dictionary of the entries of a log: kind and body of each, told in short, once, behind its
/// length in two bytes, the lowest first.
pub fn dictionary(log: &[Link]) -> Vec<u8> {
    let mut dictionary = Vec::new();
    let mut known = BTreeSet::new();
    for link in log {
        let text = Leaf::of(link).into_text();
        let length = u16::try_from(text.len()).ok().filter(|_| text.len() >= LEAST_BYTES);
        let Some(length) = length else { continue };
        if known.insert(text.clone()) {
            dictionary.extend(length.to_le_bytes());
            dictionary.extend(text);
        }
    }
    dictionary
}
