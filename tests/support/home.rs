//! A home of its own for each officer, and commands run in it with nothing else of this machine.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// One officer's home.
pub(crate) struct Home {
    dir: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a folder") }
    }

    /// A home in a folder, such as one on a file system of its own.
    pub(crate) fn within(folder: &Path) -> Self {
        Self { dir: tempfile::tempdir_in(folder).expect("a folder") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A command in this home, its environment cleared.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        command_at(self.dir.path(), args)
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the console runs")
    }

    /// Runs a command that must succeed, with `--json`, and reads the document.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let output = self.run(&[&["--json"], args].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {:?} {complaint}", output.status);
        serde_json::from_str(&said).unwrap_or_else(|e| panic!("{args:?}: {e}: {said}{complaint}"))
    }

    /// Runs a command that writes, and gives the id and the standing reached.
    pub(crate) fn write(&self, args: &[&str]) -> (String, String) {
        let document = self.json(args);
        let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        (text("id"), text("standing"))
    }

    /// Runs a command that must be refused with this exit code; what it said.
    pub(crate) fn refused(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {complaint}");
        assert!(!complaint.trim().is_empty(), "{args:?} gives no reason");
        complaint
    }

    /// Starts a command and lets it run.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().expect("the console starts")
    }
}

/// A command in a home at a path.
pub(crate) fn command_at(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liaison"));
    command.env_clear().env("LIAISON_HOME", home).env("LANG", "C.UTF-8").env("TERM", "xterm");
    command.args(args).stdin(Stdio::null());
    command
}
