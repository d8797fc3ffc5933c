//! Runs as frames carry them: what is like something goes through the dictionary, what is like
//! nothing (signatures, hashes, a single entry's place and time) beside it.

use super::Known;
use super::columns::{Base, LISTED, NEXT_NUMBER, NEXT_PLACE, PLACED, read_kind, write_kind};
use super::tail::Tail;
use super::thin::{self, Keys};
use crate::body::Kind;
use crate::entry::{Content, Entry, Signature};
use crate::id::Hash;
use crate::run::Run;
use crate::stamp::Stamp;
use crate::wire::batch::RUNS_MAX;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, ENTRIES_MAX, INFLATED_BYTES_MAX, Stretch};

/// The mark of a run of one entry: the other bits of the byte say how its head is told.
pub(super) const SINGLE: u8 = 0x80;
const SINGLE_BITS: u8 = SINGLE | PLACED | NEXT_PLACE | LISTED | NEXT_NUMBER;

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

/// A run of one entry, and the mark that says how.
pub(super) fn write_single(run: &Run, tail: Option<&Tail>) -> (u8, Slim) {
    let base = Base::of(Known { tail, room: None });
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
    let base = Base::of(Known { tail, room: None });
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
    let mut base = Base::of(Known { tail, room: None });
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
    let mut base = Base::of(Known { tail, room: None });
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
///
/// Without the room `h` of a seat's first entry, which another names, cannot be computed.
pub(super) fn write_batch(stretches: &[Stretch], known: Known<'_>) -> Slim {
    let mut base = Base::of(known);
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
    known: Known<'_>,
) -> Result<Vec<Stretch>, DecodeError> {
    let mut base = Base::of(known);
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
impl Slim {
    /// The entries of a batch.
    pub(super) fn messages(&self) -> impl Iterator<Item = &[u8]> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }
}
