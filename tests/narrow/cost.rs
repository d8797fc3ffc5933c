//! What connecting costs, in bytes of TCP, TLS and WebSocket included, both ways.
//!
//! `cargo test --locked --test runner narrow::cost -- --nocapture` prints the figures.

use crate::support::emulator::{Carried, Conditions};
use crate::support::{Home, Relay};
use crate::together::invite;

/// A room of two, and a third who comes by the narrow profile: what the join, the first connection
/// and another with nothing new cost.
fn costs(profile: &str) -> [Carried; 3] {
    let (relay, line) = Relay::over(Conditions::default(), 1);
    let (customs, port) = (Home::new(), Home::new());
    customs.json(&["join", &relay.permit(), "--name", "Customs coordinator"]);
    customs.json(&["room", "found", "--name", "Havre room", "--mode", "actual"]);
    let invitation = invite(&customs, "Port duty officer", "Port of Le Havre", "duty-officer");
    port.json(&["--link", profile, "--wait", "60", "join", &invitation]);
    // Whatever consoles write by themselves, such as the acceptance of the seat, is done now.
    customs.json(&["sync"]);
    port.json(&["sync"]);
    customs.json(&["sync"]);
    let before = line.connections().len();
    let told = port.json(&["--link", profile, "sync"]);
    assert_eq!(told["complete"], true, "{told}");
    let came_back = line.connections()[before..].to_vec();
    assert_eq!(came_back.len(), 1, "one connection");
    let told_bytes = told["bytes_sent"].as_u64().zip(told["bytes_received"].as_u64());
    assert!(told_bytes.is_some_and(|(up, down)| up + down <= came_back[0].total()), "{told}");
    // Another home with a seat of its own, which has nothing of the room yet.
    let invitation = invite(&customs, "Carrier", "Carrier A", "liaison");
    let newcomer = Home::new();
    let before = line.connections().len();
    newcomer.json(&["--link", profile, "--wait", "60", "join", &invitation]);
    // One to ask what the invitation is for, one to take the seat and the present.
    let all = line.connections();
    [all[before], all[before + 1], came_back[0]]
}

#[test]
fn connecting_on_a_narrow_link_costs_little() {
    for (profile, most) in [("wide", None), ("narrow", Some((1_500, 1_200)))] {
        let [visit, first, again] = costs(profile);
        for (what, bytes) in [("visit of who joins", visit), ("first", first), ("again", again)] {
            let (up, down) = (bytes.up, bytes.down);
            println!("{profile}: {what}: {up} up + {down} down = {} bytes", bytes.total());
        }
        if let Some((first_most, again_most)) = most {
            assert!(visit.total() <= first_most, "{visit:?}");
            assert!(again.total() <= again_most, "{again:?}");
        }
    }
}
