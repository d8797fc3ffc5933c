//! An invitation in text: what an officer is handed on paper, by telephone or by e-mail.
//!
//! `relay.example.org:7500/7K2M-…`: the relay's address, a slash, and 34 characters of Crockford
//! base32 in groups of four: 16 of secret, 16 of digest, 2 of check. The port is left out if it is
//! the standard one. Case does not matter; spaces, line breaks and hyphens between the characters
//! do not either, nor does a space in place of the slash.
//!
//! The secret, stretched and salted by the digest, is the seed of the invitation's key. The digest
//! binds the invitation to the relay's identity key (and to the room), so that whoever joins knows
//! before signing that the machine which answers is the one that was meant. The check finds every
//! single mistyping and every swap before anything is sent (`invitation/check.rs`).

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::crockford;
use crate::entry::Secret;
use crate::id::{RoomId, SeatKey};

mod check;

/// The port on which relays listen; an invitation does not spell it out.
pub const PORT_STANDARD: u16 = 7411;
/// Characters after the slash: secret, digest and check.
pub const CODE_CHARS: usize = PART_CHARS * 2 + CHECK_CHARS;
/// The most characters that a host name may have (RFC 1035, §2.3.4, without the final dot).
pub const HOST_CHARS_MAX: usize = 253;

/// 80 bits in base32.
const PART_CHARS: usize = 16;
const CHECK_CHARS: usize = 2;
const GROUP_CHARS: usize = 4;
const LABEL_CHARS_MAX: usize = 63;

const DIGEST_CONTEXT: &str = "liaison invitation 1";

/// Argon2id's parameters, fixed for good: another value would be another key. They are the least
/// that OWASP's password storage page names (19 MiB, two passes, one lane); the secret's 80 random
/// bits do the rest.
const STRETCH_KIB: u32 = 19 * 1024;
const STRETCH_PASSES: u32 = 2;
const STRETCH_LANES: u32 = 1;

/// Where to take a seat, the secret that allows it, and what the relay and room must hash to.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The relay's host in lower case: a name, an IPv4 or an IPv6 address (without brackets).
    pub host: String,
    /// The relay's port.
    pub port: u16,
    /// 80 random bits, drawn by the shell of whoever invites.
    pub secret: [u8; 10],
    /// The first 80 bits of a hash of the relay's identity key, and of the room if there is one.
    pub digest: [u8; 10],
}

impl Invitation {
    /// An invitation to the relay at `address` (`HOST` or `HOST:PORT`).
    ///
    /// # Errors
    ///
    /// [`InvitationError::Address`] or [`InvitationError::Port`] if it is none.
    pub fn new(address: &str, secret: [u8; 10], digest: [u8; 10]) -> Result<Self, InvitationError> {
        let (host, port) = read_address(address)?;
        Ok(Self { host, port, secret, digest })
    }

    /// Reads an invitation as it was typed or pasted.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in the order in which a reader would look: no code, a character that
    /// cannot stand there, the length, the address, the check.
    pub fn parse(text: &str) -> Result<Self, InvitationError> {
        let text = text.trim();
        let (address, code) = text
            .split_once('/')
            .or_else(|| text.split_once(char::is_whitespace))
            .ok_or(InvitationError::Code)?;
        let address: String = address.split_whitespace().collect();
        let address = address.to_ascii_lowercase();
        let values = read_code(code)?;
        let (host, port) = read_address(&address)?;
        if !check::holds(&address, &values) {
            return Err(InvitationError::Check);
        }
        let (secret, digest) = values[..PART_CHARS * 2].split_at(PART_CHARS);
        Ok(Self { host, port, secret: part(secret), digest: part(digest) })
    }

    /// The key that signs the acceptance of this invitation. Takes 19 MiB and some 30 ms.
    ///
    /// # Panics
    ///
    /// Where not even those 19 MiB can be had.
    pub fn key(&self) -> Secret {
        let params = Params::new(STRETCH_KIB, STRETCH_PASSES, STRETCH_LANES, Some(32))
            .expect("the fixed parameters are within Argon2's bounds");
        let mut seed = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.secret, &self.digest, seed.as_mut())
            .expect("ten bytes are a valid secret and salt, and 19 MiB of memory can be had");
        Secret::from_seed(*seed)
    }

    /// The 80 bits that bind an invitation to a relay, and to a room unless it is a permit.
    pub fn digest_for(relay_key: &SeatKey, room: Option<&RoomId>) -> [u8; 10] {
        let mut hasher = blake3::Hasher::new_derive_key(DIGEST_CONTEXT);
        hasher.update(&relay_key.0);
        if let Some(room) = room {
            hasher.update(&room.0);
        }
        let mut digest = [0; 10];
        digest.copy_from_slice(&hasher.finalize().as_bytes()[..10]);
        digest
    }

    /// Whether this relay (and room) is the one that was meant.
    pub fn matches(&self, relay_key: &SeatKey, room: Option<&RoomId>) -> bool {
        self.digest == Self::digest_for(relay_key, room)
    }
}

impl FromStr for Invitation {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, InvitationError> {
        Self::parse(text)
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = write_address(&self.host, self.port);
        let code =
            format!("{}{}", crockford::encode(&self.secret), crockford::encode(&self.digest));
        let mut values = crockford::values(&code).expect("written in base32 just above");
        values.extend(check::symbols(&address, &values));
        write!(f, "{address}/")?;
        for (i, group) in values.chunks(GROUP_CHARS).enumerate() {
            let group: String = group.iter().map(|&v| crockford::symbol(v)).collect();
            write!(f, "{}{group}", if i > 0 { "-" } else { "" })?;
        }
        Ok(())
    }
}

/// Shows the address alone: the rest is as good as a key.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invitation({}/…)", write_address(&self.host, self.port))
    }
}

/// Why a text is no invitation. Nothing was sent when it is told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// There is nothing after an address.
    #[error(
        "not an invitation: expected an address, a slash and {CODE_CHARS} characters, \
         such as relay.example.org/7K2M-…; copy it whole"
    )]
    Code,
    /// A character of the code is not of the alphabet.
    #[error(
        "{found:?}, character {place} of the code, cannot stand in an invitation; \
         the code has digits and the letters A to Z without U"
    )]
    Character {
        /// What stands there.
        found: char,
        /// Which one it is, counted from 1 without spaces and hyphens.
        place: usize,
    },
    /// The code is too short or too long.
    #[error(
        "the code of the invitation has {found} characters instead of {CODE_CHARS}; \
         some are missing or there are too many"
    )]
    Length {
        /// How many there are, without spaces and hyphens.
        found: usize,
    },
    /// What stands before the slash is no host.
    #[error(
        "{0:?} is no address of a relay; expected a host name, an IPv4 address or an IPv6 address \
         in brackets, with :PORT if it is not {PORT_STANDARD}"
    )]
    Address(String),
    /// What stands after the colon is no port.
    #[error("{0:?} is no port; expected a number from 1 to 65535")]
    Port(String),
    /// Everything could be right by its form, but something was mistyped.
    #[error(
        "the check characters do not fit: a character of the address or of the code is mistyped, \
         missing or swapped; compare it with the invitation, nothing was sent"
    )]
    Check,
}

/// The host (lower case, without brackets) and port of `HOST`, `HOST:PORT`, `[IPV6]` or
/// `[IPV6]:PORT`.
///
/// # Errors
///
/// [`InvitationError::Address`] or [`InvitationError::Port`], with the part that is wrong.
pub fn read_address(text: &str) -> Result<(String, u16), InvitationError> {
    let wrong = || InvitationError::Address(text.to_owned());
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or_else(wrong)?;
        let host = host.parse::<Ipv6Addr>().map_err(|_| wrong())?.to_string();
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(port),
            None if rest.is_empty() => None,
            None => return Err(wrong()),
        };
        (host, port)
    } else {
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        if !is_name(host) {
            return Err(wrong());
        }
        (host.to_ascii_lowercase(), port)
    };
    Ok((host, port.map_or(Ok(PORT_STANDARD), read_port)?))
}

/// `HOST:PORT` as invitations write it: the port only if it is not the standard one.
pub fn write_address(host: &str, port: u16) -> String {
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    if port == PORT_STANDARD { host } else { format!("{host}:{port}") }
}

fn read_port(text: &str) -> Result<u16, InvitationError> {
    let wrong = || InvitationError::Port(text.to_owned());
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    text.parse().ok().filter(|&port| port != 0).ok_or_else(wrong)
}

/// Whether this is a host name (letters, digits, hyphens, and underscores, which private networks
/// use) or an IPv4 address.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_CHARS_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    host.len() <= HOST_CHARS_MAX && host.split('.').all(label)
}

/// The values of the code's characters, all of them.
fn read_code(code: &str) -> Result<[u8; CODE_CHARS], InvitationError> {
    let mut values = Vec::with_capacity(CODE_CHARS);
    for found in code.chars().filter(|&c| !c.is_whitespace() && !is_hyphen(c)) {
        let place = values.len() + 1;
        let value = crockford::value(found);
        values.push(value.ok_or(InvitationError::Character { found, place })?);
    }
    let found = values.len();
    values.try_into().map_err(|_| InvitationError::Length { found })
}

/// A hyphen, or what word processors make of one.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// 16 values as their 80 bits.
fn part(values: &[u8]) -> [u8; 10] {
    crockford::pack(values).try_into().expect("sixteen values of five bits are ten bytes")
}

#[cfg(test)]
mod tests;
