//! Rules of the house that reading the files can check.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(dir);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn all_sources() -> Vec<PathBuf> {
    ["src", "core/src", "journal/src", "server/src"].iter().flat_map(|d| sources(d)).collect()
}

#[test]
fn a_file_is_one_noun_below_400_lines() {
    let long: Vec<String> = all_sources()
        .into_iter()
        // A stage that only tests stand on is as long as it is.
        .filter(|path| !path.ends_with("rehearsal.rs"))
        .filter_map(|path| {
            let text = fs::read_to_string(&path).expect("a source");
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let lines = code.lines().count();
            (lines > 400).then(|| format!("{}: {lines}", path.display()))
        })
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_file_is_a_drawer_for_everything() {
    let drawers = ["util", "utils", "helpers", "common", "types", "misc"];
    for path in all_sources() {
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        assert!(!drawers.contains(&name), "{}", path.display());
    }
}

#[test]
fn only_the_keymap_and_the_terminal_know_keys() {
    for path in sources("src") {
        let place = path.to_string_lossy().into_owned();
        if place.contains("/keymap") || place.contains("/terminal") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        assert!(!text.contains("KeyCode::"), "{place} names a key");
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    let roots = ["src/lib.rs", "src/main.rs", "core/src/lib.rs", "journal/src/lib.rs"];
    for root in roots.iter().chain(&["server/src/lib.rs", "server/src/main.rs"]) {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
        assert!(text.expect("a crate root").contains("#![forbid(unsafe_code)]"), "{root}");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let runner = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/runner.rs"));
    let runner = runner.expect("the runner");
    let manifest = include_str!("../Cargo.toml");
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for entry in fs::read_dir(dir).expect("the tests") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some_and(|e| e == "rs") && name != "runner" {
            let known = runner.contains(&format!("mod {name};"))
                || manifest.contains(&format!("path = \"tests/{name}.rs\""));
            assert!(known, "{name} is not in the runner");
        }
    }
}
