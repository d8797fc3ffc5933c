//! The keymaps that ship, and what is said of files with mistakes.

use liaison::action::{Action, Scope};
use liaison::keymap::load::STACKS;
use liaison::keymap::{Key, Keymap, Preset, Resolution, Stroke};
use liaison::words::{Language, Words};

fn keymap(own: &str) -> Keymap {
    Keymap::load(Preset::Default, Some(("keys.toml", own))).expect("no mistakes")
}

fn mistakes(own: &str) -> Vec<String> {
    let words = Words::new(Language::English);
    let mistakes = Keymap::load(Preset::Default, Some(("keys.toml", own)));
    mistakes.expect_err("mistakes").iter().map(|mistake| mistake.say(&words)).collect()
}

#[test]
fn every_keymap_parses_and_reaches_every_action() {
    for &preset in Preset::ALL {
        let keymap = Keymap::load(preset, None).unwrap_or_else(|e| panic!("{preset:?}: {e:?}"));
        for &action in Action::ALL {
            // These are for the palette.
            let keyless = [Action::ReloadKeys, Action::ExportBundle, Action::ImportBundle];
            if keyless.contains(&action) {
                continue;
            }
            for &scope in action.scopes() {
                let stacks = STACKS.iter().filter(|stack| stack.contains(&scope));
                let reached = stacks.clone().any(|stack| keymap.first(stack, action).is_some());
                assert!(reached, "{action} has no key in [{scope}] of {}", preset.name());
            }
        }
    }
}

#[test]
fn every_binding_does_what_it_says_where_it_holds() {
    for &preset in Preset::ALL {
        let keymap = Keymap::preset(preset);
        for binding in keymap.bindings() {
            let holds = STACKS.iter().filter(|stack| stack.contains(&binding.scope)).any(|stack| {
                let (last, before) = binding.keys.split_last().expect("a key");
                let text = stack[0] == Scope::Text || stack.contains(&Scope::Form);
                keymap.resolve(stack, text, before, *last) == Resolution::Matched(binding.action)
            });
            assert!(holds, "{binding:?} in {}", preset.name());
        }
    }
}

/// Keys that AltGr or Shift is needed for on other keyboards, and those that tmux, screen, zellij
/// and flow control keep. Ctrl-z is what suspends everywhere, and does so here.
#[test]
fn the_defaults_stay_away_from_keys_that_others_keep() {
    for preset in [Preset::Default, Preset::Azerty, Preset::Vim] {
        for binding in Keymap::preset(preset).bindings() {
            for key in &binding.keys {
                let Stroke::Char(char) = key.stroke else { continue };
                if key.ctrl {
                    assert!(!"abgptnohsq\\".contains(char), "{binding:?}");
                } else {
                    assert!(!r"[]{}\|~@#`".contains(char), "{binding:?}");
                    assert!(!char.is_ascii_digit(), "{binding:?}");
                }
                assert!(!key.alt, "{binding:?}");
            }
        }
    }
}

#[test]
fn on_screens_no_inner_key_hides_an_outer_one() {
    let keymap = Keymap::default();
    for stack in STACKS.iter().filter(|stack| stack[1..] == [Scope::List, Scope::Global]) {
        for binding in keymap.bindings().iter().filter(|b| stack[1..].contains(&b.scope)) {
            if stack[0] == Scope::Text {
                continue;
            }
            let found = keymap.sequences(stack, binding.action);
            assert!(found.contains(&&binding.keys), "{binding:?} hidden in {:?}", stack[0]);
        }
    }
}

#[test]
fn escape_only_ever_goes_back() {
    for &preset in Preset::ALL {
        for binding in Keymap::preset(preset).bindings() {
            if binding.keys.contains(&Key::plain(Stroke::Esc)) {
                assert_eq!(binding.action, Action::Back);
            }
        }
    }
}

#[test]
fn the_officers_file_replaces_what_it_names_and_takes_its_keys() {
    let stack = &[Scope::Log, Scope::List, Scope::Global];
    let keymap = keymap("[global]\nroster = [\"é\", \"t\"]\nhelp = \"F1\"\nflows = []\n");
    let sequences = |action| {
        let found = keymap.sequences(stack, action).into_iter();
        found.map(|keys| liaison::keymap::load::text(keys)).collect::<Vec<_>>()
    };
    assert_eq!(sequences(Action::Roster), ["é", "t"]);
    assert_eq!(sequences(Action::Help), ["F1"]);
    assert!(sequences(Action::Flows).is_empty());
    assert!(sequences(Action::Tasks).is_empty(), "its only key was taken");
    let yielded: Vec<_> = keymap.yielded().iter().map(|b| b.action).collect();
    assert_eq!(yielded, [Action::Tasks]);
}

#[test]
fn a_key_that_begins_sequences_takes_them_from_lower_files() {
    let stack = &[Scope::Log, Scope::List, Scope::Global];
    let keymap = keymap("[global]\nnew-message = [\"n\"]\n");
    let n = keymap.resolve(stack, false, &[], Key::char('n'));
    assert_eq!(n, Resolution::Matched(Action::NewMessage));
    assert!(keymap.first(stack, Action::NewIncident).is_none());
}

#[test]
fn a_file_may_name_what_it_builds_on() {
    let stack = &[Scope::Log, Scope::List, Scope::Global];
    let keymap = keymap("base = \"azerty\"\n");
    let pressed = keymap.resolve(stack, false, &[], Key::char('è'));
    assert_eq!(pressed, Resolution::Matched(Action::Help));
}

#[test]
fn all_mistakes_are_told_at_once_with_their_places() {
    let own = r#"base = "azrty"
[globl]
help = ["?"]

[global]
aknowledge = ["a"]
reply = ["r"]
help = ["Entre", "Shift-a", "", 3]
roster = ["é"]
flows = ["é"]
log = ["é x"]
quit = 7
"#;
    insta::assert_snapshot!(mistakes(own).join("\n"), @r#"
    keys.toml:1:8: there is no keymap "azrty"; perhaps "azerty"
    keys.toml:2:2: there is no scope "globl"; perhaps "global"
    keys.toml:6:1: there is no action "aknowledge"; perhaps "acknowledge"
    keys.toml:7:1: "reply" has no place in [global]; it belongs in situation, log
    keys.toml:8:9: there is no key "Entre"; perhaps "Enter"
    keys.toml:8:18: "Shift-a": write the character that Shift gives, such as "A"
    keys.toml:8:29: there is no key between the quotes; [] takes all keys away
    keys.toml:8:33: a key such as "a" or a list such as ["a", "g g"] is expected here
    keys.toml:10:10: "é" is already the key of "roster" in this scope
    keys.toml:11:8: "é x" and the keys of "flows" in [global] begin alike, so that one of them could not be reached
    keys.toml:11:8: "é x" and the keys of "roster" in [global] begin alike, so that one of them could not be reached
    keys.toml:12:8: a key such as "a" or a list such as ["a", "g g"] is expected here
    "#);
}

#[test]
fn a_key_that_begins_a_sequence_of_another_scope_is_a_mistake() {
    let said = mistakes("[log]\nreply = [\"n\"]\n");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("keys.toml:2:10: \"n\""), "{said:?}");
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let said = mistakes("[global]\nhelp = [\"?\"\nflows = \"f\"\n");
    assert!(!said.is_empty());
    assert!(said.iter().all(|mistake| mistake.starts_with("keys.toml:")), "{said:?}");
    let huge = "#".repeat(liaison::keymap::load::KEYMAP_BYTES_MAX + 1);
    assert_eq!(mistakes(&huge), ["keys.toml:1:1: the file is larger than any keymap"]);
}
