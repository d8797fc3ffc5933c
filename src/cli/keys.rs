//! Which key does what: `liaison keys`.

use std::fs;
use std::io::{self, Write};

use serde::Serialize;

use super::fault::Fault;
use super::program::Keys;
use crate::action::Scope;
use crate::keymap::load::{KEYMAP_BYTES_MAX, text};
use crate::keymap::{Keymap, Preset};
use crate::output::{Paper, json};

/// One binding, as `--json` gives it.
#[derive(Serialize)]
struct Row {
    scope: &'static str,
    keys: String,
    action: &'static str,
    what: String,
}

/// Prints, dumps or checks a keymap.
///
/// # Errors
///
/// The outer where the output cannot be written; the inner where a file has mistakes.
pub fn print(
    out: &mut dyn Write,
    keys: &Keys,
    as_json: bool,
    paper: &Paper<'_>,
) -> io::Result<Result<(), Fault>> {
    let preset = keys.preset.as_deref().and_then(Preset::named).unwrap_or_default();
    if keys.dump {
        out.write_all(preset.text().as_bytes())?;
        return Ok(Ok(()));
    }
    let keymap = match &keys.check {
        None => Keymap::preset(preset),
        Some(file) => {
            let name = file.to_string_lossy();
            match own(file, paper) {
                Ok(own) => match Keymap::load(preset, Some((&name, &own))) {
                    Ok(keymap) => keymap,
                    Err(mistakes) => return Ok(Err(mistaken(&mistakes, paper))),
                },
                Err(fault) => return Ok(Err(fault)),
            }
        }
    };
    if as_json {
        json(out, &rows(&keymap, paper), paper.glyphs)?;
    } else if keys.check.is_some() {
        writeln!(out, "{}", paper.say("out-keys-check-ok"))?;
    } else {
        list(out, &keymap, paper)?;
    }
    Ok(Ok(()))
}

fn own(file: &std::path::Path, paper: &Paper<'_>) -> Result<String, Fault> {
    let named = |why: String| {
        let args = [("file", file.to_string_lossy().into_owned()), ("why", why)];
        Fault::refused(paper.with("out-file-unreadable", &args))
    };
    let size = fs::metadata(file).map_err(|e| named(e.to_string()))?.len();
    if size > KEYMAP_BYTES_MAX as u64 {
        return Err(named(paper.say("mistake-too-large")));
    }
    fs::read_to_string(file).map_err(|e| named(e.to_string()))
}

fn mistaken(mistakes: &[crate::keymap::Mistake], paper: &Paper<'_>) -> Fault {
    let said = mistakes.iter().map(|mistake| paper.clean(&mistake.say(paper.words)));
    Fault::refused(said.collect::<Vec<_>>().join("\n"))
}

fn rows(keymap: &Keymap, paper: &Paper<'_>) -> Vec<Row> {
    let row = |binding: &crate::keymap::Binding| Row {
        scope: binding.scope.name(),
        keys: text(&binding.keys),
        action: binding.action.name(),
        what: paper.say(&format!("action-{}", binding.action)),
    };
    keymap.bindings().iter().map(row).collect()
}

/// Scope by scope: the keys, what they do, and the action's name for keymap files.
fn list(out: &mut dyn Write, keymap: &Keymap, paper: &Paper<'_>) -> io::Result<()> {
    let rows = rows(keymap, paper);
    for scope in Scope::ALL {
        let mut of_scope = rows.iter().filter(|row| row.scope == scope.name()).peekable();
        if of_scope.peek().is_none() {
            continue;
        }
        writeln!(out, "[{scope}]")?;
        for row in of_scope {
            let line = format!(
                "  {} {} {}",
                paper.cell(&row.keys, 14),
                paper.cell(&row.what, 34),
                row.action
            );
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}
