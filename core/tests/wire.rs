//! Frames: every kind reads back, and every frame that was ever written still means the same.
//!
//! `wire/` has one file for each: its bytes in hexadecimal and what it says. A file is added for a
//! new kind or form, never edited. To write the file of a new one, run with `LIAISON_GOLDEN=write`;
//! files that exist are left alone.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use liaison_core::body::Kind;
use liaison_core::document::{Refused, ShortName, Space};
use liaison_core::entry::{Content, Entry, Signature};
use liaison_core::id::{Hash, SeatId};
use liaison_core::ranges::Ranges;
use liaison_core::run::Run;
use liaison_core::stamp::Stamp;
use liaison_core::wire::{
    Anchor, Bye, Complete, DecodeError, DocumentAsk, DocumentHeld, DocumentPiece, DocumentRefused,
    Epoch, EpochId, Epochs, FRAME_BYTES_MAX, Farewell, Frame, FrameId, FrameKind, Have, History,
    Part, Piece, Refusal, RefusalReason, SeatRange, StoredRange, Stretch, Unfinished, Welcome,
};
use proptest::prelude::*;

const SEAT: SeatId = SeatId([0x1a, 0x2b, 0x3c, 0x4d]);

fn range(first: u32, last: u32) -> SeatRange {
    SeatRange { seat: SEAT, first, last, short: [7; 8] }
}

fn note(time: u64, text: &str) -> Content {
    let entry = Entry { time: Stamp(time), kind: Kind(73), body: text.as_bytes().to_vec() };
    Content::Entry(entry)
}

fn part(last: bool, piece: Piece) -> Frame {
    Frame::Part(Part { last, piece, bytes: vec![1, 2, 3] })
}

/// Runs, alone and together.
fn runs() -> Vec<(&'static str, Frame)> {
    let live = Run {
        seat: SEAT,
        first: 17,
        positions: Some(vec![4200]),
        contents: vec![note(1_700_460_001_000, "Gates close at 07:00Z")],
        signatures: vec![Some(Signature([9; 64]))],
    };
    let live_again = live.clone();
    let past = Run {
        seat: SEAT,
        first: 1,
        positions: Some(vec![3, 9, 10]),
        contents: vec![
            note(1_700_460_000_000, "one"),
            Content::Refused(Hash([8; 32])),
            note(5, ""),
        ],
        signatures: vec![None, Some(Signature([1; 64])), Some(Signature([2; 64]))],
    };
    vec![
        ("run-live", Frame::Run(live.clone())),
        ("run-brought", Frame::Run(Run { positions: None, ..live })),
        ("run-past", Frame::Run(past.clone())),
        (
            "batch",
            Frame::Batch(vec![
                past.into(),
                Stretch { after: Some(Hash([6; 32])), run: live_again },
            ]),
        ),
    ]
}

/// One frame of every kind, and of kinds with two faces both.
fn samples() -> Vec<(&'static str, Frame)> {
    let have = Have {
        history: History::Recent,
        more: true,
        epoch: Some(EpochId([3; 8])),
        positions: [(0, 120), (4000, 4100)].into_iter().collect(),
        unplaced: vec![range(5, 9)],
        unfinished: None,
    };
    let unfinished = Some(Unfinished { frame: FrameId([5; 4]), bytes: 700 });
    let have_resuming = Have { unfinished, ..Have::default() };
    let welcome = Welcome {
        time: Stamp(1_700_460_000_000),
        end: 4200,
        stored: 1,
        epochs: vec![(EpochId([4; 8]), 4150)],
        disputes: vec![range(5, 7)],
    };
    let epoch = Epoch { id: EpochId([4; 8]), first: 4150, end: 4200 };
    let stored = StoredRange { range: range(17, 19), signatures: true, positions: vec![7, 8, 12] };
    let refusal = |position| Refusal {
        seat: SEAT,
        n: 18,
        short: [7; 8],
        reason: RefusalReason::Size,
        position,
    };
    let of_the_record = vec![
        ("have", Frame::Have(have)),
        ("have-unfinished", Frame::Have(have_resuming)),
        ("have-nothing", Frame::Have(Have::default())),
        ("welcome", Frame::Welcome(welcome)),
        ("epochs", Frame::Epochs(Epochs { complete: true, epochs: vec![epoch] })),
        ("anchor", Frame::Anchor(Anchor { seat: SEAT, n: 16, h: Hash([5; 32]) })),
        ("standing", Frame::Standing(vec![3, 4, 300])),
        ("heads", Frame::Heads(vec![(SEAT, 17), (SeatId([9; 4]), 1)])),
        ("current", Frame::Current(4200)),
        ("complete", Frame::Complete(Complete { history: History::All, end: 4200 })),
        ("stored", Frame::Stored(vec![stored])),
        ("refused", Frame::Refused(vec![refusal(Some(8)), refusal(None)])),
        ("received", Frame::Received(65_536)),
        ("history", Frame::History(History::None)),
        (
            "bye",
            Frame::Bye(Bye { reason: Farewell::Stopping, retry_after: Duration::from_secs(5) }),
        ),
        ("time", Frame::Time(Stamp(1_700_460_000_000))),
        ("part", part(true, Piece::Next)),
        ("part-first", part(false, Piece::First(FrameId([6; 4])))),
        ("part-resumed", part(true, Piece::Resumed)),
        ("missing", Frame::Missing(3)),
    ];
    of_the_record.into_iter().chain(runs()).chain(of_documents()).collect()
}

fn of_documents() -> Vec<(&'static str, Frame)> {
    let document = ShortName([5; 8]);
    vec![
        ("document-look", Frame::DocumentLook(vec![document, ShortName([6; 8])])),
        ("document-offer", Frame::DocumentOffer(document)),
        (
            "document-ask",
            Frame::DocumentAsk(DocumentAsk { stream: 3, name: document, from: 4096, to: 713_923 }),
        ),
        ("document-piece", Frame::DocumentPiece(DocumentPiece { stream: 3, bytes: vec![1, 2, 3] })),
        ("document-held", Frame::DocumentHeld(DocumentHeld { name: document, bytes: 713_923 })),
        (
            "document-refused",
            Frame::DocumentRefused(DocumentRefused { name: document, reason: Refused::Quota }),
        ),
        (
            "document-space",
            Frame::DocumentSpace(Space { largest: 50_000_000, left: 4_999_000_000 }),
        ),
    ]
}

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/wire/{name}.txt"))
}

fn rendered(bytes: &[u8], frame: &Frame) -> String {
    let hex: Vec<String> = bytes
        .chunks(32)
        .map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    format!("{}\n\n{frame:#?}\n", hex.join("\n"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "writing a new golden file is asked for from outside"
)]
fn writing() -> bool {
    std::env::var("LIAISON_GOLDEN").is_ok_and(|value| value == "write")
}

#[test]
fn every_frame_that_was_ever_written_means_the_same() {
    let mut kinds: Vec<FrameKind> = Vec::new();
    for (name, frame) in samples() {
        let bytes = frame.encode();
        assert_eq!(Frame::decode(&bytes).as_ref(), Ok(&frame), "{name}");
        kinds.push(frame.kind());
        let path = golden(name);
        if writing() && !path.exists() {
            fs::write(&path, rendered(&bytes, &frame)).expect("a file beside the others");
        }
        let kept =
            fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} has no golden file"));
        assert_eq!(kept, rendered(&bytes, &frame), "{name} is written in another way");
        let (hex, _) = kept.split_once("\n\n").expect("bytes, then words");
        let hex: String = hex.split_whitespace().collect();
        let read: Vec<u8> = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hexadecimal"))
            .collect();
        assert_eq!(Frame::decode(&read), Ok(frame), "{name} is read in another way");
    }
    assert!(FrameKind::ALL.iter().all(|kind| kinds.contains(kind)), "a kind has no golden file");
}

#[test]
fn no_prefix_and_no_suffix_of_a_frame_is_one() {
    for (name, frame) in samples() {
        let bytes = frame.encode();
        if matches!(frame, Frame::Part(_) | Frame::DocumentPiece(_)) {
            continue;
        }
        for end in 0..bytes.len() {
            assert!(Frame::decode(&bytes[..end]).is_err(), "{name} cut at {end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert!(Frame::decode(&longer).is_err(), "{name} with a byte behind it");
    }
}

#[test]
fn what_is_not_spoken_here_is_said_by_name() {
    assert_eq!(Frame::decode(&[]), Err(DecodeError::Short));
    assert_eq!(Frame::decode(&[0x20, 7, 0]), Err(DecodeError::Version(2)));
    assert_eq!(Frame::decode(&[0x1f, 7, 0]), Err(DecodeError::Encoding(15)));
    assert_eq!(Frame::decode(&[0x15, 0, 7, 0]), Err(DecodeError::Encoding(5)), "asked for by none");
    assert_eq!(Frame::decode(&[0x12, 0x80, 0, 1, 1]), Err(DecodeError::Dictionary));
    assert_eq!(
        Frame::decode(&[0x11, 15, 0, 0]),
        Err(DecodeError::Value("a frame that is never packed"))
    );
    assert_eq!(Frame::decode(&[0x10, 99]), Err(DecodeError::Kind(99)));
    let long = vec![0x10; FRAME_BYTES_MAX + 1];
    assert_eq!(Frame::decode(&long), Err(DecodeError::TooLong(FRAME_BYTES_MAX + 1)));
}

#[test]
fn frames_are_as_small_as_the_budgets_need() {
    let size = |wanted: &str| {
        let found = samples().into_iter().find(|(name, _)| *name == wanted);
        found.map(|(_, frame)| frame.encode().len()).expect("a sample")
    };
    let text = "Gates close at 07:00Z".len();
    // Beside the text and its signature: two of the frame, seat, number, flags, count, position,
    // kind, time, length.
    assert!(size("run-live") <= text + 64 + 20, "{}", size("run-live"));
    assert!(size("run-brought") <= text + 64 + 18, "{}", size("run-brought"));
    assert!(size("anchor") <= 40);
    assert!(size("received") <= 5);
    assert!(size("have-nothing") <= 5);
}

fn ranges() -> impl Strategy<Value = Ranges> {
    prop::collection::vec((0u64..10_000, 0u64..50), 0..8)
        .prop_map(|list| list.into_iter().map(|(first, more)| (first, first + more)).collect())
}

fn run() -> impl Strategy<Value = Run> {
    let content = prop_oneof![
        3 => (1u16.., any::<u64>(), prop::collection::vec(any::<u8>(), 0..80)).prop_map(
            |(kind, time, body)| Content::Entry(Entry { time: Stamp(time), kind: Kind(kind), body })
        ),
        1 => any::<[u8; 32]>().prop_map(|hash| Content::Refused(Hash(hash))),
    ];
    let entry = (content, any::<bool>(), 0u64..1 << 40);
    (any::<[u8; 4]>(), 1u32..1 << 30, any::<bool>(), prop::collection::vec(entry, 1..30)).prop_map(
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
    #[test]
    fn runs_read_back(run in run()) {
        let frame = Frame::Run(run);
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
    }

    #[test]
    fn batches_read_back(
        runs in prop::collection::vec((run(), any::<Option<[u8; 32]>>()), 1..9),
    ) {
        let stretch = |(run, after): (Run, Option<[u8; 32]>)| {
            Stretch { after: after.filter(|_| run.first > 1).map(Hash), run }
        };
        let frame = Frame::Batch(runs.into_iter().map(stretch).collect());
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
    }

    #[test]
    fn what_is_held_reads_back(
        positions in ranges(),
        epoch in any::<Option<[u8; 8]>>(),
        left in any::<Option<(u32, [u8; 4])>>(),
        more: bool,
        named in prop::collection::vec((any::<[u8; 4]>(), 1u32..9999, 0u32..99, any::<[u8; 8]>()), 0..9),
    ) {
        let unplaced = named.into_iter().map(|(seat, first, more, short)| {
            SeatRange { seat: SeatId(seat), first, last: first + more, short }
        });
        let frame = Frame::Have(Have {
            history: History::All,
            more,
            epoch: epoch.map(EpochId),
            positions,
            unplaced: unplaced.collect(),
            unfinished: left.map(|(bytes, frame)| Unfinished { frame: FrameId(frame), bytes }),
        });
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
    }

    #[test]
    fn a_value_has_one_form(kind in 0u8..40, bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let bytes = [&[0x10, kind][..], &bytes].concat();
        if let Ok(frame) = Frame::decode(&bytes) {
            prop_assert_eq!(frame.encode(), bytes);
        }
    }
}
