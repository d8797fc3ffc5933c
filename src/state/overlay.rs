//! What lies over a screen: the help, and the palette of every action by name.

use super::State;
use super::pane::fold;
use super::text_field::TextField;
use crate::action::{Action, Group, Scope};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlayKind {
    /// The keys of the screen below.
    Help,
    /// Every action.
    Palette,
}

/// An overlay: both are a list of actions that typing narrows down and Enter carries out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// Which of the two.
    pub kind: OverlayKind,
    /// What is typed.
    pub typed: TextField,
    /// The line with the marker.
    pub at: usize,
    /// The scopes of the screen below.
    pub scopes: Vec<Scope>,
}

/// A line of an overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The action.
    pub action: Action,
    /// Its name.
    pub name: String,
    /// What it does.
    pub help: String,
    /// Its keys there, as officers read them.
    pub keys: String,
}

impl Overlay {
    /// An overlay over a screen with these scopes.
    pub fn new(kind: OverlayKind, scopes: Vec<Scope>) -> Self {
        Self { kind, typed: TextField::line(), at: 0, scopes }
    }

    /// The actions that it lists, best match first; without anything typed, by group.
    pub fn listed(&self, state: &State) -> Vec<Listed> {
        let words = state.words();
        let wanted = fold(self.typed.text());
        let mut found: Vec<(u8, Group, Listed)> = Vec::new();
        for &action in Action::ALL {
            let keys = state.settings.keymap.sequences(&self.scopes, action);
            let here = action.scopes().iter().any(|scope| self.scopes.contains(scope));
            let wants = match self.kind {
                OverlayKind::Help => here,
                OverlayKind::Palette => action.in_palette(),
            };
            if !wants {
                continue;
            }
            let name = words.say(&format!("action-{action}"));
            let help = words.say(&format!("action-{action}-help"));
            let Some(rank) = rank(&wanted, &fold(&name), &fold(&help), action.name()) else {
                continue;
            };
            let keys = keys.into_iter().map(|keys| crate::view::keys(words, keys));
            let keys = keys.collect::<Vec<_>>().join("  ");
            found.push((rank, action.group(), Listed { action, name, help, keys }));
        }
        found.sort_by_key(|(rank, group, _)| (*rank, *group));
        found.into_iter().map(|(_, _, listed)| listed).collect()
    }
}

/// How well an action fits what is typed, 0 the best; none if it does not.
fn rank(wanted: &str, name: &str, help: &str, id: &str) -> Option<u8> {
    if wanted.is_empty() || name.starts_with(wanted) || id == wanted {
        return Some(0);
    }
    let all_in = |text: &str| wanted.split_whitespace().all(|word| text.contains(word));
    match () {
        () if name.split(' ').any(|word| word.starts_with(wanted)) => Some(1),
        () if all_in(name) => Some(2),
        () if all_in(&format!("{name} {help} {id}")) => Some(3),
        () if is_scattered(wanted, name) || is_scattered(wanted, id) => Some(4),
        () => None,
    }
}

/// Whether all letters come in this order, with others between them.
fn is_scattered(wanted: &str, text: &str) -> bool {
    let mut rest = text.chars();
    wanted.chars().filter(|char| !char.is_whitespace()).all(|char| rest.any(|c| c == char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_descriptions_and_scattered_letters_last() {
        assert_eq!(rank("gui", "guidance", "numbered bulletins", "guidance"), Some(0));
        assert_eq!(rank("mes", "new message", "write", "new-message"), Some(1));
        assert_eq!(rank("bulletin", "guidance", "numbered bulletins", "guidance"), Some(3));
        assert_eq!(rank("gdc", "guidance", "numbered bulletins", "guidance"), Some(4));
        assert_eq!(rank("xyz", "guidance", "numbered bulletins", "guidance"), None);
    }
}
