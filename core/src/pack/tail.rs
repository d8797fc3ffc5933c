//! The room's own tail: what both ends know of the newest entries, which is what the next one is
//! most like.
//!
//! T(p) is made of the entries at positions below p, the newest first in its lists, the oldest
//! first in its text: whoever holds those entries makes the same T(p), and a check of two bytes
//! shows it. Nothing of it is state of a connection.

use std::collections::{BTreeMap, BTreeSet};

use super::TailName;
use super::history::History;
use super::thin::{self, Anonymous, NAMES_MAX, Names};
use crate::entry::{Content, Link};
use crate::id::{EntryKey, EntryRef, SeatId};

/// How much text a tail has at most.
pub(super) const TAIL_BYTES_MAX: usize = 16 * 1024;
/// How many entries a tail is made of at most.
pub(super) const TAIL_ENTRIES_MAX: usize = 256;
/// How much of one entry counts: kind and body, told in short.
pub(super) const LEAF_BYTES_MAX: usize = 1024;
/// How many entries a book keeps: tails a while below the newest can still be made.
const BOOK_ENTRIES_MAX: usize = 3 * TAIL_ENTRIES_MAX;
/// How much text of them.
const BOOK_BYTES_MAX: usize = 3 * TAIL_BYTES_MAX;
/// How many authors one byte can name.
const AUTHORS_MAX: usize = 256;

const CONTEXT: &str = "liaison tail 1";

/// What a tail needs of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    name: EntryRef,
    time: u64,
    text: Box<[u8]>,
    names: Box<[EntryRef]>,
}

impl Leaf {
    pub(crate) fn of(link: &Link) -> Self {
        Self::of_content(&link.key(), &link.content)
    }

    pub(super) fn into_text(self) -> Vec<u8> {
        self.text.into()
    }

    /// Of an entry whose content is not kept.
    pub(crate) fn refused(key: &EntryKey) -> Self {
        let name = key.reference();
        Self { name, time: 0, text: Box::new([]), names: Box::new([]) }
    }

    pub(crate) fn of_content(key: &EntryKey, content: &Content) -> Self {
        let Content::Entry(entry) = content else { return Self::refused(key) };
        let name = key.reference();
        let mut text = Vec::new();
        super::slim::write_kind(entry.kind, &mut text);
        thin::write(entry, &Anonymous, &mut text);
        text.truncate(LEAF_BYTES_MAX);
        let names = thin::names_in(&entry.body).into();
        Self { name, time: entry.time.0, text: text.into(), names }
    }
}

/// The newest entries by position, from which tails are made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    leaves: BTreeMap<u64, Leaf>,
    bytes: usize,
}

impl Book {
    pub(crate) fn insert(&mut self, position: u64, leaf: Leaf) {
        self.bytes += leaf.text.len();
        if let Some(before) = self.leaves.insert(position, leaf) {
            self.bytes -= before.text.len();
        }
        if (self.leaves.len() > BOOK_ENTRIES_MAX || self.bytes > BOOK_BYTES_MAX)
            && let Some((_, oldest)) = self.leaves.pop_first()
        {
            self.bytes -= oldest.text.len();
        }
    }

    /// Whether it has less than two tails' worth.
    pub(crate) fn wants_more(&self) -> bool {
        self.leaves.len() < 2 * TAIL_ENTRIES_MAX && self.bytes < 2 * TAIL_BYTES_MAX
    }

    /// One past the newest position here.
    pub(crate) fn end(&self) -> u64 {
        self.leaves.last_key_value().map_or(0, |(last, _)| last + 1)
    }

    /// Forgets positions that mean nothing any more.
    pub(crate) fn truncate(&mut self, end: u64) {
        let gone = self.leaves.split_off(&end);
        self.bytes -= gone.values().map(|leaf| leaf.text.len()).sum::<usize>();
    }

    /// T(p), if every entry that it is made of is here.
    pub(crate) fn tail(&self, p: u64) -> Option<Tail> {
        let mut making = Making::default();
        let mut next = p;
        for (&position, leaf) in self.leaves.range(..p).rev() {
            if position + 1 != next {
                return None;
            }
            if !making.add(leaf) {
                return Some(making.finish(next, p));
            }
            next = position;
        }
        // What is below the first entry of the book is not known to be nothing.
        (next == 0).then(|| making.finish(0, p))
    }

    /// The position that a name means: the highest that the entries here allow.
    pub(crate) fn position(&self, name: TailName) -> Option<u64> {
        let end = self.end();
        end.checked_sub(end.wrapping_sub(name.low) & ((1 << name.bits) - 1))
    }
}

/// Takes leaves from the newest down.
#[derive(Default)]
struct Making<'a> {
    leaves: Vec<&'a Leaf>,
    bytes: usize,
}

impl<'a> Making<'a> {
    /// Whether there was room for it.
    fn add(&mut self, leaf: &'a Leaf) -> bool {
        let bytes = self.bytes + leaf.text.len();
        if bytes > TAIL_BYTES_MAX || self.leaves.len() == TAIL_ENTRIES_MAX {
            return false;
        }
        self.bytes = bytes;
        self.leaves.push(leaf);
        true
    }

    fn finish(self, from: u64, p: u64) -> Tail {
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        let mut text = History::default();
        for leaf in self.leaves.iter().rev() {
            hasher.update(&leaf.name.id.seat.0);
            hasher.update(&leaf.name.id.n.to_le_bytes());
            hasher.update(&leaf.name.check);
            hasher.update(&leaf.time.to_le_bytes());
            hasher.update(&(leaf.text.len() as u64).to_le_bytes());
            hasher.update(&leaf.text);
            text.say(&leaf.text);
        }
        let hash = hasher.finalize();
        let check = [hash.as_bytes()[0], hash.as_bytes()[1]];
        let mut authors: Vec<(SeatId, u32)> = Vec::new();
        let mut names = List::default();
        for leaf in &self.leaves {
            let EntryRef { id, .. } = leaf.name;
            if authors.len() < AUTHORS_MAX && authors.iter().all(|(seat, _)| *seat != id.seat) {
                authors.push((id.seat, id.n));
            }
            names.add(leaf.name);
            leaf.names.iter().for_each(|name| names.add(*name));
        }
        let time = self.leaves.iter().find(|leaf| leaf.time > 0).map_or(0, |leaf| leaf.time);
        Tail { from, p, check, text, authors, names, time }
    }
}

/// T(p).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    /// The position of the oldest entry that it is made of.
    pub(crate) from: u64,
    /// One past that of the newest.
    pub(crate) p: u64,
    /// Two bytes by which it shows that both ends made the same.
    pub(crate) check: [u8; 2],
    /// Kind and body of the entries, told in short, the newest at the end.
    pub(super) text: History,
    /// Their authors with the newest number of each, who wrote last first.
    pub(crate) authors: Vec<(SeatId, u32)>,
    /// Their names and those that they name, the newest first.
    pub(super) names: List,
    /// The time of the newest.
    pub(crate) time: u64,
}

/// Names in an order that both ends have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    names: Vec<EntryRef>,
    known: BTreeSet<EntryRef>,
}

impl List {
    fn add(&mut self, name: EntryRef) {
        if self.names.len() < NAMES_MAX && self.known.insert(name) {
            self.names.push(name);
        }
    }
}

impl Names for List {
    fn place(&self, name: &EntryRef) -> Option<usize> {
        if !self.known.contains(name) {
            return None;
        }
        self.names.iter().position(|known| known == name)
    }

    fn name(&self, place: usize) -> Option<EntryRef> {
        self.names.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Body, log::NoteTaken};
    use crate::entry::{Entry, Secret};
    use crate::id::{Hash, RoomId};
    use crate::stamp::Stamp;

    fn links(count: u32, text: &str) -> Vec<Link> {
        let secret = Secret::from_seed([3; 32]);
        let mut previous = Hash::ZERO;
        let write = |n| {
            let body = Body::from(NoteTaken { text: format!("{text} {n}"), incident: None });
            let time = Stamp(1_700_000_000_000 + u64::from(n));
            let entry = Entry { time, kind: body.kind(), body: body.write() };
            let link = Link::write(&RoomId([1; 32]), &secret, n, previous, entry);
            previous = link.h;
            link
        };
        (1..=count).map(write).collect()
    }

    fn book(links: &[Link]) -> Book {
        let mut book = Book::default();
        for (at, link) in links.iter().enumerate() {
            book.insert(at as u64, Leaf::of(link));
        }
        book
    }

    #[test]
    fn a_tail_is_the_same_whatever_else_is_held() {
        let links = links(400, &"the gate is closed ".repeat(4));
        let all = book(&links);
        let tail = all.tail(300).expect("all of it is here");
        assert!(tail.text.bytes().len() <= TAIL_BYTES_MAX && tail.from > 0 && tail.p == 300);
        assert_eq!(tail.authors, [(links[0].author.seat(), 300)]);
        let mut some = Book::default();
        for position in tail.from - 1..350 {
            some.insert(position, Leaf::of(&links[position as usize]));
        }
        assert_eq!(some.tail(300), Some(tail.clone()));
        assert_ne!(some.tail(301).map(|t| t.check), Some(tail.check));
    }

    #[test]
    fn without_an_entry_there_is_no_tail() {
        let mut book = book(&links(300, &"the gate is closed ".repeat(4)));
        assert!(book.tail(300).is_some());
        assert_eq!(book.tail(301), None);
        book.leaves.remove(&290);
        assert_eq!(book.tail(300), None);
        assert!(Book::default().tail(0).is_some_and(|tail| tail.text.bytes().is_empty()));
    }

    #[test]
    fn a_position_is_known_by_its_low_bits() {
        let mut book = Book::default();
        let leaf = Leaf::of(&links(1, "x")[0]);
        book.insert(70_000, leaf);
        let name = |p: u64, bits: u32| TailName { low: p & ((1 << bits) - 1), bits, check: [0; 2] };
        for p in [70_001u64, 70_000, 66_000, 65_536, 65_535, 4_466] {
            assert_eq!(book.position(name(p, 16)), Some(p));
        }
        assert_eq!(book.position(name(69_800, 8)), Some(69_800));
        assert_eq!(Book::default().position(name(1, 8)), None);
    }
}
