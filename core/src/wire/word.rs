//! The relay's word and the short frames: *standing*, *complete*, *stored*, *refused*, *bye*.

use std::time::Duration;

use super::code::{Reader, Writer};
use super::holding::{History, StoredRange, number_of_entry};
use super::{DecodeError, RANGES_MAX, STANDING_MAX};
use crate::id::SeatId;
use crate::stamp::Stamp;

/// What was asked of the past is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complete {
    /// How much of the past was told.
    pub history: History,
    /// With all history: every position below this one is told, what came of it and what did not.
    pub end: u64,
}

/// Why a relay does not store an entry's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalReason {
    /// The body is larger than a body may be.
    Size,
    /// A text of it is longer than a text may be.
    Text,
    /// The seat has written too many entries without authority today.
    Authority,
    /// The room is full.
    Room,
    /// The invitation is withdrawn, expired or not known.
    Invitation,
    /// Too many branches of a fork at this number.
    Branches,
    /// Another limit of the relay.
    Limit,
}

/// An entry that a relay refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whose entry.
    pub seat: SeatId,
    /// Its number.
    pub n: u32,
    /// The first eight bytes of its `h`.
    pub short: [u8; 8],
    /// Why.
    pub reason: RefusalReason,
    /// Where `c(n)` stands in its place; `None` if nothing was kept of it.
    pub position: Option<u64>,
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Farewell {
    /// All is done.
    Done,
    /// The relay stops.
    Stopping,
    /// The relay could not store: nothing that was not acknowledged is kept.
    Storage,
    /// The other end sent what is no frame, or what does not verify.
    Protocol,
    /// The other end brings too much too fast.
    Limit,
    /// The seat is removed from the room.
    Removed,
}

/// The last frame of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bye {
    /// Why.
    pub reason: Farewell,
    /// How long the other end should wait before it connects again, to the second.
    pub retry_after: Duration,
}

impl Complete {
    pub(super) fn write(&self, w: &mut Writer) {
        self.history.write(w);
        w.number(self.end);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { history: History::decode(r)?, end: decode_number(r)? })
    }
}

impl RefusalReason {
    const ALL: [Self; 7] = [
        Self::Size,
        Self::Text,
        Self::Authority,
        Self::Room,
        Self::Invitation,
        Self::Branches,
        Self::Limit,
    ];
}

impl Bye {
    const REASONS: [Farewell; 6] = [
        Farewell::Done,
        Farewell::Stopping,
        Farewell::Storage,
        Farewell::Protocol,
        Farewell::Limit,
        Farewell::Removed,
    ];

    pub(super) fn write(&self, w: &mut Writer) {
        w.byte(self.reason as u8);
        w.number(self.retry_after.as_secs());
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let reason = Self::REASONS.get(usize::from(r.byte()?)).copied();
        let reason = reason.ok_or(DecodeError::Value("no such reason to end"))?;
        Ok(Self { reason, retry_after: Duration::from_secs(u64::from(r.small()?)) })
    }
}

pub(super) fn write_number(number: &u64, w: &mut Writer) {
    w.number(*number);
}

pub(super) fn decode_number(r: &mut Reader<'_>) -> Result<u64, DecodeError> {
    let number = r.number()?;
    if number >= u64::MAX >> 1 {
        Err(DecodeError::Value("a number is too large"))
    } else {
        Ok(number)
    }
}

pub(super) fn write_time(time: &Stamp, w: &mut Writer) {
    w.number(time.0);
}

pub(super) fn decode_time(r: &mut Reader<'_>) -> Result<Stamp, DecodeError> {
    r.number().map(Stamp)
}

pub(super) fn write_history(history: &History, w: &mut Writer) {
    history.write(w);
}

/// How many, then each as what it is above the one before.
pub(super) fn write_standing(standing: &[u64], w: &mut Writer) {
    w.count(standing.len());
    let mut next = 0;
    for position in standing {
        w.number(position - next);
        next = position + 1;
    }
}

pub(super) fn decode_standing(r: &mut Reader<'_>) -> Result<Vec<u64>, DecodeError> {
    let count = r.count(STANDING_MAX, 1)?;
    let mut next = 0;
    let position = |_| {
        let position = r.number()?.checked_add(next).filter(|&p| p < u64::MAX >> 1);
        let position = position.ok_or(DecodeError::Value("a position without end"))?;
        next = position + 1;
        Ok(position)
    };
    (0..count).map(position).collect()
}

pub(super) fn write_stored(stored: &[StoredRange], w: &mut Writer) {
    w.count(stored.len());
    for range in stored {
        range.write(w);
    }
}

pub(super) fn decode_stored(r: &mut Reader<'_>) -> Result<Vec<StoredRange>, DecodeError> {
    let count = r.count(RANGES_MAX, 16)?;
    let mut stored: Vec<StoredRange> = Vec::new();
    let mut entries = 0;
    for _ in 0..count {
        let range = StoredRange::decode(r)?;
        // Ranges in a row take few bytes, so that the whole is bounded apart from the frame.
        entries += range.positions.len();
        if entries > MENTIONED_MAX {
            return Err(DecodeError::Count { count: entries, most: MENTIONED_MAX });
        }
        stored.push(range);
    }
    Ok(stored)
}

/// How many entries the ranges of one *stored* may span together.
pub(crate) const MENTIONED_MAX: usize = 65_536;

pub(super) fn write_refused(refused: &[Refusal], w: &mut Writer) {
    w.count(refused.len());
    for refusal in refused {
        w.bytes(&refusal.seat.0);
        w.number(u64::from(refusal.n));
        w.bytes(&refusal.short);
        w.byte(refusal.reason as u8);
        // One more than the position, so that none takes no flag.
        w.number(refusal.position.map_or(0, |p| p + 1));
    }
}

pub(super) fn decode_refused(r: &mut Reader<'_>) -> Result<Vec<Refusal>, DecodeError> {
    let count = r.count(RANGES_MAX, 15)?;
    let mut refused = Vec::with_capacity(count);
    for _ in 0..count {
        let seat = SeatId(r.array()?);
        let n = number_of_entry(r)?;
        let short = r.array()?;
        let reason = RefusalReason::ALL.get(usize::from(r.byte()?)).copied();
        let reason = reason.ok_or(DecodeError::Value("no such reason to refuse"))?;
        let position = decode_number(r)?.checked_sub(1);
        refused.push(Refusal { seat, n, short, reason, position });
    }
    Ok(refused)
}
