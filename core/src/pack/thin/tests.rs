use proptest::prelude::*;

use super::*;
use crate::body::Kind;
use crate::id::SeatId;

/// A list for tests.
struct List(Vec<EntryRef>);

impl Names for List {
    fn place(&self, name: &EntryRef) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    fn name(&self, place: usize) -> Option<EntryRef> {
        self.0.get(place).copied()
    }
}

fn list() -> List {
    List((1..=NAMES_MAX as u32).map(|n| EntryRef::new(SeatId([7; 4]), n, [n as u8, 1])).collect())
}

fn there_and_back(time: u64, body: Vec<u8>) -> usize {
    let entry = Entry { time: Stamp(time), kind: Kind(70), body };
    let names = list();
    let mut thin = Vec::new();
    let mut beside = Vec::new();
    let mut keys = Keys::default();
    // Twice, as if two of a frame were alike: the second tells no key again.
    write(&entry, &names, &mut keys, &mut thin, &mut beside);
    let (once, told) = (thin.len(), beside.len());
    write(&entry, &names, &mut keys, &mut thin, &mut beside);
    let (mut r, mut beside) = (Reader(&thin), Reader(&beside));
    let most = entry.body.len();
    let mut keys = Keys::default();
    for _ in 0..2 {
        let back = read(&mut r, &mut beside, entry.time, (&names, &mut keys), most);
        assert_eq!(back.as_ref(), Ok(&entry.body));
    }
    assert!(r.end().is_ok() && beside.end().is_ok());
    once + told
}

#[test]
fn a_body_is_told_in_fewer_bytes_and_back() {
    let name = list().0[2];
    let text = "Gates close at seven, trucks are held at the yard";
    let body = minicbor::to_vec((name, &[list().0[200]][..], 1_700_460_000u32, text)).unwrap();
    // The array, a near name, an array, a far name, a moment in quarters of an hour, the text.
    assert_eq!(there_and_back(1_700_459_000_000, body), 1 + 1 + 1 + 2 + 2 + text.len() + 2);
}

#[test]
fn a_key_goes_once_and_beside() {
    let key = minicbor::bytes::ByteArray::from([7; 32]);
    let other = minicbor::bytes::ByteArray::from([9; 32]);
    let proof = minicbor::bytes::ByteArray::from([8; 64]);
    let body = minicbor::to_vec((&key, &other, &key, &proof)).unwrap();
    // The array, two marks and keys, a mark and a place, a mark and a signature.
    assert_eq!(there_and_back(0, body), 1 + 33 + 33 + 2 + 65);
    for mark in [KNOWN_KEY, FIRST_HASH] {
        let keys = (&Nameless as &dyn Names, &mut Keys::default());
        assert!(read(&mut Reader(&[mark, 0]), &mut Reader(&[]), Stamp(0), keys, 100).is_err());
    }
}

#[test]
fn what_is_no_plain_cbor_goes_as_it_is() {
    let bodies: [&[u8]; 8] = [
        &[],
        &[0xff],
        &[0xc1, 0],
        &[0x9f, 0xff],
        &[1, 2],
        &[0x78, 3, 65, 65, 65],
        &[0x1c],
        &[0x82, 1],
    ];
    for body in bodies {
        assert_eq!(there_and_back(0, body.to_vec()), body.len() + 2, "{body:x?}");
    }
    let mut broken = vec![0x78, 30];
    broken.extend([0xff; 30]);
    assert_eq!(there_and_back(0, broken), 34);
}

#[test]
fn a_name_off_the_list_and_a_bomb_of_names_are_refused() {
    let names = list();
    let read = |bytes: &[u8], names: &dyn Names| {
        let names = (names, &mut Keys::default());
        super::read(&mut Reader(bytes), &mut Reader(&[]), Stamp(0), names, 100)
    };
    let bomb: Vec<u8> = [0x98, 200].into_iter().chain([NAME; 200]).collect();
    assert!(matches!(read(&bomb, &names), Err(DecodeError::Count { .. })));
    assert!(read(&[NAME], &Nameless).is_err());
}

proptest! {
    #[test]
    fn any_bytes_come_back(time: u64, body in prop::collection::vec(any::<u8>(), 0..80)) {
        there_and_back(time, body);
    }

    #[test]
    fn any_cbor_comes_back(
        time in 0u64..4_000_000_000_000,
        moment: u32,
        near in -9_000i64..9_000,
        text in ".{0,300}",
        n in 1u32..400,
        blob in prop::collection::vec(any::<u8>(), 0..70),
    ) {
        let name = EntryRef::new(SeatId([7; 4]), n, [n as u8, 1]);
        let near = (time as i64 / 1000 + near).max(0) as u64;
        let items = (moment, near, text, name, minicbor::bytes::ByteVec::from(blob), [true; 2]);
        there_and_back(time, minicbor::to_vec(items).unwrap());
    }

    #[test]
    fn nothing_read_is_longer_than_it_may_be(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (list, mut keys) = (list(), Keys::default());
        let mut beside = Reader(&[5; 400]);
        let names = (&list as &dyn Names, &mut keys);
        if let Ok(body) = read(&mut Reader(&bytes), &mut beside, Stamp(1 << 40), names, 300) {
            prop_assert!(body.len() <= 300);
        }
    }
}
