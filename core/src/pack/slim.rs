//! Runs as frames carry them: what is like something goes through the dictionary, what is like
//! nothing (signatures, hashes, a single entry's place and time) beside it.

use super::tail::Tail;
use super::thin::{self, Nameless, Names};
use crate::body::Kind;
use crate::entry::{Content, Entry, Signature};
use crate::id::{Hash, SeatId};
use crate::run::Run;
use crate::stamp::Stamp;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, ENTRIES_MAX, INFLATED_BYTES_MAX};

/// The mark of a run of one entry: the other bits of the byte say how its head is told.
pub(super) const SINGLE: u8 = 0x80;
const PLACED: u8 = 1;
/// The position is the p of the tail.
const NEXT_PLACE: u8 = 2;
/// The author is told by the place in the tail's list.
const LISTED: u8 = 4;
/// The number follows the newest that the tail has of this author.
const NEXT_NUMBER: u8 = 8;
const SINGLE_BITS: u8 = SINGLE | PLACED | NEXT_PLACE | LISTED | NEXT_NUMBER;
/// Of a longer run: positions are in a row.
const IN_A_ROW: u8 = 2;
/// Of a longer run: every entry is signed.
const ALL_SIGNED: u8 = 16;

/// Times are told from 1 January 2020 where there is no tail.
const TIME_BASE: u64 = 1_577_836_800_000;

/// A run in two streams.
#[derive(Debug, Default)]
pub(super) struct Slim {
    pub(super) text: Vec<u8>,
    pub(super) beside: Vec<u8>,
}

/// Whether a run of this mark goes with the tail of the newest entries: at the place after them, or
/// at none yet.
pub(super) fn is_newest(mark: u8) -> bool {
    mark & SINGLE != 0 && mark & (PLACED | NEXT_PLACE) != PLACED
}

pub(super) fn write_kind(kind: Kind, out: &mut Vec<u8>) {
    let mut w = Writer(std::mem::take(out));
    w.number(u64::from(kind.0));
    *out = w.0;
}

fn read_kind(r: &mut Reader<'_>) -> Result<Kind, DecodeError> {
    let kind = u16::try_from(r.number()?);
    kind.map(Kind).map_err(|_| DecodeError::Value("no kind has this number"))
}

/// What the head of a run is told against.
#[derive(Clone, Copy)]
struct Base<'a> {
    tail: Option<&'a Tail>,
}

impl<'a> Base<'a> {
    fn author(&self, seat: SeatId) -> Option<(u8, u32)> {
        let at = self.tail?.authors.iter().position(|(known, _)| *known == seat)?;
        Some((u8::try_from(at).ok()?, self.tail?.authors[at].1.checked_add(1)?))
    }

    fn place(&self) -> u64 {
        self.tail.map_or(0, |tail| tail.p)
    }

    fn time(&self) -> u64 {
        self.tail.map(|tail| tail.time).filter(|&time| time > 0).unwrap_or(TIME_BASE)
    }

    fn names(&self) -> &'a dyn Names {
        self.tail.map_or(&Nameless, |tail| &tail.names)
    }

    /// Seat and number; which bits say how.
    fn write_first(&self, run: &Run, w: &mut Writer) -> u8 {
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

    fn read_first(&self, bits: u8, r: &mut Reader<'_>) -> Result<(SeatId, u32), DecodeError> {
        if bits & LISTED == 0 {
            return Ok((SeatId(r.array()?), number(r.number()?)?));
        }
        let at = usize::from(r.byte()?);
        let author = self.tail.and_then(|tail| tail.authors.get(at)).copied();
        let (seat, newest) = author.ok_or(DecodeError::Value("an author not on the list"))?;
        let next = u64::from(newest) + 1;
        let first = if bits & NEXT_NUMBER == 0 { r.delta(next)? } else { next };
        Ok((seat, number(first)?))
    }

    fn position(&self, r: &mut Reader<'_>) -> Result<u64, DecodeError> {
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

/// A run of one entry, and the mark that says how.
pub(super) fn write_single(run: &Run, tail: Option<&Tail>) -> (u8, Slim) {
    let base = Base { tail };
    let mut beside = Writer::default();
    let mut mark = SINGLE | base.write_first(run, &mut beside);
    if let Some(&position) = run.positions.as_ref().and_then(|positions| positions.first()) {
        mark |= PLACED;
        if tail.is_some_and(|tail| tail.p == position) {
            mark |= NEXT_PLACE;
        } else {
            beside.delta(base.place(), position);
        }
    }
    let mut text = Vec::new();
    match &run.contents[0] {
        Content::Entry(entry) => {
            beside.delta(base.time(), entry.time.0);
            write_kind(entry.kind, &mut text);
            thin::write(entry, base.names(), &mut text);
        }
        Content::Refused(hash) => {
            write_kind(Kind(0), &mut text);
            beside.bytes(&hash.0);
        }
    }
    run.signatures.iter().flatten().for_each(|signature| beside.bytes(&signature.0));
    (mark, Slim { text, beside: beside.0 })
}

pub(super) fn read_single(
    mark: u8,
    text: &[u8],
    beside: &[u8],
    tail: Option<&Tail>,
) -> Result<Run, DecodeError> {
    let base = Base { tail };
    let needs_tail = mark & (NEXT_PLACE | LISTED) != 0 && tail.is_none();
    let odd =
        mark & (PLACED | NEXT_PLACE) == NEXT_PLACE || mark & (LISTED | NEXT_NUMBER) == NEXT_NUMBER;
    if mark & !SINGLE_BITS != 0 || needs_tail || odd {
        return Err(DecodeError::Value("unknown flags"));
    }
    let (mut text, mut beside) = (Reader(text), Reader(beside));
    let (seat, first) = base.read_first(mark, &mut beside)?;
    let positions = match mark & (PLACED | NEXT_PLACE) {
        0 => None,
        PLACED => Some(vec![base.position(&mut beside)?]),
        _ => Some(vec![base.place()]),
    };
    let content = match read_kind(&mut text)? {
        Kind(0) => Content::Refused(Hash(beside.array()?)),
        kind => {
            let time = Stamp(beside.delta(base.time())?);
            let body = thin::read(&mut text, time, base.names(), INFLATED_BYTES_MAX)?;
            Content::Entry(Entry { time, kind, body })
        }
    };
    let signatures = vec![Some(Signature(beside.array()?))];
    text.end()?;
    beside.end()?;
    Ok(Run { seat, first, positions, contents: vec![content], signatures })
}

/// A run of any length: columns, then kind and body of each.
pub(super) fn write_many(run: &Run, tail: Option<&Tail>) -> Slim {
    let base = Base { tail };
    let mut w = Writer::default();
    let mut first = Writer::default();
    let bits = base.write_first(run, &mut first);
    let positions = run.positions.as_deref();
    let row = positions.is_some_and(|p| p.windows(2).all(|pair| pair[1] == pair[0] + 1));
    let signed = run.signatures.iter().all(Option::is_some);
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    w.byte(
        bits | flag(positions.is_some(), PLACED) | flag(row, IN_A_ROW) | flag(signed, ALL_SIGNED),
    );
    w.bytes(&first.0);
    w.count(run.contents.len() - 1);
    if let Some(positions) = positions {
        w.delta(base.place(), positions[0]);
        if !row {
            positions.windows(2).for_each(|pair| w.delta(pair[0], pair[1]));
        }
    }
    let mut time = base.time();
    for content in &run.contents {
        // What was refused has none, and says so with no difference.
        let next = content.entry().map_or(time, |entry| entry.time.0);
        w.delta(time, next);
        time = next;
    }
    if !signed {
        run.write_signed(&mut w);
    }
    let mut text = w.0;
    let mut beside = Vec::new();
    for content in &run.contents {
        match content {
            Content::Entry(entry) => {
                write_kind(entry.kind, &mut text);
                thin::write(entry, base.names(), &mut text);
            }
            Content::Refused(hash) => {
                write_kind(Kind(0), &mut text);
                beside.extend_from_slice(&hash.0);
            }
        }
    }
    run.signatures.iter().flatten().for_each(|signature| beside.extend_from_slice(&signature.0));
    Slim { text, beside }
}

pub(super) fn read_many(
    text: &[u8],
    beside: &[u8],
    tail: Option<&Tail>,
) -> Result<Run, DecodeError> {
    let base = Base { tail };
    let (mut text, mut beside) = (Reader(text), Reader(beside));
    let bits = text.byte()?;
    let known = PLACED | IN_A_ROW | LISTED | NEXT_NUMBER | ALL_SIGNED;
    let odd =
        bits & (PLACED | IN_A_ROW) == IN_A_ROW || bits & (LISTED | NEXT_NUMBER) == NEXT_NUMBER;
    if bits & !known != 0 || odd {
        return Err(DecodeError::Value("unknown flags"));
    }
    let (seat, first) = base.read_first(bits, &mut text)?;
    let count = text.count(ENTRIES_MAX - 1, 2)? + 1;
    let last = first.checked_add(u32::try_from(count - 1).unwrap_or(u32::MAX));
    last.ok_or(DecodeError::Value("a run without end"))?;
    let positions = match bits & (PLACED | IN_A_ROW) {
        0 => None,
        bits => Some(read_positions(&mut text, &base, count, bits & IN_A_ROW != 0)?),
    };
    let mut time = base.time();
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        time = text.delta(time)?;
        times.push(Stamp(time));
    }
    let signed = match bits & ALL_SIGNED {
        0 => crate::wire::decode_signed(&mut text, count)?,
        _ => vec![true; count],
    };
    let mut most = INFLATED_BYTES_MAX;
    let mut contents = Vec::with_capacity(count);
    for time in times {
        contents.push(match read_kind(&mut text)? {
            Kind(0) => Content::Refused(Hash(beside.array()?)),
            kind => {
                let body = thin::read(&mut text, time, base.names(), most)?;
                most -= body.len();
                Content::Entry(Entry { time, kind, body })
            }
        });
    }
    let signature =
        |signed| if signed { beside.array().map(Signature).map(Some) } else { Ok(None) };
    let signatures = signed.into_iter().map(signature).collect::<Result<_, _>>()?;
    text.end()?;
    beside.end()?;
    Ok(Run { seat, first, positions, contents, signatures })
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
