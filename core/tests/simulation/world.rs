//! A relay and its consoles, what befalls them, and what must hold when it is over.

use std::collections::{BTreeMap, BTreeSet};

use liaison_core::body::Body;
use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::log::{Acknowledged, MessagePosted, NoteTaken};
use liaison_core::body::room::{RoleChanged, SeatAccepted, SeatRemoved, Upto};
use liaison_core::decide::{Shown, decide};
use liaison_core::id::{EntryKey, RoomId};
use liaison_core::present::Standing;
use liaison_core::room::Room;
use liaison_core::shelf::Placed;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{FlowStatus, Mode, Precedence, Regime, Role};

use super::chance::Chance;
use super::disk::{Disk, Files};
use super::network::Wire;
use super::officer::Officer;
use super::relay::Relay;
use crate::office::{DAWN, Office, fold};

const STEP_MS: u64 = 50;
const TROUBLE_MS: u64 = 40_000;
const HEALING_MS_MAX: u64 = 3_600_000;

/// What is counted, to see that the simulation does what it is for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
    pub(crate) crashes: u64,
    pub(crate) relay_crashes: u64,
    pub(crate) restored: u64,
    pub(crate) relay_restored: u64,
    pub(crate) fresh_seats: u64,
    pub(crate) forks: u64,
    pub(crate) refused: u64,
    pub(crate) removed: u64,
    pub(crate) again: u64,
}

pub(crate) struct World {
    chance: Chance,
    now: u64,
    room: RoomId,
    relay: Relay,
    officers: Vec<Officer>,
    backup: Option<Files>,
    officer_backups: BTreeMap<usize, Files>,
    jumps: Vec<u64>,
    failing_until: u64,
    count: Count,
}

impl World {
    /// Plays one seed to its end.
    pub(crate) fn play(seed: u64) -> Count {
        let mut world = Self::begin(seed);
        while world.now < TROUBLE_MS {
            world.befall();
            world.step(true);
        }
        world.heal();
        world.count.again = world.relay.again;
        world.count
    }

    fn begin(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut office = Office::found(Mode::Exercise);
        office.seat(0, "Aichi Prefecture", Role::Coordinator);
        office.seat(0, "Nagoya Port", Role::DutyOfficer);
        office.seat(1, "Carrier A", Role::Liaison);
        let (_, invitation) = office.invite(0, "Terminal B", Role::Liaison);
        let stored = office.log.clone();
        let founding = office.log[0].clone();
        let disk = Disk::default();
        for (at, link) in stored.iter().enumerate() {
            disk.keep(&Placed { link: link.clone(), position: Some(at as u64) });
        }
        // Two people hold the same invitation, and each takes the seat without the other.
        let rivals = [office.redeem(invitation), office.redeem(invitation)];
        let relay = Relay::start(office.id, disk, 0, &mut chance);
        let mut officers = Vec::new();
        for (at, pen) in office.pens.iter().enumerate() {
            let disk = Disk::default();
            let own = office.log.iter().filter(|link| link.author == pen.key());
            let held = if rivals.contains(&at) { vec![founding.clone()] } else { stored.clone() };
            for link in held.iter().chain(own) {
                disk.keep(&Placed { link: link.clone(), position: None });
            }
            disk.0.borrow_mut().seed = pen.secret.seed();
            disk.0.borrow_mut().head = (pen.n, pen.h);
            officers.push(Officer::start(office.id, disk));
        }
        let jumps = officers.iter().map(|_| chance.below(1_000_000)).collect();
        let mut world = Self {
            chance,
            now: 0,
            room: office.id,
            relay,
            officers,
            backup: None,
            officer_backups: BTreeMap::new(),
            jumps,
            failing_until: 0,
            count: Count::default(),
        };
        world.set_clocks();
        world
    }

    /// What goes wrong, and what officers do meanwhile.
    fn befall(&mut self) {
        let who = self.chance.below(self.officers.len() as u64) as usize;
        match self.chance.below(500) {
            0..60 => self.say(who),
            60..70 => {
                let officer = &mut self.officers[who];
                officer.hang_up(&mut self.relay, self.now, &mut self.chance);
            }
            70..75 => {
                self.officers[who].crash(&mut self.relay, self.now, &mut self.chance);
                self.count.crashes += 1;
            }
            75..78 => {
                self.relay.crash(&mut self.chance);
                self.count.relay_crashes += 1;
            }
            78..80 => self.failing_until = self.now + self.chance.between(0, 2_000),
            80..83 => self.jumps[who] = self.chance.below(100_000_000),
            83..84 if self.backup.is_none() => self.backup = Some(self.relay.disk.copy()),
            84..85 => self.restore_relay(),
            85..87 => {
                let files = self.officers[who].disk.copy();
                self.officer_backups.entry(who).or_insert(files);
            }
            87..89 => self.restore_officer(who),
            _ => {}
        }
    }

    fn restore_relay(&mut self) {
        let Some(files) = self.backup.take() else { return };
        self.relay.restore(files, &mut self.chance);
        // What it acknowledged since is not there any more; what the backup has is.
        for officer in &mut self.officers {
            officer.stored.retain(|key| self.relay.disk.holds(key));
            officer.hears_of_the_past = true;
        }
        self.count.relay_restored += 1;
    }

    fn restore_officer(&mut self, who: usize) {
        let Some(files) = self.officer_backups.remove(&who) else { return };
        let officer = &mut self.officers[who];
        officer.hang_up(&mut self.relay, self.now, &mut self.chance);
        officer.restore(files, &mut self.chance);
        self.count.restored += 1;
    }

    fn say(&mut self, who: usize) {
        if !self.officers[who].may_write() {
            return;
        }
        let draft = match self.chance.below(24) {
            0..8 => report(self.chance.below(4)),
            8..13 => note(self.chance.between(1, 120)),
            13..15 => message(Precedence::Routine),
            15..18 => message(Precedence::Flash),
            18..20 => match self.officers[who].room.urgent().first() {
                Some(name) => Acknowledged { entries: vec![*name] }.into(),
                None => note(5),
            },
            // Longer than this relay takes.
            20 => note(500),
            21 => self.act(who),
            _ => self.accept(who),
        };
        let officer = &self.officers[who];
        let room = &officer.room;
        let decided = decide(room, &officer.key(), draft.clone(), &Shown::Resolve, officer.wall);
        // A forged console says it all the same.
        let body = decided.unwrap_or(draft);
        self.officers[who].write(&body, self.now, &mut self.chance);
        self.count.entries += 1;
    }

    /// A coordinator, or who would be one, changes somebody's role or removes somebody.
    fn act(&mut self, who: usize) -> Body {
        let room = &self.officers[who].room;
        let members = room.membership().members();
        let Some(member) = members.get(self.chance.below(members.len().max(1) as u64) as usize)
        else {
            return note(3);
        };
        let head = |key| room.chains().get(key).map_or(0, |chain| chain.head());
        let upto = member.seats.iter().map(|key| Upto { seat: key.seat(), n: head(key) });
        let (upto, over) = (upto.collect(), member.acts.clone());
        if self.chance.once_in(3) {
            return SeatRemoved { upto, reason: "left".into(), over }.into();
        }
        let roles = [Role::Observer, Role::Liaison, Role::DutyOfficer, Role::Coordinator];
        let role = roles[self.chance.below(4) as usize];
        RoleChanged { upto, role, over }.into()
    }

    /// A coordinator decides which of two redemptions counts; two may decide differently.
    fn accept(&mut self, who: usize) -> Body {
        let room = &self.officers[who].room;
        let mut taken = room.membership().invitations().iter().filter(|i| i.redemptions.len() > 1);
        let Some(invitation) = taken.next_back() else { return note(7) };
        let at = self.chance.below(invitation.redemptions.len() as u64) as usize;
        let redemption = invitation.redemptions[at];
        SeatAccepted { key: redemption.author, first: redemption.h }.into()
    }

    fn step(&mut self, trouble: bool) {
        self.now += STEP_MS;
        self.set_clocks();
        let failing = trouble && self.now < self.failing_until;
        self.relay.step(self.now, failing, &mut self.chance);
        for officer in &mut self.officers {
            let due = officer.connection.is_none() && officer.connect_at <= self.now;
            if due && officer.replica.may_connect() {
                let wire = Wire::new(&mut self.chance, trouble);
                officer.connect(&mut self.relay, wire, self.now);
            }
            officer.step(&mut self.relay, self.now, &mut self.chance);
        }
        let peers = self.relay.peers.values();
        let carried: u64 = peers.map(|peer| peer.wire.up.carried + peer.wire.down.carried).sum();
        self.count.bytes = self.count.bytes.max(carried);
    }

    fn set_clocks(&mut self) {
        self.relay.wall = Stamp(DAWN.0 + self.now);
        for (officer, jump) in self.officers.iter_mut().zip(&self.jumps) {
            officer.wall = Stamp(DAWN.0 + self.now + jump);
        }
    }

    /// Everything works again: it must settle, and everything that was promised must be there.
    fn heal(&mut self) {
        let mut promised: BTreeSet<EntryKey> =
            self.officers.iter().flat_map(|o| o.saved.clone()).collect();
        let end = self.now + HEALING_MS_MAX;
        while !self.is_settled() {
            assert!(self.now < end, "it does not settle: {}", self.state());
            self.step(false);
        }
        promised.extend(self.officers.iter().flat_map(|o| o.saved.clone()));
        let relay = self.relay.keeper.record();
        let room = fold(self.room, &self.relay.disk.links());
        for (at, officer) in self.officers.iter().enumerate() {
            assert!(
                officer.saved.iter().all(|key| officer.disk.holds(key)),
                "officer {at} lost what was saved"
            );
            assert!(
                officer.stored.iter().all(|key| self.relay.disk.holds(key)),
                "the relay lost what officer {at} was told is stored"
            );
            self.count.fresh_seats += u64::from(officer.fresh_seats);
            if !self.is_member(officer) {
                self.count.removed += 1;
                continue;
            }
            let record = officer.replica.record();
            assert_eq!(record.fingerprint(), relay.fingerprint(), "officer {at} differs");
            let kept = officer.disk.record(self.room).fingerprint();
            assert_eq!(record.fingerprint(), kept, "officer {at}: the index is not the disk");
            for key in &promised {
                assert!(
                    officer.disk.holds(key),
                    "officer {at} lacks {:?}, which was saved",
                    key.id()
                );
            }
            assert_eq!(officer.room.present(), present_of(&officer.disk, self.room));
            let links = officer.disk.links();
            assert!(links.iter().all(|link| link.holds(&self.room)), "a link does not hold");
        }
        self.count.forks = relay.forks().len() as u64;
        self.count.refused =
            relay.authors().iter().map(|author| relay.refused(author).len() as u64).sum();
        assert!(room.entries() > 0);
    }

    fn is_member(&self, officer: &Officer) -> bool {
        self.relay.standing(&officer.key()) == Standing::Member
    }

    fn is_settled(&self) -> bool {
        self.relay.is_idle()
            && self.officers.iter().all(|officer| {
                let told = officer.replica.complete().is_some() || !self.is_member(officer);
                let brought = !officer.replica.has_unstored();
                officer.replica.is_welcome() && officer.is_quiet() && told && brought
            })
            && self.officers.iter().filter(|officer| self.is_member(officer)).all(|officer| {
                let theirs = self.relay.keeper.record().entries();
                officer.replica.record().entries() == theirs
            })
    }

    fn state(&self) -> String {
        let mut state = format!("relay {}", self.relay.keeper.record().entries());
        for officer in &self.officers {
            state += &format!(
                "\n{:?} {} entries {:?} welcome {} complete {:?} unstored {:?} quiet {} connected {}",
                officer.key().seat(),
                officer.replica.record().entries(),
                self.relay.standing(&officer.key()),
                officer.replica.is_welcome(),
                officer.replica.complete(),
                officer.replica.record().unplaced(),
                officer.is_quiet(),
                officer.connection.is_some(),
            );
            for link in self.relay.disk.links() {
                if self.is_member(officer) && !officer.disk.holds(&link.key()) {
                    let node = self.relay.keeper.record().node(&link.key());
                    let told = officer.replica.record().positions();
                    state += &format!("\nlacks {:?} {node:?} of {told:?}", link.key().id());
                }
            }
        }
        state
    }
}

fn present_of(disk: &Disk, room: RoomId) -> BTreeSet<liaison_core::id::EntryRef> {
    let room: Room = fold(room, &disk.links());
    room.present()
}

fn report(number: u64) -> Body {
    let status = [FlowStatus::Open, FlowStatus::Restricted, FlowStatus::Closed];
    FlowReported {
        flow: FlowName { facility: "JPNGO".into(), regime: Regime::Import, direction: None },
        over: Vec::new(),
        as_of: DAWN.moment(),
        status: status[number as usize % 3],
        mode: None,
        counterpart: None,
        capacity: None,
        queue: None,
        note: None,
        source: None,
        next_update: None,
    }
    .into()
}

fn note(chars: u64) -> Body {
    NoteTaken { text: "n".repeat(chars as usize), incident: None }.into()
}

fn message(precedence: Precedence) -> Body {
    MessagePosted {
        precedence,
        text: "Gates close at 07:00Z".into(),
        to: Vec::new(),
        acknowledge: true,
        reply_to: None,
        tlp: None,
        language: None,
        incident: None,
    }
    .into()
}
