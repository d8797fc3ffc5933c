//! Cutting runs out of what a copy holds.

use std::collections::BTreeSet;

use super::Run;
use crate::entry::{Content, Link, SIGNATURE_EVERY};
use crate::id::EntryKey;
use crate::record::Record;
use crate::shelf::Shelf;
use crate::wire::ENTRIES_MAX;

/// Consecutive entries of one branch, chosen to be sent as one run. The last is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut(pub Vec<EntryKey>);

/// How many bytes of what is not wanted a signature and a hash are worth: packed they are half.
const TAKEN_ALONG_BYTES_MAX: usize = 160;

/// Why entries that the index has could not be made a run.
#[derive(Debug, thiserror::Error)]
pub enum CutError<E: std::error::Error> {
    /// The shelf could not be read.
    #[error("the entries could not be read: {0}")]
    Shelf(#[source] E),
    /// The index has an entry that the shelf does not, or not with the signature it had.
    #[error("entry {0} is in the index but not where it is kept")]
    Gone(crate::id::EntryId),
}

impl Cut {
    /// The longest run from `key` on of entries for which `wanted` holds, of at most `entries`
    /// entries and about `bytes` bytes, ended at a signature.
    ///
    /// Entries that are not wanted are taken along where the next signature lies behind them, and
    /// few between wanted ones, because a second run costs a signature more, and the hash that it
    /// continues. `None` if no signature held covers `key`.
    pub fn from(
        record: &Record,
        key: EntryKey,
        entries: usize,
        bytes: usize,
        wanted: impl Fn(&EntryKey) -> bool,
    ) -> Option<Self> {
        let mut keys = record.cover(&key)?;
        let most = entries.min(ENTRIES_MAX);
        if keys.len() > SIGNATURE_EVERY as usize {
            return None;
        }
        let cost = |keys: &[EntryKey]| -> usize {
            keys.iter().filter_map(|key| record.node(key)).map(|n| usize::from(n.bytes) + 12).sum()
        };
        let mut total = cost(&keys);
        while let Some(more) = next_of(record, keys.last()?, &wanted, cost) {
            if more.len() > SIGNATURE_EVERY as usize {
                break;
            }
            let added = cost(&more);
            if keys.len() + more.len() > most || total + added > bytes {
                break;
            }
            total += added;
            keys.extend(more);
        }
        Some(Self(keys))
    }

    /// Reads the entries and makes the run; `signed` says which inner ones keep their signatures
    /// beside every 32nd.
    ///
    /// # Errors
    /// When the shelf cannot be read or lacks an entry.
    pub fn run<S: Shelf>(
        &self,
        record: &Record,
        shelf: &S,
        signed: &Signed<'_>,
    ) -> Result<Run, CutError<S::Error>> {
        let mut links = Vec::with_capacity(self.0.len());
        for key in &self.0 {
            let link = shelf.link(key).map_err(CutError::Shelf)?;
            links.push(link.ok_or(CutError::Gone(key.id()))?);
        }
        if links.last().is_none_or(|last| last.signature.is_none()) {
            return Err(CutError::Gone(self.0[self.0.len() - 1].id()));
        }
        let positions = self.0.iter().map(|key| record.node(key)?.position);
        let positions = if signed.placed { positions.collect() } else { None };
        Ok(Self::assemble(links, positions, signed))
    }

    fn assemble(mut links: Vec<Link>, positions: Option<Vec<u64>>, signed: &Signed<'_>) -> Run {
        // How many entries after each go without a signature before the next that has one.
        let mut bare_after = vec![0u32; links.len()];
        for at in (0..links.len() - 1).rev() {
            let next_signed = links[at + 1].signature.is_some();
            bare_after[at] = if next_signed { 0 } else { bare_after[at + 1] + 1 };
        }
        let mut bare = 0;
        for at in 0..links.len() - 1 {
            let needed = bare + 1 + bare_after[at] >= SIGNATURE_EVERY;
            if !(signed.all || needed || signed.standing.contains(&links[at].key())) {
                links[at].signature = None;
            }
            bare = if links[at].signature.is_some() { 0 } else { bare + 1 };
        }
        let (seat, first) = (links[0].author.seat(), links[0].n);
        let mut contents: Vec<Content> = Vec::with_capacity(links.len());
        let mut signatures = Vec::with_capacity(links.len());
        for link in links {
            contents.push(link.content);
            signatures.push(link.signature);
        }
        Run { seat, first, positions, contents, signatures }
    }
}

/// What follows a run as far as the next signature, after what is taken along to get there.
fn next_of(
    record: &Record,
    last: &EntryKey,
    wanted: impl Fn(&EntryKey) -> bool,
    cost: impl Fn(&[EntryKey]) -> usize,
) -> Option<Vec<EntryKey>> {
    let mut more = Vec::new();
    loop {
        let (next, _) = record.after(more.last().unwrap_or(last))?;
        let covered = record.cover(&next)?;
        let found = wanted(&next);
        more.extend(covered);
        if found {
            return Some(more);
        }
        // One alone is always worth it: it is a name or a tick more often than not.
        if more.len() > 1 && cost(&more) > TAKEN_ALONG_BYTES_MAX {
            return None;
        }
    }
}

/// Which signatures and what else goes with a run.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Every signature held: what an author brings to the relay.
    pub all: bool,
    /// Entries whose signatures are kept inside a run because they stand.
    pub standing: &'a BTreeSet<EntryKey>,
    /// Whether the positions go with it.
    pub placed: bool,
}
