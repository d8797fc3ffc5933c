//! Links with a rate and a delay, that break at any byte. The two ends learn of it at different
//! times, so that a relay still hears the end of one connection while the next one is open.

use std::collections::VecDeque;

use super::chance::Chance;

/// One direction.
#[derive(Debug)]
pub(crate) struct Pipe {
    under_way: VecDeque<(u64, Vec<u8>)>,
    free_at: u64,
    delay_ms: u64,
    bytes_per_s: u64,
    /// The link breaks when so many bytes have gone in.
    left: u64,
    pub(crate) carried: u64,
}

impl Pipe {
    fn new(chance: &mut Chance, breaks: bool) -> Self {
        let rates = [240, 1_200, 10_000, 1_000_000];
        Self {
            under_way: VecDeque::new(),
            free_at: 0,
            delay_ms: chance.between(1, 900),
            bytes_per_s: rates[chance.below(4) as usize],
            left: if breaks { 1 << chance.between(3, 16) } else { u64::MAX },
            carried: 0,
        }
    }

    /// Takes a message; false if the link breaks within it.
    pub(crate) fn send(&mut self, message: Vec<u8>, now: u64) -> bool {
        let bytes = message.len() as u64;
        self.carried += bytes;
        if bytes > self.left {
            self.left = 0;
            return false;
        }
        self.left -= bytes;
        self.free_at = self.free_at.max(now) + bytes * 1000 / self.bytes_per_s;
        self.under_way.push_back((self.free_at + self.delay_ms, message));
        true
    }

    pub(crate) fn receive(&mut self, now: u64) -> Option<Vec<u8>> {
        if self.under_way.front().is_none_or(|&(at, _)| at > now) {
            return None;
        }
        self.under_way.pop_front().map(|(_, message)| message)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }
}

/// A connection between one console and the relay.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) up: Pipe,
    pub(crate) down: Pipe,
    /// When the relay notices that the console is gone.
    pub(crate) noticed_at: Option<u64>,
}

impl Wire {
    /// A link that holds, of this rate and round trip.
    pub(crate) fn steady(bytes_per_s: u64, round_trip_ms: u64) -> Self {
        let pipe = || Pipe {
            under_way: VecDeque::new(),
            free_at: 0,
            delay_ms: round_trip_ms / 2,
            bytes_per_s,
            left: u64::MAX,
            carried: 0,
        };
        Self { up: pipe(), down: pipe(), noticed_at: None }
    }

    /// Breaks when so many bytes have gone, either way.
    pub(crate) fn breaks_after(&mut self, bytes: u64) {
        (self.up.left, self.down.left) = (bytes, bytes);
    }

    pub(crate) fn new(chance: &mut Chance, breaks: bool) -> Self {
        let mut wire = Self {
            up: Pipe::new(chance, breaks),
            down: Pipe::new(chance, breaks),
            noticed_at: None,
        };
        if chance.once_in(2) {
            wire.down.bytes_per_s = wire.up.bytes_per_s;
        }
        wire
    }
}
