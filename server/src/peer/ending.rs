//! How a connection ends, and that the other end is told why.

use std::time::Duration;

use futures_util::StreamExt as _;
use liaison_core::pace::Pace;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::accept::Socket;

/// Ends of connections are waited for that long where the relay itself stops, then they are cut.
pub(super) const CLOSE_TIME_MAX: Duration = Duration::from_secs(2);
/// Where it goes on, as many round trips more; what has not answered by then does not answer.
const CLOSE_TRIPS: u32 = 3;
/// The longest reason that a close frame can carry (RFC 6455, §5.5: 125 bytes with its code).
const REASON_BYTES_MAX: usize = 123;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum End {
    /// The session or the other end was done.
    #[error("done")]
    Done,
    /// The other end broke the protocol.
    #[error("{0}")]
    Fault(String),
    /// It sent a frame over the limit.
    #[error("a frame over the limit")]
    TooLong,
    /// It was silent for longer than its link explains.
    #[error("silent")]
    Silent,
    /// The socket failed.
    #[error("{0}")]
    Socket(String),
    /// The store cannot be read.
    #[error("{0}")]
    Store(String),
    /// The relay stops.
    #[error("the relay stops")]
    Stopped,
}

/// How long the end of a connection is waited for: what lies in the kernel is still sent, and the
/// word travels there and back.
pub(super) fn close_time(pace: &Pace) -> Duration {
    let trip = pace.round_trip().unwrap_or(CLOSE_TIME_MAX);
    (CLOSE_TIME_MAX + trip * CLOSE_TRIPS).min(pace.patience())
}

/// Closes with a reason, and waits so long for the other end to have read it.
pub(super) async fn close(mut socket: Socket, code: CloseCode, reason: &str, wait: Duration) {
    let mut length = reason.len().min(REASON_BYTES_MAX);
    while !reason.is_char_boundary(length) {
        length -= 1;
    }
    let frame = CloseFrame { code, reason: reason[..length].to_owned().into() };
    let closing = async {
        socket.close(Some(frame)).await.ok()?;
        while let Some(Ok(_)) = socket.next().await {}
        Some(())
    };
    // Who does not answer is cut off.
    let _ = timeout(wait, closing).await;
}
