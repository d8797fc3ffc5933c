//! Bytes of frames: numbers in as few as they need, everything bounded before memory is taken.

use super::DecodeError;

/// Writes the payload of a frame.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// LEB128: seven bits a byte, lowest first.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A difference: zigzag, so that small ones are short whichever way they go. It wraps, so
    /// that every pair of numbers has one: an absurd time must not make an entry unsendable.
    pub(crate) fn delta(&mut self, from: u64, to: u64) {
        let delta = to.wrapping_sub(from) as i64;
        self.number(((delta << 1) ^ (delta >> 63)) as u64);
    }

    pub(crate) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }
}

/// Reads the payload of a frame.
#[derive(Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(DecodeError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(DecodeError::Short)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// LEB128 in its only shortest form.
    pub(crate) fn number(&mut self) -> Result<u64, DecodeError> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                let longer_than_needed = byte == 0 && shift > 0;
                return if longer_than_needed { break } else { Ok(number) };
            }
        }
        Err(DecodeError::Value("a number is not in its shortest form"))
    }

    pub(crate) fn small(&mut self) -> Result<u32, DecodeError> {
        u32::try_from(self.number()?).map_err(|_| DecodeError::Value("a number is too large"))
    }

    pub(crate) fn delta(&mut self, from: u64) -> Result<u64, DecodeError> {
        let zigzag = self.number()?;
        let delta = (zigzag >> 1) ^ (zigzag & 1).wrapping_neg();
        Ok(from.wrapping_add(delta))
    }

    /// A count of things of at least `least` bytes each: never more than there can be.
    pub(crate) fn count(&mut self, most: usize, least: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count > most {
            return Err(DecodeError::Count { count, most });
        }
        if count.saturating_mul(least) > self.0.len() {
            return Err(DecodeError::Short);
        }
        Ok(count)
    }

    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::Trailing(self.0.len())) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_differences_read_back(a: u64, b: u64) {
            let mut w = Writer::default();
            w.number(a);
            w.delta(a, b);
            let mut r = Reader(&w.0);
            prop_assert_eq!(r.number().unwrap(), a);
            prop_assert_eq!(r.delta(a).unwrap(), b);
            prop_assert!(r.end().is_ok());
        }
    }

    #[test]
    fn a_number_has_one_form_only() {
        assert!(Reader(&[0x80, 0x00]).number().is_err());
        assert!(Reader(&[0xff; 10]).number().is_err());
        assert_eq!(Reader(&[0x00]).number().ok(), Some(0));
    }

    #[test]
    fn a_count_beyond_the_bytes_takes_no_memory() {
        assert!(Reader(&[0xff, 0xff, 0x03]).count(1 << 20, 4).is_err());
    }
}
