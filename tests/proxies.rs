//! What stands between consoles and a relay: a proxy that ends TLS, a public authority's
//! certificate, and somebody who would like to be taken for the relay.

use std::fs;

use liaison_core::entry::Secret;

use crate::support::forger::Forger;
use crate::support::proxy::{Behind, Certificate};
use crate::support::{Home, Relay};
use crate::together::{Partners, invite};

/// What the relay says to who comes through a proxy that it does not know of.
const UNKNOWN_PROXY: &str = "not configured as behind a proxy";
/// What a console says of somebody who does not hold the relay's key.
const NOT_THE_RELAY: &str = "is not the relay of this room";

/// What stands in a new relay's configuration, and what says that a proxy is before it.
const DIRECT: &str = "# behind_proxy = false";
const PROXIED: &str = "behind_proxy = true";

/// Changes a relay's configuration and starts it again.
fn configure(relay: &mut Relay, from: &str, to: &str) {
    relay.stop();
    let file = relay.dir().join("relay.toml");
    let before = fs::read_to_string(&file).expect("a configuration");
    assert!(before.contains(from), "{before}");
    fs::write(&file, before.replace(from, to)).expect("written");
    relay.start();
}

/// Everything that consoles do with a relay, over wide and narrow connections.
fn everything_goes(partners: &Partners) {
    let (customs, port) = (&partners.customs, &partners.port);
    assert_eq!(customs.write(&["note", "from customs"]).1, "stored");
    assert_eq!(port.write(&["--link", "narrow", "note", "from the port"]).1, "stored");
    partners.converge();
    assert_eq!(partners.relay.json(&["verify"])["ok"], true);
}

#[test]
fn through_a_proxy_that_the_relay_knows_of_everything_goes() {
    let (mut relay, _proxy) = Relay::behind_proxy();
    configure(&mut relay, DIRECT, PROXIED);
    everything_goes(&Partners::at(relay, "actual"));
}

#[test]
fn with_the_certificate_of_an_authority_everything_goes() {
    let mut relay = Relay::new();
    let (chain, key) = Certificate::made().pem();
    fs::write(relay.dir().join("chain.pem"), chain).expect("written");
    fs::write(relay.dir().join("key.pem"), key).expect("written");
    let files = "certificate = { chain = \"chain.pem\", key = \"key.pem\" }";
    configure(&mut relay, DIRECT, files);
    everything_goes(&Partners::at(relay, "actual"));
}

#[test]
fn a_proxy_that_the_relay_does_not_know_of_is_found_out_and_nothing_passes() {
    let (mut relay, _proxy) = Relay::behind_proxy();
    let said = Home::new().refused(1, &["join", &relay.permit()]);
    assert!(said.contains(UNKNOWN_PROXY), "{said}");

    configure(&mut relay, DIRECT, PROXIED);
    let Partners { mut relay, customs, port } = Partners::at(relay, "actual");
    let offered = invite(&customs, "Carrier", "Carriers", "liaison");
    configure(&mut relay, PROXIED, DIRECT);
    for args in [&["sync"][..], &["--link", "narrow", "sync"], &["join", &offered]] {
        let home = if args[0] == "join" { &Home::new() } else { &port };
        let said = home.refused(1, args);
        assert!(said.contains(UNKNOWN_PROXY), "{args:?}: {said}");
    }
    assert_eq!(port.write(&["note", "on paper meanwhile"]).1, "saved");
}

#[test]
fn who_speaks_as_the_relay_without_its_key_is_refused_and_told_nothing() {
    let (mut relay, proxy) = Relay::behind_proxy();
    configure(&mut relay, DIRECT, PROXIED);
    let partners = Partners::at(relay, "actual");
    let port = &partners.port;
    let offered = invite(&partners.customs, "Carrier", "Carriers", "liaison");
    let own = Secret::from_seed([66; 32]);
    for claimed in [Forger::at(port).relay(), own.key()] {
        proxy.put(Behind::Impostor(claimed, Box::new(own.clone())));
        for args in [&["sync"][..], &["--link", "narrow", "sync"]] {
            let said = port.refused(3, args);
            assert!(said.contains(NOT_THE_RELAY), "{args:?}: {said}");
        }
    }
    assert_eq!(port.write(&["note", "written all the same"]).1, "saved");
    let said = Home::new().refused(1, &["join", &offered]);
    assert!(said.contains("not what this is for"), "{said}");
}
