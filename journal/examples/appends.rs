//! Prints the journal's figures: durable appends beside a bare SQLite group commit of the same
//! sizes, and how long 100,000 entries take to read. Run it with `--release`.
//!
//! `cargo run --release -p liaison-journal --example appends [DIRECTORY]`

#[path = "appends/bare.rs"]
mod bare;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use liaison_core::body::Kind;
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId};
use liaison_core::stamp::Stamp;
use liaison_journal::batch::Batch;
use liaison_journal::{Access, Journal, JournalError, Place, RoomNo, RowNo};

use self::bare::{BODY_BYTES, Bare};

/// Officers who write in turn.
const SEATS: usize = 20;
/// How many rounds of each size are measured, the two stores in turn.
const ROUNDS: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let given = std::env::args_os().nth(1);
    let dir = match given {
        Some(dir) => tempfile::tempdir_in(dir)?,
        None => tempfile::tempdir_in(".")?,
    };
    let (room, links) = links(100_000);
    for (batch, commits) in [(1, 400), (64, 100), (512, 30)] {
        compare(dir.path(), &links, batch, commits)?;
    }
    reading(&dir.path().join("large"), &room, &links)?;
    Ok(())
}

/// A room's founding entry and entries of several officers, every one signed.
fn links(count: usize) -> (RoomId, Vec<Link>) {
    let secret = |i: usize| Secret::from_seed([u8::try_from(i).unwrap_or(0) + 1; 32]);
    let entry = |i: usize| Entry {
        time: Stamp(1_700_000_000_000 + i as u64 * 1000),
        kind: Kind(60_000),
        body: (0..BODY_BYTES).map(|b| (b * 7 + i) as u8).collect(),
    };
    let founding = Link::write(&RoomId::default(), &secret(0), 1, Hash::ZERO, entry(0));
    let room = RoomId(founding.h.0);
    let mut ends = vec![(0, Hash::ZERO); SEATS];
    ends[0] = (1, founding.h);
    let secrets: Vec<_> = (0..SEATS).map(secret).collect();
    let mut links = vec![founding];
    for i in 1..count {
        let seat = i % SEATS;
        let (n, previous) = ends[seat];
        let link = Link::write(&room, &secrets[seat], n + 1, previous, entry(i));
        ends[seat] = (n + 1, link.h);
        links.push(link);
    }
    (room, links)
}

fn compare(dir: &Path, links: &[Link], batch: usize, commits: usize) -> Outcome<()> {
    let mut ratios = Vec::new();
    let (mut ours_best, mut bare_best) = (0.0_f64, 0.0_f64);
    for round in 0..ROUNDS {
        let bare = bare(&dir.join(format!("bare-{batch}-{round}")), batch, commits)?;
        let ours = ours(&dir.join(format!("ours-{batch}-{round}")), links, batch, commits)?;
        (ours_best, bare_best) = (ours_best.max(ours), bare_best.max(bare));
        ratios.push(bare / ours);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "appends, {batch:>3} a commit: journal {ours_best:>8.0}/s  bare {bare_best:>8.0}/s  \
         ratio {:.2} (median of {ROUNDS}, {:.2} to {:.2})",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
    );
    Ok(())
}

fn bare(path: &Path, batch: usize, commits: usize) -> Outcome<f64> {
    let mut bare = Bare::open(path, SEATS)?;
    let begin = Instant::now();
    for _ in 0..commits {
        bare.commit(batch)?;
    }
    Ok((batch * commits) as f64 / begin.elapsed().as_secs_f64())
}

fn ours(path: &Path, links: &[Link], batch: usize, commits: usize) -> Outcome<f64> {
    let mut journal = Journal::open(path, Access::Create)?;
    let room = journal.write(|write| write.add_room(&links[0], Place::Next))?;
    let chunks = links[1..].chunks(batch).take(commits);
    let batches: Vec<_> = chunks.map(|c| [Batch { room, links: c.to_vec() }]).collect();
    let begin = Instant::now();
    for batch in &batches {
        journal.append_many(batch)?;
    }
    let rows = (batch * commits).min(links.len() - 1);
    Ok(rows as f64 / begin.elapsed().as_secs_f64())
}

fn reading(path: &Path, id: &RoomId, links: &[Link]) -> Outcome<()> {
    let mut journal = Journal::open(path, Access::Create)?;
    journal.keep_log()?;
    let room = journal.write(|write| write.add_room(&links[0], Place::Next))?;
    for chunk in links[1..].chunks(5_000) {
        journal.append_many(&[Batch { room, links: chunk.to_vec() }])?;
    }
    drop(journal);
    let begin = Instant::now();
    let journal = Journal::open(path, Access::Write)?;
    let found = journal.read().room(id)?;
    println!("open: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    assert_eq!(found, Some(room));
    for _ in 0..3 {
        println!(
            "100,000 entries: rows {:.1} ms, record {:.1} ms, all bodies {:.1} ms, count {:.1} ms, \
             a page of the log {:.2} ms, a page of positions {:.2} ms",
            timed(|| rows(&journal, room))?,
            timed(|| journal.read().record(room).map(|record| drop(black_box(record))))?,
            timed(|| bodies(&journal, room))?,
            timed(|| journal.read().count(room).map(drop))?,
            timed(|| journal.read().log(room, None, 50).map(drop))?,
            timed(|| journal.read().positions(room, 50_000, u64::MAX, 200).map(drop))?,
        );
    }
    println!("proved again, every signature: {:.0} ms", timed(|| verify(&journal, room))?);
    println!("file: {:.0} bytes an entry", std::fs::metadata(path)?.len() as f64 / 1e5);
    Ok(())
}

fn timed(f: impl FnOnce() -> Result<(), JournalError>) -> Outcome<f64> {
    let begin = Instant::now();
    f()?;
    Ok(begin.elapsed().as_secs_f64() * 1e3)
}

fn verify(journal: &Journal, room: RoomNo) -> Result<(), JournalError> {
    let verdict = journal.read().verify(room)?;
    assert!(verdict.is_whole(), "{:?}", verdict.bad);
    Ok(())
}

fn rows(journal: &Journal, room: RoomNo) -> Result<(), JournalError> {
    let mut held = Vec::new();
    journal.read().each_held(room, RowNo(0), |one| held.push(one))?;
    black_box(held);
    Ok(())
}

fn bodies(journal: &Journal, room: RoomNo) -> Result<(), JournalError> {
    journal.read().each_since(room, RowNo(0), |row| {
        black_box(row);
    })
}
