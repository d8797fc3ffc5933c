//! Notices that the terminal has gone away.
//!
//! A dropped session is the normal end of one over a bad line. crossterm's reader spins for ever
//! on a terminal that has gone while SIGHUP is ignored, so this thread asks the kernel itself.

use std::io;
use std::process;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::stdio::stdin;
use tokio::sync::mpsc;

use crate::msg::Msg;
use crate::update::EXIT_HUNG_UP;

/// How long the loop may take to keep drafts and end, before the process is ended for it.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Watches standard input for its other end going away, says so once, and ends the process if the
/// loop has not ended by itself.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn watch(to: mpsc::Sender<Msg>) -> io::Result<()> {
    thread::Builder::new().name("watch".to_owned()).spawn(move || {
        if wait_for_hang_up() {
            // If nobody listens the loop is ending already.
            let _ = to.blocking_send(Msg::HungUp);
            thread::sleep(LAST_WORDS);
            process::exit(EXIT_HUNG_UP.into());
        }
    })?;
    Ok(())
}

/// Blocks until the terminal has gone; false if it cannot be asked.
fn wait_for_hang_up() -> bool {
    loop {
        let mut fds = [PollFd::new(stdin_ref(), PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) if is_gone(fds[0].revents()) => return true,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

fn stdin_ref() -> &'static std::os::fd::BorrowedFd<'static> {
    static STDIN: std::sync::OnceLock<std::os::fd::BorrowedFd<'static>> =
        std::sync::OnceLock::new();
    STDIN.get_or_init(stdin)
}

fn is_gone(events: PollFlags) -> bool {
    events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}
