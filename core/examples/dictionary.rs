//! Makes the dictionary of this version out of the first half of the corpus:
//! `cargo run -p liaison-core --example dictionary`.

#![expect(dead_code, reason = "the tests use what this example does not")]

#[path = "../tests/story.rs"]
mod story;

use std::path::Path;

use liaison_core::pack::making;

use self::story::Story;

fn main() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pack/dictionary-1.bin");
    let story = Story::for_the_dictionary();
    // Founding and seats are keys and signatures, which are like nothing.
    let dictionary = making::dictionary(&story.log[story.seated..]);
    println!("{} bytes", dictionary.len());
    if let Err(error) = std::fs::write(&file, dictionary) {
        println!("{} is not written: {error}", file.display());
    }
}
