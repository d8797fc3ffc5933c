//! The folded room: what the entries held here come to.
//!
//! A room is folded from entries one by one, in any order, and comes out the same: membership
//! first, from its own entries; then fields whose settings supersede each other by name. Where an
//! arriving entry changes what earlier ones may say (a removal, a fresh seat, a fork whose names
//! cannot be told apart), [`Room::apply`] asks for the fold to be made anew.
//!
//! The room holds what screens and rules need of the present, not the log: bodies of messages long
//! acknowledged, notes and superseded values are read from the journal.

mod activation;
mod apply;
mod chain;
mod document;
mod effect;
mod flow;
mod guidance;
mod incident;
mod log;
mod present;
mod removal;
mod repeats;
mod roster;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::activation::{
    Activation, Approval, Fallback, Plan, PlanVersion, Proposal, StepOutcome, StepState,
};
pub use self::chain::Chain;
use self::document::Documents;
pub use self::document::{Document, Share};
pub use self::flow::{Facility, Flow, Promise};
pub use self::guidance::Bulletin;
pub use self::incident::{Incident, RealEvent, Report};
pub use self::log::{Correction, Decision, Message};
pub(crate) use self::present::{Clash, Walked};
pub use self::present::{ConflictingField, Subject, Value};
pub use self::removal::Removal;
use self::repeats::Repeats;
pub use self::roster::{Contact, Duty, Holder, Offer, Organisation, Relay};
use crate::body::Kind;
use crate::body::flow::FlowName;
use crate::dense;
use crate::entry::Link;
use crate::field::Holding;
use crate::id::{EntryKey, EntryRef, RoomId, SeatId, SeatKey};
use crate::membership::{Founding, Membership};
use crate::stamp::Stamp;
use crate::terms::{Mode, Role, Tlp};

/// The format of a saved fold; a saved fold of another format is made anew.
pub const FOLD_FORMAT: u32 = 2;

/// What became of an entry handed to [`Room::apply`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a room that asks to be folded anew shows wrong things until it is"]
pub enum Applied {
    /// It is folded in.
    Folded,
    /// It changes what earlier entries come to: fold the room anew, this entry included.
    FoldAnew,
}

/// Everything held of a room, to be read as often as a fold needs it, in any order.
pub trait Entries {
    /// Calls `each` with every entry once.
    ///
    /// # Errors
    ///
    /// Whatever reading the entries can fail with.
    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), Self::Error>;

    /// Why entries cannot be read.
    type Error;
}

impl Entries for [Link] {
    type Error = std::convert::Infallible;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), Self::Error> {
        self.iter().for_each(each);
        Ok(())
    }
}

/// A membership entry as the fold keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Admission {
    time: Stamp,
    kind: Kind,
    body: Vec<u8>,
    /// Whether the second signature of an admission is by the key that it names.
    proven: bool,
}

/// A room as its entries have made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Room {
    id: RoomId,
    membership: Membership,
    /// Membership entries, kept whole because every new one may change what all of them come to.
    admissions: BTreeMap<EntryKey, Admission>,
    chains: BTreeMap<SeatKey, Chain>,
    /// Names that fit two branches held: they acknowledge and supersede neither.
    ambiguous: BTreeSet<EntryRef>,
    /// Entries that count under another's name because they repeat it.
    repeats: Repeats,
    /// What a relay has said of entries: whether they stand in the present.
    relay_says: BTreeMap<EntryRef, bool>,
    entries: u64,
    newer: u64,

    /// Incidents by their declaration.
    incidents: BTreeMap<EntryRef, Incident>,
    real_events: BTreeMap<EntryRef, RealEvent>,
    facilities: BTreeMap<String, Facility>,
    flows: BTreeMap<FlowName, Flow>,
    plans: BTreeMap<String, Plan>,
    #[serde(deserialize_with = "dense::map")]
    activations: BTreeMap<EntryRef, Activation>,
    fallbacks: BTreeMap<EntryRef, Fallback>,
    contacts: BTreeMap<EntryRef, Contact>,
    duties: BTreeMap<String, Duty>,
    organisations: BTreeMap<String, Organisation>,
    relays: BTreeMap<SeatKey, Relay>,
    #[serde(deserialize_with = "dense::map")]
    messages: BTreeMap<EntryRef, Message>,
    #[serde(deserialize_with = "dense::map")]
    decisions: BTreeMap<EntryRef, Decision>,
    corrections: BTreeMap<EntryRef, Vec<Correction>>,
    bulletins: BTreeMap<EntryRef, Bulletin>,
    documents: Documents,
    /// Who acknowledged what, in the order of their keys, and when first.
    #[serde(deserialize_with = "dense::map")]
    acknowledged: BTreeMap<EntryRef, Vec<(SeatKey, Stamp)>>,
    /// Heads as witnesses state them: by witness and seat, number and first 16 bytes of `h`.
    witnessed: BTreeMap<(SeatKey, SeatId), (u32, [u8; 16])>,
    /// The newest entry in which each key witnessed heads.
    last_witness: BTreeMap<SeatKey, (u32, Stamp)>,
}

impl Room {
    /// A room of which nothing is held yet.
    pub fn empty(id: RoomId) -> Self {
        Self {
            id,
            membership: Membership::default(),
            admissions: BTreeMap::new(),
            chains: BTreeMap::new(),
            ambiguous: BTreeSet::new(),
            repeats: Repeats::default(),
            relay_says: BTreeMap::new(),
            entries: 0,
            newer: 0,
            incidents: BTreeMap::new(),
            real_events: BTreeMap::new(),
            facilities: BTreeMap::new(),
            flows: BTreeMap::new(),
            plans: BTreeMap::new(),
            activations: BTreeMap::new(),
            fallbacks: BTreeMap::new(),
            contacts: BTreeMap::new(),
            duties: BTreeMap::new(),
            organisations: BTreeMap::new(),
            relays: BTreeMap::new(),
            messages: BTreeMap::new(),
            decisions: BTreeMap::new(),
            corrections: BTreeMap::new(),
            bulletins: BTreeMap::new(),
            documents: Documents::default(),
            acknowledged: BTreeMap::new(),
            witnessed: BTreeMap::new(),
            last_witness: BTreeMap::new(),
        }
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// What the founding entry says, once it is here.
    pub fn founding(&self) -> Option<&Founding> {
        self.membership.founding()
    }

    /// Actual, exercise or test; until the founding entry is here it must not be guessed.
    pub fn mode(&self) -> Option<Mode> {
        self.founding().map(|f| f.mode)
    }

    /// What the room is called and for.
    pub fn purpose(&self) -> &str {
        self.founding().map_or("", |f| &f.purpose)
    }

    /// The least label of everything in the room; the strictest until it is known.
    pub fn tlp(&self) -> Tlp {
        self.founding().map_or(Tlp::Red, |f| f.tlp)
    }

    /// Who sits in the room.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The role of a seat's next entry; none without authority.
    pub fn role(&self, seat: &SeatKey) -> Option<Role> {
        self.membership.role_now(seat)
    }

    /// The role of a seat's entry `n`; none without authority.
    pub fn role_at(&self, seat: &SeatKey, n: u32) -> Option<Role> {
        self.membership.role(seat, n)
    }

    /// How many entries are held.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// How many of them are of a newer version of the program.
    pub fn newer_entries(&self) -> u64 {
        self.newer
    }

    /// What is held of each key's chain.
    pub fn chains(&self) -> &BTreeMap<SeatKey, Chain> {
        &self.chains
    }

    /// Incidents by their declaration, whether open or closed.
    pub fn incidents(&self) -> &BTreeMap<EntryRef, Incident> {
        &self.incidents
    }

    /// Real events declared inside an exercise.
    pub fn real_events(&self) -> &BTreeMap<EntryRef, RealEvent> {
        &self.real_events
    }

    /// Facilities listed.
    pub fn facilities(&self) -> &BTreeMap<String, Facility> {
        &self.facilities
    }

    /// Flows that were ever reported on.
    pub fn flows(&self) -> &BTreeMap<FlowName, Flow> {
        &self.flows
    }

    /// Plans by their id.
    pub fn plans(&self) -> &BTreeMap<String, Plan> {
        &self.plans
    }

    /// Activations by their proposal.
    pub fn activations(&self) -> &BTreeMap<EntryRef, Activation> {
        &self.activations
    }

    /// Fallback procedures by their opening.
    pub fn fallbacks(&self) -> &BTreeMap<EntryRef, Fallback> {
        &self.fallbacks
    }

    /// Contacts by the entry that first saved them; removed ones too.
    pub fn contacts(&self) -> &BTreeMap<EntryRef, Contact> {
        &self.contacts
    }

    /// Duties by their name.
    pub fn duties(&self) -> &BTreeMap<String, Duty> {
        &self.duties
    }

    /// Organisations listed, by name.
    pub fn organisations(&self) -> &BTreeMap<String, Organisation> {
        &self.organisations
    }

    /// Relays listed, by identity key.
    pub fn relays(&self) -> &BTreeMap<SeatKey, Relay> {
        &self.relays
    }

    /// Messages that are flash or immediate or want acknowledging.
    pub fn messages(&self) -> &BTreeMap<EntryRef, Message> {
        &self.messages
    }

    /// Decisions recorded.
    pub fn decisions(&self) -> &BTreeMap<EntryRef, Decision> {
        &self.decisions
    }

    /// Corrections of an entry, in the order of their time.
    pub fn corrections(&self, entry: &EntryRef) -> &[Correction] {
        self.corrections.get(entry).map_or(&[], Vec::as_slice)
    }

    /// Guidance bulletins by their issue.
    pub fn bulletins(&self) -> &BTreeMap<EntryRef, Bulletin> {
        &self.bulletins
    }

    /// Who has acknowledged an entry, and when first.
    pub fn acknowledgements(&self, entry: &EntryRef) -> &[(SeatKey, Stamp)] {
        self.acknowledged.get(entry).map_or(&[], Vec::as_slice)
    }

    /// Heads as witnesses state them.
    pub fn witnessed(&self) -> impl Iterator<Item = (&(SeatKey, SeatId), &(u32, [u8; 16]))> {
        self.witnessed.iter()
    }

    /// The number and time of the newest entry in which a key witnessed heads.
    pub fn last_witness(&self, witness: &SeatKey) -> Option<(u32, Stamp)> {
        self.last_witness.get(witness).copied()
    }

    /// Whether a name fits two branches of a fork that are both held.
    pub fn is_ambiguous(&self, entry: &EntryRef) -> bool {
        self.ambiguous.contains(entry)
    }

    /// Takes a relay's word on the present, for fields whose history is not here: which entries
    /// stand, and which of those held here no longer do.
    pub fn believe(
        &mut self,
        standing: impl IntoIterator<Item = EntryRef>,
        gone: impl IntoIterator<Item = EntryRef>,
    ) {
        self.relay_says.extend(gone.into_iter().map(|name| (name, false)));
        self.relay_says.extend(standing.into_iter().map(|name| (name, true)));
    }

    /// Whether a relay's word on the present is taken.
    pub fn is_told(&self) -> bool {
        !self.relay_says.is_empty()
    }

    /// Forgets the relay's word: the history is here, or another relay speaks.
    pub fn disbelieve(&mut self) {
        self.relay_says.clear();
    }

    /// Whether no history is known to be missing here, that of the membership included: either no
    /// relay has spoken for what is not here, or no seat's entries have a hole.
    pub fn is_whole(&self) -> bool {
        self.relay_says.is_empty() || self.chains.values().all(|chain| chain.is_whole())
    }

    /// The name under which a repeated entry counts: old and new, alike, are one.
    pub fn resolve(&self, entry: &EntryRef) -> EntryRef {
        self.repeats.resolve(entry)
    }
}

impl Holding for Room {
    fn holds(&self, entry: &EntryRef) -> bool {
        let key = self.membership.key(&entry.id.seat);
        key.and_then(|k| self.chains.get(&k))
            .is_some_and(|chain| chain.has(entry.id.n, entry.check))
    }

    fn stands(&self, entry: &EntryRef) -> Option<bool> {
        self.relay_says.get(entry).copied()
    }
}
