use super::*;

/// A link of a fixed rate in bytes a second and half a round trip in milliseconds.
struct Link {
    rate: u64,
    half: u64,
    now: u64,
    /// In microseconds.
    free: u64,
    arriving: VecDeque<(u64, u64)>,
    confirms: VecDeque<(u64, u64)>,
    meter: Meter,
    pace: Pace,
}

impl Link {
    fn new(rate: u64, trip: u64) -> Self {
        Self {
            rate,
            half: trip / 2,
            now: 0,
            free: 0,
            arriving: VecDeque::new(),
            confirms: VecDeque::new(),
            meter: Meter::default(),
            pace: Pace::new(Tick(0)),
        }
    }

    fn send(&mut self, bytes: u64) {
        self.pace.sent(bytes as usize, Tick(self.now));
        self.free = self.free.max(self.now * 1000) + bytes * 1_000_000 / self.rate;
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
            self.confirms.push_back((now + self.half, total));
        }
        while self.confirms.front().is_some_and(|c| c.0 <= now) {
            let (_, total) = self.confirms.pop_front().expect("it was there");
            assert!(self.pace.confirmed(total, Tick(now)));
        }
    }

    /// Sends frames of so many bytes, or slices, whenever it may.
    fn saturate(&mut self, seconds: u64, frame: Option<u64>) {
        let end = self.now + seconds * 1000;
        while self.now < end {
            while self.pace.may_send() {
                self.send(frame.unwrap_or(self.pace.slice()));
            }
            self.pass();
        }
    }
}

#[test]
fn what_is_in_flight_follows_the_link() {
    for (rate, trip) in [(240, 2000), (1200, 300), (100_000, 40), (125_000, 600)] {
        for frame in [None, Some(215)] {
            let mut link = Link::new(rate, trip);
            link.saturate(120, frame);
            let measured = link.pace.rate().expect("it was measured");
            assert!(measured * 10 >= rate * 6, "{rate}: measured only {measured}");
            assert!(measured <= rate * 2, "{rate}: measured {measured}");
            // Confirmations come half a second apart: the round trip is longer by that and
            // by the sending of a slice, and what may be in flight with it.
            let most = rate * (trip + 1500) / 1000 * 2 + SLICE_BYTES_MIN * 4;
            let budget = link.pace.budget();
            assert!(budget <= most, "{rate}: {budget} in flight");
        }
    }
}

#[test]
fn what_an_officer_writes_does_not_wait_on_a_fast_link() {
    for idle in [0, 3_000, 600_000] {
        let mut link = Link::new(10_000_000, 2);
        link.send(40);
        while link.now < idle {
            link.pass();
        }
        let (mut due, mut waited) = (link.now, 0);
        for _ in 0..600 {
            while link.now < due || !link.pace.may_send() {
                link.pass();
            }
            waited = waited.max(link.now - due);
            link.send(215);
            due += 100;
        }
        // The first confirmation comes just after the sixth entry.
        assert!(waited <= 20, "{waited} ms after {idle} ms of nothing");
    }
}

#[test]
fn a_fast_link_is_soon_known_to_be_fast() {
    let mut link = Link::new(10_000_000, 2);
    // A trickle first, which says nothing of it.
    for _ in 0..20 {
        link.send(60);
        (0..100).for_each(|_| link.pass());
    }
    link.saturate(4, Some(215));
    let measured = link.pace.rate().expect("it was measured");
    assert!(measured > 1_000_000, "only {measured}");
}

#[test]
fn a_link_that_has_become_slow_is_soon_known_to_be() {
    let mut link = Link::new(100_000, 40);
    link.saturate(20, None);
    link.rate = 1_200;
    link.saturate(60, Some(1_000));
    let measured = link.pace.rate().expect("it was measured");
    assert!(measured <= 2_400, "still {measured}");
}

#[test]
fn a_few_bytes_are_something_to_go_by_and_nothing_to_show() {
    let mut pace = Pace::new(Tick(0));
    pace.sent(300, Tick(0));
    assert!(pace.confirmed(300, Tick(500)));
    assert!(pace.rate().is_some());
    assert_eq!(pace.known_rate(), None);
    let mut link = Link::new(1_200, 300);
    link.saturate(20, None);
    assert!(link.pace.known_rate().is_some());
}

#[test]
fn more_confirmed_than_sent_is_a_lie() {
    let mut pace = Pace::new(Tick(0));
    pace.sent(10, Tick(1));
    assert!(!pace.confirmed(11, Tick(2)));
    assert!(pace.confirmed(10, Tick(2)));
}
