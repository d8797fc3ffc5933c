//! Fields whose conflicts are values: nothing is overwritten that its author had not seen.
//!
//! A setting names what it was written over. The state of a field is the settings that no other
//! supersedes: one is the value, several different ones are a conflict. The outcome does not
//! depend on the order in which settings arrive.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dense;
use crate::id::{EntryRef, SeatKey};
use crate::stamp::Stamp;

/// Who set something, when, and over what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The entry.
    pub entry: EntryRef,
    /// Its author.
    pub author: SeatKey,
    /// When its author wrote it.
    pub time: Stamp,
    /// The settings that the author was shown.
    pub over: Vec<EntryRef>,
}

/// A value and who set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting<T> {
    /// Who set it.
    pub act: Act,
    /// To what.
    pub value: T,
}

/// Something that officers set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field<T> {
    /// What no other setting supersedes, in the order of the entries' names.
    standing: Vec<Setting<T>>,
    /// Every entry over which one that sets this field was written, held here or not.
    #[serde(deserialize_with = "dense::set")]
    superseded: BTreeSet<EntryRef>,
}

/// How a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a, T> {
    /// Never set.
    Unset,
    /// Set, by one or alike by several.
    Value(&'a Setting<T>),
    /// Set differently by officers who had not seen each other's setting.
    Conflict(Vec<&'a Setting<T>>),
    /// Entries between the settings are not here, and these stand by a relay's word: one, or
    /// several alike, are the value, different ones a conflict.
    ByRelay(Vec<&'a Setting<T>>),
    /// Entries between the settings are not here, and no relay has said which stand: shown, not
    /// offered for resolving. Also what a relay says no longer stands while what does is not here.
    Incomplete(Vec<&'a Setting<T>>),
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self { standing: Vec::new(), superseded: BTreeSet::new() }
    }
}

impl<T: PartialEq> Field<T> {
    /// Takes a setting in, whatever has arrived before it.
    pub fn set(&mut self, act: &Act, value: T) {
        self.superseded.extend(&act.over);
        let superseded = &self.superseded;
        self.standing.retain(|s| !superseded.contains(&s.act.entry));
        if !superseded.contains(&act.entry) {
            let at = self.standing.partition_point(|s| s.act.entry < act.entry);
            self.standing.insert(at, Setting { act: act.clone(), value });
        }
    }

    /// All settings that stand: what a new one must name to resolve them.
    pub fn settings(&self) -> &[Setting<T>] {
        &self.standing
    }

    /// The names of the settings that stand.
    pub fn names(&self) -> impl Iterator<Item = EntryRef> + '_ {
        self.standing.iter().map(|s| s.act.entry)
    }

    /// How the field stands, given what is held here.
    pub fn standing(&self, view: &impl Holding) -> Standing<'_, T> {
        let all: Vec<&Setting<T>> = self.standing.iter().collect();
        if all.is_empty() {
            return Standing::Unset;
        }
        let gone = |s: &&Setting<T>| view.stands(&s.act.entry) == Some(false);
        let left: Vec<_> = all.iter().copied().filter(|s| !gone(s)).collect();
        if left.len() == all.len() {
            if alike(&all) {
                return Standing::Value(all[0]);
            }
            if self.nothing_between(&all, view) {
                return Standing::Conflict(all);
            }
        }
        // Something between them is not here: the relay's word decides, if it has given it. What
        // it has said nothing of came since, and stands beside what it named.
        if left.iter().any(|s| view.stands(&s.act.entry) == Some(true)) {
            Standing::ByRelay(left)
        } else {
            Standing::Incomplete(all)
        }
    }

    /// Whether no entry that is missing here can have superseded one of these settings: what all
    /// of them were written over was there before them all.
    fn nothing_between(&self, settings: &[&Setting<T>], view: &impl Holding) -> bool {
        let before_all = |name| settings.iter().all(|s| s.act.over.contains(name));
        let mut over = settings.iter().flat_map(|s| &s.act.over);
        over.all(|name| view.holds(name) || before_all(name))
    }

    /// The value where there is one: unset, conflict and incomplete have none.
    pub fn value(&self, view: &impl Holding) -> Option<&T> {
        match self.standing(view) {
            Standing::Value(setting) => Some(&setting.value),
            Standing::ByRelay(settings) if alike(&settings) => Some(&settings[0].value),
            _ => None,
        }
    }

    /// The value of the newest setting, for a place where one must be shown; a conflict is marked
    /// beside it.
    pub fn newest(&self) -> Option<&Setting<T>> {
        self.standing.iter().max_by_key(|s| (s.act.time, s.act.entry))
    }

    /// The settings in conflict, if the field is in conflict.
    pub fn conflict(&self, view: &impl Holding) -> Option<Vec<&Setting<T>>> {
        match self.standing(view) {
            Standing::Conflict(settings) => Some(settings),
            Standing::ByRelay(settings) if !alike(&settings) => Some(settings),
            _ => None,
        }
    }
}

/// What a copy of a room holds, asked by fields.
pub trait Holding {
    /// Whether the entry is held here.
    fn holds(&self, entry: &EntryRef) -> bool;
    /// Whether a relay says that the entry stands in the present; `None` if it has said nothing of
    /// it: no relay has spoken, or the entry came since.
    fn stands(&self, entry: &EntryRef) -> Option<bool>;
}

impl<T: Holding> Holding for Arc<T> {
    fn holds(&self, entry: &EntryRef) -> bool {
        T::holds(self, entry)
    }

    fn stands(&self, entry: &EntryRef) -> Option<bool> {
        T::stands(self, entry)
    }
}

fn alike<T: PartialEq>(settings: &[&Setting<T>]) -> bool {
    settings.iter().all(|s| s.value == settings[0].value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{EntryId, SeatId};

    /// A copy that lacks some entries, with what a relay said of others.
    #[derive(Default)]
    struct Copy {
        missing: Vec<u32>,
        stand: Vec<u32>,
        gone: Vec<u32>,
    }

    impl Holding for Copy {
        fn holds(&self, entry: &EntryRef) -> bool {
            !self.missing.contains(&entry.id.n)
        }
        fn stands(&self, entry: &EntryRef) -> Option<bool> {
            let n = entry.id.n;
            if self.gone.contains(&n) {
                return Some(false);
            }
            self.stand.contains(&n).then_some(true)
        }
    }

    fn name(n: u32) -> EntryRef {
        EntryRef { id: EntryId { seat: SeatId([1; 4]), n }, check: [0, 0] }
    }

    fn act(n: u32, over: &[u32]) -> Act {
        let over = over.iter().map(|&n| name(n)).collect();
        Act { entry: name(n), author: SeatKey([0; 32]), time: Stamp(u64::from(n)), over }
    }

    #[test]
    fn concurrent_settings_stand_side_by_side_until_one_names_them_all() {
        let (mut field, all) = (Field::default(), Copy::default());
        field.set(&act(1, &[]), "open");
        field.set(&act(2, &[1]), "closed");
        field.set(&act(3, &[1]), "restricted");
        assert_eq!(field.conflict(&all).map(|c| c.len()), Some(2));
        field.set(&act(4, &[2, 3]), "closed");
        assert_eq!(field.value(&all), Some(&"closed"));
    }

    #[test]
    fn the_order_of_arrival_decides_nothing() {
        let acts = [act(1, &[]), act(2, &[1]), act(3, &[1]), act(4, &[3])];
        let mut forward = Field::default();
        acts.iter().for_each(|a| forward.set(a, a.entry.id.n));
        let mut backward = Field::default();
        acts.iter().rev().for_each(|a| backward.set(a, a.entry.id.n));
        assert_eq!(forward, backward);
    }

    #[test]
    fn what_lies_between_and_is_not_here_is_the_relays_to_say() {
        // (settings, missing, the relay says: stand, gone) -> how it stands
        type Set<'a> = (u32, &'a [u32], &'a str);
        type Case<'a> = (&'a [Set<'a>], &'a [u32], &'a [u32], &'a [u32], &'a str);
        let two: &[Set<'_>] = &[(3, &[1], "open"), (4, &[2], "closed")];
        let cases: &[Case<'_>] = &[
            (two, &[], &[], &[], "conflict 3 4"),
            (two, &[1], &[], &[], "incomplete 3 4"),
            (two, &[1, 2], &[4], &[3], "by relay 4"),
            (two, &[1, 2], &[3, 4], &[], "by relay 3 4"),
            // What came since the relay spoke is not hidden.
            (two, &[2], &[3], &[], "by relay 3 4"),
            // What both were written over was there before both.
            (&[(3, &[1], "open"), (4, &[1], "closed")], &[1], &[], &[], "conflict 3 4"),
            // Alike is one value, whatever is missing; said gone, it is none.
            (&[(3, &[1], "open"), (4, &[2], "open")], &[1], &[], &[], "value 3"),
            (&[(3, &[], "open")], &[], &[], &[3], "incomplete 3"),
            (&[], &[], &[], &[], "unset"),
        ];
        for (settings, missing, stand, gone, wanted) in cases {
            let mut field = Field::default();
            for (n, over, value) in *settings {
                field.set(&act(*n, over), *value);
            }
            let (missing, stand, gone) = (missing.to_vec(), stand.to_vec(), gone.to_vec());
            let copy = Copy { missing, stand, gone };
            let list = |word: &str, all: &[&Setting<&str>]| {
                all.iter().fold(word.to_owned(), |t, s| format!("{t} {}", s.act.entry.id.n))
            };
            let found = match field.standing(&copy) {
                Standing::Unset => "unset".to_owned(),
                Standing::Value(s) => list("value", &[s]),
                Standing::Conflict(all) => list("conflict", &all),
                Standing::ByRelay(all) => list("by relay", &all),
                Standing::Incomplete(all) => list("incomplete", &all),
            };
            assert_eq!(&found, wanted, "{settings:?} without {:?}", copy.missing);
        }
    }
}
