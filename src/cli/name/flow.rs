//! Flows as `FACILITY/regime/direction`, and facilities by code.

use liaison_core::body::flow::FlowName;
use liaison_core::decide::Thing;
use liaison_core::room::Room;
use liaison_core::terms::{Direction, Regime};

use super::{CANDIDATES_MAX, Candidate, NameError, folded, pick};
use crate::places::Places;

/// Places that a refusal proposes.
const NEAR_MAX: usize = 5;

/// A flow as commands print and take it: `JPNGO/import` or `JPNGO/import/in`.
pub fn flow_text(flow: &FlowName) -> String {
    let direction = flow.direction.map(|d| format!("/{d}")).unwrap_or_default();
    format!("{}/{}{direction}", flow.facility, flow.regime)
}

/// The flow that `FACILITY/regime/direction` means, among those that were reported on; what tells
/// nothing apart may be left out.
///
/// # Errors
///
/// Where none fits or several do.
pub fn flow(room: &Room, typed: &str) -> Result<FlowName, NameError> {
    let mut parts = typed.split(['/', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let facility = folded(parts.next().unwrap_or_default());
    let rest: Vec<&str> = parts.collect();
    let fits = |flow: &FlowName| {
        let listed = room.facilities().get(&flow.facility);
        let names = listed.into_iter().flat_map(|f| f.name.settings());
        let is_facility = folded(&flow.facility) == facility
            || names.into_iter().any(|s| folded(&s.value) == facility);
        is_facility
            && rest.iter().all(|part| {
                part.parse::<Regime>().is_ok_and(|r| r == flow.regime)
                    || part.parse::<Direction>().is_ok_and(|d| Some(d) == flow.direction)
            })
    };
    let found: Vec<&FlowName> = room.flows().keys().filter(|name| fits(name)).collect();
    // `JPNGO/import` means the flow without a direction where there is one.
    let exact = found.iter().find(|name| folded(&flow_text(name)) == folded(typed));
    match (exact, &found[..]) {
        (Some(exact), _) => Ok((*exact).clone()),
        (None, [only]) => Ok((*only).clone()),
        (None, []) => {
            let known = room.flows().keys().take(CANDIDATES_MAX).map(flow_text).collect();
            Err(NameError::Unknown { thing: Thing::Flow, typed: typed.to_owned(), known })
        }
        (None, several) => Err(NameError::Ambiguous {
            thing: Thing::Flow,
            typed: typed.to_owned(),
            candidates: several.iter().take(CANDIDATES_MAX).map(|f| flow_text(f)).collect(),
        }),
    }
}

/// A facility that flows may be reported of: listed in the room, or a UN/LOCODE. A code of the right
/// form that this edition does not have is taken too: codes are newer than lists.
///
/// # Errors
///
/// Where it is neither; places of that name are proposed.
pub fn facility(room: &Room, places: &Places, typed: &str) -> Result<String, NameError> {
    let code = typed.trim().to_uppercase();
    let used = room.flows().keys().any(|flow| flow.facility == code);
    if room.facilities().contains_key(&code) || used {
        return Ok(code);
    }
    if let Some(place) = places.find(&code) {
        return Ok(place.code);
    }
    let listed = room.facilities().iter().map(|(id, facility)| Candidate {
        is: id.clone(),
        id: id.clone(),
        names: facility.name.settings().iter().map(|s| s.value.clone()).collect(),
    });
    match pick(Thing::Flow, typed, listed.collect()) {
        Ok(id) => return Ok(id),
        Err(several @ NameError::Ambiguous { .. }) => return Err(several),
        Err(_) => {}
    }
    if has_form(&code) {
        return Ok(code);
    }
    let near = places.search(typed, NEAR_MAX);
    let near = near.into_iter().map(|place| format!("{} {}", place.code, place.name)).collect();
    Err(NameError::Facility { typed: typed.to_owned(), near })
}

/// Facilities of an incident, an activation or a fallback.
///
/// # Errors
///
/// As [`facility`].
pub fn site(room: &Room, places: &Places, typed: &[String]) -> Result<Vec<String>, NameError> {
    typed.iter().map(|one| facility(room, places, one)).collect()
}

/// Two letters of a country and three letters or digits from 2 to 9.
fn has_form(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 5
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(|b| b.is_ascii_uppercase() || (b'2'..=b'9').contains(b))
}
