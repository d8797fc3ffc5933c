//! The documents of one room at the relay: how much of each is here, who brings which, and the
//! space that all of them may take.
//!
//! What connections ask in passing is answered from memory; the bytes are in the store.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use liaison_core::document::{Admission, Archive, Held, Keep, Name, Refused, SharedArchive, Space};
use liaison_core::id::RoomId;
use liaison_core::keeper::Connection;
use liaison_core::present::Present as _;
use tokio::sync::watch;

use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::room::RoomHandle;
use crate::store::{Store, StoreError};

/// The space that is left is told in whole ones of these, in bytes.
const LEFT_BYTES: u64 = 1_000_000;

/// The documents of one room.
#[derive(Debug)]
pub(crate) struct Dock {
    state: Mutex<State>,
    /// Goes up whenever anything here has changed.
    version: watch::Sender<u64>,
    document_bytes: u64,
    space: u64,
    metrics: Arc<Metrics>,
}

#[derive(Debug, Default)]
struct State {
    held: BTreeMap<Name, Held>,
    bringing: BTreeMap<Name, Connection>,
}

impl State {
    /// What a document takes of the relay's space: all of it from the moment it is admitted.
    fn takes(&self, name: &Name) -> u64 {
        match self.bringing.contains_key(name) {
            true => name.layout().stream_bytes(),
            false => self.held.get(name).map_or(0, |held| held.bytes),
        }
    }
}

impl Dock {
    /// Of what a store has.
    pub(crate) fn new(held: Vec<(Name, Held)>, limits: &Limits, metrics: &Arc<Metrics>) -> Self {
        let bytes: u64 = held.iter().map(|(_, held)| held.bytes).sum();
        metrics.document_bytes.fetch_add(bytes, Relaxed);
        Self {
            state: Mutex::new(State { held: held.into_iter().collect(), ..State::default() }),
            version: watch::Sender::new(0),
            document_bytes: limits.document_bytes,
            space: limits.documents_bytes,
            metrics: Arc::clone(metrics),
        }
    }

    /// Tells when anything here has changed.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known of one document, and with it the space that is taken.
    fn change(&self, name: &Name, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        let before = state.takes(name);
        change(&mut state);
        let after = state.takes(name);
        // One at a time under the lock: wrapping round is how an atomic counts down.
        self.metrics.document_bytes.fetch_add(after.wrapping_sub(before), Relaxed);
        drop(state);
        self.version.send_modify(|version| *version += 1);
    }

    fn kept(&self, name: &Name, held: Held) {
        let whole = held.checked == name.layout().stream_bytes();
        self.change(name, |state| {
            state.held.insert(*name, held);
            if whole {
                state.bringing.remove(name);
            }
        });
    }

    /// A connection is gone: what it was bringing may be brought by another.
    pub(crate) fn leave(&self, connection: Connection) {
        let state = self.state();
        let brought = state.bringing.iter().filter(|(_, by)| **by == connection);
        let brought: Vec<Name> = brought.map(|(name, _)| *name).collect();
        drop(state);
        for name in brought {
            self.change(&name, |state| {
                state.bringing.remove(&name);
            });
        }
    }

    /// What is taken. What other rooms have of the space is nobody's business to the byte.
    fn space(&self) -> Space {
        let used = self.metrics.document_bytes.load(Relaxed);
        let left = self.space.saturating_sub(used) / LEFT_BYTES * LEFT_BYTES;
        Space { largest: self.document_bytes, left }
    }

    fn admit(&self, connection: Connection, name: &Name) -> Admission {
        if name.size > self.document_bytes {
            return Admission::Refused(Refused::Size);
        }
        let mut state = self.state();
        match state.bringing.get(name) {
            Some(by) if *by == connection => return Admission::Bring,
            Some(_) => return Admission::Wait,
            None => {}
        }
        let more = name.layout().stream_bytes().saturating_sub(state.takes(name));
        let taken = self.metrics.document_bytes.fetch_add(more, Relaxed);
        if taken.saturating_add(more) > self.space {
            self.metrics.document_bytes.fetch_sub(more, Relaxed);
            return Admission::Refused(Refused::Quota);
        }
        state.bringing.insert(*name, connection);
        Admission::Bring
    }
}

impl<S: Store> RoomHandle<S> {
    /// The documents of this room as a connection reads them.
    pub(crate) fn archive(&self) -> RoomArchive<'_, S> {
        RoomArchive { dock: self.dock(), store: self.store(), room: self.id() }
    }

    /// Keeps what a connection brought of a document: durably, when it returns without an error.
    ///
    /// # Errors
    /// Why it cannot be kept, as the console is told.
    pub(crate) async fn keep_document(&self, keep: Keep) -> Result<(), Refused> {
        let name = keep.name;
        match self.store().keep_document(self.id(), keep).await {
            Ok(held) => {
                self.dock().kept(&name, held);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(event = "document_not_kept", room = %self.id(), %error);
                Err(Refused::Storage)
            }
        }
    }

    /// Removes what was withdrawn. What cannot be removed now is at the next start.
    pub(crate) async fn drop_withdrawn(&self) {
        let held: Vec<Name> = self.dock().state().held.keys().copied().collect();
        if held.is_empty() {
            return;
        }
        let gone: Vec<Name> = {
            let state = self.read().await;
            let present = state.keeper.present();
            held.into_iter().filter(|name| present.document(&name.short()) != Some(*name)).collect()
        };
        for name in gone {
            match self.store().drop_document(self.id(), name).await {
                Ok(()) => {
                    tracing::info!(event = "document_dropped", room = %self.id(), size = name.size);
                    self.metrics().documents_dropped.fetch_add(1, Relaxed);
                    self.dock().change(&name, |state| {
                        state.held.remove(&name);
                        state.bringing.remove(&name);
                    });
                }
                Err(error) => {
                    tracing::warn!(event = "document_not_dropped", room = %self.id(), %error);
                }
            }
        }
    }

    fn metrics(&self) -> &Metrics {
        &self.dock().metrics
    }
}

/// The documents of a room as connections read them.
pub(crate) struct RoomArchive<'a, S: Store> {
    dock: &'a Dock,
    store: &'a S,
    room: RoomId,
}

impl<S: Store> Archive for RoomArchive<'_, S> {
    type Error = StoreError;

    fn held(&self, name: &Name) -> Result<Held, StoreError> {
        Ok(self.dock.state().held.get(name).copied().unwrap_or_default())
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, StoreError> {
        self.store.document_stream(self.room, name, from, most)
    }
}

impl<S: Store> SharedArchive for RoomArchive<'_, S> {
    fn version(&self) -> u64 {
        *self.dock.version.borrow()
    }

    fn space(&self) -> Space {
        self.dock.space()
    }

    fn admit(&self, connection: Connection, name: &Name) -> Admission {
        let admitted = self.dock.admit(connection, name);
        if let Admission::Refused(_) = admitted {
            self.dock.metrics.documents_refused.fetch_add(1, Relaxed);
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use liaison_core::id::Hash;

    use super::*;

    fn name(size: u64) -> Name {
        Name { hash: Hash([7; 32]), size }
    }

    #[test]
    fn space_is_taken_when_a_document_is_admitted_and_given_back_when_nobody_brings_it() {
        let limits =
            Limits { document_bytes: 60_000, documents_bytes: 100_000, ..Limits::default() };
        let metrics = Arc::new(Metrics::default());
        let dock = Dock::new(Vec::new(), &limits, &metrics);
        let used = || metrics.document_bytes.load(Relaxed);
        let (one, other) = (Connection(1), Connection(2));
        let refused = |reason| Admission::Refused(reason);
        assert_eq!(dock.admit(one, &name(60_001)), refused(Refused::Size));
        assert_eq!(dock.admit(one, &name(60_000)), Admission::Bring);
        assert_eq!(dock.admit(one, &name(60_000)), Admission::Bring);
        assert_eq!(dock.admit(other, &name(60_000)), Admission::Wait);
        assert_eq!(used(), name(60_000).layout().stream_bytes());
        assert_eq!(dock.admit(other, &name(50_000)), refused(Refused::Quota));
        dock.kept(&name(60_000), Held { bytes: 20_000, checked: 16_512 });
        dock.leave(one);
        assert_eq!(used(), 20_000, "what is here stays");
        assert_eq!(dock.admit(other, &name(50_000)), Admission::Bring);
        assert_eq!(dock.admit(one, &name(60_000)), refused(Refused::Quota));
        let whole = name(50_000).layout().stream_bytes();
        dock.kept(&name(50_000), Held { bytes: whole, checked: whole });
        assert_eq!(used(), 20_000 + whole);
    }
}
