//! The columns of a run, told from what both ends know: whose entries, their numbers, positions and
//! times, which are signed; then what they say.

use super::Known;
use super::slim::Slim;
use super::tail::Tail;
use super::thin::{self, Keys, Nameless, Names};
use crate::body::Kind;
use crate::entry::{Content, Entry, Signature};
use crate::id::{Hash, RoomId, SeatId};
use crate::run::Run;
use crate::stamp::Stamp;
use crate::wire::batch;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, ENTRIES_MAX, Stretch};

pub(super) const PLACED: u8 = 1;
/// The position is the p of the tail.
pub(super) const NEXT_PLACE: u8 = 2;
/// The author is told by the place in the tail's list.
pub(super) const LISTED: u8 = 4;
/// The number follows the newest that the tail has of this author.
pub(super) const NEXT_NUMBER: u8 = 8;
/// Of a longer run: positions are in a row.
pub(super) const IN_A_ROW: u8 = 2;
/// Of a longer run: every entry is signed.
pub(super) const ALL_SIGNED: u8 = 16;
/// Of a run of a batch: the hash that it continues goes beside it.
pub(super) const AFTER: u8 = 32;
/// Of a longer run: it is none, and its length is not told.
pub(super) const ALONE: u8 = 64;

/// Times are told from 1 January 2020 where there is no tail.
pub(super) const TIME_BASE: u64 = 1_577_836_800_000;

pub(super) fn write_kind(kind: Kind, out: &mut Vec<u8>) {
    let mut w = Writer(std::mem::take(out));
    w.number(u64::from(kind.0));
    *out = w.0;
}

pub(super) fn read_kind(r: &mut Reader<'_>) -> Result<Kind, DecodeError> {
    let kind = u16::try_from(r.number()?);
    kind.map(Kind).map_err(|_| DecodeError::Value("no kind has this number"))
}

/// What the head of a run is told against.
pub(super) struct Base<'a> {
    pub(super) tail: Option<&'a Tail>,
    pub(super) time: u64,
    room: Option<RoomId>,
    /// Who was named, each with the newest number, first those of the tail.
    authors: Vec<(SeatId, u32)>,
    pub(super) keys: Keys,
}

impl<'a> Base<'a> {
    pub(super) fn of(Known { tail, room }: Known<'a>) -> Self {
        let time = tail.map(|tail| tail.time).filter(|&time| time > 0).unwrap_or(TIME_BASE);
        let authors = tail.map(|tail| tail.authors.clone()).unwrap_or_default();
        Self { tail, time, room, authors, keys: Keys::default() }
    }

    pub(super) fn author(&self, seat: SeatId) -> Option<(u8, u32)> {
        let at = self.authors.iter().position(|(known, _)| *known == seat)?;
        Some((u8::try_from(at).ok()?, self.authors[at].1.checked_add(1)?))
    }

    pub(super) fn place(&self) -> u64 {
        self.tail.map_or(0, |tail| tail.p)
    }

    pub(super) fn names(&self) -> &'a dyn Names {
        self.tail.map_or(&Nameless, |tail| &tail.names)
    }

    /// Seat and number; which bits say how.
    pub(super) fn write_first(&self, run: &Run, w: &mut Writer) -> u8 {
        let Some((at, next)) = self.author(run.seat) else {
            w.bytes(&run.seat.0);
            w.number(u64::from(run.first));
            return 0;
        };
        w.byte(at);
        if run.first == next {
            return LISTED | NEXT_NUMBER;
        }
        w.delta(u64::from(next), u64::from(run.first));
        LISTED
    }

    pub(super) fn read_first(
        &self,
        bits: u8,
        r: &mut Reader<'_>,
    ) -> Result<(SeatId, u32), DecodeError> {
        if bits & LISTED == 0 {
            return Ok((SeatId(r.array()?), number(r.number()?)?));
        }
        let at = usize::from(r.byte()?);
        let author = self.authors.get(at).copied();
        let (seat, newest) = author.ok_or(DecodeError::Value("an author not on the list"))?;
        let next = u64::from(newest) + 1;
        let first = if bits & NEXT_NUMBER == 0 { r.delta(next)? } else { next };
        Ok((seat, number(first)?))
    }

    pub(super) fn position(&self, r: &mut Reader<'_>) -> Result<u64, DecodeError> {
        let position = r.delta(self.place())?;
        if position >= u64::MAX >> 1 {
            return Err(DecodeError::Value("a position without end"));
        }
        Ok(position)
    }
}

fn number(n: u64) -> Result<u32, DecodeError> {
    let n = u32::try_from(n).ok().filter(|&n| n > 0);
    n.ok_or(DecodeError::Value("no entry has this number"))
}

/// The columns of a run.
pub(super) struct Head {
    pub(super) seat: SeatId,
    first: u32,
    pub(super) last: u32,
    positions: Option<Vec<u64>>,
    pub(super) times: Vec<Stamp>,
    signed: Vec<bool>,
    pub(super) after: bool,
}

impl Base<'_> {
    /// Takes note of whose entries were told, and how far.
    pub(super) fn named(&mut self, seat: SeatId, last: u32) {
        match self.authors.iter_mut().find(|(known, _)| *known == seat) {
            Some(author) => author.1 = last,
            None => self.authors.push((seat, last)),
        }
    }

    pub(super) fn write_head(&mut self, run: &Run, after: bool, w: &mut Writer) {
        let mut first = Writer::default();
        let bits = self.write_first(run, &mut first);
        let positions = run.positions.as_deref();
        let row = positions.is_some_and(|p| p.windows(2).all(|pair| pair[1] == pair[0] + 1));
        let signed = run.signatures.iter().all(Option::is_some);
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        w.byte(
            bits | flag(positions.is_some(), PLACED)
                | flag(row, IN_A_ROW)
                | flag(signed, ALL_SIGNED)
                | flag(after, AFTER)
                | flag(run.contents.len() == 1, ALONE),
        );
        w.bytes(&first.0);
        if run.contents.len() > 1 {
            w.count(run.contents.len() - 2);
        }
        if let Some(positions) = positions {
            w.delta(self.place(), positions[0]);
            if !row {
                positions.windows(2).for_each(|pair| w.delta(pair[0], pair[1]));
            }
        }
        for content in &run.contents {
            // What was refused has none, and says so with no difference.
            let next = content.entry().map_or(self.time, |entry| entry.time.0);
            w.delta(self.time, next);
            self.time = next;
        }
        if !signed {
            run.write_signed(w);
        }
    }

    pub(super) fn write_contents(&mut self, run: &Run, slim: &mut Slim) {
        let (names, keys) = (self.names(), &mut self.keys);
        for content in &run.contents {
            match content {
                Content::Entry(entry) => {
                    write_kind(entry.kind, &mut slim.text);
                    thin::write(entry, names, keys, &mut slim.text, &mut slim.beside);
                }
                Content::Refused(hash) => {
                    write_kind(Kind(0), &mut slim.text);
                    slim.beside.extend_from_slice(&hash.0);
                }
            }
            slim.ends.push(slim.text.len());
        }
        let signatures = run.signatures.iter().flatten();
        signatures.for_each(|signature| slim.beside.extend_from_slice(&signature.0));
        self.note_first(run);
    }

    /// An acceptance names `h(1)` of the seat, which is not to be told where it can be computed.
    fn note_first(&mut self, run: &Run) {
        if let Some(h) = self.room.and_then(|room| run.first_hash(&room)) {
            self.keys.add_first(h.0);
        }
    }

    pub(super) fn read_head(&mut self, text: &mut Reader<'_>) -> Result<Head, DecodeError> {
        let bits = text.byte()?;
        let known = PLACED | IN_A_ROW | LISTED | NEXT_NUMBER | ALL_SIGNED | AFTER | ALONE;
        let odd =
            bits & (PLACED | IN_A_ROW) == IN_A_ROW || bits & (LISTED | NEXT_NUMBER) == NEXT_NUMBER;
        if bits & !known != 0 || odd {
            return Err(DecodeError::Value("unknown flags"));
        }
        let (seat, first) = self.read_first(bits, text)?;
        let count = if bits & ALONE == 0 { text.count(ENTRIES_MAX - 2, 2)? + 2 } else { 1 };
        let last = first.checked_add(u32::try_from(count - 1).unwrap_or(u32::MAX));
        let last = last.ok_or(DecodeError::Value("a run without end"))?;
        let positions = match bits & (PLACED | IN_A_ROW) {
            0 => None,
            bits => Some(read_positions(text, self, count, bits & IN_A_ROW != 0)?),
        };
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            self.time = text.delta(self.time)?;
            times.push(Stamp(self.time));
        }
        let signed = match bits & ALL_SIGNED {
            0 => crate::wire::decode_signed(text, count)?,
            _ => vec![true; count],
        };
        Ok(Head { seat, first, last, positions, times, signed, after: bits & AFTER != 0 })
    }

    /// `most` is how many bytes of bodies there may still be.
    pub(super) fn read_contents(
        &mut self,
        head: Head,
        text: &mut Reader<'_>,
        beside: &mut Reader<'_>,
        most: &mut usize,
    ) -> Result<Stretch, DecodeError> {
        let Head { seat, first, positions, times, signed, after, .. } = head;
        let after = if after { Some(Hash(beside.array()?)) } else { None };
        let mut contents = Vec::with_capacity(times.len());
        for time in times {
            contents.push(match read_kind(text)? {
                Kind(0) => Content::Refused(Hash(beside.array()?)),
                kind => {
                    let names = (self.names(), &mut self.keys);
                    let body = thin::read(text, beside, time, names, *most)?;
                    *most -= body.len();
                    Content::Entry(Entry { time, kind, body })
                }
            });
        }
        let signature =
            |signed| if signed { beside.array().map(Signature).map(Some) } else { Ok(None) };
        let signatures = signed.into_iter().map(signature).collect::<Result<_, _>>()?;
        let run = Run { seat, first, positions, contents, signatures };
        self.note_first(&run);
        batch::checked(Stretch { after, run })
    }
}

fn read_positions(
    text: &mut Reader<'_>,
    base: &Base<'_>,
    count: usize,
    row: bool,
) -> Result<Vec<u64>, DecodeError> {
    let mut position = base.position(text)?;
    let mut positions = Vec::with_capacity(count);
    positions.push(position);
    for _ in 1..count {
        position = if row { position + 1 } else { text.delta(position)? };
        if position >= u64::MAX >> 1 {
            return Err(DecodeError::Value("a position without end"));
        }
        positions.push(position);
    }
    Ok(positions)
}
