//! Which key does what, as data: a trie per scope, read from `keymaps/` and the officer's own file.
//!
//! Promises: what the footer, the help and the palette show is what the keys do, because all ask
//! here; a keymap in force has no key with two actions in a scope and none that hides a sequence.

pub mod key;
pub mod load;
pub mod mistake;

use std::collections::BTreeMap;

pub use key::{Key, Stroke};
pub use load::Preset;
pub use mistake::Mistake;

use crate::action::{Action, Scope};

/// Keys struck one after the other.
pub type Sequence = Vec<Key>;

/// What a key means where it was struck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It does this.
    Matched(Action),
    /// It begins a sequence, or goes on with one.
    Pending,
    /// It is text.
    Edit(char),
    /// It breaks off a sequence that nothing goes on from.
    Cancelled,
    /// Alt with a character that nothing is bound to: as Escape and the character, which is how
    /// slow links deliver Escape followed by a key.
    Split(Key),
    /// Nothing.
    NotFound,
}

/// What may follow the keys struck so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The next key.
    pub key: Key,
    /// What it does; none if more keys follow.
    pub action: Option<Action>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Trie(BTreeMap<Key, Node>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Leaf(Action),
    Prefix(Trie),
}

/// All keys in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    tries: BTreeMap<Scope, Trie>,
    yielded: Vec<Binding>,
}

/// One sequence with its action in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where it holds.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// The keys.
    pub keys: Sequence,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::preset(Preset::Default)
    }
}

impl Keymap {
    /// One of the keymaps that ship with the console.
    pub fn preset(preset: Preset) -> Self {
        Self::load(preset, None).expect("the keymaps that ship are tested to have no mistakes")
    }

    fn from_bindings(bindings: Vec<Binding>, yielded: Vec<Binding>) -> Self {
        let mut tries: BTreeMap<Scope, Trie> = BTreeMap::new();
        for binding in &bindings {
            tries.entry(binding.scope).or_default().insert(&binding.keys, binding.action);
        }
        Self { bindings, tries, yielded }
    }

    /// What `key` means after `pending`, in the scopes of `stack` (the innermost first); where
    /// `text` holds, printable characters are text.
    pub fn resolve(&self, stack: &[Scope], text: bool, pending: &[Key], key: Key) -> Resolution {
        if pending.is_empty() {
            if let (true, Some(char)) = (text, key.text()) {
                return Resolution::Edit(char);
            }
        } else if key == Key::plain(Stroke::Esc) {
            return Resolution::Cancelled;
        }
        let mut keys = pending.to_vec();
        keys.push(key);
        if let Some(resolution) = self.walk(stack, &keys) {
            return resolution;
        }
        // Some terminals send Ctrl-h for Backspace.
        if text && pending.is_empty() && key == Key::ctrl('h') {
            let backspace = [Key::plain(Stroke::Backspace)];
            return self.walk(stack, &backspace).unwrap_or(Resolution::NotFound);
        }
        match key {
            _ if !pending.is_empty() => Resolution::Cancelled,
            Key { alt: true, stroke: Stroke::Char(_), .. } => {
                Resolution::Split(Key { alt: false, ..key })
            }
            _ => Resolution::NotFound,
        }
    }

    fn walk(&self, stack: &[Scope], keys: &[Key]) -> Option<Resolution> {
        let mut nodes = stack.iter().filter_map(|scope| self.tries.get(scope)?.get(keys));
        nodes.next().map(|node| match node {
            Node::Leaf(action) => Resolution::Matched(*action),
            Node::Prefix(_) => Resolution::Pending,
        })
    }

    /// What can follow `pending`, each key once, the innermost scope's meaning first.
    pub fn hints(&self, stack: &[Scope], pending: &[Key]) -> Vec<Hint> {
        let mut hints: BTreeMap<Key, Option<Action>> = BTreeMap::new();
        for scope in stack {
            if let Some(Node::Prefix(trie)) = self.tries.get(scope).and_then(|t| t.get(pending)) {
                for (key, node) in &trie.0 {
                    hints.entry(*key).or_insert(match node {
                        Node::Leaf(action) => Some(*action),
                        Node::Prefix(_) => None,
                    });
                }
            }
        }
        hints.into_iter().map(|(key, action)| Hint { key, action }).collect()
    }

    /// The sequences that do `action` in the scopes of `stack`, in the order of the files; those
    /// that an inner scope has taken for something else are left out.
    pub fn sequences(&self, stack: &[Scope], action: Action) -> Vec<&Sequence> {
        let mut found = Vec::new();
        for scope in stack {
            for binding in self.bindings.iter().filter(|b| b.scope == *scope && b.action == action)
            {
                let reached = self.walk(stack, &binding.keys);
                if reached == Some(Resolution::Matched(action)) && !found.contains(&&binding.keys) {
                    found.push(&binding.keys);
                }
            }
        }
        found
    }

    /// The first sequence that does `action` there.
    pub fn first(&self, stack: &[Scope], action: Action) -> Option<&Sequence> {
        self.sequences(stack, action).into_iter().next()
    }

    /// Every binding in force, as `liaison keys` prints them.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Bindings that a higher file took the key from.
    pub fn yielded(&self) -> &[Binding] {
        &self.yielded
    }
}

impl Trie {
    fn insert(&mut self, keys: &[Key], action: Action) {
        match keys {
            [] => {}
            [last] => {
                self.0.insert(*last, Node::Leaf(action));
            }
            [key, rest @ ..] => {
                let node = self.0.entry(*key).or_insert_with(|| Node::Prefix(Self::default()));
                if let Node::Prefix(trie) = node {
                    trie.insert(rest, action);
                }
            }
        }
    }

    fn get(&self, keys: &[Key]) -> Option<&Node> {
        let (key, rest) = keys.split_first()?;
        match (self.0.get(key)?, rest) {
            (node, []) => Some(node),
            (Node::Prefix(trie), rest) => trie.get(rest),
            (Node::Leaf(_), _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: &[Scope] = &[Scope::Log, Scope::List, Scope::Global];
    const FIELD: &[Scope] = &[Scope::Text, Scope::Form, Scope::Global];

    fn keys(text: &str) -> Sequence {
        Key::parse_sequence(text).expect("keys")
    }

    fn resolve(stack: &[Scope], text: bool, typed: &str) -> Resolution {
        let mut typed = keys(typed);
        let last = typed.pop().expect("a key");
        Keymap::default().resolve(stack, text, &typed, last)
    }

    #[test]
    fn keys_sequences_and_text() {
        assert_eq!(resolve(SCREEN, false, "a"), Resolution::Matched(Action::Acknowledge));
        assert_eq!(resolve(SCREEN, false, "g"), Resolution::Pending);
        assert_eq!(resolve(SCREEN, false, "g g"), Resolution::Matched(Action::First));
        assert_eq!(resolve(SCREEN, false, "g z"), Resolution::Cancelled);
        assert_eq!(resolve(SCREEN, false, "n Esc"), Resolution::Cancelled);
        assert_eq!(resolve(SCREEN, false, "Z"), Resolution::NotFound);
        assert_eq!(resolve(FIELD, true, "a"), Resolution::Edit('a'));
        assert_eq!(resolve(FIELD, true, "Space"), Resolution::Edit(' '));
        assert_eq!(resolve(FIELD, true, "Esc"), Resolution::Matched(Action::Back));
    }

    #[test]
    fn control_h_is_backspace_in_text_and_alt_falls_apart() {
        assert_eq!(resolve(FIELD, true, "Ctrl-h"), Resolution::Matched(Action::DeleteBack));
        assert_eq!(resolve(SCREEN, false, "Ctrl-h"), Resolution::NotFound);
        assert_eq!(resolve(SCREEN, false, "Alt-j"), Resolution::Split(Key::char('j')));
        let emacs = Keymap::preset(Preset::Emacs);
        let alt_x = Key { alt: true, ..Key::char('x') };
        let matched = Resolution::Matched(Action::Palette);
        assert_eq!(emacs.resolve(SCREEN, false, &[], alt_x), matched);
    }

    #[test]
    fn hints_and_reverse_map_come_from_the_same_trie() {
        let keymap = Keymap::default();
        let hints = keymap.hints(SCREEN, &keys("n"));
        assert!(hints.contains(&Hint { key: Key::char('m'), action: Some(Action::NewMessage) }));
        for hint in hints {
            let action = hint.action.expect("sequences of two keys");
            assert_eq!(keymap.first(SCREEN, action), Some(&vec![Key::char('n'), hint.key]));
        }
        let help: Vec<_> = keymap.sequences(SCREEN, Action::Help).into_iter().cloned().collect();
        assert_eq!(help, [keys("?"), keys("F1")]);
        assert_eq!(keymap.first(SCREEN, Action::Submit), None);
    }
}
