//! Bundles: what is exported and imported is the same, two copies become level by bundles alone
//! through whatever e-mail and radio do to them, and nothing is trusted that does not verify.

mod golden;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use liaison_core::body::Body;
use liaison_core::bundle::{
    Bundle, BundleWriter, Choice, Heading, Intake, Kept, Knowledge, Packed, Part, Sheaf, find,
    in_text, pack, split, split_text,
};
use liaison_core::entry::{Content, Link};
use liaison_core::id::{EntryKey, RoomId};
use liaison_core::record::Record;
use liaison_core::replica::Fault;
use liaison_core::room::Room;
use liaison_core::run::{Run, Signed};
use liaison_core::shelf::Shelf;
use liaison_core::terms::{Mode, Role, Tlp};
use liaison_core::wire::{Anchor, Frame};
use proptest::prelude::*;

use crate::history::history;
use crate::office::{Office, cases, fold};
use crate::samples;

/// One officer's copy, as a journal keeps it.
#[derive(Clone)]
struct Copy {
    record: Record,
    links: BTreeMap<EntryKey, Link>,
}

impl Shelf for Copy {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.links.get(key).cloned())
    }
}

/// What came of an import.
#[derive(Debug, Default, PartialEq)]
struct Imported {
    new: usize,
    here: u64,
    waiting: u64,
    refused: Vec<Fault>,
}

impl Copy {
    fn of(room: RoomId, links: &[Link]) -> Self {
        let mut copy = Self { record: Record::new(room), links: BTreeMap::new() };
        links.iter().for_each(|link| copy.keep(link));
        copy
    }

    fn keep(&mut self, link: &Link) {
        let added = self.record.add(link, None);
        if added.new || added.content || added.signature {
            self.links.insert(link.key(), link.clone());
        }
        if let Some(dropped) = added.dropped {
            self.links.remove(&dropped);
        }
    }

    fn has_all_admissions(&self) -> bool {
        let first = |author| self.links.keys().any(|key| key.author == author && key.n == 1);
        self.links.keys().all(|key| first(key.author))
    }

    fn room(&self) -> Room {
        let links: Vec<Link> = self.links.values().cloned().collect();
        fold(self.record.room(), &links)
    }

    fn pack(&self, wanted: impl Fn(&EntryKey) -> bool, known: &Knowledge) -> Packed {
        let room = self.room();
        let read = |(key, link): (&EntryKey, &Link)| {
            let body = link.read().filter(|body| body.kind().is_membership())?;
            Some((*key, body))
        };
        let admissions: Vec<(EntryKey, Body)> = self.links.iter().filter_map(read).collect();
        let choice = Choice {
            wanted: &wanted,
            known: &|key| known.holds(key, &self.record),
            admission: &|author| room.membership().admission(author, &admissions),
            standing: &BTreeSet::new(),
        };
        pack(&self.record, self, &choice).expect("memory can be read")
    }

    fn import(&mut self, body: &[u8]) -> Imported {
        let bundle = Bundle::read(body).expect("a bundle");
        let mut intake = Intake::open(self.record.clone());
        assert!(intake.is_of(&bundle));
        let mut came = Imported::default();
        for frame in bundle.sections().flat_map(|frames| frames.expect("frames")) {
            let taken = intake.take(frame);
            came.here += taken.here;
            came.refused.extend(taken.refused.into_iter().map(|refused| refused.fault));
            for link in taken.new {
                assert!(link.holds(&self.record.room()));
                came.new += usize::from(intake.kept(&link) == Kept::New);
                self.keep(&link);
            }
        }
        came.waiting = intake.waiting_entries();
        came
    }
}

fn copies(office: &Office) -> Vec<Copy> {
    office.pens.iter().map(|pen| Copy::of(office.id, &pen.held)).collect()
}

fn everything(_: &EntryKey) -> bool {
    true
}

/// What carriers do to a text.
fn mangle(text: &str, way: u8) -> String {
    let wrap = |width: usize, between: &str| {
        let cut = |line: &str| {
            let chars: Vec<char> = line.chars().collect();
            let pieces = chars.chunks(width).map(|piece| piece.iter().collect::<String>());
            pieces.collect::<Vec<_>>().join(between)
        };
        text.lines().map(cut).collect::<Vec<_>>().join("\n")
    };
    match way % 8 {
        0 => text.to_owned(),
        1 => text.replace('\n', "\r\n"),
        2 => format!("> > {}", text.replace('\n', "\r\n> > ")),
        3 => format!("On 12:30 Ana wrote:\n\n{text}\n-- \nPort of Nagoya, tel. 081:555"),
        4 => wrap(40, "\r\n"),
        5 => format!(">{}", wrap(72, "\n").replace('\n', " \u{a0}\n>")),
        6 => wrap(70, "=\r\n").replace(":\n", "=3A\n"),
        _ => text.lines().flat_map(|line| ["   ", line, "\n\n\tstray words\n"]).collect(),
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn export_and_import_are_identity(bytes in prop::collection::vec(any::<u8>(), 0..220)) {
        let office = history(&bytes);
        for copy in copies(&office) {
            let packed = copy.pack(everything, &Knowledge::default());
            prop_assert_eq!(packed.uncovered, 0);
            let mut empty = Copy::of(office.id, &[]);
            let came = empty.import(&packed.body);
            prop_assert_eq!(&came.refused, &[]);
            // What waits is of a seat whose first entry the exporter itself does not hold.
            prop_assert_eq!(came.new as u64 + came.waiting, packed.entries);
            if came.waiting == 0 {
                prop_assert_eq!(empty.record.fingerprint(), copy.record.fingerprint());
                prop_assert_eq!(empty.room(), copy.room());
            }
            let again = empty.import(&packed.body);
            // One that two runs have because it stands between others is counted twice.
            prop_assert_eq!(again.new, 0);
            prop_assert!(again.here >= came.new as u64);
        }
    }

    #[test]
    fn copies_become_level_by_mangled_text_alone(
        bytes in prop::collection::vec(any::<u8>(), 0..160),
        order in any::<u64>(),
        chars in 160usize..1200,
    ) {
        let mut office = history(&bytes);
        office.pens.truncate(3);
        let mut copies = copies(&office);
        // Whoever has an entry has the first of its author, because what admits travels first; only
        // of one whom nobody here has heard of otherwise it may be missing.
        prop_assume!(copies.iter().all(Copy::has_all_admissions));
        let mut turn = order;
        for _ in 0..2 {
            for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 2), (2, 1), (1, 0)] {
                let packed = copies[from].pack(everything, &Knowledge::default());
                let mut texts: Vec<String> = Vec::new();
                for part in split_text(&packed.body, Some(chars)).expect("a good size") {
                    let (mode, tlp) = (Mode::Exercise, Tlp::Amber);
                    let heading = Heading { mode, tlp, number: part.number, count: part.count };
                    turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
                    let text = in_text(&part.encode(), &heading, Some(chars));
                    texts.push(mangle(&text, (turn >> 33) as u8));
                    let place = (turn >> 40) as usize % texts.len();
                    let last = texts.len() - 1;
                    texts.swap(place, last);
                }
                let body = carried(&texts, turn >> 20);
                copies[to].import(&body);
            }
        }
        prop_assert_eq!(copies[0].record.fingerprint(), copies[1].record.fingerprint());
        prop_assert_eq!(copies[0].record.fingerprint(), copies[2].record.fingerprint());
    }

    #[test]
    fn altered_bundles_prove_nothing_that_was_not_signed(
        bytes in prop::collection::vec(any::<u8>(), 20..120),
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
    ) {
        let office = history(&bytes);
        let all = Copy::of(office.id, &office.log);
        let packed = all.pack(everything, &Knowledge::default());
        // The check of the part is not asked: whoever alters it makes a new one.
        let bundle = Bundle::read(&packed.body).expect("a bundle");
        let mut writer = BundleWriter::new(&office.id.name());
        let frames: Vec<Frame> =
            bundle.sections().flat_map(|frames| frames.expect("frames")).collect();
        let victim = at.index(frames.len());
        for (i, frame) in frames.into_iter().enumerate() {
            let mut bytes = frame.encode();
            if i == victim {
                let place = 2 + at.index(bytes.len() - 2);
                bytes[place] ^= 1 << bit;
            }
            if let Ok(frame) = Frame::decode(&bytes) {
                writer.put(&frame);
            }
        }
        let mut empty = Copy::of(office.id, &[]);
        empty.import(&writer.finish().expect("small"));
        for (key, link) in &empty.links {
            let true_one = all.links.get(key).expect("nothing that nobody signed");
            match (&link.content, &true_one.content) {
                (Content::Entry(a), Content::Entry(b)) => prop_assert_eq!(a, b),
                (Content::Refused(_), _) => {}
                _ => prop_assert!(false, "content from nowhere"),
            }
        }
    }
}

/// Carries texts one by one; one of them is damaged at first, named, and brought again.
fn carried(texts: &[String], choice: u64) -> Vec<u8> {
    let victim = choice as usize % texts.len();
    let mut sheaf: Option<Sheaf> = None;
    let mut take = |text: &str| -> usize {
        let found = find(text.as_bytes());
        for part in found.parts {
            match &mut sheaf {
                Some(sheaf) => drop(sheaf.add(part).expect("of this bundle")),
                None => sheaf = Some(Sheaf::new(part)),
            }
        }
        found.damaged.len()
    };
    for (i, text) in texts.iter().enumerate() {
        if i == victim {
            let cut: String = text.chars().take(text.chars().count() * 2 / 3).collect();
            take(&cut);
        } else {
            assert_eq!(take(text), 0, "{text}");
        }
    }
    take(&texts[victim]);
    take(&texts[0]);
    sheaf.expect("a part").body().expect("all parts").expect("of one bundle")
}

fn crew() -> (Office, usize, usize) {
    let mut office = Office::found(Mode::Actual);
    let deputy = office.seat(0, "Customs", Role::Coordinator);
    let port = office.seat(deputy, "Port", Role::DutyOfficer);
    office.share();
    (office, deputy, port)
}

#[test]
fn a_bundle_for_a_partner_has_what_it_did_not_prove_to_hold() {
    let (mut office, deputy, port) = crew();
    let before = office.say(0, samples::note("both have this")).expect("said");
    office.share();
    let names = vec![before.reference()];
    let ack = liaison_core::body::log::Acknowledged { entries: names };
    office.say(port, ack).expect("said");
    office.give(port, 0);
    for n in 0..5 {
        office.say(0, samples::note(&format!("new {n}"))).expect("said");
        office.say(deputy, samples::note(&format!("also new {n}"))).expect("said");
    }
    office.give(deputy, 0);
    let (mine, mut theirs) = {
        let mut copies = copies(&office);
        let theirs = copies.remove(port);
        (copies.remove(0), theirs)
    };
    let mut known = Knowledge::default();
    let partner = office.pens[port].key();
    mine.links.values().filter(|l| l.author == partner).for_each(|l| known.hear(l, &mine.record));
    let packed = mine.pack(everything, &known);
    let whole = mine.pack(everything, &Knowledge::default());
    assert!(packed.entries < whole.entries, "{} of {}", packed.entries, whole.entries);
    // The five new ones of the founder, and whatever of the deputy's nobody has proved.
    assert!(packed.entries >= 10);
    assert!(!known.holds(&mine.record.head(&office.pens[0].key()).expect("wrote"), &mine.record));
    assert!(known.holds(&before, &mine.record));
    let came = theirs.import(&packed.body);
    assert_eq!((came.refused, came.waiting), (Vec::new(), 0));
    assert_eq!(theirs.record.fingerprint(), mine.record.fingerprint());
}

#[test]
fn entries_of_unknown_seats_wait_and_are_taken_with_their_admission() {
    let (mut office, _, port) = crew();
    office.say(port, samples::note("who am I")).expect("said");
    office.share();
    let all = copies(&office).remove(0);
    let author = office.pens[port].key();
    // Somebody packs the entries without what admits the seat.
    let choice = Choice {
        wanted: &|key| key.author == author && key.n > 1,
        known: &|_| false,
        admission: &|_| Vec::new(),
        standing: &BTreeSet::new(),
    };
    let packed = pack(&all.record, &all, &choice).expect("packed");
    let founding: Vec<Link> = all.links.values().filter(|l| l.author != author).cloned().collect();
    let mut copy = Copy::of(office.id, &founding);
    let came = copy.import(&packed.body);
    assert_eq!((came.new, came.waiting > 0), (0, true));

    let mut intake = Intake::open(copy.record.clone());
    let bundle = Bundle::read(&packed.body).expect("a bundle");
    bundle.sections().flat_map(|f| f.expect("frames")).for_each(|f| drop(intake.take(f)));
    let kept = intake.waiting();
    // Another day: what was kept comes first, then the admission.
    let mut intake = Intake::open(copy.record.clone());
    kept.into_iter().for_each(|frame| assert_eq!(intake.take(frame), Default::default()));
    let first = all.pack(|key| key.author == author && key.n == 1, &Knowledge::default());
    let bundle = Bundle::read(&first.body).expect("a bundle");
    let mut new = 0;
    for frame in bundle.sections().flat_map(|f| f.expect("frames")) {
        new += intake.take(frame).new.iter().filter(|l| l.author == author).count();
    }
    assert_eq!(new as u32, office.pens[port].n);
    assert_eq!(intake.waiting_entries(), 0);
}

#[test]
fn runs_that_overlap_lie_or_lead_nowhere_cost_only_themselves() {
    let (mut office, _, port) = crew();
    for n in 0..9 {
        office.say(port, samples::note(&format!("line {n}"))).expect("said");
    }
    office.share();
    let all = copies(&office).remove(0);
    let author = office.pens[port].key();
    let run = |first: u32, last: u32| {
        let keys = (first..=last).map(|n| all.record.branches(&author, n)[0]).collect();
        let signed = Signed { all: true, standing: &BTreeSet::new(), placed: false };
        liaison_core::run::Cut(keys).run(&all.record, &all, &signed).expect("held")
    };
    let anchor = |n: u32| {
        let h = all.record.branches(&author, n)[0].h;
        Frame::Anchor(Anchor { seat: author.seat(), n, h })
    };
    let altered = Run { first: 5, ..run(4, 6) };
    let mut writer = BundleWriter::new(&office.id.name());
    let frames = [
        // Nothing leads to it.
        Frame::Run(run(4, 6)),
        Frame::Run(run(1, 3)),
        Frame::Run(run(2, 5)),
        Frame::Run(altered),
        anchor(6),
        Frame::Run(run(7, 9)),
        Frame::Run(run(1, 9)),
        Frame::Current(3),
    ];
    frames.iter().for_each(|frame| writer.put(frame));
    let before: Vec<Link> = all.links.values().filter(|l| l.author != author).cloned().collect();
    let mut copy = Copy::of(office.id, &before);
    let came = copy.import(&writer.finish().expect("small"));
    // The first waits until the seat is introduced, and then continues what has come.
    assert_eq!(came.new, 9, "{came:?}");
    assert_eq!(came.refused.len(), 2, "{came:?}");
}

#[test]
fn a_content_larger_than_a_body_may_be_is_kept_as_its_hash() {
    let (mut office, _, port) = crew();
    let entry = liaison_core::entry::Entry {
        time: office.now(),
        kind: liaison_core::body::Kind(999),
        body: vec![7; 17 * 1024],
    };
    let large = office.write_entry(port, entry);
    let after = office.say(port, samples::note("and on")).expect("said");
    office.give(port, 0);
    let all = copies(&office).remove(0);
    let packed = all.pack(everything, &Knowledge::default());
    let mut empty = Copy::of(office.id, &[]);
    assert_eq!(empty.import(&packed.body).refused, []);
    assert!(matches!(empty.links[&large].content, Content::Refused(_)));
    assert!(empty.record.holds(&after));
    assert_eq!(empty.record.fingerprint(), all.record.fingerprint());
}

#[test]
fn sizes_are_those_of_small_carriers() {
    let (mut office, _, port) = crew();
    office.share();
    let text = "Port of Nagoya: system down since 04:30, paper declarations accepted from 07:00.";
    let flash = office.say(port, samples::message(text, Vec::new(), None)).expect("said");
    office.give(port, 0);
    let all = copies(&office).remove(0);
    let known = |key: &EntryKey| *key != flash;
    let choice = Choice {
        wanted: &|key| *key == flash,
        known: &known,
        admission: &|_| Vec::new(),
        standing: &BTreeSet::new(),
    };
    let packed = pack(&all.record, &all, &choice).expect("packed");
    let parts = split(&packed.body, Some(140)).expect("parts");
    println!(
        "one message of {} bytes: {} bytes, {} parts",
        text.len(),
        packed.body.len(),
        parts.len()
    );
    assert!(packed.body.len() <= 240, "{}", packed.body.len());
    assert!(parts.len() <= 2, "{}", parts.len());
    let decoded: Vec<Part> =
        parts.iter().map(|part| Part::decode(&part.encode()).expect("whole")).collect();
    assert_eq!(decoded, parts);
}
