//! Documents as officers meet them: what is here, what it would cost to have, what may be opened.

pub mod extract;
mod media;
mod name;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use liaison_core::body::document::Extract;
use liaison_core::document::{LIST_ENTRY_BYTES, Name, PIECE_BYTES, Space};
use liaison_core::id::EntryRef;
use liaison_core::room::Share;
use liaison_core::stamp::Stamp;
use liaison_core::terms::Tlp;

use self::extract::NoText;
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

/// A file that somebody wants to share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// The file.
    pub file: PathBuf,
    /// What it is to be called; as the file where that is not said.
    pub title: Option<String>,
    /// Stricter than the room's label.
    pub tlp: Option<Tlp>,
    /// The incident that it is about.
    pub incident: Option<EntryRef>,
    /// Whether a PDF's text travels with it.
    pub text: bool,
}

impl Sharing {
    /// What it is called on the record: a title keeps the ending of its file, which says what it is.
    pub fn name(&self) -> String {
        let file = safe_name(&self.file.file_name().unwrap_or_default().to_string_lossy());
        let Some(title) = &self.title else { return file };
        let title = safe_name(title);
        match file.rsplit_once('.') {
            Some((_, ending))
                if !title.to_lowercase().ends_with(&format!(".{ending}").to_lowercase()) =>
            {
                safe_name(&format!("{title}.{ending}"))
            }
            _ => title,
        }
    }
}

/// What there is to know of a file before it is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSeen {
    /// As it was asked for.
    pub sharing: Sharing,
    /// What it is called on the record.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// What sending it costs, its text included.
    pub cost: Cost,
    /// Bytes of the text that travels before it.
    pub text: Option<u64>,
    /// Why a PDF has none.
    pub no_text: Option<NoText>,
}

/// The space that documents take, and how much more may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of this room's documents on this machine, texts and parts of them among them.
    pub here: u64,
    /// Bytes of the largest document that is shared from here.
    pub shared_most: u64,
    /// What the relay takes, and when it said so, once it has.
    pub relay: Option<(Space, Stamp)>,
}

impl Limits {
    /// Bytes of the largest document that can be shared: what the relay would refuse is not begun.
    pub fn most(&self) -> u64 {
        self.relay.map_or(self.shared_most, |(space, _)| space.largest.min(self.shared_most))
    }
}

/// The documents of a room as the screens have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holdings {
    /// All of them, the newest first.
    pub all: Vec<Document>,
    /// The rate of the newest link, in bits a second.
    pub rate_bps: Option<u64>,
    /// The space that they take.
    pub limits: Limits,
}

/// A size: a number, and the end of its unit's key in the locales.
pub fn size_said(bytes: u64) -> (String, &'static str) {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit / (unit / 10));
    match bytes {
        0..=999 => (bytes.to_string(), "b"),
        1_000..=999_999 => (bytes.div_ceil(1000).to_string(), "kb"),
        1_000_000..=999_999_999 => (tenths(1_000_000), "mb"),
        _ => (tenths(1_000_000_000), "gb"),
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

impl OpenedFile {
    /// Has the platform's program show it, beside this one.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn show(&self) -> std::io::Result<()> {
        let mut process = Command::new(self.program);
        process.arg(&self.path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut viewer = process.spawn()?;
        // Whenever it ends, somebody is there to hear of it.
        std::thread::spawn(move || viewer.wait().ok());
        Ok(())
    }
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
    fn a_size_has_the_unit_that_fits() {
        let said = |bytes| size_said(bytes);
        assert_eq!(said(999), ("999".to_owned(), "b"));
        assert_eq!(said(1_001), ("2".to_owned(), "kb"));
        assert_eq!(said(1_250_000), ("1.2".to_owned(), "mb"));
        assert_eq!(said(4_999_000_000), ("4.9".to_owned(), "gb"));
    }

    #[test]
    fn a_title_keeps_the_ending_of_its_file() {
        let called = |file: &str, title: Option<&str>| {
            let title = title.map(str::to_owned);
            let file = PathBuf::from(file);
            Sharing { file, title, tlp: None, incident: None, text: true }.name()
        };
        assert_eq!(called("/tmp/scan 12.pdf", None), "scan 12.pdf");
        assert_eq!(called("/tmp/scan 12.pdf", Some("Consigne n° 12")), "Consigne n° 12.pdf");
        assert_eq!(called("/tmp/scan 12.PDF", Some("Consigne 12.pdf")), "Consigne 12.pdf");
        assert_eq!(called("/tmp/readme", Some("../Notes")), "Notes");
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
