//! A thin line between a caller and a server, the same for liaison and for everybody else: the
//! emulator of the tests, and what passes over it counted.

use std::io::{BufRead as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use super::Outcome;
use super::emulator::{Conditions, Emulator};

/// Nothing is lost on these lines, so nothing is drawn.
const SEED: u64 = 1;

/// What a line is like, the same in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    /// Bits a second; none is as fast as the machine is.
    rate: Option<u64>,
    /// From one end to the other and back.
    round_trip: Duration,
}

impl Line {
    /// Nothing but a counter.
    pub(crate) const FAST: Self = Self { rate: None, round_trip: Duration::ZERO };

    /// A line of so many bits a second.
    pub(crate) fn slow(bits: u32, round_trip: Duration) -> Self {
        Self { rate: Some(bits.into()), round_trip }
    }

    fn conditions(self) -> Conditions {
        self.rate.map_or_else(Conditions::default, |bits| Conditions::line(bits, self.round_trip))
    }
}

/// A channel that runs.
pub(crate) struct Channel(Emulator);

impl Channel {
    /// Begins to listen, and passes everything on to a server.
    pub(crate) fn open(server: SocketAddr, line: Line) -> Self {
        Self(Emulator::to(server, line.conditions(), SEED))
    }

    /// Where to call.
    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address()
    }

    /// Bytes that have arrived, towards the server and from it.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let carried = self.0.carried();
        (carried.up, carried.down)
    }
}

/// The part of a channel in a process of its own, for clients that are not of this program: its
/// port is the first line that it writes, `count` asks for the bytes so far, the end of its input
/// ends it. The words are the server's address, bits a second (0: no limit) and the round trip in
/// milliseconds.
pub(crate) fn serve(words: &[&str]) -> Outcome<()> {
    let [server, bits, round_trip] = words else {
        return Err("address, bits, milliseconds".into());
    };
    let rate: u64 = bits.parse()?;
    let round_trip = Duration::from_secs_f64(round_trip.parse::<f64>()? / 1e3);
    let line = Line { rate: (rate > 0).then_some(rate), round_trip };
    let channel = Channel::open(server.parse()?, line);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", channel.address().port())?;
    out.flush()?;
    for asked in std::io::stdin().lock().lines() {
        if asked? == "count" {
            let (up, down) = channel.counts();
            writeln!(out, "{up} {down}")?;
            out.flush()?;
        }
    }
    Ok(())
}
