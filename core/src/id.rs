//! Names: of rooms, seats and entries, on the wire and in text.
//!
//! A seat id is the first four bytes of the BLAKE3 hash of the seat's public key; in text it is
//! seven Crockford characters (35 bits, the last three zero). An entry is `R7K2M4T.17`; where two
//! branches share a number, `R7K2M4T.17~3F0A` tells them apart.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};

use crate::crockford;

macro_rules! bytes_newtype {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(pub [u8; $len]);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}(", stringify!($name))?;
                for byte in &self.0[..self.0.len().min(4)] {
                    write!(f, "{byte:02x}")?;
                }
                f.write_str(")")
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C)
                -> Result<(), encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                let bytes = d.bytes()?;
                bytes.try_into().map(Self).map_err(|_| {
                    decode::Error::message(concat!("expected ", $len, " bytes"))
                })
            }
        }
    };
}

bytes_newtype!(
    /// A BLAKE3 hash: of an entry's content or of a chain up to an entry.
    Hash,
    32
);
bytes_newtype!(
    /// The full hash of a room's founding entry.
    RoomId,
    32
);
bytes_newtype!(
    /// The first 16 bytes of a room's id: its name on the wire.
    RoomName,
    16
);
bytes_newtype!(
    /// A seat's Ed25519 public key; also that of an invitation or a recovery key.
    SeatKey,
    32
);
bytes_newtype!(
    /// The first four bytes of the hash of a seat's key.
    SeatId,
    4
);

impl Hash {
    /// Before the first entry of a chain there is nothing: all zero.
    pub const ZERO: Self = Self([0; 32]);

    /// The first two bytes, by which an entry that names another tells branches apart.
    pub fn check(&self) -> [u8; 2] {
        [self.0[0], self.0[1]]
    }

    /// The first eight bytes, exchanged between two copies to compare a chain's end.
    pub fn short(&self) -> [u8; 8] {
        let mut short = [0; 8];
        short.copy_from_slice(&self.0[..8]);
        short
    }

    /// The first 16 bytes, as a witness states them.
    pub fn half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        half.copy_from_slice(&self.0[..16]);
        half
    }
}

impl RoomId {
    /// The name by which frames and upgrade requests call the room.
    pub fn name(&self) -> RoomName {
        let mut name = [0; 16];
        name.copy_from_slice(&self.0[..16]);
        RoomName(name)
    }
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode(&self.0[..10]))
    }
}

impl SeatKey {
    /// The id by which entries and frames call this key's seat.
    pub fn seat(&self) -> SeatId {
        let hash = blake3::hash(&self.0);
        let mut id = [0; 4];
        id.copy_from_slice(&hash.as_bytes()[..4]);
        SeatId(id)
    }
}

impl fmt::Display for SeatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode(&self.0))
    }
}

/// The seat id in a text is not seven base32 characters, or the entry has no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name of a seat or an entry")]
pub struct NameError;

impl FromStr for SeatId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let values = crockford::values(text).ok_or(NameError)?;
        if values.len() != 7 || values[6] & 7 != 0 {
            return Err(NameError);
        }
        crockford::pack(&values).try_into().map(SeatId).map_err(|_| NameError)
    }
}

/// Names an entry by its seat and the seat's count; two branches of a fork share one name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId {
    /// Whose entry.
    pub seat: SeatId,
    /// Counted by the seat from 1 without gaps.
    pub n: u32,
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.seat, self.n)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How one entry names another: the id and the first two bytes of its chain hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryRef {
    /// The entry's id.
    pub id: EntryId,
    /// The first two bytes of the entry's `h`.
    pub check: [u8; 2],
}

impl EntryRef {
    /// The name of a seat's entry `n` whose `h` begins with `check`.
    pub fn new(seat: SeatId, n: u32, check: [u8; 2]) -> Self {
        Self { id: EntryId { seat, n }, check }
    }
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{:02X}{:02X}", self.id, self.check[0], self.check[1])
    }
}

impl fmt::Debug for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Seat, check and the number in as few bytes as it needs: seven for the first 255 entries.
impl<C> Encode<C> for EntryRef {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        let n = self.id.n.to_le_bytes();
        let used = 4 - (self.id.n.leading_zeros() / 8) as usize;
        let mut bytes = [0; 10];
        bytes[..4].copy_from_slice(&self.id.seat.0);
        bytes[4..6].copy_from_slice(&self.check);
        bytes[6..6 + used].copy_from_slice(&n[..used]);
        e.bytes(&bytes[..6 + used])?.ok()
    }
}

impl<'b, C> Decode<'b, C> for EntryRef {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let bytes = d.bytes()?;
        if !(7..=10).contains(&bytes.len()) || bytes[bytes.len() - 1] == 0 {
            return Err(decode::Error::message("not a name of an entry"));
        }
        let (mut seat, mut n) = ([0; 4], [0; 4]);
        seat.copy_from_slice(&bytes[..4]);
        n[..bytes.len() - 6].copy_from_slice(&bytes[6..]);
        let id = EntryId { seat: SeatId(seat), n: u32::from_le_bytes(n) };
        Ok(Self { id, check: [bytes[4], bytes[5]] })
    }
}

/// One entry exactly: its author's key, its number and its chain hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryKey {
    /// The author's key.
    pub author: SeatKey,
    /// The entry's number.
    pub n: u32,
    /// The chain hash up to and with the entry.
    pub h: Hash,
}

impl EntryKey {
    /// The entry's short name.
    pub fn id(&self) -> EntryId {
        EntryId { seat: self.author.seat(), n: self.n }
    }

    /// How another entry names this one.
    pub fn reference(&self) -> EntryRef {
        EntryRef { id: self.id(), check: self.h.check() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seat_ids_read_back_and_the_last_bits_are_zero() {
        let id = SeatId([0xff, 0x01, 0x80, 0x7f]);
        assert_eq!(id.to_string().len(), 7);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("ZZZZZZZ".parse::<SeatId>(), Err(NameError));
    }

    #[test]
    fn a_reference_is_short_and_reads_back() {
        for n in [1, 255, 256, 65_536, u32::MAX] {
            let r = EntryRef { id: EntryId { seat: SeatId([1, 2, 3, 4]), n }, check: [9, 8] };
            let bytes = minicbor::to_vec(r).expect("writing to memory");
            assert_eq!(minicbor::decode::<EntryRef>(&bytes).ok(), Some(r));
        }
    }
}
