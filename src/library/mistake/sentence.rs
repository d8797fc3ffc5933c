//! How a mistake is said in the locales: the name of the sentence and its arguments.

use super::{Mistake, MistakeKind, Mistakes};
use crate::words::{Words, arg};

impl Mistakes {
    /// The mistakes in the officer's language, one a line: `file:line:column: what is wrong`.
    pub fn say(&self, words: &Words) -> Vec<String> {
        let said = |Mistake { line, column, kind }: &Mistake| {
            let args = kind.args();
            let args: Vec<_> = args.iter().map(|(name, value)| (*name, arg(&**value))).collect();
            let what = words.with(kind.key(), &args);
            format!("{}:{line}:{column}: {what}", self.file)
        };
        self.list.iter().map(said).collect()
    }
}

/// The arguments of a sentence in the locales.
pub type Args = Vec<(&'static str, String)>;

impl MistakeKind {
    /// The name of the sentence in the locales.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "file-syntax",
            Self::TooLong { .. } => "file-too-long",
            Self::UnknownKey { nearest: Some(_), .. } => "file-unknown-key-near",
            Self::UnknownKey { .. } => "file-unknown-key",
            Self::MissingKey { .. } => "file-missing-key",
            Self::MissingLanguage { .. } => "file-missing-language",
            Self::Empty { .. } => "file-empty",
            Self::WrongType { .. } => "file-wrong-type",
            Self::Malformed { .. } => "file-malformed",
            Self::UnknownTerm { nearest: Some(_), .. } => "file-unknown-term-near",
            Self::UnknownTerm { .. } => "file-unknown-term",
            Self::OutOfRange { .. } => "file-out-of-range",
            Self::Duplicate { .. } => "file-duplicate",
            Self::UnknownName { nearest: Some(_), .. } => "file-unknown-name-near",
            Self::UnknownName { .. } => "file-unknown-name",
            Self::NotYet { .. } => "file-not-yet",
            Self::WrongAct { .. } => "file-wrong-act",
            Self::OneOf { .. } => "file-one-of",
            Self::OutOfOrder { .. } => "file-out-of-order",
            Self::BeforeStart { .. } => "file-before-start",
            Self::StoryTooLong { .. } => "file-story-too-long",
            Self::NoSource => "file-no-source",
            Self::DependsOnDesk { .. } => "file-depends-on-desk",
            Self::NotAllowed { .. } => "file-not-allowed",
            Self::OwnUnseen { .. } => "file-own-unseen",
            Self::NoCoordinator => "file-no-coordinator",
            Self::MtpdBelowRto { .. } => "file-mtpd-below-rto",
        }
    }

    /// The arguments of the sentence. `expected` of a shape and `what` are words to choose by, see
    /// `Shape::key` and `Thing::key`.
    pub fn args(&self) -> Args {
        let mut args = self.own_args();
        if let Self::UnknownKey { nearest, .. }
        | Self::UnknownTerm { nearest, .. }
        | Self::UnknownName { nearest, .. } = self
        {
            args.extend(nearest.iter().map(|near| ("nearest", shown(near))));
        }
        args
    }

    fn own_args(&self) -> Args {
        match self {
            Self::Syntax { message } => vec![("message", message.clone())],
            Self::TooLong { bytes, bytes_max } => {
                vec![("bytes", bytes.to_string()), ("bytes-max", bytes_max.to_string())]
            }
            Self::UnknownKey { key, expected, .. } => {
                vec![("key", shown(key)), ("expected", expected.clone())]
            }
            Self::MissingKey { key, of } => vec![("key", (*key).into()), ("of", shown(of))],
            Self::MissingLanguage { language, of } => {
                vec![("language", (*language).into()), ("of", shown(of))]
            }
            Self::Empty { of } => vec![("of", shown(of))],
            Self::WrongType { key, found, expected } => vec![
                ("key", shown(key)),
                ("found", (*found).into()),
                ("expected", expected.key().into()),
            ],
            Self::Malformed { found, expected } => {
                vec![("found", shown(found)), ("expected", expected.key().into())]
            }
            Self::UnknownTerm { found, expected, .. } => {
                vec![("found", shown(found)), ("expected", expected.clone())]
            }
            Self::OutOfRange { found, least, most } => {
                vec![("found", shown(found)), ("least", least.clone()), ("most", most.clone())]
            }
            Self::OneOf { of, found, expected } => vec![
                ("of", shown(of)),
                ("found", found.to_string()),
                ("expected", expected.clone()),
            ],
            _ => self.story_args(),
        }
    }

    /// The arguments of what only a whole story can get wrong.
    fn story_args(&self) -> Args {
        match self {
            Self::Duplicate { what, name, line } | Self::NotYet { what, name, line } => {
                vec![("what", what.key().into()), ("name", shown(name)), ("line", line.to_string())]
            }
            Self::UnknownName { what, name, .. } => {
                vec![("what", what.key().into()), ("name", shown(name))]
            }
            Self::WrongAct { label, act, expected } => vec![
                ("label", shown(label)),
                ("act", (*act).into()),
                ("expected", (*expected).into()),
            ],
            Self::OutOfOrder { at, above } => {
                vec![("at", at.clone()), ("above", above.clone())]
            }
            Self::BeforeStart { at, start } => {
                vec![("at", at.clone()), ("start", start.clone())]
            }
            Self::StoryTooLong { at, days_max } => {
                vec![("at", at.clone()), ("days-max", days_max.to_string())]
            }
            Self::DependsOnDesk { name } => vec![("name", shown(name))],
            Self::NotAllowed { act, role, least } => vec![
                ("act", (*act).into()),
                ("role", role.to_string()),
                ("least", least.to_string()),
            ],
            Self::OwnUnseen { label } => vec![("label", shown(label))],
            Self::MtpdBelowRto { rto } => vec![("rto", shown(rto))],
            _ => Vec::new(),
        }
    }
}

/// Somebody else's text without control characters and direction overrides.
fn shown(text: &str) -> String {
    text.escape_debug().to_string()
}
