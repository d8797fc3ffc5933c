//! How a document's bytes travel: where in the stream the list ends and each piece begins.

/// Bytes of a piece: a complete subtree of BLAKE3, sixteen of its chunks. The last one of a
/// document may be shorter.
pub const PIECE_BYTES: u64 = 16 * 1024;
/// What the list has for each piece: its chaining value.
pub const LIST_ENTRY_BYTES: u64 = 32;

/// The shape of one document's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    size: u64,
}

impl Layout {
    /// Of a document of so many bytes.
    pub fn new(size: u64) -> Self {
        Self { size }
    }

    /// Bytes of the document.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> u64 {
        self.size.div_ceil(PIECE_BYTES)
    }

    /// How long the list is: a document of one piece needs none, its hash is the piece's.
    pub fn list_bytes(&self) -> u64 {
        if self.pieces() > 1 { self.pieces() * LIST_ENTRY_BYTES } else { 0 }
    }

    /// How long the stream is.
    pub fn stream_bytes(&self) -> u64 {
        self.list_bytes() + self.size
    }

    /// Where in the stream a piece begins.
    pub fn piece_at(&self, piece: u64) -> u64 {
        self.list_bytes() + piece * PIECE_BYTES
    }

    /// How many bytes a piece has.
    pub fn piece_bytes(&self, piece: u64) -> u64 {
        self.size.saturating_sub(piece * PIECE_BYTES).min(PIECE_BYTES)
    }

    /// The piece that a place of the stream lies in; `None` in the list and beyond the end.
    pub fn piece_of(&self, at: u64) -> Option<u64> {
        let within = at.checked_sub(self.list_bytes())?;
        (within < self.size).then_some(within / PIECE_BYTES)
    }

    /// How much of the document's own bytes lies below a place of the stream.
    pub fn document_bytes(&self, at: u64) -> u64 {
        at.saturating_sub(self.list_bytes()).min(self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_list_and_then_its_pieces() {
        for size in [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES, 1_000_000] {
            let layout = Layout::new(size);
            let sum: u64 = (0..layout.pieces()).map(|piece| layout.piece_bytes(piece)).sum();
            assert_eq!(sum, size);
            assert_eq!(layout.piece_of(layout.list_bytes()), Some(0));
            let last = layout.pieces() - 1;
            assert_eq!(layout.piece_of(layout.stream_bytes() - 1), Some(last));
            assert_eq!(layout.piece_of(layout.stream_bytes()), None);
            assert_eq!(layout.piece_at(last) + layout.piece_bytes(last), layout.stream_bytes());
            assert_eq!(layout.list_bytes() == 0, size <= PIECE_BYTES);
        }
    }
}
