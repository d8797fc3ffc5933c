use super::*;
use crate::glyph::Glyphs;
use crate::words::{Language, Words};

fn facts() -> Facts {
    Facts {
        folder: Folder {
            path: "/home/a/liaison".into(),
            exists: true,
            permissions: Some(0o700),
            free_bytes: Some(1 << 40),
        },
        terminal: Terminal {
            size: Some((80, 24)),
            term: "xterm".into(),
            utf8: true,
            no_colour: false,
        },
        rooms: vec![SeenRoom {
            room: None,
            seen: Seen::Opened {
                entries: 12,
                clock_offset_ms: -1_500,
                relay: Ok("relay.example".into()),
            },
        }],
    }
}

fn bad(facts: &Facts) -> Vec<&'static str> {
    let words = Words::new(Language::French);
    let paper = Paper { words: &words, glyphs: Glyphs::Unicode, mode: None };
    let checks = judge(facts, None, &paper).checks;
    assert!(checks.iter().all(|c| !c.said.starts_with("doctor-")), "{checks:?}");
    checks.iter().filter(|c| c.health == Health::Bad).map(|c| c.check).collect()
}

#[test]
fn a_fit_machine_has_nothing_to_put_right() {
    assert_eq!(bad(&facts()), Vec::<&str>::new());
    let fresh = Facts {
        folder: Folder { path: "/x".into(), ..Folder::default() },
        rooms: vec![SeenRoom { room: None, seen: Seen::NoRoom }],
        ..facts()
    };
    assert_eq!(bad(&fresh), Vec::<&str>::new());
}

#[test]
fn what_must_be_put_right_is_said() {
    let mut sick = facts();
    sick.folder.permissions = Some(0o755);
    sick.folder.free_bytes = Some(1024);
    sick.terminal.size = Some((39, 24));
    sick.terminal.utf8 = false;
    sick.rooms[0].seen =
        Seen::Opened { entries: 1, clock_offset_ms: 300_000, relay: Err("no route".into()) };
    assert_eq!(bad(&sick), ["permissions", "disk", "clock", "terminal"]);
    sick.rooms[0].seen = Seen::Unreadable("damaged".into());
    assert!(bad(&sick).contains(&"journal"));
    let id = liaison_core::id::RoomId([7; 32]);
    let room = RoomRow::new(id, "Atlantide", liaison_core::terms::Mode::Exercise);
    sick.rooms.push(SeenRoom { room: Some(room), ..facts().rooms.remove(0) });
    let words = Words::new(Language::French);
    let paper = Paper { words: &words, glyphs: Glyphs::Unicode, mode: None };
    let checks = judge(&sick, None, &paper).checks;
    let of_room: Vec<_> = checks.iter().filter(|c| c.room.is_some()).collect();
    assert_eq!(of_room.len(), 3, "journal, clock, link: {of_room:?}");
    assert!(of_room.iter().all(|c| c.health == Health::Ok));
    assert!(of_room[0].said.starts_with("Atlantide ("), "{}", of_room[0].said);
}
