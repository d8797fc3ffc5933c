use std::collections::BTreeSet;
use std::path::Path;

use liaison_core::body::log::NoteTaken;
use liaison_core::body::{Body, Kind};
use liaison_core::decide::Shown;
use liaison_core::entry::Entry;
use liaison_core::room::Room;
use serde_json::Value;

use super::*;
use crate::cli::fault::Exit;
use crate::cli::rehearsal::{Rehearsal, Rehearsed};
use crate::words::Language;

/// A room in which everything has happened once.
fn full() -> Rehearsal {
    let mut stage = Rehearsal::of(Mode::Exercise);
    for (who, line) in [
        (
            "ben",
            "incident declare --title \"System down\" --severity Severe --place JPNGO --next +1min",
        ),
        ("ben", "incident revise system --urgency Immediate"),
        ("ben", "incident phase system adapt"),
        ("ben", "incident report system --text Quiet --next +2h"),
        ("chloe", "facility add JPNGO-NCB --name \"NCB terminal\" --kind terminal"),
        (
            "chloe",
            "flow report --facility JPNGO-NCB --regime import --status closed --mode fallback --counterpart no --capacity 10 --queue 40 --note N --source S --next +1h",
        ),
        ("chloe", "flow promise JPNGO-NCB/import --by +3h"),
        ("chloe", "flow restored JPNGO-NCB/import --note early"),
        ("ben", "fallback open --authority A --reason R --site JPNGO --regime import"),
        ("chloe", "fallback count --declarations 12"),
        ("ben", "fallback close --reconciled 12"),
        ("chloe", "roster save --name \"Ana Solís\" --org Aduanas --primary 1"),
        ("chloe", "roster confirm ana"),
        ("ben", "duty take --function watch"),
        ("ben", "duty offer --to chloe"),
        ("chloe", "duty accept"),
        ("chloe", "post --precedence flash --ack --to ben \"Gates close at 07:00Z\""),
        ("ben", "decide --question Q --decision D --review +1h"),
        ("chloe", "note \"A note\""),
        ("ben", "guidance issue --number DGA-010 --title Old Text"),
        ("ben", "guidance issue --number DGA-012 --title New --supersedes DGA-010 Text"),
        ("chloe", "guidance ack DGA-012"),
        ("ana", "seat role chloe --role duty-officer"),
        ("chloe", "incident real-event --text Fire --actual-room Nagoya"),
    ] {
        stage.command(who, line);
    }
    let plan = crate::library::plans().remove(0);
    stage.say("ben", plan.publish(Vec::new()));
    let id = plan.id.to_string();
    for line in [
        format!("plan reviewed {id} --note fine"),
        format!("plan activate {id} --level full --authority A --reason R --incident system"),
        format!("plan step {id} 1 --assign chloe"),
        format!("plan step {id} 1 --done --note ok"),
        format!("plan step {id} 2 --skip why"),
        format!("plan level {id} partial"),
    ] {
        stage.command("ben", &line);
    }
    stage
}

fn documents(home: &Rehearsed, line: &str) -> Vec<Value> {
    let (exit, out, err) = home.run(Language::English, line);
    assert_eq!((exit, err.as_str()), (Exit::Done, ""), "{line}");
    out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn fields(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The text of the output, field names in the order in which they stand.
fn order(text: &str, wanted: &[&str]) {
    let mut from = 0;
    for field in wanted {
        let at = text[from..].find(&format!("\"{field}\":"));
        from += at.unwrap_or_else(|| panic!("{field} is not after its predecessor in {text}"));
    }
}

#[test]
fn the_link_of_a_status_has_its_fields_in_their_order() {
    let home = Rehearsed::new(full(), "ben");
    let (_, text, _) = home.run(Language::English, "status --json");
    let link = "link state rate_bps rtt_ms queue rate_down_bps profile current_at waiting flash \
        immediate priority routine other bytes seconds today bytes_sent bytes_received settings \
        metered link history ping_s pending";
    order(&text, &link.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn status_has_the_fields_of_the_contract_in_their_order() {
    let home = Rehearsed::new(full(), "ben");
    let (_, text, _) = home.run(Language::English, "status --json");
    let wanted = "room mode tlp as_of link state rate_bps rtt_ms queue pending conflicts incidents id \
        title severity phase next_update late open flows facility regime direction status \
        mode counterpart promised as_of activations id plan level authority rto_at mtpd_at \
        steps_done steps open guidance roster unacknowledged overdue documents";
    order(&text, &wanted.split_whitespace().collect::<Vec<_>>());
    let status: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(fields(&status).len(), 15);
    assert_eq!(fields(&status["incidents"][0]).len(), 7);
    assert_eq!(fields(&status["flows"][0]).len(), 8);
    assert_eq!(fields(&status["activations"][0]).len(), 9);
    assert_eq!(status["mode"], "exercise");
    assert_eq!(status["roster"], 1);
    assert_eq!(status["activations"][0]["steps_done"], 2);
    assert_eq!(status["guidance"][0]["number"], "DGA-012");
    assert_eq!(status["unacknowledged"], 1, "the flash message");
}

#[test]
fn two_consoles_with_the_same_entries_agree_to_the_byte() {
    let stage = full();
    let mut other = stage.clone();
    other.links.reverse();
    let Ok(room) = Room::fold(stage.room.id(), other.links.as_slice());
    other.room = room;
    let common = |stage: Rehearsal, who: &'static str| {
        let home = Rehearsed::new(stage, who);
        home.link_is_up.set(who == "ben");
        let status = documents(&home, "status --json").remove(0);
        let of = |field: &str| serde_json::to_string(&status[field]).expect("JSON");
        ["incidents", "flows", "activations", "conflicts", "guidance", "roster"].map(of)
    };
    assert_eq!(common(stage, "ben"), common(other, "chloe"));
}

#[test]
fn a_conflict_shows_both_values_until_it_is_resolved() {
    let mut stage = Rehearsal::of(Mode::Exercise);
    stage.command("chloe", "flow report --facility JPNGO --regime import --status closed");
    let before = stage.room.clone();
    let seen: Vec<_> = before.flows().values().flat_map(|f| f.status.names()).collect();
    for (who, status) in [("ben", "open"), ("chloe", "restricted")] {
        let flow = before.flows().keys().next().expect("a flow").clone();
        let body = liaison_core::body::flow::FlowReported {
            flow,
            over: Vec::new(),
            as_of: stage.now.moment(),
            status: status.parse().expect("a status"),
            mode: None,
            counterpart: None,
            capacity: None,
            queue: None,
            note: None,
            source: None,
            next_update: None,
        };
        stage.try_say(who, body.into(), &Shown::Seen(seen.clone())).expect("allowed");
    }
    let home = Rehearsed::new(stage, "ben");
    let status = documents(&home, "status --json").remove(0);
    assert_eq!(status["conflicts"][0]["what"], "flow JPNGO/import status");
    let values = status["conflicts"][0]["values"].as_array().expect("values");
    assert_eq!(values.len(), 2);
    assert_eq!(fields(&values[0]), ["by", "id", "organisation", "time", "value"]);
    let report = "flow report --facility JPNGO --regime import --status closed";
    let (exit, _, err) = home.run(Language::French, report);
    assert_eq!(exit, Exit::Refused);
    for wanted in ["--resolve", "ouvert", "restreint", "Ben", "Chloé", "Rien n'a été écrit"] {
        assert!(err.contains(wanted), "{wanted} in {err}");
    }
    assert_eq!(home.run(Language::French, &format!("{report} --resolve")).0, Exit::Done);
    assert_eq!(documents(&home, "status --json")[0]["conflicts"], serde_json::json!([]));
}

#[test]
fn every_line_of_a_room_says_its_mode() {
    for (mode, english, french) in [
        (Mode::Exercise, "EXERCISE", "EXERCICE"),
        (Mode::Actual, "ACTUAL", "RÉEL"),
        (Mode::Test, "TEST", "ESSAI"),
    ] {
        let mut stage = Rehearsal::of(mode);
        stage.command("ben", "incident declare --title \"System\u{202e} down\" --severity Severe");
        stage.command("chloe", "roster save --name A --org B --primary 1");
        let home = Rehearsed::new(stage, "ben");
        for command in ["status", "log", "incident list", "roster list", "seat list", "plan list"] {
            for (language, word) in [(Language::English, english), (Language::French, french)] {
                let (exit, out, _) = home.run(language, command);
                assert_eq!(exit, Exit::Done);
                assert!(!out.is_empty() && out.lines().all(|l| l.starts_with(word)), "{out}");
                assert!(!out.contains('\u{202e}'), "{out:?}");
            }
        }
        for line in documents(&home, "log --json") {
            assert_eq!(line["mode"], mode.text());
        }
    }
}

#[test]
fn a_real_event_is_above_the_banner_until_it_is_acknowledged() {
    let home = Rehearsed::new(full(), "ben");
    let (_, out, _) = home.run(Language::English, "status");
    assert!(out.starts_with("REAL EVENT – NOT EXERCISE\nFire (Nagoya: "), "{out}");
    let id = {
        let stage = home.stage.borrow();
        stage.room.real_events().keys().next().expect("one").id.to_string()
    };
    assert_eq!(home.run(Language::English, &format!("ack {id}")).0, Exit::Done);
    let (_, out, _) = home.run(Language::English, "status");
    assert!(out.starts_with("EXERCISE"), "{out}");
    let (_, log, _) = home.run(Language::English, "log");
    assert!(log.lines().any(|line| line == "REAL EVENT – NOT EXERCISE"), "{log}");
}

#[test]
fn every_kind_has_its_sentence_in_both_languages() {
    for &language in Language::ALL {
        let words = Words::new(language);
        for kind in Kind::ALL {
            let name = sentence::kind_name(kind.name().expect("a name"));
            assert!(words.has(&format!("line-{name}")), "{name} in {language:?}");
        }
        let home = Rehearsed::new(full(), "ben");
        let (exit, out, _) = home.run(language, "log");
        assert_eq!(exit, Exit::Done);
        for key in ["line-", "out-", "{$", "standing-"] {
            assert!(!out.contains(key), "{key} in {out}");
        }
    }
}

#[test]
fn lines_tell_what_must_be_known_of_them() {
    let mut stage = full();
    stage.write(
        "chloe",
        Body::from(liaison_core::body::guidance::GuidanceWithdrawn {
            guidance: *stage.room.bulletins().keys().next().expect("one"),
            reason: None,
        }),
    );
    let observer_writes =
        Body::from(liaison_core::body::room::RelayRetired { key: stage.key("ben") });
    stage.write("chloe", observer_writes);
    let now = stage.now;
    stage.write_entry("ben", Entry { time: now, kind: Kind(60_000), body: vec![0x80] });
    let note = Body::from(NoteTaken { text: "later".into(), incident: None });
    let ahead = Stamp(now.0 + 3_600_000);
    let wrong =
        stage.write_entry("ben", Entry { time: ahead, kind: note.kind(), body: note.write() });
    stage.command("ben", &format!("correct {} sooner", wrong.id));
    let home = Rehearsed::new(stage, "ben");
    let lines = documents(&home, "log --json");
    let with = |mark: &str| {
        let marked =
            |line: &&Value| line["marks"].as_array().is_some_and(|m| m.iter().any(|m| m == mark));
        lines.iter().find(marked).unwrap_or_else(|| panic!("no line is {mark}")).clone()
    };
    assert_eq!(with("no-authority")["kind"], "relay-retired");
    assert_eq!(with("newer")["kind"], Value::Null);
    assert_eq!(with("clock-wrong")["text"], "note: later");
    assert_eq!(with("corrected")["corrections"][0]["text"], "sooner");
    assert_eq!(with("real-event")["kind"], "real-event-declared");
    let (_, out, _) = home.run(Language::English, "log");
    for wanted in ["newer version", "clock wrong", "no authority", "corrected by Ben: sooner"] {
        assert!(out.contains(wanted), "{wanted} in {out}");
    }
}

#[test]
fn the_log_is_filtered_by_time_and_by_incident() {
    let stage = full();
    let all = stage.links.len();
    let home = Rehearsed::new(stage, "ben");
    assert_eq!(documents(&home, "log --json").len(), all);
    let of_incident = documents(&home, "log --json --incident system");
    assert!(of_incident.len() >= 8 && of_incident.len() < all, "{}", of_incident.len());
    let first = &of_incident[0];
    assert_eq!((&first["kind"], &first["who"]), (&"incident-declared".into(), &"Ben".into()));
    assert_eq!(documents(&home, "log --json --since 06:00").len(), all);
    assert!(documents(&home, "log --json --since 2026-07-04T06:00:20Z").len() < all);
    assert_eq!(home.run(Language::French, "log --since demain").0, Exit::Usage);
}

#[test]
fn json_can_harm_no_terminal_and_loses_nothing() {
    let nasty = "a\u{9b}31m\u{202e}b\u{1f600}\u{e0041}é";
    for glyphs in [Glyphs::Unicode, Glyphs::Ascii] {
        let mut out = Vec::new();
        json(&mut out, &nasty, glyphs).expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert!(text.trim_end().chars().all(is_harmless), "{text:?}");
        assert_eq!(text.trim_end().is_ascii(), glyphs == Glyphs::Ascii);
        assert_eq!(serde_json::from_str::<String>(&text).expect("JSON"), nasty);
    }
}

#[test]
fn every_list_and_sheet_prints_in_both_languages_and_as_json() {
    let home = Rehearsed::new(full(), "ben");
    let plan = crate::library::plans().remove(0).id.to_string();
    let activation = {
        let stage = home.stage.borrow();
        stage.room.activations().keys().next().expect("one").id.to_string()
    };
    for line in [
        "status".to_owned(),
        "follow".to_owned(),
        "incident list".to_owned(),
        "incident show system".to_owned(),
        "flow list".to_owned(),
        "facility list".to_owned(),
        "facility find nagoya".to_owned(),
        "plan list".to_owned(),
        format!("plan show {plan}"),
        format!("plan show {activation}"),
        "fallback list".to_owned(),
        "roster list".to_owned(),
        "duty list".to_owned(),
        "guidance list".to_owned(),
        "seat list".to_owned(),
        "room list".to_owned(),
        "keys".to_owned(),
    ] {
        for &language in Language::ALL {
            for ascii in ["", " --ascii"] {
                let (exit, out, err) = home.run(language, &format!("{line}{ascii}"));
                assert_eq!((exit, err.as_str()), (Exit::Done, ""), "{line}");
                assert!(!out.is_empty(), "{line}");
                for key in ["out-", "line-said", "field-"] {
                    assert!(!out.contains(key), "{line}: {key} in {out}");
                }
                assert!(ascii.is_empty() || out.is_ascii(), "{line}: {out}");
            }
            assert_eq!(documents(&home, &format!("{line} --json")).len(), 1, "{line}");
        }
    }
}

/// Every key in the sources is in the locales, and the other way round.
#[test]
fn no_text_of_output_is_missing_or_left_over() {
    let mut sources = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for dir in ["cli", "output", "cli/run", "cli/draft", "output/sentence", "cli/help"] {
        for file in std::fs::read_dir(root.join(dir)).expect("a folder of sources") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                sources.push_str(&std::fs::read_to_string(path).expect("text"));
            }
        }
    }
    sources.push_str(&std::fs::read_to_string(root.join("output.rs")).expect("text"));
    let words = Words::new(Language::English);
    let literals: BTreeSet<&str> = sources.split('"').filter(|s| s.starts_with("out-")).collect();
    for literal in &literals {
        let dynamic = literal.contains('{');
        assert!(dynamic || words.has(literal), "{literal} is in no locale");
    }
    let english = include_str!("../../locales/en/command.ftl");
    let keys = english.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
    for key in keys.filter(|key| key.starts_with("out-")) {
        let made = literals.iter().filter_map(|literal| literal.split_once('{'));
        let dynamic = made.into_iter().any(|(start, _)| key.starts_with(start));
        assert!(dynamic || literals.contains(key), "{key} is left over");
    }
}
