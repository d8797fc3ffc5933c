//! On a narrow link: what is urgent waits for nothing, the present comes before the past, and a
//! link that comes back with nothing new costs next to nothing.

use liaison_core::body::Body;
use liaison_core::body::log::{MessagePosted, NoteTaken};
use liaison_core::shelf::Placed;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Precedence, Role};
use liaison_core::wire::History;

use crate::office::{DAWN, Office};
use crate::simulation::chance::Chance;
use crate::simulation::disk::Disk;
use crate::simulation::network::Wire;
use crate::simulation::officer::Officer;
use crate::simulation::relay::Relay;

const STEP_MS: u64 = 10;
const NARROW_BYTES_PER_S: u64 = 240;
const ROUND_TRIP_MS: u64 = 2_000;

struct Desk {
    relay: Relay,
    /// Far away, on the narrow link; next to the relay.
    far: Officer,
    near: Officer,
    chance: Chance,
    now: u64,
}

impl Desk {
    /// A room with so many notes, of which the far console has only its admission.
    fn open(notes: u32) -> Self {
        let mut chance = Chance(1);
        let mut office = Office::found(Mode::Exercise);
        let far = office.seat(0, "Carrier A", Role::Liaison);
        let admission = office.log.len();
        for n in 0..notes {
            // Like nothing that was said before, so that it takes its time.
            let hash = liaison_core::id::SeatKey([n as u8; 32]).seat();
            let text = format!("Yard {n} is filling: {hash}-{}", chance.below(u64::MAX));
            office.write(0, NoteTaken { text, incident: None });
        }
        let disk = Disk::default();
        for (at, link) in office.log.iter().enumerate() {
            disk.keep(&Placed { link: link.clone(), position: Some(at as u64) });
        }
        let console = |pen: usize, held: usize| {
            let disk = Disk::default();
            for link in &office.log[..held] {
                disk.keep(&Placed { link: link.clone(), position: None });
            }
            disk.0.borrow_mut().seed = office.pens[pen].secret.seed();
            disk.0.borrow_mut().head = (office.pens[pen].n, office.pens[pen].h);
            Officer::start(office.id, disk)
        };
        let (far, near) = (console(far, admission), console(0, office.log.len()));
        let relay = Relay::start(office.id, disk, 0, &mut chance);
        let mut desk = Self { relay, far, near, chance, now: 0 };
        desk.near.connect(&mut desk.relay, Wire::steady(1_000_000, 20), 0);
        desk.connect_far();
        desk
    }

    fn connect_far(&mut self) {
        let wire = Wire::steady(NARROW_BYTES_PER_S, ROUND_TRIP_MS);
        self.far.connect(&mut self.relay, wire, self.now);
    }

    fn step(&mut self) {
        self.now += STEP_MS;
        for wall in [&mut self.relay.wall, &mut self.far.wall, &mut self.near.wall] {
            *wall = Stamp(DAWN.0 + self.now);
        }
        self.relay.step(self.now, false, &mut self.chance);
        self.far.step(&mut self.relay, self.now, &mut self.chance);
        self.near.step(&mut self.relay, self.now, &mut self.chance);
    }

    /// Steps until something holds; how long that took.
    fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> u64 {
        let start = self.now;
        while !holds(self) {
            assert!(self.now < start + 3_600_000, "not within an hour: {what}");
            self.step();
        }
        self.now - start
    }

    /// Bytes of frames on the far console's connection, both ways.
    fn carried(&self) -> u64 {
        let connection = self.far.connection.expect("it is connected");
        let wire = &self.relay.peers[&connection].wire;
        wire.up.carried + wire.down.carried
    }
}

fn flash() -> Body {
    MessagePosted {
        precedence: Precedence::Flash,
        text: "Gates close at 07:00Z, trucks held at the P2 yard".into(),
        to: Vec::new(),
        acknowledge: true,
        reply_to: None,
        tlp: None,
        language: None,
        incident: None,
    }
    .into()
}

#[test]
fn a_flash_message_overtakes_a_catch_up_in_both_directions() {
    let mut desk = Desk::open(1_500);
    for _ in 0..6_000 {
        desk.step();
    }
    assert_eq!(desk.far.replica.complete(), None, "the catch-up is under way");
    let disks_ms = 600;
    desk.near.write(&flash(), desk.now, &mut desk.chance);
    let took = desk.until("down", |desk| !desk.far.room.urgent().is_empty());
    assert!(took <= 3_000 + ROUND_TRIP_MS + disks_ms, "down it took {took} ms");
    desk.far.write(&flash(), desk.now, &mut desk.chance);
    let took = desk.until("up", |desk| desk.near.room.urgent().len() == 2);
    assert!(took <= 3_000 + ROUND_TRIP_MS + disks_ms, "up it took {took} ms");
    assert_eq!(desk.far.replica.complete(), None, "the catch-up is still under way");
}

#[test]
fn the_present_comes_before_the_past_and_coming_back_is_cheap() {
    let mut desk = Desk::open(400);
    let current = desk.until("current", |desk| desk.far.replica.is_current());
    assert!(current <= 20_000, "the present took {current} ms");
    assert!(desk.far.replica.record().entries() < 100);
    desk.until("complete", |desk| desk.far.replica.complete() == Some(History::All));
    let entries = desk.relay.keeper.record().entries();
    assert_eq!(desk.far.replica.record().entries(), entries);
    // The bodies alone are some 45 bytes each, 27 of them like nothing.
    let each = desk.carried() / entries;
    assert!(each <= 40, "{each} bytes an entry");

    desk.far.hang_up(&mut desk.relay, desk.now, &mut desk.chance);
    desk.connect_far();
    desk.until("complete again", |desk| desk.far.replica.complete() == Some(History::All));
    assert!(desk.carried() <= 40, "{} bytes for nothing new", desk.carried());
}
