//! What ships with the program as files, and what officers write in the same formats: continuity
//! plans and exercise scenarios, each text in English and French.
//!
//! A file is read whole or not at all. What is wrong with it is reported all at once, each mistake
//! with its file, line, column, what was found and what was expected ([`Mistakes`]). The formats
//! are described in `docs/plans.md` and `docs/scenarios.md`.

mod act;
mod clock;
mod mistake;
mod plan;
mod scenario;
mod shape;
mod sheet;
mod slug;
mod stage;

pub use act::{Act, StepChange, To};
pub use liaison_core::body::plan::{Bilingual, Step};
pub use mistake::{Args, Mistake, MistakeKind, Mistakes};
pub use plan::{PLAN_BYTES_MAX, Plan, STEPS_MAX};
pub use scenario::{
    Basis, CAST_MAX, EVENTS_MAX, Event, Officer, Organisation, STORY_DAYS_MAX, Scenario, Source,
};
pub use shape::{Shape, Thing};
pub use slug::Slug;

/// The plans that ship with the program: name of the file, text.
const PLANS: &[(&str, &str)] = &[
    ("customs-activities.toml", include_str!("../library/plans/customs-activities.toml")),
    ("port-supply-chain.toml", include_str!("../library/plans/port-supply-chain.toml")),
    ("crisis-leadership.toml", include_str!("../library/plans/crisis-leadership.toml")),
];

/// The scenarios that ship with the program: name of the file, text.
const SCENARIOS: &[(&str, &str)] = &[
    ("nagoya-2023.toml", include_str!("../library/scenarios/nagoya-2023.toml")),
    ("costa-rica-2022.toml", include_str!("../library/scenarios/costa-rica-2022.toml")),
];

/// The plans that ship with the program, one of each kind.
pub fn plans() -> Vec<Plan> {
    let read = |&(file, text): &(_, _)| Plan::parse(file, text);
    PLANS.iter().map(read).collect::<Result<_, _>>().expect("a test reads every shipped plan")
}

/// The scenarios that ship with the program.
pub fn scenarios() -> Vec<Scenario> {
    let plans = plans();
    let read = |&(file, text): &(_, _)| Scenario::parse(file, text, &plans);
    let read = SCENARIOS.iter().map(read).collect::<Result<_, _>>();
    read.expect("a test reads every shipped scenario")
}

/// The shipped scenario of that id, or the only one whose id begins with it: `nagoya`.
pub fn scenario(name: &str) -> Option<Scenario> {
    let mut found: Vec<_> =
        scenarios().into_iter().filter(|s| s.id.as_str().starts_with(name)).collect();
    let exact = found.iter().position(|s| s.id.as_str() == name);
    match (exact, found.len()) {
        (Some(i), _) => Some(found.swap_remove(i)),
        (None, 1) => found.pop(),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests;
