//! A console that does as it is told, however wrong: it has a real seat's key and asks nobody.

use std::sync::Arc;

use liaison::clock::{MachineClock, machine_time};
use liaison::desk::Desk;
use liaison_core::body::Body;
use liaison_core::body::log::{MessagePosted, NoteTaken};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId, SeatKey};
use liaison_core::run::Run;
use liaison_core::stamp::Stamp;
use liaison_core::terms::Precedence;
use liaison_core::wire::Frame;
use liaison_journal::Place;

use super::Home;

/// A hand on the journal and the key of a home, past everything that decides.
pub(crate) struct Forger(Desk);

impl Forger {
    /// Sits down at the only room of a home.
    pub(crate) fn at(home: &Home) -> Self {
        let home = liaison::home::Home::at(home.path());
        Self(Desk::open(&home, None, Arc::new(MachineClock)).expect("a room"))
    }

    pub(crate) fn secret(&self) -> &Secret {
        self.0.secret()
    }

    pub(crate) fn key(&self) -> SeatKey {
        self.0.me()
    }

    pub(crate) fn room(&self) -> RoomId {
        self.0.room().id()
    }

    /// The key of the room's relay.
    pub(crate) fn relay(&self) -> SeatKey {
        self.0.relay().expect("a journal that reads").expect("a relay").key
    }

    /// Everything held of an author, in order.
    pub(crate) fn held(&self, author: &SeatKey) -> Vec<Link> {
        let (read, no, mut links) = (self.0.journal().read(), self.0.room_no(), Vec::new());
        read.each_since(no, liaison_journal::RowNo(0), |row| {
            links.extend(Some(row.link).filter(|link| link.author == *author));
        })
        .expect("a journal that reads");
        links.sort_by_key(|link| link.n);
        links
    }

    /// The entry that would come next of an author, signed with this home's key whoever that is.
    pub(crate) fn next_of(&self, author: &SeatKey, body: &Body, time: Stamp) -> Link {
        let (n, previous) = self.held(author).last().map_or((0, Hash::ZERO), |l| (l.n, l.h));
        let entry = Entry { time, kind: body.kind(), body: body.write() };
        let own = Link::write(&self.room(), self.secret(), n + 1, previous, entry.clone());
        if *author == self.key() {
            return own;
        }
        let content = entry.content_hash(&self.room(), author, n + 1);
        let h = liaison_core::entry::chain_hash(&previous, &content);
        Link { author: *author, h, signature: Some(self.secret().sign(&h)), ..own }
    }

    /// Writes an entry of this seat at this moment, whatever it says; its id.
    pub(crate) fn say(&self, body: impl Into<Body>) -> String {
        self.say_at(body, machine_time())
    }

    /// The same with a time of its own.
    pub(crate) fn say_at(&self, body: impl Into<Body>, time: Stamp) -> String {
        let link = self.next_of(&self.key(), &body.into(), time);
        self.keep(&link);
        link.key().reference().id.to_string()
    }

    /// Puts a line into the journal, as if it had come from somewhere.
    pub(crate) fn keep(&self, link: &Link) {
        let mut journal = self.0.home().journal().expect("a journal");
        let no = self.0.room_no();
        journal.write(|write| write.append(no, link, Place::None).map(drop)).expect("kept");
    }
}

/// A flash message to all, to be acknowledged.
pub(crate) fn flash(text: &str) -> Body {
    MessagePosted {
        precedence: Precedence::Flash,
        text: text.to_owned(),
        to: Vec::new(),
        acknowledge: true,
        reply_to: None,
        tlp: None,
        language: None,
        incident: None,
    }
    .into()
}

/// A note.
pub(crate) fn note(text: &str) -> Body {
    NoteTaken { text: text.to_owned(), incident: None }.into()
}

/// The frame that brings one line.
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
