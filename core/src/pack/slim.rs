//! Runs as frames carry them: what is like something goes through the dictionary, what is like
//! nothing (signatures, hashes, a single entry's place and time) beside it.

use super::tail::Tail;
use super::thin::{self, Keys, Nameless, Names};
use crate::body::Kind;
use crate::entry::{Content, Entry, Signature};
use crate::id::{Hash, SeatId};
use crate::run::Run;
use crate::stamp::Stamp;
use crate::wire::batch::{self, RUNS_MAX};
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, ENTRIES_MAX, INFLATED_BYTES_MAX, Stretch};

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
/// Of a run of a batch: the hash that it continues goes beside it.
const AFTER: u8 = 32;

/// Times are told from 1 January 2020 where there is no tail.
const TIME_BASE: u64 = 1_577_836_800_000;

/// A run in two streams.
#[derive(Debug, Default)]
pub(super) struct Slim {
    pub(super) text: Vec<u8>,
    /// Where each entry of a batch ends in it.
    pub(super) ends: Vec<usize>,
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
struct Base<'a> {
    tail: Option<&'a Tail>,
    time: u64,
    /// Who was named, each with the newest number, first those of the tail.
    authors: Vec<(SeatId, u32)>,
    keys: Keys,
}

impl<'a> Base<'a> {
    fn of(tail: Option<&'a Tail>) -> Self {
        let time = tail.map(|tail| tail.time).filter(|&time| time > 0).unwrap_or(TIME_BASE);
        let authors = tail.map(|tail| tail.authors.clone()).unwrap_or_default();
        Self { tail, time, authors, keys: Keys::default() }
    }

    fn author(&self, seat: SeatId) -> Option<(u8, u32)> {
        let at = self.authors.iter().position(|(known, _)| *known == seat)?;
        Some((u8::try_from(at).ok()?, self.authors[at].1.checked_add(1)?))
    }

    fn place(&self) -> u64 {
        self.tail.map_or(0, |tail| tail.p)
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
        let author = self.authors.get(at).copied();
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
    let base = Base::of(tail);
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
            beside.delta(base.time, entry.time.0);
            write_kind(entry.kind, &mut text);
            let mut keys = Keys::default();
            thin::write(entry, base.names(), &mut keys, &mut text, &mut beside.0);
        }
        Content::Refused(hash) => {
            write_kind(Kind(0), &mut text);
            beside.bytes(&hash.0);
        }
    }
    run.signatures.iter().flatten().for_each(|signature| beside.bytes(&signature.0));
    (mark, Slim { text, beside: beside.0, ends: Vec::new() })
}

pub(super) fn read_single(
    mark: u8,
    text: &[u8],
    beside: &[u8],
    tail: Option<&Tail>,
) -> Result<Run, DecodeError> {
    let base = Base::of(tail);
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
            let time = Stamp(beside.delta(base.time)?);
            let names = (base.names(), &mut Keys::default());
            let body = thin::read(&mut text, &mut beside, time, names, INFLATED_BYTES_MAX)?;
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
    let mut base = Base::of(tail);
    let mut heads = Writer::default();
    base.write_head(run, false, &mut heads);
    let mut slim = Slim { text: heads.0, ..Slim::default() };
    base.write_contents(run, &mut slim);
    slim
}

pub(super) fn read_many(
    text: &[u8],
    beside: &[u8],
    tail: Option<&Tail>,
) -> Result<Run, DecodeError> {
    let mut base = Base::of(tail);
    let (mut text, mut beside) = (Reader(text), Reader(beside));
    let head = base.read_head(&mut text)?;
    if head.after {
        return Err(DecodeError::Value("unknown flags"));
    }
    let run = base.read_contents(head, &mut text, &mut beside, &mut INFLATED_BYTES_MAX.clone())?;
    text.end()?;
    beside.end()?;
    Ok(run.run)
}

/// Several runs: how many, the columns of each, told from those of the one before; then kind and
/// body of each entry.
pub(super) fn write_batch(stretches: &[Stretch], tail: Option<&Tail>) -> Slim {
    let mut base = Base::of(tail);
    let mut heads = Writer::default();
    heads.count(stretches.len() - 1);
    for Stretch { after, run } in stretches {
        base.write_head(run, after.is_some(), &mut heads);
        base.named(run.seat, run.last());
    }
    let mut slim = Slim { beside: heads.0, ..Slim::default() };
    for Stretch { after, run } in stretches {
        slim.beside.extend(after.iter().flat_map(|after| after.0));
        base.write_contents(run, &mut slim);
    }
    slim
}

pub(super) fn read_batch(
    text: &[u8],
    beside: &[u8],
    tail: Option<&Tail>,
) -> Result<Vec<Stretch>, DecodeError> {
    let mut base = Base::of(tail);
    let (mut text, mut beside) = (Reader(text), Reader(beside));
    let count = beside.count(RUNS_MAX - 1, 4)? + 1;
    let mut heads = Vec::with_capacity(count);
    let mut entries = 0;
    for _ in 0..count {
        let head = base.read_head(&mut beside)?;
        base.named(head.seat, head.last);
        entries += head.times.len();
        if entries > ENTRIES_MAX {
            return Err(DecodeError::Count { count: entries, most: ENTRIES_MAX });
        }
        heads.push(head);
    }
    let mut most = INFLATED_BYTES_MAX;
    let read = |head| base.read_contents(head, &mut text, &mut beside, &mut most);
    let stretches = heads.into_iter().map(read).collect::<Result<_, _>>()?;
    text.end()?;
    beside.end()?;
    Ok(stretches)
}

/// The columns of a run.
struct Head {
    seat: SeatId,
    first: u32,
    last: u32,
    positions: Option<Vec<u64>>,
    times: Vec<Stamp>,
    signed: Vec<bool>,
    after: bool,
}

impl Slim {
    /// The entries of a batch.
    pub(super) fn messages(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }
}

impl Base<'_> {
    /// Takes note of whose entries were told, and how far.
    fn named(&mut self, seat: SeatId, last: u32) {
        match self.authors.iter_mut().find(|(known, _)| *known == seat) {
            Some(author) => author.1 = last,
            None => self.authors.push((seat, last)),
        }
    }

    fn write_head(&mut self, run: &Run, after: bool, w: &mut Writer) {
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
                | flag(after, AFTER),
        );
        w.bytes(&first.0);
        w.count(run.contents.len() - 1);
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

    fn write_contents(&mut self, run: &Run, slim: &mut Slim) {
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
    }

    fn read_head(&mut self, text: &mut Reader<'_>) -> Result<Head, DecodeError> {
        let bits = text.byte()?;
        let known = PLACED | IN_A_ROW | LISTED | NEXT_NUMBER | ALL_SIGNED | AFTER;
        let odd =
            bits & (PLACED | IN_A_ROW) == IN_A_ROW || bits & (LISTED | NEXT_NUMBER) == NEXT_NUMBER;
        if bits & !known != 0 || odd {
            return Err(DecodeError::Value("unknown flags"));
        }
        let (seat, first) = self.read_first(bits, text)?;
        let count = text.count(ENTRIES_MAX - 1, 2)? + 1;
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
    fn read_contents(
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
