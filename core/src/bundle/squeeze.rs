//! Compressing a section, and inflating one from a stranger without giving it more memory than it
//! may have.

use std::io::Read as _;

use brotli::enc::BrotliEncoderParams;

use super::{BundleError, SECTION_BYTES_MAX};

/// The window that is written, and the largest that is read: one section, 1 MiB. Brotli takes as
/// much memory as the stream asks for in its first bits, up to a gigabyte.
const WINDOW_BITS: i32 = 20;
/// Above this a section is compressed a little less thoroughly: in a tenth of the time.
const THOROUGH_BYTES_MAX: usize = 128 * 1024;

pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: if bytes.len() <= THOROUGH_BYTES_MAX { 11 } else { 9 },
        lgwin: WINDOW_BITS,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut squeezed = Vec::new();
    let mut from = bytes;
    brotli::BrotliCompress(&mut from, &mut squeezed, &params)
        .expect("from memory to memory nothing can fail");
    squeezed
}

/// The bytes of a section, exactly as many as it claims.
pub(super) fn inflate(squeezed: &[u8], claimed: usize) -> Result<Vec<u8>, BundleError> {
    let window = window_bits(squeezed).ok_or(BundleError::Section)?;
    if claimed > SECTION_BYTES_MAX || window > WINDOW_BITS {
        return Err(BundleError::Section);
    }
    let mut bytes = Vec::with_capacity(claimed);
    // One byte more than claimed is enough to know that the claim is a lie.
    let mut stream = brotli::Decompressor::new(squeezed, 4096).take(claimed as u64 + 1);
    stream.read_to_end(&mut bytes).map_err(|_| BundleError::Section)?;
    if bytes.len() == claimed { Ok(bytes) } else { Err(BundleError::Section) }
}

/// The size of the window that a stream asks for, as a power of two; none for the extension with
/// windows above 16 MiB. Source: RFC 7932 §9.1, WBITS.
fn window_bits(stream: &[u8]) -> Option<i32> {
    let first = i32::from(*stream.first()?);
    if first & 1 == 0 {
        return Some(16);
    }
    match (first >> 1 & 7, first >> 4 & 7) {
        (0, 0) => Some(17),
        (0, 1) => None,
        (0, n) => Some(8 + n),
        (n, _) => Some(17 + n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_squeezed_inflates_to_itself() {
        for length in [0, 1, 40, 5_000, 200_000] {
            let bytes: Vec<u8> = (0..length).map(|i| (i * i % 251) as u8).collect();
            let squeezed = squeeze(&bytes);
            assert_eq!(inflate(&squeezed, length), Ok(bytes));
        }
    }

    #[test]
    fn a_bomb_and_a_lie_are_refused() {
        let bomb = squeeze(&vec![0; 8 * SECTION_BYTES_MAX]);
        assert!(bomb.len() < 200, "{}", bomb.len());
        assert_eq!(inflate(&bomb, SECTION_BYTES_MAX), Err(BundleError::Section));
        assert_eq!(inflate(&bomb, 8 * SECTION_BYTES_MAX), Err(BundleError::Section));
        let squeezed = squeeze(b"so many bytes and no more");
        for claimed in [0, 24, 26, SECTION_BYTES_MAX] {
            assert_eq!(inflate(&squeezed, claimed), Err(BundleError::Section));
        }
        assert_eq!(inflate(&squeezed[..squeezed.len() - 1], 25), Err(BundleError::Section));
        assert_eq!(inflate(&[], 0), Err(BundleError::Section));
    }

    #[test]
    fn a_stream_that_asks_for_a_large_window_gets_none() {
        // The extension (0x11) and 24 bits.
        for first in [0x11, 0x0f] {
            assert_eq!(inflate(&[first, 0, 0, 0], 10), Err(BundleError::Section));
        }
        assert_eq!(window_bits(&squeeze(&vec![7; 1 << 20])), Some(20));
    }
}
