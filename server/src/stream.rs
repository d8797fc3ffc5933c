//! The bytes of one connection, watched: who sends none for too long, takes too long in all to
//! prove who they are, or sends too much before, is dropped.
//!
//! The time-outs are on progress, not on requests: 2,400 bit/s is a link, and a handshake over it
//! takes seconds, but a connection on which nothing moves is dead or hostile.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustls::ServerConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_rustls::server::TlsStream;

/// A socket that fails with [`ErrorKind::TimedOut`] when its patience ends.
#[derive(Debug)]
pub(crate) struct Patient {
    inner: TcpStream,
    /// How long nothing may move.
    silence: Duration,
    /// When a connection has to have proved who it is; `None` once it has.
    until: Option<Instant>,
    moved: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl Patient {
    /// Watches a fresh connection.
    pub(crate) fn new(inner: TcpStream, silence: Duration, in_all: Duration) -> Self {
        let moved = Instant::now();
        let until = Some(moved + in_all);
        Self { inner, silence, until, moved, alarm: Box::pin(sleep_until(moved + silence)) }
    }

    /// The socket itself.
    pub(crate) fn socket(&self) -> &TcpStream {
        &self.inner
    }

    /// From now on only silence counts, and more of it is allowed.
    fn relax(&mut self, silence: Duration) {
        self.silence = silence;
        self.until = None;
    }

    fn moved<T>(&mut self, result: io::Result<T>) -> Poll<io::Result<T>> {
        self.moved = Instant::now();
        Poll::Ready(result)
    }

    /// Nothing moves at the moment: fails once patience ends, wakes the task when it will.
    ///
    /// The alarm is set anew only when it rings, not at every byte.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        loop {
            let quiet_until = self.moved + self.silence;
            let deadline = self.until.map_or(quiet_until, |until| until.min(quiet_until));
            if deadline <= Instant::now() {
                return Poll::Ready(Err(ErrorKind::TimedOut.into()));
            }
            if self.alarm.deadline() > deadline || self.alarm.is_elapsed() {
                self.alarm.as_mut().reset(deadline);
            }
            ready!(self.alarm.as_mut().poll(cx));
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.inner).poll_read(cx, buf) {
            Poll::Ready(result) => self.moved(result),
            Poll::Pending => self.wait(cx),
        }
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.inner).poll_write(cx, buf) {
            Poll::Ready(result) => self.moved(result),
            Poll::Pending => self.wait(cx),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// What a WebSocket runs over: TLS, or, in the echo example, the bare socket.
#[derive(Debug)]
pub struct Stream {
    transport: Transport,
    /// How many bytes may still be read before the upgrade is done; `None` afterwards.
    allowance: Option<usize>,
}

#[derive(Debug)]
enum Transport {
    Plain(Patient),
    Tls(Box<TlsStream<Patient>>),
}

impl Stream {
    pub(crate) fn plain(inner: Patient, request_bytes: usize) -> Self {
        Self { transport: Transport::Plain(inner), allowance: Some(request_bytes) }
    }

    pub(crate) fn tls(inner: TlsStream<Patient>, request_bytes: usize) -> Self {
        Self { transport: Transport::Tls(Box::new(inner)), allowance: Some(request_bytes) }
    }

    /// The upgrade is done: frames have limits of their own.
    pub(crate) fn upgraded(&mut self) {
        self.allowance = None;
    }

    /// The connection has proved who it is: only long silence ends it now.
    pub(crate) fn identified(&mut self, silence: Duration) {
        match &mut self.transport {
            Transport::Plain(patient) => patient.relax(silence),
            Transport::Tls(tls) => tls.get_mut().0.relax(silence),
        }
    }

    /// The TLS connection, unless this is the bare socket.
    pub(crate) fn tls_connection(&self) -> Option<&ServerConnection> {
        match &self.transport {
            Transport::Plain(_) => None,
            Transport::Tls(tls) => Some(tls.get_ref().1),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(match &mut self.transport {
            Transport::Plain(inner) => Pin::new(inner).poll_read(cx, buf),
            Transport::Tls(inner) => Pin::new(inner).poll_read(cx, buf),
        })?;
        if let Some(allowance) = self.allowance {
            let Some(left) = allowance.checked_sub(buf.filled().len() - before) else {
                return Poll::Ready(Err(ErrorKind::FileTooLarge.into()));
            };
            self.allowance = Some(left);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.transport {
            Transport::Plain(inner) => Pin::new(inner).poll_write(cx, buf),
            Transport::Tls(inner) => Pin::new(inner).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(inner) => Pin::new(inner).poll_flush(cx),
            Transport::Tls(inner) => Pin::new(inner).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.transport {
            Transport::Plain(inner) => Pin::new(inner).poll_shutdown(cx),
            Transport::Tls(inner) => Pin::new(inner).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;

    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bound");
        let near = TcpStream::connect(listener.local_addr().expect("bound")).await;
        (near.expect("connected"), listener.accept().await.expect("accepted").0)
    }

    #[tokio::test]
    async fn silence_ends_a_connection() {
        let (_near, far) = pair().await;
        let mut far = Patient::new(far, Duration::from_millis(20), Duration::from_secs(90));
        let error = far.read_u8().await.expect_err("nobody speaks");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn time_in_all_ends_it_too_until_it_is_identified() {
        let (near, far) = pair().await;
        let mut far = Patient::new(far, Duration::from_secs(90), Duration::from_millis(20));
        let error = far.read_u8().await.expect_err("nobody speaks");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        far.relax(Duration::from_secs(90));
        near.try_write(b"x").expect("written");
        assert_eq!(far.read_u8().await.expect("a byte"), b'x');
    }

    #[tokio::test]
    async fn a_request_that_never_ends_is_cut_off() {
        let (near, far) = pair().await;
        let far = Patient::new(far, Duration::from_secs(90), Duration::from_secs(90));
        let mut far = Stream::plain(far, 4);
        near.try_write(b"hello").expect("written");
        let error = far.read_exact(&mut [0; 5]).await.expect_err("five are too many");
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
    }
}
