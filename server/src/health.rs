//! `/healthz` and `/metrics`, on an address of their own that should be a local one.
//!
//! Two fixed pages need no web framework: read the request's head within bounds, answer, close.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::metrics::Metrics;

/// Requests answered at once.
const REQUESTS_MAX: usize = 16;
/// Bytes of a request's head.
const HEAD_BYTES_MAX: usize = 2_048;
/// Everything about a request has to be over by then: the asker sits on the same machine.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(5);
/// How long to wait after the system refused a connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until told to stop.
pub async fn serve(
    listener: TcpListener,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    let slots = Arc::new(Semaphore::new(REQUESTS_MAX));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((socket, _)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let metrics = Arc::clone(&metrics);
        tasks.spawn(async move {
            // Whoever asks and does not listen to the answer is not worth a line in the log.
            let _ = timeout(REQUEST_TIME_MAX, answer(socket, &metrics)).await;
            drop(slot);
        });
    }
}

async fn answer(mut socket: TcpStream, metrics: &Metrics) -> Result<(), Error> {
    let head = read_head(&mut socket).await?;
    let (status, kind, body) = page(&head, metrics);
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}"
    );
    socket.write_all(answer.as_bytes()).await?;
    socket.shutdown().await
}

async fn read_head(socket: &mut TcpStream) -> Result<Vec<u8>, Error> {
    let mut head = vec![0; HEAD_BYTES_MAX];
    let mut length = 0;
    while length < head.len() && !is_whole(&head[..length]) {
        match socket.read(&mut head[length..]).await? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            read => length += read,
        }
    }
    head.truncate(length);
    Ok(head)
}

fn is_whole(head: &[u8]) -> bool {
    head.windows(4).any(|w| w == b"\r\n\r\n")
}

fn page(head: &[u8], metrics: &Metrics) -> (&'static str, &'static str, String) {
    const TEXT: &str = "text/plain; charset=utf-8";
    if !is_whole(head) {
        let body = format!("the request is longer than {HEAD_BYTES_MAX} bytes\n");
        return ("431 Request Header Fields Too Large", TEXT, body);
    }
    let line = head.split(|&b| b == b'\r').next().unwrap_or_default();
    let mut words = line.split(|&b| b == b' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match (method, path) {
        (b"GET", b"/healthz") => match metrics.healthy() {
            Ok(()) => ("200 OK", TEXT, "ok\n".to_owned()),
            Err(why) => ("503 Service Unavailable", TEXT, format!("{why}\n")),
        },
        (b"GET", b"/metrics") => {
            ("200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics.page())
        }
        (b"GET", _) => ("404 Not Found", TEXT, "there are /healthz and /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", TEXT, "only GET\n".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::Relaxed;

    use super::*;

    #[test]
    fn pages_and_refusals() {
        let metrics = Metrics::default();
        let status = |head: &[u8]| page(head, &metrics).0;
        assert_eq!(status(b"GET /healthz HTTP/1.1\r\n\r\n"), "200 OK");
        assert_eq!(status(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"), "200 OK");
        assert_eq!(status(b"GET / HTTP/1.1\r\n\r\n"), "404 Not Found");
        assert_eq!(status(b"POST /healthz HTTP/1.1\r\n\r\n"), "405 Method Not Allowed");
        assert_eq!(status(b"\r\n\r\n"), "405 Method Not Allowed");
        assert_eq!(status(&[b'a'; 4096]), "431 Request Header Fields Too Large");
        metrics.stopping.store(true, Relaxed);
        let (status, _, body) = page(b"GET /healthz HTTP/1.1\r\n\r\n", &metrics);
        assert_eq!((status, body.as_str()), ("503 Service Unavailable", "stopping\n"));
    }
}
