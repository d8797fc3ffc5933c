//! Any text as a proof or an answer in the headers of an upgrade: one text for one value, and
//! nothing that was altered, used before or bound elsewhere is let in.

#![no_main]

use std::time::Duration;

use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{Admittance, Bound, Claim, Door, Nonces, Proof, UpgradeError, text};
use liaison_fuzz::partnership::{Partnership, START};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u16, [u8; 32], bool, bool, u8, Vec<u8>)| {
    let (header, flipped, exporter, told, behind_proxy, minutes, carried) = input;
    if let Ok(proof) = Proof::parse(header) {
        assert_eq!(proof.to_text(), header, "two texts of one proof");
    }
    if let Ok(answer) = Admittance::parse(header) {
        assert_eq!(answer.to_text(), header, "two texts of one answer");
    }
    if let Some(bytes) = text::read(header) {
        assert_eq!(text::write(&bytes), header);
    }

    let partnership = Partnership::shared();
    let (secret, relay) = (&partnership.officers[1], partnership.officers[0].key());
    let (room, signer) = (partnership.room, secret.key());
    let bound = Bound { relay: &relay, room: &room, signer: &signer, exporter };
    let claim = Claim::Seat(room.name(), signer.seat());
    let time = Stamp(START.0 + u64::from(minutes) * 60_000);
    let carried: Vec<u8> = carried.into_iter().take(512).collect();
    let proof = Proof::sign(secret, claim, &bound, told.then_some(time), carried);
    let header = proof.to_text();
    let read = Proof::parse(&header).expect("what was just written");
    assert_eq!(read, proof);

    let now = Stamp(START.0 + 600_000);
    let door = Door { now, started: now - Duration::from_secs(60), behind_proxy };
    let mut nonces = Nonces::default();
    assert_eq!(read.check(&bound, &door, &mut nonces), Ok(()), "its own connection");

    let passed_on = Bound { exporter: exporter.map(|b| !b), ..bound };
    let checked = read.check(&passed_on, &door, &mut nonces);
    let in_time = time >= door.started && time <= now + Duration::from_secs(120);
    let expected = match (told, behind_proxy) {
        (false, _) => Err(UpgradeError::Signature),
        (true, false) => Err(UpgradeError::Unbound),
        (true, true) if !in_time => Err(UpgradeError::Time { relay_time: now }),
        (true, true) => Ok(()),
    };
    assert_eq!(checked, expected);
    if checked.is_ok() {
        assert_eq!(read.check(&passed_on, &door, &mut nonces), Err(UpgradeError::Replayed));
    }
    let elsewhere = Bound { relay: &signer, ..bound };
    assert_eq!(read.check(&elsewhere, &door, &mut nonces), Err(UpgradeError::Signature));

    let mut bytes = text::read(&header).expect("what was just written");
    let bit = usize::from(flipped) % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    let Ok(altered) = Proof::parse(&text::write(&bytes)) else { return };
    if altered.claim == proof.claim {
        let checked = altered.check(&bound, &door, &mut Nonces::default());
        assert!(checked.is_err(), "bit {bit} does not count");
    }
});
