//! A disk: what is on it was synced; what is not is lost with the process.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::rc::Rc;

use liaison_core::document::{Archive, Held, Keep, Kept, Name};
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
    /// Of each document what is kept of its stream, and how much of that verifies.
    pub(crate) documents: BTreeMap<Name, (Vec<u8>, u64)>,
    /// What its officer wants, and what the relay is known to keep.
    pub(crate) wanted: BTreeSet<Name>,
    pub(crate) at_relay: BTreeSet<Name>,
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
            Store::Document(keep) => self.keep_document(keep),
            Store::Epochs(met) => self.0.borrow_mut().met.clone_from(met),
        }
    }

    /// Keeps what came of a document, as a journal does.
    pub(crate) fn keep_document(&self, keep: &Keep) {
        let mut files = self.0.borrow_mut();
        let (stream, verified) = files.documents.entry(keep.name).or_default();
        match &keep.what {
            Kept::Bytes { from, bytes, checked } => {
                assert_eq!(*from, stream.len() as u64, "a stream is kept without a hole");
                stream.extend_from_slice(bytes);
                *verified = *checked;
            }
            Kept::Cut(from) => {
                stream.truncate(*from as usize);
                *verified = (*verified).min(*from);
            }
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

impl Archive for Disk {
    type Error = Infallible;

    fn held(&self, name: &Name) -> Result<Held, Infallible> {
        let files = self.0.borrow();
        let kept = files.documents.get(name);
        Ok(kept.map_or(Held::default(), |(stream, checked)| Held {
            bytes: stream.len() as u64,
            checked: *checked,
        }))
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, Infallible> {
        let files = self.0.borrow();
        let Some((stream, _)) = files.documents.get(name) else { return Ok(Vec::new()) };
        let from = stream.len().min(from as usize);
        Ok(stream[from..stream.len().min(from.saturating_add(most))].to_vec())
    }
}
