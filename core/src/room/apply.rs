//! Folding entries into a room, and the router from a kind to what it does.

use std::collections::{BTreeMap, BTreeSet};

use super::repeats::{Copy, Repeats};
use super::{
    Admission, Applied, Approval, Correction, Entries, Holder, Offer, RealEvent, Room, StepOutcome,
};
use crate::body::Body;
use crate::entry::{Content, Link};
use crate::field::Act;
use crate::id::{EntryRef, Hash, RoomId, SeatKey};
use crate::membership::{Membership, MembershipEntry};

impl Room {
    /// Folds everything held of a room.
    ///
    /// # Errors
    ///
    /// Whatever reading the entries can fail with.
    pub fn fold<E: Entries + ?Sized>(id: RoomId, entries: &E) -> Result<Self, E::Error> {
        let mut room = Self::empty(id);
        let mut forked = BTreeSet::new();
        entries.visit(&mut |link| {
            if !room.take_name(link) {
                forked.insert((link.author, link.n));
            }
            room.take_admission(link);
        })?;
        if !forked.is_empty() {
            room.take_branches(&forked, entries)?;
        }
        room.membership = room.fold_membership();
        if !room.membership.reissued().is_empty() {
            room.take_repeats(entries)?;
        }
        entries.visit(&mut |link| room.fold_in(link))?;
        Ok(room)
    }

    /// Folds the room anew and keeps the relay's word: what to do when [`Room::apply`] asks for it.
    ///
    /// # Errors
    ///
    /// Whatever reading the entries can fail with.
    pub fn fold_anew<E: Entries + ?Sized>(&self, entries: &E) -> Result<Self, E::Error> {
        let room = Self::fold(self.id, entries)?;
        Ok(Self { relay_says: self.relay_says.clone(), ..room })
    }

    /// Folds one more entry in. It must not have been folded in before.
    pub fn apply(&mut self, link: &Link) -> Applied {
        if !self.take_name(link) {
            return Applied::FoldAnew;
        }
        if self.take_admission(link) {
            let folded = self.fold_membership();
            let same = |(key, chain): (&_, &super::Chain)| {
                folded.agrees(&self.membership, key, chain.head())
            };
            let agrees =
                self.chains.iter().all(same) && folded.reissued() == self.membership.reissued();
            self.membership = folded;
            if !agrees {
                return Applied::FoldAnew;
            }
        }
        let repeats = self.membership.reissued();
        if !repeats.is_empty() {
            let name = link.key().reference();
            if repeats.iter().any(|(new, old)| *new == name || *old == name) {
                return Applied::FoldAnew;
            }
        }
        self.fold_in(link);
        Applied::Folded
    }

    /// Notes an entry's name; whether its number was free.
    fn take_name(&mut self, link: &Link) -> bool {
        self.entries += 1;
        self.chains.entry(link.author).or_default().take(link.n, link.h)
    }

    /// Looks at the numbers that have several branches again, and drops the ninth of any.
    fn take_branches<E: Entries + ?Sized>(
        &mut self,
        forked: &BTreeSet<(SeatKey, u32)>,
        entries: &E,
    ) -> Result<(), E::Error> {
        entries.visit(&mut |link| {
            if forked.contains(&(link.author, link.n)) {
                self.chains.entry(link.author).or_default().branch(link.n, link.h);
                self.entries -= 1;
            }
        })?;
        for (author, n) in forked {
            self.entries += self.chains[author].branches(*n);
        }
        for (author, chain) in &self.chains {
            let seat = author.seat();
            self.ambiguous
                .extend(chain.ambiguous().map(|(n, check)| EntryRef::new(seat, n, check)));
        }
        let chains = &self.chains;
        self.admissions.retain(|key, _| chains[&key.author].keeps(key.n, &key.h));
        Ok(())
    }

    /// Keeps a membership entry; whether it is one that this version can read.
    fn take_admission(&mut self, link: &Link) -> bool {
        let Content::Entry(entry) = &link.content else { return false };
        if !entry.kind.is_membership() {
            return false;
        }
        let Some(body) = entry.read() else { return false };
        let proven = MembershipEntry::new(&self.id, link.key(), entry.time, body).is_proven();
        let (time, kind, body) = (entry.time, entry.kind, entry.body.clone());
        self.admissions.insert(link.key(), Admission { time, kind, body, proven });
        true
    }

    fn fold_membership(&self) -> Membership {
        let read = |(key, kept): (&_, &Admission)| {
            let body = Body::read(kept.kind, &kept.body)?;
            Some(MembershipEntry::judged(*key, kept.time, body, kept.proven))
        };
        let entries: Vec<_> = self.admissions.iter().filter_map(read).collect();
        Membership::fold(&self.id, &entries, &self.ambiguous)
    }

    /// Finds out which of the entries that are said to be one are alike.
    fn take_repeats<E: Entries + ?Sized>(&mut self, entries: &E) -> Result<(), E::Error> {
        let pairs = self.membership.reissued();
        let names: BTreeSet<EntryRef> = pairs.iter().flat_map(|(new, old)| [*new, *old]).collect();
        let mut copies = BTreeMap::new();
        entries.visit(&mut |link| {
            let name = link.key().reference();
            let Content::Entry(entry) = &link.content else { return };
            let is_named = names.contains(&name)
                && !self.ambiguous.contains(&name)
                && self.membership.key(&name.id.seat) == Some(link.author);
            if is_named && self.chains[&link.author].keeps(link.n, &link.h) {
                let mut hasher = blake3::Hasher::new();
                hasher.update(&entry.kind.0.to_le_bytes());
                hasher.update(&entry.body);
                let digest = Hash(*hasher.finalize().as_bytes());
                let has_effect = self.membership.allows(&link.author, link.n, entry.kind);
                copies.insert(name, Copy { digest, has_effect });
            }
        })?;
        self.repeats = Repeats::group(pairs, &copies);
        Ok(())
    }

    fn fold_in(&mut self, link: &Link) {
        let Content::Entry(entry) = &link.content else { return };
        let chain = self.chains.get(&link.author);
        if !chain.is_some_and(|chain| chain.keeps(link.n, &link.h)) {
            return;
        }
        let Some(body) = entry.read() else {
            self.newer += 1;
            return;
        };
        let speaks = chain.is_some_and(|chain| chain.speaks(link.n, &link.h));
        if !speaks || !self.membership.allows(&link.author, link.n, entry.kind) {
            return;
        }
        let name = link.key().reference();
        if self.resolve(&name) != name {
            return;
        }
        let act = Act { entry: name, author: link.author, time: entry.time, over: Vec::new() };
        self.say(act, body);
    }

    /// The act with the settings it was written over, as they count here. Nobody was shown what
    /// the same seat wrote later: two entries that name each other would void a field.
    pub(super) fn over(&self, act: &Act, over: &[EntryRef]) -> Act {
        let later = |o: &&EntryRef| o.id.seat == act.entry.id.seat && o.id.n >= act.entry.id.n;
        let shown = over.iter().filter(|o| !later(o)).filter_map(|o| self.referred(o));
        let mut over: Vec<EntryRef> = shown.filter(|o| *o != act.entry).collect();
        over.sort_unstable();
        over.dedup();
        Act { over, ..act.clone() }
    }

    /// The name under which an entry counts that another refers to, unless it fits two branches.
    pub(super) fn referred(&self, name: &EntryRef) -> Option<EntryRef> {
        (!self.ambiguous.contains(name)).then(|| self.resolve(name))
    }

    fn say(&mut self, act: Act, body: Body) {
        match body {
            Body::IncidentDeclared(b) => self.declare(&act, b),
            Body::IncidentRevised(b) => self.revise(&act, b),
            Body::PhaseChanged(b) => {
                let act = self.over(&act, &b.over);
                self.incident(&b.incident, |i| i.phase.set(&act, b.phase));
            }
            Body::SituationReported(b) => self.report(&act, &b),
            Body::IncidentClosed(b) => {
                let act = self.over(&act, &b.over);
                self.incident(&b.incident, |i| i.open.set(&act, false));
            }
            Body::IncidentReopened(b) => {
                let act = self.over(&act, &b.over);
                self.incident(&b.incident, |i| i.open.set(&act, true));
            }
            Body::RealEventDeclared(b) => {
                let event = RealEvent { act, text: b.text, actual_room: b.actual_room };
                self.real_events.insert(event.act.entry, event);
            }
            Body::FacilityListed(b) => self.list_facility(&act, b),
            Body::FlowReported(b) => self.report_flow(&act, b),
            Body::RestorationPromised(b) => self.promise(&act, b),
            Body::RestorationAchieved(b) => {
                let act = self.over(&act, &b.over);
                self.flows.entry(b.flow).or_default().restored.set(&act, b.at);
            }
            other => self.say_of_plans(act, other),
        }
    }

    fn say_of_plans(&mut self, act: Act, body: Body) {
        match body {
            Body::PlanPublished(b) => self.publish(&act, b),
            Body::PlanReviewed(b) => {
                let reviewed = &mut self.plans.entry(b.plan).or_default().reviewed;
                *reviewed = (*reviewed).max(Some(act.time));
            }
            Body::ActivationProposed(b) => self.propose(&act, b),
            Body::ActivationApproved(b) => self.activation(&b.activation, |a| {
                a.approvals.insert(act.entry, Approval { by: act.author, time: act.time });
            }),
            Body::LevelChanged(b) => {
                let act = self.over(&act, &b.over);
                self.activation(&b.activation, |a| a.level.set(&act, b.level));
            }
            Body::StepAssigned(b) => {
                let act = self.over(&act, &b.over);
                self.activation(&b.activation, |a| {
                    a.steps.entry(b.step).or_default().assigned.set(&act, b.seat);
                });
            }
            Body::StepDone(b) => {
                let act = self.over(&act, &b.over);
                let outcome = StepOutcome::Done(b.note);
                self.settle_step(&act, &b.activation, b.step, outcome);
            }
            Body::StepSkipped(b) => {
                let act = self.over(&act, &b.over);
                let outcome = StepOutcome::Skipped(b.reason);
                self.settle_step(&act, &b.activation, b.step, outcome);
            }
            Body::StoodDown(b) => {
                let act = self.over(&act, &b.over);
                self.activation(&b.activation, |a| a.open.set(&act, false));
            }
            Body::FallbackOpened(b) => self.open_fallback(act, b),
            Body::FallbackCounted(b) => {
                let act = self.over(&act, &b.over);
                self.fallback(&b.fallback, |f| f.count.set(&act, b.count));
            }
            Body::FallbackClosed(b) => {
                let act = self.over(&act, &b.over);
                self.fallback(&b.fallback, |f| f.closed.set(&act, (b.end, b.reconciled)));
            }
            other => self.say_of_people(act, other),
        }
    }

    fn say_of_people(&mut self, act: Act, body: Body) {
        match body {
            Body::ContactSaved(b) => self.save_contact(&act, b),
            Body::ContactConfirmed(b) => self.contact(&b.contact, |c| {
                c.confirmed = c.confirmed.max(Some(act.time));
            }),
            Body::ContactRemoved(b) => {
                let act = self.over(&act, &b.over);
                self.contact(&b.contact, |c| c.removed.set(&act, true));
            }
            Body::DutyTaken(b) => {
                let act = self.over(&act, &b.over);
                let holder = Holder { seat: act.author, until: b.until };
                self.duties.entry(b.function).or_default().holder.set(&act, holder);
            }
            Body::HandoverOffered(b) => {
                let offer = Offer { to: b.to, brief: b.brief, act };
                let offers = &mut self.duties.entry(b.function).or_default().offers;
                offers.insert(offer.act.entry, offer);
            }
            Body::HandoverAccepted(b) => self.accept_handover(&act, b),
            Body::OrganisationListed(b) => self.list_organisation(&act, b),
            Body::RelayListed(b) => {
                let relay = self.relays.entry(b.key).or_default();
                relay.listed.insert((act.time, act.entry), b.address);
            }
            Body::RelayRetired(b) => {
                let retired = &mut self.relays.entry(b.key).or_default().retired;
                *retired = (*retired).max(Some((act.time, act.entry)));
            }
            Body::HeadsWitnessed(b) => self.witness(&act, &b),
            other => self.say_in_log(act, other),
        }
    }

    fn say_in_log(&mut self, act: Act, body: Body) {
        match body {
            Body::MessagePosted(b) => self.post(act, b),
            Body::Acknowledged(b) => self.acknowledge(&act, &b.entries),
            Body::GuidanceAcknowledged(b) => self.acknowledge(&act, &b.entries),
            Body::DecisionRecorded(b) => self.decide_on_record(act, b),
            Body::Corrected(b) => {
                let Some(entry) = self.referred(&b.entry) else { return };
                let all = self.corrections.entry(entry).or_default();
                let at = all.partition_point(|c| (c.act.time, c.act.entry) < (act.time, act.entry));
                all.insert(at, Correction { act, text: b.text });
            }
            Body::GuidanceIssued(b) => self.issue(&act, b),
            Body::GuidanceWithdrawn(b) => {
                let Some(name) = self.referred(&b.guidance) else { return };
                self.bulletins.entry(name).or_default().withdrawn.insert(act.entry);
            }
            Body::DocumentShared(b) => self.share(act, b),
            Body::DocumentWithdrawn(b) => self.withdraw_document(&act, &b.document),
            // Notes live in the log alone; membership is folded before.
            _ => {}
        }
    }
}
