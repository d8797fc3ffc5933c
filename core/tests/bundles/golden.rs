//! Bundles that were written once, in every form: every release reads them.

use liaison_core::bundle::{Bundle, Sheaf, find};
use liaison_core::id::{Hash, RoomId};
use liaison_core::terms::Mode;

use super::Copy;
use crate::office::Office;

/// What they hold, when they were written.
const ENTRIES: usize = 50;
const FINGERPRINT: &str = "bf30fe3e7e452956";

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |two: &[u8]| {
        let two = std::str::from_utf8(two).expect("ASCII");
        u8::from_str_radix(two, 16).expect("hex")
    };
    digits.map(byte).collect()
}

/// The body of the one bundle in these files.
fn body(files: &[Vec<u8>]) -> Vec<u8> {
    let mut sheaf: Option<Sheaf> = None;
    for file in files {
        let found = find(file);
        assert_eq!(found.damaged, []);
        for part in found.parts {
            match &mut sheaf {
                None => sheaf = Some(Sheaf::new(part)),
                Some(sheaf) => assert_eq!(sheaf.add(part), Ok(true)),
            }
        }
    }
    sheaf.expect("a part").body().expect("all parts").expect("of one bundle")
}

#[test]
fn bundles_of_every_form_are_read_as_they_were_written() {
    let whole = body(&[bytes(include_str!("whole.hex").trim())]);
    let parts: Vec<Vec<u8>> = include_str!("parts.hex").lines().map(bytes).collect();
    assert!(parts.len() >= 3);
    assert_eq!(body(&parts), whole);
    assert_eq!(body(&[include_bytes!("whole.txt").to_vec()]), whole);
    assert_eq!(body(&[include_bytes!("parts.txt").to_vec()]), whole);
    assert_eq!(body(&[include_bytes!("mail.txt").to_vec()]), whole);

    // The room that they are of is that of every test.
    let room: RoomId = Office::found(Mode::Actual).id;
    assert_eq!(Bundle::read(&whole).expect("a bundle").room, room.name());
    let mut copy = Copy::of(room, &[]);
    let came = copy.import(&whole);
    assert_eq!((came.new, came.refused), (ENTRIES, Vec::new()));
    let Hash(fingerprint) = copy.record.fingerprint();
    let text: String = fingerprint[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, FINGERPRINT);
}
