//! Entries by the beginning of their id.

use liaison_core::decide::Thing;
use liaison_core::id::{EntryId, EntryRef};
use liaison_core::room::{Chain, Room};

use super::{CANDIDATES_MAX, NameError, plain, spelled};

/// The entry that `R7K2.17`, `R7K2M4T.17` or `R7K2.17~3F0A` means.
///
/// # Errors
///
/// Where no entry held fits or several do.
pub fn entry(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let unknown =
        || NameError::Unknown { thing: Thing::Entry, typed: typed.to_owned(), known: Vec::new() };
    let (seat, n, branch) = parts(typed).ok_or_else(unknown)?;
    let mut found = Vec::new();
    for (key, chain) in room.chains() {
        let id = EntryId { seat: key.seat(), n };
        if !id.seat.to_string().starts_with(&seat) {
            continue;
        }
        let checks = checks(chain, n).into_iter().filter(|c| branch.is_none_or(|b| b == *c));
        found.extend(checks.map(|check| EntryRef { id, check }));
    }
    found.dedup();
    match found[..] {
        [] => Err(unknown()),
        [only] => Ok(only),
        _ => Err(NameError::Ambiguous {
            thing: Thing::Entry,
            typed: typed.to_owned(),
            candidates: found.iter().take(CANDIDATES_MAX).map(|r| id_text(room, r)).collect(),
        }),
    }
}

/// The id as commands print it: seven characters and the number; the branch only where another one
/// stands at the same number.
pub fn id_text(room: &Room, name: &EntryRef) -> String {
    let branches =
        room.chains().iter().filter(|(key, _)| key.seat() == name.id.seat).map(|(_, chain)| chain);
    let forked = branches.flat_map(Chain::forks).any(|n| n == name.id.n);
    if forked { name.to_string() } else { plain(&name.id) }
}

/// Seat (or its beginning), number and branch.
fn parts(typed: &str) -> Option<(String, u32, Option<[u8; 2]>)> {
    let (seat, rest) = typed.trim().split_once('.')?;
    let (n, branch) = match rest.split_once('~') {
        Some((n, branch)) => (n, Some(hexadecimal(branch)?)),
        None => (rest, None),
    };
    let n = n.parse().ok().filter(|n| *n > 0)?;
    Some((spelled(seat)?, n, branch))
}

fn hexadecimal(text: &str) -> Option<[u8; 2]> {
    let is_hex = text.len() == 4 && text.bytes().all(|b| b.is_ascii_hexdigit());
    u16::from_str_radix(text, 16).ok().filter(|_| is_hex).map(u16::to_be_bytes)
}

/// The checks of all branches held at a number.
fn checks(chain: &Chain, n: u32) -> Vec<[u8; 2]> {
    if let Some(check) = chain.check(n) {
        return vec![check];
    }
    if !chain.forks().any(|forked| forked == n) {
        return Vec::new();
    }
    // The fold keeps the hashes of a fork to itself and answers by check; forks are rare.
    (0..=u16::MAX).map(u16::to_be_bytes).filter(|check| chain.has(n, *check)).collect()
}
