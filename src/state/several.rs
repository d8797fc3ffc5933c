//! Several of a few values: one is shown at a time, and each can be added or taken away.

use std::collections::BTreeSet;

use super::form::Value;

/// Between the names as drafts keep them: no name has a line break.
const BETWEEN: char = '\n';

/// A choice of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Several {
    /// The values; one without a name stands for none of the others.
    pub values: Vec<Value>,
    /// The one shown.
    pub at: Option<usize>,
    /// Those added.
    pub chosen: BTreeSet<usize>,
}

impl Several {
    /// A choice of which one is shown to begin with.
    pub fn new(values: Vec<Value>, shown: &str) -> Self {
        let at = values.iter().position(|value| value.name == shown);
        Self { values, at, chosen: BTreeSet::new() }
    }

    /// Adds the one shown, or takes it away again.
    pub fn toggle(&mut self) {
        let named = |at: &usize| self.values.get(*at).is_some_and(|value| !value.name.is_empty());
        let Some(at) = self.at.filter(named) else { return self.chosen.clear() };
        if !self.chosen.remove(&at) {
            self.chosen.insert(at);
        }
    }

    /// Those that count: the added ones, and while there are none the one shown.
    pub fn counted(&self) -> impl Iterator<Item = &Value> {
        let shown = self.at.filter(|_| self.chosen.is_empty());
        self.chosen.iter().copied().chain(shown).filter_map(|at| self.values.get(at))
    }

    /// What is filled in, as drafts keep it.
    pub fn text(&self) -> String {
        let names: Vec<&str> = self.counted().map(|value| value.name.as_str()).collect();
        names.join(&BETWEEN.to_string())
    }

    /// Fills in what a draft has; values that are gone are left out.
    pub fn restore(&mut self, said: &str) {
        let place = |name: &str| self.values.iter().position(|value| value.name == name);
        let places: Vec<usize> = said.split(BETWEEN).filter_map(place).collect();
        self.at = places.last().copied();
        self.chosen = if places.len() > 1 { places.into_iter().collect() } else { BTreeSet::new() };
    }

    /// The names in what [`Self::text`] gives.
    pub fn names(text: &str) -> impl Iterator<Item = &str> {
        text.split(BETWEEN).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn several() -> Several {
        let value = |name: &str| Value { name: name.to_owned(), words: name.to_uppercase() };
        Several::new(["", "port", "customs", "carrier"].map(value).to_vec(), "")
    }

    #[test]
    fn one_is_chosen_by_showing_it_and_several_by_adding_each() {
        let mut to = several();
        assert_eq!(to.text(), "", "everybody");
        to.at = Some(1);
        assert_eq!(to.text(), "port");
        to.toggle();
        to.at = Some(3);
        assert_eq!(to.text(), "port", "what is only shown no longer counts");
        to.toggle();
        assert_eq!(to.text(), "port\ncarrier");
        let mut again = several();
        again.restore(&to.text());
        assert_eq!((again.text(), again.at), (to.text(), Some(3)));
        to.toggle();
        assert_eq!(to.text(), "port");
        to.at = Some(0);
        to.toggle();
        assert_eq!(to.text(), "", "everybody again");
    }
}
