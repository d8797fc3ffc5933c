//! Saying something: decided, numbered, signed and on disk in one transaction.

use liaison_core::body::room::EntryGivenUp;
use liaison_core::body::{Body, Kind};
use liaison_core::chores;
use liaison_core::decide::{self, Shown};
use liaison_core::entry::{Entry, Link, verifies};
use liaison_core::id::{EntryRef, Hash, RoomId, SeatKey};
use liaison_core::room::Room;
use liaison_core::stamp::Stamp;
use liaison_journal::{JournalError, Place, Reader, RoomNo, Write};

use super::{Desk, DeskError};

/// Writes entries of one seat inside a transaction.
pub(super) struct Pen<'a, 'w> {
    pub(super) write: &'a mut Write<'w>,
    pub(super) no: RoomNo,
    pub(super) secret: &'a liaison_core::entry::Secret,
    pub(super) now: Stamp,
    /// The newest time seen; what is written is after it.
    pub(super) newest: Stamp,
}

impl Pen<'_, '_> {
    /// Appends one entry after the seat's newest.
    pub(super) fn put_in(&mut self, room: &RoomId, body: &Body) -> Result<Link, DeskError> {
        self.put_entry(room, body.kind(), body.write())
    }

    /// Appends one entry, its body as it is.
    pub(super) fn put_entry(
        &mut self,
        room: &RoomId,
        kind: Kind,
        body: Vec<u8>,
    ) -> Result<Link, DeskError> {
        let (n, previous) = newest(&self.write.read(), self.no, &self.secret.key())?;
        let time = Stamp::of_next(self.now, self.newest);
        let entry = Entry { time, kind, body };
        let link = Link::write(room, self.secret, n + 1, previous, entry);
        self.write.append(self.no, &link, Place::None)?;
        self.newest = time;
        Ok(link)
    }
}

/// The newest number of a seat and its hash, as the journal has them; 0 and zero before the first.
fn newest(read: &Reader<'_>, no: RoomNo, seat: &SeatKey) -> Result<(u32, Hash), DeskError> {
    let newest = read.newest(no, seat)?;
    Ok(newest.map_or((0, Hash::ZERO), |key| (key.n, key.h)))
}

impl Desk {
    /// Puts a draft on the record, given what its author was shown. It is saved when this returns.
    ///
    /// # Errors
    ///
    /// The refusal, with its reason; and those of the journal: then nothing is saved.
    pub fn say(&mut self, draft: Body, shown: &Shown) -> Result<EntryRef, DeskError> {
        self.settle_seat()?;
        let said = self.write_all(|room, me, now| {
            let body = decide::decide(room, me, draft, shown, now)?;
            let witness = chores::witness(room, me, body.kind(), now);
            Ok(witness.into_iter().chain([body]).collect())
        })?;
        Ok(*said.last().expect("one body was written"))
    }

    /// Writes what nobody asks for: acceptances, withdrawals of what came too late.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn do_chores(&mut self) -> Result<Vec<EntryRef>, DeskError> {
        self.refresh()?;
        let (me, now) = (self.me(), self.now());
        let waiting = chores::admissions(self.room(), &me, now, |_| true);
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        self.settle_seat()?;
        let (read, no) = (self.journal.read(), self.no);
        let mut in_time = std::collections::BTreeSet::new();
        for invitation in self.room().membership().invitations() {
            for redemption in &invitation.redemptions {
                if read.entry(no, redemption)?.is_some_and(|row| row.position.is_some()) {
                    in_time.insert(*redemption);
                }
            }
        }
        self.write_all(|room, me, now| {
            Ok(chores::admissions(room, me, now, |key| in_time.contains(key)))
        })
    }

    /// Proves the entry that the next one continues: over a hash that is not what was signed nobody
    /// could verify it, nor anything after it.
    fn prove_newest(&self) -> Result<(), DeskError> {
        let (read, me) = (self.journal.read(), self.me());
        let Some(key) = read.newest(self.no, &me)? else { return Ok(()) };
        let row = read.entry(self.no, &key)?;
        let proved = row.is_some_and(|row| match row.link.signature {
            // The content may be damaged and its hash not: then the chain goes on over what it was.
            Some(signature) => verifies(&me, &row.link.h, &signature),
            None => row.link.is_whole(&self.room().id()),
        });
        if proved {
            return Ok(());
        }
        let path = self.journal.path().to_owned();
        let detail = format!("entry {} does not verify", key.reference().id);
        Err(JournalError::Damaged { path, detail }.into())
    }

    /// Decides and writes in one transaction, against the journal as it is then.
    fn write_all(
        &mut self,
        decide: impl FnOnce(&Room, &SeatKey, Stamp) -> Result<Vec<Body>, DeskError>,
    ) -> Result<Vec<EntryRef>, DeskError> {
        self.refresh()?;
        self.prove_newest()?;
        let now = self.now();
        let (no, secret, me) = (self.no, self.seat.clone(), self.seat.key());
        let fold = &mut self.fold;
        let written = self.journal.write(|write| {
            fold.catch_up(&write.read(), no, now)?;
            let room = &fold.room;
            let mut bodies = decide(room, &me, now)?;
            if !bodies.is_empty()
                && let Some(given_up) = give_up(write, no, &me)?
            {
                bodies.insert(0, given_up);
            }
            let mut pen = Pen { write, no, secret: &secret, now, newest: fold.newest };
            bodies
                .iter()
                .map(|body| pen.put_in(&room.id(), body))
                .collect::<Result<Vec<_>, DeskError>>()
        })?;
        // What was written lies after `upto` and is folded in like everybody's.
        self.refresh()?;
        Ok(written.iter().map(|link| link.key().reference()).collect())
    }
}

/// The entry that gives up what the relay refused of this seat, if there is any; its text is kept,
/// for its author to correct and send again.
fn give_up(write: &mut Write<'_>, no: RoomNo, me: &SeatKey) -> Result<Option<Body>, DeskError> {
    let mut refused = write.read().refused(no)?;
    refused.retain(|row| row.link.author == *me);
    for row in &refused {
        write.mark_given_up(no, &row.link.key())?;
    }
    let numbers: Vec<u32> = refused.iter().map(|row| row.link.n).collect();
    Ok((!numbers.is_empty()).then(|| EntryGivenUp { numbers }.into()))
}
