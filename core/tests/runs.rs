//! Runs prove exactly what they say, and the index does not depend on the order of arrival.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use liaison_core::body::Body;
use liaison_core::body::log::NoteTaken;
use liaison_core::entry::{Content, Entry, Link, SIGNATURE_EVERY, Secret};
use liaison_core::id::{EntryKey, Hash, RoomId};
use liaison_core::record::{Added, Named, Record};
use liaison_core::run::{Cut, Run, Signed};
use liaison_core::shelf::Shelf;
use liaison_core::stamp::Stamp;
use liaison_core::wire::Frame;
use proptest::prelude::*;

const ROOM: RoomId = RoomId([6; 32]);

struct Memory(BTreeMap<EntryKey, Link>);

impl Shelf for Memory {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.0.get(key).cloned())
    }
}

fn secret() -> Secret {
    Secret::from_seed([5; 32])
}

fn note(n: u32, branch: u8) -> Entry {
    let text = format!("Entry {n} of branch {branch}");
    let body = Body::from(NoteTaken { text, incident: None });
    Entry { time: Stamp(1_700_460_000_000 + u64::from(n)), kind: body.kind(), body: body.write() }
}

/// Entries 1 to `count` of one seat.
fn chain(count: u32) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for n in 1..=count {
        let previous = links.last().map_or(Hash::ZERO, |link| link.h);
        links.push(Link::write(&ROOM, &secret(), n, previous, note(n, 0)));
    }
    links
}

fn held(links: &[Link]) -> (Record, Memory) {
    let mut record = Record::new(ROOM);
    for link in links {
        record.add(link, None);
    }
    (record, Memory(links.iter().map(|link| (link.key(), link.clone())).collect()))
}

fn cut(links: &[Link], from: usize, signed: bool) -> Run {
    let (record, memory) = held(links);
    let cut = Cut::from(&record, links[from].key(), 4096, 1 << 20, |_| true).expect("it is signed");
    let none = BTreeSet::new();
    let signed = Signed { all: signed, standing: &none, placed: false };
    cut.run(&record, &memory, &signed).expect("memory can be read")
}

#[test]
fn a_run_verifies_exactly_if_every_bit_is_right() {
    let mut links = chain(4);
    links[1].content = Content::Refused(links[1].content.hash(&ROOM, &links[1].author, 2));
    let run = cut(&links, 1, false);
    let verified = run.verify(&ROOM, &links[0].author, &links[0].h).expect("it is right");
    assert!(verified.iter().map(Link::key).eq(links[1..].iter().map(Link::key)));
    let bytes = Frame::Run(run.clone()).encode();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Ok(Frame::Run(read)) = Frame::decode(&flipped) else { continue };
        // Another seat is another author; positions are the relay's word and prove nothing.
        if read.seat != run.seat || read.positions.is_some() {
            continue;
        }
        let proof = read.verify(&ROOM, &links[0].author, &links[0].h);
        assert!(proof.is_err(), "bit {bit} does not count");
    }
    assert!(run.verify(&RoomId([7; 32]), &links[0].author, &links[0].h).is_err());
    assert!(run.verify(&ROOM, &Secret::from_seed([4; 32]).key(), &links[0].h).is_err());
    assert!(run.verify(&ROOM, &links[0].author, &links[1].h).is_err());
}

#[test]
fn long_runs_keep_every_thirty_second_signature_and_read_back() {
    let links = chain(150);
    let run = cut(&links, 0, false);
    assert_eq!(run.contents.len(), 150);
    let signed: Vec<usize> = (0..150).filter(|&at| run.signatures[at].is_some()).collect();
    assert!(signed.len() <= 6, "{signed:?}");
    assert!(signed.windows(2).all(|pair| pair[1] - pair[0] <= SIGNATURE_EVERY as usize));
    assert!(signed[0] < SIGNATURE_EVERY as usize && signed.last() == Some(&149));
    let frame = Frame::Run(run);
    assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
}

#[test]
fn what_came_with_few_signatures_can_be_passed_on() {
    let links = chain(100);
    let run = cut(&links, 0, false);
    let thin = run.verify(&ROOM, &links[0].author, &Hash::ZERO).expect("it is right");
    for from in [0, 40, 70, 99] {
        let (record, memory) = held(&thin);
        let cut = Cut::from(&record, links[from].key(), 10, 1 << 20, |_| true);
        let cut = cut.expect("a signature covers it");
        let signed = Signed { all: false, standing: &BTreeSet::new(), placed: false };
        let run = cut.run(&record, &memory, &signed).expect("memory can be read");
        assert!(run.contents.len() <= SIGNATURE_EVERY as usize);
        assert!(run.verify(&ROOM, &links[0].author, &links[from].previous).is_ok());
        assert!(Frame::decode(&Frame::Run(run).encode()).is_ok());
    }
}

#[test]
fn a_signature_that_comes_later_is_added_and_none_is_lost() {
    let links = chain(2);
    let mut record = Record::new(ROOM);
    let bare = Link { signature: None, ..links[0].clone() };
    assert_eq!(record.add(&bare, Some(4)), Added { new: true, ..Added::default() });
    assert_eq!(record.cover(&links[0].key()), None);
    assert_eq!(record.add(&links[0], None), Added { signature: true, ..Added::default() });
    assert_eq!(record.add(&bare, None), Added::default());
    assert!(record.node(&links[0].key()).is_some_and(|n| n.signed && n.position == Some(4)));
}

#[test]
fn gaps_ambiguous_names_and_void_positions_are_told() {
    let links = chain(6);
    let mut record = Record::new(ROOM);
    for (at, link) in links.iter().enumerate().filter(|(at, _)| ![1, 2].contains(at)) {
        record.add(link, Some(at as u64));
    }
    assert_eq!(record.gaps(&links[0].author), vec![(2, 3)]);
    assert_eq!(record.resolve(&links[5].key().reference()), Named::One(links[5].key()));
    assert_eq!(record.resolve(&links[2].key().reference()), Named::Absent);
    record.void_positions(4);
    assert_eq!(record.unplaced().len(), 1);
    let span = record.unplaced()[0];
    assert_eq!((span.first, span.last, span.h), (5, 6, links[5].h));
    assert_eq!(record.at(3), Some(links[3].key()));
    assert_eq!(record.at(4), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn forks_and_fingerprint_do_not_depend_on_the_order(
        branches in 1u8..12,
        order in prop::collection::vec(any::<u32>(), 40),
    ) {
        let trunk = chain(2);
        let mut links = trunk.clone();
        for branch in 1..=branches {
            let third = Link::write(&ROOM, &secret(), 3, trunk[1].h, note(3, branch));
            links.push(Link::write(&ROOM, &secret(), 4, third.h, note(4, branch)));
            links.push(third);
        }
        let (straight, _) = held(&links);
        let mut shuffled: Vec<(u32, Link)> =
            links.iter().enumerate().map(|(at, l)| (order[at % 40], l.clone())).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Link> = shuffled.into_iter().map(|(_, link)| link).collect();
        let (other, _) = held(&shuffled);
        prop_assert_eq!(straight.fingerprint(), other.fingerprint());
        let author = links[0].author;
        prop_assert_eq!(straight.branches(&author, 3), other.branches(&author, 3));
        prop_assert_eq!(straight.branches(&author, 3).len(), usize::from(branches.min(8)));
        prop_assert_eq!(straight.entries(), other.entries());
        prop_assert_eq!(straight.forks(), other.forks());
        let mut smallest: Vec<Hash> =
            links.iter().filter(|link| link.n == 3).map(|link| link.h).collect();
        smallest.sort_unstable();
        smallest.truncate(8);
        let kept: Vec<Hash> = straight.branches(&author, 3).iter().map(|key| key.h).collect();
        prop_assert_eq!(kept, smallest);
    }
}
