//! Frames in as few bytes as they take: runs without what the other end can compute, packed with
//! what both ends know.
//!
//! After the byte of version and encoding comes a mark; with a tail its name, which is the low bits
//! of p and a check; then the packed stream, which says itself where it ends; then what no packing
//! makes smaller, such as signatures. The mark is the kind of the frame, or has the highest
//! bit for a run of one entry, whose head is told in a few bytes of its own. A single
//! entry is guessed byte by byte, which beats everything else on a short message; runs of many may
//! be brotli.
//! There is no state of a connection in any of it: a frame is packed once for everybody, and a cut
//! costs nothing.
//!
//! Every size is bounded before anything is unpacked. A tail that is not the same on both ends shows
//! by its check, or else by the run's signature, which is verified afterwards all the same.

mod begun;
mod coder;
mod columns;
mod guess;
mod history;
pub mod making;
pub(crate) mod press;
mod slim;
mod squeeze;
mod tail;
#[cfg(test)]
mod tests;
mod thin;

use std::sync::{Arc, LazyLock};

pub(crate) use self::begun::Begun;
use self::history::History;
pub(crate) use self::press::{Packing, Parcel, Piece, Press};
use self::slim::{SINGLE, Slim};
pub(crate) use self::tail::{Book, Leaf, Tail};
use crate::id::RoomId;
use crate::run::Run;
use crate::wire::code::{Reader, Writer};
use crate::wire::{DecodeError, Encoding, FRAME_BYTES_MAX, Frame, FrameKind};

/// A link that is measured faster than this, in bytes a second, gets plain frames: there packing
/// takes longer than it saves.
pub(crate) const PACKED_RATE_MAX: u64 = 64 * 1024;

/// What every version has: made from texts of the corpus by `examples/dictionary.rs`, never changed.
/// Another one gets another encoding.
static DICTIONARY: LazyLock<History> =
    LazyLock::new(|| History::read(include_bytes!("pack/dictionary-1.bin")));

/// What bytes turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unpacked {
    /// A frame.
    Frame(Frame),
    /// The frame of this number, which could not be unpacked, once more.
    Again(u64, Frame),
    /// A frame packed with a tail that is not here, or not the same here.
    Missing,
}

/// What both ends know beside what every version has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known<'a> {
    /// The newest entries.
    pub(crate) tail: Option<&'a Tail>,
    /// The room that the connection is about.
    pub(crate) room: Option<RoomId>,
}

/// The bytes of a frame: packed, if that is shorter.
pub(crate) fn pack(frame: &Frame, known: Known<'_>) -> Vec<u8> {
    let tail = known.tail;
    let plain = frame.encode();
    let shortest = match frame {
        Frame::Run(run) => pack_run(run, tail),
        Frame::Batch(stretches) => {
            pack_runs(FrameKind::Batch as u8, &slim::write_batch(stretches, known), tail)
        }
        _ => pack_other(&plain),
    };
    let shortest = shortest.filter(|packed| packed.len() < plain.len());
    // What should not come back as it was must not be sent: the entries would seem forged.
    let proved = shortest.filter(|packed| {
        let tail = tail.cloned().map(Arc::new);
        unpack(packed, known.room, |_| tail)
            .is_ok_and(|back| back == Unpacked::Frame(frame.clone()))
    });
    proved.unwrap_or(plain)
}

/// The bytes of a frame that the other end could not unpack.
pub(crate) fn again(number: u64, plain: &[u8]) -> Vec<u8> {
    let mut w = Writer::default();
    w.byte(Encoding::Again.head());
    w.number(number);
    w.bytes(&plain[1..]);
    w.0
}

/// The tail that these bytes of a frame, or of its beginning, are packed with.
pub(crate) fn tail_of(bytes: &[u8]) -> Option<TailName> {
    let mut r = Reader(bytes);
    let encoding = Encoding::read(r.byte().ok()?).ok()?;
    let mark = read_mark(&mut r).ok().filter(|_| encoding.has_tail())?;
    TailName::read(mark, &mut r).ok()
}

/// Whether these bytes are packed with a tail.
pub(crate) fn has_tail(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|&head| Encoding::read(head).is_ok_and(Encoding::has_tail))
}

/// Names a tail: p by its low bits, as both ends are near it, and two bytes that show whether both
/// have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TailName {
    low: u64,
    bits: u32,
    check: [u8; 2],
}

impl TailName {
    /// One byte of p will do where the tail is of the newest entries, two where it is of those that
    /// the other end began with.
    fn bits(mark: u8) -> u32 {
        if slim::is_newest(mark) { 8 } else { 16 }
    }

    fn of(tail: &Tail, mark: u8) -> Self {
        let bits = Self::bits(mark);
        Self { low: tail.p & ((1 << bits) - 1), bits, check: tail.check }
    }

    /// Whether a tail made here is the one meant.
    pub(crate) fn is_of(self, tail: &Tail) -> bool {
        self.check == tail.check
    }

    fn write(&self, w: &mut Writer) {
        w.bytes(&self.low.to_le_bytes()[..self.bits as usize / 8]);
        w.bytes(&self.check);
    }

    fn read(mark: u8, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bits = Self::bits(mark);
        let low = r.take(bits as usize / 8)?.iter().rev();
        let low = low.fold(0, |low, &byte| low << 8 | u64::from(byte));
        Ok(Self { low, bits, check: r.array()? })
    }
}

/// Reads a frame of a connection about a room; `tails` makes the tail of a name, if it can.
pub(crate) fn unpack(
    bytes: &[u8],
    room: Option<RoomId>,
    tails: impl FnOnce(TailName) -> Option<Arc<Tail>>,
) -> Result<Unpacked, DecodeError> {
    if bytes.len() > FRAME_BYTES_MAX {
        return Err(DecodeError::TooLong(bytes.len()));
    }
    let mut r = Reader(bytes);
    let encoding = Encoding::read(r.byte()?)?;
    match encoding {
        Encoding::Plain => Frame::decode_plain(r.0).map(Unpacked::Frame),
        Encoding::Again => {
            let number = r.number()?;
            Frame::decode_plain(r.0).map(|frame| Unpacked::Again(number, frame))
        }
        Encoding::Short | Encoding::Long => {
            let mark = read_mark(&mut r)?;
            unpack_with(encoding, mark, r.0, Known { tail: None, room }).map(Unpacked::Frame)
        }
        Encoding::ShortTail | Encoding::LongTail => {
            let mark = read_mark(&mut r)?;
            let name = TailName::read(mark, &mut r)?;
            let Some(tail) = tails(name).filter(|tail| name.is_of(tail)) else {
                return Ok(Unpacked::Missing);
            };
            // One in 65,536 wrong tails has the right check. What it makes of the stream is not
            // the other end's fault, so that the frame may come again.
            match unpack_with(encoding, mark, r.0, Known { tail: Some(&tail), room }) {
                Ok(frame) => Ok(Unpacked::Frame(frame)),
                Err(DecodeError::Inflated) => Err(DecodeError::Inflated),
                Err(_) => Ok(Unpacked::Missing),
            }
        }
    }
}

/// The mark of a packed frame: a run of one entry, or a kind of frame that may be packed.
fn read_mark(r: &mut Reader<'_>) -> Result<u8, DecodeError> {
    let mark = r.byte()?;
    if mark & SINGLE != 0 {
        return Ok(mark);
    }
    match FrameKind::read(mark).ok_or(DecodeError::Kind(mark))? {
        FrameKind::Part | FrameKind::Received | FrameKind::Missing | FrameKind::DocumentPiece => {
            Err(DecodeError::Value("a frame that is never packed"))
        }
        _ => Ok(mark),
    }
}

fn unpack_with(
    encoding: Encoding,
    mark: u8,
    bytes: &[u8],
    known: Known<'_>,
) -> Result<Frame, DecodeError> {
    let tail = known.tail;
    let none = History::default();
    let said = tail.map_or(&none, |tail| &tail.text);
    let (text, beside) = match encoding {
        Encoding::Long | Encoding::LongTail => squeeze::decompress(bytes, history(tail).bytes())?,
        _ if mark == FrameKind::Batch as u8 => guess::read_all(bytes, said)?,
        _ => guess::read(bytes, said)?,
    };
    if mark & SINGLE != 0 {
        return slim::read_single(mark, &text, beside, tail).map(Frame::Run);
    }
    match FrameKind::read(mark).ok_or(DecodeError::Kind(mark))? {
        FrameKind::Run => slim::read_many(&text, beside, tail).map(Frame::Run),
        FrameKind::Batch => slim::read_batch(&text, beside, known).map(Frame::Batch),
        kind => {
            let mut r = Reader(&text);
            let frame = Frame::read(kind, &mut r)?;
            r.end()?;
            Reader(beside).end()?;
            Ok(frame)
        }
    }
}

/// What was said before, as far as both ends know it.
fn history(tail: Option<&Tail>) -> History {
    let mut history = DICTIONARY.clone();
    if let Some(tail) = tail {
        history.say_all(&tail.text);
    }
    history
}

fn pack_run(run: &Run, tail: Option<&Tail>) -> Option<Vec<u8>> {
    if run.contents.len() > 1 {
        return pack_runs(FrameKind::Run as u8, &slim::write_many(run, tail), tail);
    }
    let (mark, slim) = slim::write_single(run, tail);
    // For one entry nothing else is as short.
    guessed(mark, &slim, tail).or_else(|| squeezed(mark, &slim, tail))
}

fn pack_runs(mark: u8, slim: &Slim, tail: Option<&Tail>) -> Option<Vec<u8>> {
    let both = [guessed(mark, slim, tail), squeezed(mark, slim, tail)];
    both.into_iter().flatten().min_by_key(Vec::len)
}

fn guessed(mark: u8, slim: &Slim, tail: Option<&Tail>) -> Option<Vec<u8>> {
    let encoding = if tail.is_some() { Encoding::ShortTail } else { Encoding::Short };
    let (none, batch) = (History::default(), mark == FrameKind::Batch as u8);
    let tail_text = tail.map_or(&none, |tail| &tail.text);
    let stream = match batch {
        true => guess::write_all(slim.messages(), tail_text)?,
        false => guess::write(&slim.text, tail_text)?,
    };
    Some(join(encoding, tail, mark, &stream, slim))
}

fn squeezed(mark: u8, slim: &Slim, tail: Option<&Tail>) -> Option<Vec<u8>> {
    let encoding = if tail.is_some() { Encoding::LongTail } else { Encoding::Long };
    let stream = squeeze::compress(&slim.text, history(tail).bytes())?;
    Some(join(encoding, tail, mark, &stream, slim))
}

fn pack_other(plain: &[u8]) -> Option<Vec<u8>> {
    let (&mark, payload) = plain.get(1..)?.split_first()?;
    let stream = squeeze::compress(payload, DICTIONARY.bytes())?;
    Some(join(Encoding::Long, None, mark, &stream, &Slim::default()))
}

fn join(encoding: Encoding, tail: Option<&Tail>, mark: u8, stream: &[u8], slim: &Slim) -> Vec<u8> {
    let mut w = Writer::default();
    w.byte(encoding.head());
    w.byte(mark);
    if let Some(tail) = tail {
        TailName::of(tail, mark).write(&mut w);
    }
    w.bytes(stream);
    w.bytes(&slim.beside);
    w.0
}
