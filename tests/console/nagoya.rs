//! The room of the pictures: an exercise after what happened at Nagoya in July 2023, at 06:42.

use liaison_core::body::Change;
use liaison_core::body::flow::{FacilityListed, FlowName, FlowReported, RestorationPromised};
use liaison_core::body::guidance::GuidanceIssued;
use liaison_core::body::incident::{IncidentDeclared, SituationReported};
use liaison_core::body::log::{Address, DecisionRecorded, MessagePosted, NoteTaken};
use liaison_core::body::plan::{
    ActivationProposed, Bilingual, FallbackCounted, FallbackOpened, PlanPublished, Step,
    StepAssigned, StepDone,
};
use liaison_core::body::roster::{ContactSaved, DutyTaken};
use liaison_core::id::EntryRef;
use liaison_core::terms::{
    Acceptance, Certainty, ClearanceMode, FacilityKind, FlowStatus, IncidentKind, Level, Mode,
    PlanKind, Precedence, Regime, ReportVersion, Role, Severity, Urgency,
};

use super::world::{World, at};

/// The duty officer at Nagoya Customs.
pub(crate) const DUTY: usize = 1;
/// The liaison officer of the port.
pub(crate) const PORT: usize = 2;

/// The names of what the story is about.
pub(crate) struct Story {
    pub(crate) world: World,
    pub(crate) message: EntryRef,
}

fn both(en: &str, fr: &str) -> Bilingual {
    Bilingual { en: en.to_owned(), fr: fr.to_owned() }
}

pub(crate) fn flow(facility: &str, regime: Regime) -> FlowName {
    FlowName { facility: facility.to_owned(), regime, direction: None }
}

pub(crate) fn report(facility: &str, regime: Regime, status: FlowStatus) -> FlowReported {
    FlowReported {
        flow: flow(facility, regime),
        over: Vec::new(),
        as_of: at(6, 20),
        status,
        mode: Some(ClearanceMode::Fallback),
        counterpart: Some(Acceptance::Unknown),
        capacity: None,
        queue: None,
        note: None,
        source: None,
        next_update: None,
    }
}

pub(crate) fn message(precedence: Precedence, text: &str) -> MessagePosted {
    MessagePosted {
        precedence,
        text: text.to_owned(),
        to: Vec::new(),
        acknowledge: true,
        reply_to: None,
        tlp: None,
        language: Some("en".to_owned()),
        incident: None,
    }
}

/// The room at 06:42.
pub(crate) fn story() -> Story {
    let mut world = World::founded(Mode::Exercise, "Nagoya 2023", "Sato Keiko", "Nagoya Customs");
    world.join("Mori Jun", "Nagoya Customs", Role::DutyOfficer);
    world.join("Abe Rin", "Port Authority", Role::Liaison);
    world.join("Ono Ken", "Carrier A", Role::Liaison);
    let incident = incidents(&mut world);
    flows(&mut world);
    plan(&mut world, incident);
    let message = words(&mut world, incident);
    world.at(6, 42);
    Story { world, message }
}

fn incidents(world: &mut World) -> EntryRef {
    world.at(6, 2);
    let declare = |title: &str, severity, next| IncidentDeclared {
        title: title.to_owned(),
        severity,
        urgency: Urgency::Immediate,
        certainty: Certainty::Observed,
        kind: IncidentKind::Infra,
        places: vec!["JPNGO".to_owned()],
        text: Some("Printer at terminal prints a ransom note. Gate lanes stand.".to_owned()),
        next_update: Some(next),
    };
    let incident =
        world.say(DUTY, declare("Ransomware: terminal system down", Severity::Severe, at(6, 54)));
    world.at(6, 10);
    let yards = declare("Yards filling, trucks turned away", Severity::Moderate, at(6, 37));
    world.say(PORT, yards);
    world.at(6, 15);
    world.say(
        DUTY,
        SituationReported {
            incident,
            over: Vec::new(),
            number: 1,
            version: ReportVersion::Initial,
            from: at(6, 0),
            to: at(6, 15),
            text: "Five terminals stand. Import impossible, export on paper.".to_owned(),
            confidence: None,
            next_report: Some(at(6, 54)),
        },
    );
    incident
}

fn flows(world: &mut World) {
    world.at(6, 18);
    for (id, name) in [("JPNGO-NCB", "NCB terminal"), ("JPNGO-TBS", "Tobishima S")] {
        world.say(
            PORT,
            FacilityListed {
                id: id.to_owned(),
                name: name.to_owned(),
                kind: FacilityKind::Terminal,
                over: Vec::new(),
                parent: Some("JPNGO".to_owned()),
            },
        );
    }
    for (facility, regime, status) in [
        ("JPNGO-NCB", Regime::Import, FlowStatus::Closed),
        ("JPNGO-NCB", Regime::Export, FlowStatus::Closed),
        ("JPNGO-NCB", Regime::Transit, FlowStatus::Unknown),
        ("JPNGO-TBS", Regime::Import, FlowStatus::Restricted),
        ("JPNGO-TBS", Regime::Transit, FlowStatus::Open),
    ] {
        world.say(PORT, report(facility, regime, status));
    }
    world.at(6, 25);
    for by in [at(8, 30), at(18, 0)] {
        world.say(
            PORT,
            RestorationPromised {
                flow: flow("JPNGO-NCB", Regime::Import),
                over: Vec::new(),
                by,
                note: Some("servers rebuilt from backup".to_owned()),
            },
        );
    }
}

fn publish(world: &mut World) -> EntryRef {
    world.at(6, 26);
    let step = |id: &str, en: &str, fr: &str, due| Step {
        id: id.to_owned(),
        text: both(en, fr),
        owner: both("Duty officer", "Cadre d'astreinte"),
        due,
        level: Level::Monitor,
    };
    world.say(
        DUTY,
        PlanPublished {
            id: "supply-chain".to_owned(),
            version: 1,
            kind: PlanKind::SupplyChain,
            title: both("Supply chain", "Chaîne logistique"),
            purpose: both("Goods pass on paper", "Les marchandises passent sur papier"),
            triggers: vec![both("terminal system down", "système du terminal arrêté")],
            levels: vec![(Level::Full, both("all terminals", "tous les terminaux"))],
            authority: both("Director", "Directeur"),
            deputies: vec![both("Deputy director", "Directeur adjoint")],
            rto: 2 * 3600,
            mtpd: 6 * 3600,
            mbco: both("medicines and perishables", "médicaments et denrées"),
            approvals: 1,
            steps: vec![
                step(
                    "call",
                    "Call terminal duty officers",
                    "Appeler les astreintes des terminaux",
                    600,
                ),
                step("lanes", "Open the AEO paper lane", "Ouvrir la file papier des OEA", 1200),
                step(
                    "press",
                    "Tell the trade associations",
                    "Prévenir les organisations professionnelles",
                    3600,
                ),
            ],
            over: Vec::new(),
            sites: Vec::new(),
            regimes: Vec::new(),
            reviewed: Some(at(0, 0)),
        },
    )
}

fn plan(world: &mut World, incident: EntryRef) {
    let plan = publish(world);
    world.at(6, 28);
    let activation = world.say(
        DUTY,
        ActivationProposed {
            plan,
            level: Level::Full,
            authority: "Director of Nagoya Customs".to_owned(),
            reason: "terminal system down".to_owned(),
            incident: Some(incident),
            sites: vec!["JPNGO".to_owned()],
            regimes: vec![Regime::Import, Regime::Export],
        },
    );
    let over = Vec::new;
    world.say(
        DUTY,
        StepDone {
            activation,
            over: over(),
            step: "lanes".to_owned(),
            note: Some("two lanes".to_owned()),
        },
    );
    let seat = world.key(DUTY).seat();
    world.say(DUTY, StepAssigned { activation, over: over(), step: "call".to_owned(), seat });
    let fallback = world.say(
        DUTY,
        FallbackOpened {
            authority: "Director".to_owned(),
            reason: "declarations on paper".to_owned(),
            start: at(6, 28),
            sites: vec!["JPNGO-NCB".to_owned()],
            regimes: vec![Regime::Export],
            activation: Some(activation),
        },
    );
    world.say(DUTY, FallbackCounted { fallback, over: over(), count: 14 });
}

fn words(world: &mut World, incident: EntryRef) -> EntryRef {
    world.at(6, 30);
    let set = |text: &str| Some(Change::Set(text.to_owned()));
    for (name, organisation, primary) in [
        ("Abe Rin", "Port Authority", "+81 52 555 0101"),
        ("Ono Ken", "Carrier A", "ops@carrier-a.example"),
    ] {
        world.say(
            PORT,
            ContactSaved {
                contact: None,
                over: Vec::new(),
                name: Some(name.to_owned()),
                organisation: Some(organisation.to_owned()),
                function: set("operations"),
                primary: set(primary),
                alternate: set("radio channel 12"),
                contingency: None,
                emergency: None,
                deputy: None,
                languages: set("ja, en"),
                seat: None,
            },
        );
    }
    world.say(
        DUTY,
        DutyTaken { function: "crisis cell".to_owned(), over: Vec::new(), until: Some(at(14, 0)) },
    );
    world.at(6, 33);
    world.say(DUTY, GuidanceIssued {
        number: "03".to_owned(),
        title: "Paper export".to_owned(),
        text: "Exports pass on form C-5010 with the carrier's stamp.\nPerishables and medicines go first.".to_owned(),
        supersedes: Vec::new(),
        from: None,
    });
    world.say(
        DUTY,
        DecisionRecorded {
            question: "Accept paper at Yokkaichi?".to_owned(),
            decision: "Yes, for transit".to_owned(),
            options: vec!["wait".to_owned()],
            decider: None,
            review: Some(at(9, 0)),
            incident: Some(incident),
        },
    );
    world.at(6, 36);
    let mut yard = message(Precedence::Priority, "Yard count, please");
    yard.to = vec![Address::Organisation("Carrier A".to_owned())];
    world.say(DUTY, yard);
    world.at(6, 38);
    world.say(
        DUTY,
        NoteTaken {
            text: "Fallback accepted by Yokkaichi for transit".to_owned(),
            incident: Some(incident),
        },
    );
    world.at(6, 41);
    let text = "Gates close at 07:00Z, trucks held at the P2 yard";
    world.say(PORT, message(Precedence::Flash, text))
}
