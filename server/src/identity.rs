//! The relay's own key, by which consoles know it whatever its address or certificate.
//!
//! The key is made once, by `init`, and lies in one file that only the relay's user can read. The
//! self-signed certificate is grown from it each time: its dates are fixed far apart, its serial
//! number follows from the key and Ed25519 signs without randomness, so that it is always the same
//! bytes, and there is no second file to lose.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use liaison_core::entry::Secret;
use liaison_core::id::SeatKey;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ED25519};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

/// The name of the key's file in the relay's directory.
pub const FILE: &str = "identity.key";

/// PKCS #8 (RFC 5958, RFC 8410) of an Ed25519 key, up to its 32 bytes.
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// The relay's key pair and the certificate that shows it.
#[derive(Clone, Debug)]
pub struct Identity {
    secret: Secret,
    certificate: CertificateDer<'static>,
}

/// The identity cannot be made or used. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file cannot be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not hold a key.
    #[error("{}: not an identity key; put it back from a backup", .0.display())]
    Damaged(PathBuf),
    /// Others than its owner may read the file.
    #[error("{}: others can read this key; run `chmod 600` on it", .0.display())]
    Open(PathBuf),
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(getrandom::Error),
    /// The certificate could not be made of the key.
    #[error("the certificate cannot be made: {0}")]
    Certificate(rcgen::Error),
}

impl Identity {
    /// Draws a new identity and writes it into `dir`, readable by its owner alone.
    ///
    /// # Errors
    /// There is one already, or the file cannot be written.
    pub fn create(dir: &Path) -> Result<Self, IdentityError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(IdentityError::Random)?;
        let identity = Self::from_seed(&seed)?;
        let mut text = Zeroizing::new(String::with_capacity(65));
        for byte in seed.iter() {
            write!(text, "{byte:02x}").expect("writing to a string");
        }
        text.push('\n');
        let file = dir.join(FILE);
        let write = || -> io::Result<()> {
            let mut options = fs::OpenOptions::new();
            let mut out = options.write(true).create_new(true).mode(0o600).open(&file)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            fs::File::open(dir)?.sync_all()
        };
        write().map_err(|source| IdentityError::File { file, source })?;
        Ok(identity)
    }

    /// Reads the identity in `dir`.
    ///
    /// # Errors
    /// The file is missing, damaged, or readable by others.
    pub fn load(dir: &Path) -> Result<Self, IdentityError> {
        let file = dir.join(FILE);
        let read = || Ok((fs::metadata(&file)?, Zeroizing::new(fs::read_to_string(&file)?)));
        let (metadata, text) = match read() {
            Ok(found) => found,
            Err(source) => return Err(IdentityError::File { file, source }),
        };
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(IdentityError::Open(file));
        }
        match parse_seed(text.trim_end()) {
            Some(seed) => Self::from_seed(&seed),
            None => Err(IdentityError::Damaged(file)),
        }
    }

    /// The identity grown from a seed.
    ///
    /// # Errors
    /// The certificate cannot be made.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, IdentityError> {
        let secret = Secret::from_seed(*seed);
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8(&secret), &PKCS_ED25519)
            .map_err(IdentityError::Certificate)?;
        let mut params = CertificateParams::default();
        // Names and dates of this certificate are not checked by anybody: few bytes, always valid.
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "liaison");
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(4000, 1, 1);
        let certificate = params.self_signed(&pair).map_err(IdentityError::Certificate)?;
        Ok(Self { secret, certificate: certificate.der().clone() })
    }

    /// The public key that invitations and rooms name.
    pub fn key(&self) -> SeatKey {
        self.secret.key()
    }

    /// The private key, which signs a console's nonce.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The self-signed certificate.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// The private key as TLS libraries take it.
    pub fn private_key(&self) -> PrivatePkcs8KeyDer<'static> {
        pkcs8(&self.secret)
    }
}

fn pkcs8(secret: &Secret) -> PrivatePkcs8KeyDer<'static> {
    let mut der = Vec::with_capacity(48);
    der.extend_from_slice(&PKCS8_PREFIX);
    der.extend_from_slice(Zeroizing::new(secret.seed()).as_ref());
    PrivatePkcs8KeyDer::from(der)
}

fn parse_seed(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut seed = Zeroizing::new([0; 32]);
    for (byte, pair) in seed.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_read_back_with_the_same_certificate() {
        let dir = tempfile::tempdir().expect("a directory");
        let made = Identity::create(dir.path()).expect("made");
        let read = Identity::load(dir.path()).expect("read");
        assert_eq!(made.key(), read.key());
        assert_eq!(made.certificate(), read.certificate());
        let key = made.key().0;
        assert!(made.certificate().windows(32).any(|w| w == key));
        assert!(made.certificate().len() < 400, "{}", made.certificate().len());
    }

    #[test]
    fn an_identity_is_never_overwritten_and_never_open_to_others() {
        let dir = tempfile::tempdir().expect("a directory");
        Identity::create(dir.path()).expect("made");
        let file = dir.path().join(FILE);
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        assert!(matches!(Identity::create(dir.path()), Err(IdentityError::File { .. })));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("changed");
        assert!(matches!(Identity::load(dir.path()), Err(IdentityError::Open(_))));
    }

    #[test]
    fn a_damaged_key_is_said_to_be_damaged() {
        let dir = tempfile::tempdir().expect("a directory");
        Identity::create(dir.path()).expect("made");
        let file = dir.path().join(FILE);
        fs::write(&file, "zz").expect("written");
        assert!(matches!(Identity::load(dir.path()), Err(IdentityError::Damaged(_))));
    }
}
