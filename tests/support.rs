//! Homes and relays as processes, with bounds on every wait.

pub(crate) mod emulator;
pub(crate) mod forger;
pub(crate) mod home;
pub(crate) mod open;
pub(crate) mod proxy;
pub(crate) mod relay;
pub(crate) mod rogue;
#[path = "console/screen.rs"]
#[expect(dead_code, reason = "the tests of the console use the rest")]
pub(crate) mod screen;
pub(crate) mod unverified;

use std::path::PathBuf;
use std::time::{Duration, Instant};

pub(crate) use self::home::Home;
pub(crate) use self::relay::Relay;

/// The longest that any condition is waited for.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

/// The relay's program, built beside this test.
pub(crate) fn relay_program() -> PathBuf {
    let console = PathBuf::from(env!("CARGO_BIN_EXE_liaison"));
    console.with_file_name("examples").join("relay")
}

/// Waits until a condition holds, or fails saying what was waited for.
pub(crate) fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(held) = condition() {
            return held;
        }
        assert!(start.elapsed() < BOUND, "waited for {what} in vain");
        std::thread::yield_now();
    }
}
