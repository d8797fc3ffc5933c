//! TOML to keymap: the layers, and every mistake at once.
//!
//! The default lies at the bottom, a preset over it, the officer's own file on top. What a higher
//! file writes of an action in a scope replaces what lower ones have of it, and takes its keys from
//! whatever else had them.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::KeyProblem;
use super::mistake::{Mistake, Problem};
use super::{Binding, Key, Keymap, Sequence};
use crate::action::{Action, Scope};
use crate::nearest::nearest;

/// More than any keymap has, in bytes.
pub const KEYMAP_BYTES_MAX: usize = 64 * 1024;

/// Scopes that hold together, the innermost first.
pub const STACKS: &[&[Scope]] = &[
    &[Scope::Situation, Scope::List, Scope::Global],
    &[Scope::Incidents, Scope::List, Scope::Global],
    &[Scope::Incident, Scope::List, Scope::Global],
    &[Scope::Flows, Scope::List, Scope::Global],
    &[Scope::Plans, Scope::List, Scope::Global],
    &[Scope::Activation, Scope::List, Scope::Global],
    &[Scope::Roster, Scope::List, Scope::Global],
    &[Scope::Log, Scope::List, Scope::Global],
    &[Scope::Guidance, Scope::List, Scope::Global],
    &[Scope::Documents, Scope::List, Scope::Global],
    &[Scope::Conflicts, Scope::List, Scope::Global],
    &[Scope::Link, Scope::List, Scope::Global],
    &[Scope::Text, Scope::List, Scope::Global],
    &[Scope::Text, Scope::Form, Scope::Global],
    &[Scope::Suggest, Scope::Text, Scope::Form, Scope::Global],
    &[Scope::Lines, Scope::Text, Scope::Form, Scope::Global],
    &[Scope::Choice, Scope::Form, Scope::Global],
];

/// The keymaps that ship.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// For any keyboard.
    #[default]
    Default,
    /// French and Belgian keyboards.
    Azerty,
    /// For those who know vi.
    Vim,
    /// For those who know Emacs.
    Emacs,
}

impl Preset {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Default, Self::Azerty, Self::Vim, Self::Emacs];

    /// As configuration and `base` name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Azerty => "azerty",
            Self::Vim => "vim",
            Self::Emacs => "emacs",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|preset| preset.name() == name)
    }

    /// Its file.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Default => include_str!("../../keymaps/default.toml"),
            Self::Azerty => include_str!("../../keymaps/azerty.toml"),
            Self::Vim => include_str!("../../keymaps/vim.toml"),
            Self::Emacs => include_str!("../../keymaps/emacs.toml"),
        }
    }
}

/// What one file says.
struct Layer<'a> {
    file: &'a str,
    text: &'a str,
    base: Option<Preset>,
    sets: Vec<Set>,
    mistakes: Vec<Mistake>,
}

/// All keys of one action in one scope, with their places in the file.
struct Set {
    scope: Scope,
    action: Action,
    keys: Vec<(Sequence, usize)>,
}

impl Keymap {
    /// The keymap of `preset`, with the officer's own file `(name, text)` over it. The file's own
    /// `base` overrides `preset`.
    ///
    /// # Errors
    ///
    /// With every mistake of the file.
    pub fn load(preset: Preset, own: Option<(&str, &str)>) -> Result<Self, Vec<Mistake>> {
        let mut own = own.map(|(file, text)| Layer::read(file, text));
        let preset = own.as_ref().and_then(|own| own.base).unwrap_or(preset);
        let mut layers = vec![Layer::read("default.toml", Preset::Default.text())];
        if preset != Preset::Default {
            layers.push(Layer::read(preset.name(), preset.text()));
        }
        layers.extend(own.take());
        let mut bindings: Vec<Binding> = Vec::new();
        let mut yielded = Vec::new();
        let mut mistakes = Vec::new();
        for layer in &mut layers {
            layer.find_clashes();
            bindings.retain(|lower| !layer.sets.iter().any(|set| set.is_of(lower)));
            let (lost, kept) = bindings.into_iter().partition(|lower| layer.takes_from(lower));
            yielded.extend::<Vec<_>>(lost);
            bindings = kept;
            bindings.extend(layer.bindings());
            mistakes.append(&mut layer.mistakes);
            mistakes.extend(layer.find_hidden(&bindings));
        }
        if mistakes.is_empty() {
            return Ok(Self::from_bindings(bindings, yielded));
        }
        mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
        Err(mistakes)
    }
}

impl<'a> Layer<'a> {
    fn read(file: &'a str, text: &'a str) -> Self {
        let mut layer = Self { file, text, base: None, sets: Vec::new(), mistakes: Vec::new() };
        if text.len() > KEYMAP_BYTES_MAX {
            layer.mistake(0, Problem::TooLarge);
            return layer;
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            layer.mistake(at, Problem::Syntax(error.message().to_owned()));
        }
        for (name, value) in table.get_ref() {
            layer.read_top(name.get_ref(), name.span().start, value);
        }
        layer
    }

    fn read_top(&mut self, name: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        match (name, Scope::named(name), value.get_ref()) {
            ("base", _, DeValue::String(base)) => {
                self.base = Preset::named(base);
                if self.base.is_none() {
                    let near = nearest(base, Preset::ALL.iter().map(|preset| preset.name()));
                    let problem = Problem::UnknownBase(base.to_string(), near);
                    self.mistake(value.span().start, problem);
                }
            }
            (_, Some(scope), DeValue::Table(actions)) => {
                for (action, keys) in actions {
                    self.read_action(scope, action.get_ref(), action.span().start, keys);
                }
            }
            (_, Some(_), _) => self.mistake(value.span().start, Problem::NotKeys),
            _ => {
                let near = nearest(name, Scope::ALL.iter().map(|scope| scope.name()));
                self.mistake(at, Problem::UnknownScope(name.to_owned(), near));
            }
        }
    }

    fn read_action(&mut self, scope: Scope, name: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let Some(action) = Action::named(name) else {
            let here = Action::ALL.iter().filter(|action| action.scopes().contains(&scope));
            let near = nearest(name, here.map(|action| action.name()))
                .or_else(|| nearest(name, Action::ALL.iter().map(|action| action.name())));
            return self.mistake(at, Problem::UnknownAction(name.to_owned(), near));
        };
        if !action.scopes().contains(&scope) {
            return self.mistake(at, Problem::ElsewhereAction(action, scope));
        }
        let mut keys = Vec::new();
        match value.get_ref() {
            DeValue::String(text) => keys.extend(self.read_keys(text, value.span().start)),
            DeValue::Array(list) => {
                for one in list.iter() {
                    match one.get_ref() {
                        DeValue::String(text) => {
                            keys.extend(self.read_keys(text, one.span().start));
                        }
                        _ => self.mistake(one.span().start, Problem::NotKeys),
                    }
                }
            }
            _ => self.mistake(value.span().start, Problem::NotKeys),
        }
        self.sets.push(Set { scope, action, keys });
    }

    fn read_keys(&mut self, text: &str, at: usize) -> Option<(Sequence, usize)> {
        match Key::parse_sequence(text) {
            Ok(keys) => Some((keys, at)),
            Err((key, problem)) => {
                let problem = match problem {
                    KeyProblem::Unknown(near) => Problem::UnknownKey(key, near),
                    KeyProblem::ShiftedCharacter => Problem::ShiftedCharacter(key),
                    KeyProblem::Twice => Problem::ModifierTwice(key),
                    KeyProblem::Empty => Problem::EmptyKey,
                };
                self.mistake(at, problem);
                None
            }
        }
    }

    fn mistake(&mut self, at: usize, problem: Problem) {
        let mistake = self.mistake_at(at, problem);
        self.mistakes.push(mistake);
    }

    fn mistake_at(&self, at: usize, problem: Problem) -> Mistake {
        let before = self.text.get(..at).unwrap_or_default();
        Mistake {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
            problem,
        }
    }

    /// Two sequences of one scope in this file that are the same, or of which one begins the other.
    fn find_clashes(&mut self) {
        let mut found = Vec::new();
        for (scope, _, keys, at) in self.lines() {
            for (other_scope, other, others, other_at) in self.lines() {
                if scope != other_scope || other_at >= at {
                    continue;
                }
                if keys == others {
                    found.push((at, Problem::Taken(text(keys), other)));
                } else if clash(keys, others) {
                    found.push((at, Problem::Hides(text(keys), other, scope)));
                }
            }
        }
        for (at, problem) in found {
            self.mistake(at, problem);
        }
    }

    /// A key of this file that begins a sequence of another scope that holds at the same time, or
    /// the other way round: one of the two could never be reached.
    fn find_hidden(&self, all: &[Binding]) -> Vec<Mistake> {
        let mut found = Vec::new();
        for (scope, _, keys, at) in self.lines() {
            let together = |other: Scope| {
                other != scope
                    && STACKS.iter().any(|stack| stack.contains(&scope) && stack.contains(&other))
            };
            let hidden = all.iter().find(|other| {
                together(other.scope) && *keys != other.keys && clash(keys, &other.keys)
            });
            if let Some(other) = hidden {
                let problem = Problem::Hides(text(keys), other.action, other.scope);
                found.push(self.mistake_at(at, problem));
            }
        }
        found
    }

    fn lines(&self) -> impl Iterator<Item = (Scope, Action, &Sequence, usize)> {
        self.sets
            .iter()
            .flat_map(|set| set.keys.iter().map(|(keys, at)| (set.scope, set.action, keys, *at)))
    }

    fn takes_from(&self, lower: &Binding) -> bool {
        self.lines().any(|(scope, _, keys, _)| scope == lower.scope && clash(keys, &lower.keys))
    }

    fn bindings(&self) -> impl Iterator<Item = Binding> {
        self.lines().map(|(scope, action, keys, _)| Binding { scope, action, keys: keys.clone() })
    }
}

impl Set {
    fn is_of(&self, binding: &Binding) -> bool {
        self.scope == binding.scope && self.action == binding.action
    }
}

/// Whether one is the other or begins it.
fn clash(one: &[Key], other: &[Key]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A sequence as keymap files write it.
pub fn text(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}
