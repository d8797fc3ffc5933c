//! Officers who write, for the other files here.

use std::path::{Path, PathBuf};

use liaison_core::body::Kind;
use liaison_core::entry::{Content, Entry, Link, Secret, chain_hash};
use liaison_core::id::{Hash, RoomId, SeatKey};
use liaison_core::stamp::Stamp;
use liaison_journal::{Access, Journal, Place, RoomNo};
use tempfile::TempDir;

/// A seat and where its chain ends.
pub(crate) struct Officer {
    pub(crate) secret: Secret,
    pub(crate) n: u32,
    pub(crate) h: Hash,
}

impl Officer {
    pub(crate) fn new(seed: u8) -> Self {
        Self { secret: Secret::from_seed([seed; 32]), n: 0, h: Hash::ZERO }
    }

    pub(crate) fn key(&self) -> SeatKey {
        self.secret.key()
    }

    /// The next entry of this officer.
    pub(crate) fn write(&mut self, room: &RoomId, text: &str) -> Link {
        let link = self.branch(room, text);
        (self.n, self.h) = (link.n, link.h);
        link
    }

    /// An entry at the next number that does not count: the next one forks from it.
    pub(crate) fn branch(&self, room: &RoomId, text: &str) -> Link {
        Link::write(room, &self.secret, self.n + 1, self.h, entry(text))
    }

    /// The next entry, of which only the hash of the content is given away.
    pub(crate) fn write_refused(&mut self, room: &RoomId, text: &str) -> Link {
        refused(room, &self.write(room, text))
    }
}

pub(crate) fn entry(text: &str) -> Entry {
    let time = Stamp(1_700_000_000_000 + text.len() as u64);
    Entry { time, kind: Kind(60_000), body: text.as_bytes().to_vec() }
}

/// The same entry as a relay keeps it that refused its content.
pub(crate) fn refused(room: &RoomId, link: &Link) -> Link {
    let hash = link.content.hash(room, &link.author, link.n);
    assert_eq!(chain_hash(&link.previous, &hash), link.h);
    Link { content: Content::Refused(hash), ..link.clone() }
}

/// A journal in a directory of its own, with a room that its first officer founded.
pub(crate) struct Desk {
    pub(crate) _dir: TempDir,
    pub(crate) path: PathBuf,
    pub(crate) journal: Journal,
    pub(crate) founder: Officer,
    pub(crate) room: RoomId,
    pub(crate) no: RoomNo,
}

impl Desk {
    pub(crate) fn new(place: Place) -> Self {
        Self::within(scratch(), place)
    }

    pub(crate) fn within(dir: TempDir, place: Place) -> Self {
        let path = dir.path().join("journal");
        let mut journal = Journal::open(&path, Access::Create).unwrap();
        journal.keep_log().unwrap();
        let mut founder = Officer::new(1);
        let founding = founder.write(&RoomId::default(), "founded");
        let room = RoomId(founding.h.0);
        let no = journal.write(|write| write.add_room(&founding, place)).unwrap();
        Self { _dir: dir, path, journal, founder, room, no }
    }

    pub(crate) fn add(&mut self, link: &Link, place: Place) -> liaison_journal::Added {
        let no = self.no;
        self.journal.write(|write| write.append(no, link, place)).unwrap()
    }

    /// Closes the journal and opens it again.
    pub(crate) fn reopen(&mut self) {
        self.journal = open(&self.path);
    }

    pub(crate) fn links(&self) -> Vec<Link> {
        links(&self.journal, self.no)
    }
}

pub(crate) fn open(path: &Path) -> Journal {
    Journal::open(path, Access::Write).unwrap()
}

/// Everything that a journal holds of a room.
pub(crate) fn links(journal: &Journal, room: RoomNo) -> Vec<Link> {
    let mut links = Vec::new();
    journal.read().each_since(room, liaison_journal::RowNo(0), |row| links.push(row.link)).unwrap();
    links
}

/// A directory in memory where there is one: what these tests ask does not hang on the disk, and
/// they flush a thousand times.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
