//! The console's promises: what keys do, what is kept, what is shown to whom.

use liaison::action::Action;
use liaison::effect::Effect;
use liaison::glyph::Glyphs;
use liaison::keymap::Key;
use liaison::msg::Msg;
use liaison::state::form::Input;
use liaison::state::{Screen, Settings, Standing, State};
use liaison::theme::{Colours, Theme, Tone};
use liaison::update::update;
use liaison::words::{Language, Words};
use liaison_core::body::Body;
use liaison_core::body::flow::FlowReported;
use liaison_core::body::incident::RealEventDeclared;
use liaison_core::body::roster::DutyTaken;
use liaison_core::decide::Shown;
use liaison_core::stamp::Stamp;
use liaison_core::terms::{FlowStatus, Mode, Precedence, Regime, Role};
use proptest::prelude::*;
use ratatui::style::Modifier;

use crate::documents;
use crate::nagoya::{DUTY, PORT, Story, report, story};
use crate::screen::{draw, shown, strike, tell, text};
use crate::world::World;

fn console(story: &Story) -> State {
    story.world.console(DUTY, Language::English, (80, 24))
}

fn written(effects: &[Effect]) -> Vec<&Body> {
    let mut drafts = Vec::new();
    for effect in effects {
        if let Effect::Write { draft, .. } = effect {
            drafts.push(&**draft);
        }
    }
    drafts
}

#[test]
fn acknowledging_writes_at_once_and_only_once() {
    let mut story = story();
    let mut state = console(&story);
    let effects = strike(&mut state, "t a");
    let [Body::Acknowledged(acknowledged)] = written(&effects)[..] else {
        panic!("one acknowledgement: {effects:?}")
    };
    assert_eq!(acknowledged.entries, [story.message]);
    story.world.say(DUTY, acknowledged.clone());
    tell(&mut state, story.world.newest(Standing::Saved));
    state.go(Screen::Entry(story.message));
    assert!(!state.offers().contains(&Action::Acknowledge));
    assert!(written(&strike(&mut state, "a")).is_empty());
}

#[test]
fn a_form_writes_what_was_typed_and_is_gone_only_when_saved() {
    let mut state = console(&story());
    let effects = strike(&mut state, r#"n n "Yard P2 is full" F10"#);
    let [Body::NoteTaken(note)] = written(&effects)[..] else { panic!("one note: {effects:?}") };
    assert_eq!(note.text, "Yard P2 is full");
    assert!(state.form.is_some(), "not saved yet");
    assert!(written(&strike(&mut state, "F10")).is_empty(), "handed in once");
    let effects = tell(&mut state, Msg::Saved);
    assert!(state.form.is_none());
    assert_eq!(effects, [Effect::DropDraft("note".to_owned())]);
}

#[test]
fn what_cannot_be_saved_stays_as_a_draft() {
    let mut state = console(&story());
    strike(&mut state, r#"n n "Yard P2 is full" F10"#);
    tell(&mut state, Msg::NotSaved("no space left on device".to_owned()));
    assert!(state.form.as_ref().is_some_and(|form| !form.handed_in));
    assert!(text(&state).contains("NOT SAVED: no space left on device"));
    assert!(state.drafts.contains_key("note"));
}

#[test]
fn escape_goes_one_level_back_and_loses_nothing() {
    let mut state = console(&story());
    let effects = strike(&mut state, r#"n n "Yard" Esc"#);
    assert!(state.form.is_none());
    let fields = vec![("text".to_owned(), "Yard".to_owned())];
    assert!(effects.contains(&Effect::SaveDraft { name: "note".to_owned(), fields }));
    strike(&mut state, "n n");
    assert!(text(&state).contains("Text      * Yard") || text(&state).contains("Yard"));
    strike(&mut state, "Esc Esc Esc Esc Esc");
    assert_eq!(state.place().screen, Screen::Situation);
    assert!(text(&state).contains("To leave the console: Q"));
}

#[test]
fn a_hang_up_keeps_the_draft_and_ends() {
    let mut state = console(&story());
    strike(&mut state, r#"n n "Yard""#);
    let effects = tell(&mut state, Msg::HungUp);
    let fields = vec![("text".to_owned(), "Yard".to_owned())];
    assert_eq!(effects, [Effect::SaveDraft { name: "note".to_owned(), fields }, Effect::Quit(129)]);
}

#[test]
fn a_draft_is_kept_at_every_pause_and_offered_at_the_next_start() {
    let mut state = console(&story());
    strike(&mut state, r#"n n "Yard""#);
    assert!(state.next_due() <= Stamp(state.now.0 + 2_000));
    let later = Stamp(state.now.0 + 2_000);
    let effects = update(&mut state, Msg::Due, later);
    let [Effect::SaveDraft { name, fields }] = &effects[..] else { panic!("{effects:?}") };
    let mut again = console(&story());
    tell(&mut again, Msg::Drafts(vec![(name.clone(), fields.clone())]));
    strike(&mut again, "n n");
    assert!(text(&again).contains("Yard"));
}

#[test]
fn concurrent_changes_are_shown_side_by_side_and_resolved_by_choosing() {
    let mut story = story();
    story.world.at(6, 40);
    let status =
        |status| FlowReported { mode: None, ..report("JPNGO-NCB", Regime::Import, status) };
    story.world.say_unseen(PORT, status(FlowStatus::Restricted));
    let mut state = console(&story);
    strike(&mut state, "x");
    insta::assert_snapshot!("conflict-en-80x24", shown(&state));
    let effects = strike(&mut state, "R Right F10");
    let [Effect::SaveDraft { .. }, Effect::Write { draft, shown }] = &effects[..] else {
        panic!("one report: {effects:?}")
    };
    let Body::FlowReported(report) = &**draft else { panic!("one report: {draft:?}") };
    assert_eq!(*shown, Shown::Resolve);
    assert_eq!(report.mode, None, "only what is in conflict is set");
    let flow = story.world.room.flows()[&report.flow].clone();
    assert!(flow.status.settings().iter().any(|setting| setting.value == report.status));
    story.world.resolve(DUTY, report.clone());
    assert!(story.world.room.conflicts().is_empty());
}

#[test]
fn a_form_sets_over_what_its_author_was_shown_and_no_more() {
    let mut story = story();
    let mut state = console(&story);
    strike(&mut state, "f e Right Right");
    let flow = crate::nagoya::flow("JPNGO-NCB", Regime::Import);
    let seen: Vec<_> = story.world.room.flows()[&flow].status.names().collect();
    story.world.at(6, 43);
    story.world.say(PORT, report("JPNGO-NCB", Regime::Import, FlowStatus::Open));
    tell(&mut state, story.world.newest(Standing::Theirs));
    let effects = strike(&mut state, "F10");
    let shown = effects.iter().find_map(|effect| match effect {
        Effect::Write { shown: Shown::Seen(names), .. } => Some(names),
        _ => None,
    });
    let names = shown.expect("what was seen");
    assert!(seen.iter().all(|name| names.contains(name)));
    let newest = story.world.links.last().expect("said").key().reference();
    assert!(!names.contains(&newest), "what came since was not shown to its author");
}

#[test]
fn a_value_that_comes_in_while_resolving_is_shown_before_anything_is_set_over_it() {
    let mut story = story();
    let status = |status| report("JPNGO-NCB", Regime::Import, status);
    story.world.say_unseen(DUTY, status(FlowStatus::Closed));
    story.world.say_unseen(PORT, status(FlowStatus::Restricted));
    let mut state = console(&story);
    strike(&mut state, "x R Right");
    story.world.say_unseen(PORT, status(FlowStatus::Open));
    tell(&mut state, story.world.newest(Standing::Theirs));
    assert!(written(&strike(&mut state, "F10")).is_empty());
    assert!(text(&state).contains("The values have changed meanwhile"), "{}", text(&state));
    let effects = strike(&mut state, "F10");
    assert_eq!(written(&effects).len(), 1, "what is shown now can be resolved: {effects:?}");
}

#[test]
fn what_is_typed_at_once_is_text_and_no_choice() {
    let mut state = console(&story());
    let effects = strike(&mut state, r#"n m "fire in yard P2" F10"#);
    let [Body::MessagePosted(message)] = written(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(message.text, "fire in yard P2");
    assert_eq!(message.precedence, Precedence::Routine, "f would have chosen FLASH");
}

#[test]
fn what_was_said_of_one_screen_is_not_said_of_the_next() {
    let mut state = console(&story());
    strike(&mut state, "x R");
    assert!(text(&state).contains("Not possible here"), "{}", text(&state));
    strike(&mut state, "f");
    assert!(!text(&state).contains("Not possible here"));
    strike(&mut state, "V Esc");
    assert_eq!(state.place().screen, Screen::Conflicts, "one Esc, one level");
}

#[test]
fn nobody_hands_over_to_themselves() {
    let mut story = story();
    story.world.say(DUTY, DutyTaken { function: "Watch".into(), over: Vec::new(), until: None });
    let mut state = console(&story);
    strike(&mut state, "c");
    let me = story.world.room.membership().member(&story.world.key(DUTY)).expect("seated");
    let me = me.newest_key().seat().to_string();
    let found = (0..9).find(|_| {
        let is_open = strike(&mut state, "O").is_empty() && state.form.is_some();
        if !is_open {
            strike(&mut state, "Down");
        }
        is_open
    });
    assert!(found.is_some(), "a duty of mine is on the roster");
    let form = state.form.as_ref().expect("open");
    let Input::Choice { values, .. } = &form.fields[0].input else { panic!("a choice") };
    assert!(!values.is_empty() && values.iter().all(|value| value.name != me));
}

#[test]
fn a_home_without_a_room_says_how_to_begin_and_how_to_leave() {
    for (language, leave) in [(Language::English, "Q quit"), (Language::French, "Q quitter")] {
        for size in [(80, 24), (40, 12)] {
            let settings = Settings { words: Words::new(language), ..Settings::default() };
            let state = State::new(settings, size, Stamp(0));
            let text = text(&state);
            assert!(text.contains(leave) && !text.contains(" plans"), "{text}");
            assert!(text.contains("  liaison join INVITATION"), "{text}");
        }
    }
}

#[test]
fn a_real_event_stands_above_every_screen_until_acknowledged() {
    let mut story = story();
    let event = RealEventDeclared {
        text: "Crane driver injured".to_owned(),
        actual_room: "Port safety".to_owned(),
    };
    story.world.say(PORT, event);
    let mut state = console(&story);
    for keys in ["", "l", "n m", "?"] {
        let mut state = console(&story);
        strike(&mut state, keys);
        let first = text(&state).lines().next().map(str::to_owned).unwrap_or_default();
        assert!(first.starts_with("REAL EVENT – NOT EXERCISE"), "{keys}: {first}");
        assert!(draw(&state)[(0, 0)].modifier.contains(Modifier::REVERSED));
    }
    let effects = strike(&mut state, "t a");
    let [Body::Acknowledged(acknowledged)] = written(&effects)[..] else { panic!("{effects:?}") };
    story.world.say(DUTY, acknowledged.clone());
    assert!(!text(&console(&story)).contains("REAL EVENT – NOT EXERCISE  "));
}

#[test]
fn an_exercise_says_so_at_both_ends_and_reality_never_does() {
    for (mode, word) in
        [(Mode::Exercise, "EXERCISE"), (Mode::Test, "TEST"), (Mode::Actual, "ACTUAL")]
    {
        let world = World::founded(mode, "A room", "Sato Keiko", "Nagoya Customs");
        for size in [(80, 24), (120, 40), (40, 12), (30, 8)] {
            let state = world.console(0, Language::English, size);
            let drawn = text(&state);
            let line = drawn.lines().next().expect("a first line");
            assert!(line.starts_with(word), "{line}");
            assert_eq!(line.ends_with(word), mode != Mode::Actual, "{line}");
            let reversed = draw(&state)[(size.0 / 2, 0)].modifier.contains(Modifier::REVERSED);
            assert_eq!(reversed, mode != Mode::Actual);
        }
    }
}

#[test]
fn an_observer_is_offered_nothing_that_would_be_refused() {
    let mut story = story();
    let observer = story.world.join("Ito Yui", "Carrier B", Role::Observer);
    let mut state = story.world.console(observer, Language::English, (80, 24));
    assert!(!state.offers().contains(&Action::Revise));
    strike(&mut state, "n i");
    assert!(state.form.is_none());
    assert!(text(&state).contains("Not possible here: new incident"));
}

#[test]
fn others_text_cannot_reach_the_terminal_raw() {
    let mut story = story();
    let hostile = "\u{1b}[2J\u{202e}gates\u{7} closed\u{9b}31m";
    story.world.say(PORT, crate::nagoya::message(liaison_core::terms::Precedence::Flash, hostile));
    for keys in ["", "l", "l Enter", "l r"] {
        let mut state = console(&story);
        strike(&mut state, keys);
        let all: String = draw(&state).content.iter().map(|cell| cell.symbol()).collect();
        assert!(all.chars().all(liaison::clean::is_harmless), "{keys}");
    }
}

#[test]
fn in_ascii_and_without_colours_nothing_else_is_sent() {
    let story = story();
    for keys in ["", "f", "p Enter", "l", "c", "?", "n m"] {
        let mut state = story.world.console(DUTY, Language::French, (80, 24));
        state.settings.glyphs = Glyphs::Ascii;
        state.settings.theme = Theme { colours: Colours::Mono };
        strike(&mut state, keys);
        for cell in &draw(&state).content {
            assert!(cell.symbol().is_ascii(), "{keys}: {:?}", cell.symbol());
            assert_eq!(cell.fg, ratatui::style::Color::Reset, "{keys}");
        }
    }
    assert!(Theme { colours: Colours::Mono }.style(Tone::Alert).fg.is_none());
}

#[test]
fn the_palette_runs_what_it_names() {
    let mut state = console(&story());
    strike(&mut state, r#": "flows" Enter"#);
    assert_eq!(state.place().screen, Screen::Flows);
    let mut state = story().world.console(DUTY, Language::French, (80, 24));
    strike(&mut state, r#": "consignes" Enter"#);
    assert_eq!(state.place().screen, Screen::Guidance);
}

#[test]
fn the_help_shows_every_action_somewhere() {
    let story = story();
    let mut seen = std::collections::BTreeSet::new();
    for keys in
        ["", "i", "i Enter", "f", "p", "p Enter", "c", "l", "b", "x", "n m", "n n", "n f", "d"]
    {
        for then in ["", "Tab", "Tab Tab", "Down Down"] {
            let mut state = match keys {
                "d" => documents::console(Language::English, (80, 24)),
                _ => console(&story),
            };
            strike(&mut state, keys);
            strike(&mut state, then);
            strike(&mut state, "F1");
            let overlay = state.overlay.as_ref().expect("the help is open");
            seen.extend(overlay.listed(&state).into_iter().map(|listed| listed.action));
        }
    }
    let missing: Vec<_> = Action::ALL.iter().filter(|action| !seen.contains(action)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_is_opened_has_the_marker_on_its_screen() {
    let mut state = console(&story());
    strike(&mut state, "Down Down Down Enter");
    assert_eq!(state.place().screen, Screen::Flows);
    assert!(text(&state).contains("> JPNGO-TBS"), "{}", text(&state));
    let mut state = console(&story());
    strike(&mut state, "t Down Enter");
    assert!(text(&state).contains("> Call terminal duty officers"), "{}", text(&state));
}

#[test]
fn the_first_run_says_how_to_begin() {
    let settings = Settings { words: Words::new(Language::English), ..Settings::default() };
    let state = State::new(settings, (80, 24), Stamp(0));
    let shown = text(&state);
    for command in ["liaison join", "liaison room found", "liaison demo"] {
        assert!(shown.contains(command), "{shown}");
    }
}

#[test]
fn a_broken_keymap_leaves_the_last_good_one_in_force() {
    let mut state = console(&story());
    let own = |text: &str| Msg::KeymapRead(Some(("keys.toml".to_owned(), text.to_owned())));
    tell(&mut state, own("[global]\nflows = \"é\"\n"));
    tell(&mut state, own("[global]\nflws = \"z\"\n"));
    assert!(text(&state).contains("keys.toml:2:1"), "{}", text(&state));
    tell(&mut state, Msg::Key(Key::char('é')));
    assert_eq!(state.place().screen, Screen::Flows);
}

#[test]
fn on_a_screen_too_small_it_says_so() {
    let state = story().world.console(DUTY, Language::English, (20, 5));
    assert!(text(&state).contains("enlarge the window"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is struck, at whatever size: nothing panics, and the first line says the mode.
    #[test]
    fn any_keys_at_any_size(
        keys in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "Enter", "Esc", "Tab", "Shift-Tab", "Up", "Down", "Left", "Right", "Home",
                    "End", "PageUp", "PageDown", "Backspace", "Delete", "F1", "F2", "F8", "F10",
                    "Ctrl-w", "Ctrl-u", "Ctrl-k", "/", ":", "n",
                ]).prop_map(str::to_owned),
                prop::char::range('!', '~').prop_map(|char| char.to_string()),
            ],
            0..60,
        ),
        columns in 0u16..140,
        rows in 0u16..50,
    ) {
        let mut state = story().world.console(DUTY, Language::French, (80, 24));
        let now = state.now;
        for key in keys {
            let key = Key::parse(&key).expect("a key");
            update(&mut state, Msg::Key(key), now);
            draw(&state);
        }
        update(&mut state, Msg::Resized { columns, rows }, now);
        let drawn = text(&state);
        if columns >= 30 && rows >= 8 {
            prop_assert!(drawn.starts_with("EXERCICE"), "{}", drawn);
        }
    }
}
