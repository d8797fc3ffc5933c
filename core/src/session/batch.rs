//! What goes in one frame, as it is gathered.

use crate::pack::Piece;
use crate::record::Record;

/// How many entries a run of the past may have: a batch that is worth compressing and does not hold
/// up a link that drops.
pub(super) const RUN_ENTRIES: usize = 50;
/// How many bytes of bodies a run may have.
pub(super) const RUN_BYTES: usize = 8 * 1024;

/// Runs that go in one frame.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) pieces: Vec<Piece>,
    entries: usize,
    bytes: usize,
}

impl Batch {
    pub(super) fn add(&mut self, piece: Piece, record: &Record) {
        let nodes = piece.cut.0.iter().filter_map(|key| record.node(key));
        self.bytes += nodes.map(|node| usize::from(node.bytes)).sum::<usize>();
        self.entries += piece.cut.0.len();
        self.pieces.push(piece);
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries >= RUN_ENTRIES || self.bytes >= RUN_BYTES
    }
}
