//! Finding what an officer means by what was typed: a few characters of an id, or a name.
//!
//! Where more than one thing fits, nothing is guessed: the answer is a refusal that lists the
//! candidates, each with the id that would tell it apart.

mod entry;
mod flow;
mod person;
mod thing;

use liaison_core::decide::Thing;
use liaison_core::id::{EntryId, EntryRef};
use liaison_core::room::Room;
use unicode_normalization::UnicodeNormalization as _;

pub use self::entry::{entry, id_text};
pub use self::flow::{facility, flow, flow_text, site};
pub use self::person::{address, contact, contact_named, invitation, member, offer, redemption};
pub use self::thing::{
    activation, bulletin, document, fallback, incident, own_duty, plan, plan_version, step,
};

/// The most candidates that a refusal lists.
const CANDIDATES_MAX: usize = 8;

/// Why nothing was found by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing fits; what is near, if anything is.
    Unknown {
        /// What was looked for.
        thing: Thing,
        /// What was typed.
        typed: String,
        /// What there is, at most a few.
        known: Vec<String>,
    },
    /// Several fit.
    Ambiguous {
        /// What was looked for.
        thing: Thing,
        /// What was typed; empty where a name was left out.
        typed: String,
        /// What fits.
        candidates: Vec<String>,
    },
    /// A facility that is neither in UN/LOCODE nor listed in the room.
    Facility {
        /// What was typed.
        typed: String,
        /// Places with such a name.
        near: Vec<String>,
    },
}

/// Something that can be named: what it is, its id, and what officers call it.
#[derive(Clone, Debug)]
pub(super) struct Candidate<T> {
    /// What is found.
    pub(super) is: T,
    /// Its id, of which a beginning is enough.
    pub(super) id: String,
    /// Its names, any of which is enough.
    pub(super) names: Vec<String>,
}

impl<T> Candidate<T> {
    fn said(&self) -> String {
        match self.names.first() {
            Some(name) if !name.is_empty() => format!("{} {name}", self.id),
            _ => self.id.clone(),
        }
    }
}

type Fits<'a, T> = dyn Fn(&Candidate<T>) -> bool + 'a;

/// The one candidate that is meant: by its id, else by its whole name, else by a part of it.
pub(super) fn pick<T>(
    thing: Thing,
    typed: &str,
    candidates: Vec<Candidate<T>>,
) -> Result<T, NameError> {
    let wanted = folded(typed);
    if wanted.is_empty() {
        return Err(unknown(thing, typed, &candidates));
    }
    let by_id = |c: &Candidate<T>| is_id(&c.id, typed);
    let whole = |c: &Candidate<T>| c.names.iter().any(|n| folded(n) == wanted);
    let part = |c: &Candidate<T>| c.names.iter().any(|n| folded(n).contains(&wanted));
    let tests: [&Fits<'_, T>; 3] = [&by_id, &whole, &part];
    for fits in tests {
        let found: Vec<usize> =
            candidates.iter().enumerate().filter(|(_, c)| fits(c)).map(|(i, _)| i).collect();
        match found[..] {
            [] => {}
            [only] => {
                let mut candidates = candidates;
                return Ok(candidates.swap_remove(only).is);
            }
            _ => {
                let fitting = found.iter().take(CANDIDATES_MAX);
                let said = fitting.map(|i| candidates[*i].said()).collect();
                return Err(NameError::Ambiguous {
                    thing,
                    typed: typed.to_owned(),
                    candidates: said,
                });
            }
        }
    }
    Err(unknown(thing, typed, &candidates))
}

fn unknown<T>(thing: Thing, typed: &str, candidates: &[Candidate<T>]) -> NameError {
    let known = candidates.iter().take(CANDIDATES_MAX).map(Candidate::said).collect();
    NameError::Unknown { thing, typed: typed.to_owned(), known }
}

/// The only candidate, where a name was left out.
pub(super) fn only<T>(thing: Thing, candidates: Vec<Candidate<T>>) -> Result<T, NameError> {
    let several = candidates.len() > 1;
    let said = candidates.iter().take(CANDIDATES_MAX).map(Candidate::said).collect();
    match candidates.into_iter().next() {
        Some(only) if !several => Ok(only.is),
        Some(_) => Err(NameError::Ambiguous { thing, typed: String::new(), candidates: said }),
        None => Err(NameError::Unknown { thing, typed: String::new(), known: Vec::new() }),
    }
}

/// Whether what was typed is an id or begins it: `R7K2` and `R7K2M4T` of a seat; of an entry the
/// seat's part may be short, its number not, and a branch must be right where both name one.
fn is_id(id: &str, typed: &str) -> bool {
    let Some(typed) = spelled(typed) else { return false };
    let parts = |text: &str| {
        let (seat, rest) = text.split_once('.')?;
        let (n, branch) = rest.split_once('~').map_or((rest, None), |(n, b)| (n, Some(b)));
        Some((seat.to_owned(), n.to_owned(), branch.map(str::to_owned)))
    };
    match (parts(id), parts(&typed)) {
        (Some((seat, n, branch)), Some((typed_seat, typed_n, typed_branch))) => {
            let same_branch = match (branch, typed_branch) {
                (Some(branch), Some(typed)) => spelled(&branch) == Some(typed),
                _ => true,
            };
            !typed_seat.is_empty() && seat.starts_with(&typed_seat) && n == typed_n && same_branch
        }
        (None, None) => id.starts_with(&typed),
        _ => false,
    }
}

/// An id as Crockford reads it: upper case, `I` and `L` for 1, `O` for 0, hyphens left out.
fn spelled(typed: &str) -> Option<String> {
    let spell = |c: char| match c.to_ascii_uppercase() {
        'I' | 'L' => Some('1'),
        'O' => Some('0'),
        c if c.is_ascii_alphanumeric() || matches!(c, '.' | '~') => Some(c),
        _ => None,
    };
    let spelled: Option<String> = typed.trim().chars().filter(|c| *c != '-').map(spell).collect();
    spelled.filter(|text| !text.is_empty())
}

/// Without accents, case and surrounding spaces.
pub(super) fn folded(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).collect::<String>().trim().to_owned()
}

/// An entry that is named, as a candidate.
pub(super) fn named<T>(room: &Room, name: &EntryRef, is: T, names: Vec<String>) -> Candidate<T> {
    Candidate { is, id: id_text(room, name), names }
}

/// The id without a branch.
pub(super) fn plain(id: &EntryId) -> String {
    id.to_string()
}

#[cfg(test)]
mod tests;
