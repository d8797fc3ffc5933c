//! Contacts, duties, organisations and relays in a room.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use crate::field::{Act, Field};
use crate::id::{EntryRef, SeatId, SeatKey};
use crate::stamp::{Moment, Stamp};
use crate::terms::OrganisationKind;

/// A contact: what is said of it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub name: Field<String>,
    /// Of which organisation.
    pub organisation: Field<String>,
    /// Doing what.
    pub function: Field<Option<String>>,
    /// The usual way to reach them.
    pub primary: Field<Option<String>>,
    /// The second way.
    pub alternate: Field<Option<String>>,
    /// The third way.
    pub contingency: Field<Option<String>>,
    /// The last way.
    pub emergency: Field<Option<String>>,
    /// Who stands in.
    pub deputy: Field<Option<String>>,
    /// Languages spoken.
    pub languages: Field<Option<String>>,
    /// The officer's own seat.
    pub seat: Field<Option<SeatId>>,
    /// Taken off the roster.
    pub removed: Field<bool>,
    /// Last saved or confirmed.
    pub confirmed: Option<Stamp>,
}

impl Contact {
    /// Whether the contact is on the roster: saved at least once and not taken off.
    pub fn is_listed(&self) -> bool {
        !self.name.settings().is_empty() && !self.removed.settings().iter().any(|s| s.value)
    }
}

/// Who has a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The seat.
    pub seat: SeatKey,
    /// Until when.
    pub until: Option<Moment>,
}

/// A duty that is handed over from officer to officer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// Who has it.
    pub holder: Field<Holder>,
    /// Hand-overs offered, by their entry.
    pub offers: BTreeMap<EntryRef, Offer>,
    /// Offers that were accepted, and by whom.
    pub accepted: BTreeMap<EntryRef, BTreeSet<SeatKey>>,
}

impl Duty {
    /// Whether a member has the duty, under whichever of its keys; of several in conflict all have.
    pub fn is_held_by(&self, room: &Room, key: &SeatKey) -> bool {
        let Some(member) = room.membership().member_index(key) else { return false };
        let mut holders = self.holder.settings().iter();
        holders.any(|s| room.membership().member_index(&s.value.seat) == Some(member))
    }

    /// Offers made by the present holder that nobody has accepted, newest last.
    pub fn open_offers(&self, room: &Room) -> Vec<(&EntryRef, &Offer)> {
        let open = |(name, offer): &(&EntryRef, &Offer)| {
            !self.accepted.contains_key(name) && self.is_held_by(room, &offer.act.author)
        };
        let mut open: Vec<_> = self.offers.iter().filter(open).collect();
        open.sort_by_key(|(name, offer)| (offer.act.time, **name));
        open
    }
}

/// A duty offered to a successor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// By whom and when.
    pub act: Act,
    /// To whom.
    pub to: SeatId,
    /// What the successor must know.
    pub brief: String,
}

/// What is said of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// What it is.
    pub kind: Field<OrganisationKind>,
    /// Authorised economic operator: type and number.
    pub aeo: Field<Option<String>>,
    /// ISO 3166 country.
    pub country: Field<Option<String>>,
    /// Mutual recognition partner.
    pub mra: Field<Option<String>>,
}

/// A relay of the room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// Its addresses by when each was listed and in which entry, the last one last.
    pub listed: BTreeMap<(Stamp, EntryRef), String>,
    /// When it was last retired, and in which entry.
    pub retired: Option<(Stamp, EntryRef)>,
}

impl Relay {
    /// The address to use: the one listed last, unless the relay was retired since.
    pub fn address(&self) -> Option<&str> {
        let ((listed, _), address) = self.listed.last_key_value()?;
        self.retired.is_none_or(|(retired, _)| retired < *listed).then_some(address)
    }
}
