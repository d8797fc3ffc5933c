//! What must hold of a document before it goes on the record.

use super::checks::{incident, known, named, said};
use super::{Refusal, Thing};
use crate::body::document::{DocumentShared, DocumentWithdrawn};
use crate::document::{DOCUMENT_BYTES_MAX, EXTRACT_BYTES_MAX, NAME_BYTES_MAX};
use crate::id::SeatKey;
use crate::room::Room;

/// Everybody who sits in the room can fetch what is shared, as everybody can read a message that
/// is addressed to nobody: so TLP:RED is held to the same rule, and a label may only be stricter
/// than the room's.
pub(super) fn share(room: &Room, b: &DocumentShared) -> Result<(), Refusal> {
    said("name", &b.name)?;
    for text in [&b.name, &b.media] {
        if text.len() > NAME_BYTES_MAX {
            return Err(Refusal::TextTooLong { bytes: text.len(), max: NAME_BYTES_MAX });
        }
    }
    if b.size == 0 {
        return Err(Refusal::Empty("document"));
    }
    if b.size > DOCUMENT_BYTES_MAX {
        return Err(Refusal::DocumentTooLarge { bytes: b.size, max: DOCUMENT_BYTES_MAX });
    }
    let text = b.text.map_or(0, |text| text.size.max(text.bytes));
    if text > EXTRACT_BYTES_MAX {
        return Err(Refusal::DocumentTooLarge { bytes: text, max: EXTRACT_BYTES_MAX });
    }
    if b.tlp.is_some_and(|tlp| tlp < room.tlp()) {
        return Err(Refusal::TlpTooWide { room: room.tlp() });
    }
    if room.documents().get(&b.travels_as()).is_some_and(|document| room.stands(document)) {
        return Err(Refusal::Already(Thing::Document));
    }
    b.incident.map_or(Ok(()), |name| incident(room, &name).map(drop))
}

pub(super) fn withdraw(room: &Room, who: &SeatKey, b: &DocumentWithdrawn) -> Result<(), Refusal> {
    let entry = named(room, &b.document, Thing::Document)?;
    known(room.document(&entry).is_some(), Thing::Document)?;
    if room.is_withdrawn(&entry) {
        return Err(Refusal::Already(Thing::Document));
    }
    if room.may_withdraw(who, &entry) { Ok(()) } else { Err(Refusal::NotYourDocument) }
}
