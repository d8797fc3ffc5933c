//! Laws of packing: what is packed comes back, with the same tail only, or is asked for again.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::body::Kind;
use crate::body::room::{SeatAccepted, SeatTaken};
use crate::body::{Body, log::Acknowledged, log::NoteTaken};
use crate::entry::{Content, Entry, Link, Secret, Signature};
use crate::id::{Hash, RoomId, SeatId};
use crate::stamp::Stamp;
use crate::wire::Stretch;

const ROOM: RoomId = RoomId([1; 32]);

fn of(tail: Option<&Tail>) -> Known<'_> {
    Known { tail, room: Some(ROOM) }
}

/// A seat's notes, each of which is acknowledged by the next entry.
fn log(count: u32) -> Vec<Link> {
    let secret = Secret::from_seed([3; 32]);
    let mut links: Vec<Link> = Vec::new();
    for n in 1..=count {
        let (previous, body) = match links.last() {
            Some(last) if n % 2 == 0 => {
                let entries = vec![last.key().reference()];
                (last.h, Body::from(Acknowledged { entries }))
            }
            last => {
                let text = format!("Gate {n} is closed, trucks are held at the yard until {n}:00");
                let body = Body::from(NoteTaken { text, incident: None });
                (last.map_or(Hash::ZERO, |last| last.h), body)
            }
        };
        let time = Stamp(1_700_000_000_000 + u64::from(n) * 60_000);
        let entry = Entry { time, kind: body.kind(), body: body.write() };
        links.push(Link::write(&ROOM, &secret, n, previous, entry));
    }
    links
}

fn book(links: &[Link]) -> Book {
    let mut book = Book::default();
    links.iter().zip(0..).for_each(|(link, at)| book.insert(at, Leaf::of(link)));
    book
}

fn run_of(links: &[Link], first: u64) -> Frame {
    Frame::Run(Run {
        seat: links[0].author.seat(),
        first: links[0].n,
        positions: Some((first..first + links.len() as u64).collect()),
        contents: links.iter().map(|link| link.content.clone()).collect(),
        signatures: links.iter().map(|link| link.signature).collect(),
    })
}

/// Every third entry left out, so that each run says what it continues.
fn batch(links: &[Link], first: u64) -> Frame {
    let chunks = links.chunks(3).zip((first..).step_by(3));
    let stretch = |(chunk, first): (&[Link], u64)| {
        let kept = &chunk[..chunk.len().min(2)];
        let Frame::Run(run) = run_of(kept, first) else { unreachable!("a run") };
        Stretch { after: Some(kept[0].previous).filter(|_| kept[0].n > 1), run }
    };
    Frame::Batch(chunks.map(stretch).collect())
}

#[test]
fn what_an_acceptance_names_is_computed_from_what_it_accepts() {
    let (inviter, officer) = (Secret::from_seed([3; 32]), Secret::from_seed([4; 32]));
    let invitation = Secret::from_seed([5; 32]);
    let (key, proof) = (officer.key(), invitation.sign_bytes(&[6; 32]));
    let write = |secret: &Secret, n, body: Body| {
        let entry = Entry { time: Stamp(1), kind: body.kind(), body: body.write() };
        Link::write(&ROOM, secret, n, if n == 1 { Hash::ZERO } else { Hash([9; 32]) }, entry)
    };
    let taken = SeatTaken { key, invitation: invitation.key(), proof, name: None };
    let taken = write(&officer, 1, taken.into());
    let accepted = write(&inviter, 7, SeatAccepted { key, first: taken.h }.into());
    let stretches = [taken, accepted].map(|link| {
        let Frame::Run(run) = run_of(std::slice::from_ref(&link), 50) else {
            unreachable!("a run")
        };
        Stretch { after: Some(link.previous).filter(|_| link.n > 1), run }
    });
    let frame = Frame::Batch(stretches.to_vec());
    let [packed, told] = [of(None), Known::default()].map(|known| pack(&frame, known));
    assert!(packed.len() + 28 <= told.len(), "{} and {} bytes", packed.len(), told.len());
    assert_eq!(unpack(&packed, Some(ROOM), |_| None), Ok(Unpacked::Frame(frame.clone())));
    assert_eq!(unpack(&told, None, |_| None), Ok(Unpacked::Frame(frame.clone())));
    // Whoever is in no room, or in another, does not take it for something else.
    assert!(unpack(&packed, None, |_| None).is_err());
    let elsewhere = unpack(&packed, Some(RoomId([2; 32])), |_| None);
    assert!(elsewhere.is_ok_and(|other| other != Unpacked::Frame(frame)));
}

#[test]
fn a_frame_comes_back_with_its_tail_and_is_missing_without() {
    let links = log(60);
    let (known, next) = links.split_at(40);
    let tail = book(known).tail(40).unwrap();
    for count in [1, 2, 20] {
        let frame = run_of(&next[..count], 40);
        let packed = pack(&frame, of(Some(&tail)));
        assert!(has_tail(&packed) && packed.len() < frame.encode().len());
        let same = book(known);
        let unpacked =
            unpack(&packed, Some(ROOM), |name| same.tail(same.position(name)?).map(Arc::new));
        assert_eq!(unpacked, Ok(Unpacked::Frame(frame)));
        assert_eq!(unpack(&packed, Some(ROOM), |_| None), Ok(Unpacked::Missing));
        let other = Arc::new(book(&links[..39]).tail(39).unwrap());
        assert_eq!(unpack(&packed, Some(ROOM), |_| Some(other)), Ok(Unpacked::Missing));
    }
}

#[test]
fn a_wrong_tail_with_the_right_check_does_no_harm() {
    let links = log(60);
    let tail = book(&links[..40]).tail(40).unwrap();
    let packed = pack(&run_of(&links[40..41], 40), of(Some(&tail)));
    for n in 1..40 {
        let wrong = book(&links[..n]).tail(n as u64).unwrap();
        let wrong = Arc::new(Tail { check: tail.check, ..wrong });
        // Nothing, or an entry that no signature covers.
        match unpack(&packed, Some(ROOM), |_| Some(wrong)) {
            Ok(Unpacked::Frame(Frame::Run(run))) => {
                let (author, previous) = (&links[0].author, links[40].previous);
                assert!(run.verify(&RoomId([1; 32]), author, &previous).is_err());
            }
            other => assert_eq!(other, Ok(Unpacked::Missing)),
        }
    }
}

#[test]
fn what_comes_again_says_of_which_it_is() {
    let frame = run_of(&log(1), 0);
    let bytes = again(300, &frame.encode());
    assert_eq!(unpack(&bytes, Some(ROOM), |_| None), Ok(Unpacked::Again(300, frame)));
}

#[test]
fn every_prefix_is_refused_and_so_is_a_byte_behind() {
    let links = log(30);
    for links in [&links[..1], &links[..30]] {
        let packed = pack(&run_of(links, 0), of(None));
        assert_ne!(packed[0], Encoding::Plain.head());
        for end in 0..packed.len() {
            assert!(unpack(&packed[..end], Some(ROOM), |_| None).is_err(), "cut at {end}");
        }
        assert!(unpack(&[&packed[..], &[0]].concat(), Some(ROOM), |_| None).is_err());
    }
}

/// Packed frames that were written once: their bytes must always mean the same. A file is added for
/// another encoding, never edited.
#[test]
fn packed_frames_that_were_ever_written_mean_the_same() {
    let links = log(60);
    let known = book(&links[..40]);
    let samples = [
        (include_str!("../../tests/wire/packed-short.txt"), run_of(&links[..1], 0)),
        (include_str!("../../tests/wire/packed-short-tail.txt"), run_of(&links[40..41], 40)),
        (include_str!("../../tests/wire/packed-long.txt"), run_of(&links[..50], 0)),
        (include_str!("../../tests/wire/packed-long-tail.txt"), run_of(&links[40..60], 40)),
    ];
    let batches = [
        (include_str!("../../tests/wire/packed-batch.txt"), batch(&links[..30], 0)),
        (include_str!("../../tests/wire/packed-batch-tail.txt"), batch(&links[41..60], 41)),
    ];
    for (hex, frame) in samples.into_iter().chain(batches) {
        let hex = hex.trim();
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
            .collect();
        let tails = |name| known.tail(known.position(name)?).map(Arc::new);
        assert_eq!(unpack(&bytes, Some(ROOM), tails), Ok(Unpacked::Frame(frame)));
    }
}

fn run() -> impl Strategy<Value = Run> {
    let content = prop_oneof![
        4 => (1u16.., 0u64..1 << 42, prop::collection::vec(any::<u8>(), 0..60)).prop_map(
            |(kind, time, body)| Content::Entry(Entry { time: Stamp(time), kind: Kind(kind), body })
        ),
        4 => (0u64..1 << 42, ".{0,80}").prop_map(|(time, text)| {
            let body = Body::from(NoteTaken { text, incident: None });
            Content::Entry(Entry { time: Stamp(time), kind: body.kind(), body: body.write() })
        }),
        1 => any::<[u8; 32]>().prop_map(|hash| Content::Refused(Hash(hash))),
    ];
    let entry = (content, any::<bool>(), 0u64..1 << 40);
    let seat = prop_oneof![any::<[u8; 4]>(), Just(log(1)[0].author.seat().0)];
    (seat, 1u32..1 << 20, any::<bool>(), prop::collection::vec(entry, 1..24)).prop_map(
        |(seat, first, placed, entries)| {
            let last = entries.len() - 1;
            let signature = |at: usize, signed: bool| {
                (signed || at == last).then_some(Signature([at as u8; 64]))
            };
            let signatures = entries.iter().enumerate().map(|(at, e)| signature(at, e.1)).collect();
            let positions = placed.then(|| entries.iter().map(|e| e.2).collect());
            let contents = entries.into_iter().map(|e| e.0).collect();
            Run { seat: SeatId(seat), first, positions, contents, signatures }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_run_comes_back(run in run(), with_tail: bool) {
        let known = book(&log(40));
        let tail = known.tail(40).filter(|_| with_tail);
        let (mark, slim) = if run.contents.len() == 1 {
            slim::write_single(&run, tail.as_ref())
        } else {
            (FrameKind::Run as u8, slim::write_many(&run, tail.as_ref()))
        };
        // Told in short it comes back whether or not that is shorter; `pack` sends the shorter.
        let back = match mark & SINGLE {
            0 => slim::read_many(&slim.text, &slim.beside, tail.as_ref()),
            _ => slim::read_single(mark, &slim.text, &slim.beside, tail.as_ref()),
        };
        prop_assert_eq!(back, Ok(run.clone()));
        let frame = Frame::Run(run);
        let packed = pack(&frame, of(tail.as_ref()));
        prop_assert!(packed.len() <= frame.encode().len());
        let tails = |name| known.tail(known.position(name)?).map(Arc::new);
        prop_assert_eq!(unpack(&packed, Some(ROOM), tails), Ok(Unpacked::Frame(frame)));
    }

    #[test]
    fn any_batch_comes_back(
        runs in prop::collection::vec((run(), any::<Option<[u8; 32]>>()), 1..6),
        with_tail: bool,
    ) {
        let known = book(&log(40));
        let tail = known.tail(40).filter(|_| with_tail);
        let stretch = |(run, after): (Run, Option<[u8; 32]>)| {
            Stretch { after: after.filter(|_| run.first > 1).map(Hash), run }
        };
        let stretches: Vec<Stretch> = runs.into_iter().map(stretch).collect();
        let slim = slim::write_batch(&stretches, of(tail.as_ref()));
        let back = slim::read_batch(&slim.text, &slim.beside, of(tail.as_ref()));
        prop_assert_eq!(back.as_ref(), Ok(&stretches));
        let frame = Frame::Batch(stretches);
        let packed = pack(&frame, of(tail.as_ref()));
        prop_assert!(packed.len() <= frame.encode().len());
        let tails = |name| known.tail(known.position(name)?).map(Arc::new);
        prop_assert_eq!(unpack(&packed, Some(ROOM), tails), Ok(Unpacked::Frame(frame)));
    }

    #[test]
    fn garbage_is_refused_or_a_frame(
        encoding in 0u8..6,
        mark: u8,
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let known = book(&log(20));
        let tail = Arc::new(known.tail(20).unwrap());
        let bytes = [&[1 << 4 | encoding, mark, 20], &tail.check[..], &bytes].concat();
        let _ = unpack(&bytes, Some(ROOM), |_| Some(tail));
    }
}
