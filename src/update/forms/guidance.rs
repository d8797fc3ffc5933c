//! The forms about guidance.

use liaison_core::body::Body;
use liaison_core::body::guidance::{GuidanceIssued, GuidanceWithdrawn};
use liaison_core::id::EntryRef;
use liaison_core::room::Bulletin;

use super::sheet::{Problems, Sheet};
use crate::clean;
use crate::state::form::{FormField, Value};
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Guidance(old) => {
            let bulletin = old.and_then(|name| sheet.desk.room.bulletins().get(&name));
            let said = |of: fn(&Bulletin) -> &str| bulletin.map(of).unwrap_or_default();
            vec![
                FormField::line("number", "").wanted(),
                FormField::line("title", said(|b| &b.title)).wanted(),
                FormField::lines("text", said(|b| &b.text)).wanted(),
                supersedes(sheet, old.as_ref()),
                FormField::moment("in-force-from", None),
            ]
        }
        Purpose::Withdraw(_) => vec![FormField::line("reason", "")],
        _ => return None,
    })
}

fn supersedes(sheet: &Sheet<'_>, chosen: Option<&EntryRef>) -> FormField {
    let mut values = vec![Value { name: String::new(), words: sheet.words.say("form-none") }];
    values.extend(sheet.desk.room.in_force(sheet.now).into_iter().map(|(name, bulletin)| Value {
        name: name.to_string(),
        words: clean::line(&format!("{} {}", bulletin.number, bulletin.title)).into_owned(),
    }));
    let chosen = chosen.map(|name| name.to_string()).unwrap_or_default();
    FormField::choice("supersedes", values, Some(&chosen))
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    Some(match purpose {
        Purpose::Guidance(_) => {
            let (number, title, text) = (r.said("number"), r.said("title"), r.said("text"));
            let chosen = r.text("supersedes").unwrap_or_default();
            let bulletins = sheet.desk.room.bulletins().keys();
            let supersedes = bulletins.filter(|name| name.to_string() == chosen).copied().collect();
            let from = r.moment("in-force-from");
            r.finish(GuidanceIssued { number, title, text, supersedes, from })
        }
        Purpose::Withdraw(name) => {
            let reason = r.text("reason");
            r.finish(GuidanceWithdrawn { guidance: *name, reason })
        }
        _ => return None,
    })
}
