//! One process of a home has the link; the others save and wake it.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::HomeError;

/// Held as long as this process has the link. The system lets go of it when the process ends,
/// however it ends.
#[derive(Debug)]
pub struct LinkLock {
    _file: File,
}

impl LinkLock {
    pub(super) fn take(path: &Path) -> Result<Option<Self>, HomeError> {
        let io = |e| HomeError::io(path, e);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(io(e)),
        }
    }
}
