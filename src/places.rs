//! Places of the world by UN/LOCODE: looked up by code, searched by name without accents.
//!
//! The 99,499 places of the edition 2023-1 are part of the program (`library/places/`, packed from
//! UNECE's lists by `examples/pack-places.rs`), because the link is no place to ask and the officer
//! who types a facility knows its name or its code, not both.

use std::sync::OnceLock;

pub use self::function::{Function, Functions};
use self::index::Index;
use self::packed::Packed;

mod fold;
mod function;
mod index;
pub mod packed;

static PACKED: &[u8] = include_bytes!("../library/places/unlocode-2023-1.bin");

/// A place that has a UN/LOCODE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Five characters: `JPNGO`.
    pub code: String,
    /// The name as UNECE writes it, with its accents.
    pub name: String,
    /// ISO 3166-1 alpha-2: the first two characters of the code.
    pub country: String,
    /// What passes through it.
    pub functions: Functions,
    /// Whether a customs authority approved the code (status AC).
    pub customs_approved: bool,
}

/// All places. Loading is cheap; the first search makes an index and keeps it.
#[derive(Debug)]
pub struct Places {
    packed: Packed<'static>,
    index: OnceLock<Index>,
}

impl Places {
    /// The places that ship with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads the whole file that is built in.
    pub fn load() -> Self {
        let packed = Packed::read(PACKED).expect("the file built in is read whole by a test");
        Self { packed, index: OnceLock::new() }
    }

    /// Which edition of UN/LOCODE this is: `2023-1`.
    pub fn edition(&self) -> &str {
        self.packed.edition()
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place with exactly this code, in any case and however spaced: `jpngo`, `JP NGO`.
    pub fn find(&self, code: &str) -> Option<Place> {
        self.packed.place(self.packed.position(&spelled(code))?)
    }

    /// At most `limit` places that fit the text, the likeliest first.
    ///
    /// Every word of the text must begin a word of the name, or the code; accents, case and order
    /// do not matter. The exact code comes first, then the exact name, names that begin with the
    /// text, codes that begin with it, all others; within each sea ports, airports, border
    /// crossings, inland depots, and the rest.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Place> {
        let exact = self.packed.position(&spelled(text));
        let index = self.index.get_or_init(|| Index::of(&self.packed));
        let found = index.search(&self.packed, text, limit);
        let others = found.into_iter().filter(|&position| Some(position) != exact);
        exact
            .into_iter()
            .chain(others)
            .take(limit)
            .filter_map(|position| self.packed.place(position))
            .collect()
    }
}

/// A code as it is stored.
fn spelled(code: &str) -> String {
    let characters = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    characters.map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests;
