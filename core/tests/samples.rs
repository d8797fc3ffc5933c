//! Drafts of what officers say, with everything that does not matter left out.

use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::incident::{IncidentDeclared, IncidentRevised};
use liaison_core::body::log::{Address, MessagePosted, NoteTaken};
use liaison_core::body::plan::{ActivationProposed, Bilingual, PlanPublished, Step};
use liaison_core::body::room::{RoleChanged, SeatRemoved, Upto};
use liaison_core::body::roster::ContactSaved;
use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::stamp::Moment;
use liaison_core::terms::{
    Certainty, FlowStatus, IncidentKind, Level, PlanKind, Precedence, Regime, Role, Severity, Tlp,
    Urgency,
};

pub(crate) fn incident(title: &str) -> IncidentDeclared {
    IncidentDeclared {
        title: title.into(),
        severity: Severity::Severe,
        urgency: Urgency::Immediate,
        certainty: Certainty::Observed,
        kind: IncidentKind::Infra,
        places: vec!["JPNGO".into()],
        text: None,
        next_update: None,
    }
}

pub(crate) fn revision(incident: EntryRef, severity: Severity) -> IncidentRevised {
    IncidentRevised {
        incident,
        over: Vec::new(),
        title: None,
        severity: Some(severity),
        urgency: None,
        certainty: None,
        kind: None,
        places: None,
        text: None,
        next_update: None,
    }
}

pub(crate) fn flow(facility: &str) -> FlowName {
    FlowName { facility: facility.into(), regime: Regime::Import, direction: None }
}

pub(crate) fn report(facility: &str, status: FlowStatus) -> FlowReported {
    FlowReported {
        flow: flow(facility),
        over: Vec::new(),
        as_of: Moment(1_700_460_000),
        status,
        mode: None,
        counterpart: None,
        capacity: None,
        queue: None,
        note: None,
        source: None,
        next_update: None,
    }
}

pub(crate) fn message(text: &str, to: Vec<Address>, tlp: Option<Tlp>) -> MessagePosted {
    MessagePosted {
        precedence: Precedence::Flash,
        text: text.into(),
        to,
        acknowledge: true,
        reply_to: None,
        tlp,
        language: None,
        incident: None,
    }
}

pub(crate) fn note(text: &str) -> NoteTaken {
    NoteTaken { text: text.into(), incident: None }
}

pub(crate) fn plan(id: &str, approvals: u8) -> PlanPublished {
    let said = |text: &str| Bilingual { en: text.into(), fr: text.into() };
    PlanPublished {
        id: id.into(),
        version: 1,
        kind: PlanKind::SupplyChain,
        title: said("Port closed"),
        purpose: said("Keep goods moving"),
        triggers: Vec::new(),
        levels: vec![(Level::Full, said("Everything"))],
        authority: said("Director"),
        deputies: Vec::new(),
        rto: 3600,
        mtpd: 7200,
        mbco: said("Half of all declarations"),
        approvals,
        steps: vec![Step {
            id: "call".into(),
            text: said("Call the terminal"),
            owner: said("Duty officer"),
            due: 900,
            level: Level::Monitor,
        }],
        over: Vec::new(),
        sites: Vec::new(),
        regimes: Vec::new(),
        reviewed: None,
    }
}

pub(crate) fn proposal(plan: EntryRef) -> ActivationProposed {
    ActivationProposed {
        plan,
        level: Level::Full,
        authority: "Director".into(),
        reason: "Terminal system down".into(),
        incident: None,
        sites: Vec::new(),
        regimes: Vec::new(),
    }
}

pub(crate) fn contact(name: &str) -> ContactSaved {
    ContactSaved {
        contact: None,
        over: Vec::new(),
        name: Some(name.into()),
        organisation: Some("Port".into()),
        function: None,
        primary: None,
        alternate: None,
        contingency: None,
        emergency: None,
        deputy: None,
        languages: None,
        seat: None,
    }
}

/// The author has seen `n` entries of the seat.
pub(crate) fn role(seat: SeatKey, n: u32, role: Role, over: &[EntryRef]) -> RoleChanged {
    let upto = vec![Upto { seat: seat.seat(), n }];
    RoleChanged { upto, role, over: over.to_vec() }
}

/// The author has seen `n` entries of the seat.
pub(crate) fn removal(seat: SeatKey, n: u32) -> SeatRemoved {
    let upto = vec![Upto { seat: seat.seat(), n }];
    SeatRemoved { upto, reason: "left".into(), over: Vec::new() }
}
