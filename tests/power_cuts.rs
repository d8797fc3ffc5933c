//! Power cuts of a relay's and of an officer's machine, as far as a file system can tell.
//!
//! Store and home are each on ext4 on a loop file in memory. A cut stops every process, copies the
//! files (which have only what reached the "device"), and goes on from the copies: what was called
//! saved or stored before must be there. Needs root; `LIAISON_CUTS` says how many times.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::ledger::{Chance, Ledger, count};
use crate::mounts::Mount;
use crate::support::home::command_at;
use crate::support::{Home, Relay, until};
use crate::together::{fingerprint, invite};

/// How long is written at most before the cut.
const WRITING: Duration = Duration::from_millis(400);
/// How many commands write at once.
const WRITERS: usize = 4;
/// How many rounds of writers end before the cut.
const WAVES: u64 = 4;
/// The size of each device, in bytes.
const DEVICE_BYTES: u64 = 48 * 1024 * 1024;

/// A file that plays the part of a disk.
struct Device {
    file: PathBuf,
    mount: Mount,
}

impl Device {
    fn new(dir: &Path, name: &str) -> Self {
        let file = dir.join(format!("{name}.img"));
        let made = fs::File::create(&file).expect("a file in memory");
        made.set_len(DEVICE_BYTES).expect("room in memory");
        let formatted = Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&file).status();
        assert!(formatted.expect("mkfs.ext4 runs").success());
        Self::of(dir, name, file)
    }

    fn of(dir: &Path, name: &str, file: PathBuf) -> Self {
        let at = dir.join(name);
        let mount = Mount::device(&file, &at).expect("root may mount a loop file");
        Self { file, mount }
    }

    /// What the cut leaves: a copy of the device, mounted anew.
    fn copy(&self, dir: &Path, name: &str) -> PathBuf {
        let copy = dir.join(format!("{name}.img"));
        fs::copy(&self.file, &copy).expect("room in memory for a copy");
        copy
    }
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(sent.expect("kill runs").success(), "{pid} is gone");
}

/// Stops a process where it stands, and waits until it does.
fn stop(pid: u32) {
    signal("-STOP", pid);
    until("a process to stop", || {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("a process not reaped");
        let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
        matches!(state, Some('T' | 'Z')).then_some(())
    });
}

struct Writer {
    text: String,
    child: Child,
}

/// A relay on one device, an officer's home on another, and a witness who is away.
struct Rig {
    relay: Relay,
    home: Home,
    witness: Home,
    ledger: Ledger,
    written: u64,
}

impl Rig {
    fn new(relay_device: &Device, home_device: &Device) -> Self {
        let relay = Relay::within(relay_device.mount.path());
        let home = Home::within(home_device.mount.path());
        let witness = Home::new();
        home.json(&["join", &relay.permit(), "--name", "Coordinator"]);
        home.json(&["room", "found", "--name", "Power", "--mode", "test"]);
        witness.json(&["join", &invite(&home, "Witness", "Port", "observer")]);
        Self { relay, home, witness, ledger: Ledger::default(), written: 0 }
    }

    fn wave(&mut self, chance: &mut Chance) -> Vec<Writer> {
        (0..WRITERS).map(|_| self.write(["0", "5"][chance.below(2) as usize])).collect()
    }

    fn write(&mut self, wait: &str) -> Writer {
        self.written += 1;
        let text = format!("note {}", self.written);
        let mut command = self.home.command(&["--json", "--wait", wait, "note", &text]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        Writer { text, child: child.expect("the console starts") }
    }

    /// Writes, and stops everything in the middle of it.
    fn write_until_the_cut(&mut self, chance: &mut Chance) -> Vec<Writer> {
        for _ in 0..chance.below(WAVES) + 1 {
            for writer in self.wave(chance) {
                let output = writer.child.wait_with_output().expect("its end");
                self.ledger.note_whole(0, &writer.text, &output);
            }
        }
        let writers = self.wave(chance);
        chance.moment(WRITING);
        stop(self.relay.pid());
        for writer in &writers {
            stop(writer.child.id());
        }
        writers
    }
}

/// One cut: the ledger of what was promised before it, all of it found.
fn cut(dir: &Path, chance: &mut Chance) -> Ledger {
    let (relay_device, home_device) = (Device::new(dir, "relay"), Device::new(dir, "home"));
    let mut rig = Rig::new(&relay_device, &home_device);
    let writers = rig.write_until_the_cut(chance);
    let (relay_copy, home_copy) = (relay_device.copy(dir, "r"), home_device.copy(dir, "h"));
    for mut writer in writers {
        writer.child.kill().expect("a process to kill");
        let output = writer.child.wait_with_output().expect("its end");
        rig.ledger.note(0, &writer.text, &output.stdout);
    }
    rig.relay.kill();
    let place = |device: &Device, of: &Path| {
        of.strip_prefix(device.mount.path()).expect("a path on the device").to_owned()
    };
    let (relay_place, home_place) =
        (place(&relay_device, &rig.relay.dir()), place(&home_device, rig.home.path()));
    let Rig { relay, witness, ledger, .. } = rig;

    let relay_device_after = Device::of(dir, "relay-after", relay_copy);
    let home_device_after = Device::of(dir, "home-after", home_copy);
    let mut relay_after = relay.moved(&relay_device_after.mount.path().join(relay_place));
    let home_after = home_device_after.mount.path().join(home_place);
    let verified = relay_after.json(&["verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
    ledger.check_saved(0, &home_after);

    relay_after.start();
    witness.json(&["sync"]);
    ledger.check_stored(witness.path());
    let mine = until("both copies to hold the same", || {
        let synced = command_at(&home_after, &["--json", "sync"]).output().expect("it runs");
        assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stderr));
        let verified = command_at(&home_after, &["--json", "verify"]).output().expect("it runs");
        let verified: serde_json::Value =
            serde_json::from_slice(&verified.stdout).expect("a document");
        assert_eq!(verified["ok"], true, "{verified}");
        let mine = verified["fingerprint"].as_str().expect("a fingerprint").to_owned();
        (mine == fingerprint(&witness)).then_some(mine)
    });
    assert_eq!(relay_after.json(&["verify"])["rooms"][0]["fingerprint"], mine.as_str());
    relay_after.stop();
    ledger
}

#[test]
fn nothing_promised_is_missing_after_power_cuts() {
    let memory = TempDir::new().expect("a folder");
    let Some(memory) = Mount::memory(memory, "size=400m") else {
        println!("power cuts: skipped, mounting needs root");
        return;
    };
    let cuts = count("LIAISON_CUTS", 1);
    let mut chance = Chance::seeded();
    let (mut saved, mut stored) = (0, 0);
    for _ in 0..cuts {
        let dir = tempfile::tempdir_in(memory.path()).expect("a folder in memory");
        let ledger = cut(dir.path(), &mut chance);
        saved += ledger.saved();
        stored += ledger.stored();
    }
    println!("power cuts: {cuts}, saved {saved}, stored {stored}, 0 missing");
}
