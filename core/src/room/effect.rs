//! What each kind of entry does to a room.

use super::activation::Proposal;
use super::{
    Activation, Bulletin, Contact, Decision, Fallback, Flow, Holder, Incident, Message,
    PlanVersion, Promise, Report, Room, StepOutcome,
};
use crate::body::incident::{IncidentDeclared, IncidentRevised, SituationReported};
use crate::body::log::{DecisionRecorded, MessagePosted};
use crate::body::roster::ContactSaved;
use crate::body::{Change, flow, guidance, plan, room, roster};
use crate::field::{Act, Field};
use crate::id::EntryRef;
use crate::terms::Phase;

impl Room {
    pub(super) fn incident(&mut self, name: &EntryRef, change: impl FnOnce(&mut Incident)) {
        if let Some(name) = self.referred(name) {
            change(self.incidents.entry(name).or_default());
        }
    }

    pub(super) fn declare(&mut self, act: &Act, b: IncidentDeclared) {
        let incident = self.incidents.entry(act.entry).or_default();
        incident.declared = Some(act.clone());
        incident.title.set(act, b.title);
        incident.severity.set(act, b.severity);
        incident.urgency.set(act, b.urgency);
        incident.certainty.set(act, b.certainty);
        incident.kind.set(act, b.kind);
        incident.places.set(act, b.places);
        set(&mut incident.text, act, b.text);
        incident.phase.set(act, Phase::Absorb);
        incident.open.set(act, true);
        incident.next_update.set(act, b.next_update);
    }

    pub(super) fn revise(&mut self, act: &Act, b: IncidentRevised) {
        let act = &self.over(act, &b.over);
        self.incident(&b.incident, |incident| {
            set(&mut incident.title, act, b.title);
            set(&mut incident.severity, act, b.severity);
            set(&mut incident.urgency, act, b.urgency);
            set(&mut incident.certainty, act, b.certainty);
            set(&mut incident.kind, act, b.kind);
            set(&mut incident.places, act, b.places);
            set(&mut incident.text, act, b.text);
            change(&mut incident.next_update, act, b.next_update);
        });
    }

    pub(super) fn report(&mut self, act: &Act, b: &SituationReported) {
        let act = &self.over(act, &b.over);
        let (time, author) = (act.time, act.author);
        self.incident(&b.incident, |incident| {
            let report = Report { number: b.number, version: b.version, time, author, to: b.to };
            incident.reports.insert(act.entry, report);
            incident.next_update.set(act, b.next_report);
        });
    }

    pub(super) fn list_facility(&mut self, act: &Act, b: flow::FacilityListed) {
        let act = &self.over(act, &b.over);
        let facility = self.facilities.entry(b.id).or_default();
        facility.name.set(act, b.name);
        facility.kind.set(act, b.kind);
        facility.parent.set(act, b.parent);
    }

    pub(super) fn report_flow(&mut self, act: &Act, b: flow::FlowReported) {
        let act = &self.over(act, &b.over);
        let flow: &mut Flow = self.flows.entry(b.flow).or_default();
        flow.status.set(act, b.status);
        flow.as_of.set(act, b.as_of);
        set(&mut flow.mode, act, b.mode);
        set(&mut flow.counterpart, act, b.counterpart);
        change(&mut flow.capacity, act, b.capacity);
        change(&mut flow.queue, act, b.queue);
        change(&mut flow.note, act, b.note);
        change(&mut flow.source, act, b.source);
        change(&mut flow.next_update, act, b.next_update);
    }

    pub(super) fn promise(&mut self, act: &Act, b: flow::RestorationPromised) {
        let act = self.over(act, &b.over);
        let flow = self.flows.entry(b.flow).or_default();
        flow.promised.set(&act, b.by);
        flow.promise(Promise { act, by: b.by, note: b.note });
    }

    pub(super) fn publish(&mut self, act: &Act, b: plan::PlanPublished) {
        let act = self.over(act, &b.over);
        let plan = self.plans.entry(b.id.clone()).or_default();
        plan.current.set(&act, act.entry);
        plan.versions.insert(act.entry, PlanVersion { act, plan: b });
    }

    pub(super) fn activation(&mut self, name: &EntryRef, change: impl FnOnce(&mut Activation)) {
        if let Some(name) = self.referred(name) {
            change(self.activations.entry(name).or_default());
        }
    }

    pub(super) fn propose(&mut self, act: &Act, b: plan::ActivationProposed) {
        let proposal = Proposal {
            act: act.clone(),
            plan: self.resolve(&b.plan),
            authority: b.authority,
            reason: b.reason,
            incident: b.incident.map(|i| self.resolve(&i)),
            sites: b.sites,
            regimes: b.regimes,
        };
        let activation = self.activations.entry(act.entry).or_default();
        activation.proposed = Some(proposal);
        activation.level.set(act, b.level);
        activation.open.set(act, true);
    }

    pub(super) fn settle_step(
        &mut self,
        act: &Act,
        name: &EntryRef,
        step: String,
        outcome: StepOutcome,
    ) {
        self.activation(name, |a| {
            a.steps.entry(step).or_default().outcome.set(act, outcome);
        });
    }

    pub(super) fn fallback(&mut self, name: &EntryRef, change: impl FnOnce(&mut Fallback)) {
        if let Some(name) = self.referred(name) {
            change(self.fallbacks.entry(name).or_default());
        }
    }

    pub(super) fn open_fallback(&mut self, act: Act, b: plan::FallbackOpened) {
        let activation = b.activation.map(|a| self.resolve(&a));
        let fallback = self.fallbacks.entry(act.entry).or_default();
        fallback.authority = b.authority;
        fallback.reason = b.reason;
        fallback.start = b.start;
        fallback.sites = b.sites;
        fallback.regimes = b.regimes;
        fallback.activation = activation;
        fallback.opened = Some(act);
    }

    pub(super) fn contact(&mut self, name: &EntryRef, change: impl FnOnce(&mut Contact)) {
        if let Some(name) = self.referred(name) {
            change(self.contacts.entry(name).or_default());
        }
    }

    pub(super) fn save_contact(&mut self, act: &Act, b: ContactSaved) {
        let act = &self.over(act, &b.over);
        let Some(name) = b.contact.map_or(Some(act.entry), |name| self.referred(&name)) else {
            return;
        };
        let contact = self.contacts.entry(name).or_default();
        {
            set(&mut contact.name, act, b.name);
            set(&mut contact.organisation, act, b.organisation);
            change(&mut contact.function, act, b.function);
            change(&mut contact.primary, act, b.primary);
            change(&mut contact.alternate, act, b.alternate);
            change(&mut contact.contingency, act, b.contingency);
            change(&mut contact.emergency, act, b.emergency);
            change(&mut contact.deputy, act, b.deputy);
            change(&mut contact.languages, act, b.languages);
            change(&mut contact.seat, act, b.seat);
            contact.confirmed = contact.confirmed.max(Some(act.time));
        }
    }

    pub(super) fn accept_handover(&mut self, act: &Act, b: roster::HandoverAccepted) {
        let act = self.over(act, &b.over);
        let Some(offer) = self.referred(&b.offer) else { return };
        let duty = self.duties.entry(b.function).or_default();
        duty.holder.set(&act, Holder { seat: act.author, until: None });
        duty.accepted.entry(offer).or_default().insert(act.author);
    }

    pub(super) fn list_organisation(&mut self, act: &Act, b: room::OrganisationListed) {
        let act = &self.over(act, &b.over);
        let organisation = self.organisations.entry(b.name).or_default();
        organisation.kind.set(act, b.kind);
        organisation.aeo.set(act, b.aeo);
        organisation.country.set(act, b.country);
        organisation.mra.set(act, b.mra);
    }

    pub(super) fn witness(&mut self, act: &Act, b: &room::HeadsWitnessed) {
        for head in &b.heads {
            let stated = self.witnessed.entry((act.author, head.seat)).or_default();
            *stated = (head.n, head.h).max(*stated);
        }
        let last = self.last_witness.entry(act.author).or_default();
        *last = (act.entry.id.n, act.time).max(*last);
    }

    pub(super) fn post(&mut self, act: Act, b: MessagePosted) {
        if !b.acknowledge && !b.precedence.overtakes() {
            return;
        }
        let message = Message {
            precedence: b.precedence,
            text: b.text,
            to: b.to,
            acknowledge: b.acknowledge,
            tlp: b.tlp,
            incident: b.incident.map(|i| self.resolve(&i)),
            act,
        };
        self.messages.insert(message.act.entry, message);
    }

    pub(super) fn acknowledge(&mut self, act: &Act, entries: &[EntryRef]) {
        for entry in entries {
            let Some(entry) = self.referred(entry) else { continue };
            let by = self.acknowledged.entry(entry).or_default();
            match by.binary_search_by_key(&act.author, |(key, _)| *key) {
                Ok(at) => by[at].1 = act.time.min(by[at].1),
                Err(at) => by.insert(at, (act.author, act.time)),
            }
        }
    }

    pub(super) fn decide_on_record(&mut self, act: Act, b: DecisionRecorded) {
        let decision = Decision {
            question: b.question,
            decision: b.decision,
            decider: b.decider,
            review: b.review,
            incident: b.incident.map(|i| self.resolve(&i)),
            act,
        };
        self.decisions.insert(decision.act.entry, decision);
    }

    pub(super) fn issue(&mut self, act: &Act, b: guidance::GuidanceIssued) {
        let replaced: Vec<EntryRef> =
            b.supersedes.iter().filter_map(|s| self.referred(s)).collect();
        for name in replaced.iter().filter(|name| **name != act.entry) {
            let old: &mut Bulletin = self.bulletins.entry(*name).or_default();
            old.superseded_by.insert(act.entry);
        }
        let bulletin = self.bulletins.entry(act.entry).or_default();
        bulletin.issued = Some(act.clone());
        bulletin.number = b.number;
        bulletin.title = b.title;
        bulletin.text = b.text;
        bulletin.supersedes = replaced;
        bulletin.from = b.from;
    }
}

/// Sets a field that the entry says something of.
fn set<T: PartialEq>(field: &mut Field<T>, act: &Act, value: Option<T>) {
    if let Some(value) = value {
        field.set(act, value);
    }
}

/// Sets or clears a field that the entry says something of.
fn change<T: PartialEq>(field: &mut Field<Option<T>>, act: &Act, value: Option<Change<T>>) {
    if let Some(value) = value {
        field.set(act, value.value());
    }
}
