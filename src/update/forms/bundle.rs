//! The forms for bundles: nothing goes on the record, a file is written or read.

use std::path::PathBuf;

use liaison_core::bundle::PART_BYTES_MIN;
use liaison_core::id::SeatKey;

use super::sheet::{Problems, Sheet};
use super::{drop_draft, keep_draft};
use crate::desk::bundle::{Form as Shape, Wanted};
use crate::effect::Effect;
use crate::state::State;
use crate::state::form::{Form, FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;

/// The largest part that can be asked for.
const PART_BYTES_MAX: u32 = 100_000_000;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::ExportBundle => {
            let mut partners =
                vec![Value { name: String::new(), words: sheet.words.say("bundle-everybody") }];
            partners.extend(sheet.others());
            let shapes = ["text", "bytes"].map(|name| Value {
                name: name.to_owned(),
                words: sheet.words.say(&format!("bundle-as-{name}")),
            });
            vec![
                FormField::line("file", "").wanted(),
                FormField::choice("partner", partners, Some("")),
                FormField::line("since", ""),
                FormField::choice("shape", shapes.to_vec(), Some("text")),
                FormField::line("part-size", ""),
            ]
        }
        Purpose::ImportBundle => vec![FormField::line("files", "").wanted()],
        _ => return None,
    })
}

/// What a form asks for; none where it is another's.
pub(super) fn effect(sheet: &Sheet<'_>, form: &Form) -> Option<Result<Effect, Problems>> {
    let mut reading = Reading::new(form, sheet.words, sheet.now);
    let effect = match form.purpose {
        Purpose::ExportBundle => {
            let file = PathBuf::from(reading.said("file"));
            let partners = reading.text("partner").and_then(|seat| partner(sheet, &seat));
            let since = reading.past("since").map(|moment| moment.stamp());
            let text = reading.text("shape").as_deref() == Some("text");
            let least = u32::try_from(PART_BYTES_MIN).unwrap_or(u32::MAX);
            let part_size = reading.number("part-size", least, PART_BYTES_MAX);
            Effect::ExportBundle {
                file,
                form: Shape { text, part_size: part_size.map(|size| size as usize) },
                wanted: Wanted { since, partners: partners.into_iter().collect() },
            }
        }
        Purpose::ImportBundle => {
            reading.said("files");
            Effect::ImportBundle(reading.list("files"))
        }
        _ => return None,
    };
    Some(reading.done(effect))
}

fn partner(sheet: &Sheet<'_>, seat: &str) -> Option<SeatKey> {
    let members = sheet.desk.room.membership().members().iter();
    let mut keys = members.map(|member| member.newest_key());
    keys.find(|key| key.seat().to_string() == seat)
}

/// The file was written or read, or not: then the form stays.
pub(in crate::update) fn carried(state: &mut State, said: String, done: bool) -> Vec<Effect> {
    // They all write or read a file and nothing of the record.
    let is_ours = |form: &Form| form.purpose.kind().is_none();
    if done {
        let mut effects = Vec::new();
        if state.form.as_ref().is_some_and(|form| form.handed_in && is_ours(form)) {
            let name = state.form.take().map(|form| form.purpose.draft_name()).unwrap_or_default();
            state.draft_due = None;
            effects = drop_draft(state, &name);
        }
        state.say(said);
        return effects;
    }
    if let Some(form) = state.form.as_mut().filter(|form| is_ours(form)) {
        form.handed_in = false;
    }
    state.warn(said);
    keep_draft(state)
}
