use proptest::prelude::*;
use unicode_normalization::char::is_combining_mark;

use super::*;

const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Judges by lists of its own rather than by those of the code.
fn assert_harmless(text: &str) {
    let mut marks = 0;
    for c in text.chars() {
        assert!(!c.is_control(), "{text:?}");
        assert!(!matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), "{text:?}");
        assert!(!matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'), "{text:?}");
        assert!(!('\u{e0000}'..='\u{e007f}').contains(&c), "{text:?}");
        assert!(u32::from(c) & 0xfffe != 0xfffe, "{text:?}");
        marks = match c {
            c if is_combining_mark(c) => marks + 1,
            c if JOINERS.contains(&c) => marks,
            _ => 0,
        };
        assert!(marks <= 4, "{text:?}");
        assert!(is_harmless(c), "{text:?}");
    }
    assert!(text.chars().next().is_none_or(|c| !is_combining_mark(c)), "{text:?}");
    assert!(is_nfc(text), "{text:?}");
}

fn check(text: &str) {
    for signs in [Signs::UNICODE, Signs::ASCII] {
        let once = signs.line(text);
        assert_harmless(&once);
        assert!(matches!(signs.line(&once), Cow::Borrowed(again) if again == once), "{text:?}");
        let lines = signs.paragraphs(text);
        lines.iter().for_each(|line| assert_harmless(line));
        assert_eq!(signs.paragraphs(&lines.join("\n")), lines);
        for cells in [0, 1, 2, 7] {
            let fitted = signs.fit(text, cells);
            assert_harmless(&fitted);
            assert!(width(&fitted) <= cells, "{text:?}");
        }
    }
    assert!(pasted(text, false).chars().all(is_harmless), "{text:?}");
    assert!(pasted(text, true).chars().all(|c| c == '\n' || is_harmless(c)), "{text:?}");
}

#[test]
fn every_character_alone_and_between_letters_comes_out_harmless() {
    for c in '\0'..=char::MAX {
        assert_harmless(&line(&c.to_string()));
        let between = format!("a{c}b");
        let cleaned = line(&between);
        assert_harmless(&cleaned);
        assert!(cleaned.starts_with('a') || is_combining_mark(c), "{between:?}");
        assert!(cleaned.ends_with('b') || c == '\u{9b}', "{between:?}");
        assert!(matches!(line(&cleaned), Cow::Borrowed(_)), "{between:?}");
    }
}

#[test]
fn clean_text_is_borrowed_unchanged() {
    for text in [
        "",
        "Gates close at 07:00Z, trucks held",
        "Le terminal est dégradé\u{a0}: ÉTAT « fermé »",
        "名古屋港のシステム障害",
        "葛\u{e0100}城",
        "ميناء ينبع مغلق",
        "می\u{200c}شود",
        "क्\u{200d}ष और क्\u{200c}ष",
        "မြို့ ကြွေး",
        "Đường Trường Sa, cảng Hải Phòng",
        "🚢 1️⃣",
    ] {
        assert!(matches!(line(text), Cow::Borrowed(same) if same == text), "{text:?}");
    }
}

#[test]
fn attacks_leave_a_visible_sign() {
    for (text, clean) in [
        ("a\u{1b}[31mred\u{7}", "a\u{fffd}red\u{fffd}"),
        ("\u{1b}[1;31m\u{1b}[?25lB\u{1b}[", "\u{fffd}B\u{fffd}"),
        ("\u{9b}2Jx\u{9b}é", "\u{fffd}x\u{fffd}é"),
        ("\u{1b}]52;c;cm0=\u{7}x", "\u{fffd}]52;c;cm0=\u{fffd}x"),
        ("safe\u{202e}gnp.exe", "safe\u{fffd}gnp.exe"),
        ("a\u{2066}\u{200b}\u{8}b", "a\u{fffd}b"),
        ("hi\u{e0041}\u{e0042}\u{e007f}", "hi\u{fffd}"),
        ("\u{feff}text", "\u{fffd}text"),
        ("pay\u{200d}pal", "pay\u{fffd}pal"),
        ("می\u{200c}\u{200c}شود", "می\u{fffd}شود"),
        ("\u{301}x", "\u{fffd}x"),
        ("\u{3164}", "\u{fffd}"),
        ("n\u{303}", "ñ"),
        ("x\u{fffe}\u{fdd0}\u{e000}", "x\u{fffd}"),
    ] {
        assert_eq!(line(text), clean, "{text:?}");
        assert_eq!(Signs::ASCII.line(text), clean.replace('\u{fffd}', "?"));
    }
}

#[test]
fn marks_beyond_the_fourth_go_even_with_characters_between_them() {
    let tower = format!("z{}y", "\u{336}".repeat(30));
    assert_eq!(line(&tower), format!("z{}\u{fffd}y", "\u{336}".repeat(4)));
    let around = format!("z{}", "\u{336}\u{202e}".repeat(30));
    assert_eq!(line(&around).chars().filter(|&c| c == '\u{336}').count(), 4);
}

#[test]
fn a_joiner_before_a_mark_too_many_goes_with_it() {
    check("é\u{1122c}\u{591}\u{1cf7}\u{11d3f}\u{200c}\u{1122c}");
}

#[test]
fn one_line_shows_where_it_was_broken() {
    assert_eq!(line("\none\r\n\r\ntwo\u{2028}three\rfour\n"), "one ¶ two ¶ three ¶ four");
    assert_eq!(Signs::ASCII.line("a\tb\nc"), "a b / c");
    assert_eq!(line("\n\n"), "");
    assert_eq!(line("a\n\u{301}b"), "a ¶ \u{fffd}b");
}

#[test]
fn paragraphs_keep_lines_and_one_blank_between() {
    assert_eq!(
        paragraphs("\n\n1. Paper\r\n\tonly\n \n\n\n2. \u{1b}[2JMail\n\n"),
        ["1. Paper", "    only", "", "2. \u{fffd}Mail"]
    );
    assert_eq!(lines("one\r\ntwo"), "one\ntwo");
    assert_eq!(paragraphs(""), Vec::<String>::new());
    assert_eq!(paragraphs(&"\n".repeat(8000)), Vec::<String>::new());
}

#[test]
fn pasted_text_is_what_could_have_been_typed() {
    assert_eq!(pasted("l1\nq\x1b[31mx", false), "l1 qx");
    assert_eq!(pasted("l1\r\nl2\tx\u{7}", true), "l1\nl2 x");
}

#[test]
fn fits_by_graphemes_and_cells() {
    assert_eq!(fit("Yokkaichi", 9), "Yokkaichi");
    assert_eq!(fit("Yokkaichi", 8), "Yokkaic…");
    assert_eq!(fit("Port of Nagoya", 6), "Port…");
    assert_eq!(fit("名古屋港", 6), "名古…");
    assert_eq!(fit("名古屋港", 5), "名古…");
    assert_eq!(fit("क्षक्षक्ष", 3).graphemes(true).next_back(), Some("…"));
    assert_eq!(Signs::ASCII.fit("Yokkaichi", 8), "Yokka...");
    assert_eq!(Signs::ASCII.fit("Yokkaichi", 2), "..");
    assert_eq!(fit("Yokkaichi", 0), "");
    assert_eq!(fit("a\u{1b}b\nc", 80), "a\u{fffd}b ¶ c");
}

proptest! {
    #[test]
    fn any_text_comes_out_harmless_and_cleaning_again_changes_nothing(text: String) {
        check(&text);
    }

    #[test]
    fn hostile_text_comes_out_harmless(
        text in "([\\p{Cf}\\p{Cc}\\p{M}\\p{Zl}\\p{Zp}\\p{Zs}]|[aé\u{1100}\u{1161}\u{915}\u{94d}\u{645}]){0,40}",
    ) {
        check(&text);
    }

    #[test]
    fn marks_and_joiners_of_many_scripts_come_out_harmless(
        text in "[é\u{301}\u{591}\u{64b}\u{93f}\u{94d}\u{915}\u{1cf7}\u{200c}\u{200d}\u{1122c}\u{11d3f}\u{1b}]{0,24}",
    ) {
        check(&text);
    }

    #[test]
    fn format_characters_are_those_of_unicode(text in "\\p{Cf}{1,20}") {
        prop_assert_eq!(line(&text), "\u{fffd}");
    }
}
