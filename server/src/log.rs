//! The relay's own log: one JSON object a line, on standard error.
//!
//! It says which connection, which room and which entry, never what an officer wrote: names of
//! rooms, bodies and texts of consoles do not go into it. `LIAISON_RELAY_LOG` sets the level
//! (`warn`, `info`, `debug`) by the syntax of tracing's filters; without it, it is `info`.

use tracing_subscriber::EnvFilter;

/// Starts logging for the whole process. A second call changes nothing.
pub fn start() {
    let filter =
        EnvFilter::try_from_env("LIAISON_RELAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // It fails only if somebody in this process logs already, and then their log is the log.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_ansi(false)
        // A log that cannot be written (a closed pipe, a full disk) must not end the relay.
        .log_internal_errors(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
