//! BLAKE3 with its tree in view: the hash of a document, and the list that each piece verifies by.

use blake3::hazmat::{
    ChainingValue, HasherExt as _, Mode, merge_subtrees_non_root, merge_subtrees_root,
};

use super::Name;
use super::layout::{LIST_ENTRY_BYTES, Layout, PIECE_BYTES};
use crate::id::Hash;

/// A document as it is read once from its beginning to its end.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    whole: blake3::Hasher,
    piece: blake3::Hasher,
    in_piece: u64,
    size: u64,
    list: Vec<u8>,
}

/// What a document comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Hash and size.
    pub name: Name,
    /// The list that goes before its bytes; empty for a document of one piece.
    pub list: Vec<u8>,
}

impl Digest {
    /// Takes the next bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.whole.update(bytes);
        while !bytes.is_empty() {
            if self.in_piece == PIECE_BYTES {
                self.end_piece();
            }
            let room = usize::try_from(PIECE_BYTES - self.in_piece).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.piece.update(now);
            self.in_piece += now.len() as u64;
            self.size += now.len() as u64;
            bytes = later;
        }
    }

    /// What all of it comes to.
    pub fn finish(mut self) -> Tree {
        let hash = Hash(*self.whole.finalize().as_bytes());
        let layout = Layout::new(self.size);
        if layout.list_bytes() == 0 {
            self.list.clear();
        } else {
            self.end_piece();
        }
        Tree { name: Name { hash, size: self.size }, list: self.list }
    }

    fn end_piece(&mut self) {
        self.list.extend_from_slice(&self.piece.finalize_non_root());
        self.piece = blake3::Hasher::new();
        self.piece.set_input_offset(self.list.len() as u64 / LIST_ENTRY_BYTES * PIECE_BYTES);
        self.in_piece = 0;
    }
}

impl Tree {
    /// Of bytes in memory.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digest = Digest::default();
        digest.update(bytes);
        digest.finish()
    }
}

/// Whether a list comes together to a document's hash.
pub(super) fn list_holds(name: &Name, list: &[u8]) -> bool {
    let (values, rest) = list.as_chunks::<32>();
    if values.len() < 2 || !rest.is_empty() || values.len() as u64 != name.layout().pieces() {
        return false;
    }
    let (left, right) = halves(values);
    let root = merge_subtrees_root(&value_of(left), &value_of(right), Mode::Hash);
    root == blake3::Hash::from_bytes(name.hash.0)
}

/// Whether a piece is the one that the list, or for a document of one piece its hash, names.
pub(super) fn piece_holds(name: &Name, list: &[u8], piece: u64, bytes: &[u8]) -> bool {
    if list.is_empty() {
        return blake3::hash(bytes) == blake3::Hash::from_bytes(name.hash.0);
    }
    let (values, _) = list.as_chunks::<32>();
    let wanted = usize::try_from(piece).ok().and_then(|piece| values.get(piece));
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(piece * PIECE_BYTES).update(bytes);
    wanted == Some(&hasher.finalize_non_root())
}

fn value_of(values: &[ChainingValue]) -> ChainingValue {
    match values {
        [one] => *one,
        several => {
            let (left, right) = halves(several);
            merge_subtrees_non_root(&value_of(left), &value_of(right), Mode::Hash)
        }
    }
}

/// As BLAKE3 has it: on the left the largest power of two that leaves something on the right.
fn halves(values: &[ChainingValue]) -> (&[ChainingValue], &[ChainingValue]) {
    values.split_at(values.len().div_ceil(2).next_power_of_two())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at * 31 + at / 251) as u8).collect()
    }

    #[test]
    fn the_hash_is_blake3s_own_and_every_piece_proves_itself() {
        let piece = PIECE_BYTES as usize;
        for size in [1, 1024, piece, piece + 1, 2 * piece, 3 * piece - 7, 17 * piece + 5] {
            let bytes = sample(size);
            let tree = Tree::of(&bytes);
            assert_eq!(tree.name.hash.0, *blake3::hash(&bytes).as_bytes(), "{size}");
            assert_eq!(tree.list.len() as u64, tree.name.layout().list_bytes(), "{size}");
            assert_eq!(list_holds(&tree.name, &tree.list), size > piece, "{size}");
            for (at, part) in bytes.chunks(piece).enumerate() {
                assert!(piece_holds(&tree.name, &tree.list, at as u64, part), "{size}: {at}");
                let mut wrong = part.to_vec();
                wrong[0] ^= 1;
                assert!(!piece_holds(&tree.name, &tree.list, at as u64, &wrong), "{size}: {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_list_with_any_bit_turned_does_not_hold(size in 16_385usize..200_000, at: usize) {
            let tree = Tree::of(&sample(size));
            let mut list = tree.list.clone();
            let at = at % (list.len() * 8);
            list[at / 8] ^= 1 << (at % 8);
            prop_assert!(!list_holds(&tree.name, &list));
            prop_assert!(!list_holds(&tree.name, &tree.list[32..]));
            prop_assert!(!list_holds(&tree.name, &[]));
        }

        #[test]
        fn it_does_not_matter_how_a_file_is_read(
            size in 0usize..70_000,
            cuts in prop::collection::vec(1usize..20_000, 1..9),
        ) {
            let bytes = sample(size);
            let mut digest = Digest::default();
            let (mut rest, mut cuts) = (&bytes[..], cuts.iter().cycle());
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(*cuts.next().expect("a cycle")));
                digest.update(now);
                rest = later;
            }
            prop_assert_eq!(digest.finish(), Tree::of(&bytes));
        }
    }
}
