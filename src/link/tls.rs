//! TLS as the console speaks it: version 1.3 only, and the relay known by its identity key.
//!
//! With the relay's self-signed certificate the pin is that key; dates and names say nothing more
//! and are not checked. Behind another certificate the relay must sign this connection's secret
//! (the TLS exporter value) with its identity key in the answer to the upgrade, which binds the
//! connection to the key just as well; so any certificate is taken here, and whether it was the
//! pinned one is told to whoever checks the answer.
//!
//! On a narrow link the relay is asked for its bare key (RFC 7250), which is then the pin itself.

use std::sync::{Arc, Mutex, PoisonError};

use liaison_core::id::SeatKey;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, aws_lc_rs, verify_tls13_signature, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// How a handshake is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The post-quantum hybrid and a certificate: 3.1 kB and more.
    Wide,
    /// X25519, one suite, the relay's bare key: 0.6 kB.
    RawKey,
    /// X25519 and one suite with a certificate, for what stands before a relay and knows no bare
    /// keys, such as a proxy that ends TLS.
    Narrow,
}

/// What a public Ed25519 key begins with in a certificate. RFC 8410 §4.
const ED25519_PREFIX: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key of the certificate that the other end showed, if it is an Ed25519 key.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown(Arc<Mutex<Option<SeatKey>>>);

impl Shown {
    /// The key, once the handshake is done.
    pub(super) fn key(&self) -> Option<SeatKey> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The console's side of TLS for one connection, and where the key shown is put.
///
/// # Errors
///
/// If the one crypto provider does not offer what is asked of it.
pub(super) fn client(shape: Shape) -> Result<(Arc<ClientConfig>, Shown), Error> {
    let provider = Arc::new(provider(shape));
    let shown = Shown::default();
    let raw = shape == Shape::RawKey;
    let verifier = Arc::new(ShownKey { provider: provider.clone(), raw, shown: shown.clone() });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    // The name would tell whoever listens which relay is spoken to, and nobody needs it.
    config.enable_sni = false;
    config.resumption = rustls::client::Resumption::disabled();
    Ok((Arc::new(config), shown))
}

fn provider(shape: Shape) -> CryptoProvider {
    use aws_lc_rs::cipher_suite::TLS13_CHACHA20_POLY1305_SHA256;
    use aws_lc_rs::kx_group::{X25519, X25519MLKEM768};
    let all = aws_lc_rs::default_provider();
    match shape {
        Shape::Wide => CryptoProvider { kx_groups: vec![X25519MLKEM768, X25519], ..all },
        Shape::RawKey | Shape::Narrow => CryptoProvider {
            kx_groups: vec![X25519],
            cipher_suites: vec![TLS13_CHACHA20_POLY1305_SHA256],
            ..all
        },
    }
}

/// Takes any certificate whose key really signed the handshake, and notes the key.
#[derive(Debug)]
struct ShownKey {
    provider: Arc<CryptoProvider>,
    /// The key alone is asked for, without a certificate around it.
    raw: bool,
    shown: Shown,
}

impl ServerCertVerifier for ShownKey {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = |info: &[u8]| {
            let key = info.strip_prefix(&ED25519_PREFIX).and_then(|key| key.try_into().ok());
            key.map(SeatKey)
        };
        let key = if self.raw {
            key(end_entity)
        } else {
            let certificate = webpki::EndEntityCert::try_from(end_entity)
                .map_err(|_| Error::InvalidCertificate(rustls::CertificateError::BadEncoding))?;
            key(&certificate.subject_public_key_info())
        };
        *self.shown.0.lock().unwrap_or_else(PoisonError::into_inner) = key;
        Ok(ServerCertVerified::assertion())
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.raw
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("only TLS 1.3 is spoken".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        if self.raw {
            let key = SubjectPublicKeyInfoDer::from(certificate.as_ref());
            return verify_tls13_signature_with_raw_key(message, &key, signed, algorithms);
        }
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        if self.raw {
            // Relays have Ed25519 keys and no others.
            return vec![SignatureScheme::ED25519];
        }
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use liaison_relay::identity::Identity;
    use liaison_relay::tls::{Face, Faces};
    use rustls::server::AlwaysResolvesServerRawPublicKeys;
    use rustls::sign::CertifiedKey;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::link::counter::{Meter, Metered};

    /// Shakes hands in memory; the bytes up and down, with one byte each way so that nothing of
    /// the handshake is still on its way.
    async fn handshake(shape: Shape, identity: &Identity) -> (u64, u64, Face, Option<SeatKey>) {
        let faces = Faces::new(identity, None).expect("set up");
        let (near, far): (DuplexStream, DuplexStream) = tokio::io::duplex(64 * 1024);
        let relay = tokio::spawn(async move {
            let (mut tls, face) = faces.accept(far).await.expect("a handshake");
            let byte = tls.read_u8().await.expect("a byte");
            tls.write_u8(byte).await.expect("a byte");
            tls.flush().await.expect("flushed");
            face
        });
        let (config, shown) = client(shape).expect("set up");
        let meter = Meter::default();
        let name = ServerName::try_from("relay.invalid").expect("a name");
        let stream = Metered::new(near, meter.clone());
        let mut tls = TlsConnector::from(config).connect(name, stream).await.expect("a handshake");
        tls.write_u8(7).await.expect("a byte");
        tls.flush().await.expect("flushed");
        assert_eq!(tls.read_u8().await.expect("a byte"), 7);
        let record = 23;
        let bytes = (meter.sent() - record, meter.received() - record);
        (bytes.0, bytes.1, relay.await.expect("its end"), shown.key())
    }

    /// A relay that would give out a ticket for each connection: with everything in it, or with the
    /// name under which the relay remembers.
    fn with_tickets(identity: &Identity, remembers: bool) -> Arc<rustls::ServerConfig> {
        let provider = Arc::new(provider(Shape::RawKey));
        let signer = provider.key_provider.load_private_key(identity.private_key().into());
        let bare = CertificateDer::from([&ED25519_PREFIX[..], &identity.key().0].concat());
        let bare = CertifiedKey::new(vec![bare], signer.expect("a key"));
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("it speaks 1.3")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(Arc::new(bare))));
        if !remembers {
            config.ticketer = aws_lc_rs::Ticketer::new().expect("random bytes");
        }
        config.send_tls13_tickets = 1;
        Arc::new(config)
    }

    #[tokio::test]
    async fn a_ticket_costs_more_than_it_saves() {
        let identity = Identity::from_seed(&[7; 32]).expect("made");
        let (up, down, ..) = handshake(Shape::RawKey, &identity).await;
        for remembers in [false, true] {
            let [full, resumed] = with_ticket(&identity, remembers).await;
            println!("bare key {}, with a ticket {full}, resumed {resumed}", up + down);
            assert!(resumed >= up + down, "resuming is worth a ticket after all: {resumed}");
        }
    }

    /// The bytes of a first handshake and of one resumed, each with its ticket.
    async fn with_ticket(identity: &Identity, remembers: bool) -> [u64; 2] {
        let acceptor = tokio_rustls::TlsAcceptor::from(with_tickets(identity, remembers));
        let (config, _) = client(Shape::RawKey).expect("set up");
        let mut config = (*config).clone();
        config.resumption = rustls::client::Resumption::in_memory_sessions(4);
        let connector = TlsConnector::from(Arc::new(config));
        let mut bytes = [0; 2];
        for (resumed, bytes) in [false, true].into_iter().zip(&mut bytes) {
            let (near, far) = tokio::io::duplex(64 * 1024);
            let acceptor = acceptor.clone();
            let relay = tokio::spawn(async move {
                let mut tls = acceptor.accept(far).await.expect("a handshake");
                let byte = tls.read_u8().await.expect("a byte");
                tls.write_u8(byte).await.expect("a byte");
                tls.flush().await.expect("flushed");
                tls.get_ref().1.handshake_kind()
            });
            let meter = Meter::default();
            let name = ServerName::try_from("relay.invalid").expect("a name");
            let stream = Metered::new(near, meter.clone());
            let mut tls = connector.connect(name, stream).await.expect("a handshake");
            tls.write_u8(7).await.expect("a byte");
            tls.flush().await.expect("flushed");
            tls.read_u8().await.expect("a byte");
            let kind = relay.await.expect("its end");
            assert_eq!(kind == Some(rustls::HandshakeKind::Resumed), resumed, "{kind:?}");
            *bytes = meter.total() - 2 * 23;
        }
        bytes
    }

    #[tokio::test]
    async fn a_narrow_handshake_costs_a_fifth_of_a_wide_one_and_shows_the_same_key() {
        let identity = Identity::from_seed(&[7; 32]).expect("made");
        let mut bytes = Vec::new();
        for (shape, face) in [
            (Shape::Wide, Face::Certificate),
            (Shape::Narrow, Face::Certificate),
            (Shape::RawKey, Face::RawKey),
        ] {
            let (up, down, shown, key) = handshake(shape, &identity).await;
            assert_eq!((shown, key), (face, Some(identity.key())), "{shape:?}");
            println!("{shape:?}: {up} up + {down} down = {} bytes", up + down);
            bytes.push(up + down);
        }
        assert!(bytes[2] <= 600, "{bytes:?}");
        assert!(bytes[1] <= 900, "{bytes:?}");
        assert!(bytes[0] >= 3_000, "the hybrid is not used: {bytes:?}");
    }
}
