//! Whatever is done to a journal, in whatever order, it holds what a plain map would.

use std::collections::BTreeMap;

use liaison_core::entry::Link;
use liaison_core::id::{Hash, RoomId, SeatKey};
use liaison_core::record::{Record, Row as Line};
use liaison_journal::standing::Standing;
use liaison_journal::{Added, BRANCHES_MAX, Place, RowNo};
use proptest::prelude::*;

use crate::officer::{Desk, Officer, refused};

/// One thing that may happen to a journal.
#[derive(Clone, Debug)]
enum Step {
    /// An officer's entry comes: by a bundle, from the relay, or signed only later.
    Write {
        officer: usize,
        placed: bool,
        signed: bool,
    },
    /// A second entry at an officer's next number.
    Fork {
        officer: usize,
        text: u8,
        placed: bool,
    },
    /// An entry that came before comes again, with its signature and perhaps a position.
    Again {
        which: usize,
        placed: bool,
    },
    /// Only the hash of an entry's content comes.
    Refuse {
        officer: usize,
    },
    /// The content of one that came before comes.
    Fill {
        which: usize,
    },
    Sent {
        which: usize,
    },
    GivenUp {
        which: usize,
    },
    /// The relay was set back.
    Void {
        end: u64,
    },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let (officer, which) = (0..3_usize, 0..64_usize);
    prop_oneof![
        6 => (officer.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(officer, placed, signed)| Step::Write { officer, placed, signed }),
        4 => (officer.clone(), any::<u8>(), any::<bool>())
            .prop_map(|(officer, text, placed)| Step::Fork { officer, text, placed }),
        3 => (which.clone(), any::<bool>())
            .prop_map(|(which, placed)| Step::Again { which, placed }),
        1 => officer.prop_map(|officer| Step::Refuse { officer }),
        1 => which.clone().prop_map(|which| Step::Fill { which }),
        2 => which.clone().prop_map(|which| Step::Sent { which }),
        1 => which.prop_map(|which| Step::GivenUp { which }),
        1 => (0..20_u64).prop_map(|end| Step::Void { end }),
        1 => Just(Step::Reopen),
    ]
}

type Name = (SeatKey, u32, Hash);

/// What the journal should hold.
#[derive(Clone, Debug)]
struct Kept {
    link: Link,
    position: Option<u64>,
    standing: Option<Standing>,
}

struct Model {
    desk: Desk,
    officers: Vec<Officer>,
    own: SeatKey,
    kept: BTreeMap<Name, Kept>,
    /// Every entry ever written, whole and signed.
    written: Vec<Link>,
    next_position: u64,
}

impl Model {
    fn new() -> Self {
        let mut desk = Desk::new(Place::None);
        let (room, no) = (desk.room, desk.no);
        let founder = std::mem::replace(&mut desk.founder, Officer::new(1));
        let own = founder.key();
        desk.journal.write(|write| write.add_own_seat(no, &own)).unwrap();
        let officers = vec![founder, Officer::new(2), Officer::new(3)];
        let founding = desk.links().remove(0);
        assert_eq!(RoomId(founding.h.0), room);
        let mut model = Self {
            desk,
            officers,
            own,
            kept: BTreeMap::new(),
            written: vec![founding.clone()],
            next_position: 0,
        };
        model.expect(&founding, None);
        model
    }

    fn position(&mut self, placed: bool) -> Option<u64> {
        placed.then(|| {
            self.next_position += 1;
            self.next_position - 1
        })
    }

    /// Hands the entry to both.
    fn add(&mut self, link: &Link, position: Option<u64>) {
        let added = self.desk.add(link, position.map_or(Place::None, Place::At));
        let expected = self.expect(link, position);
        let same = match (added, &expected) {
            (Added::New(_), Expected::New) | (Added::Held(_), Expected::Held) => true,
            (Added::Instead(_, key), Expected::Instead(h)) => key.h == *h,
            (Added::Surplus, Expected::Surplus) => true,
            _ => false,
        };
        assert!(same, "{added:?} but {expected:?}");
    }

    fn expect(&mut self, link: &Link, position: Option<u64>) -> Expected {
        let name = (link.author, link.n, link.h);
        if let Some(kept) = self.kept.get_mut(&name) {
            kept.link.signature = kept.link.signature.or(link.signature);
            if link.content.entry().is_some() {
                kept.link.content = link.content.clone();
            }
            kept.position = position.or(kept.position);
            promote(kept);
            return Expected::Held;
        }
        let mut at: Vec<Hash> = self
            .kept
            .keys()
            .copied()
            .filter_map(|(a, n, h)| (a == link.author && n == link.n).then_some(h))
            .collect();
        at.sort();
        let mut expected = Expected::New;
        if at.len() == BRANCHES_MAX {
            let largest = at[BRANCHES_MAX - 1];
            if largest < link.h {
                return Expected::Surplus;
            }
            self.kept.remove(&(link.author, link.n, largest));
            expected = Expected::Instead(largest);
        }
        let standing = (link.author == self.own).then_some(Standing::Saved);
        let mut kept = Kept { link: link.clone(), position, standing };
        promote(&mut kept);
        self.kept.insert(name, kept);
        expected
    }

    fn pick(&self, which: usize) -> Link {
        self.written[which % self.written.len()].clone()
    }

    fn apply(&mut self, step: Step) {
        let room = self.desk.room;
        match step {
            Step::Write { officer, placed, signed } => {
                let text = format!("entry {}", self.written.len());
                let link = self.officers[officer].write(&room, &text);
                self.written.push(link.clone());
                let position = self.position(placed);
                let signature = link.signature.filter(|_| signed);
                self.add(&Link { signature, ..link }, position);
            }
            Step::Fork { officer, text, placed } => {
                let link = self.officers[officer].branch(&room, &format!("branch {text}"));
                self.written.push(link.clone());
                let held = self.kept.contains_key(&(link.author, link.n, link.h));
                let position = self.position(placed && !held);
                self.add(&link, position);
            }
            Step::Again { which, placed } => {
                let link = self.pick(which);
                let known = self.kept.get(&(link.author, link.n, link.h));
                let placed = placed && known.is_some_and(|kept| kept.position.is_none());
                let position = self.position(placed);
                self.add(&link, position);
            }
            Step::Refuse { officer } => {
                let link = self.officers[officer].write(&room, "too long");
                self.written.push(link.clone());
                self.add(&refused(&room, &link), None);
            }
            Step::Fill { which } => {
                let link = self.pick(which);
                self.add(&link, None);
            }
            step => self.mark(step),
        }
    }

    fn mark(&mut self, step: Step) {
        let no = self.desk.no;
        match step {
            Step::Sent { which } => {
                let key = self.pick(which).key();
                self.desk.journal.write(|write| write.mark_sent(no, &[key])).unwrap();
                let kept = self.kept.get_mut(&(key.author, key.n, key.h));
                if let Some(Kept { standing: Some(standing @ Standing::Saved), .. }) = kept {
                    *standing = Standing::Sent;
                }
            }
            Step::GivenUp { which } => {
                let key = self.pick(which).key();
                self.desk.journal.write(|write| write.mark_given_up(no, &key)).unwrap();
                let kept = self.kept.get_mut(&(key.author, key.n, key.h));
                if let Some(Kept { standing: Some(standing), .. }) = kept {
                    *standing = Standing::GivenUp;
                }
            }
            Step::Void { end } => {
                self.desk.journal.write(|write| write.void_positions(no, end)).unwrap();
                for kept in self.kept.values_mut() {
                    if kept.position.is_some_and(|position| position >= end) {
                        kept.position = None;
                        if let Some(standing @ Standing::Stored { .. }) = &mut kept.standing {
                            *standing = Standing::Sent;
                        }
                    }
                }
            }
            _ => self.desk.reopen(),
        }
    }

    /// Everything that can be asked gives what the map has.
    fn compare(&self) {
        let (read, no) = (self.desk.journal.read(), self.desk.no);
        let mut rows = BTreeMap::new();
        let mut last = RowNo(0);
        read.each_since(no, RowNo(0), |row| {
            assert!(row.no > last);
            last = row.no;
            rows.insert((row.link.author, row.link.n, row.link.h), row);
        })
        .unwrap();
        assert_eq!(read.last_row(no).unwrap(), last);
        assert_eq!(read.count(no).unwrap(), self.kept.len() as u64);
        assert_eq!(rows.len(), self.kept.len());
        let mut expected = Record::new(self.desk.room);
        let (mut forks, mut unplaced) = (BTreeMap::new(), 0);
        for (name, kept) in &self.kept {
            let row = &rows[name];
            assert_eq!(row.link, kept.link);
            assert_eq!(row.position, kept.position);
            let key = row.link.key();
            assert_eq!(read.standing(no, &key).unwrap(), kept.standing);
            assert_eq!(read.entry(no, &key).unwrap().as_ref(), Some(row));
            expected.restore(&Line::of(&kept.link, kept.position));
            *forks.entry((name.0, name.1)).or_insert(0) += 1;
            let given_up = kept.standing == Some(Standing::GivenUp);
            unplaced += u64::from(kept.position.is_none() && !given_up);
        }
        forks.retain(|_, count| *count > 1);
        let mut found = read.forks(no).unwrap();
        found.sort_unstable();
        assert_eq!(found, forks.into_keys().collect::<Vec<_>>());
        assert_eq!(read.outbox_count(no).unwrap(), unplaced);
        assert_eq!(read.outbox(no, RowNo(0), 4096).unwrap().len() as u64, unplaced);
        let record = read.record(no).unwrap();
        assert_eq!(record.fingerprint(), expected.fingerprint());
        assert_eq!(record.entries(), expected.entries());
        let positions: Vec<_> = self.kept.values().filter_map(|kept| kept.position).collect();
        assert_eq!(read.last_position(no).unwrap(), positions.iter().copied().max());
        let page = read.positions(no, 0, u64::MAX, 4096).unwrap();
        assert_eq!(page.len(), positions.len());
        assert!(page.is_sorted_by_key(|row| row.position));
        self.compare_log();
    }

    fn compare_log(&self) {
        let (read, no) = (self.desk.journal.read(), self.desk.no);
        let (mut log, mut before) = (Vec::new(), None);
        loop {
            let page = read.log(no, before, 3).unwrap();
            let Some(oldest) = page.last() else { break };
            let time = oldest.link.content.entry().unwrap().time;
            before = Some(liaison_journal::LogMark { time, no: oldest.no });
            log.extend(page);
        }
        let times: Vec<_> =
            log.iter().map(|row| (row.link.content.entry().unwrap().time, row.no)).collect();
        assert!(times.is_sorted_by(|a, b| a > b), "newest first, none twice");
        let whole = self.kept.values().filter(|kept| kept.link.content.entry().is_some());
        assert_eq!(log.len(), whole.count());
    }
}

#[derive(Debug)]
enum Expected {
    New,
    Held,
    Instead(Hash),
    Surplus,
}

fn promote(kept: &mut Kept) {
    let Some(position) = kept.position else { return };
    if let Some(standing @ (Standing::Saved | Standing::Sent | Standing::Stored { .. })) =
        &mut kept.standing
    {
        *standing = Standing::Stored { position };
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_journal_holds_what_a_map_would(steps in proptest::collection::vec(step(), 1..60)) {
        let mut model = Model::new();
        for (i, step) in steps.into_iter().enumerate() {
            model.apply(step);
            if i % 8 == 0 {
                model.compare();
            }
        }
        model.compare();
        model.desk.reopen();
        model.compare();
        prop_assert_eq!(model.desk.journal.check().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn the_ninth_branch_drops_the_largest() {
    let mut desk = Desk::new(Place::Next);
    let room = desk.room;
    let mut branches: Vec<Link> =
        (0..12).map(|i| desk.founder.branch(&room, &format!("branch {i}"))).collect();
    for branch in &branches {
        desk.add(branch, Place::Next);
    }
    branches.sort_by_key(|link| link.h);
    branches.truncate(BRANCHES_MAX);
    let held = desk.journal.read().numbered(desk.no, &desk.founder.key(), 2).unwrap();
    assert_eq!(held.into_iter().map(|row| row.link).collect::<Vec<_>>(), branches);
    assert!(desk.journal.check().unwrap().is_empty());
}
