//! The program as its operator meets it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::BOUND;

pub(crate) fn run(arguments: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(cargo_bin!("liaison-relay"));
    command.env_clear().args(arguments).arg("--dir").arg(dir);
    command.output().expect("it runs")
}

fn made() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    let output = run(&["init", "--name", "Test", "--host", "127.0.0.1"], dir.path());
    assert!(output.status.success(), "{output:?}");
    dir
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A served relay; killed when dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(dir: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(cargo_bin!("liaison-relay"));
        command.env_clear().arg("serve").arg("--dir").arg(dir).args(more);
        command.args(["--listen", "127.0.0.1:0"]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its ready line");
        let address = line.trim().strip_prefix("listening on ").expect("the ready line").to_owned();
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let sent = kill.args(["-s", name]).arg(self.child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }

    fn ended(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(since.elapsed() < BOUND, "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(address: &str, request: &str) -> String {
    let mut socket = TcpStream::connect(address).expect("connected");
    socket.set_read_timeout(Some(BOUND)).expect("set");
    socket.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn init_makes_a_relay_once() {
    let dir = made();
    let again = run(&["init", "--name", "Other", "--host", "a:1"], dir.path());
    assert_eq!(again.status.code(), Some(1));
    assert!(errors(&again).contains("already"), "{}", errors(&again));
    let wrong = run(&["init", "--name", "x", "--host", "a b"], &dir.path().join("new"));
    assert_eq!(wrong.status.code(), Some(2));
    assert!(!dir.path().join("new").exists());
}

#[test]
fn all_mistakes_of_the_configuration_are_told_and_nothing_starts() {
    let dir = made();
    let text = "name = \"Test\"\nhots = \"a\"\n[limits]\nrooms = \"many\"\n";
    std::fs::write(dir.path().join("relay.toml"), text).expect("written");
    let output = run(&["serve"], dir.path());
    assert_eq!(output.status.code(), Some(2));
    let said = errors(&output);
    for line in ["relay.toml:1:1: `host` is missing", "relay.toml:2:1:", "relay.toml:4:9:"] {
        assert!(said.contains(line), "{line} in\n{said}");
    }
}

#[test]
fn without_a_relay_there_is_nothing_to_serve() {
    let dir = tempfile::tempdir().expect("a directory");
    for command in ["serve", "invite", "status"] {
        let output = run(&[command], dir.path());
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(errors(&output).contains("init"), "{command}: {}", errors(&output));
    }
    assert_eq!(run(&["frobnicate"], dir.path()).status.code(), Some(2));
}

#[test]
fn serve_says_when_it_is_ready_answers_and_stops() {
    let dir = made();
    let mut served = Served::start(dir.path(), &["--metrics", "127.0.0.1:0"]);
    assert!(served.address.starts_with("127.0.0.1:"), "{}", served.address);
    let second = run(&["serve"], dir.path());
    assert_eq!(second.status.code(), Some(1));
    assert!(errors(&second).contains("the relay runs"), "{}", errors(&second));
    let log = served.child.stderr.take().expect("its log");
    let metrics = BufReader::new(log).lines().map_while(Result::ok).find_map(|line| {
        let line: Value = serde_json::from_str(&line).expect("a line of JSON");
        (line["event"] == "metrics").then(|| line["address"].as_str().expect("text").to_owned())
    });
    let metrics = metrics.expect("where metrics are answered");
    let health = get(&metrics, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(health.starts_with("HTTP/1.1 200 OK\r\n") && health.ends_with("ok\n"), "{health}");
    let page = get(&metrics, "GET /metrics HTTP/1.1\r\n\r\n");
    assert!(page.contains("\nliaison_relay_rooms 0\n"), "{page}");
    assert!(get(&metrics, "GET /x HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
    assert!(get(&metrics, &"x".repeat(2048)).starts_with("HTTP/1.1 431 "));
    served.signal("TERM");
    let since = Instant::now();
    assert!(served.ended().success());
    assert!(since.elapsed() < Duration::from_secs(6));
}

#[test]
fn permits_status_and_verify_while_it_serves() {
    let dir = made();
    let served = Served::start(dir.path(), &[]);
    let json = |arguments: &[&str]| -> Value {
        let output = run(&[arguments, &["--json"]].concat(), dir.path());
        assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
        serde_json::from_slice(&output.stdout).expect("one document")
    };
    let permit = json(&["invite"]);
    let text = permit["invitation"].as_str().expect("text");
    assert!(text.parse::<liaison_core::invitation::Invitation>().is_ok(), "{text}");
    assert!(permit["expires"].as_str().expect("text").ends_with('Z'));
    let status = json(&["status"]);
    assert_eq!(status["running"], true);
    assert_eq!(status["name"], "Test");
    assert_eq!(status["document_bytes"], 0);
    assert_eq!(status["document_bytes_max"], 5_000_000_000_u64);
    assert_eq!(json(&["verify"])["ok"], true);
    drop(served);
    assert_eq!(json(&["status"])["running"], false);
}

#[test]
fn a_backup_is_made_while_it_serves_and_put_back_only_when_it_does_not() {
    let dir = made();
    let copies = tempfile::tempdir().expect("a directory");
    let copy = copies.path().join("copy.db");
    let copy = copy.to_str().expect("a name");
    let served = Served::start(dir.path(), &[]);
    assert!(run(&["backup", copy], dir.path()).status.success());
    let twice = run(&["backup", copy], dir.path());
    assert_eq!(twice.status.code(), Some(1), "{}", errors(&twice));
    let held = run(&["restore", copy], dir.path());
    assert_eq!(held.status.code(), Some(1));
    assert!(errors(&held).contains("stop it first"), "{}", errors(&held));
    drop(served);
    let restored = run(&["restore", copy, "--json"], dir.path());
    assert!(restored.status.success(), "{}", errors(&restored));
    let said: Value = serde_json::from_slice(&restored.stdout).expect("one document");
    let aside = said["aside"].as_str().expect("what was there");
    assert!(Path::new(aside).exists());
    assert!(run(&["verify"], dir.path()).status.success());
}

#[test]
fn a_damaged_store_is_told_by_its_exit_code() {
    let dir = made();
    std::fs::write(dir.path().join("relay.db"), "not a database at all").expect("written");
    for command in ["verify", "serve", "status"] {
        let output = run(&[command], dir.path());
        assert_eq!(output.status.code(), Some(4), "{command}: {}", errors(&output));
    }
}
