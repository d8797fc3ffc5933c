//! Bytes as packed frames: refused or a frame, in bounded memory, and never a panic.

#![no_main]

use liaison_core::wire::{FRAME_BYTES_MAX, Frame};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (encoding, bytes) = input;
    let bytes = [&[0x10 | encoding & 7], bytes].concat();
    if let Ok(frame) = Frame::decode(&bytes) {
        // Whatever it was packed as, it means what its plain form means.
        let plain = frame.encode();
        if plain.len() <= FRAME_BYTES_MAX {
            assert_eq!(Frame::decode(&plain), Ok(frame));
        }
    }
});
