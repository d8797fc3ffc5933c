//! What a link is asked to carry, in bytes, on texts that nothing was made from. Byte budgets are
//! promises (`docs/protocol.md`); `cargo run -p liaison-core --example sizes` prints the figures.

use liaison_core::body::Body;
use liaison_core::wire::{Frame, History};

use crate::scales::{Scales, Told, Weighed, down, is_by, up};
use crate::story::{Corpus, Story};

const OFFICERS: usize = 20;

/// A room that has been busy for a while, and what is written next.
fn room() -> Story {
    Story::tell(Corpus::measuring(), OFFICERS, 1_000, 7)
}

/// The mean of frames that carry one entry, as TCP payload with TLS and WebSocket.
fn mean(sizes: &[usize]) -> usize {
    sizes.iter().sum::<usize>().div_ceil(sizes.len().max(1))
}

#[test]
fn a_live_entry_keeps_to_its_budget_both_ways() {
    let story = room();
    // The second busiest: the busiest is the founder.
    let officer = 1;
    let seat = story.secrets[officer].key();
    let mut scales: Scales = Scales::open(&story, officer, story.seated, story.seated);
    scales.connect(History::All);
    let (mut reports, mut acknowledgements) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    let mut total = Weighed::default();
    for (at, link) in story.log[story.seated..].iter().enumerate() {
        let own = is_by(link, &seat);
        let weighed = if own { scales.write(link) } else { scales.hear(link) };
        assert!(weighed.words("missing") == 0, "entry {at} could not be unpacked");
        // A room's first entries have no tail of its own yet.
        if at < 50 {
            continue;
        }
        let bytes = if own { weighed.runs_up(up) } else { weighed.runs_down(down) };
        match link.read() {
            Some(Body::SituationReported(report)) if is_usual(&report.text) => {
                reports[usize::from(own)].push(bytes);
            }
            Some(Body::Acknowledged(_)) => acknowledgements[usize::from(own)].push(bytes),
            _ => {}
        }
        total.add(weighed);
    }
    // Receipts and the word that it is stored included, in both directions.
    let each = total.payload() / (story.log.len() - story.seated - 50);
    assert!(each <= 150, "{each} bytes an entry with all that belongs to it");
    assert!(reports[0].len() >= 60 && reports[1].len() >= 6, "too few to tell");
    assert!(mean(&reports[0]) <= 150, "a report comes in {} bytes", mean(&reports[0]));
    assert!(mean(&reports[1]) <= 150, "a report goes in {} bytes", mean(&reports[1]));
    for sizes in &acknowledgements {
        assert!(sizes.iter().all(|&bytes| bytes <= 110), "an acknowledgement: {sizes:?}");
    }
}

/// About 120 characters.
fn is_usual(text: &str) -> bool {
    (100..=140).contains(&text.chars().count())
}

#[test]
fn a_catch_up_keeps_to_its_budget() {
    let story = room();
    let all = story.log.len();
    let mut scales = Scales::<Told>::open(&story, 1, all, story.seated);
    let weighed = scales.connect(History::All);
    assert_eq!(scales.replica.record().entries(), all as u64);
    let each = |bytes: usize| bytes.div_ceil(all - story.seated);
    assert!(each(weighed.frames()) <= 42, "{} bytes an entry", each(weighed.frames()));
    // In pieces of half a second of 2,400 bit/s, each in a record of its own.
    assert!(each(weighed.payload()) <= 48, "{} bytes an entry", each(weighed.payload()));
}

/// Twenty seats, ten of which wrote what is open.
#[test]
fn a_newcomer_sees_the_present_of_a_large_room_for_few_bytes() {
    let story = Story::with_open(Corpus::measuring(), OFFICERS, 50, 2_000);
    let mut scales: Scales = Scales::open(&story, 1, story.log.len(), 1);
    let weighed = scales.connect(History::None);
    let current = weighed.down.iter().position(|frame| {
        Frame::decode(frame).is_ok_and(|frame| matches!(frame, Frame::Current(_)))
    });
    let present = &weighed.down[..=current.expect("it is current")];
    let bytes: usize = present.iter().map(|frame| down(frame.len())).sum();
    assert_eq!(weighed.words("missing"), 0);
    assert!(bytes <= 11_500, "{bytes} bytes");
}

#[test]
fn coming_back_with_nothing_new_takes_a_few_bytes() {
    let story = room();
    let all = story.log.len();
    let mut scales: Scales = Scales::open(&story, 1, all, all);
    let weighed = scales.connect(History::All);
    assert!(weighed.frames() <= 60, "{} bytes", weighed.frames());
}
