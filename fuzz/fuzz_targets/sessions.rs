//! A hostile console, with a true seat or none, against a relay: no panic, an end to everything
//! that the relay says, nothing kept that no signature covers, and everybody else is still served.

#![no_main]

use arbitrary::{Result, Unstructured};
use liaison_core::keeper::Connection;
use liaison_core::session::{Session, Who};
use liaison_fuzz::hostile;
use liaison_fuzz::partnership::{OFFICERS, Partnership};
use liaison_fuzz::relay::{Relay, at};
use liaison_fuzz::story;
use libfuzzer_sys::fuzz_target;

/// How many messages one connection brings.
const MESSAGES_MAX: usize = 40;

fuzz_target!(|bytes: &[u8]| {
    // Too few bytes are no fault.
    besiege(&mut Unstructured::new(bytes)).ok();
});

fn besiege(u: &mut Unstructured<'_>) -> Result<()> {
    let partnership = Partnership::shared();
    let of_story = u.int_in_range(0..=400)?.min(u.len());
    let links = story::draw(&mut Unstructured::new(u.bytes(of_story)?))?;
    let mut relay = Relay::with(&partnership.links);
    let mut now = 0;
    for connection in 0..3 {
        let officer = u.int_in_range(0..=OFFICERS)?;
        let who = partnership.officers.get(officer);
        let who = who.map_or(Who::Invited, |secret| Who::Seat(secret.key()));
        let mut session = Session::new(Connection(connection), who, at(now));
        for _ in 0..MESSAGES_MAX {
            if u.is_empty() {
                break;
            }
            now += u64::from(u.arbitrary::<u8>()?) * 10;
            let message = hostile::message(u, &links)?;
            if session.handle_frame(&message, &relay.keeper, at(now)).is_err() {
                break;
            }
            let fails = u.ratio(1, 16)?;
            relay.store(&mut session, fails);
            relay.hear_out(&mut session, at(now));
            if session.handle_timeout(at(now)) {
                break;
            }
        }
    }
    relay.disk.check(&partnership.room);
    relay.serves();
    Ok(())
}
