//! Brotli with a dictionary, in one go, bounded.

use brotli::enc::encode::{BrotliEncoderOperation, BrotliEncoderStateStruct};
use brotli::enc::{BrotliEncoderParams, StandardAlloc};
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

use crate::wire::{DecodeError, INFLATED_BYTES_MAX};

/// What brotli's window is the power of two of. A longer one gains nothing on frames of ours, and
/// no stream that claims a longer one is read.
const BROTLI_WINDOW: i32 = 18;
/// Brotli's slowest setting: a frame is made once for everybody.
const BROTLI_QUALITY: i32 = 11;
/// What is reserved for the bytes of a frame before it is known how many there are.
const FIRST_BYTES: usize = 1024;

/// Brotli; `None` if the library fails, which it does not on memory.
pub(super) fn compress(bytes: &[u8], dictionary: &[u8]) -> Option<Vec<u8>> {
    let mut stream = BrotliEncoderStateStruct::new(StandardAlloc::default());
    stream.params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    if !dictionary.is_empty() {
        stream.set_custom_dictionary(dictionary.len(), dictionary);
    }
    let mut out = vec![0; bytes.len() + bytes.len() / 8 + FIRST_BYTES];
    let (mut left, mut taken, mut room, mut written) = (bytes.len(), 0, out.len(), 0);
    let done = stream.compress_stream(
        BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
        &mut left,
        bytes,
        &mut taken,
        &mut room,
        &mut out,
        &mut written,
        &mut None,
        &mut |_, _, _, _| (),
    );
    if !done || !stream.is_finished() {
        return None;
    }
    out.truncate(written);
    Some(out)
}

/// Reads the brotli stream at the beginning of `bytes`: what it was, and what follows it.
pub(super) fn decompress<'a>(
    bytes: &'a [u8],
    dictionary: &[u8],
) -> Result<(Vec<u8>, &'a [u8]), DecodeError> {
    // The window that a stream claims is memory: only those that are ever written are read.
    let small = bytes.first().is_some_and(|head| head & 1 == 0 || head & 15 == 3);
    if !small {
        return Err(DecodeError::Packed);
    }
    let alloc = StandardAlloc::default;
    let mut stream = BrotliState::new_with_custom_dictionary(
        alloc(),
        alloc(),
        alloc(),
        dictionary.to_vec().into(),
    );
    let mut out = vec![0; FIRST_BYTES.max(8 * bytes.len()).min(INFLATED_BYTES_MAX)];
    let (mut left, mut taken, mut written) = (bytes.len(), 0, 0);
    loop {
        let mut room = out.len() - written;
        let result = BrotliDecompressStream(
            &mut left,
            &mut taken,
            bytes,
            &mut room,
            &mut written,
            &mut out,
            &mut 0,
            &mut stream,
        );
        match result {
            BrotliResult::ResultSuccess => {
                out.truncate(written);
                return Ok((out, bytes.get(taken..).ok_or(DecodeError::Packed)?));
            }
            BrotliResult::NeedsMoreOutput if out.len() >= INFLATED_BYTES_MAX => {
                return Err(DecodeError::Inflated);
            }
            BrotliResult::NeedsMoreOutput => {
                out.resize((2 * out.len()).min(INFLATED_BYTES_MAX), 0);
            }
            BrotliResult::NeedsMoreInput | BrotliResult::ResultFailure => {
                return Err(DecodeError::Packed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_dictionary_is_used_and_what_follows_is_left_alone() {
        let dictionary = b"Gates close at seven, trucks are held at the yard until further notice";
        let text = b"Trucks are held at the yard until further notice, gates close at eight";
        let alone = compress(text, &[]).unwrap();
        let mut packed = compress(text, dictionary).unwrap();
        assert!(packed.len() + 10 < alone.len(), "{} of {}", packed.len(), alone.len());
        packed.extend([0xaa; 64]);
        let (read, rest) = decompress(&packed, dictionary).unwrap();
        assert_eq!(read, text);
        assert_eq!(rest, [0xaa; 64]);
        assert_ne!(decompress(&packed, b"").map(|(read, _)| read), Ok(text.to_vec()));
    }

    #[test]
    fn a_bomb_is_refused_where_the_limit_is() {
        let most = compress(&vec![7; INFLATED_BYTES_MAX], &[]).unwrap();
        assert_eq!(decompress(&most, &[]).map(|(read, _)| read.len()), Ok(INFLATED_BYTES_MAX));
        let bomb = compress(&vec![7; 64 * INFLATED_BYTES_MAX], &[]).unwrap();
        assert!(bomb.len() < 4096, "{}", bomb.len());
        assert_eq!(decompress(&bomb, &[]), Err(DecodeError::Inflated));
        assert!(decompress(&most[..most.len() - 1], &[]).is_err());
        assert!(decompress(&[], &[]).is_err());
    }

    #[test]
    fn a_window_longer_than_is_ever_written_is_refused() {
        // The first byte of a stream with a window of 16 MiB.
        assert_eq!(decompress(&[0x0f, 0, 0, 0], &[]), Err(DecodeError::Packed));
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(
            bytes in prop::collection::vec(any::<u8>(), 0..3000),
            dictionary in prop::collection::vec(any::<u8>(), 0..3000),
            rest in prop::collection::vec(any::<u8>(), 0..70),
        ) {
            let mut packed = compress(&bytes, &dictionary).unwrap();
            packed.extend(&rest);
            prop_assert_eq!(decompress(&packed, &dictionary), Ok((bytes, &rest[..])));
        }

        #[test]
        fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decompress(&bytes, b"gates");
        }
    }
}
