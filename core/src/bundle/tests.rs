use super::*;
use crate::body::Kind;
use crate::entry::{Content, Entry, Signature};
use crate::id::SeatId;
use crate::run::Run;
use crate::stamp::Stamp;

const ROOM: RoomName = RoomName([7; 16]);

fn frame(n: u32, bytes: usize) -> Frame {
    // Noise, so that it stays large.
    let mut noise = vec![0; bytes];
    blake3::Hasher::new().update(&n.to_le_bytes()).finalize_xof().fill(&mut noise);
    let entry = Entry { time: Stamp(1), kind: Kind(999), body: noise };
    Frame::Run(Run {
        seat: SeatId([5; 4]),
        first: n,
        positions: None,
        contents: vec![Content::Entry(entry)],
        signatures: vec![Some(Signature([0; 64]))],
    })
}

fn written(frames: &[Frame]) -> Vec<u8> {
    let mut writer = BundleWriter::new(&ROOM);
    frames.iter().for_each(|frame| writer.put(frame));
    writer.finish().unwrap()
}

fn read(body: &[u8]) -> Result<Vec<Frame>, BundleError> {
    let bundle = Bundle::read(body)?;
    assert_eq!(bundle.room, ROOM);
    let sections: Result<Vec<_>, _> = bundle.sections().collect();
    Ok(sections?.concat())
}

#[test]
fn frames_read_back_section_by_section() {
    assert_eq!(read(&written(&[])), Ok(Vec::new()));
    let frames: Vec<Frame> = (1..=12).map(|n| frame(n, 200_000)).collect();
    let body = written(&frames);
    let bundle = Bundle::read(&body).unwrap();
    assert!(bundle.sections().count() > 3);
    assert_eq!(read(&body), Ok(frames));
}

#[test]
fn another_version_is_refused_and_a_section_of_one_is_passed_over() {
    let mut body = written(&[frame(1, 10)]);
    body.extend([9, 3, 2, 0xaa, 0xbb]);
    assert_eq!(read(&body), Ok(vec![frame(1, 10)]));
    assert_eq!(Bundle::read(&body).unwrap().passed_over, 1);
    body[0] = 2;
    assert_eq!(Bundle::read(&body), Err(BundleError::Version(2)));
}

#[test]
fn lengths_that_lie_are_refused() {
    let body = written(&[frame(1, 1000)]);
    for end in 0..body.len() {
        // Where a section ends a shorter bundle is one.
        let cut = Bundle::read(&body[..end]);
        assert!(cut.is_err() || end == 17, "{end}");
    }
    let head = &body[..17];
    let section = |inflated: u64, bytes: u64, rest: &[u8]| {
        let mut w = Writer(head.to_vec());
        w.byte(1);
        w.number(inflated);
        w.number(bytes);
        w.bytes(rest);
        w.0
    };
    for (inflated, bytes) in [(u64::MAX, 1), (1, u64::MAX), (1 << 21, 1), (5, 1 << 30), (5, 9)] {
        assert!(Bundle::read(&section(inflated, bytes, &[0; 8])).is_err());
    }
    // What it inflates to is no frame, or a frame longer than it.
    for inside in [&[0u8][..], &[200, 1, 0x10], &[3, 0x10, 5, 0], &[2, 0x10, 99]] {
        let squeezed = squeeze(inside);
        let body = section(inside.len() as u64, squeezed.len() as u64, &squeezed);
        assert!(read(&body).is_err(), "{inside:?}");
    }
}

#[test]
fn what_would_inflate_beyond_every_bound_is_refused_before_it_is_inflated() {
    let zeros = squeeze(&vec![0; SECTION_BYTES_MAX]);
    let mut w = Writer(written(&[]));
    for _ in 0..=INFLATED_BYTES_MAX / SECTION_BYTES_MAX as u64 {
        w.byte(1);
        w.count(SECTION_BYTES_MAX);
        w.count(zeros.len());
        w.bytes(&zeros);
    }
    assert!(w.0.len() < 32 * 1024, "{}", w.0.len());
    assert_eq!(Bundle::read(&w.0), Err(BundleError::TooLarge));
}
