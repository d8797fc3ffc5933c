//! A room as officers fill it, out of the corpus: every text stands in it once at most.
//!
//! The same corpus and seed give the same room to the byte, so that what it costs to send can be
//! asserted. Half of the entries and more are what people write by hand, the rest what they tick.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;

use liaison_core::body::flow::{FacilityListed, FlowName, FlowReported, RestorationPromised};
use liaison_core::body::guidance::GuidanceIssued;
use liaison_core::body::incident::{IncidentDeclared, PhaseChanged, SituationReported};
use liaison_core::body::log::{
    Acknowledged, Corrected, DecisionRecorded, MessagePosted, NoteTaken,
};
use liaison_core::body::plan::{
    ActivationProposed, Bilingual, FallbackCounted, FallbackOpened, PlanPublished, Step, StepDone,
    StepSkipped,
};
use liaison_core::body::room::{InvitationIssued, RoomFounded, SeatAccepted, SeatTaken};
use liaison_core::body::roster::ContactSaved;
use liaison_core::body::{Body, Change, Over};
use liaison_core::entry::{Entry, Link, Secret};
use liaison_core::id::{EntryKey, EntryRef, Hash, RoomId};
use liaison_core::membership::redemption_hash;
use liaison_core::record::Record;
use liaison_core::room::Entries;
use liaison_core::shelf::Shelf;
use liaison_core::stamp::{Moment, Stamp};
use liaison_core::terms::{
    Acceptance, Certainty, ClearanceMode, Confidence, FacilityKind, FlowStatus, IncidentKind,
    Level, Mode, Phase, PlanKind, Precedence, Regime, ReportVersion, Role, Severity, Tlp, Urgency,
};

/// Texts by what they are, each in the order of the file.
type Texts = BTreeMap<String, VecDeque<Vec<String>>>;

/// One half of the corpus.
#[derive(Clone)]
pub(crate) struct Corpus {
    /// What is written once, about anything.
    single: Texts,
    /// Incidents as they go on, each with what is written about it.
    threads: VecDeque<(String, Texts)>,
}

impl Corpus {
    /// What dictionaries and settings are made from.
    pub(crate) fn making() -> Self {
        Self::read(include_str!("../../benches/corpus/making.txt"))
    }

    /// What figures are taken from.
    pub(crate) fn measuring() -> Self {
        Self::read(include_str!("../../benches/corpus/measuring.txt"))
    }

    fn read(file: &str) -> Self {
        let mut corpus = Self { single: Texts::new(), threads: VecDeque::new() };
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut fields = line.split('|').map(str::to_owned);
            let what = fields.next().unwrap_or_default();
            let fields: Vec<String> = fields.collect();
            if what == "thread" {
                corpus.threads.push_back((fields.concat(), Texts::new()));
                continue;
            }
            let texts = match corpus.threads.back_mut() {
                Some((_, texts)) => texts,
                None => &mut corpus.single,
            };
            texts.entry(what).or_default().push_back(fields);
        }
        corpus
    }

    /// Every text with what it is.
    pub(crate) fn texts(&self) -> Vec<(&str, &str)> {
        let titles = self.threads.iter().map(|(title, _)| ("title", title.as_str()));
        let all = self.threads.iter().map(|(_, texts)| texts).chain([&self.single]).flatten();
        let lines = all.flat_map(|(what, lines)| lines.iter().map(move |line| (what, line)));
        let texts = lines.flat_map(|(what, line)| line.iter().map(|t| (what.as_str(), t.as_str())));
        titles.chain(texts).collect()
    }

    fn take(&mut self, what: &str) -> Option<Vec<String>> {
        self.single.get_mut(what)?.pop_front()
    }

    fn text(&mut self, what: &str) -> Option<String> {
        self.take(what)?.into_iter().next()
    }

    /// Mixes languages and subjects as a room does; what goes on about one incident stays in order.
    fn shuffle(&mut self, chance: &mut Chance) {
        for lines in self.single.values_mut() {
            shuffle(lines, chance);
        }
        shuffle(&mut self.threads, chance);
    }
}

fn shuffle<T>(list: &mut VecDeque<T>, chance: &mut Chance) {
    for at in (1..list.len()).rev() {
        list.swap(at, chance.below(at as u64 + 1) as usize);
    }
}

/// Draws that are the same every time.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// 20 November 2023, 06:00 UTC.
const DAWN_MS: u64 = 1_700_460_000_000;
const FACILITIES: [&str; 9] =
    ["FRLEH", "FRMRS", "MGTMM", "CIABJ", "KEMBA", "JPNGO", "BEANR", "SNDKR", "TERMINAL-4"];

/// One officer's pen.
struct Pen {
    secret: Secret,
    n: u32,
    h: Hash,
}

/// One incident that goes on.
struct Case {
    name: EntryRef,
    /// The newest entry that said when the next word is due, and how many reports there were.
    last: EntryRef,
    reports: u32,
    /// What is still to be written about it.
    texts: Texts,
}

/// How many incidents go on at a time.
const CASES: usize = 4;

/// Incidents, flows and what else the next entry is about.
#[derive(Default)]
struct Afoot {
    cases: Vec<Case>,
    /// By flow and field: who set it last. As a console does, a report names those whose fields it
    /// sets, so that they stand no longer.
    flows: BTreeMap<(usize, u8, u8), EntryRef>,
    done: BTreeMap<String, EntryRef>,
    phases: BTreeMap<EntryRef, EntryRef>,
    unread: VecDeque<EntryRef>,
    said: Vec<EntryRef>,
    activation: Option<EntryRef>,
    /// The opening, the newest count and what it was.
    fallback: Option<(EntryRef, Option<EntryRef>, u32)>,
    steps: u32,
    bulletins: u32,
}

/// A room in the order of its positions.
pub(crate) struct Story {
    pub(crate) room: RoomId,
    pub(crate) log: Vec<Link>,
    pub(crate) secrets: Vec<Secret>,
    /// How many entries founded and seated it.
    pub(crate) seated: usize,
    pens: Vec<Pen>,
    corpus: Corpus,
    chance: Chance,
    now: u64,
    afoot: Afoot,
}

impl Story {
    /// A room of so many officers who write so many entries, or as many as there are texts for.
    pub(crate) fn tell(corpus: Corpus, officers: usize, entries: usize, seed: u64) -> Self {
        let founder = Secret::from_seed([1; 32]);
        let body = RoomFounded {
            key: founder.key(),
            mode: Mode::Actual,
            purpose: "Customs and trade of the corridor".into(),
            name: "A. Officer".into(),
            organisation: "Customs".into(),
            recovery: Secret::from_seed([2; 32]).key(),
            tlp: Tlp::Amber,
        };
        let body = Body::from(body);
        let entry = Entry { time: Stamp(DAWN_MS), kind: body.kind(), body: body.write() };
        let first = Link::write(&RoomId::default(), &founder, 1, Hash::ZERO, entry);
        let room = RoomId(first.h.0);
        let mut story = Self {
            room,
            pens: vec![Pen { secret: founder.clone(), n: 1, h: first.h }],
            log: vec![first],
            secrets: vec![founder],
            seated: 0,
            corpus,
            chance: Chance(seed),
            now: DAWN_MS,
            afoot: Afoot::default(),
        };
        story.corpus.shuffle(&mut story.chance);
        (1..officers).for_each(|officer| story.seat(officer));
        story.open();
        story.seated = story.log.len();
        while story.log.len() < story.seated + entries && story.go_on() {}
        story
    }

    /// What the dictionary is made from: all that the first half of the corpus has.
    pub(crate) fn for_the_dictionary() -> Self {
        Self::tell(Corpus::making(), 8, 1_200, 1)
    }

    fn seat(&mut self, officer: usize) {
        let (invitation, secret) = (
            Secret::from_seed([officer as u8 + 100; 32]),
            Secret::from_seed([officer as u8 + 2; 32]),
        );
        let issued = InvitationIssued {
            key: invitation.key(),
            name: format!("Officer {officer}"),
            organisation: format!("Organisation {}", officer % 7),
            role: Role::DutyOfficer,
            expires: Moment(DAWN_MS / 1000 + 72 * 3600),
            posted_at: None,
        };
        self.write(0, issued);
        let proof = redemption_hash(&self.room, &secret.key(), &invitation.key());
        let proof = invitation.sign_bytes(&proof.0);
        self.pens.push(Pen { secret: secret.clone(), n: 0, h: Hash::ZERO });
        self.secrets.push(secret.clone());
        let taken =
            SeatTaken { key: secret.key(), invitation: invitation.key(), proof, name: None };
        let first = self.write(officer, taken).h;
        self.write(0, SeatAccepted { key: secret.key(), first });
    }

    /// Facilities, a plan in force, a fallback: what a room has before its first bad day.
    fn open(&mut self) {
        for id in FACILITIES {
            let (id, name) = (id.to_owned(), format!("Site {id}"));
            self.write(
                0,
                FacilityListed {
                    id,
                    name,
                    kind: FacilityKind::Port,
                    over: Vec::new(),
                    parent: None,
                },
            );
        }
        let said = |text: &str| Bilingual { en: text.into(), fr: text.into() };
        let step = |n: u32| Step {
            id: format!("s{n}"),
            text: said("Do what is next"),
            owner: said("Duty officer"),
            due: 900 * n,
            level: Level::Monitor,
        };
        let plan = self.write(
            0,
            PlanPublished {
                id: "supply".into(),
                version: 1,
                kind: PlanKind::SupplyChain,
                title: said("Supply chain"),
                purpose: said("Keep goods moving"),
                triggers: Vec::new(),
                levels: vec![(Level::Full, said("Everything"))],
                authority: said("Director"),
                deputies: Vec::new(),
                rto: 3600,
                mtpd: 7200,
                mbco: said("Half of all declarations"),
                approvals: 1,
                steps: (1..40).map(step).collect(),
                over: Vec::new(),
                sites: Vec::new(),
                regimes: Vec::new(),
                reviewed: None,
            },
        );
        let reason = self.corpus.text("activation").unwrap_or_default();
        let proposal = ActivationProposed {
            plan: plan.reference(),
            level: Level::Full,
            authority: "Director".into(),
            reason,
            incident: None,
            sites: Vec::new(),
            regimes: Vec::new(),
        };
        self.afoot.activation = Some(self.write(0, proposal).reference());
        let reason = self.corpus.text("fallback").unwrap_or_default();
        let fallback = self.write(
            0,
            FallbackOpened {
                authority: "Director".into(),
                reason,
                start: self.moment(-600, 60),
                sites: vec!["FRLEH".into()],
                regimes: vec![Regime::Import],
                activation: None,
            },
        );
        self.afoot.fallback = Some((fallback.reference(), None, 0));
        (0..CASES).for_each(|at| self.declare(0, at));
    }

    /// A new incident in place of one about which all is said.
    fn declare(&mut self, pen: usize, at: usize) {
        let next = self.corpus.threads.pop_front();
        let single = |corpus: &mut Corpus| Some((corpus.text("title")?, Texts::new()));
        let Some((title, texts)) = next.or_else(|| single(&mut self.corpus)) else { return };
        let place = FACILITIES[self.chance.below(9) as usize].to_owned();
        let next_update = Some(self.moment(3600, 900));
        let name = self.write(
            pen,
            IncidentDeclared {
                title,
                severity: Severity::Severe,
                urgency: Urgency::Immediate,
                certainty: Certainty::Observed,
                kind: IncidentKind::Infra,
                places: vec![place],
                text: None,
                next_update,
            },
        );
        let name = name.reference();
        let case = Case { name, last: name, reports: 0, texts };
        match self.afoot.cases.get_mut(at) {
            Some(old) => *old = case,
            None => self.afoot.cases.push(case),
        }
    }

    /// A text about an incident that goes on, or about anything, and the incident.
    fn text(&mut self, what: &str) -> Option<(usize, String)> {
        let at = self.chance.below(self.afoot.cases.len() as u64) as usize;
        let case = &mut self.afoot.cases[at];
        let known = case.texts.get_mut(what).and_then(VecDeque::pop_front);
        let text = match known {
            Some(line) => line.into_iter().next(),
            None => self.corpus.text(what),
        };
        Some((at, text?))
    }

    /// One more entry; false once a text is wanted that there is none of.
    fn go_on(&mut self) -> bool {
        // A few write much, most little.
        let most = self.chance.below(self.pens.len() as u64) + 1;
        let pen = self.chance.below(most) as usize;
        let reported = |case: &Case| case.texts.get("report").is_none_or(VecDeque::is_empty);
        if let Some(over) = self.afoot.cases.iter().position(reported)
            && !self.corpus.threads.is_empty()
        {
            self.declare(pen, over);
            return true;
        }
        self.now += 2_000 + self.chance.below(240_000) * self.chance.below(100) / 50;
        let draft = match self.chance.below(100) {
            0..27 => self.report(),
            27..46 => self.flow(),
            46..62 => self.message(),
            62..79 => self.acknowledgement(),
            79..86 => self.note(),
            86..93 => self.step(),
            93..95 => self.rare(),
            95..97 => self.count(),
            _ => self.contact(),
        };
        // What one runs out of, another sort makes up for, as long as anything is left.
        let Some(body) = draft.or_else(|| self.flow()) else { return false };
        let name = self.write(pen, body.clone()).reference();
        self.settle(&body, name);
        self.afoot.said.push(name);
        true
    }

    /// Remembers what an entry sets.
    fn settle(&mut self, body: &Body, name: EntryRef) {
        match body {
            Body::MessagePosted(message) if message.acknowledge => {
                self.afoot.unread.push_back(name);
            }
            Body::SituationReported(report) => {
                let mut cases = self.afoot.cases.iter_mut();
                if let Some(case) = cases.find(|case| case.name == report.incident) {
                    (case.last, case.reports) = (name, case.reports + 1);
                }
            }
            Body::FlowReported(report) => {
                for (facility, regime, field) in fields(report) {
                    self.afoot.flows.insert((facility, regime, field), name);
                }
            }
            Body::FallbackCounted(_) => {
                if let Some((_, last, _)) = &mut self.afoot.fallback {
                    *last = Some(name);
                }
            }
            Body::StepDone(done) => drop(self.afoot.done.insert(done.step.clone(), name)),
            Body::StepSkipped(skipped) => {
                self.afoot.done.insert(skipped.step.clone(), name);
            }
            Body::PhaseChanged(changed) => drop(self.afoot.phases.insert(changed.incident, name)),
            _ => {}
        }
    }

    fn report(&mut self) -> Option<Body> {
        let (at, text) = self.text("report")?;
        let Case { name: incident, last, reports: count, .. } = self.afoot.cases[at];
        Some(Body::from(SituationReported {
            incident,
            over: vec![last],
            number: count + 1,
            version: if count == 0 { ReportVersion::Initial } else { ReportVersion::Update },
            from: self.moment(-3600, 900),
            to: self.moment(0, 900),
            text,
            confidence: Some(Confidence::ALL[count as usize % 3]),
            next_report: Some(self.moment(3600, 900)),
        }))
    }

    fn flow(&mut self) -> Option<Body> {
        let facility = self.chance.below(9) as usize;
        let regime = self.chance.below(3) as u8;
        let note = if self.chance.below(3) == 0 { None } else { self.text("flow") };
        let note = note.map(|(_, note)| note);
        let queue = if self.chance.below(12) == 0 { self.corpus.text("queue") } else { None };
        let ago = self.chance.below(900) as i64;
        let status = [FlowStatus::Open, FlowStatus::Restricted, FlowStatus::Closed];
        let mut report = FlowReported {
            flow: FlowName {
                facility: FACILITIES[facility].into(),
                regime: [Regime::Import, Regime::Export, Regime::Transit][usize::from(regime)],
                direction: None,
            },
            over: Over::new(),
            as_of: self.moment(-ago, 60),
            status: status[self.chance.below(3) as usize],
            mode: (self.chance.below(2) == 0).then_some(ClearanceMode::Fallback),
            counterpart: (self.chance.below(4) == 0).then_some(Acceptance::Yes),
            capacity: (self.chance.below(3) == 0)
                .then(|| Change::Set(self.chance.below(10) as u8 * 10)),
            queue: queue.map(Change::Set),
            note: note.map(Change::Set),
            source: None,
            next_update: (self.chance.below(2) == 0).then(|| Change::Set(self.moment(7200, 900))),
        };
        let set = fields(&report);
        let over: BTreeSet<EntryRef> =
            set.iter().filter_map(|field| self.afoot.flows.get(field).copied()).collect();
        report.over = over.into_iter().collect();
        Some(Body::from(report))
    }

    fn message(&mut self) -> Option<Body> {
        let (at, text) = self.text("message")?;
        let acknowledge = self.chance.below(2) == 0;
        let precedence =
            if self.chance.below(4) == 0 { Precedence::Priority } else { Precedence::Routine };
        let reply_to = (self.chance.below(4) == 0).then(|| self.afoot.said.last().copied());
        let incident = (self.chance.below(3) > 0).then(|| self.afoot.cases[at].name);
        Some(Body::from(MessagePosted {
            precedence,
            text,
            to: Vec::new(),
            acknowledge,
            reply_to: reply_to.flatten(),
            tlp: None,
            language: None,
            incident,
        }))
    }

    fn acknowledgement(&mut self) -> Option<Body> {
        let unread = self.afoot.unread.len() as u64;
        if unread == 0 {
            return None;
        }
        // Most acknowledge what came last.
        let back = self.chance.below(unread.min(4)) as usize;
        let entry = self.afoot.unread[unread as usize - 1 - back];
        Some(Body::from(Acknowledged { entries: vec![entry] }))
    }

    fn note(&mut self) -> Option<Body> {
        let (at, text) = self.text("note")?;
        let incident = (self.chance.below(2) == 0).then(|| self.afoot.cases[at].name);
        Some(Body::from(NoteTaken { text, incident }))
    }

    fn step(&mut self) -> Option<Body> {
        let activation = self.afoot.activation?;
        self.afoot.steps += 1;
        let step = format!("s{}", self.afoot.steps % 39 + 1);
        let over: Over = self.afoot.done.get(&step).copied().into_iter().collect();
        if self.chance.below(6) == 0
            && let Some(reason) = self.corpus.text("skip")
        {
            return Some(Body::from(StepSkipped { activation, over, step, reason }));
        }
        let note = if self.chance.below(2) == 0 { self.corpus.text("step") } else { None };
        Some(Body::from(StepDone { activation, over, step, note }))
    }

    fn rare(&mut self) -> Option<Body> {
        let at = self.chance.below(CASES as u64) as usize;
        let incident = self.afoot.cases[at].name;
        match self.chance.below(5) {
            0 => {
                let line = self.corpus.take("decision")?;
                Some(Body::from(DecisionRecorded {
                    question: line.first()?.clone(),
                    decision: line.get(1)?.clone(),
                    options: Vec::new(),
                    decider: None,
                    review: Some(self.moment(86_400, 3600)),
                    incident: Some(incident),
                }))
            }
            1 => {
                let line = self.corpus.take("guidance")?;
                self.afoot.bulletins += 1;
                Some(Body::from(GuidanceIssued {
                    number: format!("{:03}", self.afoot.bulletins),
                    title: line.first()?.clone(),
                    text: line.get(1)?.clone(),
                    supersedes: Vec::new(),
                    from: Some(self.moment(1800, 1800)),
                }))
            }
            2 => {
                let phase = [Phase::Absorb, Phase::Adapt, Phase::Recover];
                let phase = phase[self.chance.below(3) as usize];
                let over = vec![self.afoot.phases.get(&incident).copied().unwrap_or(incident)];
                Some(Body::from(PhaseChanged { incident, over, phase }))
            }
            3 => {
                let text = self.corpus.text("correct")?;
                Some(Body::from(Corrected { entry: *self.afoot.said.last()?, text }))
            }
            _ => {
                let note = Some(self.corpus.text("promise")?);
                let facility = FACILITIES[self.chance.below(9) as usize].into();
                let flow = FlowName { facility, regime: Regime::Import, direction: None };
                let by = self.moment(14_400, 1800);
                Some(Body::from(RestorationPromised { flow, over: Vec::new(), by, note }))
            }
        }
    }

    fn count(&mut self) -> Option<Body> {
        let (fallback, last, count) = self.afoot.fallback?;
        let count = count + 1 + self.chance.below(40) as u32;
        self.afoot.fallback = Some((fallback, last, count));
        let over = last.into_iter().collect();
        Some(Body::from(FallbackCounted { fallback, over, count }))
    }

    fn contact(&mut self) -> Option<Body> {
        let line = self.corpus.take("contact")?;
        Some(Body::from(ContactSaved {
            contact: None,
            over: Vec::new(),
            name: line.first().cloned(),
            organisation: Some("Customs".into()),
            function: line.get(1).cloned().map(Change::Set),
            primary: line.get(2).cloned().map(Change::Set),
            alternate: None,
            contingency: None,
            emergency: None,
            deputy: None,
            languages: None,
            seat: None,
        }))
    }

    /// A time so many seconds from now, on the minute or hour as people say it.
    fn moment(&self, seconds: i64, unit: u64) -> Moment {
        let at = (self.now / 1000).saturating_add_signed(seconds);
        Moment(at / unit * unit)
    }

    fn write(&mut self, pen: usize, body: impl Into<Body>) -> EntryKey {
        self.now += 1 + self.chance.below(1_000);
        let body = body.into();
        let entry = Entry { time: Stamp(self.now), kind: body.kind(), body: body.write() };
        let Pen { secret, n, h } = &mut self.pens[pen];
        let link = Link::write(&self.room, secret, *n + 1, *h, entry);
        (*n, *h) = (link.n, link.h);
        self.log.push(link.clone());
        link.key()
    }
}

/// The flow of a report by numbers, and each field that it sets.
fn fields(report: &FlowReported) -> Vec<(usize, u8, u8)> {
    let facility = FACILITIES.iter().position(|id| *id == report.flow.facility).unwrap_or(0);
    let regimes = [Regime::Import, Regime::Export, Regime::Transit];
    let regime = regimes.iter().position(|r| *r == report.flow.regime).unwrap_or(0) as u8;
    let set = [
        true,
        report.mode.is_some(),
        report.counterpart.is_some(),
        report.capacity.is_some(),
        report.queue.is_some(),
        report.note.is_some(),
        report.next_update.is_some(),
    ];
    let set = set.into_iter().enumerate().filter(|(_, set)| *set);
    set.map(|(field, _)| (facility, regime, field as u8)).collect()
}

/// Entries in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<EntryKey, Link>);

impl Memory {
    pub(crate) fn of(links: &[Link]) -> Self {
        Self(links.iter().map(|link| (link.key(), link.clone())).collect())
    }
}

impl Shelf for Memory {
    type Error = Infallible;

    fn link(&self, key: &EntryKey) -> Result<Option<Link>, Infallible> {
        Ok(self.0.get(key).cloned())
    }
}

impl Entries for Memory {
    type Error = Infallible;

    fn visit(&self, each: &mut dyn FnMut(&Link)) -> Result<(), Infallible> {
        self.0.values().for_each(each);
        Ok(())
    }
}

/// The index of the first entries of a log, in the order of their positions.
pub(crate) fn record(room: RoomId, links: &[Link]) -> Record {
    let mut record = Record::new(room);
    for (position, link) in links.iter().enumerate() {
        record.add(link, Some(position as u64));
    }
    record
}
