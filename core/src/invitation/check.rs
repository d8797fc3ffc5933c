//! The two check characters of an invitation.
//!
//! Each is a symbol of GF(32), together they are one element of GF(1024) = GF(32)\[y\]/(y²+y+3),
//! where y generates the whole multiplicative group. Reading from the end, the characters of code
//! and address have the weights y⁰, y¹, y², …; a text is right if the weighted sum, on top of a
//! start value, is zero. A character of the code weighs in as an element of GF(32), one of the
//! address as any element of GF(1024), which its eight bits always fit into.
//!
//! What follows from it, as long as there are fewer than 1,023 characters (an address has at most
//! 261, the code 34):
//!
//! - one wrong character changes the sum by (difference ≠ 0) × (weight ≠ 0): found;
//! - two different characters swapped, wherever both stand within the code or within the address,
//!   change it by (difference ≠ 0) × (sum of two different weights ≠ 0): found;
//! - two wrong characters of the code cancel only if the quotient of their weights is in GF(32),
//!   that is, 33 places apart: only for the first and the last. All other pairs are found.
//!
//! A plain Reed–Solomon code over GF(32) with two check symbols is at most 33 symbols long even in
//! its doubly extended form, which the code alone exceeds; this cyclic code is as strong within any
//! 33 places and goes on beyond them.

use super::{CHECK_CHARS, CODE_CHARS};

/// y² = y + 3: the smallest coefficients for which y generates all of GF(1024)*.
const Y_SQUARED: Element = Element { one: 3, y: 1 };
/// x⁵ + x² + 1, by which products in GF(32) are reduced.
const REDUCTION: u16 = 0b10_0101;
/// Not zero, so that a text of zeros has no check of zeros.
const START: Element = Element { one: 1, y: 0 };

/// Whether the last two symbols check the ones before them and the address.
pub(super) fn holds(address: &str, code: &[u8; CODE_CHARS]) -> bool {
    sum(address, code) == Element { one: 0, y: 0 }
}

/// The check symbols of an address and a code that has none yet.
pub(super) fn symbols(address: &str, code: &[u8]) -> [u8; CHECK_CHARS] {
    let rest = sum(address, code).times_y().times_y();
    [rest.y, rest.one]
}

/// The weighted sum, by Horner's rule: the address first, as its length is not fixed.
fn sum(address: &str, code: &[u8]) -> Element {
    let address = address.bytes().map(|b| Element { one: b & 31, y: b >> 5 });
    let code = code.iter().map(|&symbol| Element { one: symbol, y: 0 });
    address.chain(code).fold(START, |sum, next| sum.times_y().plus(next))
}

/// An element of GF(1024): `one` + `y`·y, both five bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element {
    one: u8,
    y: u8,
}

impl Element {
    fn plus(self, other: Self) -> Self {
        Self { one: self.one ^ other.one, y: self.y ^ other.y }
    }

    fn times_y(self) -> Self {
        Self { one: product(self.y, Y_SQUARED.one), y: self.one ^ product(self.y, Y_SQUARED.y) }
    }
}

/// The product of two elements of GF(32).
fn product(a: u8, b: u8) -> u8 {
    let mut product = 0u16;
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            product ^= u16::from(a) << bit;
        }
    }
    for bit in (5..9).rev() {
        if product >> bit & 1 == 1 {
            product ^= REDUCTION << (bit - 5);
        }
    }
    (product & 31) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn y_generates_the_whole_group() {
        let mut power = START;
        let mut order = 0;
        loop {
            power = power.times_y();
            order += 1;
            if power == START {
                break;
            }
        }
        assert_eq!(order, 1023);
    }

    #[test]
    fn gf_32_is_a_field() {
        for a in 1..32 {
            let mut products: Vec<u8> = (1..32).map(|b| product(a, b)).collect();
            products.sort_unstable();
            assert_eq!(products, (1..32).collect::<Vec<u8>>());
        }
    }

    /// Every two wrong symbols, in every two places: only the first and the last can cancel.
    #[test]
    fn two_wrong_symbols_are_found_unless_they_are_the_first_and_the_last() {
        let mut weights = vec![START];
        for i in 1..CODE_CHARS {
            weights.push(weights[i - 1].times_y());
        }
        let scaled = |w: Element, by| Element { one: product(w.one, by), y: product(w.y, by) };
        for i in 0..CODE_CHARS {
            for j in 0..i {
                let cancels = (1..32).any(|by| scaled(weights[i], by) == weights[j]);
                assert_eq!(cancels, (i, j) == (CODE_CHARS - 1, 0), "places {i} and {j}");
            }
        }
    }
}
