//! Documents while they are fuzzed: a few whose bytes are known, a dock that keeps streams in
//! memory, and what a hostile end says of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use liaison_core::body::Body;
use liaison_core::body::document::DocumentShared;
use liaison_core::document::{
    Admission, Archive, Held, Keep, Kept, Name, Refused, SharedArchive, ShortName, Space, Tree,
};
use liaison_core::entry::{Entry, Link};
use liaison_core::id::Hash;
use liaison_core::keeper::Connection;
use liaison_core::stamp::Stamp;
use liaison_core::wire::{DocumentAsk, DocumentHeld, DocumentPiece, DocumentRefused, Frame};

use crate::partnership::{Partnership, START};

/// Sizes of the documents: nothing but its hash, one piece, a whole one, three, and a list of many.
const SIZES: [usize; 5] = [1, 9_000, 16_384, 40_000, 300_000];
/// The largest document that the dock takes, and the space that it has.
const LARGEST: u64 = 1 << 20;
const SPACE: u64 = 1 << 20;
/// The longest piece that a hostile end sends, in bytes.
const PIECE_MAX: usize = 20_000;

/// The documents of the room, and the entries that share them.
#[derive(Debug)]
pub struct Papers {
    /// The partnership's entries, then the shares.
    pub links: Vec<Link>,
    /// Their streams.
    pub streams: Vec<(Name, Vec<u8>)>,
    /// On the record as well, of a size that nobody takes, and bytes that nobody has.
    pub absurd: Name,
}

impl Papers {
    /// The same for every run.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Papers> = OnceLock::new();
        SHARED.get_or_init(Self::build)
    }

    fn build() -> Self {
        let absurd = Name { hash: Hash([7; 32]), size: (1 << 30) - 1 };
        let streams = SIZES.map(|size| {
            let bytes: Vec<u8> = (0..size).map(|at| (at * 31 + at / 251) as u8).collect();
            let Tree { name, list } = Tree::of(&bytes);
            (name, [list, bytes].concat())
        });
        let mut papers =
            Self { links: Partnership::shared().links.clone(), streams: streams.to_vec(), absurd };
        let names: Vec<Name> = papers.names().collect();
        names.into_iter().for_each(|name| papers.share(name));
        papers
    }

    /// All of them.
    pub fn names(&self) -> impl Iterator<Item = Name> {
        self.streams.iter().map(|(name, _)| *name).chain([self.absurd])
    }

    fn share(&mut self, name: Name) {
        let partnership = Partnership::shared();
        let secret = &partnership.officers[0];
        let last = self.links.iter().rev().find(|link| link.author == secret.key());
        let (n, previous) = last.map_or((1, Hash::ZERO), |link| (link.n + 1, link.h));
        let body: Body = DocumentShared {
            name: "consigne-12.pdf".to_owned(),
            media: "application/pdf".to_owned(),
            size: name.size,
            hash: name.hash,
            tlp: None,
            incident: None,
            text: None,
        }
        .into();
        let time = Stamp(START.0 + self.links.len() as u64 * 1000);
        let entry = Entry { time, kind: body.kind(), body: body.write() };
        self.links.push(Link::write(&partnership.room, secret, n, previous, entry));
    }

    /// Draws a frame about documents, most of them nearly right. `stream` is the number of the
    /// newest asking that was heard.
    pub fn frame(&self, u: &mut Unstructured<'_>, stream: u32) -> Result<Frame> {
        let names: Vec<Name> = self.names().collect();
        let name = *u.choose(&names)?;
        let stray = u.ratio(1, 8)?;
        let short = if stray { ShortName(u.arbitrary()?) } else { name.short() };
        Ok(match u.int_in_range(0..=9)? {
            0 => {
                let mut all: Vec<ShortName> = names.iter().map(Name::short).collect();
                all.truncate(u.int_in_range(0..=all.len())?);
                all.push(short);
                Frame::DocumentLook(all)
            }
            1 => Frame::DocumentOffer(short),
            2 => {
                let (from, to) = (place(u, &name)?, place(u, &name)?);
                let (from, to) = (from.min(to), from.max(to));
                Frame::DocumentAsk(DocumentAsk { stream: u.arbitrary()?, name: short, from, to })
            }
            3 => Frame::DocumentHeld(DocumentHeld { name: short, bytes: place(u, &name)? }),
            4 => {
                let reason = *u.choose(&Refused::ALL)?;
                Frame::DocumentRefused(DocumentRefused { name: short, reason })
            }
            5 => {
                let (largest, left) = (place(u, &name)?, place(u, &name)?);
                Frame::DocumentSpace(Space { largest, left })
            }
            _ => Frame::DocumentPiece(DocumentPiece {
                stream: if u.ratio(7, 8)? { stream } else { u.arbitrary()? },
                bytes: self.piece(u)?,
            }),
        })
    }

    /// Bytes of some stream from some place on, true or not.
    fn piece(&self, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
        let (_, stream) = u.choose(&self.streams)?;
        // Most go on where something begins.
        let beginnings = [0, 32, 96, 608, 16_480, stream.len() / 2, stream.len() - 1];
        let from = (*u.choose(&beginnings)?).min(stream.len() - 1);
        let most = PIECE_MAX.min(stream.len() - from);
        let count = if u.ratio(1, 2)? { most } else { u.int_in_range(1..=most)? };
        let mut bytes = stream[from..from + count].to_vec();
        if u.ratio(1, 4)? {
            let at = u.choose_index(bytes.len())?;
            bytes[at] ^= u.int_in_range(1..=255)?;
        }
        Ok(bytes)
    }
}

/// A place in a stream, or far beyond it.
fn place(u: &mut Unstructured<'_>, name: &Name) -> Result<u64> {
    let end = name.layout().stream_bytes();
    let some = [0, 1, 32, end / 2, end - 1, end, end + 1, 1 << 40, (u64::MAX >> 1) - 1];
    Ok(*u.choose(&some)?)
}

/// Streams in memory: what a relay's dock or a console's journal keeps.
#[derive(Clone, Debug, Default)]
pub struct Dock(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    kept: BTreeMap<Name, (Vec<u8>, u64)>,
    bringing: BTreeMap<Name, Connection>,
    version: u64,
}

impl Dock {
    /// Keeps what came; bytes that do not go on from what is here are a fault of the machine.
    pub fn keep(&self, keep: &Keep) {
        let mut state = self.0.borrow_mut();
        state.version += 1;
        let (stream, verified) = state.kept.entry(keep.name).or_default();
        match &keep.what {
            Kept::Bytes { from, bytes, checked } => {
                assert_eq!(*from, stream.len() as u64, "kept with a hole or twice");
                stream.extend_from_slice(bytes);
                assert!(*checked <= stream.len() as u64, "more verifies than is here");
                *verified = *checked;
            }
            Kept::Cut(from) => {
                let from = usize::try_from(*from).expect("as far as something is kept");
                stream.truncate(from);
                *verified = (*verified).min(from as u64);
            }
        }
        if stream.len() as u64 == keep.name.layout().stream_bytes() {
            state.bringing.remove(&keep.name);
        }
    }

    /// A connection is gone.
    pub fn leave(&self, connection: Connection) {
        let mut state = self.0.borrow_mut();
        state.bringing.retain(|_, by| *by != connection);
        state.version += 1;
    }

    /// Puts all of a stream here.
    pub fn fill(&self, name: Name, stream: &[u8]) {
        self.0.borrow_mut().kept.insert(name, (stream.to_vec(), stream.len() as u64));
    }

    /// Whether all of a document is here.
    pub fn has(&self, name: &Name) -> bool {
        let state = self.0.borrow();
        state.kept.get(name).is_some_and(|(_, checked)| *checked == name.layout().stream_bytes())
    }

    /// Nothing is here that is of no document of the record, longer than its stream, or believed
    /// without being true.
    pub fn check(&self) {
        let papers = Papers::shared();
        for (name, (stream, checked)) in &self.0.borrow().kept {
            assert!(stream.len() as u64 <= name.layout().stream_bytes(), "longer than it is");
            let checked = usize::try_from(*checked).expect("in memory");
            let truth = papers.streams.iter().find(|(known, _)| known == name);
            let truth = truth.map_or(&[][..], |(_, stream)| stream);
            assert_eq!(&stream[..checked], &truth[..checked.min(truth.len())], "not true");
        }
    }
}

impl Archive for Dock {
    type Error = Infallible;

    fn held(&self, name: &Name) -> Result<Held, Infallible> {
        let state = self.0.borrow();
        let kept = state.kept.get(name);
        Ok(kept.map_or(Held::default(), |(stream, checked)| Held {
            bytes: stream.len() as u64,
            checked: *checked,
        }))
    }

    fn read(&self, name: &Name, from: u64, most: usize) -> Result<Vec<u8>, Infallible> {
        let state = self.0.borrow();
        let Some((stream, _)) = state.kept.get(name) else { return Ok(Vec::new()) };
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(stream.len());
        Ok(stream[from..stream.len().min(from.saturating_add(most))].to_vec())
    }
}

impl SharedArchive for Dock {
    fn version(&self) -> u64 {
        self.0.borrow().version
    }

    fn space(&self) -> Space {
        Space { largest: LARGEST, left: SPACE }
    }

    fn admit(&self, connection: Connection, name: &Name) -> Admission {
        if name.size > LARGEST {
            return Admission::Refused(Refused::Size);
        }
        let mut state = self.0.borrow_mut();
        match *state.bringing.entry(*name).or_insert(connection) {
            by if by == connection => Admission::Bring,
            _ => Admission::Wait,
        }
    }
}
