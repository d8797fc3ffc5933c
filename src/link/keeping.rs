//! What the link writes to the journal, each store of the machine in a transaction of its own.

use liaison_core::id::EntryKey;
use liaison_core::replica::{EpochMet, Store};
use liaison_core::shelf::Placed;
use liaison_core::wire::{Beginning, EpochId, RefusalReason};
use liaison_journal::epoch::Epoch;
use liaison_journal::{Added, JournalError, Place, Reader, RoomNo, Write};

use crate::desk::{Desk, DeskError};

/// The journal's setting that has the beginning of a frame whose end did not come.
const UNFINISHED: &str = "unfinished";

/// What the last connection left of a frame.
///
/// # Errors
///
/// Those of the journal.
pub(super) fn unfinished(read: Reader<'_>, no: RoomNo) -> Result<Option<Beginning>, JournalError> {
    let kept = read.setting(Some(no), UNFINISHED)?;
    Ok(kept.and_then(|bytes| Beginning::read(&bytes)))
}

/// Keeps a store; how many entries of it were new.
pub(super) fn keep(write: &mut Write<'_>, no: RoomNo, store: &Store) -> Result<u64, JournalError> {
    match store {
        Store::Entries(entries) => {
            let mut new = 0;
            for placed in entries {
                new += u64::from(keep_entry(write, no, placed)?);
            }
            Ok(new)
        }
        Store::Document(keep) => write.keep_document(no, keep).map(|_| 0),
        Store::Positions(positions) => write.mark_stored(no, positions).map(|_| 0),
        Store::Void(from) => write.void_positions(no, *from).map(|_| 0),
        Store::Told(end) => match end.checked_sub(1) {
            Some(last) => write.put_told(no, 0, last).map(|()| 0),
            None => Ok(0),
        },
        Store::Unfinished(begun) => {
            let kept = begun.as_ref().map(Beginning::write).unwrap_or_default();
            write.set_setting(Some(no), UNFINISHED, &kept).map(|()| 0)
        }
        Store::Epochs(met) => {
            let epochs: Vec<Epoch> = met.iter().map(epoch).collect();
            write.set_epochs(no, &epochs).map(|()| 0)
        }
    }
}

fn keep_entry(write: &mut Write<'_>, no: RoomNo, placed: &Placed) -> Result<bool, JournalError> {
    let place = placed.position.map_or(Place::None, Place::At);
    let added = match write.append(no, &placed.link, place) {
        // The relay gives this position to another entry than before. What it says of positions
        // only spares bytes; the entry itself is verified and is kept.
        Err(JournalError::PositionTaken { .. }) => write.append(no, &placed.link, Place::None)?,
        added => added?,
    };
    if let Added::Held(_) = added {
        write.fill(no, &placed.link)?;
    }
    Ok(matches!(added, Added::New(_) | Added::Instead(..)))
}

/// Epochs as the machine has them, from the journal's.
pub(super) fn met(epochs: &[Epoch]) -> Vec<EpochMet> {
    let met = |epoch: &Epoch| EpochMet {
        id: EpochId(epoch.id.to_le_bytes()),
        first: epoch.first,
        end: epoch.end.unwrap_or(epoch.first),
    };
    epochs.iter().map(met).collect()
}

fn epoch(met: &EpochMet) -> Epoch {
    Epoch { id: u64::from_le_bytes(met.id.0), first: met.first, end: Some(met.end) }
}

/// Notes that the relay refused an entry; its author's next entry gives it up.
pub(super) fn refuse(
    write: &mut Write<'_>,
    no: RoomNo,
    key: &EntryKey,
    reason: RefusalReason,
) -> Result<(), JournalError> {
    write.mark_refused(no, key, reason_text(reason), None).map(drop)
}

/// The reason as the journal keeps it and the locales key it.
pub(super) fn reason_text(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::Size => "size",
        RefusalReason::Text => "text",
        RefusalReason::Authority => "authority",
        RefusalReason::Room => "room",
        RefusalReason::Invitation => "invitation",
        RefusalReason::Branches => "branches",
        RefusalReason::Limit => "limit",
    }
}

/// Whether the relay has stored the seat's admission, as far as is known here.
pub(super) fn is_known(desk: &Desk) -> Result<bool, DeskError> {
    let first = desk.journal().read().numbered(desk.room_no(), &desk.me(), 1)?;
    Ok(first.iter().any(|row| row.position.is_some()))
}
