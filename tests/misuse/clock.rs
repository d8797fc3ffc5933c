//! A clock in 2099.

use liaison_core::stamp::Stamp;

use super::{at_the_relay, line, log, marks};
use crate::support::forger::{Forger, note};
use crate::together::{Partners, common};

/// 1 January 2099, noon.
const FAR: Stamp = Stamp(4_070_952_000_000);

#[test]
fn what_a_clock_in_2099_wrote_is_kept_marked_and_drags_nobody_along() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    let (before, _) = port.write(&["note", "before the battery was changed"]);
    let far = Forger::at(port).say_at(note("by the new battery"), FAR);
    let further = Forger::at(port).say_at(note("and once more"), Stamp(FAR.0 + 60_000));
    port.json(&["sync"]);
    customs.json(&["sync"]);
    let (theirs, _) = customs.write(&["note", "by a clock that is right"]);
    let (own, _) = port.write(&["note", "the clock is set"]);
    let fingerprint = partners.converge();

    for home in [customs, port] {
        let order: Vec<String> = log(home).iter().map(|l| l["id"].to_string()).collect();
        let place = |id: &str| order.iter().position(|other| other.contains(id)).expect("held");
        for id in [&far, &further] {
            assert_eq!(marks(home, id), ["clock-wrong"]);
        }
        for id in [&before, &theirs, &own] {
            assert_eq!(marks(home, id), [] as [&str; 0]);
            let time = line(home, id).expect("held")["time"].to_string();
            assert!(!time.contains("2099"), "{id} is dated {time}");
        }
        assert_eq!(place(&far), place(&before) + 1, "after its seat's previous one: {order:?}");
        assert_eq!(place(&further), place(&far) + 1, "{order:?}");
        assert!(place(&further) < place(&theirs) && place(&theirs) < place(&own), "{order:?}");
        let recent = home.run(&["log", "--since", "2098-01-01T00:00:00Z"]);
        assert!(recent.stdout.is_empty(), "nothing is of that time");
        let printed = home.run(&["log"]);
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        let marked = printed.lines().find(|line| line.contains("by the new battery"));
        assert!(marked.is_some_and(|line| line.contains("clock wrong")), "{printed}");
        assert!(!home.json(&["status"])["as_of"].to_string().contains("2099"));
    }
    assert_eq!(common(customs), common(port));
    assert_eq!(at_the_relay(&partners), (true, fingerprint));
}
