//! Short names within a file.

use std::borrow::Borrow;
use std::fmt;

/// A short name within a file: an officer, an organisation, a label, a plan, a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Reads a name of 1 to 40 lower-case ASCII letters, digits and hyphens that begins with a
    /// letter or digit.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let sound = (1..=40).contains(&text.len()) && !text.starts_with('-');
        (sound && text.chars().all(known)).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
