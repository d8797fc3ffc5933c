//! Bundles from the console: written and taken in where the desk is, told in a line.

use std::path::Path;

use super::Clerk;
use crate::desk::DeskError;
use crate::desk::bundle::{Brought, Form, Label, Wanted, deliver, render, write};
use crate::msg::Msg;
use crate::output::Paper;
use crate::output::bundle::{DamagedRow, Exported, Imported, RATE_BPS};

impl Clerk {
    /// Writes a bundle, and says what it costs to carry.
    pub(super) fn export(&mut self, file: &Path, form: Form, wanted: &Wanted) {
        let told = self.exported(file, form, wanted);
        self.told(told);
    }

    /// Takes bundles in, tells the loop of what is new, and says what came.
    pub(super) fn import(&mut self, files: &[String]) -> Result<(), DeskError> {
        let told = self.imported(files);
        self.look()?;
        self.told(told);
        Ok(())
    }

    fn told(&mut self, told: Result<String, String>) {
        self.send(match told {
            Ok(said) => Msg::Carried { said, done: true },
            Err(said) => Msg::Carried { said, done: false },
        });
    }

    fn exported(&mut self, file: &Path, form: Form, wanted: &Wanted) -> Result<String, String> {
        let packed = self.desk.export_bundle(wanted).map_err(|error| self.why(&error))?;
        let room = self.desk.room();
        let paper = Paper { words: &self.words, glyphs: self.paper_glyphs, mode: room.mode() };
        let parts = render(&packed.body, form, Label::of(room)).map_err(|error| {
            let args = [("parts", parts_of(error).to_string())];
            paper.with("out-bundle-many", &args)
        })?;
        let files = write(file, &parts).map_err(|(file, error)| {
            let args = [("file", file.to_string_lossy().into_owned()), ("why", error.to_string())];
            paper.with("out-file-unwritable", &args)
        })?;
        let bytes: u64 = parts.iter().map(|part| part.len() as u64).sum();
        let rate_bps = self.link.rate_bps.filter(|rate| *rate > 0).unwrap_or(RATE_BPS);
        let exported = Exported {
            room: room.purpose().to_owned(),
            mode: room.mode().map_or("", |mode| mode.text()).to_owned(),
            files: files.iter().map(|file| file.to_string_lossy().into_owned()).collect(),
            text: form.text,
            parts: parts.len() as u64,
            bytes,
            entries: packed.entries,
            seats: packed.seats,
            uncovered: packed.uncovered,
            rate_bps,
            seconds: (bytes * 8).div_ceil(rate_bps),
        };
        Ok(exported.said(&paper))
    }

    fn imported(&mut self, files: &[String]) -> Result<String, String> {
        let paper = Paper { words: &self.words, glyphs: self.paper_glyphs, mode: None };
        let mut brought = Brought::default();
        for file in files {
            brought.read(Path::new(file)).map_err(|error| {
                let args = [("file", file.clone()), ("why", error.to_string())];
                paper.with("out-file-unreadable", &args)
            })?;
        }
        let delivered = deliver(self.desk.home(), None, brought.parts, self.desk.clock());
        let delivery = delivered.map_err(|error| self.why(&error))?;
        let damaged = brought.damaged.iter().map(|(file, damage)| DamagedRow::of(file, damage));
        let none = brought.empty.iter().map(|file| DamagedRow::none(file));
        let imported = Imported::of(&delivery, damaged.chain(none).collect(), &paper);
        let mut said: Vec<String> =
            imported.sentences(&paper).into_iter().map(|(_, line)| line).collect();
        // What went wrong first: the line is short.
        said.sort_by_key(|line| !line.chars().take(4).all(char::is_uppercase));
        let said = said.join(" ");
        if imported.is_clean() { Ok(said) } else { Err(said) }
    }
}

fn parts_of(error: liaison_core::bundle::SplitError) -> u64 {
    match error {
        liaison_core::bundle::SplitError::Many(parts) => parts,
        liaison_core::bundle::SplitError::Small => 0,
    }
}
