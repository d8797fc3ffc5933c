//! TLS as the relay speaks it: version 1.3 only, one crypto provider, the post-quantum hybrid key
//! exchange for those who offer it and X25519 for narrow links.
//!
//! No session tickets: a resumed handshake saves less than the tickets for it cost, and keeps no
//! round trip from being spent (`narrow-link.md` §3); and without them nothing is kept of a
//! connection that ended.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;

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

/// The one crypto provider, with the key exchanges that liaison uses, strongest first.
pub fn provider() -> CryptoProvider {
    use aws_lc_rs::kx_group::{X25519, X25519MLKEM768};
    CryptoProvider { kx_groups: vec![X25519MLKEM768, X25519], ..aws_lc_rs::default_provider() }
}

/// The relay's side of TLS: with its self-signed certificate, or with an authority's.
///
/// # Errors
/// The certificate's files cannot be read, or do not go together.
pub fn server(
    identity: &Identity,
    files: Option<&CertificateFiles>,
) -> Result<Arc<ServerConfig>, TlsError> {
    let (chain, key) = match files {
        Some(files) => read(files)?,
        None => (vec![identity.certificate().clone()], identity.private_key().into()),
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
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
        let config = server(&identity, None).expect("set up");
        assert_eq!(config.send_tls13_tickets, 0);
        let files = CertificateFiles { chain: "/nowhere/c.pem".into(), key: "/nowhere/k".into() };
        let error = server(&identity, Some(&files)).expect_err("no such file");
        assert!(error.to_string().starts_with("/nowhere/c.pem: "), "{error}");
    }
}
