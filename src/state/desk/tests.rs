//! Where lines stand that a wrong clock gave their time.

use liaison_core::body::kind;
use liaison_core::id::RoomId;

use super::*;

fn line(seat: u8, n: u32, time: u64, clock_wrong: bool) -> Line {
    let author = SeatKey([seat; 32]);
    let id = EntryId { seat: author.seat(), n };
    Line {
        entry: EntryRef { id, check: [0; 2] },
        author,
        time: Stamp(time),
        kind: kind::NoteTaken,
        body: None,
        standing: Standing::Theirs,
        clock_wrong,
    }
}

#[test]
fn what_a_wrong_clock_wrote_stands_after_its_seats_previous_entry() {
    let far = 4_000_000;
    let lines = vec![line(1, 6, far + 1, true), line(1, 5, far, true), line(2, 9, 300, false)];
    let opened = Opened {
        me: SeatKey([9; 32]),
        room: Arc::new(Room::empty(RoomId::default())),
        lines,
        has_older: true,
    };
    let mut desk = DeskView::new(opened);
    let order = |desk: &DeskView| -> Vec<(u8, u32)> {
        desk.lines().map(|line| (line.author.0[0], line.entry.id.n)).collect()
    };
    // What they follow is older than anything here.
    assert_eq!(order(&desk).last(), Some(&(1, 5)).filter(|_| order(&desk)[0] == (2, 9)));
    desk.take_older(vec![line(1, 4, 200, false), line(2, 8, 100, false)]);
    assert_eq!(order(&desk), [(2, 9), (1, 6), (1, 5), (1, 4), (2, 8)]);
    assert_eq!(desk.line(&line(1, 5, 0, true).entry).map(|l| l.time), Some(Stamp(far)));
    desk.take(vec![line(1, 7, 400, false)]);
    assert_eq!(order(&desk)[0], (1, 7));
}
