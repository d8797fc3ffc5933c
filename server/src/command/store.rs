//! Commands on the store itself: what it holds, whether it is whole, copies of it.

use std::path::{Path, PathBuf};

use clap::Args;
use liaison_core::id::Hash;
use liaison_journal::{Access, Journal, JournalError, Reader, Room, backup as copies};
use serde_json::json;

use super::{Failure, Place, print_json};
use crate::config::Config;
use crate::identity::Identity;
use crate::lock::Lock;
use crate::store;
use crate::verdict::{self, DamagedDocument, RoomVerdict, Verdict};

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
        rooms.push(RoomStatus::of(journal.read(), &room)?);
    }
    let running = Lock::is_held(&place.dir);
    let (documents, space) = (journal.read().document_bytes(None)?, config.limits.documents_bytes);
    if place.json {
        let rooms: Vec<_> = rooms.iter().map(RoomStatus::json).collect();
        print_json(&json!({
            "name": config.name, "host": config.host, "identity": key, "running": running,
            "bytes": bytes, "rooms": rooms, "document_bytes": documents,
            "document_bytes_max": space,
        }));
        return Ok(());
    }
    println!("relay     {:?} at {}", config.name, config.host);
    println!("identity  {key}");
    println!("running   {}", if running { "yes" } else { "no" });
    println!("store     {bytes} bytes, {} rooms", rooms.len());
    println!("documents {documents} bytes of {space}");
    for room in rooms {
        let RoomStatus { room, entries, documents, document_bytes } = room;
        println!("  room {room}  {entries} entries, {documents} documents, {document_bytes} bytes");
    }
    Ok(())
}

/// What is held of one room.
struct RoomStatus {
    room: String,
    entries: u64,
    documents: usize,
    document_bytes: u64,
}

impl RoomStatus {
    fn of(read: Reader<'_>, room: &Room) -> Result<Self, Failure> {
        let documents = read.documents(room.no)?;
        Ok(Self {
            room: room.id.to_string(),
            entries: read.count(room.no)?,
            documents: documents.iter().filter(|document| document.held.bytes > 0).count(),
            document_bytes: documents.iter().map(|document| document.held.bytes).sum(),
        })
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "room": self.room, "entries": self.entries, "documents": self.documents,
            "document_bytes": self.document_bytes,
        })
    }
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
                 {} forks, {} bad signatures, {} documents, {} bytes, fingerprint {}",
                if r.ok() { "ok     " } else { "NOT OK " },
                r.room,
                r.entries,
                r.seats,
                r.refused,
                r.not_fetched,
                r.withheld,
                r.forks,
                r.bad_signatures,
                r.documents,
                r.document_bytes,
                fingerprint(r),
            );
        }
        verdict.damaged().for_each(|damaged| println!("{}", said(damaged)));
    }
    if verdict.ok() {
        return Ok(());
    }
    if verdict.record_ok() {
        return Err(Failure::damaged(
            "the record is whole, documents are not; make a backup and put it back: what does not \
             verify is left out, and consoles that have it bring it again",
        ));
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
        "ok": room.ok(),
        "documents": room.documents,
        "document_bytes": room.document_bytes,
        "damaged_documents": room.damaged.iter().map(damaged_document).collect::<Vec<_>>(),
    })
}

fn damaged_document(damaged: &DamagedDocument) -> serde_json::Value {
    let (hash, size) = (hex(&damaged.name.hash), damaged.name.size);
    json!({ "hash": hash, "size": size, "piece": damaged.piece })
}

/// A damaged document in a line.
fn said(damaged: &DamagedDocument) -> String {
    let (room, hash, size) = (damaged.room, hex(&damaged.name.hash), damaged.name.size);
    let what = match damaged.piece {
        Some(piece) => format!("piece {piece}"),
        None => "the list of its pieces".to_owned(),
    };
    format!("NOT OK  room {room}  document {hash} of {size} bytes: {what} does not verify")
}

fn fingerprint(room: &RoomVerdict) -> String {
    hex(&room.fingerprint)
}

fn hex(hash: &Hash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Drops what does not verify of a store that was put back: whoever has it brings it again.
fn leave_out(file: &Path, verdict: &Verdict) -> Result<(), Failure> {
    if verdict.damaged().next().is_none() {
        return Ok(());
    }
    let mut journal = Journal::open(file, Access::Write)?;
    for DamagedDocument { room, name, .. } in verdict.damaged() {
        let no = journal.read().room(room)?;
        let no = no.ok_or(JournalError::NotHere { what: "the room" })?;
        journal.write(|write| write.drop_document(no, name))?;
    }
    Ok(())
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
    if !verdict.record_ok() {
        let what = "this copy is not whole; nothing was changed; take another one";
        return Err(Failure::damaged(format!("{}: {what}", file.display())));
    }
    let aside = copies::restore(file, &dir.join(store::FILE))?;
    leave_out(&dir.join(store::FILE), &verdict)?;
    drop(lock);
    let entries: u64 = verdict.rooms.iter().map(|room| room.entries).sum();
    let documents: usize = verdict.rooms.iter().map(|room| room.documents).sum();
    let aside = aside.map(|aside| aside.display().to_string());
    let left_out = verdict.damaged().count();
    if arguments.place.json {
        print_json(&json!({
            "file": file.display().to_string(), "aside": aside,
            "rooms": verdict.rooms.len(), "entries": entries,
            "documents": documents - left_out, "left_out": left_out,
        }));
        return Ok(());
    }
    println!("{} rooms with {entries} entries put back", verdict.rooms.len());
    verdict.damaged().for_each(|damaged| println!("{}; left out", said(damaged)));
    if let Some(aside) = aside {
        println!("what was there before lies in {aside}");
    }
    println!(
        "the relay draws a new epoch at its next start: consoles will bring what it lacks, and \
         say sent instead of stored until they have"
    );
    Ok(())
}
