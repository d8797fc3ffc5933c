//! Documents on the screens: where each is, what fetching costs, what is on its way, its text.

use liaison::document::extract::NoText;
use liaison::document::{Cost, Document, FileSeen, Holdings, Limits, Sharing, Whereabouts};
use liaison::effect::Effect;
use liaison::msg::Msg;
use liaison::state::{Passing, State};
use liaison::words::Language;
use liaison_core::body::Body;
use liaison_core::body::document::{DocumentShared, Extract};
use liaison_core::document::{Name, Space};
use liaison_core::id::Hash;

use crate::nagoya::{DUTY, story};
use crate::screen::{shown, strike, tell};

fn shared(name: &str, size: u64, hash: u8, text: bool) -> DocumentShared {
    DocumentShared {
        name: name.to_owned(),
        media: "application/pdf".to_owned(),
        size,
        hash: Hash([hash; 32]),
        tlp: None,
        incident: None,
        text: text.then_some(Extract { size: 900, hash: Hash([90; 32]), bytes: 3_000 }),
    }
}

/// A console whose room has documents in every state.
pub(crate) fn console(language: Language, size: (u16, u16)) -> State {
    let mut story = story();
    story.world.at(6, 30);
    let drafts = [
        shared("consigne-12.pdf", 713_923, 1, true),
        shared("yard plan \u{202e}gpj.exe", 49_000_000, 2, false),
        shared("declarations.csv", 12_400, 3, false),
        shared("old.pdf", 800, 4, false),
    ];
    for draft in drafts {
        story.world.say(0, draft);
    }
    let mut state = story.world.console(DUTY, language, size);
    let room = story.world.room.clone();
    let states = [
        (1, Whereabouts::AtRelay),
        (2, Whereabouts::Partial(37)),
        (3, Whereabouts::Here),
        (4, Whereabouts::Withdrawn),
    ];
    let documents = states.map(|(hash, whereabouts)| {
        let (name, document) =
            room.documents().iter().find(|(name, _)| name.hash.0[0] == hash).expect("shared");
        let (entry, share) = room.share_of(document).expect("a share");
        Document {
            entry: *entry,
            name: *name,
            share: share.clone(),
            whereabouts,
            at_relay: true,
            wanted: false,
            missing: name.layout().stream_bytes(),
            refused: None,
            has_text: hash == 1,
        }
    });
    let relay = (Space { largest: 50_000_000, left: 1_234_000_000 }, state.now);
    let limits = Limits { here: 18_142_400, shared_most: 50_000_000, relay: Some(relay) };
    let holdings = Holdings { all: documents.to_vec(), rate_bps: Some(2_400), limits };
    tell(&mut state, Msg::Documents(Box::new(holdings)));
    state
}

#[test]
fn documents_and_one_of_them() {
    for language in Language::ALL {
        let code = language.code();
        for size in [(80, 24), (40, 12)] {
            let mut state = console(*language, size);
            strike(&mut state, "d");
            insta::assert_snapshot!(
                format!("documents-{code}-{}x{}", size.0, size.1),
                shown(&state)
            );
        }
        let mut state = console(*language, (80, 24));
        let effects = strike(&mut state, "d Enter");
        let Some(Effect::ReadText(entry)) = effects.last() else { panic!("{effects:?}") };
        let text = "Les bureaux passent en procédure de secours.\n\nPaper declarations at gate 3.";
        tell(&mut state, Msg::DocumentText(*entry, Some(text.to_owned())));
        insta::assert_snapshot!(format!("document-{code}-80x24"), shown(&state));
    }
}

#[test]
fn fetching_says_what_it_costs_and_how_far_it_is() {
    let mut state = console(Language::English, (80, 24));
    let effects = strike(&mut state, "d F");
    let asked = effects.iter().find(|effect| matches!(effect, Effect::Want { wanted: true, .. }));
    assert!(asked.is_some(), "{effects:?}");
    assert!(shown(&state).contains("Fetching consigne-12.pdf"), "{}", shown(&state));
    let name = Name { hash: Hash([1; 32]), size: 713_923 };
    let of = name.layout().stream_bytes();
    let passing = Passing { name, at: of.div_ceil(4), of, fetched: true, bytes_per_s: Some(250) };
    tell(&mut state, Msg::Passing(Some(passing)));
    assert!(shown(&state).contains("coming 25"), "{}", shown(&state));
    strike(&mut state, "Enter");
    let screen = shown(&state);
    assert!(screen.contains("250 B/s") && screen.contains("35 min left"), "{screen}");
    // What is here, or was withdrawn, cannot be fetched.
    strike(&mut state, "Esc Down Down F");
    assert!(!shown(&state).contains("declarations.csv:"), "{}", shown(&state));
}

/// What a file comes to, as it was asked for.
fn seen(sharing: &Sharing, no_text: Option<NoText>) -> Box<FileSeen> {
    Box::new(FileSeen {
        sharing: sharing.clone(),
        name: sharing.name(),
        size: 713_923,
        cost: Cost::of(713_923, Some(2_400)),
        text: no_text.is_none().then_some(3_000),
        no_text,
    })
}

#[test]
fn a_file_is_looked_at_and_its_cost_is_said_before_it_is_shared() {
    for language in Language::ALL {
        let mut state = console(*language, (80, 24));
        let effects = strike(&mut state, r#"n D "/home/ana/scan 12.pdf" Tab "Consigne 12" F10"#);
        let Some(Effect::LookAtFile(sharing)) = effects.last() else { panic!("{effects:?}") };
        assert_eq!((sharing.name().as_str(), sharing.text), ("Consigne 12.pdf", true));
        assert_eq!((sharing.tlp, sharing.incident), (None, None));
        let sharing = sharing.clone();
        let effects = strike(&mut state, "F10");
        assert!(effects.is_empty(), "handed in, and not answered yet: {effects:?}");
        tell(&mut state, Msg::FileSeen(Ok(seen(&sharing, None))));
        insta::assert_snapshot!(format!("share-{}-80x24", language.code()), shown(&state));
        // What is asked for otherwise is looked at again.
        let effects = strike(&mut state, r#"Shift-Tab Shift-Tab Shift-Tab Shift-Tab " b" F10"#);
        let Some(Effect::LookAtFile(sharing)) = effects.last() else { panic!("{effects:?}") };
        assert_eq!(sharing.name(), "Consigne 12 b.pdf");
        let sharing = sharing.clone();
        tell(&mut state, Msg::FileSeen(Ok(seen(&sharing, None))));
        let effects = strike(&mut state, "Enter");
        assert_eq!(effects.last(), Some(&Effect::ShareFile(sharing)), "{effects:?}");
        tell(&mut state, Msg::Saved);
        assert!(state.form.is_none());
    }
}

#[test]
fn a_pdf_without_text_and_a_file_that_cannot_be_shared_are_said() {
    let mut state = console(Language::English, (80, 24));
    let effects = strike(&mut state, r#"n D "scan.pdf" F10"#);
    let Some(Effect::LookAtFile(sharing)) = effects.last() else { panic!("{effects:?}") };
    let pictures = seen(&sharing.clone(), Some(NoText::Pictures));
    tell(&mut state, Msg::FileSeen(Ok(pictures)));
    assert!(shown(&state).contains("its pages are"), "{}", shown(&state));
    let mut state = console(Language::English, (80, 24));
    strike(&mut state, r#"n D "no such file" F10"#);
    tell(&mut state, Msg::FileSeen(Err("no such file: not found".to_owned())));
    assert!(shown(&state).contains("not found"), "{}", shown(&state));
    assert!(state.form.as_ref().is_some_and(|form| !form.handed_in));
}

#[test]
fn what_is_here_is_saved_and_opened_and_withdrawn_by_a_duty_officer() {
    for language in Language::ALL {
        let code = language.code();
        let mut state = console(*language, (80, 24));
        strike(&mut state, "d S");
        assert!(state.form.is_none(), "what is not here cannot be saved");
        strike(&mut state, "Down Down S");
        insta::assert_snapshot!(format!("save-document-{code}-80x24"), shown(&state));
        let effects = strike(&mut state, "F10");
        let Some(Effect::SaveDocument { entry, file }) = effects.last() else {
            panic!("{effects:?}")
        };
        assert_eq!(file.to_str(), Some("declarations.csv"));
        let entry = *entry;
        let said = "written to declarations.csv".to_owned();
        tell(&mut state, Msg::Carried { said, done: true });
        assert!(state.form.is_none() && shown(&state).contains("written to"), "{}", shown(&state));

        strike(&mut state, "O");
        insta::assert_snapshot!(format!("open-document-{code}-80x24"), shown(&state));
        let effects = strike(&mut state, "Enter");
        assert_eq!(effects.last(), Some(&Effect::OpenDocument(entry)), "{effects:?}");
        tell(&mut state, Msg::Carried { said: String::new(), done: true });

        strike(&mut state, "W");
        insta::assert_snapshot!(format!("withdraw-document-{code}-80x24"), shown(&state));
        let effects = strike(&mut state, r#""wrong gate" F10"#);
        let Some(Effect::Write { draft, .. }) = effects.last() else { panic!("{effects:?}") };
        let Body::DocumentWithdrawn(withdrawal) = &**draft else { panic!("{draft:?}") };
        assert_eq!(withdrawal.reason.as_deref(), Some("wrong gate"));
    }
}

#[test]
fn progress_is_said_with_rate_and_time_left() {
    for language in Language::ALL {
        let mut state = console(*language, (80, 24));
        let name = Name { hash: Hash([2; 32]), size: 49_000_000 };
        let of = name.layout().stream_bytes();
        let mut passing = Passing { name, at: of / 5 * 2, of, fetched: true, bytes_per_s: None };
        tell(&mut state, Msg::Passing(Some(passing)));
        strike(&mut state, "d Down Enter");
        assert!(!shown(&state).contains("/s"), "{}", shown(&state));
        passing.bytes_per_s = Some(12_000);
        tell(&mut state, Msg::Passing(Some(passing)));
        insta::assert_snapshot!(format!("progress-{}-80x24", language.code()), shown(&state));
        strike(&mut state, "Esc");
        insta::assert_snapshot!(format!("coming-{}-80x24", language.code()), shown(&state));
    }
}
