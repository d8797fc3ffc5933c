//! The file system under a journal: whether it can be relied upon, and whether it is full.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::fault::{JournalError, Result};

/// What SQLite wants at least to go on: one page of the log with its header, and the index.
const FREE_BYTES_MIN: u64 = 64 * 1024;

/// The directory of a file; the current one for a bare name.
pub(crate) fn directory(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The file beside `file` whose name has `suffix` added.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

/// Whether the disk of this file has no room for another page.
pub(crate) fn is_full(file: &Path) -> bool {
    rustix::fs::statvfs(directory(file))
        .is_ok_and(|s| s.f_bavail.saturating_mul(s.f_frsize) < FREE_BYTES_MIN)
}

/// Flushes a directory, so that files renamed in it stay renamed after a power cut.
pub(crate) fn flush(directory: &Path) -> Result<()> {
    File::open(directory)
        .and_then(|d| d.sync_all())
        .map_err(|source| JournalError::Io { path: directory.to_owned(), source })
}

/// Waits for a directory's lock, which goes when what is returned is dropped.
pub(crate) fn lock(directory: &Path) -> Result<File> {
    let taken = File::open(directory).and_then(|d| d.lock().map(|()| d));
    taken.map_err(|source| JournalError::Io { path: directory.to_owned(), source })
}

/// Refuses a network file system, where it can be told.
///
/// Locks between machines and memory shared through a file, which the journal's log needs, do not
/// work there (SQLite, "How to corrupt", §2). FUSE is let through: it is as often a local disk.
pub(crate) fn refuse_network(directory: &Path) -> Result<()> {
    match network(directory) {
        Some(kind) => Err(JournalError::Network { path: directory.to_owned(), kind }),
        None => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn network(directory: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(directory).ok()?.f_type;
    // The low 32 bits: the field's width and sign differ between machines.
    name_of(magic as u32)
}

#[cfg(not(target_os = "linux"))]
fn network(_: &Path) -> Option<&'static str> {
    None
}

/// The network file systems by their magic numbers (`linux/magic.h` and the kernel's own).
#[cfg(target_os = "linux")]
fn name_of(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x6969 => "NFS",
        0x517B => "SMB",
        0xFE53_4D42 => "SMB2",
        0xFF53_4D42 => "CIFS",
        0x5346_414F | 0x6B41_4653 => "AFS",
        0x7375_7245 => "Coda",
        0x00C3_6400 => "Ceph",
        0x0102_1997 => "9p",
        0x0BD0_0BD0 => "Lustre",
        0x7461_636F => "OCFS2",
        0x0116_1970 => "GFS2",
        0x564C => "NCP",
        0x4750_4653 => "GPFS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_directory() {
        assert_eq!(beside(Path::new("/a/b.db"), "-wal"), Path::new("/a/b.db-wal"));
        assert_eq!(directory(Path::new("b.db")), Path::new("."));
        assert_eq!(directory(Path::new("/a/b.db")), Path::new("/a"));
    }

    #[test]
    fn the_temporary_directory_is_local_and_has_space() {
        assert!(refuse_network(&std::env::temp_dir()).is_ok());
        assert!(!is_full(&std::env::temp_dir().join("journal")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_network_file_system_is_known_by_its_number() {
        assert_eq!(name_of(0x6969), Some("NFS"));
        assert_eq!(name_of(0xEF53), None);
    }
}
