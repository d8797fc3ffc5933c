//! Parts of bundles that are not complete: kept in the home, so that an officer can bring the rest
//! another day.

use std::collections::BTreeMap;

use liaison_core::bundle::{BundleId, Part, PartError, Sheaf};
use liaison_journal::{Journal, JournalError, Write};
use serde::{Deserialize, Serialize};

use crate::desk::DeskError;

/// Which bundles are not complete, oldest first, and which were taken in.
const INDEX: &str = "bundle-parts";
/// How many bundles may be incomplete at one time.
const SHEAVES_MAX: usize = 16;
/// How many bytes their parts may have together.
const SHEAVES_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// How many bundles are remembered to have been taken in.
const DONE_MAX: usize = 256;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Index {
    sheaves: Vec<Listed>,
    done: Vec<[u8; 4]>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    bundle: [u8; 4],
    count: u32,
    /// Number and size of each part that is kept.
    parts: Vec<(u32, u64)>,
}

/// The parts that a home keeps.
#[derive(Debug, Default)]
pub(super) struct Shoebox {
    index: Index,
    /// Bundles given up for newer ones.
    pub(super) forgotten: Vec<BundleId>,
}

/// Parts put with those that are kept.
#[derive(Debug)]
pub(super) struct Sorted {
    pub(super) sheaves: Vec<Sheaf>,
    /// Parts that do not belong to the others of their bundle.
    pub(super) foreign: Vec<(Part, PartError)>,
}

fn name(bundle: [u8; 4], number: u32) -> String {
    format!("bundle-part-{}-{number}", BundleId(bundle))
}

impl Shoebox {
    pub(super) fn open(journal: &Journal) -> Result<Self, DeskError> {
        let kept = journal.read().setting(None, INDEX)?;
        let index = kept.and_then(|bytes| postcard::from_bytes(&bytes).ok());
        Ok(Self { index: index.unwrap_or_default(), forgotten: Vec::new() })
    }

    /// Puts the parts of each bundle with those that are kept; and those that do not belong.
    pub(super) fn sort(&self, journal: &Journal, parts: Vec<Part>) -> Result<Sorted, DeskError> {
        let mut sheaves: BTreeMap<BundleId, Sheaf> = BTreeMap::new();
        let mut foreign = Vec::new();
        for part in parts {
            let bundle = part.bundle;
            if !sheaves.contains_key(&bundle)
                && let Some(kept) = self.kept(journal, bundle)?
            {
                sheaves.insert(bundle, kept);
            }
            match sheaves.get_mut(&bundle) {
                None => drop(sheaves.insert(bundle, Sheaf::new(part))),
                Some(sheaf) => {
                    if let Err(error) = sheaf.add(part.clone()) {
                        foreign.push((part, error));
                    }
                }
            }
        }
        Ok(Sorted { sheaves: sheaves.into_values().collect(), foreign })
    }

    fn kept(&self, journal: &Journal, bundle: BundleId) -> Result<Option<Sheaf>, DeskError> {
        let Some(listed) = self.index.sheaves.iter().find(|l| l.bundle == bundle.0) else {
            return Ok(None);
        };
        let mut sheaf: Option<Sheaf> = None;
        for (number, _) in &listed.parts {
            let bytes = journal.read().setting(None, &name(bundle.0, *number))?;
            let Some(bytes) = bytes else { continue };
            let part = Part { bundle, number: *number, count: listed.count, bytes };
            match &mut sheaf {
                None => sheaf = Some(Sheaf::new(part)),
                // What was kept belonged together when it was kept.
                Some(sheaf) => drop(sheaf.add(part)),
            }
        }
        Ok(sheaf)
    }

    /// Whether a bundle was taken in before.
    pub(super) fn is_done(&self, bundle: BundleId) -> bool {
        self.index.done.contains(&bundle.0)
    }

    /// Keeps a bundle that is not complete, or not one.
    pub(super) fn put(&mut self, journal: &mut Journal, sheaf: &Sheaf) -> Result<(), DeskError> {
        let bundle = sheaf.bundle();
        let parts = sheaf.parts().map(|(n, bytes)| (n, bytes.len() as u64)).collect();
        let mut index = self.index.clone();
        index.sheaves.retain(|listed| listed.bundle != bundle.0);
        index.sheaves.push(Listed { bundle: bundle.0, count: sheaf.count(), parts });
        let size = |l: &Listed| l.parts.iter().map(|(_, bytes)| bytes).sum::<u64>();
        let mut given_up = Vec::new();
        while index.sheaves.len() > SHEAVES_MAX
            || index.sheaves.len() > 1
                && index.sheaves.iter().map(size).sum::<u64>() > SHEAVES_BYTES_MAX
        {
            given_up.push(index.sheaves.remove(0));
        }
        journal.write(|write| {
            given_up.iter().try_for_each(|listed| clear(write, listed))?;
            for (number, bytes) in sheaf.parts() {
                write.set_setting(None, &name(bundle.0, number), bytes)?;
            }
            write_index(write, &index)
        })?;
        self.forgotten.extend(given_up.iter().map(|listed| BundleId(listed.bundle)));
        self.index = index;
        Ok(())
    }

    /// Forgets the parts of a bundle; it was taken in, or is refused for good.
    pub(super) fn drop_parts(
        &mut self,
        journal: &mut Journal,
        bundle: BundleId,
        taken_in: bool,
    ) -> Result<(), DeskError> {
        let mut index = self.index.clone();
        let listed = index.sheaves.iter().position(|l| l.bundle == bundle.0);
        let listed = listed.map(|at| index.sheaves.remove(at));
        if taken_in && !self.is_done(bundle) {
            index.done.push(bundle.0);
            let surplus = index.done.len().saturating_sub(DONE_MAX);
            index.done.drain(..surplus);
        }
        if index == self.index {
            return Ok(());
        }
        journal.write(|write| {
            listed.iter().try_for_each(|listed| clear(write, listed))?;
            write_index(write, &index)
        })?;
        self.index = index;
        Ok(())
    }
}

fn clear(write: &mut Write<'_>, listed: &Listed) -> Result<(), JournalError> {
    let mut numbers = listed.parts.iter().map(|(number, _)| *number);
    numbers.try_for_each(|number| write.clear_setting(None, &name(listed.bundle, number)))
}

fn write_index(write: &mut Write<'_>, index: &Index) -> Result<(), JournalError> {
    let bytes = postcard::to_allocvec(index).expect("numbers can be written to memory");
    write.set_setting(None, INDEX, &bytes)
}
