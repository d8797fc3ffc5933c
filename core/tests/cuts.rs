//! A catch-up that is cut again and again: complete at the end, and next to nothing sent twice.

use liaison_core::wire::History;

use crate::scales::{Scales, Told};
use crate::story::{Chance, Corpus, Story};

/// Bytes of frames that each connection costs before it goes on: the welcome with its heads, the
/// names of what stands.
const OPENING_BYTES: usize = 400;

/// A piece of a frame on a link of which nothing is known yet.
const PIECE_BYTES: usize = 512;

#[test]
fn a_frame_that_was_cut_goes_on_where_it_was() {
    let story = Story::tell(Corpus::measuring(), 20, 1_000, 7);
    let all = story.log.len();
    let mut undisturbed = Scales::<Told>::open(&story, 1, all, story.seated);
    let (_, at_once) = undisturbed.connect_until(usize::MAX, History::All);
    for seed in 0..8 {
        let mut chance = Chance::from_seed(seed);
        let mut scales = Scales::<Told>::open(&story, 1, all, story.seated);
        let (mut carried, mut connections, mut cut) = (0, 0, true);
        while cut {
            let bytes = 200 + chance.below(4_000) as usize;
            let came;
            (cut, came) = scales.connect_until(bytes, History::All);
            carried += came;
            connections += 1;
            assert!(connections < 200, "it never ends");
        }
        assert_eq!(scales.replica.record().entries(), all as u64);
        assert!(connections >= 8, "only {connections} connections");
        let twice = carried.saturating_sub(at_once + connections * OPENING_BYTES);
        println!("{connections} connections, {carried} bytes, {at_once} at once, {twice} twice");
        // The piece in which the cut falls, of which half came.
        let pieces = connections * PIECE_BYTES / 2;
        assert!(twice <= pieces, "seed {seed}: {twice} bytes twice, {connections} connections");
    }
}
