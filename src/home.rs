//! A home: the folder that holds one officer's rooms, keys and configuration on one machine.
//!
//! ```text
//! journal        every entry of every room, in one SQLite file
//! keys/          a private key for each seat, one file each, readable by its owner alone
//! config.toml    settings; every one has a default
//! keys.toml      the officer's own key bindings, over the default ones
//! link.lock      held by the one process that has the link
//! wake.sock      by which other processes wake it and hear of changes
//! ```

mod config;
mod keyring;
mod lock;
mod machine;

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use liaison_journal::{Access, Journal, JournalError};

pub use self::config::Config;
pub use self::keyring::Keyring;
pub use self::lock::LinkLock;
pub use self::machine::Mark;
use crate::link::Choice;

/// Why a home cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// The platform names no folder for data and none was given.
    #[error("no folder for data is known: name one with --home")]
    NoFolder,
    /// The folder or a file in it cannot be used.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A key file does not hold a key.
    #[error("{path} is not a key file; it was left as it is")]
    NotAKey {
        /// Which.
        path: PathBuf,
    },
    /// The configuration has mistakes, one a line.
    #[error("{mistakes}")]
    Config {
        /// All of them, with file, line and column.
        mistakes: String,
    },
    /// The journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl HomeError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// Where one officer's things are on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
    /// How connections are made, whatever the configuration says.
    link: Option<Choice>,
}

impl Home {
    /// The home at a folder, which is made when something is first kept in it.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), link: None }
    }

    /// The same home with connections made so, whatever its configuration says.
    pub fn with_link(self, link: Option<Choice>) -> Self {
        Self { link, ..self }
    }

    /// The home in the platform's folder for data.
    ///
    /// # Errors
    ///
    /// `NoFolder` if the environment names none.
    pub fn platform(environment: impl Fn(&str) -> Option<String>) -> Result<Self, HomeError> {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let user = || set("HOME").map(PathBuf::from).ok_or(HomeError::NoFolder);
        if cfg!(target_os = "macos") {
            return Ok(Self::at(user()?.join("Library/Application Support/liaison")));
        }
        match set("XDG_DATA_HOME") {
            Some(data) => Ok(Self::at(Path::new(&data).join("liaison"))),
            None => Ok(Self::at(user()?.join(".local/share/liaison"))),
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The journal's file.
    pub fn journal_path(&self) -> PathBuf {
        self.dir.join("journal")
    }

    /// The officer's own key bindings.
    pub fn keys_path(&self) -> PathBuf {
        self.dir.join("keys.toml")
    }

    /// The configuration's file.
    pub fn config_path(&self) -> PathBuf {
        self.dir.join("config.toml")
    }

    /// The socket by which processes of this home wake each other.
    pub fn wake_path(&self) -> PathBuf {
        self.dir.join("wake.sock")
    }

    /// Whether anything was ever kept here.
    pub fn exists(&self) -> bool {
        self.journal_path().exists()
    }

    /// Makes the folder, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn make(&self) -> Result<(), HomeError> {
        let keys = self.dir.join("keys");
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(&keys).map_err(|e| HomeError::io(&keys, e))?;
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(&self.dir, private).map_err(|e| HomeError::io(&self.dir, e))
    }

    /// Opens the journal to read and write, and makes home and journal if there is none.
    ///
    /// # Errors
    ///
    /// Those of the folder and of the journal.
    pub fn journal(&self) -> Result<Journal, HomeError> {
        self.make()?;
        let mut journal = Journal::open(&self.journal_path(), Access::Create)?;
        // A console reads the log newest first; a relay never does, so the index is made here.
        match journal.keep_log() {
            // Made once already, and if not, the log is read more slowly; a full disk only bars
            // writing.
            Ok(()) | Err(JournalError::DiskFull { .. }) => Ok(journal),
            Err(error) => Err(error.into()),
        }
    }

    /// The private keys.
    pub fn keyring(&self) -> Keyring {
        Keyring::at(self.dir.join("keys"))
    }

    /// The settings, the defaults where there is no file.
    ///
    /// # Errors
    ///
    /// All mistakes at once.
    pub fn config(&self) -> Result<Config, HomeError> {
        let mut config = Config::read(&self.config_path())?;
        if let Some(link) = self.link {
            config.link = link.name().to_owned();
        }
        Ok(config)
    }

    /// Takes the link, if no other process of this home has it.
    ///
    /// # Errors
    ///
    /// If the lock's file cannot be made.
    pub fn take_link(&self) -> Result<Option<LinkLock>, HomeError> {
        LinkLock::take(&self.dir.join("link.lock"))
    }

    /// What tells this journal on this machine from a copy of it.
    ///
    /// # Errors
    ///
    /// If the journal's file cannot be looked at.
    pub fn mark(&self) -> Result<Mark, HomeError> {
        Mark::of(&self.journal_path())
    }
}
