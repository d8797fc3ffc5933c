//! How connections are made: with everything, or with few bytes.
//!
//! *Wide* has the post-quantum hybrid key exchange, 3.1 kB a handshake; *narrow* has X25519 and the
//! relay's bare key, 0.6 kB. What narrow costs: who records the connection today could read it with
//! a quantum computer some day (`docs/threat-model.md`).

/// Links measured to be slower than this are narrow, in bits a second: a wide handshake would take
/// more than a second and a half there.
const NARROW_BELOW_BPS: u64 = 20_000;

/// What an officer says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// By the rate that was last measured.
    #[default]
    Auto,
    /// Always wide.
    Wide,
    /// Always narrow.
    Narrow,
}

/// What comes of it for one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// With the post-quantum hybrid.
    #[default]
    Wide,
    /// With few bytes.
    Narrow,
}

impl Choice {
    /// What can be said.
    pub const NAMES: &[&str] = &["auto", "wide", "narrow"];

    /// The choice of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "wide" => Some(Self::Wide),
            "narrow" => Some(Self::Narrow),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }

    /// The profile of the next connection over a link that was last measured so, in bits a second.
    pub fn profile(self, rate_bps: Option<u64>) -> Profile {
        match self {
            Self::Wide => Profile::Wide,
            Self::Narrow => Profile::Narrow,
            Self::Auto if rate_bps.is_some_and(|rate| rate < NARROW_BELOW_BPS) => Profile::Narrow,
            Self::Auto => Profile::Wide,
        }
    }
}

impl Profile {
    /// The name as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_officer_decides_or_the_measured_rate_does() {
        for name in Choice::NAMES {
            assert_eq!(Choice::named(name).map(Choice::name), Some(*name));
        }
        assert_eq!(Choice::Auto.profile(None), Profile::Wide);
        assert_eq!(Choice::Auto.profile(Some(20_000)), Profile::Wide);
        assert_eq!(Choice::Auto.profile(Some(19_999)), Profile::Narrow);
        assert_eq!(Choice::Wide.profile(Some(2_400)), Profile::Wide);
        assert_eq!(Choice::Narrow.profile(Some(1_000_000)), Profile::Narrow);
    }
}
