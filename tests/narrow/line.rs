//! The line itself: what the other tests stand on.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::support::emulator::{Carried, Conditions, Emulator, Way};
use crate::support::until;

/// Says back what it hears, until nothing comes any more.
fn echo() -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("somebody calls");
        let mut buffer = [0; 512];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            if stream.write_all(&buffer[..count]).is_err() {
                return;
            }
        }
    });
    (address, thread)
}

#[test]
fn bytes_come_in_order_counted_and_no_sooner_than_the_line_allows() {
    let (address, thread) = echo();
    let conditions = Conditions {
        lost_of_1000: 100,
        stall: Duration::from_millis(20),
        ..Conditions::line(80_000, Duration::from_millis(200))
    };
    let line = Emulator::to(address, conditions, 7);
    let mut near = TcpStream::connect(line.address()).expect("connected");
    let sent: Vec<u8> = (0..4_000_u32).map(|i| (i % 251) as u8).collect();
    let began = Instant::now();
    near.write_all(&sent).expect("sent");
    let mut heard = vec![0; sent.len()];
    near.read_exact(&mut heard).expect("heard");
    assert_eq!(heard, sent);
    // 4,000 bytes at 8,000 a second, both ways one after the other but for a piece, and the trip.
    assert!(began.elapsed() >= Duration::from_millis(500 + 200), "{:?}", began.elapsed());
    let all = Carried { up: 4_000, down: 4_000 };
    until("what was carried to be counted", || (line.carried() == all).then_some(()));
    drop(near);
    thread.join().expect("it ends with the line");
    until("the end of the connection", || (line.open() == 0).then_some(()));
}

#[test]
fn a_cut_comes_at_the_very_byte() {
    for after in [0, 1, 999, 1_000] {
        let (address, thread) = echo();
        let line = Emulator::to(address, Conditions::default(), 1);
        line.cut_after(after);
        let mut near = TcpStream::connect(line.address()).expect("connected");
        // It may be cut while this is written.
        drop(near.write_all(&[5; 1_000]));
        let mut heard = Vec::new();
        drop(near.read_to_end(&mut heard));
        thread.join().expect("the other end hears of it");
        assert_eq!(line.carried().total(), after);
        assert!(!line.will_cut());
    }
}

#[test]
fn silence_is_told_to_nobody() {
    let (address, thread) = echo();
    let line = Emulator::to(address, Conditions::default(), 1);
    let mut near = TcpStream::connect(line.address()).expect("connected");
    near.write_all(b"a").expect("sent");
    near.read_exact(&mut [0]).expect("heard");
    line.silence(Way::Down);
    near.write_all(b"b").expect("sent");
    until("what is sent up", || (line.carried().up == 2).then_some(()));
    near.set_read_timeout(Some(Duration::from_millis(200))).expect("set");
    assert!(near.read(&mut [0]).is_err(), "nothing comes, and no end either");
    assert_eq!((line.carried().down, line.open()), (1, 1));
    line.cut_all();
    thread.join().expect("the cut ends it");
}
