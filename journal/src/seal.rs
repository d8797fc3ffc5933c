//! Seals: entries prove themselves, what lies beside them gets a short hash of its own.
//!
//! Against damage, not against people: whoever writes the file can write the seal.

use crate::fault::Result;
use crate::row::misread;

const CONTEXT: &str = "liaison journal seal 1";

/// The seal of some parts under a name.
pub(crate) fn seal(parts: &[&[u8]]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut seal = [0; 8];
    seal.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    seal
}

/// An error unless the seal is that of the parts.
pub(crate) fn check(kept: [u8; 8], parts: &[&[u8]]) -> Result<()> {
    if kept == seal(parts) { Ok(()) } else { Err(misread(0, "a value without its seal").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let kept = seal(&[b"ab", b"c"]);
        assert!(check(kept, &[b"ab", b"c"]).is_ok());
        assert!(check(kept, &[b"a", b"bc"]).is_err());
    }
}
