//! Any text as an invitation: what reads is written back to what reads the same, and one mistyped
//! character is found.

#![no_main]

use liaison_core::invitation::{Invitation, read_address, write_address};
use libfuzzer_sys::fuzz_target;

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fuzz_target!(|input: (&str, [u8; 10], [u8; 10], u8, u8)| {
    let (text, secret, digest, place, instead) = input;
    if let Ok(read) = Invitation::parse(text) {
        check(&read);
    }
    let Ok((host, port)) = read_address(text) else { return };
    assert_eq!(read_address(&write_address(&host, port)), Ok((host, port)));
    let made = Invitation::new(text, secret, digest).expect("an address that reads");
    check(&made);
    mistype(&made, usize::from(place), usize::from(instead));
});

fn check(invitation: &Invitation) {
    let text = invitation.to_string();
    assert_eq!(Invitation::parse(&text).as_ref(), Ok(invitation));
    let (address, code) = text.split_once('/').expect("a slash");
    let shouted = format!("{} {}", address.to_uppercase(), code.replace('-', " "));
    assert_eq!(Invitation::parse(&shouted).as_ref(), Ok(invitation));
    assert!(!format!("{invitation:?}").contains(&text), "the secret is told");
}

fn mistype(invitation: &Invitation, place: usize, instead: usize) {
    let text = invitation.to_string().into_bytes();
    let code = text.iter().position(|&b| b == b'/').expect("a slash") + 1;
    let places: Vec<usize> = (code..text.len()).filter(|&at| text[at] != b'-').collect();
    let at = places[place % places.len()];
    let mut wrong = text.clone();
    wrong[at] = ALPHABET[instead % ALPHABET.len()];
    if wrong != text {
        let wrong = String::from_utf8(wrong).expect("ASCII");
        assert!(Invitation::parse(&wrong).is_err(), "{wrong} reads");
    }
    let next = places[(place + 1) % places.len()];
    let mut swapped = text.clone();
    swapped.swap(at, next);
    if swapped != text {
        let swapped = String::from_utf8(swapped).expect("ASCII");
        assert!(Invitation::parse(&swapped).is_err(), "{swapped} reads");
    }
}
