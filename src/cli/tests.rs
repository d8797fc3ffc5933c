use super::rehearsal::{arguments, parsed};
use super::*;

fn wrong(language: Language, line: &str) -> String {
    match read(&arguments(line), &Words::new(language), 100) {
        Read::Wrong(text) => text,
        other => panic!("{line}: {other:?}"),
    }
}

/// The lines of design §9, as they stand there.
const CONTRACT: &[&str] = &[
    "",
    "demo",
    "demo --scenario costa-rica --lang fr --headless --speed 600",
    "join relay.example.org/7K2M-0000 --name Ana",
    "invite --name Ana --org Aduanas --role duty-officer --expires 72h",
    "invite withdraw R7K2.3",
    "seat list",
    "seat accept R7K2",
    "seat role R7K2 --role observer",
    "seat remove R7K2 --reason left",
    "room recover",
    "room move relay.example.org/7K2M-0000",
    "room found --name N --mode exercise --tlp TLP:GREEN",
    "room found --name N --mode actual --tlp amber+strict",
    "room list",
    "status --json",
    "follow",
    "incident declare --title T --severity Severe --urgency Immediate --certainty observed \
     --kind Infra --place JPNGO --place JPYOK",
    "incident revise R7K2.3 --title T --severity minor --resolve",
    "incident phase R7K2.3 adapt",
    "incident report R7K2.3 --text T --next +2h",
    "incident close R7K2.3",
    "incident reopen R7K2.3 --resolve",
    "incident list",
    "incident show R7K2.3",
    "flow report --facility JPNGO --regime import --direction in --status closed \
     --mode fallback --counterpart no --capacity 40 --note T --next 18:00 --source T",
    "flow promise JPNGO/import --by 18:00",
    "flow restored JPNGO/import",
    "flow list",
    "plan import plan.toml",
    "plan list",
    "plan show customs-activities",
    "plan activate customs-activities --level full --authority T --reason T --incident R7K2.3",
    "plan approve R7K2.3",
    "plan level R7K2.3 partial",
    "plan step R7K2.3 call --done",
    "plan step R7K2.3 call --skip T",
    "plan step R7K2.3 call --assign R7K2",
    "plan stand-down R7K2.3",
    "fallback open --authority T --reason T",
    "fallback count --declarations 12",
    "fallback close",
    "decide --question Q --decision D --review H+2",
    "roster list",
    "roster save --name N --org O --primary P --alternate P --contingency P --emergency P",
    "roster confirm",
    "roster remove R7K2.3",
    "roster import roster.csv",
    "roster export -",
    "duty take --function watch",
    "duty offer --to R7K2",
    "duty accept",
    "post --precedence flash --to R7K2 --to coordinator --ack --tlp TLP:RED --reply R7K2.3 T",
    "ack R7K2.3 R7K2.4",
    "note T",
    "correct R7K2.3 T",
    "log --since 06:00 --incident R7K2.3",
    "guidance issue --number 12 --title T --supersedes 10 --from 08:00 T",
    "guidance list",
    "guidance ack 12",
    "guidance withdraw 12",
    "sync --history recent --timeout 60",
    "verify --room X --home /tmp/x --ascii --wait 0",
    "doctor",
    "keys",
    "completions bash",
    "man",
    "help incident declare",
];

#[test]
fn the_contract_parses() {
    CONTRACT.iter().for_each(|line| drop(parsed(line)));
}

#[test]
fn globals_have_their_defaults_and_stand_anywhere() {
    let cli = parsed("status");
    assert_eq!((cli.globals.wait, cli.globals.json), (5, false));
    let cli = parsed("incident list --json --room X");
    assert_eq!((cli.globals.json, cli.globals.room.as_deref()), (true, Some("X")));
}

#[test]
fn mistakes_are_said_in_the_officers_language() {
    for (line, english, french) in [
        ("invite --name A --org B", "Missing: --role <ROLE>", "Il manque\u{a0}: --role <RÔLE>"),
        ("statsu", "Perhaps: status", "Peut-être\u{a0}: status"),
        (
            "incident phase R7K2.1 adopt",
            "Expected one of: anticipate, prevent",
            "Au choix\u{a0}: anticipate, prevent",
        ),
        ("post", "Missing: <TEXT>", "Il manque\u{a0}: <TEXTE>"),
        ("plan step A b --done --skip x", "does not go with", "ne va pas avec"),
        ("incident", "A command is missing", "Il manque une commande"),
        ("status --frequent", "no option or place for \"--frequent\"", "ni option ni place"),
        ("sync --timeout never", "\"never\" cannot stand", "«\u{a0}never\u{a0}» ne convient pas"),
    ] {
        let text = wrong(Language::English, line);
        assert!(text.contains(english), "{line}: {text}");
        let text = wrong(Language::French, line);
        assert!(text.contains(french), "{line}: {text}");
        assert!(text.contains("Usage\u{a0}:") && !text.contains("error:"), "{text}");
        assert!(!text.contains("cli-mistake"), "{text}");
    }
}

#[test]
fn what_was_typed_cannot_harm_the_terminal() {
    let text = wrong(Language::English, "stat\u{1b}[31m\u{202e}");
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
}

#[test]
fn the_language_is_known_before_the_arguments_are_read() {
    let asked = |line: &str| asked_language(&arguments(line));
    assert_eq!(asked("--lang fr status").as_deref(), Some("fr"));
    assert_eq!(asked("status --lang=en --help").as_deref(), Some("en"));
    assert_eq!(asked("note -- --lang fr"), None);
    let french = |_: &str| Some("fr_FR.UTF-8".to_owned());
    assert_eq!(language(&arguments("status"), None, french), Language::French);
    assert_eq!(language(&arguments("status"), Some("en"), french), Language::English);
}

#[test]
fn help_and_version_go_to_standard_output() {
    let words = Words::new(Language::French);
    for line in ["--help", "incident declare --help", "-h", "--version"] {
        let text = match read(&arguments(line), &words, 100) {
            Read::Print(text) => text,
            other => panic!("{other:?}"),
        };
        assert!(!text.is_empty());
    }
}
