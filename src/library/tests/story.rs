//! What the shipped scenarios have to show, and that a room would take every event.

use std::collections::{BTreeMap, BTreeSet};

use liaison_core::stamp::Moment;
use liaison_core::terms::{Acceptance, FlowStatus, Precedence, Regime};

use super::super::*;

fn shipped(name: &str) -> Scenario {
    scenario(name).expect("ships with the program")
}

#[test]
fn every_sourced_event_names_a_source_of_the_table_and_every_source_is_used() {
    for scenario in scenarios() {
        let table: BTreeSet<_> = scenario.sources.iter().map(|source| &source.id).collect();
        let mut used = BTreeSet::new();
        for event in &scenario.events {
            let sourced = event.basis == Basis::Sourced;
            assert!(!sourced || !event.sources.is_empty(), "{:?}", event.act);
            assert!(event.sources.iter().all(|source| table.contains(source)), "{:?}", event.act);
            used.extend(&event.sources);
        }
        assert_eq!(used, table, "{}", scenario.id);
        let bases: BTreeSet<_> = scenario.events.iter().map(|event| event.basis.text()).collect();
        assert_eq!(bases.len(), Basis::ALL.len(), "{}", scenario.id);
    }
}

/// Texts are read from their debug form, so that no new field can be forgotten.
#[test]
fn every_text_of_every_event_is_there_in_both_languages() {
    for scenario in scenarios() {
        for event in &scenario.events {
            let written = format!("{:?}", event.act);
            assert!(!written.contains("en: \"\""), "{written}");
            assert!(!written.contains("fr: \"\""), "{written}");
            let [en, fr] = ["en: \"", "fr: \""].map(|key| written.matches(key).count());
            assert_eq!(en, fr, "{written}");
        }
    }
}

#[test]
fn every_scenario_has_a_conflict_a_flash_a_hand_over_and_work_for_the_desk() {
    for scenario in scenarios() {
        let has = |test: &dyn Fn(&Event) -> bool| scenario.events.iter().any(test);
        let by_label: BTreeMap<_, _> =
            scenario.events.iter().filter_map(|e| Some((e.label.as_ref()?, e))).collect();
        let conflict = |event: &Event| {
            let Some(Act::FlowReport { flow: other, status: old, .. }) =
                event.unseen.as_ref().map(|label| &by_label[label].act)
            else {
                return false;
            };
            matches!(&event.act, Act::FlowReport { flow, status, .. }
                if flow == other && status != old)
        };
        assert!(has(&conflict), "{}", scenario.id);
        let resolved = |e: &Event| matches!(e.act, Act::FlowReport { resolve: true, .. });
        assert!(has(&resolved), "{}", scenario.id);

        let flash = scenario.events.iter().find(|event| {
            matches!(event.act, Act::Post { precedence: Precedence::Flash, ack: true, .. })
        });
        let flash = flash.and_then(|event| event.label.clone()).expect("a flash message");
        let acks = scenario
            .events
            .iter()
            .filter(|event| matches!(&event.act, Act::Ack { entries } if entries.contains(&flash)));
        assert!(acks.count() >= 4, "{}", scenario.id);

        let desk = &scenario.desk;
        let office = &scenario.officer(desk).expect("in the cast").organisation;
        let for_desk = |event: &Event| {
            matches!(&event.act, Act::Post { ack: true, to, .. }
                if to.contains(&To::Officer(desk.clone()))
                    || to.contains(&To::Organisation(office.clone())))
        };
        assert!(has(&for_desk), "{}", scenario.id);
        assert!(has(&|event| matches!(&event.act, Act::DutyOffer { to, .. } if to == desk)));
        assert!(has(&|event| event.by == *desk && matches!(event.act, Act::DutyAccept { .. })));
    }
}

/// The core refuses what is acknowledged or approved twice, an approval that is not independent,
/// and what happens to an activation, fallback or incident that is over.
#[test]
fn no_event_is_one_that_a_room_refuses() {
    for scenario in scenarios() {
        let mut acknowledged = BTreeSet::new();
        let mut proposers = BTreeMap::new();
        let mut over = BTreeSet::new();
        for event in &scenario.events {
            let mut once = |name: &str| acknowledged.insert((event.by.clone(), name.to_owned()));
            match &event.act {
                Act::Ack { entries } => assert!(entries.iter().all(|label| once(label.as_str()))),
                Act::GuidanceAck { number } => assert!(once(number), "{number}"),
                Act::PlanActivate { .. } => {
                    proposers.insert(event.label.clone(), event.by.clone());
                }
                Act::PlanApprove { activation } => {
                    let proposer = &proposers[&Some(activation.clone())];
                    let [a, b] = [proposer, &event.by].map(|id| scenario.officer(id));
                    let [a, b] = [a, b].map(|officer| officer.expect("in the cast"));
                    assert_ne!(a.organisation, b.organisation);
                    assert!(scenario.founder() != a && scenario.founder() != b, "has invited");
                }
                Act::PlanStandDown { activation: label, .. }
                | Act::FallbackClose { fallback: label, .. }
                | Act::IncidentClose { incident: label, .. } => {
                    assert!(over.insert(label.clone()), "{label}");
                }
                Act::PlanStep { activation: label, .. }
                | Act::PlanLevel { activation: label, .. }
                | Act::FallbackCount { fallback: label, .. } => {
                    assert!(!over.contains(label), "{label}");
                }
                Act::Post { tlp: Some(tlp), .. } => assert!(*tlp >= scenario.tlp),
                _ => {}
            }
        }
    }
}

#[test]
fn in_nagoya_promises_slip_and_each_terminal_resumes_at_its_own_time() {
    let nagoya = shipped("nagoya");
    let local = |hours: u64, minutes: u64| {
        Moment(1_688_396_400 + hours * 3600 + minutes * 60) // 4 July 00:00, Japan
    };
    let promises = |facility: &str| -> Vec<Moment> {
        let all = nagoya.events.iter().filter_map(|event| match &event.act {
            Act::FlowPromise { flow, by, .. } if flow.facility == facility => Some(*by),
            _ => None,
        });
        all.collect()
    };
    assert_eq!(promises("NUTS"), [local(42, 0), local(44, 0), local(55, 30)]);
    assert_eq!(promises("NCB"), [local(56, 30), local(61, 0), local(66, 30)]);
    let restored = nagoya.events.iter().filter_map(|event| match &event.act {
        Act::FlowRestored { flow, at, .. } => Some((flow.facility.as_str(), *at)),
        _ => None,
    });
    assert_eq!(restored.collect::<Vec<_>>(), [("NUTS", local(55, 30))]);
    let resumed: Vec<_> = nagoya
        .events
        .iter()
        .filter_map(|event| match &event.act {
            Act::FlowReport { flow, status: FlowStatus::Open, .. } => {
                Some((flow.facility.as_str(), event.at.moment()))
            }
            _ => None,
        })
        .collect();
    let late = local(66, 15);
    assert_eq!(
        resumed,
        [
            ("TCB", local(63, 0)),
            ("NABETA", local(65, 35)),
            ("TOBISHIMA-N", late),
            ("NCB", late),
            ("TOBISHIMA-S", late),
        ]
    );
}

#[test]
fn in_costa_rica_imports_stand_neighbours_refuse_paper_and_guidance_is_replaced() {
    let costa_rica = shipped("costa-rica");
    let acts = || costa_rica.events.iter().map(|event| &event.act);
    let closed: BTreeSet<_> = acts()
        .filter_map(|act| match act {
            Act::FlowReport { flow, status: FlowStatus::Closed, .. }
                if flow.regime == Regime::Import =>
            {
                Some(flow.facility.as_str())
            }
            _ => None,
        })
        .collect();
    assert_eq!(closed, costa_rica.facilities().collect());
    let refused = acts().filter(|act| {
        matches!(act, Act::FlowReport { flow, counterpart: Some(Acceptance::No), .. }
            if flow.regime == Regime::Export)
    });
    assert_eq!(refused.count(), 2);
    let guidance: Vec<_> = acts()
        .filter_map(|act| match act {
            Act::GuidanceIssue { number, supersedes, .. } => Some((number.as_str(), supersedes)),
            _ => None,
        })
        .collect();
    assert_eq!(
        guidance.iter().map(|(n, _)| *n).collect::<Vec<_>>(),
        ["DGA-010", "DGA-012", "DGA-013", "DGA-014"]
    );
    assert_eq!(guidance[3].1, &["DGA-012"]);
    for (number, _) in guidance {
        let acks =
            acts().filter(|act| matches!(act, Act::GuidanceAck { number: n } if n == number));
        assert!(acks.count() >= 2, "{number}");
    }
    assert!(acts().any(|act| matches!(act, Act::Correct { .. })));
}
