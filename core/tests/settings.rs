//! Nothing is overwritten that its author had not seen.

use std::collections::BTreeMap;

use liaison_core::body::Body;
use liaison_core::body::incident::IncidentClosed;
use liaison_core::decide::{Refusal, Shown, shown_now};
use liaison_core::field::Standing;
use liaison_core::id::EntryRef;
use liaison_core::room::Room;
use liaison_core::terms::{FlowStatus, Mode, Role, Severity};
use proptest::prelude::*;

use crate::draws::Draws;
use crate::office::{Office, cases};
use crate::samples::{flow, incident, report, revision};

/// What a body sets, told apart from the room: subject and field by name, and what it is over.
fn sets(entry: EntryRef, body: &Body) -> Vec<(String, Vec<EntryRef>)> {
    match body {
        Body::FlowReported(b) => {
            let mut fields = vec!["status"];
            fields.extend(b.mode.is_some().then_some("mode"));
            let name = |field| (format!("{}/{field}", b.flow.facility), b.over.clone());
            fields.into_iter().map(name).collect()
        }
        Body::IncidentDeclared(_) => {
            ["severity", "title", "open"].map(|f| (format!("{entry}/{f}"), Vec::new())).into()
        }
        Body::IncidentRevised(b) => {
            let mut fields = Vec::new();
            fields.extend(b.severity.is_some().then_some("severity"));
            fields.extend(b.title.is_some().then_some("title"));
            let name = |field| (format!("{}/{field}", b.incident), b.over.clone());
            fields.into_iter().map(name).collect()
        }
        Body::IncidentClosed(b) => vec![(format!("{}/open", b.incident), b.over.clone())],
        _ => Vec::new(),
    }
}

/// What stands in each field by the room.
fn standing(room: &Room) -> BTreeMap<String, Vec<EntryRef>> {
    let mut all = BTreeMap::new();
    for (name, flow) in room.flows() {
        all.insert(format!("{}/status", name.facility), flow.status.names().collect::<Vec<_>>());
        all.insert(format!("{}/mode", name.facility), flow.mode.names().collect());
    }
    for (name, incident) in room.incidents() {
        all.insert(format!("{name}/severity"), incident.severity.names().collect());
        all.insert(format!("{name}/title"), incident.title.names().collect());
        all.insert(format!("{name}/open"), incident.open.names().collect());
    }
    all.retain(|_, names| !names.is_empty());
    all
}

/// Four officers who set the same things over and over, and now and then hear of each other.
fn busy_day(bytes: &[u8]) -> Office {
    let mut office = Office::found(Mode::Exercise);
    for organisation in ["Port", "Carrier", "AEO"] {
        office.seat(0, organisation, Role::DutyOfficer);
    }
    let mut incidents = vec![office.say(0, incident("First")).expect("may").reference()];
    office.share();
    let mut d = Draws::new(bytes);
    while !d.is_empty() {
        let (pen, what) = (d.below(4), d.below(8));
        let subject = incidents[d.below(incidents.len())];
        let shown = if d.one() { Shown::Now } else { Shown::Resolve };
        let draft: Body = match what {
            0 => {
                office.give(pen, d.below(4));
                continue;
            }
            1..=3 => {
                let mut report = report(["JPNGO", "JPTYO"][d.below(2)], d.one());
                report.mode = d.one();
                report.into()
            }
            4 | 5 => {
                let mut revision = revision(subject, d.one());
                revision.title = d.one::<bool>().then(|| "Other".to_owned());
                revision.into()
            }
            6 => IncidentClosed { incident: subject, over: Vec::new(), reason: None }.into(),
            _ => incident("Another").into(),
        };
        // What a form showed that was opened a while ago.
        let shown = if d.below(4) == 0 {
            let seen = shown_now(&office.pens[pen].room, &draft);
            office.give(d.below(4), pen);
            Shown::Seen(seen)
        } else {
            shown
        };
        match office.say_over(pen, draft.clone(), &shown) {
            Ok(key) if matches!(draft, Body::IncidentDeclared(_)) => {
                incidents.push(key.reference());
            }
            Ok(_) | Err(Refusal::Conflict(_) | Refusal::Unknown(_) | Refusal::Already(_)) => {}
            Err(other) => panic!("{other} of {draft:?}"),
        }
    }
    office
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn every_value_stands_or_was_shown_to_the_author_of_what_superseded_it(
        bytes in prop::collection::vec(any::<u8>(), 0..240),
    ) {
        let office = busy_day(&bytes);
        let room = office.folded();
        let mut set: BTreeMap<String, Vec<EntryRef>> = BTreeMap::new();
        let mut named: BTreeMap<String, Vec<EntryRef>> = BTreeMap::new();
        for link in &office.log {
            let name = link.key().reference();
            for (field, over) in link.read().iter().flat_map(|body| sets(name, body)) {
                for old in &over {
                    prop_assert!(office.shown[&link.key()].contains(old), "{} was shown {}", name, old);
                }
                set.entry(field.clone()).or_default().push(name);
                named.entry(field).or_default().extend(over);
            }
        }
        // What stands is what was set and not named by another that sets the same.
        for (field, names) in &mut set {
            names.retain(|name| !named[field].contains(name));
            names.sort_unstable();
        }
        prop_assert_eq!(standing(&room), set);
    }
}

#[test]
fn what_came_while_a_form_was_open_stays_beside_what_it_sets() {
    let mut office = Office::found(Mode::Exercise);
    let port = office.seat(0, "Port", Role::Liaison);
    office.say(0, report("JPNGO", FlowStatus::Open)).expect("may");
    office.share();
    let draft: Body = report("JPNGO", FlowStatus::Closed).into();
    let seen = shown_now(&office.pens[0].room, &draft);
    office.say(port, report("JPNGO", FlowStatus::Restricted)).expect("may");
    office.share();
    office.say_over(0, draft.clone(), &Shown::Seen(seen)).expect("may");
    let room = office.folded();
    let status = &room.flows()[&flow("JPNGO")].status;
    assert!(matches!(status.standing(&room), Standing::Conflict(values) if values.len() == 2));
    assert_eq!(room.conflicts().len(), 1);
    // Whoever has seen both is told, and resolves knowingly.
    office.share();
    assert!(matches!(office.say(port, draft.clone()), Err(Refusal::Conflict(_))));
    office.say_over(port, draft, &Shown::Resolve).expect("may");
    assert!(office.folded().conflicts().is_empty());
}

#[test]
fn nobody_supersedes_what_the_same_seat_writes_later() {
    let mut office = Office::found(Mode::Exercise);
    office.say(0, report("JPNGO", FlowStatus::Open)).expect("may");
    let mut first = report("JPNGO", FlowStatus::Closed);
    let n = office.pens[0].n;
    let key = office.pens[0].key();
    // Names every check that the next entry could have, one of them right.
    first.over = (0..=u16::MAX)
        .step_by(40)
        .map(|check| EntryRef::new(key.seat(), n + 2, check.to_le_bytes()))
        .collect();
    let first = office.write(0, first);
    let mut second = report("JPNGO", FlowStatus::Restricted);
    second.over = vec![first.reference()];
    loop {
        let second = office.write(0, second.clone());
        if u16::from_le_bytes(second.h.check()).is_multiple_of(40) {
            break;
        }
        office.log.pop();
        office.rewind(0, second.n - 1);
        second_again(&mut office);
    }
    let room = office.folded();
    assert!(!room.flows()[&flow("JPNGO")].status.settings().is_empty(), "a field is not voided");
}

/// Forgets what was written last.
fn second_again(office: &mut Office) {
    let pen = &mut office.pens[0];
    pen.held.pop();
    pen.room = crate::office::fold(office.id, &pen.held);
}

#[test]
fn an_entry_without_authority_sets_and_supersedes_nothing() {
    let mut office = Office::found(Mode::Exercise);
    let observer = office.seat(0, "Port", Role::Observer);
    let first = office.say(0, report("JPNGO", FlowStatus::Open)).expect("may");
    office.share();
    let mut wrong = report("JPNGO", FlowStatus::Closed);
    wrong.over = vec![first.reference()];
    office.write(observer, wrong);
    let room = office.folded();
    let status = &room.flows()[&flow("JPNGO")].status;
    assert_eq!(status.value(&room), Some(&FlowStatus::Open));
}

#[test]
fn a_relays_word_hides_nothing_that_came_since() {
    let mut office = Office::found(Mode::Exercise);
    let port = office.seat(0, "Port", Role::Liaison);
    let declared = office.say(0, incident("x")).expect("may").reference();
    office.share();
    let older = office.say(0, revision(declared, Severity::Minor)).expect("may");
    let newer = office.say(0, revision(declared, Severity::Moderate)).expect("may");
    // A newcomer has the present without what was between, and then a concurrent setting comes.
    let present = office.folded().present();
    let live = office.say(port, revision(declared, Severity::Extreme)).expect("may");
    let links = office.log.iter().filter(|l| l.key() != older && l.key() != live).cloned();
    let mut room = crate::office::fold(office.id, &links.collect::<Vec<_>>());
    let value = |room: &Room| room.incidents()[&declared].severity.value(room).copied();
    assert_eq!(value(&room), None, "incomplete: the declaration may or may not be superseded");
    room.believe(present.iter().copied(), [older.reference()]);
    let link = office.log.iter().find(|l| l.key() == live).expect("written");
    let applied = room.apply(link);
    assert_eq!(applied, liaison_core::room::Applied::Folded);
    let severity = &room.incidents()[&declared].severity;
    let names: Vec<_> = severity.names().collect();
    assert!(names.contains(&live.reference()) && names.contains(&newer.reference()));
    assert!(matches!(severity.standing(&room), Standing::ByRelay(_)), "{severity:?}");
    assert!(room.conflicts().iter().any(|c| c.field == "severity" && c.by_relay));
    // The word survives a fold that is made anew.
    let all: Vec<_> = office.log.iter().filter(|l| l.key() != older).cloned().collect();
    let Ok(anew) = room.fold_anew(&all[..]);
    assert_eq!(anew, room);
}
