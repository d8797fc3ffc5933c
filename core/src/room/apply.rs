//! Folding entries into a room, and the router from a kind to what it does.

use std::collections::BTreeSet;

use super::chain::Took;
use super::{Applied, Correction, Entries, Holder, Offer, RealEvent, Room, StepOutcome};
use crate::body::{Body, Kind};
use crate::entry::{Content, Link};
use crate::field::Act;
use crate::id::{EntryRef, Hash, RoomId};
use crate::membership::{Membership, MembershipEntry};
use crate::stamp::Stamp;

impl Room {
    /// Folds everything held of a room.
    ///
    /// # Errors
    ///
    /// Whatever reading the entries can fail with.
    pub fn fold<E: Entries + ?Sized>(id: RoomId, entries: &E) -> Result<Self, E::Error> {
        let mut room = Self::empty(id);
        entries.visit(&mut |link| {
            room.take_name(link);
            room.take_admission(link);
        })?;
        room.membership = room.fold_membership();
        let pairs = room.membership.reissued();
        let repeats: BTreeSet<EntryRef> = pairs.flat_map(|(new, old)| [*new, *old]).collect();
        if !repeats.is_empty() {
            entries.visit(&mut |link| room.take_digest(&repeats, link))?;
        }
        entries.visit(&mut |link| room.fold_in(link))?;
        Ok(room)
    }

    /// Folds one more entry in. It must not have been folded in before.
    pub fn apply(&mut self, link: &Link) -> Applied {
        if self.take_name(link) == Took::Ambiguous {
            return Applied::FoldAnew;
        }
        if self.take_admission(link) {
            let folded = self.fold_membership();
            let same = |(key, chain): (&_, &super::Chain)| {
                folded.agrees(&self.membership, key, chain.head())
            };
            let agrees =
                self.chains.iter().all(same) && folded.reissued().eq(self.membership.reissued());
            self.membership = folded;
            if !agrees {
                return Applied::FoldAnew;
            }
        }
        let name = link.key().reference();
        if self.membership.reissued().any(|(new, old)| *new == name || *old == name) {
            return Applied::FoldAnew;
        }
        self.fold_in(link);
        Applied::Folded
    }

    fn take_name(&mut self, link: &Link) -> Took {
        self.entries += 1;
        let took = self.chains.entry(link.author).or_default().take(link.n, link.h);
        if took == Took::Ambiguous {
            self.ambiguous.insert(link.key().reference());
        }
        took
    }

    /// Keeps a membership entry; whether it is one that this version can read.
    fn take_admission(&mut self, link: &Link) -> bool {
        let Content::Entry(entry) = &link.content else { return false };
        if !entry.kind.is_membership() || entry.read().is_none() {
            return false;
        }
        self.admissions.push((link.key(), entry.time, entry.kind.0, entry.body.clone()));
        true
    }

    fn fold_membership(&self) -> Membership {
        let read = |(key, time, kind, body): &(_, Stamp, u16, Vec<u8>)| {
            let body = Body::read(Kind(*kind), body)?;
            Some(MembershipEntry { key: *key, time: *time, body })
        };
        let entries: Vec<_> = self.admissions.iter().filter_map(read).collect();
        Membership::fold(&self.id, &entries)
    }

    fn take_digest(&mut self, repeats: &BTreeSet<EntryRef>, link: &Link) {
        let name = link.key().reference();
        let Content::Entry(entry) = &link.content else { return };
        if repeats.contains(&name) && !self.ambiguous.contains(&name) {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&entry.kind.0.to_le_bytes());
            hasher.update(&entry.body);
            self.repeated.insert(name, Hash(*hasher.finalize().as_bytes()));
        }
    }

    fn fold_in(&mut self, link: &Link) {
        let Content::Entry(entry) = &link.content else { return };
        let Some(body) = entry.read() else {
            self.newer += 1;
            return;
        };
        if !self.membership.allows(&link.author, link.n, entry.kind) {
            return;
        }
        let name = link.key().reference();
        if self.resolve(&name) != name {
            return;
        }
        let act = Act { entry: name, author: link.author, time: entry.time, over: Vec::new() };
        self.say(act, body);
    }

    /// The act with the settings it was written over, as they count here.
    pub(super) fn over(&self, act: &Act, over: &[EntryRef]) -> Act {
        let known = over.iter().filter(|o| !self.ambiguous.contains(o));
        let mut over: Vec<EntryRef> = known.map(|o| self.resolve(o)).collect();
        over.sort_unstable();
        over.dedup();
        Act { over, ..act.clone() }
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
                let first = a.approvals.entry(act.author).or_insert(act.time);
                *first = act.time.min(*first);
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
                let listed = relay.addresses.entry(b.address).or_default();
                *listed = act.time.max(*listed);
            }
            Body::RelayRetired(b) => {
                let retired = &mut self.relays.entry(b.key).or_default().retired;
                *retired = (*retired).max(Some(act.time));
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
                let entry = self.resolve(&b.entry);
                let all = self.corrections.entry(entry).or_default();
                let at = all.partition_point(|c| (c.act.time, c.act.entry) < (act.time, act.entry));
                all.insert(at, Correction { act, text: b.text });
            }
            Body::GuidanceIssued(b) => self.issue(&act, b),
            Body::GuidanceWithdrawn(b) => {
                let name = self.resolve(&b.guidance);
                self.bulletins.entry(name).or_default().withdrawn.insert(act.entry);
            }
            // Notes live in the log alone; membership is folded before.
            _ => {}
        }
    }
}
