use super::*;
use crate::stamp::Stamp;

fn at(seconds: u64) -> Now {
    Now { wall: Stamp(0), tick: Tick(seconds * 1000) }
}

#[test]
fn what_is_urgent_goes_first_and_by_itself() {
    let mut line = Line::new(at(0));
    let parcel = |frame: &Frame| Parcel::own(frame);
    line.put(&Frame::Current(7));
    line.prompt(&Frame::Time(Stamp(5)));
    line.prompt_parcel(parcel(&Frame::Standing(vec![3])));
    let mut given = Vec::new();
    while let Some(bytes) = line.poll(at(0)) {
        given.push((Frame::decode(&bytes).map(|frame| frame.kind()), line.overtook()));
    }
    let kinds = [FrameKind::Time, FrameKind::Standing, FrameKind::Current];
    let alone = [false, true, false];
    assert_eq!(given, kinds.map(Ok).into_iter().zip(alone).collect::<Vec<_>>());
    assert!(!line.overtook());
}

#[test]
fn an_idle_link_is_not_lost_when_something_is_sent() {
    let mut line = Line::new(at(0));
    line.put(&Frame::Standing(Vec::new()));
    assert!(line.poll(at(0)).is_some());
    assert!(!line.is_lost(at(3_600)), "so little is never confirmed");
    let hash = crate::id::Hash([7; 32]);
    let anchor = crate::wire::Anchor { seat: crate::id::SeatId([7; 4]), n: 1, h: hash };
    (0..4).for_each(|_| line.put(&Frame::Anchor(anchor)));
    while line.poll(at(3_600)).is_some() {}
    assert!(!line.is_lost(at(3_601)));
    assert!(line.is_lost(at(3_800)));
}
