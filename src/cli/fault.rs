//! Why a command was not done, and with which code it ends.

use std::fmt;

/// The exit codes (design §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Refused or not found; the reason is on standard error.
    Refused = 1,
    /// Wrong usage.
    Usage = 2,
    /// No link, and one was needed.
    NoLink = 3,
    /// Damaged data.
    Damaged = 4,
}

impl Exit {
    /// The code as the shell has it.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The exit that a code means; anything unknown is a refusal.
    pub fn of(code: u8) -> Self {
        match code {
            0 => Self::Done,
            2 => Self::Usage,
            3 => Self::NoLink,
            4 => Self::Damaged,
            _ => Self::Refused,
        }
    }
}

/// Why a command was not done, in the officer's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// With which code it ends.
    pub exit: Exit,
    /// What happened, what is safe, what to do next.
    pub said: String,
}

impl Fault {
    /// A refusal, or something that was not found.
    pub fn refused(said: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, said: said.into() }
    }

    /// Wrong usage.
    pub fn usage(said: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, said: said.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl std::error::Error for Fault {}
