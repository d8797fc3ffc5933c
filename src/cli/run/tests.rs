use liaison_core::terms::Mode;
use serde_json::Value;

use super::*;
use crate::cli::rehearsal::{Rehearsal, Rehearsed};
use crate::words::Language;

fn home(who: &'static str) -> Rehearsed {
    Rehearsed::new(Rehearsal::of(Mode::Exercise), who)
}

#[test]
fn a_command_that_writes_says_what_it_wrote_and_how_far_it_came() {
    let home = home("ben");
    let line = "incident declare --title T --severity Severe";
    let (exit, out, _) = home.run(Language::English, &format!("{line} --json"));
    let written: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(exit, Exit::Done);
    assert_eq!(written["standing"], "saved");
    assert_eq!(written["reason"], Value::Null);
    assert_eq!(
        written["id"].as_str().map(|id| id.split_once('.').expect("a dot").0.len()),
        Some(7)
    );
    home.link_is_up.set(true);
    let (_, out, _) = home.run(Language::French, line);
    assert!(out.starts_with("EXERCICE") && out.contains("stocké"), "{out}");
}

#[test]
fn exit_codes_are_those_of_the_contract() {
    let home = home("chloe");
    for (line, exit) in [
        ("status", Exit::Done),
        ("incident close nothing", Exit::Refused),
        ("seat remove ben --reason no", Exit::Refused),
        ("guidance issue --number 1 --title T text", Exit::Refused),
        ("status --room Elsewhere", Exit::Refused),
        ("note T --frequent", Exit::Usage),
        ("duty take --function watch --until never", Exit::Usage),
        ("help nonsense", Exit::Usage),
        ("sync", Exit::NoLink),
        ("invite --name A --org B --role observer", Exit::NoLink),
        ("verify", Exit::Damaged),
    ] {
        let (found, out, err) = home.run(Language::French, line);
        assert_eq!(found, exit, "{line}: {out}{err}");
        let failed = matches!(exit, Exit::Refused | Exit::Usage | Exit::NoLink);
        assert_eq!(!err.is_empty(), failed, "{line}: {err}");
        assert!(!err.contains("out-") && !err.contains("cli-"), "{line}: {err}");
    }
}

#[test]
fn refusals_say_what_is_needed() {
    let (_, _, err) = home("chloe").run(Language::English, "guidance issue --number 1 --title T x");
    assert!(err.contains("duty officer") && err.contains("Nothing was written"), "{err}");
    let (_, _, err) = home("ben").run(Language::French, "post --tlp RED --to chloe secret");
    assert!(err.contains("TLP:RED"), "{err}");
}

#[test]
fn text_is_read_from_standard_input_where_it_is_a_hyphen() {
    let home = home("chloe");
    let (exit, ..) = home.run_with(Language::English, "note -", "one\ntwo\n");
    assert_eq!(exit, Exit::Done);
    let (_, out, _) = home.run(Language::English, "log");
    assert!(out.lines().last().is_some_and(|line| line.contains("note: one ¶ two")), "{out}");
}

#[test]
fn joining_shows_where_it_leads_and_asks_nobody_where_nobody_sits() {
    let (exit, out, err) =
        home("ben").run(Language::English, "join relay.example/7K2M 0000 --json");
    assert_eq!(exit, Exit::Done);
    assert!(err.contains("Nagoya 2023") && err.contains("EXERCISE"), "{err}");
    let joined: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&joined["mode"], &joined["relay"]),
        (&"exercise".into(), &"relay.example/7K2M 0000".into())
    );
    let (_, out, _) = home("ben").run(Language::English, "room found --name N --mode test --json");
    let founded: Value = serde_json::from_str(&out).expect("JSON");
    for field in ["room", "mode", "recovery"] {
        assert!(founded[field].is_string(), "{out}");
    }
    let up = home("ana");
    up.link_is_up.set(true);
    let (_, out, _) = up.run(Language::English, "invite --name A --org B --role observer");
    assert_eq!(out.lines().next(), Some("relay.example/7K2M-0000"));
}

#[test]
fn rosters_go_out_to_a_file_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roster.csv");
    let path = file.display();
    let home = home("chloe");
    home.run(Language::English, "roster save --name \"Ana Solís\" --org Aduanas --primary 1");
    assert_eq!(home.run(Language::English, &format!("roster export {path}")).0, Exit::Done);
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("Ana Solís") && text.contains("EXERCISE"), "{text}");
    std::fs::write(&file, text + "Kenji,Port,,2,,,,,\r\n").expect("written");
    let (exit, out, _) = home.run(Language::English, &format!("roster import {path} --json"));
    let all: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((exit, all["entries"].as_array().map(Vec::len)), (Exit::Done, Some(1)));
    assert_eq!(all["unchanged"], 1);
    std::fs::write(&file, "name,organisation\n,X\n").expect("written");
    let (exit, _, err) = home.run(Language::French, &format!("roster import {path}"));
    assert_eq!(exit, Exit::Refused);
    assert!(err.contains("roster.csv:2:"), "{err}");
}

#[test]
fn plans_come_from_the_program_or_from_a_file_with_all_its_mistakes() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.toml");
    let home = home("ben");
    let shipped = crate::library::plans().remove(0).id.to_string();
    assert_eq!(home.run(Language::English, &format!("plan import {shipped}")).0, Exit::Done);
    std::fs::write(&file, "id = 1\nversoin = 2\n").expect("written");
    let line = format!("plan import {}", file.display());
    let (exit, _, err) = home.run(Language::English, &line);
    assert_eq!(exit, Exit::Refused);
    assert!(err.contains("plan.toml:1:") && err.contains("plan.toml:2:"), "{err}");
    assert_eq!(home.run(Language::English, "plan import nowhere.toml").0, Exit::Refused);
}

#[test]
fn keys_completions_manual_and_help_print() {
    let home = home("ben");
    for (line, wanted) in [
        ("keys", "acknowledge"),
        ("keys --preset vim --dump", "layered over"),
        ("completions bash", "liaison"),
        ("completions fish", "liaison"),
        ("man", ".TH"),
        ("help incident declare", "--severity"),
        ("doctor", "--  home"),
    ] {
        let (exit, out, err) = home.run(Language::English, line);
        assert_eq!((exit, err.as_str()), (Exit::Done, ""), "{line}");
        assert!(out.contains(wanted), "{line}: {out}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (exit, ..) = home.run(Language::French, &format!("man --dir {}", folder.path().display()));
    assert_eq!(exit, Exit::Done);
    assert!(folder.path().join("liaison-incident-declare.1").exists());
    let file = folder.path().join("keys.toml");
    std::fs::write(&file, "[global]\nqiut = \"x\"\n").expect("written");
    let (exit, _, err) = home.run(Language::English, &format!("keys --check {}", file.display()));
    assert_eq!(exit, Exit::Refused);
    assert!(err.contains("keys.toml:2:"), "{err}");
}
