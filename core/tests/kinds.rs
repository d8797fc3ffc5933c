//! Every kind that was ever shipped still reads, and what this version cannot read survives.

use std::fs;
use std::path::PathBuf;

use liaison_core::body::{Body, Kind};
use liaison_core::decide::bounded;
use liaison_core::entry::{Content, Entry, Link};
use liaison_core::terms::Mode;
use proptest::prelude::*;

use crate::draws::{Draws, body};
use crate::office::{DAWN, Office, cases, entry_of, secret, unknown_kind};

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn what_is_written_reads_back(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for &kind in Kind::ALL {
            let said = body(kind, &mut Draws::new(&bytes)).expect("of this version");
            prop_assert_eq!(said.kind(), kind);
            prop_assert_eq!(Body::read(kind, &said.write()), Some(said.clone()));
            prop_assert!(bounded(&said).is_ok());
        }
    }

    #[test]
    fn fields_of_a_newer_version_are_passed_over_and_kept(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        field in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for &kind in Kind::ALL {
            let said = body(kind, &mut Draws::new(&bytes)).expect("of this version");
            let longer = with_newer_field(&said.write(), &field);
            prop_assert_eq!(Body::read(kind, &longer), Some(said), "{:?}", kind);
            let entry = Entry { time: DAWN, kind, body: longer.clone() };
            let office = Office::found(Mode::Exercise);
            let link = Link::write(&office.id, &secret(7), 1, Default::default(), entry);
            prop_assert!(link.holds(&office.id));
            prop_assert_eq!(&link.content.entry().expect("whole").body, &longer);
        }
    }

    #[test]
    fn garbage_is_of_a_newer_version_and_never_a_panic(
        kind in 0..100u16,
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let entry = Entry { time: DAWN, kind: Kind(kind), body: bytes };
        let read = entry.read();
        let mut office = Office::found(Mode::Exercise);
        office.write_entry(0, entry);
        prop_assert_eq!(office.folded().newer_entries(), u64::from(read.is_none()));
    }
}

/// The same array with a field at an index that no kind has reached.
fn with_newer_field(body: &[u8], field: &[u8]) -> Vec<u8> {
    const FIELDS: u8 = 23;
    let mut decoder = minicbor::Decoder::new(body);
    let used = decoder.array().expect("a body is an array").expect("of known length");
    let mut longer = vec![0x98, FIELDS + 1];
    longer.extend(&body[decoder.position()..]);
    longer.extend((used..FIELDS.into()).map(|_| 0xf6));
    longer.extend(minicbor::to_vec(minicbor::bytes::ByteVec::from(field.to_vec())).expect("bytes"));
    longer
}

#[test]
fn an_entry_of_an_unknown_kind_is_verified_counted_and_without_effect() {
    let mut office = Office::found(Mode::Exercise);
    let before = office.folded();
    office.write_entry(0, unknown_kind());
    let link = office.log.last().expect("just written");
    assert!(link.holds(&office.id));
    assert_eq!(link.content, Content::Entry(unknown_kind()));
    let after = office.folded();
    assert_eq!((before.newer_entries(), after.newer_entries()), (0, 1));
    assert_eq!(after.incidents(), before.incidents());
}

/// One file for each kind: its bytes in hex, then what they say. Files are added, never edited: a
/// kind that says something else now needs a number of its own.
#[test]
fn every_kind_ever_shipped_says_what_it_said() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kinds");
    let mut written = Vec::new();
    for &kind in Kind::ALL {
        let name = kind.name().expect("of this version");
        let file = folder.join(format!("{:02}-{name}.txt", kind.0));
        let Ok(text) = fs::read_to_string(&file) else {
            fs::write(&file, golden(kind)).expect("the folder can be written");
            written.push(name);
            continue;
        };
        let (hex, said) = text.split_once('\n').expect("two parts");
        let bytes = from_hex(hex);
        let read = Body::read(kind, &bytes).unwrap_or_else(|| panic!("{name} no longer reads"));
        assert_eq!(format!("{read:#?}\n"), said, "{name} says something else");
        assert_eq!(read.write(), bytes, "{name} is written in other bytes");
    }
    assert!(written.is_empty(), "files were missing and are written now, commit them: {written:?}");
    let files = fs::read_dir(&folder).expect("the folder is there").count();
    assert_eq!(files, Kind::ALL.len(), "a kind that was shipped is gone");
}

fn golden(kind: Kind) -> String {
    // Any bytes that fill most fields will do, once.
    let bytes: Vec<u8> =
        (0..600u32).map(|i| (i * 73 + u32::from(kind.0) * 29 + 11) as u8).collect();
    let said = body(kind, &mut Draws::new(&bytes)).expect("of this version");
    let hex: String =
        entry_of(DAWN, said.clone()).body.iter().map(|b| format!("{b:02x}")).collect();
    format!("{hex}\n{said:#?}\n")
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(digits).collect()
}
