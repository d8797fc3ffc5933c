//! Incidents, plans, activations, steps, fallbacks and bulletins by id or by what they are called.

use liaison_core::body::plan::Step;
use liaison_core::decide::Thing;
use liaison_core::id::{EntryRef, SeatKey};
use liaison_core::room::Room;

use super::{Candidate, NameError, named, only, pick};

/// The incident that an id or a title means.
///
/// # Errors
///
/// Where none fits or several do.
pub fn incident(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let all = room.incidents().iter().filter(|(_, i)| i.declared.is_some());
    let titles = all.map(|(name, incident)| {
        let titles = incident.title.settings().iter().map(|s| s.value.clone()).collect();
        named(room, name, *name, titles)
    });
    pick(Thing::Incident, typed, titles.collect())
}

/// The plan that an id or a title means, by its id.
///
/// # Errors
///
/// Where none fits or several do.
pub fn plan(room: &Room, typed: &str) -> Result<String, NameError> {
    if let Some((id, _)) = room.plans().get_key_value(typed.trim()) {
        return Ok(id.clone());
    }
    let plans = room.plans().iter().map(|(id, plan)| {
        let title = plan.current().map(|(_, version)| &version.plan.title);
        let titles = title.into_iter().flat_map(|t| [t.en.clone(), t.fr.clone()]);
        Candidate { is: id.clone(), id: id.clone(), names: titles.chain([id.clone()]).collect() }
    });
    pick(Thing::Plan, typed, plans.collect())
}

/// The version of a plan that an activation names: the one that counts.
///
/// # Errors
///
/// Where no plan fits or several do.
pub fn plan_version(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let id = plan(room, typed)?;
    let version = room.plans().get(&id).and_then(|plan| plan.current());
    version.map(|(name, _)| *name).ok_or(NameError::Unknown {
        thing: Thing::Plan,
        typed: typed.to_owned(),
        known: Vec::new(),
    })
}

/// The activation that an id, its plan's id or its plan's title means; of a plan activated more than
/// once the one still in force.
///
/// # Errors
///
/// Where none fits or several do.
pub fn activation(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let candidates = |open_only: bool| {
        let all = room.activations().iter();
        all.filter(|(_, a)| a.proposed.is_some() && (!open_only || a.is_open()))
            .map(|(name, activation)| {
                let plan = activation.plan(room);
                let names = plan
                    .into_iter()
                    .flat_map(|p| [p.title.en.clone(), p.title.fr.clone(), p.id.clone()]);
                named(room, name, *name, names.collect())
            })
            .collect::<Vec<_>>()
    };
    let open = pick(Thing::Activation, typed, candidates(true));
    match open {
        Err(NameError::Unknown { .. }) => pick(Thing::Activation, typed, candidates(false)),
        decided => decided,
    }
}

/// The step of an activation that an id or a number (counted from 1) means.
///
/// # Errors
///
/// Where none fits.
pub fn step(room: &Room, activation: &EntryRef, typed: &str) -> Result<String, NameError> {
    let name = room.resolve(activation);
    let plan = room.activations().get(&name).and_then(|a| a.plan(room));
    let steps: &[Step] = plan.map_or(&[], |p| &p.steps);
    if let Some(step) = steps.iter().find(|s| s.id.eq_ignore_ascii_case(typed.trim())) {
        return Ok(step.id.clone());
    }
    let number = typed.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    if let Some(step) = number.and_then(|n| steps.get(n)) {
        return Ok(step.id.clone());
    }
    let candidates = steps.iter().map(|step| Candidate {
        is: step.id.clone(),
        id: step.id.clone(),
        names: vec![step.text.en.clone(), step.text.fr.clone(), step.id.clone()],
    });
    pick(Thing::Step, typed, candidates.collect())
}

/// The fallback that an id or its authority means; the only open one where the name is left out.
///
/// # Errors
///
/// Where none fits or several do.
pub fn fallback(room: &Room, typed: Option<&str>) -> Result<EntryRef, NameError> {
    let all = room.fallbacks().iter().filter(|(_, f)| f.opened.is_some());
    let candidate = |(name, fallback): (&EntryRef, &liaison_core::room::Fallback)| {
        let names = vec![fallback.reason.clone(), fallback.authority.clone()];
        named(room, name, *name, names)
    };
    match typed {
        Some(typed) => pick(Thing::Fallback, typed, all.map(candidate).collect()),
        None => only(Thing::Fallback, all.filter(|(_, f)| f.is_open()).map(candidate).collect()),
    }
}

/// The bulletin that a number, an id or a title means; of several with one number the one issued
/// last, as officers quote it.
///
/// # Errors
///
/// Where none fits or several do.
pub fn bulletin(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    if let Some((name, _)) = room.bulletin(typed) {
        return Ok(*name);
    }
    let issued = room.bulletins().iter().filter(|(_, b)| b.issued.is_some());
    let candidates =
        issued.map(|(name, b)| named(room, name, *name, vec![b.title.clone(), b.number.clone()]));
    pick(Thing::Guidance, typed, candidates.collect())
}

/// The document that an id, the name of its file or the beginning of its hash means; of several
/// with one name the one shared last.
///
/// # Errors
///
/// Where none fits or several do.
pub fn document(room: &Room, typed: &str) -> Result<EntryRef, NameError> {
    let shown = room.documents().iter().filter_map(|(name, document)| {
        let (entry, share) = room.share_of(document)?;
        Some((name, entry, share))
    });
    let called =
        shown.clone().filter(|(_, _, share)| share.name.eq_ignore_ascii_case(typed.trim()));
    if let Some((_, entry, _)) = called.max_by_key(|(_, entry, share)| (share.act.time, **entry)) {
        return Ok(*entry);
    }
    let candidates = shown.map(|(name, entry, share)| {
        let hash: String = name.hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
        named(room, entry, *entry, vec![share.name.clone(), hash])
    });
    pick(Thing::Document, typed, candidates.collect())
}

/// The duty that a seat has: by its name, or the only one.
///
/// # Errors
///
/// Where the seat has none, or several and the name is left out.
pub fn own_duty(room: &Room, me: &SeatKey, typed: Option<&str>) -> Result<String, NameError> {
    let member = room.membership().member_index(me);
    let mine = room.duties().iter().filter(|(_, duty)| {
        let holders = duty.holder.settings().iter();
        holders.into_iter().any(|s| room.membership().member_index(&s.value.seat) == member)
    });
    let candidates: Vec<_> = mine
        .map(|(function, _)| Candidate {
            is: function.clone(),
            id: function.clone(),
            names: vec![function.clone()],
        })
        .collect();
    match typed {
        Some(typed) => pick(Thing::Handover, typed, candidates),
        None => only(Thing::Handover, candidates),
    }
}
