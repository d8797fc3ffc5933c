//! A console that holds the link and commands beside it: one writer at a time, one link.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::support::until;
use crate::together::Partners;

/// How many entries each of the four processes at a time writes.
const WRITES: usize = 125;
const PROCESSES: usize = 4;

#[test]
fn five_hundred_writes_from_four_processes_give_no_number_twice() {
    let partners = Partners::new("test");
    let home = &partners.customs;
    let mut follower = home.start(&["follow"]);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..PROCESSES)
            .map(|writer| {
                scope.spawn(move || {
                    let note = |i| home.write(&["--wait", "0", "note", &format!("{writer}.{i}")]);
                    (0..WRITES).map(|i| note(i).0).collect::<Vec<_>>()
                })
            })
            .collect();
        writers.into_iter().flat_map(|w| w.join().expect("a writer")).collect()
    });
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), WRITES * PROCESSES, "a number was given twice");
    until("everything stored by the one link", || {
        let status = home.json(&["--wait", "0", "status"]);
        (status["link"]["queue"] == 0).then_some(())
    });
    follower.kill().expect("a process to kill");
    follower.wait().expect("its end");
    let verified = home.json(&["verify"]);
    assert_eq!(
        (&verified["ok"], verified["forks"].as_array().map(Vec::len)),
        (&true.into(), Some(0))
    );
    // A pipe that nobody reads must not hold a writer up.
    drop(home.command(&["log"]).stdout(Stdio::null()).status());
    partners.converge();
}
