//! A console of which only the link is there: TLS, upgrade, frames counted, receipts sent.
//!
//! It keeps no replica and verifies nothing, so that a thousand fit beside the relay on one
//! machine; what the relay sees of it is what a console sends, receipts included.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use liaison_core::entry::Secret;
use liaison_core::id::{RoomId, SeatId, SeatKey};
use liaison_core::pace::{Meter, Now, Tick};
use liaison_core::stamp::Stamp;
use liaison_core::upgrade::{Bound, Claim, EXPORTER_LABEL, PROOF_HEADER, Proof};
use liaison_core::wire::{Assembly, DecodeError, Frame, FrameKind};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Outcome;

/// What is read at a time.
const READ_BYTES: usize = 16 * 1024;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What a console hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// So many entries of a seat, from this number on.
    Entries(SeatId, u32, u32),
    /// Own entries are stored, from the first to the last number.
    Stored(u32, u32),
    /// The present is told: the console is current.
    Current,
}

/// Whom to call.
#[derive(Clone)]
pub(crate) struct Call {
    connector: TlsConnector,
    address: SocketAddr,
    relay: SeatKey,
}

/// One connection.
pub(crate) struct Client {
    stream: TlsStream<TcpStream>,
    inbox: Vec<u8>,
    meter: Meter,
    assembly: Assembly,
    /// How many frames were packed with a tail, and which of them are to come again.
    tailed: u64,
    missing: Vec<u64>,
    began: Instant,
}

impl Call {
    /// A relay at an address, known by its key.
    pub(crate) fn new(address: SocketAddr, relay: SeatKey) -> Outcome<Self> {
        let mut config = super::unverified::client();
        config.enable_sni = false;
        config.resumption = rustls::client::Resumption::disabled();
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), address, relay })
    }

    /// Connects as the holder of a seat, saying what it holds.
    pub(crate) async fn connect(
        &self,
        room: RoomId,
        secret: &Secret,
        have: Vec<u8>,
    ) -> Outcome<Client> {
        let tcp = TcpStream::connect(self.address).await?;
        tcp.set_nodelay(true)?;
        let name = ServerName::IpAddress(self.address.ip().into());
        let mut stream = self.connector.connect(name, tcp).await?;
        let exporter = stream.get_ref().1.export_keying_material([0; 32], EXPORTER_LABEL, None)?;
        let key = secret.key();
        let bound = Bound { relay: &self.relay, room: &room, signer: &key, exporter };
        let claim = Claim::Seat(room.name(), key.seat());
        let proof = Proof::sign(secret, claim, &bound, None, have);
        let request = format!(
            "GET / HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
             {PROOF_HEADER}: {}\r\n\r\n",
            proof.to_text()
        );
        stream.write_all(request.as_bytes()).await?;
        let (meter, assembly) = (Meter::default(), Assembly::default());
        let mut client = Client {
            stream,
            inbox: Vec::new(),
            meter,
            assembly,
            tailed: 0,
            missing: Vec::new(),
            began: Instant::now(),
        };
        client.upgraded().await?;
        Ok(client)
    }
}

impl Client {
    /// Reads the answer to the upgrade request; what follows it is frames.
    async fn upgraded(&mut self) -> Outcome<()> {
        loop {
            let mut buffer = [0; 2048];
            let count = self.stream.read(&mut buffer).await?;
            if count == 0 {
                return Err("the relay hung up".into());
            }
            self.inbox.extend_from_slice(&buffer[..count]);
            if let Some(end) = self.inbox.windows(4).position(|four| four == b"\r\n\r\n") {
                if !self.inbox.starts_with(b"HTTP/1.1 101") {
                    return Err(String::from_utf8_lossy(&self.inbox).into());
                }
                self.inbox.drain(..end + 4);
                return Ok(());
            }
        }
    }

    /// Sends what comes from `outgoing` and hears, until nobody can send any more.
    pub(crate) async fn run(
        mut self,
        mut outgoing: mpsc::Receiver<Vec<u8>>,
        mut hear: impl FnMut(Heard),
    ) -> Outcome<()> {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let now = self.tick();
            if let Some(total) = self.meter.poll(now) {
                self.send(BINARY, &Frame::Received(total).encode()).await?;
            }
            self.take(&mut hear).await?;
            for number in std::mem::take(&mut self.missing) {
                self.send(BINARY, &Frame::Missing(number).encode()).await?;
            }
            let due = self.meter.poll_timeout();
            let wait = due.map(|due| due.since(self.tick()).max(Duration::from_millis(1)));
            tokio::select! {
                read = self.stream.read(&mut buffer) => {
                    let count = read?;
                    if count == 0 {
                        return Err("the relay hung up".into());
                    }
                    self.inbox.extend_from_slice(&buffer[..count]);
                }
                frame = outgoing.recv() => match frame {
                    Some(frame) => self.send(BINARY, &frame).await?,
                    None => return Ok(()),
                },
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
        }
    }

    /// Takes all whole frames out of what was read.
    async fn take(&mut self, hear: &mut impl FnMut(Heard)) -> Outcome<()> {
        let mut inbox = std::mem::take(&mut self.inbox);
        let mut at = 0;
        while let Some((code, from, to)) = next_frame(&inbox[at..]) {
            let payload = &inbox[at + from..at + to];
            match code {
                BINARY => self.frame(payload, false, hear)?,
                PING => self.send(PONG, payload).await?,
                CLOSE => return Err("the relay has ended the connection".into()),
                _ => {}
            }
            at += to;
        }
        inbox.drain(..at);
        self.inbox = inbox;
        Ok(())
    }

    fn frame(&mut self, bytes: &[u8], inside: bool, hear: &mut impl FnMut(Heard)) -> Outcome<()> {
        const RUN: u8 = FrameKind::Run as u8;
        const RECEIVED: u8 = FrameKind::Received as u8;
        const CURRENT: u8 = FrameKind::Current as u8;
        const STORED: u8 = FrameKind::Stored as u8;
        const PART: u8 = FrameKind::Part as u8;
        const REFUSED: u8 = FrameKind::Refused as u8;
        const BYE: u8 = FrameKind::Bye as u8;
        // Packed with the room's tail: a console that does not keep one says so and is sent the
        // frame again, plain, after its number.
        const PLAIN: u8 = 0;
        const AGAIN: u8 = 5;
        let encoding = bytes.first().ok_or("an empty frame")? & 15;
        if encoding == AGAIN {
            let end = bytes[1..].iter().position(|byte| byte & 0x80 == 0).ok_or("no number")?;
            let plain = [&[bytes[0] & 0xf0], &bytes[end + 2..]].concat();
            self.meter.arrived(bytes.len() - plain.len(), self.tick());
            return self.frame(&plain, inside, hear);
        }
        if encoding != PLAIN {
            if !inside {
                self.meter.arrived(bytes.len(), self.tick());
            }
            return match Frame::decode(bytes) {
                Ok(frame) => self.frame(&frame.encode(), true, hear),
                Err(DecodeError::Dictionary) => {
                    self.missing.push(self.tailed);
                    self.tailed += 1;
                    Ok(())
                }
                Err(error) => Err(error.into()),
            };
        }
        let kind = *bytes.get(1).ok_or("a frame without a kind")?;
        if kind != RECEIVED && !inside {
            self.meter.arrived(bytes.len(), self.tick());
        }
        match kind {
            RUN => hear(run_of(&bytes[2..]).ok_or("a run cut short")?),
            CURRENT => hear(Heard::Current),
            STORED => {
                let Frame::Stored(ranges) = Frame::decode(bytes)? else { return Ok(()) };
                ranges.iter().for_each(|r| hear(Heard::Stored(r.range.first, r.range.last)));
            }
            PART => {
                let Frame::Part(part) = Frame::decode(bytes)? else { return Ok(()) };
                if let Some(whole) = self.assembly.add(&part)? {
                    self.frame(&whole, true, hear)?;
                }
            }
            REFUSED | BYE => return Err(format!("{:?}", Frame::decode(bytes)?).into()),
            _ => {}
        }
        Ok(())
    }

    /// Sends one WebSocket frame, masked with zeros.
    async fn send(&mut self, code: u8, payload: &[u8]) -> Outcome<()> {
        let mut frame = vec![0x80 | code];
        match u16::try_from(payload.len())? {
            short @ 0..=125 => frame.push(0x80 | short as u8),
            long => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&long.to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(payload);
        self.stream.write_all(&frame).await?;
        self.stream.flush().await?;
        Ok(())
    }

    fn tick(&self) -> Tick {
        Now { wall: Stamp(0), tick: Tick(self.began.elapsed().as_millis() as u64) }.tick
    }
}

/// The first whole frame: its code, and where its payload begins and ends.
fn next_frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (&code, &length) = (bytes.first()?, bytes.get(1)?);
    let (from, length) = match length {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => {
            let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            (10, usize::try_from(length).ok()?)
        }
        short => (2, usize::from(short)),
    };
    (bytes.len() >= from + length).then_some((code & 15, from, from + length))
}

/// Whose entries a run has and how many, by its first bytes: `seat, first, flags, count−1`.
fn run_of(bytes: &[u8]) -> Option<Heard> {
    let (seat, mut rest) = bytes.split_first_chunk::<4>()?;
    let mut number = || {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let (&byte, after) = rest.split_first()?;
            rest = after;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    };
    let (first, _flags) = (number()?, number()?);
    Some(Heard::Entries(SeatId(*seat), first, number()? + 1))
}

/// The wall clock.
pub(crate) fn wall() -> Stamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Stamp(since.as_millis() as u64)
}
