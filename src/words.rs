//! Every word on screen, from the locales.
//!
//! Fluent messages in `locales/LANGUAGE/AREA.ftl`, embedded. Both languages are first-class: a test
//! holds that they have the same messages with the same arguments.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A value that fills a place in a message.
pub type Arg<'a> = FluentValue<'a>;

/// A value that fills a place in a message.
pub fn arg<'a>(value: impl Into<Arg<'a>>) -> Arg<'a> {
    value.into()
}

/// The languages of the console: those of the World Customs Organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

macro_rules! areas {
    ($($area:literal)+) => {
        const ENGLISH: &[(&str, &str)] = &[
            $(($area, include_str!(concat!("../locales/en/", $area, ".ftl")))),+
        ];
        const FRENCH: &[(&str, &str)] = &[
            $(($area, include_str!(concat!("../locales/fr/", $area, ".ftl")))),+
        ];
    };
}

areas! {
    "actions" "terms" "entries" "screens" "forms" "refusals" "standing" "link" "mistakes" "library" "command" "demo"
}

impl Language {
    /// Both.
    pub const ALL: &[Self] = &[Self::English, Self::French];

    /// The two letters of ISO 639.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The language that a tag such as `fr`, `fr_CM.UTF-8` or `en-GB` means.
    pub fn tagged(tag: &str) -> Option<Self> {
        let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let tag: LanguageIdentifier = tag.parse().ok()?;
        Self::ALL.iter().copied().find(|language| language.code() == tag.language.as_str())
    }

    /// The language asked for, else the configuration's, else the environment's; where none of
    /// them says (`C`, `POSIX`, nothing, another language) it is English.
    pub fn choose(
        asked: Option<&str>,
        configured: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let said = asked.and_then(Self::tagged).or_else(|| configured.and_then(Self::tagged));
        said.unwrap_or_else(|| {
            let set = |name: &&str| environment(name).filter(|value| !value.is_empty());
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
            locale.and_then(|locale| Self::tagged(&locale)).unwrap_or_default()
        })
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => ENGLISH,
            Self::French => FRENCH,
        }
    }
}

/// The messages of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// The messages of `language`.
    pub fn new(language: Language) -> Self {
        let tag = language.code().parse().expect("two letters are a language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Terminals draw the isolation marks around placeables as garbage.
        bundle.set_use_isolating(false);
        for (_, text) in language.files() {
            let resource = FluentResource::try_new((*text).to_owned())
                .unwrap_or_else(|(readable, _)| readable);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message of a key that wants no arguments.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message of a key with its arguments. A key that there is not shows as itself, which a
    /// test over both languages keeps from happening.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, value.clone());
        }
        let mut problems = Vec::new();
        self.bundle.format_pattern(pattern, Some(&values), &mut problems).into_owned()
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::action::{Action, Group};

    /// Every message of a file with the names of its arguments.
    fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                current = key.to_owned();
                assert!(found.insert(current.clone(), BTreeSet::new()).is_none(), "{key} twice");
            }
            for place in line.split('$').skip(1) {
                let name = place.split(|c: char| !c.is_alphanumeric() && c != '-').next();
                let args = found.get_mut(&current).expect("a message before its arguments");
                args.insert(name.unwrap_or_default().to_owned());
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let mut all = BTreeSet::new();
        for ((area, english), (_, french)) in ENGLISH.iter().zip(FRENCH) {
            assert_eq!(messages(english), messages(french), "{area}");
            for key in messages(english).into_keys() {
                assert!(all.insert(key.clone()), "{key} in two files");
            }
        }
    }

    #[test]
    fn every_file_is_fluent() {
        for (area, text) in ENGLISH.iter().chain(FRENCH) {
            let read = FluentResource::try_new((*text).to_owned());
            assert!(read.is_ok(), "{area}: {:?}", read.err().map(|(_, errors)| errors));
        }
    }

    #[test]
    fn french_has_its_spaces_and_english_has_none() {
        for (area, text) in FRENCH {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let value = line.split_once('=').map_or(line, |(_, value)| value);
                for sign in [" :", " ;", " !", " ?", "« ", " »"] {
                    assert!(!value.contains(sign), "{area}: {sign:?} wants U+00A0 in {line:?}");
                }
                for (before, sign) in value.chars().zip(value.chars().skip(1)) {
                    let wanted = matches!(sign, ';' | '!' | '?') && before.is_alphanumeric();
                    assert!(!wanted, "{area}: no U+00A0 before {sign} in {line:?}");
                }
                assert!(!line.contains('\u{202f}'), "{area}: U+202F is not in terminal fonts");
            }
        }
        for (area, text) in ENGLISH {
            assert!(!text.contains('\u{a0}'), "{area}: U+00A0 in English");
        }
    }

    #[test]
    fn every_action_has_its_words() {
        for &language in Language::ALL {
            let words = Words::new(language);
            for action in Action::ALL {
                assert!(words.has(&format!("action-{action}")), "{action} in {language:?}");
                assert!(words.has(&format!("action-{action}-help")), "{action} in {language:?}");
            }
            for group in Group::ALL {
                assert!(words.has(&format!("group-{}", group.name())));
            }
        }
    }

    #[test]
    fn the_language_is_asked_for_configured_or_the_environments() {
        let env = |name: &str| (name == "LANG").then(|| "fr_FR.UTF-8".to_owned());
        assert_eq!(Language::choose(None, None, env), Language::French);
        assert_eq!(Language::choose(Some("en"), Some("fr"), env), Language::English);
        assert_eq!(Language::choose(None, Some("en"), env), Language::English);
        for locale in ["C", "POSIX", "C.UTF-8", "", "de_DE.UTF-8"] {
            let env = |name: &str| (name == "LC_ALL").then(|| locale.to_owned());
            assert_eq!(Language::choose(None, None, env), Language::English);
        }
    }

    #[test]
    fn arguments_are_filled_in_without_marks() {
        let words = Words::new(Language::French);
        let said = words.with("age-minutes", &[("n", arg(3))]);
        assert!(said.contains('3') && !said.contains('\u{2068}'), "{said}");
    }
}
