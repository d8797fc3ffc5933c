//! TLS as the console speaks it: version 1.3 only, and the relay known by its identity key.
//!
//! With the relay's self-signed certificate the pin is that key; dates and names say nothing more
//! and are not checked. Behind another certificate the relay must sign this connection's secret
//! (the TLS exporter value) with its identity key in the answer to the upgrade, which binds the
//! connection to the key just as well; so any certificate is taken here, and whether it was the
//! pinned one is told to whoever checks the answer.

use std::sync::{Arc, Mutex};

use liaison_core::id::SeatKey;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// What a public Ed25519 key begins with in a certificate. RFC 8410 §4.
const ED25519_PREFIX: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key of the certificate that the other end showed, if it is an Ed25519 key.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown(Arc<Mutex<Option<SeatKey>>>);

impl Shown {
    /// The key, once the handshake is done.
    pub(super) fn key(&self) -> Option<SeatKey> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The console's side of TLS for one connection, and where the key shown is put.
///
/// # Errors
///
/// If the one crypto provider does not offer what is asked of it.
pub(super) fn client() -> Result<(Arc<ClientConfig>, Shown), Error> {
    let provider = Arc::new(provider());
    let shown = Shown::default();
    let verifier = Arc::new(ShownKey { provider: provider.clone(), shown: shown.clone() });
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

fn provider() -> CryptoProvider {
    use aws_lc_rs::kx_group::{X25519, X25519MLKEM768};
    CryptoProvider { kx_groups: vec![X25519MLKEM768, X25519], ..aws_lc_rs::default_provider() }
}

/// Takes any certificate whose key really signed the handshake, and notes the key.
#[derive(Debug)]
struct ShownKey {
    provider: Arc<CryptoProvider>,
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
        let certificate = webpki::EndEntityCert::try_from(end_entity)
            .map_err(|_| Error::InvalidCertificate(rustls::CertificateError::BadEncoding))?;
        let info = certificate.subject_public_key_info();
        let key = info.strip_prefix(&ED25519_PREFIX).and_then(|key| key.try_into().ok());
        let mut shown = self.shown.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *shown = key.map(SeatKey);
        Ok(ServerCertVerified::assertion())
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
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
