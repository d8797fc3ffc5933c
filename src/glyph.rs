//! The signs beside the words, in Unicode and in ASCII.

use crate::clean::Signs;

/// Which signs the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Signs outside ASCII, each one cell wide.
    #[default]
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// What a sign stands for; it never stands without its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The line that keys act on.
    Marker,
    /// Late, or most urgent.
    Urgent,
    /// Runs.
    Open,
    /// Runs in part.
    Restricted,
    /// Stands.
    Closed,
    /// Not known.
    Unknown,
    /// By another way.
    Fallback,
    /// Not yet an entry.
    Draft,
    /// On this machine's disk.
    Saved,
    /// On its way.
    Sent,
    /// On the relay's disk.
    Stored,
    /// Read by those addressed.
    Acknowledged,
    /// The relay has refused it.
    Refused,
    /// Set differently by two.
    Conflict,
    /// Not verified yet.
    Pending,
    /// Done, of a step.
    Done,
    /// More than fits.
    More,
}

impl Glyphs {
    /// ASCII where it is asked for or the locale has no UTF-8.
    pub fn choose(ascii: bool, environment: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&str| environment(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set).unwrap_or_default();
        let named = locale.to_ascii_lowercase();
        let utf8 = named.contains("utf-8") || named.contains("utf8");
        if ascii || !utf8 { Self::Ascii } else { Self::Unicode }
    }

    /// The sign.
    pub const fn sign(self, sign: Sign) -> &'static str {
        let (unicode, ascii) = match sign {
            Sign::Marker => (">", ">"),
            Sign::Urgent => ("!", "!"),
            Sign::Open => ("●", "+"),
            Sign::Restricted => ("▲", "~"),
            Sign::Closed => ("■", "X"),
            Sign::Unknown => ("?", "?"),
            Sign::Fallback => ("◆", "M"),
            Sign::Draft => ("·", "."),
            Sign::Saved => ("○", "o"),
            Sign::Sent => ("→", ">"),
            Sign::Stored => ("✓", "v"),
            Sign::Acknowledged => ("✓", "v"),
            Sign::Refused => ("✗", "x"),
            Sign::Conflict => ("≠", "%"),
            Sign::Pending => ("…", ":"),
            Sign::Done => ("✓", "v"),
            Sign::More => ("…", "."),
        };
        match self {
            Self::Unicode => unicode,
            Self::Ascii => ascii,
        }
    }

    /// The signs that cleaning and cutting text write.
    pub const fn signs(self) -> Signs {
        match self {
            Self::Unicode => Signs::UNICODE,
            Self::Ascii => Signs::ASCII,
        }
    }

    /// Text for this terminal: in ASCII, accents fall away and what is left over shows as `?`.
    pub fn text(self, text: &str) -> String {
        use unicode_normalization::UnicodeNormalization;
        match self {
            Self::Unicode => text.to_owned(),
            Self::Ascii => text
                .nfkd()
                .filter(|char| !unicode_normalization::char::is_combining_mark(*char))
                .flat_map(|char| match char {
                    'œ' => vec!['o', 'e'],
                    'Œ' => vec!['O', 'E'],
                    'æ' => vec!['a', 'e'],
                    '«' | '»' | '“' | '”' => vec!['"'],
                    '‘' | '’' => vec!['\''],
                    '–' | '—' | '‑' => vec!['-'],
                    '×' => vec!['x'],
                    '·' => vec!['-'],
                    char if char.is_ascii() => vec![char],
                    _ => vec!['?'],
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_text_keeps_its_letters() {
        assert_eq!(Glyphs::Ascii.text("Relève à œuvrer – « oui »"), "Releve a oeuvrer - \" oui \"");
        assert_eq!(Glyphs::Ascii.text("Port · Ana"), "Port - Ana", "as the log names authors");
        assert_eq!(Glyphs::Ascii.text("東"), "?");
        assert_eq!(Glyphs::Unicode.text("déjà"), "déjà");
    }

    #[test]
    fn a_locale_without_utf8_gets_ascii() {
        let utf8 = |name: &str| (name == "LANG").then(|| "fr_FR.UTF-8".to_owned());
        assert_eq!(Glyphs::choose(false, utf8), Glyphs::Unicode);
        assert_eq!(Glyphs::choose(true, utf8), Glyphs::Ascii);
        assert_eq!(Glyphs::choose(false, |_| None), Glyphs::Ascii);
    }
}
