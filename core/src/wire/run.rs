//! The run on the wire: columns, so that like stands beside like.
//!
//! `seat, first, flags, count−1, positions, kinds, times, lengths, signed, bodies, signatures`.
//! Kind 0 stands for a content that was refused: 32 bytes of `c(n)` in place of a body, and no
//! time or length. The hashes of the chain are never sent: the other end computes them.

use super::code::{Reader, Writer};
use super::holding::{decode_positions, number_of_entry};
use super::{DecodeError, ENTRIES_MAX};
use crate::body::Kind;
use crate::entry::{BODY_BYTES_MAX, Content, Entry, SIGNATURE_EVERY, Signature};
use crate::id::{Hash, SeatId};
use crate::run::Run;
use crate::stamp::Stamp;

const PLACED: u8 = 1;
const IN_A_ROW: u8 = 2;
const ALL_SIGNED: u8 = 4;

impl Run {
    pub(super) fn write(&self, w: &mut Writer) {
        w.bytes(&self.seat.0);
        w.number(u64::from(self.first));
        let in_a_row = self
            .positions
            .as_ref()
            .is_some_and(|p| p.windows(2).all(|pair| pair[1] == pair[0] + 1));
        let all_signed = self.signatures.iter().all(Option::is_some);
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        w.byte(
            flag(self.positions.is_some(), PLACED)
                | flag(in_a_row, IN_A_ROW)
                | flag(all_signed, ALL_SIGNED),
        );
        w.count(self.contents.len() - 1);
        self.write_positions(w, in_a_row);
        for content in &self.contents {
            w.number(content.entry().map_or(0, |entry| u64::from(entry.kind.0)));
        }
        let mut time = TIME_BASE;
        for entry in self.contents.iter().filter_map(Content::entry) {
            w.delta(time, entry.time.0);
            time = entry.time.0;
        }
        for entry in self.contents.iter().filter_map(Content::entry) {
            w.count(entry.body.len());
        }
        if !all_signed {
            self.write_signed(w);
        }
        for content in &self.contents {
            match content {
                Content::Entry(entry) => w.bytes(&entry.body),
                Content::Refused(hash) => w.bytes(&hash.0),
            }
        }
        for signature in self.signatures.iter().flatten() {
            w.bytes(&signature.0);
        }
    }

    fn write_positions(&self, w: &mut Writer, in_a_row: bool) {
        let Some(positions) = &self.positions else { return };
        w.number(positions[0]);
        if !in_a_row {
            for pair in positions.windows(2) {
                w.delta(pair[0], pair[1]);
            }
        }
    }

    /// One bit an entry, the last one left out: it is always signed.
    pub(crate) fn write_signed(&self, w: &mut Writer) {
        for eight in self.signatures[..self.signatures.len() - 1].chunks(8) {
            let bits = eight.iter().enumerate().map(|(i, s)| u8::from(s.is_some()) << i);
            w.byte(bits.sum());
        }
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let seat = SeatId(r.array()?);
        let first = number_of_entry(r)?;
        let flags = r.byte()?;
        if flags >= 8 || flags & (PLACED | IN_A_ROW) == IN_A_ROW {
            return Err(DecodeError::Value("unknown flags"));
        }
        let count = r.count(ENTRIES_MAX - 1, 2)? + 1;
        let last = first.checked_add(u32::try_from(count - 1).unwrap_or(u32::MAX));
        last.ok_or(DecodeError::Value("a run without end"))?;
        let positions = if flags & PLACED == 0 {
            None
        } else {
            Some(decode_positions(r, count, flags & IN_A_ROW != 0)?)
        };
        let contents = decode_heads(r, count)?;
        let signed =
            if flags & ALL_SIGNED != 0 { vec![true; count] } else { decode_signed(r, count)? };
        let contents = contents.into_iter().map(|head| head.body(r)).collect::<Result<_, _>>()?;
        let signatures = signed
            .into_iter()
            .map(|signed| if signed { Ok(Some(Signature(r.array()?))) } else { Ok(None) })
            .collect::<Result<_, _>>()?;
        Ok(Self { seat, first, positions, contents, signatures })
    }
}

/// Times are told from 1 January 2020, which saves nothing now but keeps six bytes until 2159.
const TIME_BASE: u64 = 1_577_836_800_000;

/// What the columns say of an entry before its body.
enum ContentHead {
    Entry { kind: Kind, time: Stamp, bytes: usize },
    Refused,
}

impl ContentHead {
    fn body(self, r: &mut Reader<'_>) -> Result<Content, DecodeError> {
        Ok(match self {
            Self::Entry { kind, time, bytes } => {
                Content::Entry(Entry { time, kind, body: r.take(bytes)?.to_vec() })
            }
            Self::Refused => Content::Refused(Hash(r.array()?)),
        })
    }
}

fn decode_heads(r: &mut Reader<'_>, count: usize) -> Result<Vec<ContentHead>, DecodeError> {
    let mut heads = Vec::with_capacity(count);
    for _ in 0..count {
        let kind = u16::try_from(r.number()?);
        heads.push(match kind.map_err(|_| DecodeError::Value("no kind has this number"))? {
            0 => ContentHead::Refused,
            kind => ContentHead::Entry { kind: Kind(kind), time: Stamp(0), bytes: 0 },
        });
    }
    let mut base = TIME_BASE;
    for head in &mut heads {
        if let ContentHead::Entry { time, .. } = head {
            base = r.delta(base)?;
            *time = Stamp(base);
        }
    }
    for head in &mut heads {
        if let ContentHead::Entry { bytes, .. } = head {
            // Larger than a body may be is let through up to the frame: the relay refuses it
            // with `c(n)`, for which it has to read it.
            *bytes = r.count(super::FRAME_BYTES_MAX, 1)?;
        }
    }
    Ok(heads)
}

pub(crate) fn decode_signed(r: &mut Reader<'_>, count: usize) -> Result<Vec<bool>, DecodeError> {
    let bits = r.take((count - 1).div_ceil(8))?;
    let mut signed: Vec<bool> = (0..count - 1).map(|i| bits[i / 8] & (1 << (i % 8)) != 0).collect();
    let spare = bits
        .last()
        .is_some_and(|last| !(count - 1).is_multiple_of(8) && last >> ((count - 1) % 8) != 0);
    if spare || signed.iter().all(|&s| s) {
        return Err(DecodeError::Value("signatures are not marked in the shortest way"));
    }
    let longest = signed.split(|&s| s).map(<[bool]>::len).max().unwrap_or(0);
    if longest >= SIGNATURE_EVERY as usize {
        return Err(DecodeError::Value("too many entries without a signature"));
    }
    signed.push(true);
    Ok(signed)
}

const _: () = assert!(BODY_BYTES_MAX < super::FRAME_BYTES_MAX, "a body fits a frame");
