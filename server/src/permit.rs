//! The founder's permit: an invitation without a room, which founds one or moves one here, once.
//!
//! The relay keeps only a hash of the permit's public key, so that a copy of its store does not
//! give rooms to whoever reads it.

use std::time::Duration;

use liaison_core::id::{Hash, SeatKey};
use liaison_core::invitation::{Invitation, InvitationError};
use liaison_core::stamp::Stamp;
use liaison_journal::permit::Spending;
use liaison_journal::{Journal, JournalError};
use zeroize::Zeroizing;

const CONTEXT: &str = "liaison permit 1";

/// A permit that was given.
#[derive(Debug)]
pub struct Permit {
    /// What to hand to the founder.
    pub invitation: Invitation,
    /// When it ends.
    pub expires: Stamp,
}

/// No permit was given.
#[derive(Debug, thiserror::Error)]
pub enum PermitError {
    /// It could not be kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The relay's own address cannot stand in an invitation.
    #[error("{0}; correct `host` in relay.toml")]
    Host(#[from] InvitationError),
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

/// What the relay keeps of a permit.
pub fn digest(permit: &SeatKey) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(CONTEXT);
    hasher.update(&permit.0);
    Hash(*hasher.finalize().as_bytes())
}

/// Draws a permit to this relay, keeps its hash, and only then hands it out.
///
/// # Errors
/// It cannot be kept, or the address is none.
pub fn give(
    journal: &mut Journal,
    relay: &SeatKey,
    host: &str,
    now: Stamp,
    valid: Duration,
) -> Result<Permit, PermitError> {
    let mut secret = Zeroizing::new([0; 10]);
    getrandom::fill(secret.as_mut())?;
    let invitation = Invitation::new(host, *secret, Invitation::digest_for(relay, None))?;
    let expires = now + valid;
    let digest = digest(&invitation.key().key());
    journal.write(|write| write.give_permit(&digest, expires))?;
    Ok(Permit { invitation, expires })
}

/// Why a permit does not hold, as its bearer is told.
pub fn reason(spending: Spending) -> &'static str {
    match spending {
        Spending::Spent | Spending::Used => {
            "this permit was used already; ask the relay's operator for another one"
        }
        Spending::Expired => "this permit has expired; ask the relay's operator for another one",
        Spending::Unknown => "this relay gave no such permit; compare it with what you were given",
    }
}

#[cfg(test)]
mod tests {
    use liaison_journal::Access;

    use super::*;

    #[test]
    fn a_permit_is_known_by_its_key_alone_and_holds_once() {
        let dir = tempfile::tempdir().expect("a directory");
        let mut journal =
            Journal::open(&dir.path().join("relay.db"), Access::Create).expect("opened");
        let relay = SeatKey([9; 32]);
        let now = Stamp(1_000_000);
        let hour = Duration::from_secs(3600);
        let permit = give(&mut journal, &relay, "relay.example.org", now, hour).expect("given");
        let typed = Invitation::parse(&permit.invitation.to_string()).expect("it reads back");
        assert!(typed.matches(&relay, None));
        let digest = digest(&typed.key().key());
        let mut spend = |now| {
            let done = journal.write(|write| write.spend_permit(&digest, now));
            done.expect("asked")
        };
        assert_eq!(spend(now + hour), Spending::Expired);
        assert_eq!(spend(now), Spending::Spent);
        assert_eq!(spend(now), Spending::Used);
    }
}
