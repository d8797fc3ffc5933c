//! Who was removed from a room, by whom and why.

use super::Room;
use crate::body::Body;
use crate::id::SeatKey;
use crate::stamp::Stamp;

/// The act by which a member was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Who removed the member.
    pub by: SeatKey,
    /// When its author wrote it.
    pub time: Stamp,
    /// Why, in the author's words.
    pub reason: String,
}

impl Room {
    /// How a seat's member was removed; none if it was not, or if the act is not held here.
    pub fn removal(&self, seat: &SeatKey) -> Option<Removal> {
        let member = self.membership.member(seat).filter(|member| member.role.is_none())?;
        member.acts.iter().find_map(|act| {
            let acts = self.admissions.iter();
            let (key, kept) = acts.into_iter().find(|(key, _)| key.reference() == *act)?;
            match Body::read(kept.kind, &kept.body)? {
                Body::SeatRemoved(removed) => {
                    Some(Removal { by: key.author, time: kept.time, reason: removed.reason })
                }
                _ => None,
            }
        })
    }
}
