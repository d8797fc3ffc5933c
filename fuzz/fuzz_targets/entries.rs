//! Any bytes as the body of any kind, and as an entry in a chain: what reads is written back to
//! what reads the same; what is altered no longer holds.

#![no_main]

use liaison_core::body::{Body, Kind};
use liaison_core::entry::{Content, Entry, Link, chain_hash};
use liaison_core::stamp::Stamp;
use liaison_fuzz::partnership::Partnership;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, u64, u32, Vec<u8>)| {
    let (choice, time, n, bytes) = input;
    // Mostly kinds of this version.
    let known = Kind::ALL[usize::from(choice) % Kind::ALL.len()];
    let kind = if choice >> 8 == 0xff { Kind(choice) } else { known };
    let entry = Entry { time: Stamp(time), kind, body: bytes };
    if let Some(body) = entry.read() {
        assert_eq!(body.kind(), kind);
        let written = body.write();
        assert_eq!(Body::read(kind, &written).as_ref(), Some(&body), "{written:x?}");
        assert!(written.len() <= entry.body.len() * 2 + 64, "grown: {body:?}");
    }

    let partnership = Partnership::shared();
    let (before, author) = (&partnership.links[0], partnership.officers[0].key());
    let n = n.max(2);
    let h = chain_hash(&before.h, &entry.content_hash(&partnership.room, &author, n));
    let content = Content::Entry(entry.clone());
    let link = Link { author, n, previous: before.h, h, content, signature: None };
    assert!(link.holds(&partnership.room));
    let altered = Entry { time: Stamp(time ^ 1), ..entry.clone() };
    assert!(!Link { content: Content::Entry(altered), ..link.clone() }.holds(&partnership.room));
    if let Some((last, rest)) = entry.body.split_last() {
        let body = [rest, &[last ^ 1]].concat();
        let altered = Content::Entry(Entry { body, ..entry });
        assert!(!Link { content: altered, ..link.clone() }.holds(&partnership.room));
    }
    assert!(!Link { signature: before.signature, ..link }.holds(&partnership.room));
});
