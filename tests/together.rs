//! Relay and two officers of different organisations as processes with homes of their own.

use serde_json::Value;

use crate::support::{Home, Relay, until};

/// A room founded by a coordinator of customs, and a duty officer of a port who joined it.
pub(crate) struct Partners {
    pub(crate) relay: Relay,
    pub(crate) customs: Home,
    pub(crate) port: Home,
}

impl Partners {
    pub(crate) fn new(mode: &str) -> Self {
        Self::at(Relay::new(), mode)
    }

    /// The same at a relay that is there.
    pub(crate) fn at(relay: Relay, mode: &str) -> Self {
        let (customs, port) = (Home::new(), Home::new());
        customs.json(&["join", &relay.permit(), "--name", "Customs coordinator"]);
        let founded = customs.json(&["room", "found", "--name", "Havre room", "--mode", mode]);
        assert_eq!(founded["mode"], mode);
        assert!(founded["recovery"].as_str().is_some_and(|r| !r.is_empty()));
        let invitation = invite(&customs, "Port duty officer", "Port of Le Havre", "duty-officer");
        port.json(&["join", &invitation]);
        Self { relay, customs, port }
    }

    /// Syncs until both hold the same entries.
    pub(crate) fn converge(&self) -> String {
        until("the same fingerprint", || {
            let mine = fingerprint(&self.customs);
            let theirs = fingerprint(&self.port);
            (mine == theirs).then_some(mine)
        })
    }
}

pub(crate) fn invite(from: &Home, name: &str, organisation: &str, role: &str) -> String {
    let offered = from.json(&["invite", "--name", name, "--org", organisation, "--role", role]);
    offered["invitation"].as_str().expect("an invitation").to_owned()
}

/// Syncs and gives the fingerprint of what is held.
pub(crate) fn fingerprint(home: &Home) -> String {
    home.json(&["sync"]);
    let verified = home.json(&["verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
    verified["fingerprint"].as_str().expect("a fingerprint").to_owned()
}

/// The fields of the status that are the same on all replicas with the same entries.
pub(crate) fn common(home: &Home) -> Value {
    let status = home.json(&["--wait", "0", "status"]);
    let names = ["incidents", "flows", "activations", "conflicts", "guidance", "roster"];
    names.iter().map(|name| ((*name).to_owned(), status[*name].clone())).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told from beginning to end")]
fn two_officers_share_an_incident_a_flow_a_plan_a_contact_guidance_and_a_flash_message() {
    let partners = Partners::new("actual");
    let (customs, port) = (&partners.customs, &partners.port);

    let (incident, standing) = customs.write(&[
        "incident",
        "declare",
        "--title",
        "Customs IT down",
        "--severity",
        "severe",
    ]);
    assert_eq!(standing, "stored");
    port.write(&[
        "flow",
        "report",
        "--facility",
        "FRLEH",
        "--regime",
        "import",
        "--status",
        "closed",
        "--mode",
        "fallback",
        "--note",
        "Gates closed",
    ]);
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/library/plans/customs-activities.toml");
    customs.write(&["plan", "import", plan]);
    let plans = customs.json(&["plan", "list"]);
    let id = plans["plans"][0]["id"].as_str().expect("a plan").to_owned();
    customs.json(&["sync"]);
    let (activation, _) = customs.write(&[
        "plan",
        "activate",
        &id,
        "--level",
        "full",
        "--authority",
        "Director of customs",
        "--reason",
        "Declarations cannot be lodged",
        "--incident",
        &incident,
    ]);
    let shown = customs.json(&["plan", "show", &id]);
    let steps: Vec<String> = shown["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .take(3)
        .map(|step| step["id"].as_str().expect("a step").to_owned())
        .collect();
    for step in &steps {
        customs.write(&["plan", "step", &activation, step, "--done"]);
    }
    port.write(&["roster", "save", "--name", "Gate desk", "--org", "Port of Le Havre"]);
    customs.write(&[
        "guidance",
        "issue",
        "--number",
        "01",
        "--title",
        "Paper",
        "Use the paper form.",
    ]);
    let (flash, _) =
        customs.write(&["post", "--precedence", "flash", "--ack", "Gates close at 07:00Z"]);
    port.json(&["sync"]);
    port.write(&["guidance", "ack", "01"]);
    port.write(&["ack", &flash]);

    let fingerprint = partners.converge();
    assert_eq!(common(customs), common(port));
    let status = customs.json(&["--wait", "0", "status"]);
    assert_eq!(status["incidents"].as_array().map(Vec::len), Some(1));
    assert_eq!(status["flows"][0]["status"], "closed");
    assert_eq!(status["activations"][0]["steps_done"], 3);
    assert_eq!(status["roster"], 1);
    let relay = partners.relay.json(&["verify"]);
    assert_eq!(relay["ok"], true);
    assert_eq!(relay["rooms"][0]["fingerprint"], fingerprint.as_str());
}

#[test]
fn both_write_on_without_the_relay_and_the_conflict_is_resolved_by_one() {
    let mut partners = Partners::new("exercise");
    let flow = ["flow", "report", "--facility", "FRLEH", "--regime", "export", "--status"];
    partners.customs.write(&[&flow[..], &["open"]].concat());
    partners.converge();
    partners.relay.stop();
    let (_, standing) =
        partners.customs.write(&[&["--wait", "0"], &flow[..], &["closed"]].concat());
    assert_eq!(standing, "saved");
    partners.port.write(&[&["--wait", "0"], &flow[..], &["restricted"]].concat());
    partners.relay.start();
    partners.converge();
    for home in [&partners.customs, &partners.port] {
        let conflicts = common(home)["conflicts"].clone();
        let text = conflicts.to_string();
        assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{text}");
        assert!(text.contains("closed") && text.contains("restricted"), "{text}");
    }
    partners.port.refused(1, &[&flow[..], &["closed"]].concat());
    partners.port.write(&[&flow[..], &["closed", "--resolve"]].concat());
    partners.converge();
    for home in [&partners.customs, &partners.port] {
        assert_eq!(common(home)["conflicts"].as_array().map(Vec::len), Some(0));
        assert_eq!(common(home)["flows"][0]["status"], "closed");
    }
}

#[test]
fn a_relay_put_back_from_an_older_copy_gets_back_what_it_lost() {
    let mut partners = Partners::new("actual");
    let backup = tempfile::tempdir().expect("a folder");
    let copy = backup.path().join("copy");
    partners.customs.write(&["note", "before the copy"]);
    partners.converge();
    partners.relay.backup(&copy);
    let (_, standing) = partners.customs.write(&["note", "after the copy"]);
    assert_eq!(standing, "stored");
    partners.port.write(&["note", "this too"]);
    let all = partners.converge();
    partners.relay.stop();
    partners.relay.restore(&copy);
    partners.relay.start();
    assert_eq!(partners.converge(), all);
    let held = partners.relay.json(&["verify"]);
    assert_eq!(held["rooms"][0]["fingerprint"], all.as_str());
}
