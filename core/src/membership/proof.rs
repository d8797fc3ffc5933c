//! The second signature of a redemption or of a fresh seat.

use crate::body::Body;
use crate::body::room::SeatContinued;
use crate::entry::verifies;
use crate::id::{EntryKey, Hash, RoomId, SeatKey};

const REDEMPTION_CONTEXT: &str = "liaison redemption 1";
const CONTINUATION_CONTEXT: &str = "liaison continuation 1";

/// What an invitation's key signs so that `key` may take its seat.
pub fn redemption_hash(room: &RoomId, key: &SeatKey, invitation: &SeatKey) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(REDEMPTION_CONTEXT);
    hasher.update(&room.0);
    hasher.update(&key.0);
    hasher.update(&invitation.0);
    Hash(*hasher.finalize().as_bytes())
}

/// What the old key, or the recovery key, signs so that `key` may continue `old` from `(n, h)`.
pub fn continuation_hash(room: &RoomId, key: &SeatKey, old: &SeatKey, n: u32, h: &Hash) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(CONTINUATION_CONTEXT);
    hasher.update(&room.0);
    hasher.update(&key.0);
    hasher.update(&old.0);
    hasher.update(&n.to_le_bytes());
    hasher.update(&h.0);
    Hash(*hasher.finalize().as_bytes())
}

/// Whether an entry is an admission, number 1 of the key that it admits, with a second signature by
/// the key that it names: the invitation's, or the old seat's.
pub(super) fn is_by_named_key(room: &RoomId, key: &EntryKey, body: &Body) -> bool {
    match body {
        Body::SeatTaken(taken) if key.n == 1 && taken.key == key.author => {
            let hash = redemption_hash(room, &taken.key, &taken.invitation);
            verifies(&taken.invitation, &hash, &taken.proof)
        }
        Body::SeatContinued(fresh) if key.n == 1 && fresh.key == key.author => {
            signs(room, &fresh.old, fresh)
        }
        _ => false,
    }
}

/// Whether a fresh seat, number 1 of its own key, is signed by the recovery key.
pub(super) fn is_by_recovery(
    room: &RoomId,
    key: &EntryKey,
    fresh: &SeatContinued,
    recovery: &SeatKey,
) -> bool {
    key.n == 1 && fresh.key == key.author && signs(room, recovery, fresh)
}

fn signs(room: &RoomId, signer: &SeatKey, fresh: &SeatContinued) -> bool {
    let hash = continuation_hash(room, &fresh.key, &fresh.old, fresh.n, &fresh.h);
    verifies(signer, &hash, &fresh.proof)
}
