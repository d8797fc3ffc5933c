//! Commands about documents.

use std::io::BufRead as _;
use std::path::Path;

use super::super::desk::{Desk as _, Documents as _, Office};
use super::super::document::Document as Wanted;
use super::super::fault::{Exit, Fault};
use super::super::name::{self, id_text};
use super::{Run, Stop, fault, print};
use crate::document::extract::NoText;
use crate::document::{Cost, Document, Sharing};
use crate::link::{Moving, Outcome};
use crate::output::document::{
    DocumentList, DocumentRow, Moved, SavedFile, cost_said, limits_said, size_said,
};
use crate::output::list::print_rows;
use crate::output::{Paper, refusal};

impl<O: Office> Run<'_, '_, O> {
    /// Does the command if it is one about documents that writes no entry, or more than one.
    pub(super) fn document(&mut self, command: &Wanted) -> Result<Option<Exit>, Stop> {
        match command {
            Wanted::Share { file, title, tlp, incident, no_text } => {
                let desk = self.open()?;
                let paper = self.paper_of(desk.room());
                let incident = incident
                    .as_ref()
                    .map(|typed| name::incident(desk.room(), typed))
                    .transpose()
                    .map_err(|e| Fault::refused(refusal::name(&e, &paper)))?;
                let (file, title) = (file.clone(), title.clone());
                let sharing = Sharing { file, title, tlp: *tlp, incident, text: !no_text };
                self.share(desk, &sharing).map(Some)
            }
            Wanted::List => self.list_documents().map(Some),
            Wanted::Text { document } => self.text_of(document).map(Some),
            Wanted::Fetch { document } => self.fetch(document).map(Some),
            Wanted::Open { document } => self.open_document(document).map(Some),
            Wanted::Save { document, file } => self.save(document, file).map(Some),
            Wanted::Withdraw { .. } => Ok(None),
        }
    }

    fn share(&mut self, mut desk: O::Desk, sharing: &Sharing) -> Result<Exit, Stop> {
        let paper = self.paper_of(desk.room());
        let (rate, patience) = (desk.rate(), self.cli.globals.patience());
        let (err, mut cost, mut text_bytes) = (&mut *self.streams.err, None, None);
        let mut no_text = None;
        let shared = desk.share(sharing, &mut |offered| {
            let draft = &offered.draft;
            let of = Cost::of_file(draft.size, draft.text.as_ref(), rate);
            (cost, text_bytes) = (Some(of), draft.text.map(|text| text.bytes));
            no_text = offered.no_text.map(NoText::text);
            let args = [
                ("name", draft.name.clone()),
                ("size", size_said(draft.size, &paper)),
                ("cost", cost_said(of, &paper)),
            ];
            // Who does not read standard error is not kept from sharing.
            writeln!(err, "{}", paper.with("out-document-sharing", &args)).ok();
            if let Some(why) = no_text {
                writeln!(err, "{}", paper.say(&format!("out-document-without-text-{why}"))).ok();
            }
        });
        let (entry, name) = shared.map_err(|f| fault(&f, Some(desk.room()), &paper))?;
        let began = std::time::Instant::now();
        let (standing, reason) = desk.reach(&entry, patience);
        let left = patience.saturating_sub(began.elapsed());
        let state = match desk.bring(&name, left) {
            Outcome::Done => "at-relay",
            Outcome::NotThere => "refused",
            Outcome::Later => "here",
        };
        let cost = cost.unwrap_or(Cost { bytes: 0, time: None });
        let moved = Moved {
            id: id_text(desk.room(), &entry),
            standing: Some(standing.text()),
            reason,
            state,
            size: name.size,
            text_bytes,
            cost_bytes: cost.bytes,
            cost_seconds: cost.time.map(|time| time.as_secs()),
            no_text,
        };
        self.print_moved(&moved, &paper)?;
        Ok(if state == "refused" { Exit::Refused } else { Exit::Done })
    }

    fn list_documents(&mut self) -> Result<Exit, Stop> {
        let desk = self.open()?;
        let (room, rate) = (desk.room(), desk.rate());
        let paper = self.paper_of(room);
        let documents = desk.documents().map_err(|f| fault(&f, Some(room), &paper))?;
        let rows = documents.iter().map(|document| DocumentRow::of(room, document, rate));
        let limits = desk.limits().map_err(|f| fault(&f, Some(room), &paper))?;
        let list = DocumentList::of(room, rows.collect(), limits);
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, &paper, &list, |list, out| {
            let rows = &list.list.rows;
            print_rows(out, room, &paper, rows, |row, out| row.print(out, &paper))?;
            paper.line(out, &limits_said(&limits, &paper))
        })?;
        Ok(Exit::Done)
    }

    fn text_of(&mut self, typed: &str) -> Result<Exit, Stop> {
        let desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let document = find(&desk, typed, &paper)?;
        let text = desk.text_of(&document).map_err(|f| fault(&f, Some(desk.room()), &paper))?;
        let Some(text) = text else {
            let key = match document.share.text {
                Some(_) => "out-document-text-not-here",
                None => "out-document-no-text",
            };
            return Err(Fault::refused(paper.say(key)).into());
        };
        let id = id_text(desk.room(), &document.entry);
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        let value = serde_json::json!({ "id": id, "extracted": true, "text": text });
        print(as_json, out, &paper, &value, |_, out| {
            paper.line(out, &paper.say("out-document-text-extracted"))?;
            paper.paragraphs(&text).iter().try_for_each(|line| paper.line(out, line))
        })?;
        Ok(Exit::Done)
    }

    fn fetch(&mut self, typed: &str) -> Result<Exit, Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let document = find(&desk, typed, &paper)?;
        let cost = Cost::of(if document.is_here() { 0 } else { document.missing }, desk.rate());
        if !document.is_here() {
            let args = [
                ("name", document.file_name()),
                ("size", size_said(document.name.size, &paper)),
                ("cost", cost_said(cost, &paper)),
            ];
            writeln!(self.streams.err, "{}", paper.with("out-document-fetching", &args))?;
        }
        let err = std::cell::RefCell::new(&mut *self.streams.err);
        let told = std::cell::Cell::new(0);
        let progress = |moving: Moving| {
            let percent = moving.at * 100 / moving.of.max(1);
            if moving.name == document.name && percent >= told.get() + 10 {
                told.set(percent);
                let args = [("percent", percent.to_string())];
                // Progress is for who looks; who does not misses nothing.
                writeln!(err.borrow_mut(), "{}", paper.with("out-document-progress", &args)).ok();
            }
        };
        let fetched = desk.fetch(&document.name, self.cli.globals.patience(), &progress);
        let fetched = fetched.map_err(|f| fault(&f, Some(desk.room()), &paper))?;
        let state = match fetched {
            Outcome::Done => "here",
            Outcome::NotThere => "elsewhere",
            Outcome::Later => "partial",
        };
        let moved = Moved {
            id: id_text(desk.room(), &document.entry),
            standing: None,
            reason: None,
            state,
            size: document.name.size,
            text_bytes: None,
            cost_bytes: cost.bytes,
            cost_seconds: cost.time.map(|time| time.as_secs()),
            no_text: None,
        };
        self.print_moved(&moved, &paper)?;
        Ok(if fetched == Outcome::Done { Exit::Done } else { Exit::Refused })
    }

    fn print_moved(&mut self, moved: &Moved, paper: &Paper<'_>) -> Result<(), Stop> {
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        Ok(print(as_json, out, paper, moved, |moved, out| moved.print(out, paper))?)
    }

    fn save(&mut self, typed: &str, file: &Path) -> Result<Exit, Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let document = find(&desk, typed, &paper)?;
        let file = match file.is_dir() {
            true => file.join(document.file_name()),
            false => file.to_owned(),
        };
        desk.save(&document, &file).map_err(|f| fault(&f, Some(desk.room()), &paper))?;
        self.print_file(id_text(desk.room(), &document.entry), &file, None, &paper)
    }

    fn open_document(&mut self, typed: &str) -> Result<Exit, Stop> {
        let mut desk = self.open()?;
        let paper = self.paper_of(desk.room());
        let document = find(&desk, typed, &paper)?;
        let opened = desk.open_copy(&document);
        let opened = opened.map_err(|f| fault(&f, Some(desk.room()), &paper))?;
        if self.streams.asks {
            let args = [("name", document.file_name()), ("program", opened.program.to_owned())];
            writeln!(self.streams.err, "{}", paper.with("out-document-open-asks", &args))?;
            let mut answer = String::new();
            std::io::BufReader::new(&mut *self.streams.input).read_line(&mut answer)?;
            let yes = paper.say("out-document-open-yes");
            if !answer.trim().to_lowercase().starts_with(&yes) {
                return Err(Fault::refused(paper.say("out-document-not-opened")).into());
            }
        }
        let id = id_text(desk.room(), &document.entry);
        match opened.show() {
            Ok(()) => self.print_file(id, &opened.path, Some(opened.program), &paper),
            Err(error) => {
                let args = [
                    ("program", opened.program.to_owned()),
                    ("file", opened.path.to_string_lossy().into_owned()),
                    ("why", error.to_string()),
                ];
                Err(Fault::refused(paper.with("out-document-no-opener", &args)).into())
            }
        }
    }

    fn print_file(
        &mut self,
        id: String,
        file: &Path,
        program: Option<&str>,
        paper: &Paper<'_>,
    ) -> Result<Exit, Stop> {
        let file = file.to_string_lossy().into_owned();
        let key = if program.is_some() { "out-document-opened" } else { "out-document-saved" };
        let args = [("file", file.clone()), ("program", program.unwrap_or_default().to_owned())];
        let saved = SavedFile { id, file, program: program.map(str::to_owned) };
        let (as_json, out) = (self.cli.globals.json, &mut *self.streams.out);
        print(as_json, out, paper, &saved, |saved, out| {
            paper.line(out, &format!("{}  {}", saved.id, paper.with(key, &args)))
        })?;
        Ok(Exit::Done)
    }
}

/// The document that a name, an id or the beginning of a hash means.
fn find(
    desk: &(impl super::super::desk::Desk + super::super::desk::Documents),
    typed: &str,
    paper: &Paper<'_>,
) -> Result<Document, Stop> {
    let entry =
        name::document(desk.room(), typed).map_err(|e| Fault::refused(refusal::name(&e, paper)))?;
    let documents = desk.documents().map_err(|f| fault(&f, Some(desk.room()), paper))?;
    let of_entry = desk.room().document(&entry).map(|(name, _)| *name);
    let found = documents.into_iter().find(|document| Some(document.name) == of_entry);
    Ok(found.expect("a document that was found in the room is one of its documents"))
}
