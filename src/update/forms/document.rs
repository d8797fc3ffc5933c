//! The forms for documents: a file is looked at and what it costs is said, then it is shared; one is
//! saved, opened, withdrawn.

use std::path::PathBuf;

use liaison_core::body::Body;
use liaison_core::body::document::DocumentWithdrawn;
use liaison_core::id::EntryRef;
use liaison_core::terms::Tlp;

use super::keep_draft;
use super::log::labels;
use super::sheet::{Problems, Sheet};
use crate::document::{FileSeen, Sharing, opener, safe_name};
use crate::effect::Effect;
use crate::state::State;
use crate::state::form::{Form, FormField};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;
use crate::view::documents::{cost_words, size_words};
use crate::words::arg;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::ShareDocument => vec![
            FormField::line("file", "").wanted(),
            FormField::line("title", ""),
            labels(sheet),
            sheet.incident_field(None),
            FormField::choice("pdf-text", sheet.yes_no(), Some("yes")),
        ],
        Purpose::SaveDocument(name) => {
            let file = file_name(sheet, name).unwrap_or_default();
            vec![FormField::line("file", &file).wanted()]
        }
        Purpose::OpenDocument(_) => Vec::new(),
        Purpose::WithdrawDocument(_) => vec![FormField::line("reason", "")],
        _ => return None,
    })
}

pub(super) fn body(purpose: &Purpose, mut r: Reading<'_>) -> Option<Result<Body, Problems>> {
    let Purpose::WithdrawDocument(document) = *purpose else { return None };
    let reason = r.text("reason");
    Some(r.finish(DocumentWithdrawn { document, reason }))
}

/// What a form asks for that is no entry, or not yet; none where it is another's. A file that was
/// looked at as it is asked for now is shared, any other is looked at first.
pub(super) fn effect(
    sheet: &Sheet<'_>,
    form: &Form,
    offered: Option<&Sharing>,
) -> Option<Result<Effect, Problems>> {
    let mut reading = Reading::new(form, sheet.words, sheet.now);
    let effect = match form.purpose {
        Purpose::ShareDocument => {
            let least = sheet.desk.room.tlp();
            let sharing = Sharing {
                file: PathBuf::from(reading.said("file")),
                title: reading.text("title"),
                tlp: reading.term("tlp").filter(|tlp: &Tlp| *tlp != least),
                incident: sheet.read_incident(&mut reading),
                text: reading.yes("pdf-text"),
            };
            match offered {
                Some(offered) if *offered == sharing => Effect::ShareFile(sharing),
                _ => Effect::LookAtFile(sharing),
            }
        }
        Purpose::SaveDocument(entry) => {
            Effect::SaveDocument { entry, file: PathBuf::from(reading.said("file")) }
        }
        Purpose::OpenDocument(entry) => Effect::OpenDocument(entry),
        _ => return None,
    };
    Some(reading.done(effect))
}

/// What the file of a document is called here.
pub(super) fn file_name(sheet: &Sheet<'_>, name: &EntryRef) -> Option<String> {
    let room = &sheet.desk.room;
    let (_, share) = room.share_of(room.document(name)?.1)?;
    Some(safe_name(&share.name))
}

/// Said before a document is opened.
pub(super) fn opened(sheet: &Sheet<'_>, name: &EntryRef) -> Vec<String> {
    let file = file_name(sheet, name).unwrap_or_default();
    let args = [("name", arg(file)), ("program", arg(opener()))];
    vec![sheet.words.with("form-remark-open-document", &args)]
}

/// The file was looked at: what it costs stands above the line that hands it in once more.
pub(in crate::update) fn file_seen(
    state: &mut State,
    seen: Result<Box<FileSeen>, String>,
) -> Vec<Effect> {
    let waits = |form: &Form| form.purpose == Purpose::ShareDocument && form.handed_in;
    if !state.form.as_ref().is_some_and(waits) {
        return Vec::new();
    }
    let said = seen.as_ref().map(|seen| seen_words(state, seen)).map_err(String::clone);
    let Some(form) = &mut state.form else { return Vec::new() };
    form.handed_in = false;
    match said {
        Ok(remarks) => {
            form.remarks = remarks;
            form.focus = form.fields.len();
            state.documents.offered = seen.ok().map(|seen| seen.sharing);
            let said = state.words().say("form-look-again");
            state.say(said);
        }
        Err(why) => state.warn(why),
    }
    keep_draft(state)
}

fn seen_words(state: &State, seen: &FileSeen) -> Vec<String> {
    let words = state.words();
    let size = |bytes| arg(size_words(words, bytes));
    let args = [
        ("name", arg(crate::clean::line(&seen.name).into_owned())),
        ("size", size(seen.size)),
        ("cost", arg(cost_words(words, seen.cost))),
    ];
    let mut said = vec![words.with("out-document-sharing", &args)];
    if let Some(bytes) = seen.text {
        said.push(words.with("form-remark-text-first", &[("size", size(bytes))]));
    }
    if let Some(why) = seen.no_text {
        said.push(words.say(&format!("out-document-without-text-{}", why.text())));
    }
    said
}
