//! A disk: what is on it was synced; what is not is lost with the process.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;

use liaison_core::entry::{Link, Signature};
use liaison_core::id::{EntryKey, Hash, RoomId};
use liaison_core::ranges::Ranges;
use liaison_core::record::{Record, Row};
use liaison_core::replica::{EpochMet, Store};
use liaison_core::room::Entries;
use liaison_core::shelf::{Placed, Shelf};
use liaison_core::wire::{Beginning, EpochId};

#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) entries: BTreeMap<EntryKey, Placed>,
    pub(crate) told: Ranges,
    pub(crate) met: Vec<EpochMet>,
    pub(crate) unfinished: Option<Beginning>,
    pub(crate) epochs: Vec<(EpochId, u64)>,
    /// A console's key and the end of its own chain.
    pub(crate) seed: [u8; 32],
    pub(crate) head: (u32, Hash),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Disk(pub(crate) Rc<RefCell<Files>>);

impl Disk {
    pub(crate) fn keep(&self, placed: &Placed) {
        let mut files = self.0.borrow_mut();
        match files.entries.get_mut(&placed.link.key()) {
            None => {
                files.entries.insert(placed.link.key(), placed.clone());
            }
            Some(kept) => {
                kept.link.signature = kept.link.signature.or(placed.link.signature);
                kept.position = placed.position.or(kept.position);
                if kept.link.content.entry().is_none() {
                    kept.link.content = placed.link.content.clone();
                }
            }
        }
    }

    pub(crate) fn sign(&self, key: &EntryKey, signature: Signature) {
        if let Some(kept) = self.0.borrow_mut().entries.get_mut(key) {
            kept.link.signature = Some(signature);
        }
    }

    /// Does what a replica asked to have stored.
    pub(crate) fn store(&self, store: &Store) {
        match store {
            Store::Entries(entries) => entries.iter().for_each(|placed| self.keep(placed)),
            Store::Positions(positions) => {
                let mut files = self.0.borrow_mut();
                for (key, position) in positions {
                    if let Some(kept) = files.entries.get_mut(key) {
                        kept.position = Some(*position);
                    }
                }
            }
            Store::Void(end) => {
                let mut files = self.0.borrow_mut();
                files.told.truncate(*end);
                for kept in files.entries.values_mut() {
                    kept.position = kept.position.filter(|position| position < end);
                }
            }
            Store::Told(end) => {
                if let Some(last) = end.checked_sub(1) {
                    self.0.borrow_mut().told.insert_range(0, last);
                }
            }
            Store::Unfinished(begun) => self.0.borrow_mut().unfinished.clone_from(begun),
            Store::Epochs(met) => self.0.borrow_mut().met.clone_from(met),
        }
    }

    /// The index as a start builds it.
    pub(crate) fn record(&self, room: RoomId) -> Record {
        let mut record = Record::new(room);
        let files = self.0.borrow();
        for placed in files.entries.values() {
            record.restore(&Row::of(&placed.link, placed.position));
        }
        for (first, last) in files.told.iter() {
            record.told(first, last);
        }
        record
    }

    pub(crate) fn links(&self) -> Vec<Link> {
        self.0.borrow().entries.values().map(|placed| placed.link.clone()).collect()
    }

    pub(crate) fn holds(&self, key: &EntryKey) -> bool {
        self.0.borrow().entries.contains_key(key)
    }

    pub(crate) fn copy(&self) -> Files {
        self.0.borrow().clone()
    }
}

impl Shelf for Disk {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.0.borrow().entries.get(key).map(|placed| placed.link.clone()))
    }
}

impl Entries for Disk {
    type Error = Infallible;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), Infallible> {
        self.links().iter().for_each(each);
        Ok(())
    }
}
