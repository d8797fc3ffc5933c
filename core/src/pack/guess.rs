//! One message in the fewest bytes: each byte is guessed from what followed the same bytes before,
//! and only how far the guess was off is written.
//!
//! For a single message this takes a third less than deflate with the same dictionary, because a
//! place far back costs two bytes to point at, whatever is found there. What was said before is the
//! dictionary and the message so far. The guess blends contexts of every length (Witten and Bell's
//! estimate, the longer over the shorter), an arithmetic coder writes it (Witten, Neal and Cleary,
//! 1987). Whole numbers only: both ends guess the same on every machine. Nothing is prepared: the
//! places that begin with the last two symbols are looked up as they are needed.

use std::sync::LazyLock;

use super::history::{END, History, SYMBOLS};
use crate::wire::DecodeError;

/// The longest message, in bytes: the work grows with it, and longer ones gain less.
pub(super) const GUESSED_BYTES_MAX: usize = 8 * 1024;

/// The longest context that counts.
const ORDER_MAX: usize = 8;
/// How many places with the same last two symbols are looked at, the newest first.
const PLACES_MAX: usize = 512;
/// What is certain, and how much finer it is than the guess that is written.
const ROOM: u64 = 1 << 40;
const ROUND_BITS: u32 = 24;
/// How much the estimate of a shorter context weighs against the symbols seen in one of each
/// length, in 16ths of the number of different ones. Found on the first half of the corpus: every
/// place counts in all its contexts, so that the shorter ones know more than it seems.
const SHORTER: [u32; ORDER_MAX + 1] = [16, 32, 60, 100, 100, 100, 100, 100, 100];

/// What is known when nothing but the dictionary was said.
static BEGINNING: LazyLock<Guess> = LazyLock::new(|| {
    let mut guess = Guess::default();
    guess.note_all(&super::DICTIONARY);
    guess
});

/// Writes a message after the dictionary and a tail; `None` if it is too long.
pub(super) fn write(bytes: &[u8], tail: &History) -> Option<Vec<u8>> {
    if bytes.len() > GUESSED_BYTES_MAX {
        return None;
    }
    let mut guess = BEGINNING.clone();
    guess.note_all(tail);
    let mut coder = Writer::default();
    for symbol in bytes.iter().map(|&byte| u16::from(byte)).chain([END]) {
        guess.guess();
        let (low, high) = guess.share(symbol);
        coder.narrow(low, high, guess.total);
        guess.note(symbol);
    }
    Some(coder.finish())
}

/// Reads the message at the beginning of `bytes`: what it was, and what follows it.
pub(super) fn read<'a>(
    bytes: &'a [u8],
    tail: &History,
) -> Result<(Vec<u8>, &'a [u8]), DecodeError> {
    let mut guess = BEGINNING.clone();
    guess.note_all(tail);
    let mut coder = Reader::new(bytes);
    let mut message = Vec::new();
    loop {
        guess.guess();
        let symbol = guess.symbol_at(coder.value(guess.total));
        let (low, high) = guess.share(symbol);
        coder.narrow(low, high, guess.total);
        guess.note(symbol);
        let Ok(byte) = u8::try_from(symbol) else { break };
        if message.len() == GUESSED_BYTES_MAX {
            return Err(DecodeError::Inflated);
        }
        message.push(byte);
    }
    Ok((message, bytes.get(coder.bytes()..).ok_or(DecodeError::Short)?))
}

/// What comes next, as far as it can be told.
#[derive(Clone)]
struct Guess {
    said: Vec<u16>,
    /// By the last two symbols, one more than the newest place behind them; then the one before.
    heads: Vec<u32>,
    before: Vec<u32>,
    /// How often each symbol came, and came behind each.
    alone: Vec<u32>,
    behind: Vec<u16>,
    /// How many symbols came behind each, and how many different ones; last, how many at all.
    rows: Vec<(u32, u16)>,
    /// The guess: parts of [`Guess::total`], none of them zero.
    shares: Vec<u32>,
    total: u32,
    /// How long the context of each place looked at is the same, and what came there.
    places: Vec<(usize, u16)>,
}

const HEADS: usize = 1 << 14;

impl Default for Guess {
    fn default() -> Self {
        Self {
            said: Vec::new(),
            heads: vec![0; HEADS],
            before: Vec::new(),
            alone: vec![0; SYMBOLS],
            behind: vec![0; SYMBOLS * SYMBOLS],
            rows: vec![(0, 0); SYMBOLS + 1],
            shares: vec![0; SYMBOLS],
            total: 0,
            places: Vec::new(),
        }
    }
}

impl Guess {
    fn note_all(&mut self, history: &History) {
        let more = history.len() + GUESSED_BYTES_MAX;
        self.said.reserve(more);
        self.before.reserve(more);
        history.symbols().for_each(|symbol| self.note(symbol));
    }

    fn head(&self, end: usize) -> usize {
        let last =
            |back: usize| u32::from(self.said.get(end.wrapping_sub(back)).copied().unwrap_or(END));
        ((last(1) << 9 | last(2)).wrapping_mul(0x9e37_79b1) >> 18) as usize
    }

    fn note(&mut self, symbol: u16) {
        let place = self.said.len();
        let head = self.head(place);
        self.before.push(self.heads[head]);
        self.heads[head] = place as u32 + 1;
        let (last, symbol) = (self.said.last().copied().unwrap_or(END), symbol);
        let (row, at) = (usize::from(last), usize::from(symbol));
        let (alone, pair) = (&mut self.alone[at], &mut self.behind[row * SYMBOLS + at]);
        self.rows[SYMBOLS].0 += 1;
        self.rows[SYMBOLS].1 += u16::from(*alone == 0);
        *alone += 1;
        if *pair < u16::MAX {
            self.rows[row].0 += 1;
            self.rows[row].1 += u16::from(*pair == 0);
            *pair += 1;
        }
        self.said.push(symbol);
    }

    /// The estimate of each context over that of the next shorter one, the longest first: what a
    /// shorter one says counts only as far as the longer ones leave room for it.
    fn guess(&mut self) {
        self.look();
        self.shares.fill(1);
        let mut room = ROOM;
        let mut often = Often::default();
        for order in (2..=ORDER_MAX).rev() {
            let these = self.places.iter().filter(|(length, _)| *length == order);
            these.for_each(|&(_, symbol)| often.note(symbol));
            let counts =
                often.symbols.iter().map(|&s| (s, u32::from(often.counts[usize::from(s)])));
            room = lay(&mut self.shares, room, order, often.seen, often.symbols.len(), counts);
        }
        let last = usize::from(self.said.last().copied().unwrap_or(END));
        let row = &self.behind[last * SYMBOLS..(last + 1) * SYMBOLS];
        let (seen, kinds) = self.rows[last];
        let counts = (0..).zip(row.iter().map(|&count| u32::from(count)));
        room = lay(&mut self.shares, room, 1, seen, usize::from(kinds), counts);
        let (seen, kinds) = self.rows[SYMBOLS];
        let counts = (0..).zip(self.alone.iter().copied());
        room = lay(&mut self.shares, room, 0, seen, usize::from(kinds), counts);
        let each = ((room / SYMBOLS as u64) >> ROUND_BITS) as u32;
        self.total = 0;
        for share in &mut self.shares {
            *share += each;
            self.total += *share;
        }
    }

    /// The places behind the last two symbols, and how much more of what goes before is the same.
    fn look(&mut self) {
        self.places.clear();
        let here = self.said.len();
        let mut next = self.heads[self.head(here)];
        for _ in 0..PLACES_MAX {
            let Some(place) = next.checked_sub(1).map(|place| place as usize) else { break };
            next = self.before[place];
            let pairs = self.said[..place].iter().rev().zip(self.said[..here].iter().rev());
            let same = pairs.take(ORDER_MAX).take_while(|(a, b)| a == b).count();
            self.places.push((same, self.said[place]));
        }
    }

    fn share(&self, symbol: u16) -> (u32, u32) {
        let symbol = usize::from(symbol);
        let low = self.shares[..symbol].iter().sum();
        (low, low + self.shares[symbol])
    }

    fn symbol_at(&self, value: u32) -> u16 {
        let mut low = 0;
        for (symbol, share) in self.shares.iter().enumerate() {
            low += share;
            if value < low {
                return symbol as u16;
            }
        }
        END
    }
}

/// How often symbols came at the places looked at.
struct Often {
    counts: [u16; SYMBOLS],
    symbols: Vec<u16>,
    seen: u32,
}

impl Default for Often {
    fn default() -> Self {
        Self { counts: [0; SYMBOLS], symbols: Vec::with_capacity(64), seen: 0 }
    }
}

impl Often {
    fn note(&mut self, symbol: u16) {
        let count = &mut self.counts[usize::from(symbol)];
        if *count == 0 {
            self.symbols.push(symbol);
        }
        *count += 1;
        self.seen += 1;
    }
}

/// Gives each symbol its part of the room by how often it came in a context; the room that is left.
fn lay(
    shares: &mut [u32],
    room: u64,
    order: usize,
    seen: u32,
    kinds: usize,
    counts: impl Iterator<Item = (u16, u32)>,
) -> u64 {
    if seen == 0 {
        return room;
    }
    let rest = kinds as u64 * u64::from(SHORTER[order]);
    let whole = u64::from(seen) * 16 + rest;
    let each = room / whole * 16;
    for (symbol, count) in counts {
        shares[usize::from(symbol)] += ((each * u64::from(count)) >> ROUND_BITS) as u32;
    }
    room / whole * rest
}

const HALF: u64 = 1 << 31;
const QUARTER: u64 = 1 << 30;

/// The part of all numbers that is left to name what was said.
struct Interval {
    low: u64,
    high: u64,
}

impl Default for Interval {
    fn default() -> Self {
        Self { low: 0, high: (1 << 32) - 1 }
    }
}

impl Interval {
    fn narrow(&mut self, low: u32, high: u32, total: u32) {
        let range = self.high - self.low + 1;
        self.high = self.low + range * u64::from(high) / u64::from(total) - 1;
        self.low += range * u64::from(low) / u64::from(total);
    }

    /// What can be taken off because both ends agree on it; `None` if nothing can.
    fn settle(&mut self) -> Option<u64> {
        let off = if self.high < HALF {
            0
        } else if self.low >= HALF {
            HALF
        } else if self.low >= QUARTER && self.high < HALF + QUARTER {
            QUARTER
        } else {
            return None;
        };
        self.low = (self.low - off) << 1;
        self.high = (self.high - off) << 1 | 1;
        Some(off)
    }
}

#[derive(Default)]
struct Writer {
    interval: Interval,
    /// Bits that are known to be the opposite of the next one.
    opposite: u32,
    bytes: Vec<u8>,
    count: u32,
}

impl Writer {
    fn narrow(&mut self, low: u32, high: u32, total: u32) {
        self.interval.narrow(low, high, total);
        while let Some(off) = self.interval.settle() {
            if off == QUARTER {
                self.opposite += 1;
            } else {
                self.say(off == HALF);
            }
        }
    }

    fn say(&mut self, bit: bool) {
        self.bit(bit);
        for _ in 0..std::mem::take(&mut self.opposite) {
            self.bit(!bit);
        }
    }

    fn bit(&mut self, bit: bool) {
        if self.count.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (7 - self.count % 8);
        }
        self.count += 1;
    }

    /// Two more bits name a quarter of which every number will do, whatever follows.
    fn finish(mut self) -> Vec<u8> {
        self.opposite += 1;
        self.say(self.interval.low >= QUARTER);
        self.bytes
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    interval: Interval,
    value: u64,
    taken: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { bytes, interval: Interval::default(), value: 0, taken: 0 };
        (0..32).for_each(|at| reader.value = reader.value << 1 | reader.bit(at));
        reader
    }

    fn bit(&self, at: usize) -> u64 {
        let byte = self.bytes.get(at / 8).copied().unwrap_or(0);
        u64::from(byte >> (7 - at % 8) & 1)
    }

    fn value(&self, total: u32) -> u32 {
        let range = self.interval.high - self.interval.low + 1;
        let value = ((self.value - self.interval.low + 1) * u64::from(total) - 1) / range;
        u32::try_from(value).unwrap_or(u32::MAX)
    }

    fn narrow(&mut self, low: u32, high: u32, total: u32) {
        self.interval.narrow(low, high, total);
        while let Some(off) = self.interval.settle() {
            self.value = (self.value - off) << 1 | self.bit(32 + self.taken);
            self.taken += 1;
        }
    }

    /// How many bytes the writer wrote: every bit taken off and two more.
    fn bytes(&self) -> usize {
        (self.taken + 2).div_ceil(8)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn history(texts: &[&[u8]]) -> History {
        let mut history = History::default();
        texts.iter().for_each(|text| history.say(text));
        history
    }

    #[test]
    fn what_was_said_before_takes_next_to_nothing() {
        let before = history(&[b"Gates close at seven, trucks are held at the yard until noon"]);
        let text = b"Trucks are held at the yard until noon";
        let written = write(text, &before).unwrap();
        assert!(written.len() <= 10, "{}", written.len());
        assert_eq!(read(&written, &before), Ok((text.to_vec(), &[][..])));
        assert_ne!(read(&written, &history(&[])).map(|(read, _)| read), Ok(text.to_vec()));
    }

    #[test]
    fn a_message_is_as_long_as_it_may_be_and_no_longer() {
        let before = history(&[]);
        assert_eq!(write(&[7; GUESSED_BYTES_MAX + 1], &before), None);
        let most = write(&[7; GUESSED_BYTES_MAX], &before).unwrap();
        assert!(read(&most, &before).is_ok());
        // A stream that never says that it ends.
        let mut guess = BEGINNING.clone();
        let mut coder = Writer::default();
        for _ in 0..=GUESSED_BYTES_MAX {
            guess.guess();
            let (low, high) = guess.share(7);
            coder.narrow(low, high, guess.total);
            guess.note(7);
        }
        assert_eq!(read(&coder.finish(), &before), Err(DecodeError::Inflated));
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(
            alike in prop::collection::vec(0u8..4, 0..300),
            odd in prop::collection::vec(any::<u8>(), 0..100),
            before in prop::collection::vec(prop::collection::vec(0u8..6, 0..200), 0..20),
            rest in prop::collection::vec(any::<u8>(), 0..70),
        ) {
            let before: Vec<&[u8]> = before.iter().map(Vec::as_slice).collect();
            let before = history(&before);
            let bytes = [alike, odd].concat();
            let mut written = write(&bytes, &before).unwrap();
            written.extend(&rest);
            prop_assert_eq!(read(&written, &before), Ok((bytes, &rest[..])));
        }

        #[test]
        fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let before = history(&[b"gates close", b"trucks are held"]);
            let _ = read(&bytes, &before);
        }
    }
}
