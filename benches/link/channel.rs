//! A thin line between a caller and a server, for everybody alike, and what passes over it counted.
//!
//! All connections through one channel share its two directions, as they share a modem. Bytes
//! wait for their turn in the sender's own socket as far as the system lets them: the channel
//! takes a few at a time, and its receive buffer is the smallest that there is.

use std::io::{BufRead as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Mutex, mpsc};

use super::Outcome;

/// What the system is asked to hold for the channel of what it has not taken yet; Linux gives
/// its least, which is a little more.
const RECEIVE_BYTES: u32 = 2_048;
/// What is taken at once where the line has no rate.
const READ_BYTES: usize = 64 * 1024;
/// A line with a rate is taken up in pieces of so much time.
const PIECE: Duration = Duration::from_millis(20);

/// What a line is like, the same in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    /// Bits a second; none is as fast as the machine is.
    pub(crate) rate: Option<f64>,
    /// From one end to the other and back.
    pub(crate) round_trip: Duration,
}

impl Line {
    /// Nothing but a counter.
    pub(crate) const FAST: Self = Self { rate: None, round_trip: Duration::ZERO };

    /// A line of so many bits a second.
    pub(crate) fn slow(bits: f64, round_trip: Duration) -> Self {
        Self { rate: Some(bits), round_trip }
    }
}

/// A channel that runs.
pub(crate) struct Channel {
    address: SocketAddr,
    up: Arc<Direction>,
    down: Arc<Direction>,
    runtime: Option<tokio::runtime::Runtime>,
}

/// One of the two directions, of all connections together.
struct Direction {
    line: Line,
    bytes: AtomicU64,
    /// Until when the line is taken.
    free: Mutex<tokio::time::Instant>,
}

impl Channel {
    /// Begins to listen, and passes everything on to a server.
    pub(crate) fn open(server: SocketAddr, line: Line) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let direction = || {
            let free = Mutex::new(tokio::time::Instant::now());
            Arc::new(Direction { line, bytes: AtomicU64::new(0), free })
        };
        let (up, down) = (direction(), direction());
        let ways = (Arc::clone(&up), Arc::clone(&down));
        let address = runtime.block_on(async move {
            let socket = TcpSocket::new_v4()?;
            if line.rate.is_some() {
                socket.set_recv_buffer_size(RECEIVE_BYTES)?;
            }
            socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
            let listener = socket.listen(64)?;
            let address = listener.local_addr()?;
            tokio::spawn(async move {
                while let Ok((caller, _)) = listener.accept().await {
                    let ways = ways.clone();
                    tokio::spawn(async move {
                        // A server that is away closes the caller's connection, no more.
                        let _ = join(caller, server, line, ways).await;
                    });
                }
            });
            Ok::<_, std::io::Error>(address)
        })?;
        Ok(Self { address, up, down, runtime: Some(runtime) })
    }

    /// Where to call.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bytes that have been passed on, towards the server and from it.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.up.bytes.load(Ordering::SeqCst), self.down.bytes.load(Ordering::SeqCst))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn join(
    caller: TcpStream,
    server: SocketAddr,
    line: Line,
    (up, down): (Arc<Direction>, Arc<Direction>),
) -> Outcome<()> {
    let socket = TcpSocket::new_v4()?;
    if line.rate.is_some() {
        socket.set_recv_buffer_size(RECEIVE_BYTES)?;
    }
    // The caller's system has said already that it is connected; over a real line it would say so
    // a round trip later.
    tokio::time::sleep(line.round_trip).await;
    let served = socket.connect(server).await?;
    caller.set_nodelay(true)?;
    served.set_nodelay(true)?;
    let (from_caller, to_caller) = caller.into_split();
    let (from_server, to_server) = served.into_split();
    tokio::join!(up.pass(from_caller, to_server), down.pass(from_server, to_caller));
    Ok(())
}

impl Direction {
    async fn pass(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let (under_way, mut arriving) = mpsc::channel::<(tokio::time::Instant, Vec<u8>)>(4_096);
        let arrive = async move {
            while let Some((at, piece)) = arriving.recv().await {
                tokio::time::sleep_until(at).await;
                if to.write_all(&piece).await.is_err() {
                    return;
                }
            }
            let _ = to.shutdown().await;
        };
        let depart = async move {
            let most = self.line.rate.map_or(READ_BYTES, |bits| {
                ((bits / 8.0 * PIECE.as_secs_f64()) as usize).clamp(8, READ_BYTES)
            });
            let mut piece = vec![0; most];
            while let Ok(read) = from.read(&mut piece).await {
                if read == 0 {
                    return;
                }
                self.bytes.fetch_add(read as u64, Ordering::SeqCst);
                let gone = self.send(read).await;
                let arrives = gone + self.line.round_trip / 2;
                if under_way.send((arrives, piece[..read].to_vec())).await.is_err() {
                    return;
                }
            }
        };
        tokio::join!(arrive, depart);
    }

    /// Waits until so many bytes have gone onto the line.
    async fn send(&self, bytes: usize) -> tokio::time::Instant {
        let Some(bits) = self.line.rate else { return tokio::time::Instant::now() };
        let gone = {
            let mut free = self.free.lock().await;
            let begins = (*free).max(tokio::time::Instant::now());
            *free = begins + Duration::from_secs_f64(bytes as f64 * 8.0 / bits);
            *free
        };
        tokio::time::sleep_until(gone).await;
        gone
    }
}

/// The part of a channel in a process of its own, for clients that are not of this program: its
/// port is the first line that it writes, `count` asks for the bytes so far, the end of its input
/// ends it. The words are the server's address, bits a second (0: no limit) and the round trip in
/// milliseconds.
pub(crate) fn serve(words: &[&str]) -> Outcome<()> {
    let [server, bits, round_trip] = words else { return Err("address, bits, milliseconds".into()) };
    let bits: f64 = bits.parse()?;
    let round_trip = Duration::from_secs_f64(round_trip.parse::<f64>()? / 1e3);
    let line = Line { rate: (bits > 0.0).then_some(bits), round_trip };
    let channel = Channel::open(server.parse()?, line)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", channel.address().port())?;
    out.flush()?;
    let began = Instant::now();
    for asked in std::io::stdin().lock().lines() {
        if asked? == "count" {
            let (up, down) = channel.counts();
            writeln!(out, "{up} {down} {:.3}", began.elapsed().as_secs_f64())?;
            out.flush()?;
        }
    }
    Ok(())
}
