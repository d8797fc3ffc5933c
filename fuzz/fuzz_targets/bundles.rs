//! Bundles from strangers: bytes, text and parts of any kind prove nothing that nobody signed, take
//! no more memory than they may, and what was written reads back.

#![no_main]

use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use liaison_core::bundle::{
    Bundle, BundleWriter, Heading, Intake, Kept, Part, Sheaf, find, in_text, split, split_text,
};
use liaison_core::entry::Link;
use liaison_core::record::Record;
use liaison_core::run::Run;
use liaison_core::terms::{Mode, Tlp};
use liaison_core::wire::Frame;
use liaison_fuzz::partnership::Partnership;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // As a file, as a body, as what was in a true bundle.
    for part in find(bytes).parts {
        assert_eq!(Part::decode(&part.encode()), Ok(part.clone()));
        if let Some(Ok(body)) = Sheaf::new(part).body() {
            take(&body);
        }
    }
    take(bytes);
    // Too few bytes are no fault.
    tampered(&mut Unstructured::new(bytes)).ok();
    carried(&mut Unstructured::new(bytes)).ok();
});

/// The partnership's entries as frames, every entry signed.
fn frames() -> &'static [Frame] {
    static FRAMES: OnceLock<Vec<Frame>> = OnceLock::new();
    FRAMES.get_or_init(|| {
        let frame = |link: &Link| {
            Frame::Run(Run {
                seat: link.author.seat(),
                first: link.n,
                positions: None,
                contents: vec![link.content.clone()],
                signatures: vec![link.signature],
            })
        };
        Partnership::shared().links.iter().map(frame).collect()
    })
}

/// Takes a body in; whatever it proves, somebody has signed.
fn take(body: &[u8]) -> usize {
    let Ok(bundle) = Bundle::read(body) else { return 0 };
    let partnership = Partnership::shared();
    let mut intake = Intake::open(Record::new(partnership.room));
    let mut new = 0;
    for frame in bundle.sections().map_while(Result::ok).flatten() {
        for link in intake.take(frame).new {
            assert!(link.holds(&partnership.room));
            let signed = partnership.links.iter().any(|l| l.key() == link.key());
            assert!(signed, "an entry from nowhere");
            new += usize::from(intake.kept(&link) == Kept::New);
        }
    }
    assert!(intake.waiting().len() <= 256 * 33);
    new
}

/// True frames left out, doubled, swapped and altered.
fn tampered(u: &mut Unstructured<'_>) -> Result<()> {
    let mut writer = BundleWriter::new(&Partnership::shared().room.name());
    for _ in 0..u.int_in_range(0..=24)? {
        let frame = u.choose(frames())?;
        let mut bytes = frame.encode();
        if u.ratio(1, 4)? {
            let at = u.int_in_range(0..=bytes.len() - 1)?;
            bytes[at] ^= u.arbitrary::<u8>()?;
        }
        if let Ok(frame) = Frame::decode(&bytes) {
            writer.put(&frame);
        }
    }
    if let Ok(body) = writer.finish() {
        take(&body);
    }
    Ok(())
}

/// A body cut into parts, as text or bytes, in any order and with words between, is itself again.
fn carried(u: &mut Unstructured<'_>) -> Result<()> {
    let size = u.int_in_range(60..=900)?;
    let text: bool = u.arbitrary()?;
    let quote = *u.choose(&["", "> ", ">> > ", "| "])?;
    let turn: usize = u.arbitrary()?;
    let body = u.bytes(u.len().min(4_000))?;
    let parts = if text { split_text } else { split }(body, Some(size)).expect("a good size");
    let mut sheaf: Option<Sheaf> = None;
    let count = parts.len();
    for at in 0..count {
        let part = &parts[(at + turn % count) % count];
        let file = if text {
            let (number, count) = (part.number, part.count);
            let heading = Heading { mode: Mode::Test, tlp: Tlp::Amber, number, count };
            let text = in_text(&part.encode(), &heading, Some(size));
            assert!(text.len() <= size);
            let quoted: String = text.lines().map(|l| format!("{quote}{l}\r\n")).collect();
            quoted.into_bytes()
        } else {
            part.encode()
        };
        let found = find(&file);
        assert_eq!((found.parts.len(), found.damaged.len()), (1, 0));
        for part in found.parts {
            match &mut sheaf {
                None => sheaf = Some(Sheaf::new(part)),
                Some(sheaf) => assert_eq!(sheaf.add(part), Ok(true)),
            }
        }
    }
    let whole = sheaf.and_then(|sheaf| sheaf.body());
    assert_eq!(whole, Some(Ok(body.to_vec())));
    Ok(())
}
