//! Where the simulated relay keeps documents: its disk, a limit, and who brings what.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;

use liaison_core::document::{Admission, Archive, Held, Keep, Name, Refused, SharedArchive, Space};
use liaison_core::keeper::Connection;

use super::disk::Disk;

/// The largest document that this relay takes.
pub(crate) const DOCUMENT_BYTES: u64 = 8 << 20;

pub(crate) struct Dock {
    pub(crate) disk: Disk,
    bringing: RefCell<BTreeMap<Name, Connection>>,
    version: u64,
    /// Space for documents, in bytes of their streams.
    pub(crate) quota: u64,
}

impl Dock {
    pub(crate) fn new(disk: Disk) -> Self {
        let quota = 1 << 40;
        Self { disk, bringing: RefCell::default(), version: 0, quota }
    }

    pub(crate) fn keep(&mut self, keep: &Keep) {
        self.disk.keep_document(keep);
        self.changed();
    }

    pub(crate) fn changed(&mut self) {
        self.version += 1;
    }

    pub(crate) fn gone(&mut self, connection: Connection) {
        self.bringing.borrow_mut().retain(|_, by| *by != connection);
        self.changed();
    }

    fn used(&self) -> u64 {
        self.disk.0.borrow().documents.keys().map(|name| name.layout().stream_bytes()).sum()
    }
}

impl Archive for Dock {
    type Error = Infallible;

    fn held(&self, name: &Name) -> Result<Held, Infallible> {
        self.disk.held(name)
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, Infallible> {
        self.disk.read(name, from, most)
    }
}

impl SharedArchive for Dock {
    fn version(&self) -> u64 {
        self.version
    }

    fn space(&self) -> Space {
        Space { largest: DOCUMENT_BYTES, left: self.quota.saturating_sub(self.used()) }
    }

    fn admit(&self, connection: Connection, name: &Name) -> Admission {
        if name.size > DOCUMENT_BYTES {
            return Admission::Refused(Refused::Size);
        }
        if self.used() + name.size > self.quota {
            return Admission::Refused(Refused::Quota);
        }
        let mut bringing = self.bringing.borrow_mut();
        match *bringing.entry(*name).or_insert(connection) {
            by if by == connection => Admission::Bring,
            _ => Admission::Wait,
        }
    }
}
