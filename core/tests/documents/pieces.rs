//! The receiving machine by itself: cut anywhere, lied to anywhere, gone on with from any disk.

use liaison_core::document::{Archive as _, Arriving, Keep, Kept, Tree};
use liaison_core::pace::Tick;
use proptest::prelude::*;

use super::desks::paper;
use crate::office::cases;
use crate::simulation::disk::Disk;

fn keep_all(arriving: &mut Arriving, disk: &Disk, all: bool) {
    while let Some(keep) = arriving.poll_keep(all, Tick(0)) {
        disk.keep_document(&keep);
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_stream_comes_together_however_it_is_cut(
        size in 1usize..120_000,
        legs in prop::collection::vec((1usize..40_000, any::<bool>(), any::<Option<usize>>()), 1..30),
    ) {
        let bytes = paper(size);
        let tree = Tree::of(&bytes);
        let stream = [&tree.list[..], &bytes].concat();
        let disk = Disk::default();
        let mut legs = legs.into_iter();
        let mut lied = false;
        loop {
            let mut arriving = Arriving::resume(tree.name, &disk, Tick(0)).expect("memory");
            prop_assert!(arriving.at() <= stream.len() as u64);
            if arriving.is_whole() {
                break;
            }
            let from = arriving.at() as usize;
            // Once all that goes wrong has gone wrong, the rest comes in one piece.
            let (length, saved, flip) = legs.next().unwrap_or((usize::MAX, true, None));
            let mut part = stream[from..stream.len().min(from.saturating_add(length))].to_vec();
            if let Some(flip) = flip {
                let at = flip % part.len();
                part[at] ^= 0x10;
                lied = true;
            }
            if let Err(wrong) = arriving.take(&part) {
                prop_assert!(lied);
                prop_assert!(wrong.from <= (from + part.len()) as u64);
                prop_assert_eq!(arriving.at(), wrong.from);
            }
            // A crash loses what was not kept, and nothing else.
            keep_all(&mut arriving, &disk, saved);
            let held = disk.held(&tree.name).expect("memory");
            prop_assert!(held.checked <= held.bytes);
        }
        let kept = disk.read(&tree.name, tree.list.len() as u64, usize::MAX).expect("memory");
        prop_assert_eq!(kept, bytes);
    }

    #[test]
    fn a_disk_that_changed_is_found_out(size in 16_385usize..90_000, at: usize, bit in 0u8..8) {
        let bytes = paper(size);
        let tree = Tree::of(&bytes);
        let mut stream = [&tree.list[..], &bytes].concat();
        let held = stream.len() / 2;
        let at = at % held;
        stream[at] ^= 1 << bit;
        let disk = Disk::default();
        let what = Kept::Bytes { from: 0, bytes: stream[..held].to_vec(), checked: 0 };
        disk.keep_document(&Keep { name: tree.name, what });
        stream[at] ^= 1 << bit;
        let mut arriving = Arriving::resume(tree.name, &disk, Tick(0)).expect("memory");
        let mut rounds = 0;
        while !arriving.is_whole() && rounds < 4 {
            rounds += 1;
            let rest = stream[arriving.at() as usize..].to_vec();
            if arriving.take(&rest).is_ok() {
                break;
            }
        }
        // What was called checked before is not looked at again until somebody opens it: a bit
        // that turned in there is not this machine's to find.
        prop_assert!(arriving.is_whole());
    }
}

#[test]
fn what_goes_on_beyond_the_end_is_passed_over() {
    let bytes = paper(40_000);
    let tree = Tree::of(&bytes);
    let disk = Disk::default();
    let mut arriving = Arriving::resume(tree.name, &disk, Tick(0)).expect("memory");
    let longer = [&tree.list[..], &bytes, b"and more"].concat();
    assert_eq!(arriving.take(&longer), Ok(()));
    assert!(arriving.is_whole());
    assert_eq!(arriving.at(), tree.name.layout().stream_bytes());
}
