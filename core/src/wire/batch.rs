//! A batch: runs of several seats in one frame, each with what it continues.
//!
//! What is open in a room stands scattered over the logs of many seats. In a frame of its own each
//! entry of it would cost a record of TLS and say again what the others have said; packed together
//! they say it once.

use super::code::{Reader, Writer};
use super::holding::flag;
use super::{DecodeError, ENTRIES_MAX};
use crate::id::Hash;
use crate::run::Run;

/// How many runs a batch may have.
pub(crate) const RUNS_MAX: usize = 256;

/// A run, and `h` of the entry that it continues where the other end may not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// `h(first − 1)`: a claim, which the run itself proves.
    pub after: Option<Hash>,
    /// The entries.
    pub run: Run,
}

impl From<Run> for Stretch {
    /// A run that continues what the other end holds.
    fn from(run: Run) -> Self {
        Self { after: None, run }
    }
}

impl Stretch {
    fn write(&self, w: &mut Writer) {
        w.byte(u8::from(self.after.is_some()));
        if let Some(after) = &self.after {
            w.bytes(&after.0);
        }
        self.run.write(w);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let after = if flag(r)? { Some(Hash(r.array()?)) } else { None };
        let run = Run::decode(r)?;
        checked(Self { after, run })
    }
}

/// Nothing comes before a seat's first entry.
pub(crate) fn checked(stretch: Stretch) -> Result<Stretch, DecodeError> {
    if stretch.after.is_some() && stretch.run.first == 1 {
        return Err(DecodeError::Value("a first entry continues nothing"));
    }
    Ok(stretch)
}

pub(super) fn write(stretches: &[Stretch], w: &mut Writer) {
    w.count(stretches.len() - 1);
    stretches.iter().for_each(|stretch| stretch.write(w));
}

pub(super) fn decode(r: &mut Reader<'_>) -> Result<Vec<Stretch>, DecodeError> {
    let count = r.count(RUNS_MAX - 1, 70)? + 1;
    let mut stretches = Vec::with_capacity(count);
    let mut entries = 0;
    for _ in 0..count {
        let stretch = Stretch::decode(r)?;
        entries += stretch.run.contents.len();
        if entries > ENTRIES_MAX {
            return Err(DecodeError::Count { count: entries, most: ENTRIES_MAX });
        }
        stretches.push(stretch);
    }
    Ok(stretches)
}
