//! Any text as a proof or an answer in the headers of an upgrade: one text for one value, and
//! nothing that was altered, used before or bound elsewhere is let in.

#![no_main]

use std::time::Duration;

use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{Admittance, Bound, Claim, Door, Nonces, Proof, UpgradeError, text};
use liaison_fuzz::partnership::{Partnership, START};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u16, Option<[u8; 32]>, u8, Vec<u8>)| {
    let (header, flipped, exporter, minutes, carried) = input;
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
    let proof = Proof::sign(secret, claim, &bound, time, [minutes; 16], carried);
    let header = proof.to_text();
    let read = Proof::parse(&header).expect("what was just written");
    assert_eq!(read, proof);

    let now = Stamp(START.0 + 600_000);
    let door =
        Door { now, started: now - Duration::from_secs(60), behind_proxy: exporter.is_none() };
    let mut nonces = Nonces::default();
    let first = read.check(&bound, &door, &mut nonces);
    let in_time = time >= door.started && time <= now + Duration::from_secs(120);
    let refused = Err(UpgradeError::Time { relay_time: now });
    assert_eq!(first, if exporter.is_some() || in_time { Ok(()) } else { refused });
    if exporter.is_none() && in_time {
        assert_eq!(read.check(&bound, &door, &mut nonces), Err(UpgradeError::Replayed));
    }
    let elsewhere = Bound { exporter: exporter.map(|e| e.map(|b| !b)), relay: &signer, ..bound };
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
