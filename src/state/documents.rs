//! The documents of the room as this home has them, and the one that is on its way.

use std::time::Duration;

use liaison_core::document::Name;
use liaison_core::id::EntryRef;

use crate::document::{Cost, Document, Holdings, Sharing};

/// What the screens know of documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Documents {
    /// Those of the room, the rate, and the space that they take.
    pub holdings: Holdings,
    /// The file that was looked at for the open form: handed in once more, it is shared.
    pub offered: Option<Sharing>,
    /// The one on its way.
    pub passing: Option<Passing>,
    /// The text of the one that is looked at, if it has any here.
    pub text: Option<(EntryRef, Option<String>)>,
}

/// A document on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passing {
    /// Which.
    pub name: Name,
    /// So many bytes of its stream have come or gone.
    pub at: u64,
    /// Of so many.
    pub of: u64,
    /// It comes here; else it goes to the relay.
    pub fetched: bool,
    /// How fast, in bytes a second, once that is known.
    pub bytes_per_s: Option<u64>,
}

impl Passing {
    /// How much of it has come or gone, in percent.
    pub fn percent(&self) -> u64 {
        self.at * 100 / self.of.max(1)
    }

    /// How long the rest takes as fast as it goes.
    pub fn time_left(&self) -> Option<Duration> {
        let rate = self.bytes_per_s.filter(|rate| *rate > 0)?;
        Some(Duration::from_secs(self.of.saturating_sub(self.at).div_ceil(rate)))
    }
}

impl Documents {
    /// The document that an entry shared.
    pub fn of(&self, entry: &EntryRef) -> Option<&Document> {
        self.holdings.all.iter().find(|document| document.entry == *entry)
    }

    /// What fetching the rest of a document costs.
    pub fn cost(&self, document: &Document) -> Cost {
        Cost::of(if document.is_here() { 0 } else { document.missing }, self.holdings.rate_bps)
    }

    /// How a document is on its way, if it is.
    pub fn passing(&self, document: &Document) -> Option<&Passing> {
        self.passing.as_ref().filter(|passing| passing.name == document.name)
    }
}
