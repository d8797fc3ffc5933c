//! A story drawn from bytes: what officers write after the room is founded, forks, fresh seats,
//! contested redemptions and entries without authority among it.

use arbitrary::{Result, Unstructured};
use liaison_core::body::Body;
use liaison_core::body::room::SeatContinued;
use liaison_core::entry::{Content, Entry, Link, Secret, chain_hash};
use liaison_core::id::{EntryRef, Hash, SeatKey};
use liaison_core::membership::continuation_hash;
use liaison_core::stamp::Stamp;

use crate::partnership::{OFFICERS, Partnership, START};
use crate::shape::{self, Surroundings};

/// The most entries of one story.
const ENTRIES_MAX: usize = 48;

/// Draws a story: links as a copy holds them, the partnership's own first. Signatures are left
/// out: folding does not look at them.
pub fn draw(u: &mut Unstructured<'_>) -> Result<Vec<Link>> {
    let partnership = Partnership::shared();
    let keys: Vec<SeatKey> = partnership.officers.iter().map(Secret::key).collect();
    let mut links = partnership.links.clone();
    let mut names: Vec<EntryRef> = links.iter().map(|link| link.key().reference()).collect();
    while !u.is_empty() && names.len() < ENTRIES_MAX {
        let author = u.int_in_range(0..=OFFICERS - 1)?;
        let mine: Vec<(u32, Hash)> = links
            .iter()
            .filter(|link| link.author == keys[author])
            .map(|link| (link.n, link.h))
            .collect();
        // Now and then after an earlier one: a fork.
        let forked = u.ratio(1, 8)?;
        let after = if forked { u.choose_iter(&mine).ok() } else { mine.last() };
        let (n, previous) = after.map_or((1, Hash::ZERO), |&(n, h)| (n + 1, h));
        let entry = draw_entry(u, author, n, &names, &keys, &links)?;
        let hash = entry.content_hash(&partnership.room, &keys[author], n);
        let h = chain_hash(&previous, &hash);
        let refused = u.ratio(1, 32)?;
        let content = if refused { Content::Refused(hash) } else { Content::Entry(entry) };
        let link = Link { author: keys[author], n, previous, h, content, signature: None };
        if links.iter().all(|held| held.key() != link.key()) {
            names.push(link.key().reference());
            links.push(link);
        }
    }
    Ok(links)
}

fn draw_entry(
    u: &mut Unstructured<'_>,
    author: usize,
    n: u32,
    names: &[EntryRef],
    keys: &[SeatKey],
    links: &[Link],
) -> Result<Entry> {
    let time = Stamp(START.0 + u64::from(u.arbitrary::<u16>()?) * 1000);
    let partnership = Partnership::shared();
    let admission = match n {
        1 if u.ratio(3, 4)? => Some(draw_admission(u, partnership, author, links)?),
        _ => None,
    };
    let (kind, body) = match admission {
        Some(body) => (body.kind(), body.write()),
        None => shape::draw(u, &Surroundings { names, keys })?,
    };
    Ok(Entry { time, kind, body })
}

/// The first entry of a seat: an invitation redeemed, or an old seat continued.
fn draw_admission(
    u: &mut Unstructured<'_>,
    partnership: &Partnership,
    author: usize,
    links: &[Link],
) -> Result<Body> {
    if u.ratio(1, 2)? {
        let invitation = u.int_in_range(0..=partnership.invitations.len() - 1)?;
        return Ok(partnership.redemption(author, invitation));
    }
    let last = u.choose(links)?;
    let (key, room) = (partnership.officers[author].key(), &partnership.room);
    let by_recovery = u.ratio(1, 4)?;
    let old = partnership.officers.iter().find(|officer| officer.key() == last.author);
    let signer = old.filter(|_| !by_recovery).unwrap_or(&partnership.recovery);
    let proof = signer.sign(&continuation_hash(room, &key, &last.author, last.n, &last.h));
    Ok(SeatContinued { key, old: last.author, n: last.n, h: last.h, proof }.into())
}
