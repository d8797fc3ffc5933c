//! Whether this machine is fit for the work: `liaison doctor`.
//!
//! First everything is looked at ([`look`]), then judged ([`judge`], pure), one line each: `OK`, `--`
//! for what is worth knowing, `!!` for what must be put right, with what to do.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::desk::{Desk, Failure, Office};
use crate::clean;
use crate::desk::named;
use crate::desk::repair::Repaired;
use crate::output::Paper;
use crate::output::list::RoomRow;
use crate::when::Span;

/// A clock off by more than this is warned about (design §10).
const CLOCK_WARN_MS: u64 = 2 * 60 * 1000;
/// A correction beyond this is not applied.
const CLOCK_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// Columns and rows that the screens are made for, and that they stay usable at.
const COLUMNS_GOOD: u16 = 80;
const COLUMNS_LEAST: u16 = 40;
const ROWS_LEAST: u16 = 12;
/// Disk space below which writing may soon fail.
const FREE_BYTES_LEAST: u64 = 64 * 1024 * 1024;

/// What was seen of a home's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is there.
    pub exists: bool,
    /// Its permission bits, if it is there.
    pub permissions: Option<u32>,
    /// Bytes free on its disk.
    pub free_bytes: Option<u64>,
}

/// What was seen of the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Columns and rows; none where output goes elsewhere.
    pub size: Option<(u16, u16)>,
    /// Its type, as `TERM` names it.
    pub term: String,
    /// Whether the locale has UTF-8.
    pub utf8: bool,
    /// Whether colour is switched off.
    pub no_colour: bool,
}

/// What was seen of one room of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenRoom {
    /// Which one; none where it is the only one or the one that was asked for.
    pub room: Option<RoomRow>,
    /// What was seen.
    pub seen: Seen,
}

/// What was seen of a room and its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No room is held here yet.
    NoRoom,
    /// The journal or the room cannot be opened, and why.
    Unreadable(String),
    /// It was opened.
    Opened {
        /// Entries held.
        entries: u64,
        /// How far this machine's clock is off by the relay's.
        clock_offset_ms: i64,
        /// The relay's address if it answers, else why it does not.
        relay: Result<String, String>,
    },
}

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The home's folder.
    pub folder: Folder,
    /// The terminal.
    pub terminal: Terminal,
    /// The room and its link, or each of several.
    pub rooms: Vec<SeenRoom>,
}

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Note,
    /// To be put right.
    Bad,
}

/// One thing that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `home`, `permissions`, `disk`, `journal`, `clock`, `link`, `terminal`,
    /// `locale`, `colour`.
    pub check: &'static str,
    /// How it was found.
    pub health: Health,
    /// What was found, and what to do.
    pub said: String,
    /// The id of the room that it is about, where there are several.
    pub room: Option<String>,
}

/// Everything judged, as one JSON document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// Whether nothing must be put right.
    pub ok: bool,
    /// One by one.
    pub checks: Vec<Check>,
    /// What a repair did, if one was asked for.
    pub repaired: Option<RepairedRow>,
}

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepairedRow {
    /// Where the damaged journal is now.
    pub old: String,
    /// How many entries are in the fresh one.
    pub kept: u64,
    /// Entries that are to be fetched again.
    pub lost: Vec<String>,
    #[serde(skip)]
    said: String,
}

/// Looks at the home, the terminal, the room that is meant, and its link.
pub fn look<O: Office>(
    office: &O,
    room: Option<&str>,
    size: Option<(u16, u16)>,
    environment: impl Fn(&str) -> Option<String>,
    patience: Duration,
    paper: &Paper<'_>,
) -> Facts {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| set(name));
    let locale = locale.unwrap_or_default().to_ascii_lowercase();
    let terminal = Terminal {
        size,
        term: set("TERM").unwrap_or_default(),
        utf8: locale.contains("utf-8") || locale.contains("utf8"),
        no_colour: set("NO_COLOR").is_some(),
    };
    Facts { folder: folder(office.home()), terminal, rooms: seen(office, room, patience, paper) }
}

fn folder(path: &Path) -> Folder {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_dir);
    let free = rustix::fs::statvfs(path).ok();
    Folder {
        path: path.to_owned(),
        exists: metadata.is_some(),
        permissions: metadata.map(|m| m.permissions().mode() & 0o777),
        free_bytes: free.map(|f| f.f_bavail.saturating_mul(f.f_frsize)),
    }
}

/// The room that was asked for, or each that there is.
fn seen<O: Office>(
    office: &O,
    room: Option<&str>,
    patience: Duration,
    paper: &Paper<'_>,
) -> Vec<SeenRoom> {
    let look = |room: Option<&str>| opened(office, room, patience, paper);
    let one = |seen| vec![SeenRoom { room: None, seen }];
    match office.rooms() {
        Err(failure) => one(unreadable(&failure, paper)),
        Ok(rooms) if rooms.is_empty() => one(Seen::NoRoom),
        Ok(rooms) if rooms.len() == 1 || room.is_some() => one(look(room)),
        Ok(rooms) => {
            let each = rooms.into_iter().map(|room| {
                let seen = look(Some(&room.id));
                SeenRoom { room: Some(room), seen }
            });
            each.collect()
        }
    }
}

fn unreadable(failure: &Failure, paper: &Paper<'_>) -> Seen {
    Seen::Unreadable(super::run::fault(failure, None, paper).said)
}

fn opened<O: Office>(
    office: &O,
    room: Option<&str>,
    patience: Duration,
    paper: &Paper<'_>,
) -> Seen {
    match office.open(room) {
        Err(failure) => unreadable(&failure, paper),
        Ok(mut desk) => Seen::Opened {
            entries: desk.room().entries(),
            clock_offset_ms: desk.clock_offset_ms(),
            relay: desk
                .probe(patience)
                .map_err(|failure| super::run::fault(&failure, None, paper).said),
        },
    }
}

/// Judges what was seen.
pub fn judge(facts: &Facts, repaired: Option<Repaired>, paper: &Paper<'_>) -> Diagnosis {
    let mut checks = Vec::new();
    judge_folder(&facts.folder, paper, &mut checks);
    for SeenRoom { room, seen } in &facts.rooms {
        let from = checks.len();
        judge_room(seen, paper, &mut checks);
        if let Some(room) = room {
            checks[from..].iter_mut().for_each(|check| check.is_of(room, paper));
        }
    }
    judge_terminal(&facts.terminal, paper, &mut checks);
    let ok = checks.iter().all(|check| check.health != Health::Bad);
    Diagnosis { ok, checks, repaired: repaired.map(|repaired| RepairedRow::of(&repaired, paper)) }
}

fn check(
    check: &'static str,
    health: Health,
    key: &str,
    args: &[(&str, String)],
    paper: &Paper<'_>,
) -> Check {
    Check { check, health, said: paper.with(&format!("out-doctor-{key}"), args), room: None }
}

impl RepairedRow {
    fn of(repaired: &Repaired, paper: &Paper<'_>) -> Self {
        let old = clean::line(&repaired.old.to_string_lossy()).into_owned();
        let mut args = vec![("kept", repaired.kept.to_string()), ("old", old.clone())];
        let key = if repaired.lost.is_empty() {
            "out-doctor-repaired"
        } else {
            args.push(("entries", named(&repaired.lost)));
            "out-doctor-repaired-lost"
        };
        let lost = repaired.lost.iter().map(ToString::to_string).collect();
        Self { old, kept: repaired.kept, lost, said: paper.with(key, &args) }
    }
}

impl Check {
    /// Says of which room it is.
    fn is_of(&mut self, room: &RoomRow, paper: &Paper<'_>) {
        let args = [
            ("room", paper.clean(&room.room)),
            ("mode", paper.term("mode", &room.mode)),
            ("said", std::mem::take(&mut self.said)),
        ];
        self.said = paper.with("out-doctor-room", &args);
        self.room = Some(room.id.clone());
    }
}

fn judge_folder(folder: &Folder, paper: &Paper<'_>, checks: &mut Vec<Check>) {
    let path = [("path", folder.path.to_string_lossy().into_owned())];
    let Some(permissions) = folder.permissions.filter(|_| folder.exists) else {
        checks.push(check("home", Health::Note, "home-none", &path, paper));
        return;
    };
    checks.push(check("home", Health::Ok, "home", &path, paper));
    // Keys and everybody's telephone numbers are in it: nobody else may read it.
    let open = permissions & 0o077 != 0;
    let args = [path[0].clone(), ("bits", format!("{permissions:o}"))];
    let (health, key) =
        if open { (Health::Bad, "permissions-open") } else { (Health::Ok, "permissions") };
    checks.push(check("permissions", health, key, &args, paper));
    if let Some(free) = folder.free_bytes {
        let args = [("mib", (free / 1024 / 1024).to_string())];
        let full = free < FREE_BYTES_LEAST;
        let (health, key) = if full { (Health::Bad, "disk-full") } else { (Health::Ok, "disk") };
        checks.push(check("disk", health, key, &args, paper));
    }
}

fn judge_room(seen: &Seen, paper: &Paper<'_>, checks: &mut Vec<Check>) {
    let (entries, offset, relay) = match seen {
        Seen::NoRoom => {
            checks.push(check("journal", Health::Note, "room-none", &[], paper));
            return;
        }
        Seen::Unreadable(why) => {
            let args = [("why", why.clone())];
            checks.push(check("journal", Health::Bad, "journal-bad", &args, paper));
            return;
        }
        Seen::Opened { entries, clock_offset_ms, relay } => (entries, *clock_offset_ms, relay),
    };
    let args = [("n", entries.to_string())];
    checks.push(check("journal", Health::Ok, "journal", &args, paper));
    let off = Duration::from_millis(offset.unsigned_abs());
    let args = [("off", Span::from(off).text(&paper.words.say("out-day")))];
    let (health, key) = match offset.unsigned_abs() {
        ms if ms > CLOCK_MS_MAX => (Health::Bad, "clock-far"),
        ms if ms > CLOCK_WARN_MS => (Health::Bad, "clock-off"),
        _ => (Health::Ok, "clock"),
    };
    checks.push(check("clock", health, key, &args, paper));
    // No link is a normal state: nothing is broken by it.
    let (health, key, args) = match relay {
        Ok(address) => (Health::Ok, "link", [("relay", address.clone())]),
        Err(why) => (Health::Note, "link-none", [("relay", why.clone())]),
    };
    checks.push(check("link", health, key, &args, paper));
}

fn judge_terminal(terminal: &Terminal, paper: &Paper<'_>, checks: &mut Vec<Check>) {
    match terminal.size {
        None => checks.push(check("terminal", Health::Note, "terminal-none", &[], paper)),
        Some((columns, rows)) => {
            let args = [
                ("columns", columns.to_string()),
                ("rows", rows.to_string()),
                ("term", clean::line(&terminal.term).into_owned()),
            ];
            let (health, key) = if columns < COLUMNS_LEAST || rows < ROWS_LEAST {
                (Health::Bad, "terminal-small")
            } else if columns < COLUMNS_GOOD {
                (Health::Note, "terminal-narrow")
            } else {
                (Health::Ok, "terminal")
            };
            checks.push(check("terminal", health, key, &args, paper));
        }
    }
    let (health, key) =
        if terminal.utf8 { (Health::Ok, "locale") } else { (Health::Note, "locale-ascii") };
    checks.push(check("locale", health, key, &[], paper));
    let key = if terminal.no_colour { "colour-none" } else { "colour" };
    checks.push(check("colour", Health::Ok, key, &[], paper));
}

impl Diagnosis {
    /// Prints one line each.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(repaired) = &self.repaired {
            writeln!(out, "{}", repaired.said)?;
        }
        self.checks.iter().try_for_each(|check| {
            let sign = match check.health {
                Health::Ok => "OK",
                Health::Note => "--",
                Health::Bad => "!!",
            };
            writeln!(out, "{sign}  {}", check.said)
        })
    }
}

#[cfg(test)]
mod tests;
