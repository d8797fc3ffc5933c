//! The same entries give the same room, whatever the order in which they arrive.

use liaison_core::entry::Link;
use liaison_core::id::EntryKey;
use liaison_core::membership::InvitationState;
use liaison_core::room::{Applied, Room};
use proptest::prelude::*;

use crate::history::history;
use crate::office::{Office, apply_all, cases, fold};

/// The same links in another order, drawn from a number.
fn shuffled(links: &[Link], mut seed: u64) -> Vec<Link> {
    let mut links = links.to_vec();
    for last in (1..links.len()).rev() {
        // Knuth's multiplier: any spread will do.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        links.swap(last, (seed >> 33) as usize % (last + 1));
    }
    links
}

/// The first difference between two rooms, in words that fit on a screen.
fn difference(one: &Room, other: &Room) -> Option<String> {
    if one == other {
        return None;
    }
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let at = one.lines().zip(other.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let near = |text: &str| {
        text.lines().skip(at.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n")
    };
    Some(format!("{}\n-- but --\n{}", near(&one), near(&other)))
}

/// What the laws below are worth: the histories meet everything that makes folding hard.
#[test]
fn histories_are_worth_folding() {
    use std::collections::BTreeMap;
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    let mut seed = 1u64;
    for _ in 0..300 {
        let bytes: Vec<u8> = (0..400)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) as u8
            })
            .collect();
        let office = history(&bytes);
        let room = office.folded();
        let membership = room.membership();
        for invitation in membership.invitations() {
            let state = match invitation.state {
                InvitationState::Open => "open",
                InvitationState::Taken => "taken",
                InvitationState::Contested => "contested",
                InvitationState::Accepted => "accepted",
                InvitationState::Withdrawn => "withdrawn",
            };
            *met.entry(state).or_default() += 1;
        }
        let members = membership.members();
        let forks = room.chains().values().map(|c| c.forks().count()).sum::<usize>();
        let names: Vec<_> = office.log.iter().map(|l| l.key().reference()).collect();
        let counts = [
            ("removed", members.iter().any(|m| m.role.is_none())),
            ("continued", members.iter().any(|m| m.seats.len() > 1)),
            ("continued twice", members.iter().any(|m| m.seats.len() > 2)),
            ("recovered", members.iter().any(|m| m.recovered)),
            ("demoted", members.iter().any(|m| !m.acts.is_empty() && m.role.is_some())),
            ("forked", forks > 0),
            ("nine branches", room.entries() < office.log.len() as u64),
            ("ambiguous", names.iter().any(|name| room.is_ambiguous(name))),
            ("repeated", names.iter().any(|name| room.resolve(name) != *name)),
            ("given up", office.log.iter().any(|l| membership.is_given_up(&l.author, l.n))),
            ("conflict", !room.conflicts().is_empty()),
            ("activated", !room.activations().is_empty()),
            ("handed over", room.duties().values().any(|d| !d.accepted.is_empty())),
            ("superseded", room.bulletins().values().any(|b| !b.superseded_by.is_empty())),
            ("withdrawn document", room.documents().values().any(|d| !room.stands(d))),
            ("shared twice", room.documents().values().any(|d| d.shares.len() > 1)),
            ("anew", apply_counts(&office)),
        ];
        for (what, is) in counts {
            *met.entry(what).or_default() += u32::from(is);
        }
    }
    assert!(met.len() == 22 && met.values().all(|times| *times >= 3), "{met:#?}");
}

/// Whether folding one by one had to begin anew somewhere.
fn apply_counts(office: &Office) -> bool {
    let mut room = Room::empty(office.id);
    office.log.iter().any(|link| room.apply(link) == Applied::FoldAnew)
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn the_order_of_arrival_decides_nothing(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        seeds in any::<[u64; 2]>(),
    ) {
        let office = history(&bytes);
        let room = office.folded();
        prop_assert_eq!(difference(&room, &apply_all(office.id, &office.log)), None, "as written");
        for seed in seeds {
            let links = shuffled(&office.log, seed);
            prop_assert_eq!(difference(&room, &fold(office.id, &links)), None, "folded");
            prop_assert_eq!(difference(&room, &apply_all(office.id, &links)), None, "one by one");
        }
        // And every copy, once it has heard everything.
        let mut office = office;
        office.share();
        for pen in &office.pens {
            prop_assert_eq!(difference(&room, &pen.room), None, "a copy");
        }
    }

    /// What says who an author is to whoever meets it first, with acceptances and without.
    #[test]
    fn an_introduction_is_worth_an_admission(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let office = history(&bytes);
        let room = office.folded();
        let membership = room.membership();
        let read = |link: &Link| {
            let body = link.read().filter(|body| body.kind().is_membership())?;
            Some((link.key(), body))
        };
        let entries: Vec<_> = office.log.iter().filter_map(read).collect();
        let folded = |keys: &[EntryKey]| {
            let links: Vec<_> = office.log.iter().filter(|l| keys.contains(&l.key())).cloned().collect();
            fold(office.id, &links)
        };
        for author in membership.members().iter().flat_map(|member| &member.seats) {
            let admission = membership.admission(author, &entries);
            let introduction = membership.introduction(author, &entries);
            prop_assert!(introduction.iter().all(|key| admission.contains(key)));
            let role = |keys: &[EntryKey]| folded(keys).role(author);
            prop_assert_eq!(role(&introduction), role(&admission), "{:?}", author);
        }
    }

    #[test]
    fn a_saved_fold_is_the_room(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let office = history(&bytes);
        let mut room = office.folded();
        room.believe(room.present(), office.log.first().map(|l| l.key().reference()));
        let saved = postcard::to_allocvec(&room).expect("a room can be saved");
        let restored: Room = postcard::from_bytes(&saved).expect("and read again");
        prop_assert_eq!(difference(&room, &restored), None);
        let cut = postcard::from_bytes::<Room>(&saved[..saved.len() / 2]);
        prop_assert!(cut.is_err(), "half a fold is none");
    }

    #[test]
    fn what_is_asked_of_a_room_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let office = history(&bytes);
        let room = office.folded();
        let present = room.present();
        prop_assert!(room.urgent().len() <= present.len());
        drop((room.conflicts(), room.present_authors(), room.in_force(office.now())));
        for pen in &office.pens {
            drop((room.waiting_for(&pen.key()), room.guidance_waiting_for(&pen.key(), office.now())));
        }
        for activation in room.activations().values() {
            let (done, all) = activation.progress(&room);
            prop_assert!(done <= all && activation.late_steps(&room, office.now()) <= all);
            prop_assert!(activation.rto_at(&room) <= activation.mtpd_at(&room));
        }
    }
}
