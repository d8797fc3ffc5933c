//! Frames: what crosses the wire, and in bundles.
//!
//! A frame is one binary message: a byte of protocol version (high four bits) and encoding (low
//! four bits), a byte of kind, the payload. Decoding is strict: every count and length is bounded
//! before memory is taken, unknown kinds and flags and left-over bytes are errors, and a value has
//! one form only. Bodies of entries are opaque here. `docs/protocol.md` describes every frame.

pub(crate) mod batch;
pub(crate) mod code;
mod document;
pub mod holding;
mod part;
mod run;
mod word;

pub use self::batch::Stretch;
use self::code::{Reader, Writer};
pub use self::document::{
    DOCUMENTS_MAX, DocumentAsk, DocumentHeld, DocumentPiece, DocumentRefused,
};
pub use self::holding::{
    Anchor, EPOCHS_MAX, Epoch, EpochId, Epochs, Have, History, SeatRange, StoredRange, Welcome,
};
pub use self::part::{Assembly, Beginning, FrameId, Part, Piece, Unfinished};
pub(crate) use self::run::decode_signed;
pub use self::word::{Bye, Complete, Farewell, Refusal, RefusalReason};
use crate::document::{ShortName, Space};
use crate::id::SeatId;
use crate::pack::Unpacked;
use crate::run::Run;
use crate::stamp::Stamp;

/// The version of this protocol.
pub const PROTOCOL: u8 = 1;
/// The most that a frame may have, in bytes.
pub const FRAME_BYTES_MAX: usize = 256 * 1024;
/// The most that a packed frame may inflate to, in bytes.
pub const INFLATED_BYTES_MAX: usize = 1024 * 1024;
/// How many entries a run, or one range of *stored*, may span.
pub const ENTRIES_MAX: usize = 4096;
/// How many ranges a frame may name.
pub const RANGES_MAX: usize = 8192;
/// How many heads a frame may name.
pub const HEADS_MAX: usize = 16_384;
/// How many entries that stand a frame may name.
pub const STANDING_MAX: usize = 16_384;

/// How the payload is written; see [`crate::pack`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Guessed byte by byte from the dictionary that every version has.
    Short,
    /// Guessed from that and the room's tail.
    ShortTail,
    /// Brotli with the dictionary that every version has.
    Long,
    /// Brotli with that and the room's tail.
    LongTail,
    /// Plain, in place of one that the other end could not unpack: its number goes before.
    Again,
}

impl Encoding {
    const ALL: [Self; 6] =
        [Self::Plain, Self::Short, Self::ShortTail, Self::Long, Self::LongTail, Self::Again];

    /// The first byte of a frame of this version.
    pub(crate) fn head(self) -> u8 {
        PROTOCOL << 4 | self as u8
    }

    pub(crate) fn read(head: u8) -> Result<Self, DecodeError> {
        if head >> 4 != PROTOCOL {
            return Err(DecodeError::Version(head >> 4));
        }
        let encoding = Self::ALL.get(usize::from(head & 15)).copied();
        encoding.ok_or(DecodeError::Encoding(head & 15))
    }

    /// Whether it takes the room's tail to unpack it.
    pub(crate) fn has_tail(self) -> bool {
        matches!(self, Self::ShortTail | Self::LongTail)
    }
}

macro_rules! frames {
    ($($code:literal $kind:ident $write:expr, $read:expr;)+) => {
        /// The kind of a frame.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FrameKind {
            $(#[doc = concat!("See [`Frame::", stringify!($kind), "`].")] $kind = $code,)+
        }

        impl FrameKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            pub(crate) fn read(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$kind),)+ _ => None }
            }

            /// The kind's name, in small letters.
            pub fn name(self) -> String {
                format!("{self:?}").to_lowercase()
            }
        }

        impl Frame {
            /// The kind of the frame.
            pub fn kind(&self) -> FrameKind {
                match self { $(Self::$kind(_) => FrameKind::$kind,)+ }
            }

            pub(crate) fn write(&self, w: &mut Writer) {
                match self { $(Self::$kind(value) => $write(value, w),)+ }
            }

            pub(crate) fn read(kind: FrameKind, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                match kind { $(FrameKind::$kind => $read(r).map(Self::$kind),)+ }
            }
        }
    };
}

/// What one end tells the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Replica: what it holds. Also in the upgrade request.
    Have(Have),
    /// Relay: the *have* is answered; the replica may bring what it has.
    Welcome(Welcome),
    /// Relay: its epochs, newest first, until the replica knows one.
    Epochs(Epochs),
    /// Either: `h` of an entry after which the next run continues.
    Anchor(Anchor),
    /// Either: entries of one seat.
    Run(Run),
    /// Relay: the positions of what stands in the present, by its word; in their order, each once.
    Standing(Vec<u64>),
    /// Relay: the newest number of every seat of which the replica lacked something when it came.
    Heads(Vec<(SeatId, u32)>),
    /// Relay: the present part is told, as of so many positions.
    Current(u64),
    /// Relay: what was asked of the past is told.
    Complete(Complete),
    /// Relay: entries that are durably stored.
    Stored(Vec<StoredRange>),
    /// Relay: entries that it refuses.
    Refused(Vec<Refusal>),
    /// Either: how many bytes of frames have arrived on this connection, these frames left out.
    Received(u64),
    /// Replica: it wants another extent of the past.
    History(History),
    /// Either: the connection ends, and why.
    Bye(Bye),
    /// Relay: its clock.
    Time(Stamp),
    /// Either: a piece of a frame that is too long to wait for.
    Part(Part),
    /// Either: runs of several seats, each with what it continues. Never empty.
    Batch(Vec<Stretch>),
    /// Either: the frame of this number, among those packed with a tail, could not be unpacked.
    Missing(u64),
    /// Replica: which of these documents does the relay keep? It says so, now and when that changes.
    DocumentLook(Vec<ShortName>),
    /// Replica: it has this document whole and would bring it.
    DocumentOffer(ShortName),
    /// Either: bytes of a document are wanted.
    DocumentAsk(DocumentAsk),
    /// Either: bytes of the document that was asked for.
    DocumentPiece(DocumentPiece),
    /// Relay: how much of a document it keeps.
    DocumentHeld(DocumentHeld),
    /// Relay: a document that it does not take.
    DocumentRefused(DocumentRefused),
    /// Relay: what it takes of documents, said to whoever asks about one or brings one.
    DocumentSpace(Space),
}

frames! {
    1 Have Have::write, Have::decode;
    2 Welcome Welcome::write, Welcome::decode;
    3 Epochs Epochs::write, Epochs::decode;
    4 Anchor Anchor::write, Anchor::decode;
    5 Run Run::write, Run::decode;
    6 Standing word::write_standing, word::decode_standing;
    7 Current word::write_number, word::decode_number;
    8 Complete Complete::write, Complete::decode;
    9 Stored word::write_stored, word::decode_stored;
    10 Refused word::write_refused, word::decode_refused;
    11 Received word::write_number, word::decode_number;
    12 History word::write_history, History::decode;
    13 Bye Bye::write, Bye::decode;
    14 Time word::write_time, word::decode_time;
    15 Part Part::write, Part::decode;
    16 Batch batch::write, batch::decode;
    17 Heads holding::write_heads, holding::decode_heads;
    31 Missing word::write_number, word::decode_number;
    32 DocumentLook document::write_look, document::decode_look;
    33 DocumentOffer document::write_offer, document::decode_offer;
    34 DocumentAsk DocumentAsk::write, DocumentAsk::decode;
    35 DocumentPiece DocumentPiece::write, DocumentPiece::decode;
    36 DocumentHeld DocumentHeld::write, DocumentHeld::decode;
    37 DocumentRefused DocumentRefused::write, DocumentRefused::decode;
    38 DocumentSpace document::write_space, document::decode_space;
}

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More than [`FRAME_BYTES_MAX`].
    #[error("the frame has {0} bytes, the limit is {FRAME_BYTES_MAX}")]
    TooLong(usize),
    /// It ends too early.
    #[error("the frame is cut short")]
    Short,
    /// Something follows it.
    #[error("{0} bytes follow the frame")]
    Trailing(usize),
    /// Another protocol.
    #[error("protocol version {0} is not spoken here, only {PROTOCOL}")]
    Version(u8),
    /// An encoding of a newer version.
    #[error("encoding {0} is not known here")]
    Encoding(u8),
    /// A kind of a newer version, or nonsense.
    #[error("frame kind {0} is not known here")]
    Kind(u8),
    /// A count beyond its limit.
    #[error("the frame claims {count} of something, the limit is {most}")]
    Count {
        /// What it claims.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// Packed bytes that do not unpack.
    #[error("the frame cannot be unpacked")]
    Packed,
    /// More than [`INFLATED_BYTES_MAX`] once it is unpacked.
    #[error("the frame unpacks to more than {INFLATED_BYTES_MAX} bytes")]
    Inflated,
    /// It is packed with a tail of the room that is not here.
    #[error("the frame is packed with entries that are not here")]
    Dictionary,
    /// A value that no writer writes.
    #[error("the frame cannot be read: {0}")]
    Value(&'static str),
}

impl Frame {
    /// The bytes of the frame.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.byte(Encoding::Plain.head());
        w.byte(self.kind() as u8);
        self.write(&mut w);
        w.0
    }

    /// Reads a frame that stands for itself: plain, or packed with what every version has.
    ///
    /// # Errors
    /// When the bytes are not exactly one frame of this version within its limits.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        match crate::pack::unpack(bytes, None, |_| None)? {
            Unpacked::Frame(frame) => Ok(frame),
            Unpacked::Again(..) => Err(DecodeError::Encoding(Encoding::Again as u8)),
            Unpacked::Missing => Err(DecodeError::Dictionary),
        }
    }

    /// Reads kind and payload.
    pub(crate) fn decode_plain(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader(bytes);
        let code = r.byte()?;
        let kind = FrameKind::read(code).ok_or(DecodeError::Kind(code))?;
        let frame = Self::read(kind, &mut r)?;
        r.end()?;
        Ok(frame)
    }
}
