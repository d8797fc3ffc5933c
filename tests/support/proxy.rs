//! What stands before a relay and ends TLS: a proxy with a certificate of its own, or somebody who
//! pretends to be the relay.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use liaison_core::entry::Secret;
use liaison_core::id::SeatKey;
use liaison_core::upgrade::{
    ANSWER_HEADER, Admittance, EXPORTER_LABEL, Exporter, PROOF_HEADER, Proof, text,
};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;

use super::rogue::connector;

/// A certificate by an authority that was made for it, leaf first, and its key.
pub(crate) struct Certificate {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Vec<u8>,
}

impl Certificate {
    pub(crate) fn made() -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let own = KeyPair::generate().expect("a key");
        let root = authority.self_signed(&own).expect("an authority");
        let issuer = Issuer::new(authority, own);
        let key = KeyPair::generate().expect("a key");
        let leaf = CertificateParams::new(vec!["relay.example.org".to_owned()]).expect("a name");
        let leaf = leaf.signed_by(&key, &issuer).expect("signed");
        Self { chain: vec![leaf.der().clone(), root.der().clone()], key: key.serialize_der() }
    }

    /// Chain and key as PEM.
    pub(crate) fn pem(&self) -> (String, String) {
        let chain = self.chain.iter().map(|der| pem("CERTIFICATE", der)).collect();
        (chain, pem("PRIVATE KEY", &self.key))
    }
}

/// RFC 7468, on one line: readers take longer ones than they write.
fn pem(what: &str, der: &[u8]) -> String {
    let mut base64 = text::write(der).replace('-', "+").replace('_', "/");
    base64.extend(std::iter::repeat_n('=', base64.len().wrapping_neg() % 4));
    format!("-----BEGIN {what}-----\n{base64}\n-----END {what}-----\n")
}

/// Who answers behind the certificate.
pub(crate) enum Behind {
    /// A relay, by TLS of the proxy's own.
    Relay(SocketAddr),
    /// Somebody who lets everybody in: whose key the answer names, and whose signs it.
    Impostor(SeatKey, Box<Secret>),
}

/// It listens until it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    behind: Arc<Mutex<Arc<Behind>>>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    pub(crate) fn before(relay: SocketAddr) -> Self {
        let behind = Arc::new(Mutex::new(Arc::new(Behind::Relay(relay))));
        let (stop, (tell, told)) = (Arc::new(Notify::new()), mpsc::sync_channel(1));
        let (serves, stopped) = (Arc::clone(&behind), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("it listens");
                tell.send(listener.local_addr().expect("it listens")).expect("somebody waits");
                tokio::select! {
                    () = accept(&listener, &serves) => {}
                    () = stopped.notified() => {}
                }
            });
        });
        let address = told.recv().expect("it listens");
        Self { address, behind, stop, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on who connects gets to this.
    pub(crate) fn put(&self, behind: Behind) {
        *self.behind.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(behind);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the proxy has not failed");
        }
    }
}

async fn accept(listener: &TcpListener, behind: &Mutex<Arc<Behind>>) {
    let acceptor = acceptor();
    loop {
        let Ok((near, _)) = listener.accept().await else { continue };
        let behind = Arc::clone(&behind.lock().unwrap_or_else(PoisonError::into_inner));
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // Who hangs up, or speaks no TLS, is none of the proxy's concern.
            let Ok(near) = acceptor.accept(near).await else { return };
            match &*behind {
                Behind::Relay(relay) => pass(near, *relay).await,
                Behind::Impostor(claimed, secret) => pretend(near, *claimed, secret).await,
            }
        });
    }
}

fn acceptor() -> TlsAcceptor {
    let Certificate { chain, key } = Certificate::made();
    let provider = Arc::new(liaison_relay::tls::provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("it speaks 1.3")
        .with_no_client_auth()
        .with_single_cert(chain, PrivatePkcs8KeyDer::from(key).into());
    TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")))
}

async fn pass(mut near: TlsStream<TcpStream>, relay: SocketAddr) {
    let Ok(far) = TcpStream::connect(relay).await else { return };
    let name = ServerName::try_from("relay.invalid").expect("a name");
    let Ok(mut far) = connector().connect(name, far).await else { return };
    // Either end may go at any time.
    drop(copy_bidirectional(&mut near, &mut far).await);
}

async fn pretend(near: TlsStream<TcpStream>, claimed: SeatKey, secret: &Secret) {
    let own: Exporter = near
        .get_ref()
        .1
        .export_keying_material([0; 32], EXPORTER_LABEL, None)
        .expect("after the handshake");
    #[expect(clippy::result_large_err, reason = "the library's own signature")]
    let answer = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        let proof = request.headers().get(PROOF_HEADER).and_then(|proof| proof.to_str().ok());
        let exporter = proof.and_then(|proof| Proof::parse(proof).ok());
        let exporter = exporter.map_or(own, |proof| proof.exporter(&own));
        let signature = Some(Admittance::sign(secret, &exporter));
        let answer = Admittance { relay: claimed, signature, founding: None };
        let answer = HeaderValue::from_str(&answer.to_text()).expect("plain");
        response.headers_mut().insert(ANSWER_HEADER, answer);
        Ok(response)
    };
    drop(accept_hdr_async(near, answer).await);
}
