//! What officers see: keys in, screens out.

use liaison::home::Config;
use liaison::link::Rank;
use liaison::msg::Msg;
use liaison::state::{LinkPhase, LinkView};
use liaison::update::update;
use liaison::words::Language;
use liaison_core::stamp::Stamp;

use crate::nagoya::{DUTY, story};
use crate::screen::{shown, strike};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 12);

/// Snapshots of the screen that keys lead to from the situation, in both languages.
fn check(name: &str, sizes: &[(u16, u16)], keys: &str) {
    for language in Language::ALL {
        for size in sizes {
            let mut state = story().world.console(DUTY, *language, *size);
            strike(&mut state, keys);
            let name = format!("{name}-{}-{}x{}", language.code(), size.0, size.1);
            insta::assert_snapshot!(name, shown(&state));
        }
    }
}

#[test]
fn situation() {
    check("situation", &[USUAL, WIDE, SMALL], "");
}

#[test]
fn incidents_and_one_of_them() {
    check("incidents", &[USUAL], "i");
    check("incident", &[USUAL, SMALL], "i Down Enter");
}

#[test]
fn flows() {
    check("flows", &[USUAL, WIDE, SMALL], "f");
}

#[test]
fn plans_an_activation_and_a_plan() {
    check("plans", &[USUAL], "p");
    check("activation", &[USUAL, SMALL], "p Enter");
    check("plan", &[USUAL], "p G Down Down Enter");
}

#[test]
fn roster_and_a_contact() {
    check("roster", &[USUAL, SMALL], "c");
    check("contact", &[USUAL], "c Tab Enter");
}

#[test]
fn log_messages_and_an_entry() {
    check("log", &[USUAL, SMALL], "l");
    check("messages", &[USUAL], "m");
    check("entry", &[USUAL], "m Enter");
    check("log-filtered", &[USUAL], r#"l / "paper" Enter"#);
}

#[test]
fn guidance_and_a_bulletin() {
    check("guidance", &[USUAL], "b");
    check("bulletin", &[USUAL], "b Enter");
}

#[test]
fn no_conflicts() {
    check("conflicts-none", &[USUAL], "x");
}

#[test]
fn the_link() {
    for language in Language::ALL {
        for size in [USUAL, SMALL] {
            let mut state = story().world.console(DUTY, *language, size);
            let mut link = LinkView {
                phase: LinkPhase::Up,
                rate_bps: Some(2_400),
                rate_down_bps: Some(4_800),
                rtt_ms: Some(2_040),
                narrow: true,
                queue: 12,
                current_at: Some(Stamp(state.now.0 - 60_000)),
                config: Config { metered: true, ..Config::default() },
                ..LinkView::default()
            };
            link.waiting.add(Rank::Flash, 150);
            (0..11).for_each(|_| link.waiting.add(Rank::Other, 3_000));
            let now = state.now;
            update(&mut state, Msg::Link(Box::new(link)), now);
            strike(&mut state, "u");
            let name = format!("link-{}-{}x{}", language.code(), size.0, size.1);
            insta::assert_snapshot!(name, shown(&state));
        }
    }
}

#[test]
fn help_palette_and_what_may_follow_a_prefix() {
    check("help", &[USUAL, SMALL], "?");
    check("palette", &[USUAL], r#": "mess""#);
    check("prefix", &[USUAL, SMALL], "n");
}

#[test]
fn forms() {
    check("form-incident", &[USUAL, SMALL], "n i");
    check("form-message", &[USUAL], "n m");
    check("form-flow", &[USUAL], "f e");
    check("form-contact", &[USUAL], "n c");
    check("form-activate", &[USUAL], "n p");
    check("form-mistakes", &[USUAL], "n i F10");
}
