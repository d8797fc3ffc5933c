//! Coming in: taking a seat by an invitation, founding a room with a permit, recovering one.

use std::sync::Arc;
use std::time::Duration;

use liaison_core::body::Body;
use liaison_core::body::room::{
    InvitationIssued, InvitationWithdrawn, RelayListed, RoomFounded, SeatContinued, SeatTaken,
};
use liaison_core::decide::Shown;
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryRef, Hash, RoomId};
use liaison_core::invitation::Invitation;
use liaison_core::membership::{continuation_hash, redemption_hash};
use liaison_core::stamp::Stamp;
use liaison_core::terms::{Mode, Role, Tlp};
use liaison_core::wire::History;
use liaison_journal::standing::Standing;
use liaison_journal::{Journal, Place};

use super::seat::{admission, keep_admission};
use super::{Desk, DeskError, MARK, RELAY};
use crate::clock::Clock;
use crate::home::Home;
use crate::link::{self, Visit};

/// Who founded with a permit is called so until somebody says otherwise.
const PERMIT_NAME: &str = "name";

/// What an invitation leads to: shown before anything is signed.
#[derive(Debug)]
pub struct Offer {
    invitation: Invitation,
    text: String,
    visit: Visit,
}

impl Offer {
    /// Asks the relay of an invitation who it is and for which room.
    ///
    /// # Errors
    ///
    /// That the text does not read, that there is no link, that the relay refuses, or that what
    /// answers is not what the invitation names. Nothing is signed or kept.
    pub fn ask(home: &Home, text: &str, clock: &dyn Clock) -> Result<Self, DeskError> {
        let invitation = Invitation::parse(text)?;
        let profile = home.config()?.profile().profile(None);
        let visit = link::visit(&invitation, profile, clock.time())?;
        Ok(Self { invitation, text: text.to_owned(), visit })
    }

    /// The relay's address.
    pub fn relay(&self) -> &str {
        &self.visit.relay.address
    }

    /// The room's name and mode; none where the invitation is a relay's permit to found one.
    pub fn room(&self) -> Option<(String, Mode)> {
        let founded = self.visit.founding.as_ref()?.link.read()?;
        let Body::RoomFounded(founded) = founded else { return None };
        Some((founded.purpose, founded.mode))
    }

    /// Takes the seat; it is saved when this returns, and the relay hears of it with the next
    /// exchange. Of a room that is held already only the relay's address changes, unless the seat
    /// there was removed: then this one takes its place, over everything that is held.
    ///
    /// # Errors
    ///
    /// Those of home and journal; `NoPermit` where this is a permit.
    pub fn take_seat(
        &self,
        home: &Home,
        name: Option<&str>,
        clock: Arc<dyn Clock>,
    ) -> Result<Desk, DeskError> {
        let founding = self.visit.founding.as_ref().ok_or(DeskError::NoPermit)?;
        let mut journal = home.journal()?;
        let relay = self.visit.relay.write();
        if let Some(no) = journal.read().room(&founding.room)? {
            journal.write(|write| write.set_setting(Some(no), RELAY, &relay))?;
            let desk = Desk::open_room(home, journal, founding.room, clock.clone())?;
            if !desk.is_removed() {
                return Ok(desk);
            }
            let first = self.redemption(home, &founding.room, name, desk.now())?;
            journal = desk.into_journal();
            journal.write(|write| keep_admission(write, no, &first))?;
        } else {
            let founded = founding.link.content.entry().map(|e| e.time).unwrap_or_default();
            let first = self.redemption(home, &founding.room, name, clock.time().max(founded))?;
            keep_room(home, &mut journal, &founding.link, &first, &self.visit)?;
        }
        Desk::open_room(home, journal, founding.room, clock)
    }

    /// Entry 1 of a new key, which takes the seat.
    fn redemption(
        &self,
        home: &Home,
        room: &RoomId,
        name: Option<&str>,
        time: Stamp,
    ) -> Result<Link, DeskError> {
        let (secret, inviting) = (home.keyring().draw()?, self.invitation.key());
        let body = Body::from(SeatTaken {
            key: secret.key(),
            invitation: inviting.key(),
            proof: inviting.sign(&redemption_hash(room, &secret.key(), &inviting.key())),
            name: name.map(str::to_owned),
        });
        let entry = Entry { time, kind: body.kind(), body: body.write() };
        Ok(admission(room, &secret, entry))
    }

    /// Keeps a permit, to found a room with it.
    ///
    /// # Errors
    ///
    /// Those of home and journal.
    pub fn keep_permit(
        &self,
        home: &Home,
        name: Option<&str>,
        clock: &dyn Clock,
    ) -> Result<(), DeskError> {
        let now = clock.time();
        home.journal()?.write(|write| {
            if let Some(name) = name {
                write.set_setting(None, PERMIT_NAME, name.as_bytes())?;
            }
            write.keep_permit(&self.text, now)
        })?;
        Ok(())
    }
}

/// A room to be founded.
#[derive(Clone, Debug)]
pub struct Founding {
    /// What it is called and for.
    pub purpose: String,
    /// Actual, exercise or test, for ever.
    pub mode: Mode,
    /// The least label of everything in it.
    pub tlp: Tlp,
    /// The founder's name; none: that of `join`.
    pub name: Option<String>,
    /// The founder's organisation.
    pub organisation: Option<String>,
}

/// A room as it was founded.
#[derive(Debug)]
pub struct Founded {
    /// The desk in it.
    pub desk: Desk,
    /// The recovery key's text, for the safe; it is kept nowhere.
    pub recovery: String,
}

/// Founds a room at the relay whose permit is kept, and spends the permit.
///
/// # Errors
///
/// `NoPermit`, `NoLink`, `RelayRefuses`, and those of home and journal; the permit is kept then.
pub fn found(
    home: &Home,
    founding: &Founding,
    clock: Arc<dyn Clock>,
) -> Result<Founded, DeskError> {
    let mut journal = home.journal()?;
    let permit = journal.read().kept_permits()?.pop().ok_or(DeskError::NoPermit)?;
    let invitation = Invitation::parse(&permit)?;
    let kept = journal.read().setting(None, PERMIT_NAME)?;
    let kept = kept.and_then(|bytes| String::from_utf8(bytes).ok());
    let name = founding.name.clone().or(kept).unwrap_or_else(|| founding.purpose.clone());
    let (secret, recovery) = (home.keyring().draw()?, draw_recovery()?);
    let body = Body::from(RoomFounded {
        key: secret.key(),
        mode: founding.mode,
        purpose: founding.purpose.clone(),
        name,
        organisation: founding.organisation.clone().unwrap_or_default(),
        recovery: recovery.key(),
        tlp: founding.tlp,
    });
    liaison_core::decide::bounded(&body)?;
    let entry = Entry { time: clock.time(), kind: body.kind(), body: body.write() };
    let first = Link::write(&RoomId::default(), &secret, 1, Hash::ZERO, entry);
    let profile = home.config()?.profile().profile(None);
    let visit = link::found(&invitation, &first, profile, clock.time())?;
    keep_room(home, &mut journal, &first, &first, &visit)?;
    journal.write(|write| write.drop_permit(&permit))?;
    let mut desk = Desk::open_room(home, journal, RoomId(first.h.0), clock)?;
    let relay = RelayListed { address: visit.relay.address.clone(), key: visit.relay.key };
    desk.say(relay.into(), &Shown::Now)?;
    Ok(Founded { desk, recovery: recovery_text(&recovery) })
}

/// Keeps a room's founding entry, an admission to it, and where its relay is.
fn keep_room(
    home: &Home,
    journal: &mut Journal,
    founding: &Link,
    first: &Link,
    visit: &Visit,
) -> Result<(), DeskError> {
    let mark = home.mark()?;
    journal.write(|write| {
        let no = write.add_room(founding, Place::None)?;
        keep_admission(write, no, first)?;
        write.set_setting(Some(no), RELAY, &visit.relay.write())?;
        write.set_setting(Some(no), MARK, mark.bytes())?;
        visit.keep_figures(write, no)?;
        Ok::<_, DeskError>(())
    })
}

/// Sets a fresh seat above the founder's with the recovery key, in a room that is held here.
///
/// # Errors
///
/// `NotInvited` if the key is not the room's, and those of home and journal.
pub fn recover(home: &Home, desk: Desk, key: &str) -> Result<Desk, DeskError> {
    let recovery = read_recovery(key).ok_or(DeskError::NotInvited)?;
    let founding = desk.room().founding().cloned();
    let founding =
        founding.filter(|f| f.recovery == recovery.key()).ok_or(DeskError::NotInvited)?;
    let (room, no, clock) = (desk.room().id(), desk.room_no(), desk.clock().clone());
    let time = desk.now();
    let secret = home.keyring().draw()?;
    let last = desk.journal().read().newest(no, &founding.founder)?;
    let (n, h) = last.map_or((0, Hash::ZERO), |key| (key.n, key.h));
    let hash = continuation_hash(&room, &secret.key(), &founding.founder, n, &h);
    let proof = recovery.sign(&hash);
    let body = Body::from(SeatContinued { key: secret.key(), old: founding.founder, n, h, proof });
    let entry = Entry { time, kind: body.kind(), body: body.write() };
    let first = admission(&room, &secret, entry);
    let mut journal = desk.into_journal();
    journal.write(|write| keep_admission(write, no, &first))?;
    Desk::open_room(home, journal, room, clock)
}

/// Who is to be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// The officer.
    pub name: String,
    /// Of which organisation.
    pub organisation: String,
    /// As what.
    pub role: Role,
    /// For how long.
    pub valid: Duration,
    /// Where posted, if elsewhere.
    pub posted_at: Option<String>,
}

/// An invitation to hand out.
#[derive(Clone, Debug)]
pub struct Invited {
    /// What `join` takes.
    pub text: String,
    /// The entry that issued it.
    pub entry: EntryRef,
    /// Until when it may be redeemed.
    pub expires: liaison_core::stamp::Moment,
}

impl Desk {
    /// Writes an invitation and hands it out once the relay has stored it.
    ///
    /// # Errors
    ///
    /// Those of [`Self::issue`]; `NotStored` if the relay has not stored it in time: then it is
    /// withdrawn again, for nobody has its text.
    pub fn invite(&mut self, invitee: &Invitee, wait: Duration) -> Result<Invited, DeskError> {
        let invited = self.issue(invitee)?;
        let invitation = invited.entry;
        if let Some(Standing::Stored { .. }) = link::reach(self, &invitation, wait)? {
            return Ok(invited);
        }
        self.say(InvitationWithdrawn { invitation }.into(), &Shown::Now)?;
        Err(DeskError::NotStored)
    }

    /// Writes an invitation, which can be redeemed once the relay has stored it.
    ///
    /// # Errors
    ///
    /// The refusal; `NoRelay`; those of the journal.
    pub fn issue(&mut self, invitee: &Invitee) -> Result<Invited, DeskError> {
        let relay = self.relay()?.ok_or(DeskError::NoRelay)?;
        let mut secret = [0; 10];
        getrandom::fill(&mut secret).map_err(|e| std::io::Error::other(e.to_string()))?;
        let digest = Invitation::digest_for(&relay.key, Some(&self.room().id()));
        let invitation = Invitation::new(&relay.address, secret, digest)?;
        let expires = (self.now() + invitee.valid).moment();
        let body = InvitationIssued {
            key: invitation.key().key(),
            name: invitee.name.clone(),
            organisation: invitee.organisation.clone(),
            role: invitee.role,
            expires,
            posted_at: invitee.posted_at.clone(),
        };
        let entry = self.say(body.into(), &Shown::Now)?;
        Ok(Invited { text: invitation.to_string(), entry, expires })
    }

    /// Moves the room to the relay of a permit: the relay takes the room up by its founding entry,
    /// and everything else follows by the link.
    ///
    /// # Errors
    ///
    /// `NoLink`, `RelayRefuses`, the refusal, and those of the journal.
    pub fn move_to(&mut self, permit: &str) -> Result<EntryRef, DeskError> {
        let invitation = Invitation::parse(permit)?;
        let founding = self.journal().read().founding(self.room_no())?;
        let founding = founding.ok_or(DeskError::NoRoom)?;
        let profile = self.home().config()?.profile().profile(None);
        let visit = link::found(&invitation, &founding.link, profile, self.now())?;
        let (no, relay) = (self.room_no(), visit.relay.write());
        let listed = RelayListed { address: visit.relay.address.clone(), key: visit.relay.key };
        let entry = self.say(listed.into(), &Shown::Now)?;
        self.keep(|write| {
            // Positions of the old relay mean nothing at the new one.
            write.void_positions(no, 0)?;
            write.set_setting(Some(no), RELAY, &relay)
        })?;
        Ok(entry)
    }
}

/// The first exchange after a seat was taken: the relay hears of it, and the present comes.
///
/// # Errors
///
/// `NoLink` and those of home and journal.
pub fn first_exchange(desk: &mut Desk, history: History, wait: Duration) -> Result<(), DeskError> {
    link::sync(desk, history, wait).map(drop)
}

fn draw_recovery() -> Result<Secret, DeskError> {
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(|e| std::io::Error::other(e.to_string()))?;
    Ok(Secret::from_seed(*seed))
}

/// The recovery key in groups of four characters.
fn recovery_text(secret: &Secret) -> String {
    let digits = liaison_core::crockford::encode(&secret.seed());
    let groups: Vec<&str> = digits
        .as_bytes()
        .chunks(4)
        .map(|group| std::str::from_utf8(group).expect("base32 is ASCII"))
        .collect();
    groups.join("-")
}

fn read_recovery(text: &str) -> Option<Secret> {
    let text: String = text.split_whitespace().collect();
    let bytes = liaison_core::crockford::pack(&liaison_core::crockford::values(&text)?);
    Some(Secret::from_seed(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recovery_key_reads_back_from_paper() {
        let secret = Secret::from_seed([0xa5; 32]);
        let text = recovery_text(&secret);
        assert_eq!(text.split('-').count(), 13);
        let typed = text.to_lowercase().replace('-', " ");
        assert_eq!(read_recovery(&typed).map(|s| s.key()), Some(secret.key()));
        assert!(read_recovery("not a key").is_none());
    }
}
