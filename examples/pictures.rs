//! Makes what the documents show from the program itself: pictures from the real views, and the
//! table of actions: `cargo run --example pictures`.
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

use liaison::action::{Action, Group};
use liaison::keymap::load::text as text_of;
use liaison::keymap::{Key, Keymap};
use liaison::msg::Msg;
use liaison::update::update;
use liaison::view;
use liaison::words::{Language, Words};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A name, and the keys that lead there from the situation.
const PICTURES: &[(&str, &str)] =
    &[("situation", ""), ("flows", "f"), ("activation", "p Enter"), ("message", "n m")];

fn main() -> io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    pictures(&docs.join("pictures"))?;
    fs::write(docs.join("actions.md"), actions())
}

/// Every action with its words in both languages and its keys.
fn actions() -> String {
    let (english, french) = (Words::new(Language::English), Words::new(Language::French));
    let keymap = Keymap::default();
    let mut text = String::from(
        "# Actions\n\nWhat can be done in the console, by the names that keymap files use. \
         Made by `cargo run --example pictures`.\n",
    );
    for group in Group::ALL {
        let title = |words: &Words| words.say(&format!("group-{}", group.name()));
        text.push_str(&format!("\n## {} / {}\n\n", title(&english), title(&french)));
        text.push_str("| action | keys | English | français |\n|---|---|---|---|\n");
        for action in Action::ALL.iter().filter(|action| action.group() == *group) {
            let mut keys: Vec<String> = Vec::new();
            for binding in keymap.bindings().iter().filter(|b| b.action == *action) {
                let shown = format!("`{}`", text_of(&binding.keys));
                if !keys.contains(&shown) {
                    keys.push(shown);
                }
            }
            let help = |words: &Words| words.say(&format!("action-{action}-help"));
            let (keys, english, french) = (keys.join(" "), help(&english), help(&french));
            text.push_str(&format!("| {action} | {keys} | {english} | {french} |\n"));
        }
    }
    text
}

fn pictures(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
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
