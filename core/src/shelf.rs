//! Where the bodies stand: how the machines read entries that the journal or a relay's store holds.
//!
//! The machines keep an index of what there is (`record`) and no bodies. The journal, the relay's
//! store and the simulator's memory are shelves. A shelf may block: whoever drives a machine calls
//! `poll_frame` where that is allowed.

use crate::entry::Link;
use crate::id::EntryKey;

/// Reads entries that are durably kept.
pub trait Shelf {
    /// Why reading failed.
    type Error: std::error::Error;

    /// The entry of exactly this key with the signature that it was stored with, if it is kept.
    ///
    /// # Errors
    /// When the shelf cannot be read; not when the entry is not there.
    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Self::Error>;
}

/// An entry and where the relay put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The entry.
    pub link: Link,
    /// Its position at the relay, if it is known.
    pub position: Option<u64>,
}
