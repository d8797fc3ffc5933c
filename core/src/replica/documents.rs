//! Documents at the console's end: fetched where they are wanted, brought where the relay lacks
//! them, always after everything else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Event, Replica, Store};
use crate::document::{Archive, Arriving, Keep, Name, Outgoing, Refused, ShortName, Space, Wrong};
use crate::pace::Now;
use crate::wire::{
    DOCUMENTS_MAX, DocumentAsk, DocumentHeld, DocumentPiece, DocumentRefused, Frame,
};

/// How often the pieces of one document may fail to verify before it is left for this connection.
const WRONG_MAX: u32 = 3;
/// The largest piece of a stream in one frame.
pub(crate) const FRAME_BYTES: u64 = 16 * 1024;

/// A document of the room, as the console has it: what the machine is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Which.
    pub name: Name,
    /// All of it is kept here.
    pub whole: bool,
    /// Somebody here wants it.
    pub wanted: bool,
    /// The relay is known to keep all of it.
    pub at_relay: bool,
    /// The entry that shared it is stored at the relay: before, it could not know the document.
    pub listed: bool,
}

/// What there is to know of documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentEvent {
    /// All of it is kept here and verifies.
    Arrived(Name),
    /// The relay keeps so many bytes of its stream.
    AtRelay(Name, u64),
    /// The relay does not take it.
    Refused(Name, Refused),
    /// What the relay takes of documents.
    Space(Space),
    /// What came does not verify and was dropped; given up, if it did not the last time either.
    Wrong(Name, Wrong, bool),
}

/// How far a document is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Which.
    pub name: Name,
    /// So many bytes of its stream have come or gone.
    pub at: u64,
}

/// The documents of one room.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents {
    /// In the order in which they are to be fetched.
    local: Vec<Local>,
    arriving: Option<Arriving>,
    traffic: Traffic,
}

/// What one connection knows.
#[derive(Clone, Debug, Default)]
struct Traffic {
    /// The number of the newest asking.
    stream: u32,
    looked: BTreeSet<ShortName>,
    offered: BTreeSet<ShortName>,
    /// So many bytes of a stream are at the relay, by its word.
    at_relay: BTreeMap<ShortName, u64>,
    refused: BTreeSet<ShortName>,
    wrong: BTreeMap<ShortName, u32>,
    /// Asked again, after a piece that did not verify.
    ask_again: bool,
    outgoing: Option<Outgoing>,
}

impl Documents {
    fn local(&self, short: &ShortName) -> Option<&Local> {
        self.local.iter().find(|local| local.name.short() == *short)
    }

    /// What to fetch: the first that is wanted and that the relay may have.
    fn choose(&self) -> Option<Name> {
        let rank = |local: &Local| {
            let short = local.name.short();
            let given_up = self.traffic.wrong.get(&short).is_some_and(|wrong| *wrong >= WRONG_MAX);
            if local.whole || !local.wanted || !local.listed || given_up {
                return None;
            }
            match self.traffic.at_relay.get(&short) {
                Some(0) => None,
                Some(bytes) if *bytes < local.name.layout().stream_bytes() => Some(1),
                _ => Some(0),
            }
        };
        let ranked = self.local.iter().filter_map(|local| Some((rank(local)?, local.name)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
    }

    fn look(&mut self) -> Option<Frame> {
        let unknown = |local: &&Local| {
            let short = local.name.short();
            !local.whole && !local.at_relay && local.listed && !self.traffic.looked.contains(&short)
        };
        let names: Vec<ShortName> =
            self.local.iter().filter(unknown).map(|l| l.name.short()).take(DOCUMENTS_MAX).collect();
        self.traffic.looked.extend(&names);
        (!names.is_empty()).then_some(Frame::DocumentLook(names))
    }

    fn offer(&mut self) -> Option<Frame> {
        let lacking = |local: &&Local| {
            let short = local.name.short();
            local.whole && !local.at_relay && local.listed && !self.traffic.offered.contains(&short)
        };
        let short = self.local.iter().find(lacking)?.name.short();
        self.traffic.offered.insert(short);
        Some(Frame::DocumentOffer(short))
    }

    /// Asks for what is chosen, if that is not under way.
    fn ask<A: Archive>(&mut self, archive: &A, now: Now) -> Result<Option<Frame>, A::Error> {
        let chosen = self.choose();
        let under_way = self.arriving.as_ref().map(Arriving::name);
        if chosen == under_way && !self.traffic.ask_again {
            return Ok(None);
        }
        self.traffic.ask_again = false;
        let Some(name) = chosen else { return Ok(self.stop()) };
        if under_way != Some(name) {
            self.arriving = Some(Arriving::resume(name, archive, now.tick)?);
        }
        self.traffic.stream += 1;
        let from = self.arriving.as_ref().map_or(0, Arriving::at);
        let to = name.layout().stream_bytes();
        let stream = self.traffic.stream;
        Ok(Some(Frame::DocumentAsk(DocumentAsk { stream, name: name.short(), from, to })))
    }

    /// Nothing is wanted any more: asks for nothing, which ends what was asked for before.
    fn stop(&mut self) -> Option<Frame> {
        let arriving = self.arriving.take()?;
        self.traffic.stream += 1;
        let (stream, name, at) = (self.traffic.stream, arriving.name().short(), arriving.at());
        Some(Frame::DocumentAsk(DocumentAsk { stream, name, from: at, to: at }))
    }

    fn piece<A: Archive>(&mut self, archive: &A, slice: u64) -> Result<Option<Frame>, A::Error> {
        let Some(outgoing) = &mut self.traffic.outgoing else { return Ok(None) };
        let most = usize::try_from(slice.min(FRAME_BYTES)).unwrap_or(usize::MAX);
        let bytes = outgoing.next(archive, most - DocumentPiece::OVERHEAD_BYTES)?;
        let stream = outgoing.stream;
        if outgoing.is_sent() || bytes.is_none() {
            self.traffic.outgoing = None;
        }
        Ok(bytes.map(|bytes| Frame::DocumentPiece(DocumentPiece { stream, bytes })))
    }
}

impl Replica {
    /// Tells the machine of the room's documents, all of them, whenever something of it has
    /// changed: what is wanted is fetched in this order.
    pub fn take_documents(&mut self, local: Vec<Local>) {
        self.documents.local = local;
    }

    /// What is being fetched.
    pub fn fetching(&self) -> Option<Moving> {
        let arriving = self.documents.arriving.as_ref()?;
        Some(Moving { name: arriving.name(), at: arriving.at() })
    }

    /// What is being brought to the relay.
    pub fn bringing(&self) -> Option<Moving> {
        let outgoing = self.documents.traffic.outgoing.as_ref()?;
        Some(Moving { name: outgoing.name, at: outgoing.at() })
    }

    /// Whether a document is still to be fetched or brought on this connection.
    pub fn has_documents_under_way(&self) -> bool {
        let documents = &self.documents;
        let to_bring = |local: &Local| {
            let refused = documents.traffic.refused.contains(&local.name.short());
            local.whole && local.listed && !local.at_relay && !refused
        };
        let to_hear_of = |local: &Local| {
            let heard = documents.traffic.at_relay.contains_key(&local.name.short());
            !local.whole && local.listed && !local.at_relay && !heard
        };
        documents.arriving.is_some()
            || documents.choose().is_some()
            || documents.local.iter().any(|local| to_bring(local) || to_hear_of(local))
    }

    /// Whether the relay has answered, on this connection, what it has of a document.
    pub fn relay_holds(&self, name: &Name) -> Option<u64> {
        self.documents.traffic.at_relay.get(&name.short()).copied()
    }

    /// The next message for the link that has to do with documents: ask once `poll_frame` gives
    /// nothing more. Everything else overtakes them.
    ///
    /// # Errors
    /// The archive's.
    pub fn poll_document_frame<A: Archive>(
        &mut self,
        archive: &A,
        now: Now,
    ) -> Result<Option<Vec<u8>>, A::Error> {
        self.keep_document(false, now);
        let Some(link) = &mut self.link else { return Ok(None) };
        if !link.welcome || !link.line.wants_piece(now) {
            return Ok(None);
        }
        let documents = &mut self.documents;
        if documents.arriving.as_ref().map(Arriving::name) != documents.choose() {
            // A stream is gone on from what is kept of it: first let all of it be kept.
            self.keep_document(true, now);
            if self.stores_made != self.stores_done {
                return Ok(None);
            }
        }
        let Some(link) = &mut self.link else { return Ok(None) };
        let documents = &mut self.documents;
        let mut frame = documents.look().or_else(|| documents.offer());
        if frame.is_none() {
            frame = documents.ask(archive, now)?;
        }
        if frame.is_none() {
            frame = documents.piece(archive, link.line.pace().piece())?;
        }
        let Some(frame) = frame else { return Ok(None) };
        link.line.put(&frame);
        Ok(link.line.poll(now))
    }

    /// A connection begins.
    pub(super) fn documents_connected(&mut self) {
        self.documents.traffic = Traffic::default();
        self.documents.arriving = None;
    }

    /// A connection is gone: what has come of a document is kept.
    pub(super) fn documents_disconnected(&mut self) {
        self.keep_document(true, Now::default());
        self.documents_connected();
    }

    pub(super) fn handle_document_ask(&mut self, ask: DocumentAsk) {
        let whole = self.documents.local(&ask.name).filter(|local| local.whole);
        let outgoing = whole.map(|local| Outgoing::new(local.name, ask.stream, ask.from, ask.to));
        self.documents.traffic.outgoing = outgoing;
    }

    pub(super) fn handle_document_piece(&mut self, piece: &DocumentPiece, now: Now) {
        let documents = &mut self.documents;
        // What was under way when something else was asked for.
        if piece.stream != documents.traffic.stream || documents.traffic.ask_again {
            return;
        }
        let Some(arriving) = &mut documents.arriving else { return };
        let (name, taken) = (arriving.name(), arriving.take(&piece.bytes));
        let whole = arriving.is_whole();
        if let Err(wrong) = taken {
            let times = documents.traffic.wrong.entry(name.short()).or_default();
            *times += 1;
            let given_up = *times >= WRONG_MAX;
            documents.traffic.ask_again = true;
            self.say(Event::Document(DocumentEvent::Wrong(name, wrong, given_up)));
        }
        self.keep_document(whole, now);
        if whole {
            self.documents.arriving = None;
            for local in self.documents.local.iter_mut().filter(|local| local.name == name) {
                (local.whole, local.wanted, local.at_relay) = (true, false, true);
            }
            self.say(Event::Document(DocumentEvent::Arrived(name)));
        }
    }

    pub(super) fn handle_document_held(&mut self, held: DocumentHeld) {
        self.documents.traffic.at_relay.insert(held.name, held.bytes);
        let Some(local) = self.documents.local(&held.name).copied() else { return };
        let whole = held.bytes >= local.name.layout().stream_bytes();
        for known in self.documents.local.iter_mut().filter(|l| l.name == local.name) {
            known.at_relay = whole;
        }
        self.say(Event::Document(DocumentEvent::AtRelay(local.name, held.bytes)));
    }

    pub(super) fn handle_document_space(&mut self, space: Space) {
        self.say(Event::Document(DocumentEvent::Space(space)));
    }

    pub(super) fn handle_document_refused(&mut self, refused: DocumentRefused) {
        let traffic = &mut self.documents.traffic;
        traffic.refused.insert(refused.name);
        traffic.outgoing.take_if(|outgoing| outgoing.name.short() == refused.name);
        let Some(local) = self.documents.local(&refused.name).copied() else { return };
        // It is not there to be fetched either.
        self.documents.traffic.at_relay.insert(refused.name, 0);
        self.say(Event::Document(DocumentEvent::Refused(local.name, refused.reason)));
    }

    fn keep_document(&mut self, all: bool, now: Now) {
        let Some(arriving) = &mut self.documents.arriving else { return };
        let keeps: [Option<Keep>; 2] =
            [arriving.poll_keep(all, now.tick), arriving.poll_keep(all, now.tick)];
        for keep in keeps.into_iter().flatten() {
            self.store(Store::Document(keep));
        }
    }
}
