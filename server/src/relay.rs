//! A relay, whole: made in a directory, started, stopped. Also inside another process, for tests
//! and for the demonstration.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::JoinHandle;
use std::time::Duration;

use liaison_core::id::SeatKey;
use liaison_core::upgrade::EXPORTER_LABEL;
use liaison_journal::{Access, Journal};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accept::Door;
use crate::address::Addresses;
use crate::clock::{self, Clock};
use crate::config::{self, Config, ConfigError};
use crate::gate::Gate;
use crate::health;
use crate::identity::{Identity, IdentityError};
use crate::lock::{Lock, LockError};
use crate::metrics::Metrics;
use crate::permit::{self, Permit, PermitError};
use crate::registry::Registry;
use crate::store::{self, Disk, StoreError};
use crate::tls::{Faces, TlsError};

/// Starts relays.
#[derive(Debug)]
pub struct Relay;

/// A relay that serves.
#[derive(Debug)]
pub struct RunningRelay {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    dir: PathBuf,
    config: Config,
    key: SeatKey,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
    tasks: TaskTracker,
    store: JoinHandle<()>,
    _lock: Lock,
}

/// The relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its configuration has mistakes.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is a relay already where one was to be made.
    #[error("{}: there is a relay here already; nothing was changed", .0.display())]
    Exists(PathBuf),
    /// A file cannot be made.
    #[error("{}: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Its identity cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Its certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Its store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process serves its directory.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// It cannot listen.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// Makes a relay: directory, identity, configuration, empty store.
///
/// # Errors
/// There is one already, or something cannot be written.
pub fn make(dir: &Path, config: &Config) -> Result<Identity, StartError> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|source| StartError::File { file: dir.to_owned(), source })?;
    let file = dir.join(config::FILE);
    if file.exists() {
        return Err(StartError::Exists(dir.to_owned()));
    }
    let identity = Identity::create(dir)?;
    Journal::open(&dir.join(store::FILE), Access::Create).map_err(StoreError::from)?;
    // Last, so that a directory with a configuration is a whole relay.
    let mut options = OpenOptions::new();
    let written = options.write(true).create_new(true).mode(0o600).open(&file);
    written
        .and_then(|mut out| out.write_all(config.written().as_bytes()).and(out.sync_all()))
        .map_err(|source| StartError::File { file, source })?;
    Ok(identity)
}

/// Gives a permit of the relay in `dir`, whether it serves or not.
///
/// # Errors
/// It cannot be kept.
pub fn give_permit(dir: &Path, config: &Config, relay: &SeatKey) -> Result<Permit, PermitError> {
    let mut journal = Journal::open(&dir.join(store::FILE), Access::Write)?;
    let valid = Duration::from_secs(config.limits.permit_hours.saturating_mul(3600));
    permit::give(&mut journal, relay, &config.host, clock::wall(), valid)
}

impl Relay {
    /// Starts the relay in `dir`; it accepts connections when this returns.
    ///
    /// # Errors
    /// Nothing is left running.
    pub async fn start(dir: &Path, config: Config) -> Result<RunningRelay, StartError> {
        let lock = Lock::take(dir)?;
        let identity = Identity::load(dir)?;
        let faces = Faces::new(&identity, config.certificate.as_ref())?;
        let metrics = Arc::new(Metrics::default());
        let clock = Clock::start();
        let (disk, store) = open_store(dir, &config, &metrics)?;
        let listener = listen(&config).await?;
        let address = local(&listener, &config.host)?;
        let health = match config.metrics {
            Some(address) => Some(bind(&address.to_string()).await?),
            None => None,
        };
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let key = identity.key();
        let addresses = Addresses::new(&config.limits);
        let registry = Registry::open(disk, key, &config.limits, clock, &metrics, &tasks)?;
        let gate = Gate::new(identity, &config, registry, clock, &addresses, &metrics);
        let limits = &config.limits;
        let door = Door::new(
            Arc::new(gate),
            Some(faces),
            EXPORTER_LABEL,
            limits,
            addresses,
            Arc::clone(&metrics),
        );
        tasks.spawn(door.run(listener, stop.clone(), tasks.clone()));
        let metrics_address = match health {
            Some(listener) => {
                let address = local(&listener, "metrics")?;
                let page = Arc::clone(&metrics);
                tasks.spawn(health::serve(listener, page, stop.clone(), tasks.clone()));
                Some(address)
            }
            None => None,
        };
        tracing::info!(event = "started", %address);
        let dir = dir.to_owned();
        let running = RunningRelay {
            address,
            metrics_address,
            dir,
            config,
            key,
            metrics,
            stop,
            tasks,
            store,
            _lock: lock,
        };
        Ok(running)
    }
}

impl RunningRelay {
    /// Where it really listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where `/healthz` and `/metrics` are answered, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Its identity.
    pub fn key(&self) -> SeatKey {
        self.key
    }

    /// What it counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// A permit to found a room here, with the address where it really listens.
    ///
    /// # Errors
    /// It cannot be kept.
    pub fn give_permit(&self) -> Result<Permit, PermitError> {
        let config = Config { host: self.address.to_string(), ..self.config.clone() };
        give_permit(&self.dir, &config, &self.key)
    }

    /// Stops: accepts nobody any more, tells the consoles, stores what was taken, ends.
    pub async fn stop(self) {
        self.metrics.stopping.store(true, Relaxed);
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        let store = self.store;
        // The writer ends by itself once nobody can hand it work any more.
        if tokio::task::spawn_blocking(move || store.join()).await.is_ok_and(|j| j.is_err()) {
            tracing::error!(event = "store_ended_badly");
        }
    }
}

fn open_store(
    dir: &Path,
    config: &Config,
    metrics: &Arc<Metrics>,
) -> Result<(Disk, JoinHandle<()>), StartError> {
    let mut failed = None;
    let draw = || {
        getrandom::u64().unwrap_or_else(|error| {
            failed = Some(error);
            0
        })
    };
    let opened = Disk::open(dir, &config.limits, Arc::clone(metrics), draw)?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(opened),
    }
}

/// Listens where the configuration says; where `host` is a name of this machine only to others
/// (a router, a balancer), at all addresses with its port.
async fn listen(config: &Config) -> Result<TcpListener, StartError> {
    if let Some(listen) = &config.listen {
        return bind(listen).await;
    }
    match TcpListener::bind(&config.host).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Err(StartError::Listen { address: config.host.clone(), source: error })
        }
        Err(_) => {
            let port = config.host.rsplit_once(':').map_or("", |(_, port)| port);
            match bind(&format!("[::]:{port}")).await {
                Ok(listener) => Ok(listener),
                // A machine without IPv6.
                Err(_) => bind(&format!("0.0.0.0:{port}")).await,
            }
        }
    }
}

async fn bind(address: &str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| StartError::Listen { address: address.to_owned(), source })
}

fn local(listener: &TcpListener, name: &str) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Listen { address: name.to_owned(), source })
}
