//! TLS as the relay speaks it: version 1.3 only, one crypto provider, and two faces.
//!
//! Who offers to take a raw public key (RFC 7250) is on a narrow link and is shown the identity key
//! itself, with X25519 and one suite: 0.6 kB a handshake. Everybody else is shown a certificate,
//! with the post-quantum hybrid key exchange where it is offered.
//!
//! No session tickets: over a raw public key a resumed handshake costs as many bytes as a full one
//! before its ticket is counted (`docs/decisions/007`); and without them nothing is kept of a
//! connection that ended.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{
    Acceptor, AlwaysResolvesServerRawPublicKeys, CertificateType, ClientHello,
    NoServerSessionStorage,
};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::CertificateFiles;
use crate::identity::Identity;

/// TLS cannot be set up as the configuration says.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A PEM file cannot be read or holds something else.
    #[error("{}: {what}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why.
        what: String,
    },
    /// Certificate and key do not go together, or are of a kind that is not supported.
    #[error("the certificate cannot be used: {0}")]
    Certificate(#[from] rustls::Error),
}

/// What an Ed25519 public key begins with where it stands alone (RFC 8410, §4).
const RAW_KEY_PREFIX: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// What TLS keeps of what was written before it takes no more: what lies here cannot be overtaken.
const BUFFER_BYTES: usize = 8 * 1024;

/// The relay's two faces.
#[derive(Clone, Debug)]
pub struct Faces {
    certificate: Arc<ServerConfig>,
    raw_key: Arc<ServerConfig>,
}

/// Which face a connection was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// A certificate: the relay's own or an authority's.
    Certificate,
    /// The identity key itself.
    RawKey,
}

impl Faces {
    /// The faces of an identity; `files` name an authority's certificate to show instead of the
    /// relay's own.
    ///
    /// # Errors
    /// The certificate's files cannot be read, or do not go together.
    pub fn new(identity: &Identity, files: Option<&CertificateFiles>) -> Result<Self, TlsError> {
        let (chain, key) = match files {
            Some(files) => read(files)?,
            None => (vec![identity.certificate().clone()], identity.private_key().into()),
        };
        let certificate = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        let narrow = Arc::new(narrow_provider());
        let signer = narrow.key_provider.load_private_key(identity.private_key().into())?;
        let bare = [&RAW_KEY_PREFIX[..], &identity.key().0].concat();
        let bare = CertifiedKey::new(vec![CertificateDer::from(bare)], signer);
        let raw_key = ServerConfig::builder_with_provider(narrow)
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(Arc::new(bare))));
        Ok(Self { certificate: forgetful(certificate), raw_key: forgetful(raw_key) })
    }

    /// Shakes hands with who connects, and says which face was shown.
    ///
    /// # Errors
    /// The handshake fails, or the stream does.
    pub async fn accept<S>(&self, stream: S) -> io::Result<(TlsStream<S>, Face)>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let face = wanted(&start.client_hello());
        let config = match face {
            Face::Certificate => &self.certificate,
            Face::RawKey => &self.raw_key,
        };
        let keep_little = |tls: &mut rustls::ServerConnection| {
            tls.set_buffer_limit(Some(BUFFER_BYTES));
        };
        let stream = start.into_stream_with(Arc::clone(config), keep_little).await?;
        Ok((stream, face))
    }
}

fn wanted(hello: &ClientHello<'_>) -> Face {
    let offered = hello.server_cert_types().unwrap_or_default();
    match offered.contains(&CertificateType::RawPublicKey) {
        true => Face::RawKey,
        false => Face::Certificate,
    }
}

/// The one crypto provider, with the key exchanges that liaison uses, strongest first.
pub fn provider() -> CryptoProvider {
    use aws_lc_rs::kx_group::{X25519, X25519MLKEM768};
    CryptoProvider { kx_groups: vec![X25519MLKEM768, X25519], ..aws_lc_rs::default_provider() }
}

/// The same for narrow links: one key exchange, one suite, which is fast without AES in hardware
/// and has the shorter hash.
fn narrow_provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![aws_lc_rs::kx_group::X25519],
        cipher_suites: vec![aws_lc_rs::cipher_suite::TLS13_CHACHA20_POLY1305_SHA256],
        ..aws_lc_rs::default_provider()
    }
}

/// Nothing is kept of a connection that ended.
fn forgetful(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Arc::new(config)
}

type ChainAndKey = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn read(files: &CertificateFiles) -> Result<ChainAndKey, TlsError> {
    let chain: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(&files.chain).and_then(Iterator::collect);
    let chain = match chain {
        Ok(chain) if chain.is_empty() => {
            let what = "holds no certificate".to_owned();
            return Err(TlsError::File { file: files.chain.clone(), what });
        }
        Ok(chain) => chain,
        Err(e) => return Err(TlsError::File { file: files.chain.clone(), what: e.to_string() }),
    };
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|e| TlsError::File { file: files.key.clone(), what: e.to_string() })?;
    Ok((chain, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_certificate_and_missing_files() {
        let identity = Identity::from_seed(&[7; 32]).expect("made");
        let faces = Faces::new(&identity, None).expect("set up");
        assert_eq!(faces.certificate.send_tls13_tickets, 0);
        assert_eq!(faces.raw_key.send_tls13_tickets, 0);
        let files = CertificateFiles { chain: "/nowhere/c.pem".into(), key: "/nowhere/k".into() };
        let error = Faces::new(&identity, Some(&files)).expect_err("no such file");
        assert!(error.to_string().starts_with("/nowhere/c.pem: "), "{error}");
    }
}
