//! How processes of one home wake each other: a socket beside the journal.
//!
//! The process that has the link listens. One that has written connects and sends a byte; as long
//! as it stays connected it gets a byte whenever something in the journal has changed. Nothing but
//! "look again" is ever said here: what there is to see is in the journal.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream as Blocking;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, Semaphore, watch};

/// The most processes that may listen at one time.
const LISTENERS_MAX: usize = 64;

/// The listening end, held by the process that has the link.
#[derive(Debug)]
pub(super) struct Bell {
    path: PathBuf,
    changed: watch::Sender<u64>,
    woken: Arc<Notify>,
}

impl Bell {
    /// Listens. Only the holder of the link's lock may, so a socket that is there is left over.
    ///
    /// # Errors
    ///
    /// If the socket cannot be made.
    pub(super) fn hang(path: &Path) -> std::io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        let changed = watch::Sender::new(0);
        let woken = Arc::new(Notify::new());
        tokio::spawn(listen(listener, changed.subscribe(), woken.clone()));
        Ok(Self { path: path.to_owned(), changed, woken })
    }

    /// Tells everybody that something has changed.
    pub(super) fn ring(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Ends when somebody has written.
    pub(super) async fn woken(&self) {
        self.woken.notified().await;
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        // A socket left over harms nobody: the next holder removes it.
        drop(std::fs::remove_file(&self.path));
    }
}

async fn listen(listener: UnixListener, changed: watch::Receiver<u64>, woken: Arc<Notify>) {
    let places = Arc::new(Semaphore::new(LISTENERS_MAX));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let mut gone = changed.clone();
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closed(&mut gone) => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (changed, woken) = (changed.clone(), woken.clone());
        tokio::spawn(async move {
            serve(stream, changed, woken).await;
            drop(place);
        });
    }
}

/// Ends when the bell is gone.
async fn closed(changed: &mut watch::Receiver<u64>) {
    while changed.changed().await.is_ok() {}
}

async fn serve(mut stream: UnixStream, mut changed: watch::Receiver<u64>, woken: Arc<Notify>) {
    // Whoever connects has written. Its byte may be lost: one that closes with a byte of ours unread
    // takes what it sent with it.
    woken.notify_one();
    changed.mark_unchanged();
    let mut byte = [0];
    loop {
        tokio::select! {
            read = stream.read(&mut byte) => match read {
                Ok(1..) => woken.notify_one(),
                _ => return,
            },
            rung = changed.changed() => {
                if rung.is_err() || stream.write_all(&[1]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The other end: a process that has written and waits for what becomes of it.
#[derive(Debug)]
pub struct Listener {
    stream: Blocking,
}

impl Listener {
    /// Wakes the process that has the link; `None` if none has it.
    pub fn wake(path: &Path) -> Option<Self> {
        let mut stream = Blocking::connect(path).ok()?;
        stream.write_all(&[1]).ok()?;
        Some(Self { stream })
    }

    /// Waits until something has changed, at most until `end`; whether the holder is still there.
    pub fn wait(&mut self, end: Instant) -> bool {
        let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        if self.stream.set_read_timeout(Some(left)).is_err() {
            return false;
        }
        let mut bytes = [0; 64];
        match self.stream.read(&mut bytes) {
            Ok(0) => false,
            Ok(_) => true,
            Err(e) => {
                matches!(e.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_writer_that_is_gone_at_once_has_woken_the_holder_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("wake.sock");
        let bell = Bell::hang(&path).unwrap();
        for _ in 0..200 {
            bell.ring();
            let path = path.clone();
            let woke = move || drop(Listener::wake(&path));
            tokio::task::spawn_blocking(woke).await.unwrap();
            let woken = tokio::time::timeout(Duration::from_secs(30), bell.woken());
            woken.await.expect("a wake is never lost");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_writer_wakes_the_holder_and_hears_of_changes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("wake.sock");
        assert!(Listener::wake(&path).is_none(), "nobody listens yet");
        let bell = Bell::hang(&path).unwrap();
        let writer = tokio::task::spawn_blocking({
            let path = path.clone();
            move || {
                let mut listener = Listener::wake(&path).unwrap();
                listener.wait(Instant::now() + Duration::from_secs(30))
            }
        });
        bell.woken().await;
        bell.ring();
        assert!(writer.await.unwrap());
        drop(bell);
        assert!(!path.exists());
    }
}
