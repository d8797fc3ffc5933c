//! One end of a connection: frames in and out, pieces of long ones, what is under way.
//!
//! Both machines stand on it. What is prompt leaves at once; everything else waits until the link
//! has room, and a long frame goes in pieces between which prompt ones pass. What the other end
//! could not unpack comes again plain, without the machines noticing more than a delay.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::id::EntryId;
use crate::id::RoomId;
use crate::pace::{CONFIRM_BYTES, Meter, Now, Pace, Tick};
use crate::pack::{self, Parcel, Tail, TailName, Unpacked};
use crate::run::RunError;
use crate::wire::{
    Assembly, Beginning, Bye, DecodeError, Farewell, Frame, FrameId, FrameKind, Part, Piece,
};

/// What the other end did that no honest end does. The connection is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It sent what is no frame.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It sent entries that do not verify.
    #[error(transparent)]
    Run(#[from] RunError),
    /// It sent a run without saying what it continues.
    #[error("a run continues entry {0}, which is not known here")]
    Unanchored(EntryId),
    /// It sent a frame that does not belong here.
    #[error("a {0:?} frame does not belong here")]
    Unexpected(FrameKind),
    /// It claims what cannot be, such as having received more than was sent.
    #[error("the other end claims what cannot be")]
    Claim,
    /// It brings more than may wait.
    #[error("too much waits for an admission")]
    TooMuch,
}

impl Fault {
    /// The last frame to send.
    pub fn bye(&self) -> Bye {
        let reason = match self {
            Self::TooMuch => Farewell::Limit,
            _ => Farewell::Protocol,
        };
        Bye { reason, retry_after: Duration::from_secs(60) }
    }
}

/// How many frames packed with a tail may be under way: each is kept plain until it is confirmed.
const KEPT_MAX: usize = 512;
/// How many frames that could not be unpacked may be waited for.
const MISSING_MAX: usize = 256;
/// How many frames go without a tail after one could not be unpacked; twice as many the next time.
const WITHOUT_TAIL: u32 = 32;

/// One end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pace: Pace,
    meter: Meter,
    assembly: Assembly,
    /// Each with whether it is urgent.
    prompt: VecDeque<(Parcel, bool)>,
    /// The message given last is urgent.
    overtook: bool,
    waiting: VecDeque<Parcel>,
    long: Option<(Parcel, usize)>,
    /// The long frame goes on where another connection was cut, and the next piece says so.
    resumes: bool,
    heard: Tick,
    /// Since when so much is under way that word of it is due.
    due_since: Option<Tick>,
    /// Frames packed with a tail that were sent: how many, and those not confirmed, with how many
    /// bytes were sent with the last of each.
    tailed: u64,
    kept: VecDeque<(u64, u64, Arc<[u8]>)>,
    without_tail: u32,
    refused: u32,
    /// How many frames packed with a tail came, and which of them are to come again.
    taken: u64,
    missing: BTreeSet<u64>,
}

impl Line {
    pub(crate) fn new(now: Now) -> Self {
        Self {
            pace: Pace::new(now.tick),
            meter: Meter::default(),
            assembly: Assembly::default(),
            prompt: VecDeque::new(),
            overtook: false,
            waiting: VecDeque::new(),
            long: None,
            resumes: false,
            heard: now.tick,
            due_since: None,
            tailed: 0,
            kept: VecDeque::new(),
            without_tail: 0,
            refused: 0,
            taken: 0,
            missing: BTreeSet::new(),
        }
    }

    /// A connection after one that left this of a frame.
    pub(crate) fn after(left: Option<Beginning>, now: Now) -> Self {
        Self { assembly: Assembly::after(left), ..Self::new(now) }
    }

    /// What is there of a frame that is not whole.
    pub(crate) fn unfinished(&self) -> Option<&Beginning> {
        self.assembly.unfinished()
    }

    /// Whether a frame of so many bytes goes in pieces.
    pub(crate) fn is_long(&self, bytes: usize) -> bool {
        bytes as u64 > self.pace.slice() * 2
    }

    /// Goes on with a frame from this byte on, before all that waits.
    pub(crate) fn resume(&mut self, parcel: Parcel, from: usize) {
        self.long = Some((parcel, from));
        self.resumes = true;
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.pace
    }

    /// How many bytes have arrived.
    pub(crate) fn arrived(&self) -> u64 {
        self.meter.total()
    }

    /// Takes a message from the link; the frame, unless it was for the line itself or a piece.
    /// `tails` makes the tail of a name, if it can.
    pub(crate) fn take(
        &mut self,
        bytes: &[u8],
        now: Now,
        room: RoomId,
        tails: impl FnOnce(TailName) -> Option<Arc<Tail>>,
    ) -> Result<Option<Frame>, Fault> {
        self.heard = now.tick;
        // Pieces and confirmations are never packed.
        let code = bytes.get(1).filter(|_| bytes[0] == crate::wire::Encoding::Plain.head());
        if code == Some(&(FrameKind::Part as u8)) {
            let Frame::Part(part) = Frame::decode(bytes)? else { return Ok(None) };
            self.meter.arrived(bytes.len(), now.tick);
            let Some(whole) = self.assembly.add(&part)? else { return Ok(None) };
            return match self.open(&whole, room, tails)? {
                Some(Frame::Part(_) | Frame::Received(_)) => {
                    Err(Fault::Unexpected(FrameKind::Part))
                }
                frame => Ok(frame),
            };
        }
        let frame = self.open(bytes, room, tails)?;
        if let Some(Frame::Received(total)) = frame {
            return if self.confirm(total, now) { Ok(None) } else { Err(Fault::Claim) };
        }
        self.meter.arrived(bytes.len(), now.tick);
        Ok(frame)
    }

    /// Unpacks a frame, and does what is between the lines.
    fn open(
        &mut self,
        bytes: &[u8],
        room: RoomId,
        tails: impl FnOnce(TailName) -> Option<Arc<Tail>>,
    ) -> Result<Option<Frame>, Fault> {
        let number = self.taken;
        self.taken += u64::from(pack::has_tail(bytes));
        match pack::unpack(bytes, Some(room), tails)? {
            Unpacked::Frame(Frame::Missing(number)) => {
                let kept = self.kept.iter().find(|(kept, ..)| *kept == number);
                let (_, _, plain) = kept.ok_or(Fault::Claim)?;
                let bytes = pack::again(number, plain).into();
                self.prompt.push_back((Parcel { bytes, plain: None }, false));
                self.without_tail = WITHOUT_TAIL << self.refused.min(16);
                self.refused += 1;
                Ok(None)
            }
            Unpacked::Frame(frame) => Ok(Some(frame)),
            Unpacked::Again(number, frame) => {
                if !self.missing.remove(&number) {
                    return Err(Fault::Claim);
                }
                Ok(Some(frame))
            }
            Unpacked::Missing => {
                if self.missing.len() == MISSING_MAX {
                    return Err(Fault::TooMuch);
                }
                self.missing.insert(number);
                self.prompt(&Frame::Missing(number));
                Ok(None)
            }
        }
    }

    fn confirm(&mut self, total: u64, now: Now) -> bool {
        while self.kept.front().is_some_and(|&(_, sent, _)| sent <= total) {
            self.kept.pop_front();
        }
        let honest = self.pace.confirmed(total, now.tick);
        if self.pace.in_flight() < CONFIRM_BYTES {
            self.due_since = None;
        }
        honest
    }

    /// How many frames are to come again that could not be unpacked: what continues their entries
    /// has to wait.
    pub(crate) fn missing(&self) -> usize {
        self.missing.len()
    }

    /// Whether frames are worth packing on this link.
    pub(crate) fn packs(&self) -> bool {
        self.pace.rate().is_none_or(|rate| rate <= pack::PACKED_RATE_MAX)
    }

    /// Whether the next frame may be packed with a tail.
    pub(crate) fn takes_tails(&mut self) -> bool {
        if self.without_tail > 0 {
            self.without_tail -= 1;
            return false;
        }
        self.kept.len() < KEPT_MAX
    }

    /// Notes a frame that went ahead in the upgrade request: the other end counts it as arrived.
    pub(crate) fn went_ahead(&mut self, bytes: usize, now: Now) {
        self.note_sent(bytes, now);
    }

    /// Sends a frame before all others, however full the link is.
    pub(crate) fn prompt(&mut self, frame: &Frame) {
        self.prompt.push_back((Parcel::own(frame), false));
    }

    /// Sends an urgent frame, which is packed without a tail, before all others.
    pub(crate) fn prompt_parcel(&mut self, parcel: Parcel) {
        self.prompt.push_back((parcel, true));
    }

    /// Whether the message given last is urgent. It is to be handed to TLS by itself: a record is
    /// nothing until all of it has come.
    pub(crate) fn overtook(&self) -> bool {
        self.overtook
    }

    /// Sends a frame when the link has room.
    pub(crate) fn put(&mut self, frame: &Frame) {
        self.waiting.push_back(Parcel::own(frame));
    }

    /// Sends a packed frame when the link has room.
    pub(crate) fn put_parcel(&mut self, parcel: Parcel) {
        self.waiting.push_back(parcel);
    }

    /// Whether the machine should think of the next frame.
    pub(crate) fn wants_more(&self) -> bool {
        self.waiting.is_empty() && self.long.is_none() && self.pace.may_send()
    }

    /// Whether the machine should think of the next piece of a document.
    pub(crate) fn wants_piece(&mut self, now: Now) -> bool {
        self.is_empty() && self.pace.may_send_piece(now.tick)
    }

    /// Whether nothing waits here.
    pub(crate) fn is_empty(&self) -> bool {
        self.prompt.is_empty() && self.waiting.is_empty() && self.long.is_none()
    }

    /// The next message for the link.
    pub(crate) fn poll(&mut self, now: Now) -> Option<Vec<u8>> {
        let prompt = self.prompt.pop_front();
        self.overtook = prompt.as_ref().is_some_and(|(_, urgent)| *urgent);
        if let Some((parcel, _)) = prompt {
            self.note_sent(parcel.bytes.len(), now);
            return Some(parcel.bytes.to_vec());
        }
        if let Some(total) = self.meter.poll(now.tick) {
            return Some(Frame::Received(total).encode());
        }
        if !self.pace.may_send() {
            return None;
        }
        let frame = self.piece().or_else(|| self.next_waiting())?;
        self.note_sent(frame.len(), now);
        Some(frame)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Tick> {
        let patience = self.gives_up_at();
        [self.meter.poll_timeout(), self.pace.piece_at(), patience].into_iter().flatten().min()
    }

    /// Time has passed. Whether the other end has been silent for longer than this link explains.
    pub(crate) fn is_lost(&mut self, now: Now) -> bool {
        self.pace.passed(now.tick);
        self.gives_up_at().is_some_and(|at| now.tick >= at)
    }

    /// Small remainders are never confirmed, so that silence after them means nothing, and an idle
    /// link is silent: patience begins when word is due.
    fn gives_up_at(&self) -> Option<Tick> {
        self.due_since.map(|since| self.heard.max(since) + self.pace.patience())
    }

    fn note_sent(&mut self, bytes: usize, now: Now) {
        self.pace.sent(bytes, now.tick);
        if self.pace.in_flight() >= CONFIRM_BYTES {
            self.due_since.get_or_insert(now.tick);
        }
    }

    fn next_waiting(&mut self) -> Option<Vec<u8>> {
        let parcel = self.waiting.pop_front()?;
        if !self.is_long(parcel.bytes.len()) {
            let sent = parcel.bytes.len();
            self.keep(parcel.plain, sent);
            return Some(parcel.bytes.to_vec());
        }
        self.long = Some((parcel, 0));
        self.piece()
    }

    fn piece(&mut self) -> Option<Vec<u8>> {
        let (parcel, from) = self.long.take()?;
        let slice = usize::try_from(self.pace.slice()).unwrap_or(usize::MAX);
        let to = parcel.bytes.len().min(from.saturating_add(slice));
        let last = to == parcel.bytes.len();
        let piece = match from {
            _ if std::mem::take(&mut self.resumes) => Piece::Resumed,
            0 => Piece::First(FrameId::of(&parcel.bytes)),
            _ => Piece::Next,
        };
        let bytes = parcel.bytes[from..to].to_vec();
        let piece = Frame::Part(Part { last, piece, bytes }).encode();
        if last {
            self.keep(parcel.plain, piece.len());
        } else {
            self.long = Some((parcel, to));
        }
        Some(piece)
    }

    /// Keeps the plain form of a frame whose last bytes go now, until they are confirmed.
    fn keep(&mut self, plain: Option<Arc<[u8]>>, bytes: usize) {
        if let Some(plain) = plain {
            self.kept.push_back((self.tailed, self.pace.total() + bytes as u64, plain));
            self.tailed += 1;
        }
    }
}

#[cfg(test)]
mod tests;
