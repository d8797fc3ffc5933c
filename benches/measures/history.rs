//! The room of the console's figures: 20 officers, as many entries as wanted, all really signed.
//!
//! A standing room over months: incident after incident is declared, reported on, handled by a
//! plan and closed; the last two are open. Every entry is what a console would have written: it
//! went through `decide`, and names what it was written over.

use std::error::Error;
use std::time::Duration;

use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::guidance::{GuidanceAcknowledged, GuidanceIssued};
use liaison_core::body::incident::{
    IncidentClosed, IncidentDeclared, PhaseChanged, SituationReported,
};
use liaison_core::body::log::{Acknowledged, Address, DecisionRecorded, MessagePosted, NoteTaken};
use liaison_core::body::plan::{
    ActivationProposed, Bilingual, PlanPublished, Step, StepDone, StoodDown,
};
use liaison_core::body::roster::{ContactSaved, DutyTaken};
use liaison_core::body::{Body, Change};
use liaison_core::decide::{Shown, decide};
use liaison_core::entry::Secret;
use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::room::{Applied, Room};
use liaison_core::stamp::Stamp;
use liaison_core::terms::{
    Certainty, ClearanceMode, FlowStatus, IncidentKind, Level, Phase, PlanKind, Precedence, Regime,
    ReportVersion, Severity, Urgency,
};

use super::Outcome;
use super::partnership::Partnership;

/// Officers of the room, the founder among them.
const OFFICERS: usize = 20;
/// Entries of one incident from its declaration to its end, and a few more.
const EPISODE: usize = 260;
/// Between two entries.
const PAUSE: Duration = Duration::from_secs(300);
const PORTS: [&str; 6] = ["JPNGO", "JPTYO", "JPOSA", "JPUKB", "JPYOK", "CRLIO"];
const STEPS: usize = 9;

/// The room and everything in it, in the order in which it was written.
pub(crate) struct History {
    pub(crate) partnership: Partnership,
    pub(crate) room: Room,
    now: Stamp,
}

/// An incident under way.
struct Episode {
    number: usize,
    incident: EntryRef,
    activation: EntryRef,
}

fn both(text: &str) -> Bilingual {
    Bilingual { en: text.to_owned(), fr: text.to_owned() }
}

impl History {
    /// Writes a room of exactly so many entries, the last one just before `end`.
    pub(crate) fn write(entries: usize, end: Stamp) -> Outcome<Self> {
        let all = PAUSE.as_millis() as u64 * entries as u64;
        let partnership = Partnership::seated(OFFICERS, Stamp(end.0.saturating_sub(all)));
        let id = partnership.room;
        let Ok(room) = Room::fold(id, partnership.links.as_slice());
        let now = partnership.now;
        let mut history = Self { partnership, room, now };
        let plan = history.publish()?;
        let mut guidance = None;
        let mut number = 0;
        while history.partnership.links.len() + EPISODE * 2 <= entries {
            let open = history.partnership.links.len() + EPISODE * 4 > entries;
            let episode = history.begin(number, plan)?;
            history.handle(&episode, &mut guidance)?;
            if !open {
                history.end(&episode)?;
            }
            number += 1;
        }
        while history.partnership.links.len() < entries {
            let officer = history.partnership.links.len() % OFFICERS;
            history.say(officer, message(Precedence::Routine, "Queue at the gate unchanged."))?;
        }
        Ok(history)
    }

    /// The key that the home is of: a duty officer's.
    pub(crate) fn me(&self) -> &Secret {
        &self.partnership.secrets[1]
    }

    fn say(&mut self, officer: usize, draft: impl Into<Body>) -> Result<EntryRef, Box<dyn Error>> {
        let key = self.key(officer);
        self.now = self.now + PAUSE;
        let body = decide(&self.room, &key, draft.into(), &Shown::Now, self.now)?;
        self.partnership.now = self.now;
        let link = self.partnership.write(officer, body);
        let name = link.key().reference();
        if self.room.apply(&link) == Applied::FoldAnew {
            let Ok(room) = Room::fold(self.room.id(), self.partnership.links.as_slice());
            self.room = room;
        }
        Ok(name)
    }

    fn key(&self, officer: usize) -> SeatKey {
        self.partnership.secrets[officer].key()
    }

    fn publish(&mut self) -> Outcome<EntryRef> {
        let step = |i: usize| Step {
            id: format!("s{i}"),
            text: both("Call the terminal's duty officers and count what is waiting"),
            owner: both("Duty officer"),
            due: 600 * (i as u32 + 1),
            level: Level::Monitor,
        };
        let plan = PlanPublished {
            id: "supply-chain".to_owned(),
            version: 1,
            kind: PlanKind::SupplyChain,
            title: both("Supply chain"),
            purpose: both("Goods pass on paper"),
            triggers: vec![both("terminal system down")],
            levels: vec![(Level::Full, both("all terminals"))],
            authority: both("Director"),
            deputies: vec![both("Deputy director")],
            rto: 2 * 3600,
            mtpd: 6 * 3600,
            mbco: both("medicines and perishables"),
            approvals: 1,
            steps: (0..STEPS).map(step).collect(),
            over: Vec::new(),
            sites: Vec::new(),
            regimes: Vec::new(),
            reviewed: None,
        };
        self.say(1, plan)
    }

    fn begin(&mut self, number: usize, plan: EntryRef) -> Outcome<Episode> {
        let next_update = Some((self.now + Duration::from_secs(7200)).moment());
        let declared = IncidentDeclared {
            title: format!("Terminal system down, event {number}"),
            severity: [Severity::Severe, Severity::Moderate, Severity::Minor][number % 3],
            urgency: Urgency::Immediate,
            certainty: Certainty::Observed,
            kind: IncidentKind::Infra,
            places: vec![PORTS[number % PORTS.len()].to_owned()],
            text: Some("Gate lanes stand, trucks are held at the yard.".to_owned()),
            next_update,
        };
        let incident = self.say(1 + number % 9, declared)?;
        let activation = self.say(
            1 + number % 9,
            ActivationProposed {
                plan,
                level: Level::Full,
                authority: "Director of Nagoya Customs".to_owned(),
                reason: "terminal system down".to_owned(),
                incident: Some(incident),
                sites: vec![PORTS[number % PORTS.len()].to_owned()],
                regimes: vec![Regime::Import, Regime::Export],
            },
        )?;
        Ok(Episode { number, incident, activation })
    }

    /// Twenty rounds of a dozen entries: what twenty officers write while it lasts.
    fn handle(&mut self, episode: &Episode, guidance: &mut Option<EntryRef>) -> Outcome<()> {
        for round in 0..20 {
            let at = |i: usize| (episode.number + round * 3 + i) % OFFICERS;
            let duty = 1 + (episode.number + round) % 9;
            for i in 0..2 {
                self.say(at(i), flow(round * 2 + i, self.now))?;
            }
            self.talk(episode, [at(2), at(3), at(4)], round)?;
            for i in 5..8 {
                let text = "Fallback accepted by Yokkaichi for transit, 14 declarations on paper.";
                let (text, incident) = (text.to_owned(), Some(episode.incident));
                self.say(at(i), NoteTaken { text, incident })?;
            }
            if round < STEPS {
                let (activation, step) = (episode.activation, format!("s{round}"));
                self.say(duty, StepDone { activation, over: vec![], step, note: None })?;
            }
            match round % 5 {
                0 => self.report(episode, duty, round)?,
                1 => self.contact(at(8))?,
                2 => self.decision(episode, duty)?,
                3 => {
                    let phase = Phase::ALL[1 + round / 5];
                    let (incident, over) = (episode.incident, vec![]);
                    self.say(duty, PhaseChanged { incident, over, phase })?;
                }
                _ => {
                    let until = Some((self.now + Duration::from_secs(8 * 3600)).moment());
                    let function = "crisis cell".to_owned();
                    self.say(duty, DutyTaken { function, over: vec![], until })?;
                }
            }
        }
        let issued = GuidanceIssued {
            number: format!("{:03}", episode.number),
            title: "Paper export".to_owned(),
            text: "Exports pass on form C-5010 with the carrier's stamp.".to_owned(),
            supersedes: guidance.iter().copied().collect(),
            from: None,
        };
        let issued = self.say(1, issued)?;
        for officer in 2..8 {
            self.say(officer, GuidanceAcknowledged { entries: vec![issued] })?;
        }
        *guidance = Some(issued);
        Ok(())
    }

    /// Four messages, one of them to be acknowledged by two officers, who do.
    fn talk(&mut self, episode: &Episode, officers: [usize; 3], round: usize) -> Outcome<()> {
        let [author, first, second] = officers;
        let urgent =
            if round.is_multiple_of(10) { Precedence::Flash } else { Precedence::Priority };
        let mut asking = message(urgent, "Gates close at 07:00Z, trucks held at the P2 yard.");
        asking.acknowledge = true;
        asking.to = [first, second].map(|o| Address::Seat(self.key(o).seat())).to_vec();
        asking.incident = Some(episode.incident);
        let asked = self.say(author, asking)?;
        for officer in [first, second] {
            self.say(officer, Acknowledged { entries: vec![asked] })?;
        }
        for officer in officers {
            let text = "Yard count 1,240 boxes, 310 of them reefers; two lanes open for AEO.";
            let mut answer = message(Precedence::Routine, text);
            answer.reply_to = Some(asked);
            self.say(officer, answer)?;
        }
        Ok(())
    }

    fn report(&mut self, episode: &Episode, duty: usize, round: usize) -> Outcome<()> {
        let report = SituationReported {
            incident: episode.incident,
            over: Vec::new(),
            number: round as u32 / 5 + 1,
            version: ReportVersion::Update,
            from: Stamp(self.now.0 - 3_600_000).moment(),
            to: self.now.moment(),
            text: "Five terminals stand. Import impossible, export on paper.".to_owned(),
            confidence: None,
            next_report: Some((self.now + Duration::from_secs(3600)).moment()),
        };
        self.say(duty, report).map(drop)
    }

    fn contact(&mut self, officer: usize) -> Outcome<()> {
        // The second time round it is the same contact that is corrected.
        let known = self.room.contacts().keys().nth(officer).copied();
        let set = |text: &str| Some(Change::Set(text.to_owned()));
        let saved = ContactSaved {
            contact: known.filter(|_| self.room.contacts().len() >= 60),
            over: Vec::new(),
            name: Some(format!("Officer of the watch {officer}")),
            organisation: Some("Port Authority".to_owned()),
            function: set("operations"),
            primary: set("+81 52 555 0101"),
            alternate: set("radio channel 12"),
            contingency: None,
            emergency: None,
            deputy: None,
            languages: set("ja, en"),
            seat: None,
        };
        self.say(officer, saved).map(drop)
    }

    fn decision(&mut self, episode: &Episode, duty: usize) -> Outcome<()> {
        let decision = DecisionRecorded {
            question: "Accept paper at Yokkaichi?".to_owned(),
            decision: "Yes, for transit".to_owned(),
            options: vec!["wait".to_owned()],
            decider: None,
            review: None,
            incident: Some(episode.incident),
        };
        self.say(duty, decision).map(drop)
    }

    fn end(&mut self, episode: &Episode) -> Outcome<()> {
        let duty = 1 + episode.number % 9;
        let reason = Some("the system runs again".to_owned());
        let activation = episode.activation;
        self.say(duty, StoodDown { activation, over: vec![], reason: reason.clone() })?;
        let incident = episode.incident;
        self.say(duty, IncidentClosed { incident, over: vec![], reason }).map(drop)
    }
}

fn message(precedence: Precedence, text: &str) -> MessagePosted {
    MessagePosted {
        precedence,
        text: text.to_owned(),
        to: Vec::new(),
        acknowledge: false,
        reply_to: None,
        tlp: None,
        language: Some("en".to_owned()),
        incident: None,
    }
}

/// A report on one of 18 flows, with all that a port says of it.
fn flow(at: usize, now: Stamp) -> FlowReported {
    let regime = [Regime::Import, Regime::Export, Regime::Transit][at / PORTS.len() % 3];
    let facility = PORTS[at % PORTS.len()].to_owned();
    let set = |text: &str| Some(Change::Set(text.to_owned()));
    FlowReported {
        flow: FlowName { facility, regime, direction: None },
        over: Vec::new(),
        as_of: now.moment(),
        status: [FlowStatus::Open, FlowStatus::Restricted, FlowStatus::Closed][at % 3],
        mode: Some(ClearanceMode::Fallback),
        counterpart: None,
        capacity: Some(Change::Set(40)),
        queue: set("38 trucks"),
        note: set("servers rebuilt from backup"),
        source: None,
        next_update: Some(Change::Set((now + Duration::from_secs(7200)).moment())),
    }
}
