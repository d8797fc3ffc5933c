use liaison_core::body::Body;
use liaison_core::body::log::NoteTaken;
use liaison_core::entry::Entry;
use liaison_core::terms::{Mode, Role};

use super::*;
use crate::cli::rehearsal::Rehearsal;
use crate::places::Places;

fn stage() -> Rehearsal {
    let mut stage = Rehearsal::of(Mode::Exercise);
    stage.command("ben", "incident declare --title \"Système arrêté\" --severity Severe");
    stage.command("ben", "incident declare --title \"Système lent\" --severity Minor");
    stage.command("chloe", "flow report --facility JPNGO --regime import --status closed");
    stage.command(
        "chloe",
        "flow report --facility JPNGO --regime transit --direction in --status open",
    );
    stage.command(
        "chloe",
        "facility add JPNGO-NCB --name \"NCB terminal\" --kind terminal --parent JPNGO",
    );
    stage
}

fn candidates(error: NameError) -> Vec<String> {
    match error {
        NameError::Ambiguous { candidates, .. } => candidates,
        other => panic!("{other:?}"),
    }
}

#[test]
fn entries_are_found_by_any_beginning_that_is_clear() {
    let stage = stage();
    let room = &stage.room;
    let wanted = *room.incidents().keys().next().expect("an incident");
    let full = wanted.id.to_string();
    let (seat, n) = full.split_once('.').expect("seat and number");
    let short = format!("{}.{n}", &seat[..4]);
    for typed in [&full, &short, &full.to_lowercase(), &wanted.to_string()] {
        assert_eq!(entry(room, typed), Ok(wanted), "{typed}");
        assert_eq!(incident(room, typed), Ok(wanted), "{typed}");
    }
    let wrong_branch = format!("{full}~{:04X}", u16::from_be_bytes(wanted.check) ^ 1);
    for typed in [&format!("{full}0"), &wrong_branch, "", "R7K2", ".3", "ZZZ.1"] {
        assert!(matches!(entry(room, typed), Err(NameError::Unknown { .. })), "{typed}");
    }
}

#[test]
fn a_number_that_two_seats_have_needs_more_than_nothing_before_it() {
    let stage = stage();
    let found: Vec<_> = stage.room.chains().keys().map(|k| k.seat().to_string()).collect();
    let shared = found.iter().find(|a| found.iter().any(|b| b != *a && a[..1] == b[..1]));
    if let Some(seat) = shared {
        assert!(matches!(
            entry(&stage.room, &format!("{}.1", &seat[..1])),
            Err(NameError::Ambiguous { .. })
        ));
    }
}

#[test]
fn of_a_fork_the_branch_must_be_named_and_is_printed() {
    let mut stage = stage();
    let at = stage.now;
    let note = |text: &str| Body::from(NoteTaken { text: text.into(), incident: None });
    let before = stage.clone();
    let first = stage.write("ben", note("one"));
    let mut other = before;
    other.now = at;
    let body = note("two");
    let second =
        other.write_entry("ben", Entry { time: at, kind: body.kind(), body: body.write() });
    assert_eq!(first.id, second.id);
    let mut links = stage.links.clone();
    links.extend(other.links.last().cloned());
    let Ok(room) = Room::fold(stage.room.id(), links.as_slice());
    let plain = first.id.to_string();
    let both = candidates(entry(&room, &plain).expect_err("two branches"));
    assert_eq!(both.len(), 2);
    for branch in [first, second] {
        assert!(both.contains(&branch.to_string()));
        assert_eq!(entry(&room, &id_text(&room, &branch)), Ok(branch));
    }
}

#[test]
fn titles_are_found_without_accents_and_several_are_listed() {
    let stage = stage();
    let room = &stage.room;
    assert!(incident(room, "systeme lent").is_ok());
    assert!(incident(room, "LENT").is_ok());
    assert_eq!(candidates(incident(room, "système").expect_err("two")).len(), 2);
    assert!(
        matches!(incident(room, "fire"), Err(NameError::Unknown { known, .. }) if known.len() == 2)
    );
}

#[test]
fn flows_are_named_as_far_as_it_takes() {
    let stage = stage();
    let room = &stage.room;
    for (typed, wanted) in [
        ("JPNGO/import", "JPNGO/import"),
        ("jpngo/transit", "JPNGO/transit/in"),
        ("jpngo transit in", "JPNGO/transit/in"),
    ] {
        assert_eq!(flow(room, typed).map(|f| flow_text(&f)).as_deref(), Ok(wanted), "{typed}");
    }
    assert_eq!(
        candidates(flow(room, "JPNGO").expect_err("two")),
        ["JPNGO/import", "JPNGO/transit/in"]
    );
    assert!(matches!(flow(room, "FRLEH/import"), Err(NameError::Unknown { .. })));
}

#[test]
fn facilities_are_codes_listed_ids_or_listed_names() {
    let stage = stage();
    let places = Places::load();
    let found = |typed: &str| facility(&stage.room, &places, typed);
    assert_eq!(found("jpngo").as_deref(), Ok("JPNGO"));
    assert_eq!(found("frleh").as_deref(), Ok("FRLEH"));
    assert_eq!(found("jpngo-ncb").as_deref(), Ok("JPNGO-NCB"));
    assert_eq!(found("ncb terminal").as_deref(), Ok("JPNGO-NCB"));
    // Newer than the list that ships.
    assert_eq!(found("ZZABC").as_deref(), Ok("ZZABC"));
    match found("le havre") {
        Err(NameError::Facility { near, .. }) => {
            assert!(near.iter().any(|place| place.starts_with("FRLEH")), "{near:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn addresses_are_roles_organisations_or_seats() {
    use liaison_core::body::log::Address;
    let stage = stage();
    let room = &stage.room;
    assert_eq!(address(room, "duty-officer"), Ok(Address::Role(Role::DutyOfficer)));
    assert_eq!(address(room, "carrier"), Ok(Address::Organisation("Carrier".into())));
    let chloe = stage.key("chloe").seat();
    assert_eq!(address(room, "chloe"), Ok(Address::Seat(chloe)));
    assert_eq!(address(room, &chloe.to_string()[..5]), Ok(Address::Seat(chloe)));
    assert!(matches!(address(room, "Zoe"), Err(NameError::Unknown { .. })));
}
