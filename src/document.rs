//! Documents as officers meet them: what is here, what it would cost to have, what may be opened.

pub mod extract;
mod media;
mod name;

use std::path::PathBuf;
use std::time::Duration;

use liaison_core::body::document::Extract;
use liaison_core::document::{LIST_ENTRY_BYTES, Name, PIECE_BYTES};
use liaison_core::id::EntryRef;
use liaison_core::room::Share;

pub use self::media::media_of;
pub use self::name::safe_name;

/// What is added to a stream on its way: frames, WebSocket and TLS around pieces of half a second
/// of a narrow link. On wide links it is less.
const OVERHEAD_PERCENT: u64 = 12;

/// Where a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// All of it is on this machine.
    Here,
    /// It was withdrawn.
    Withdrawn,
    /// So many percent of it are here; the rest comes when there is a link.
    Partial(u8),
    /// The relay keeps all of it.
    AtRelay,
    /// So far as is known only its author has it, or it is on its way to the relay.
    Elsewhere,
}

impl Whereabouts {
    /// The word as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Withdrawn => "withdrawn",
            Self::Partial(_) => "partial",
            Self::AtRelay => "at-relay",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// A document of a room, as this home has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The entry that shared it, or the first of several.
    pub entry: EntryRef,
    /// What it is.
    pub name: Name,
    /// How it was shared.
    pub share: Share,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// Whether all of it is at the relay, as far as is known.
    pub at_relay: bool,
    /// Whether somebody here wants it.
    pub wanted: bool,
    /// Bytes of its stream that are still to come.
    pub missing: u64,
    /// Why the relay does not take it.
    pub refused: Option<String>,
    /// Whether its text is here.
    pub has_text: bool,
}

impl Document {
    /// Whether all of it is here.
    pub fn is_here(&self) -> bool {
        self.whereabouts == Whereabouts::Here
    }

    /// The name of the file as it is written on this machine.
    pub fn file_name(&self) -> String {
        safe_name(&self.share.name)
    }

    /// Whether its bytes are here and no relay has them.
    pub fn waits_to_be_sent(&self) -> bool {
        self.is_here() && !self.at_relay && self.refused.is_none()
    }
}

/// What it costs to send or to fetch something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Bytes on the link, about.
    pub bytes: u64,
    /// How long that takes at the present rate, where one is known.
    pub time: Option<Duration>,
}

impl Cost {
    /// Of so many bytes of a stream at a rate in bits a second.
    pub fn of(stream_bytes: u64, rate_bps: Option<u64>) -> Self {
        let bytes = stream_bytes + stream_bytes * OVERHEAD_PERCENT / 100;
        let seconds = rate_bps.filter(|rate| *rate > 0).map(|rate| (bytes * 8).div_ceil(rate));
        Self { bytes, time: seconds.map(Duration::from_secs) }
    }

    /// Of a file and the text taken out of it.
    pub fn of_file(size: u64, text: Option<&Extract>, rate_bps: Option<u64>) -> Self {
        let text = text.map_or(0, |text| stream_bytes(text.size));
        Self::of(stream_bytes(size) + text, rate_bps)
    }
}

fn stream_bytes(size: u64) -> u64 {
    let pieces = size.div_ceil(PIECE_BYTES);
    size + if pieces > 1 { pieces * LIST_ENTRY_BYTES } else { 0 }
}

/// What fetches documents without anybody asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Nothing does, not even texts.
    Never,
    /// Texts come; a document comes when somebody asks for it.
    #[default]
    Ask,
    /// Documents of at most so many bytes come as well.
    Below(u64),
}

impl Rule {
    /// Reads `never`, `ask` or a number of kB.
    pub fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "never" => Some(Self::Never),
            "ask" => Some(Self::Ask),
            number => {
                let number = number.strip_suffix("kB").unwrap_or(number).trim();
                number.parse::<u64>().ok()?.checked_mul(1000).map(Self::Below)
            }
        }
    }

    /// Whether a document, or the text of one, is fetched by itself.
    pub fn fetches(self, bytes: u64, is_text: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Ask => is_text,
            Self::Below(most) => is_text || bytes <= most,
        }
    }
}

/// A document that is open, or what to open it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFile {
    /// Where its copy lies.
    pub path: PathBuf,
    /// The program of the platform that was asked to show it.
    pub program: &'static str,
}

/// The program by which the platform opens a file with whatever it thinks right.
pub fn opener() -> &'static str {
    if cfg!(target_os = "macos") { "open" } else { "xdg-open" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_bytes_and_the_seconds_they_take() {
        let cost = Cost::of(240_000, Some(2_400));
        assert_eq!(cost.bytes, 268_800);
        assert_eq!(cost.time, Some(Duration::from_secs(896)));
        assert_eq!(Cost::of(10, None).time, None);
        assert_eq!(Cost::of(10, Some(0)).time, None);
    }

    #[test]
    fn a_rule_is_a_word_or_a_number_of_kilobytes() {
        assert_eq!(Rule::read("never"), Some(Rule::Never));
        assert_eq!(Rule::read("200 kB"), Some(Rule::Below(200_000)));
        assert_eq!(Rule::read("50"), Some(Rule::Below(50_000)));
        assert_eq!(Rule::read("all"), None);
        assert!(!Rule::Never.fetches(1, true));
        assert!(Rule::Ask.fetches(1, true) && !Rule::Ask.fetches(1, false));
        assert!(Rule::Below(5).fetches(5, false) && !Rule::Below(5).fetches(6, false));
    }
}
