//! Bodies of every kind drawn from bytes: each kind has a shape in a few letters.
//!
//! A target that reads raw bytes finds what breaks a reader; these find what breaks the folds.

use arbitrary::{Result, Unstructured};
use liaison_core::body::Kind;
use liaison_core::id::{EntryRef, SeatKey};
use minicbor::Encoder;

/// What entries can refer to while they are drawn.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Names of entries that are there.
    pub names: &'a [EntryRef],
    /// Keys of everybody.
    pub keys: &'a [SeatKey],
}

/// Kind and shape. `k` key, `K` signature, `h` hash, `H` half a hash, `s` seat, `r` reference,
/// `t` text, `i` identifier, `e` code of a vocabulary, `m` moment, `u` number, `b` truth;
/// `[…]` a record, `*` a list of what follows, `?` perhaps what follows, `c` a change of it.
const SHAPES: &[(u16, &str)] = &[
    (1, "[ketttke]"),
    (2, "[kttem?t]"),
    (3, "[r]"),
    (4, "[kkK?t]"),
    (5, "[kh]"),
    (6, "[kkuhK]"),
    (7, "[*[su]e*r]"),
    (8, "[*[su]t*r]"),
    (9, "[ie*r?t?t?t]"),
    (10, "[tk]"),
    (11, "[k]"),
    (12, "[*[suH]]"),
    (13, "[*u]"),
    (14, "[*[rr]]"),
    (20, "[teeee*i?t?m]"),
    (21, "[r*r?t?e?e?e?e?*i?t?cm]"),
    (22, "[r*re]"),
    (23, "[r*ruemmt?e?m]"),
    (24, "[r*r?t]"),
    (25, "[r*r?t]"),
    (26, "[tt]"),
    (30, "[ite*r?i]"),
    (31, "[[ie?e]*rme?e?e?cu?ct?ct?ct?cm]"),
    (32, "[[ie?e]*rm?t]"),
    (33, "[[ie?e]*rm?t]"),
    (40, "[iue[tt][tt]*[tt]*[e[tt]][tt]*[tt]uu[tt]u*[i[tt][tt]ue]*r*i*e?m]"),
    (41, "[i?t]"),
    (42, "[rett?r*i*e]"),
    (43, "[r]"),
    (44, "[r*re]"),
    (45, "[r*ris]"),
    (46, "[r*ri?t]"),
    (47, "[r*rit]"),
    (48, "[r*r?t]"),
    (49, "[ttm*i*e?r]"),
    (50, "[r*ru]"),
    (51, "[r*rm?u]"),
    (60, "[?r*r?t?t?ct?ct?ct?ct?ct?ct?ct?cs]"),
    (61, "[r]"),
    (62, "[r*r]"),
    (63, "[i*r?m]"),
    (64, "[ist]"),
    (65, "[r*ri]"),
    (70, "[et*[u[s]]b?r?e?t?r]"),
    (71, "[*r]"),
    (72, "[tt*t?t?m?r]"),
    (73, "[t?r]"),
    (74, "[rt]"),
    (80, "[itt*r?m]"),
    (81, "[r?t]"),
    (82, "[*r]"),
    (100, "[ttuh?e?r?[uhu]]"),
    (101, "[r?t]"),
];

/// The few identifiers that there are, so that entries speak of the same things.
const IDENTIFIERS: &[&str] = &["JPNGO", "CRSJO", "ncb", "step-1", "coordination"];

/// Draws a kind and a body of it.
pub fn draw(u: &mut Unstructured<'_>, around: &Surroundings<'_>) -> Result<(Kind, Vec<u8>)> {
    let (kind, shape) = *u.choose(SHAPES)?;
    let mut body = Vec::new();
    Pen { e: Encoder::new(&mut body), u, around }.one(shape.as_bytes())?;
    Ok((Kind(kind), body))
}

struct Pen<'a, 'b, 'c> {
    e: Encoder<&'a mut Vec<u8>>,
    u: &'a mut Unstructured<'b>,
    around: &'a Surroundings<'c>,
}

impl Pen<'_, '_, '_> {
    /// Writes the first item of a shape and gives what follows it.
    fn one<'s>(&mut self, shape: &'s [u8]) -> Result<&'s [u8]> {
        let Some((&letter, rest)) = shape.split_first() else { return Ok(shape) };
        match letter {
            b'[' => return self.record(rest),
            b'*' => return self.list(rest),
            b'?' if self.u.ratio(1, 2)? => self.e.null().map(drop),
            b'?' => return self.one(rest),
            b'c' if self.u.ratio(1, 4)? => self.e.array(0).map(drop),
            b'c' => {
                self.e.array(1).expect(MEMORY);
                return self.one(rest);
            }
            _ => {
                self.letter(letter)?;
                return Ok(rest);
            }
        }
        .expect(MEMORY);
        Ok(skip(rest))
    }

    fn record<'s>(&mut self, shape: &'s [u8]) -> Result<&'s [u8]> {
        let mut fields = 0;
        let mut rest = shape;
        while rest[0] != b']' {
            rest = skip(rest);
            fields += 1;
        }
        self.e.array(fields).expect(MEMORY);
        let mut rest = shape;
        while rest[0] != b']' {
            rest = self.one(rest)?;
        }
        Ok(&rest[1..])
    }

    fn list<'s>(&mut self, shape: &'s [u8]) -> Result<&'s [u8]> {
        let count = self.u.int_in_range(0..=3)?;
        self.e.array(count).expect(MEMORY);
        for _ in 0..count {
            self.one(shape)?;
        }
        Ok(skip(shape))
    }

    fn letter(&mut self, letter: u8) -> Result<()> {
        match letter {
            b'k' => self.e.bytes(&self.u.choose(self.around.keys)?.0),
            b's' => self.e.bytes(&self.u.choose(self.around.keys)?.seat().0),
            b'r' => {
                let mut name = *self.u.choose(self.around.names)?;
                if self.u.ratio(1, 16)? {
                    name.id.n = self.u.int_in_range(1..=9)?;
                }
                self.e.encode(name)
            }
            b'K' => self.e.bytes(&self.u.arbitrary::<[u8; 64]>()?),
            b'h' => self.e.bytes(&self.u.arbitrary::<[u8; 32]>()?),
            b'H' => self.e.bytes(&self.u.arbitrary::<[u8; 16]>()?),
            b't' => self.e.str(self.u.arbitrary()?),
            b'i' => self.e.str(self.u.choose(IDENTIFIERS)?),
            b'e' => self.e.u8(self.u.int_in_range(1..=7)?),
            b'm' => self.e.u64(1_700_000_000 + u64::from(self.u.arbitrary::<u16>()?)),
            b'u' => {
                let small = self.u.ratio(7, 8)?;
                let number =
                    if small { self.u.int_in_range(0..=7)? } else { self.u.arbitrary()? };
                self.e.u32(number)
            }
            b'b' => self.e.bool(self.u.arbitrary()?),
            _ => unreachable!("no shape has this letter"),
        }
        .expect(MEMORY);
        Ok(())
    }
}

/// What follows the first item of a shape.
fn skip(shape: &[u8]) -> &[u8] {
    match shape[0] {
        b'[' => {
            let mut rest = &shape[1..];
            while rest[0] != b']' {
                rest = skip(rest);
            }
            &rest[1..]
        }
        b'*' | b'?' | b'c' => skip(&shape[1..]),
        _ => &shape[1..],
    }
}

const MEMORY: &str = "writing CBOR to memory cannot fail";

#[cfg(test)]
mod tests {
    use liaison_core::body::Body;
    use liaison_core::id::SeatId;

    use super::*;

    /// With bytes that vary enough every kind is drawn, and most of what is drawn can be read.
    #[test]
    fn every_kind_has_a_shape_that_reads() {
        let listed: Vec<Kind> = SHAPES.iter().map(|(kind, _)| Kind(*kind)).collect();
        assert_eq!(listed, Kind::ALL);
        let around = Surroundings {
            names: &[EntryRef::new(SeatId([1; 4]), 1, [2, 3])],
            keys: &[SeatKey([7; 32])],
        };
        for (kind, shape) in SHAPES {
            let mut state = u64::from(*kind);
            let read = (0..200).any(|_| {
                let bytes: Vec<u8> = (0..4000)
                    .map(|_| {
                        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                        (state >> 56) as u8
                    })
                    .collect();
                let mut body = Vec::new();
                let mut u = Unstructured::new(&bytes);
                let mut pen = Pen { e: Encoder::new(&mut body), u: &mut u, around: &around };
                pen.one(shape.as_bytes()).expect("bytes enough");
                Body::read(Kind(*kind), &body).is_some()
            });
            assert!(read, "kind {kind} never reads");
        }
    }
}
