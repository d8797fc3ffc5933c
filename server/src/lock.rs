//! One process serves a relay's directory at a time, and none while its store is exchanged.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The file that is locked. It is empty and stays.
const FILE: &str = "relay.lock";

/// The lock; given back when dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// The directory is not free.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody serves it.
    #[error("{}: the relay runs; stop it first", .0.display())]
    Held(PathBuf),
    /// The lock's file cannot be opened.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Somebody has it, or there is no such directory.
    pub fn take(dir: &Path) -> Result<Self, LockError> {
        let file = dir.join(FILE);
        let open = OpenOptions::new().create(true).append(true).open(&file);
        let locked = open.and_then(|opened| match opened.try_lock() {
            Ok(()) => Ok(Some(opened)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        });
        match locked {
            Ok(Some(held)) => Ok(Self { _file: held }),
            Ok(None) => Err(LockError::Held(dir.to_owned())),
            Err(source) => Err(LockError::File { file, source }),
        }
    }

    /// Whether somebody serves the directory.
    pub fn is_held(dir: &Path) -> bool {
        dir.join(FILE).exists() && matches!(Self::take(dir), Err(LockError::Held(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let dir = tempfile::tempdir().expect("a directory");
        assert!(!Lock::is_held(dir.path()));
        let held = Lock::take(dir.path()).expect("free");
        assert!(Lock::is_held(dir.path()));
        drop(held);
        assert!(!Lock::is_held(dir.path()));
    }
}
