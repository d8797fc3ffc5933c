//! Whatever befalls the link, the relay and the consoles: once it is over all hold the same, and
//! nothing that was promised is missing.
//!
//! `LIAISON_SEEDS` says how many seeds are played (50 by default), `LIAISON_SEED` plays one again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::simulation::world::{Count, World};

#[test]
fn all_copies_converge_and_nothing_promised_is_lost() {
    let seeds = seeds();
    let sum = played_side_by_side(&seeds);
    println!("{} seeds: {sum:?}", seeds.len());
    if seeds.len() >= 50 {
        // A simulation in which nothing goes wrong proves nothing.
        assert!(sum.crashes > 0 && sum.relay_crashes > 0 && sum.restored > 0, "{sum:?}");
        assert!(sum.relay_restored > 0 && sum.fresh_seats > 0 && sum.forks > 0, "{sum:?}");
        assert!(sum.refused > 0 && sum.removed > 0 && sum.again > 0, "{sum:?}");
    }
}

/// Every seed is a world of its own, so that each processor plays its share of them.
fn played_side_by_side(seeds: &[u64]) -> Count {
    let hands = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = |hand: usize| {
        let counts = seeds.iter().skip(hand).step_by(hands).map(|&seed| {
            let played = catch_unwind(AssertUnwindSafe(|| World::play(seed)));
            played.unwrap_or_else(|_| {
                panic!("seed {seed} fails: play it again with LIAISON_SEED={seed}");
            })
        });
        counts.fold(Count::default(), |sum, count| add(&sum, &count))
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..hands).map(|hand| scope.spawn(move || share(hand))).collect();
        let shares = shares.into_iter().map(|share| share.join().expect("no seed fails"));
        shares.fold(Count::default(), |sum, count| add(&sum, &count))
    })
}

fn add(a: &Count, b: &Count) -> Count {
    Count {
        entries: a.entries + b.entries,
        bytes: a.bytes + b.bytes,
        crashes: a.crashes + b.crashes,
        relay_crashes: a.relay_crashes + b.relay_crashes,
        restored: a.restored + b.restored,
        relay_restored: a.relay_restored + b.relay_restored,
        fresh_seats: a.fresh_seats + b.fresh_seats,
        forks: a.forks + b.forks,
        refused: a.refused + b.refused,
        removed: a.removed + b.removed,
        again: a.again + b.again,
    }
}

#[expect(clippy::disallowed_methods, reason = "which seeds to play is told from outside")]
fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    match number("LIAISON_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("LIAISON_SEEDS").unwrap_or(50)).collect(),
    }
}
