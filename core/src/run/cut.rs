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
    /// one alone between wanted ones, because a second run costs a signature more. `None` if no
    /// signature held covers `key`.
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
        while let Some((next, _)) = record.after(keys.last()?) {
            let Some(mut more) = record.cover(&next) else { break };
            let bridge = !wanted(&next);
            if bridge {
                // One that the other end has is taken along if a wanted one follows it at once.
                let Some((beyond, _)) = record.after(more.last()?) else { break };
                if more.len() > 1 || !wanted(&beyond) {
                    break;
                }
                let Some(covered) = record.cover(&beyond) else { break };
                more.extend(covered);
            }
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
