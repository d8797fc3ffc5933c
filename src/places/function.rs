//! What passes through a place.

use std::fmt::{self, Write as _};
use std::str::FromStr;

/// A function of a place, by UN/LOCODE's own classification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// 1: sea port, or any port to which a vessel comes.
    SeaPort,
    /// 2: rail terminal.
    Rail,
    /// 3: road terminal.
    Road,
    /// 4: airport.
    Airport,
    /// 5: postal exchange office.
    Post,
    /// 6: multimodal: inland clearance depot, dry port.
    InlandDepot,
    /// 7: fixed transport: pipeline, oil platform, ropeway.
    FixedInstallation,
    /// 8: inland water port.
    InlandPort,
    /// A: special economic zone.
    SpecialZone,
    /// B: border crossing. A former code, "not to be used", that 476 places of 2023-1 still have.
    BorderCrossing,
}

impl Function {
    /// All of them, in the order of their signs.
    pub const ALL: [Self; 10] = [
        Self::SeaPort,
        Self::Rail,
        Self::Road,
        Self::Airport,
        Self::Post,
        Self::InlandDepot,
        Self::FixedInstallation,
        Self::InlandPort,
        Self::SpecialZone,
        Self::BorderCrossing,
    ];

    /// The character that stands for it.
    pub fn sign(self) -> char {
        char::from(b"12345678AB"[self as usize])
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The functions of a place; none if they are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Functions(u16);

impl Functions {
    /// One bit for each.
    pub(super) const BITS: u16 = (1 << Function::ALL.len()) - 1;

    pub(super) fn from_bits(bits: u16) -> Self {
        Self(bits & Self::BITS)
    }

    pub(super) fn bits(self) -> u16 {
        self.0
    }

    /// Whether this is one of them.
    pub fn has(self, function: Function) -> bool {
        self.0 & function.bit() != 0
    }

    /// Each of them, in the order of their signs.
    pub fn iter(self) -> impl Iterator<Item = Function> {
        Function::ALL.into_iter().filter(move |&function| self.has(function))
    }
}

/// As in the list: a place for each of 1 to 8, the last one also that of A and B.
impl fmt::Display for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (alone, last) = Function::ALL.split_at(7);
        for &function in alone {
            f.write_char(if self.has(function) { function.sign() } else { '-' })?;
        }
        let last = last.iter().rev().find(|&&function| self.has(function));
        f.write_char(last.map_or('-', |function| function.sign()))
    }
}

/// The classification has a character that stands for no function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} stands for no function; expected 1 to 8, A, B, 0 for not known, or -")]
pub struct UnknownFunction(char);

impl FromStr for Functions {
    type Err = UnknownFunction;

    fn from_str(text: &str) -> Result<Self, UnknownFunction> {
        let mut bits = 0;
        for sign in text.chars().filter(|c| !matches!(c, '-' | '0')) {
            let function = Function::ALL.into_iter().find(|function| function.sign() == sign);
            bits |= function.ok_or(UnknownFunction(sign))?.bit();
        }
        Ok(Self(bits))
    }
}
