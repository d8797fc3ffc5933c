//! Every kind of mistake, found at its line and column.

use std::collections::BTreeSet;

use liaison_core::terms::Role;

use super::super::*;
use crate::words::{Language, Words};

mod tables;

const PLAN: &str = include_str!("plan.toml");
const SCENARIO: &str = include_str!("scenario.toml");

/// Reads the sound plan with `from` replaced by `to`, and gives what is told of it.
fn plan(from: &str, to: &str) -> String {
    assert_eq!(PLAN.matches(from).count(), 1, "{from:?} is there once");
    let told = Plan::parse("p.toml", &PLAN.replacen(from, to, 1)).map(|_| String::new());
    told.unwrap_or_else(|mistakes| said(&mistakes))
}

/// The mistakes as programmers read them, each having its sentence in both languages.
fn said(mistakes: &Mistakes) -> String {
    for words in [Language::English, Language::French].map(Words::new) {
        let told = mistakes.say(&words);
        for (told, Mistake { line, column, kind }) in told.iter().zip(&mistakes.list) {
            let what = told.strip_prefix(&format!("{}:{line}:{column}: ", mistakes.file));
            assert!(what.is_some_and(|what| what != kind.key()), "{told}");
        }
        assert_eq!(told.len(), mistakes.list.len());
    }
    mistakes.to_string()
}

/// Likewise for the sound scenario.
fn story(from: &str, to: &str) -> String {
    assert_eq!(SCENARIO.matches(from).count(), 1, "{from:?} is there once");
    let plans = [Plan::parse("p.toml", PLAN).expect("sound")];
    let told = Scenario::parse("s.toml", &SCENARIO.replacen(from, to, 1), &plans);
    told.map(|_| String::new()).unwrap_or_else(|mistakes| said(&mistakes))
}

/// Every change of a sound file is told as the table says, perhaps with others.
fn check(read: fn(&str, &str) -> String, table: &tables::Table) {
    let wrong = table.iter().filter_map(|(from, to, told)| {
        let all = read(from, to);
        let found = all.lines().any(|line| line.split_once(':').is_some_and(|(_, l)| l == *told));
        (!found).then(|| format!("expected {told}\ntold     {all}\n"))
    });
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_sound_files_are_read() {
    assert_eq!(plan("version = 1", "version = 2"), "");
    assert_eq!(story("\"+09:00\"", "\"+09:30\""), "");
}

#[test]
fn what_is_wrong_with_a_plan_is_found_at_its_place() {
    check(plan, tables::PLAN);
}

#[test]
fn what_is_wrong_at_the_top_of_a_scenario_is_found_at_its_place() {
    check(story, tables::TOP);
}

#[test]
fn what_is_wrong_with_an_event_is_found_at_its_place() {
    check(story, tables::EVENTS);
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_their_places() {
    let text = PLAN
        .replace("version = 1", "version = 0")
        .replace("\"activities\"", "\"activites\"")
        .replace("approvals = 2", "approvals = 3\ncolour = \"red\"")
        .replace("\"+30min\"", "30");
    let mistakes = Plan::parse("p.toml", &text).expect_err("four mistakes");
    let keys: Vec<_> = mistakes.list.iter().map(|m| (m.line, m.column, m.kind.key())).collect();
    assert_eq!(
        keys,
        [
            (2, 11, "file-out-of-range"),
            (3, 8, "file-unknown-term-near"),
            (9, 13, "file-out-of-range"),
            (10, 1, "file-unknown-key"),
            (24, 7, "file-wrong-type"),
        ]
    );
}

#[test]
fn what_is_not_toml_is_told_without_what_follows_from_it() {
    let told = plan("version = 1", "version = ");
    assert_eq!(
        told,
        "p.toml:2:11: not TOML: string values must be quoted, expected literal string"
    );
    let twice = PLAN.replace("version = 1", "version = 1\nversion = 1\nkidn = 1");
    let told = Plan::parse("p.toml", &twice).expect_err("two mistakes").to_string();
    assert!(
        told.starts_with("p.toml:3:1: not TOML: duplicate key\np.toml:4:1: unknown key"),
        "{told}"
    );
}

#[test]
fn a_file_that_ends_anywhere_is_told_of_and_never_a_panic() {
    let plans = [Plan::parse("p.toml", PLAN).expect("sound")];
    for end in (0..SCENARIO.len()).filter(|&end| SCENARIO.is_char_boundary(end)) {
        let read = Scenario::parse("s.toml", &SCENARIO[..end], &plans);
        assert!(read.err().is_none_or(|mistakes| !mistakes.list.is_empty()), "{end}");
    }
}

#[test]
fn columns_are_counted_in_characters() {
    let told = plan("title = { en = \"Small\", fr = \"Petit\" }", "title = { fr = \"é\", en = 1 }");
    assert!(told.starts_with("p.toml:4:26: \"title.en\" is of type integer"), "{told}");
}

#[test]
fn what_is_too_large_is_refused_and_hostile_text_is_escaped() {
    let long = format!("fr = \"{}\"", "x".repeat(8 * 1024 + 1));
    assert_eq!(plan("fr = \"Petit\"", &long), "p.toml:4:30: 8193 bytes; at most 8192 are allowed");
    let huge = "#".repeat(256 * 1024 + 1);
    let told = Plan::parse("p.toml", &huge).expect_err("too large").to_string();
    assert_eq!(told, "p.toml:1:1: 262145 bytes; at most 262144 are allowed");
    let told = plan("\"activities\"", "\"\\u001b[31m\\u202e\"");
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
    let many = format!("{PLAN}{}", "[[steps]]\n".repeat(1000));
    let told = Plan::parse("p.toml", &many).expect_err("many mistakes");
    assert_eq!(told.list.len(), 1000);
}

#[test]
fn every_kind_of_mistake_has_a_sentence_of_its_own_in_the_locales() {
    let kinds = every_kind();
    let keys: BTreeSet<_> = kinds.iter().map(MistakeKind::key).collect();
    assert_eq!(keys.len(), kinds.len());
    for kind in kinds {
        let said = kind.to_string();
        for (name, value) in kind.args() {
            let words = ["expected", "what"].contains(&name);
            assert!(words || said.contains(&value), "{name} = {value:?} in {said:?}");
        }
    }
}

fn every_kind() -> Vec<MistakeKind> {
    let text = |text: &str| text.to_owned();
    vec![
        MistakeKind::Syntax { message: text("m") },
        MistakeKind::TooLong { bytes: 2, bytes_max: 1 },
        MistakeKind::UnknownKey { key: text("k"), expected: text("e"), nearest: None },
        MistakeKind::MissingKey { key: "k", of: text("o") },
        MistakeKind::MissingLanguage { language: "fr", of: text("o") },
        MistakeKind::Empty { of: text("o") },
        MistakeKind::WrongType { key: text("k"), found: "string", expected: Shape::List },
        MistakeKind::Malformed { found: text("f"), expected: Shape::Slug },
        MistakeKind::UnknownTerm {
            found: text("f"),
            expected: text("e"),
            nearest: Some(text("n")),
        },
        MistakeKind::OutOfRange { found: text("3"), least: text("1"), most: text("2") },
        MistakeKind::Duplicate { what: Thing::Label, name: text("n"), line: 7 },
        MistakeKind::UnknownName { what: Thing::Plan, name: text("n"), nearest: None },
        MistakeKind::NotYet { what: Thing::Label, name: text("n"), line: 7 },
        MistakeKind::WrongAct { label: text("l"), act: "post", expected: "note" },
        MistakeKind::OneOf { of: text("o"), found: 2, expected: text("e") },
        MistakeKind::OutOfOrder { at: text("a"), above: text("b") },
        MistakeKind::BeforeStart { at: text("a"), start: text("s") },
        MistakeKind::StoryTooLong { at: text("a"), days_max: 3 },
        MistakeKind::NoSource,
        MistakeKind::DependsOnDesk { name: text("n") },
        MistakeKind::NotAllowed { act: "post", role: Role::Observer, least: Role::Liaison },
        MistakeKind::OwnUnseen { label: text("l") },
        MistakeKind::NoCoordinator,
        MistakeKind::MtpdBelowRto { rto: text("4h") },
    ]
}
