//! The help, in the officer's language: every text of the command tree from the locales.
//!
//! The tree is walked once and given its words by key. Of command `incident declare` and its option
//! `--title` they are, the first that there is:
//!
//! - `cli-incident-declare`: what it does, in one line; `-long` after it: more, for `--help`;
//!   `-examples`: lines after the help;
//! - `cli-incident-declare--title`, or `cli-arg-title` where the option means the same everywhere.
//!
//! A test holds that each command and argument has its text in both languages and that no text is
//! left over.

use clap::builder::Styles;
use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::Cli;
use crate::words::{Language, Words, arg};

/// The commands in the order in which the top help groups them.
const GROUPS: &[(&str, &[&str])] = &[
    ("begin", &["demo", "join", "room", "invite", "seat", "doctor"]),
    ("read", &["status", "log", "follow"]),
    (
        "say",
        &[
            "incident", "flow", "facility", "plan", "fallback", "decide", "guidance", "document",
            "roster", "duty", "post", "ack", "note", "correct",
        ],
    ),
    ("link", &["sync", "bundle", "verify"]),
    ("program", &["keys", "completions", "man", "help"]),
];

/// The whole tree with its words.
pub fn command(words: &Words) -> Command {
    dress(Cli::command(), "cli", words)
}

/// Where the walk is: the key of the command that an argument belongs to.
fn dress(command: Command, key: &str, words: &Words) -> Command {
    let root = key == "cli";
    let mut command = command
        .styles(Styles::plain())
        .disable_help_subcommand(true)
        .help_template(template(root, words))
        .subcommand_value_name(words.say("cli-value-command"))
        .subcommand_help_heading(heading("cli-heading-commands", words))
        .about(words.say(if root { "cli-about" } else { key }))
        .mut_args(|a| dress_arg(a, key, words));
    let long = format!("{key}-long");
    if words.has(&long) {
        command = command.long_about(words.say(&long));
    }
    let examples = format!("{key}-examples");
    if words.has(&examples) {
        let heading = heading("cli-heading-examples", words);
        command = command.after_help(format!("{heading}:\n{}", indented(&words.say(&examples))));
    }
    if root {
        let groups = grouped(&command, words);
        command = command.before_help(groups);
    }
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        let key = format!("{key}-{name}");
        command = command.mut_subcommand(name, |sub| dress(sub, &key, words));
    }
    command
}

/// Clap's own template with our headings. The top shows its commands in groups instead of a list.
fn template(root: bool, words: &Words) -> String {
    let usage = heading("cli-heading-usage", words);
    let options = heading("cli-heading-options", words);
    let middle = if root {
        format!("{{before-help}}{options}:\n{{options}}")
    } else {
        "{all-args}".to_owned()
    };
    format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{middle}{{after-help}}")
}

/// A heading without its colon, which clap writes; in French a space that does not break is before
/// it.
pub(super) fn heading(key: &str, words: &Words) -> String {
    let space = if words.language() == Language::French { "\u{a0}" } else { "" };
    format!("{}{space}", words.say(key))
}

/// The commands of the top, group by group, each with its line.
fn grouped(command: &Command, words: &Words) -> String {
    let mut text = String::new();
    for (group, names) in GROUPS {
        text.push_str(&words.say(&format!("cli-group-{group}")));
        text.push('\n');
        for name in *names {
            let known = command.find_subcommand(name).is_some();
            debug_assert!(known, "{name} is no command");
            text.push_str(&format!("  {name:<12} {}\n", words.say(&format!("cli-{name}"))));
        }
        text.push('\n');
    }
    text.pop();
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The key of an argument's text: its own, or that of the argument wherever it is.
fn arg_key(argument: &Arg, command_key: &str, words: &Words) -> String {
    let name = argument.get_long().unwrap_or(argument.get_id().as_str()).replace('_', "-");
    let own = format!("{command_key}--{name}");
    if words.has(&own) { own } else { format!("cli-arg-{name}") }
}

/// Gives an argument its words. What clap would add in English (possible values, default) is said
/// in our words instead.
fn dress_arg(argument: Arg, command_key: &str, words: &Words) -> Arg {
    let mut help = words.say(&arg_key(&argument, command_key, words));
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let names: Vec<String> = argument
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| words.say(&format!("cli-value-{name}")))
        .collect();
    // `en|fr` says it already.
    let said = names.iter().any(|name| name.contains('|'));
    if takes_value && !choices.is_empty() && !said {
        help = format!("{help} [{}]", choices.join(", "));
    }
    if let [default] = argument.get_default_values()
        && takes_value
    {
        let default = default.to_string_lossy().into_owned();
        help = format!("{help} {}", words.with("cli-default", &[("value", arg(default))]));
    }
    let key = match (argument.is_positional(), argument.is_global_set()) {
        (true, _) => "cli-heading-arguments",
        (false, true) => "cli-heading-globals",
        (false, false) => "cli-heading-options",
    };
    let argument = argument.help(help).help_heading(heading(key, words));
    if !takes_value {
        return argument;
    }
    let argument = argument.hide_possible_values(true).hide_default_value(true);
    if names.is_empty() { argument } else { argument.value_names(names) }
}

#[cfg(test)]
mod tests;
