//! The relay's answer to an upgrade: who it is, where the console cannot know it otherwise.

use super::{Exporter, UpgradeError, text};
use crate::entry::{Content, Entry, Link, Secret, Signature, verifies_bytes};
use crate::id::{RoomId, SeatKey};
use crate::run::Run;
use crate::wire::Frame;
use crate::wire::code::{Reader, Writer};

const CONTEXT: &str = "liaison relay 1";
/// The largest answer header that is read, in characters: a founding entry with long names fits.
const ANSWER_CHARS_MAX: usize = 16 * 1024;

/// The founding entry of a room, as a joiner gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// The room: the entry's own hash.
    pub room: RoomId,
    /// The entry.
    pub link: Link,
}

/// What a relay answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admittance {
    /// The relay's identity key.
    pub relay: SeatKey,
    /// By that key over the exporter value at the console's end: shows that this is the relay
    /// behind a public certificate or a proxy. Absent where the certificate is of the identity key itself.
    pub signature: Option<Signature>,
    /// For who joins a room (a permit founds one, and gets none): its founding entry.
    pub founding: Option<Founding>,
}

impl Admittance {
    /// The relay's signature of the exporter value at the console's end of TLS: without it somebody
    /// between the two could pass the signature of another connection on.
    pub fn sign(relay: &Secret, exporter: &Exporter) -> Signature {
        relay.sign_bytes(&signed(&relay.key(), exporter))
    }

    /// Whether the relay showed, in answer to this very connection, that it holds its key.
    pub fn proves(&self, exporter: &Exporter) -> bool {
        let hash = signed(&self.relay, exporter);
        self.signature.is_some_and(|s| verifies_bytes(&self.relay, &hash, &s))
    }

    /// The header's text.
    pub fn to_text(&self) -> String {
        let mut w = Writer::default();
        w.byte(u8::from(self.signature.is_some()) | u8::from(self.founding.is_some()) << 1);
        w.bytes(&self.relay.0);
        if let Some(signature) = &self.signature {
            w.bytes(&signature.0);
        }
        if let Some(founding) = &self.founding {
            w.bytes(&founding.frame());
        }
        text::write(&w.0)
    }

    /// Reads the header's text. A founding entry in it is verified by itself.
    ///
    /// # Errors
    /// [`UpgradeError::Unreadable`] if it is no answer, [`UpgradeError::Signature`] if the
    /// founding entry does not verify.
    pub fn parse(header: &str) -> Result<Self, UpgradeError> {
        if header.len() > ANSWER_CHARS_MAX {
            return Err(UpgradeError::Unreadable);
        }
        let bytes = text::read(header).ok_or(UpgradeError::Unreadable)?;
        let mut r = Reader(&bytes);
        let flags = r.byte()?;
        if flags >= 4 {
            return Err(UpgradeError::Unreadable);
        }
        let relay = SeatKey(r.array()?);
        let signature = if flags & 1 == 0 { None } else { Some(Signature(r.array()?)) };
        let founding = if flags & 2 == 0 {
            r.end()?;
            None
        } else {
            Some(Founding::read(r.0)?)
        };
        Ok(Self { relay, signature, founding })
    }
}

impl Founding {
    /// The entry as a run frame of its own.
    pub fn frame(&self) -> Vec<u8> {
        let run = Run {
            seat: self.link.author.seat(),
            first: 1,
            positions: None,
            contents: vec![self.link.content.clone()],
            signatures: vec![self.link.signature],
        };
        Frame::Run(run).encode()
    }

    fn read(bytes: &[u8]) -> Result<Self, UpgradeError> {
        let Frame::Run(run) = Frame::decode(bytes)? else { return Err(UpgradeError::Unreadable) };
        let founder = run.introduces().filter(|_| run.contents.len() == 1);
        let founder = founder.ok_or(UpgradeError::Unreadable)?;
        let entry = run.contents[0].entry().ok_or(UpgradeError::Unreadable)?;
        let room = room_of(entry, &founder);
        let links = run.verify(&room, &founder, &crate::id::Hash::ZERO);
        let mut links = links.map_err(|_| UpgradeError::Signature)?;
        let link = links.pop().ok_or(UpgradeError::Unreadable)?;
        if !matches!(link.content, Content::Entry(_)) || link.h.0 != room.0 {
            return Err(UpgradeError::Signature);
        }
        Ok(Self { room, link })
    }
}

/// The room that an entry founds: the hash of it as entry 1 of its author, with no room inside.
fn room_of(entry: &Entry, founder: &SeatKey) -> RoomId {
    let content = entry.content_hash(&RoomId::default(), founder, 1);
    RoomId(crate::entry::chain_hash(&crate::id::Hash::ZERO, &content).0)
}

fn signed(relay: &SeatKey, exporter: &Exporter) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&relay.0);
    hasher.update(exporter);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::body::room::RoomFounded;
    use crate::id::Hash;
    use crate::stamp::Stamp;
    use crate::terms::{Mode, Tlp};

    fn founding() -> Founding {
        let secret = Secret::from_seed([2; 32]);
        let body = Body::from(RoomFounded {
            key: secret.key(),
            mode: Mode::Exercise,
            purpose: "Nagoya".into(),
            name: "Aiko".into(),
            organisation: "Customs".into(),
            recovery: SeatKey([3; 32]),
            tlp: Tlp::Amber,
        });
        let entry = Entry { time: Stamp(1), kind: body.kind(), body: body.write() };
        let link = Link::write(&RoomId::default(), &secret, 1, Hash::ZERO, entry);
        Founding { room: RoomId(link.h.0), link }
    }

    #[test]
    fn the_answer_reads_back_and_shows_the_key() {
        let relay = Secret::from_seed([8; 32]);
        let answer = Admittance {
            relay: relay.key(),
            signature: Some(Admittance::sign(&relay, &[6; 32])),
            founding: Some(founding()),
        };
        let read = Admittance::parse(&answer.to_text()).unwrap();
        assert_eq!(read, answer);
        assert!(read.proves(&[6; 32]));
        assert!(!read.proves(&[7; 32]), "passed on from another connection");
    }

    #[test]
    fn another_founding_entry_is_another_room() {
        let answer =
            Admittance { relay: SeatKey([1; 32]), signature: None, founding: Some(founding()) };
        let bytes = text::read(&answer.to_text()).unwrap();
        for bit in 33 * 8..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Admittance::parse(&text::write(&flipped)).is_err(), "bit {bit} does not count");
        }
    }
}
