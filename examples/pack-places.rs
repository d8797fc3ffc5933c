//! Packs UNECE's list of places into the file that ships with the program.
//!
//! ```sh
//! cargo run --example pack-places -- 2023-1 unlocode-2023-1.csv library/places/unlocode-2023-1.bin
//! ```
//!
//! The CSV has a header line with at least the columns `locode`, `name`, `function`, `status`, in
//! any order. The same list gives the same bytes.

#![forbid(unsafe_code)]

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use liaison::places::packed::{Packed, Row, pack};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [edition, from, to] = &arguments[..] else {
        eprintln!("usage: pack-places EDITION FROM.csv TO.bin");
        return ExitCode::from(2);
    };
    match run(edition, Path::new(from), Path::new(to)) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("not packed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(edition: &str, from: &Path, to: &Path) -> Result<String, Box<dyn Error>> {
    let rows = rows(&fs::read_to_string(from)?)?;
    let file = pack(edition, &rows)?;
    reads_back(&file, &rows)?;
    fs::write(to, &file)?;
    Ok(format!("{} places of {edition} in {} bytes", rows.len(), file.len()))
}

/// Compares every place of the packed file with its row before anything is written.
fn reads_back(file: &[u8], rows: &[Row]) -> Result<(), Box<dyn Error>> {
    let packed = Packed::read(file)?;
    for row in rows {
        let place = packed.position(&row.code).and_then(|position| packed.place(position));
        let same = place.is_some_and(|place| {
            place.code == row.code
                && place.name == row.name
                && place.functions == row.functions
                && place.customs_approved == (row.status == "AC")
        });
        if !same {
            return Err(format!("{} does not read back; is it there twice?", row.code).into());
        }
    }
    if packed.len() == rows.len() { Ok(()) } else { Err("a place was lost or doubled".into()) }
}

fn rows(csv: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut lines = csv.lines();
    let header = fields(lines.next().ok_or("the list is empty")?);
    let column = |name: &str| {
        let at = header.iter().position(|field| field == name);
        at.ok_or_else(|| format!("the list has no column {name}"))
    };
    let columns = [column("locode")?, column("name")?, column("function")?, column("status")?];
    let mut rows = vec![];
    for (number, line) in lines.enumerate() {
        let fields = fields(line);
        let [code, name, functions, status] = columns.map(|at| fields.get(at).cloned());
        let row =
            |fields: Option<_>| fields.ok_or_else(|| format!("line {}: too short", number + 2));
        rows.push(Row {
            code: row(code)?,
            name: row(name)?,
            functions: row(functions)?.parse().map_err(|e| format!("line {}: {e}", number + 2))?,
            status: row(status)?,
        });
    }
    Ok(rows)
}

/// The fields of a line of CSV; a quoted one may have commas and doubled quotes, no line breaks.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let field = fields.last_mut().expect("there is one from the start");
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields
}
