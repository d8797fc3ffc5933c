//! Exporting and importing bundles.

use std::path::Path;

use liaison_core::body::log::Address;
use liaison_core::bundle::SplitError;
use liaison_core::id::SeatKey;
use liaison_core::room::Room;

use super::super::bundle::{Bundle, Export};
use super::super::desk::{Desk, Office};
use super::super::fault::{Exit, Fault};
use super::super::name;
use super::{Run, Stop, fault, print};
use crate::desk::bundle::{Brought, Form, Label, Wanted, bounded, render, write};
use crate::output::bundle::{DamagedRow, Exported, Imported, RATE_BPS};
use crate::output::{Paper, refusal};
use crate::when;

impl<O: Office> Run<'_, '_, O> {
    pub(super) fn bundle(&mut self, bundle: &Bundle) -> Result<Exit, Stop> {
        match bundle {
            Bundle::Export(export) => self.export_bundle(export),
            Bundle::Import { files } => {
                let mut brought = Brought::default();
                for file in files {
                    self.read_bundle(file, &mut brought)?;
                }
                self.import_bundles(brought)
            }
        }
    }

    fn export_bundle(&mut self, export: &Export) -> Result<Exit, Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let since = match &export.since {
            Some(text) => Some(
                when::parse_past(text, desk.now())
                    .map_err(|e| Fault::usage(refusal::time(&e, &paper)))?
                    .stamp(),
            ),
            None => None,
        };
        let partners = match &export.partner {
            Some(typed) => partners(desk.room(), &desk.me(), typed, &paper)?,
            None => Vec::new(),
        };
        let packed = desk.export(&Wanted { since, partners });
        let packed = packed.map_err(|failure| fault(&failure, Some(desk.room()), &paper))?;
        let part_size = export.part_size.map(|size| size as usize);
        let form = Form { text: export.text, part_size };
        let parts = render(&packed.body, form, Label::of(desk.room()));
        let parts = parts.map_err(|error| too_many(error, &paper))?;
        let bytes: u64 = parts.iter().map(|part| part.len() as u64).sum();
        let rate_bps = desk.link().rate_bps.filter(|rate| *rate > 0).unwrap_or(RATE_BPS);
        let mut exported = Exported {
            room: desk.room().purpose().to_owned(),
            mode: desk.room().mode().map_or("", |mode| mode.text()).to_owned(),
            files: Vec::new(),
            text: export.text,
            parts: parts.len() as u64,
            bytes,
            entries: packed.entries,
            seats: packed.seats,
            uncovered: packed.uncovered,
            rate_bps,
            seconds: (bytes * 8).div_ceil(rate_bps),
        };
        if export.file == Path::new("-") {
            if parts.len() > 1 && !export.text {
                return Err(Fault::usage(paper.say("out-bundle-binary-parts")).into());
            }
            let between: &[u8] = if export.text { b"\n" } else { b"" };
            self.streams.out.write_all(&parts.join(between))?;
            // What it costs is no part of it.
            writeln!(self.streams.err, "{}", exported.cost(&paper))?;
            return Ok(Exit::Done);
        }
        let files = write(&export.file, &parts).map_err(|(file, error)| {
            let args = [("file", file.to_string_lossy().into_owned()), ("why", error.to_string())];
            Fault::refused(paper.with("out-file-unwritable", &args))
        })?;
        exported.files = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &exported, |e, out| e.print(out, &paper))?;
        Ok(Exit::Done)
    }

    fn read_bundle(&mut self, file: &Path, brought: &mut Brought) -> Result<(), Stop> {
        let read = if file == Path::new("-") {
            bounded(&mut *self.streams.input).map(|bytes| brought.take(file, &bytes))
        } else {
            brought.read(file)
        };
        read.map_err(|error| {
            let args = [("file", file.to_string_lossy().into_owned()), ("why", error.to_string())];
            Fault::refused(self.paper().with("out-file-unreadable", &args)).into()
        })
    }

    fn import_bundles(&mut self, brought: Brought) -> Result<Exit, Stop> {
        let paper = self.paper();
        let delivered = self.office.import(self.cli.globals.room.as_deref(), brought.parts);
        let delivery = delivered.map_err(|failure| fault(&failure, None, &paper))?;
        let damaged = brought.damaged.iter().map(|(file, damage)| DamagedRow::of(file, damage));
        let none = brought.empty.iter().map(|file| DamagedRow::none(file));
        let imported = Imported::of(&delivery, damaged.chain(none).collect(), &paper);
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &imported, |i, out| i.print(out, &paper))?;
        Ok(match (imported.is_clean(), imported.is_damaged()) {
            (true, _) => Exit::Done,
            (false, true) => Exit::Damaged,
            (false, false) => Exit::Refused,
        })
    }
}

/// The keys that the partners write with now: of an organisation or a role everybody who sits in
/// the room, but for whoever exports.
fn partners(
    room: &Room,
    me: &SeatKey,
    typed: &str,
    paper: &Paper<'_>,
) -> Result<Vec<SeatKey>, Fault> {
    let address = name::address(room, typed);
    let address = address.map_err(|e| Fault::refused(refusal::name(&e, paper)))?;
    let meant = |member: &&liaison_core::membership::Member| match &address {
        Address::Seat(seat) => member.seats.iter().any(|key| key.seat() == *seat),
        Address::Role(role) => member.role == Some(*role),
        Address::Organisation(name) => member.is_of(name) && member.role.is_some(),
    };
    let members = room.membership().members().iter().filter(meant);
    let keys: Vec<SeatKey> =
        members.map(liaison_core::membership::Member::newest_key).filter(|k| k != me).collect();
    if keys.is_empty() {
        let args = [("partner", typed.to_owned())];
        return Err(Fault::refused(paper.with("out-bundle-nobody", &args)));
    }
    Ok(keys)
}

fn too_many(error: SplitError, paper: &Paper<'_>) -> Fault {
    match error {
        SplitError::Small => Fault::usage(paper.say("out-bundle-small")),
        SplitError::Many(parts) => {
            Fault::usage(paper.with("out-bundle-many", &[("parts", parts.to_string())]))
        }
    }
}
