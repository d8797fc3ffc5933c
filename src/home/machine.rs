//! What tells a journal on this machine from a copy of it on another, or put back from a backup.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::HomeError;

const CONTEXT: &str = "liaison machine 1";

/// A journal's mark: the machine's own id and the file's number on its disk.
///
/// A copy has another number or another machine; its seat's key would write the same numbers
/// twice, so whoever opens it takes a fresh seat first. Moving a home within a file system changes
/// nothing. A mark that changes without need costs one fresh seat and loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark([u8; 16]);

impl Mark {
    pub(super) fn of(journal: &Path) -> Result<Self, HomeError> {
        let file = std::fs::metadata(journal).map_err(|e| HomeError::io(journal, e))?;
        let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
        // Where a machine has no id, a copy is still told by the file's number.
        let machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
        let id = machine.iter().find_map(|path| std::fs::read(path).ok()).unwrap_or_default();
        hasher.update(&id);
        hasher.update(&file.ino().to_le_bytes());
        let mut mark = [0; 16];
        mark.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Ok(Self(mark))
    }

    /// The bytes, as the journal keeps them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
