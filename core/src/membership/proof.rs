//! The second signature of a redemption or of a fresh seat.

use super::MembershipEntry;
use crate::body::Body;
use crate::entry::verifies;
use crate::id::{Hash, RoomId, SeatKey};

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

/// Who signed an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signer {
    /// The key that it names: the invitation's, or the old seat's.
    Named,
    /// The room's recovery key.
    Recovery,
}

/// Checks the second signature of an admission entry; `None` if it does not hold or the entry is
/// no admission by its own key at number 1.
pub(super) fn signer(room: &RoomId, entry: &MembershipEntry, recovery: &SeatKey) -> Option<Signer> {
    if entry.key.n != 1 {
        return None;
    }
    match &entry.body {
        Body::SeatTaken(taken) if taken.key == entry.key.author => {
            let hash = redemption_hash(room, &taken.key, &taken.invitation);
            verifies(&taken.invitation, &hash, &taken.proof).then_some(Signer::Named)
        }
        Body::SeatContinued(fresh) if fresh.key == entry.key.author => {
            let hash = continuation_hash(room, &fresh.key, &fresh.old, fresh.n, &fresh.h);
            if verifies(&fresh.old, &hash, &fresh.proof) {
                Some(Signer::Named)
            } else {
                verifies(recovery, &hash, &fresh.proof).then_some(Signer::Recovery)
            }
        }
        _ => None,
    }
}
