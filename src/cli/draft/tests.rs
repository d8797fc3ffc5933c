use liaison_core::body::Change;
use liaison_core::decide::{Shown, decide};
use liaison_core::terms::{FlowStatus, Level, Mode, Phase, Severity};

use super::*;
use crate::cli::rehearsal::{Rehearsal, START, parsed};
use crate::words::Language;

fn stage() -> Rehearsal {
    let mut stage = Rehearsal::of(Mode::Exercise);
    stage.command("ben", "incident declare --title \"System down\" --severity Severe");
    stage.command("chloe", "flow report --facility JPNGO --regime import --status closed");
    stage
}

fn drafted(stage: &Rehearsal, who: &str, line: &str) -> Result<Draft, DraftError> {
    let (words, places) = (Words::new(Language::English), Places::load());
    let context = Context {
        room: &stage.room,
        me: stage.key(who),
        now: stage.now,
        places: &places,
        words: &words,
    };
    let command = parsed(line).command.expect("a command");
    draft(&command, &context).map(|draft| draft.expect("a command that writes"))
}

#[test]
fn an_incident_is_declared_with_what_is_not_known_as_unknown() {
    let line = "incident declare --title T --severity severe --place jpngo --next +2h";
    let Body::IncidentDeclared(body) = drafted(&stage(), "ben", line).expect("a draft").body else {
        panic!("another kind")
    };
    assert_eq!(body.severity, Severity::Severe);
    assert_eq!(body.urgency.text(), "Unknown");
    assert_eq!(body.places, ["JPNGO"]);
    let hours = body.next_update.expect("a time").0 - START.0 / 1000;
    assert!((7_200..7_260).contains(&hours), "{hours}");
}

#[test]
fn what_is_not_named_is_not_touched_and_nothing_at_all_is_a_mistake() {
    let stage = stage();
    let draft = drafted(&stage, "ben", "incident revise system --severity Minor").expect("a draft");
    let Body::IncidentRevised(body) = draft.body else { panic!("another kind") };
    assert_eq!((body.severity, &body.title, &body.places), (Some(Severity::Minor), &None, &None));
    assert_eq!(drafted(&stage, "ben", "incident revise system"), Err(DraftError::Nothing));
    let draft = drafted(&stage, "ben", "incident revise system --next \"\"").expect("a draft");
    let Body::IncidentRevised(body) = draft.body else { panic!("another kind") };
    assert_eq!(body.next_update, Some(Change::Clear));
}

#[test]
fn resolving_is_asked_for() {
    let stage = stage();
    for (line, shown) in [
        ("incident phase system adapt", Shown::Now),
        ("incident phase system adapt --resolve", Shown::Resolve),
        ("flow report --facility JPNGO --regime import --status open --resolve", Shown::Resolve),
        ("flow promise JPNGO/import --by 18:00", Shown::Now),
    ] {
        assert_eq!(drafted(&stage, "ben", line).expect(line).shown, shown, "{line}");
    }
}

#[test]
fn situation_reports_count_and_cover_the_time_since_the_last_one() {
    let mut stage = stage();
    let line = "incident report system --text \"All quiet\" --next +2h";
    let first = drafted(&stage, "ben", line).expect("a draft");
    let Body::SituationReported(first) = first.body else { panic!("another kind") };
    stage.command("ben", line);
    let Body::SituationReported(second) = drafted(&stage, "ben", line).expect("a draft").body
    else {
        panic!("another kind")
    };
    assert_eq!((first.number, first.version.text()), (1, "Initial"));
    assert_eq!((second.number, second.version.text()), (2, "Update"));
    assert_eq!(second.from, first.to);
}

#[test]
fn flows_keep_what_a_report_does_not_say() {
    let stage = stage();
    let line = "flow report --facility JPNGO --regime import --status restricted --queue \"\"";
    let Body::FlowReported(body) = drafted(&stage, "chloe", line).expect("a draft").body else {
        panic!("another kind")
    };
    assert_eq!(body.status, FlowStatus::Restricted);
    assert_eq!((body.mode, body.queue, body.note), (None, Some(Change::Clear), None));
    assert_eq!(body.as_of, stage.now.moment());
}

#[test]
fn plans_are_activated_and_their_steps_named_by_id_or_number() {
    let mut stage = stage();
    let plan = crate::library::plans().remove(0);
    stage.say("ben", plan.publish(Vec::new()));
    let line = format!("plan activate {} --level partial --authority A --reason R", plan.id);
    let Body::ActivationProposed(body) = drafted(&stage, "ben", &line).expect("a draft").body
    else {
        panic!("another kind")
    };
    assert_eq!(body.level, Level::Partial);
    stage.command("ben", &line);
    let step = &plan.steps[1].id;
    for typed in ["2", step.as_str()] {
        let line = format!("plan step {} {typed} --assign chloe", plan.id);
        let Body::StepAssigned(body) = drafted(&stage, "ben", &line).expect("a draft").body else {
            panic!("another kind")
        };
        assert_eq!((&body.step, body.seat), (step, stage.key("chloe").seat()));
    }
    let line = format!("plan step {} nonsense --done", plan.id);
    assert!(matches!(drafted(&stage, "ben", &line), Err(DraftError::Name(_))));
}

#[test]
fn saving_a_contact_again_changes_only_what_is_given() {
    let mut stage = stage();
    stage.command("chloe", "roster save --name \"Ana Solís\" --org Aduanas --primary 1 --deputy B");
    let line = "roster save --name \"ana solis\" --org ADUANAS --alternate 2 --deputy \"\"";
    let Body::ContactSaved(body) = drafted(&stage, "chloe", line).expect("a draft").body else {
        panic!("another kind")
    };
    assert!(body.contact.is_some() && body.name.is_none() && body.primary.is_none());
    assert_eq!(body.alternate, Some(Change::Set("2".into())));
    assert_eq!(body.deputy, Some(Change::Clear));
    let line = "roster save --name \"Ana Solís\" --org Aduanas";
    assert_eq!(drafted(&stage, "chloe", line), Err(DraftError::Nothing));
    assert_eq!(drafted(&stage, "chloe", "roster confirm"), Err(DraftError::NoOwnContact));
}

#[test]
fn duties_are_handed_over_with_what_is_open() {
    let mut stage = stage();
    stage.command("ben", "duty take --function watch");
    let line = "duty offer --to chloe --words \"Call Kobe at 8\"";
    let Body::HandoverOffered(body) = drafted(&stage, "ben", line).expect("a draft").body else {
        panic!("another kind")
    };
    assert_eq!(body.function, "watch");
    for wanted in ["System down", "JPNGO/import", "Call Kobe at 8"] {
        assert!(body.brief.contains(wanted), "{wanted} in {}", body.brief);
    }
    stage.command("ben", line);
    stage.command("chloe", "duty accept");
    assert!(matches!(drafted(&stage, "ben", line), Err(DraftError::Name(_))));
}

#[test]
fn acts_on_a_seat_name_it_and_the_decision_says_what_is_held_of_it() {
    let stage = stage();
    let Body::SeatRemoved(body) =
        drafted(&stage, "ana", "seat remove chloe --reason left").expect("a draft").body
    else {
        panic!("another kind")
    };
    let chloe = stage.key("chloe");
    assert_eq!(body.upto.len(), 1);
    assert_eq!(body.upto[0].seat, chloe.seat());
    let (room, ana, now) = (&stage.room, stage.key("ana"), stage.now);
    let decided = decide(room, &ana, body.into(), &Shown::Now, now).expect("allowed");
    let Body::SeatRemoved(decided) = decided else { panic!("another kind") };
    assert_eq!((decided.upto[0].seat, decided.upto[0].n), (chloe.seat(), 2));
}

#[test]
fn bulletins_are_named_by_number_and_each_once() {
    let mut stage = stage();
    stage.command("ben", "guidance issue --number DGA-010 --title T Text");
    let Body::GuidanceAcknowledged(body) =
        drafted(&stage, "ana", "guidance ack dga-010 DGA-010").expect("a draft").body
    else {
        panic!("another kind")
    };
    assert_eq!(body.entries.len(), 1);
}

#[test]
fn times_and_names_that_mean_nothing_are_told_apart() {
    let stage = stage();
    let at = drafted(&stage, "ben", "flow promise JPNGO/import --by tomorrow");
    assert!(matches!(at, Err(DraftError::When(_))));
    let nobody = drafted(&stage, "ben", "post --to nobody text");
    assert!(matches!(nobody, Err(DraftError::Name(_))));
    let Body::PhaseChanged(body) =
        drafted(&stage, "ben", "incident phase \"system down\" recover").expect("a draft").body
    else {
        panic!("another kind")
    };
    assert_eq!(body.phase, Phase::Recover);
}
