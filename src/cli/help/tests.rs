use std::collections::BTreeSet;

use super::*;

const ENGLISH: &str = include_str!("../../../locales/en/command.ftl");

fn keys() -> BTreeSet<&'static str> {
    let keys = ENGLISH.lines().filter(|line| !line.starts_with([' ', '#']));
    keys.filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect()
}

/// Every key that the tree asks for: those that must be there, and those that may.
fn asked(command: &Command, key: &str, words: &Words, must: &mut BTreeSet<String>) {
    must.insert(if key == "cli" { "cli-about".into() } else { key.to_owned() });
    for optional in ["long", "examples"] {
        must.extend(Some(format!("{key}-{optional}")).filter(|key| words.has(key)));
    }
    for argument in command.get_arguments() {
        if argument.is_global_set() && key != "cli" {
            continue;
        }
        must.insert(arg_key(argument, key, words));
        let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
        for name in argument.get_value_names().unwrap_or_default().iter().filter(|_| takes_value) {
            must.insert(format!("cli-value-{name}"));
        }
    }
    for sub in command.get_subcommands() {
        asked(sub, &format!("{key}-{}", sub.get_name()), words, must);
    }
}

#[test]
fn every_command_and_argument_has_its_text_and_no_text_is_left_over() {
    let words = Words::new(Language::English);
    let mut must = BTreeSet::new();
    asked(&Cli::command(), "cli", &words, &mut must);
    for heading in ["usage", "options", "arguments", "globals", "commands", "examples"] {
        must.insert(format!("cli-heading-{heading}"));
    }
    must.extend(GROUPS.iter().map(|(group, _)| format!("cli-group-{group}")));
    must.extend(["cli-default", "cli-value-command"].map(str::to_owned));
    let have = keys();
    let missing: Vec<_> = must.iter().filter(|key| !have.contains(key.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new(), "missing");
    let left: Vec<_> = have
        .iter()
        .filter(|key| key.starts_with("cli-") && !key.starts_with("cli-mistake-"))
        .filter(|key| !must.contains(**key))
        .collect();
    assert_eq!(left, Vec::<&&str>::new(), "left over");
}

#[test]
fn the_top_fits_eighty_columns() {
    for &language in Language::ALL {
        let words = Words::new(language);
        let top = grouped(&Cli::command(), &words) + &indented(&words.say("cli-examples"));
        for line in top.lines() {
            assert!(crate::clean::width(line) < 80, "{line}");
        }
    }
}

#[test]
fn every_command_stands_in_one_group() {
    let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
    let mut all: Vec<String> =
        Cli::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
    all.sort();
    let mut sorted = grouped.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, all);
}

#[test]
fn the_tree_is_sound_and_nothing_of_it_is_in_english_in_french() {
    for &language in Language::ALL {
        let mut command = command(&Words::new(language));
        command.clone().debug_assert();
        command.build();
        let mut texts =
            vec![command.render_help().to_string(), command.render_long_help().to_string()];
        collect(&mut command, &mut texts);
        for text in texts {
            assert!(!text.contains("cli-"), "a key shows through: {text}");
            if language == Language::French {
                for word in ["Usage: liaison", "Options:", "Commands", "Print", "possible values"] {
                    assert!(!text.contains(word), "{word} in {text}");
                }
            }
        }
    }
}

fn collect(command: &mut Command, texts: &mut Vec<String>) {
    for sub in command.get_subcommands_mut() {
        texts.push(sub.render_help().to_string());
        texts.push(sub.render_long_help().to_string());
        collect(sub, texts);
    }
}

#[test]
fn the_top_tells_a_newcomer_what_to_do_first() {
    let mut command = command(&Words::new(Language::English));
    let text = command.render_long_help().to_string();
    for wanted in ["liaison demo", "liaison join INVITATION", "To begin", "--home", "Exit codes"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}
