//! A stream on its way out.

use super::{Archive, Name};

/// So much of a stream is read at a time, in bytes.
const READ_BYTES: usize = 64 * 1024;

/// One document on its way out, from where the other end asked.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) name: Name,
    /// The number that the other end gave its asking.
    pub(crate) stream: u32,
    next: u64,
    end: u64,
    read: Vec<u8>,
}

impl Outgoing {
    pub(crate) fn new(name: Name, stream: u32, from: u64, to: u64) -> Self {
        let end = to.min(name.layout().stream_bytes());
        Self { name, stream, next: from.min(end), end, read: Vec::new() }
    }

    /// The place in the stream that goes next.
    pub(crate) fn at(&self) -> u64 {
        self.next
    }

    /// Whether all that was asked for is sent.
    pub(crate) fn is_sent(&self) -> bool {
        self.next >= self.end
    }

    /// The next bytes, at most so many; `None` while no more is kept here that verifies.
    pub(crate) fn next<A: Archive>(
        &mut self,
        archive: &A,
        most: usize,
    ) -> Result<Option<Vec<u8>>, A::Error> {
        if self.read.is_empty() {
            let checked = archive.held(&self.name)?.checked.min(self.end);
            let wanted = checked.saturating_sub(self.next);
            if wanted == 0 {
                return Ok(None);
            }
            let wanted = usize::try_from(wanted).unwrap_or(READ_BYTES).min(READ_BYTES);
            self.read = archive.read(&self.name, self.next, wanted)?;
        }
        let rest = self.read.split_off(self.read.len().min(most));
        let bytes = std::mem::replace(&mut self.read, rest);
        self.next += bytes.len() as u64;
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}
