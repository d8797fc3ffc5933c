//! The relay's figures with a thousand consoles in one room: memory of an idle connection, how
//! soon an entry is with everybody, how many deliveries there can be.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use super::Outcome;
use super::client::{Call, wall};
use super::partnership::Partnership;
use super::pen::{self, Pen};
use super::relay::{Relay, have};
use super::table::{Budget, Table};
use super::tally::{Counts, Tally};

/// Handshakes at a time.
const CONNECTING: usize = 32;
/// Entries a second.
const RATE: u64 = 10;
/// Officers who write in turn.
const WRITERS: usize = 20;
/// Entries on their way to somebody at a time when all is to be used; below the 1,024 newest that
/// the relay keeps in memory, so that nobody has to be served from disk.
const WINDOW: u64 = 512;
/// Frames that wait for a console's socket.
const OUTGOING: usize = 64;
/// What the relay may still be doing after the last console is current.
const SETTLING: Duration = Duration::from_secs(2);
/// All consoles are current within this time, slow ones too.
const CURRENT_WITHIN: Duration = Duration::from_secs(300);
/// A console that hears so late is told of.
const LATE_MS: f64 = 100.0;
const KIB: f64 = 1024.0;

/// All consoles of the room, in one thread.
pub(super) struct Crowd {
    pub(super) tally: Tally,
    outgoing: Vec<mpsc::Sender<Vec<u8>>>,
    pens: Vec<Pen>,
}

/// Measures with so many consoles; the seconds of the paced and of the saturated part.
pub(crate) fn measure(
    table: &mut Table,
    folder: &Path,
    consoles: usize,
    seconds: (u64, u64),
) -> Outcome<()> {
    table.title(&format!("Relay, {consoles} consoles with TLS, a seat each, in one room"));
    let hour = 3_600_000;
    let partnership = Partnership::seated(consoles, liaison_core::stamp::Stamp(wall().0 - hour));
    let mut relay = Relay::make(&folder.join("crowd"), &[])?;
    relay.fill([partnership.links.as_slice()])?;
    relay.start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let crowd = idle(table, &relay, &partnership).await?;
        paced(table, &relay, crowd, seconds.0).await
    })?;
    drop(relay);
    // Both begin with links that are idle and of which the relay knows nothing yet.
    let mut relay = Relay::make(&folder.join("crowd-saturated"), &[])?;
    relay.fill([partnership.links.as_slice()])?;
    relay.start()?;
    LocalSet::new().block_on(&runtime, async {
        let crowd = Crowd::connect(&relay, &partnership).await?;
        saturated(table, &relay, crowd, seconds.1).await
    })
}

impl Crowd {
    async fn connect(relay: &Relay, partnership: &Partnership) -> Outcome<Self> {
        Self::connect_over(relay, partnership, 0, relay.address()?).await
    }

    /// The same, with the last so many consoles over a line at an address.
    pub(super) async fn connect_over(
        relay: &Relay,
        partnership: &Partnership,
        slow: usize,
        line: SocketAddr,
    ) -> Outcome<Self> {
        let direct = Call::new(relay.address()?, relay.key())?;
        let by_line = Call::new(line, relay.key())?;
        let fast = partnership.secrets.len() - slow;
        let tally = Tally::default();
        let all = partnership.secrets.iter().enumerate().map(|(console, secret)| {
            let call = if console < fast { &direct } else { &by_line };
            let (call, held) = (call.clone(), have(partnership.links.len()));
            async move { call.connect(partnership.room, secret, held).await }
        });
        let mut all = stream::iter(all).buffered(CONNECTING);
        let mut outgoing = Vec::new();
        while let Some(client) = all.next().await {
            let (client, (to, from)) = (client?, mpsc::channel(OUTGOING));
            let (hearing, ended, console) = (tally.clone(), tally.clone(), outgoing.len());
            tokio::task::spawn_local(async move {
                if let Err(why) = client.run(from, |heard| hearing.heard(console, heard)).await {
                    ended.failed(why.to_string());
                }
            });
            outgoing.push(to);
        }
        let consoles = outgoing.len();
        tally.within(CURRENT_WITHIN, |counts| counts.current >= consoles).await?;
        // Who writes is on no slow line: what is measured is the way from the relay.
        let count = WRITERS.min(fast);
        let writers = (0..count).map(|writer| writer * fast / count);
        let pens = writers.clone().map(|officer| Pen::of(partnership, officer)).collect();
        let outgoing = writers.map(|officer| outgoing[officer].clone()).chain(outgoing.clone());
        Ok(Self { tally, outgoing: outgoing.collect(), pens })
    }

    /// To how many an entry goes: everybody but its author.
    pub(super) fn receivers(&self) -> usize {
        self.outgoing.len() - self.pens.len() - 1
    }

    /// The next entry, by the officer whose turn it is.
    pub(super) async fn write(&mut self, turn: u64) -> Outcome<()> {
        let writer = turn as usize % self.pens.len();
        let pen = &mut self.pens[writer];
        let at = Instant::now();
        let link = pen.write();
        self.tally.writing(pen.seat(), link.n, at);
        self.outgoing[writer].send(pen::frame(&link)).await?;
        Ok(())
    }
}

async fn idle(table: &mut Table, relay: &Relay, partnership: &Partnership) -> Outcome<Crowd> {
    let before = relay.memory();
    let began = Instant::now();
    let crowd = Crowd::connect(relay, partnership).await?;
    let consoles = partnership.secrets.len() as f64;
    let each = consoles / began.elapsed().as_secs_f64();
    table.figure("connections a second, until current, both ends here", each, "/s");
    tokio::time::sleep(SETTLING).await;
    if let (Some(before), Some(after)) = (before, relay.memory()) {
        let each = (after.resident - before.resident) / consoles / KIB;
        let what = "idle connection with TLS and identity: memory of the relay";
        table.row(what, each, "KiB", Budget::AtMost(40.0));
        table.say(&format!(
            "the relay's process: {:.1} MB with the room alone, {:.1} MB with all, at most {:.1} MB",
            before.resident / 1e6,
            after.resident / 1e6,
            after.peak / 1e6,
        ));
    }
    Ok(crowd)
}

async fn paced(table: &mut Table, relay: &Relay, mut crowd: Crowd, seconds: u64) -> Outcome<()> {
    crowd.tally.begin(crowd.receivers());
    let used = relay.processor_seconds();
    let mut beat = tokio::time::interval(Duration::from_millis(1000 / RATE));
    for turn in 0..seconds * RATE {
        beat.tick().await;
        crowd.write(turn).await?;
    }
    crowd.tally.until(|counts| counts.whole == seconds * RATE).await?;
    let used = relay.processor_seconds().zip(used).map(|(now, then)| now - then);
    crowd.tally.read(|counts| {
        let what = format!("{RATE} stored entries a second, from writing to each:");
        table.figure(&format!("{what} median"), counts.each.median(), "ms");
        let what = format!("{what} 99th percentile");
        table.row(&what, counts.each.percentile(0.99), "ms", Budget::AtMost(45.0));
        table.figure("  from writing to the last console: median", counts.last.median(), "ms");
        table.figure("  99th percentile", counts.last.percentile(0.99), "ms");
        behind(table, counts);
    });
    if let Some(used) = used {
        let share = used / seconds as f64 * 100.0;
        table.figure("  processor time of the relay meanwhile, of one core", share, "%");
    }
    Ok(())
}

/// Says which consoles are served late.
fn behind(table: &Table, counts: &Counts) {
    let late = counts.behind(LATE_MS);
    let some = late.iter().take(5).map(|(console, ms)| format!("no. {console}: {ms:.0} ms"));
    let some = some.collect::<Vec<_>>().join(", ");
    table.say(&format!("{} consoles with a median above {LATE_MS} ms {some}", late.len()));
}

async fn saturated(
    table: &mut Table,
    relay: &Relay,
    mut crowd: Crowd,
    seconds: u64,
) -> Outcome<()> {
    crowd.tally.begin(crowd.receivers());
    let used = relay.processor_seconds();
    let (began, mut written) = (Instant::now(), 0_u64);
    while began.elapsed() < Duration::from_secs(seconds) {
        crowd.tally.until(|counts| written < counts.whole + WINDOW).await?;
        crowd.write(written).await?;
        written += 1;
    }
    let elapsed = began.elapsed().as_secs_f64();
    let used = relay.processor_seconds().zip(used).map(|(now, then)| now - then);
    crowd.tally.read(|counts| {
        let rate = counts.delivered as f64 / elapsed;
        let what = "saturated: deliveries a second";
        table.row(what, rate / 1e6, "M/s", Budget::AtLeast(0.7));
        table.figure("  entries with everybody a second", counts.whole as f64 / elapsed, "/s");
        behind(table, counts);
        if let Some(used) = used.filter(|used| *used > 0.0) {
            let each = counts.delivered as f64 / used / 1e6;
            table.figure("  deliveries a processor second of the relay", each, "M");
            let share = used / elapsed * 100.0;
            table.figure("  processor time of the relay, of one core", share, "%");
        }
    });
    Ok(())
}
