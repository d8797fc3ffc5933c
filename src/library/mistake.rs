//! What can be wrong in a file that somebody wrote by hand, told so that they can put it right.
//!
//! A mistake is data: its place, what was found and what was expected. The English sentence is its
//! `Display`; screens say it in their own language by [`MistakeKind::key`] and
//! [`MistakeKind::args`]. What was found is somebody else's text and is escaped here.

mod sentence;

use std::fmt;

use liaison_core::terms::Role;

pub use self::sentence::Args;
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

impl MistakeKind {
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
