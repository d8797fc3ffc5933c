//! What lines of the log are searched in: put in words once, not with every letter that is typed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use liaison_core::id::EntryRef;

/// The words of lines, folded, as long as nothing about them has changed. It can always be made
/// again, so that it is nothing by which two states differ.
#[derive(Clone, Debug, Default)]
pub struct Searched(RefCell<BTreeMap<EntryRef, Box<str>>>);

impl Searched {
    /// Whether a line has what is wanted, which is folded; `words` puts the line in words, folded.
    pub fn has(&self, entry: &EntryRef, wanted: &str, words: impl FnOnce() -> String) -> bool {
        let mut known = self.0.borrow_mut();
        known.entry(*entry).or_insert_with(|| words().into()).contains(wanted)
    }

    /// What a line says may have changed.
    pub(super) fn forget(&mut self, entry: &EntryRef) {
        self.0.get_mut().remove(entry);
    }

    /// What any line says may have changed: names, titles, authority.
    pub(super) fn forget_all(&mut self) {
        self.0.get_mut().clear();
    }
}

impl PartialEq for Searched {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
