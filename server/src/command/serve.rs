//! `serve`: the relay in the foreground, until a signal.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Failure;
use crate::config::{self, Config};
use crate::log;
use crate::relay::{Relay, RunningRelay};

/// A stop takes no longer than this; what was acknowledged is on disk anyway.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The relay's directory.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Where to listen, instead of where relay.toml says; port 0 takes a free one.
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Where /healthz and /metrics are answered; keep it local.
    #[arg(long, value_name = "ADDRESS:PORT")]
    metrics: Option<SocketAddr>,
}

pub(super) fn run(arguments: &Serve) -> Result<(), Failure> {
    let mut config = Config::load(&arguments.dir)?;
    if let Some(listen) = &arguments.listen {
        if !config::can_listen(listen) {
            return Err(Failure::usage(format!("--listen {listen:?} is not HOST:PORT")));
        }
        config.listen = Some(config::with_port(listen));
    }
    config.metrics = arguments.metrics.or(config.metrics);
    log::start();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::refused)?;
    let done = runtime.block_on(serve(&arguments.dir, config));
    // Whatever still runs (a read of the store that nobody waits for) is not waited for.
    runtime.shutdown_background();
    done
}

async fn serve(dir: &std::path::Path, config: Config) -> Result<(), Failure> {
    let hear = |kind| signal(kind).map_err(Failure::refused);
    let (mut terminate, mut interrupt) =
        (hear(SignalKind::terminate())?, hear(SignalKind::interrupt())?);
    let relay = Relay::start(dir, config).await?;
    println!("listening on {}", relay.address());
    if let Some(address) = relay.metrics_address() {
        tracing::info!(event = "metrics", %address);
    }
    heard(&mut terminate, &mut interrupt).await;
    tracing::info!(event = "stopping");
    stop(relay, &mut terminate, &mut interrupt).await
}

async fn stop(
    relay: RunningRelay,
    terminate: &mut Signal,
    interrupt: &mut Signal,
) -> Result<(), Failure> {
    tokio::select! {
        stopped = tokio::time::timeout(STOP_TIME_MAX, relay.stop()) => match stopped {
            Ok(()) => tracing::info!(event = "stopped"),
            Err(_) => tracing::warn!(event = "stopped", late = true),
        },
        () = heard(terminate, interrupt) => tracing::warn!(event = "stopped", at_once = true),
    }
    Ok(())
}

async fn heard(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
