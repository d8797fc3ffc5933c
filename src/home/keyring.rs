//! Private keys of seats: one file each, written before anything is signed with it.
//!
//! A key file holds the 32 bytes of the seed as hexadecimal digits. It is never overwritten.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use liaison_core::entry::Secret;
use liaison_core::id::SeatKey;
use zeroize::Zeroizing;

use super::HomeError;

/// The folder of private keys.
#[derive(Clone, Debug)]
pub struct Keyring {
    dir: PathBuf,
}

impl Keyring {
    pub(super) fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Draws a new key and keeps it on disk before anybody hears of it.
    ///
    /// # Errors
    ///
    /// If the system has no randomness to give or the file cannot be written.
    pub fn draw(&self) -> Result<Secret, HomeError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed)
            .map_err(|e| HomeError::io(&self.dir, std::io::Error::other(e.to_string())))?;
        let secret = Secret::from_seed(*seed);
        self.keep(&secret)?;
        Ok(secret)
    }

    /// Keeps a key on disk.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; a file that is there is left as it is.
    pub fn keep(&self, secret: &Secret) -> Result<(), HomeError> {
        let path = self.path(&secret.key());
        let io = |e| HomeError::io(&path, e);
        let digits = Zeroizing::new(hex(&secret.seed()));
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io)?;
        file.write_all(digits.as_bytes()).map_err(io)?;
        file.sync_all().map_err(io)?;
        // The name too must outlive the machine's power.
        File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(io)
    }

    /// The private half of a key, if it is kept here.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or holds no key.
    pub fn secret(&self, key: &SeatKey) -> Result<Option<Secret>, HomeError> {
        let path = self.path(key);
        let mut digits = Zeroizing::new(String::new());
        match File::open(&path).and_then(|mut file| file.read_to_string(&mut digits)) {
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(HomeError::io(&path, e)),
        }
        let seed = unhex(digits.trim()).map(Zeroizing::new);
        let secret = seed.map(|seed| Secret::from_seed(*seed));
        let secret = secret.filter(|s| s.key() == *key);
        secret.map(Some).ok_or(HomeError::NotAKey { path })
    }

    fn path(&self, key: &SeatKey) -> PathBuf {
        Path::new(&self.dir).join(format!("{}.key", hex(&key.0[..16])))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (byte, pair) in seed.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(seed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_kept_for_its_owner_alone_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keyring::at(dir.path().to_owned());
        let secret = keys.draw().unwrap();
        let mode = std::fs::metadata(keys.path(&secret.key())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let read = keys.secret(&secret.key()).unwrap().unwrap();
        assert_eq!(read.seed(), secret.seed());
        assert!(keys.keep(&secret).is_err(), "never overwritten");
        assert!(keys.secret(&SeatKey([9; 32])).unwrap().is_none());
    }

    #[test]
    fn a_file_that_holds_no_key_is_told_and_left() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keyring::at(dir.path().to_owned());
        let key = SeatKey([7; 32]);
        std::fs::write(keys.path(&key), "é").unwrap();
        assert!(matches!(keys.secret(&key), Err(HomeError::NotAKey { .. })));
    }
}
