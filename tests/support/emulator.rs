//! A bad line on one machine: a TCP relay with a rate, a delay, stalls, cuts at any byte, and
//! silence that nobody is told of. Seeded, so that what happened once happens again.
//!
//! Bytes are counted as TCP carries them, TLS and WebSocket included. Headers of packets are not
//! there; `.ci/narrow` limits the rate with them. A byte takes ten bits, as on a serial line.
//! It holds little by itself: sockets get the smallest buffers there are, because what a buffer has
//! taken cannot be overtaken any more, and a modem's is not large.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc as blocking};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until};

/// As on a serial line: eight bits, start and stop.
const BITS_A_BYTE: u64 = 10;
/// Bytes are passed on in pieces of a tenth of a second.
const PIECES_A_SECOND: u64 = 10;
const PIECE_BYTES: (usize, usize) = (8, 16 * 1024);
/// The least that the kernel gives.
const BUFFER_BYTES: u32 = 2_304;
const BUFFER_BYTES_CLEAR: usize = 256 * 1024;
/// Pieces on their way at a time; at the limit nothing more is taken.
const ON_THE_WAY: usize = 4_096;

/// What a line is like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conditions {
    /// Bits a second towards the relay; none: as fast as it goes.
    pub(crate) up_bps: Option<u64>,
    /// Bits a second from the relay.
    pub(crate) down_bps: Option<u64>,
    /// How long a byte is on its way: half a round trip.
    pub(crate) delay: Duration,
    /// Of a thousand pieces, how many are lost and sent again.
    pub(crate) lost_of_1000: u32,
    /// How long what is lost holds up everything behind it.
    pub(crate) stall: Duration,
    /// Its bytes are not those after which a cut comes.
    pub(crate) spared: bool,
}

impl Conditions {
    /// The same rate both ways, and a round trip.
    pub(crate) fn line(bps: u64, round_trip: Duration) -> Self {
        let delay = round_trip / 2;
        Self { up_bps: Some(bps), down_bps: Some(bps), delay, ..Self::default() }
    }
}

/// One of the two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Towards the relay.
    Up = 0,
    /// From the relay.
    Down = 1,
}

/// What a connection has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// Bytes towards the relay.
    pub(crate) up: u64,
    /// Bytes from it.
    pub(crate) down: u64,
}

impl Carried {
    /// Both ways.
    pub(crate) fn total(self) -> u64 {
        self.up + self.down
    }
}

/// A line to a relay; connections to its address go over it.
pub(crate) struct Emulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    to: SocketAddr,
    next: Mutex<Conditions>,
    draws: Mutex<Draws>,
    lines: Mutex<Vec<Arc<Line>>>,
    /// Bytes until the connection that carries the last of them is cut; below zero: none is.
    until_cut: AtomicI64,
}

/// One connection.
struct Line {
    conditions: Conditions,
    carried: [AtomicU64; 2],
    silent: [AtomicBool; 2],
    changed: Notify,
    cut: AtomicBool,
    ended: AtomicBool,
}

impl Emulator {
    /// A line to `to`, with these conditions for connections from now on.
    pub(crate) fn to(to: SocketAddr, conditions: Conditions, seed: u64) -> Self {
        let shared = Arc::new(Shared {
            to,
            next: Mutex::new(conditions),
            draws: Mutex::new(Draws(seed)),
            lines: Mutex::default(),
            until_cut: AtomicI64::new(-1),
        });
        let (stop, (tell, told)) = (Arc::new(Notify::new()), blocking::sync_channel(1));
        let (at_work, stopped) = (Arc::clone(&shared), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = small_socket().listen(1_024).expect("it listens");
                tell.send(listener.local_addr().expect("it listens")).expect("somebody waits");
                tokio::select! {
                    () = accept(&listener, &at_work) => {}
                    () = stopped.notified() => {}
                }
            });
        });
        let address = told.recv().expect("it listens");
        Self { shared, address, stop, thread: Some(thread) }
    }

    /// Where consoles connect to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Conditions of connections made from now on; those that are there keep theirs.
    pub(crate) fn set(&self, conditions: Conditions) {
        *lock(&self.shared.next) = conditions;
    }

    /// What each connection has carried so far, in the order in which they were made.
    pub(crate) fn connections(&self) -> Vec<Carried> {
        lock(&self.shared.lines).iter().map(|line| line.carried()).collect()
    }

    /// What all of them have carried.
    pub(crate) fn carried(&self) -> Carried {
        let all = self.connections();
        let sum = |of: fn(&Carried) -> u64| all.iter().map(of).sum();
        Carried { up: sum(|c| c.up), down: sum(|c| c.down) }
    }

    /// Cuts the connection that carries the last of the next so many bytes, right behind it.
    pub(crate) fn cut_after(&self, bytes: u64) {
        self.shared.until_cut.store(i64::try_from(bytes).unwrap_or(i64::MAX), SeqCst);
    }

    /// Whether the cut that was asked for is still to come.
    pub(crate) fn will_cut(&self) -> bool {
        self.shared.until_cut.load(SeqCst) >= 0
    }

    /// Cuts every connection that there is.
    pub(crate) fn cut_all(&self) {
        lock(&self.shared.lines).iter().for_each(|line| line.end());
    }

    /// From now on nothing arrives one way on the connections that there are, and nobody is told.
    pub(crate) fn silence(&self, way: Way) {
        for line in lock(&self.shared.lines).iter() {
            line.silent[way as usize].store(true, SeqCst);
        }
    }

    /// How many connections are open.
    pub(crate) fn open(&self) -> usize {
        lock(&self.shared.lines).iter().filter(|line| !line.ended.load(SeqCst)).count()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.notify_one();
        self.cut_all();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the line has not failed");
        }
    }
}

async fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let Ok((near, _)) = listener.accept().await else { continue };
        let conditions = *lock(&shared.next);
        let line = Arc::new(Line {
            conditions,
            carried: Default::default(),
            silent: Default::default(),
            changed: Notify::new(),
            cut: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        });
        lock(&shared.lines).push(Arc::clone(&line));
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            let far = small_socket_out().connect(shared.to).await;
            if let Ok(far) = far {
                carry(near, far, &line, &shared).await;
            }
            line.ended.store(true, SeqCst);
        });
    }
}

/// Carries both ways until both ends are done, or the line is cut.
async fn carry(near: TcpStream, far: TcpStream, line: &Line, shared: &Shared) {
    let limited = line.conditions.up_bps.or(line.conditions.down_bps).is_some();
    for socket in [&near, &far] {
        socket.set_nodelay(true).expect("a socket");
        if !limited {
            let option = socket2::SockRef::from(socket);
            option.set_recv_buffer_size(BUFFER_BYTES_CLEAR).expect("a buffer");
        }
    }
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let both = async {
        tokio::join!(
            pass(near_in, far_out, Way::Up, line, shared),
            pass(far_in, near_out, Way::Down, line, shared),
        );
    };
    tokio::select! {
        () = both => {}
        () = line.cut() => {}
    }
}

/// Carries one way.
async fn pass(from: OwnedReadHalf, to: OwnedWriteHalf, way: Way, line: &Line, shared: &Shared) {
    let (hand_over, on_the_way) = mpsc::channel(ON_THE_WAY);
    tokio::join!(
        send(from, hand_over, way, line, shared),
        arrive(to, on_the_way, way, line, shared)
    );
}

/// Takes bytes as fast as the line sends them.
async fn send(
    mut from: OwnedReadHalf,
    hand_over: mpsc::Sender<(Instant, Vec<u8>)>,
    way: Way,
    line: &Line,
    shared: &Shared,
) {
    let rate = match way {
        Way::Up => line.conditions.up_bps,
        Way::Down => line.conditions.down_bps,
    };
    let a_second = rate.map(|bps| (bps / BITS_A_BYTE).max(1));
    let piece = a_second.map_or(PIECE_BYTES.1, |bytes| {
        usize::try_from(bytes / PIECES_A_SECOND).unwrap_or(usize::MAX)
    });
    let mut buffer = vec![0; piece.clamp(PIECE_BYTES.0, PIECE_BYTES.1)];
    let mut free = Instant::now();
    loop {
        let Ok(count @ 1..) = from.read(&mut buffer).await else { return };
        if let Some(a_second) = a_second {
            let micros = count as u64 * 1_000_000 / a_second;
            free = free.max(Instant::now()) + Duration::from_micros(micros);
            sleep_until(free).await;
        } else {
            free = Instant::now();
        }
        if lock(&shared.draws).below(1_000) < u64::from(line.conditions.lost_of_1000) {
            free += line.conditions.stall;
        }
        let at = free + line.conditions.delay;
        if hand_over.send((at, buffer[..count].to_vec())).await.is_err() {
            return;
        }
    }
}

/// Hands bytes over when they arrive.
async fn arrive(
    mut to: OwnedWriteHalf,
    mut on_the_way: mpsc::Receiver<(Instant, Vec<u8>)>,
    way: Way,
    line: &Line,
    shared: &Shared,
) {
    let mut held = Instant::now();
    while let Some((at, mut bytes)) = on_the_way.recv().await {
        // What was held up holds up everything behind it.
        held = held.max(at);
        sleep_until(held).await;
        if line.silent[way as usize].load(SeqCst) {
            // For ever: only a cut ends it.
            line.cut().await;
            return;
        }
        // Behind a cut nothing passes any more, either way.
        if line.cut.load(SeqCst) {
            return;
        }
        let spared = line.conditions.spared;
        let cut = (!spared).then(|| shared.cut_within(bytes.len())).flatten();
        if let Some(left) = cut {
            bytes.truncate(left);
        }
        let sent = to.write_all(&bytes).await;
        line.carried[way as usize].fetch_add(bytes.len() as u64, SeqCst);
        if cut.is_some() {
            line.end();
        }
        if cut.is_some() || sent.is_err() {
            return;
        }
    }
}

impl Shared {
    /// After how many of these bytes the connection is to be cut.
    fn cut_within(&self, bytes: usize) -> Option<usize> {
        let count = i64::try_from(bytes).unwrap_or(i64::MAX);
        let until = self.until_cut.load(SeqCst);
        if until < 0 {
            return None;
        }
        self.until_cut.store(if until <= count { -1 } else { until - count }, SeqCst);
        (until <= count).then(|| usize::try_from(until).unwrap_or(bytes))
    }
}

impl Line {
    fn carried(&self) -> Carried {
        Carried { up: self.carried[0].load(SeqCst), down: self.carried[1].load(SeqCst) }
    }

    fn end(&self) {
        self.cut.store(true, SeqCst);
        self.changed.notify_waiters();
        // For one that does not wait yet.
        self.changed.notify_one();
    }

    /// Ends when the line is cut.
    async fn cut(&self) {
        loop {
            let changed = self.changed.notified();
            if self.cut.load(SeqCst) {
                return;
            }
            changed.await;
        }
    }
}

/// SplitMix64.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

fn small_socket() -> TcpSocket {
    let socket = small_socket_out();
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    socket
}

fn small_socket_out() -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(BUFFER_BYTES).expect("a buffer");
    socket
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
