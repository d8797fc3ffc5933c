//! Entries in memory: what a relay or a console keeps while it is fuzzed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;

use liaison_core::entry::{Link, Signature};
use liaison_core::id::{EntryKey, RoomId};
use liaison_core::record::Record;
use liaison_core::room::Entries;
use liaison_core::shelf::{Placed, Shelf};

/// A disk that never fails.
#[derive(Clone, Debug, Default)]
pub struct Disk(Rc<RefCell<BTreeMap<EntryKey, Placed>>>);

impl Disk {
    /// Keeps an entry, or what came later for one that is kept.
    pub fn keep(&self, placed: &Placed) {
        let mut entries = self.0.borrow_mut();
        let kept = entries.entry(placed.link.key()).or_insert_with(|| placed.clone());
        kept.link.signature = kept.link.signature.or(placed.link.signature);
        kept.position = placed.position.or(kept.position);
        if kept.link.content.entry().is_none() {
            kept.link.content = placed.link.content.clone();
        }
    }

    /// Keeps a signature of an entry that is kept.
    pub fn sign(&self, key: &EntryKey, signature: Signature) {
        if let Some(kept) = self.0.borrow_mut().get_mut(key) {
            kept.link.signature = Some(signature);
        }
    }

    /// The index of what is kept.
    pub fn record(&self, room: RoomId) -> Record {
        let mut record = Record::new(room);
        for placed in self.0.borrow().values() {
            record.add(&placed.link, placed.position);
        }
        record
    }

    /// Everything that is kept.
    pub fn links(&self) -> Vec<Link> {
        self.0.borrow().values().map(|placed| placed.link.clone()).collect()
    }

    /// Every entry kept must follow from its content, and a signature kept must cover it.
    pub fn check(&self, room: &RoomId) {
        let entries = self.0.borrow();
        for placed in entries.values() {
            assert!(placed.link.holds(room), "kept what does not hold: {:?}", placed.link.key());
            let mut at = placed;
            while at.link.signature.is_none() {
                let next = |p: &&Placed| {
                    let link = &p.link;
                    link.author == at.link.author
                        && link.n == at.link.n + 1
                        && link.previous == at.link.h
                };
                let after = entries.values().find(next);
                at = after.unwrap_or_else(|| panic!("no signature covers {:?}", placed.link));
            }
        }
    }
}

impl Shelf for Disk {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.0.borrow().get(key).map(|placed| placed.link.clone()))
    }
}

impl Entries for Disk {
    type Error = Infallible;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), Infallible> {
        self.links().iter().for_each(each);
        Ok(())
    }
}
