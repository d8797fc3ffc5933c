//! Messages, decisions and corrections in a room.

use serde::{Deserialize, Serialize};

use super::Room;
use crate::body::log::Address;
use crate::field::Act;
use crate::id::{EntryRef, SeatKey};
use crate::membership::Member;
use crate::stamp::{Moment, Stamp};
use crate::terms::{Precedence, Tlp};

/// A message that is urgent or wants acknowledging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// By whom and when.
    pub act: Act,
    /// How urgent.
    pub precedence: Precedence,
    /// The message.
    pub text: String,
    /// To whom; empty: all.
    pub to: Vec<Address>,
    /// Whether those addressed are to acknowledge.
    pub acknowledge: bool,
    /// Stricter than the room's label.
    pub tlp: Option<Tlp>,
    /// What it is about.
    pub incident: Option<EntryRef>,
}

impl Message {
    /// Whether a member is addressed; the author never is.
    pub fn addresses(&self, room: &Room, member: usize) -> bool {
        let author = room.membership().member_index(&self.act.author);
        let Some(who) = room.membership().members().get(member) else { return false };
        author != Some(member)
            && who.role.is_some()
            && (self.to.is_empty() || self.to.iter().any(|to| meets(to, room, member, who)))
    }

    /// Members that are to acknowledge.
    pub fn audience(&self, room: &Room) -> Vec<usize> {
        let members = 0..room.membership().members().len();
        members.filter(|m| self.addresses(room, *m)).collect()
    }
}

fn meets(to: &Address, room: &Room, member: usize, who: &Member) -> bool {
    match to {
        Address::Seat(seat) => {
            let key = room.membership().key(seat);
            key.and_then(|k| room.membership().member_index(&k)) == Some(member)
        }
        Address::Role(role) => who.role == Some(*role),
        Address::Organisation(name) => who.is_of(name),
    }
}

impl Room {
    /// Whether a member has acknowledged an entry, under whichever of its keys.
    pub fn has_acknowledged(&self, entry: &EntryRef, member: usize) -> bool {
        let mut given = self.acknowledgements(entry).iter();
        given.any(|(key, _)| self.membership().member_index(key) == Some(member))
    }

    /// How many of those addressed have acknowledged a message, and how many there are.
    pub fn acknowledged_of(&self, entry: &EntryRef, message: &Message) -> (usize, usize) {
        let audience = message.audience(self);
        let have = audience.iter().filter(|m| self.has_acknowledged(entry, **m)).count();
        (have, audience.len())
    }

    /// Messages that wait for a member's acknowledgement, most urgent and oldest first.
    pub fn waiting_for(&self, seat: &SeatKey) -> Vec<(&EntryRef, &Message)> {
        let Some(member) = self.membership().member_index(seat) else { return Vec::new() };
        let waits = |(name, message): &(&EntryRef, &Message)| {
            message.acknowledge
                && message.addresses(self, member)
                && !self.has_acknowledged(name, member)
        };
        let mut waiting: Vec<_> = self.messages().iter().filter(waits).collect();
        waiting.sort_by_key(|(name, m)| (m.precedence, m.act.time, **name));
        waiting
    }
}

/// A decision as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// By whom and when it was recorded.
    pub act: Act,
    /// What was asked.
    pub question: String,
    /// What was decided.
    pub decision: String,
    /// Who decided, if not the author.
    pub decider: Option<String>,
    /// When it is looked at again.
    pub review: Option<Moment>,
    /// What it is about.
    pub incident: Option<EntryRef>,
}

impl Decision {
    /// Whether it is still to be looked at again.
    pub fn is_open(&self, now: Stamp) -> bool {
        self.review.is_some_and(|at| at.stamp() >= now)
    }
}

/// A correction of an older entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// By whom and when.
    pub act: Act,
    /// How the entry should read.
    pub text: String,
}
