//! Every limit of the relay, with its default: the `[limits]` of `relay.toml`.
//!
//! One table says it all: the fields, their defaults, the range that makes sense, and the sentence
//! that `docs/operations.md` prints. Sizes are those of the design's list of limits; the kinds are
//! those that the trusted servers ship with.

/// One row of the table of limits.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The key in `[limits]`.
    pub name: &'static str,
    /// What holds if the file does not say otherwise.
    pub default: u64,
    /// The smallest value that is accepted.
    pub least: u64,
    /// The largest value that is accepted.
    pub most: u64,
    /// What it limits, in one sentence.
    pub about: &'static str,
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $default:literal, $least:literal ..= $most:literal;)+) => {
        /// The limits in force.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            /// Whether what is counted by address also counts for loopback addresses.
            pub loopback: bool,
            $($(#[doc = $doc])+ pub $name: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { loopback: false, $($name: $default,)+ }
            }
        }

        impl Limits {
            /// Every limit that is a number, in the order of the documentation.
            pub const TABLE: &'static [Limit] = &[$(Limit {
                name: stringify!($name),
                default: $default,
                least: $least,
                most: $most,
                about: concat!($($doc),+),
            },)+];

            /// Sets the limit of that name, if there is one.
            pub(crate) fn set(&mut self, name: &str, value: u64) {
                match name {
                    $(stringify!($name) => self.$name = value,)+
                    _ => {}
                }
            }
        }
    };
}

limits! {
    /// Connections open at once.
    connections: 4_096, 1..=1_000_000;
    /// Connections at once that have not proved who they are.
    connections_unidentified: 200, 1..=100_000;
    /// Connections at once from one address (IPv6: one /64).
    connections_per_address: 256, 1..=1_000_000;
    /// Connections at once from one address that have not proved who they are.
    unidentified_per_address: 64, 1..=100_000;
    /// Wrong proofs, permits and invitations a minute from one address before it is slowed down.
    failures_per_minute: 5, 1..=10_000;
    /// Seconds without a byte after which a connection that has not proved who it is is dropped.
    handshake_silence_seconds: 10, 1..=600;
    /// Seconds in all that a connection has to prove who it is.
    handshake_seconds: 90, 1..=3_600;
    /// Seconds without a byte after which an identified connection counts as lost.
    silence_seconds: 720, 10..=86_400;
    /// Bytes of an upgrade request.
    request_bytes: 8_192, 512..=65_536;
    /// Bytes of a frame.
    frame_bytes: 262_144, 1_024..=262_144;
    /// Entries a minute that one connection may bring before the relay reads it more slowly.
    entries_per_minute: 6_000, 1..=10_000_000;
    /// Entries of one room.
    entries_per_room: 5_000_000, 1..=1_000_000_000;
    /// Bytes of one document; a larger one is refused before its first byte.
    document_bytes: 50_000_000, 1_024..=1_073_741_824;
    /// Bytes of all documents that the relay keeps; what goes beyond is refused before its first byte.
    documents_bytes: 5_000_000_000, 0..=1_000_000_000_000_000;
    /// Rooms that the relay holds.
    rooms: 256, 1..=100_000;
    /// Hours in which a permit may be spent.
    permit_hours: 72, 1..=8_760;
    /// Entries that are stored in one transaction at most.
    group_entries: 512, 1..=65_536;
    /// Entries that wait for one room before connections that bring more have to wait.
    waiting_entries: 8_192, 512..=1_000_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_within_its_range_and_can_be_set() {
        let mut limits = Limits::default();
        for limit in Limits::TABLE {
            assert!((limit.least..=limit.most).contains(&limit.default), "{}", limit.name);
            assert!(limit.about.ends_with('.'), "{}", limit.name);
            limits.set(limit.name, limit.most);
        }
        assert_ne!(limits, Limits::default());
        assert_eq!(limits.rooms, 100_000);
    }
}
