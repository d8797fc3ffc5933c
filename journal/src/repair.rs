//! Repair: what verifies goes to a fresh file, the damaged one is kept beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use liaison_core::entry::Link;
use liaison_core::id::{RoomId, SeatKey};
use rusqlite::params;
use rusqlite::types::Value;

use crate::aside;
use crate::disk;
use crate::document::check;
use crate::fault::{JournalError, Result};
use crate::journal::{Access, Journal};
use crate::read::{Reader, Room};
use crate::row::RoomNo;
use crate::salvage::{Salvage, partly, rooms};
use crate::verify::Wrong;
use crate::write::{Place, Write};

/// Entries that one transaction of a repair writes.
const BATCH_ROWS: usize = 4096;

/// What lies beside the record, copied as it is and dropped where its seal is broken. Not what was
/// told: where an entry is lost it must be told again.
const TABLES: [&str; 6] = ["epoch", "head", "permit", "kept_permit", "draft", "setting"];

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The damaged file, under its new name.
    pub old: PathBuf,
    /// How many entries are in the fresh one.
    pub kept: u64,
    /// What is not: to be fetched again from whoever has it.
    pub lost: Vec<Lost>,
}

/// An entry that the damaged file held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// In which room.
    pub room: RoomId,
    /// Whose it was and its number; `None` if not even that can be told.
    pub name: Option<(SeatKey, u32)>,
    /// Whether it was this installation's own: its number was used, so a fresh seat is due.
    pub own: bool,
}

impl Reader<'_> {
    /// Entries that an earlier repair could not save and that did not come back since.
    pub fn lost(&self, room: RoomNo) -> Result<Vec<(SeatKey, u32)>> {
        self.run(|conn| {
            let sql = "SELECT a.key, l.n FROM author a JOIN lost l ON l.author = a.no
                 WHERE a.room = ?1 ORDER BY a.no, l.n";
            let mut statement = conn.prepare_cached(sql)?;
            let lost = statement.query_map(params![room.sql()], |row| {
                Ok((SeatKey(crate::row::array(row, 0)?), row.get(1)?))
            })?;
            Ok(lost.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// Writes what verifies of the journal at `path` to a fresh file and puts it in its place.
///
/// # Errors
///
/// `Busy` while anybody has the journal open; `NotAJournal` or `Damaged` if not even its tables
/// can be found; `DiskFull`. The old file is at its place then.
pub fn repair(path: &Path) -> Result<Repaired> {
    aside::settle(path)?;
    let old = Journal::open(path, Access::Read)?;
    let version = old.version().ok();
    let fresh = disk::beside(path, ".repair");
    aside::clear(&fresh)?;
    let done = rebuild(&old, &fresh);
    if done.is_err() || old.version().ok() != version {
        aside::clear(&fresh)?;
    }
    let (kept, lost) = done?;
    if old.version().ok() != version {
        return Err(JournalError::Busy { path: path.to_owned() });
    }
    drop(old);
    aside::settle(&fresh)?;
    let old = aside::put_in_place(&fresh, path, "damaged")?;
    let old = old.ok_or_else(|| JournalError::Missing { path: path.to_owned() })?;
    Ok(Repaired { old, kept, lost })
}

fn rebuild(old: &Journal, fresh: &Path) -> Result<(u64, Vec<Lost>)> {
    let mut new = Journal::open(fresh, Access::Create)?;
    let (mut kept, mut lost) = (0, Vec::new());
    for room in rooms(old.read()) {
        let salvage = Salvage::of(old.read(), room.no)?;
        new.write(|write| {
            write.number_room(room.no, &room.id)?;
            salvage.own().iter().try_for_each(|key| write.add_own_seat(room.no, key))
        })?;
        let (good, gone) = bring_over(old, &mut new, &room, &salvage)?;
        check::bring_over(old, &mut new, room.no)?;
        kept += good;
        lost.extend(gone);
    }
    new.write(|write| {
        for table in TABLES {
            copy_table(old.read(), write, table)?;
        }
        drop_unsealed(write)
    })?;
    if let Some(finding) = new.check()?.into_iter().next() {
        return Err(JournalError::Damaged { path: fresh.to_owned(), detail: finding });
    }
    Ok((kept, lost))
}

/// Appends the room's rows that verify, with what is known of their standing.
fn bring_over(
    old: &Journal,
    new: &mut Journal,
    room: &Room,
    salvage: &Salvage<'_>,
) -> Result<(u64, Vec<Lost>)> {
    let verdict = old.read().verify(room.no)?;
    let wrong: BTreeMap<u64, Wrong> = verdict.bad.iter().map(|bad| (bad.no.0, bad.wrong)).collect();
    let mut batch: Vec<(u64, Link, Option<u64>)> = Vec::new();
    salvage.each(|no, row| {
        let wrong = wrong.get(&no.0);
        let Some(mut row) = row.filter(|_| !wrong.is_some_and(|w| w.loses())) else {
            return Ok(());
        };
        if wrong.is_some() {
            row.link.signature = None;
        }
        batch.push((no.0, row.link, row.position));
        if batch.len() >= BATCH_ROWS {
            write_batch(old.read(), new, room.no, &std::mem::take(&mut batch))?;
        }
        Ok(())
    })?;
    write_batch(old.read(), new, room.no, &batch)?;
    let mut lost = Vec::new();
    new.write(|write| {
        for bad in verdict.bad.iter().filter(|bad| bad.wrong.loses()) {
            lost.push(Lost { room: room.id, name: bad.name, own: bad.own });
            let Some((author, n)) = bad.name else { continue };
            let author = write.author_number(room.no, &author)?;
            write.execute(
                "INSERT INTO lost (author, n) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![author, n],
            )?;
        }
        Ok::<_, JournalError>(())
    })?;
    Ok((new.read().count(room.no)?, lost))
}

fn write_batch(
    old: Reader<'_>,
    new: &mut Journal,
    room: RoomNo,
    batch: &[(u64, Link, Option<u64>)],
) -> Result<()> {
    new.write(|write| {
        for (no, link, position) in batch {
            let place = position.map_or(Place::None, Place::At);
            match write.append(room, link, place) {
                // Two rows with one position: neither is to be believed.
                Err(JournalError::PositionTaken { .. }) => {
                    write.append(room, link, Place::None)?;
                }
                appended => drop(appended?),
            }
            carry_standing(old, write, room, *no, link)?;
        }
        Ok(())
    })
}

/// What the old row said of its standing, and why it was refused.
fn carry_standing(
    old: Reader<'_>,
    write: &mut Write<'_>,
    room: RoomNo,
    no: u64,
    link: &Link,
) -> Result<()> {
    let Some(new) = write.find(room, &link.key())? else { return Ok(()) };
    let (mut standing, mut reason) = (None, None);
    let sql = "SELECT standing FROM entry WHERE no = ?1 AND standing BETWEEN 0 AND 3";
    partly(old, sql, params![room.at(no)?], |row| {
        standing = row.get::<_, Option<u8>>(0)?;
        Ok(())
    });
    partly(old, "SELECT reason FROM refusal WHERE entry = ?1", params![room.at(no)?], |row| {
        reason = row.get::<_, Option<String>>(0)?;
        Ok(())
    });
    if let Some(standing) = standing {
        let sql = "UPDATE entry SET standing = ?2 WHERE no = ?1 AND standing IS NOT NULL";
        write.execute(sql, params![new, standing])?;
    }
    if let Some(reason) = reason {
        let sql = "INSERT OR REPLACE INTO refusal (entry, reason) VALUES (?1, ?2)";
        write.execute(sql, params![new, reason])?;
    }
    Ok(())
}

/// Copies the rows of a table that can be read and that the fresh table takes.
fn copy_table(old: Reader<'_>, write: &mut Write<'_>, table: &str) -> Result<()> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    partly(old, &format!("SELECT * FROM {table}"), params![], |row| {
        let columns = row.as_ref().column_count();
        let values: rusqlite::Result<_> = (0..columns).map(|column| row.get(column)).collect();
        rows.push(values?);
        Ok(())
    });
    for row in rows {
        let marks = vec!["?"; row.len()].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {table} VALUES ({marks})");
        match write.execute(&sql, rusqlite::params_from_iter(row)) {
            // The fresh table's own rules say that nobody wrote this.
            Err(JournalError::Store(_)) => {}
            copied => drop(copied?),
        }
    }
    Ok(())
}

/// Drops the drafts and settings whose seal does not hold, and what belongs to no room.
fn drop_unsealed(write: &mut Write<'_>) -> Result<()> {
    for table in ["epoch", "told", "head"] {
        let sql = format!("DELETE FROM {table} WHERE room NOT IN (SELECT no FROM room)");
        write.execute(&sql, [])?;
    }
    for (table, is_whole) in [
        ("draft", draft_is_whole as fn(Reader<'_>, Option<RoomNo>, &str) -> Result<()>),
        ("setting", setting_is_whole),
    ] {
        let mut broken = Vec::new();
        let read = write.read();
        partly(read, &format!("SELECT no, room, name FROM {table}"), params![], |row| {
            let (no, room, name): (i64, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let room = (room != 0).then_some(RoomNo(room));
            if is_whole(read, room, &name).is_err() {
                broken.push(no);
            }
            Ok(())
        });
        for no in broken {
            write.execute(&format!("DELETE FROM {table} WHERE no = ?1"), params![no])?;
        }
    }
    Ok(())
}

fn draft_is_whole(read: Reader<'_>, room: Option<RoomNo>, name: &str) -> Result<()> {
    read.draft(room, name).map(drop)
}

fn setting_is_whole(read: Reader<'_>, room: Option<RoomNo>, name: &str) -> Result<()> {
    read.setting(room, name).map(drop)
}
