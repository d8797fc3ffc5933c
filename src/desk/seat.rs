//! Taking a fresh seat: what keeps a restored backup or a copied key from writing a number twice.

use liaison_core::body::room::{EntriesReissued, Replacement, SeatContinued};
use liaison_core::body::{Body, kind};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{Hash, RoomId, SeatKey};
use liaison_core::membership::continuation_hash;
use liaison_journal::{Place, Row, RowNo, Write};

use super::write::Pen;
use super::{Desk, DeskError, MARK, SEAT};

/// Set by the link when it meets entries of an own seat that the journal did not hold, and by a
/// repair that lost one.
pub(super) const FRESH_WANTED: &str = "fresh-seat";
/// The most entries that wait and are issued again under a fresh seat at one time.
const REISSUED_MAX: u32 = 4096;

impl Desk {
    /// Whether this desk must take a fresh seat before it writes: its journal woke on another
    /// machine or from a copy, or a link brought entries of its own that it did not hold.
    ///
    /// # Errors
    ///
    /// Those of home and journal.
    pub fn wants_fresh_seat(&self) -> Result<bool, DeskError> {
        let mark = self.home.mark()?;
        let kept = self.journal.read().setting(Some(self.no), MARK)?;
        let copied = kept.is_some_and(|kept| kept != mark.bytes());
        let wanted = self.journal.read().setting(Some(self.no), FRESH_WANTED)?;
        Ok(copied || wanted.is_some())
    }

    /// A link brought entries of this seat that the journal did not hold.
    pub(crate) fn want_fresh_seat(&mut self) -> Result<(), DeskError> {
        let no = self.no;
        self.keep(|write| write.set_setting(Some(no), FRESH_WANTED, &[1]))
    }

    /// Whether this seat was removed, as far as is known here.
    pub fn is_removed(&self) -> bool {
        self.room().membership().member(&self.me()).is_some_and(|member| member.role.is_none())
    }

    /// Who removed this seat and why, if it was removed as far as is known here.
    pub fn removal(&self) -> Option<(String, String)> {
        let removal = self.room().removal(&self.me())?;
        let by = self.room().membership().member(&removal.by).map(|m| m.name.clone());
        Some((by.unwrap_or_else(|| removal.by.seat().to_string()), removal.reason))
    }

    /// Takes up the seat that another process of this home has taken meanwhile.
    pub(crate) fn reload_seat(&mut self) -> Result<(), DeskError> {
        let key = self.journal.read().setting(Some(self.no), SEAT)?;
        let key = key.and_then(|bytes| bytes.try_into().ok()).map(SeatKey);
        if let Some(key) = key.filter(|key| *key != self.me()) {
            self.seat = self.home.keyring().secret(&key)?.ok_or(DeskError::NoSeat)?;
        }
        Ok(())
    }

    /// Takes a fresh seat if one must be taken.
    pub(super) fn settle_seat(&mut self) -> Result<(), DeskError> {
        self.reload_seat()?;
        if self.journal.read().setting(Some(self.no), MARK)?.is_none() {
            let mark = self.home.mark()?;
            self.journal.write(|w| w.set_setting(Some(self.no), MARK, mark.bytes()))?;
        }
        if self.wants_fresh_seat()? { self.take_fresh_seat() } else { Ok(()) }
    }

    /// Continues this seat under a fresh key. What was waiting is issued again under it; nobody is
    /// locked out and nothing is dropped.
    fn take_fresh_seat(&mut self) -> Result<(), DeskError> {
        let fresh = self.home.keyring().draw()?;
        let (old, no, room) = (self.seat.clone(), self.no, self.room().id());
        let (now, newest, mark) = (self.now(), self.fold.newest, self.home.mark()?);
        self.journal.write(|write| {
            let last = write.read().newest(no, &old.key())?;
            let (n, h) = last.map_or((0, Hash::ZERO), |key| (key.n, key.h));
            let proof = old.sign(&continuation_hash(&room, &fresh.key(), &old.key(), n, &h));
            let body = SeatContinued { key: fresh.key(), old: old.key(), n, h, proof };
            write.add_own_seat(no, &fresh.key())?;
            let waiting = waiting(write, no, &old)?;
            let mut pen = Pen { write, no, secret: &fresh, now, newest };
            pen.put_in(&room, &Body::from(body))?;
            let mut replaces = Vec::new();
            for row in &waiting {
                let Some(entry) = row.link.content.entry() else { continue };
                let again = pen.put_entry(&room, entry.kind, entry.body.clone())?;
                let (old, new) = (row.link.key().reference(), again.key().reference());
                replaces.push(Replacement { old, new });
            }
            if !replaces.is_empty() {
                pen.put_in(&room, &EntriesReissued { replaces }.into())?;
            }
            write.set_setting(Some(no), SEAT, &fresh.key().0)?;
            write.set_setting(Some(no), MARK, mark.bytes())?;
            write.clear_setting(Some(no), FRESH_WANTED)?;
            Ok::<_, DeskError>(())
        })?;
        self.seat = fresh;
        self.refresh().map(drop)
    }
}

/// Own entries that no relay has, but for those that say who sits where: they are of the old key.
fn waiting(
    write: &Write<'_>,
    no: liaison_journal::RoomNo,
    old: &Secret,
) -> Result<Vec<Row>, DeskError> {
    let mut rows = write.read().outbox(no, RowNo(0), REISSUED_MAX)?;
    rows.retain(|row| {
        let said = row.link.content.entry();
        row.link.author == old.key()
            && said.is_some_and(|e| !e.kind.is_membership() && e.kind != kind::HeadsWitnessed)
    });
    Ok(rows)
}

/// Entry 1 of a seat that is taken: the admission itself.
pub(super) fn admission(room: &RoomId, secret: &Secret, entry: Entry) -> Link {
    Link::write(room, secret, 1, Hash::ZERO, entry)
}

/// Keeps an admission and the seat that it takes.
pub(super) fn keep_admission(
    write: &mut Write<'_>,
    no: liaison_journal::RoomNo,
    link: &Link,
) -> Result<(), DeskError> {
    write.add_own_seat(no, &link.author)?;
    write.append(no, link, Place::None)?;
    write.set_setting(Some(no), SEAT, &link.author.0)?;
    Ok(())
}
