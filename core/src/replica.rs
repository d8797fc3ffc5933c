//! The console's end of sync: one room on one machine.
//!
//! Four kinds of methods: getters; `handle_*` for what came from outside; commands (`connect`,
//! `disconnected`, `written`, `stored`, …); `poll_*` for what the shell must do next. Poll until all
//! give nothing, and again after every event:
//!
//! - `poll_store`: what to write to the journal, in this order, each then confirmed by `stored`;
//!   until then nothing of it is claimed as held;
//! - `poll_event`: what the officer's console should know;
//! - `poll_frame`: the next message for the link, while there is one;
//! - `poll_timeout`: when to call `handle_timeout` and poll again if nothing happens before.

mod arriving;
pub mod documents;
mod epochs;
mod link;
mod sending;

use std::collections::VecDeque;

use self::documents::{DocumentEvent, Documents};
pub use self::epochs::EpochMet;
use self::link::Link as Connected;
use crate::document::Keep;
use crate::entry::Link;
use crate::id::{EntryKey, EntryRef, RoomId, SeatId, SeatKey};
pub use crate::line::Fault;
use crate::pace::{Now, Pace, Tick};
use crate::record::{Record, Row};
use crate::shelf::Placed;
use crate::stamp::Stamp;
use crate::wire::{Beginning, Bye, History, RefusalReason};

/// What the journal is to write, in one transaction each, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// Entries that arrived. A link that is kept already may bring its signature, its position, or
    /// content where only `c(n)` was kept; nothing that is kept is ever taken away for it.
    Entries(Vec<Placed>),
    /// Positions of entries that are kept.
    Positions(Vec<(EntryKey, u64)>),
    /// Every position from this one on means nothing any more.
    Void(u64),
    /// Everything below this position was told.
    Told(u64),
    /// The beginning of a frame whose end did not come; none, if there is nothing to go on with.
    Unfinished(Option<Beginning>),
    /// The epochs met, in place of those kept.
    Epochs(Vec<EpochMet>),
    /// What came of a document.
    Document(Keep),
}

/// What the console should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The relay's clock just now: compare it with one's own.
    RelayTime(Stamp),
    /// The newest number of every seat of which something is lacking here.
    Heads(Vec<(SeatId, u32)>),
    /// The relay holds these entries durably.
    Stored(Vec<EntryKey>),
    /// The relay set back or another relay: these are no longer known to be stored there.
    Unstored,
    /// The relay refuses an entry and keeps `c(n)` in its place: the author's next entry gives it up.
    Refused(EntryKey, RefusalReason),
    /// The relay keeps nothing of an entry; it is offered again on the next connection.
    TurnedAway(EntryKey, RefusalReason),
    /// An entry of the own seat that this journal does not hold: take a fresh seat before writing.
    OwnUnknown(EntryKey),
    /// Which settings stand, by the relay's word.
    Standing(Vec<EntryRef>),
    /// The present is complete.
    Current,
    /// What was asked of the past is complete.
    Complete(History),
    /// What there is to know of documents.
    Document(DocumentEvent),
    /// The relay ends the connection.
    Bye(Bye),
}

/// To go on with less of a frame costs more than it spares.
const UNFINISHED_BYTES_MIN: usize = 64;

/// One room on one machine.
#[derive(Debug)]
pub struct Replica {
    own: Option<SeatKey>,
    record: Record,
    epochs: Vec<EpochMet>,
    history: History,
    link: Option<Connected>,
    /// The beginning of a frame that the last connection left.
    unfinished: Option<Beginning>,
    documents: Documents,
    stores: VecDeque<Store>,
    /// Each with how many stores must be done before it may be heard.
    events: VecDeque<(u64, Event)>,
    stores_made: u64,
    stores_done: u64,
}

impl Replica {
    /// Takes up a room: the seat that writes here, the index of what the journal holds, the epochs
    /// that it met.
    pub fn open(own: Option<SeatKey>, record: Record, epochs: Vec<EpochMet>) -> Self {
        Self {
            own,
            record,
            epochs,
            history: History::default(),
            link: None,
            unfinished: None,
            documents: Documents::default(),
            stores: VecDeque::new(),
            events: VecDeque::new(),
            stores_made: 0,
            stores_done: 0,
        }
    }

    /// The beginning of a frame that the last connection of an earlier process left.
    pub fn go_on_with(&mut self, unfinished: Option<Beginning>) {
        self.unfinished = unfinished;
    }

    /// The index of what is durably held.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The room.
    pub fn room(&self) -> RoomId {
        self.record.room()
    }

    /// The seat that writes here.
    pub fn own(&self) -> Option<SeatKey> {
        self.own
    }

    /// Epochs met, oldest first.
    pub fn epochs(&self) -> &[EpochMet] {
        &self.epochs
    }

    /// Whether a link is up and the relay has answered.
    pub fn is_welcome(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.welcome)
    }

    /// Whether the present was told and is kept, on this connection.
    pub fn is_current(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.current)
    }

    /// How much of the past was told and is kept, on this connection.
    pub fn complete(&self) -> Option<History> {
        self.link.as_ref().and_then(|link| link.complete)
    }

    /// What the link was measured to be.
    pub fn pace(&self) -> Option<&Pace> {
        self.link.as_ref().map(|link| link.line.pace())
    }

    /// Whether the message given last is urgent, and to be handed to TLS by itself.
    pub fn overtook(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.line.overtook())
    }

    /// Bytes that arrived on this connection.
    pub fn bytes_received(&self) -> u64 {
        self.link.as_ref().map_or(0, |link| link.line.arrived())
    }

    /// Whether a flash or immediate message waits to be sent: who has several rooms polls such a
    /// room first.
    pub fn has_urgent(&self) -> bool {
        self.link.as_ref().is_some_and(|link| !link.urgent.is_empty())
    }

    /// Whether something is kept here of which no relay has said that it is stored.
    pub fn has_unstored(&self) -> bool {
        self.record.has_unplaced()
    }

    /// Entries sent on this connection that the relay has not answered.
    pub fn under_way(&self) -> impl Iterator<Item = &EntryKey> {
        self.link.iter().flat_map(|link| &link.sent)
    }

    /// The seat that writes from now on, such as a fresh one.
    pub fn take_seat(&mut self, own: SeatKey) {
        self.own = Some(own);
    }

    /// An entry is now durably kept here that did not come by the link: written by this seat, by
    /// another process of this home, or brought by a bundle.
    pub fn written(&mut self, link: &Link) {
        self.indexed(&Row::of(link, None));
    }

    /// Like `written`, from what the journal keeps beside the entry.
    pub fn indexed(&mut self, row: &Row) {
        let added = self.record.restore(row);
        let own = self.own == Some(row.author);
        if added.new
            && let Some(connected) = &mut self.link
            && connected.welcome
        {
            connected.queue(row.key(), row.urgent, own);
        }
    }

    /// A store of `poll_store` is durable. They are confirmed in the order in which they came.
    pub fn stored(&mut self, store: &Store) {
        self.stores_done += 1;
        match store {
            Store::Entries(entries) => {
                for placed in entries {
                    self.record.add(&placed.link, placed.position);
                    if let Some(connected) = &mut self.link {
                        connected.gathering.settled(&placed.link.key());
                    }
                }
            }
            Store::Told(end) => {
                if let Some(last) = end.checked_sub(1) {
                    self.record.told(0, last);
                }
            }
            // What these say was taken into account when it came: to forget it claims nothing.
            Store::Positions(_)
            | Store::Void(_)
            | Store::Epochs(_)
            | Store::Unfinished(_)
            | Store::Document(_) => {}
        }
    }

    /// What to write to the journal next.
    pub fn poll_store(&mut self) -> Option<Store> {
        self.stores.pop_front()
    }

    /// What the console should know, once everything that it rests on is kept.
    pub fn poll_event(&mut self) -> Option<Event> {
        let &(after, _) = self.events.front()?;
        if after > self.stores_done {
            return None;
        }
        let (_, event) = self.events.pop_front()?;
        if let Some(link) = &mut self.link {
            match event {
                Event::Current => link.current = true,
                Event::Complete(history) => link.complete = Some(history),
                _ => {}
            }
        }
        Some(event)
    }

    /// When to poll again if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Tick> {
        self.link.as_ref().and_then(|link| link.line.poll_timeout())
    }

    /// Whether the relay has been silent for longer than the link explains: close the link.
    pub fn handle_timeout(&mut self, now: Now) -> bool {
        self.link.as_mut().is_some_and(|link| link.line.is_lost(now))
    }

    /// The link is gone. What arrived and is not yet stored is still to be stored.
    pub fn disconnected(&mut self) {
        self.documents_disconnected();
        let Some(link) = self.link.take() else { return };
        let unfinished = link.line.unfinished();
        // What waits is forgotten with the link, and the frame may continue it.
        let whole = !link.gathering.waits() && link.line.missing() == 0;
        let long = |begun: &&Beginning| begun.bytes.len() >= UNFINISHED_BYTES_MIN;
        let unfinished = unfinished.filter(|begun| whole && long(begun));
        if unfinished != self.unfinished.as_ref() {
            self.unfinished = unfinished.cloned();
            self.store(Store::Unfinished(self.unfinished.clone()));
        }
    }

    fn store(&mut self, store: Store) {
        self.stores.push_back(store);
        self.stores_made += 1;
    }

    /// Says something once all that came before is kept.
    fn say(&mut self, event: Event) {
        self.events.push_back((self.stores_made, event));
    }
}
