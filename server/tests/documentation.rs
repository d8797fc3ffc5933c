//! The operator's page says what the code says.

use std::fmt::Write as _;
use std::path::PathBuf;

use liaison_relay::limits::Limits;

/// Printed between the two comments of `docs/operations.md`; `LIAISON_WRITE_DOCS=1` writes it there.
#[test]
fn the_table_of_limits_is_current() {
    let mut table =
        String::from("| limit | default | from | to | what it limits |\n|---|---|---|---|---|\n");
    for l in Limits::TABLE {
        let (name, about) = (l.name, l.about.trim());
        writeln!(table, "| `{name}` | {} | {} | {} | {about} |", l.default, l.least, l.most)
            .expect("writing to a string");
    }
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let page = std::fs::read_to_string(&file).expect("the page is there");
    let (before, rest) = page.split_once("<!-- limits: ").expect("the table begins");
    let (comment, rest) = rest.split_once("-->\n").expect("the comment ends");
    let (found, after) = rest.split_once("<!-- end of limits -->").expect("the table ends");
    if std::env::var_os("LIAISON_WRITE_DOCS").is_some() {
        let page =
            format!("{before}<!-- limits: {comment}-->\n{table}<!-- end of limits -->{after}");
        std::fs::write(&file, page).expect("written");
    } else {
        assert_eq!(found, table, "run with LIAISON_WRITE_DOCS=1");
    }
}
