//! The relay in a process of its own, and rooms written straight into its store.

use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode, Stdio};

use clap::Parser as _;
use liaison_core::entry::Link;
use liaison_core::id::SeatKey;
use liaison_core::wire::{EpochId, Frame, Have, History};
use liaison_journal::{Access, Journal, JournalError, Place};
use liaison_relay::command::{self, Arguments};
use liaison_relay::config::{self, Config};
use liaison_relay::{relay, store};

use super::Outcome;
use super::process::{self, Memory};

/// The epoch in which the rooms were written; the relay draws another one when it starts.
const EPOCH: u64 = 7;

/// A relay: stopped, or serving in a process of its own.
pub(crate) struct Relay {
    dir: PathBuf,
    key: SeatKey,
    serving: Option<(Child, SocketAddr)>,
}

/// The part of the relay: the same as `liaison-relay serve`.
pub(crate) fn serve(dir: &str) -> ExitCode {
    let words = ["liaison-relay", "serve", "--listen", "127.0.0.1:0", "--dir", dir];
    command::run(Arguments::parse_from(words))
}

impl Relay {
    /// Makes a relay with these limits beside the default ones.
    pub(crate) fn make(dir: &Path, limits: &[(&str, usize)]) -> Outcome<Self> {
        let identity = relay::make(dir, &Config::new("measured", "127.0.0.1"))?;
        // The limits are the last section of what was written.
        let mut file = OpenOptions::new().append(true).open(dir.join(config::FILE))?;
        for (name, value) in limits {
            writeln!(file, "{name} = {value}")?;
        }
        Ok(Self { dir: dir.to_owned(), key: identity.key(), serving: None })
    }

    /// Puts rooms into the store, each with its founding entry first.
    pub(crate) fn fill<'a>(&self, rooms: impl IntoIterator<Item = &'a [Link]>) -> Outcome<()> {
        let mut journal = Journal::open(&self.dir.join(store::FILE), Access::Write)?;
        journal.write(|write| {
            for links in rooms {
                let room = write.add_room(&links[0], Place::None)?;
                write.begin_epoch(room, EPOCH)?;
                write.append(room, &links[0], Place::At(0))?;
                for link in &links[1..] {
                    write.append(room, link, Place::Next)?;
                }
            }
            Ok::<_, JournalError>(())
        })?;
        Ok(())
    }

    /// Starts serving.
    pub(crate) fn start(&mut self) -> Outcome<()> {
        let mut command = process::again(process::RELAY, &self.dir)?;
        let log = fs::File::create(self.dir.join("log"))?;
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address =
            line.trim().strip_prefix("listening on ").ok_or("the relay does not start")?;
        self.serving = Some((child, address.parse()?));
        Ok(())
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> Outcome<SocketAddr> {
        Ok(self.serving.as_ref().ok_or("the relay does not serve")?.1)
    }

    /// Its identity.
    pub(crate) fn key(&self) -> SeatKey {
        self.key
    }

    /// The memory of its process.
    pub(crate) fn memory(&self) -> Option<Memory> {
        process::memory(self.serving.as_ref()?.0.id())
    }

    /// The processor time that its process has used, in seconds.
    pub(crate) fn processor_seconds(&self) -> Option<f64> {
        process::processor_seconds(self.serving.as_ref()?.0.id())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some((mut child, _)) = self.serving.take() {
            // Its store goes with the folder; nothing is to be kept.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// What a console says that holds the first so many positions of a room: nothing is caught up.
pub(crate) fn have(entries: usize) -> Vec<u8> {
    let mut have = Have {
        history: History::None,
        epoch: Some(EpochId(EPOCH.to_le_bytes())),
        ..Have::default()
    };
    have.positions.insert_range(0, entries as u64 - 1);
    Frame::Have(have).encode()
}
