//! What can be wrong with a keymap file, and where.

use crate::action::{Action, Scope};
use crate::words::{Words, arg};

/// One mistake in a keymap file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file as it was named.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No TOML, as the TOML reader says.
    Syntax(String),
    /// Larger than any keymap.
    TooLarge,
    /// No such scope.
    UnknownScope(String, Option<&'static str>),
    /// No such action.
    UnknownAction(String, Option<&'static str>),
    /// There is such an action, but not in this scope.
    ElsewhereAction(Action, Scope),
    /// No such keymap to build on.
    UnknownBase(String, Option<&'static str>),
    /// Something else where a key or a list of keys belongs.
    NotKeys,
    /// No such key.
    UnknownKey(String, Option<&'static str>),
    /// Shift beside a character.
    ShiftedCharacter(String),
    /// A modifier said twice.
    ModifierTwice(String),
    /// Nothing between the quotes.
    EmptyKey,
    /// Another action of the file has the same key in the same scope.
    Taken(String, Action),
    /// The key begins a sequence of another action, or the other way round.
    Hides(String, Action, Scope),
}

impl Mistake {
    /// The mistake in the officer's language, with its place.
    pub fn say(&self, words: &Words) -> String {
        let problem = self.problem.say(words);
        format!("{}:{}:{}: {problem}", self.file, self.line, self.column)
    }
}

impl Problem {
    fn say(&self, words: &Words) -> String {
        let named = |key: &str, name: &str, near: &Option<&'static str>| match near {
            Some(near) => {
                words.with(&format!("{key}-near"), &[("name", arg(name)), ("near", arg(*near))])
            }
            None => words.with(key, &[("name", arg(name))]),
        };
        match self {
            Self::Syntax(what) => words.with("mistake-syntax", &[("what", arg(what.as_str()))]),
            Self::TooLarge => words.say("mistake-too-large"),
            Self::UnknownScope(name, near) => named("mistake-scope", name, near),
            Self::UnknownAction(name, near) => named("mistake-action", name, near),
            Self::UnknownBase(name, near) => named("mistake-base", name, near),
            Self::UnknownKey(name, near) => named("mistake-key", name, near),
            Self::NotKeys => words.say("mistake-not-keys"),
            Self::EmptyKey => words.say("mistake-empty-key"),
            Self::ShiftedCharacter(key) => {
                words.with("mistake-shifted", &[("key", arg(key.as_str()))])
            }
            Self::ModifierTwice(key) => words.with("mistake-twice", &[("key", arg(key.as_str()))]),
            Self::ElsewhereAction(action, scope) => {
                let scopes: Vec<_> = action.scopes().iter().map(|scope| scope.name()).collect();
                words.with(
                    "mistake-elsewhere",
                    &[
                        ("action", arg(action.name())),
                        ("scope", arg(scope.name())),
                        ("scopes", arg(scopes.join(", "))),
                    ],
                )
            }
            Self::Taken(key, action) => words.with(
                "mistake-taken",
                &[("key", arg(key.as_str())), ("action", arg(action.name()))],
            ),
            Self::Hides(key, action, scope) => words.with(
                "mistake-hides",
                &[
                    ("key", arg(key.as_str())),
                    ("action", arg(action.name())),
                    ("scope", arg(scope.name())),
                ],
            ),
        }
    }
}
