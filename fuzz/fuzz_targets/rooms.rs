//! Any story, in any order and with any part of it missing: the same entries give the same room,
//! folded at once or one by one, and reading the room never panics.

#![no_main]

use arbitrary::{Result, Unstructured};
use liaison_core::entry::Link;
use liaison_core::room::{Applied, Room};
use liaison_core::stamp::Stamp;
use liaison_fuzz::partnership::{Partnership, START};
use liaison_fuzz::story;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Too few bytes are no fault.
    tell(&mut Unstructured::new(bytes)).ok();
});

fn tell(u: &mut Unstructured<'_>) -> Result<()> {
    let order: u64 = u.arbitrary()?;
    let missing: u32 = u.arbitrary()?;
    let mut links = story::draw(u)?;
    // One in eight is not here, where the bytes say so.
    let mut at = 0;
    links.retain(|_| {
        at = (at + 7) % 32;
        missing & 0xff == 0 || missing >> at & 7 != 7
    });
    let room = fold(&links);
    read(&room);
    shuffle(&mut links, order);
    assert!(fold(&links) == room, "another order gives another room");
    let one_by_one = apply(&links);
    assert!(one_by_one == room, "folding one by one gives another room");
    Ok(())
}

fn fold(links: &[Link]) -> Room {
    let Ok(room) = Room::fold(Partnership::shared().room, links);
    room
}

fn apply(links: &[Link]) -> Room {
    let mut room = Room::empty(Partnership::shared().room);
    for (at, link) in links.iter().enumerate() {
        if room.apply(link) == Applied::FoldAnew {
            room = fold(&links[..=at]);
        }
    }
    room
}

/// What screens and the relay ask of a room.
fn read(room: &Room) {
    let now = Stamp(START.0 + 3_600_000);
    room.conflicts();
    room.present();
    room.present_authors();
    room.urgent();
    room.in_force(now);
    for activation in room.activations().values() {
        activation.progress(room);
        activation.late_steps(room, now);
        activation.mtpd_at(room);
        activation.in_force_since(room);
    }
    for (name, message) in room.messages() {
        room.acknowledged_of(name, message);
        message.audience(room);
    }
    for duty in room.duties().values() {
        duty.open_offers(room);
    }
    for officer in &Partnership::shared().officers {
        room.waiting_for(&officer.key());
        room.guidance_waiting_for(&officer.key(), now);
        room.role(&officer.key());
    }
}

/// Fisher and Yates, by a small generator.
fn shuffle(links: &mut [Link], seed: u64) {
    let mut state = seed | 1;
    for at in (1..links.len()).rev() {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        links.swap(at, (state >> 33) as usize % (at + 1));
    }
}
