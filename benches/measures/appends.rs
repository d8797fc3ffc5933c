//! Durable appends by so many writers who each wait for the answer: a bare SQLite group commit,
//! the relay's store, and the relay as a whole, in turn.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{join_all, try_join_all};
use liaison_core::entry::Link;
use liaison_core::id::RoomId;
use liaison_core::keeper::Commit;
use liaison_core::shelf::Placed;
use liaison_relay::limits::Limits;
use liaison_relay::metrics::Metrics;
use liaison_relay::store::{Disk, Store as _};
use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;

use super::Outcome;
use super::bare::Bare;
use super::client::{Call, Heard, wall};
use super::partnership::Partnership;
use super::pen::{self, Pen};
use super::relay::{Relay, have};
use super::sample::Sample;
use super::table::{Budget, Table};

/// Rows of one transaction at most, at both ends alike: what the relay has by default.
const GROUP: usize = 512;
const RATIO_MAX: f64 = 1.5;
/// Handshakes at a time.
const CONNECTING: usize = 32;

/// Measures with so many writers. At the relay as a whole each is in a room of its own, so that
/// nothing is fanned out: that has figures of its own.
pub(crate) fn measure(
    table: &mut Table,
    folder: &Path,
    writers: usize,
    (rounds, seconds): (usize, u64),
) -> Outcome<()> {
    table.title(&format!("Durable appends, writers: {writers}, each waits for its answer"));
    let each = seconds as usize
        * [(1, 600), (64, 60)].iter().find(|(w, _)| writers <= *w).map_or(8, |(_, n)| *n);
    let room = Partnership::seated(writers, wall());
    let (mut bare, mut store, mut ratio) =
        (Sample::default(), Sample::default(), Sample::default());
    for round in 0..rounds {
        let dir = folder.join(format!("appends-{writers}-{round}"));
        fs::create_dir_all(&dir)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let plain = runtime.block_on(bare_rate(&dir, writers, each))?;
        let ours = runtime.block_on(store_rate(&dir.join("relay"), &room, each))?;
        bare.push(plain);
        store.push(ours);
        ratio.push(plain / ours);
        fs::remove_dir_all(dir)?;
    }
    table.figure("bare SQLite group commit, median", bare.median(), "/s");
    table.figure("the relay's store, median", store.median(), "/s");
    table.row("  bare / store, median", ratio.median(), "×", Budget::AtMost(RATIO_MAX));
    let (least, most) = ratio.spread();
    table.say(&format!("from {least:.2} to {most:.2} in {rounds} rounds of {}", each * writers));
    let dir = folder.join(format!("whole-{writers}"));
    let rooms: Vec<_> = (0..writers).map(|i| Partnership::founded(i, wall())).collect();
    let whole = whole_rate(&dir, &rooms, Duration::from_secs(seconds))?;
    fs::remove_dir_all(dir)?;
    table.figure("the relay as a whole: signed, TLS, a room each, proved", whole, "/s");
    table.figure("  bare / whole", bare.median() / whole, "×");
    Ok(())
}

/// One thread that commits whatever waits, at most a group at a time.
async fn bare_rate(dir: &Path, writers: usize, each: usize) -> Outcome<f64> {
    let mut bare = Bare::open(&dir.join("bare"), writers)?;
    let (to, mut waiting) = mpsc::channel::<oneshot::Sender<()>>(GROUP);
    let thread = std::thread::spawn(move || -> Result<(), rusqlite::Error> {
        while let Some(first) = waiting.blocking_recv() {
            let mut group = vec![first];
            while group.len() < GROUP
                && let Ok(next) = waiting.try_recv()
            {
                group.push(next);
            }
            bare.commit(group.len())?;
            for answer in group {
                // Every writer waits for its answer until it has it.
                let _ = answer.send(());
            }
        }
        Ok(())
    });
    let began = Instant::now();
    let all = (0..writers).map(|_| async {
        for _ in 0..each {
            let (answer, answered) = oneshot::channel();
            to.send(answer).await?;
            answered.await?;
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    });
    try_join_all(all).await?;
    let rate = (writers * each) as f64 / began.elapsed().as_secs_f64();
    drop(to);
    thread.join().map_err(|_| "the bare store has failed")??;
    Ok(rate)
}

/// The same work at the relay's own store: entries of one room, signed beforehand, gathered into
/// commits as the room's owner gathers them.
async fn store_rate(dir: &Path, room: &Partnership, each: usize) -> Outcome<f64> {
    let relay = Relay::make(dir, &[])?;
    relay.fill([room.links.as_slice()])?;
    let mut epoch = 100;
    let draw = || {
        epoch += 1;
        epoch
    };
    let (disk, thread) = Disk::open(dir, &Limits::default(), Arc::new(Metrics::default()), draw)?;
    let entries = |officer| {
        let mut pen = Pen::of(room, officer);
        (0..each).map(|_| pen.write()).collect::<Vec<_>>()
    };
    let all: Vec<Vec<Link>> = (0..room.secrets.len()).map(entries).collect();
    let (to, waiting) = mpsc::channel::<(Link, oneshot::Sender<()>)>(GROUP);
    let began = Instant::now();
    let writing = all.into_iter().map(|links| {
        let to = to.clone();
        async move {
            for link in links {
                let (answer, answered) = oneshot::channel();
                to.send((link, answer)).await.map_err(|_| "the owner is gone")?;
                answered.await?;
            }
            Ok::<_, Box<dyn std::error::Error>>(())
        }
    });
    let writing = try_join_all(writing);
    drop(to);
    let owning = own(&disk, room.room, room.links.len() as u64, waiting);
    futures_util::future::try_join(writing, owning).await?;
    let rate = (room.secrets.len() * each) as f64 / began.elapsed().as_secs_f64();
    drop(disk);
    thread.join().map_err(|_| "the store has failed")?;
    Ok(rate)
}

/// Commits whatever waits, at most a group at a time, and answers.
async fn own(
    disk: &Disk,
    room: RoomId,
    mut position: u64,
    mut waiting: mpsc::Receiver<(Link, oneshot::Sender<()>)>,
) -> Outcome<()> {
    while let Some(first) = waiting.recv().await {
        let (mut commit, mut answers) = (Commit::default(), Vec::new());
        let mut next = Some(first);
        while let Some((link, answer)) = next.take() {
            commit.placed.push(Placed { link, position: Some(position) });
            answers.push(answer);
            position += 1;
            next = if answers.len() < GROUP { waiting.try_recv().ok() } else { None };
        }
        disk.write(room, Arc::new(commit)).await?;
        for answer in answers {
            // Every writer waits for its answer until it has it.
            let _ = answer.send(());
        }
    }
    Ok(())
}

/// The relay in its own process, consoles that write the next entry when one is stored.
fn whole_rate(dir: &Path, rooms: &[Partnership], time: Duration) -> Outcome<f64> {
    let mut relay = Relay::make(dir, &[("rooms", rooms.len() + 1)])?;
    relay.fill(rooms.iter().map(|room| room.links.as_slice()))?;
    relay.start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let call = Call::new(relay.address()?, relay.key())?;
        let mut clients = Vec::new();
        for some in rooms.chunks(CONNECTING) {
            let connecting = some.iter().map(|r| call.connect(r.room, &r.secrets[0], have(1)));
            for client in join_all(connecting).await {
                clients.push(client?);
            }
        }
        let (stored, going) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(true)));
        let (failed_to, mut failed) = mpsc::channel(1);
        let mut kept = Vec::new();
        let began = Instant::now();
        for (client, room) in clients.into_iter().zip(rooms) {
            let (to, from) = mpsc::channel(4);
            let mut pen = Pen::of(room, 0);
            to.send(pen::frame(&pen.write())).await?;
            let (stored, going, next) = (stored.clone(), going.clone(), to.clone());
            let failed_to = failed_to.clone();
            let hear = move |heard| {
                if let (Heard::Stored(first, last), true) = (heard, going.get()) {
                    stored.set(stored.get() + u64::from(last - first + 1));
                    // One is under way at a time, so that there is room.
                    drop(next.try_send(pen::frame(&pen.write())));
                }
            };
            tokio::task::spawn_local(async move {
                if let Err(why) = client.run(from, hear).await {
                    drop(failed_to.try_send(why.to_string()));
                }
            });
            kept.push(to);
        }
        tokio::select! {
            Some(why) = failed.recv() => return Err(why.into()),
            () = tokio::time::sleep(time) => going.set(false),
        }
        Ok(stored.get() as f64 / began.elapsed().as_secs_f64())
    })
}
