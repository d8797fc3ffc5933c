//! Bodies as frames carry them: nothing in them that the other end can compute, and like things
//! written alike.
//!
//! A body is CBOR and is signed as it is; here it is only told in other words, and told back byte
//! for byte. A name of an entry that both ends know becomes its place in a list, a moment its
//! distance from the entry's own time in the largest unit that fits, a long text ends with a mark
//! instead of beginning with its length, so that two sentences that begin alike look alike. Keys,
//! hashes and signatures, which are like nothing, go beside, and a key that the same frame has told
//! goes no more. The marks are heads that CBOR keeps free. What is no plain CBOR goes as it is
//! behind its length.

use crate::entry::Entry;
use crate::id::EntryRef;
use crate::stamp::Stamp;
use crate::wire::DecodeError;
use crate::wire::code::{Reader, Writer};

/// How many names of entries a list may have: one byte names 24 of them, two the rest.
pub(super) const NAMES_MAX: usize = SHORT_NAMES + 256;
const SHORT_NAMES: usize = 24;

/// A name that both ends know: this and the next 23 heads are tags in CBOR, which no body has.
const NAME: u8 = 0xc0;
/// A name further down the list: its place, less 24, follows.
const FAR_NAME: u8 = 0xd8;
/// A text of 24 bytes or more up to [`TEXT_END`], which UTF-8 never has.
const TEXT: u8 = 0x78;
const TEXT_END: u8 = 0xff;
/// A body told as it is, behind its length.
const VERBATIM: u8 = 0xfe;
/// A byte string of 32 bytes, which goes beside.
const KEY: u8 = 0x5c;
/// One of 64 bytes.
const SIGNATURE: u8 = 0x5d;
/// A string of 32 bytes that this frame has told: its place among them follows.
const KNOWN_KEY: u8 = 0x5e;
/// `h(1)` of a seat whose first entry this frame has told: its place among them follows.
const FIRST_HASH: u8 = 0x5f;
/// How many of them one byte can name.
const KEYS_MAX: usize = 256;
/// Moments, by their unit in seconds; the largest that fits comes last.
const UNITS: [(u8, u64); 4] = [(0x1c, 1), (0x1d, 60), (0x1e, 900), (0x1f, 3600)];
/// How far from the entry's time, in units, a moment may be to be told as a difference.
const UNITS_AWAY_MAX: i64 = 8191;

/// Where a name stands in the list that both ends have.
pub(super) trait Names {
    /// Its place, if it is there.
    fn place(&self, name: &EntryRef) -> Option<usize>;
    /// The name at a place.
    fn name(&self, place: usize) -> Option<EntryRef>;
}

/// No list: names go as they are.
pub(super) struct Nameless;

impl Names for Nameless {
    fn place(&self, _: &EntryRef) -> Option<usize> {
        None
    }

    fn name(&self, _: usize) -> Option<EntryRef> {
        None
    }
}

/// Every name is the same: for dictionaries, where it matters that there is one, not which.
pub(super) struct Anonymous;

impl Names for Anonymous {
    fn place(&self, _: &EntryRef) -> Option<usize> {
        Some(0)
    }

    fn name(&self, _: usize) -> Option<EntryRef> {
        None
    }
}

/// Strings of 32 bytes that a frame has told so far, and hashes that follow from it.
#[derive(Default)]
pub(super) struct Keys {
    told: Vec<[u8; 32]>,
    firsts: Vec<[u8; 32]>,
}

impl Keys {
    fn add(&mut self, key: [u8; 32]) {
        if self.told.len() < KEYS_MAX {
            self.told.push(key);
        }
    }

    /// Takes note of `h(1)` of a seat that the frame has told.
    pub(super) fn add_first(&mut self, h: [u8; 32]) {
        if self.firsts.len() < KEYS_MAX {
            self.firsts.push(h);
        }
    }
}

/// Tells a body in short; appends to `out` and `beside`.
pub(super) fn write(
    entry: &Entry,
    names: &dyn Names,
    keys: &mut Keys,
    out: &mut Vec<u8>,
    beside: &mut Vec<u8>,
) {
    let start = (out.len(), beside.len(), keys.told.len());
    let mut walk = Walk { body: &entry.body, seconds: entry.time.0 / 1000, names, keys, beside };
    if walk.item(out).is_none() || !walk.body.is_empty() {
        out.truncate(start.0);
        beside.truncate(start.1);
        keys.told.truncate(start.2);
        let mut w = Writer(std::mem::take(out));
        w.byte(VERBATIM);
        w.count(entry.body.len());
        w.bytes(&entry.body);
        *out = w.0;
    }
}

/// The names of entries in a body, in their order.
pub(super) fn names_in(body: &[u8]) -> Vec<EntryRef> {
    let mut names = Vec::new();
    let mut rest = body;
    while let Some(token) = Token::read(&mut rest) {
        names.extend(token.name());
    }
    names
}

/// A head of CBOR with its argument, and the bytes of a string.
struct Token<'a> {
    whole: &'a [u8],
    head: u8,
    argument: u64,
    string: &'a [u8],
}

impl<'a> Token<'a> {
    /// The next token; `None` where the bytes end or are not of the plain kind: reserved heads,
    /// tags and lengths that are told later.
    fn read(rest: &mut &'a [u8]) -> Option<Self> {
        let whole = *rest;
        let (&head, mut after) = whole.split_first()?;
        let major = head >> 5;
        let more = match head & 31 {
            0..24 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        if major == 6 {
            return None;
        }
        let (bytes, behind) = after.split_at_checked(more)?;
        after = behind;
        let mut argument = if more == 0 { u64::from(head & 31) } else { 0 };
        for &byte in bytes {
            argument = argument << 8 | u64::from(byte);
        }
        let string = if major == 2 || major == 3 {
            let (string, behind) = after.split_at_checked(usize::try_from(argument).ok()?)?;
            after = behind;
            string
        } else {
            &[]
        };
        *rest = after;
        Some(Self { whole: &whole[..whole.len() - after.len()], head, argument, string })
    }

    /// How many items belong to this one.
    fn inside(&self) -> u64 {
        match self.head >> 5 {
            4 => self.argument,
            5 => self.argument.saturating_mul(2),
            _ => 0,
        }
    }

    fn name(&self) -> Option<EntryRef> {
        if !(0x47..=0x4a).contains(&self.head) || self.string.last() == Some(&0) {
            return None;
        }
        minicbor::decode(self.whole).ok()
    }
}

struct Walk<'a> {
    body: &'a [u8],
    seconds: u64,
    names: &'a dyn Names,
    keys: &'a mut Keys,
    beside: &'a mut Vec<u8>,
}

impl Walk<'_> {
    /// One item with all that belongs to it.
    fn item(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let mut open = 1u64;
        while open > 0 {
            let token = Token::read(&mut self.body)?;
            open = (open - 1).saturating_add(token.inside());
            if token.head >> 5 == 3 && token.head >= TEXT {
                text(&token, out)?;
            } else if let Some(place) = token.name().and_then(|name| self.names.place(&name)) {
                write_place(place, out);
            } else if token.head == 0x1a {
                self.moment(token.argument, token.whole, out);
            } else if token.head == 0x58 && matches!(token.argument, 32 | 64) {
                self.key(token.string, out);
            } else {
                out.extend_from_slice(token.whole);
            }
        }
        Some(())
    }

    fn key(&mut self, string: &[u8], out: &mut Vec<u8>) {
        let Ok(key) = <[u8; 32]>::try_from(string) else {
            out.push(SIGNATURE);
            self.beside.extend_from_slice(string);
            return;
        };
        let known = [(KNOWN_KEY, &self.keys.told), (FIRST_HASH, &self.keys.firsts)];
        let known = known.into_iter().find_map(|(mark, list)| {
            Some([mark, list.iter().position(|known| *known == key)? as u8])
        });
        if let Some(known) = known {
            out.extend_from_slice(&known);
            return;
        }
        out.push(KEY);
        self.beside.extend_from_slice(&key);
        self.keys.add(key);
    }

    fn moment(&self, value: u64, whole: &[u8], out: &mut Vec<u8>) {
        for (mark, unit) in UNITS.into_iter().rev() {
            let away = (value / unit) as i64 - (self.seconds / unit) as i64;
            if value.is_multiple_of(unit) && away.abs() <= UNITS_AWAY_MAX {
                out.push(mark);
                let mut w = Writer(std::mem::take(out));
                w.delta(0, away as u64);
                *out = w.0;
                return;
            }
        }
        out.extend_from_slice(whole);
    }
}

/// A text of 24 bytes or more, if its length is told in the shortest way.
fn text(token: &Token<'_>, out: &mut Vec<u8>) -> Option<()> {
    let shortest = match token.head {
        0x78 => 24..256,
        0x79 => 256..65_536,
        _ => return None,
    };
    if !shortest.contains(&token.string.len()) || token.string.contains(&TEXT_END) {
        return None;
    }
    out.push(TEXT);
    out.extend_from_slice(token.string);
    out.push(TEXT_END);
    Some(())
}

fn write_place(place: usize, out: &mut Vec<u8>) {
    if place < SHORT_NAMES {
        out.push(NAME + place as u8);
    } else {
        out.extend_from_slice(&[FAR_NAME, (place - SHORT_NAMES) as u8]);
    }
}

/// Reads a body of at most `most` bytes of an entry of this time.
pub(super) fn read(
    r: &mut Reader<'_>,
    beside: &mut Reader<'_>,
    time: Stamp,
    (names, keys): (&dyn Names, &mut Keys),
    most: usize,
) -> Result<Vec<u8>, DecodeError> {
    let mut body = Vec::new();
    if r.0.first() == Some(&VERBATIM) {
        r.byte()?;
        let bytes = r.count(most, 1)?;
        body.extend_from_slice(r.take(bytes)?);
        return Ok(body);
    }
    let mut open = 1u64;
    while open > 0 {
        let Some(&head) = r.0.first() else { return Err(DecodeError::Short) };
        open -= 1;
        match head {
            TEXT => {
                r.byte()?;
                let end = r.0.iter().position(|&byte| byte == TEXT_END);
                let text = r.take(end.ok_or(DecodeError::Short)?)?;
                r.byte()?;
                write_text(text, &mut body)?;
            }
            NAME..FAR_NAME => {
                r.byte()?;
                write_name(usize::from(head - NAME), names, &mut body)?;
            }
            FAR_NAME => {
                let [_, place] = r.array::<2>()?;
                write_name(SHORT_NAMES + usize::from(place), names, &mut body)?;
            }
            KEY => {
                r.byte()?;
                let key = beside.array()?;
                keys.add(key);
                body.extend([0x58, 32].into_iter().chain(key));
            }
            SIGNATURE => {
                r.byte()?;
                body.extend([0x58, 64].into_iter().chain(beside.array::<64>()?));
            }
            KNOWN_KEY | FIRST_HASH => {
                let [_, place] = r.array::<2>()?;
                let known = if head == KNOWN_KEY { &keys.told } else { &keys.firsts };
                let key = known.get(usize::from(place));
                let key = key.ok_or(DecodeError::Value("a key that was not told"))?;
                body.extend([0x58, 32].iter().chain(key));
            }
            0x1c..=0x1f => {
                r.byte()?;
                let (_, unit) = UNITS[usize::from(head - 0x1c)];
                let at = r.delta(time.0 / 1000 / unit)?.checked_mul(unit);
                let at = at.and_then(|at| u32::try_from(at).ok());
                let at = at.ok_or(DecodeError::Value("a moment that there is none of"))?;
                body.push(0x1a);
                body.extend_from_slice(&at.to_be_bytes());
            }
            _ => {
                let token = Token::read(&mut r.0);
                let token = token.ok_or(DecodeError::Value("a body is not told in short"))?;
                open = open.saturating_add(token.inside());
                body.extend_from_slice(token.whole);
            }
        }
        if body.len() > most {
            return Err(DecodeError::Count { count: body.len(), most });
        }
    }
    Ok(body)
}

fn write_text(text: &[u8], body: &mut Vec<u8>) -> Result<(), DecodeError> {
    match u16::try_from(text.len()) {
        Ok(bytes @ 24..256) => body.extend_from_slice(&[0x78, bytes as u8]),
        Ok(bytes @ 256..) => {
            body.push(0x79);
            body.extend_from_slice(&bytes.to_be_bytes());
        }
        _ => return Err(DecodeError::Value("a text of a length that is told otherwise")),
    }
    body.extend_from_slice(text);
    Ok(())
}

fn write_name(place: usize, names: &dyn Names, body: &mut Vec<u8>) -> Result<(), DecodeError> {
    let name = names.name(place).ok_or(DecodeError::Value("a name that is not on the list"))?;
    minicbor::encode(name, body).map_err(|_| DecodeError::Value("a name cannot be written"))
}

#[cfg(test)]
mod tests;
