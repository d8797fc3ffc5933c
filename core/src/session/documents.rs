//! Documents at the relay's end: told who keeps what, taken from whoever has one, given to whoever
//! asks, always after everything else.

use std::collections::{BTreeMap, VecDeque};

use super::{Session, Standing};
use crate::document::{
    Admission, Arriving, Keep, Name, Outgoing, Refused, SharedArchive, ShortName, Space,
};
use crate::keeper::Keeper;
use crate::pace::Now;
use crate::present::Present;
use crate::replica::documents::FRAME_BYTES;
use crate::wire::{
    DOCUMENTS_MAX, DocumentAsk, DocumentHeld, DocumentPiece, DocumentRefused, Frame,
};

/// How often the pieces of one document may fail to verify before it is refused.
const WRONG_MAX: u32 = 3;

/// What one connection has to do with documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// What the replica asked about, and how much of it it was told of.
    watched: BTreeMap<ShortName, Option<u64>>,
    /// The archive's commits that were looked at.
    seen: Option<u64>,
    offers: VecDeque<ShortName>,
    taking: Option<Taking>,
    streams: u32,
    outgoing: Option<Outgoing>,
    answers: VecDeque<Frame>,
    keeps: VecDeque<Keep>,
    /// The replica has to do with documents: it is told what is taken, and when that has changed.
    asked: bool,
    space: Option<Space>,
}

#[derive(Debug)]
struct Taking {
    arriving: Arriving,
    wrong: u32,
    /// To be asked for, at first or again.
    ask: bool,
}

impl Documents {
    fn refuse(&mut self, name: ShortName, reason: Refused) {
        // Who asks without end for what there is not is not answered without end.
        if self.answers.len() >= DOCUMENTS_MAX {
            return;
        }
        self.answers.push_back(Frame::DocumentRefused(DocumentRefused { name, reason }));
    }

    /// The next thing that became known of what the replica asked about.
    fn news<P: Present, H: SharedArchive>(
        &mut self,
        keeper: &Keeper<P>,
        archive: &H,
    ) -> Result<Option<Frame>, H::Error> {
        let version = archive.version();
        if self.seen == Some(version) && self.watched.values().all(Option::is_some) {
            return Ok(None);
        }
        for short in self.watched.keys().copied().collect::<Vec<_>>() {
            let Some(name) = keeper.present().document(&short) else {
                self.watched.remove(&short);
                let refused = DocumentRefused { name: short, reason: Refused::Unlisted };
                return Ok(Some(Frame::DocumentRefused(refused)));
            };
            let bytes = archive.held(&name)?.checked;
            let whole = bytes == name.layout().stream_bytes();
            let told = self.watched.get_mut(&short).and_then(|told| told.replace(bytes));
            let begun = told == Some(0) && bytes > 0;
            if told.is_none() || begun || whole && told != Some(bytes) {
                return Ok(Some(Frame::DocumentHeld(DocumentHeld { name: short, bytes })));
            }
        }
        self.seen = Some(version);
        Ok(None)
    }

    /// Takes up an offer, if none is being taken.
    fn take_up<P: Present, H: SharedArchive>(
        &mut self,
        connection: crate::keeper::Connection,
        keeper: &Keeper<P>,
        archive: &H,
        now: Now,
    ) -> Result<(), H::Error> {
        for _ in 0..self.offers.len() {
            if self.taking.is_some() {
                return Ok(());
            }
            let Some(short) = self.offers.pop_front() else { return Ok(()) };
            let Some(name) = keeper.present().document(&short) else {
                self.refuse(short, Refused::Unlisted);
                continue;
            };
            let bytes = archive.held(&name)?.checked;
            if bytes == name.layout().stream_bytes() {
                self.answers.push_back(Frame::DocumentHeld(DocumentHeld { name: short, bytes }));
                continue;
            }
            match archive.admit(connection, &name) {
                Admission::Bring => {
                    let arriving = Arriving::resume(name, archive, now.tick)?;
                    self.taking = Some(Taking { arriving, wrong: 0, ask: true });
                }
                Admission::Wait => self.offers.push_back(short),
                Admission::Refused(reason) => self.refuse(short, reason),
            }
        }
        Ok(())
    }

    /// What is taken, once it is of use: at first, and when a document has come or was refused.
    fn space<H: SharedArchive>(&mut self, archive: &H) -> Option<Frame> {
        if !std::mem::take(&mut self.asked) {
            return None;
        }
        let space = archive.space();
        let told = self.space.replace(space);
        (told != Some(space)).then_some(Frame::DocumentSpace(space))
    }

    fn ask(&mut self) -> Option<Frame> {
        let taking = self.taking.as_mut().filter(|taking| taking.ask)?;
        taking.ask = false;
        self.streams += 1;
        let name = taking.arriving.name();
        Some(Frame::DocumentAsk(DocumentAsk {
            stream: self.streams,
            name: name.short(),
            from: taking.arriving.at(),
            to: name.layout().stream_bytes(),
        }))
    }

    fn piece<H: SharedArchive>(
        &mut self,
        archive: &H,
        slice: u64,
    ) -> Result<Option<Frame>, H::Error> {
        let Some(outgoing) = &mut self.outgoing else { return Ok(None) };
        let most = usize::try_from(slice.min(FRAME_BYTES)).unwrap_or(usize::MAX);
        let bytes = outgoing.next(archive, most - DocumentPiece::OVERHEAD_BYTES)?;
        let stream = outgoing.stream;
        if outgoing.is_sent() {
            self.outgoing = None;
        }
        Ok(bytes.map(|bytes| Frame::DocumentPiece(DocumentPiece { stream, bytes })))
    }

    fn keep(&mut self, all: bool, now: Now) {
        let Some(taking) = &mut self.taking else { return };
        for _ in 0..2 {
            self.keeps.extend(taking.arriving.poll_keep(all, now.tick));
        }
    }
}

impl Session {
    /// The next message for the link that has to do with documents: ask once `poll_frame` gives
    /// nothing more. Everything else overtakes them.
    ///
    /// # Errors
    /// The archive's.
    pub fn poll_document_frame<P: Present, H: SharedArchive>(
        &mut self,
        keeper: &Keeper<P>,
        archive: &H,
        now: Now,
    ) -> Result<Option<Vec<u8>>, H::Error> {
        if self.closing || self.standing != Standing::Member {
            return Ok(None);
        }
        let connection = self.connection;
        let documents = &mut self.documents;
        documents.keep(false, now);
        if !self.line.wants_piece(now) {
            return Ok(None);
        }
        documents.take_up(connection, keeper, archive, now)?;
        let mut frame = documents.answers.pop_front().or_else(|| documents.ask());
        if frame.is_none() {
            frame = documents.space(archive);
        }
        if frame.is_none() {
            frame = documents.news(keeper, archive)?;
        }
        if frame.is_none() {
            frame = documents.piece(archive, self.line.pace().piece())?;
        }
        let Some(frame) = frame else { return Ok(None) };
        self.line.put(&frame);
        Ok(self.line.poll(now))
    }

    /// What of a document is to be kept next. Take in nothing more before it is, and say so by
    /// `document_kept`.
    pub fn poll_document_keep(&mut self) -> Option<Keep> {
        self.documents.keeps.pop_front()
    }

    /// What was given by `poll_document_keep` is durable, or cannot be kept.
    pub fn document_kept(&mut self, name: &Name, kept: Result<(), Refused>) {
        let documents = &mut self.documents;
        let Some(taking) = &documents.taking else { return };
        if taking.arriving.name() != *name {
            return;
        }
        if let Err(reason) = kept {
            documents.refuse(name.short(), reason);
            documents.taking = None;
            documents.keeps.clear();
        } else if taking.arriving.is_whole() && documents.keeps.is_empty() {
            let held = DocumentHeld { name: name.short(), bytes: name.layout().stream_bytes() };
            documents.answers.push_back(Frame::DocumentHeld(held));
            documents.taking = None;
            documents.asked = true;
        }
    }

    /// The connection ends: what has come of a document is still to be kept.
    pub fn flush_documents(&mut self, now: Now) {
        self.documents.keep(true, now);
    }

    /// What this connection brings.
    pub fn bringing(&self) -> Option<Name> {
        self.documents.taking.as_ref().map(|taking| taking.arriving.name())
    }

    pub(super) fn handle_look(&mut self, names: Vec<ShortName>) {
        self.documents.asked = true;
        let watched = &mut self.documents.watched;
        for name in names {
            if watched.len() < DOCUMENTS_MAX || watched.contains_key(&name) {
                watched.insert(name, None);
            }
        }
    }

    pub(super) fn handle_offer(&mut self, name: ShortName) {
        self.documents.asked = true;
        let offers = &mut self.documents.offers;
        if offers.len() < DOCUMENTS_MAX && !offers.contains(&name) {
            offers.push_back(name);
        }
    }

    pub(super) fn handle_document_ask<P: Present>(&mut self, ask: DocumentAsk, keeper: &Keeper<P>) {
        let documents = &mut self.documents;
        let Some(name) = keeper.present().document(&ask.name) else {
            documents.outgoing = None;
            documents.refuse(ask.name, Refused::Unlisted);
            return;
        };
        documents.outgoing = Some(Outgoing::new(name, ask.stream, ask.from, ask.to));
        // Where not all of it is here the replica is told, now and when the rest has come.
        if documents.watched.len() < DOCUMENTS_MAX {
            documents.watched.insert(ask.name, None);
        }
    }

    pub(super) fn handle_document_piece(&mut self, piece: &DocumentPiece, now: Now) {
        let documents = &mut self.documents;
        let Some(taking) = &mut documents.taking else { return };
        // What was under way when something else was asked for.
        if piece.stream != documents.streams || taking.ask {
            return;
        }
        let name = taking.arriving.name();
        if taking.arriving.take(&piece.bytes).is_err() {
            taking.wrong += 1;
            taking.ask = true;
            if taking.wrong >= WRONG_MAX {
                documents.keep(true, now);
                documents.refuse(name.short(), Refused::Wrong);
                documents.taking = None;
                return;
            }
        }
        let whole = taking.arriving.is_whole();
        documents.keep(whole, now);
    }
}
