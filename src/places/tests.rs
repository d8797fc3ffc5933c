use std::collections::BTreeSet;

use proptest::prelude::*;

use super::packed::{PackError, Row, pack};
use super::*;

fn codes(found: &[Place]) -> Vec<&str> {
    found.iter().map(|place| place.code.as_str()).collect()
}

#[test]
fn the_file_built_in_is_whole() {
    let places = Places::load();
    assert_eq!((places.edition(), places.len()), ("2023-1", 99_499));
    let mut seen = BTreeSet::new();
    let mut named = 0;
    places.packed.each(|code, name| {
        named += usize::from(!name.trim().is_empty());
        assert!(seen.insert(code.to_owned()), "{code} is there twice");
    });
    assert_eq!((seen.len(), named), (99_499, 99_499));
}

#[test]
fn places_are_found_by_code() {
    let places = Places::load();
    let found = |code| places.find(code).map(|place| (place.code, place.name, place.country));
    let place = |code: &str, name: &str, country: &str| {
        Some((code.to_owned(), name.to_owned(), country.to_owned()))
    };
    assert_eq!(found("JPNGO"), place("JPNGO", "Nagoya, Aichi", "JP"));
    assert_eq!(found("crlio"), place("CRLIO", "Puerto Limón", "CR"));
    assert_eq!(found("fr snr"), place("FRSNR", "Saint-Nazaire", "FR"));
    assert_eq!(found("FR-LEH"), place("FRLEH", "Le Havre", "FR"));
    for none in ["", "JP", "JPNG", "JPNGOX", "ZZZZZ", "JP\u{e9}X", "é1234", "JPÅB", "$$$$$"] {
        assert_eq!(found(none), None, "{none}");
    }
}

#[test]
fn functions_and_approval_are_told() {
    let places = Places::load();
    let havre = places.find("FRLEH").unwrap();
    assert_eq!(havre.functions.to_string(), "12345---");
    assert!(havre.functions.has(Function::SeaPort) && !havre.functions.has(Function::InlandDepot));
    assert!(!havre.customs_approved);
    assert!(places.find("AUBNE").is_some_and(|brisbane| brisbane.customs_approved));
    let signs: String = havre.functions.iter().map(Function::sign).collect();
    assert_eq!(signs, "12345");
}

#[test]
fn names_are_found_without_accents_and_case() {
    let places = Places::load();
    for (text, code) in [
        ("JPNGO", "JPNGO"),
        ("jp ngo", "JPNGO"),
        ("nagoya", "JPNGO"),
        ("aichi nagoya", "JPNGO"),
        ("puerto limon", "CRLIO"),
        ("PUERTO LIMÓN", "CRLIO"),
        ("limo puer", "CRLIO"),
        ("saint-nazaire", "FRSNR"),
        ("saint nazaire", "FRSNR"),
        ("le havre", "FRLEH"),
        ("havre fr", "FRLEH"),
        ("rotterdam", "NLRTM"),
        ("baltimore", "USBAL"),
        ("nuku'alofa", "TOTBU"),
        ("nukualofa", "TOTBU"),
        ("ndjamena", "TDNDJ"),
        ("goteborg", "SEGOT"),
        ("tripoli ly", "LYTIP"),
    ] {
        let found = places.search(text, 5);
        assert_eq!(codes(&found).first(), Some(&code), "{text}: {:?}", codes(&found));
    }
}

#[test]
fn ports_come_before_villages_and_codes_count_as_words() {
    let places = Places::load();
    let tripoli = places.search("tripoli", 2);
    assert_eq!(codes(&tripoli), ["LBKYE", "LYTIP"]);
    let japan = places.search("jp", 20);
    assert!(japan.iter().any(|place| place.country == "JP"), "{:?}", codes(&japan));
    let prefix = places.search("jpng", 50);
    assert!(prefix.len() > 3);
    assert!(prefix.iter().all(|place| place.code.starts_with("JPNG")), "{:?}", codes(&prefix));
    assert!(prefix[0].functions.has(Function::SeaPort));
}

#[test]
fn nothing_fits_nothing() {
    let places = Places::load();
    for text in ["", "  ", "-,'", "qqqqqqqq", "nagoya rotterdam", "\u{1b}[31m"] {
        assert_eq!(places.search(text, 5), []);
    }
    assert_eq!(places.search("a", 0), []);
    assert_eq!(places.search("a", 7).len(), 7);
}

#[test]
fn damaged_files_are_refused() {
    for end in 0..600 {
        assert_eq!(packed::Packed::read(&PACKED[..end]).err(), Some(PackError::Damaged));
    }
    let mut longer = PACKED.to_vec();
    longer.push(0);
    assert_eq!(packed::Packed::read(&longer).err(), Some(PackError::Damaged));
}

#[test]
fn what_does_not_fit_is_refused() {
    let row = |code: &str, name: &str, status: &str| Row {
        code: code.into(),
        name: name.into(),
        functions: Functions::default(),
        status: status.into(),
    };
    for code in ["", "FRLE", "frleh", "FRLÉ", "FR LE"] {
        assert_eq!(pack("e", &[row(code, "n", "")]), Err(PackError::Code(code.into())));
    }
    assert_eq!(pack("e", &[row("FRLEH", "n", "A")]), Err(PackError::Status("A".into())));
    let long = "n".repeat(271);
    assert_eq!(pack("e", &[row("FRLEH", &long, "")]), Err(PackError::Long(long)));
    assert!("1--45--B".parse::<Functions>().is_ok_and(|f| f.to_string() == "1--45--B"));
    assert!("1--45--C".parse::<Functions>().is_err());
}

proptest! {
    #[test]
    fn what_is_packed_reads_back(
        rows in proptest::collection::btree_map(
            "[A-C]{2}[A-Z2-9]{3}",
            ("\\PC{0,40}|(Sao|São|Saõ) [a-c]{0,30}", 0u16..1024, 0usize..3),
            0..60,
        ),
    ) {
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(code, (name, bits, status))| Row {
                code,
                name,
                functions: Functions::from_bits(bits),
                status: ["", "AC", "XX"][status].to_owned(),
            })
            .collect();
        let file = pack("test", &rows).expect("valid rows");
        let backwards: Vec<Row> = rows.iter().rev().cloned().collect();
        prop_assert_eq!(pack("test", &backwards), Ok(file.clone()));
        let packed = packed::Packed::read(&file).expect("packed just now");
        prop_assert_eq!(packed.len(), rows.len());
        for row in rows {
            let place = packed.position(&row.code).and_then(|at| packed.place(at));
            let country = row.code[..2].to_owned();
            let customs_approved = row.status == "AC";
            let Row { code, name, functions, .. } = row;
            let expected = Place { code, name, country, functions, customs_approved };
            prop_assert_eq!(place, Some(expected));
        }
    }

    #[test]
    fn garbage_never_panics(mut file: Vec<u8>, at in 0usize..5000, text: String) {
        let _ = packed::Packed::read(&file).map(|p| p.each(|_, _| ()));
        file = PACKED.to_vec();
        file[at] ^= 0x55;
        if let Ok(damaged) = packed::Packed::read(&file) {
            let _ = (damaged.place(3), damaged.place(90_000), damaged.position("ADALV"));
        }
        let places = Places::load();
        let _ = places.find(&text);
    }
}
