//! Prints what liaison costs on a thin line, in bytes and seconds, beside what other programs
//! cost there with the same texts, and beside the design's budgets. It never fails for being slow.
//!
//! `cargo bench --bench link` takes most of an hour, because thin lines are played at their true
//! rate; `-- --small` takes some minutes with smaller counts. `only=liaison` or `only=mosquitto`
//! measures one; liaison's are printed beside the last ones of the others, and `part=bytes`, `part=catch-up` or `part=flash` leaves
//! out the rest of them. Other programs are there once `benches/link/install` has installed them.
//! What is compared and how fairly is told in `benches/link/README.md`.

#![forbid(unsafe_code)]

#[path = "link/channel.rs"]
mod channel;
#[path = "link/console.rs"]
mod console;
#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support/emulator.rs"]
mod emulator;
#[path = "link/figures.rs"]
mod figures;
#[path = "link/liaison.rs"]
mod liaison_side;
#[expect(dead_code, reason = "the other bench uses the rest")]
#[path = "measures/partnership.rs"]
mod partnership;
#[path = "link/peers.rs"]
mod peers;
#[expect(dead_code, reason = "the other bench uses the rest")]
#[path = "measures/process.rs"]
mod process;
#[expect(dead_code, reason = "the other bench uses the rest")]
#[path = "measures/relay.rs"]
mod relay;
#[path = "link/room.rs"]
mod room;
#[path = "link/texts.rs"]
mod texts;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use self::figures::Figures;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The round trip of thin lines. TCP's own handshake takes one, which the emulator does not play:
/// it is added to what is measured from before a connection.
const ROUND_TRIP: Duration = Duration::from_secs(2);
/// Seconds after which a flash message is written behind what is on its way.
const INTO: u64 = 10;
/// The part of a channel, for the peers' clients.
const CHANNEL: &str = "--as-link";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        // The program runs itself again for what must be a process of its own.
        [CHANNEL, ref words @ ..] => channel::serve(words),
        [process::RELAY, dir] => return relay::serve(dir),
        _ => {
            let value = |name| words.iter().find_map(|word| word.strip_prefix(name));
            measure(words.contains(&"--small"), value("only="), value("part="))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("link: {error}");
            ExitCode::FAILURE
        }
    }
}

/// How much of everything is measured.
struct Extent {
    /// Reports one at a time: no more than the corpus has.
    live: usize,
    acks: usize,
    bulk: usize,
    room: usize,
    away: usize,
    open: usize,
    rates: &'static [u32],
}

const FULL: Extent = Extent {
    live: 150,
    acks: 50,
    bulk: 1_000,
    room: 10_000,
    away: 500,
    open: 50,
    rates: &[9_600, 2_400],
};

const SMALL: Extent =
    Extent { live: 20, acks: 5, bulk: 100, room: 500, away: 50, open: 50, rates: &[9_600] };

fn measure(small: bool, only: Option<&str>, part: Option<&str>) -> Outcome<()> {
    let began = Instant::now();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let extent = if small { &SMALL } else { &FULL };
    let texts = texts::read(root, extent.room + extent.bulk * 2)?;
    println!("{}\n{}", process::machine(folder.path()), texts.about);
    let mut figures = Figures::default();
    if only.is_none_or(|only| only == "liaison") {
        liaison_side::Measure {
            folder: folder.path(),
            texts: &texts,
            extent,
            figures: &mut figures,
        }
        .all(part)?;
    }
    if only != Some("liaison") {
        peers::measure(root, folder.path(), &texts, (extent.live, small, only), &mut figures)?;
    }
    if only == Some("liaison") && !small {
        peers::recall(root, &mut figures)?;
    }
    figures.print();
    println!("\nmeasured in {:.0} minutes", began.elapsed().as_secs_f64() / 60.0);
    Ok(())
}
