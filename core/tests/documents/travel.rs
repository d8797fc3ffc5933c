//! From desk to desk: what it costs, what it survives, what goes first.

use liaison_core::body::Body;
use liaison_core::body::log::MessagePosted;
use liaison_core::terms::Precedence;
use liaison_core::wire::History;

use super::desks::{Desks, FAST, Line, paper};

const NARROW: Line = Line { bytes_per_s: 240, round_trip_ms: 2_000, breaks_within: None };
const MODEM: Line = Line { bytes_per_s: 1_200, round_trip_ms: 300, breaks_within: None };

#[test]
fn a_document_is_brought_fetched_and_the_same() {
    for size in [1, 500, 16_384, 16_385, 300_000] {
        let bytes = paper(size);
        let mut desks = Desks::open(1, 3, [FAST, FAST]);
        let name = desks.share(0, &bytes);
        desks.until("at the relay", |desks| desks.relay_has(&name));
        assert!(desks.kept(1, &name).is_none(), "nobody asked for it");
        desks.want(1, name);
        desks.until("fetched", |desks| desks.kept(1, &name).is_some());
        assert_eq!(desks.kept(1, &name), Some(bytes));
        let at_relay = |at: usize| desks.officers[at].disk.0.borrow().at_relay.contains(&name);
        assert!(at_relay(0) && at_relay(1));
    }
}

#[test]
fn several_are_brought_and_fetched_one_after_the_other() {
    let papers = [paper(40_000), paper(90), paper(20_000), paper(17)];
    let mut desks = Desks::open(7, 3, [FAST, FAST]);
    let names = papers.each_ref().map(|bytes| desks.share(0, bytes));
    names.iter().for_each(|name| desks.want(1, *name));
    for (name, bytes) in names.iter().zip(&papers) {
        desks.until("fetched", |desks| desks.kept(1, name).is_some());
        assert_eq!(desks.kept(1, name).as_ref(), Some(bytes));
    }
}

#[test]
fn it_is_fetched_while_it_is_still_being_brought() {
    let bytes = paper(200_000);
    let mut desks = Desks::open(2, 3, [MODEM, FAST]);
    let name = desks.share(0, &bytes);
    desks.want(1, name);
    let brought = desks.until("at the relay", |desks| desks.relay_has(&name));
    let after = desks.until("fetched", |desks| desks.kept(1, &name).is_some());
    assert!(after * 10 < brought, "{brought} ms up, then {after} ms down");
}

/// A catch-up of 400 entries and a document over 9,600 bit/s, with as many cuts as asked for; how
/// many bytes went in all, and how many cuts there were.
fn catch_up(breaks_within: Option<u64>) -> (u64, u64) {
    let bytes = paper(5_000_000);
    let line = Line { breaks_within, ..MODEM };
    let mut desks = Desks::open(3, 400, [FAST, line]);
    let name = desks.share(0, &bytes);
    desks.want(1, name);
    desks.until("fetched", |desks| desks.kept(1, &name).is_some());
    desks.until("caught up", |desks| desks.officers[1].replica.complete() == Some(History::All));
    assert_eq!(desks.kept(1, &name), Some(bytes));
    (desks.sent(), desks.cuts)
}

#[test]
fn two_hundred_cuts_cost_next_to_nothing() {
    let (whole, _) = catch_up(None);
    // A cut costs what is under way, a second of this line: the more lies between two, the less.
    let (cut, cuts) = catch_up(Some(48_000));
    let twice = cut.saturating_sub(whole);
    println!("{cuts} cuts: {twice} of {} bytes went twice ({} each)", whole / 2, twice / cuts);
    assert!(cuts >= 200, "only {cuts} cuts");
    // Half of the whole is the first desk's, whose link holds.
    assert!(twice * 100 <= whole / 2 * 5, "{cuts} cuts: {twice} of {whole} bytes went twice");
}

fn flash(number: usize) -> Body {
    MessagePosted {
        precedence: Precedence::Flash,
        text: format!("Gates close at 07:00Z, trucks held at the P2 yard, {number}"),
        to: Vec::new(),
        acknowledge: true,
        reply_to: None,
        tlp: None,
        language: None,
        incident: None,
    }
    .into()
}

/// How many flash messages are written behind a document, and how far apart, in milliseconds.
const MOMENTS: usize = 60;
const BETWEEN_MS: u64 = 7_340;

/// How long flash messages take each way while a document is on its way in that direction.
fn overtaken(line: Line) -> [Vec<u64>; 2] {
    let bytes = paper(1_000_000);
    [(0, [FAST, line]), (1, [FAST, line])].map(|(from, lines)| {
        let mut desks = Desks::open(4, 3, lines);
        let name = desks.share(from, &bytes);
        desks.want(1 - from, name);
        let to = 1 - from;
        desks.until("under way", |desks| {
            let moving = desks.officers[1].replica.fetching().filter(|_| from == 0);
            let moving = moving.or(desks.officers[1].replica.bringing());
            moving.is_some_and(|moving| moving.at > 4_000)
        });
        let took = |number| {
            let due = desks.now + BETWEEN_MS;
            desks.until("may write", |desks| desks.officers[from].may_write());
            desks.officers[from].write(&flash(number), desks.now, &mut desks.chance);
            let told = |desks: &Desks| desks.officers[to].room.urgent().len() == number;
            let took = desks.until("told", told);
            desks.until("another moment", |desks| desks.now >= due);
            took
        };
        let took = (1..=MOMENTS).map(took).collect();
        assert!(desks.kept(to, &name).is_none(), "the document is still under way");
        took
    })
}

#[test]
fn a_flash_message_overtakes_a_document_in_both_directions_at_any_moment() {
    // What the simulated disks take: writing, storing, keeping.
    let disks_ms = 700;
    for (line, most_ms) in [(NARROW, 3_000), (MODEM, 1_000)] {
        for (way, took) in ["down", "up"].into_iter().zip(overtaken(line)) {
            let longest = took.iter().copied().max().unwrap_or_default();
            let mean = took.iter().sum::<u64>() / took.len() as u64;
            println!("{} B/s {way}: {mean} ms, {longest} at the most", line.bytes_per_s);
            assert!(longest <= most_ms + line.round_trip_ms + disks_ms, "{way}: {longest} ms");
        }
    }
}

#[test]
fn a_document_keeps_a_link_busy() {
    let bytes = paper(60_000);
    let mut desks = Desks::open(5, 3, [FAST, MODEM]);
    let name = desks.share(0, &bytes);
    desks.until("at the relay", |desks| desks.relay_has(&name));
    desks.want(1, name);
    let took = desks.until("fetched", |desks| desks.kept(1, &name).is_some());
    let least = bytes.len() as u64 * 1_000 / MODEM.bytes_per_s;
    println!("60 kB at {} B/s: {took} ms of at least {least}", MODEM.bytes_per_s);
    assert!(took * 10 <= least * 14, "{took} ms, at the rate of the link {least} ms");
}
