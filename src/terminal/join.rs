//! Arrow keys that a slow link has torn in two.
//!
//! An arrow is Escape, `[` and a letter. Where the Escape comes in one packet and the rest in the
//! next, the terminal's reader takes them for three keys; here they become one again, if they come
//! within [`JOIN_WITHIN`] of each other. That much later is when a lone Escape counts.

use std::time::{Duration, Instant};

use crate::keymap::{Key, Stroke};

/// How long an Escape waits for what may belong to it.
pub(super) const JOIN_WITHIN: Duration = Duration::from_millis(50);

/// Joins keys that belong together.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    held: Vec<Key>,
    until: Option<Instant>,
}

impl Joiner {
    /// A key has come; the keys that it settles.
    pub(super) fn key(&mut self, key: Key, now: Instant) -> Vec<Key> {
        let in_time = self.until.is_some_and(|until| now <= until);
        let mut settled = if in_time { Vec::new() } else { self.flush() };
        match (self.held.len(), key) {
            (0, key) if key == Key::plain(Stroke::Esc) => self.hold(key, now),
            (1, key) if matches!(key.text(), Some('[' | 'O')) => self.hold(key, now),
            (2, key) => match arrow(key) {
                Some(stroke) => {
                    self.held.clear();
                    self.until = None;
                    settled.push(Key::plain(stroke));
                }
                None => {
                    settled.extend(self.flush());
                    settled.push(key);
                }
            },
            (_, key) => {
                settled.extend(self.flush());
                if key == Key::plain(Stroke::Esc) {
                    self.hold(key, now);
                } else {
                    settled.push(key);
                }
            }
        }
        settled
    }

    fn hold(&mut self, key: Key, now: Instant) {
        self.held.push(key);
        self.until = Some(now + JOIN_WITHIN);
    }

    /// When what is held counts as it is.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// What is held, as it is.
    pub(super) fn flush(&mut self) -> Vec<Key> {
        self.until = None;
        std::mem::take(&mut self.held)
    }
}

fn arrow(key: Key) -> Option<Stroke> {
    Some(match key.text()? {
        'A' => Stroke::Up,
        'B' => Stroke::Down,
        'C' => Stroke::Right,
        'D' => Stroke::Left,
        'H' => Stroke::Home,
        'F' => Stroke::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESC: Key = Key::plain(Stroke::Esc);

    /// Keys with the milliseconds before each; what has come out, the rest flushed at the end.
    fn joined(keys: &[(u64, Key)]) -> Vec<Key> {
        let mut joiner = Joiner::default();
        let mut now = Instant::now();
        let mut out = Vec::new();
        for (after, key) in keys {
            now += Duration::from_millis(*after);
            out.extend(joiner.key(*key, now));
        }
        out.extend(joiner.flush());
        out
    }

    #[test]
    fn a_torn_arrow_is_an_arrow() {
        let keys = [(0, ESC), (30, Key::char('[')), (30, Key::char('A'))];
        assert_eq!(joined(&keys), [Key::plain(Stroke::Up)]);
        let keys = [(0, ESC), (1, Key::char('O')), (1, Key::char('D'))];
        assert_eq!(joined(&keys), [Key::plain(Stroke::Left)]);
    }

    #[test]
    fn what_comes_too_late_or_is_no_arrow_is_what_it_is() {
        let slow = [(0, ESC), (51, Key::char('[')), (1, Key::char('A'))];
        assert_eq!(joined(&slow), [ESC, Key::char('['), Key::char('A')]);
        let other = [(0, ESC), (1, Key::char('[')), (1, Key::char('x'))];
        assert_eq!(joined(&other), [ESC, Key::char('['), Key::char('x')]);
        assert_eq!(joined(&[(0, ESC), (1, ESC)]), [ESC, ESC]);
        assert_eq!(joined(&[(0, Key::char('j'))]), [Key::char('j')]);
    }
}
