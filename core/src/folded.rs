//! The room as a relay folds it: to know what is present, who is who, and what not to store.
//!
//! A relay judges no authority; it folds the same room as every console only to send the present
//! before the past and to hold to limits.

use std::collections::BTreeMap;

use crate::body::Body;
use crate::document::{Name, ShortName};
use crate::entry::{Content, Link};
use crate::id::{EntryKey, EntryRef, Hash, RoomId, SeatKey};
use crate::membership::InvitationState;
use crate::present::{Answer, Present, Standing};
use crate::room::{Applied, Entries, Room};
use crate::stamp::Stamp;
use crate::wire::RefusalReason;

/// The most entries without authority that a relay stores of one seat in a day.
pub const UNAUTHORISED_PER_DAY: u32 = 200;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A room, and where its entries can be read again.
#[derive(Debug)]
pub struct Folded<E> {
    room: Room,
    entries: E,
    /// Full hashes by name; of an ambiguous name the smaller one.
    names: BTreeMap<EntryRef, Hash>,
    membership: Vec<(EntryKey, Body)>,
    /// How many entries without authority each key has written on each day.
    unauthorised: BTreeMap<(SeatKey, u64), u32>,
    /// The fold must be made anew before it is asked again.
    stale: bool,
}

impl<E: Entries> Folded<E> {
    /// Folds what is stored.
    ///
    /// # Errors
    ///
    /// Whatever reading the entries can fail with.
    pub fn new(id: RoomId, entries: E) -> Result<Self, E::Error> {
        let room = Room::fold(id, &entries)?;
        let mut folded = Self {
            room,
            names: BTreeMap::new(),
            membership: Vec::new(),
            unauthorised: BTreeMap::new(),
            stale: false,
            entries,
        };
        let mut links = Vec::new();
        folded.entries.visit(&mut |link| links.push((link.key(), note_of(link))))?;
        for (key, note) in links {
            folded.note(key, note);
        }
        Ok(folded)
    }

    /// The room as it is folded.
    pub fn room(&self) -> &Room {
        &self.room
    }

    fn note(&mut self, key: EntryKey, note: Note) {
        let hash = self.names.entry(key.reference()).or_insert(key.h);
        *hash = key.h.min(*hash);
        if let Some(body) = note.membership {
            self.membership.push((key, body));
        }
        if let Some(day) = note.day
            && self.room.role_at(&key.author, key.n).is_none()
        {
            *self.unauthorised.entry((key.author, day)).or_default() += 1;
        }
    }

    fn key(&self, name: &EntryRef) -> Option<EntryKey> {
        let author = self.room.membership().key(&name.id.seat)?;
        let h = *self.names.get(name)?;
        Some(EntryKey { author, n: name.id.n, h })
    }

    fn keys(&self, names: impl IntoIterator<Item = EntryRef>) -> Vec<EntryKey> {
        names.into_iter().filter_map(|name| self.key(&name)).collect()
    }
}

/// What a relay keeps in mind of an entry.
struct Note {
    membership: Option<Body>,
    /// The day on which an ordinary entry was written.
    day: Option<u64>,
}

fn note_of(link: &Link) -> Note {
    let Content::Entry(entry) = &link.content else {
        return Note { membership: None, day: None };
    };
    if entry.kind.is_membership() {
        return Note { membership: entry.read(), day: None };
    }
    Note { membership: None, day: Some(entry.time.0 / DAY_MS) }
}

impl<E: Entries> Present for Folded<E> {
    fn apply(&mut self, link: &Link) {
        let anew = self.room.apply(link) == Applied::FoldAnew;
        if anew || self.stale {
            // What cannot be read now is folded when the next entry is; until then the present is
            // what it was.
            match Room::fold(self.room.id(), &self.entries) {
                Ok(room) => (self.room, self.stale) = (room, false),
                Err(_) => self.stale = true,
            }
        }
        self.note(link.key(), note_of(link));
    }

    fn standing(&self, seat: &SeatKey) -> Standing {
        let Some(member) = self.room.membership().member(seat) else { return Standing::Unknown };
        if member.role.is_some() {
            return Standing::Member;
        }
        let acts = member.acts.iter().filter_map(|name| self.key(name));
        let removal = |key: &EntryKey| {
            let body = self.membership.iter().find(|(k, _)| k == key).map(|(_, body)| body);
            matches!(body, Some(Body::SeatRemoved(_)))
        };
        acts.into_iter().find(removal).map_or(Standing::Member, Standing::Removed)
    }

    fn admission(&self, author: &SeatKey) -> Vec<EntryKey> {
        self.room.membership().introduction(author, &self.membership)
    }

    fn document(&self, name: &ShortName) -> Option<Name> {
        self.room.travels_as(name)
    }

    fn unacknowledged(&self) -> Vec<EntryKey> {
        let events = self.room.real_events().keys().copied();
        self.keys(self.room.urgent().into_iter().chain(events))
    }

    fn situation(&self) -> Vec<EntryKey> {
        self.keys(self.room.present())
    }

    fn membership(&self) -> Vec<EntryKey> {
        self.membership.iter().map(|(key, _)| *key).collect()
    }

    fn witnesses(&self) -> Vec<EntryKey> {
        let keys = self.room.membership().members().iter().flat_map(|m| &m.seats);
        let newest = keys.filter_map(|key| self.room.last_witness(key).map(|(n, _)| (*key, n)));
        newest
            .filter_map(|(author, n)| {
                let id = crate::id::EntryId { seat: author.seat(), n };
                let from = EntryRef { id, check: [0, 0] };
                let to = EntryRef { id, check: [255, 255] };
                let (name, _) = self.names.range(from..=to).next()?;
                self.key(name)
            })
            .collect()
    }

    fn answer(&self, link: &Link, now: Stamp) -> Option<Answer> {
        let entry = link.content.entry()?;
        if let Some(Body::SeatTaken(taken)) = entry.read() {
            let all = self.room.membership().invitations();
            let invitation = all.iter().find(|i| i.key == taken.invitation)?;
            let ended = invitation.state == InvitationState::Withdrawn
                || (invitation.state == InvitationState::Open && invitation.expires.stamp() < now);
            return ended.then_some(Answer::TurnAway(RefusalReason::Invitation));
        }
        if entry.kind.is_membership() || self.room.role_at(&link.author, link.n).is_some() {
            return None;
        }
        let day = (link.author, entry.time.0 / DAY_MS);
        let written = self.unauthorised.get(&day).copied().unwrap_or(0);
        (written >= UNAUTHORISED_PER_DAY).then_some(Answer::Refuse(RefusalReason::Authority))
    }
}
