//! What frames weigh, on the half of the corpus that nothing was made from:
//! `cargo run -p liaison-core --example sizes`. Bytes are TCP payload, TLS and WebSocket included.

// The tests assert what is printed here, and use more of it.
#![expect(dead_code, reason = "the tests use what this example does not")]

#[path = "../tests/scales.rs"]
mod scales;
#[path = "../tests/story.rs"]
mod story;

use std::collections::BTreeMap;

use liaison_core::body::Body;
use liaison_core::wire::History;

use self::scales::{Scales, Told, Weighed, down, is_by, up};
use self::story::{Corpus, Story};

const OFFICERS: usize = 20;
const ENTRIES: usize = 1_000;
/// A room's first entries have no tail of its own yet.
const FIRST: usize = 50;

fn main() {
    let story = Story::tell(Corpus::measuring(), OFFICERS, ENTRIES, 7);
    live(&story);
    catch_up(&story);
    nothing_new(&story);
}

/// One line for each kind of entry and direction.
fn live(story: &Story) {
    let officer = 1;
    let seat = story.secrets[officer].key();
    let mut scales: Scales = Scales::open(story, officer, story.seated, story.seated);
    scales.connect(History::All);
    let mut sizes: BTreeMap<(String, &str), Vec<usize>> = BTreeMap::new();
    let mut total = Weighed::default();
    for (at, link) in story.log[story.seated..].iter().enumerate() {
        let own = is_by(link, &seat);
        let weighed = if own { scales.write(link) } else { scales.hear(link) };
        let bytes = if own { weighed.runs_up(up) } else { weighed.runs_down(down) };
        total.add(weighed);
        let what = link.content.entry().map(|entry| format!("{:?}", entry.kind));
        let what = match link.read() {
            Some(Body::SituationReported(report)) if is_usual(&report.text) => {
                "SituationReported, 100 to 140 characters".to_owned()
            }
            _ => what.unwrap_or_default(),
        };
        if at >= FIRST {
            sizes.entry((what, if own { "up" } else { "down" })).or_default().push(bytes);
        }
    }
    println!("live entries, bytes      number  mean  median  most");
    for ((what, way), mut sizes) in sizes {
        sizes.sort_unstable();
        let mean = sizes.iter().sum::<usize>() as f64 / sizes.len() as f64;
        let (median, most) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
        println!("{what:42} {way:5} {:4} {mean:6.1} {median:5} {most:5}", sizes.len());
    }
    let each = total.payload() as f64 / (story.log.len() - story.seated) as f64;
    println!("all frames of an idle console in both directions: {each:.1} an entry");
}

fn is_usual(text: &str) -> bool {
    (100..=140).contains(&text.chars().count())
}

/// Somebody comes back after all of it, and somebody comes for the first time.
fn catch_up(story: &Story) {
    let all = story.log.len();
    let print = |what: &str, weighed: &Weighed, entries: usize| {
        let each = |bytes: usize| bytes as f64 / entries as f64;
        let (frames, payload) = (weighed.frames(), weighed.payload());
        println!(
            "{what}: {entries} entries, {payload} bytes, {:.1} an entry, {:.1} without TLS and WebSocket",
            each(payload),
            each(frames)
        );
    };
    let mut scales = Scales::<Told>::open(story, 1, all, story.seated);
    print("bulk", &scales.connect(History::All), all - story.seated);
    let mut scales: Scales = Scales::open(story, 1, all, story.seated);
    print("back, the present first", &scales.connect(History::All), all - story.seated);
    let mut scales: Scales = Scales::open(story, 1, all, 1);
    print("newcomer, the present first", &scales.connect(History::All), all - 1);
}

fn nothing_new(story: &Story) {
    let all = story.log.len();
    let mut scales: Scales = Scales::open(story, 1, all, all);
    let weighed = scales.connect(History::All);
    let lengths = |frames: &[Vec<u8>]| frames.iter().map(Vec::len).collect::<Vec<_>>();
    println!(
        "nothing new: have {:?} in the upgrade, then down {:?}, {} bytes of frames",
        lengths(&weighed.up),
        lengths(&weighed.down),
        weighed.frames()
    );
}
