//! What ships is read without a mistake, and every kind of mistake is found at its place.

use std::collections::BTreeSet;

use liaison_core::terms::PlanKind;

use super::*;

mod mistakes;
mod story;

#[test]
fn every_shipped_file_is_read_without_a_mistake() {
    for (file, text) in PLANS {
        let read = Plan::parse(file, text);
        assert!(read.is_ok(), "{}", read.expect_err("checked"));
    }
    let plans = plans();
    for (file, text) in SCENARIOS {
        let read = Scenario::parse(file, text, &plans);
        assert!(read.is_ok(), "{}", read.expect_err("checked"));
    }
}

#[test]
fn a_file_is_named_as_what_it_holds() {
    let plans = plans();
    let names = PLANS.iter().map(|(file, _)| *file);
    for (file, plan) in names.zip(&plans) {
        assert_eq!(file, format!("{}.toml", plan.id));
    }
    for ((file, _), scenario) in SCENARIOS.iter().zip(scenarios()) {
        assert_eq!(*file, format!("{}.toml", scenario.id));
    }
}

#[test]
fn there_is_one_plan_of_each_kind_with_ten_to_sixteen_steps() {
    let plans = plans();
    let kinds: BTreeSet<_> = plans.iter().map(|plan| plan.kind).collect();
    assert_eq!(kinds, PlanKind::ALL.iter().copied().collect());
    for plan in plans {
        assert!((10..=16).contains(&plan.steps.len()), "{}", plan.id);
        assert!(plan.mtpd > plan.rto, "{}", plan.id);
        assert!(plan.steps.is_sorted_by_key(|step| step.due), "{}", plan.id);
    }
}

#[test]
fn a_published_plan_says_what_the_file_says() {
    let plan = plans().into_iter().find(|plan| plan.approvals == 2).expect("the supply chain's");
    let published = plan.publish(Vec::new());
    assert_eq!(published.id, "port-supply-chain");
    assert_eq!((published.rto, published.mtpd), (43_200, 259_200));
    assert_eq!(published.reviewed.map(|at| at.0), Some(1_770_163_200));
    assert_eq!(published.steps[2].due, 2_700);
    let bytes = liaison_core::body::Body::from(published).write().len();
    assert!(bytes <= PLAN_BYTES_MAX, "{bytes}");
}

#[test]
fn a_scenario_is_found_by_the_beginning_of_its_name() {
    let id = |name| scenario(name).map(|scenario| scenario.id.to_string());
    assert_eq!(id("nagoya").as_deref(), Some("nagoya-2023"));
    assert_eq!(id("costa-rica-2022").as_deref(), Some("costa-rica-2022"));
    assert_eq!(id("baltimore"), None);
    assert_eq!(id(""), None);
}

#[test]
fn the_examples_of_the_documents_are_read() {
    let example = |page: &'static str| {
        let (_, after) = page.split_once("```toml\n").expect("an example");
        after.split_once("```").expect("its end").0
    };
    let plan = Plan::parse("plans.md", example(include_str!("../../docs/plans.md")));
    assert_eq!(plan.map(|plan| plan.steps.len()).map_err(|e| e.to_string()), Ok(1));
    let page = example(include_str!("../../docs/scenarios.md"));
    let scenario = Scenario::parse("scenarios.md", page, &plans());
    assert_eq!(scenario.map(|story| story.events.len()).map_err(|e| e.to_string()), Ok(2));
}

/// Every act and every word of a closed list is on the page that describes the format.
#[test]
fn the_documents_name_every_act_and_word() {
    let page = include_str!("../../docs/scenarios.md");
    for (group, words) in act::read::GROUPS {
        for word in *words {
            let both = page.contains(&format!("`{group}.{word}`"));
            assert!(both || page.contains(&format!("`.{word}`")), "{group}.{word}");
        }
    }
    for word in act::read::WORDS {
        assert!(page.contains(&format!("| `{word}` |")), "{word}");
    }
    use liaison_core::terms::*;
    let words = FlowStatus::ALL.iter().map(|t| t.text()).chain(Phase::ALL.iter().map(|t| t.text()));
    let words = words.chain(IncidentKind::ALL.iter().map(|t| t.text()));
    let words = words.chain(FacilityKind::ALL.iter().map(|t| t.text()));
    let words = words.chain(OrganisationKind::ALL.iter().map(|t| t.text()));
    let words = words.chain(Confidence::ALL.iter().map(|t| t.text()));
    let words = words.chain(Role::ALL.iter().map(|t| t.text()));
    for word in words.chain(ClearanceMode::ALL.iter().map(|t| t.text())) {
        assert!(page.contains(&format!("`{word}`")), "{word}");
    }
}

/// French sets a space before these signs, and one that does not break (`terminal.md` §6).
#[test]
fn french_has_its_spaces() {
    for (file, text) in PLANS.iter().chain(SCENARIOS) {
        for (i, line) in text.lines().enumerate() {
            let Some((_, french)) = line.split_once("fr = \"") else { continue };
            for sign in [" :", " ;", " !", " ?", " »", "« "] {
                assert!(!french.contains(sign), "{file}:{}: breaking space at {sign:?}", i + 1);
            }
            assert!(!french.to_lowercase().contains("mainlevée du"), "{file}:{}", i + 1);
        }
    }
}
