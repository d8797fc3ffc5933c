//! Long frames that were begun, in case a cut leaves one unfinished.

use std::collections::VecDeque;

use super::Parcel;
use crate::wire::{FrameId, Unfinished};

/// How many long frames are remembered.
const BEGUN_MAX: usize = 64;
/// How many bytes of them.
const BEGUN_BYTES_MAX: usize = 256 * 1024;

/// A long frame and the positions of the entries in it.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    pub(crate) frame: FrameId,
    pub(crate) parcel: Parcel,
    pub(crate) positions: Vec<u64>,
}

impl Begun {
    fn goes_on(&self, unfinished: &Unfinished) -> bool {
        (unfinished.bytes as usize) < self.parcel.bytes.len()
    }
}

/// The newest long frames of a room: consoles that share a catch-up share them.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    frames: VecDeque<Begun>,
    bytes: usize,
}

impl Beginnings {
    pub(super) fn add(&mut self, begun: Begun) {
        if self.frames.iter().any(|known| known.frame == begun.frame) {
            return;
        }
        self.bytes += begun.parcel.weight();
        self.frames.push_back(begun);
        while self.frames.len() > BEGUN_MAX || self.bytes > BEGUN_BYTES_MAX {
            let Some(oldest) = self.frames.pop_front() else { break };
            self.bytes -= oldest.parcel.weight();
        }
    }

    /// The frame of which a console has the beginning.
    pub(super) fn find(&self, unfinished: &Unfinished) -> Option<Begun> {
        let mut newest = self.frames.iter().rev();
        newest.find(|begun| begun.frame == unfinished.frame && begun.goes_on(unfinished)).cloned()
    }
}
