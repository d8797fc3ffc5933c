//! `relay.toml`: what the operator says, read strictly.
//!
//! Unknown keys are errors, because a limit with a typing mistake is no limit; and all mistakes
//! are told at once, with line and column, because a relay is set up in a hurry.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};

use liaison_core::invitation::{
    InvitationError, PORT_STANDARD as PORT, read_address, write_address,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::limits::Limits;

/// The name of the configuration in the relay's directory.
pub const FILE: &str = "relay.toml";

/// Everything that the operator decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the relay is called, shown to those who join.
    pub name: String,
    /// `HOST:PORT` that invitations carry.
    pub host: String,
    /// Where to listen, if not at `host`.
    pub listen: Option<String>,
    /// Where `/healthz` and `/metrics` are answered, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// Whether a proxy ends TLS in front of the relay, so that no exporter value can match.
    pub behind_proxy: bool,
    /// A certificate chain and its key, both PEM, instead of the relay's self-signed one.
    pub certificate: Option<CertificateFiles>,
    /// The limits.
    pub limits: Limits,
}

/// Where a public or government authority's certificate lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The chain, leaf first.
    pub chain: PathBuf,
    /// The leaf's private key.
    pub key: PathBuf,
}

/// One mistake in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong and what was expected.
    pub what: String,
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {source}; run `liaison-relay init` first, or name another --dir", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file has mistakes; nothing of it is used.
    #[error("{}", Listed { file, mistakes })]
    Mistakes {
        /// Which file.
        file: PathBuf,
        /// All of them, in the order of the file.
        mistakes: Vec<Mistake>,
    },
}

struct Listed<'a> {
    file: &'a Path,
    mistakes: &'a [Mistake],
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, m) in self.mistakes.iter().enumerate() {
            let newline = if i == 0 { "" } else { "\n" };
            write!(f, "{newline}{}:{}:{}: {}", self.file.display(), m.line, m.column, m.what)?;
        }
        Ok(())
    }
}

impl Config {
    /// The configuration of a relay of that name, reached at `host`, with default limits.
    pub fn new(name: &str, host: &str) -> Self {
        Self {
            name: name.to_owned(),
            host: with_port(host),
            listen: None,
            metrics: None,
            behind_proxy: false,
            certificate: None,
            limits: Limits::default(),
        }
    }

    /// Reads `relay.toml` in `dir`; relative paths in it are relative to `dir`.
    ///
    /// # Errors
    /// The file cannot be read, or has mistakes.
    pub fn load(dir: &Path) -> Result<Self, ConfigError> {
        let file = dir.join(FILE);
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                Self::parse(&text, dir).map_err(|mistakes| ConfigError::Mistakes { file, mistakes })
            }
            Err(source) => Err(ConfigError::Read { file, source }),
        }
    }

    /// Reads the text of a configuration.
    ///
    /// # Errors
    /// Every mistake of the text, in its order.
    pub fn parse(text: &str, dir: &Path) -> Result<Self, Vec<Mistake>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { text, dir, found: Vec::new() };
        for error in &errors {
            reader.mistake(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        let config = reader.config(table.get_ref());
        let mut mistakes = reader.found;
        if mistakes.is_empty() {
            return Ok(config);
        }
        mistakes.sort_by_key(|m| (m.line, m.column));
        Err(mistakes)
    }

    /// The text that `init` writes: what was given, and everything else as a comment.
    pub fn written(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut text = format!(
            "# The configuration of a liaison relay. Lines that begin with # show the defaults.\n\n\
             # What the relay is called, shown to those who join.\nname = {}\n\
             # The address that invitations carry.\nhost = {}\n\
             # Where to listen, if not at host.\n# listen = \"0.0.0.0:{PORT}\"\n\
             # Where /healthz and /metrics are answered; keep it local.\n\
             # metrics = \"127.0.0.1:7412\"\n\
             # A proxy ends TLS in front of the relay.\n# behind_proxy = false\n\n\
             # A certificate of a public or government authority instead of the relay's own.\n\
             # [certificate]\n# chain = \"chain.pem\"\n# key = \"key.pem\"\n\n[limits]\n\
             # Whether what is counted by address also counts for loopback addresses.\n\
             # loopback = false\n",
            quoted(&self.name),
            quoted(&self.host),
        );
        for limit in Limits::TABLE {
            text += &format!("#{}\n# {} = {}\n", limit.about, limit.name, limit.default);
        }
        text
    }
}

/// `HOST` with the standard port, unless it names one.
///
/// An IPv6 address is written in brackets, as in a URL.
pub fn with_port(host: &str) -> String {
    let after_bracket = host.rfind(']').map_or(host, |at| &host[at..]);
    if after_bracket.contains(':') { host.to_owned() } else { format!("{host}:{PORT}") }
}

/// An address as invitations carry it, with its port.
///
/// # Errors
/// It cannot stand in an invitation.
pub fn invited_to(text: &str) -> Result<String, InvitationError> {
    let (host, port) = read_address(text)?;
    Ok(with_port(&write_address(&host, port)))
}

/// Whether a text is `HOST` or `HOST:PORT`, where port 0 stands for any that is free.
pub fn can_listen(text: &str) -> bool {
    let full = with_port(text);
    let Some((host, port)) = full.rsplit_once(':') else { return false };
    let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
        && port.parse::<u16>().is_ok()
}

/// Walks the file and gathers what is wrong with it.
struct Reader<'a> {
    text: &'a str,
    dir: &'a Path,
    found: Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, span: Range<usize>, what: String) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        self.found.push(Mistake { line, column, what });
    }

    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::new("", "");
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => config.name = self.string(value),
                "host" => config.host = self.host(value),
                "listen" => config.listen = Some(self.listen(value)),
                "metrics" => config.metrics = self.address(value),
                "behind_proxy" => config.behind_proxy = self.boolean(value),
                "certificate" => config.certificate = self.certificate(value),
                "limits" => self.limits(value, &mut config.limits),
                other => self.unknown(
                    key,
                    other,
                    "name, host, listen, metrics, behind_proxy, [certificate], [limits]",
                ),
            }
        }
        for required in ["name", "host"] {
            if !table.contains_key(required) {
                self.mistake(0..0, format!("`{required}` is missing"));
            }
        }
        config
    }

    fn unknown<T>(&mut self, key: &Spanned<T>, name: &str, expected: &str) {
        self.mistake(key.span(), format!("unknown key `{name}`; expected one of {expected}"));
    }

    fn expected(&mut self, value: &Spanned<DeValue<'_>>, what: &str) {
        let found = value.get_ref().type_str();
        self.mistake(value.span(), format!("expected {what}, found {found}"));
    }

    fn string(&mut self, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() && text.len() <= 200 => text.to_owned(),
            Some(_) => {
                self.mistake(value.span(), "expected 1 to 200 bytes of text".to_owned());
                String::new()
            }
            None => {
                self.expected(value, "text in quotes");
                String::new()
            }
        }
    }

    fn host(&mut self, value: &Spanned<DeValue<'_>>) -> String {
        let text = self.string(value);
        match invited_to(&text) {
            Ok(host) => return host,
            Err(_) if text.is_empty() => {}
            Err(error) => self.mistake(value.span(), error.to_string()),
        }
        String::new()
    }

    fn listen(&mut self, value: &Spanned<DeValue<'_>>) -> String {
        let text = self.string(value);
        if !text.is_empty() && !can_listen(&text) {
            self.mistake(value.span(), "expected \"HOST:PORT\"".to_owned());
        }
        with_port(&text)
    }

    fn address(&mut self, value: &Spanned<DeValue<'_>>) -> Option<SocketAddr> {
        let text = self.string(value);
        let address = text.parse().ok();
        if !text.is_empty() && address.is_none() {
            self.mistake(value.span(), "expected \"ADDRESS:PORT\", both numbers".to_owned());
        }
        address
    }

    fn boolean(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.expected(value, "true or false");
            false
        })
    }

    fn certificate(&mut self, value: &Spanned<DeValue<'_>>) -> Option<CertificateFiles> {
        let Some(table) = value.get_ref().as_table() else {
            self.expected(value, "a table with chain and key");
            return None;
        };
        let (mut chain, mut key) = (None, None);
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "chain" => chain = Some(self.dir.join(self.string(value))),
                "key" => key = Some(self.dir.join(self.string(value))),
                other => self.unknown(name, other, "chain, key"),
            }
        }
        let files = chain.zip(key).map(|(chain, key)| CertificateFiles { chain, key });
        if files.is_none() {
            self.mistake(value.span(), "[certificate] needs both chain and key".to_owned());
        }
        files
    }

    fn limits(&mut self, value: &Spanned<DeValue<'_>>, limits: &mut Limits) {
        let Some(table) = value.get_ref().as_table() else {
            self.expected(value, "a table");
            return;
        };
        for (name, value) in table {
            let key = name.get_ref().as_ref();
            if key == "loopback" {
                limits.loopback = self.boolean(value);
            } else if let Some(limit) = Limits::TABLE.iter().find(|l| l.name == key) {
                let number = value.get_ref().as_integer().and_then(|i| {
                    u64::from_str_radix(&i.as_str().replace('_', ""), i.radix()).ok()
                });
                match number.filter(|n| (limit.least..=limit.most).contains(n)) {
                    Some(number) => limits.set(key, number),
                    None => self.mistake(
                        value.span(),
                        format!("expected a whole number from {} to {}", limit.least, limit.most),
                    ),
                }
            } else {
                let names: Vec<_> = Limits::TABLE.iter().map(|l| l.name).collect();
                self.unknown(name, key, &format!("loopback, {}", names.join(", ")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_init_writes_reads_back() {
        let config = Config::new("Relay \"West\"\u{e9}", "relay.example.org");
        let read = Config::parse(&config.written(), Path::new("/srv"));
        assert_eq!(read, Ok(config));
    }

    #[test]
    fn commented_defaults_are_the_defaults() {
        let text: String = Config::new("a", "b")
            .written()
            .lines()
            .skip_while(|l| *l != "[limits]")
            .map(|l| {
                l.strip_prefix("# ").filter(|l| l.contains(" = ")).unwrap_or(l).to_owned() + "\n"
            })
            .collect();
        let read = Config::parse(&format!("name = 'a'\nhost = 'b'\n{text}"), Path::new("/srv"));
        assert_eq!(read.map(|c| c.limits), Ok(Limits::default()));
    }

    #[test]
    fn all_mistakes_are_told_with_their_places() {
        let text = "host = 'a b'\nmetrics = 7\nnmae = 'x'\n[limits]\nrooms = 0\n  rums = 3\n";
        let mistakes = Config::parse(text, Path::new("/srv")).expect_err("it has mistakes");
        let places: Vec<_> = mistakes.iter().map(|m| (m.line, m.column)).collect();
        assert_eq!(places, [(1, 1), (1, 8), (2, 11), (3, 1), (5, 9), (6, 3)]);
        assert!(mistakes[4].what.contains("from 1 to 100000"), "{}", mistakes[4].what);
    }

    #[test]
    fn broken_syntax_is_told_beside_the_rest() {
        let mistakes = Config::parse("name = \nhost = 'h'\nx = 1", Path::new("/srv"));
        assert!(mistakes.is_err_and(|m| m.len() >= 2));
    }

    #[test]
    fn hosts_take_the_standard_port() {
        assert_eq!(with_port("a.example"), "a.example:7411");
        assert_eq!(with_port("[::1]"), "[::1]:7411");
        assert_eq!(with_port("[::1]:80"), "[::1]:80");
        assert!(can_listen("10.0.0.1:0") && !can_listen("a b") && !can_listen(":7411"));
        assert_eq!(invited_to("Relay.Example").as_deref(), Ok("relay.example:7411"));
        assert!(invited_to("relay.example:0").is_err());
    }
}
