//! Draws the pictures of the documents from the real views: `cargo run --example pictures`.
//!
//! What it writes is committed; that running it again changes nothing is a check.

#[path = "../tests/console/nagoya.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod nagoya;
#[path = "../tests/console/world.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod world;

use std::path::Path;
use std::{fs, io};

use liaison::keymap::Key;
use liaison::msg::Msg;
use liaison::update::update;
use liaison::view;
use liaison::words::Language;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A name, and the keys that lead there from the situation.
const PICTURES: &[(&str, &str)] =
    &[("situation", ""), ("flows", "f"), ("activation", "p Enter"), ("message", "n m")];

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    fs::create_dir_all(&folder)?;
    let story = nagoya::story();
    for language in Language::ALL {
        for (name, keys) in PICTURES {
            let mut state = story.world.console(nagoya::DUTY, *language, (80, 24));
            let now = state.now;
            for key in keys.split_whitespace() {
                let key = Key::parse(key).map_err(|_| io::Error::other("no such key"))?;
                update(&mut state, Msg::Key(key), now);
            }
            let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
            view::draw(&state, &mut buffer);
            let file = folder.join(format!("{name}-{}.svg", language.code()));
            fs::write(&file, view::picture::svg(&buffer))?;
            println!("{}", file.display());
        }
    }
    Ok(())
}
