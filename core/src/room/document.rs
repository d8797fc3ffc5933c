//! Documents in a room: what was shared, by whom, and whether it still stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use crate::body::document::{DocumentShared, Extract};
use crate::document::{Name, ShortName};
use crate::field::Act;
use crate::id::{EntryRef, SeatKey};
use crate::terms::{Role, Tlp};

/// How many shares belong to the present situation: the newest.
const PRESENT: usize = 16;

/// The documents of a room, by what they are: shared twice they are one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Documents {
    shared: BTreeMap<Name, Document>,
    /// What frames may mean, whether it stands or not: by short name, of two the smaller, and for
    /// a text the documents that it was taken out of.
    short: BTreeMap<ShortName, Name>,
    texts: BTreeMap<Name, BTreeSet<Name>>,
    /// By the entry that is said to have shared it, who withdrew it at which number.
    withdrawn: BTreeMap<EntryRef, BTreeSet<(SeatKey, u32)>>,
}

/// A document, as everybody who shared it calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// By the entry that shared it.
    pub shares: BTreeMap<EntryRef, Share>,
}

/// A document as one officer shared it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// By whom and when.
    pub act: Act,
    /// What its file is called.
    pub name: String,
    /// What its author takes it for.
    pub media: String,
    /// Its label, where that is stricter than the room's.
    pub tlp: Option<Tlp>,
    /// The incident that it is about.
    pub incident: Option<EntryRef>,
    /// Its text, if any was taken out.
    pub text: Option<Extract>,
}

impl Room {
    /// Every document ever shared, withdrawn ones too.
    pub fn documents(&self) -> &BTreeMap<Name, Document> {
        &self.documents.shared
    }

    /// The document that an entry shared.
    pub fn document(&self, entry: &EntryRef) -> Option<(&Name, &Document)> {
        let entry = self.resolve(entry);
        self.documents().iter().find(|(_, document)| document.shares.contains_key(&entry))
    }

    /// How a document is shown: as the first share that stands has it, and once none does, as the
    /// first.
    pub fn share_of<'a>(&self, document: &'a Document) -> Option<(&'a EntryRef, &'a Share)> {
        let first = |(name, share): &(&EntryRef, &Share)| (share.act.time, **name);
        let standing = document.shares.iter().filter(|(name, _)| !self.is_withdrawn(name));
        standing.min_by_key(first).or_else(|| document.shares.iter().min_by_key(first))
    }

    /// Whether what an entry shared was withdrawn: by the same member, or by a duty officer.
    pub fn is_withdrawn(&self, entry: &EntryRef) -> bool {
        let Some(by) = self.documents.withdrawn.get(entry) else { return false };
        let author = self.membership().key(&entry.id.seat);
        let mut by = by.iter();
        by.any(|(who, n)| {
            let role = self.role_at(who, *n);
            role.is_some_and(|role| role >= Role::DutyOfficer)
                || author.is_some_and(|author| self.is_same_member(&author, who))
        })
    }

    /// Whether a document still stands: somebody shared it and it was not withdrawn.
    pub fn stands(&self, document: &Document) -> bool {
        document.shares.keys().any(|entry| !self.is_withdrawn(entry))
    }

    /// Whether a seat may withdraw what an entry shared.
    pub fn may_withdraw(&self, who: &SeatKey, entry: &EntryRef) -> bool {
        let author = self.membership().key(&entry.id.seat);
        self.role(who).is_some_and(|role| role >= Role::DutyOfficer)
            || author.is_some_and(|author| self.is_same_member(&author, who))
    }

    /// What may travel: documents that stand, and before each its text.
    pub fn travelling(&self) -> impl Iterator<Item = (Name, &EntryRef)> {
        let standing = self.documents().iter().flat_map(|(name, document)| {
            document.shares.iter().map(move |(entry, share)| (name, entry, share))
        });
        standing.filter(|(_, entry, _)| !self.is_withdrawn(entry)).flat_map(
            |(name, entry, share)| {
                let text = share.text.map(|text| (text.travels_as(), entry));
                text.into_iter().chain([(*name, entry)])
            },
        )
    }

    /// What a frame means by a name, if it may travel.
    pub fn travels_as(&self, short: &ShortName) -> Option<Name> {
        let name = *self.documents.short.get(short)?;
        let whole = self.documents().get(&name).is_some_and(|document| self.stands(document));
        let is_text_of = |document: &Name| {
            let shares = self.documents().get(document).into_iter().flat_map(|d| &d.shares);
            let mut standing = shares.filter(|(entry, _)| !self.is_withdrawn(entry));
            standing.any(|(_, share)| share.text.is_some_and(|text| text.travels_as() == name))
        };
        let texts = self.documents.texts.get(&name);
        (whole || texts.is_some_and(|of| of.iter().any(is_text_of))).then_some(name)
    }

    /// The newest shares that stand: what a newcomer is told with the present.
    pub(super) fn newest_documents(&self) -> impl Iterator<Item = EntryRef> {
        let shares = self.documents().values().flat_map(|document| &document.shares);
        let standing = shares.filter(|(entry, _)| !self.is_withdrawn(entry));
        let mut newest: Vec<_> = standing.map(|(entry, share)| (share.act.time, *entry)).collect();
        newest.sort_unstable_by_key(|&share| std::cmp::Reverse(share));
        newest.into_iter().take(PRESENT).map(|(_, entry)| entry)
    }

    fn is_same_member(&self, one: &SeatKey, other: &SeatKey) -> bool {
        let member = self.membership().member_index(one);
        member.is_some() && member == self.membership().member_index(other)
    }

    pub(super) fn share(&mut self, act: Act, b: DocumentShared) {
        let incident = b.incident.map(|incident| self.resolve(&incident));
        let whole = b.travels_as();
        for name in b.text.map(|text| text.travels_as()).into_iter().chain([whole]) {
            let meant = self.documents.short.entry(name.short()).or_insert(name);
            *meant = name.min(*meant);
        }
        if let Some(text) = b.text {
            self.documents.texts.entry(text.travels_as()).or_default().insert(whole);
        }
        let document = self.documents.shared.entry(whole).or_default();
        let (name, media, tlp, text) = (b.name, b.media, b.tlp, b.text);
        document.shares.insert(act.entry, Share { act, name, media, tlp, incident, text });
    }

    pub(super) fn withdraw_document(&mut self, act: &Act, document: &EntryRef) {
        let Some(document) = self.referred(document) else { return };
        let by = self.documents.withdrawn.entry(document).or_default();
        by.insert((act.author, act.entry.id.n));
    }
}
