//! The forms about facilities and flows.

use liaison_core::body::flow::{
    FacilityListed, FlowName, FlowReported, RestorationAchieved, RestorationPromised,
};
use liaison_core::body::{Body, Change};
use liaison_core::terms::{Acceptance, ClearanceMode, Direction, FacilityKind, FlowStatus, Regime};

use super::sheet::{Problems, Sheet, change, newest, newest_some};
use crate::state::form::FormField;
use crate::state::purpose::Purpose;
use crate::state::reading::Reading;

pub(super) fn fields(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Vec<FormField>> {
    Some(match purpose {
        Purpose::Facility => vec![
            FormField::place("facility", "").wanted(),
            FormField::line("name", "").wanted(),
            FormField::choice("kind", sheet.terms("facility-kind", FacilityKind::ALL), None)
                .wanted(),
            FormField::place("parent", ""),
        ],
        Purpose::Flow(flow) => report(sheet, flow.as_ref()),
        Purpose::Promise(flow) => {
            let by = sheet.desk.room.flows().get(flow).and_then(|flow| flow.promised());
            vec![FormField::moment("by", by).wanted(), FormField::line("note", "")]
        }
        Purpose::Restored(_) => vec![
            FormField::moment("at", Some(sheet.now.moment())).wanted(),
            FormField::line("note", ""),
        ],
        _ => return None,
    })
}

fn report(sheet: &Sheet<'_>, name: Option<&FlowName>) -> Vec<FormField> {
    let flow = name.and_then(|name| sheet.desk.room.flows().get(name));
    let mut fields = Vec::new();
    if name.is_none() {
        let mut directions = sheet.terms("direction", Direction::ALL);
        directions.insert(
            0,
            crate::state::form::Value { name: String::new(), words: sheet.words.say("form-any") },
        );
        fields.extend([
            FormField::place("facility", "").wanted(),
            FormField::choice("regime", sheet.terms("regime", Regime::ALL), None).wanted(),
            FormField::choice("direction", directions, Some("")),
        ]);
    }
    let said = |of: fn(&liaison_core::room::Flow) -> String| flow.map(of).unwrap_or_default();
    let status = said(|f| newest(&f.status));
    let mode = said(|f| newest(&f.mode));
    let counterpart = said(|f| newest(&f.counterpart));
    fields.extend([
        FormField::choice("status", sheet.terms("flow-status", FlowStatus::ALL), Some(&status))
            .wanted(),
        FormField::choice("mode", sheet.terms("clearance-mode", ClearanceMode::ALL), Some(&mode)),
        FormField::choice(
            "counterpart",
            sheet.terms("acceptance", Acceptance::ALL),
            Some(&counterpart),
        ),
        FormField::line("capacity", &said(|f| newest_some(&f.capacity))),
        FormField::line("queue", &said(|f| newest_some(&f.queue))),
        FormField::line("note", &said(|f| newest_some(&f.note))),
        FormField::line("source", &said(|f| newest_some(&f.source))),
        FormField::moment("next-update", flow.and_then(liaison_core::room::Flow::next_update)),
    ]);
    fields
}

pub(super) fn body(
    sheet: &Sheet<'_>,
    purpose: &Purpose,
    mut r: Reading<'_>,
) -> Option<Result<Body, Problems>> {
    let over = Vec::new();
    Some(match purpose {
        Purpose::Facility => {
            let (id, name) = (r.said("facility").to_uppercase(), r.said("name"));
            let (kind, parent) = (r.term("kind"), r.text("parent").map(|id| id.to_uppercase()));
            match kind {
                Some(kind) => r.finish(FacilityListed { id, name, kind, over, parent }),
                None => Err(r.give_up()),
            }
        }
        Purpose::Flow(flow) => reported(sheet, flow.as_ref(), r),
        Purpose::Promise(flow) => {
            let (by, note) = (r.moment("by"), r.text("note"));
            match by {
                Some(by) => r.finish(RestorationPromised { flow: flow.clone(), over, by, note }),
                None => Err(r.give_up()),
            }
        }
        Purpose::Restored(flow) => {
            let (at, note) = (r.past("at"), r.text("note"));
            match at {
                Some(at) => r.finish(RestorationAchieved { flow: flow.clone(), over, at, note }),
                None => Err(r.give_up()),
            }
        }
        _ => return None,
    })
}

fn reported(
    sheet: &Sheet<'_>,
    name: Option<&FlowName>,
    mut r: Reading<'_>,
) -> Result<Body, Problems> {
    const FULL_CAPACITY: u32 = 100;
    let flow = match name {
        Some(name) => Some(name.clone()),
        None => {
            let facility = r.said("facility").to_uppercase();
            let (regime, direction) = (r.term("regime"), r.term("direction"));
            regime.map(|regime| FlowName { facility, regime, direction })
        }
    };
    let status: Option<FlowStatus> = r.term("status");
    let mode = r.is_changed("mode").then(|| r.term("mode")).flatten();
    let counterpart = r.is_changed("counterpart").then(|| r.term("counterpart")).flatten();
    let capacity = r.is_changed("capacity").then(|| {
        let read = r.number("capacity", 0, FULL_CAPACITY).and_then(|n| u8::try_from(n).ok());
        read.map_or(Change::Clear, Change::Set)
    });
    let (queue, note) = (change(r.changed("queue")), change(r.changed("note")));
    let source = change(r.changed("source"));
    let next_update = r
        .is_changed("next-update")
        .then(|| r.moment("next-update").map_or(Change::Clear, Change::Set));
    let (Some(flow), Some(status)) = (flow, status) else { return Err(r.give_up()) };
    r.finish(FlowReported {
        flow,
        over: Vec::new(),
        as_of: sheet.now.moment(),
        status,
        mode,
        counterpart,
        capacity,
        queue,
        note,
        source,
        next_update,
    })
}

pub(super) fn probe(sheet: &Sheet<'_>, purpose: &Purpose) -> Option<Body> {
    let now = sheet.now.moment();
    Some(match purpose {
        Purpose::Flow(Some(flow)) => FlowReported {
            flow: flow.clone(),
            over: Vec::new(),
            as_of: now,
            status: FlowStatus::Unknown,
            mode: Some(ClearanceMode::Electronic),
            counterpart: Some(Acceptance::Unknown),
            capacity: Some(Change::Clear),
            queue: Some(Change::Clear),
            note: Some(Change::Clear),
            source: Some(Change::Clear),
            next_update: Some(Change::Clear),
        }
        .into(),
        Purpose::Promise(flow) => {
            RestorationPromised { flow: flow.clone(), over: Vec::new(), by: now, note: None }.into()
        }
        Purpose::Restored(flow) => {
            RestorationAchieved { flow: flow.clone(), over: Vec::new(), at: now, note: None }.into()
        }
        _ => return None,
    })
}
