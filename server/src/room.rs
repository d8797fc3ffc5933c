//! One room at the relay: its keeper behind a lock that is never held while the store writes, and
//! the one task that owns its order.
//!
//! The owner takes what connections bring, asks the keeper for a commit, has it stored, and only
//! then has the keeper take it up, tells the connections, and publishes how far the room goes now.
//! What comes while the store writes goes into the next commit together. There is no queue of
//! entries for anybody: connections read from their own place in the record.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};

use liaison_core::entry::Link;
use liaison_core::folded::Folded;
use liaison_core::id::{EntryKey, RoomId, SeatId, SeatKey};
use liaison_core::keeper::{Commit, Connection, Full, Keeper, Limits as KeeperLimits, Verdict};
use liaison_core::membership::InvitationState;
use liaison_core::room::Entries;
use liaison_core::shelf::Shelf;
use liaison_core::stamp::Stamp;
use liaison_core::wire::EpochId;
use liaison_journal::epoch::Epoch;
use tokio::sync::{RwLock, RwLockReadGuard, mpsc, watch};

use crate::clock::Clock;
use crate::dock::Dock;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::store::{Store, StoreError};

/// Batches that wait for the owner; connections that bring more wait.
const INTAKE: usize = 64;
/// The newest entries of a room that are kept in memory: what is live is read by everybody at once.
const TAIL: usize = 1_024;
/// How many answers may wait for a connection: more than what it may have under way can cause.
pub(crate) const ANSWERS: usize = 64;

/// The keeper of a room over some store.
pub(crate) type RoomKeeper<S> = Keeper<Folded<Stored<S>>>;

/// A room as connections use it.
#[derive(Debug)]
pub struct RoomHandle<S: Store> {
    id: RoomId,
    founding: Link,
    store: Arc<S>,
    state: RwLock<State<S>>,
    known: std::sync::RwLock<Known>,
    end: watch::Sender<u64>,
    intake: mpsc::Sender<Intake>,
    dock: Dock,
}

/// What is behind the lock.
#[derive(Debug)]
pub(crate) struct State<S: Store> {
    pub(crate) keeper: RoomKeeper<S>,
    tail: Tail,
}

/// What the gate has to know at once, whatever the owner is doing.
#[derive(Debug, Default)]
struct Known {
    seats: HashMap<SeatId, Vec<SeatKey>>,
    invitations: HashMap<SeatKey, (InvitationState, Stamp)>,
}

/// Entries that a connection brings.
#[derive(Debug)]
pub(crate) struct Intake {
    pub(crate) from: Connection,
    pub(crate) links: Vec<Link>,
    pub(crate) answers: mpsc::Sender<Vec<Verdict>>,
}

/// The entries of one room of a store, in the order of their positions.
#[derive(Debug)]
pub(crate) struct Stored<S> {
    store: Arc<S>,
    room: RoomId,
}

impl<S: Store> Entries for Stored<S> {
    type Error = StoreError;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), StoreError> {
        self.store.each(self.room, &mut |_, link| each(&link))
    }
}

/// The newest entries, read by every connection that is up to date.
#[derive(Debug, Default)]
struct Tail {
    links: HashMap<EntryKey, Link>,
    order: VecDeque<EntryKey>,
}

impl Tail {
    fn push(&mut self, link: &Link) {
        let key = link.key();
        if self.links.insert(key, link.clone()).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > TAIL
            && let Some(oldest) = self.order.pop_front()
        {
            self.links.remove(&oldest);
        }
    }
}

/// What a connection reads entries from: the tail, or the store.
pub(crate) struct RoomShelf<'a, S: Store> {
    room: RoomId,
    tail: &'a Tail,
    store: &'a S,
}

impl<S: Store> Shelf for RoomShelf<'_, S> {
    type Error = StoreError;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, StoreError> {
        match self.tail.links.get(key) {
            Some(link) => Ok(Some(link.clone())),
            None => self.store.link(self.room, key),
        }
    }
}

impl<S: Store> RoomHandle<S> {
    /// Takes up a room that the store holds; its owner runs until the last handle is dropped.
    ///
    /// Reads and folds the whole room: call it where that may take its time.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) fn open(
        id: RoomId,
        store: Arc<S>,
        limits: &Limits,
        clock: Clock,
        metrics: &Arc<Metrics>,
    ) -> Result<(Arc<Self>, Owner<S>), StoreError> {
        let record = store.record(id)?;
        let mut founding = None;
        store.each(id, &mut |_, link| {
            if link.h.0 == id.0 {
                founding = Some(link);
            }
        })?;
        let founding = founding.ok_or(StoreError::Incomplete(id))?;
        let folded = Folded::new(id, Stored { store: Arc::clone(&store), room: id })?;
        let mut epochs: Vec<_> =
            store.epochs(id)?.iter().map(|epoch| (epoch_id(epoch), epoch.first)).collect();
        let (drawn, _) = epochs.pop().ok_or(StoreError::Incomplete(id))?;
        let keeper = Keeper::open(record, folded, &epochs, drawn, keeper_limits(limits));
        let known = std::sync::RwLock::new(Known::of(&keeper));
        let (intake, waiting) = mpsc::channel(INTAKE);
        let end = watch::Sender::new(keeper.end());
        let state = RwLock::new(State { keeper, tail: Tail::default() });
        let dock = Dock::new(store.documents(id)?, limits, metrics);
        let handle = Arc::new(Self { id, founding, store, state, known, end, intake, dock });
        let owner = Owner {
            // Weak, so that the owner ends once nobody can bring anything any more.
            room: Arc::downgrade(&handle),
            waiting,
            held_back: None,
            answers: BTreeMap::new(),
            clock,
            metrics: Arc::clone(metrics),
        };
        Ok((handle, owner))
    }

    pub(crate) fn dock(&self) -> &Dock {
        &self.dock
    }

    pub(crate) fn store(&self) -> &S {
        &self.store
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// Its founding entry.
    pub fn founding(&self) -> &Link {
        &self.founding
    }

    /// The keys that go by a seat id here.
    pub fn keys(&self, seat: &SeatId) -> Vec<SeatKey> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.seats.get(seat).cloned().unwrap_or_default()
    }

    /// How an invitation stands, and until when it may be redeemed.
    pub fn invitation(&self, key: &SeatKey) -> Option<(InvitationState, Stamp)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.invitations.get(key).copied()
    }

    pub(crate) async fn read(&self) -> RwLockReadGuard<'_, State<S>> {
        self.state.read().await
    }

    pub(crate) fn shelf<'a>(&'a self, state: &'a State<S>) -> RoomShelf<'a, S> {
        RoomShelf { room: self.id, tail: &state.tail, store: &self.store }
    }

    pub(crate) fn intake(&self) -> &mpsc::Sender<Intake> {
        &self.intake
    }

    /// How far the room goes, now and whenever that changes.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.end.subscribe()
    }

    /// The commit is stored, or not: what to tell whom. May fold the room anew.
    fn settle(&self, commit: &Commit, stored: bool) -> Vec<(Connection, Verdict)> {
        let mut state = self.state.blocking_write();
        if !stored {
            return state.keeper.failed();
        }
        commit.placed.iter().for_each(|placed| state.tail.push(&placed.link));
        let verdicts = state.keeper.committed();
        let known = Known::of(&state.keeper);
        let end = state.keeper.end();
        drop(state);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
        self.end.send_replace(end);
        verdicts
    }
}

impl Known {
    fn of<S: Store>(keeper: &RoomKeeper<S>) -> Self {
        let mut known = Self::default();
        for key in keeper.record().authors() {
            known.seats.entry(key.seat()).or_default().push(*key);
        }
        for invitation in keeper.present().room().membership().invitations() {
            let state = (invitation.state, invitation.expires.stamp());
            known.invitations.insert(invitation.key, state);
        }
        known
    }
}

fn epoch_id(epoch: &Epoch) -> EpochId {
    EpochId(epoch.id.to_le_bytes())
}

fn keeper_limits(limits: &Limits) -> KeeperLimits {
    let size = |limit| usize::try_from(limit).unwrap_or(usize::MAX);
    KeeperLimits {
        entries: limits.entries_per_room,
        group: size(limits.group_entries),
        waiting: size(limits.waiting_entries),
        ..KeeperLimits::default()
    }
}

/// The task that owns a room's order.
#[derive(Debug)]
pub(crate) struct Owner<S: Store> {
    room: std::sync::Weak<RoomHandle<S>>,
    waiting: mpsc::Receiver<Intake>,
    /// What the keeper had no room for; nothing more is taken before it.
    held_back: Option<Intake>,
    answers: BTreeMap<Connection, mpsc::Sender<Vec<Verdict>>>,
    clock: Clock,
    metrics: Arc<Metrics>,
}

impl<S: Store> Owner<S> {
    /// Runs until nobody can bring anything any more and everything taken is stored.
    pub(crate) async fn run(mut self) {
        if let Some(room) = self.room.upgrade() {
            room.drop_withdrawn().await;
        }
        while let Some(intake) = self.waiting.recv().await {
            let Some(room) = self.room.upgrade() else { return };
            self.held_back = Some(intake);
            while let Some(commit) = self.next_commit(&room).await {
                let commit = Arc::new(commit);
                let stored = match room.store.write(room.id, Arc::clone(&commit)).await {
                    Ok(()) => true,
                    Err(error) => {
                        tracing::warn!(event = "not_stored", room = %room.id, %error);
                        false
                    }
                };
                let settled = Arc::clone(&room);
                // Folding anew may take long, so it must not hold up other tasks.
                let verdicts =
                    tokio::task::spawn_blocking(move || settled.settle(&commit, stored)).await;
                match verdicts {
                    Ok(verdicts) => {
                        self.tell(verdicts).await;
                        room.drop_withdrawn().await;
                    }
                    Err(error) => {
                        tracing::error!(event = "room_ended", room = %room.id, %error);
                        return;
                    }
                }
            }
        }
    }

    /// Hands what waits to the keeper and asks it for a commit.
    async fn next_commit(&mut self, room: &RoomHandle<S>) -> Option<Commit> {
        let mut state = room.state.write().await;
        while let Some(intake) = self.held_back.take().or_else(|| self.waiting.try_recv().ok()) {
            let now = self.clock.now().wall;
            match state.keeper.offer(intake.from, &intake.links, now) {
                Ok(()) => {
                    self.answers.insert(intake.from, intake.answers);
                }
                Err(Full) => {
                    self.held_back = Some(intake);
                    break;
                }
            }
        }
        state.keeper.next_commit()
    }

    async fn tell(&mut self, verdicts: Vec<(Connection, Verdict)>) {
        let mut of: BTreeMap<Connection, Vec<Verdict>> = BTreeMap::new();
        for (connection, verdict) in verdicts {
            if matches!(verdict, Verdict::Refused(..)) {
                self.metrics.entries_refused.fetch_add(1, Relaxed);
            }
            of.entry(connection).or_default().push(verdict);
        }
        for (connection, verdicts) in of {
            let Some(answers) = self.answers.get(&connection) else { continue };
            // Never long: a connection waits for nothing but the room's lock, which is free now,
            // without reading its answers. One that has ended is told at its next one.
            let _ = answers.send(verdicts).await;
        }
        self.answers.retain(|_, answers| !answers.is_closed());
    }
}
