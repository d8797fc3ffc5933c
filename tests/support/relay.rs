//! A relay as a process: started, stopped, killed, started again on the same address.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::emulator::{Conditions, Emulator};
use super::proxy::Proxy;

/// A relay and its directory.
pub(crate) struct Relay {
    dir: PathBuf,
    /// The folder around it, where that goes with it.
    _root: Option<TempDir>,
    address: String,
    running: Option<Child>,
}

impl Relay {
    /// Makes a relay on a free port and starts it.
    pub(crate) fn new() -> Self {
        Self::made_in(tempfile::tempdir().expect("a folder"))
    }

    /// The same in a folder, such as one on a file system of its own.
    pub(crate) fn within(folder: &Path) -> Self {
        Self::made_in(tempfile::tempdir_in(folder).expect("a folder"))
    }

    /// A relay that consoles reach over a line: its address is the line's.
    pub(crate) fn over(conditions: Conditions, seed: u64) -> (Self, Emulator) {
        let address = free_address();
        let line = Emulator::to(address, conditions, seed);
        let root = tempfile::tempdir().expect("a folder");
        (Self::made(root, address.to_string(), &line.address().to_string()), line)
    }

    /// A relay that consoles reach through a proxy, of which it knows nothing yet.
    pub(crate) fn behind_proxy() -> (Self, Proxy) {
        let address = free_address();
        let proxy = Proxy::before(address);
        let root = tempfile::tempdir().expect("a folder");
        (Self::made(root, address.to_string(), &proxy.address().to_string()), proxy)
    }

    fn made_in(root: TempDir) -> Self {
        let address = free_address().to_string();
        Self::made(root, address.clone(), &address)
    }

    /// A relay that listens at an address and tells everybody another.
    fn made(root: TempDir, address: String, host: &str) -> Self {
        let dir = root.path().join("relay");
        let mut relay = Self { dir, _root: Some(root), address, running: None };
        let mut init = relay.command(&["init"]);
        init.args(["--name", "Test", "--host", host]);
        assert!(init.output().expect("the relay runs").status.success());
        relay.start();
        relay
    }

    /// The same relay, not running, in a copy of its directory.
    pub(crate) fn moved(&self, dir: &Path) -> Self {
        let address = self.address.clone();
        Self { dir: dir.to_owned(), _root: None, address, running: None }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.dir.clone()
    }

    /// `HOST:PORT`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What it has logged since it was made, one JSON object a line.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).expect("its log")
    }

    fn log_path(&self) -> PathBuf {
        self.dir.with_extension("log")
    }

    /// The process that serves.
    pub(crate) fn pid(&self) -> u32 {
        self.running.as_ref().expect("a relay that runs").id()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(super::relay_program());
        command.env_clear().args(args).arg("--dir").arg(self.dir());
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts serving and waits for the ready line.
    pub(crate) fn start(&mut self) {
        assert!(self.running.is_none(), "the relay runs already");
        let log = OpenOptions::new().create(true).append(true).open(self.log_path());
        let mut serve = self.command(&["serve", "--listen", &self.address]);
        serve.stdout(Stdio::piped()).stderr(log.expect("a log beside its directory"));
        let mut child = serve.spawn().expect("the relay starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its ready line");
        assert_eq!(line.trim(), format!("listening on {}", self.address));
        self.running = Some(child);
    }

    /// Kills it without warning.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().expect("a process to kill");
            child.wait().expect("its end");
        }
    }

    /// Stops it as systemd would.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let asked = Command::new("kill").arg(child.id().to_string()).status();
            assert!(asked.expect("kill runs").success());
            assert!(child.wait().expect("its end").success());
        }
    }

    /// Runs a command of the relay.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the relay runs")
    }

    /// Runs a command that must succeed and reads its document.
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let output = self.run(&[args, &["--json"]].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{args:?}: {said}");
        serde_json::from_str(&said).unwrap_or_else(|e| panic!("{args:?}: {e}: {said}"))
    }

    /// A founder's permit.
    pub(crate) fn permit(&self) -> String {
        self.json(&["invite"])["invitation"].as_str().expect("a permit").to_owned()
    }

    /// Copies the store into a file.
    pub(crate) fn backup(&self, file: &Path) {
        let file = file.to_str().expect("a path in UTF-8");
        assert!(self.run(&["backup", file]).status.success());
    }

    /// Puts a copy in the place of the store; the relay must be stopped.
    pub(crate) fn restore(&self, file: &Path) {
        let file = file.to_str().expect("a path in UTF-8");
        let output = self.run(&["restore", file]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The port is taken from the system; it is kept in the relay's own invitations.
fn free_address() -> SocketAddr {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("a bound port")
}
