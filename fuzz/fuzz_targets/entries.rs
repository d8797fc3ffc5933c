//! Any bytes as the body of any kind, and as an entry in a chain: what reads is written back to
//! what reads the same; what is altered no longer holds.

#![no_main]

use arbitrary::{Result, Unstructured};
use liaison_core::body::{Body, Kind};
use liaison_core::entry::{Content, Entry, Link, chain_hash};
use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::stamp::Stamp;
use liaison_fuzz::partnership::Partnership;
use liaison_fuzz::shape::{self, Surroundings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Too few bytes are no fault.
    let Ok((n, entry)) = draw(&mut Unstructured::new(bytes)) else { return };
    if let Some(body) = entry.read() {
        assert_eq!(body.kind(), entry.kind);
        let written = body.write();
        assert_eq!(Body::read(entry.kind, &written).as_ref(), Some(&body), "{written:x?}");
        assert!(written.len() <= entry.body.len() * 2 + 64, "grown: {body:?}");
    }
    chain(n, &entry);
});

fn draw(u: &mut Unstructured<'_>) -> Result<(u32, Entry)> {
    let (n, time) = (u.int_in_range(2..=u32::MAX)?, Stamp(u.arbitrary()?));
    // Kinds of this version with bytes that are no body; kinds of another; bodies, some damaged.
    let (kind, body) = match u.int_in_range(0..=7)? {
        0..=2 => (*u.choose(Kind::ALL)?, u.bytes(u.len())?.to_vec()),
        3 => (Kind(u.arbitrary()?), u.bytes(u.len())?.to_vec()),
        shaped => {
            let keys = [Partnership::shared().officers[0].key(), SeatKey([7; 32])];
            let names = [EntryRef::new(keys[0].seat(), 1, [0, 9])];
            let around = Surroundings { names: &names, keys: &keys };
            let (kind, mut body) = shape::draw(u, &around)?;
            if shaped < 6 {
                let at = u.choose_index(body.len())?;
                body[at] ^= u.arbitrary::<u8>()?;
            }
            (kind, body)
        }
    };
    Ok((n, Entry { time, kind, body }))
}

/// An entry holds in its chain, and not once anything of it is altered.
fn chain(n: u32, entry: &Entry) {
    let partnership = Partnership::shared();
    let (before, author) = (&partnership.links[0], partnership.officers[0].key());
    let h = chain_hash(&before.h, &entry.content_hash(&partnership.room, &author, n));
    let content = Content::Entry(entry.clone());
    let link = Link { author, n, previous: before.h, h, content, signature: None };
    assert!(link.holds(&partnership.room));
    let holds = |altered: Entry| {
        Link { content: Content::Entry(altered), ..link.clone() }.holds(&partnership.room)
    };
    assert!(!holds(Entry { time: Stamp(entry.time.0 ^ 1), ..entry.clone() }));
    assert!(!holds(Entry { kind: Kind(entry.kind.0 ^ 1), ..entry.clone() }));
    if let Some((last, rest)) = entry.body.split_last() {
        assert!(!holds(Entry { body: [rest, &[last ^ 1]].concat(), ..entry.clone() }));
    }
    // Seldom, because it takes longer than all the rest.
    if entry.time.0.is_multiple_of(256) {
        let signature = before.signature;
        assert!(!Link { signature, ..link }.holds(&partnership.room));
    }
}
