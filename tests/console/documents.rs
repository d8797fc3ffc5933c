//! Documents on the screens: where each is, what fetching costs, what is on its way, its text.

use liaison::document::{Document, Whereabouts};
use liaison::effect::Effect;
use liaison::msg::Msg;
use liaison::state::{Passing, State};
use liaison::words::Language;
use liaison_core::body::document::{DocumentShared, Extract};
use liaison_core::document::Name;
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
    tell(&mut state, Msg::Documents(documents.to_vec(), Some(2_400)));
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
