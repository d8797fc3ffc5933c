//! A seat that was removed while it was away, goes on writing, and comes back.

use super::{at_the_relay, joined, line, marks, seats};
use crate::support::Home;
use crate::support::open::Open;
use crate::together::{Partners, common, fingerprint, invite};

/// A port's officer who is removed unawares: what it wrote in time, and what too late.
struct Removed {
    partners: Partners,
    witness: Home,
    seat: String,
    in_time: String,
    late: String,
}

fn removed_unawares() -> Removed {
    let mut partners = Partners::new("exercise");
    let witness = joined(&partners, "Witness", "Secretariat", "observer");
    let flow = ["flow", "report", "--facility", "FRLEH", "--regime", "import", "--status"];
    let (in_time, _) = partners.port.write(&[&flow[..], &["restricted"]].concat());
    partners.converge();
    partners.relay.stop();
    let offline = ["--wait", "0"];
    let late = [&offline[..], &flow[..], &["closed"]].concat();
    let (late, standing) = partners.port.write(&late);
    assert_eq!(standing, "saved");
    let seat = late.split('.').next().expect("a seat").to_owned();
    partners.customs.write(&["--wait", "0", "seat", "remove", &seat, "--reason", "Laptop stolen"]);
    partners.relay.start();
    partners.customs.json(&["sync"]);
    Removed { partners, witness, seat, in_time, late }
}

#[test]
fn a_removed_seat_hands_in_what_it_wrote_and_is_told() {
    let Removed { partners, witness, seat, in_time, late } = removed_unawares();
    let (customs, port) = (&partners.customs, &partners.port);

    let told = port.refused(1, &["sync", "--timeout", "30"]);
    assert!(told.contains("removed") && told.contains("Laptop stolen"), "{told}");
    assert_eq!(line(port, &late).expect("its own text is kept")["standing"], "stored");
    assert_eq!(marks(port, &late), ["no-authority"]);
    let told = port.refused(1, &["note", "still here"]);
    assert!(told.contains("removed"), "{told}");
    let told = port.refused(1, &["--lang", "fr", "sync", "--timeout", "30"]);
    assert!(told.contains("retiré") && told.contains("Laptop stolen"), "{told}");

    let all = fingerprint(customs);
    assert_eq!(fingerprint(&witness), all);
    assert_eq!(at_the_relay(&partners), (true, all));
    for home in [customs, &witness] {
        assert_eq!(marks(home, &in_time), [] as [&str; 0]);
        assert_eq!(marks(home, &late), ["no-authority"]);
        assert_eq!(common(home)["flows"][0]["status"], "restricted");
        assert_eq!(common(home)["conflicts"].as_array().map(Vec::len), Some(0));
        assert!(seats(home).contains(&(seat.clone(), "removed".to_owned())));
    }
}

#[test]
fn a_removed_seat_is_sent_nothing_that_was_written_since() {
    let Removed { partners, witness, .. } = removed_unawares();
    let (customs, port) = (&partners.customs, &partners.port);
    let (secret, _) = customs.write(&["note", "not for who was removed"]);
    port.refused(1, &["sync", "--timeout", "30"]);
    port.refused(1, &["sync", "--history", "all", "--timeout", "30"]);
    assert_eq!(line(port, &secret), None);
    assert_eq!(port.json(&["verify"])["ok"], true);
    witness.json(&["sync"]);
    assert!(line(&witness, &secret).is_some());
}

#[test]
fn an_open_console_says_by_whom_it_was_removed_what_stays_and_how_to_go_on() {
    let partners = Partners::new("exercise");
    let (customs, port) = (&partners.customs, &partners.port);
    let (own, _) = port.write(&["note", "the gate is closed"]);
    partners.converge();
    let mut console = Open::at(port, (80, 24));
    console.shows("the room", |text| text.contains("INCIDENTS"));
    console.strike("l");
    let seat = own.split('.').next().expect("a seat");
    customs.write(&["seat", "remove", seat, "--reason", "Laptop stolen"]);
    let told = console.shows("the removal", |text| text.contains("hand-in only"));
    assert!(told.contains("removed on") && told.contains("Customs coordinator"), "{told}");
    assert!(told.contains("the gate is closed"), "what was written stays: {told}");
    console.strike("s");
    let told = console.shows("all of it", |text| text.contains("YOUR SEAT WAS REMOVED"));
    assert!(told.contains("Laptop stolen") && told.contains("liaison join"), "{told}");
    assert!(!told.contains("catching up"), "{told}");
}

#[test]
fn who_was_removed_comes_back_by_another_invitation_to_what_is_there() {
    let Removed { partners, late, .. } = removed_unawares();
    let (customs, port) = (&partners.customs, &partners.port);
    port.refused(1, &["sync", "--timeout", "30"]);
    let (missed, _) = customs.write(&["note", "while you were away"]);
    let offered = invite(customs, "Port duty officer", "Port of Le Havre", "duty-officer");
    port.json(&["join", &offered]);
    customs.json(&["sync"]);
    assert_eq!(port.write(&["note", "back again"]).1, "stored");
    assert!(line(port, &missed).is_some() && line(port, &late).is_some());
    partners.converge();
    assert_eq!(common(customs), common(port));
    assert_eq!(port.json(&["room", "list"]).as_array().map_or(1, Vec::len), 1);
}
