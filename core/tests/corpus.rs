//! The two halves of the corpus: what is measured must not be made from what it is measured on.

use std::collections::BTreeSet;

use liaison_core::pack::making;

use crate::story::{Corpus, Story};

/// Sentences, as they are compared: letters and digits alone, all small.
fn sentences(corpus: &Corpus) -> BTreeSet<String> {
    let texts = corpus.texts();
    let sentences = texts.iter().flat_map(|(_, text)| text.split(['.', '!', '?', ':', ';']));
    let plain = sentences.map(|sentence| {
        let words = sentence.split_whitespace().map(str::to_lowercase);
        words.collect::<Vec<_>>().join(" ")
    });
    // A word or two is no sentence.
    plain.filter(|sentence| sentence.split(' ').count() > 2).collect()
}

#[test]
fn the_halves_share_no_sentence() {
    let shared: Vec<String> = sentences(&Corpus::making())
        .intersection(&sentences(&Corpus::measuring()))
        .cloned()
        .collect();
    assert!(shared.is_empty(), "{shared:#?}");
}

#[test]
fn each_half_has_many_texts_and_none_twice() {
    for corpus in [Corpus::making(), Corpus::measuring()] {
        let texts = corpus.texts();
        let different: BTreeSet<&str> = texts.iter().map(|(_, text)| *text).collect();
        assert_eq!(different.len(), texts.len(), "a text stands twice");
        assert!(texts.len() >= 400, "{} texts", texts.len());
        let sorts: BTreeSet<&str> = texts.iter().map(|(what, _)| *what).collect();
        assert!(sorts.len() >= 15, "{sorts:?}");
    }
}

#[test]
fn the_dictionary_is_made_from_the_first_half() {
    let story = Story::for_the_dictionary();
    let made = making::dictionary(&story.log[story.seated..]);
    let kept: &[u8] = include_bytes!("../src/pack/dictionary-1.bin");
    assert!(made == kept, "run the example `dictionary`, if no version was released with it");
}
