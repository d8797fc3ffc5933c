//! An observer who posts by a forged console.

use liaison::clock::machine_time;
use liaison_core::body::flow::{FlowName, FlowReported};
use liaison_core::body::room::{RoleChanged, Upto};
use liaison_core::terms::{FlowStatus, Regime, Role};

use super::{at_the_relay, joined, marks, seats};
use crate::support::forger::{Forger, flash};
use crate::together::{Partners, common};

#[test]
fn an_observer_who_posts_by_a_forged_console_is_heard_and_changes_nothing() {
    let partners = Partners::new("exercise");
    let observer = joined(&partners, "Attaché", "Embassy", "observer");
    let flow = ["flow", "report", "--facility", "FRLEH", "--regime", "import", "--status", "open"];
    partners.customs.write(&flow);
    partners.converge();
    observer.json(&["sync"]);
    let refused = observer.refused(1, &["post", "--precedence", "flash", "Gates close"]);
    assert!(refused.contains("observer"), "{refused}");
    let (before, seated) = (common(&partners.customs), seats(&partners.customs));

    let forger = Forger::at(&observer);
    let name = FlowName { facility: "FRLEH".to_owned(), regime: Regime::Import, direction: None };
    let forged = [
        forger.say(flash("Gates close at 07:00Z")),
        forger.say(FlowReported {
            flow: name,
            over: Vec::new(),
            as_of: machine_time().moment(),
            status: FlowStatus::Closed,
            mode: None,
            counterpart: None,
            capacity: None,
            queue: None,
            note: None,
            source: None,
            next_update: None,
        }),
        forger.say(RoleChanged {
            upto: vec![Upto { seat: forger.key().seat(), n: 1 }],
            role: Role::Coordinator,
            over: Vec::new(),
        }),
    ];
    observer.json(&["sync"]);

    let fingerprint = partners.converge();
    for home in [&partners.customs, &partners.port] {
        for id in &forged {
            assert_eq!(marks(home, id), ["no-authority"], "{id}");
        }
        assert_eq!(common(home), before);
        assert_eq!(home.json(&["status"])["unacknowledged"], 0, "no flash message waits");
        assert_eq!(seats(home), seated);
        let printed = home.run(&["log"]);
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        let posted = printed.lines().find(|line| line.contains("07:00Z"));
        assert!(posted.is_some_and(|line| line.contains("no authority")), "{printed}");
    }
    assert_eq!(observer.json(&["verify"])["fingerprint"], fingerprint.as_str());
    assert_eq!(at_the_relay(&partners), (true, fingerprint));
}
