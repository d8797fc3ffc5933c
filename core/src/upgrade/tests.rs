use super::*;

const NOW: Stamp = Stamp(1_700_000_000_000);

fn door(behind_proxy: bool) -> Door {
    Door { now: NOW, started: NOW - Duration::from_secs(600), behind_proxy }
}

struct Case {
    secret: Secret,
    relay: SeatKey,
    room: RoomId,
}

impl Case {
    fn new() -> Self {
        let relay = Secret::from_seed([9; 32]).key();
        Self { secret: Secret::from_seed([1; 32]), relay, room: RoomId([7; 32]) }
    }

    fn proof(&self, exporter: Exporter, told: Option<Stamp>) -> Proof {
        let signer = self.secret.key();
        let claim = Claim::Seat(self.room.name(), signer.seat());
        let bound = Bound { relay: &self.relay, room: &self.room, signer: &signer, exporter };
        Proof::sign(&self.secret, claim, &bound, told, vec![1, 2, 3])
    }

    fn check(&self, proof: &Proof, exporter: Exporter, proxy: bool) -> Result<(), UpgradeError> {
        self.check_with(proof, exporter, proxy, &mut Nonces::default())
    }

    fn check_with(
        &self,
        proof: &Proof,
        exporter: Exporter,
        proxy: bool,
        nonces: &mut Nonces,
    ) -> Result<(), UpgradeError> {
        let signer = self.secret.key();
        let bound = Bound { relay: &self.relay, room: &self.room, signer: &signer, exporter };
        proof.check(&bound, &door(proxy), nonces)
    }
}

#[test]
fn a_proof_reads_back_and_is_short() {
    let proof = Case::new().proof([3; 32], None);
    let text = proof.to_text();
    assert!(text.len() <= 118, "{} characters", text.len());
    assert_eq!(Proof::parse(&text), Ok(proof));
    let told = Case::new().proof([3; 32], Some(NOW));
    assert_eq!(Proof::parse(&told.to_text()), Ok(told));
}

#[test]
fn on_one_connection_any_time_will_do_and_on_another_nothing() {
    let case = Case::new();
    for proxy in [false, true] {
        for told in [None, Some(Stamp(5))] {
            let proof = case.proof([3; 32], told);
            assert_eq!(case.check(&proof, [3; 32], proxy), Ok(()));
        }
        let proof = case.proof([3; 32], None);
        assert_eq!(case.check(&proof, [4; 32], proxy), Err(UpgradeError::Signature));
    }
    let passed_on = case.proof([3; 32], Some(NOW));
    assert_eq!(case.check(&passed_on, [4; 32], false), Err(UpgradeError::Unbound));
}

#[test]
fn behind_a_proxy_time_and_what_is_told_decide() {
    let case = Case::new();
    let mut nonces = Nonces::default();
    let proof = case.proof([3; 32], Some(NOW - Duration::from_secs(100)));
    assert_eq!(case.check_with(&proof, [4; 32], true, &mut nonces), Ok(()));
    let again = case.check_with(&proof, [5; 32], true, &mut nonces);
    assert_eq!(again, Err(UpgradeError::Replayed));
    for time in [NOW - Duration::from_secs(121), NOW + Duration::from_secs(121)] {
        let refused = Err(UpgradeError::Time { relay_time: NOW });
        assert_eq!(case.check(&case.proof([3; 32], Some(time)), [4; 32], true), refused);
    }
}

#[test]
fn every_bit_counts() {
    let case = Case::new();
    for told in [None, Some(NOW)] {
        let proof = case.proof([3; 32], told);
        let bytes = text::read(&proof.to_text()).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let Ok(read) = Proof::parse(&text::write(&flipped)) else { continue };
            if read.claim != proof.claim {
                // Another room or seat is looked up; here there is only one.
                continue;
            }
            assert!(case.check(&read, [3; 32], true).is_err(), "bit {bit} does not count");
        }
    }
}

#[test]
fn who_joins_signs_the_invitation_in_place_of_relay_and_room() {
    let invitation = Secret::from_seed([4; 32]);
    let (key, zero) = (invitation.key(), RoomId::default());
    let nobody = SeatKey::default();
    let bound = Bound { relay: &nobody, room: &zero, signer: &key, exporter: [1; 32] };
    let claim = Claim::Invited(key, [6; 10]);
    let proof = Proof::sign(&invitation, claim, &bound, None, Vec::new());
    let read = Proof::parse(&proof.to_text()).unwrap();
    assert_eq!(read.check(&bound, &door(false), &mut Nonces::default()), Ok(()));
    let other = Proof { claim: Claim::Invited(key, [7; 10]), ..read };
    let refused = Err(UpgradeError::Signature);
    assert_eq!(other.check(&bound, &door(false), &mut Nonces::default()), refused);
}
