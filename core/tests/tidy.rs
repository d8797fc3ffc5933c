//! What keeps this crate pure, checked by reading it.

use std::fs;
use std::path::{Path, PathBuf};

/// What this crate may build on: hashing, signing, stretching, the codec, derives. Another needs a
/// reason here.
const MAY_DEPEND_ON: [&str; 9] = [
    "argon2",
    "blake3",
    "ed25519-dalek",
    // Inflating and deflating frames, without I/O.
    "brotli",
    "flate2",
    "minicbor",
    "serde",
    "thiserror",
    "zeroize",
];

/// Words that have no place in code without I/O, clock, randomness, environment or async, and maps
/// whose order differs from run to run.
const NEVER: [&str; 16] = [
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::env",
    "std::io::stdin",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "SystemTime",
    "Instant::now",
    "HashMap",
    "HashSet",
    "RandomState",
    "async fn",
    "println!",
    "#[allow(",
];

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of this package") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_package_depends_on_little() {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).expect("this package's own");
    let (_, after) = manifest.split_once("\n[dependencies]\n").expect("a list");
    let names = after.lines().take_while(|line| !line.starts_with('['));
    for line in names.filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let name = line.split(['.', ' ', '=']).next().expect("a name");
        assert!(MAY_DEPEND_ON.contains(&name), "{name} is not on the list");
    }
    assert!(!manifest.contains("[target."), "the same on every platform");
    assert!(!manifest.contains("[build-dependencies]"), "nothing runs while it is built");
}

#[test]
fn the_sources_are_pure() {
    let mut all = Vec::new();
    sources(&package().join("src"), &mut all);
    assert!(all.len() > 30, "the sources are found");
    for path in all {
        let text = fs::read_to_string(&path).expect("readable");
        for word in NEVER {
            assert!(!text.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn every_file_of_tests_is_run() {
    let runner = fs::read_to_string(package().join("tests/runner.rs")).expect("there");
    for entry in fs::read_dir(package().join("tests")).expect("there") {
        let path = entry.expect("readable").path();
        let name = path.file_stem().and_then(|n| n.to_str()).expect("plain names").to_owned();
        if path.extension().is_some_and(|e| e == "rs") && name != "runner" {
            assert!(runner.contains(&format!("mod {name};")), "{name} is in no module list");
        }
    }
}
