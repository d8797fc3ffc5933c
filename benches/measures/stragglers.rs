//! A thousand consoles in one room of which ten are on lines of 2,400 bit/s: the others do not
//! notice, the ten lose nothing, and the relay's memory stays as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use super::Outcome;
use super::client::wall;
use super::crowd::Crowd;
use super::emulator::{Conditions, Emulator};
use super::partnership::Partnership;
use super::relay::Relay;
use super::table::{Budget, Table};

/// How many are on slow lines, and what these are like.
const SLOW: usize = 10;
const LINE_BPS: u64 = 2_400;
const ROUND_TRIP: Duration = Duration::from_secs(2);
/// Entries a second: faster than such a line can take them.
const RATE: u64 = 10;
/// Everything is with everybody within this time.
const WHOLE_WITHIN: Duration = Duration::from_secs(600);

/// Measures with so many consoles; entries are written for so many seconds.
pub(crate) fn measure(
    table: &mut Table,
    folder: &Path,
    consoles: usize,
    seconds: u64,
) -> Outcome<()> {
    let fast = consoles - SLOW;
    table.title(&format!("Relay, {fast} consoles at full speed and {SLOW} at {LINE_BPS} bit/s"));
    let partnership =
        Partnership::seated(consoles, liaison_core::stamp::Stamp(wall().0 - 3_600_000));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut medians = Vec::new();
    for slow in [0, SLOW] {
        let mut relay = Relay::make(&folder.join(format!("stragglers-{slow}")), &[])?;
        relay.fill([partnership.links.as_slice()])?;
        relay.start()?;
        let line =
            Emulator::to(relay.address()?, Conditions::line(LINE_BPS, ROUND_TRIP), slow as u64);
        let p99 = LocalSet::new().block_on(&runtime, async {
            let address = line.address();
            let crowd = Crowd::connect_over(&relay, &partnership, slow, address).await?;
            paced(table, &relay, crowd, (fast, slow), seconds).await
        })?;
        medians.push(p99);
        table.say(&format!("the slow lines carried {} bytes", line.carried().total()));
    }
    let more = medians[1] / medians[0].max(0.001);
    table.row(
        "the fast ones' 99th percentile, with slow ones to without",
        more,
        "×",
        Budget::AtMost(1.5),
    );
    Ok(())
}

async fn paced(
    table: &mut Table,
    relay: &Relay,
    mut crowd: Crowd,
    (fast, slow): (usize, usize),
    seconds: u64,
) -> Outcome<f64> {
    crowd.tally.begin(crowd.receivers());
    let before = relay.memory();
    let mut beat = tokio::time::interval(Duration::from_millis(1000 / RATE));
    let began = Instant::now();
    for turn in 0..seconds * RATE {
        beat.tick().await;
        crowd.write(turn).await?;
    }
    crowd.tally.within(WHOLE_WITHIN, |counts| counts.whole == seconds * RATE).await?;
    let whole = began.elapsed();
    let p99 = crowd.tally.read(|counts| {
        let (quick, late) = (counts.of(0..fast), counts.of(fast..fast + slow));
        let what = format!("{slow} slow: from writing to each fast console, median");
        table.figure(&what, quick.median(), "ms");
        table.figure("  99th percentile", quick.percentile(0.99), "ms");
        if slow > 0 {
            table.figure("  from writing to each slow console, median", late.median() / 1e3, "s");
            let lost = (seconds * RATE) as usize * slow - late.count();
            table.row("  entries that a slow console lost", lost as f64, "", Budget::AtMost(0.0));
            table.figure("  everything with everybody after", whole.as_secs_f64(), "s");
        }
        quick.percentile(0.99)
    });
    if let (Some(before), Some(after)) = (before, relay.memory()) {
        let more = (after.peak - before.resident) / 1e6;
        table.row("  memory of the relay, more at its most", more, "MB", Budget::AtMost(32.0));
    }
    Ok(p99)
}
