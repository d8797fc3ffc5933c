//! One key: how it is written in keymap files, and how it arrives from the terminal.
//!
//! A key is the character received, whatever the keyboard: `é`, `?` and `G` are keys like any
//! other, and `G` differs from `g`. This is the only file that knows the terminal's key codes.

use std::fmt;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::nearest::nearest;

/// What is struck, apart from the modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroke {
    /// Any character.
    Char(char),
    /// A function key.
    F(u8),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The strokes that have names, as keymap files write them.
const NAMED: &[(&str, Stroke)] = &[
    ("Enter", Stroke::Enter),
    ("Esc", Stroke::Esc),
    ("Tab", Stroke::Tab),
    ("Space", Stroke::Char(' ')),
    ("Backspace", Stroke::Backspace),
    ("Delete", Stroke::Delete),
    ("Insert", Stroke::Insert),
    ("Up", Stroke::Up),
    ("Down", Stroke::Down),
    ("Left", Stroke::Left),
    ("Right", Stroke::Right),
    ("Home", Stroke::Home),
    ("End", Stroke::End),
    ("PageUp", Stroke::PageUp),
    ("PageDown", Stroke::PageDown),
];

/// A stroke with its modifiers. Shift is part of a character, never beside one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What is struck.
    pub stroke: Stroke,
    /// With Ctrl held.
    pub ctrl: bool,
    /// With Alt held.
    pub alt: bool,
    /// With Shift held, where the stroke is no character.
    pub shift: bool,
}

/// Why a text names no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyProblem {
    /// No such key; perhaps this one was meant.
    Unknown(Option<&'static str>),
    /// Shift beside a character: the character itself is to be written.
    ShiftedCharacter,
    /// A modifier said twice.
    Twice,
    /// Nothing between the quotes.
    Empty,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(stroke: Stroke) -> Self {
        Self { stroke, ctrl: false, alt: false, shift: false }
    }

    /// A character as typed.
    pub const fn char(char: char) -> Self {
        Self::plain(Stroke::Char(char))
    }

    /// A character with Ctrl.
    pub const fn ctrl(char: char) -> Self {
        Self { ctrl: true, ..Self::char(char) }
    }

    /// The character that this key writes into a field.
    pub fn text(self) -> Option<char> {
        match self {
            Self { stroke: Stroke::Char(char), ctrl: false, alt: false, .. } => Some(char),
            _ => None,
        }
    }

    /// Reads one key in the notation of keymap files.
    ///
    /// # Errors
    ///
    /// If it names none; the problem says what was probably meant.
    pub fn parse(text: &str) -> Result<Self, KeyProblem> {
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        // A lone character is itself, so that `-` can be a key.
        while rest.chars().count() > 1 {
            let Some((modifier, after)) = rest.split_once('-') else { break };
            let flag = match modifier.to_ascii_lowercase().as_str() {
                "ctrl" => &mut ctrl,
                "alt" => &mut alt,
                "shift" => &mut shift,
                _ => break,
            };
            if std::mem::replace(flag, true) {
                return Err(KeyProblem::Twice);
            }
            rest = after;
        }
        let mut stroke = Self::stroke(rest)?;
        if let Stroke::Char(char) = &mut stroke {
            if shift {
                return Err(KeyProblem::ShiftedCharacter);
            }
            if ctrl {
                *char = char.to_ascii_lowercase();
            }
        }
        Ok(Self { stroke, ctrl, alt, shift })
    }

    fn stroke(text: &str) -> Result<Stroke, KeyProblem> {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => return Err(KeyProblem::Empty),
            (Some(char), None) => return Ok(Stroke::Char(char)),
            _ => {}
        }
        if let Some((_, stroke)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return Ok(*stroke);
        }
        if let Some(Ok(n @ 1..=12)) = text.strip_prefix(['F', 'f']).map(str::parse) {
            return Ok(Stroke::F(n));
        }
        let modifiers = ["Ctrl-", "Alt-", "Shift-"];
        Err(KeyProblem::Unknown(nearest(
            text,
            NAMED.iter().map(|(name, _)| *name).chain(modifiers),
        )))
    }

    /// Reads a sequence: keys one after the other, separated by spaces.
    ///
    /// # Errors
    ///
    /// With the first text that names no key.
    pub fn parse_sequence(text: &str) -> Result<Vec<Self>, (String, KeyProblem)> {
        let keys: Vec<&str> = text.split_whitespace().collect();
        if keys.is_empty() {
            return Err((text.to_owned(), KeyProblem::Empty));
        }
        let read = |key: &&str| Self::parse(key).map_err(|problem| ((*key).to_owned(), problem));
        keys.iter().map(read).collect()
    }

    /// The key that the terminal reports; none for releases and keys without a meaning here.
    pub fn from_terminal(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let mut key = Self {
            stroke: Stroke::Enter,
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
            shift: event.modifiers.contains(KeyModifiers::SHIFT),
        };
        key.stroke = match event.code {
            KeyCode::Char(char) => {
                key.shift = false;
                return Some(key.with_char(char));
            }
            KeyCode::F(n) => Stroke::F(n),
            KeyCode::Enter => Stroke::Enter,
            KeyCode::Esc => Stroke::Esc,
            KeyCode::Tab => Stroke::Tab,
            KeyCode::BackTab => {
                key.shift = true;
                Stroke::Tab
            }
            KeyCode::Backspace => Stroke::Backspace,
            KeyCode::Delete => Stroke::Delete,
            KeyCode::Insert => Stroke::Insert,
            KeyCode::Up => Stroke::Up,
            KeyCode::Down => Stroke::Down,
            KeyCode::Left => Stroke::Left,
            KeyCode::Right => Stroke::Right,
            KeyCode::Home => Stroke::Home,
            KeyCode::End => Stroke::End,
            KeyCode::PageUp => Stroke::PageUp,
            KeyCode::PageDown => Stroke::PageDown,
            _ => return None,
        };
        Some(key)
    }

    fn with_char(mut self, char: char) -> Self {
        // Where AltGr arrives as Ctrl and Alt together, the character is what was meant.
        if self.ctrl && self.alt && !char.is_ascii_alphanumeric() {
            self.ctrl = false;
            self.alt = false;
        }
        let char = if self.ctrl { char.to_ascii_lowercase() } else { char };
        self.stroke = Stroke::Char(char);
        self
    }

    /// The name of the stroke in keymap files, if it is not the character itself.
    pub fn stroke_name(self) -> Option<&'static str> {
        NAMED.iter().find(|(_, stroke)| *stroke == self.stroke).map(|(name, _)| *name)
    }
}

/// As keymap files write it.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (self.stroke_name(), self.stroke) {
            (Some(name), _) => f.write_str(name),
            (None, Stroke::Char(char)) => write!(f, "{char}"),
            (None, Stroke::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn any_character_is_a_key_and_case_counts() {
        for char in ['é', 'ç', 'ù', '§', '?', '-', 'G', 'g', 'ß', '字'] {
            assert_eq!(Key::parse(&char.to_string()), Ok(Key::char(char)));
        }
        assert_ne!(Key::parse("G"), Key::parse("g"));
        assert_eq!(Key::parse("Space"), Ok(Key::char(' ')));
        assert_eq!(Key::parse("Ctrl-L"), Ok(Key::ctrl('l')));
        assert_eq!(Key::parse("Ctrl--"), Ok(Key::ctrl('-')));
        let shifted = Key { shift: true, ..Key::plain(Stroke::Tab) };
        assert_eq!(Key::parse("shift-tab"), Ok(shifted));
        assert_eq!(Key::parse("F10"), Ok(Key::plain(Stroke::F(10))));
    }

    #[test]
    fn mistakes_say_what_is_wrong() {
        assert_eq!(Key::parse("Entre"), Err(KeyProblem::Unknown(Some("Enter"))));
        assert_eq!(Key::parse("Shift-a"), Err(KeyProblem::ShiftedCharacter));
        assert_eq!(Key::parse("Ctrl-Ctrl-a"), Err(KeyProblem::Twice));
        assert_eq!(Key::parse(""), Err(KeyProblem::Empty));
        assert!(matches!(Key::parse("F13"), Err(KeyProblem::Unknown(_))));
    }

    #[test]
    fn altgr_that_arrives_as_ctrl_and_alt_is_its_character() {
        let event = KeyEvent::new(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT);
        assert_eq!(Key::from_terminal(event), Some(Key::char('@')));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            char in any::<char>().prop_filter("visible", |c| !c.is_whitespace()),
            ctrl: bool,
            alt: bool,
        ) {
            let char = if ctrl { char.to_ascii_lowercase() } else { char };
            let key = Key { ctrl, alt, ..Key::char(char) };
            prop_assert_eq!(Key::parse(&key.to_string()), Ok(key));
        }
    }
}
