//! Fields whose conflicts are values: nothing is overwritten that its author had not seen.
//!
//! A setting names what it was written over. The state of a field is the settings that no other
//! supersedes: one is the value, several different ones are a conflict. The outcome does not
//! depend on the order in which settings arrive.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

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
    /// The entries between several settings are not here: shown, not offered for resolving.
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
        for over in act.over.iter().filter(|o| **o != act.entry) {
            self.superseded.insert(*over);
        }
        let superseded = &self.superseded;
        self.standing.retain(|s| !superseded.contains(&s.act.entry));
        if !superseded.contains(&act.entry) {
            let at = self.standing.partition_point(|s| {
                (s.act.entry, s.act.time, s.act.author) < (act.entry, act.time, act.author)
            });
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
        let Some(first) = self.standing.first() else { return Standing::Unset };
        let alike = |of: &[&Setting<T>]| of.iter().all(|s| s.value == of[0].value);
        let mut settings: Vec<&Setting<T>> = self.standing.iter().collect();
        if alike(&settings) {
            return Standing::Value(first);
        }
        let between = settings.iter().flat_map(|s| &s.act.over);
        if between.into_iter().all(|over| view.holds(over)) {
            return Standing::Conflict(settings);
        }
        // Not all between them is here: the relay's word decides, if it has given it.
        let said: Vec<_> =
            settings.iter().copied().filter(|s| view.stands(&s.act.entry) == Some(true)).collect();
        if said.is_empty() {
            return Standing::Incomplete(settings);
        }
        settings = said;
        if alike(&settings) { Standing::Value(settings[0]) } else { Standing::Conflict(settings) }
    }

    /// The value where there is one: unset, conflict and incomplete have none.
    pub fn value(&self, view: &impl Holding) -> Option<&T> {
        match self.standing(view) {
            Standing::Value(setting) => Some(&setting.value),
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
            _ => None,
        }
    }
}

/// What a copy of a room holds, asked by fields.
pub trait Holding {
    /// Whether the entry is held here.
    fn holds(&self, entry: &EntryRef) -> bool;
    /// Whether a relay says that the entry stands; `None` if it has said nothing of the present.
    fn stands(&self, entry: &EntryRef) -> Option<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{EntryId, SeatId};

    struct All;
    impl Holding for All {
        fn holds(&self, _: &EntryRef) -> bool {
            true
        }
        fn stands(&self, _: &EntryRef) -> Option<bool> {
            None
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
        let mut field = Field::default();
        field.set(&act(1, &[]), "open");
        field.set(&act(2, &[1]), "closed");
        field.set(&act(3, &[1]), "restricted");
        assert_eq!(field.conflict(&All).map(|c| c.len()), Some(2));
        field.set(&act(4, &[2, 3]), "closed");
        assert_eq!(field.value(&All), Some(&"closed"));
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
}
