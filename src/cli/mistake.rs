//! Wrong usage, said in the officer's language: what is wrong, what was probably meant, the usage.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::help::heading;
use crate::clean;
use crate::words::{Words, arg};

/// What is wrong with the arguments, in a few lines.
pub fn say(error: &Error, command: &Command, words: &Words) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let named = [("arg", arg(argument.as_str())), ("value", arg(value.as_str()))];
    let mut said = words.with(&format!("cli-mistake-{}", kind(error, &value)), &named);
    for (kind, key) in [
        (ContextKind::ValidValue, "cli-mistake-expected"),
        (ContextKind::ValidSubcommand, "cli-mistake-expected"),
        (ContextKind::SuggestedArg, "cli-mistake-perhaps"),
        (ContextKind::SuggestedValue, "cli-mistake-perhaps"),
        (ContextKind::SuggestedSubcommand, "cli-mistake-perhaps"),
        (ContextKind::PriorArg, "cli-mistake-beside"),
    ] {
        let found = context(error, kind);
        if !found.is_empty() {
            said.push('\n');
            said.push_str(&words.with(key, &[("values", arg(found))]));
        }
    }
    if let Some(source) = std::error::Error::source(error).filter(|_| value_is_wrong(error)) {
        said.push('\n');
        said.push_str(&clean::line(&source.to_string()));
    }
    let usage = usage(error, command);
    if !usage.is_empty() {
        said = format!("{said}\n\n{}: {usage}", heading("cli-heading-usage", words));
    }
    format!("{said}\n{}\n", words.say("cli-mistake-help"))
}

fn value_is_wrong(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::ValueValidation)
}

/// The end of the key under which the locales say it.
fn kind(error: &Error, value: &str) -> &'static str {
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => "value-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => "value",
        ErrorKind::UnknownArgument => "argument",
        ErrorKind::InvalidSubcommand => "command",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "command-missing"
        }
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "value-missing"
        }
        ErrorKind::TooManyValues => "too-many",
        _ => "other",
    }
}

/// One piece of what clap knows of the mistake; what the officer typed is cleaned.
fn context(error: &Error, kind: ContextKind) -> String {
    let kind = match (kind, error.get(kind)) {
        (ContextKind::InvalidArg, None) => ContextKind::InvalidSubcommand,
        _ => kind,
    };
    let text = match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    clean::line(&text).into_owned()
}

/// The usage line of the command that was meant, without clap's own heading before it.
///
/// Clap's own line has every option that was given, those that are the same everywhere too; an
/// officer looks for what is missing, so the command's own line is shown.
fn usage(error: &Error, command: &Command) -> String {
    let known = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let mut meant = command.clone();
    meant.build();
    for word in known.trim_start_matches("Usage:").split_whitespace().skip(1) {
        let Some(sub) = meant.find_subcommand(word).cloned() else { break };
        meant = sub;
    }
    let usage = meant.render_usage().to_string();
    usage.trim_start_matches("Usage:").trim().to_owned()
}
