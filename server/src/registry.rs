//! Which rooms the relay holds, and who owns them.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError, RwLock};

use liaison_core::entry::Link;
use liaison_core::id::{Hash, RoomId, RoomName, SeatKey};
use liaison_core::invitation::Invitation;
use liaison_core::keeper::Connection;
use liaison_journal::permit::{Permit, Spending};
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::permit;
use crate::room::RoomHandle;
use crate::store::{Founded, Fresh, Store, StoreError};

/// The rooms of a relay.
#[derive(Debug)]
pub struct Registry<S: Store> {
    store: Arc<S>,
    relay: SeatKey,
    limits: Limits,
    clock: Clock,
    metrics: Arc<Metrics>,
    tasks: TaskTracker,
    rooms: RwLock<Rooms<S>>,
    connections: AtomicU64,
}

#[derive(Debug)]
struct Rooms<S: Store> {
    by_name: HashMap<RoomName, Arc<RoomHandle<S>>>,
    /// By the 80 bits that invitations to it carry.
    by_digest: HashMap<[u8; 10], RoomName>,
}

/// Why a room is not taken up.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The relay holds it already.
    #[error("this relay holds the room already; connect with your seat")]
    Before,
    /// The permit does not hold.
    #[error("{}", permit::reason(*.0))]
    Permit(Spending),
    /// No more rooms are taken.
    #[error("this relay takes no more rooms; ask its operator")]
    Full,
    /// No random bytes for an epoch.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl<S: Store> Registry<S> {
    /// Takes up every room that the store holds. Reads and folds all of them.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn open(
        store: S,
        relay: SeatKey,
        limits: &Limits,
        clock: Clock,
        metrics: &Arc<Metrics>,
        tasks: &TaskTracker,
    ) -> Result<Arc<Self>, StoreError> {
        let registry = Arc::new(Self {
            store: Arc::new(store),
            relay,
            limits: limits.clone(),
            clock,
            metrics: Arc::clone(metrics),
            tasks: tasks.clone(),
            rooms: RwLock::new(Rooms { by_name: HashMap::new(), by_digest: HashMap::new() }),
            connections: AtomicU64::new(0),
        });
        for room in registry.store.rooms()? {
            registry.take_up(room)?;
        }
        Ok(registry)
    }

    /// The room of that name.
    pub fn room(&self, name: &RoomName) -> Option<Arc<RoomHandle<S>>> {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.by_name.get(name).cloned()
    }

    /// The room whose invitations carry these 80 bits.
    pub fn invited_to(&self, digest: &[u8; 10]) -> Option<Arc<RoomHandle<S>>> {
        let rooms = self.rooms.read().unwrap_or_else(PoisonError::into_inner);
        rooms.by_name.get(rooms.by_digest.get(digest)?).cloned()
    }

    /// What is known of a permit by its hash.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn permit(&self, digest: &Hash) -> Result<Option<Permit>, StoreError> {
        self.store.permit(digest)
    }

    /// The number of a new connection.
    pub fn connection(&self) -> Connection {
        Connection(self.connections.fetch_add(1, Relaxed))
    }

    /// Takes up a room against a permit.
    ///
    /// # Errors
    /// Nothing is stored then, and the permit is not spent.
    pub async fn found(
        self: &Arc<Self>,
        founding: Link,
        permit: Hash,
    ) -> Result<Arc<RoomHandle<S>>, FoundError> {
        let count = self.rooms.read().unwrap_or_else(PoisonError::into_inner).by_name.len();
        if count as u64 >= self.limits.rooms {
            return Err(FoundError::Full);
        }
        let id = RoomId(founding.h.0);
        let epochs = [getrandom::u64()?, getrandom::u64()?];
        let fresh = Fresh { founding, permit, now: self.clock.now().wall, epochs };
        match self.store.found(fresh).await? {
            Founded::Here => {}
            Founded::Before => return Err(FoundError::Before),
            Founded::Not(why) => return Err(FoundError::Permit(why)),
        }
        tracing::info!(event = "room_founded", room = %id);
        Ok(self.take_up(id)?)
    }

    fn take_up(&self, id: RoomId) -> Result<Arc<RoomHandle<S>>, StoreError> {
        let store = Arc::clone(&self.store);
        let (room, owner) = RoomHandle::open(id, store, &self.limits, self.clock, &self.metrics)?;
        self.tasks.spawn(owner.run());
        let mut rooms = self.rooms.write().unwrap_or_else(PoisonError::into_inner);
        rooms.by_digest.insert(Invitation::digest_for(&self.relay, Some(&id)), id.name());
        rooms.by_name.insert(id.name(), Arc::clone(&room));
        self.metrics.rooms.store(rooms.by_name.len() as u64, Relaxed);
        Ok(room)
    }
}
