//! The stage of a story: a relay inside this process, and a home for every officer.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use liaison_core::body::room::OrganisationListed;
use liaison_core::decide::Shown;
use liaison_core::terms::Mode;
use liaison_core::wire::History;
use liaison_relay::config::Config;
use liaison_relay::relay::{self, Relay, RunningRelay};
use tokio::runtime::Runtime;

use super::clock::StoryClock;
use super::script::Script;
use crate::clock::Clock;
use crate::desk::admission::{self, Founding, Invitee, Offer};
use crate::desk::{Desk, DeskError};
use crate::home::Home;
use crate::library::{Officer, Scenario};
use crate::link;

/// Invitations of a story outlast any story: the relay has the time of today.
const INVITED_FOR: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
/// How long an officer may take to come in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why the stage cannot be set.
#[derive(Debug, thiserror::Error)]
pub(super) enum StageError {
    /// A folder for the story cannot be made.
    #[error("{0}")]
    Folder(#[from] std::io::Error),
    /// The relay does not start.
    #[error("the relay inside does not start: {0}")]
    Relay(String),
    /// An officer cannot come in.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// A folder that is gone when the story is over.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn make() -> std::io::Result<Self> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|e| std::io::Error::other(e.to_string()))?;
        let name = format!("liaison-demo-{:016x}", u64::from_le_bytes(random));
        let path = std::env::temp_dir().join(name);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over is in the system's folder for temporary files.
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A relay inside this process, and the founder's desk.
#[derive(Debug)]
pub(super) struct Stage {
    folder: Folder,
    runtime: Runtime,
    relay: Option<RunningRelay>,
    clock: Arc<StoryClock>,
    /// The founder's desk: it invites everybody else.
    pub(super) founder: Desk,
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.stop());
        }
    }
}

impl Stage {
    /// Starts the relay and founds the story's room, an exercise.
    pub(super) fn set(
        scenario: &Scenario,
        script: &mut Script<'_>,
        clock: Arc<StoryClock>,
    ) -> Result<Self, StageError> {
        let folder = Folder::make()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .thread_name("relay")
            .build()?;
        let dir = folder.0.join("relay");
        let mut config = Config::new("demo", "127.0.0.1:0");
        config.listen = Some("127.0.0.1:0".to_owned());
        let wrong = |e: &dyn std::fmt::Display| StageError::Relay(e.to_string());
        relay::make(&dir, &config).map_err(|e| wrong(&e))?;
        let relay = runtime.block_on(Relay::start(&dir, config)).map_err(|e| wrong(&e))?;
        let permit = relay.give_permit().map_err(|e| wrong(&e))?;

        let officer = scenario.founder();
        let home = Home::at(folder.0.join(officer.id.as_str()));
        let shared: Arc<dyn Clock> = clock.clone();
        let permit = permit.invitation.to_string();
        Offer::ask(&home, &permit, &*shared)?.keep_permit(&home, None, &*shared)?;
        let founding = Founding {
            purpose: script.say(&scenario.title),
            mode: Mode::Exercise,
            tlp: scenario.tlp,
            name: Some(script.say(&officer.name)),
            organisation: Some(script.organisation(&officer.organisation)),
        };
        let mut founder = admission::found(&home, &founding, shared)?.desk;
        for organisation in &scenario.organisations {
            let listed = OrganisationListed {
                name: script.say(&organisation.name),
                kind: organisation.kind,
                over: Vec::new(),
                aeo: None,
                country: None,
                mra: None,
            };
            founder.say(listed.into(), &Shown::Now)?;
        }
        link::sync(&mut founder, History::All, PATIENCE)?;
        script.seats.insert(officer.id.clone(), founder.me().seat());
        Ok(Self { folder, runtime, relay: Some(relay), clock, founder })
    }

    /// Seats one more officer, invited by the founder.
    pub(super) fn seat(
        &mut self,
        officer: &Officer,
        script: &mut Script<'_>,
    ) -> Result<Desk, StageError> {
        let invitee = Invitee {
            name: script.say(&officer.name),
            organisation: script.organisation(&officer.organisation),
            role: officer.role,
            valid: INVITED_FOR,
            posted_at: None,
        };
        let invited = self.founder.invite(&invitee, PATIENCE)?;
        let clock: Arc<dyn Clock> = self.clock.clone();
        let home = Home::at(self.home(officer.id.as_str()));
        let offer = Offer::ask(&home, &invited.text, &*clock)?;
        let mut desk = offer.take_seat(&home, None, clock)?;
        // The present alone: the link that follows fetches the rest while it stays.
        link::sync(&mut desk, History::None, PATIENCE)?;
        script.seats.insert(officer.id.clone(), desk.me().seat());
        Ok(desk)
    }

    fn home(&self, id: &str) -> PathBuf {
        Path::new(&self.folder.0).join(id)
    }
}
