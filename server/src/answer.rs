//! The HTTP of an upgrade: the request read, the answer written in as few bytes as there can be.
//!
//! The WebSocket library reads and judges requests; only its answer is longer than it need be. A
//! reason phrase may be empty (RFC 9112, §4), and so may the space after a colon (RFC 9110, §5.5).

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::machine::TryParse as _;
use tokio_tungstenite::tungstenite::handshake::server::{
    ErrorResponse, Request, create_response, write_response,
};
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, header};

/// A request is read in pieces of so many bytes; most are shorter than one.
const PIECE_BYTES: usize = 1_024;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// Reads an upgrade request and judges it by RFC 6455; the key to answer it with.
///
/// The stream bounds how long a request may be.
///
/// # Errors
/// The stream fails or ends, or what it says is no upgrade request.
pub(crate) async fn read_request<S>(stream: &mut S) -> Result<(Request, HeaderValue), Error>
where
    S: AsyncRead + Unpin,
{
    let mut head = Vec::with_capacity(PIECE_BYTES);
    loop {
        let seen = head.len().saturating_sub(HEAD_END.len() - 1);
        if stream.read_buf(&mut head).await? == 0 {
            return Err(ProtocolError::HandshakeIncomplete.into());
        }
        if head[seen..].windows(HEAD_END.len()).any(|four| four == HEAD_END) {
            break;
        }
    }
    let Some((length, request)) = Request::try_parse(&head)? else {
        return Err(ProtocolError::HandshakeIncomplete.into());
    };
    if length < head.len() {
        return Err(ProtocolError::JunkAfterRequest.into());
    }
    let mut response = create_response(&request)?;
    let accept = response.headers_mut().remove(header::SEC_WEBSOCKET_ACCEPT);
    let accept = accept.ok_or(ProtocolError::MissingSecWebSocketKey)?;
    Ok((request, accept))
}

/// Grants a request, with these headers beside those that must be.
///
/// # Errors
/// The stream fails.
pub(crate) async fn grant<S>(
    stream: &mut S,
    accept: &HeaderValue,
    headers: &[(HeaderName, HeaderValue)],
) -> Result<(), Error>
where
    S: AsyncWrite + Unpin,
{
    let mut answer = b"HTTP/1.1 101 \r\nConnection:Upgrade\r\nUpgrade:websocket\r\n".to_vec();
    let name = HeaderName::from_static("sec-websocket-accept");
    for (name, value) in [(&name, accept)].into_iter().chain(headers.iter().map(|(n, v)| (n, v))) {
        answer.extend_from_slice(name.as_str().as_bytes());
        answer.push(b':');
        answer.extend_from_slice(value.as_bytes());
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b"\r\n");
    stream.write_all(&answer).await?;
    Ok(stream.flush().await?)
}

/// Refuses a request: the answer is for people too and says everything.
///
/// # Errors
/// The stream fails.
pub(crate) async fn refuse<S>(stream: &mut S, refusal: &ErrorResponse) -> Result<(), Error>
where
    S: AsyncWrite + Unpin,
{
    let mut answer = Vec::new();
    write_response(&mut answer, refusal)?;
    answer.extend_from_slice(refusal.body().as_deref().unwrap_or_default().as_bytes());
    stream.write_all(&answer).await?;
    Ok(stream.flush().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET / HTTP/1.1\r\nHost:r\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    #[tokio::test]
    async fn the_example_of_the_standard_is_answered_shortly() {
        let (mut near, mut far) = tokio::io::duplex(16);
        let console = tokio::spawn(async move {
            near.write_all(REQUEST.as_bytes()).await.expect("written");
            let mut answer = String::new();
            near.read_to_string(&mut answer).await.expect("read");
            answer
        });
        let (_, accept) = read_request(&mut far).await.expect("a request");
        let time = (HeaderName::from_static("x-word"), HeaderValue::from_static("7"));
        grant(&mut far, &accept, &[time]).await.expect("granted");
        drop(far);
        assert_eq!(
            console.await.expect("read"),
            "HTTP/1.1 101 \r\nConnection:Upgrade\r\nUpgrade:websocket\r\n\
             sec-websocket-accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nx-word:7\r\n\r\n"
        );
    }

    #[tokio::test]
    async fn what_is_no_upgrade_is_not_taken_for_one() {
        let without = REQUEST.replace("Version: 13", "Version: 8");
        let junk = format!("{REQUEST}more");
        for wrong in ["GET / HTTP/1.1\r\n\r\n", "junk\r\n\r\n", "GET / HT", &without, &junk] {
            let mut bytes = wrong.as_bytes();
            assert!(read_request(&mut bytes).await.is_err(), "{wrong}");
        }
    }
}
