//! Runs that were tampered with: nothing verifies that the author did not sign.

#![no_main]

use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use liaison_core::body::Kind;
use liaison_core::entry::{Content, Entry, Link, Signature};
use liaison_core::id::Hash;
use liaison_core::run::Run;
use liaison_core::stamp::Stamp;
use liaison_core::wire::Frame;
use liaison_fuzz::partnership::{Partnership, START};
use libfuzzer_sys::fuzz_target;

/// How many entries the author has signed.
const ENTRIES: u32 = 40;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Frame::Run(run)) = Frame::decode(bytes) {
        check(&run, &Hash::ZERO);
        if let Some(before) = chain().get(run.first.saturating_sub(2) as usize) {
            check(&run, &before.h);
        }
    }
    // Too few bytes are no fault.
    tampered(&mut Unstructured::new(bytes)).ok();
});

/// The author's true chain, every entry signed.
fn chain() -> &'static [Link] {
    static CHAIN: OnceLock<Vec<Link>> = OnceLock::new();
    CHAIN.get_or_init(|| {
        let partnership = Partnership::shared();
        let mut links: Vec<Link> = vec![partnership.links[0].clone()];
        for n in 2..=ENTRIES {
            let body = vec![n as u8; n as usize % 11];
            let entry = Entry { time: Stamp(START.0 + u64::from(n)), kind: Kind(999), body };
            let previous = links[links.len() - 1].h;
            let officer = &partnership.officers[0];
            links.push(Link::write(&partnership.room, officer, n, previous, entry));
        }
        links
    })
}

fn tampered(u: &mut Unstructured<'_>) -> Result<()> {
    let chain = chain();
    let first = u.int_in_range(0..=chain.len() - 1)?;
    // Short ones mostly: each signature takes its time.
    let longest = if u.ratio(1, 8)? { chain.len() } else { 6 };
    let last = u.int_in_range(first..=(first + longest).min(chain.len()) - 1)?;
    let links = &chain[first..=last];
    let mut run = Run {
        seat: links[0].author.seat(),
        first: links[0].n,
        positions: u.arbitrary::<bool>()?.then(|| (7..).take(links.len()).collect()),
        contents: links.iter().map(|link| link.content.clone()).collect(),
        signatures: links.iter().map(|link| link.signature).collect(),
    };
    for signature in run.signatures.iter_mut().rev().skip(1) {
        if u.ratio(7, 8)? {
            *signature = None;
        }
    }
    let mut previous = links[0].previous;
    // Untouched it verifies, whichever inner signatures travel.
    assert!(check(&run, &previous), "a true run does not verify");
    for _ in 0..u.int_in_range(1..=3)? {
        tamper(u, &mut run, &mut previous)?;
    }
    check(&run, &previous);
    // On the wire it stays what it is, or is no frame.
    if let Ok(Frame::Run(read)) = Frame::decode(&Frame::Run(run.clone()).encode()) {
        assert_eq!(read, run);
    }
    Ok(())
}

fn tamper(u: &mut Unstructured<'_>, run: &mut Run, previous: &mut Hash) -> Result<()> {
    let at = u.int_in_range(0..=run.contents.len() - 1)?;
    let other = u.int_in_range(0..=run.contents.len() - 1)?;
    match u.int_in_range(0..=8)? {
        0 => run.contents.swap(at, other),
        1 => run.signatures.swap(at, other),
        2 => run.first = u.int_in_range(1..=ENTRIES + 1)?,
        3 => previous.0[at % 32] ^= u.arbitrary::<u8>()?,
        4 => *previous = chain()[at % chain().len()].h,
        5 => run.contents[at] = Content::Refused(Hash(u.arbitrary()?)),
        6 => {
            let mut signature = run.signatures[at].unwrap_or(Signature([0; 64]));
            signature.0[u.int_in_range(0..=63)?] ^= u.arbitrary::<u8>()?;
            run.signatures[at] = Some(signature);
        }
        7 if run.contents.len() > 1 => {
            run.contents.remove(at);
            run.signatures.remove(other);
            if let Some(positions) = &mut run.positions {
                positions.pop();
            }
        }
        _ => {
            if let Content::Entry(entry) = &mut run.contents[at] {
                entry.time.0 ^= u64::from(u.arbitrary::<u8>()?);
                entry.kind.0 ^= u16::from(u.arbitrary::<u8>()?);
                entry.body.extend(u.arbitrary::<Option<u8>>()?);
            }
        }
    }
    Ok(())
}

/// Verifies a run; what it proves must be what the author signed, to the last byte.
fn check(run: &Run, previous: &Hash) -> bool {
    let partnership = Partnership::shared();
    let author = partnership.officers[0].key();
    let Ok(proved) = run.verify(&partnership.room, &author, previous) else { return false };
    assert_eq!(proved.len(), run.contents.len());
    for link in &proved {
        let signed = &chain()[link.n as usize - 1];
        assert_eq!(link.key(), signed.key(), "proved what was never signed");
        assert_eq!(link.previous, signed.previous);
        assert!(link.holds(&partnership.room));
        match &link.content {
            Content::Entry(_) => assert_eq!(link.content, signed.content),
            Content::Refused(hash) => {
                assert_eq!(*hash, signed.content.hash(&room_inside(link.n), &author, link.n));
            }
        }
    }
    // The same bytes prove nothing of another officer.
    let other = partnership.officers[1].key();
    assert!(run.verify(&partnership.room, &other, previous).is_err());
    true
}

/// The room as the content hash has it: zero in the founding entry.
fn room_inside(n: u32) -> liaison_core::id::RoomId {
    if n == 1 { liaison_core::id::RoomId::default() } else { Partnership::shared().room }
}
