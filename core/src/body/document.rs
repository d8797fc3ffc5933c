//! Documents: what is shared goes on the record, the bytes travel beside it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::document::Name;
use crate::id::{EntryRef, Hash};
use crate::terms::Tlp;

/// Shares a document: anyone with a copy of the room can check the bytes against it, wherever they
/// come from.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DocumentShared {
    /// What its file is called. Text from somebody else: never a path.
    #[n(0)]
    pub name: String,
    /// What its author takes it for, such as `application/pdf`. Shown, never trusted.
    #[n(1)]
    pub media: String,
    /// How many bytes it has.
    #[n(2)]
    pub size: u64,
    /// Their BLAKE3 hash.
    #[n(3)]
    pub hash: Hash,
    /// Stricter than the room's label.
    #[n(4)]
    pub tlp: Option<Tlp>,
    /// The incident that it is about.
    #[n(5)]
    pub incident: Option<EntryRef>,
    /// Its text, taken out of it by its author's console: it travels by itself and before.
    #[n(6)]
    pub text: Option<Extract>,
}

/// The text that was taken out of a document, deflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(array)]
pub struct Extract {
    /// How many bytes travel.
    #[n(0)]
    pub size: u64,
    /// Their BLAKE3 hash.
    #[n(1)]
    pub hash: Hash,
    /// How many bytes of UTF-8 they come to.
    #[n(2)]
    pub bytes: u64,
}

/// Withdraws what was shared: relays and consoles drop the bytes, the record stays.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DocumentWithdrawn {
    /// The entry that shared it.
    #[n(0)]
    pub document: EntryRef,
    /// Why.
    #[n(1)]
    pub reason: Option<String>,
}

impl DocumentShared {
    /// The name under which its bytes travel.
    pub fn travels_as(&self) -> Name {
        Name { hash: self.hash, size: self.size }
    }
}

impl Extract {
    /// The name under which its bytes travel.
    pub fn travels_as(&self) -> Name {
        Name { hash: self.hash, size: self.size }
    }
}
