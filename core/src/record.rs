//! What one copy holds of one room: an index without bodies.
//!
//! Everything that two copies tell each other is computed from it: which positions and which
//! stretches of each seat are held, heads, forks, gaps, the fingerprint. It holds only what is
//! durably kept: whoever stores entries adds them here afterwards, so that nothing is claimed as
//! held before it is.

pub mod chain;
mod loading;
mod row;
mod span;

use std::collections::BTreeMap;

use self::chain::Chain;
pub use self::chain::{BRANCHES_MAX, Node};
pub use self::loading::Loading;
pub use self::row::Row;
pub use self::span::Span;
use crate::entry::Link;
use crate::id::{EntryId, EntryKey, EntryRef, Hash, RoomId, SeatId, SeatKey};
use crate::ranges::Ranges;

/// The index of one room on one machine.
#[derive(Clone, Debug)]
pub struct Record {
    room: RoomId,
    authors: Vec<SeatKey>,
    chains: Vec<Chain>,
    by_key: BTreeMap<SeatKey, u32>,
    by_seat: BTreeMap<SeatId, Vec<SeatKey>>,
    placed: BTreeMap<u64, Place>,
    positions: Ranges,
    entries: u64,
}

/// What stands at a position: 16 bytes instead of a whole key, for rooms of 100,000 entries.
#[derive(Clone, Copy, Debug)]
struct Place {
    author: u32,
    n: u32,
    short: [u8; 8],
}

/// What adding an entry changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// It was not held.
    pub new: bool,
    /// Another entry of its number was held: a fork.
    pub fork: bool,
    /// It was held without its signature, and now with it.
    pub signature: bool,
    /// It was held as refused, and now with its content.
    pub content: bool,
    /// It had no position, or another one.
    pub position: bool,
    /// What is not kept because eight of that number with smaller `h` are: it, or another.
    pub dropped: Option<EntryKey>,
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// No entry held fits.
    Absent,
    /// It fits two branches held: it acknowledges and supersedes neither.
    Ambiguous,
    /// Exactly this entry.
    One(EntryKey),
}

impl Record {
    /// The index of a room of which nothing is held yet.
    pub fn new(room: RoomId) -> Self {
        Self {
            room,
            authors: Vec::new(),
            chains: Vec::new(),
            by_key: BTreeMap::new(),
            by_seat: BTreeMap::new(),
            placed: BTreeMap::new(),
            positions: Ranges::default(),
            entries: 0,
        }
    }

    /// Adds an entry that is durably kept, or what came later for one that is: its signature, its
    /// content, its position.
    pub fn add(&mut self, link: &Link, position: Option<u64>) -> Added {
        self.restore(&Row::of(link, position))
    }

    /// Adds an entry from what the journal kept beside it, without reading its body.
    pub fn restore(&mut self, row: &Row) -> Added {
        let author = self.author_number(&row.author);
        if let Some(position) = row.position {
            self.positions.insert(position);
        }
        let chain = &mut self.chains[author as usize];
        let mut added = Added::default();
        if let Some(node) = chain.nodes.get_mut(&(row.n, row.h)) {
            added.signature = row.signed && !node.signed;
            node.signed |= row.signed;
            added.content = node.refused && !row.refused;
            if added.content {
                *node = Node { refused: false, urgent: row.urgent, bytes: row.bytes, ..*node };
            }
            if let Some(position) = row.position
                && node.position != Some(position)
            {
                added.position = true;
                if let Some(old) = node.position.replace(position) {
                    self.placed.remove(&old);
                }
                chain.unplaced.remove(&(row.n, row.h));
                self.placed.insert(position, Place { author, n: row.n, short: row.h.short() });
            }
            return added;
        }
        added.fork = chain.at(row.n).next().is_some();
        let out = chain.insert(row.n, row.h, row.node());
        if let Some(position) = row.position {
            self.placed.insert(position, Place { author, n: row.n, short: row.h.short() });
        }
        added.new = out.is_none_or(|(h, _)| h != row.h);
        self.entries += u64::from(out.is_none());
        if let Some((h, node)) = out {
            node.position.map(|p| self.placed.remove(&p));
            added.dropped = Some(EntryKey { author: row.author, n: row.n, h });
        }
        added
    }

    /// Notes the position of an entry that is held; false if it is not.
    pub fn place(&mut self, key: &EntryKey, position: u64) -> bool {
        let Some(node) = self.node(key).copied() else { return false };
        self.restore(&Row::again(key, &node, Some(position)));
        true
    }

    /// Notes that the signature of an entry that is held is now kept; false if it is not held.
    pub fn sign(&mut self, key: &EntryKey) -> bool {
        let Some(node) = self.node(key).copied() else { return false };
        self.restore(&Row { signed: true, ..Row::again(key, &node, None) });
        true
    }

    /// Notes that everything from `first` to `last` was told: what is not held there never will
    /// be (such as a ninth branch).
    pub fn told(&mut self, first: u64, last: u64) {
        self.positions.insert_range(first, last);
    }

    /// Forgets every position from `end` on: the relay was set back, or is another one.
    pub fn void_positions(&mut self, end: u64) {
        self.positions.truncate(end);
        for place in self.placed.split_off(&end).into_values() {
            let chain = &mut self.chains[place.author as usize];
            let of_number = (place.n, Hash::ZERO)..=(place.n, Hash([255; 32]));
            for (key, node) in chain.nodes.range_mut(of_number) {
                if key.1.short() == place.short {
                    node.position = None;
                    chain.unplaced.insert(*key);
                }
            }
        }
    }

    /// The room.
    pub fn room(&self) -> RoomId {
        self.room
    }

    /// How many entries are held.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Every position that was told.
    pub fn positions(&self) -> &Ranges {
        &self.positions
    }

    /// The entry at a position, if one is held there.
    pub fn at(&self, position: u64) -> Option<EntryKey> {
        let place = self.placed.get(&position)?;
        let author = self.authors[place.author as usize];
        let mut branches = self.chains[place.author as usize].at(place.n);
        let (h, _) = branches.find(|(h, _)| h.short() == place.short)?;
        Some(EntryKey { author, n: place.n, h })
    }

    /// The keys of all whose entries are held.
    pub fn authors(&self) -> &[SeatKey] {
        &self.authors
    }

    /// The keys that go by a seat id: one, unless two keys share the 32 bits.
    pub fn keys(&self, seat: &SeatId) -> &[SeatKey] {
        self.by_seat.get(seat).map_or(&[], Vec::as_slice)
    }

    /// What is known of an entry, if it is held.
    pub fn node(&self, key: &EntryKey) -> Option<&Node> {
        self.chain(&key.author)?.nodes.get(&(key.n, key.h))
    }

    /// Whether an entry is held.
    pub fn holds(&self, key: &EntryKey) -> bool {
        self.node(key).is_some()
    }

    /// Every `h(n)` of an author that is known here; `h(0)` is zero.
    pub fn hashes(&self, author: &SeatKey, n: u32) -> Vec<Hash> {
        match self.chain(author) {
            Some(chain) => chain.hashes(n),
            None if n == 0 => vec![Hash::ZERO],
            None => Vec::new(),
        }
    }

    /// The entries held of one number, smallest `h` first.
    pub fn branches(&self, author: &SeatKey, n: u32) -> Vec<EntryKey> {
        let branches = self.chain(author).into_iter().flat_map(|chain| chain.at(n));
        branches.map(|(h, _)| EntryKey { author: *author, n, h }).collect()
    }

    /// The entry held that follows another one in its chain.
    pub fn after(&self, key: &EntryKey) -> Option<(EntryKey, &Node)> {
        let (h, node) = self.chain(&key.author)?.after(key.n, &key.h)?;
        Some((EntryKey { author: key.author, n: key.n + 1, h }, node))
    }

    /// The newest entry of an author; of several the one with the smallest `h`.
    pub fn head(&self, author: &SeatKey) -> Option<EntryKey> {
        let chain = self.chain(author)?;
        let (&(n, _), _) = chain.nodes.last_key_value()?;
        let (h, _) = chain.at(n).next()?;
        Some(EntryKey { author: *author, n, h })
    }

    /// The newest entry of every author, by key.
    pub fn heads(&self) -> Vec<EntryKey> {
        self.by_key.keys().filter_map(|author| self.head(author)).collect()
    }

    /// Every number at which an author has more than one entry here.
    pub fn forks(&self) -> Vec<EntryId> {
        let forks = self.authors.iter().zip(&self.chains).flat_map(|(author, chain)| {
            let seat = author.seat();
            chain.forks.iter().map(move |&n| EntryId { seat, n })
        });
        forks.collect()
    }

    /// The numbers below an author's newest that are not held.
    pub fn gaps(&self, author: &SeatKey) -> Vec<(u32, u32)> {
        let Some(chain) = self.chain(author) else { return Vec::new() };
        let mut gaps = Vec::new();
        let mut next = 1;
        for &(n, _) in chain.nodes.keys() {
            if n > next {
                gaps.push((next, n - 1));
            }
            next = n.saturating_add(1);
        }
        gaps
    }

    /// What a reference leads to.
    pub fn resolve(&self, reference: &EntryRef) -> Named {
        let keys = self.keys(&reference.id.seat).iter();
        let mut fitting = keys
            .flat_map(|author| self.branches(author, reference.id.n))
            .filter(|key| key.h.check() == reference.check);
        match (fitting.next(), fitting.next()) {
            (None, _) => Named::Absent,
            (Some(key), None) => Named::One(key),
            (Some(_), Some(_)) => Named::Ambiguous,
        }
    }

    /// Entries that a relay refused, of one author.
    pub fn refused(&self, author: &SeatKey) -> Vec<EntryKey> {
        let nodes = self.chain(author).into_iter().flat_map(|chain| &chain.nodes);
        let refused = nodes.filter(|(_, node)| node.refused);
        refused.map(|(&(n, h), _)| EntryKey { author: *author, n, h }).collect()
    }

    /// BLAKE3 over every entry held as (seat, n, h), sorted: equal on two copies exactly if they
    /// hold the same entries, whatever the order in which they came.
    pub fn fingerprint(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        let mut say = |seat: &SeatId, n: u32, h: &Hash| {
            hasher.update(&seat.0);
            hasher.update(&n.to_le_bytes());
            hasher.update(&h.0);
        };
        for (seat, keys) in &self.by_seat {
            let chains = keys.iter().filter_map(|key| self.chain(key));
            let mut entries: Vec<(u32, Hash)> =
                chains.flat_map(|chain| chain.nodes.keys().copied()).collect();
            entries.sort_unstable();
            for (n, h) in &entries {
                say(seat, *n, h);
            }
        }
        Hash(*hasher.finalize().as_bytes())
    }

    /// The entry and those after it up to the first that has its own signature: the shortest run
    /// that proves it. `None` if no signature held covers it.
    pub fn cover(&self, key: &EntryKey) -> Option<Vec<EntryKey>> {
        let mut node = self.node(key)?;
        let mut keys = vec![*key];
        while !node.signed {
            let (next, after) = self.after(keys.last()?)?;
            keys.push(next);
            node = after;
        }
        Some(keys)
    }

    fn chain(&self, author: &SeatKey) -> Option<&Chain> {
        self.by_key.get(author).map(|&number| &self.chains[number as usize])
    }

    fn author_number(&mut self, author: &SeatKey) -> u32 {
        if let Some(&number) = self.by_key.get(author) {
            return number;
        }
        let number = u32::try_from(self.authors.len()).expect("fewer authors than entries");
        self.authors.push(*author);
        self.chains.push(Chain::default());
        self.by_key.insert(*author, number);
        let keys = self.by_seat.entry(author.seat()).or_default();
        keys.push(*author);
        keys.sort_unstable();
        number
    }
}
