//! Bytes of live entries, of a catch-up and of coming back, on the second half of the corpus:
//! `cargo run -p liaison-core --example sizes`.

#[path = "../tests/scales.rs"]
mod scales;
#[path = "../tests/story.rs"]
mod story;

use std::collections::BTreeMap;

use liaison_core::body::Body;
use liaison_core::wire::{Frame, FrameKind, History};

use self::scales::{Scales, down, is_by, up};
use self::story::{Corpus, Memory, Story};
use liaison_core::folded::Folded;

fn main() {
    for (name, corpus) in [("making", Corpus::making()), ("measuring", Corpus::measuring())] {
        println!("\n== {name} ==");
        let story = Story::tell(corpus, 20, 1000, 7);
        let t = std::time::Instant::now();
        println!("{} entries, {} before", story.log.len() - story.seated, story.seated);
        live(&story);
        println!("live took {:?}", t.elapsed());
        bulk(&story);
    }
}

fn kind(bytes: &[u8]) -> String {
    let encoding = bytes[0] & 15;
    let kind = match Frame::decode(bytes) {
        Ok(frame) => frame.kind().name(),
        Err(_) if bytes[1] == FrameKind::Part as u8 => "part".into(),
        Err(_) => "run".into(),
    };
    format!("{kind}/{encoding}")
}

fn live(story: &Story) {
    let officer = 1;
    let seat = story.secrets[officer].key();
    let mut scales = Scales::<Folded<Memory>>::open(story, officer, story.seated, story.seated);
    scales.connect(History::All);
    let mut sizes: BTreeMap<(String, &str), Vec<(usize, usize, usize)>> = BTreeMap::new();
    let mut others: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, link) in story.log[story.seated..].iter().enumerate() {
        let own = is_by(link, &seat);
        let weighed = if own { scales.write(link) } else { scales.hear(link) };
        let way = if own { "up" } else { "down" };
        let frames = if own { &weighed.up } else { &weighed.down };
        let mut run = 0;
        for frame in frames {
            if kind(frame).starts_with("run") || kind(frame).starts_with("anchor") {
                run += if own { up(frame.len()) } else { down(frame.len()) };
            }
        }
        for frame in weighed.up.iter().chain(&weighed.down) {
            let e = others.entry(kind(frame)).or_default();
            *e = (e.0 + 1, e.1 + frame.len());
        }
        let text = match link.read() {
            Some(Body::SituationReported(r)) => r.text.chars().count(),
            Some(Body::MessagePosted(r)) => r.text.chars().count(),
            _ => 0,
        };
        if at > 50 {
            let kind = link.content.entry().map(|e| format!("{:?}", e.kind)).unwrap_or_default();
            sizes.entry((kind, way)).or_default().push((run, text, link.content.entry().map_or(0, |e| e.body.len())));
        }
    }
    for ((kind, way), mut list) in sizes {
        list.sort_unstable();
        let n = list.len();
        let mean = |f: fn(&(usize, usize, usize)) -> usize| list.iter().map(f).sum::<usize>() as f64 / n as f64;
        println!("{kind:22} {way:5} n {n:4} mean {:6.1} median {:4} max {:4}  text {:6.1} body {:6.1}", mean(|x| x.0), list[n / 2].0, list[n - 1].0, mean(|x| x.1), mean(|x| x.2));
    }
    for (kind, (n, bytes)) in others {
        println!("  {kind:12} {n:5} frames {bytes:7} bytes {:6.1}", bytes as f64 / n as f64);
    }
}

fn bulk(story: &Story) {
    let all = story.log.len();
    let mut scales = Scales::<scales::Told>::open(story, 1, all, story.seated);
    let weighed = scales.connect(History::All);
    println!("past alone: frames {:.1} payload {:.1}", weighed.frames() as f64 / (all - story.seated) as f64, weighed.payload() as f64 / (all - story.seated) as f64);
        let mut others: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for frame in weighed.up.iter().chain(&weighed.down) {
            let e = others.entry(kind(frame)).or_default();
            *e = (e.0 + 1, e.1 + frame.len());
        }
        for (kind, (n, bytes)) in others {
            println!("  {kind:12} {n:5} frames {bytes:7} bytes {:6.1}", bytes as f64 / n as f64);
        }
    let entries = all - story.seated;
    for (name, held) in [("away", story.seated), ("newcomer", 4)] {
        let mut scales = Scales::<Folded<Memory>>::open(story, 1, all, held);
        let t = std::time::Instant::now();
        let weighed = scales.connect(History::All);
        let took = t.elapsed();
        println!("{name}: {} entries, frames {} payload {}: {:.1} / {:.1} an entry, {took:?}", all - held, weighed.frames(), weighed.payload(), weighed.frames() as f64 / (all-held) as f64, weighed.payload() as f64 / (all-held) as f64);
        {use liaison_core::present::Present; println!("situation {} unack {} signed {}", scales.keeper.present().situation().len(), scales.keeper.present().unacknowledged().len(), story.log[held..].iter().filter(|l| scales.held.0.get(&l.key()).is_some_and(|l| l.signature.is_some())).count());
        let mut by=BTreeMap::new(); for k in scales.keeper.present().situation() { let l=&scales.shelf.0[&k]; *by.entry(format!("{:?}",l.content.entry().unwrap().kind)).or_insert(0)+=1; } println!("{by:?}");}
        let mut others: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for frame in weighed.up.iter().chain(&weighed.down) {
            let e = others.entry(kind(frame)).or_default();
            *e = (e.0 + 1, e.1 + frame.len());
        }
        for (kind, (n, bytes)) in others {
            println!("  {kind:12} {n:5} frames {bytes:7} bytes {:6.1}", bytes as f64 / n as f64);
        }
        assert_eq!(scales.replica.record().entries(), all as u64);
        let _ = entries;
        let mut again = Scales::<Folded<Memory>>::open(story, 1, all, all);
        let nothing = again.connect(History::All);
        println!("nothing new: up {:?} down {:?}", nothing.up.iter().map(Vec::len).collect::<Vec<_>>(), nothing.down.iter().map(|f| (kind(f), f.len())).collect::<Vec<_>>());
    }
}
