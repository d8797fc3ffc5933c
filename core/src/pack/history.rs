//! What was said before a message, message by message.

/// The mark behind each message.
pub(super) const END: u16 = 256;
/// Bytes and the mark.
pub(super) const SYMBOLS: usize = 257;

/// Messages, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct History {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl History {
    /// Reads messages, each behind its length in two bytes, the lowest first.
    pub(super) fn read(mut bytes: &[u8]) -> Self {
        let mut history = Self::default();
        while let Some((&length, rest)) = bytes.split_first_chunk::<2>() {
            let length = usize::from(u16::from_le_bytes(length)).min(rest.len());
            history.say(&rest[..length]);
            bytes = &rest[length..];
        }
        history
    }

    pub(super) fn say(&mut self, message: &[u8]) {
        self.bytes.extend_from_slice(message);
        self.ends.push(self.bytes.len() as u32);
    }

    pub(super) fn say_all(&mut self, other: &Self) {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| start + end));
    }

    /// The messages without the marks between them.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many symbols there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() + self.ends.len()
    }

    /// The messages, each with its mark.
    pub(super) fn symbols(&self) -> impl Iterator<Item = u16> + '_ {
        let mut start = 0;
        self.ends.iter().flat_map(move |&end| {
            let message = &self.bytes[start..end as usize];
            start = end as usize;
            message.iter().map(|&byte| u16::from(byte)).chain([END])
        })
    }
}
