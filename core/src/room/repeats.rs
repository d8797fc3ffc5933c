//! Entries that a fresh seat issues again: with the same kind and body, old and new are one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{EntryRef, Hash};

/// The names under which entries of which there are several copies count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Repeats(BTreeMap<EntryRef, EntryRef>);

/// What is compared of an entry that is said to be repeated or to repeat another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    /// Hash of kind and body.
    pub(super) digest: Hash,
    /// Whether its author may say it and has not given it up.
    pub(super) has_effect: bool,
}

impl Repeats {
    /// Groups what is said to be one and is alike. The whole group goes by the name of one that
    /// has effect, if any has: what the old key can no longer say, the fresh one has said.
    pub(super) fn group(
        pairs: &BTreeSet<(EntryRef, EntryRef)>,
        copies: &BTreeMap<EntryRef, Copy>,
    ) -> Self {
        let mut groups: Vec<BTreeSet<EntryRef>> = Vec::new();
        for (new, old) in pairs {
            let (Some(a), Some(b)) = (copies.get(new), copies.get(old)) else { continue };
            if a.digest != b.digest {
                continue;
            }
            let touches = |g: &BTreeSet<EntryRef>| g.contains(new) || g.contains(old);
            let mut joined = BTreeSet::from([*new, *old]);
            groups.retain(|group| {
                let apart = !touches(group);
                if !apart {
                    joined.extend(group);
                }
                apart
            });
            groups.push(joined);
        }
        let mut names = BTreeMap::new();
        for group in groups {
            let idle = |name: &&EntryRef| (!copies[*name].has_effect, **name);
            if let Some(one) = group.iter().min_by_key(idle).copied() {
                names.extend(group.into_iter().filter(|name| *name != one).map(|name| (name, one)));
            }
        }
        Self(names)
    }

    /// The name under which an entry counts.
    pub(super) fn resolve(&self, name: &EntryRef) -> EntryRef {
        self.0.get(name).copied().unwrap_or(*name)
    }
}
