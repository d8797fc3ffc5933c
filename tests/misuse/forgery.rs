//! Entries that somebody else signed, or nobody, or that were altered on their way.

use liaison::clock::machine_time;
use liaison_core::entry::{Content, Link, Signature};
use liaison_core::wire::Farewell;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::{at_the_relay, log};
use crate::support::forger::{Forger, flash, frame};
use crate::support::rogue::Rogue;
use crate::support::until;
use crate::together::{Partners, fingerprint};

/// What is forged says this, and nobody is ever to read it.
const LIE: &str = "Inspections are lifted";

#[test]
fn a_forged_entry_is_refused_with_the_reason_and_nobody_sees_it() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    customs.write(&["note", "the coordinator's own"]);
    let before = partners.converge();
    let forger = Forger::at(port);
    let (own, coordinator) = (forger.key(), Forger::at(customs).key());
    let honest = forger.next_of(&own, &flash("Gates close"), machine_time());
    let altered = match &honest.content {
        Content::Entry(entry) => {
            let entry = liaison_core::entry::Entry { body: flash(LIE).write(), ..entry.clone() };
            Link { content: Content::Entry(entry), ..honest.clone() }
        }
        Content::Refused(_) => unreachable!("it was just written"),
    };
    let in_another_name = forger.next_of(&coordinator, &flash(LIE), machine_time());
    let of_nobody = forger.next_of(&own, &flash(LIE), machine_time());
    let of_nobody = Link { signature: Some(Signature([7; 64])), ..of_nobody };

    for (what, forged) in
        [("altered", altered), ("in another name", in_another_name), ("of nobody", of_nobody)]
    {
        let ending = Rogue::seated(&partners.relay, &forger).provoke(frame(&forged));
        assert_eq!(ending.farewell, Some(Farewell::Protocol), "{what}: {ending:?}");
        assert_eq!(ending.code, Some(CloseCode::Policy), "{what}");
        assert!(ending.reason.contains("does not verify"), "{what}: {ending:?}");
    }
    let logged = until("three reasons in the relay's log", || {
        let logged = partners.relay.log();
        let reasons = logged.lines().filter(|line| line.contains("does not verify")).count();
        (reasons == 3).then_some(logged)
    });
    assert!(!logged.contains(LIE), "a log has nothing of what officers write");

    assert_eq!(fingerprint(customs), before);
    assert_eq!(at_the_relay(&partners), (true, before));
    assert!(log(customs).iter().all(|line| !line.to_string().contains(LIE)));
    // The seat whose key was misused is not locked out, and others never noticed.
    assert_eq!(port.write(&["note", "from the port"]).1, "stored");
    assert_eq!(customs.write(&["note", "from customs"]).1, "stored");
    partners.converge();
}

#[test]
fn a_console_that_hands_in_what_does_not_verify_is_told_where_to_look() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);
    let before = partners.converge();
    let forger = Forger::at(port);
    let coordinator = Forger::at(customs).key();
    let link = forger.next_of(&coordinator, &flash(LIE), machine_time());
    forger.keep(&link);
    let said = port.refused(1, &["sync", "--timeout", "20"]);
    assert!(said.contains("does not verify") && said.contains("liaison verify"), "{said}");
    let damaged = port.run(&["--json", "verify"]);
    assert_eq!(damaged.status.code(), Some(4), "what it holds does not prove itself");
    assert_eq!(fingerprint(customs), before);
    assert_eq!(at_the_relay(&partners), (true, before));
}
