//! From what an officer wants to what the record takes: one pure decision.
//!
//! A command is a draft body whose `over` is empty. [`decide`] answers with the body as it goes on
//! the record, its `over` filled with what its author was shown, or with a [`Refusal`]: a value
//! with a reason, shown to the officer before anything is saved. Authority is judged here so that
//! an officer is told at once, and again in every fold, which alone counts.

mod checks;
mod documents;
mod over;
mod refusal;

use minicbor::data::Type;
use minicbor::decode::{self, Decoder};

pub use self::refusal::{Refusal, Thing};
use crate::authority::least_role;
use crate::body::Body;
use crate::entry::{BODY_BYTES_MAX, TEXT_BYTES_MAX};
use crate::id::{EntryRef, SeatKey};
use crate::room::Room;
use crate::stamp::Stamp;

/// What the author of a setting was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// What stands now; a conflict is refused, so that it is resolved knowingly.
    #[default]
    Now,
    /// What stands now, conflicts and all: the setting resolves them.
    Resolve,
    /// What a form showed when it was opened; what has come since stays beside the new setting.
    Seen(Vec<EntryRef>),
}

/// Decides what goes on the record when `who` wants `draft` said, given what `who` was shown.
///
/// # Errors
///
/// A [`Refusal`] with its reason; nothing is to be saved then.
pub fn decide(
    room: &Room,
    who: &SeatKey,
    draft: Body,
    shown: &Shown,
    now: Stamp,
) -> Result<Body, Refusal> {
    if room.mode().is_none() {
        return Err(Refusal::RoomNotHere);
    }
    allowed(room, who, &draft)?;
    checks::check(room, who, &draft, now)?;
    let body = over::fill(room, draft, shown)?;
    bounded(&body)?;
    Ok(body)
}

/// Whether a seat may say what a draft says, without judging the rest of it.
///
/// # Errors
///
/// [`Refusal::Role`], with the role that is needed; [`Refusal::Removed`].
pub fn allowed(room: &Room, who: &SeatKey, draft: &Body) -> Result<(), Refusal> {
    let needed = least_role(draft.kind()).ok_or(Refusal::Admission)?;
    let have = room.role(who);
    if have.is_some_and(|role| role >= needed) {
        Ok(())
    } else if room.membership().member(who).is_some_and(|member| member.role.is_none()) {
        Err(Refusal::Removed)
    } else {
        Err(Refusal::Role { needed, have })
    }
}

/// The names of the settings that a draft would be written over now: what a form keeps when it is
/// opened, to be handed back as [`Shown::Seen`].
pub fn shown_now(room: &Room, draft: &Body) -> Vec<EntryRef> {
    over::standing(room, draft)
}

/// Holds a body to the limits on sizes.
///
/// # Errors
///
/// [`Refusal::TextTooLong`] or [`Refusal::BodyTooLong`], with the size and the limit.
pub fn bounded(body: &Body) -> Result<(), Refusal> {
    let bytes = body.write();
    let longest = longest_text(&bytes).expect("a body reads as it was written");
    if longest > TEXT_BYTES_MAX {
        return Err(Refusal::TextTooLong { bytes: longest, max: TEXT_BYTES_MAX });
    }
    if bytes.len() > BODY_BYTES_MAX {
        return Err(Refusal::BodyTooLong { bytes: bytes.len(), max: BODY_BYTES_MAX });
    }
    Ok(())
}

/// The size in bytes of the longest text in a body.
fn longest_text(bytes: &[u8]) -> Result<usize, decode::Error> {
    let mut decoder = Decoder::new(bytes);
    let mut longest = 0;
    while decoder.position() < bytes.len() {
        match decoder.datatype()? {
            Type::String => longest = decoder.str()?.len().max(longest),
            Type::Array => drop(decoder.array()?),
            Type::Map => drop(decoder.map()?),
            _ => decoder.skip()?,
        }
    }
    Ok(longest)
}
