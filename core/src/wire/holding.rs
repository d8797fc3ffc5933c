//! What each end holds, said in ranges: *have*, *welcome*, *epochs*, *stored*.

use super::code::{Reader, Writer};
use super::part::Unfinished;
use super::{DecodeError, HEADS_MAX, RANGES_MAX};
use crate::id::{Hash, SeatId};
use crate::ranges::Ranges;
use crate::stamp::Stamp;

/// One start of a relay, within which positions mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EpochId(pub [u8; 8]);

/// How much of the past a replica wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum History {
    /// The present and the membership.
    None,
    /// Also the recent log.
    Recent,
    /// Everything.
    #[default]
    All,
}

/// Entries of one seat on one branch, with the first eight bytes of the last one's `h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatRange {
    /// Whose entries.
    pub seat: SeatId,
    /// The lowest number.
    pub first: u32,
    /// The highest number.
    pub last: u32,
    /// The first eight bytes of `h(last)`.
    pub short: [u8; 8],
}

/// What a replica holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Have {
    /// How much of the past it wants.
    pub history: History,
    /// Whether another *have* follows: this one was cut to fit the upgrade request.
    pub more: bool,
    /// The epoch of the highest position, if it has any.
    pub epoch: Option<EpochId>,
    /// The positions that it was told.
    pub positions: Ranges,
    /// Entries that it holds without a position.
    pub unplaced: Vec<SeatRange>,
    /// The frame that the last connection left unfinished.
    pub unfinished: Option<Unfinished>,
}

/// The relay's answer once a *have* is complete. Its epochs come before any position of them, so
/// that a replica that dies in between never has positions of an epoch that it does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    /// The relay's clock.
    pub time: Stamp,
    /// How many positions the relay has given.
    pub end: u64,
    /// How many *stored* frames follow at once. After them, and if nothing is disputed, the replica
    /// may bring entries.
    pub stored: u32,
    /// Epochs newer than the one that the replica named, oldest first: id and first position.
    pub epochs: Vec<(EpochId, u64)>,
    /// Where the ends differ: the relay's `h` at the highest number that both may have. The
    /// replica answers with a *have* of what agrees.
    pub disputes: Vec<SeatRange>,
}

/// One epoch of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Drawn at the start.
    pub id: EpochId,
    /// The first position of the epoch.
    pub first: u64,
    /// One past the last position given in it.
    pub end: u64,
}

/// The relay does not know the epoch that was named, or it ended lower: its own, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Epochs {
    /// Whether these end with the relay's first epoch.
    pub complete: bool,
    /// The epochs, newest first.
    pub epochs: Vec<Epoch>,
}

/// Entries that the relay has stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRange {
    /// Which entries.
    pub range: SeatRange,
    /// Whether the relay lacks some of their signatures, which the author is to bring.
    pub signatures: bool,
    /// The position of each, lowest number first.
    pub positions: Vec<u64>,
}

impl History {
    fn code(self) -> u8 {
        self as u8
    }

    fn read(code: u8) -> Result<Self, DecodeError> {
        match code {
            0 => Ok(Self::None),
            1 => Ok(Self::Recent),
            2 => Ok(Self::All),
            _ => Err(DecodeError::Value("no such extent of history")),
        }
    }

    pub(super) fn write(self, w: &mut Writer) {
        w.byte(self.code());
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::read(r.byte()?)
    }
}

impl SeatRange {
    /// How many entries it spans.
    pub fn count(&self) -> u32 {
        self.last - self.first + 1
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.seat.0);
        w.number(u64::from(self.first));
        w.number(u64::from(self.last - self.first));
        w.bytes(&self.short);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let seat = SeatId(r.array()?);
        let first = number_of_entry(r)?;
        let more = r.small()?;
        let last = first.checked_add(more).ok_or(DecodeError::Value("a range without end"))?;
        Ok(Self { seat, first, last, short: r.array()? })
    }
}

impl Have {
    /// The most bytes that a *have* may add to an upgrade request.
    pub const UPGRADE_BYTES_MAX: usize = 512;

    pub(super) fn write(&self, w: &mut Writer) {
        let flags = u8::from(self.more) << 2
            | u8::from(self.epoch.is_some()) << 3
            | u8::from(self.unfinished.is_some()) << 4;
        w.byte(self.history.code() | flags);
        if let Some(epoch) = &self.epoch {
            w.bytes(&epoch.0);
        }
        w.count(self.positions.stretches());
        let mut next = 0;
        for (first, last) in self.positions.iter() {
            w.number(first - next);
            w.number(last - first);
            next = last + 1;
        }
        w.count(self.unplaced.len());
        for range in &self.unplaced {
            range.write(w);
        }
        if let Some(unfinished) = &self.unfinished {
            unfinished.write(w);
        }
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let flags = r.byte()?;
        if flags >= 32 {
            return Err(DecodeError::Value("unknown flags"));
        }
        let history = History::read(flags & 3)?;
        let epoch = if flags & 8 == 0 { None } else { Some(EpochId(r.array()?)) };
        let mut positions = Ranges::default();
        let mut next = 0u64;
        for _ in 0..r.count(RANGES_MAX, 2)? {
            let first = r.number()?.checked_add(next);
            let first = first.filter(|&f| f > next || positions.is_empty());
            let first = first.ok_or(DecodeError::Value("ranges out of order"))?;
            let last = r.number()?.checked_add(first).filter(|&l| l < u64::MAX >> 1);
            let last = last.ok_or(DecodeError::Value("a range without end"))?;
            positions.insert_range(first, last);
            next = last + 1;
        }
        let count = r.count(RANGES_MAX, 14)?;
        let unplaced = (0..count).map(|_| SeatRange::decode(r)).collect::<Result<_, _>>()?;
        let unfinished = if flags & 16 == 0 { None } else { Some(Unfinished::decode(r)?) };
        Ok(Self { history, more: flags & 4 != 0, epoch, positions, unplaced, unfinished })
    }
}

impl Welcome {
    pub(super) fn write(&self, w: &mut Writer) {
        w.number(self.time.0);
        w.number(self.end);
        w.number(u64::from(self.stored));
        w.count(self.epochs.len());
        for (id, first) in &self.epochs {
            w.bytes(&id.0);
            w.number(*first);
        }
        w.count(self.disputes.len());
        for range in &self.disputes {
            range.write(w);
        }
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let time = Stamp(r.number()?);
        let end = r.number()?;
        let stored = r.small()?;
        let count = r.count(EPOCHS_MAX, 9)?;
        let epochs = (0..count).map(|_| Ok((EpochId(r.array()?), r.number()?)));
        let epochs = epochs.collect::<Result<_, _>>()?;
        let count = r.count(RANGES_MAX, 14)?;
        let disputes = (0..count).map(|_| SeatRange::decode(r)).collect::<Result<_, _>>()?;
        Ok(Self { time, end, stored, epochs, disputes })
    }
}

pub(super) fn write_heads(heads: &[(SeatId, u32)], w: &mut Writer) {
    w.count(heads.len());
    for (seat, n) in heads {
        w.bytes(&seat.0);
        w.number(u64::from(*n));
    }
}

pub(super) fn decode_heads(r: &mut Reader<'_>) -> Result<Vec<(SeatId, u32)>, DecodeError> {
    let count = r.count(HEADS_MAX, 5)?;
    (0..count).map(|_| Ok((SeatId(r.array()?), number_of_entry(r)?))).collect()
}

/// How many epochs one frame may name.
pub const EPOCHS_MAX: usize = 16;

impl Epochs {
    pub(super) fn write(&self, w: &mut Writer) {
        w.byte(u8::from(self.complete));
        w.count(self.epochs.len());
        for epoch in &self.epochs {
            w.bytes(&epoch.id.0);
            w.number(epoch.first);
            w.number(epoch.end - epoch.first);
        }
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let complete = flag(r)?;
        let mut epochs = Vec::new();
        for _ in 0..r.count(EPOCHS_MAX, 10)? {
            let id = EpochId(r.array()?);
            let first = r.number()?;
            let end = r.number()?.checked_add(first);
            let end = end.ok_or(DecodeError::Value("an epoch without end"))?;
            epochs.push(Epoch { id, first, end });
        }
        Ok(Self { complete, epochs })
    }
}

impl StoredRange {
    pub(super) fn write(&self, w: &mut Writer) {
        self.range.write(w);
        let in_a_row = self.positions.windows(2).all(|pair| pair[1] == pair[0] + 1);
        w.byte(u8::from(self.signatures) | u8::from(in_a_row) << 1);
        w.number(self.positions.first().copied().unwrap_or(0));
        if !in_a_row {
            for pair in self.positions.windows(2) {
                w.delta(pair[0], pair[1]);
            }
        }
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let range = SeatRange::decode(r)?;
        let flags = r.byte()?;
        if flags >= 4 {
            return Err(DecodeError::Value("unknown flags"));
        }
        let count = range.count() as usize;
        if count > super::ENTRIES_MAX {
            return Err(DecodeError::Count { count, most: super::ENTRIES_MAX });
        }
        let positions = decode_positions(r, count, flags & 2 != 0)?;
        Ok(Self { range, signatures: flags & 1 != 0, positions })
    }
}

/// Positions of `count` entries: the first, then either nothing or every difference.
pub(super) fn decode_positions(
    r: &mut Reader<'_>,
    count: usize,
    in_a_row: bool,
) -> Result<Vec<u64>, DecodeError> {
    let first = r.number()?;
    let last = first.checked_add(count as u64).filter(|&end| end < u64::MAX >> 1);
    last.ok_or(DecodeError::Value("a position without end"))?;
    if in_a_row {
        return Ok((first..first + count as u64).collect());
    }
    if count.saturating_sub(1) > r.0.len() {
        return Err(DecodeError::Short);
    }
    let mut positions = vec![first];
    let mut at = first;
    for _ in 1..count {
        at = r.delta(at)?;
        if at >= u64::MAX >> 1 {
            return Err(DecodeError::Value("a position without end"));
        }
        positions.push(at);
    }
    if positions.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])) {
        return Err(DecodeError::Value("positions in a row, written out"));
    }
    Ok(positions)
}

pub(super) fn number_of_entry(r: &mut Reader<'_>) -> Result<u32, DecodeError> {
    let n = r.small()?;
    if n == 0 { Err(DecodeError::Value("entries are counted from 1")) } else { Ok(n) }
}

pub(super) fn flag(r: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match r.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::Value("a flag is 0 or 1")),
    }
}

/// An anchor: `h` of an entry after which a run continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Whose chain.
    pub seat: SeatId,
    /// The number before the run's first.
    pub n: u32,
    /// Its `h`.
    pub h: Hash,
}

impl Anchor {
    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.seat.0);
        w.number(u64::from(self.n));
        w.bytes(&self.h.0);
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { seat: SeatId(r.array()?), n: number_of_entry(r)?, h: Hash(r.array()?) })
    }
}
