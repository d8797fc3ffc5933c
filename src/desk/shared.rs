//! One fold for all desks of a process in one room.
//!
//! The clerk, the link and the screens look at the same room. Whoever folds something in first
//! publishes what came of it, and the others take that up instead of folding it in once more. The
//! lock is held for as long as a pointer takes to copy.

use std::sync::{Arc, Mutex, PoisonError};

use liaison_core::id::RoomId;

use super::folding::Fold;
use super::{Desk, DeskError};
use crate::clock::Clock;
use crate::home::Home;

/// The newest fold of a room in this process, and how many there were before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared(Arc<Mutex<(u64, Option<Fold>)>>);

impl Shared {
    /// The newest fold, if it is another than the one of this version; that version is its own then.
    pub(super) fn newer(&self, version: &mut u64) -> Option<Fold> {
        let newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.0 == *version {
            return None;
        }
        *version = newest.0;
        newest.1.clone()
    }

    /// Publishes what was made of the fold of this version. False if another one was published
    /// meanwhile: then that one is to be taken up first.
    pub(super) fn publish(&self, version: &mut u64, fold: &Fold) -> bool {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.0 != *version {
            return false;
        }
        *version += 1;
        *newest = (*version, Some(fold.clone()));
        true
    }
}

/// What another thread of this process needs to sit down beside a desk, at the same room.
#[derive(Clone, Debug)]
pub struct Beside {
    home: Home,
    room: RoomId,
    clock: Arc<dyn Clock>,
    shared: Shared,
}

impl Desk {
    /// For another thread, to sit down beside this desk.
    pub fn beside(&self) -> Beside {
        let (home, clock) = (self.home.clone(), self.clock.clone());
        Beside { home, room: self.room().id(), clock, shared: self.shared.clone() }
    }
}

impl Beside {
    /// Sits down: a desk with a journal of its own, and the fold of all.
    ///
    /// # Errors
    ///
    /// `NoSeat`, and those of home and journal.
    pub fn sit(self) -> Result<Desk, DeskError> {
        let journal = self.home.journal()?;
        Desk::open_shared(&self.home, journal, self.room, self.clock, self.shared)
    }
}
