//! Any bytes as a frame: no panic, no more memory than the limits allow, one form for one value.

#![no_main]

use liaison_core::wire::{Assembly, FRAME_BYTES_MAX, Frame, FrameId, Part, Piece};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(frame) = Frame::decode(bytes) else { return };
    // What is packed has many forms; the target `packed` looks at it.
    if bytes[0] & 15 != 0 {
        return;
    }
    assert_eq!(frame.encode(), bytes, "{frame:?} has two forms");

    // In pieces it arrives as it was sent.
    let mut assembly = Assembly::default();
    let pieces: Vec<&[u8]> = bytes.chunks(1 + bytes.len() / 3).collect();
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        let which = if at == 0 { Piece::First(FrameId::of(bytes)) } else { Piece::Next };
        let part = Part { last, piece: which, bytes: piece.to_vec() };
        let whole = assembly.add(&part).expect("no longer than a frame may be");
        assert_eq!(whole.as_deref(), last.then_some(bytes));
    }
    assert!(bytes.len() <= FRAME_BYTES_MAX);
});
