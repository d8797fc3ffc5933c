//! What can be wrong in a file that somebody wrote by hand, told so that they can put it right.
//!
//! A mistake is data: its place, what was found and what was expected. The English sentence is its
//! `Display`; screens say it in their own language by [`MistakeKind::key`] and
//! [`MistakeKind::args`]. What was found is somebody else's text and is escaped here.

use std::fmt;

use liaison_core::terms::Role;

use super::shape::{Shape, Thing};
use crate::nearest::nearest as near_word;

/// All mistakes of one file, in the order of their places. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// The file as it was named by whoever read it.
    pub file: String,
    /// The mistakes.
    pub list: Vec<Mistake>,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub kind: MistakeKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MistakeKind {
    /// Not TOML.
    #[error("not TOML: {message}")]
    Syntax {
        /// What the TOML reader says.
        message: String,
    },
    /// More bytes than a file or a field may have.
    #[error("{bytes} bytes; at most {bytes_max} are allowed")]
    TooLong {
        /// How many there are.
        bytes: usize,
        /// How many there may be.
        bytes_max: usize,
    },
    /// A key that nothing reads.
    #[error("unknown key {key:?}{}; expected {expected}", meant(.nearest))]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that there are.
        expected: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A key that must be there is not.
    #[error("{of} has no {key:?}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// The table that lacks it.
        of: String,
    },
    /// A text that is not there in both languages.
    #[error("{of:?} has no {language:?}; every text is wanted in en and fr")]
    MissingLanguage {
        /// `en` or `fr`.
        language: &'static str,
        /// The key of the text.
        of: String,
    },
    /// A text without a word.
    #[error("{of:?} is empty")]
    Empty {
        /// The key of the text.
        of: String,
    },
    /// A number where a text belongs, and the like.
    #[error("{key:?} is of type {found}; expected {expected}")]
    WrongType {
        /// The key.
        key: String,
        /// TOML's name of the type found.
        found: &'static str,
        /// What belongs there.
        expected: Shape,
    },
    /// The right type, but not of the right shape.
    #[error("{found:?} is not {expected}")]
    Malformed {
        /// What was found.
        found: String,
        /// What belongs there.
        expected: Shape,
    },
    /// A word that a closed vocabulary does not have.
    #[error("unknown word {found:?}{}; expected one of {expected}", meant(.nearest))]
    UnknownTerm {
        /// The word.
        found: String,
        /// The words that there are.
        expected: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A number that is too small or too large.
    #[error("{found} is out of range; expected {least} to {most}")]
    OutOfRange {
        /// The number.
        found: String,
        /// The least allowed.
        least: String,
        /// The most allowed.
        most: String,
    },
    /// A name given twice.
    #[error("the {what} {name:?} is already there, in line {line}")]
    Duplicate {
        /// What it names.
        what: Thing,
        /// The name.
        name: String,
        /// Where it was given first.
        line: u32,
    },
    /// A name that names nothing.
    #[error("there is no {what} {name:?}{}", meant(.nearest))]
    UnknownName {
        /// What it should name.
        what: Thing,
        /// The name.
        name: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// A name of something that comes later, or in the same event.
    #[error("the {what} {name:?} is not there yet: it comes in line {line}")]
    NotYet {
        /// What it names.
        what: Thing,
        /// The name.
        name: String,
        /// Where it comes.
        line: u32,
    },
    /// A label of an event that says something else.
    #[error("{label:?} is the label of \"{act}\"; expected the label of \"{expected}\"")]
    WrongAct {
        /// The label.
        label: String,
        /// What its event does.
        act: &'static str,
        /// What it should do.
        expected: &'static str,
    },
    /// Not exactly one of several keys.
    #[error("{of} has {found} of the keys {expected}; exactly one is wanted")]
    OneOf {
        /// The table.
        of: String,
        /// How many of them it has.
        found: usize,
        /// The keys.
        expected: String,
    },
    /// An event before the one above it.
    #[error("this event is at {at}, before the one above it at {above}")]
    OutOfOrder {
        /// Its time, local.
        at: String,
        /// The time of the event above it, local.
        above: String,
    },
    /// An event before the story starts.
    #[error("this event is at {at}, before the start of the story at {start}")]
    BeforeStart {
        /// Its time, local.
        at: String,
        /// The start, local.
        start: String,
    },
    /// A story that goes on for too long.
    #[error("this event is at {at}, more than {days_max} days after the start of the story")]
    StoryTooLong {
        /// Its time, local.
        at: String,
        /// How long a story may be.
        days_max: u64,
    },
    /// A fact without a source.
    #[error("the basis is \"sourced\", but no source is named")]
    NoSource,
    /// An event by somebody else that cannot happen unless the desk acts.
    #[error(
        "{name:?} comes from the desk; events of others must not depend on what the officer there \
         does"
    )]
    DependsOnDesk {
        /// The label or number.
        name: String,
    },
    /// An act that the author's role does not allow.
    #[error("a {role} may not \"{act}\": it takes the role {least}")]
    NotAllowed {
        /// What is done.
        act: &'static str,
        /// The author's role.
        role: Role,
        /// The least role that may.
        least: Role,
    },
    /// An author who has not seen the own event.
    #[error("{label:?} is by the same officer, who has seen it")]
    OwnUnseen {
        /// The label.
        label: String,
    },
    /// A cast in which nobody can found the room.
    #[error("nobody in the cast has the role \"coordinator\": one must found the room")]
    NoCoordinator,
    /// Clocks the wrong way round. ISO 22301.
    #[error("the MTPD is shorter than the RTO of {rto}")]
    MtpdBelowRto {
        /// The RTO as written.
        rto: String,
    },
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
    /// [`Shape::key`] and [`Thing::key`].
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

    /// Whether this can follow from something else in the file that could not be read. Such
    /// mistakes are held back until the file is TOML again.
    pub(super) fn may_follow(&self) -> bool {
        !matches!(
            self,
            Self::Syntax { .. }
                | Self::TooLong { .. }
                | Self::UnknownKey { .. }
                | Self::UnknownTerm { .. }
                | Self::Malformed { .. }
                | Self::OutOfRange { .. }
        )
    }
}

/// The word that was probably meant. Words longer than any of ours are not compared, so that a
/// hostile file costs no more than a long one.
pub(super) fn nearest<'a>(found: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const BYTES_MAX: usize = 64;
    let short = |word: &&str| word.len() <= BYTES_MAX;
    let words = words.into_iter().filter(short);
    Some(found).filter(short).and_then(|found| near_word(found, words)).map(str::to_owned)
}

/// Somebody else's text without control characters and direction overrides.
fn shown(text: &str) -> String {
    text.escape_debug().to_string()
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|word| format!(" (perhaps {word:?}?)")).unwrap_or_default()
}

/// One mistake a line: `file:line:column: what is wrong`.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, Mistake { line, column, kind }) in self.list.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:{line}:{column}: {kind}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}
