//! Documents against a hostile end: lying lengths, ranges that overlap or end beyond everything,
//! pieces that are wrong, late or of another document. No panic, an end to everything that is said,
//! nothing believed that does not verify; and who is honest still brings and fetches.

#![no_main]

use arbitrary::{Result, Unstructured};
use liaison_core::document::{Name, Refused};
use liaison_core::keeper::Connection;
use liaison_core::replica::documents::Local;
use liaison_core::replica::{EpochMet, Replica, Store};
use liaison_core::session::{Session, Who};
use liaison_core::shelf::Placed;
use liaison_core::wire::{EpochId, Frame, Have, History, Welcome};
use liaison_fuzz::disk::Disk;
use liaison_fuzz::documents::{Dock, Papers};
use liaison_fuzz::hostile;
use liaison_fuzz::partnership::Partnership;
use liaison_fuzz::relay::{Relay, at};
use libfuzzer_sys::fuzz_target;

/// How many messages one connection brings.
const MESSAGES_MAX: usize = 40;
/// Frames that an end may send between two messages.
const FRAMES_MAX: usize = 4_000;
/// Rounds after which who is honest must have everything.
const ROUNDS_MAX: u64 = 4_000;

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    // Too few bytes are no fault.
    if u.arbitrary().unwrap_or(false) {
        besiege_relay(&mut u).ok();
    } else {
        besiege_console(&mut u).ok();
    }
});

/// Draws a message about documents, now and then about something else or bytes that are none.
fn message(u: &mut Unstructured<'_>, stream: u32) -> Result<Vec<u8>> {
    let papers = Papers::shared();
    if u.ratio(1, 12)? {
        return hostile::message(u, &papers.links);
    }
    let mut bytes = papers.frame(u, stream)?.encode();
    if u.ratio(1, 24)? {
        let at = u.choose_index(bytes.len())?;
        bytes[at] ^= u.arbitrary::<u8>()?;
    }
    Ok(bytes)
}

fn besiege_relay(u: &mut Unstructured<'_>) -> Result<()> {
    let (partnership, papers) = (Partnership::shared(), Papers::shared());
    let mut relay = Relay::with(&papers.links);
    let dock = Dock::default();
    let (name, stream) = u.choose(&papers.streams)?;
    if u.ratio(1, 2)? {
        dock.fill(*name, stream);
    }
    let mut now = 0;
    for number in 0..3 {
        let officer = u.choose(&partnership.officers[..4])?;
        let connection = Connection(number);
        let mut session = Session::new(connection, Who::Seat(officer.key()), at(now));
        let have = Frame::Have(Have { history: History::None, ..Have::default() }).encode();
        session.handle_frame(&have, &relay.keeper, at(now)).expect("an honest have");
        let mut asked = 0;
        for _ in 0..MESSAGES_MAX {
            if u.is_empty() {
                break;
            }
            now += u64::from(u.arbitrary::<u8>()?) * 10;
            let message = message(u, asked)?;
            if session.handle_frame(&message, &relay.keeper, at(now)).is_err() {
                break;
            }
            relay.store(&mut session, false);
            keep(&mut session, &dock, u.ratio(1, 16)?);
            asked = hear_out(&mut session, &relay, &dock, now).unwrap_or(asked);
            if session.handle_timeout(at(now)) {
                break;
            }
        }
        session.flush_documents(at(now));
        keep(&mut session, &dock, false);
        dock.leave(connection);
        dock.check();
    }
    serves(&relay, &dock);
    Ok(())
}

/// Keeps what the session has taken, or fails to.
fn keep(session: &mut Session, dock: &Dock, fails: bool) {
    while let Some(keep) = session.poll_document_keep() {
        if !fails {
            dock.keep(&keep);
        }
        let kept = if fails { Err(Refused::Storage) } else { Ok(()) };
        session.document_kept(&keep.name, kept);
    }
}

/// Everything that the session has to say; the number of its newest asking.
fn hear_out(session: &mut Session, relay: &Relay, dock: &Dock, now: u64) -> Option<u32> {
    let mut asked = None;
    for _ in 0..FRAMES_MAX {
        let Ok(mut frame) = session.poll_frame(&relay.keeper, &relay.disk, at(now)) else {
            panic!("the index has what the disk has not")
        };
        if frame.is_none() {
            let Ok(of_documents) = session.poll_document_frame(&relay.keeper, dock, at(now));
            frame = of_documents;
        }
        let Some(frame) = frame else { return asked };
        if let Ok(Frame::DocumentAsk(ask)) = Frame::decode(&frame) {
            asked = Some(ask.stream);
        }
    }
    panic!("a session that never ends");
}

/// One honest console brings what it has whole, another fetches it.
fn serves(relay: &Relay, dock: &Dock) {
    let papers = Papers::shared();
    let (name, stream) = &papers.streams[2];
    let (full, empty) = (Dock::default(), Dock::default());
    full.fill(*name, stream);
    for (number, own) in [(100, &full), (101, &empty)] {
        let mut replica = console(own, *name);
        let mut now = 0;
        let have = replica.connect(History::None, at(now));
        let who = Who::Seat(Partnership::shared().officers[0].key());
        let mut session = Session::new(Connection(number), who, at(now));
        session.handle_frame(&have, &relay.keeper, at(now)).expect("an honest have");
        for round in 1.. {
            assert!(round < ROUNDS_MAX, "an honest console is never served");
            now = round * 100;
            while let Some(frame) = next(&mut session, relay, dock, now) {
                replica.handle_frame(&frame, at(now)).expect("an honest relay");
            }
            store(&mut replica, own);
            while let Some(frame) = speak(&mut replica, &relay.disk, own, now) {
                session.handle_frame(&frame, &relay.keeper, at(now)).expect("an honest console");
                keep(&mut session, dock, false);
            }
            if own.has(name) && dock.has(name) {
                break;
            }
        }
        dock.leave(Connection(number));
    }
    assert!(empty.has(name));
    dock.check();
}

fn next(session: &mut Session, relay: &Relay, dock: &Dock, now: u64) -> Option<Vec<u8>> {
    let Ok(frame) = session.poll_frame(&relay.keeper, &relay.disk, at(now)) else {
        panic!("the index has what the disk has not")
    };
    let Ok(of_documents) = match frame {
        Some(_) => return frame,
        None => session.poll_document_frame(&relay.keeper, dock, at(now)),
    };
    of_documents
}

/// A console that has all entries, and of one document what a dock has.
fn console(own: &Dock, name: Name) -> Replica {
    let partnership = Partnership::shared();
    let record = entries().record(partnership.room);
    let mut replica = Replica::open(Some(partnership.officers[0].key()), record, met());
    let whole = own.has(&name);
    let local = Local { name, whole, wanted: !whole, at_relay: false, listed: true };
    replica.take_documents(vec![local]);
    replica
}

fn entries() -> Disk {
    let disk = Disk::default();
    for (position, link) in (0..).zip(&Papers::shared().links) {
        disk.keep(&Placed { link: link.clone(), position: Some(position) });
    }
    disk
}

/// The epoch in which the relay holds them.
fn met() -> Vec<EpochMet> {
    vec![EpochMet { id: EpochId([0; 8]), first: 0, end: Papers::shared().links.len() as u64 }]
}

fn besiege_console(u: &mut Unstructured<'_>) -> Result<()> {
    let (partnership, papers) = (Partnership::shared(), Papers::shared());
    let (own, disk) = (Dock::default(), entries());
    let record = disk.record(partnership.room);
    let mut replica = Replica::open(Some(partnership.officers[1].key()), record, met());
    let (whole, stream) = u.choose(&papers.streams)?;
    own.fill(*whole, stream);
    let local = |name: Name| {
        let whole = own.has(&name);
        Local { name, whole, wanted: !whole, at_relay: false, listed: true }
    };
    replica.take_documents(papers.names().map(local).collect());
    let mut now = 0;
    for _ in 0..3 {
        replica.connect(History::None, at(now));
        let end = papers.links.len() as u64;
        let welcome = Welcome { time: at(now).wall, end, ..Welcome::default() };
        if replica.handle_frame(&Frame::Welcome(welcome).encode(), at(now)).is_err() {
            break;
        }
        let mut asked = 0;
        for _ in 0..MESSAGES_MAX {
            store(&mut replica, &own);
            for spoken in 0.. {
                assert!(spoken < FRAMES_MAX, "a console that never ends");
                let Some(frame) = speak(&mut replica, &disk, &own, now) else { break };
                if let Ok(Frame::DocumentAsk(ask)) = Frame::decode(&frame) {
                    asked = ask.stream;
                }
            }
            if u.is_empty() {
                break;
            }
            now += u64::from(u.arbitrary::<u8>()?) * 10;
            let message = message(u, asked)?;
            if replica.handle_frame(&message, at(now)).is_err() {
                break;
            }
            let moving = [replica.fetching(), replica.bringing()];
            for moving in moving.into_iter().flatten() {
                assert!(moving.at <= moving.name.layout().stream_bytes(), "beyond its end");
            }
        }
        replica.disconnected();
        store(&mut replica, &own);
        own.check();
    }
    Ok(())
}

/// Does what a console asks to have kept, and drops what it tells.
fn store(replica: &mut Replica, own: &Dock) {
    while let Some(store) = replica.poll_store() {
        if let Store::Document(keep) = &store {
            own.keep(keep);
        }
        replica.stored(&store);
    }
    while replica.poll_event().is_some() {}
}

fn speak(replica: &mut Replica, disk: &Disk, own: &Dock, now: u64) -> Option<Vec<u8>> {
    let Ok(frame) = replica.poll_frame(disk, at(now)) else {
        panic!("the index has what the disk has not")
    };
    let Ok(of_documents) = match frame {
        Some(_) => return frame,
        None => replica.poll_document_frame(own, at(now)),
    };
    of_documents
}
