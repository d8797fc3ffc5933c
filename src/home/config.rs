//! Settings of a home. Every one has a default; a file with mistakes tells them all.

use std::path::Path;
use std::time::Duration;

use liaison_core::wire::History;
use serde::Deserialize;

use super::HomeError;
use crate::document::Rule;
use crate::link::Choice;
use crate::theme::Colours;

/// Seconds between pings of an idle link, unless it is metered.
const PING_S: u32 = 60;
/// The same where every byte or minute is paid for.
const PING_METERED_S: u32 = 300;
/// How far apart or close together pings may be: a relay takes a link for lost after 720 s without
/// a byte (`silence_seconds`), unless it is set otherwise there.
const PING_RANGE_S: std::ops::RangeInclusive<u32> = 5..=600;

/// What an officer may set in `config.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// `en` or `fr`; none: the environment's.
    pub language: Option<String>,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// Colours for a light terminal.
    pub light: bool,
    /// One of the key files that ship with the program: `default`, `azerty`, `vim`, `emacs`.
    pub keymap: String,
    /// Whether the link is paid for by the byte or the minute: what of the following is not set
    /// has its thrifty value then.
    pub metered: bool,
    /// How connections are made: `auto`, `wide`, `narrow`.
    pub link: String,
    /// Seconds between pings of a link that is idle.
    pub ping_s: Option<u32>,
    /// How much of the past to fetch: `none`, `recent` or `all`.
    pub history: Option<String>,
    /// Which documents to fetch without being asked: `never`, `ask` (their texts), or a number of
    /// kB below which they are fetched whole.
    pub documents: Option<String>,
    /// The largest document that is shared from here, in kB.
    pub document_kb: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            language: None,
            ascii: false,
            light: false,
            keymap: "default".to_owned(),
            metered: false,
            link: "auto".to_owned(),
            ping_s: None,
            history: None,
            documents: None,
            document_kb: 50_000,
        }
    }
}

impl Config {
    pub(super) fn read(path: &Path) -> Result<Self, HomeError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(HomeError::io(path, e)),
        };
        Self::parse(&path.display().to_string(), &text)
            .map_err(|mistakes| HomeError::Config { mistakes })
    }

    /// How much of the past to fetch.
    pub fn extent(&self) -> History {
        match self.history.as_deref() {
            Some("none") => History::None,
            Some("recent") => History::Recent,
            None if self.metered => History::Recent,
            _ => History::All,
        }
    }

    /// The name of that extent.
    pub fn extent_name(&self) -> &'static str {
        match self.extent() {
            History::None => "none",
            History::Recent => "recent",
            History::All => "all",
        }
    }

    /// The theme that is set; none: what the terminal says of itself.
    pub fn theme(&self) -> Option<Colours> {
        self.light.then_some(Colours::Light)
    }

    /// How long a link may be idle before a ping.
    pub fn ping(&self) -> Duration {
        let usual = if self.metered { PING_METERED_S } else { PING_S };
        Duration::from_secs(self.ping_s.unwrap_or(usual).into())
    }

    /// How connections are made.
    pub fn profile(&self) -> Choice {
        Choice::named(&self.link).unwrap_or_default()
    }

    /// Which documents are fetched without anybody asking.
    pub fn documents(&self) -> Rule {
        let set = self.documents.as_deref().and_then(Rule::read);
        set.unwrap_or(if self.metered { Rule::Never } else { Rule::Ask })
    }

    /// Reads every line by itself, so that one mistake does not hide the next.
    fn parse(file: &str, text: &str) -> Result<Self, String> {
        let mut mistakes = Vec::new();
        let whole: Self = match toml::from_str(text) {
            Ok(whole) => whole,
            Err(error) => {
                // The lines that can be read are checked all the same.
                let mut readable = String::new();
                for (at, line) in text.lines().enumerate() {
                    if let Err(error) = toml::from_str::<Self>(line) {
                        let column = error.span().map_or(1, |span| span.start + 1);
                        let said = error.message();
                        mistakes.push(format!("{file}:{}:{column}: {said}", at + 1));
                    } else {
                        readable.push_str(line);
                        readable.push('\n');
                    }
                }
                if mistakes.is_empty() {
                    mistakes.push(format!("{file}: {}", error.message()));
                }
                toml::from_str(&readable).unwrap_or_default()
            }
        };
        whole.check(file, text, &mut mistakes);
        if mistakes.is_empty() { Ok(whole) } else { Err(mistakes.join("\n")) }
    }

    fn check(&self, file: &str, text: &str, mistakes: &mut Vec<String>) {
        let place = |name: &str| {
            let line = text.lines().position(|line| line.trim_start().starts_with(name));
            line.map_or(1, |line| line + 1)
        };
        let mut choose = |name: &str, value: &str, from: &[&str]| {
            if !from.contains(&value) {
                let (line, from) = (place(name), from.join(", "));
                mistakes.push(format!("{file}:{line}:1: {name} is {value:?}, expected {from}"));
            }
        };
        choose("keymap", &self.keymap, &["default", "azerty", "vim", "emacs"]);
        choose("link", &self.link, Choice::NAMES);
        if let Some(history) = &self.history {
            choose("history", history, &["none", "recent", "all"]);
        }
        if let Some(language) = &self.language {
            choose("language", language, &["en", "fr"]);
        }
        if let Some(documents) = &self.documents
            && Rule::read(documents).is_none()
        {
            choose("documents", documents, &["never", "ask", "a number of kB"]);
        }
        if let Some(ping) = self.ping_s.filter(|ping| !PING_RANGE_S.contains(ping)) {
            let (line, from, to) = (place("ping-s"), PING_RANGE_S.start(), PING_RANGE_S.end());
            mistakes.push(format!("{file}:{line}:1: ping-s is {ping}, expected {from} to {to}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "keymap = \"qwertz\"\nlanguage = 3\nping-s = \"often\"\ncolour = true\n";
        let said = Config::parse("config.toml", text).unwrap_err();
        assert_eq!(said.lines().count(), 4, "{said}");
        for line in ["config.toml:1:", "config.toml:2:", "config.toml:3:", "config.toml:4:"] {
            assert!(said.contains(line), "{said}");
        }
        let text = "keymap = \"qwertz\"\nhistory = \"some\"\n";
        let said = Config::parse("config.toml", text).unwrap_err();
        assert!(said.contains("config.toml:1:1") && said.contains("config.toml:2:1"), "{said}");
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        let config = Config::parse("config.toml", "ascii = true\n").unwrap();
        assert_eq!(config, Config { ascii: true, ..Config::default() });
        assert_eq!(config.ping(), Duration::from_secs(60));
        assert_eq!(config.extent(), History::All);
        assert_eq!(config.documents(), Rule::Ask);
    }

    #[test]
    fn a_metered_link_is_thrifty_in_all_that_is_not_said_otherwise() {
        let config = Config::parse("config.toml", "metered = true\n").unwrap();
        assert_eq!(config.ping(), Duration::from_secs(300));
        assert_eq!(config.extent(), History::Recent);
        assert_eq!(config.documents(), Rule::Never);
        let text = "metered = true\nhistory = \"all\"\nping-s = 120\ndocuments = \"40 kB\"\n";
        let config = Config::parse("config.toml", text).unwrap();
        assert_eq!(config.ping(), Duration::from_secs(120));
        assert_eq!(config.extent(), History::All);
        assert_eq!(config.documents(), Rule::Below(40_000));
    }

    #[test]
    fn what_a_link_cannot_be_is_said_with_its_line() {
        let text = "ping-s = 900\nlink = \"thin\"\ndocuments = \"below\"\n";
        let said = Config::parse("config.toml", text).unwrap_err();
        for line in ["config.toml:1:1: ping-s", "config.toml:2:1: link", "config.toml:3:1: doc"] {
            assert!(said.contains(line), "{said}");
        }
    }
}
