//! An arithmetic coder (Witten, Neal and Cleary, 1987) of 32 bits, the highest first.

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
pub(super) struct Writer {
    interval: Interval,
    /// Bits that are known to be the opposite of the next one.
    opposite: u32,
    bytes: Vec<u8>,
    count: u32,
}

impl Writer {
    pub(super) fn narrow(&mut self, low: u32, high: u32, total: u32) {
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
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.opposite += 1;
        self.say(self.interval.low >= QUARTER);
        self.bytes
    }
}

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    interval: Interval,
    value: u64,
    taken: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self { bytes, interval: Interval::default(), value: 0, taken: 0 };
        (0..32).for_each(|at| reader.value = reader.value << 1 | reader.bit(at));
        reader
    }

    fn bit(&self, at: usize) -> u64 {
        let byte = self.bytes.get(at / 8).copied().unwrap_or(0);
        u64::from(byte >> (7 - at % 8) & 1)
    }

    pub(super) fn value(&self, total: u32) -> u32 {
        let range = self.interval.high - self.interval.low + 1;
        let value = ((self.value - self.interval.low + 1) * u64::from(total) - 1) / range;
        u32::try_from(value).unwrap_or(u32::MAX)
    }

    pub(super) fn narrow(&mut self, low: u32, high: u32, total: u32) {
        self.interval.narrow(low, high, total);
        while let Some(off) = self.interval.settle() {
            self.value = (self.value - off) << 1 | self.bit(32 + self.taken);
            self.taken += 1;
        }
    }

    /// How many bytes the writer wrote: every bit taken off and two more.
    pub(super) fn bytes(&self) -> usize {
        (self.taken + 2).div_ceil(8)
    }
}
