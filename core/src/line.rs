//! One end of a connection: frames in and out, pieces of long ones, what is under way.
//!
//! Both machines stand on it. What is prompt leaves at once; everything else waits until the link
//! has room, and a long frame goes in pieces between which prompt ones pass.

use std::collections::VecDeque;
use std::time::Duration;

use crate::id::EntryId;
use crate::pace::{Meter, Now, Pace, Tick};
use crate::run::RunError;
use crate::wire::{Assembly, Bye, DecodeError, Farewell, Frame, FrameKind, Part};

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

/// One end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pace: Pace,
    meter: Meter,
    assembly: Assembly,
    prompt: VecDeque<Vec<u8>>,
    waiting: VecDeque<Vec<u8>>,
    long: Option<(Vec<u8>, usize)>,
    heard: Tick,
}

impl Line {
    pub(crate) fn new(now: Now) -> Self {
        Self {
            pace: Pace::new(now.tick),
            meter: Meter::default(),
            assembly: Assembly::default(),
            prompt: VecDeque::new(),
            waiting: VecDeque::new(),
            long: None,
            heard: now.tick,
        }
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.pace
    }

    /// How many bytes have arrived.
    pub(crate) fn arrived(&self) -> u64 {
        self.meter.total()
    }

    /// Takes a message from the link; the frame, unless it was for the line itself or a piece.
    pub(crate) fn take(&mut self, bytes: &[u8], now: Now) -> Result<Option<Frame>, Fault> {
        self.heard = now.tick;
        match Frame::decode(bytes)? {
            Frame::Received(total) => {
                if self.pace.confirmed(total, now.tick) {
                    Ok(None)
                } else {
                    Err(Fault::Claim)
                }
            }
            Frame::Part(part) => {
                self.meter.arrived(bytes.len(), now.tick);
                let Some(whole) = self.assembly.add(&part)? else { return Ok(None) };
                match Frame::decode(&whole)? {
                    Frame::Part(_) | Frame::Received(_) => Err(Fault::Unexpected(FrameKind::Part)),
                    frame => Ok(Some(frame)),
                }
            }
            frame => {
                self.meter.arrived(bytes.len(), now.tick);
                Ok(Some(frame))
            }
        }
    }

    /// Notes a frame that went ahead in the upgrade request: the other end counts it as arrived.
    pub(crate) fn went_ahead(&mut self, bytes: usize, now: Now) {
        self.pace.sent(bytes, now.tick);
    }

    /// Sends a frame before all others, however full the link is.
    pub(crate) fn prompt(&mut self, frame: &Frame) {
        self.prompt.push_back(frame.encode());
    }

    /// Sends a frame when the link has room.
    pub(crate) fn put(&mut self, frame: &Frame) {
        self.waiting.push_back(frame.encode());
    }

    /// Whether the machine should think of the next frame.
    pub(crate) fn wants_more(&self) -> bool {
        self.waiting.is_empty() && self.long.is_none() && self.pace.may_send()
    }

    /// Whether nothing waits here.
    pub(crate) fn is_empty(&self) -> bool {
        self.prompt.is_empty() && self.waiting.is_empty() && self.long.is_none()
    }

    /// The next message for the link.
    pub(crate) fn poll(&mut self, now: Now) -> Option<Vec<u8>> {
        if let Some(frame) = self.prompt.pop_front() {
            self.pace.sent(frame.len(), now.tick);
            return Some(frame);
        }
        if let Some(total) = self.meter.poll(now.tick) {
            return Some(Frame::Received(total).encode());
        }
        if !self.pace.may_send() {
            return None;
        }
        let frame = self.piece().or_else(|| self.next_waiting())?;
        self.pace.sent(frame.len(), now.tick);
        Some(frame)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Tick> {
        let patience = self.gives_up_at();
        [self.meter.poll_timeout(), patience].into_iter().flatten().min()
    }

    /// Whether the other end has been silent for longer than this link explains.
    pub(crate) fn is_lost(&self, now: Now) -> bool {
        self.gives_up_at().is_some_and(|at| now.tick >= at)
    }

    /// Small remainders are never confirmed, so that silence after them means nothing.
    fn gives_up_at(&self) -> Option<Tick> {
        let waits_for_word = self.pace.in_flight() >= crate::pace::SLICE_BYTES_MIN;
        waits_for_word.then(|| self.heard + self.pace.patience())
    }

    fn next_waiting(&mut self) -> Option<Vec<u8>> {
        let frame = self.waiting.pop_front()?;
        if frame.len() as u64 <= self.pace.slice() * 2 {
            return Some(frame);
        }
        self.long = Some((frame, 0));
        self.piece()
    }

    fn piece(&mut self) -> Option<Vec<u8>> {
        let (frame, from) = self.long.take()?;
        let slice = usize::try_from(self.pace.slice()).unwrap_or(usize::MAX);
        let to = frame.len().min(from.saturating_add(slice));
        let part = Part { last: to == frame.len(), bytes: frame[from..to].to_vec() };
        if !part.last {
            self.long = Some((frame, to));
        }
        Some(Frame::Part(part).encode())
    }
}
