//! An officer's pen: signed notes of 120 characters, one after the other.

use liaison_core::body::Body;
use liaison_core::body::log::NoteTaken;
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId, SeatId};
use liaison_core::run::Run;
use liaison_core::wire::Frame;

use super::client::wall;
use super::partnership::Partnership;

/// One status report of 120 characters of real text.
const TEXT: &str = "Gates at Tobishima closed since 06:40Z, 38 trucks held at the P2 yard, \
    two lanes open for medicines and perishables only.";

/// Writes one seat's entries.
#[derive(Clone)]
pub(crate) struct Pen {
    room: RoomId,
    secret: Secret,
    n: u32,
    h: Hash,
}

impl Pen {
    /// Goes on after an officer's newest entry.
    pub(crate) fn of(partnership: &Partnership, officer: usize) -> Self {
        let (n, h) = partnership.end(officer);
        Self { room: partnership.room, secret: partnership.secrets[officer].clone(), n, h }
    }

    /// The seat.
    pub(crate) fn seat(&self) -> SeatId {
        self.secret.key().seat()
    }

    /// The next entry.
    pub(crate) fn write(&mut self) -> Link {
        let body = Body::from(NoteTaken { text: TEXT.to_owned(), incident: None });
        let entry = Entry { time: wall(), kind: body.kind(), body: body.write() };
        let link = Link::write(&self.room, &self.secret, self.n + 1, self.h, entry);
        (self.n, self.h) = (link.n, link.h);
        link
    }
}

/// The frame that brings an entry to the relay.
pub(crate) fn frame(link: &Link) -> Vec<u8> {
    let run = Run {
        seat: link.author.seat(),
        first: link.n,
        positions: None,
        contents: vec![link.content.clone()],
        signatures: vec![link.signature],
    };
    Frame::Run(run).encode()
}
