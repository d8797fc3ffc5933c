use std::collections::VecDeque;

use crate::pace::{Meter, Pace, Tick};

/// What goes around every frame on the link, and what a confirmation takes of the other way.
const AROUND_BYTES: u64 = 29;
const CONFIRMATION_BYTES: u64 = 34;

/// A link of a fixed rate in bytes a second and half a round trip in milliseconds, both ways.
struct Link {
    rate: u64,
    half: u64,
    now: u64,
    /// When it is free to send more, in microseconds, and the other way.
    free: u64,
    free_back: u64,
    arriving: VecDeque<(u64, u64)>,
    confirms: VecDeque<(u64, u64)>,
    meter: Meter,
    pace: Pace,
}

/// What goes over it.
#[derive(Clone, Copy, Debug)]
enum Load {
    /// Slices, as a catch-up has them.
    Slices,
    /// Pieces of a document.
    Pieces,
}

impl Link {
    fn new(rate: u64, trip: u64) -> Self {
        Self {
            rate,
            half: trip / 2,
            now: 0,
            free: 0,
            free_back: 0,
            arriving: VecDeque::new(),
            confirms: VecDeque::new(),
            meter: Meter::default(),
            pace: Pace::new(Tick(0)),
        }
    }

    fn send(&mut self, bytes: u64) {
        self.pace.sent(bytes as usize, Tick(self.now));
        let micros = (bytes + AROUND_BYTES) * 1_000_000 / self.rate;
        self.free = self.free.max(self.now * 1000) + micros;
        self.arriving.push_back((self.free / 1000 + self.half, bytes));
    }

    /// Five milliseconds pass.
    fn pass(&mut self) {
        self.now += 5;
        let now = self.now;
        while self.arriving.front().is_some_and(|a| a.0 <= now) {
            let (_, bytes) = self.arriving.pop_front().expect("it was there");
            self.meter.arrived(bytes as usize, Tick(now));
        }
        if let Some(total) = self.meter.poll(Tick(now)) {
            let micros = CONFIRMATION_BYTES * 1_000_000 / self.rate;
            self.free_back = self.free_back.max(now * 1000) + micros;
            self.confirms.push_back((self.free_back / 1000 + self.half, total));
        }
        while self.confirms.front().is_some_and(|c| c.0 <= now) {
            let (_, total) = self.confirms.pop_front().expect("it was there");
            assert!(self.pace.confirmed(total, Tick(now)));
        }
    }

    fn pass_for(&mut self, millis: u64) {
        let end = self.now + millis;
        while self.now < end {
            self.pass();
        }
    }

    /// The next frame of a load, where it may go.
    fn next(&mut self, load: Load) -> Option<u64> {
        let may = match load {
            Load::Pieces => self.pace.may_send_piece(Tick(self.now)),
            Load::Slices => self.pace.may_send(),
        };
        may.then(|| match load {
            Load::Slices => self.pace.slice(),
            Load::Pieces => self.pace.piece(),
        })
    }

    /// Sends of a load whatever may go. For how long what is urgent would have waited at the worst
    /// moment, and in the mean, in milliseconds, and how much of what the link could have carried
    /// it has, in hundredths.
    fn saturate(&mut self, seconds: u64, load: Load) -> (u64, u64, u64) {
        let (began, before) = (self.now, self.meter.total());
        let (mut longest, mut all, mut frame) = (0, 0, 1);
        let end = self.now + seconds * 1000;
        while self.now < end {
            while let Some(bytes) = self.next(load) {
                self.send(bytes);
                frame = bytes;
            }
            self.pass();
            let waits = (self.free / 1000).saturating_sub(self.now);
            longest = longest.max(waits);
            all += waits;
        }
        let carried = (self.meter.total() - before) * (frame + AROUND_BYTES) / frame;
        let steps = (end - began) / 5;
        (longest, all / steps, carried * 100 / (self.rate * seconds))
    }

    /// How long a frame of so many bytes takes to send, in milliseconds.
    fn sending(&self, bytes: u64) -> u64 {
        (bytes + AROUND_BYTES) * 1000 / self.rate
    }
}

/// Links of every kind, in bytes a second and milliseconds.
const LINKS: [(u64, u64); 13] = [
    (60, 3000),
    (120, 2000),
    (240, 2000),
    (240, 600),
    (480, 4000),
    (960, 2000),
    (960, 600),
    (1_200, 300),
    (6_000, 600),
    (20_000, 600),
    (100_000, 40),
    (125_000, 600),
    (1_000_000, 20),
];

/// Links on which something has passed already: a few frames, a catch-up, what officers write.
fn used(rate: u64, trip: u64) -> [Link; 3] {
    let [mut fresh, mut caught_up, mut written] = [(); 3].map(|()| Link::new(rate, trip));
    for bytes in [120, 60] {
        fresh.send(bytes);
        fresh.pass_for(trip * 2);
    }
    caught_up.send(400);
    caught_up.saturate(60, Load::Slices);
    caught_up.pass_for(trip * 2);
    for bytes in [40, 57, 74, 91, 108, 125, 142, 159] {
        written.send(bytes);
        written.pass_for(2_000);
    }
    [fresh, caught_up, written]
}

#[test]
fn what_is_urgent_waits_little_behind_a_document() {
    for (rate, trip) in LINKS {
        for mut link in used(rate, trip) {
            link.saturate(120, Load::Pieces);
            let piece = link.sending(link.pace.piece());
            let (longest, mean, _) = link.saturate(600, Load::Pieces);
            // It always waits for the piece that it finds on its way.
            assert!(longest <= piece * 4, "{rate}, {trip}: {longest} of {piece} ms");
            assert!(mean <= piece * 5 / 2, "{rate}, {trip}: {mean} of {piece} ms");
        }
    }
}

#[test]
fn a_link_that_is_never_idle_is_measured_anew() {
    let mut link = Link::new(240, 600);
    link.saturate(60, Load::Pieces);
    // Another satellite.
    link.half = 1_500;
    link.saturate(700, Load::Pieces);
    let (_, _, carried) = link.saturate(120, Load::Pieces);
    assert!(carried >= 92, "{carried} of 100");
}

#[test]
fn a_piece_waits_for_the_one_before_and_asks_again_by_itself() {
    let mut link = Link::new(240, 600);
    link.saturate(60, Load::Pieces);
    while link.pace.in_flight() > 0 {
        link.pass();
    }
    assert!(link.pace.may_send_piece(Tick(link.now)));
    link.send(link.pace.piece());
    assert!(link.pace.may_send(), "there is room for what was written");
    assert!(!link.pace.may_send_piece(Tick(link.now)));
    let at = link.pace.piece_at().expect("it says when");
    assert!(at > Tick(link.now));
    link.pace.passed(at);
    assert_eq!(link.pace.piece_at(), None, "a moment that has passed wakes nobody again");
    assert!(link.pace.may_send_piece(at));
}
