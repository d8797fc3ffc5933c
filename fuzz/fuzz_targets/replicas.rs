//! A hostile relay against a console: no panic, an end to everything that the console says, and
//! the console holds exactly what it keeps, each entry covered by a signature.

#![no_main]

use arbitrary::{Result, Unstructured};
use liaison_core::replica::Replica;
use liaison_core::shelf::Placed;
use liaison_core::wire::History;
use liaison_fuzz::disk::Disk;
use liaison_fuzz::hostile;
use liaison_fuzz::partnership::Partnership;
use liaison_fuzz::relay::{at, keep};
use liaison_fuzz::story;
use libfuzzer_sys::fuzz_target;

/// How many messages one connection brings.
const MESSAGES_MAX: usize = 40;
/// Frames that a console may send between two messages.
const FRAMES_MAX: usize = 4000;

fuzz_target!(|bytes: &[u8]| {
    // Too few bytes are no fault.
    besiege(&mut Unstructured::new(bytes)).ok();
});

fn besiege(u: &mut Unstructured<'_>) -> Result<()> {
    let partnership = Partnership::shared();
    let of_story = u.int_in_range(0..=400)?.min(u.len());
    let links = story::draw(&mut Unstructured::new(u.bytes(of_story)?))?;
    let disk = Disk::default();
    let held = u.int_in_range(0..=partnership.links.len())?;
    for link in &partnership.links[..held] {
        disk.keep(&Placed { link: link.clone(), position: None });
    }
    let own = partnership.officers[1].key();
    let record = disk.record(partnership.room);
    let mut replica = Replica::open(Some(own), record, Vec::new());
    let mut now = 0;
    for _ in 0..3 {
        if !replica.may_connect() {
            break;
        }
        replica.connect(History::All, at(now));
        for _ in 0..MESSAGES_MAX {
            if u.is_empty() {
                break;
            }
            now += u64::from(u.arbitrary::<u8>()?) * 10;
            let message = hostile::message(u, &links)?;
            if replica.handle_frame(&message, at(now)).is_err() {
                break;
            }
            keep(&mut replica, &disk);
            while replica.poll_event().is_some() {}
            speak(&mut replica, &disk, now);
        }
        replica.disconnected();
    }
    disk.check(&partnership.room);
    assert_eq!(replica.record().fingerprint(), disk.record(partnership.room).fingerprint());
    Ok(())
}

fn speak(replica: &mut Replica, disk: &Disk, now: u64) {
    for _ in 0..FRAMES_MAX {
        let Ok(frame) = replica.poll_frame(disk, at(now)) else {
            panic!("the index has what the disk has not")
        };
        if frame.is_none() {
            return;
        }
    }
    panic!("a console that never ends");
}
