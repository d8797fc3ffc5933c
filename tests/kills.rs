//! `kill -9` at seeded moments under writing: nothing that was called saved or stored is missing.
//!
//! `LIAISON_KILLS` says how many times, `LIAISON_SEED` repeats the choices of a run.

use std::process::{Child, Stdio};
use std::time::Duration;

use crate::ledger::{Chance, Ledger, count};
use crate::support::{Home, until};
use crate::together::{Partners, fingerprint, invite};

/// How long one round writes at most before something is killed.
const ROUND: Duration = Duration::from_millis(250);
/// How many commands write at once in each home.
const WRITERS: usize = 2;

/// What is killed in a round.
#[derive(Clone, Copy, Debug)]
enum Victim {
    Relay,
    Writer,
    Holder,
    Home,
    All,
}

/// A command that writes, and what it writes.
struct Writer {
    home: usize,
    text: String,
    child: Child,
}

struct Rig {
    partners: Partners,
    /// In each home a console that holds the link.
    holders: Vec<Child>,
    ledger: Ledger,
    chance: Chance,
    written: usize,
}

impl Rig {
    fn new() -> Self {
        let (partners, chance) = (Partners::new("test"), Chance::seeded());
        let mut rig =
            Self { partners, holders: Vec::new(), ledger: Ledger::default(), chance, written: 0 };
        rig.holders = (0..2).map(|home| rig.home(home).start(&["follow"])).collect();
        rig
    }

    fn home(&self, number: usize) -> &Home {
        [&self.partners.customs, &self.partners.port][number]
    }

    fn round(&mut self) {
        let mut writers: Vec<Writer> = (0..2 * WRITERS).map(|i| self.write(i % 2)).collect();
        self.chance.moment(ROUND);
        let victim = [Victim::Relay, Victim::Writer, Victim::Holder, Victim::Home, Victim::All]
            [self.chance.below(5) as usize];
        let home = self.chance.below(2) as usize;
        let of_home = |writer: &Writer| match victim {
            Victim::Writer | Victim::Home => writer.home == home,
            Victim::All => true,
            Victim::Relay | Victim::Holder => false,
        };
        let killed: Vec<bool> = writers.iter().map(of_home).collect();
        for writer in writers.iter_mut().filter(|writer| of_home(writer)) {
            writer.child.kill().expect("a process to kill");
        }
        for number in 0..2 {
            let hit = matches!(victim, Victim::Holder | Victim::Home) && number == home;
            if hit || matches!(victim, Victim::All) {
                self.renew_holder(number);
            }
        }
        if matches!(victim, Victim::Relay | Victim::All) {
            self.partners.relay.kill();
            let stored = self.partners.relay.json(&["verify"]);
            assert_eq!(stored["ok"], true, "{victim:?}: {stored}");
            self.partners.relay.start();
        }
        for (writer, killed) in writers.into_iter().zip(killed) {
            let output = writer.child.wait_with_output().expect("its end");
            if killed {
                // What it printed before it was killed holds all the same.
                self.ledger.note(writer.home, &writer.text, &output.stdout);
            } else {
                self.ledger.note_whole(writer.home, &writer.text, &output);
            }
        }
        let verified = self.home(home).json(&["verify"]);
        assert_eq!(verified["ok"], true, "{victim:?}: {verified}");
        self.ledger.check_saved(home, self.home(home).path());
    }

    fn write(&mut self, home: usize) -> Writer {
        self.written += 1;
        let text = format!("note {} of home {home}", self.written);
        let wait = ["0", "2", "5"][self.chance.below(3) as usize];
        let mut command = self.home(home).command(&["--json", "--wait", wait, "note", &text]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        Writer { home, text, child: child.expect("the console starts") }
    }

    fn renew_holder(&mut self, home: usize) {
        let fresh = self.home(home).start(&["follow"]);
        let mut old = std::mem::replace(&mut self.holders[home], fresh);
        old.kill().expect("a process to kill");
        old.wait().expect("its end");
    }

    fn end_holders(&mut self) {
        for mut holder in self.holders.drain(..) {
            holder.kill().expect("a process to kill");
            holder.wait().expect("its end");
        }
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        for holder in &mut self.holders {
            // It may be gone already; there is nobody left to tell.
            holder.kill().ok();
            holder.wait().ok();
        }
    }
}

#[test]
fn nothing_promised_is_missing_after_kills() {
    let kills = count("LIAISON_KILLS", 3);
    let mut rig = Rig::new();
    // Joined before everything and away until the end: what it gets then is the relay's alone.
    let witness = Home::new();
    let offered = invite(&rig.partners.customs, "Witness", "Secretariat", "observer");
    witness.json(&["join", &offered]);
    for _ in 0..kills {
        rig.round();
    }
    rig.end_holders();
    rig.partners.relay.kill();
    rig.partners.relay.start();
    witness.json(&["sync"]);
    rig.ledger.check_stored(witness.path());

    let all = rig.partners.converge();
    until("the witness to hold the same", || (fingerprint(&witness) == all).then_some(()));
    let stored = rig.partners.relay.json(&["verify"]);
    assert_eq!(
        (&stored["ok"], stored["rooms"][0]["fingerprint"].as_str()),
        (&true.into(), Some(&*all))
    );
    for home in 0..2 {
        rig.ledger.check_saved(home, rig.home(home).path());
    }
    let (saved, stored) = (rig.ledger.saved(), rig.ledger.stored());
    println!("kills: {kills}, saved {saved}, stored {stored}, 0 missing");
}
