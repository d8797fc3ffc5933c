//! File systems made for a test, unmounted however it ends. Only root may make them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A mounted file system.
#[derive(Debug)]
pub(crate) struct Mount {
    at: PathBuf,
    /// The folder that it is mounted on, where that is the mount's own.
    _folder: Option<TempDir>,
}

impl Mount {
    /// Memory on a folder, with options such as its size; `None` where one may not mount.
    pub(crate) fn memory(folder: TempDir, options: &str) -> Option<Self> {
        let at = folder.path().to_owned();
        let mounted = mount(&["-t", "tmpfs", "-o", options, "tmpfs"], &at);
        mounted.then_some(Self { at, _folder: Some(folder) })
    }

    /// An ext4 file on a new folder; `None` where one may not mount.
    pub(crate) fn device(file: &Path, at: &Path) -> Option<Self> {
        fs::create_dir(at).expect("a new folder");
        let mounted = mount(&["-o", "loop", &file.to_string_lossy()], at);
        mounted.then_some(Self { at: at.to_owned(), _folder: None })
    }

    /// Where it is mounted.
    pub(crate) fn path(&self) -> &Path {
        &self.at
    }

    /// Takes up all space that is left; free again when the file is removed.
    pub(crate) fn fill(&self) -> PathBuf {
        let ballast = self.at.join("ballast");
        let mut file = fs::File::create(&ballast).expect("a file");
        for size in [64 * 1024, 512] {
            let block = vec![0; size];
            while std::io::Write::write_all(&mut file, &block).is_ok() {}
        }
        ballast
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let ended = Command::new("umount").arg("--lazy").arg(&self.at).status();
        let ended = ended.is_ok_and(|status| status.success());
        if !ended && !std::thread::panicking() {
            panic!("not unmounted: {}", self.at.display());
        }
    }
}

fn mount(what: &[&str], at: &Path) -> bool {
    let mounted = Command::new("mount").args(what).arg(at).stderr(Stdio::null()).status();
    mounted.is_ok_and(|status| status.success())
}
