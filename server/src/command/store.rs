//! Commands on the store itself: what it holds, whether it is whole, copies of it.

use std::path::PathBuf;

use clap::Args;
use liaison_journal::{Access, Journal, backup as copies};
use serde_json::json;

use super::{Failure, Place, print_json};
use crate::config::Config;
use crate::identity::Identity;
use crate::lock::Lock;
use crate::store;
use crate::verdict::{self, RoomVerdict};

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write; it must not exist.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The copy to put back.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(super) fn status(place: &Place) -> Result<(), Failure> {
    let config = Config::load(&place.dir)?;
    let identity = Identity::load(&place.dir).map_err(Failure::refused)?;
    let key = liaison_core::crockford::encode(&identity.key().0);
    let file = place.dir.join(store::FILE);
    let journal = Journal::open(&file, Access::Read)?;
    let bytes = std::fs::metadata(&file).map_err(|e| Failure::at(&file, e))?.len();
    let mut rooms = Vec::new();
    for room in journal.read().rooms()? {
        rooms.push((room.id.to_string(), journal.read().count(room.no)?));
    }
    let running = Lock::is_held(&place.dir);
    if place.json {
        let rooms: Vec<_> = rooms
            .iter()
            .map(|(room, entries)| json!({ "room": room, "entries": entries }))
            .collect();
        print_json(&json!({
            "name": config.name, "host": config.host, "identity": key, "running": running,
            "bytes": bytes, "rooms": rooms,
        }));
        return Ok(());
    }
    println!("relay     {:?} at {}", config.name, config.host);
    println!("identity  {key}");
    println!("running   {}", if running { "yes" } else { "no" });
    println!("store     {bytes} bytes, {} rooms", rooms.len());
    for (room, entries) in rooms {
        println!("  room {room}  {entries} entries");
    }
    Ok(())
}

pub(super) fn verify(place: &Place) -> Result<(), Failure> {
    let journal = Journal::open(&place.dir.join(store::FILE), Access::Read)?;
    let verdict = verdict::verify(&journal)?;
    if place.json {
        let rooms: Vec<_> = verdict.rooms.iter().map(document).collect();
        print_json(&json!({ "rooms": rooms, "file": verdict.file, "ok": verdict.ok() }));
    } else {
        verdict.file.iter().for_each(|finding| println!("file: {finding}"));
        for room in &verdict.rooms {
            let r = room;
            println!(
                "{} room {}  {} entries, {} seats, {} refused, {} not fetched, {} withheld, \
                 {} forks, {} bad signatures, fingerprint {}",
                if r.ok { "ok     " } else { "NOT OK " },
                r.room,
                r.entries,
                r.seats,
                r.refused,
                r.not_fetched,
                r.withheld,
                r.forks,
                r.bad_signatures,
                fingerprint(r),
            );
        }
    }
    if verdict.ok() {
        return Ok(());
    }
    Err(Failure::damaged("the store is not whole; put a backup back, consoles bring the rest"))
}

fn document(room: &RoomVerdict) -> serde_json::Value {
    json!({
        "room": room.room,
        "mode": room.mode.map(|mode| mode.text()),
        "entries": room.entries,
        "seats": room.seats,
        "refused": room.refused,
        "not_fetched": room.not_fetched,
        "withheld": room.withheld,
        "forks": room.forks,
        "bad_signatures": room.bad_signatures,
        "fingerprint": fingerprint(room),
        "ok": room.ok,
    })
}

fn fingerprint(room: &RoomVerdict) -> String {
    room.fingerprint.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn backup(arguments: &Backup) -> Result<(), Failure> {
    let (dir, file) = (&arguments.place.dir, &arguments.file);
    Journal::open(&dir.join(store::FILE), Access::Read)?.backup_to(file)?;
    let bytes = std::fs::metadata(file).map_err(|e| Failure::at(file, e))?.len();
    if arguments.place.json {
        print_json(&json!({ "file": file.display().to_string(), "bytes": bytes }));
    } else {
        println!("{bytes} bytes in {}", file.display());
    }
    Ok(())
}

pub(super) fn restore(arguments: &Restore) -> Result<(), Failure> {
    let (dir, file) = (&arguments.place.dir, &arguments.file);
    let lock = Lock::take(dir).map_err(Failure::refused)?;
    let verdict = verdict::verify(&Journal::open(file, Access::Read)?)?;
    if !verdict.ok() {
        let what = "this copy is not whole; nothing was changed; take another one";
        return Err(Failure::damaged(format!("{}: {what}", file.display())));
    }
    let aside = copies::restore(file, &dir.join(store::FILE))?;
    drop(lock);
    let entries: u64 = verdict.rooms.iter().map(|room| room.entries).sum();
    let aside = aside.map(|aside| aside.display().to_string());
    if arguments.place.json {
        print_json(&json!({
            "file": file.display().to_string(), "aside": aside,
            "rooms": verdict.rooms.len(), "entries": entries,
        }));
        return Ok(());
    }
    println!("{} rooms with {entries} entries put back", verdict.rooms.len());
    if let Some(aside) = aside {
        println!("what was there before lies in {aside}");
    }
    println!(
        "the relay draws a new epoch at its next start: consoles will bring what it lacks, and \
         say sent instead of stored until they have"
    );
    Ok(())
}
