//! Officers who write with partial knowledge: each has a copy of the room, and entries travel only
//! when one copy gives them to another.

use std::collections::{BTreeMap, BTreeSet};

use liaison_core::body::room::{
    InvitationIssued, RoomFounded, SeatAccepted, SeatContinued, SeatTaken,
};
use liaison_core::body::{Body, Kind};
use liaison_core::decide::{Refusal, Shown, decide};
use liaison_core::entry::{Entry, Link, Secret, Signature};
use liaison_core::id::{EntryKey, EntryRef, Hash, RoomId, SeatKey};
use liaison_core::membership::{continuation_hash, redemption_hash};
use liaison_core::room::{Applied, Room};
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{Mode, Role, Tlp};
use proptest::prelude::ProptestConfig;

/// When everything here happens: 20 November 2023, 06:00 UTC.
pub(crate) const DAWN: Stamp = Stamp(1_700_460_000_000);

/// One copy of the room and the key that writes in it.
pub(crate) struct Pen {
    pub(crate) secret: Secret,
    /// The newest entry of its own chain.
    pub(crate) n: u32,
    pub(crate) h: Hash,
    pub(crate) room: Room,
    pub(crate) held: Vec<Link>,
    names: BTreeSet<EntryKey>,
}

impl Pen {
    pub(crate) fn key(&self) -> SeatKey {
        self.secret.key()
    }

    /// Takes an entry in, if it is not held.
    pub(crate) fn receive(&mut self, link: &Link) {
        if self.names.insert(link.key()) {
            self.held.push(link.clone());
            if self.room.apply(link) == Applied::FoldAnew {
                self.room = fold(self.room.id(), &self.held);
            }
        }
    }
}

/// A room with everything that was ever written in it.
pub(crate) struct Office {
    pub(crate) id: RoomId,
    pub(crate) recovery: Secret,
    pub(crate) pens: Vec<Pen>,
    pub(crate) log: Vec<Link>,
    /// What each entry's author held when writing it.
    pub(crate) shown: BTreeMap<EntryKey, BTreeSet<EntryRef>>,
    /// Secrets of invitations, in the order in which they were issued.
    pub(crate) invitations: Vec<Secret>,
    now: Stamp,
    seeds: u8,
}

/// So many cases, or more where `PROPTEST_CASES` asks for more than usual (256).
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let all = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    ProptestConfig { cases: all.cases * usual / 256, max_shrink_iters: 400, ..all }
}

/// A key grown from a number.
pub(crate) fn secret(number: u8) -> Secret {
    Secret::from_seed([number; 32])
}

pub(crate) fn fold(id: RoomId, links: &[Link]) -> Room {
    match Room::fold(id, links) {
        Ok(room) => room,
        Err(never) => match never {},
    }
}

/// Folds entries one by one, anew whenever the room asks for it.
pub(crate) fn apply_all(id: RoomId, links: &[Link]) -> Room {
    let mut room = Room::empty(id);
    for (i, link) in links.iter().enumerate() {
        if room.apply(link) == Applied::FoldAnew {
            room = fold(id, &links[..=i]);
        }
    }
    room
}

impl Office {
    /// A room with its founder as pen 0.
    pub(crate) fn found(mode: Mode) -> Self {
        Self::found_with(mode, Tlp::Amber)
    }

    pub(crate) fn found_with(mode: Mode, tlp: Tlp) -> Self {
        let (founder, recovery) = (secret(1), secret(2));
        let body = RoomFounded {
            key: founder.key(),
            mode,
            purpose: "Nagoya 2023".into(),
            name: "Hana Sato".into(),
            organisation: "Japan Customs".into(),
            recovery: recovery.key(),
            tlp,
        };
        let entry = entry_of(DAWN, body.into());
        let first = Link::write(&RoomId::default(), &founder, 1, Hash::ZERO, entry);
        let id = RoomId(first.h.0);
        let mut office = Self {
            id,
            recovery,
            pens: Vec::new(),
            log: Vec::new(),
            shown: BTreeMap::new(),
            invitations: Vec::new(),
            now: DAWN,
            seeds: 10,
        };
        let pen = office.sharpen(founder);
        office.record(pen, first);
        office
    }

    /// A new pen with a key and nothing else.
    pub(crate) fn sharpen(&mut self, secret: Secret) -> usize {
        let room = Room::empty(self.id);
        let names = BTreeSet::new();
        self.pens.push(Pen { secret, n: 0, h: Hash::ZERO, room, held: Vec::new(), names });
        self.pens.len() - 1
    }

    /// A key that nobody has.
    pub(crate) fn draw(&mut self) -> Secret {
        self.seeds += 1;
        secret(self.seeds)
    }

    fn record(&mut self, pen: usize, link: Link) -> EntryKey {
        let author = &mut self.pens[pen];
        let shown = author.held.iter().map(|l| l.key().reference()).collect();
        self.shown.insert(link.key(), shown);
        (author.n, author.h) = (link.n, link.h);
        author.receive(&link);
        self.log.push(link.clone());
        link.key()
    }

    pub(crate) fn now(&self) -> Stamp {
        self.now
    }

    /// Writes whatever is asked, authority or not.
    pub(crate) fn write(&mut self, pen: usize, body: impl Into<Body>) -> EntryKey {
        self.now.0 += 1000;
        let entry = entry_of(self.now, body.into());
        self.write_entry(pen, entry)
    }

    pub(crate) fn write_entry(&mut self, pen: usize, entry: Entry) -> EntryKey {
        let Pen { secret, n, h, .. } = &self.pens[pen];
        let link = Link::write(&self.id, secret, n + 1, *h, entry);
        self.record(pen, link)
    }

    /// Says what an officer says: decided first.
    pub(crate) fn say(&mut self, pen: usize, draft: impl Into<Body>) -> Result<EntryKey, Refusal> {
        self.say_over(pen, draft, &Shown::Now)
    }

    pub(crate) fn say_over(
        &mut self,
        pen: usize,
        draft: impl Into<Body>,
        shown: &Shown,
    ) -> Result<EntryKey, Refusal> {
        let writer = &self.pens[pen];
        let body = decide(&writer.room, &writer.key(), draft.into(), shown, self.now)?;
        Ok(self.write(pen, body))
    }

    /// One copy gives another what it holds.
    pub(crate) fn give(&mut self, from: usize, to: usize) {
        let links = self.pens[from].held.clone();
        links.iter().for_each(|link| self.pens[to].receive(link));
    }

    /// Everybody gets everything.
    pub(crate) fn share(&mut self) {
        for pen in &mut self.pens {
            self.log.iter().for_each(|link| pen.receive(link));
        }
    }

    /// A pen's next entry follows an older one of its own: a restored backup, or a copied key.
    pub(crate) fn rewind(&mut self, pen: usize, n: u32) {
        let key = self.pens[pen].key();
        let at = self.log.iter().find(|l| l.author == key && l.n == n);
        self.pens[pen].h = at.map_or(Hash::ZERO, |link| link.h);
        self.pens[pen].n = at.map_or(0, |link| link.n);
    }

    pub(crate) fn invite(
        &mut self,
        pen: usize,
        organisation: &str,
        role: Role,
    ) -> (EntryKey, usize) {
        let secret = self.draw();
        let body = invitation(secret.key(), organisation, role);
        self.invitations.push(secret);
        (self.write(pen, body), self.invitations.len() - 1)
    }

    /// A new pen takes a seat with an invitation's secret; it holds nothing but its own entry.
    pub(crate) fn redeem(&mut self, invitation: usize) -> usize {
        let secret = self.draw();
        let pen = self.sharpen(secret);
        self.redeem_as(invitation, pen);
        pen
    }

    pub(crate) fn redeem_as(&mut self, invitation: usize, pen: usize) -> EntryKey {
        let (key, of) = (self.pens[pen].key(), &self.invitations[invitation]);
        let proof = of.sign_bytes(&redemption_hash(&self.id, &key, &of.key()).0);
        self.write(pen, SeatTaken { key, invitation: of.key(), proof, name: None })
    }

    /// A seat below `pen`, accepted, with everything shared.
    pub(crate) fn seat(&mut self, pen: usize, organisation: &str, role: Role) -> usize {
        let (_, invitation) = self.invite(pen, organisation, role);
        let seated = self.redeem(invitation);
        self.share();
        self.accept(pen, seated);
        self.share();
        seated
    }

    pub(crate) fn accept(&mut self, pen: usize, seated: usize) -> EntryKey {
        let key = self.pens[seated].key();
        let first = self.first(seated);
        self.write(pen, SeatAccepted { key, first })
    }

    /// `h(1)` of a pen.
    pub(crate) fn first(&self, pen: usize) -> Hash {
        let key = self.pens[pen].key();
        let first = self.log.iter().find(|l| l.author == key && l.n == 1);
        first.expect("the pen has written").h
    }

    /// A fresh seat that continues `pen` from its entry `n`; it holds what the old one holds.
    pub(crate) fn continue_from(&mut self, pen: usize, n: u32) -> usize {
        let old = self.pens[pen].secret.clone();
        let h = self.log.iter().find(|l| l.author == old.key() && l.n == n).map(|l| l.h);
        let h = h.unwrap_or(Hash::ZERO);
        self.fresh(pen, &old.clone(), old.key(), n, h)
    }

    /// A fresh seat that the recovery key sets above the founder.
    pub(crate) fn recover(&mut self) -> usize {
        let (recovery, founder) = (self.recovery.clone(), self.pens[0].key());
        let (n, h) = (self.pens[0].n, self.pens[0].h);
        self.fresh(0, &recovery, founder, n, h)
    }

    fn fresh(&mut self, from: usize, signer: &Secret, old: SeatKey, n: u32, h: Hash) -> usize {
        let secret = self.draw();
        let pen = self.sharpen(secret);
        let key = self.pens[pen].key();
        let proof = signer.sign_bytes(&continuation_hash(&self.id, &key, &old, n, &h).0);
        self.give(from, pen);
        self.write(pen, SeatContinued { key, old, n, h, proof });
        pen
    }

    /// Writes an entry whose name is that of another branch of its number too.
    pub(crate) fn write_namesake(&mut self, pen: usize, of: &EntryKey, body: Body) -> EntryKey {
        self.rewind(pen, of.n - 1);
        let Pen { secret, n, h, .. } = &self.pens[pen];
        let (key, n, previous) = (secret.key(), n + 1, *h);
        let mut entry = entry_of(self.now, body);
        loop {
            entry.time.0 += 1;
            let content = entry.content_hash(&self.id, &key, n);
            let h = liaison_core::entry::chain_hash(&previous, &content);
            if h.check() == of.h.check() && h != of.h {
                // The next one is another, later one.
                self.now = entry.time;
                return self.write_entry(pen, entry);
            }
        }
    }

    pub(crate) fn folded(&self) -> Room {
        fold(self.id, &self.log)
    }
}

pub(crate) fn entry_of(time: Stamp, body: Body) -> Entry {
    Entry { time, kind: body.kind(), body: body.write() }
}

pub(crate) fn unknown_kind() -> Entry {
    Entry { time: DAWN, kind: Kind(60_000), body: b"\x83\x01\x02\x03".to_vec() }
}

pub(crate) fn invitation(key: SeatKey, organisation: &str, role: Role) -> InvitationIssued {
    InvitationIssued {
        key,
        name: "Officer".into(),
        organisation: organisation.into(),
        role,
        expires: Moment(DAWN.0 / 1000 + 72 * 3600),
        posted_at: None,
    }
}

pub(crate) fn no_signature() -> Signature {
    Signature([0; 64])
}
