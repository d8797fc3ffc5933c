use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use liaison_core::body::Body;
use liaison_core::body::log::NoteTaken;
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatTaken};
use liaison_core::bundle::split;
use liaison_core::decide::Shown;
use liaison_core::entry::{Entry, Secret};
use liaison_core::id::{Hash, RoomId};
use liaison_core::membership::{InvitationState, redemption_hash};
use liaison_core::run::Run;
use liaison_core::terms::{Mode, Role, Tlp};

use super::*;
use crate::clock::Clock;
use crate::desk::seat::keep_admission;
use crate::home::Home;

const START: u64 = 1_783_144_800_000;
const HOUR_MS: u64 = 3_600_000;

#[derive(Debug)]
struct Told(AtomicU64);

impl Clock for Told {
    fn time(&self) -> Stamp {
        Stamp(self.0.load(Ordering::Relaxed))
    }
}

/// A founder's home with nobody else in the room, and an open invitation.
struct Story {
    _dir: tempfile::TempDir,
    home: Home,
    clock: Arc<Told>,
    desk: Desk,
    invitation: Secret,
}

impl Story {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        let clock = Arc::new(Told(AtomicU64::new(START)));
        let mut journal = home.journal().unwrap();
        let founder = home.keyring().draw().unwrap();
        let founded = Body::from(RoomFounded {
            key: founder.key(),
            mode: Mode::Exercise,
            purpose: "Havre".into(),
            name: "Ana".into(),
            organisation: "Customs".into(),
            recovery: Secret::from_seed([9; 32]).key(),
            tlp: Tlp::Amber,
        });
        let first = entry(&RoomId::default(), &founder, 1, Hash::ZERO, founded);
        journal
            .write(|write| {
                let no = write.add_room(&first, Place::None)?;
                keep_admission(write, no, &first)
            })
            .unwrap();
        let mut desk = Desk::open_room(&home, journal, RoomId(first.h.0), clock.clone()).unwrap();
        let invitation = Secret::from_seed([7; 32]);
        let issued = InvitationIssued {
            key: invitation.key(),
            name: "Ben".into(),
            organisation: "Port".into(),
            role: Role::DutyOfficer,
            expires: Stamp(START + HOUR_MS).moment(),
            posted_at: None,
        };
        desk.say(issued.into(), &Shown::Now).unwrap();
        Self { _dir: dir, home, clock, desk, invitation }
    }

    /// The chain of whoever redeems the invitation, and writes a note.
    fn redeemed(&self) -> Vec<Link> {
        let (room, ben) = (self.desk.room().id(), Secret::from_seed([5; 32]));
        let hash = redemption_hash(&room, &ben.key(), &self.invitation.key());
        let proof = self.invitation.sign(&hash);
        let taken =
            SeatTaken { key: ben.key(), invitation: self.invitation.key(), proof, name: None };
        let first = entry(&room, &ben, 1, Hash::ZERO, taken.into());
        let note = NoteTaken { text: "here".into(), incident: None };
        let second = entry(&room, &ben, 2, first.h, note.into());
        vec![first, second]
    }

    fn bundle(&self, links: &[Link]) -> Vec<u8> {
        let mut writer = BundleWriter::new(&self.desk.room().id().name());
        for link in links {
            let n = link.n - 1;
            if n > 0 {
                let (seat, h) = (link.author.seat(), link.previous);
                writer.put(&Frame::Anchor(liaison_core::wire::Anchor { seat, n, h }));
            }
            writer.put(&Frame::Run(Run {
                seat: link.author.seat(),
                first: link.n,
                positions: None,
                contents: vec![link.content.clone()],
                signatures: vec![link.signature],
            }));
        }
        writer.finish().unwrap()
    }

    fn invitation_state(&self) -> InvitationState {
        self.desk.room().membership().invitations()[0].state
    }
}

fn entry(room: &RoomId, secret: &Secret, n: u32, previous: Hash, body: Body) -> Link {
    let entry = Entry { time: Stamp(START), kind: body.kind(), body: body.write() };
    Link::write(room, secret, n, previous, entry)
}

#[test]
fn a_redemption_in_a_bundle_is_judged_by_the_clock_of_the_console_that_accepts() {
    for (waited, state) in [(0, InvitationState::Accepted), (2, InvitationState::Withdrawn)] {
        let mut story = Story::new();
        story.clock.0.store(START + waited * HOUR_MS, Ordering::Relaxed);
        let body = story.bundle(&story.redeemed());
        let imported = story.desk.import_bundle(&body).unwrap();
        assert_eq!(imported.new_entries(), 2);
        assert_eq!(story.invitation_state(), state);
        let held = story.desk.journal().read().count(story.desk.room_no()).unwrap();
        // The founding, the invitation, what was brought, and what the console made of it.
        assert_eq!(held, 5);
        let again = story.desk.import_bundle(&body).unwrap();
        assert_eq!((again.new_entries(), again.here), (0, 2));
    }
}

#[test]
fn what_waits_for_an_admission_is_kept_and_taken_up_whatever_way_it_comes() {
    let mut story = Story::new();
    let links = story.redeemed();
    let imported = story.desk.import_bundle(&story.bundle(&links[1..])).unwrap();
    assert_eq!((imported.new_entries(), imported.waiting), (0, 1));
    assert!(!story.desk.take_up_waiting().unwrap());
    // By the link.
    let no = story.desk.room_no();
    story.desk.keep(|write| write.append(no, &links[0], Place::None)).unwrap();
    story.desk.refresh().unwrap();
    assert!(story.desk.take_up_waiting().unwrap());
    assert!(!story.desk.take_up_waiting().unwrap());
    assert!(story.desk.entry(&links[1].key().reference()).unwrap().is_some());
}

#[test]
fn entries_of_the_own_seat_that_are_not_here_ask_for_a_fresh_one() {
    let mut story = Story::new();
    let (room, me) = (story.desk.room().id(), story.desk.secret().clone());
    let last =
        story.desk.journal().read().newest(story.desk.room_no(), &me.key()).unwrap().unwrap();
    let note = NoteTaken { text: "before the disk died".into(), incident: None };
    let lost = entry(&room, &me, last.n + 1, last.h, note.into());
    story.desk.import_bundle(&story.bundle(&[lost])).unwrap();
    assert!(story.desk.wants_fresh_seat().unwrap());
    let note = NoteTaken { text: "after".into(), incident: None };
    let said = story.desk.say(note.into(), &Shown::Now).unwrap();
    assert_ne!(said.id.seat, me.key().seat());
}

#[test]
fn parts_are_kept_between_deliveries_within_bounds() {
    let story = Story::new();
    let body = story.bundle(&story.redeemed());
    let parts = split(&body, Some(100)).unwrap();
    assert!(parts.len() > 3);
    let clock: Arc<dyn Clock> = story.clock.clone();
    let bring = |parts: &[liaison_core::bundle::Part]| {
        deliver(&story.home, None, parts.to_vec(), &clock).unwrap()
    };
    let first = bring(&parts[1..3]);
    assert!(matches!(first.bundles[0].outcome, Outcome::Waits));
    assert_eq!(first.bundles[0].missing.len(), parts.len() - 2);
    let last = bring(&[&parts[..1], &parts[2..]].concat());
    let Outcome::Imported { imported, mode, .. } = &last.bundles[0].outcome else {
        panic!("{last:?}");
    };
    assert_eq!((imported.new_entries(), *mode), (2, Mode::Exercise));
    assert!(matches!(bring(&parts[..1]).bundles[0].outcome, Outcome::Again));

    // Beginnings of many others: the oldest go, and it is said which.
    let mut forgotten = Vec::new();
    for n in 0..20u8 {
        let other = split(&[n; 300], Some(140)).unwrap();
        forgotten.extend(bring(&other[..1]).forgotten);
    }
    assert_eq!(forgotten.len(), 4);
    assert_eq!(forgotten[0], liaison_core::bundle::BundleId::of(&[0; 300]));
}
